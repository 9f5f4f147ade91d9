/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The walk through two revisions side by side: shared by the change_*.c files, seen by nobody else. */
#ifndef TR_VERIFY_CHANGE_WALK_H
#define TR_VERIFY_CHANGE_WALK_H

#include "verify/change.h"

/* Where in the document a value is used; decides what a difference there means. At most 32. */
enum tr_use {
	TR_USE_CONTENT,
	TR_USE_RESOURCE,
	TR_USE_GEOMETRY,
	TR_USE_TREE,
	TR_USE_LAYERS,
	TR_USE_ACTION,
	TR_USE_STRUCTURE,
	TR_USE_CATALOG,
	TR_USE_VIEWER,       /* how a viewer's window is set up around the pages */
	TR_USE_PERMISSIONS,
	TR_USE_METADATA,
	TR_USE_DSS,
	TR_USE_EXTENSIONS,
	TR_USE_FORM,
	TR_USE_FORM_DATA,    /* XFA */
	TR_USE_FORM_SETTING, /* harmless settings of the form */
	TR_USE_ANNOTATION,
	TR_USE_REMARK,       /* what an annotation says in a window of its own */
	TR_USE_WIDGET,       /* looks of a field that nobody filled or signed in this revision */
	TR_USE_WIDGET_IDLE,  /* its appearance stream alone: viewers rewrite it without being asked */
	TR_USE_SIGNATURE,
	TR_USE_ENCRYPTION,
	TR_USE_UNKNOWN,
	TR_USE_COUNT
};

/* Marks of an object number. */
enum tr_mark {
	TR_MARK_CHANGED = 1,    /* the revision has an entry for it */
	TR_MARK_STOP = 2,       /* a page, field, annotation or the catalog: compared at its own place only */
	TR_MARK_REACHED = 4,    /* compared, or part of something new */
	TR_MARK_FIELD = 8,      /* compared as a field or a field's widget */
	TR_MARK_SIGNING = 16,   /* field or widget that this revision signed or made for a signature */
	TR_MARK_PAGE = 32,
	TR_MARK_READ = 64,      /* looked at in the new revision, at its place */
	TR_MARK_CARRIED = 128,  /* its entry leads into the bytes of an earlier revision */
};

/* A step of the path from the trailer to a value. */
struct tr_step {
	const struct tr_step *up;
	struct tr_bytes key; /* p NULL: an index */
	size_t index;
	bool kept;           /* lives in the walk's memory, not on the stack */
};

/* Appends "AcroForm/Fields[2]/AP", cut at TR_VERIFY_PATH_MAX. */
TRIEN_MUST_CHECK trien_rc tr_step_print(const struct tr_step *at, struct tr_buf *out, struct trien_err *err);

/* One pair of values still to be compared. */
struct tr_pair {
	const struct tr_pdf_obj *old, *new; /* NULL: to be read by number */
	struct tr_pdf_ref old_ref, new_ref; /* num 0: the value stands in another object */
	enum tr_use use;
	bool here;                          /* this is the place where a stop belongs */
	bool mark_only;                     /* nothing stood there before: only note what is in use now */
	const struct tr_step *at;
	struct tr_text field;               /* whose look it is; empty: of no field */
};

/* A pair of different objects, or of values that are none, that was compared for a use. */
struct tr_odd_pair {
	const struct tr_pdf_obj *old, *new;
	struct tr_pdf_ref old_ref, new_ref;
	enum tr_use use;
	bool taken;
};

struct tr_walk {
	struct tr_pdf *pdf;
	size_t old_rev, new_rev;
	struct tr_arena *arena;   /* of the rows */
	struct tr_arena scratch;  /* of the walk */
	struct tr_change_list *list;
	uint8_t *marks;
	uint32_t *seen;           /* bit a use, for pairs of the same number and of generation 0 */
	uint32_t mark_count;
	struct tr_pair *queue;
	size_t queue_n, queue_cap;
	struct tr_odd_pair *odd_pairs; /* other pairs that were compared, open addressing */
	size_t odd_n, odd_cap;
	size_t steps;
	bool exhausted;           /* TR_VERIFY_STEPS_MAX */
	bool unreadable;          /* something in use could not be read on either side */
	bool broken;              /* something that came into use cannot be read: readers that repair a file see another one */
	uint32_t num;             /* object that is being compared */
	const struct tr_pdf_obj *old_form, *new_form; /* the form's dictionaries while its fields are compared */
	struct tr_text field;     /* full name of the field whose look is being compared; empty: of none */
	bool draining;            /* the parts of the document are done; what is left are plain values */
	bool bare;                /* the value compared is an object of its own, neither dictionary nor stream: it may have several names */
	uint32_t told;            /* uses that are permitted and have their one row */
	size_t first_covered;     /* the oldest revision that a signature of the file covers */
	struct tr_look_font *font; /* in which the last filled field was set */
	uint32_t noted;           /* uses for which the pair at hand has its row already */
};

/* A row; format as printf. */
struct tr_change_note {
	enum tr_change_kind kind;
	enum tr_permission base;
	const struct tr_step *at;
	uint32_t num;
	struct tr_text field, value, shown;
	enum tr_how how;
	bool new_field, visible;
};
TRIEN_MUST_CHECK trien_rc tr_walk_note(struct tr_walk *w, const struct tr_change_note *n, struct trien_err *err,
		const char *format, ...) __attribute__((format(printf, 4, 5)));
/* Which words tell of a difference. */
enum tr_difference {
	TR_DIFF_VALUE,
	TR_DIFF_DATA,
	TR_DIFF_TYPE,
	TR_DIFF_COUNT,
	TR_DIFF_FLAGS,
	TR_DIFF_LOCKED,
	TR_DIFF_DEFAULT_APPEARANCE,
	TR_DIFF_FIELD_TYPE,
	TR_DIFF_ADDED,
	TR_DIFF_REMOVED,
	TR_DIFF_ELSEWHERE,
	TR_DIFF_UNREADABLE,
	TR_DIFF_UNREADABLE_NOW,
	TR_DIFF_UNREADABLE_BEFORE,
	TR_DIFF_NO_CATALOG,
	TR_DIFF_PAGE,
	TR_DIFF_PAGES_ADDED,
	TR_DIFF_PAGES_REMOVED,
	TR_DIFF_PAGE_TREE,
	TR_DIFF_MAX
};
/* The row that a difference in this use gives. */
TRIEN_MUST_CHECK trien_rc tr_walk_differs(struct tr_walk *w, enum tr_use use, const struct tr_step *at,
		enum tr_difference difference, struct trien_err *err);

/* Compares two values as they stand in their dictionaries; NULL is an absent value. References are queued. */
TRIEN_MUST_CHECK trien_rc tr_walk_compare(struct tr_walk *w, enum tr_use use, const struct tr_pdf_obj *old,
		const struct tr_pdf_obj *new, const struct tr_step *at, struct trien_err *err);
/* The same although the reference leads to a stop: for the place where that object belongs. */
TRIEN_MUST_CHECK trien_rc tr_walk_compare_here(struct tr_walk *w, enum tr_use use, const struct tr_pdf_obj *old,
		const struct tr_pdf_obj *new, const struct tr_step *at, struct trien_err *err);
/* Notes that a value of the new revision and all below it is in use. */
TRIEN_MUST_CHECK trien_rc tr_walk_mark(
		struct tr_walk *w, const struct tr_pdf_obj *new, const struct tr_step *at, struct trien_err *err);
/* Works until nothing is queued. */
TRIEN_MUST_CHECK trien_rc tr_walk_drain(struct tr_walk *w, struct trien_err *err);

/* The old and the new value behind two references or values; tr_pdf_null where it is absent or cannot be read. */
TRIEN_MUST_CHECK trien_rc tr_walk_old(struct tr_walk *w, const struct tr_pdf_obj *o, const struct tr_pdf_obj **out,
		struct trien_err *err);
TRIEN_MUST_CHECK trien_rc tr_walk_new(struct tr_walk *w, const struct tr_pdf_obj *o, const struct tr_pdf_obj **out,
		struct trien_err *err);
/* The value of a key, read in the same way. */
TRIEN_MUST_CHECK trien_rc tr_walk_find_old(struct tr_walk *w, const struct tr_pdf_obj *dict, const char *key,
		const struct tr_pdf_obj **out, struct trien_err *err);
TRIEN_MUST_CHECK trien_rc tr_walk_find_new(struct tr_walk *w, const struct tr_pdf_obj *dict, const char *key,
		const struct tr_pdf_obj **out, struct trien_err *err);
uint32_t tr_walk_num(const struct tr_pdf_obj *o); /* of a reference, else 0 */
/* References to the same object, generation included (another one is null, §7.3.10); or neither is a reference. */
bool tr_walk_same_place(const struct tr_pdf_obj *a, const struct tr_pdf_obj *b);
bool tr_walk_has(const struct tr_walk *w, uint32_t num, unsigned marks);
void tr_walk_set(struct tr_walk *w, uint32_t num, unsigned marks);
/* False when the budget of steps is used up. */
bool tr_walk_step(struct tr_walk *w);

/* Do the two mean the same, references followed? For small values; true only where that is certain. */
TRIEN_MUST_CHECK trien_rc tr_walk_same(struct tr_walk *w, const struct tr_pdf_obj *old,
		const struct tr_pdf_obj *new, bool *out, struct trien_err *err);

/* Calls visit for each key of either dictionary; old or new is NULL where it lacks the key. */
struct tr_walk_key {
	struct tr_bytes key;
	const struct tr_pdf_obj *old, *new;
	struct tr_step step;
};
typedef trien_rc (*tr_walk_visit)(struct tr_walk *w, const struct tr_walk_key *k, void *context, struct trien_err *err);
TRIEN_MUST_CHECK trien_rc tr_walk_keys(struct tr_walk *w, const struct tr_pdf_obj *old, const struct tr_pdf_obj *new,
		const struct tr_step *at, tr_walk_visit visit, void *context, struct trien_err *err);

/* A page or a node of the page tree in both revisions, and the way down to it. */
struct tr_page_level {
	const struct tr_page_level *up;
	const struct tr_pdf_obj *old, *new; /* dictionaries */
	size_t depth;
};
/* Compares one entry of a page or a node: where one side does not say it, what holds there all the same. */
TRIEN_MUST_CHECK trien_rc tr_walk_page_value(struct tr_walk *w, const struct tr_page_level *level,
		const struct tr_walk_key *k, enum tr_use use, struct trien_err *err);

/* ---- the parts of a document ---- */
TRIEN_MUST_CHECK trien_rc tr_walk_document(struct tr_walk *w, struct trien_err *err);
TRIEN_MUST_CHECK trien_rc tr_walk_form(struct tr_walk *w, const struct tr_pdf_obj *old, const struct tr_pdf_obj *new,
		const struct tr_step *at, struct trien_err *err);
TRIEN_MUST_CHECK trien_rc tr_walk_pages(struct tr_walk *w, const struct tr_pdf_obj *old, const struct tr_pdf_obj *new,
		const struct tr_step *at, struct trien_err *err);

/* The list of a page's annotations. */
TRIEN_MUST_CHECK trien_rc tr_walk_annotations(struct tr_walk *w, const struct tr_pdf_obj *old,
		const struct tr_pdf_obj *new, const struct tr_step *at, struct trien_err *err);
/* An object in the bytes of the new revision that no table of it lists: readers that repair a file find it. */
TRIEN_MUST_CHECK trien_rc tr_walk_hidden(
		struct tr_walk *w, const struct tr_pdf_change *changes, size_t count, struct trien_err *err);

/* How the names of a use's rules are looked up. */
struct tr_key_rule {
	const char *key;
	enum tr_use use;
};
enum tr_use tr_key_use(const struct tr_key_rule *rules, size_t count, struct tr_bytes key, enum tr_use otherwise);

#endif
