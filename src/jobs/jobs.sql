-- name: job_insert
INSERT INTO job (id, kind, key, due_us, retry_us, attempts) VALUES ($1, $2, $3, $4, $4, 0)
ON CONFLICT (kind, key) WHERE done_us IS NULL DO NOTHING

-- name: job_cancel
UPDATE job SET done_us = $3, failure = 'job.cancelled' WHERE kind = $1 AND key = $2 AND done_us IS NULL

-- name: job_next
-- scans job: jobs that wait, by an index, the first alone
SELECT id, kind, key, due_us, retry_us, attempts FROM job
WHERE done_us IS NULL ORDER BY retry_us, id LIMIT 1

-- name: job_done
UPDATE job SET done_us = $2, failure = NULL WHERE id = $1 AND done_us IS NULL

-- name: job_failed
UPDATE job SET attempts = attempts + 1, retry_us = $2, failure = $3 WHERE id = $1 AND done_us IS NULL

-- name: job_count_failed
-- scans job: only jobs that wait, which are few
SELECT count(*) FROM job WHERE done_us IS NULL AND attempts > 0

-- name: job_waits
SELECT id FROM job WHERE id = $1 AND done_us IS NULL
