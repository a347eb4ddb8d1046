/* SPDX-License-Identifier: Apache-2.0 */
/* Settings of the store: few, and asked for in every operation, so they are remembered. */
#include "core/text.h"
#include "db/db.h"
#include "db/db.sql.h"
#include <stdlib.h>
#include <string.h>

struct setting {
	const char *key, *value;
};

struct settings {
	struct setting *items;
	size_t count;
};

static enum rc load_settings(struct op *op, struct arena *mem, void **out)
{
	struct settings *all = arena_alloc(mem, sizeof *all);
	struct setting row, *rows;
	size_t count;

	TRY(db_list(op, &SQL_DB_SETTINGS, IN_NOTHING, OUT(OUT_TEXT(&row.key), OUT_TEXT(&row.value)),
		    ROWS(row, &rows, &count)));
	*all = (struct settings){ arena_many(mem, struct setting, count + 1), count };
	for (size_t i = 0; i < count; i++)
		all->items[i] = (struct setting){ arena_copy(mem, rows[i].key),
						  arena_copy(mem, rows[i].value) };
	*out = all;
	return RC_OK;
}

static const struct db_cache settings_cache = { "settings", load_settings };

static int by_key(const void *key, const void *item)
{
	return strcmp(key, ((const struct setting *)item)->key);
}

static enum rc find_setting(struct op *op, const char *key, const char **value)
{
	const struct settings *all;

	TRY(db_cached(op, &settings_cache, (void **)&all));
	const struct setting *found = bsearch(key, all->items, all->count, sizeof *found, by_key);

	*value = found ? found->value : NULL;
	return RC_OK;
}

enum rc db_setting(struct op *op, const char *key, const char **value)
{
	TRY(find_setting(op, key, value));
	return *value ? RC_OK : FAIL(op, RC_NOT_FOUND, "db.none", "setting %s", key);
}

enum rc db_setting_int(struct op *op, const char *key, int64_t otherwise, int64_t *value)
{
	const char *text;

	TRY(find_setting(op, key, &text));
	if (!text)
		*value = otherwise;
	else if (!text_number(text, value))
		return FAIL(op, RC_BROKEN, "db.setting", "%s is no number", key);
	return RC_OK;
}

enum rc db_setting_put(struct op *op, const char *key, const char *value)
{
	db_reference_changed(op);
	return db_put(op, &SQL_DB_SETTING_PUT, 1, IN(IN_TEXT(key), IN_TEXT(value)));
}
