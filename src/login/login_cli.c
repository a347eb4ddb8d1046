/* SPDX-License-Identifier: Apache-2.0 */
#include "login/login_cli.h"
#include "core/text.h"
#include "login/login.h"
#include "login/login_secret.h"
#include "login/login_session.h"
#include <jansson.h>
#include <sodium.h>
#include <string.h>

/* What prepare leaves: the password and what is stored of it. */
struct password {
	const char *made;   /* to be printed; NULL when it was given */
	const char *secret;
};

enum { LINE_MAX_BYTES = 4 * PASSWORD_MAX + 2 };

static enum rc read_password(struct op *op, struct args *args, const char **out)
{
	char line[LINE_MAX_BYTES + 1];

	if (!fgets(line, sizeof line, args->in))
		return FAIL_FIELD(op, "--password-stdin", "login.cli.no_password", "%s", "");
	line[strcspn(line, "\r\n")] = '\0';
	*out = text_nfc(op->mem, text_trim(op->mem, line));
	sodium_memzero(line, sizeof line);
	if (!*out || !text_within(*out, PASSWORD_MIN, PASSWORD_MAX))
		return FAIL_FIELD(op, "--password-stdin", "login.password_length", "%d–%d",
				  PASSWORD_MIN, PASSWORD_MAX);
	return RC_OK;
}

static enum rc prepare_password(struct op *op, struct args *args)
{
	struct password *p = arena_one(op->mem, struct password);
	const char *password;

	if (args_option(args, "--password-stdin"))
		TRY(read_password(op, args, &password));
	else
		password = p->made = secret_first(op->mem);
	p->secret = secret_hash(op->mem, password);
	args->kept = p;
	return RC_OK;
}

static enum rc print_json(struct op *op, struct args *args, json_t *json)
{
	if (!json)
		return FAIL(op, RC_BROKEN, "login.cli.json", "packing failed");
	json_dumpf(json, args->out, JSON_COMPACT);
	fputc('\n', args->out);
	json_decref(json);
	return RC_OK;
}

/* A secret is shown here and nowhere else: alone on its line. */
static enum rc print_secret(struct op *op, struct args *args, const char *kind, const char *secret)
{
	if (args->json)
		return print_json(op, args,
				  json_pack("{s:s, s:s}", "account", args->words[0], kind, secret));
	fprintf(args->out, "%s\n", secret);
	return RC_OK;
}

static enum rc roles_of(struct op *op, const struct args *args, uint32_t *roles)
{
	const char *word;

	*roles = 0;
	for (size_t n = 0; (word = args_option_n(args, "--role", n)); n++) {
		if (!role_by_name(word))
			return FAIL_FIELD(op, "--role", "login.role_unknown", "%s", word);
		*roles |= role_by_name(word);
	}
	return RC_OK;
}

static enum rc unit_of(struct op *op, const struct args *args, int64_t *unit)
{
	const char *code = args_option(args, "--unit");
	const struct territory *t;

	*unit = 0;
	if (!code)
		return RC_OK;
	TRY(territory_of(op, &t));
	const struct unit *u = !strcmp(code, "province")
				       ? territory_province(t)
				       : unit_by_code(t, TIER_ANY, code, time_day(op->now_us));

	if (!u)
		return FAIL_FIELD(op, "--unit", "login.unit_unknown", "%s", code);
	*unit = u->id;
	return RC_OK;
}

static enum rc add(struct op *op, struct args *args)
{
	const struct password *p = args->kept;
	struct account_new new_one = {
		.name = args->words[0],
		.full_name = args_option(args, "--name"),
		.secret = p->secret,
		.first = p->made != NULL,
	};
	struct grant_new grant = { .kind = args_option(args, "--body"), .from_day = DAY_NONE,
				   .to_day = DAY_OPEN };
	struct account *account;
	int64_t id;

	TRY(roles_of(op, args, &grant.roles));
	TRY(unit_of(op, args, &grant.unit));
	if (new_one.full_name)
		new_one.full_name = text_trim(op->mem, text_nfc(op->mem, new_one.full_name));
	TRY(login_add(op, &new_one, &account));
	grant.account = account;
	TRY(login_grant(op, &grant, &id));
	return p->made ? print_secret(op, args, "password", p->made) : RC_OK;
}

static enum rc set_password(struct op *op, struct args *args)
{
	const struct password *p = args->kept;
	struct account *account;

	TRY(login_find(op, args->words[0], &account));
	TRY(login_set_secret(op, account, p->secret, p->made != NULL));
	return p->made ? print_secret(op, args, "password", p->made) : RC_OK;
}

static enum rc make_token(struct op *op, struct args *args)
{
	struct account *account;
	const char *token;

	TRY(login_find(op, args->words[0], &account));
	TRY(login_token_make(op, account, &token));
	return print_secret(op, args, "token", token);
}

static enum rc revoke(struct op *op, struct args *args)
{
	struct account *account;

	TRY(login_find(op, args->words[0], &account));
	return login_tokens_revoke(op, account);
}

static enum rc disable(struct op *op, struct args *args)
{
	struct account *account;

	TRY(login_find(op, args->words[0], &account));
	return login_disable(op, account);
}

static enum rc enable(struct op *op, struct args *args)
{
	struct account *account;

	TRY(login_find(op, args->words[0], &account));
	return login_enable(op, account);
}

/* "03158 centre reception,clerk"; of the residue desk "- centre …". */
static char *grant_line(struct op *op, const struct territory *t, const struct account_grant *g)
{
	const struct unit *u = g->body ? unit_by_id(t, g->unit) : NULL;
	const char *where = u ? unit_code(u, time_day(op->now_us)) : "-";

	return arena_text(op->mem, "%s %s %s", where, g->kind ? g->kind : "-",
			  login_roles_shown(op->mem, g->roles));
}

static json_t *grant_json(struct op *op, const struct territory *t, const struct account_grant *g)
{
	const struct unit *u = g->body ? unit_by_id(t, g->unit) : NULL;
	json_t *roles = json_array();

	for (uint32_t bit = 1; bit <= ROLE_APPLICANT; bit <<= 1)
		if (g->roles & bit)
			json_array_append_new(roles, json_string(role_name(bit)));
	return json_pack("{s:s, s:s?, s:s?, s:o, s:s, s:s?}", "key", g->key, "unit",
			 u ? unit_code(u, time_day(op->now_us)) : NULL, "body", g->kind, "roles",
			 roles, "from", day_show(op->mem, g->from_day), "to",
			 g->to_day == DAY_OPEN ? NULL : day_show(op->mem, g->to_day));
}

static void let_go(void *json)
{
	json_decref(json);
}

static enum rc list(struct op *op, struct args *args)
{
	const struct territory *t;
	struct account *rows;
	struct account_grant *grants;
	size_t count, grants_count;
	json_t *json = json_array();

	arena_defer(op->mem, let_go, json);
	TRY(territory_of(op, &t));
	TRY(login_list(op, 0, INT64_MAX, &rows, &count));
	for (size_t i = 0; i < count; i++) {
		const struct account *a = &rows[i];

		TRY(login_grants_of(op, a->id, time_day(op->now_us), &grants, &grants_count));
		json_t *of = json_array();

		if (!args->json)
			fprintf(args->out, "%s\t%s\t%s", a->name, a->full_name,
				a->disabled_us ? "disabled" : "active");
		for (size_t k = 0; k < grants_count; k++) {
			json_array_append_new(of, grant_json(op, t, &grants[k]));
			if (!args->json)
				fprintf(args->out, "\t%s", grant_line(op, t, &grants[k]));
		}
		if (!args->json)
			fputc('\n', args->out);
		json_array_append_new(json, json_pack("{s:s, s:s, s:b, s:o}", "account", a->name,
						      "full_name", a->full_name, "disabled",
						      a->disabled_us != 0, "grants", of));
	}
	if (!args->json)
		return RC_OK;
	return print_json(op, args,
			  json_pack("{s:O, s:I}", "rows", json, "total", (json_int_t)count));
}

/* clang-format off */
static const struct option_spec add_options[] = {
	{ "--unit",           "CODE", false },
	{ "--role",           "ROLE", true },
	{ "--body",           "KIND", false },
	{ "--name",           "TEXT", false },
	{ "--password-stdin", NULL,   false },
	{ 0 },
};

static const struct option_spec password_options[] = {
	{ "--password-stdin", NULL, false },
	{ 0 },
};

#define ADD_USAGE "NAME --unit CODE --role ROLE… [--body KIND] [--name TEXT] [--password-stdin]"

const struct command login_commands[] = {
	{ "user add",      ADD_USAGE,                 "command.user_add",      STORE_WRITE, add,          1, 1, add_options,      prepare_password },
	{ "user password", "NAME [--password-stdin]", "command.user_password", STORE_WRITE, set_password, 1, 1, password_options, prepare_password },
	{ "user token",    "NAME",                    "command.user_token",    STORE_WRITE, make_token,   1, 1, NULL,             NULL },
	{ "user revoke",   "NAME",                    "command.user_revoke",   STORE_WRITE, revoke,       1, 1, NULL,             NULL },
	{ "user disable",  "NAME",                    "command.user_disable",  STORE_WRITE, disable,      1, 1, NULL,             NULL },
	{ "user enable",   "NAME",                    "command.user_enable",   STORE_WRITE, enable,       1, 1, NULL,             NULL },
	{ "user list",     "",                        "command.user_list",     STORE_READ,  list,         0, 0, NULL,             NULL },
	{ 0 },
};
/* clang-format on */
