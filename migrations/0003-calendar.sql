-- name: migration_0003
-- Which days are worked, as it was known at a time. A version is never changed: a correction is a new
-- one, and a dossier keeps the version that was in force when it was received.
CREATE TABLE calendar (
	id BIGINT PRIMARY KEY,
	source TEXT NOT NULL, -- where it is from, for people: a file, or the law
	in_force_us BIGINT NOT NULL -- what is received from then on is counted on it
);
CREATE TABLE calendar_day (
	calendar BIGINT NOT NULL REFERENCES calendar (id),
	day BIGINT NOT NULL, -- days since 1970
	kind BIGINT NOT NULL CHECK (kind IN (0, 1)), -- 0 off, 1 work
	hours TEXT NOT NULL, -- '07:30-11:30 13:30-17:00', or '' for the usual ones
	basis TEXT NOT NULL, -- why; '' when it was not said
	PRIMARY KEY (calendar, day)
);
