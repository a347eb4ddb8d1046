-- name: migration_0002
-- The log of all changes. A row is never changed, but for erasing salt, subject and content together.
CREATE TABLE ledger (
-- engine: sqlite
	seq INTEGER PRIMARY KEY, -- number of the entry, dense from 0
	subject_mac BLOB NOT NULL, -- HMAC-SHA256 of the subject under ledger_head.subject_key
	digest BLOB NOT NULL, -- SHA-256 of salt and content
	leaf BLOB NOT NULL, -- hash of the entry in the tree
	salt BLOB, -- NULL once erased
-- engine: postgres
	seq BIGINT PRIMARY KEY,
	subject_mac BYTEA NOT NULL,
	digest BYTEA NOT NULL,
	leaf BYTEA NOT NULL,
	salt BYTEA,
-- engine: both
	at_us BIGINT NOT NULL, -- of the batch
	action TEXT NOT NULL, -- 'dossier.take'
	subject TEXT, -- what people know the thing by, NULL once erased
	content TEXT -- what was digested: 'by ACCOUNT', then the area's own lines; NULL once erased
);

-- One row once there is an entry: where the tree ends.
CREATE TABLE ledger_head (
	one BIGINT PRIMARY KEY CHECK (one = 1),
	size BIGINT NOT NULL, -- entries
	at_us BIGINT NOT NULL, -- of the last entry
-- engine: sqlite
	root BLOB NOT NULL, -- of all entries
	peaks BLOB NOT NULL, -- roots of the complete subtrees, the largest first, 32 bytes each
	subject_key BLOB NOT NULL -- secret: without it nobody can try names against subject_mac
-- engine: postgres
	root BYTEA NOT NULL,
	peaks BYTEA NOT NULL,
	subject_key BYTEA NOT NULL
-- engine: both
);

-- Keys that signed for this store, the public halves. The last one signs now.
CREATE TABLE ledger_key (
	number BIGINT PRIMARY KEY, -- from 0
	shown TEXT NOT NULL UNIQUE, -- C2SP verifier key: NAME+ID+BASE64
	from_us BIGINT NOT NULL -- signs since
);

-- Who was shown whose data, and when. Never changed.
CREATE TABLE look (
-- engine: sqlite
	id INTEGER PRIMARY KEY,
-- engine: postgres
	id BIGINT PRIMARY KEY,
-- engine: both
	account BIGINT NOT NULL, -- who looked, 0 when nobody was signed in
	session BIGINT NOT NULL, -- 0 with a token
	at_us BIGINT NOT NULL, -- never before look_state.sealed_us
	kind TEXT NOT NULL, -- of the things: 'dossier'
	thing BIGINT, -- the id, when it was one thing, NULL for a list
	ids TEXT NOT NULL, -- all ids shown, decimal, separated by a blank
	purpose TEXT -- what for, as a key, or NULL
);
CREATE INDEX look_at_us ON look (at_us);
CREATE INDEX look_thing ON look (kind, thing) WHERE thing IS NOT NULL;
CREATE INDEX look_lists ON look (kind) WHERE thing IS NULL;

CREATE TABLE look_state (
	one BIGINT PRIMARY KEY CHECK (one = 1),
	sealed_us BIGINT NOT NULL -- looks before this time are sealed into the ledger
);
INSERT INTO look_state (one, sealed_us) VALUES (1, 0);
