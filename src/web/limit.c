/* SPDX-License-Identifier: Apache-2.0 */
#include "web/limit.h"
#include "core/time.h"
#include <netinet/in.h>
#include <pthread.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

enum { ROWS = 4096, ROW = 8 };

struct entry {
	uint64_t who;
	int64_t minute;
	int64_t count;
};

struct limiter {
	pthread_mutex_t lock;
	int64_t per_minute;
	unsigned char key[crypto_shorthash_KEYBYTES]; /* so that nobody can aim at one row */
	struct entry rows[ROWS][ROW];
};

struct limiter *limiter_new(int64_t per_minute)
{
	struct limiter *l = calloc(1, sizeof *l);

	if (!l)
		abort();
	pthread_mutex_init(&l->lock, NULL);
	l->per_minute = per_minute;
	randombytes_buf(l->key, sizeof l->key);
	return l;
}

void limiter_drop(struct limiter *l)
{
	if (!l)
		return;
	pthread_mutex_destroy(&l->lock);
	free(l);
}

uint64_t limiter_who(const struct limiter *l, const struct sockaddr *address)
{
	unsigned char bytes[8] = { 0 }, hash[crypto_shorthash_BYTES];
	uint64_t who;

	if (address && address->sa_family == AF_INET6) {
		const struct in6_addr *ip = &((const struct sockaddr_in6 *)address)->sin6_addr;

		if (IN6_IS_ADDR_V4MAPPED(ip))
			memcpy(bytes, ip->s6_addr + 12, 4);
		else
			memcpy(bytes, ip->s6_addr, 8);
	} else if (address && address->sa_family == AF_INET) {
		memcpy(bytes, &((const struct sockaddr_in *)address)->sin_addr, 4);
	}
	crypto_shorthash(hash, bytes, sizeof bytes, l->key);
	memcpy(&who, hash, sizeof who);
	return who ? who : 1;
}

bool limiter_take(struct limiter *l, const struct sockaddr *address, int64_t now_us)
{
	uint64_t who = limiter_who(l, address);
	int64_t minute = now_us / US_MINUTE;
	struct entry *row = l->rows[who % ROWS], *best = row;

	if (!l->per_minute)
		return true;
	pthread_mutex_lock(&l->lock);
	for (size_t i = 0; i < ROW; i++) {
		if (row[i].minute != minute)
			row[i] = (struct entry){ .minute = minute };
		if (row[i].who == who) {
			best = &row[i];
			break;
		}
		if (row[i].count < best->count)
			best = &row[i];
	}
	if (best->who != who)
		*best = (struct entry){ .who = who, .minute = minute };
	bool allowed = best->count < l->per_minute;

	best->count += allowed;
	pthread_mutex_unlock(&l->lock);
	return allowed;
}
