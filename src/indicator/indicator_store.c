/* SPDX-License-Identifier: Apache-2.0 */
#include "indicator/indicator_store.h"
#include "db/db.h"
#include "indicator/indicator.sql.h"

enum rc indicator_store_insert(struct op *op, const struct indicator_tile *tile)
{
	return db_put(op, &SQL_INDICATOR_TILE_INSERT, 1,
		      IN(IN_INT(tile->from), IN_TEXT(tile->code), IN_INT(tile->col),
			 IN_INT(tile->line)));
}

enum rc indicator_store_tiles(struct op *op, int32_t day, struct indicator_tile **rows,
			      size_t *rows_count)
{
	struct indicator_tile row = { 0 };

	return db_list(op, &SQL_INDICATOR_TILES_ON, IN(IN_INT(day)),
		       OUT(OUT_TEXT(&row.code), OUT_INT32(&row.col), OUT_INT32(&row.line)),
		       ROWS(row, rows, rows_count));
}
