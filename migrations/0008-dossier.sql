-- name: migration_0008
-- Dossiers (hồ sơ): one row each, with what lists and clocks need. Three agencies: where it was received,
-- who is competent, where the result is returned; all are units and follow orders. Times are
-- microseconds UTC. Nothing is deleted, so no row here has a foreign key: `haicap check` finds what points nowhere
-- (docs/adr/0054).
CREATE TABLE dossier (
-- engine: sqlite
	id INTEGER PRIMARY KEY,
-- engine: postgres
	id BIGINT PRIMARY KEY,
-- engine: both
	code TEXT NOT NULL UNIQUE, -- 'H18.25-250630-0007'; never changes, also after an order
	agency BIGINT NOT NULL, -- number of the unit that gave the code (dossier_agency)
	day BIGINT NOT NULL, -- of the code
	number BIGINT NOT NULL, -- of the code, from 1 for each agency and day
	secret TEXT NOT NULL, -- 128 random bits, base64url; with the code it is the token of the receipt's QR
	version BIGINT NOT NULL, -- number of changes: steps in dossier_event + moves
	moves BIGINT NOT NULL, -- changes of agencies by orders
	procedure_id BIGINT NOT NULL, -- procedure_version in force at reception
	state BIGINT NOT NULL, -- N of SN (src/dossier/README.md)
	received_by BIGINT NOT NULL, -- unit
	competent BIGINT NOT NULL, -- unit
	return_at BIGINT NOT NULL, -- unit
	home BIGINT, -- commune where the applicant lives or has its office
	wide BIGINT NOT NULL, -- 1: concerns two or more communes or is complex
	officer BIGINT, -- account it is assigned to
	officer_name TEXT, -- full name of that account then
	filed_by BIGINT, -- account of the applicant who filed online
	channel TEXT NOT NULL, -- counter, post, online
	papers TEXT NOT NULL, -- a line each: form TAB copies TAB name
	opened_us BIGINT NOT NULL, -- first stored
	received_us BIGINT, -- accepted as complete: the clock starts
	calendar BIGINT, -- version of the calendar then
	clock TEXT NOT NULL, -- 'pause@2025-06-03T10:00;resume@...' local time, or ''
	promised_us BIGINT, -- due time as first promised
	extended_us BIGINT, -- due time an approver set
	extensions BIGINT NOT NULL,
	due_us BIGINT, -- as it stands; NULL while paused or where there is no limit
	soon_us BIGINT, -- from then on it is due soon
	paused BIGINT NOT NULL,
	stopped_us BIGINT, -- the clock stopped: decided, withdrawn or lapsed
	rank_us BIGINT NOT NULL, -- order of queues: due_us; without one later than all; closed last
	charged BIGINT NOT NULL, -- dong asked for
	paid BIGINT NOT NULL -- dong received
);
CREATE UNIQUE INDEX dossier_number ON dossier (agency, day, number);
-- Queues in order of due time; with state, stopped_us and due_us a unit is counted without touching the rows.
CREATE INDEX dossier_queue ON dossier (competent, rank_us, id, state, stopped_us, due_us);
-- Most are received and returned where they are handled; these are of the others.
CREATE INDEX dossier_received ON dossier (received_by, rank_us, id) WHERE received_by <> competent;
CREATE INDEX dossier_return ON dossier (return_at, rank_us, id) WHERE return_at <> competent;
CREATE INDEX dossier_rank ON dossier (rank_us, id);
CREATE INDEX dossier_filed ON dossier (filed_by, id) WHERE filed_by IS NOT NULL;

-- Who applies; apart from the dossier, so that personal data is read only where it is shown.
CREATE TABLE dossier_applicant (
-- engine: sqlite
	dossier INTEGER PRIMARY KEY,
-- engine: postgres
	dossier BIGINT PRIMARY KEY,
-- engine: both
	name TEXT NOT NULL,
	fold TEXT NOT NULL, -- name without marks, for search; compared as bytes
	personal_id TEXT, -- 12 digits
	phone TEXT,
	email TEXT,
	address TEXT,
	village TEXT
);
CREATE INDEX dossier_applicant_fold ON dossier_applicant (fold);
CREATE INDEX dossier_applicant_personal_id ON dossier_applicant (personal_id) WHERE personal_id IS NOT NULL;

-- What happened, a row each step; only ever appended.
CREATE TABLE dossier_event (
	dossier BIGINT NOT NULL,
	number BIGINT NOT NULL, -- from 1
	at_us BIGINT NOT NULL,
	action TEXT NOT NULL, -- 'open', 'accept', 'take' ...
	by_account BIGINT, -- NULL: the machine
	by_name TEXT NOT NULL, -- full name then
	from_state BIGINT NOT NULL, -- 0 of 'open'
	to_state BIGINT NOT NULL,
	from_unit BIGINT, -- who held it before this step, NULL: the applicant
	to_unit BIGINT, -- who holds it after
	due_us BIGINT, -- as it stood after this step
	note TEXT, -- reason and note
	missing TEXT, -- of guide and ask: what is to be brought, a line each
	PRIMARY KEY (dossier, number)
-- engine: sqlite
) WITHOUT ROWID;
-- engine: postgres
);
-- engine: both

-- The agency part of codes: a running number that stays with the unit for ever.
CREATE TABLE dossier_agency (
	unit BIGINT PRIMARY KEY REFERENCES unit (id),
	number BIGINT NOT NULL UNIQUE -- 25 of 'H18.25'
)
