-- name: thing_insert
INSERT INTO setting (key, value) VALUES ($1, $2)

-- name: thing_update
UPDATE setting SET value = $2 WHERE key = $1

-- name: thing_find
SELECT value FROM setting WHERE key = $1

-- name: thing_list
SELECT key, value FROM setting WHERE key > $1 ORDER BY key LIMIT $2
