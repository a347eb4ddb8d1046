-- part: dossier_whole
SELECT d.id, d.code, d.version, d.moves, d.secret, d.procedure_id, d.state, d.received_by, d.competent,
	d.return_at, d.home, d.wide, d.officer, d.officer_name, d.filed_by, d.channel, d.papers,
	d.opened_us, d.received_us, d.calendar, d.clock, d.promised_us, d.extended_us, d.extensions,
	d.due_us, d.soon_us, d.paused, d.stopped_us, d.charged, d.paid,
	a.name, a.personal_id, a.phone, a.email, a.address, a.village
FROM dossier AS d JOIN dossier_applicant AS a ON a.dossier = d.id

-- A row of a list.
-- part: dossier_row
SELECT d.id, d.rank_us, d.code, d.procedure_id, d.state, d.received_by, d.competent, d.return_at,
	d.officer, d.officer_name, a.name, d.received_us, d.due_us, d.soon_us, d.stopped_us, d.paused
FROM dossier AS d JOIN dossier_applicant AS a ON a.dossier = d.id

-- What a list may be asked for. Its parameters: $1 whose, $2 $3 (rank, id) behind which, $4 rank before which,
-- $5 how many, $6 1: clock not stopped, $7 due soon by then, $8 states, $9 officer, $10 procedure.
-- part: dossier_asked
	AND ($6 = 0 OR d.stopped_us IS NULL) AND ($7 = 0 OR d.soon_us <= $7)
	AND ($8 = 0 OR ($8 & (CAST(1 AS BIGINT) << CAST(d.state AS INTEGER))) <> 0)
	AND ($9 = 0 OR d.officer = $9)
	AND (CAST($10 AS TEXT) = '' OR d.procedure_id IN
		(SELECT p.id FROM procedure_version AS p WHERE p.code = $10))

-- name: dossier_find
-- together: everybody who tracks or looks
-- use: dossier_whole
WHERE d.code = $1

-- name: dossier_insert
INSERT INTO dossier (id, code, agency, day, number, secret, version, moves, procedure_id, state,
	received_by, competent, return_at, home, wide, officer, officer_name, filed_by, channel, papers,
	opened_us, received_us, calendar, clock, promised_us, extended_us, extensions, due_us, soon_us,
	paused, stopped_us, rank_us, charged, paid)
VALUES ($1, $2, $3, $4, $5, $6, $7, 0, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19,
	$20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33)

-- name: dossier_applicant_insert
INSERT INTO dossier_applicant (dossier, name, fold, personal_id, phone, email, address, village)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)

-- name: dossier_applicant_update
UPDATE dossier_applicant SET name = $2, fold = $3, personal_id = $4, phone = $5, email = $6,
	address = $7, village = $8
WHERE dossier = $1

-- name: dossier_home_update
UPDATE dossier SET home = $2 WHERE id = $1

-- name: dossier_event_insert
INSERT INTO dossier_event (dossier, number, at_us, action, by_account, by_name, from_state, to_state,
	from_unit, to_unit, due_us, note, missing)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)

-- name: dossier_update
UPDATE dossier SET version = version + 1, procedure_id = $3, state = $4, officer = $5,
	officer_name = $6, received_us = $7, calendar = $8, clock = $9, promised_us = $10,
	extended_us = $11, extensions = $12, due_us = $13, soon_us = $14, paused = $15,
	stopped_us = $16, rank_us = $17, charged = $18, paid = $19
WHERE id = $1 AND version = $2

-- name: dossier_events
-- together: everybody who tracks or looks
SELECT number, at_us, action, by_account, by_name, from_state, to_state, from_unit, to_unit, due_us,
	note, missing
FROM dossier_event
WHERE dossier = $1
ORDER BY number

-- name: dossier_number_last
SELECT max(number) FROM dossier WHERE agency = $1 AND day = $2

-- name: dossier_agencies
-- scans dossier_agency: one row a unit, held in memory afterwards
SELECT unit, number FROM dossier_agency ORDER BY unit

-- name: dossier_agency_last
SELECT max(number) FROM dossier_agency WHERE number > CAST($1 AS BIGINT) + CAST($2 AS BIGINT)

-- name: dossier_agency_insert
INSERT INTO dossier_agency (unit, number) VALUES ($1, $2)

-- name: dossier_list_competent
-- use: dossier_row
WHERE d.competent = $1 AND (d.rank_us, d.id) > ($2, $3) AND d.rank_us < $4
-- use: dossier_asked
ORDER BY d.rank_us, d.id
LIMIT $5

-- The usual page of a queue as people mostly ask for it: all of a unit, or what is in some states.
-- name: dossier_page_competent
-- together: every queue
-- planned once: one unit's rows are read in the order of its index until the page is full
-- use: dossier_row
WHERE d.competent = $1 AND (d.rank_us, d.id) > ($2, $3) AND d.rank_us < $4
	AND ($5 = 0 OR d.stopped_us IS NULL)
	AND ($6 = 0 OR ($6 & (CAST(1 AS BIGINT) << CAST(d.state AS INTEGER))) <> 0)
ORDER BY d.rank_us, d.id
LIMIT 21

-- name: dossier_count_competent
SELECT count(*) FROM (
	SELECT 1 AS one
	FROM dossier AS d
	WHERE d.competent = $1 AND (d.rank_us, d.id) > ($2, $3) AND d.rank_us < $4
-- use: dossier_asked
	LIMIT $5
) AS counted

-- name: dossier_newest_competent
-- use: dossier_row
WHERE d.competent = $1 AND d.id < $3 AND d.rank_us > $2 AND d.rank_us < $4
-- use: dossier_asked
ORDER BY d.id DESC
LIMIT $5

-- Most are received and returned where they are handled: those come from the index of queues, the others from one
-- that has them alone.
-- name: dossier_list_received
SELECT * FROM (
-- use: dossier_row
WHERE d.competent = $1 AND d.received_by = $1 AND (d.rank_us, d.id) > ($2, $3) AND d.rank_us < $4
-- use: dossier_asked
ORDER BY d.rank_us, d.id
LIMIT $5
) AS own
UNION ALL
SELECT * FROM (
-- use: dossier_row
WHERE d.received_by = $1 AND d.received_by <> d.competent AND (d.rank_us, d.id) > ($2, $3) AND d.rank_us < $4
-- use: dossier_asked
ORDER BY d.rank_us, d.id
LIMIT $5
) AS others
ORDER BY 2, 1
LIMIT $5

-- name: dossier_newest_received
SELECT * FROM (
-- use: dossier_row
WHERE d.competent = $1 AND d.received_by = $1 AND d.id < $3 AND d.rank_us > $2 AND d.rank_us < $4
-- use: dossier_asked
ORDER BY d.id DESC
LIMIT $5
) AS own
UNION ALL
SELECT * FROM (
-- use: dossier_row
WHERE d.received_by = $1 AND d.received_by <> d.competent AND d.id < $3 AND d.rank_us > $2 AND d.rank_us < $4
-- use: dossier_asked
ORDER BY d.id DESC
LIMIT $5
) AS others
ORDER BY 1 DESC
LIMIT $5

-- name: dossier_count_received
SELECT count(*) FROM (
	SELECT 1 AS one
	FROM dossier AS d
	WHERE d.competent = $1 AND d.received_by = $1 AND (d.rank_us, d.id) > ($2, $3) AND d.rank_us < $4
-- use: dossier_asked
	UNION ALL
	SELECT 1
	FROM dossier AS d
	WHERE d.received_by = $1 AND d.received_by <> d.competent AND (d.rank_us, d.id) > ($2, $3) AND d.rank_us < $4
-- use: dossier_asked
	LIMIT $5
) AS counted

-- name: dossier_list_return
SELECT * FROM (
-- use: dossier_row
WHERE d.competent = $1 AND d.return_at = $1 AND (d.rank_us, d.id) > ($2, $3) AND d.rank_us < $4
-- use: dossier_asked
ORDER BY d.rank_us, d.id
LIMIT $5
) AS own
UNION ALL
SELECT * FROM (
-- use: dossier_row
WHERE d.return_at = $1 AND d.return_at <> d.competent AND (d.rank_us, d.id) > ($2, $3) AND d.rank_us < $4
-- use: dossier_asked
ORDER BY d.rank_us, d.id
LIMIT $5
) AS others
ORDER BY 2, 1
LIMIT $5

-- name: dossier_newest_return
SELECT * FROM (
-- use: dossier_row
WHERE d.competent = $1 AND d.return_at = $1 AND d.id < $3 AND d.rank_us > $2 AND d.rank_us < $4
-- use: dossier_asked
ORDER BY d.id DESC
LIMIT $5
) AS own
UNION ALL
SELECT * FROM (
-- use: dossier_row
WHERE d.return_at = $1 AND d.return_at <> d.competent AND d.id < $3 AND d.rank_us > $2 AND d.rank_us < $4
-- use: dossier_asked
ORDER BY d.id DESC
LIMIT $5
) AS others
ORDER BY 1 DESC
LIMIT $5

-- name: dossier_count_return
SELECT count(*) FROM (
	SELECT 1 AS one
	FROM dossier AS d
	WHERE d.competent = $1 AND d.return_at = $1 AND (d.rank_us, d.id) > ($2, $3) AND d.rank_us < $4
-- use: dossier_asked
	UNION ALL
	SELECT 1
	FROM dossier AS d
	WHERE d.return_at = $1 AND d.return_at <> d.competent AND (d.rank_us, d.id) > ($2, $3) AND d.rank_us < $4
-- use: dossier_asked
	LIMIT $5
) AS counted

-- name: dossier_list_all
-- It stops at the limit; a leader asks for the whole province.
-- use: dossier_row
WHERE CAST($1 AS BIGINT) = 0 AND (d.rank_us, d.id) > ($2, $3) AND d.rank_us < $4
-- use: dossier_asked
ORDER BY d.rank_us, d.id
LIMIT $5

-- name: dossier_page_all
-- It stops at the limit; a leader asks for the whole province.
-- together: every leader's first page
-- planned once: rows are read in the order of their index until the page is full
-- use: dossier_row
WHERE (d.rank_us, d.id) > ($1, $2)
ORDER BY d.rank_us, d.id
LIMIT 21

-- name: dossier_count_all
-- It stops at the limit; a leader asks for the whole province.
SELECT count(*) FROM (
	SELECT 1 AS one
	FROM dossier AS d
	WHERE CAST($1 AS BIGINT) = 0 AND (d.rank_us, d.id) > ($2, $3) AND d.rank_us < $4
-- use: dossier_asked
	LIMIT $5
) AS counted

-- name: dossier_newest_all
-- It stops at the limit; a leader asks for the whole province. The + keeps SQLite from the index of ranks, by
-- which it would read and sort all.
-- use: dossier_row
WHERE CAST($1 AS BIGINT) = 0 AND d.id < $3
-- engine: sqlite
	AND +d.rank_us > $2 AND +d.rank_us < $4
-- engine: postgres
	AND d.rank_us > $2 AND d.rank_us < $4
-- engine: both
-- use: dossier_asked
ORDER BY d.id DESC
LIMIT $5

-- name: dossier_list_filed
-- use: dossier_row
WHERE d.filed_by = $1 AND (d.rank_us, d.id) > ($2, $3) AND d.rank_us < $4
-- use: dossier_asked
ORDER BY d.rank_us, d.id
LIMIT $5

-- name: dossier_count_filed
SELECT count(*) FROM (
	SELECT 1 AS one
	FROM dossier AS d
	WHERE d.filed_by = $1 AND (d.rank_us, d.id) > ($2, $3) AND d.rank_us < $4
-- use: dossier_asked
	LIMIT $5
) AS counted

-- name: dossier_newest_filed
-- use: dossier_row
WHERE d.filed_by = $1 AND d.id < $3 AND d.rank_us > $2 AND d.rank_us < $4
-- use: dossier_asked
ORDER BY d.id DESC
LIMIT $5

-- A queue as people mostly ask for it is counted from its index alone.
-- name: dossier_count_queue
-- planned once: only the index of queues begins with the unit
SELECT count(*) FROM (
	SELECT 1 AS one
	FROM dossier
	WHERE competent = $1 AND rank_us > $2 AND rank_us < $3
		AND ($4 = 0 OR stopped_us IS NULL)
		AND ($5 = 0 OR ($5 & (CAST(1 AS BIGINT) << CAST(state AS INTEGER))) <> 0)
	LIMIT $6
) AS counted

-- All of a unit, without looking at what the index has besides: half the time.
-- name: dossier_count_unit
-- planned once: only the index of queues begins with the unit
SELECT count(*) FROM (
	SELECT 1 AS one FROM dossier WHERE competent = $1 LIMIT $2
) AS counted

-- Every dossier there is, as a leader sees the province.
-- name: dossier_count_every
-- scans dossier: stops at the limit
SELECT count(*) FROM (SELECT 1 AS one FROM dossier LIMIT $1) AS counted

-- $3: the units whose dossiers the actor sees, a blank around each; '' all.
-- name: dossier_search_name
-- use: dossier_row
WHERE a.fold >= $1 AND a.fold < $2
	AND (CAST($3 AS TEXT) = '' OR $3 LIKE '% ' || CAST(d.competent AS TEXT) || ' %'
		OR $3 LIKE '% ' || CAST(d.received_by AS TEXT) || ' %'
		OR $3 LIKE '% ' || CAST(d.return_at AS TEXT) || ' %')
ORDER BY a.fold, d.id DESC
LIMIT 200

-- name: dossier_search_personal_id
-- use: dossier_row
WHERE a.personal_id = $1
ORDER BY d.id DESC
LIMIT 200

-- name: dossier_search_code
-- use: dossier_row
WHERE d.code = $1

-- name: dossier_counts
-- scans dossier: every unit is counted, from the index of queues alone
SELECT competent, state, count(*),
	sum(CASE WHEN rank_us < $1 AND stopped_us IS NULL THEN 1 ELSE 0 END),
	sum(CASE WHEN stopped_us > due_us THEN 1 ELSE 0 END)
FROM dossier
GROUP BY competent, state
ORDER BY competent, state

-- name: dossier_check_page
SELECT d.id, d.code, d.version, d.moves, d.procedure_id, d.state, d.competent, d.received_by, d.return_at,
	d.home, d.received_us, d.calendar, d.clock, d.extended_us, d.due_us, d.paused, d.stopped_us,
	d.rank_us, d.agency, d.day, d.number,
	(SELECT count(*) FROM dossier_event AS e WHERE e.dossier = d.id),
	(SELECT e.to_state FROM dossier_event AS e WHERE e.dossier = d.id ORDER BY e.number DESC LIMIT 1),
	(SELECT count(*) FROM dossier_event AS e JOIN dossier_event AS p
		ON p.dossier = e.dossier AND p.number = e.number - 1
		WHERE e.dossier = d.id AND e.from_state <> p.to_state),
	(SELECT count(*) FROM dossier_applicant AS a WHERE a.dossier = d.id)
FROM dossier AS d
WHERE d.id > $1
ORDER BY d.id
LIMIT 2000

-- name: dossier_check_astray
-- scans a e: whether any belongs to no dossier, for `haicap check`
SELECT a.dossier FROM dossier_applicant AS a
WHERE NOT EXISTS (SELECT 1 FROM dossier AS d WHERE d.id = a.dossier)
UNION
SELECT e.dossier FROM dossier_event AS e
WHERE NOT EXISTS (SELECT 1 FROM dossier AS d WHERE d.id = e.dossier)
ORDER BY 1
LIMIT 20

-- name: dossier_check_steps
-- scans dossier_event: which steps were ever taken, for `haicap check`
SELECT DISTINCT action, from_state, to_state FROM dossier_event

-- name: dossier_move_each
-- scans d: everything that an order may move
SELECT d.id, d.code, d.competent, d.received_by, d.return_at, d.home, a.village, d.wide, d.received_us,
	d.due_us, u.tier, p.tier
FROM dossier AS d
JOIN dossier_applicant AS a ON a.dossier = d.id
JOIN unit AS u ON u.id = d.competent
JOIN procedure_version AS p ON p.id = d.procedure_id
WHERE d.state NOT IN (3, 13, 15, 16)
ORDER BY d.code

-- On PostgreSQL, which does not know how many rows were just written, unit by unit and in the order in which
-- they lie: a third less time over a million than as they come.
-- name: dossier_move_owner
UPDATE dossier SET competent = m.unit_after,
	received_by = CASE WHEN (m.parts & 2) <> 0 THEN m.unit_after ELSE received_by END,
	return_at = CASE WHEN (m.parts & 4) <> 0 THEN m.unit_after ELSE return_at END,
	version = version + 1, moves = moves + 1
FROM (
	SELECT record, parts, unit_after
	FROM order_move
	WHERE order_id = $1 AND kind = 'dossier' AND (parts & 1) <> 0 AND unit_after <> unit_before
-- engine: postgres
	ORDER BY unit_after, record OFFSET 0
-- engine: both
) AS m
WHERE m.record = dossier.id

-- name: dossier_move_received
UPDATE dossier SET received_by = m.unit_after, version = version + 1, moves = moves + 1
FROM order_move AS m
WHERE m.order_id = $1 AND m.kind = 'dossier' AND (m.parts & 1) = 0 AND (m.parts & 2) <> 0
	AND m.record = dossier.id

-- name: dossier_move_returned
UPDATE dossier SET return_at = m.unit_after, version = version + 1, moves = moves + 1
FROM order_move AS m
WHERE m.order_id = $1 AND m.kind = 'dossier' AND (m.parts & 1) = 0 AND (m.parts & 4) <> 0
	AND m.record = dossier.id

-- name: dossier_undo_owner
UPDATE dossier SET competent = m.unit_before,
	received_by = CASE WHEN (m.parts & 2) <> 0 THEN m.unit_before ELSE received_by END,
	return_at = CASE WHEN (m.parts & 4) <> 0 THEN m.unit_before ELSE return_at END,
	version = version + 1, moves = moves + 1
FROM (
	SELECT record, parts, unit_before
	FROM order_move
	WHERE order_id = $1 AND kind = 'dossier' AND (parts & 1) <> 0 AND unit_after <> unit_before
-- engine: postgres
	ORDER BY unit_before, record OFFSET 0
-- engine: both
) AS m
WHERE m.record = dossier.id

-- name: dossier_undo_received
UPDATE dossier SET received_by = m.unit_before, version = version + 1, moves = moves + 1
FROM order_move AS m
WHERE m.order_id = $1 AND m.kind = 'dossier' AND (m.parts & 1) = 0 AND (m.parts & 2) <> 0
	AND m.record = dossier.id

-- name: dossier_undo_returned
UPDATE dossier SET return_at = m.unit_before, version = version + 1, moves = moves + 1
FROM order_move AS m
WHERE m.order_id = $1 AND m.kind = 'dossier' AND (m.parts & 1) = 0 AND (m.parts & 4) <> 0
	AND m.record = dossier.id

-- $1 record, $2 unit, $3 order. The other agencies that it sent to the desk go along.
-- name: dossier_assign
UPDATE dossier SET competent = $2,
	received_by = CASE WHEN EXISTS (SELECT 1 FROM order_move AS m
		WHERE m.order_id = $3 AND m.kind = 'dossier' AND m.key = dossier.code
			AND (m.parts & 2) <> 0 AND m.unit_after = dossier.competent)
		THEN $2 ELSE received_by END,
	return_at = CASE WHEN EXISTS (SELECT 1 FROM order_move AS m
		WHERE m.order_id = $3 AND m.kind = 'dossier' AND m.key = dossier.code
			AND (m.parts & 4) <> 0 AND m.unit_after = dossier.competent)
		THEN $2 ELSE return_at END,
	version = version + 1, moves = moves + 1
WHERE id = $1 AND state NOT IN (3, 13, 15, 16)
	AND competent = (SELECT m.unit_after FROM order_move AS m
		WHERE m.order_id = $3 AND m.kind = 'dossier' AND m.key = dossier.code
			AND (m.parts & 1) <> 0 AND m.outcome = 3)

-- On the residue desk by the order's word, and closed since.
-- name: dossier_settled
SELECT m.key
FROM order_move AS m
-- engine: sqlite
	INDEXED BY order_move_residue
-- engine: both
JOIN dossier AS d ON d.id = m.record
WHERE m.order_id = $1 AND m.kind = 'dossier' AND m.outcome = 3 AND (m.parts & 1) <> 0
	AND d.state IN (3, 13, 15, 16)

-- Undoing an order would pull the ground from under dossiers it moved and somebody worked on since, and
-- from those that came since with a unit it began.
-- name: dossier_later
SELECT d.code
FROM order_move AS m
JOIN dossier AS d ON d.id = m.record
JOIN dossier_event AS e ON e.dossier = d.id AND e.number = d.version - d.moves
WHERE m.order_id = $1 AND m.kind = 'dossier' AND (m.parts & 1) <> 0
	AND m.unit_after <> m.unit_before AND e.at_us > $2
UNION
SELECT d.code
FROM unit AS u JOIN dossier AS d ON d.competent = u.id
WHERE u.order_id = $1 AND d.opened_us > $2
UNION
SELECT d.code
FROM unit AS u JOIN dossier AS d ON d.received_by = u.id AND d.received_by <> d.competent
WHERE u.order_id = $1 AND d.opened_us > $2
UNION
SELECT d.code
FROM unit AS u JOIN dossier AS d ON d.return_at = u.id AND d.return_at <> d.competent
WHERE u.order_id = $1 AND d.opened_us > $2
ORDER BY 1
LIMIT 20
