/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include <sys/socket.h>

/**
 * Counts per address (an IPv6 /64 is one) and minute of the machine's clock, in bounded memory:
 * when a row of the table is full, the entry with the fewest requests gives way. Any thread.
 */
struct limiter;

struct limiter *limiter_new(int64_t per_minute);
void limiter_drop(struct limiter *l);

/** A number for @address, the same as long as @l lives; who does not know @l cannot aim at one. */
uint64_t limiter_who(const struct limiter *l, const struct sockaddr *address);

/** Counts one request of @address at @now_us; false when it is over the limit. */
bool limiter_take(struct limiter *l, const struct sockaddr *address, int64_t now_us);
