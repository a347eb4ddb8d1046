-- name: migration_0010
CREATE TABLE idempotency (             -- first answers of writing requests that came with a key, 30 days
	actor BIGINT NOT NULL,         -- account; 0 is nobody
	method TEXT NOT NULL,
	path TEXT NOT NULL,
	key TEXT NOT NULL,             -- Idempotency-Key, or the hidden field of a form
	digest TEXT NOT NULL,          -- SHA-256 of the query and what was sent, hexadecimal
	status BIGINT NOT NULL,
	location TEXT,
	etag TEXT,                     -- with its quotes
	type TEXT,                     -- Content-Type; no body without it
-- engine: sqlite
	body BLOB,
-- engine: postgres
	body BYTEA,
-- engine: both
	at_us BIGINT NOT NULL,         -- by the machine's clock
	PRIMARY KEY (actor, method, path, key)
);
CREATE INDEX idempotency_at ON idempotency (at_us);
