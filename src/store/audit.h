/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Requirement: X4
 * The audit trail. Every act writes a leaf in its own transaction; the database keeps the tree's frontier. `trien audit sign`, under
 * another user who alone has the key, copies new leaves into tiles and signs a checkpoint of them. From then on nobody can change, take
 * out or put in a leaf unseen, not even who owns the database: the checkpoint is with those who read it, and with the witnesses.
 *
 * What this does not do: it does not prove that a leaf tells the truth, nor that an act without a leaf did not happen.
 */
#ifndef TR_STORE_AUDIT_H
#define TR_STORE_AUDIT_H

#include "store/note.h"
#include "store/sql.h"

/* ---- leaves ---- */

struct tr_audit_field {
	const char *key; /* a-z and _ */
	bool is_number;
	int64_t number;
	struct tr_text text;
};
#define TR_AUDIT_N(k, v) ((struct tr_audit_field){.key = (k), .is_number = true, .number = (int64_t)(v)})
#define TR_AUDIT_T(k, v) ((struct tr_audit_field){.key = (k), .text = {(v), strlen(v)}})

/* An act. Persons stand in it by opaque ids, never by name. */
struct tr_audit_act {
	int64_t at;         /* UTC epoch seconds */
	const char *actor;  /* "person:17", "system" */
	const char *act;    /* "certificate.revoke" */
	const char *object; /* "certificate:99" */
	const struct tr_audit_field *more; /* in the order of their keys, which must be that of ASCII */
	size_t more_count;
};
/* Appends the entry: JSON without blanks, keys in fixed order, integers only. audit.entry-invalid, audit.entry-limit. */
TRIEN_MUST_CHECK trien_rc tr_audit_entry_write(const struct tr_audit_act *a, struct tr_buf *out, struct trien_err *err);
struct tr_audit_log;
/* In the transaction of the act. *log, where not NULL, is the log with it: it is its last leaf. audit.no-log where none was opened. */
TRIEN_MUST_CHECK trien_rc tr_audit_add(
		struct tr_sql *db, const struct tr_audit_act *a, struct tr_audit_log *log, struct trien_err *err);

/* ---- logs ---- */

struct tr_audit_log {
	int64_t number;
	char origin[TR_NOTE_NAME_MAX + 1];
	struct tr_tree_frontier tree;
	bool closed;
};
/* Of a number, or the one that is written to (0). In a transaction. audit.no-log; audit.tree-damaged. */
TRIEN_MUST_CHECK trien_rc tr_audit_log(
		struct tr_sql *db, int64_t number, struct tr_audit_log *out, struct trien_err *err);
/*
 * Opens a log, and closes the one before it: a new year's, or after a lost key. Its first leaf holds origin, size and root of the one
 * before, and last_checkpoint (a note; empty where there is none): so what was not signed any more is sealed too. audit.origin-used.
 */
TRIEN_MUST_CHECK trien_rc tr_audit_open(struct tr_sql *db, const char *origin, struct tr_bytes last_checkpoint, int64_t now,
		struct tr_audit_log *out, struct trien_err *err);

/* Leaves in pages of at most TR_AUDIT_PAGE: index, entry, hash. */
TRIEN_MUST_CHECK trien_rc tr_audit_page(struct tr_sql *db, int64_t log, uint64_t from, uint64_t to, struct tr_sql_rows *out,
		struct trien_err *err);

/* ---- signing ---- */

/*
 * dir: the log's tiles and checkpoint. memory: what the signer signed last (a note), in a file that only it can write.
 * Where there is none it is the published checkpoint, if the signer's key has signed that (audit.key-other where not).
 * Signs where the database extends that; *signed_now is false where there is nothing new. audit.rolled-back, audit.forked,
 * audit.key-not-of-log, audit.row-changed. What was signed is written into the store as well: audit.key-other, audit.signer-behind
 * where that knows of another key, or of more than memory and published checkpoint do.
 */
struct tr_audit_signing {
	int dir;
	int memory_dir;
	const char *memory;
	const struct tr_note_signer *signer;
	int64_t now;
};
TRIEN_MUST_CHECK trien_rc tr_audit_sign(struct tr_sql *db, const struct tr_audit_signing *s, struct tr_checkpoint *out,
		bool *signed_now, struct trien_err *err);

/* ---- verifying ---- */

enum tr_audit_fault {
	TR_AUDIT_ROW_CHANGED,  /* the entry in the database is not what was signed */
	TR_AUDIT_ROW_MISSING,
	TR_AUDIT_ROW_EXTRA,    /* a row past the end of the tree */
	TR_AUDIT_ENTRY_FILE,   /* tile/entries differs */
	TR_AUDIT_TILE_WRONG,   /* the tiles do not give the signed root */
	TR_AUDIT_TREE_WRONG,   /* the database's own tree is not that of its rows */
	TR_AUDIT_ROLLED_BACK,  /* the database has fewer leaves than were signed */
	TR_AUDIT_NEXT_DIFFERS, /* the next log began from another end of this one: what was not signed any more has changed since */
	TR_AUDIT_EARLIER_LOG,  /* a log that was closed before is not what the first leaf of the one behind it says; the number of that log */
};
typedef void (*tr_audit_found)(void *context, enum tr_audit_fault fault, uint64_t index);
struct tr_audit_count {
	uint64_t signed_leaves, unsigned_leaves, faults;
};
/*
 * Every leaf of a log against its checkpoint (checked by the caller) and tiles, what is not signed yet against the tree, and the logs before it, which need no
 * checkpoint of theirs: each is held by the first leaf of the next.
 */
TRIEN_MUST_CHECK trien_rc tr_audit_verify(struct tr_sql *db, int64_t log, int dir, const struct tr_checkpoint *c,
		tr_audit_found found, void *context, struct tr_audit_count *out, struct trien_err *err);

/* ---- witnessing ---- */

/*
 * A witness: cosigns a request where the checkpoint is signed by the key of a log that it knows and extends what it cosigned last of
 * that one. That is kept in files of its own, one a log, written before the signature is given: their names begin with memory. One at a time:
 * the caller holds the lock of the key (note_file.h). Appends the signature line. audit.request-malformed, audit.old-size (400),
 * audit.witness-size (409; the size it has is in the error), audit.signature-wrong (403), audit.proof-wrong (422), audit.origin-unknown (404).
 */
struct tr_audit_witness {
	const struct tr_note_signer *signer;
	const struct tr_note_key *logs;
	size_t log_count;
	int memory_dir;
	const char *memory;
	int64_t now;
};
TRIEN_MUST_CHECK trien_rc tr_audit_cosign(
		const struct tr_audit_witness *w, struct tr_bytes request, struct tr_buf *out, struct trien_err *err);
/* The request for the checkpoint in dir, from the size that the witness has. */
TRIEN_MUST_CHECK trien_rc tr_audit_ask_witness(int dir, const struct tr_note_key *log, uint64_t old, struct tr_buf *out,
		struct trien_err *err);
/* Puts a witness's line behind the checkpoint in dir. audit.signature-wrong. */
TRIEN_MUST_CHECK trien_rc tr_audit_attach(
		int dir, const struct tr_note_key *witness, struct tr_bytes line, struct trien_err *err);

#endif
