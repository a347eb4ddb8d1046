/* SPDX-License-Identifier: Apache-2.0 */
#include "login/login_world.h"
#include "login/login_secret.h"
#include "login/login_session.h"
#include <string.h>

static const char province[] = "{\"code\":\"11\",\"name\":\"Điện Biên\",\"type\":\"tinh\","
			       "\"agency\":\"H18\",\"time_zone\":\"Asia/Ho_Chi_Minh\","
			       "\"from\":\"2020-01-01\"}";
static const char districts[] = "code,name,type\n096,Mường Nhé,huyen\n";
static const char units[] = "code,name,type,district_code\n"
			    "03154,Sín Thầu,xa,096\n"
			    "03155,Sen Thượng,xa,096\n";

static void put(struct arena *mem, struct folder *f, const char *name, const char *text)
{
	if (text)
		folder_put(mem, f, name, text, strlen(text));
}

const char *login_world(struct world *w, const char *people)
{
	struct op *op = world_op(w, 0);
	struct findings found = { .mem = op->mem };
	struct folder *f = arena_one(op->mem, struct folder);
	struct loader loaders[] = { { "org", org_load }, { "login", login_load }, { 0 } };
	char *errors = arena_copy(op->mem, "");

	put(op->mem, f, "province.json", province);
	put(op->mem, f, "districts_before.csv", districts);
	put(op->mem, f, "units_before.csv", units);
	put(op->mem, f, "people.csv", people);
	enum rc rc = territory_load(op, f, loaders, &found);

	for (size_t i = 0; i < found.count; i++)
		errors = arena_text(op->mem, "%s%s%s", errors, *errors ? " | " : "",
				    finding_show(op->mem, &found.items[i], LANG_EN));
	is_rc(rc, found.errors ? RC_INVALID : RC_OK);
	is_rc(world_end(op), rc);
	return errors;
}

int64_t unit_id(struct op *op, const char *code)
{
	const struct territory *t;

	is_rc(territory_of(op, &t), RC_OK);
	return unit_by_code(t, TIER_ANY, code, time_day(op->now_us))->id;
}

void add_account(struct world *w, const char *name, const char *password, const char *code,
		 uint32_t roles)
{
	struct op *op = world_op(w, 0);
	struct account_new n = { .name = name, .full_name = "Lò Văn An" };
	struct account *a = NULL;
	int64_t id;

	n.secret = password ? secret_hash(op->mem, password) : NULL;
	is_rc(login_add(op, &n, &a), RC_OK);
	if (roles) {
		struct grant_new g = { .account = a, .roles = roles, .from_day = DAY_NONE,
				       .to_day = DAY_OPEN };

		g.unit = code ? unit_id(op, code) : 0;
		is_rc(login_grant(op, &g, &id), RC_OK);
	}
	is_rc(world_end(op), RC_OK);
}

struct account *find_account(struct op *op, const char *name)
{
	struct account *a = NULL;

	is_rc(login_find(op, name, &a), RC_OK);
	return a;
}

const char *sign_in(struct world *w, const char *name, const char *password, enum rc *rc)
{
	struct attempt t = { .name = name, .password = password, .address = "192.0.2.7" };
	const char *token = NULL;
	struct account *a;
	struct op *op = world_read(w, 0);

	is_rc(login_look_up(op, &t), RC_OK);
	is_rc(world_end(op), RC_OK);
	login_check(&t);
	op = world_op(w, 0);
	*rc = login_enter(op, &t, &token, &a);
	is_rc(world_end(op), *rc);
	return token;
}
