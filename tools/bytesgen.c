/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bytesgen NAME FILE > file.h: the bytes of a file that the program carries (tables of the law, days of
 * the calendar) as "static const char NAME[]", with a NUL behind them that sizeof NAME - 1 leaves out.
 */
#define _GNU_SOURCE
#include <stdio.h>

int main(int argc, char **argv)
{
	int c, column = 0;

	if (argc != 3) {
		fprintf(stderr, "usage: bytesgen NAME FILE\n");
		return 2;
	}
	FILE *in = fopen(argv[2], "rb");

	if (!in) {
		perror(argv[2]);
		return 2;
	}
	printf("/* made by bytesgen from a file of data/ */\nstatic const char %s[] = {\n", argv[1]);
	while ((c = getc(in)) != EOF)
		printf("%d,%s", c < 128 ? c : c - 256, ++column % 24 ? "" : "\n");
	printf("0\n};\n");
	int bad = ferror(in);

	fclose(in);
	return bad || fflush(stdout) ? 3 : 0;
}
