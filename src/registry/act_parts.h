/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What an act and its verification hash, for the files of this folder. */
#ifndef TR_REGISTRY_ACT_PARTS_H
#define TR_REGISTRY_ACT_PARTS_H

#include "registry/act.h"
#include "store/audit.h"

/* A row of the table act, without what follows from it. */
struct tr_act_row {
	int64_t id, at, effective_at, compensates, account; /* compensates, account 0: none */
	uint64_t changes;
	const char *actor, *role, *what, *object, *reason; /* reason NULL: none */
};
/* A row of the table change. */
struct tr_change_row {
	uint64_t n;
	const char *book;
	int64_t object, version;
	const struct tr_sql_value *content; /* null: the row is gone */
};
/* The hash of an act runs over its changes in their order, and then over the act. line is the caller's, for its memory. */
TRIEN_MUST_CHECK trien_rc tr_act_hash_change(
		struct tr_hash *h, const struct tr_change_row *c, struct tr_buf *line, struct trien_err *err);
TRIEN_MUST_CHECK trien_rc tr_act_hash_done(struct tr_hash *h, const struct tr_act_row *a, struct tr_buf *line,
		uint8_t out[TR_DIGEST_MAX], struct trien_err *err);
/* The leaf of an act, for the audit trail. */
struct tr_act_leaf {
	struct tr_audit_act act;
	struct tr_audit_field more[4];
	char hash[TR_HEX256 + 1];
	char account[TR_OBJECT_TEXT];
};
void tr_act_leaf_fill(const struct tr_act_row *a, struct tr_bytes hash, struct tr_act_leaf *out);

/* Writes a new version of a row, or a new row, that goes with one whose door was asked. */
TRIEN_MUST_CHECK trien_rc tr_acting_write(struct tr_acting *a, struct tr_record *r, struct trien_err *err);
/* Takes a row out of its table; history keeps it. */
TRIEN_MUST_CHECK trien_rc tr_acting_take_out(
		struct tr_acting *a, const struct tr_book *b, int64_t id, int64_t version, struct trien_err *err);

/* ---- what an act asks at the doors (registry/door.h) ---- */

/* At its begin: who does it. */
TRIEN_MUST_CHECK trien_rc tr_acting_enter(struct tr_acting *a, struct trien_err *err);
/* At its end: registry.last-admin. */
TRIEN_MUST_CHECK trien_rc tr_acting_leave(struct tr_acting *a, struct trien_err *err);
/* registry.no-access, registry.out-of-scope, registry.grant-self, registry.grant-role, registry.account-own. */
TRIEN_MUST_CHECK trien_rc tr_acting_has_put(struct tr_acting *a, const struct tr_record *r, struct trien_err *err);
TRIEN_MUST_CHECK trien_rc tr_acting_may_take_out(struct tr_acting *a, const struct tr_book *b, int64_t id, struct trien_err *err);
TRIEN_MUST_CHECK trien_rc tr_acting_may_undo(struct tr_acting *a, const char *what, const char *object, struct trien_err *err);

/* ---- what is computed from a row ---- */

struct tr_computed {
	struct tr_buf sort, search, path; /* each ended by NUL; empty where the book has none */
	bool words_stay;                  /* of the row as it was */
};
void tr_computed_free(struct tr_computed *c);
#define TR_AUTO_COMPUTED __attribute__((cleanup(tr_computed_free))) struct tr_computed
TRIEN_MUST_CHECK trien_rc tr_compute_keys(const struct tr_record *r, struct tr_computed *out, struct trien_err *err);
/* The place of an agency below its parent's. */
TRIEN_MUST_CHECK trien_rc tr_compute_path(
		struct tr_sql *db, const struct tr_record *r, struct tr_computed *out, struct trien_err *err);
/* After the row was put: the words of its name, and the places of the agencies below it. */
TRIEN_MUST_CHECK trien_rc tr_compute_rest(
		struct tr_sql *db, const struct tr_record *r, const struct tr_computed *c, struct trien_err *err);

/* ---- sets of words of a name (registry/word_set.h) ---- */

TRIEN_MUST_CHECK trien_rc tr_words_put(struct tr_sql *db, const struct tr_record *r, const struct tr_computed *c, struct trien_err *err);
/* Before a row is put anew: takes out the sets of its name as it was, unless they stay as they are. */
TRIEN_MUST_CHECK trien_rc tr_words_replace(struct tr_sql *db, const struct tr_record *r, struct tr_computed *c, struct trien_err *err);
/* Are all of them there? */
TRIEN_MUST_CHECK trien_rc tr_words_are_all(struct tr_sql *db, const struct tr_record *r, const struct tr_computed *c, bool *out, struct trien_err *err);
/* Is it one of those of the name that has this key? */
TRIEN_MUST_CHECK trien_rc tr_words_hold(const char *search_key, struct tr_bytes set, bool *out, struct trien_err *err);
/* Before a row is taken out. */
TRIEN_MUST_CHECK trien_rc tr_words_take_out(struct tr_sql *db, const struct tr_book *b, int64_t id, struct trien_err *err);

#endif
