-- name: territory_units
-- scans unit: the register is read whole
SELECT id, tier
FROM unit
WHERE annulled_us IS NULL
ORDER BY id

-- name: territory_facts
-- scans f: the register is read whole
SELECT f.id, f.unit, f.kind, f.text, f.number, f.fold, f.exact, f.sort_key, f.from_day,
	COALESCE(f.to_day, 2147483647), COALESCE(f.order_id, 0), COALESCE(f.ended_by, 0)
FROM unit_fact f
WHERE f.annulled_us IS NULL
ORDER BY f.unit, f.kind, f.from_day, f.id

-- name: territory_lines
-- scans succession: the register is read whole
SELECT id, order_id, day, COALESCE(old_unit, 0), COALESCE(new_unit, 0), COALESCE(heir, 0),
	whole, remainder, area_only, all_population, seat, villages, citation
FROM succession
WHERE annulled_us IS NULL
ORDER BY day, id

-- name: territory_orders
-- scans unit_order: the register is read whole
SELECT id, number
FROM unit_order
WHERE state = 'applied'
ORDER BY id

-- name: territory_any
-- scans unit: asks for one row
SELECT id FROM unit LIMIT 1

-- name: territory_insert_unit
INSERT INTO unit (id, tier, order_id) VALUES ($1, $2, $3)

-- name: territory_insert_fact
INSERT INTO unit_fact (id, unit, kind, text, number, fold, exact, sort_key, from_day, to_day, order_id)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)

-- name: territory_end_fact
UPDATE unit_fact SET to_day = $2, ended_by = $3
WHERE id = $1 AND to_day IS NULL AND annulled_us IS NULL

-- name: territory_insert_line
INSERT INTO succession (id, order_id, day, old_unit, new_unit, heir, whole, remainder, area_only,
	all_population, seat, villages, citation)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)

-- name: territory_overlaps
-- scans a: a check looks at everything
SELECT a.unit, a.kind, a.from_day, b.from_day
FROM unit_fact a
JOIN unit_fact b ON b.unit = a.unit AND b.kind = a.kind AND b.id > a.id
WHERE a.kind NOT IN (4, 11) AND a.annulled_us IS NULL AND b.annulled_us IS NULL
	AND (a.to_day IS NULL OR b.from_day < a.to_day) AND (b.to_day IS NULL OR a.from_day < b.to_day)
