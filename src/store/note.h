/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Signed notes (c2sp.org/signed-note), checkpoints (c2sp.org/tlog-checkpoint) and cosignatures (c2sp.org/tlog-cosignature).
 * Everything that is read is hostile, and read strictly: one text has one reading.
 */
#ifndef TR_STORE_NOTE_H
#define TR_STORE_NOTE_H

#include "base/env.h"
#include "crypto/ed25519.h"
#include "store/tree.h"

enum tr_note_kind {
	TR_NOTE_LOG = 1,     /* Ed25519 over the text */
	TR_NOTE_WITNESS = 4, /* cosignature/v1: Ed25519 over time and text */
};

struct tr_note_key {
	char name[TR_NOTE_NAME_MAX + 1];
	enum tr_note_kind kind;
	uint8_t id[4];
	uint8_t key[TR_ED25519_KEY];
};

/* A key that signs. Wipe it with tr_wipe(). */
struct tr_note_signer {
	struct tr_note_key public;
	uint8_t seed[TR_ED25519_KEY];
};

/* "NAME+ID+BASE64", what others are given. audit.key-malformed. */
TRIEN_MUST_CHECK trien_rc tr_note_key_read(struct tr_bytes text, struct tr_note_key *out, struct trien_err *err);
TRIEN_MUST_CHECK trien_rc tr_note_key_write(const struct tr_note_key *k, struct tr_buf *out, struct trien_err *err);
/* "PRIVATE+KEY+NAME+ID+BASE64", as the Go implementation of notes writes it. audit.key-malformed. */
TRIEN_MUST_CHECK trien_rc tr_note_signer_read(struct tr_bytes text, struct tr_note_signer *out, struct trien_err *err);
TRIEN_MUST_CHECK trien_rc tr_note_signer_write(const struct tr_note_signer *s, struct tr_buf *out, struct trien_err *err);
/* audit.name-invalid: empty, too long, a space or "+", a control character, no UTF-8. */
TRIEN_MUST_CHECK trien_rc tr_note_signer_new(const char *name, enum tr_note_kind kind, const struct tr_env *env,
		struct tr_note_signer *out, struct trien_err *err);

struct tr_note_signature {
	struct tr_bytes line; /* whole, with its line end */
	struct tr_bytes name;
	uint8_t value[TR_NOTE_SIGNATURE_MAX]; /* key id, then what the kind wants */
	size_t n;
};
/* Points into what was read. */
struct tr_note {
	struct tr_bytes text; /* with its last line end */
	struct tr_note_signature signatures[TR_NOTE_SIGNATURES_MAX];
	size_t count;
};
/* audit.note-malformed, also where it has more than TR_NOTE_SIGNATURES_MAX signatures or TR_NOTE_MAX bytes. */
TRIEN_MUST_CHECK trien_rc tr_note_read(struct tr_bytes in, struct tr_note *out, struct trien_err *err);
/* Appends the signature line for a text; time counts for a witness alone. */
TRIEN_MUST_CHECK trien_rc tr_note_sign(const struct tr_note_signer *s, struct tr_bytes text, int64_t time, struct tr_buf *out,
		struct trien_err *err);
/* *good: there is exactly one signature by that key, and it fits; *time, where not NULL, is a witness's. */
TRIEN_MUST_CHECK trien_rc tr_note_signed_by(
		const struct tr_note *n, const struct tr_note_key *k, bool *good, int64_t *time, struct trien_err *err);

struct tr_checkpoint {
	char origin[TR_NOTE_NAME_MAX + 1];
	uint64_t size;
	struct tr_tree_hash root;
};
/* audit.checkpoint-malformed: the text of a note must be three lines; a log of ours has no more. */
TRIEN_MUST_CHECK trien_rc tr_checkpoint_read(struct tr_bytes text, struct tr_checkpoint *out, struct trien_err *err);
TRIEN_MUST_CHECK trien_rc tr_checkpoint_write(const struct tr_checkpoint *c, struct tr_buf *out, struct trien_err *err);
/* Both in one, of a checkpoint that must be signed by that key and bear its name. audit.signature-wrong. */
TRIEN_MUST_CHECK trien_rc tr_checkpoint_open(
		struct tr_bytes note, const struct tr_note_key *k, struct tr_checkpoint *out, struct trien_err *err);

/* Decimal as the formats want it: no sign, no leading zero, below 2^63. */
TRIEN_MUST_CHECK bool tr_decimal_read(struct tr_bytes text, uint64_t *out);
/* One line, without its end, off the front of *in. False where there is no line end. */
TRIEN_MUST_CHECK bool tr_line_take(struct tr_bytes *in, struct tr_bytes *line);
/* A hash in Base64. */
TRIEN_MUST_CHECK bool tr_hash_read(struct tr_bytes text, struct tr_tree_hash *out);

#endif
