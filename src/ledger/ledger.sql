-- name: ledger_insert_1
INSERT INTO ledger (seq, at_us, action, subject_mac, digest, leaf, salt, subject, content)
VALUES
	($1, $2, $3, $4, $5, $6, $7, $8, $9)

-- name: ledger_insert_4
INSERT INTO ledger (seq, at_us, action, subject_mac, digest, leaf, salt, subject, content)
VALUES
	($1, $2, $3, $4, $5, $6, $7, $8, $9),
	($1 + 1, $2, $10, $11, $12, $13, $14, $15, $16),
	($1 + 2, $2, $17, $18, $19, $20, $21, $22, $23),
	($1 + 3, $2, $24, $25, $26, $27, $28, $29, $30)

-- name: ledger_insert_16
INSERT INTO ledger (seq, at_us, action, subject_mac, digest, leaf, salt, subject, content)
VALUES
	($1, $2, $3, $4, $5, $6, $7, $8, $9),
	($1 + 1, $2, $10, $11, $12, $13, $14, $15, $16),
	($1 + 2, $2, $17, $18, $19, $20, $21, $22, $23),
	($1 + 3, $2, $24, $25, $26, $27, $28, $29, $30),
	($1 + 4, $2, $31, $32, $33, $34, $35, $36, $37),
	($1 + 5, $2, $38, $39, $40, $41, $42, $43, $44),
	($1 + 6, $2, $45, $46, $47, $48, $49, $50, $51),
	($1 + 7, $2, $52, $53, $54, $55, $56, $57, $58),
	($1 + 8, $2, $59, $60, $61, $62, $63, $64, $65),
	($1 + 9, $2, $66, $67, $68, $69, $70, $71, $72),
	($1 + 10, $2, $73, $74, $75, $76, $77, $78, $79),
	($1 + 11, $2, $80, $81, $82, $83, $84, $85, $86),
	($1 + 12, $2, $87, $88, $89, $90, $91, $92, $93),
	($1 + 13, $2, $94, $95, $96, $97, $98, $99, $100),
	($1 + 14, $2, $101, $102, $103, $104, $105, $106, $107),
	($1 + 15, $2, $108, $109, $110, $111, $112, $113, $114)

-- name: ledger_state
SELECT size, at_us, root, peaks, subject_key FROM ledger_head WHERE one = 1

-- name: ledger_state_put
INSERT INTO ledger_head (one, size, at_us, root, peaks, subject_key)
VALUES (1, $1, $2, $3, $4, $5)
ON CONFLICT (one) DO UPDATE
SET size = excluded.size, at_us = excluded.at_us, root = excluded.root, peaks = excluded.peaks
WHERE ledger_head.size = $6

-- name: ledger_leaves
-- A proof is made from the leaves of the whole tree.
SELECT seq, leaf FROM ledger WHERE seq < $1 ORDER BY seq

-- name: ledger_all
-- scans ledger: verifying recounts every entry
SELECT seq, at_us, action, subject_mac, digest, leaf, salt, subject, content FROM ledger ORDER BY seq

-- name: ledger_erase
-- scans ledger: erasing is rare, and an index of random keys would slow every append
UPDATE ledger SET salt = NULL, subject = NULL, content = NULL
WHERE subject_mac = $1 AND salt IS NOT NULL

-- name: ledger_key_list
-- scans ledger_key: a handful of rows
SELECT shown FROM ledger_key ORDER BY number

-- name: ledger_key_insert
INSERT INTO ledger_key (number, shown, from_us) VALUES ($1, $2, $3)
