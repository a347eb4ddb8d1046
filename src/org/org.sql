-- name: org_body_insert
INSERT INTO org_body (id, unit, kind, own_name, from_day, order_id)
VALUES ($1, $2, $3, $4, $5, $6)

-- name: org_body_end
UPDATE org_body SET to_day = $2, ended_by = $3
WHERE id = $1 AND to_day IS NULL AND annulled_us IS NULL

-- name: org_body_find
SELECT id, unit, kind, own_name, from_day, COALESCE(to_day, 2147483647)
FROM org_body
WHERE id = $1 AND annulled_us IS NULL

-- name: org_bodies
SELECT id, unit, kind, own_name, from_day, COALESCE(to_day, 2147483647)
FROM org_body
WHERE unit = $1 AND annulled_us IS NULL AND from_day <= $2 AND (to_day IS NULL OR to_day > $2)

-- name: org_body_of
SELECT id, unit, kind, own_name, from_day, COALESCE(to_day, 2147483647)
FROM org_body
WHERE unit = $1 AND kind = $2 AND annulled_us IS NULL AND from_day <= $3
	AND (to_day IS NULL OR to_day > $3)

-- name: org_bodies_living
-- scans org_body: every living body is looked at when an order is carried out or the store is checked
SELECT id, unit, kind, own_name, from_day, 2147483647
FROM org_body
WHERE to_day IS NULL AND annulled_us IS NULL
ORDER BY unit, kind

-- name: org_bodies_annul
UPDATE org_body SET annulled_us = $2 WHERE order_id = $1 AND annulled_us IS NULL

-- name: org_bodies_reopen
UPDATE org_body SET to_day = NULL, ended_by = NULL WHERE ended_by = $1

-- name: org_counter_insert
INSERT INTO org_counter (id, label, first_code) VALUES ($1, $2, $3)

-- name: org_counter_labels
SELECT COUNT(*) FROM org_counter WHERE first_code = $1

-- name: org_counter_place_insert
INSERT INTO org_counter_place (id, counter, body, unit, number, from_day, order_id)
VALUES ($1, $2, $3, $4, $5, $6, $7)

-- name: org_counters
SELECT c.id, c.label, p.body, p.unit, p.number
FROM org_counter_place p
JOIN org_counter c ON c.id = p.counter
WHERE p.unit = $1 AND p.body IS NOT NULL AND p.annulled_us IS NULL AND p.from_day <= $2
	AND (p.to_day IS NULL OR p.to_day > $2)
ORDER BY p.number, p.body

-- name: org_counter_last
SELECT COALESCE(MAX(number), 0) FROM org_counter_place
WHERE body = $1 AND to_day IS NULL AND annulled_us IS NULL

-- name: org_counters_astray
-- scans c: the check of the store looks at every place of a counter
SELECT c.label
FROM org_counter_place p
JOIN org_counter c ON c.id = p.counter
JOIN org_body b ON b.id = p.body
WHERE p.annulled_us IS NULL AND p.to_day IS NULL
	AND (b.unit <> p.unit OR b.annulled_us IS NOT NULL OR b.to_day IS NOT NULL)
ORDER BY c.label

-- name: org_mover_each
-- scans c: everything that an order may move
SELECT c.id, c.label, p.unit, p.body
FROM org_counter c
JOIN org_counter_place p ON p.counter = c.id AND p.to_day IS NULL AND p.annulled_us IS NULL
ORDER BY c.label

-- name: org_mover_leave
UPDATE org_counter_place
SET to_day = CASE WHEN from_day > $2 THEN from_day ELSE $2 END, ended_by = $1
WHERE to_day IS NULL AND annulled_us IS NULL AND counter IN (
	SELECT m.record FROM order_move m
	WHERE m.order_id = $1 AND m.kind = 'counter' AND (m.parts & 1) <> 0
		AND m.unit_after <> m.unit_before)

-- name: org_mover_arrive
INSERT INTO org_counter_place (id, counter, body, unit, number, from_day, order_id)
SELECT CAST($2 AS BIGINT) - 1 + ROW_NUMBER() OVER (ORDER BY m.key), p.counter,
	CASE WHEN m.outcome = 3 THEN NULL ELSE (SELECT b.id FROM org_body b
		WHERE b.unit = m.unit_after AND b.kind IN ('centre', 'committee')
			AND b.to_day IS NULL AND b.annulled_us IS NULL
		ORDER BY b.kind LIMIT 1) END,
	m.unit_after,
	COALESCE((SELECT MAX(q.number) FROM org_counter_place q
		WHERE q.unit = m.unit_after AND q.to_day IS NULL AND q.annulled_us IS NULL), 0)
		+ ROW_NUMBER() OVER (PARTITION BY m.unit_after ORDER BY m.key),
	p.to_day, CAST($1 AS BIGINT)
FROM order_move m
JOIN org_counter_place p ON p.counter = m.record AND p.ended_by = $1 AND p.annulled_us IS NULL
WHERE m.order_id = $1 AND m.kind = 'counter' AND (m.parts & 1) <> 0

-- name: org_mover_annul
UPDATE org_counter_place SET annulled_us = $2 WHERE order_id = $1 AND annulled_us IS NULL

-- name: org_mover_reopen
UPDATE org_counter_place SET to_day = NULL, ended_by = NULL WHERE ended_by = $1

-- name: org_mover_off_desk
UPDATE org_counter_place
SET to_day = CASE WHEN from_day > $3 THEN from_day ELSE $3 END, ended_by = $1
WHERE counter = $2 AND body IS NULL AND to_day IS NULL AND annulled_us IS NULL

-- name: org_mover_assign
INSERT INTO org_counter_place (id, counter, body, unit, number, from_day, order_id)
SELECT CAST($3 AS BIGINT), p.counter,
	(SELECT b.id FROM org_body b
		WHERE b.unit = $4 AND b.kind IN ('centre', 'committee')
			AND b.to_day IS NULL AND b.annulled_us IS NULL
		ORDER BY b.kind LIMIT 1),
	CAST($4 AS BIGINT),
	COALESCE((SELECT MAX(q.number) FROM org_counter_place q
		WHERE q.unit = $4 AND q.to_day IS NULL AND q.annulled_us IS NULL), 0) + 1,
	p.to_day, CAST($1 AS BIGINT)
FROM org_counter_place p
WHERE p.counter = $2 AND p.ended_by = $1 AND p.body IS NULL AND p.annulled_us IS NULL

-- name: org_mover_later
SELECT c.label
FROM org_counter_place p
JOIN unit u ON u.id = p.unit
JOIN org_counter c ON c.id = p.counter
WHERE u.order_id = $1 AND p.order_id IS NULL AND p.annulled_us IS NULL
ORDER BY c.label
