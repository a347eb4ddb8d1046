-- name: order_insert
INSERT INTO unit_order (id, number, title, issued_by, kind, passed_day, in_force_day, operates_day,
	ends_district_tier, default_rule, state, made_us)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'draft', $11)

-- name: order_file_insert
INSERT INTO order_file (order_id, name, content) VALUES ($1, $2, $3)

-- name: order_files
SELECT name, content FROM order_file WHERE order_id = $1 ORDER BY name

-- name: order_by_id
SELECT id, number, title, issued_by, kind, passed_day, in_force_day, operates_day, ends_district_tier,
	default_rule, state, COALESCE(proposed_by, 0), COALESCE(confirmed_by, 0), made_us,
	COALESCE(scheduled_us, 0), COALESCE(applied_us, 0), COALESCE(undone_us, 0), summary, certificate
FROM unit_order
WHERE id = $1

-- name: order_by_number
-- scans unit_order: orders are few
SELECT id, number, title, issued_by, kind, passed_day, in_force_day, operates_day, ends_district_tier,
	default_rule, state, COALESCE(proposed_by, 0), COALESCE(confirmed_by, 0), made_us,
	COALESCE(scheduled_us, 0), COALESCE(applied_us, 0), COALESCE(undone_us, 0), summary, certificate
FROM unit_order
WHERE number = $1 OR REPLACE(number, '/', '-') = $1
ORDER BY CASE WHEN state = 'undone' THEN 1 ELSE 0 END, id DESC
LIMIT 1

-- name: order_list
-- scans unit_order: orders are few
SELECT id, number, title, issued_by, kind, passed_day, in_force_day, operates_day, ends_district_tier,
	default_rule, state, COALESCE(proposed_by, 0), COALESCE(confirmed_by, 0), made_us,
	COALESCE(scheduled_us, 0), COALESCE(applied_us, 0), COALESCE(undone_us, 0), summary, certificate
FROM unit_order
ORDER BY operates_day DESC, id DESC

-- name: order_propose
UPDATE unit_order SET state = 'proposed', proposed_by = $2 WHERE id = $1 AND state = 'draft'

-- name: order_schedule
UPDATE unit_order SET state = 'scheduled', confirmed_by = $2, scheduled_us = $3
WHERE id = $1 AND state IN ('draft', 'proposed')

-- name: order_applied
UPDATE unit_order SET state = 'applied', applied_us = $2, summary = $3
WHERE id = $1 AND state = 'scheduled'

-- name: order_certified
UPDATE unit_order SET certificate = $2 WHERE id = $1 AND state = 'applied'

-- name: order_undone
UPDATE unit_order SET state = 'undone', undone_us = $2 WHERE id = $1 AND state <> 'undone'

-- name: order_choices
SELECT kind, key, unit_code FROM order_choice WHERE order_id = $1

-- name: order_choose
INSERT INTO order_choice (order_id, kind, key, unit_code, chosen_by, chosen_us)
VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (order_id, kind, key)
DO UPDATE SET unit_code = excluded.unit_code, chosen_by = excluded.chosen_by,
	chosen_us = excluded.chosen_us

-- name: order_moves_insert
INSERT INTO order_move (order_id, kind, key, parts, record, reference, unit_before, unit_after,
	outcome, place)
-- engine: sqlite
SELECT $1, $2, json_extract(e.value, '$[0]'), json_extract(e.value, '$[1]'),
	json_extract(e.value, '$[2]'), json_extract(e.value, '$[3]'),
	json_extract(e.value, '$[4]'), json_extract(e.value, '$[5]'),
	json_extract(e.value, '$[6]'), json_extract(e.value, '$[7]')
FROM json_each($3) AS e
-- engine: postgres
SELECT $1, $2, e.value ->> 0, CAST(e.value ->> 1 AS BIGINT), CAST(e.value ->> 2 AS BIGINT),
	e.value ->> 3, CAST(e.value ->> 4 AS BIGINT), CAST(e.value ->> 5 AS BIGINT),
	CAST(e.value ->> 6 AS BIGINT), e.value ->> 7
FROM jsonb_array_elements(CAST($3 AS jsonb)) AS e
-- engine: both

-- name: order_moves
SELECT key, reference, unit_before, unit_after, outcome
FROM order_move
WHERE order_id = $1 AND kind = $2 AND (parts & 1) <> 0
ORDER BY key

-- name: order_move_one
SELECT kind, record, unit_before, unit_after, outcome
FROM order_move
WHERE order_id = $1 AND kind = $2 AND key = $3 AND (parts & 1) <> 0

-- SQLite, which does not know that they are few, would take the primary key.
-- name: order_moves_residue
SELECT m.key, m.unit_before, c.unit_code
FROM order_move m
-- engine: sqlite
	INDEXED BY order_move_residue
-- engine: both
LEFT JOIN order_choice c ON c.order_id = m.order_id AND c.kind = m.kind AND c.key = m.key
	AND c.chosen_us > $3
WHERE m.order_id = $1 AND m.kind = $2 AND m.outcome = 3 AND (m.parts & 1) <> 0
	AND c.unit_code IS NULL
ORDER BY m.key

-- name: order_steps
-- scans o: orders are few
-- together: everybody who looks at what an order moved
-- CROSS JOIN: SQLite keeps to this order of tables, where it would read what every order ever moved.
SELECT o.number, o.operates_day, o.applied_us, m.unit_before, m.unit_after
FROM unit_order o
CROSS JOIN order_move m
WHERE m.order_id = o.id AND m.kind = $1 AND m.key = $2 AND (m.parts & 1) <> 0
	AND o.state = 'applied' AND m.unit_after <> m.unit_before
ORDER BY o.operates_day, o.id

-- name: order_units_annul
UPDATE unit SET annulled_us = $2 WHERE order_id = $1 AND annulled_us IS NULL

-- name: order_facts_annul
UPDATE unit_fact SET annulled_us = $2 WHERE order_id = $1 AND annulled_us IS NULL

-- name: order_facts_reopen
UPDATE unit_fact SET to_day = NULL, ended_by = NULL WHERE ended_by = $1 AND annulled_us IS NULL

-- name: order_lines_annul
UPDATE succession SET annulled_us = $2 WHERE order_id = $1 AND annulled_us IS NULL

-- name: order_lines
SELECT COALESCE(old_unit, 0), COALESCE(new_unit, 0), COALESCE(heir, 0)
FROM succession
WHERE order_id = $1 AND annulled_us IS NULL
ORDER BY id

-- name: order_followers
SELECT DISTINCT o.number
FROM succession mine
JOIN succession theirs ON theirs.old_unit = mine.new_unit AND theirs.order_id <> mine.order_id
	AND theirs.annulled_us IS NULL AND theirs.day > mine.day
JOIN unit_order o ON o.id = theirs.order_id AND o.state = 'applied'
WHERE mine.order_id = $1 AND mine.annulled_us IS NULL
ORDER BY o.number
