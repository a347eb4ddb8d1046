/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The measure of sign-ins: checking a password against its Argon2id hash, with libsodium's interactive
 * limits as the program has them, in THREADS threads for SECONDS.
 *   hash THREADS SECONDS      prints hashes a second
 */
#include <pthread.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { THREADS_MAX = 64 };

static const char password[] = "bench tự đo 2025";
static char stored[crypto_pwhash_STRBYTES];
static double until;

static double seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void *check(void *count)
{
	for (; seconds() < until; ++*(long *)count)
		if (crypto_pwhash_str_verify(stored, password, strlen(password)) != 0)
			abort();
	return NULL;
}

int main(int argc, char **argv)
{
	long threads_count = argc == 3 ? strtol(argv[1], NULL, 10) : 0, all = 0;
	pthread_t threads[THREADS_MAX];
	long counts[THREADS_MAX] = { 0 };

	if (threads_count < 1 || threads_count > THREADS_MAX || sodium_init() < 0 ||
	    crypto_pwhash_str(stored, password, strlen(password), crypto_pwhash_OPSLIMIT_INTERACTIVE,
			      crypto_pwhash_MEMLIMIT_INTERACTIVE) != 0) {
		fprintf(stderr, "usage: hash THREADS SECONDS\n");
		return 2;
	}
	double from = seconds();

	until = from + strtod(argv[2], NULL);
	for (long i = 0; i < threads_count; i++)
		if (pthread_create(&threads[i], NULL, check, &counts[i]))
			return 1;
	for (long i = 0; i < threads_count; i++) {
		pthread_join(threads[i], NULL);
		all += counts[i];
	}
	printf("%.1f\n", (double)all / (seconds() - from));
	return 0;
}
