/* SPDX-License-Identifier: Apache-2.0 */
#include "main_demo.h"
#include "core/time.h"
#include "db/copy.h"
#include "db/db.h"
#include "dossier/dossier_demo.h"
#include "demo_districts_before_csv.h"
#include "demo_order_json.h"
#include "demo_province_json.h"
#include "demo_reorganisation_csv.h"
#include "demo_tiles_csv.h"
#include "demo_units_after_csv.h"
#include "demo_units_before_csv.h"
#include "ledger/key.h"
#include "territory/order.h"
#include <errno.h>
#include <stdarg.h>
#include <unistd.h>

/* A text that grows, in the arena. */
struct lines {
	struct arena *mem;
	char *text;
	size_t size;
};

static void line_add(struct lines *l, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

static void line_add(struct lines *l, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	const char *more = arena_vtext(l->mem, format, args);

	va_end(args);
	for (; *more; more++) {
		l->text = arena_grow(l->mem, l->text, l->size, 1);
		l->text[l->size++] = *more;
	}
}

/* Invented names, as they are usual among the Thái, Mông and Kinh of the province. */
static const char *const families[] = { "Lò", "Quàng", "Lường", "Cà", "Giàng", "Vàng", "Thào", "Sùng",
					"Hạng", "Mùa", "Nguyễn", "Trần", "Phạm", "Bùi", "Tòng", "Vừ" };
static const char *const middles[] = { "Văn", "Thị", "A", "Minh", "Thanh", "Xuân", "Thị Thu" };
static const char *const givens[] = { "Thưởng", "Hương", "Dế", "Phượng", "Páo", "Cương", "Biên", "Mỷ",
				      "Hặc", "Ửng", "Inh", "Sơn", "Lan", "Chứ", "Dơ", "Hải", "Ánh" };

#define PICK(list, n) (list)[(n) % (sizeof(list) / sizeof *(list))]

static const char *name_of(struct arena *mem, size_t n)
{
	return arena_text(mem, "%s %s %s", PICK(families, n * 7 + n / 16), PICK(middles, n * 5 + n / 7),
			  PICK(givens, n * 3 + n / 17));
}

/* clang-format off */
static const struct {
	const char *prefix, *roles;
} posts[] = {
	{ "tiepnhan", "reception" },
	{ "thuly",    "handler" },
	{ "lanhdao",  "head|approver|coordinator" },
	{ "vanthu",   "clerk" },
};
static const struct {
	const char *name, *roles;
} provincial[] = {
	{ "lanhdao.tinh", "leader" },
	{ "thanhtra",     "inspector" },
	{ "sapxep.mot",   "organiser" },
	{ "sapxep.hai",   "organiser" },
	{ "quantri",      "admin" },
};
static const char *const citizens[] = { "congdan.mot", "congdan.hai", "congdan.ba" };
/* clang-format on */

/* people.csv: who serves where on the evening of 30 June. */
static const char *people_of(struct arena *mem, const struct folder_units *communes, size_t *size)
{
	struct lines l = { .mem = mem };
	size_t n = 0;

	line_add(&l, "account,full_name,unit,roles\n");
	for (size_t i = 0; i < communes->count; i++) {
		const char *code = communes->items[i].code;

		for (size_t p = 0; p < sizeof posts / sizeof *posts; p++)
			line_add(&l, "%s.%s,%s,%s,%s\n", posts[p].prefix, code, name_of(mem, n++), code,
				 posts[p].roles);
	}
	for (size_t i = 0; i < sizeof provincial / sizeof *provincial; i++)
		line_add(&l, "%s,%s,province,%s\n", provincial[i].name, name_of(mem, n++),
			 provincial[i].roles);
	for (size_t i = 0; i < sizeof citizens / sizeof *citizens; i++)
		line_add(&l, "%s,%s,,applicant\n", citizens[i], name_of(mem, n++));
	*size = l.size;
	line_add(&l, "%c", '\0');
	return l.text;
}

/* clang-format off */
static const struct {
	const char *name, *text;
	size_t size;
} embedded[] = {
	{ "province.json",         province_json,        sizeof province_json - 1 },
	{ "units_before.csv",      units_before_csv,     sizeof units_before_csv - 1 },
	{ "districts_before.csv",  districts_before_csv, sizeof districts_before_csv - 1 },
	{ "tiles.csv",             tiles_csv,            sizeof tiles_csv - 1 },
	{ "order.json",            order_json,           sizeof order_json - 1 },
	{ "units_after.csv",       units_after_csv,      sizeof units_after_csv - 1 },
	{ "reorganisation.csv",    reorganisation_csv,   sizeof reorganisation_csv - 1 },
};
/* clang-format on */

static enum rc make_folder(struct op *op, struct folder **out)
{
	struct folder *folder = arena_one(op->mem, struct folder);
	struct findings f = { .mem = op->mem };
	size_t size;

	for (size_t i = 0; i < sizeof embedded / sizeof *embedded; i++)
		folder_put(op->mem, folder, embedded[i].name, embedded[i].text, embedded[i].size);
	struct province_folder *p = province_folder_read(op->mem, &f, folder);

	if (!p)
		return FAIL(op, RC_BROKEN, "demo.folder", "%zu errors in the tables of the program",
			    f.errors);
	const char *people = people_of(op->mem, &p->communes, &size);

	folder_put(op->mem, folder, "people.csv", people, size);
	*out = folder;
	return RC_OK;
}

/* Whom the sign-in page offers with one press: the story's people, Leng Su Sìn's first. */
#define DEMO_ACCOUNTS                                                                        \
	"tiepnhan.03158|thuly.03158|lanhdao.03158|vanthu.03158|tiepnhan.03154|lanhdao.tinh|" \
	"thanhtra|sapxep.mot|sapxep.hai|quantri|congdan.mot"

static enum rc hand_in(struct op *op, void *context)
{
	struct findings f = { .mem = op->mem };
	struct order *order;

	TRY(db_setting_put(op, "demo", "1"));
	TRY(db_setting_put(op, "demo.accounts", DEMO_ACCOUNTS));
	TRY(order_hand_in(op, context, &f, &order));
	return RC_OK;
}

static enum rc fill(struct op *op, void *context)
{
	return demo_fill(op, context);
}

enum rc demo_make(struct op *op, const struct args *args)
{
	struct demo_fill dossiers = { .dossiers = 3000, .residue = 4, .closed = 9000, .seed = 1661 };

	struct folder *folder;
	struct db *db;
	int64_t us = time_at(day_of(2025, 6, 30), 15 * 60);

	TRY(make_folder(op, &folder));
	TRY(main_load_folder(op, args, folder, us, &db));
	enum rc rc = db_transact(op, db, 0, fill, &dossiers);

	if (rc == RC_OK)
		rc = db_transact(op, db, 0, hand_in, folder);
	arena_reset(op->mem);
	db_close(db);
	return rc;
}

static bool in_file(const struct args *args)
{
	return strncmp(args->db, "sqlite:", 7) == 0;
}

/* "sqlite:PATH" without what stands before the path. */
static const char *path_of(const char *url)
{
	return url + strlen("sqlite:");
}

/* All of a store but its key, which a log may still be signed with; @key: that as well. */
static void remove_store(struct arena *mem, const char *path, bool key)
{
	static const char *const ends[] = { "", "-wal", "-shm" };

	if (key)
		unlink(arena_text(mem, "%s.key", path));
	for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
		unlink(arena_text(mem, "%s%s", path, ends[i]));
}

/* The file in which a store is made for @url: beside it, or where the key of a store on a server lies. */
static enum rc next_path(struct op *op, const char *url, const char **path)
{
	const char *key;

	TRY(key_path(op, url, NULL, &key));
	*path = arena_text(op->mem, "%.*s.next", (int)(strlen(key) - strlen(".key")), key);
	return RC_OK;
}

enum rc demo_make_next(struct op *op, const struct args *args)
{
	/* Making a store empties its arena; this one may hold a request's answer. */
	struct op make = { .mem = arena_new(), .actor = { .name = "system", .full_name = "Haicap" } };
	struct args next = *args;
	const char *path;
	enum rc rc = next_path(op, args->db, &path);

	if (rc == RC_OK) {
		remove_store(op->mem, path, true); /* left by one that was interrupted */
		next.db = arena_text(op->mem, "sqlite:%s", path);
		rc = demo_make(&make, &next);
		if (rc != RC_OK) {
			op->err = make.err;
			remove_store(op->mem, path, true);
		}
	}
	arena_drop(make.mem);
	return rc;
}

/* With --key the fresh store's key lies there already. */
static enum rc take_key(struct op *op, const struct args *args, const char *next)
{
	const char *made = arena_text(op->mem, "%s.key", next), *path;

	if (access(made, F_OK) != 0)
		return RC_OK;
	TRY(key_path(op, args->db, NULL, &path));
	return rename(made, path) == 0
		       ? RC_OK
		       : FAIL(op, RC_BROKEN, "store.unreadable", "%s: %s", path, strerror(errno));
}

/* Rows are carried over in one transaction: the database holds the old demo or the new one. */
static enum rc carry_over(struct op *op, const struct args *args, bool replace)
{
	struct copy_roots roots = { .mem = op->mem };
	struct args own = *args;
	struct copy_way way = main_copy_way(&own);
	const char *next;

	way.progress = NULL;
	way.replace = replace;
	TRY(next_path(op, args->db, &next));
	enum rc rc = db_copy(op, arena_text(op->mem, "sqlite:%s", next), args->db, &way, &roots);

	if (rc == RC_OK)
		rc = take_key(op, args, next);
	remove_store(op->mem, next, true);
	return rc;
}

static enum rc find_agency(struct op *op, struct db *db)
{
	const char *agency;

	TRY(db_begin_read(op, db));
	enum rc rc = db_setting(op, "province.agency", &agency);

	db_end_read(op);
	return rc;
}

/* A database without a province in it has no store: none at all, or one that nobody has loaded. */
static enum rc is_there(struct op *op, const struct args *args, bool *there)
{
	struct db *db;

	if (in_file(args)) {
		*there = access(path_of(args->db), F_OK) == 0;
		return RC_OK;
	}
	enum rc rc = db_open(op, args->db, DB_READ, &db);

	if (rc == RC_OK) {
		rc = find_agency(op, db);
		arena_reset(op->mem);
		db_close(db);
	}
	*there = rc == RC_OK;
	return rc == RC_NOT_FOUND ? RC_OK : rc;
}

enum rc demo_make_once(struct op *op, const struct args *args)
{
	bool there;

	TRY(is_there(op, args, &there));
	if (there)
		return RC_OK;
	fprintf(args->err, "%s\n", words(args->lang, "demo.making"));
	if (!in_file(args)) {
		TRY(demo_make_next(op, args));
		return carry_over(op, args, false);
	}
	enum rc rc = demo_make(op, args);

	if (rc != RC_OK)
		remove_store(op->mem, path_of(args->db), false);
	return rc;
}

enum rc demo_swap(struct op *op, const struct args *args)
{
	const char *path = path_of(args->db), *next;

	if (!in_file(args))
		return carry_over(op, args, true);
	TRY(next_path(op, args->db, &next));
	remove_store(op->mem, path, access(arena_text(op->mem, "%s.key", next), F_OK) == 0);
	if (rename(next, path) != 0)
		return FAIL(op, RC_BROKEN, "store.unreadable", "%s: %s", next, strerror(errno));
	return take_key(op, args, next);
}
