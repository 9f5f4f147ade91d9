/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Requirement: X4
 * Acts: whatever changes a book is part of one. An act is one transaction: the new rows, what they were and are in the table
 * change (every version, for ever), the act's own row, and a leaf in the audit trail with a hash over all of it. An entry that
 * was wrong is undone by another act that writes the former rows again; nothing is ever taken out of history.
 */
#ifndef TR_REGISTRY_ACT_H
#define TR_REGISTRY_ACT_H

#include "crypto/digest.h"
#include "registry/door.h"
#include "store/blob.h"

#define TR_OBJECT_TEXT 48u /* "certificate:1234" */

struct tr_file_check;

struct tr_act {
	const char *actor;    /* "person:17", "system" */
	const char *role;     /* as what: a word of the rules */
	const char *what;     /* "certificate.revoke" */
	const char *reason;   /* in words; NULL: none */
	int64_t at;           /* now */
	int64_t effective_at; /* from when it holds; never after at */
	struct tr_blobs *blobs; /* where rows refer to documents; NULL: none does */
	/*
	 * Who does it, asked anew in the transaction; then actor and role are what the books say. NULL: the program itself. Every row that is put is held
	 * against the access table, unless rules of its own have decided on the act.
	 */
	const struct tr_caller *caller;
	bool decided;
	struct tr_file_check *checks; /* of files that are handed in (registry/file_check.h): written down with the row that gets the file */
	size_t check_count;
	uint64_t foreseen; /* bits of the books that it will enter rows into: their next numbers are asked for at its begin. 0: each when it is */
};

#define TR_FORESEEN(book) ((uint64_t)1 << TR_BOOK_##book)
_Static_assert(TR_BOOK_COUNT <= 64, "a bit for each book");

/* An act under way. */
struct tr_acting {
	struct tr_sql *db;
	const struct tr_act *act;
	int64_t id;
	int64_t compensates; /* 0: none */
	uint64_t changes;
	struct tr_who who;
	unsigned verbs; /* bits of what the row that is being put asks for */
	int64_t admins; /* before it touched what makes one; -1: it has not */
	char actor[TR_OBJECT_TEXT];
	bool restores;     /* a plan is undone: the posts that it ended were given before, by who might */
	bool object_asked; /* its object was held against the access table: of its other rows it is enough to see them */
	char object[TR_OBJECT_TEXT]; /* what it is about: the first row that it puts, or what tr_acting_about() says */
	struct tr_hash *hash;
	int64_t last_id[TR_BOOK_COUNT];    /* of the rows that it has put; 0: not known yet */
	struct tr_buf enter_sql[TR_BOOK_COUNT], put_sql[TR_BOOK_COUNT];
	struct tr_buf line; /* kept for its memory */
};

typedef trien_rc (*tr_act_work)(struct tr_acting *a, void *context, struct trien_err *err);
enum tr_act_mode {
	TR_ACT_DO,
	TR_ACT_DRY_RUN, /* everything is tried, nothing is kept */
	TR_ACT_WITHIN,  /* in a transaction of the caller's that writes */
};
/*
 * Does an act in a transaction of its own; *id, where not NULL, is its number (0 where work changed nothing: then there is no act). work may
 * run several times, as in tr_sql_transact(). registry.effective-late, registry.reason-limit, audit.no-log.
 */
TRIEN_MUST_CHECK trien_rc tr_act_do(struct tr_sql *db, const struct tr_act *act, enum tr_act_mode mode, tr_act_work work,
		void *context, int64_t *id, struct trien_err *err);
/* The same within a transaction of the caller's that writes: several acts that stand or fall together. */
TRIEN_MUST_CHECK trien_rc tr_act_within(struct tr_sql *db, const struct tr_act *act, tr_act_work work, void *context,
		int64_t *id, struct trien_err *err);

/*
 * Puts a new version of a row, or a new row (then its id is set). Values are checked as in tr_record_check(). registry.exists: another
 * row has its natural key; registry.agency-cycle, registry.agency-depth; what the rules of its book refuse (registry/entry_check.h).
 */
TRIEN_MUST_CHECK trien_rc tr_acting_put(struct tr_acting *a, struct tr_record *r, struct trien_err *err);
/*
 * May who does it put this row? tr_acting_put() asks it; who only tells what would become of a row asks it too. registry.no-access,
 * registry.out-of-scope, registry.grant-self, registry.grant-role, registry.account-own.
 */
TRIEN_MUST_CHECK trien_rc tr_acting_may_put(struct tr_acting *a, const struct tr_record *r, struct trien_err *err);
/*
 * tr_value_read(), and of another row: who does it sees it. Who writes of a row of others would learn that it is there, and would block what those do
 * with it; so it is refused as a key that nobody has: registry.key-unknown. What the row has already, it keeps.
 */
TRIEN_MUST_CHECK trien_rc tr_acting_read(struct tr_acting *a, struct tr_record *r, size_t column, const char *text, struct trien_err *err);
/* The second half alone: `text` was read into the column, which had `was` before. */
TRIEN_MUST_CHECK trien_rc tr_acting_may_name(struct tr_acting *a, const struct tr_record *r, size_t column, const struct tr_sql_value *was, const char *text,
		struct trien_err *err);
/* What the database itself refuses ends the transaction: of several rows that were to be told apart no other can be looked at. */
bool tr_act_is_over(trien_rc rc);
/* Says what the act is about, where that is not the first row that it puts. */
void tr_acting_about(struct tr_acting *a, const struct tr_book *b, int64_t id);

/*
 * Undoes an act: writes what its rows were before it. act->what and the rest are those of the new act; its reason is wanted.
 * registry.undone-already; registry.undo-later where a later act has changed one of its rows and is not undone itself; registry.undo-needed where
 * other rows refer to one that it entered; registry.undo-by-act for acts of the office (document.…, arrival.…); registry.reason-missing.
 */
TRIEN_MUST_CHECK trien_rc tr_act_undo(struct tr_sql *db, const struct tr_act *act, enum tr_act_mode mode, int64_t undone,
		int64_t *id, struct trien_err *err);

#endif
