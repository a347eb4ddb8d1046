-- name: indicator_tile_insert
INSERT INTO indicator_tile (from_day, code, col, line) VALUES ($1, $2, $3, $4)

-- name: indicator_tiles_on
SELECT code, col, line FROM indicator_tile
WHERE from_day = (SELECT max(from_day) FROM indicator_tile WHERE from_day <= $1)
ORDER BY line, col
