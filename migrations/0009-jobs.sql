-- name: migration_0009
CREATE TABLE job (                   -- what happens later, or at a given time
	id BIGINT PRIMARY KEY,
	kind TEXT NOT NULL,          -- 'order.carry_out'
	key TEXT NOT NULL,           -- what it is about; a kind has one waiting job for a key
	due_us BIGINT NOT NULL,      -- by the store's clock
	retry_us BIGINT NOT NULL,    -- not before this; due_us until it failed
	attempts BIGINT NOT NULL,
	failure TEXT,                -- key of the last failure, or NULL
	done_us BIGINT               -- NULL: waits
);
CREATE UNIQUE INDEX job_waiting ON job (kind, key) WHERE done_us IS NULL;
CREATE INDEX job_due ON job (retry_us, id) WHERE done_us IS NULL;
