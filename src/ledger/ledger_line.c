/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/ledger_line.h"
#include "core/text.h"
#include "ledger/merkle.h"
#include <jansson.h>
#include <string.h>

static void let_go(void *json)
{
	json_decref(json);
}

static json_t *object_of(struct arena *mem, const char *line, size_t size)
{
	json_t *json = json_loadb(line, size, JSON_REJECT_DUPLICATES, NULL);

	if (json)
		arena_defer(mem, let_go, json);
	return json_is_object(json) ? json : NULL;
}

static bool number_of(const json_t *object, const char *name, uint64_t *out)
{
	const json_t *value = json_object_get(object, name);

	if (!json_is_integer(value) || json_integer_value(value) < 0)
		return false;
	*out = (uint64_t)json_integer_value(value);
	return true;
}

static const unsigned char *bytes_of(struct arena *mem, const json_t *value, size_t *size)
{
	if (!json_is_string(value))
		return NULL;
	return text_unbase64(mem, json_string_value(value), size);
}

static bool hash_of(struct arena *mem, const json_t *value, struct hash *out)
{
	size_t size = 0;
	const unsigned char *bytes = bytes_of(mem, value, &size);

	if (!bytes || size != HASH_BYTES)
		return false;
	memcpy(out->bytes, bytes, HASH_BYTES);
	return true;
}

static bool proof_of(struct arena *mem, const json_t *object, struct hash **out, size_t *count)
{
	const json_t *list = json_object_get(object, "proof");

	*count = json_array_size(list); /* 0 of what is no array */
	if ((!json_is_array(list) && !json_is_null(list)) || *count > MERKLE_PROOF_MAX)
		return false;
	*out = arena_many(mem, struct hash, *count + 1);
	for (size_t i = 0; i < *count; i++)
		if (!hash_of(mem, json_array_get(list, i), &(*out)[i]))
			return false;
	return true;
}

bool line_proves_inclusion(struct arena *mem, const char *line, size_t size)
{
	const json_t *o = object_of(mem, line, size);
	struct hash leaf, root, *proof;
	uint64_t index, tree;
	size_t count;

	return o && number_of(o, "index", &index) && number_of(o, "size", &tree) &&
	       hash_of(mem, json_object_get(o, "leaf"), &leaf) &&
	       hash_of(mem, json_object_get(o, "root"), &root) && proof_of(mem, o, &proof, &count) &&
	       merkle_verify_inclusion(index, tree, &leaf, proof, count, &root);
}

static bool same_roots(struct arena *mem, const json_t *object)
{
	size_t size1 = 0, size2 = 0;
	const unsigned char *root1 = bytes_of(mem, json_object_get(object, "root1"), &size1);
	const unsigned char *root2 = bytes_of(mem, json_object_get(object, "root2"), &size2);

	return root1 && root2 && size1 && size1 == size2 && !memcmp(root1, root2, size1);
}

bool line_proves_consistency(struct arena *mem, const char *line, size_t size)
{
	const json_t *o = object_of(mem, line, size);
	struct hash root1, root2, *proof;
	uint64_t size1, size2;
	size_t count;

	if (!o || !number_of(o, "size1", &size1) || !number_of(o, "size2", &size2) ||
	    !proof_of(mem, o, &proof, &count))
		return false;
	if (size1 == size2)
		return !count && same_roots(mem, o);
	return hash_of(mem, json_object_get(o, "root1"), &root1) &&
	       hash_of(mem, json_object_get(o, "root2"), &root2) &&
	       merkle_verify_consistency(size1, size2, &root1, &root2, proof, count);
}
