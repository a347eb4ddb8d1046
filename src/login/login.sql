-- name: login_account_insert
INSERT INTO login_account (id, name, full_name, sort_key, secret, first_until_us, made_us)
VALUES ($1, $2, $3, $4, $5, $6, $7)

-- name: login_account_find
SELECT id, name, full_name, secret, first_until_us, disabled_us
FROM login_account
WHERE name = $1

-- name: login_account_by_id
SELECT id, name, full_name, secret, first_until_us, disabled_us
FROM login_account
WHERE id = $1

-- name: login_accounts
-- scans login_account: the list of accounts is read in order of names, a page at a time
SELECT id, name, full_name, secret, first_until_us, disabled_us
FROM login_account
ORDER BY sort_key, id
LIMIT $2 OFFSET $1

-- name: login_accounts_count
-- scans login_account: the list of accounts says how many there are
SELECT COUNT(*) FROM login_account

-- name: login_accounts_at
SELECT id, name, full_name, secret, first_until_us, disabled_us
FROM login_account
WHERE id IN (SELECT g.account
	FROM login_grant g
	JOIN login_place p ON p.grant_id = g.id
	WHERE p.unit = $1 AND p.body IS NOT NULL AND p.annulled_us IS NULL AND p.from_day <= $2
		AND (p.to_day IS NULL OR p.to_day > $2)
		AND g.from_day <= $2 AND (g.to_day IS NULL OR g.to_day > $2))
ORDER BY sort_key, id
LIMIT $4 OFFSET $3

-- name: login_accounts_count_at
SELECT COUNT(DISTINCT g.account)
	FROM login_grant g
	JOIN login_place p ON p.grant_id = g.id
	WHERE p.unit = $1 AND p.body IS NOT NULL AND p.annulled_us IS NULL AND p.from_day <= $2
		AND (p.to_day IS NULL OR p.to_day > $2)
		AND g.from_day <= $2 AND (g.to_day IS NULL OR g.to_day > $2)

-- name: login_account_disable
UPDATE login_account SET disabled_us = $2 WHERE id = $1

-- name: login_account_secret
UPDATE login_account SET secret = $2, first_until_us = $3 WHERE id = $1

-- name: login_grant_insert
INSERT INTO login_grant (id, account, key, roles, from_day, to_day, given_by, given_us)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)

-- name: login_grant_end
UPDATE login_grant SET to_day = $3
WHERE id = $1 AND account = $2 AND (to_day IS NULL OR to_day > $3)

-- name: login_grant_keys
SELECT key FROM login_grant WHERE account = $1 AND (to_day IS NULL OR to_day > $2)

-- name: login_place_insert
INSERT INTO login_place (id, grant_id, unit, kind, body, from_day)
VALUES ($1, $2, $3, $4, $5, $6)

-- name: login_grants_of
SELECT g.id, g.account, a.name, a.full_name, g.key, p.unit, p.body, p.kind, g.roles, g.from_day,
	COALESCE(g.to_day, 2147483647)
FROM login_grant g
JOIN login_account a ON a.id = g.account
LEFT JOIN login_place p ON p.grant_id = g.id AND p.annulled_us IS NULL AND p.from_day <= $2
	AND (p.to_day IS NULL OR p.to_day > $2)
WHERE g.account = $1 AND g.from_day <= $2 AND (g.to_day IS NULL OR g.to_day > $2)
ORDER BY g.key, g.id

-- name: login_grants_at
SELECT g.id, g.account, a.name, a.full_name, g.key, p.unit, p.body, p.kind, g.roles, g.from_day,
	COALESCE(g.to_day, 2147483647)
FROM login_place p
JOIN login_grant g ON g.id = p.grant_id
JOIN login_account a ON a.id = g.account
WHERE p.unit = $1 AND p.body IS NOT NULL AND p.annulled_us IS NULL AND p.from_day <= $2
	AND (p.to_day IS NULL OR p.to_day > $2)
	AND g.from_day <= $2 AND (g.to_day IS NULL OR g.to_day > $2)
	AND a.disabled_us IS NULL
ORDER BY a.sort_key, g.key, g.id

-- name: login_grants_good
SELECT p.body, p.unit, g.roles
FROM login_grant g
LEFT JOIN login_place p ON p.grant_id = g.id AND p.annulled_us IS NULL AND p.from_day <= $2
	AND (p.to_day IS NULL OR p.to_day > $2)
WHERE g.account = $1 AND g.from_day <= $2 AND (g.to_day IS NULL OR g.to_day > $2)
	AND (p.body IS NOT NULL OR g.roles = $3)

-- name: login_mover_each
-- scans g: everything that an order may move
SELECT g.id, g.key, g.roles, p.unit, p.kind, p.body, a.name
FROM login_grant g
JOIN login_account a ON a.id = g.account
JOIN login_place p ON p.grant_id = g.id AND p.to_day IS NULL AND p.annulled_us IS NULL
WHERE g.to_day IS NULL OR g.to_day > $1
ORDER BY g.key

-- name: login_mover_leave
UPDATE login_place
SET to_day = CASE WHEN from_day > $2 THEN from_day ELSE $2 END, ended_by = $1
WHERE to_day IS NULL AND annulled_us IS NULL AND grant_id IN (
	SELECT m.record FROM order_move m
	WHERE m.order_id = $1 AND m.kind = 'grant' AND (m.parts & 1) <> 0
		AND (m.unit_after <> m.unit_before OR m.place IS NOT NULL))

-- name: login_mover_arrive
INSERT INTO login_place (id, grant_id, unit, kind, body, from_day, order_id)
SELECT CAST($2 AS BIGINT) - 1 + ROW_NUMBER() OVER (ORDER BY m.key), p.grant_id, m.unit_after,
	COALESCE(m.place, p.kind),
	CASE WHEN m.outcome = 3 THEN NULL ELSE COALESCE(
		(SELECT b.id FROM org_body b WHERE b.unit = m.unit_after
			AND b.kind = COALESCE(m.place, p.kind)
			AND b.to_day IS NULL AND b.annulled_us IS NULL),
		(SELECT b.id FROM org_body b WHERE b.unit = m.unit_after AND b.kind = 'committee'
			AND b.to_day IS NULL AND b.annulled_us IS NULL)) END,
	p.to_day, CAST($1 AS BIGINT)
FROM order_move m
JOIN login_place p ON p.grant_id = m.record AND p.ended_by = $1 AND p.annulled_us IS NULL
WHERE m.order_id = $1 AND m.kind = 'grant' AND (m.parts & 1) <> 0

-- name: login_mover_annul
UPDATE login_place SET annulled_us = $2 WHERE order_id = $1 AND annulled_us IS NULL

-- name: login_mover_reopen
UPDATE login_place SET to_day = NULL, ended_by = NULL WHERE ended_by = $1

-- name: login_mover_off_desk
UPDATE login_place SET to_day = CASE WHEN from_day > $3 THEN from_day ELSE $3 END, ended_by = $1
WHERE grant_id = $2 AND body IS NULL AND to_day IS NULL AND annulled_us IS NULL

-- name: login_mover_assign
INSERT INTO login_place (id, grant_id, unit, kind, body, from_day, order_id)
SELECT CAST($3 AS BIGINT), p.grant_id, CAST($4 AS BIGINT), p.kind, COALESCE(
		(SELECT b.id FROM org_body b WHERE b.unit = $4 AND b.kind = p.kind
			AND b.to_day IS NULL AND b.annulled_us IS NULL),
		(SELECT b.id FROM org_body b WHERE b.unit = $4 AND b.kind = 'committee'
			AND b.to_day IS NULL AND b.annulled_us IS NULL)),
	p.to_day, CAST($1 AS BIGINT)
FROM login_place p
WHERE p.grant_id = $2 AND p.ended_by = $1 AND p.body IS NULL AND p.annulled_us IS NULL

-- name: login_mover_later
SELECT g.key
FROM login_place p
JOIN unit u ON u.id = p.unit
JOIN login_grant g ON g.id = p.grant_id
WHERE u.order_id = $1 AND p.order_id IS NULL AND p.annulled_us IS NULL
	AND (g.to_day IS NULL OR g.to_day > $2)
ORDER BY g.key

-- name: login_check_places
-- scans g: the check of the store looks at every grant
SELECT g.key
FROM login_grant g
LEFT JOIN login_place p ON p.grant_id = g.id AND p.to_day IS NULL AND p.annulled_us IS NULL
LEFT JOIN org_body b ON b.id = p.body
WHERE g.roles <> $1 AND (g.to_day IS NULL OR g.to_day > $2)
	AND (p.id IS NULL OR (b.id IS NOT NULL AND (b.unit <> p.unit OR b.to_day IS NOT NULL
		OR b.annulled_us IS NOT NULL)))
ORDER BY g.key
