/* SPDX-License-Identifier: Apache-2.0 */
#include "dossier/dossier_rules.h"
#include <string.h>

#define BIT(n) (1u << (n))
#define S1 BIT(1)
#define S2 BIT(2)
#define S4 BIT(4)
#define S5 BIT(5)
#define S6 BIT(6)
#define S7 BIT(7)
#define S8 BIT(8)
#define S9 BIT(9)
#define S10 BIT(10)
#define S11 BIT(11)
#define S12 BIT(12)
#define S14 BIT(14)
#define NOT_FINAL (S1 | S2 | S4 | S5 | S6 | S7 | S8 | S9 | S10 | S11 | S12 | S14)
#define UNDECIDED (S1 | S4 | S5 | S6 | S7 | S8 | S9 | S10)

#define RECEPTION { MAY_RECEIVE, AT_RECEIVED }
#define HANDLER { MAY_HANDLE, AT_COMPETENT }
#define HEAD { MAY_REVIEW, AT_COMPETENT }
#define APPROVER { MAY_SIGN, AT_COMPETENT }
#define CLERK { MAY_ISSUE, AT_COMPETENT } /* and reception, which has that permission */
#define COUNTER { MAY_RECEIVE, AT_RETURN }
#define COORDINATOR { MAY_COORDINATE, AT_RECEIVED | AT_COMPETENT }
#define APPLICANT { MAY_APPLY, AT_OWN }

/* Name, words for a button and words for the history. */
#define ACTION(name) name, "act." name, "did." name
#define REASON NEEDS_REASON

/* Law: Decree 118/2025/NĐ-CP (withdrawal: art. 21), Circular 03/2025/TT-VPCP. */
/* clang-format off */
static const struct dossier_rule rules[ACTIONS] = {
	[ACT_OPEN]       = { ACTION("open"),       0,         STATE_NONE,       0, { { 0 } } },
	[ACT_ACCEPT]     = { ACTION("accept"),     S1,        STATE_RECEIVED,   0, { RECEPTION } },
	[ACT_GUIDE]      = { ACTION("guide"),      S1,        STATE_GUIDED,
	                     REASON | NEEDS_MISSING, { RECEPTION } },
	[ACT_REFILE]     = { ACTION("refile"),     S2,        STATE_SUBMITTED,
	                     0, { RECEPTION, APPLICANT } },
	[ACT_REFUSE]     = { ACTION("refuse"),     S1,        STATE_REFUSED,    REASON, { RECEPTION } },
	[ACT_FORWARD]    = { ACTION("forward"),    S4,        STATE_FORWARDED,  0, { RECEPTION } },
	[ACT_TAKE]       = { ACTION("take"),       S5,        STATE_IN_PROCESS, 0, { HANDLER } },
	[ACT_ASK]        = { ACTION("ask"),        S6,        STATE_SUPPLEMENT,
	                     REASON | NEEDS_MISSING, { HANDLER } },
	[ACT_SUPPLEMENT] = { ACTION("supplement"), S7,        STATE_IN_PROCESS,
	                     0, { RECEPTION, APPLICANT } },
	[ACT_CONSULT]    = { ACTION("consult"),    S6,        STATE_CONSULTED,  0, { HANDLER } },
	[ACT_ANSWER]     = { ACTION("answer"),     S8,        STATE_IN_PROCESS, 0, { HANDLER } },
	[ACT_CHARGE]     = { ACTION("charge"),     S6,        STATE_PAYMENT,
	                     REASON | NEEDS_AMOUNT, { HANDLER } },
	[ACT_PAY]        = { ACTION("pay"),        S9,        STATE_IN_PROCESS,
	                     NEEDS_AMOUNT | NEEDS_REFERENCE, { RECEPTION } },
	[ACT_SUBMIT]     = { ACTION("submit"),     S6,        STATE_SIGNATURE,  0, { HANDLER, HEAD } },
	[ACT_SEND_BACK]  = { ACTION("send-back"),  S10,       STATE_IN_PROCESS, 0, { HEAD, APPROVER } },
	[ACT_SIGN]       = { ACTION("sign"),       S10,       STATE_SIGNED,     0, { APPROVER } },
	[ACT_DECLINE]    = { ACTION("decline"),    S6 | S10,  STATE_DECLINED,   REASON, { APPROVER } },
	[ACT_DELIVER]    = { ACTION("deliver"),    S11 | S14, STATE_AT_COUNTER, 0, { CLERK } },
	[ACT_RETURN]     = { ACTION("return"),     S12,       STATE_RETURNED,
	                     TAKES_RECEIVER, { COUNTER } },
	[ACT_WITHDRAW]   = { ACTION("withdraw"),   UNDECIDED, STATE_WITHDRAWN,
	                     REASON, { RECEPTION, APPLICANT } },
	[ACT_LAPSE]      = { ACTION("lapse"),      S2 | S7,   STATE_LAPSED,
	                     REASON, { RECEPTION, HANDLER } },
	[ACT_EXTEND]     = { ACTION("extend"),     NOT_FINAL, STATE_NONE,
	                     REASON | NEEDS_DUE, { APPROVER } },
	[ACT_ASSIGN]     = { ACTION("assign"),     NOT_FINAL, STATE_NONE,
	                     NEEDS_OFFICER, { HEAD, COORDINATOR } },
	[ACT_CORRECT]    = { ACTION("correct"),    NOT_FINAL, STATE_NONE,
	                     REASON | NEEDS_APPLICANT, { RECEPTION } },
};

/* Statuses of the National Public Service Portal, by state. */
static const int public_status[STATES] = {
	[STATE_SUBMITTED] = 1, [STATE_RECEIVED] = 2, [STATE_REFUSED] = 3,
	[STATE_FORWARDED] = 4, [STATE_IN_PROCESS] = 4, [STATE_CONSULTED] = 4, [STATE_SIGNATURE] = 4,
	[STATE_GUIDED] = 5, [STATE_SUPPLEMENT] = 5, [STATE_PAYMENT] = 6, [STATE_WITHDRAWN] = 7,
	[STATE_LAPSED] = 8, [STATE_SIGNED] = 9, [STATE_AT_COUNTER] = 9, [STATE_DECLINED] = 9,
	[STATE_RETURNED] = 10,
};

static const char *const state_names[STATES] = {
	"", "S1", "S2", "S3", "S4", "S5", "S6", "S7", "S8", "S9", "S10", "S11", "S12", "S13", "S14",
	"S15", "S16",
};
/* clang-format on */

const struct dossier_rule *dossier_rule(enum dossier_action action)
{
	return &rules[action];
}

const char *dossier_action_name(enum dossier_action action)
{
	return rules[action].name;
}

const char *dossier_done_key(enum dossier_action action)
{
	return rules[action].done;
}

enum dossier_action dossier_action_of(const char *name)
{
	for (enum dossier_action a = ACT_OPEN + 1; a < ACTIONS; a++)
		if (!strcmp(rules[a].name, name))
			return a;
	return ACTIONS;
}

const char *dossier_state_name(enum dossier_state state)
{
	return state_names[state];
}

enum dossier_state dossier_state_of(const char *name)
{
	for (enum dossier_state s = STATE_SUBMITTED; s < STATES; s++)
		if (!strcmp(state_names[s], name))
			return s;
	return STATE_NONE;
}

bool dossier_state_final(enum dossier_state state)
{
	return !(NOT_FINAL & BIT(state));
}

int dossier_public_status(enum dossier_state state)
{
	return public_status[state];
}
