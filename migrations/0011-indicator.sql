-- name: migration_0011
CREATE TABLE indicator_tile (         -- where a unit stands on the dashboard's grid of tiles
	from_day BIGINT NOT NULL,     -- the grid is drawn from this day on
	code TEXT NOT NULL,           -- of a commune-tier unit on the days it is drawn
	col BIGINT NOT NULL,          -- from the west, 1 to 40
	line BIGINT NOT NULL,         -- from the north, 1 to 40
	PRIMARY KEY (from_day, code)
);
