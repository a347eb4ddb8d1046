/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/key.h"
#include "core/text.h"
#include "tests/tap.h"
#include <dirent.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* The example of golang.org/x/mod/sumdb/note, whose format this is. */
#define NEUMANN "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
#define NEUMANN_PRIVATE \
	"PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz\n"
#define NEUMANN_TEXT \
	"If you think cryptography is the answer to your problem,\n" \
	"then you don't know what your problem is.\n"
#define NEUMANN_NOTE                                                                            \
	NEUMANN_TEXT "\n— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSN" \
		     "XgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"

static struct op plain_op(void)
{
	return (struct op){ .mem = arena_new() };
}

static enum note_verdict open_with(struct op *op, const char *note, const struct note_key *key,
				   const char **text)
{
	return note_open(op->mem, note, strlen(note), key, 1, text);
}

static const char *folder(struct op *op)
{
	char *path = arena_copy(op->mem, "/tmp/haicap-key-XXXXXX");

	is_true(mkdtemp(path) != NULL);
	return path;
}

static void put_file(const char *path, const char *text, mode_t mode)
{
	int fd = open(path, O_CREAT | O_WRONLY | O_TRUNC, 0600);

	is_true(fd >= 0);
	is_int(write(fd, text, strlen(text)), strlen(text));
	is_int(fchmod(fd, mode), 0);
	close(fd);
}

static void a_note_of_another_program_is_understood_and_made_alike(struct world *w)
{
	struct op op = plain_op();
	struct note_key key;
	struct key *signing;
	const char *text = NULL;
	char *note;

	(void)w;
	is_true(note_key_read(op.mem, NEUMANN, &key));
	is_text(note_key_show(op.mem, &key), NEUMANN);
	is_int(open_with(&op, NEUMANN_NOTE, &key, &text), NOTE_HOLDS);
	is_text(text, NEUMANN_TEXT);

	const char *dir = folder(&op), *path = arena_text(op.mem, "%s/k", dir);

	put_file(path, NEUMANN_PRIVATE, 0600);
	is_rc(key_open(&op, path, &signing), RC_OK);
	is_text(note_key_show(op.mem, &signing->shown), NEUMANN);
	is_rc(key_sign(&op, signing, NEUMANN_TEXT, &note), RC_OK);
	is_text(note, NEUMANN_NOTE);
	unlink(path);
	rmdir(dir);
	arena_drop(op.mem);
}

static void one_changed_character_is_noticed(struct world *w)
{
	struct op op = plain_op();
	struct note_key key;
	const char *text = NULL;
	size_t held = 0, length = strlen(NEUMANN_NOTE);

	(void)w;
	is_true(note_key_read(op.mem, NEUMANN, &key));
	for (size_t i = 0; i < length; i++) {
		char *note = arena_copy(op.mem, NEUMANN_NOTE);

		note[i] ^= 1;
		held += open_with(&op, note, &key, &text) == NOTE_HOLDS;
	}
	for (size_t i = 0; i < length; i++) /* cut short */
		held += note_open(op.mem, NEUMANN_NOTE, i, &key, 1, &text) == NOTE_HOLDS;
	is_int(held, 0);
	is_true(text == NULL);
	arena_drop(op.mem);
}

static void strangers_are_passed_over_and_forgers_are_not(struct world *w)
{
	struct op op = plain_op();
	struct note_key neumann;
	struct key *ours, *twin;
	const char *text = NULL;
	char *note, *forged;

	(void)w;
	is_true(note_key_read(op.mem, NEUMANN, &neumann));
	is_rc(key_make(&op, NULL, "haicap/H18/00000001", &ours), RC_OK);
	is_rc(key_make(&op, NULL, "haicap/H18/00000001", &twin), RC_OK);
	is_rc(key_sign(&op, ours, NEUMANN_TEXT, &note), RC_OK);
	is_int(open_with(&op, note, &ours->shown, &text), NOTE_HOLDS);
	is_int(open_with(&op, note, &neumann, &text), NOTE_UNKNOWN);
	is_int(open_with(&op, note, &twin->shown, &text), NOTE_UNKNOWN);
	is_int(note_open(op.mem, note, strlen(note), NULL, 0, &text), NOTE_UNKNOWN);

	char *both = arena_text(op.mem, "%s%s", NEUMANN_NOTE, strstr(note, "\n\n") + 2);

	is_int(open_with(&op, both, &neumann, &text), NOTE_HOLDS);
	is_int(open_with(&op, both, &ours->shown, &text), NOTE_HOLDS);
	is_text(text, NEUMANN_TEXT);

	is_rc(key_sign(&op, ours, "another text\n", &forged), RC_OK);
	forged = arena_text(op.mem, "%s%s", NEUMANN_NOTE, strstr(forged, "\n\n") + 2);
	is_int(open_with(&op, forged, &neumann, &text), NOTE_HOLDS);
	is_int(open_with(&op, forged, &ours->shown, &text), NOTE_FORGED);
	is_int(note_open(op.mem, forged, strlen(forged),
			 (struct note_key[]){ neumann, ours->shown }, 2, &text), NOTE_FORGED);
	arena_drop(op.mem);
}

static void what_is_no_note_is_refused(struct world *w)
{
	static const char *const bad[] = {
		"",
		"\n",
		"\n\n",
		"text\n",
		"text\n\n",
		"text\n\nno signature\n",
		"text\n\n— \n",
		"text\n\n— name\n",
		"text\n\n— name \n",
		"text\n\n— name AAAA\n", /* an id needs four bytes and a signature more */
		"text\n\n— name AAAAAA==\n",
		"text\n\n— name AAAAAAA\n",
		"text\n\n— na+me AAAAAAA=\n",
		"text\n\n—  AAAAAAA=\n",
		"text\n\n- name AAAAAAA=\n",
		"text\n\n— name AAAAAAA= \n",
		"text\n\n— name AAAAAAA=",
		"te\txt\n\n— name AAAAAAA=\n",
		"te\xFFxt\n\n— name AAAAAAA=\n",
		"text\r\n\n— name AAAAAAA=\n",
	};
	struct op op = plain_op();
	struct note_key key;
	const char *text = NULL;

	(void)w;
	is_true(note_key_read(op.mem, NEUMANN, &key));
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		is_int(open_with(&op, bad[i], &key, &text), NOTE_MALFORMED);
	}
	is_int(open_with(&op, "text\n\n— name AAAAAAA=\n", &key, &text), NOTE_UNKNOWN);
	is_int(open_with(&op, "a\n\nb\n\n— name AAAAAAA=\n", &key, &text), NOTE_UNKNOWN);
	is_int(note_open(op.mem, "te\0xt\n\n— name AAAAAAA=\n", 24, &key, 1, &text), NOTE_MALFORMED);
	is_true(!note_key_read(op.mem, "PeterNeumann", &key));
	is_true(!note_key_read(op.mem, "PeterNeumann+c74f20a3", &key));
	is_true(!note_key_read(op.mem, "Peter+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
			       &key));
	is_true(!note_key_read(op.mem, "PeterNeumann+c74f20a3+Ahpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
			       &key));
	is_true(!note_key_read(op.mem, "+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", &key));
	is_true(!note_name_fits("with blank") && !note_name_fits("with\xC2\xA0" "blank"));
	is_true(note_name_fits("điện-biên.example/nhật-ký"));
	arena_drop(op.mem);
}

static void a_text_that_would_not_come_back_is_not_signed(struct world *w)
{
	static const char *const bad[] = { "", "no end", "a\tb\n", "\x01\n", "\xFF\n" };
	struct op op = plain_op();
	struct key *key;
	char *note = NULL;

	(void)w;
	is_rc(key_make(&op, NULL, "k", &key), RC_OK);
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		is_rc(key_sign(&op, key, bad[i], &note), RC_INVALID);
	is_rc(key_make(&op, NULL, "a b", &key), RC_INVALID);
	is_true(note == NULL);
	arena_drop(op.mem);
}

static void a_checkpoint_is_read_as_it_was_written(struct world *w)
{
	static const char *const bad[] = {
		"", "o\n", "o\n1\n", "o\n1\nAAAA\n",
		"\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n",
		"o\n01\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n",
		"o\n-1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n",
		"o\n1 \nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n",
		"o\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I\n",
		"o\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=",
		"o\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\nx\n",
	};
	static const char example[] = "example.com/behind-the-sofa\n20852163\n"
				      "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n";
	struct op op = plain_op();
	struct checkpoint head = { 0 };

	(void)w;
	is_true(checkpoint_read(op.mem, example, &head));
	is_text(head.origin, "example.com/behind-the-sofa");
	is_int(head.size, 20852163);
	is_text(checkpoint_show(op.mem, &head), example);
	is_true(checkpoint_read(op.mem, arena_text(op.mem, "%sextension\n", example), &head));
	is_true(checkpoint_read(op.mem, "o\n0\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n", &head));
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		is_true(!checkpoint_read(op.mem, bad[i], &head));
	arena_drop(op.mem);
}

static void a_key_lies_in_a_file_for_its_owner_alone(struct world *w)
{
	struct op op = plain_op();
	const char *dir = folder(&op), *path = arena_text(op.mem, "%s/store.db.key", dir);
	struct key *made, *again;
	struct stat is;
	mode_t before = umask(0);

	(void)w;
	is_rc(key_open(&op, path, &again), RC_NOT_FOUND);
	is_rc(key_make(&op, path, "haicap/H18/1", &made), RC_OK);
	umask(before);
	is_int(stat(path, &is), 0);
	is_int(is.st_mode & 07777, 0600);
	is_rc(key_open(&op, path, &again), RC_OK);
	is_text(note_key_show(op.mem, &again->shown), note_key_show(op.mem, &made->shown));
	is_rc(key_make(&op, path, "haicap/H18/1", &made), RC_CONFLICT);
	is_int(chmod(path, 0640), 0);
	is_rc(key_open(&op, path, &again), RC_FORBIDDEN);
	is_text(op.err.key, "ledger.key_mode");
	is_int(chmod(path, 0604), 0);
	is_rc(key_open(&op, path, &again), RC_FORBIDDEN);
	put_file(path, "", 0600);
	is_rc(key_open(&op, path, &again), RC_BROKEN);
	put_file(path, "PRIVATE+KEY+PeterNeumann+c74f20a4+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz\n",
		 0600);
	is_rc(key_open(&op, path, &again), RC_BROKEN);
	put_file(path, "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr\n", 0600);
	is_rc(key_open(&op, path, &again), RC_BROKEN);
	unlink(path);
	rmdir(dir);
	is_rc(key_open(&op, "/", &again), RC_FORBIDDEN);
	is_rc(key_make(&op, "/nowhere/at/all.key", "haicap/H18/1", &made), RC_BROKEN);
	arena_drop(op.mem);
}

static void a_key_left_over_is_set_aside_and_never_used_for_two_logs(struct world *w)
{
	struct op op = plain_op();
	const char *dir = folder(&op), *store = arena_text(op.mem, "%s/store.db", dir);
	const char *url = arena_text(op.mem, "sqlite:%s", store), *path;
	struct key *first, *second, *again;

	(void)w;
	is_rc(key_path(&op, url, NULL, &path), RC_OK);
	is_rc(key_use(&op, url, NULL), RC_OK);
	is_true(key_held() == NULL);
	is_rc(key_make_anew(&op, path, "haicap/H18/1", &first), RC_OK);
	is_rc(key_make_anew(&op, path, "haicap/H18/2", &second), RC_OK);
	is_rc(key_open(&op, path, &again), RC_OK);
	is_text(again->shown.name, "haicap/H18/2");
	is_rc(key_use(&op, url, NULL), RC_OK);
	is_text(key_held() ? key_held()->shown.name : NULL, "haicap/H18/2");
	is_int(chmod(path, 0644), 0);
	is_rc(key_use(&op, url, NULL), RC_FORBIDDEN);
	is_true(key_held() == NULL);
	unlink(path);

	DIR *files = opendir(dir);
	int aside = 0;

	for (struct dirent *file; (file = readdir(files));)
		if (strstr(file->d_name, ".key.old-")) {
			const char *old = arena_text(op.mem, "%s/%s", dir, file->d_name);

			is_rc(key_open(&op, old, &again), RC_OK);
			is_text(again->shown.name, "haicap/H18/1");
			unlink(old);
			aside++;
		}
	closedir(files);
	is_int(aside, 1);
	rmdir(dir);
	arena_drop(op.mem);
}

static void a_key_lies_beside_its_store(struct world *w)
{
	struct op op = plain_op();
	const char *path = NULL;

	(void)w;
	is_rc(key_path(&op, "sqlite:/var/lib/haicap/a.db", NULL, &path), RC_OK);
	is_text(path, "/var/lib/haicap/a.db.key");
	is_rc(key_path(&op, "sqlite::memory:", NULL, &path), RC_OK);
	is_true(path == NULL);
	is_rc(key_path(&op, "postgres://h/d?sslmode=require", NULL, &path), RC_OK);
	is_text(path, "haicap-d.key");
	is_rc(key_path(&op, "postgres://h/d", "/etc/k", &path), RC_OK);
	is_text(path, "/etc/k");
	is_true(note_name_fits(key_new_name(op.mem, "H18")));
	arena_drop(op.mem);
}

TESTS_PLAIN(a_note_of_another_program_is_understood_and_made_alike, one_changed_character_is_noticed,
	    strangers_are_passed_over_and_forgers_are_not, what_is_no_note_is_refused,
	    a_text_that_would_not_come_back_is_not_signed, a_checkpoint_is_read_as_it_was_written,
	    a_key_lies_in_a_file_for_its_owner_alone,
	    a_key_left_over_is_set_aside_and_never_used_for_two_logs, a_key_lies_beside_its_store)
