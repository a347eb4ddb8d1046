-- name: migration_0001
CREATE TABLE head (                    -- one row: what a process checks to see whether others wrote
	one BIGINT PRIMARY KEY CHECK (one = 1),
	batch BIGINT NOT NULL,         -- number of committed batches
	next_id BIGINT NOT NULL,       -- ids below are given out
	reference BIGINT NOT NULL,     -- goes up when units, calendar, catalogue, grants or settings change
	offset_us BIGINT NOT NULL,     -- rehearsal clock = machine's clock + offset
	rehearsal BIGINT NOT NULL      -- 1: this store keeps a rehearsal clock
);
INSERT INTO head (one, batch, next_id, reference, offset_us, rehearsal) VALUES (1, 0, 1000, 1, 0, 0);
CREATE TABLE setting (
	key TEXT PRIMARY KEY,
	value TEXT NOT NULL
);
