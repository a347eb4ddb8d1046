/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/key.h"
#include "core/log.h"
#include "core/text.h"
#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PRIVATE "PRIVATE+KEY+"
enum { LINE_MAX_BYTES = 400, TYPED_SEED = 1 + crypto_sign_SEEDBYTES };

/*
 * Keys that were held, the newest first. Threads may still be signing with an older one, so none is
 * ever let go; a process sees one or two.
 */
struct kept {
	struct key key;
	struct kept *older;
};
static struct kept *newest;
static _Atomic(const struct key *) held;

void key_hold(const struct key *key)
{
	struct kept *k;
	unsigned char *secret;

	held = NULL;
	if (!key)
		return;
	k = calloc(1, sizeof *k);
	secret = sodium_malloc(crypto_sign_SECRETKEYBYTES);
	if (!k || !secret)
		abort();
	memcpy(secret, key->secret, crypto_sign_SECRETKEYBYTES);
	sodium_mprotect_readonly(secret);
	k->key = (struct key){ .shown = key->shown, .secret = secret };
	k->key.shown.name = strdup(key->shown.name);
	if (!k->key.shown.name)
		abort();
	k->older = newest;
	newest = k;
	held = &k->key;
}

const struct key *key_held(void)
{
	return held;
}

/* "haicap-hcc.key", in the working folder, for postgres://…/hcc?… */
static const char *path_for_server(struct arena *mem, const char *url)
{
	const char *host = strstr(url, "://"), *name = host ? strchr(host + 3, '/') : NULL;
	int size = name ? (int)strcspn(name + 1, "?") : 0;

	return size ? arena_text(mem, "haicap-%.*s.key", size, name + 1) : "haicap.key";
}

enum rc key_path(struct op *op, const char *url, const char *option, const char **path)
{
	static const char sqlite[] = "sqlite:";

	if (option) {
		*path = option;
		return RC_OK;
	}
	if (strncmp(url, sqlite, sizeof sqlite - 1) != 0) {
		*path = path_for_server(op->mem, url);
		return RC_OK;
	}
	url += sizeof sqlite - 1;
	*path = strcmp(url, ":memory:") ? arena_text(op->mem, "%s.key", url) : NULL;
	return RC_OK;
}

char *key_new_name(struct arena *mem, const char *agency)
{
	unsigned char random[4];

	randombytes_buf(random, sizeof random);
	return arena_text(mem, "haicap/%s/%s", agency, text_hex(mem, random, sizeof random));
}

static void forget(void *secret)
{
	sodium_free(secret);
}

static enum rc key_of_seed(struct op *op, const char *name,
			   const unsigned char seed[crypto_sign_SEEDBYTES], struct key **out)
{
	struct key *key = arena_one(op->mem, struct key);
	unsigned char *secret, public[crypto_sign_PUBLICKEYBYTES];

	if (sodium_init() < 0)
		return FAIL(op, RC_BROKEN, "ledger.crypto", "libsodium does not start");
	secret = sodium_malloc(crypto_sign_SECRETKEYBYTES);
	if (!secret)
		return FAIL(op, RC_BROKEN, "ledger.crypto", "no guarded memory: %s", strerror(errno));
	arena_defer(op->mem, forget, secret);
	crypto_sign_seed_keypair(public, secret, seed);
	sodium_mprotect_readonly(secret);
	key->secret = secret;
	note_key_make(&key->shown, arena_copy(op->mem, name), public);
	*out = key;
	return RC_OK;
}

/* The line of the file into @line, which the caller wipes. */
static void write_line(const struct key *key, const unsigned char seed[crypto_sign_SEEDBYTES],
		       char line[LINE_MAX_BYTES])
{
	unsigned char typed[TYPED_SEED];
	char id[2 * NOTE_ID_BYTES + 1];
	char text[sodium_base64_ENCODED_LEN(TYPED_SEED, sodium_base64_VARIANT_ORIGINAL)];

	typed[0] = 0x01;
	memcpy(typed + 1, seed, crypto_sign_SEEDBYTES);
	sodium_bin2hex(id, sizeof id, key->shown.id, NOTE_ID_BYTES);
	sodium_bin2base64(text, sizeof text, typed, sizeof typed, sodium_base64_VARIANT_ORIGINAL);
	snprintf(line, LINE_MAX_BYTES, PRIVATE "%s+%s+%s\n", key->shown.name, id, text);
	sodium_memzero(typed, sizeof typed);
	sodium_memzero(text, sizeof text);
}

/* A new file is on the disk only when its folder is. */
static bool sync_folder(struct op *op, const char *path)
{
	const char *slash = strrchr(path, '/');
	const char *folder = !slash ? "." : slash == path ? "/" :
			     arena_copy_bytes(op->mem, path, (size_t)(slash - path));
	int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool done = fd >= 0 && fsync(fd) == 0;

	if (fd >= 0)
		close(fd);
	return done;
}

static enum rc store_line(struct op *op, const char *path, const char *line)
{
	int fd = open(path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC | O_NOFOLLOW, 0600);
	ssize_t size = (ssize_t)strlen(line);

	if (fd < 0 && errno == EEXIST)
		return FAIL(op, RC_CONFLICT, "ledger.key_exists", "%s", path);
	if (fd < 0)
		return FAIL(op, RC_BROKEN, "ledger.key_write", "%s: %s", path, strerror(errno));
	bool written = fchmod(fd, 0600) == 0 && write(fd, line, (size_t)size) == size && fsync(fd) == 0;

	written = close(fd) == 0 && written && sync_folder(op, path);
	if (written)
		return RC_OK;
	enum rc rc = FAIL(op, RC_BROKEN, "ledger.key_write", "%s: %s", path, strerror(errno));

	unlink(path);
	return rc;
}

enum rc key_make(struct op *op, const char *path, const char *name, struct key **out)
{
	unsigned char seed[crypto_sign_SEEDBYTES];
	char line[LINE_MAX_BYTES];
	struct key *key;
	enum rc rc;

	if (!note_name_fits(name))
		return FAIL(op, RC_INVALID, "ledger.key_name", "%s", "");
	if (sodium_init() < 0)
		return FAIL(op, RC_BROKEN, "ledger.crypto", "libsodium does not start");
	randombytes_buf(seed, sizeof seed);
	rc = key_of_seed(op, name, seed, &key);
	if (rc == RC_OK && path) {
		write_line(key, seed, line);
		rc = store_line(op, path, line);
		sodium_memzero(line, sizeof line);
	}
	sodium_memzero(seed, sizeof seed);
	if (rc == RC_OK)
		*out = key;
	return rc;
}

enum rc key_make_anew(struct op *op, const char *path, const char *name, struct key **out)
{
	unsigned char random[4];

	if (path && access(path, F_OK) == 0) {
		randombytes_buf(random, sizeof random);
		const char *aside = arena_text(op->mem, "%s.old-%s", path,
					       text_hex(op->mem, random, sizeof random));

		if (rename(path, aside) != 0)
			return FAIL(op, RC_BROKEN, "ledger.key_write", "%s: %s", aside, strerror(errno));
		log_info("%s: the key of another store is now %s", path, aside);
	}
	return key_make(op, path, name, out);
}

static enum rc read_line(struct op *op, const char *path, char line[LINE_MAX_BYTES])
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	struct stat is;

	if (fd < 0)
		return errno == ENOENT ?
			       FAIL(op, RC_NOT_FOUND, "ledger.key_missing", "%s", path) :
			       FAIL(op, RC_BROKEN, "ledger.key_broken", "%s: %s", path, strerror(errno));
	if (fstat(fd, &is) != 0 || !S_ISREG(is.st_mode) || (is.st_mode & 07777) != 0600) {
		close(fd);
		return FAIL(op, RC_FORBIDDEN, "ledger.key_mode", "%s: %04o", path,
			    (unsigned)is.st_mode & 07777);
	}
	ssize_t got = read(fd, line, LINE_MAX_BYTES - 1);

	close(fd);
	if (got <= 0 || line[got - 1] != '\n')
		return FAIL(op, RC_BROKEN, "ledger.key_broken", "%s is no line", path);
	line[got - 1] = '\0';
	return RC_OK;
}

/* @line is "PRIVATE+KEY+NAME+ID+BASE64"; it is cut to pieces. */
static enum rc key_of_line(struct op *op, const char *path, char *line, struct key **out)
{
	unsigned char typed[TYPED_SEED];
	char id[2 * NOTE_ID_BYTES + 1];
	size_t size = 0;
	const char *end = "?";
	struct key *key;

	if (strncmp(line, PRIVATE, strlen(PRIVATE)) != 0)
		return FAIL(op, RC_BROKEN, "ledger.key_broken", "%s holds no key", path);
	char *name = line + strlen(PRIVATE), *mark = strchr(name, '+');
	char *rest = mark ? strchr(mark + 1, '+') : NULL;

	if (!rest)
		return FAIL(op, RC_BROKEN, "ledger.key_broken", "%s holds no key", path);
	*mark = *rest = '\0';
	sodium_base642bin(typed, sizeof typed, rest + 1, strlen(rest + 1), NULL, &size, &end,
			  sodium_base64_VARIANT_ORIGINAL);
	if (*end || size != sizeof typed || typed[0] != 0x01 || !note_name_fits(name)) {
		sodium_memzero(typed, sizeof typed);
		return FAIL(op, RC_BROKEN, "ledger.key_broken", "%s holds another kind of key", path);
	}
	enum rc rc = key_of_seed(op, name, typed + 1, &key);

	sodium_memzero(typed, sizeof typed);
	TRY(rc);
	sodium_bin2hex(id, sizeof id, key->shown.id, NOTE_ID_BYTES);
	if (strcmp(id, mark + 1) != 0)
		return FAIL(op, RC_BROKEN, "ledger.key_broken", "%s contradicts itself", path);
	*out = key;
	return RC_OK;
}

enum rc key_open(struct op *op, const char *path, struct key **out)
{
	char line[LINE_MAX_BYTES];
	enum rc rc = read_line(op, path, line);

	if (rc == RC_OK)
		rc = key_of_line(op, path, line, out);
	sodium_memzero(line, sizeof line);
	return rc;
}

enum rc key_use(struct op *op, const char *url, const char *option)
{
	const char *path;
	struct key *key;

	key_hold(NULL);
	TRY(key_path(op, url, option, &path));
	if (!path || access(path, F_OK) != 0)
		return RC_OK;
	TRY(key_open(op, path, &key));
	key_hold(key);
	return RC_OK;
}

enum rc key_sign(struct op *op, const struct key *key, const char *text, char **note)
{
	unsigned char signature[NOTE_SIGNATURE_BYTES];

	if (!note_text_fits(text))
		return FAIL(op, RC_INVALID, "ledger.note_text", "this text cannot be signed");
	crypto_sign_detached(signature, NULL, (const unsigned char *)text, strlen(text), key->secret);
	*note = note_join(op->mem, text, &key->shown, signature);
	return RC_OK;
}
