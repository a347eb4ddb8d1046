/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "core/arena.h"
#include "ledger/merkle.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Signed notes as C2SP describes them (c2sp.org/signed-note, c2sp.org/tlog-checkpoint): a text ended by
 * LF, an empty line, and lines "— NAME BASE64" with Ed25519 signatures over the text. Here is how
 * they look and whether they hold; signing needs a key (key.h). These are not the notes of core/op.h,
 * which are what an operation reports.
 */
enum {
	NOTE_KEY_BYTES = 32,       /* a public key */
	NOTE_ID_BYTES = 4,         /* of a key: begins SHA-256(name LF 0x01 key) */
	NOTE_SIGNATURE_BYTES = 64,
	NOTE_SIZE_MAX = 1 << 20,   /* bytes; larger ones are malformed */
	NOTE_SIGNATURES_MAX = 100,
};

/** Who may sign: the public half of a key. */
struct note_key {
	const char *name; /* UTF-8, no white space, no "+" */
	unsigned char id[NOTE_ID_BYTES];
	unsigned char bytes[NOTE_KEY_BYTES];
};

/** Whether @name may be the name of a key. */
bool note_name_fits(const char *name);

/** Fills @key from its name, which must fit and is borrowed, and its bytes. */
void note_key_make(struct note_key *key, const char *name, const unsigned char bytes[NOTE_KEY_BYTES]);

/** The verifier key "NAME+HEX+BASE64", and back; false when @text is none or contradicts itself. */
char *note_key_show(struct arena *mem, const struct note_key *key);
bool note_key_read(struct arena *mem, const char *text, struct note_key *out);

/** Whether @text may be signed: UTF-8, ended by LF, no other control character, not too large. */
bool note_text_fits(const char *text);

/** The note that joins @text to one signature of it by @key. */
char *note_join(struct arena *mem, const char *text, const struct note_key *key,
		const unsigned char signature[NOTE_SIGNATURE_BYTES]);

enum note_verdict {
	NOTE_HOLDS,     /* signed by at least one of the keys, and by none of them wrongly */
	NOTE_MALFORMED, /* no signed note at all */
	NOTE_UNKNOWN,   /* by none of the keys */
	NOTE_FORGED,    /* a signature that names one of the keys is not its */
};

/**
 * Takes the note of @size bytes apart and checks its signatures against @keys; signatures of others
 * are passed over. *@text is the signed text, with its last LF, in @mem; set with NOTE_HOLDS only.
 */
enum note_verdict note_open(struct arena *mem, const char *note, size_t size,
			    const struct note_key *keys, size_t keys_count, const char **text);

/** What the head of a log says of itself. */
struct checkpoint {
	const char *origin; /* of the log; not empty, one line */
	uint64_t size;      /* entries */
	struct hash root;
};

/** The text of a checkpoint, ready to be signed; and back, false when @text is none. */
char *checkpoint_show(struct arena *mem, const struct checkpoint *head);
bool checkpoint_read(struct arena *mem, const char *text, struct checkpoint *out);
