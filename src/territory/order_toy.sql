-- name: toy_table
CREATE TABLE toy (
	id INTEGER PRIMARY KEY,
	code TEXT NOT NULL UNIQUE,
	due TEXT NOT NULL,
	unit BIGINT NOT NULL,
	received BIGINT,
	returned BIGINT,
	home BIGINT,
	village TEXT,
	wide BIGINT NOT NULL,
	account TEXT,
	made_us BIGINT NOT NULL
)

-- name: toy_insert
INSERT INTO toy (id, code, due, unit, received, returned, home, village, wide, account, made_us)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)

-- name: toy_each
SELECT t.id, t.code, t.due, t.unit, COALESCE(t.received, 0), COALESCE(t.returned, 0),
	COALESCE(t.home, 0), t.village, t.wide, t.account, u.tier
FROM toy t
JOIN unit u ON u.id = t.unit
ORDER BY t.code

-- name: toy_move_owner
UPDATE toy SET unit = m.unit_after,
	received = CASE WHEN (m.parts & 2) <> 0 THEN m.unit_after ELSE received END,
	returned = CASE WHEN (m.parts & 4) <> 0 THEN m.unit_after ELSE returned END
FROM order_move AS m
WHERE m.order_id = $1 AND m.kind = 'toy' AND (m.parts & 1) <> 0
	AND m.unit_after <> m.unit_before AND m.record = toy.id

-- name: toy_move_received
UPDATE toy SET received = m.unit_after
FROM order_move AS m
WHERE m.order_id = $1 AND m.kind = 'toy' AND (m.parts & 1) = 0 AND (m.parts & 2) <> 0
	AND m.record = toy.id

-- name: toy_move_returned
UPDATE toy SET returned = m.unit_after
FROM order_move AS m
WHERE m.order_id = $1 AND m.kind = 'toy' AND (m.parts & 1) = 0 AND (m.parts & 4) <> 0
	AND m.record = toy.id

-- name: toy_undo_owner
UPDATE toy SET unit = m.unit_before,
	received = CASE WHEN (m.parts & 2) <> 0 THEN m.unit_before ELSE received END,
	returned = CASE WHEN (m.parts & 4) <> 0 THEN m.unit_before ELSE returned END
FROM order_move AS m
WHERE m.order_id = $1 AND m.kind = 'toy' AND (m.parts & 1) <> 0
	AND m.unit_after <> m.unit_before AND m.record = toy.id

-- name: toy_undo_received
UPDATE toy SET received = m.unit_before
FROM order_move AS m
WHERE m.order_id = $1 AND m.kind = 'toy' AND (m.parts & 1) = 0 AND (m.parts & 2) <> 0
	AND m.record = toy.id

-- name: toy_undo_returned
UPDATE toy SET returned = m.unit_before
FROM order_move AS m
WHERE m.order_id = $1 AND m.kind = 'toy' AND (m.parts & 1) = 0 AND (m.parts & 4) <> 0
	AND m.record = toy.id

-- name: toy_assign
UPDATE toy SET unit = $2 WHERE id = $1

-- name: toy_later
SELECT t.code FROM toy t JOIN unit u ON u.id = t.unit WHERE u.order_id = $1 AND t.made_us > $2
ORDER BY t.code
