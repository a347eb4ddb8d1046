-- name: look_insert_1
INSERT INTO look (id, account, session, at_us, kind, thing, ids, purpose)
VALUES ($1, $3, $4, (SELECT CASE WHEN sealed_us > $2 THEN sealed_us ELSE $2 END FROM look_state WHERE one = 1),
	$5, $6, $7, $8)

-- name: look_insert_4
-- scans: the rows that are handed in
INSERT INTO look (id, account, session, at_us, kind, thing, ids, purpose)
SELECT CAST($1 AS BIGINT) + v.column1, v.column2, v.column3, CASE WHEN s.sealed_us > $2 THEN s.sealed_us ELSE $2 END,
	v.column4, v.column5, v.column6, v.column7
FROM (VALUES
	(0, CAST($3 AS BIGINT), CAST($4 AS BIGINT), $5, CAST($6 AS BIGINT), $7, $8),
	(1, $9, $10, $11, $12, $13, $14),
	(2, $15, $16, $17, $18, $19, $20),
	(3, $21, $22, $23, $24, $25, $26)) AS v CROSS JOIN look_state s
WHERE s.one = 1

-- name: look_insert_16
-- scans: the rows that are handed in
INSERT INTO look (id, account, session, at_us, kind, thing, ids, purpose)
SELECT CAST($1 AS BIGINT) + v.column1, v.column2, v.column3, CASE WHEN s.sealed_us > $2 THEN s.sealed_us ELSE $2 END,
	v.column4, v.column5, v.column6, v.column7
FROM (VALUES
	(0, CAST($3 AS BIGINT), CAST($4 AS BIGINT), $5, CAST($6 AS BIGINT), $7, $8),
	(1, $9, $10, $11, $12, $13, $14),
	(2, $15, $16, $17, $18, $19, $20),
	(3, $21, $22, $23, $24, $25, $26),
	(4, $27, $28, $29, $30, $31, $32),
	(5, $33, $34, $35, $36, $37, $38),
	(6, $39, $40, $41, $42, $43, $44),
	(7, $45, $46, $47, $48, $49, $50),
	(8, $51, $52, $53, $54, $55, $56),
	(9, $57, $58, $59, $60, $61, $62),
	(10, $63, $64, $65, $66, $67, $68),
	(11, $69, $70, $71, $72, $73, $74),
	(12, $75, $76, $77, $78, $79, $80),
	(13, $81, $82, $83, $84, $85, $86),
	(14, $87, $88, $89, $90, $91, $92),
	(15, $93, $94, $95, $96, $97, $98)) AS v CROSS JOIN look_state s
WHERE s.one = 1

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
