-- name: migration_0007
-- The catalogue of procedures. Each row is one version of one procedure, in force from a day to a day; a
-- dossier keeps the version it was received under. Versions are never changed: a new law adds a row.
CREATE TABLE procedure_version (
-- engine: sqlite
	id INTEGER PRIMARY KEY,
-- engine: postgres
	id BIGINT PRIMARY KEY,
-- engine: both
	code TEXT NOT NULL, -- '1.004873', of the national catalogue
	name TEXT NOT NULL,
	name_en TEXT NOT NULL,
	fold TEXT NOT NULL, -- code and both names without marks, for search
	sort_key TEXT NOT NULL, -- of name, Vietnamese order
	sector TEXT NOT NULL, -- 'civil_status': key of the catalogue of words
	tier BIGINT NOT NULL, -- of the competent unit: 1 province, 2 district, 3 commune
	time_limit TEXT NOT NULL, -- '3wd', '20d', '8wh', 'same'; '' the texts at hand name none
	restarts BIGINT NOT NULL, -- 1: a supplement begins the limit anew, 0: it goes on
	pauses BIGINT NOT NULL, -- bits 1 << N of the states SN in which the clock stands still
	fee BIGINT, -- dong; NULL: not known, or set by the province
	fee_per TEXT NOT NULL, -- 'case', 'copy', 'page' or ''
	fee_note TEXT NOT NULL, -- exemptions, who sets it
	papers TEXT NOT NULL, -- names separated by |
	basis TEXT NOT NULL,
	forms TEXT NOT NULL, -- circular with the forms of its time: '01/2018/TT-VPCP'
	unverified TEXT NOT NULL, -- what was not read in a text in force: of 'code limit fee basis'
	from_day BIGINT NOT NULL,
	to_day BIGINT, -- first day it is no longer in force; NULL: open
	UNIQUE (code, from_day)
)
