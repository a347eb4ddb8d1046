-- name: migration_0004
-- Units of the map and the orders that change it. A unit is an id with a life; what people call it
-- (code, name, type, parent ...) are facts from a day to a day. Nothing is deleted: undoing an order
-- marks what it made (annulled_us) and opens again what it had ended.
CREATE TABLE unit_order (
	id BIGINT PRIMARY KEY,
	number TEXT NOT NULL, -- '1661/NQ-UBTVQH15'
	title TEXT NOT NULL,
	issued_by TEXT NOT NULL,
	kind TEXT NOT NULL, -- kind of document, as order.json says it
	passed_day BIGINT NOT NULL,
	in_force_day BIGINT NOT NULL,
	operates_day BIGINT NOT NULL, -- from 00:00 of this day
	ends_district_tier BIGINT NOT NULL, -- 0 or 1
	default_rule TEXT NOT NULL, -- remainder, seat, largest, province or none
	state TEXT NOT NULL, -- draft, proposed, scheduled, applied, undone
	proposed_by BIGINT, -- account
	confirmed_by BIGINT, -- account; never the same person
	made_us BIGINT NOT NULL,
	scheduled_us BIGINT,
	applied_us BIGINT, -- 00:00 of operates_day, or later when carried out late
	undone_us BIGINT,
	summary TEXT, -- JSON of contracts.md 3.1 as it was when carried out
	certificate TEXT -- the signed note
);
-- A number is unique among orders that are not undone.
CREATE UNIQUE INDEX unit_order_number ON unit_order (number) WHERE state <> 'undone';
CREATE INDEX unit_order_operates ON unit_order (operates_day);

-- The folder as it was handed in, so that the order is read the same way whenever it is carried out.
CREATE TABLE order_file (
	order_id BIGINT NOT NULL REFERENCES unit_order (id),
	name TEXT NOT NULL, -- 'units_after.csv'
	content TEXT NOT NULL,
	PRIMARY KEY (order_id, name)
);

-- Where a person sent a record that no rule decides (the residue list).
CREATE TABLE order_choice (
	order_id BIGINT NOT NULL REFERENCES unit_order (id),
	kind TEXT NOT NULL, -- of the mover: 'dossier'
	key TEXT NOT NULL, -- of the record
	unit_code TEXT NOT NULL, -- of a unit after the order, which may not exist yet; the province's: its residue desk
	chosen_by BIGINT NOT NULL, -- account
	chosen_us BIGINT NOT NULL, -- after applied_us: it was taken from the residue desk
	PRIMARY KEY (order_id, kind, key)
);

CREATE TABLE unit (
-- engine: sqlite
	id INTEGER PRIMARY KEY,
-- engine: postgres
	id BIGINT PRIMARY KEY,
-- engine: both
	tier BIGINT NOT NULL, -- 1 province, 2 district, 3 commune
	order_id BIGINT REFERENCES unit_order (id), -- that began it; NULL when it was loaded
	annulled_us BIGINT -- that order was undone at this time: the unit never was
);
CREATE INDEX unit_order_id ON unit (order_id);

CREATE TABLE unit_fact (
	id BIGINT PRIMARY KEY,
	unit BIGINT NOT NULL REFERENCES unit (id),
	kind BIGINT NOT NULL, -- enum fact_kind of territory.h
	text TEXT, -- code, name, alias, type ('xa'), head office, village
	number BIGINT, -- parent (unit id), area (square metres), population, border (0 or 1)
	fold TEXT, -- of names, aliases, villages: without marks, for search
	exact TEXT, -- of the same: lower case with marks
	sort_key TEXT, -- of names: Vietnamese order
	from_day BIGINT NOT NULL,
	to_day BIGINT, -- first day on which it no longer holds; NULL: open
	order_id BIGINT REFERENCES unit_order (id), -- that made it; NULL when it was loaded
	ended_by BIGINT REFERENCES unit_order (id), -- that set to_day
	annulled_us BIGINT -- the order that made it was undone at this time
);
CREATE INDEX unit_fact_unit ON unit_fact (unit, kind);
CREATE INDEX unit_fact_order_id ON unit_fact (order_id);
CREATE INDEX unit_fact_ended_by ON unit_fact (ended_by);

-- Who follows whom. A unit that continues and gives land away has a row to itself for what remains.
CREATE TABLE succession (
	id BIGINT PRIMARY KEY,
	order_id BIGINT NOT NULL REFERENCES unit_order (id),
	day BIGINT NOT NULL, -- the order operates
	old_unit BIGINT REFERENCES unit (id), -- NULL: established from nothing
	new_unit BIGINT REFERENCES unit (id), -- NULL: dissolved
	heir BIGINT REFERENCES unit (id), -- of a dissolved unit: takes its duties and papers
	whole BIGINT NOT NULL, -- 1: all of old_unit, 0: a part
	remainder BIGINT NOT NULL, -- 1: what others left of it
	area_only BIGINT NOT NULL, -- 1: land where nobody lives; no record follows
	all_population BIGINT NOT NULL, -- 1: a part of the land with all residents
	seat BIGINT NOT NULL, -- 1: the piece with the old seat
	villages TEXT, -- names separated by |
	citation TEXT, -- article and clause
	annulled_us BIGINT
);
CREATE INDEX succession_order_id ON succession (order_id);
CREATE INDEX succession_old_unit ON succession (old_unit);
CREATE INDEX succession_new_unit ON succession (new_unit);

-- What an order did with each record of each mover: what certificate, roots and undo are made from
-- (src/territory/mover.h). A million rows and more: no foreign keys but its own order.
CREATE TABLE order_move (
	order_id BIGINT NOT NULL,
	kind TEXT NOT NULL, -- of the mover
	key TEXT NOT NULL, -- what people know it by: dossier code, 'ACCOUNT BODY'
	parts BIGINT NOT NULL, -- bits of the unit columns that went this way; bit 1 once for each record
	record BIGINT NOT NULL, -- id of the record, of that kind
	reference TEXT NOT NULL, -- the kind's own words that no order touches
	unit_before BIGINT NOT NULL,
	unit_after BIGINT NOT NULL, -- the province's for residue
	outcome BIGINT NOT NULL, -- 1 moved, 2 kept, 3 residue
	place TEXT, -- body named by people_after.csv
	PRIMARY KEY (order_id, kind, key, parts)
-- engine: sqlite
) WITHOUT ROWID
-- engine: postgres
)
-- engine: both
