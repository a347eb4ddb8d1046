/* SPDX-License-Identifier: Apache-2.0 */
/* To whom a dossier may be given: an officer in use of the unit that is competent for it. */
#include "dossier/dossier_act.h"
#include "login/login.h"

enum rc dossier_officer(struct op *op, struct findings *f, const struct dossier *d,
			const char *name, int64_t *account, const char **full_name)
{
	struct account *who;
	struct account_grant *grants;
	size_t count;
	bool serves = false;
	enum rc rc = login_find(op, name, &who);

	if (rc == RC_NOT_FOUND) {
		op->err = (struct err){ 0 };
		ERROR_AT(f, NULL, 0, "officer", "dossier.no_officer", name);
		return RC_OK;
	}
	TRY(rc);
	TRY(login_grants_of(op, who->id, time_day(op->now_us), &grants, &count));
	for (size_t i = 0; i < count; i++)
		serves |= grants[i].unit == d->competent && roles_may(grants[i].roles) & MAY_READ;
	if (!serves || who->disabled_us)
		ERROR_AT(f, NULL, 0, "officer", "dossier.no_officer", name);
	*account = who->id;
	*full_name = who->full_name;
	return RC_OK;
}
