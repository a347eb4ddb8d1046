-- name: toy_insert
INSERT INTO setting (key, value) VALUES ($1, $2)

-- name: toy_update
UPDATE setting SET value = $2 WHERE key = $1

-- name: toy_find
SELECT value FROM setting WHERE key = $1

-- name: toy_last
-- scans: a test
SELECT max(CAST(value AS BIGINT)) FROM setting WHERE key > CAST($1 AS TEXT) AND $2 = $2

-- name: toy_number
SELECT CAST(CAST($1 AS TEXT) AS BIGINT)
