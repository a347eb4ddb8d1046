/* SPDX-License-Identifier: Apache-2.0 */
#include "core/text.h"
#include "login/login.h"
#include <string.h>

#define FILE_NAME "people.csv"

enum { COLUMN_ACCOUNT, COLUMN_FULL_NAME, COLUMN_UNIT, COLUMN_ROLES, COLUMN_BODY };
static const char *const columns[] = { "account", "full_name", "unit", "roles", "body?", NULL };

struct loading {
	struct findings *f;
	const struct territory *t;
	int32_t from;
	struct account **accounts; /* of the rows before */
	size_t accounts_count;
};

/* A row's account: made at its first row, which gives the full name. NULL when it is at fault. */
static enum rc account_of(struct op *op, struct loading *l, const struct csv_row *row,
			  struct account **out)
{
	struct account_new n = { .name = csv_field(row, COLUMN_ACCOUNT),
				 .full_name = csv_field(row, COLUMN_FULL_NAME) };

	*out = NULL;
	for (size_t i = 0; i < l->accounts_count; i++) {
		if (strcmp(l->accounts[i]->name, n.name) != 0)
			continue;
		*out = l->accounts[i];
		if (strcmp((*out)->full_name, n.full_name) != 0)
			ERROR_AT(l->f, FILE_NAME, row->line, "full_name", "login.load.full_name",
				 n.name, (*out)->full_name);
		return RC_OK;
	}
	if (!login_name_fits(n.name))
		ERROR_AT(l->f, FILE_NAME, row->line, "account", "login.name");
	else if (!text_within(n.full_name, 1, FULL_NAME_MAX))
		ERROR_AT(l->f, FILE_NAME, row->line, "full_name", "login.full_name");
	else
		TRY(login_add(op, &n, out));
	if (*out) {
		l->accounts = arena_grow(op->mem, l->accounts, l->accounts_count,
					 sizeof *l->accounts);
		l->accounts[l->accounts_count++] = *out;
	}
	return RC_OK;
}

static uint32_t roles_of(struct op *op, struct loading *l, const struct csv_row *row)
{
	char *rest = arena_copy(op->mem, csv_field(row, COLUMN_ROLES)), *word;
	uint32_t roles = 0;

	while ((word = strsep(&rest, "|"))) {
		uint32_t role = role_by_name(text_trim(op->mem, word));

		if (!role)
			ERROR_AT(l->f, FILE_NAME, row->line, "roles", "login.load.role", word);
		roles |= role;
	}
	return roles;
}

static int64_t unit_of(struct loading *l, const struct csv_row *row)
{
	const char *code = csv_field(row, COLUMN_UNIT);
	const struct unit *u = !strcmp(code, "province")
				       ? territory_province(l->t)
				       : unit_by_code(l->t, TIER_ANY, code, l->from);

	if (!*code)
		return 0;
	if (!u)
		ERROR_AT(l->f, FILE_NAME, row->line, "unit", "login.load.unit", code);
	return u ? u->id : 0;
}

static enum rc load_row(struct op *op, struct loading *l, const struct csv_row *row)
{
	const char *kind = csv_field(row, COLUMN_BODY);
	size_t errors = l->f->errors;
	struct account *account;
	int64_t id;

	TRY(account_of(op, l, row, &account));
	struct grant_new n = {
		.account = account,
		.roles = roles_of(op, l, row),
		.unit = unit_of(l, row),
		.kind = *kind ? kind : NULL,
		.from_day = l->from,
		.to_day = DAY_OPEN,
	};

	if (!account || l->f->errors > errors)
		return RC_OK;
	enum rc rc = login_grant(op, &n, &id);

	if (rc != RC_INVALID && rc != RC_NOT_FOUND)
		return rc;
	ERROR_AT(l->f, FILE_NAME, row->line, op->err.field ? op->err.field : "body", op->err.key);
	op->err = (struct err){ 0 };
	return RC_OK;
}

enum rc login_load(struct op *op, const struct load *load)
{
	const struct folder_file *file = folder_find(load->folder, FILE_NAME);
	struct loading l = { .f = load->findings, .from = load->from };

	if (!file)
		return RC_OK;
	TRY(territory_of(op, &l.t));
	struct csv *csv = csv_parse(op->mem, l.f, FILE_NAME, file->text, file->size, columns);

	for (size_t i = 0; csv && i < csv->rows_count; i++)
		TRY(load_row(op, &l, &csv->rows[i]));
	return RC_OK;
}
