/* SPDX-License-Identifier: Apache-2.0 */
/* Collects what the areas bring. A new area adds its lines here and nowhere else. */
#include "main_demo.h"
#include "calendar/calendar.h"
#include "calendar/calendar_cli.h"
#include "db/backup.h"
#include "dossier/dossier.h"
#include "dossier/dossier_intake_web.h"
#include "dossier/dossier_my_web.h"
#include "dossier/dossier_cli.h"
#include "dossier/dossier_mover.h"
#include "dossier/dossier_web.h"
#include "home/home_web.h"
#include "indicator/indicator.h"
#include "indicator/indicator_web.h"
#include "ledger/ledger.h"
#include "ledger/ledger_cli.h"
#include "ledger/ledger_job.h"
#include "ledger/ledger_web.h"
#include "login/login.h"
#include "login/login_cli.h"
#include "login/login_mover.h"
#include "login/login_web.h"
#include "org/org.h"
#include "org/org_mover.h"
#include "procedure/procedure.h"
#include "procedure/procedure_web.h"
#include "territory/load.h"
#include "territory/mover.h"
#include "territory/order.h"
#include "territory/order_cli.h"
#include "territory/order_job.h"
#include "territory/order_web.h"
#include "territory/territory_cli.h"
#include "territory/territory_web.h"

/* clang-format off */
const struct command *const main_commands[] = {
	store_commands,
	copy_commands,
	serve_commands,
	calendar_commands,
	territory_commands,
	order_commands,
	ledger_commands,
	login_commands,
	dossier_commands,
	NULL,
};

const struct route *const main_routes[] = {
	demo_routes,
	page_routes,
	home_routes,
	indicator_routes,
	ledger_routes,
	intake_routes,
	my_routes,
	procedure_routes,
	territory_routes,
	login_routes,
	people_routes,
	order_routes,
	dossier_routes,
	NULL,
};

const struct job_kind main_jobs[] = {
	{ ORDER_JOB, order_job_run, true, order_job_busy },
	{ "ledger.seal", ledger_seal_run, false, NULL },
	{ 0 },
};

const struct loader main_loaders[] = {
	{ "calendar", main_load_calendar },
	{ "org", org_load },
	{ "login", login_load },
	{ "procedure", procedure_load },
	{ "dossier", dossier_load },
	{ "indicator", indicator_load },
	{ 0 },
};

const struct check main_checks[] = {
	{ "db", db_check },
	{ "ledger", ledger_check },
	{ "calendar", calendar_check },
	{ "territory", territory_check },
	{ "order", order_check },
	{ "org", org_check },
	{ "login", login_check_store },
	{ "procedure", procedure_check },
	{ "dossier", dossier_check },
	{ 0 },
};

/* In the order in which they run: what belongs to units first, then what follows it. */
const struct mover *const main_movers[] = {
	&org_mover,
	&login_mover,
	&dossier_mover,
	NULL,
};
/* clang-format on */

int main(int argc, char **argv)
{
	movers_use(main_movers);
	return main_line(argc, argv);
}
