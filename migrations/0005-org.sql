-- name: migration_0005
-- A body of a unit: its committee, its council, a department, its centre. Its name is not stored: it
-- follows from its kind, the unit's type and name, and the law of the day (src/org/org_law.c).
CREATE TABLE org_body (
	id BIGINT PRIMARY KEY,
	unit BIGINT NOT NULL REFERENCES unit (id), -- whose body it is for as long as it lives
	kind TEXT NOT NULL, -- 'committee', 'centre' ... the stable words of org_law.h
	own_name TEXT, -- only when bodies.csv gave one that is not the law's
	from_day BIGINT NOT NULL,
	to_day BIGINT, -- first day it is no more; NULL: it lives
	order_id BIGINT REFERENCES unit_order (id), -- that began it; NULL when it was loaded
	ended_by BIGINT REFERENCES unit_order (id), -- that set to_day
	annulled_us BIGINT -- the order that began it was undone at this time
);
CREATE UNIQUE INDEX org_body_one ON org_body (unit, kind)
	WHERE to_day IS NULL AND annulled_us IS NULL;
CREATE INDEX org_body_unit ON org_body (unit, kind);
CREATE INDEX org_body_order_id ON org_body (order_id);
CREATE INDEX org_body_ended_by ON org_body (ended_by);

-- A counter of a centre: a thing with a label for life, whose place changes.
CREATE TABLE org_counter (
	id BIGINT PRIMARY KEY,
	label TEXT NOT NULL UNIQUE, -- '03158-1': first_code and a number; never changes
	first_code TEXT NOT NULL -- code of the unit where it was opened; units that end lend it on
);
CREATE INDEX org_counter_first_code ON org_counter (first_code);

-- Where a counter stands, and the number people see there.
CREATE TABLE org_counter_place (
	id BIGINT PRIMARY KEY,
	counter BIGINT NOT NULL REFERENCES org_counter (id),
	body BIGINT REFERENCES org_body (id), -- NULL on the province's residue desk
	unit BIGINT NOT NULL REFERENCES unit (id), -- of the body; the province on its residue desk
	number BIGINT NOT NULL, -- from 1; one counter of a body bears it
	from_day BIGINT NOT NULL,
	to_day BIGINT,
	order_id BIGINT REFERENCES unit_order (id),
	ended_by BIGINT REFERENCES unit_order (id),
	annulled_us BIGINT
);
CREATE UNIQUE INDEX org_counter_place_one ON org_counter_place (body, number)
	WHERE to_day IS NULL AND annulled_us IS NULL;
CREATE UNIQUE INDEX org_counter_place_counter ON org_counter_place (counter)
	WHERE to_day IS NULL AND annulled_us IS NULL;
CREATE INDEX org_counter_place_unit ON org_counter_place (unit, from_day);
CREATE INDEX org_counter_place_order_id ON org_counter_place (order_id);
CREATE INDEX org_counter_place_ended_by ON org_counter_place (ended_by)
