/* SPDX-License-Identifier: Apache-2.0 */
/* To whom a dossier may be given, and what lists people may ask for. */
#include "core/time.h"
#include "dossier/dossier_query.h"
#include "dossier/dossier_world.h"
#include "login/login.h"
#include "org/org.h"

/* An account with @roles at the unit of @code. */
static void officer(struct world *w, const char *name, const char *code, uint32_t roles)
{
	struct op *op = by(w, EVERYTHING, NULL, NOON);
	const struct account_new new_one = { .name = name, .full_name = "Quàng Văn Thưởng" };
	struct account *a;
	int64_t id;

	is_rc(login_add(op, &new_one, &a), RC_OK);
	const struct grant_new grant = { .account = a, .unit = place(op, code), .roles = roles,
					 .from_day = DAY_NONE, .to_day = DAY_OPEN };

	is_rc(login_grant(op, &grant, &id), RC_OK);
	is_rc(world_end(op), RC_OK);
}

static void a_dossier_is_given_to_officers_of_the_competent_unit_only(struct world *w)
{
	struct dossier_input in = { .amount = -1, .officer = "thuong" };

	dossier_world_staffed(w);
	officer(w, "thuong", "03157", ROLE_HANDLER);
	officer(w, "xa", "03160", ROLE_HANDLER);
	const char *code = received(w, NOON);

	is_rc(acts(by(w, EVERYTHING, "03157", NOON), code, ACT_ASSIGN, &in), RC_OK);
	is_text(found(w, code)->officer_name, "Quàng Văn Thưởng");
	in.officer = "xa";
	is_rc(acts(by(w, EVERYTHING, "03157", NOON), code, ACT_ASSIGN, &in), RC_INVALID);
	is_text(fault_said, "officer dossier.no_officer");
	in.officer = "nobody";
	is_rc(acts(by(w, EVERYTHING, "03157", NOON), code, ACT_ASSIGN, &in), RC_INVALID);
	in.officer = NULL;
	is_rc(acts(by(w, EVERYTHING, "03157", NOON), code, ACT_ASSIGN, &in), RC_INVALID);
	is_text(fault_said, "officer dossier.officer_missing");
	is_int(found(w, code)->version, 2);
	in.officer = "thuong";
	code = in_state(w, STATE_WITHDRAWN);
	is_rc(acts(by(w, EVERYTHING, "03157", NOON), code, ACT_ASSIGN, &in), RC_CONFLICT);
}

static enum rc asks(struct op *op, struct dossier_query q, struct dossier_filter *out)
{
	struct findings f = { .mem = op->mem };
	enum rc rc = dossier_query_read(op, &f, &q, out);

	fault_said = f.count ? f.items[0].column : "";
	return rc;
}

static void people_list_their_own_unit_and_leaders_all(struct world *w)
{
	struct dossier_filter f;

	dossier_world_staffed(w);
	officer(w, "thuong", "03157", ROLE_HANDLER);
#define ASKS(may, code, ...) asks(reads(w, may, code, NOON), (struct dossier_query){ __VA_ARGS__ }, &f)
	is_rc(ASKS(MAY_READ, "03157", 0), RC_OK);
	is_int(f.of, place(reads(w, 0, NULL, NOON), "03157"));
	is_int(f.place, PLACE_COMPETENT);
	is_rc(ASKS(MAY_READ, "03157", .unit = "03160"), RC_FORBIDDEN);
	is_rc(ASKS(MAY_READ | MAY_LEAD, "11", .unit = "03160"), RC_OK);
	is_rc(ASKS(MAY_READ | MAY_INSPECT, "11", 0), RC_OK);
	is_int(f.place, PLACE_ALL);
	is_rc(ASKS(MAY_APPLY, NULL, 0), RC_OK);
	is_int(f.place, PLACE_FILED);
	is_int(f.of, 1);
	is_rc(ASKS(MAY_ORGANISE, "11", 0), RC_FORBIDDEN);
	is_rc(ASKS(MAY_READ, "03157", .status = "S4,S10", .place = "return", .due = "today"), RC_OK);
	is_int(f.states, 1 << 4 | 1 << 10);
	is_int(f.place, PLACE_RETURN);
	is_int(f.due, DUE_IS_TODAY);
	is_rc(ASKS(MAY_READ, "03157", .officer = "thuong", .sort = "newest", .after = "7.9"), RC_OK);
	is_true(f.officer > 0 && f.newest && f.after_id == 9 && f.after_rank == 0);
	static const struct {
		struct dossier_query q;
		const char *at;
	} wrong[] = {
		{ { .unit = "99999" }, "unit" },   { { .status = "S4,,S5" }, "status" },
		{ { .status = "S17" }, "status" }, { { .officer = "nobody" }, "officer" },
		{ { .due = "never" }, "due" },     { { .sort = "name" }, "sort" },
		{ { .place = "here" }, "place" },  { { .after = "x" }, "after" },
	};
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		is_rc(asks(reads(w, MAY_READ, "03157", NOON), wrong[i].q, &f), RC_INVALID);
		is_text(fault_said, wrong[i].at);
	}
}

TESTS(a_dossier_is_given_to_officers_of_the_competent_unit_only,
      people_list_their_own_unit_and_leaders_all)
