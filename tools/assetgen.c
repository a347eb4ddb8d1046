/* SPDX-License-Identifier: Apache-2.0 */
/*
 * assetgen NAMES.h TABLE.c FILE…: static files as part of the program. Each gets a name with the
 * digest of its content, so that it may be cached for ever, its bytes, and its bytes in gzip.
 */
#include "core/arena.h"
#include <ctype.h>
#include <sodium.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

static const struct {
	const char *suffix, *mime;
} mimes[] = {
	{"css", "text/css; charset=utf-8"}, {"js", "text/javascript; charset=utf-8"},
	{"svg", "image/svg+xml"},	    {"png", "image/png"},
	{"json", "application/json"},
};

struct file {
	const char *name, *suffix, *mime;
	unsigned char *bytes, *gzip;
	size_t size, gzip_size;
	char digest[17];
};

static _Noreturn void fail(const char *file, const char *what)
{
	fprintf(stderr, "%s: %s\n", file, what);
	exit(1);
}

static void read_bytes(struct arena *mem, const char *path, struct file *f)
{
	FILE *in = fopen(path, "rb");
	long size = -1;

	if (in && !fseek(in, 0, SEEK_END)) {
		size = ftell(in);
		rewind(in);
	}
	if (size < 0)
		fail(path, "cannot be read");
	f->size = (size_t)size;
	f->bytes = arena_alloc(mem, f->size + 1);
	if (fread(f->bytes, 1, f->size, in) != f->size)
		fail(path, "cannot be read");
	fclose(in);
}

/* A style sheet goes out without its comments, indentation and empty lines: they are for us. */
static void strip_css(struct file *f)
{
	unsigned char *from = f->bytes, *end = from + f->size, *to = from, quote = 0;

	while (from < end) {
		bool begins = to == f->bytes || to[-1] == '\n';

		if (!quote && from[0] == '/' && from[1] == '*') {
			unsigned char *close = memmem(from, (size_t)(end - from), "*/", 2);

			from = close ? close + 2 : end;
			continue;
		}
		if (!quote && begins && isspace(*from)) {
			from++;
			continue;
		}
		if (quote ? *from == quote : *from == '"' || *from == '\'')
			quote = quote ? 0 : *from;
		*to++ = *from++;
	}
	f->size = (size_t)(to - f->bytes);
}

/* The same bytes give the same gzip: zlib writes no time and no name unless asked. */
static void press(struct arena *mem, const char *path, struct file *f)
{
	enum { GZIP = 16 + MAX_WBITS, MEMORY = 9 };
	z_stream z = {0};

	if (deflateInit2(&z, Z_BEST_COMPRESSION, Z_DEFLATED, GZIP, MEMORY, Z_DEFAULT_STRATEGY) !=
	    Z_OK)
		fail(path, "cannot be compressed");
	size_t room = deflateBound(&z, f->size);
	f->gzip = arena_alloc(mem, room);
	z.next_in = f->bytes;
	z.avail_in = (uInt)f->size;
	z.next_out = f->gzip;
	z.avail_out = (uInt)room;
	if (deflate(&z, Z_FINISH) != Z_STREAM_END)
		fail(path, "cannot be compressed");
	f->gzip_size = z.total_out;
	deflateEnd(&z);
}

static struct file take(struct arena *mem, const char *path)
{
	struct file f = {0};
	unsigned char digest[crypto_hash_sha256_BYTES];
	const char *slash = strrchr(path, '/');

	f.name = slash ? slash + 1 : path;
	const char *dot = strrchr(f.name, '.');
	f.suffix = dot ? dot + 1 : "";
	for (size_t i = 0; i < sizeof mimes / sizeof *mimes; i++)
		if (!strcmp(f.suffix, mimes[i].suffix))
			f.mime = mimes[i].mime;
	if (!f.mime)
		fail(path, "no media type is known for this suffix");
	read_bytes(mem, path, &f);
	if (!strcmp(f.suffix, "css"))
		strip_css(&f);
	press(mem, path, &f);
	crypto_hash_sha256(digest, f.bytes, f.size);
	sodium_bin2hex(f.digest, sizeof f.digest, digest, (sizeof f.digest - 1) / 2);
	return f;
}

static void print_path(FILE *out, const struct file *f)
{
	fprintf(out, "\"/assets/%.*s.%s.%s\"", (int)(f->suffix - f->name - 1), f->name, f->digest,
		f->suffix);
}

static void print_name(FILE *out, const struct file *f)
{
	fputs("#define ASSET_", out);
	for (const char *p = f->name; *p; p++)
		fputc(isalnum((unsigned char)*p) ? toupper((unsigned char)*p) : '_', out);
	fputc(' ', out);
	print_path(out, f);
	fputc('\n', out);
}

static void print_bytes(FILE *out, const char *what, int number, const unsigned char *bytes,
			size_t size)
{
	fprintf(out, "static const unsigned char %s_%d[] = {", what, number);
	for (size_t i = 0; i < size; i++)
		fprintf(out, "%s%u,", i % 24 ? "" : "\n\t", bytes[i]);
	fprintf(out, "\n};\n");
}

static void print_row(FILE *out, const struct file *f, int number)
{
	fprintf(out, "\t{ \"%s\", ", f->name);
	print_path(out, f);
	fprintf(out, ", \"%s\", \"\\\"%s\\\"\", bytes_%d, %zu, gzip_%d, %zu },\n", f->mime,
		f->digest, number, f->size, number, f->gzip_size);
}

int main(int argc, char **argv)
{
	struct arena *mem = arena_new();
	FILE *names = argc > 3 ? fopen(argv[1], "w") : NULL,
	     *table = argc > 3 ? fopen(argv[2], "w") : NULL;

	if (!names || !table || sodium_init() < 0) {
		fprintf(stderr, "usage: assetgen NAMES.h TABLE.c FILE...\n");
		return 2;
	}
	struct file *files = arena_many(mem, struct file, (size_t)argc);
	fprintf(names, "/* Made by assetgen. */\n#pragma once\n");
	fprintf(table, "/* Made by assetgen. */\n#include \"web/assets.h\"\n");
	for (int i = 3; i < argc; i++) {
		files[i] = take(mem, argv[i]);
		print_name(names, &files[i]);
		print_bytes(table, "bytes", i, files[i].bytes, files[i].size);
		print_bytes(table, "gzip", i, files[i].gzip, files[i].gzip_size);
	}
	fprintf(table, "const struct asset assets_table[] = {\n");
	for (int i = 3; i < argc; i++)
		print_row(table, &files[i], i);
	fprintf(table, "};\nconst size_t assets_count = %d;\n", argc - 3);
	if (fclose(names) || fclose(table))
		fail(argv[1], "cannot be written");
	arena_drop(mem);
	return 0;
}
