-- name: toy_insert
INSERT INTO setting (key, value) VALUES ($1, $2)

-- name: toy_update
UPDATE setting SET value = $2 WHERE key = $1

-- name: toy_find
SELECT value FROM setting WHERE key = $1

-- name: toy_last
SELECT max(CAST(value AS BIGINT)) FROM setting WHERE key > CAST($1 AS TEXT) AND $2 = $2

-- name: toy_number
SELECT CAST(CAST($1 AS TEXT) AS BIGINT)

-- name: toy_together
-- together: a test
SELECT key, CAST($2 AS BIGINT)
FROM setting
WHERE (CAST($1 AS TEXT) IS NULL OR substr(key, 1, length($1)) = $1) AND key <> 'it''s $1, not'
	AND CAST(CASE WHEN CAST($2 AS BIGINT) < 0 THEN 'none' ELSE '1' END AS BIGINT) = 1
ORDER BY key DESC

-- name: toy_counting
WITH RECURSIVE n (i) AS (
	SELECT CAST($1 AS BIGINT)
	UNION ALL
	SELECT i + 1 FROM n WHERE i < CAST($2 AS BIGINT)
)
SELECT i FROM n
