-- name: login_session_insert
INSERT INTO login_session (id, token, account, made_us, seen_us, ends_us)
VALUES ($1, $2, $3, $4, $4, $5)

-- name: login_session_find
SELECT s.id, s.seen_us, a.id, a.name, a.full_name
FROM login_session s
JOIN login_account a ON a.id = s.account
WHERE s.token = $1 AND s.ended_us IS NULL AND s.ends_us > $2 AND s.seen_us > $3
	AND a.disabled_us IS NULL

-- name: login_session_end
UPDATE login_session SET ended_us = $2 WHERE token = $1 AND ended_us IS NULL

-- name: login_sessions_end
UPDATE login_session SET ended_us = $2 WHERE account = $1 AND ended_us IS NULL

-- name: login_session_seen
UPDATE login_session SET seen_us = $2 WHERE id = $1 AND seen_us < $3

-- name: login_sessions_forget
DELETE FROM login_session WHERE ends_us < $1

-- name: login_token_insert
INSERT INTO login_token (id, token, account, made_us, ends_us) VALUES ($1, $2, $3, $4, $5)

-- name: login_token_find
SELECT a.id, a.name, a.full_name, t.ends_us
FROM login_token t
JOIN login_account a ON a.id = t.account
WHERE t.token = $1 AND t.revoked_us IS NULL AND t.ends_us > $2 AND a.disabled_us IS NULL

-- name: login_tokens
SELECT id, made_us, ends_us FROM login_token
WHERE account = $1 AND revoked_us IS NULL AND ends_us > $2
ORDER BY made_us DESC, id DESC

-- name: login_token_revoke
UPDATE login_token SET revoked_us = $3
WHERE id = $2 AND account = $1 AND revoked_us IS NULL AND ends_us > $3

-- name: login_tokens_revoke
UPDATE login_token SET revoked_us = $2 WHERE account = $1 AND revoked_us IS NULL

-- name: login_failures
SELECT failures FROM login_failure WHERE what = $1 AND since_us > $2

-- name: login_failure_put
INSERT INTO login_failure (what, failures, since_us) VALUES ($1, 1, $2)
ON CONFLICT (what) DO UPDATE SET
	failures = CASE WHEN login_failure.since_us > $3 THEN login_failure.failures + 1 ELSE 1 END,
	since_us = CASE WHEN login_failure.since_us > $3 THEN login_failure.since_us ELSE $2 END

-- name: login_failure_forget
DELETE FROM login_failure WHERE what = $1

-- name: login_failures_forget
DELETE FROM login_failure WHERE since_us < $1

