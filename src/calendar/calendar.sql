-- name: calendar_insert
INSERT INTO calendar (id, source, in_force_us) VALUES ($1, $2, $3)

-- name: calendar_insert_day
INSERT INTO calendar_day (calendar, day, kind, hours, basis) VALUES ($1, $2, $3, $4, $5)

-- name: calendar_versions
-- scans calendar: a few versions, read once and remembered
SELECT id, in_force_us FROM calendar ORDER BY in_force_us, id

-- name: calendar_days
SELECT day, kind, hours, basis FROM calendar_day WHERE calendar = $1 ORDER BY day
