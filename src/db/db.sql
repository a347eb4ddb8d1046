-- name: db_head
SELECT batch, next_id, reference, offset_us, rehearsal FROM head WHERE one = 1

-- name: db_head_put
UPDATE head SET batch = $1, next_id = $2, reference = $3 WHERE one = 1

-- name: db_clock_put
UPDATE head SET offset_us = $1 WHERE one = 1 AND rehearsal = 1

-- name: db_rehearsal_put
UPDATE head SET rehearsal = 1 WHERE one = 1

-- name: db_settings
-- scans setting: a few rows, read once and remembered
SELECT key, value FROM setting ORDER BY key

-- name: db_setting_put
INSERT INTO setting (key, value) VALUES ($1, $2)
ON CONFLICT (key) DO UPDATE SET value = excluded.value

-- name: db_migrations
-- scans migration: a few rows, read once when a store is opened
SELECT number, checksum FROM migration ORDER BY number

-- name: db_migration_add
INSERT INTO migration (number, name, checksum) VALUES ($1, $2, $3)

-- name: db_migration_table
CREATE TABLE IF NOT EXISTS migration (
	number BIGINT PRIMARY KEY,
	name TEXT NOT NULL,
	checksum TEXT NOT NULL
)

-- name: db_integrity
-- engine: sqlite
SELECT integrity_check FROM pragma_integrity_check
UNION ALL
SELECT 'foreign key of ' || "table" || ' row ' || coalesce(rowid, '?') FROM pragma_foreign_key_check
-- engine: postgres
SELECT 'ok'
-- engine: both
