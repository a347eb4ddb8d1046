-- name: login_session_test_age
UPDATE login_session SET seen_us = seen_us - $1, ends_us = ends_us - $2

-- name: login_session_test_age_tokens
UPDATE login_token SET ends_us = ends_us - $1

-- name: login_session_test_age_failures
UPDATE login_failure SET since_us = since_us - $1

-- name: login_session_test_age_first
UPDATE login_account SET first_until_us = first_until_us - $1
