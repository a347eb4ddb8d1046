/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "core/csv.h"
#include "core/finding.h"
#include "core/op.h"
#include "territory/territory.h"

/*
 * Folders of tables: a province (the state before) and an order (what changes), as contracts.md 2
 * fixes them. Reading lists every error of form with its place; whether an order fits the map is
 * asked later. The bytes come from a directory, a zip or the store.
 */
enum {
	FOLDER_FILES_MAX = 64,
	FOLDER_FILE_BYTES_MAX = 64 << 20,
	FOLDER_BYTES_MAX = 128 << 20,
};

struct folder_file {
	const char *name; /* without folders */
	const char *text; /* NUL behind its end; may hold anything */
	size_t size;
};

struct folder {
	struct folder_file *files;
	size_t files_count;
};

/**
 * Reads the regular files of a directory that are named *.csv, *.json or *.geojson.
 * RC_NOT_FOUND there is no such directory, RC_TOO_LARGE, RC_BROKEN it cannot be read.
 */
CHECKED enum rc folder_read_dir(struct op *op, const char *path, struct folder **out);

/** The same from a zip; folders inside it are ignored. RC_INVALID it is none, RC_TOO_LARGE. */
CHECKED enum rc folder_read_zip(struct op *op, const void *bytes, size_t size,
				struct folder **out);

/** For tests and for orders kept in the store. @text is borrowed. */
void folder_put(struct arena *mem, struct folder *folder, const char *name, const char *text,
		size_t size);

/** NULL when there is none. */
const struct folder_file *folder_find(const struct folder *folder, const char *name);

/** One row of units_before, units_after, districts_before or provinces_after, or one province. */
struct folder_unit {
	int line;
	const char *code, *name;
	enum unit_type type;
	const char *district_code;              /* "" for none */
	const char *province_code, *province_name; /* "" where the columns are not there */
	int64_t area_m2;                        /* -1: not known */
	int64_t population;                     /* -1: not known */
	int border;                             /* 1, 0, or -1: not known */
	const char *alias, *villages;           /* separated by |, "" for none */
	const char *head_office;                /* "" for none */
	const char *continues;                  /* old code, "none" or "" */
};

struct folder_units {
	const char *file;
	struct folder_unit *items;
	size_t count;
};

/** What province.json, districts_before.csv and units_before.csv say. */
struct province_folder {
	const char *code, *name; /* "" when the tables have many provinces */
	enum unit_type type;
	const char *agency;      /* "H18" */
	const char *time_zone;   /* "Asia/Ho_Chi_Minh" or "+07:00"; "" for none */
	int zone_minutes;        /* east of UTC */
	int32_t from;            /* units and bodies begin on this day */
	int code_digits[4];      /* by tier; 0 unused */
	struct folder_units provinces; /* one, or those of the province columns */
	struct folder_units districts, communes;
};

/** Reads a province folder. NULL when @f has an error. */
struct province_folder *province_folder_read(struct arena *mem, struct findings *f,
					     const struct folder *folder);

/** Which piece gets a record that neither village nor population decides. */
enum default_rule { RULE_NONE, RULE_REMAINDER, RULE_SEAT, RULE_LARGEST, RULE_PROVINCE, RULES };
/** "remainder"; RULES when there is none of this name. */
enum default_rule default_rule_of(const char *word);
const char *default_rule_word(enum default_rule rule);

/** A row of reorganisation.csv, reorganisation_districts.csv or provinces_map.csv. */
struct folder_move {
	int line;
	const char *old_code, *new_code; /* "": established from nothing, dissolved */
	const char *old_name, *new_name; /* of districts and provinces; "" else */
	bool whole;
	bool area_only, all_population, remainder; /* what the note means when it is the whole note */
	const char *citation;                      /* any other note, or "" */
	const char *villages;                      /* separated by |, or "" */
	bool seat;
	const char *heir;                          /* new code that takes over from a dissolved unit */
};

struct folder_moves {
	const char *file;
	struct folder_move *items;
	size_t count;
};

/** people_after.csv: where an official goes, if not with the unit. */
struct folder_person {
	int line;
	const char *account, *unit, *body; /* body "" when the column is not there */
};

struct order_folder {
	const char *number, *title, *issued_by, *kind;
	int32_t passed, in_force, operates;
	bool ends_district_tier;
	enum default_rule default_rule;
	struct folder_units after;          /* every unit of the territory after the order */
	struct folder_moves moves;          /* reorganisation.csv */
	struct folder_moves district_moves; /* count 0 when there is no such file */
	struct folder_units provinces;      /* provinces_after.csv; count 0 likewise */
	struct folder_moves province_moves;
	struct folder_person *people;
	size_t people_count;
};

/**
 * Reads an order folder. @code_digits by tier, as the store's province has them (territory_digits).
 * NULL when @f has an error.
 */
struct order_folder *order_folder_read(struct arena *mem, struct findings *f,
				       const struct folder *folder, const int code_digits[4]);
