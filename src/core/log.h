/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "core/err.h"

/**
 * One line on stderr: time, level, words. No personal data, no secrets: callers give ids, codes of
 * errors and places, never what people typed.
 */
void log_info(const char *format, ...) __attribute__((format(printf, 1, 2)));
void log_error(const char *format, ...) __attribute__((format(printf, 1, 2)));

/** A failed operation: its code, key, place and detail. */
void log_failure(const char *what, const struct err *err);
