/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "core/op.h"
#include <stdbool.h>
#include <stddef.h>

/*
 * Carrying a whole store over to another, of whichever engine: as it stands at one moment, all or
 * nothing, and only when both sides show the same roots.
 */

enum { COPY_ROOT_BYTES = 32 };

/** What one side shows of a table, or of the records of a kind. */
struct copy_root {
	const char *name;
	bool table; /* else a kind of record */
	int64_t count;
	const char *root; /* hexadecimal, lower case */
};

struct copy_roots {
	struct arena *mem;
	struct copy_root *items;
	size_t count;
};

/** Adds one; texts are copied. */
void copy_roots_add(struct copy_roots *roots, bool table, const char *name, int64_t count,
		    const char *root);

/** A tree of hashes (RFC 6962), unknown to this floor: @size bytes of zeros are an empty one. */
struct copy_tree {
	size_t size;
	void (*add)(void *tree, const void *bytes, size_t size);
	void (*root)(const void *tree, unsigned char root[COPY_ROOT_BYTES]);
};

/** What the top floor brings to it. */
struct copy_way {
	const struct copy_tree *tree;
	/* Adds the roots of all kinds of records in op->db; on both sides at the same op->now_us. */
	enum rc (*kinds)(struct op *op, struct copy_roots *roots);
	/*
	 * Told from time to time how many rows of @table passed; @checked: they are being read
	 * again. NULL: nobody listens.
	 */
	void (*progress)(void *context, const char *table, int64_t rows, bool checked);
	void *context;
	bool backup;  /* @to is a file to be kept as a backup (backup_digest.h) */
	bool replace; /* @to may hold a rehearsal, on PostgreSQL only: it is gone, or as it was */
};

/**
 * Makes the store @to out of the store @from, which may be in use. *@roots (its mem set by the
 * caller) gets a row for each table, whose leaves are its rows as lines (copy_line.h) by primary
 * key, then one for each kind: what both sides show. Whatever
 * fails, nothing is left at @to, and what way->replace puts an end to is as it was.
 *
 * RC_NOT_FOUND  there is nothing at @from (store.none)
 * RC_CONFLICT   @to holds a store (store.exists)
 * RC_INVALID    a URL is not understood
 * RC_BROKEN     the sides differ (copy.differs) or @from is damaged
 * RC_BUSY       the machine or a server refuses
 */
CHECKED enum rc db_copy(struct op *op, const char *from, const char *to, const struct copy_way *way,
			struct copy_roots *roots);

/**
 * Takes a store away again that was made a moment ago and turned out to be of no use: there is
 * nothing at @url, as before. op->err is left as it is.
 */
void db_unmake(struct op *op, const char *url);
