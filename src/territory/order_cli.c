/* SPDX-License-Identifier: Apache-2.0 */
#include "territory/order_cli.h"
#include "territory/order.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { CERTIFICATE_BYTES_MAX = 1 << 20 };

static void print_report(struct op *op, struct args *args, const struct order_report *report)
{
	fprintf(args->out, "%s\n", order_report_json(op->mem, report, args->lang));
}

static void print_blocks(struct op *op, struct args *args, const struct blocks *blocks, FILE *out)
{
	for (size_t i = 0; i < blocks->count; i++) {
		const struct block *b = &blocks->items[i];

		fprintf(out, "%s\n", words_with(op->mem, args->lang, b->key, b->args, FINDING_ARGS));
	}
}

/* The errors are told one by one; then the command fails with their number. */
static enum rc told(struct args *args, const struct findings *f, enum rc rc)
{
	findings_print(f, args->lang, args->err);
	return rc;
}

static enum rc read_folder(struct op *op, struct args *args, struct folder **out)
{
	return folder_read_dir(op, args->words[0], out);
}

static enum rc run_check(struct op *op, struct args *args)
{
	struct findings f = { .mem = op->mem };
	struct order_report report;
	struct folder *folder;

	TRY(read_folder(op, args, &folder));
	TRY(told(args, &f, order_preview(op, folder, &f, &report)));
	if (args->json)
		print_report(op, args, &report);
	else
		print_blocks(op, args, &report.blocks, args->out);
	if (report.state == REPORT_BLOCKED)
		args_no(args);
	return RC_OK;
}

static enum rc run_preview(struct op *op, struct args *args)
{
	struct findings f = { .mem = op->mem };
	struct order_report report;
	struct folder *folder;

	TRY(read_folder(op, args, &folder));
	TRY(told(args, &f, order_preview(op, folder, &f, &report)));
	print_report(op, args, &report);
	return RC_OK;
}

static enum rc run_apply(struct op *op, struct args *args)
{
	struct findings f = { .mem = op->mem };
	struct order_report report;
	struct folder *folder;
	bool already;

	TRY(read_folder(op, args, &folder));
	TRY(told(args, &f, order_apply(op, folder, &f, &report, &already)));
	print_report(op, args, &report);
	print_blocks(op, args, &report.blocks, args->err);
	if (already)
		fprintf(args->err, "%s\n",
			words_put(op->mem, args->lang, "order.already", report.number));
	if (already || report.state == REPORT_BLOCKED)
		args_no(args);
	return RC_OK;
}

static enum rc run_undo(struct op *op, struct args *args)
{
	struct order_report report;
	struct order *order;

	TRY(order_find(op, args->words[0], &order));
	if (order->state == ORDER_UNDONE) {
		fprintf(args->err, "%s\n",
			words_put(op->mem, args->lang, "order.undone_already", order->number));
		args_no(args);
		return RC_OK;
	}
	TRY(order_undo(op, order, &report));
	print_report(op, args, &report);
	print_blocks(op, args, &report.blocks, args->err);
	if (report.state != REPORT_UNDONE)
		args_no(args);
	return RC_OK;
}

static enum rc run_certificate(struct op *op, struct args *args)
{
	struct order *order;
	const char *note;

	TRY(order_find(op, args->words[0], &order));
	if (order->state != ORDER_APPLIED) {
		fprintf(args->err, "%s\n", words(args->lang, "order.not_applied"));
		args_no(args);
		return RC_OK;
	}
	TRY(order_certificate(op, order, &note));
	fputs(note, args->out);
	return RC_OK;
}

static void close_file(void *file)
{
	fclose(file);
}

static enum rc read_note(struct op *op, const char *path, char **note, size_t *size)
{
	FILE *file = fopen(path, "rb");
	char *room = arena_alloc(op->mem, CERTIFICATE_BYTES_MAX + 1);

	if (!file)
		return FAIL_FIELD(op, "FILE", "order.file_unreadable", "%s: %s", path,
				  strerror(errno));
	arena_defer(op->mem, close_file, file);
	*size = fread(room, 1, CERTIFICATE_BYTES_MAX + 1, file);
	if (ferror(file))
		return FAIL_FIELD(op, "FILE", "order.file_unreadable", "%s: %s", path,
				  strerror(errno));
	if (*size > CERTIFICATE_BYTES_MAX)
		return FAIL_FIELD(op, "FILE", "order.file_large", "%s", path);
	*note = room;
	return RC_OK;
}

static enum rc run_verify(struct op *op, struct args *args)
{
	struct findings f = { .mem = op->mem };
	char *note;
	size_t size;

	TRY(read_note(op, args->words[0], &note, &size));
	TRY(order_verify(op, note, size, &f));
	findings_print(&f, args->lang, args->err);
	if (f.errors)
		args_no(args);
	else
		fprintf(args->out, "%s\n", words(args->lang, "order.verified"));
	return RC_OK;
}

/* clang-format off */
const struct command order_commands[] = {
	{ "order check",       "DIR",    "order.help_check",       STORE_READ,  run_check,       1, 1, NULL },
	{ "order preview",     "DIR",    "order.help_preview",     STORE_READ,  run_preview,     1, 1, NULL },
	{ "order apply",       "DIR",    "order.help_apply",       STORE_WRITE, run_apply,       1, 1, NULL },
	{ "order undo",        "NUMBER", "order.help_undo",        STORE_WRITE, run_undo,        1, 1, NULL },
	{ "order certificate", "NUMBER", "order.help_certificate", STORE_WRITE, run_certificate, 1, 1, NULL },
	{ "order verify",      "FILE",   "order.help_verify",      STORE_READ,  run_verify,      1, 1, NULL },
	{ 0 },
};
/* clang-format on */
