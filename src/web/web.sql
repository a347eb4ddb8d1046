-- name: once_find
SELECT digest, status, location, etag, type, body
FROM idempotency
WHERE actor = $1 AND method = $2 AND path = $3 AND key = $4 AND at_us > $5

-- name: once_forget
DELETE FROM idempotency
WHERE at_us <= $1

-- name: once_insert
INSERT INTO idempotency (actor, method, path, key, digest, status, location, etag, type, body, at_us)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
