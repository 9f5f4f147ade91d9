/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What one revision changed, found by walking the document as it was before and as it
 * is after side by side from the trailer. What is equal in value is no change, wherever it
 * stands and however it is written. What a signature says of a change is asked afterwards.
 */
#ifndef TR_VERIFY_CHANGE_H
#define TR_VERIFY_CHANGE_H

#include "base/memory.h"
#include "pdf/file.h"
#include "verify/verdict.h"

/* In what way a value differs. */
enum tr_how {
	TR_HOW_OTHERWISE,
	TR_HOW_ADDED,
	TR_HOW_REMOVED, /* gone, freed, unreadable, or no longer what it has to be in order to be drawn */
};

struct tr_change {
	size_t revision;
	enum tr_change_kind kind;
	enum tr_permission base; /* before DocMDP and locks are asked */
	uint32_t num;
	struct tr_text path, what;
	struct tr_text field;    /* full name of the field that it concerns; empty for none */
	struct tr_text value;    /* what a field was filled in with, cut; empty where it is no text */
	struct tr_text shown;    /* what its look shows, or why that cannot be read; TR_CHANGE_LOOK_* */
	bool new_field;          /* the field did not exist before */
	enum tr_how how;
	bool carried;            /* what stands there now lay in the file before the revision, and was put to use by it */
	bool visible;            /* a widget with an area, or an annotation that can cover what the page says, is concerned */
};

struct tr_change_list {
	struct tr_change *items;
	size_t count, cap;
	bool cut; /* TR_VERIFY_CHANGES_MAX was reached: what came behind is not listed */
	/* The worst that was not listed. */
	enum tr_permission cut_base;
};

/* Appends what revision rev (not the first) changed. Rows and their texts live in arena. */
TRIEN_MUST_CHECK trien_rc tr_change_find(struct tr_pdf *pdf, size_t rev, struct tr_arena *arena,
		struct tr_change_list *list, struct trien_err *err);

/* What a signature forbids: its own DocMDP or an earlier one's, and what it locks. */
struct tr_change_rules {
	unsigned docmdp; /* 1, 2, 3; 0: none */
	const struct tr_lock *locks;
	size_t lock_count;
	size_t last_covered; /* the newest revision that some signature of the file covers */
};
/* The permission for one change; *kind may become TR_CHANGE_FIELD_LOCKED. */
enum tr_permission tr_change_permission(
		const struct tr_change *c, const struct tr_change_rules *rules, enum tr_change_kind *kind);
bool tr_lock_holds(const struct tr_lock *lock, struct tr_text field);

#endif
