-- name: migration_0006
-- People and programs that sign in.
CREATE TABLE login_account (
-- engine: sqlite
	id INTEGER PRIMARY KEY,
-- engine: postgres
	id BIGINT PRIMARY KEY,
-- engine: both
	name TEXT NOT NULL UNIQUE, -- lower-case ASCII; what people type; never changes
	full_name TEXT NOT NULL,
	sort_key TEXT NOT NULL, -- of full_name, Vietnamese order
	secret TEXT, -- Argon2id of the password, as libsodium writes it; NULL: cannot sign in with one
	first_until_us BIGINT, -- the password was given by somebody else and works until then (machine's clock)
	disabled_us BIGINT, -- machine's clock; NULL: in use
	made_us BIGINT NOT NULL -- store's clock
);
CREATE INDEX login_account_sort ON login_account (sort_key, id);

-- What an account may do: roles in one body, from a day to a day. It never changes but for its end;
-- where it is good is said by its places.
CREATE TABLE login_grant (
	id BIGINT PRIMARY KEY,
	account BIGINT NOT NULL REFERENCES login_account (id),
	key TEXT NOT NULL, -- 'ACCOUNT BODY': name, and kind of the body where it was given (a second: 'committee-2')
	roles BIGINT NOT NULL, -- bits of enum role
	from_day BIGINT NOT NULL,
	to_day BIGINT, -- first day it is over; NULL: open
	given_by BIGINT, -- account; NULL: the command line or the loading
	given_us BIGINT NOT NULL -- store's clock
);
CREATE INDEX login_grant_account ON login_grant (account);
CREATE INDEX login_grant_key ON login_grant (key);
CREATE UNIQUE INDEX login_grant_open ON login_grant (key) WHERE to_day IS NULL;

-- Where a grant is good: it follows its body through orders. An applicant's has no place.
CREATE TABLE login_place (
	id BIGINT PRIMARY KEY,
	grant_id BIGINT NOT NULL REFERENCES login_grant (id),
	unit BIGINT NOT NULL REFERENCES unit (id), -- of the body; the province's on its residue desk
	kind TEXT NOT NULL, -- of the body it was given in; the committee stands for one that is not there
	body BIGINT REFERENCES org_body (id), -- NULL on the residue desk: good nowhere until somebody decides
	from_day BIGINT NOT NULL,
	to_day BIGINT,
	order_id BIGINT REFERENCES unit_order (id), -- that began it; NULL: it was given so
	ended_by BIGINT REFERENCES unit_order (id), -- that set to_day
	annulled_us BIGINT -- the order that began it was undone at this time
);
CREATE UNIQUE INDEX login_place_one ON login_place (grant_id)
	WHERE to_day IS NULL AND annulled_us IS NULL;
CREATE INDEX login_place_grant ON login_place (grant_id, from_day);
CREATE INDEX login_place_unit ON login_place (unit, from_day);
CREATE INDEX login_place_order_id ON login_place (order_id);
CREATE INDEX login_place_ended_by ON login_place (ended_by);

-- Signed-in browsers. All times by the machine's clock.
CREATE TABLE login_session (
	id BIGINT PRIMARY KEY,
	token TEXT NOT NULL UNIQUE, -- SHA-256 of the cookie's token, hexadecimal; the token is nowhere
	account BIGINT NOT NULL REFERENCES login_account (id),
	made_us BIGINT NOT NULL,
	seen_us BIGINT NOT NULL, -- last use, to some minutes
	ends_us BIGINT NOT NULL, -- over at the latest
	ended_us BIGINT -- signed out or revoked
);
CREATE INDEX login_session_account ON login_session (account);
CREATE INDEX login_session_ends ON login_session (ends_us);

-- Bearer tokens of programs. All times by the machine's clock.
CREATE TABLE login_token (
	id BIGINT PRIMARY KEY,
	token TEXT NOT NULL UNIQUE, -- SHA-256, hexadecimal
	account BIGINT NOT NULL REFERENCES login_account (id),
	made_us BIGINT NOT NULL,
	ends_us BIGINT NOT NULL,
	revoked_us BIGINT
);
CREATE INDEX login_token_account ON login_token (account);

-- Failures of signing in, by account name and by address, whether the name exists or not.
CREATE TABLE login_failure (
	what TEXT PRIMARY KEY, -- SHA-256 of 'name NAME' or 'address ADDRESS', hexadecimal
	failures BIGINT NOT NULL, -- since since_us
	since_us BIGINT NOT NULL -- machine's clock; the count starts anew some time after this
);
CREATE INDEX login_failure_since ON login_failure (since_us)
