/* SPDX-License-Identifier: Apache-2.0 */
#include "main.h"
#include "core/text.h"
#include "core/time.h"
#include <sodium.h>
#include <unistd.h>

enum { EXIT_YES, EXIT_NO, EXIT_INPUT, EXIT_WORLD };

/* clang-format off */
static const struct option_spec common[] = {
	{ "--db",      "URL",  false },
	{ "--key",     "FILE", false },
	{ "--clock",   "TIME", false },
	{ "--json",    NULL,   false },
	{ "--help",    NULL,   false },
	{ "--version", NULL,   false },
	{ 0 },
};
/* clang-format on */

static const struct option_spec *spec_in(const struct option_spec *specs, const char *name,
					 size_t size)
{
	for (; specs && specs->name; specs++)
		if (strlen(specs->name) == size && !strncmp(specs->name, name, size))
			return specs;
	return NULL;
}

/* The command whose one or two words begin @words; the longer name wins. */
static const struct command *command_of(const char *const *words, size_t count)
{
	const struct command *best = NULL;
	size_t best_size = 0;

	for (const struct command *const *table = main_commands; *table; table++) {
		for (const struct command *c = *table; c->name; c++) {
			const char *space = strchr(c->name, ' ');
			size_t first = space ? (size_t)(space - c->name) : strlen(c->name);

			if (!count || strlen(words[0]) != first || strncmp(words[0], c->name, first) != 0)
				continue;
			if (space && (count < 2 || strcmp(words[1], space + 1) != 0))
				continue;
			if (strlen(c->name) > best_size) {
				best = c;
				best_size = strlen(c->name);
			}
		}
	}
	return best;
}

static bool group_has(const char *name, const char *group)
{
	size_t size = strlen(group);

	return !strncmp(name, group, size) && (!name[size] || name[size] == ' ');
}

static bool group_exists(const char *group)
{
	for (const struct command *const *table = main_commands; *table; table++)
		for (const struct command *c = *table; c->name; c++)
			if (group_has(c->name, group))
				return true;
	return false;
}

/* All commands, or those of a group, a line each. */
static void print_commands(FILE *out, enum lang lang, const char *group)
{
	for (const struct command *const *table = main_commands; *table; table++) {
		for (const struct command *c = *table; c->name; c++) {
			if (group && !group_has(c->name, group))
				continue;
			fprintf(out, "  haicap %s%s%s\n        %s\n", c->name, *c->usage ? " " : "",
				c->usage, words(lang, c->help));
		}
	}
}

static void print_usage(FILE *out, enum lang lang, const char *group)
{
	fprintf(out, "%s\n\n", words(lang, "command.about"));
	print_commands(out, lang, group);
	fprintf(out, "\n%s\n", words(lang, "command.common"));
}

static int refuse(const struct args *args, const char *key, const char *word)
{
	struct arena *mem = arena_new();

	fprintf(args->err, "haicap: %s\n", words_put(mem, args->lang, key, word));
	arena_drop(mem);
	return EXIT_INPUT;
}

/* What an option is before the command is known: an option has a value with all commands or with none. */
static const struct option_spec *spec_of_any(const char *name)
{
	const struct option_spec *spec = spec_in(common, name, strlen(name));

	for (const struct command *const *table = main_commands; *table && !spec; table++)
		for (const struct command *c = *table; c->name && !spec; c++)
			spec = spec_in(c->options, name, strlen(name));
	return spec;
}

/* The words that are no options and no values of options, to find the command by. */
static size_t plain_words(int argc, char **argv, const char **out)
{
	size_t count = 0;

	for (int i = 1; i < argc; i++) {
		const struct option_spec *spec = spec_of_any(argv[i]);

		if (spec && spec->value)
			i++;
		else if (argv[i][0] != '-' || !argv[i][1])
			out[count++] = argv[i];
	}
	return count;
}

static int take_option(struct args *args, const struct command *command, char **argv, int argc,
		       int *i)
{
	const char *word = argv[*i], *equals = strchr(word, '=');
	size_t size = equals ? (size_t)(equals - word) : strlen(word);
	const struct option_spec *spec = spec_in(common, word, size);
	const char *value = "";

	if (!spec)
		spec = spec_in(command->options, word, size);
	if (!spec)
		return refuse(args, "command.unknown_option", word);
	if (spec->value) {
		value = equals ? equals + 1 : *i + 1 < argc ? argv[++*i] : NULL;
		if (!value)
			return refuse(args, "command.option_value", spec->name);
	} else if (equals) {
		return refuse(args, "command.option_switch", spec->name);
	}
	if (!text_is_utf8(value, strlen(value)))
		return refuse(args, "command.utf8", spec->name);
	if (!spec->repeated && args_option(args, spec->name))
		return refuse(args, "command.option_twice", spec->name);
	if (args->options_count == sizeof args->options / sizeof *args->options)
		return refuse(args, "command.too_many_options", spec->name);
	args->options[args->options_count].name = spec->name;
	args->options[args->options_count++].value = value;
	return EXIT_YES;
}

/* Fills @args behind the words of the command's own name. */
static int take_words(struct args *args, struct arena *mem, const struct command *command, int argc,
		      char **argv)
{
	size_t skip = strchr(command->name, ' ') ? 2 : 1, count = 0;
	const char **words = arena_many(mem, const char *, (size_t)argc + 1);
	bool only_words = false;

	for (int i = 1; i < argc; i++) {
		if (!only_words && !strcmp(argv[i], "--")) {
			only_words = true;
		} else if (!only_words && argv[i][0] == '-' && argv[i][1]) {
			int status = take_option(args, command, argv, argc, &i);

			if (status != EXIT_YES)
				return status;
		} else if (skip) {
			skip--;
		} else if (!text_is_utf8(argv[i], strlen(argv[i]))) {
			return refuse(args, "command.utf8", "");
		} else {
			words[count++] = argv[i];
		}
	}
	args->words = words;
	args->words_count = count;
	args->json = args_option(args, "--json") != NULL;
	args->clock = args_option(args, "--clock");
	if (args_option(args, "--db"))
		args->db = args_option(args, "--db");
	if (count < command->words_min || count > command->words_max) {
		fprintf(args->err, "haicap: %s\n  haicap %s %s\n",
			words_n(args->lang, "command.words", 1), command->name, command->usage);
		return EXIT_INPUT;
	}
	return EXIT_YES;
}

static void print_failure(struct op *op, const struct args *args)
{
	const char *key = op->err.key ? op->err.key : "command.failed";
	bool ours = op->err.code == RC_BROKEN || op->err.code == RC_BUSY;

	fprintf(args->err, "haicap: %s%s%s%s%s%s\n", op->err.field ? op->err.field : "",
		op->err.field ? ": " : "", words(args->lang, key),
		*op->err.detail ? " (" : "", op->err.detail, *op->err.detail ? ")" : "");
	if (ours && op->err.file)
		fprintf(args->err, "haicap: %s:%d\n", op->err.file, op->err.line);
}

static int status_of(enum rc rc, const struct args *args)
{
	if (rc == RC_OK)
		return args->no ? EXIT_NO : EXIT_YES;
	return rc == RC_BROKEN || rc == RC_BUSY ? EXIT_WORLD : EXIT_INPUT;
}

struct call {
	const struct command *command;
	struct args *args;
};

static enum rc call_command(struct op *op, void *context)
{
	struct call *call = context;

	return call->command->run(op, call->args);
}

static enum rc run_without_store(struct op *op, const struct command *command, struct args *args)
{
	TRY(command->run(op, args));
	return command->finish ? command->finish(op, args) : RC_OK;
}

static enum rc run(struct op *op, const struct command *command, struct args *args)
{
	struct call call = { command, args };
	struct db *db;
	enum rc rc;

	if (command->prepare)
		TRY(command->prepare(op, args));
	if (command->store == STORE_NONE || command->store == STORE_OWN || args->no_store)
		return run_without_store(op, command, args);
	rc = main_open(op, args, DB_WRITE, &db);
	if (rc == RC_NOT_FOUND && command->store == STORE_MAYBE && !args->db)
		return run_without_store(op, command, args);
	TRY(rc);
	if (command->store == STORE_WRITE) {
		rc = db_transact(op, db, 0, call_command, &call);
	} else {
		rc = db_begin_read(op, db);
		if (rc == RC_OK) {
			rc = command->run(op, args);
			db_end_read(op);
		}
		if (rc == RC_OK && command->finish)
			rc = command->finish(op, args);
	}
	arena_reset(op->mem); /* lets go of what the connection remembered before it is closed */
	db_close(db);
	return rc;
}

static int run_command(const struct command *command, struct args *args)
{
	struct op op = { .mem = arena_new() };

	op.actor = (struct actor){ .name = "system", .full_name = "Haicap" };
	enum rc rc = run(&op, command, args);

	if (rc != RC_OK)
		print_failure(&op, args);
	int status = status_of(rc, args);

	if (fflush(args->out) != 0 || ferror(args->out)) {
		refuse(args, "command.output", "");
		status = EXIT_WORLD;
	}
	arena_drop(op.mem);
	return status;
}

/* A group without the rest of the name, or a name that is none: what there is instead. */
static int refuse_name(const struct args *args, const char *const *names, size_t count)
{
	struct arena *mem = arena_new();
	bool group = group_exists(names[0]);

	if (group && count == 1)
		refuse(args, "command.half", names[0]);
	else
		refuse(args, "command.unknown",
		       group ? arena_text(mem, "%s %s", names[0], names[1]) : names[0]);
	print_commands(args->err, args->lang, group ? names[0] : NULL);
	arena_drop(mem);
	return EXIT_INPUT;
}

/* --help and --version, alone, of groups and of commands, wherever they stand. */
static bool told(int argc, char **argv, const char *const *words_, size_t count, enum lang lang)
{
	const struct command *command = command_of(words_, count);

	if (count && !command && !group_exists(words_[0]))
		return false;
	for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++) {
		if (!strcmp(argv[i], "--version")) {
			puts("haicap " HAICAP_VERSION);
			return true;
		}
		if (strcmp(argv[i], "--help") != 0)
			continue;
		if (command)
			printf("haicap %s %s\n\n%s\n\n%s\n", command->name, command->usage,
			       words(lang, command->help), words(lang, "command.common"));
		else
			print_usage(stdout, lang, count ? words_[0] : NULL);
		return true;
	}
	return false;
}

int main_line(int argc, char **argv)
{
	struct arena *mem = arena_new();
	const char **plain = arena_many(mem, const char *, (size_t)argc + 1);
	size_t count = plain_words(argc, argv, plain);
	const char *db = getenv("HAICAP_DB");
	struct args args = { .program = argv[0], .db = db && *db ? db : NULL, .in = stdin,
			     .out = stdout, .err = stderr, .lang = words_lang_of_terminal() };
	int status = EXIT_YES;

	if (sodium_init() < 0)
		abort();
	if (!told(argc, argv, plain, count, args.lang)) {
		const struct command *command = command_of(plain, count);

		if (!count) {
			print_usage(stderr, args.lang, NULL);
			status = EXIT_INPUT;
		} else if (!command) {
			status = refuse_name(&args, plain, count);
		} else {
			status = take_words(&args, mem, command, argc, argv);
			if (status == EXIT_YES)
				status = run_command(command, &args);
		}
	}
	if (fflush(stdout) != 0)
		status = EXIT_WORLD;
	arena_drop(mem);
	return status;
}
