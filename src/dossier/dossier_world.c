/* SPDX-License-Identifier: Apache-2.0 */
#include "dossier/dossier_world.h"
#include "calendar/calendar.h"
#include "core/time.h"
#include "org/org.h"
#include <string.h>

const char *fault_said = "";

static const char province[] = "{\"code\":\"11\",\"name\":\"Điện Biên\",\"type\":\"tinh\","
			       "\"agency\":\"H18\",\"time_zone\":\"Asia/Ho_Chi_Minh\","
			       "\"from\":\"2020-01-01\"}";
static const char districts[] = "code,name,type\n096,Mường Nhé,huyen\n097,Mường Chà,huyen\n";
static const char units[] = "code,name,type,district_code\n"
			    "03157,Leng Su Sìn,xa,096\n"
			    "03154,Sín Thầu,xa,096\n"
			    "03155,Sen Thượng,xa,096\n"
			    "03160,Mường Nhé,xa,096\n"
			    "03166,Mường Toong,xa,096\n"
			    "03185,Ma Thì Hồ,xa,097\n";

static void put(struct arena *mem, struct folder *f, const char *name, const char *text)
{
	folder_put(mem, f, name, text, strlen(text));
}

static void load(struct world *w, const struct loader *loaders)
{
	struct op *op = world_op(w, 0);
	struct findings found = { .mem = op->mem };
	struct folder *f = arena_one(op->mem, struct folder);
	int64_t id;

	op->now_us = time_at(day_parse("2025-01-01"), 0);
	put(op->mem, f, "province.json", province);
	put(op->mem, f, "districts_before.csv", districts);
	put(op->mem, f, "units_before.csv", units);
	is_rc(territory_load(op, f, loaders, &found), RC_OK);
	is_rc(calendar_enter(op, calendar_national(op->mem), "national", &id), RC_OK);
	is_rc(world_end(op), RC_OK);
}

void dossier_world(struct world *w)
{
	static const struct loader loaders[] = {
		{ "procedure", procedure_load }, { "dossier", dossier_load }, { 0 },
	};

	load(w, loaders);
}

void dossier_world_staffed(struct world *w)
{
	static const struct loader loaders[] = {
		{ "org", org_load }, { "procedure", procedure_load }, { "dossier", dossier_load }, { 0 },
	};

	load(w, loaders);
}

int64_t place(struct op *op, const char *code)
{
	const struct territory *t;

	is_rc(territory_of(op, &t), RC_OK);
	const struct unit *u = unit_by_code(t, TIER_ANY, code, time_day(op->now_us));

	return u ? u->id : 0;
}

static struct op *at(struct world *w, uint32_t may, const char *code, const char *when, bool write)
{
	int64_t us = 0;

	is_true(time_parse(arena_text(world_read(w, 0)->mem, "%s:00+07:00", when), &us));
	world_at(w, us);
	world_place(w, code ? place(world_read(w, 0), code) : 0, 1);
	return write ? world_op(w, may) : world_read(w, may);
}

struct op *by(struct world *w, uint32_t may, const char *code, const char *when)
{
	return at(w, may, code, when, true);
}

struct op *reads(struct world *w, uint32_t may, const char *code, const char *when)
{
	return at(w, may, code, when, false);
}

static void remember(struct op *op, const struct findings *f)
{
	fault_said = "";
	if (f->count)
		fault_said = arena_text(op->mem, "%s %s", f->items[0].column, f->items[0].key);
}

enum rc opens(struct op *op, const struct dossier_new *in, const char **code)
{
	struct findings f = { .mem = op->mem };
	struct dossier *d = NULL;
	enum rc rc = dossier_open(op, &f, in, &d);

	remember(op, &f);
	if (rc == RC_OK && code)
		*code = d->code;
	enum rc ended = world_end(op);

	is_rc(ended, rc);
	return rc;
}

const char *received(struct world *w, const char *when)
{
	struct dossier_new in = {
		.procedure = "1.004873", .applicant = { .name = "Lò Xó Hừ" }, .applicant_unit = "03157",
	};
	const char *code = NULL;

	is_rc(opens(by(w, MAY_RECEIVE | MAY_READ, "03157", when), &in, &code), RC_OK);
	return code;
}

enum rc acts(struct op *op, const char *code, enum dossier_action action,
	     const struct dossier_input *in)
{
	static const struct dossier_input nothing = { .amount = -1 };
	struct findings f = { .mem = op->mem };
	struct dossier *d;
	enum rc rc = dossier_find(op, code, &d);

	if (rc == RC_OK)
		rc = dossier_act(op, &f, d, action, in ? in : &nothing);
	remember(op, &f);
	enum rc ended = world_end(op);

	is_rc(ended, rc);
	return rc;
}

static const char *const missing[] = { "Bản sao Giấy khai sinh" };

const struct dossier_input enough = {
	.reason = "Theo quy định", .missing = missing, .missing_count = 1, .amount = 15000,
	.reference = "BL 12", .applicant = { .phone = "0912 000 268" },
	.due_us = INT64_C(1767200400000000), /* 31/12/2025 */
};

struct dossier *found(struct world *w, const char *code)
{
	struct dossier *d = NULL;

	is_rc(dossier_find(reads(w, EVERYTHING, "03157", NOON), code, &d), RC_OK);
	return d;
}

/* A dossier brought into @state by the shortest way; its code. */
const char *in_state(struct world *w, enum dossier_state state)
{
	/* clang-format off */
	static const enum dossier_action ways[STATES][8] = {
		[STATE_GUIDED] = { ACT_GUIDE },
		[STATE_REFUSED] = { ACT_REFUSE },
		[STATE_RECEIVED] = { ACT_ACCEPT },
		[STATE_FORWARDED] = { ACT_ACCEPT, ACT_FORWARD },
		[STATE_IN_PROCESS] = { ACT_ACCEPT, ACT_FORWARD, ACT_TAKE },
		[STATE_SUPPLEMENT] = { ACT_ACCEPT, ACT_FORWARD, ACT_TAKE, ACT_ASK },
		[STATE_CONSULTED] = { ACT_ACCEPT, ACT_FORWARD, ACT_TAKE, ACT_CONSULT },
		[STATE_PAYMENT] = { ACT_ACCEPT, ACT_FORWARD, ACT_TAKE, ACT_CHARGE },
		[STATE_SIGNATURE] = { ACT_ACCEPT, ACT_FORWARD, ACT_TAKE, ACT_SUBMIT },
		[STATE_SIGNED] = { ACT_ACCEPT, ACT_FORWARD, ACT_TAKE, ACT_SUBMIT, ACT_SIGN },
		[STATE_AT_COUNTER] = { ACT_ACCEPT, ACT_FORWARD, ACT_TAKE, ACT_SUBMIT, ACT_SIGN, ACT_DELIVER },
		[STATE_RETURNED] = { ACT_ACCEPT, ACT_FORWARD, ACT_TAKE, ACT_SUBMIT, ACT_SIGN, ACT_DELIVER, ACT_RETURN },
		[STATE_DECLINED] = { ACT_ACCEPT, ACT_FORWARD, ACT_TAKE, ACT_DECLINE },
		[STATE_WITHDRAWN] = { ACT_WITHDRAW },
		[STATE_LAPSED] = { ACT_GUIDE, ACT_LAPSE },
	};
	/* clang-format on */
	struct dossier_new in = { .procedure = "1.004873", .applicant = { .name = "Lò Xó Hừ" },
				  .applicant_unit = "03157" };
	const char *code = NULL;

	is_rc(opens(by(w, MAY_APPLY, NULL, NOON), &in, &code), RC_OK);
	for (size_t i = 0; i < 8 && ways[state][i]; i++)
		is_rc(acts(by(w, EVERYTHING, "03157", NOON), code, ways[state][i], &enough), RC_OK);
	is_int(found(w, code)->state, state);
	return code;
}
