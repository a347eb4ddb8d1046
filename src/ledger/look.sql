-- name: look_insert_1
INSERT INTO look (id, account, session, at_us, kind, thing, ids, purpose)
VALUES
	($1, $3, $4, $2, $5, $6, $7, $8)

-- name: look_insert_4
INSERT INTO look (id, account, session, at_us, kind, thing, ids, purpose)
VALUES
	($1, $3, $4, $2, $5, $6, $7, $8),
	($1 + 1, $9, $10, $2, $11, $12, $13, $14),
	($1 + 2, $15, $16, $2, $17, $18, $19, $20),
	($1 + 3, $21, $22, $2, $23, $24, $25, $26)

-- name: look_insert_16
INSERT INTO look (id, account, session, at_us, kind, thing, ids, purpose)
VALUES
	($1, $3, $4, $2, $5, $6, $7, $8),
	($1 + 1, $9, $10, $2, $11, $12, $13, $14),
	($1 + 2, $15, $16, $2, $17, $18, $19, $20),
	($1 + 3, $21, $22, $2, $23, $24, $25, $26),
	($1 + 4, $27, $28, $2, $29, $30, $31, $32),
	($1 + 5, $33, $34, $2, $35, $36, $37, $38),
	($1 + 6, $39, $40, $2, $41, $42, $43, $44),
	($1 + 7, $45, $46, $2, $47, $48, $49, $50),
	($1 + 8, $51, $52, $2, $53, $54, $55, $56),
	($1 + 9, $57, $58, $2, $59, $60, $61, $62),
	($1 + 10, $63, $64, $2, $65, $66, $67, $68),
	($1 + 11, $69, $70, $2, $71, $72, $73, $74),
	($1 + 12, $75, $76, $2, $77, $78, $79, $80),
	($1 + 13, $81, $82, $2, $83, $84, $85, $86),
	($1 + 14, $87, $88, $2, $89, $90, $91, $92),
	($1 + 15, $93, $94, $2, $95, $96, $97, $98)

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
