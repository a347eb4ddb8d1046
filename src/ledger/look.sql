-- name: look_insert
INSERT INTO look (id, account, session, at_us, kind, thing, ids, purpose)
VALUES ($1, $2, $3, (SELECT CASE WHEN sealed_us > $4 THEN sealed_us ELSE $4 END FROM look_state WHERE one = 1),
	$5, $6, $7, $8)

-- name: look_sealed
SELECT sealed_us FROM look_state WHERE one = 1

-- name: look_sealed_put
UPDATE look_state SET sealed_us = $1 WHERE one = 1

-- name: look_between
SELECT id, account, session, at_us, kind, ids, purpose FROM look
WHERE at_us >= $1 AND at_us < $2
ORDER BY at_us, id

-- name: look_of_thing
SELECT id, account, session, at_us, kind, ids, purpose FROM look
WHERE kind = $1 AND thing = $2
UNION ALL
SELECT id, account, session, at_us, kind, ids, purpose FROM look
WHERE kind = $1 AND thing IS NULL AND ' ' || ids || ' ' LIKE $3
ORDER BY 4, 1
