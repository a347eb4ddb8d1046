/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "tests/world.h"
#include "territory/folder.h"
#include "territory/order.h"
#include "territory/order_toy.h"
#include "territory/territory.h"

/* For tests: a province on the stage, the toy mover alone, and orders written as texts. */

/** 12:00 of the day, in the province's zone. */
int64_t stage_noon(const char *day);

/** Loads the tables into the empty store of @w, makes the toys' table, uses the toy mover. */
void stage_load(struct world *w, const char *districts, const char *units);

/** A folder of an order; @more is appended to order.json's members: "\"default_rule\":\"seat\"". */
struct folder *stage_order(struct arena *mem, const char *number, const char *operates,
			   const char *more, const char *after, const char *moves);

/** The errors of a folder, in English, a line each; "" when there is none. */
const char *stage_errors(struct world *w, const struct folder *folder);

/** Applies it as two organisers would; the report; RC_OK. */
struct order_report stage_apply(struct world *w, const struct folder *folder);

/** Puts a toy at the unit with the code. @home: code of a commune or NULL. */
void stage_toy(struct world *w, const char *key, const char *unit, const char *home,
	       const char *village);

/** "03158@2025-07-01" of the toy's unit. */
const char *stage_where(struct world *w, const char *key, const char *day);

/* A small map: six communes in two districts, each with two villages. Its 4 to 6 stay as they are. */
#define ROWS_4_6 "00004,00004,whole,\n00005,00005,whole,\n00006,00006,whole,\n"
#define AFTER_4_6 "00004,Dung,thi_tran\n00005,Em,xa\n00006,Phú,xa\n"
#define HEAD_AFTER "code,name,type\n"
#define HEAD_MOVES "old_code,new_code,share,note\n"
extern const char stage_districts[], stage_units[];

/** An order for it, "1/NQ" of 01/07/2025, with rows for 4 to 6 added. */
struct folder *stage_order_of(struct world *w, const char *after, const char *moves);

/** What merges 00001 into 00002. */
extern const char stage_merged[], stage_merge[];

/** 00001 is split between 00007 and 00008 by the villages named; the rest stays. */
struct folder *stage_split(struct world *w, const char *more, const char *one, const char *two,
			   const char *seat_too);

struct order_report stage_preview(struct world *w, const struct folder *folder);
struct order *stage_hand_in(struct world *w, const struct folder *folder);
