/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What holds for a page that does not say it itself: ISO 32000-2 §7.7.3.4 and table 31. An entry that says what held anyway changes
 * nothing. Readers find what is inherited by two ways, down /Kids from the root or up /Parent: a value is the same only where it is so
 * by both, and where the two lead to different values, saying one of them is a change for the readers of the other.
 *
 * Not looked at here: whether /Parent leads where /Kids comes from; a page tree in which it does not was so when it was signed.
 */
#include "verify/change_walk.h"

/* What stands where nothing is inherited: nothing, another box, or a number. */
struct attribute {
	const char *key;
	bool inherited;
	const char *otherwise;
	const struct tr_pdf_obj *number;
};

static const struct tr_pdf_obj zero = {.type = TR_PDF_INT, .u.integer = 0};
static const struct tr_pdf_obj one = {.type = TR_PDF_INT, .u.integer = 1};
static const struct attribute attributes[] = {
	{"Resources", true, NULL, NULL},
	{"MediaBox", true, NULL, NULL},
	{"CropBox", true, "MediaBox", NULL},
	{"BleedBox", false, "CropBox", NULL},
	{"TrimBox", false, "CropBox", NULL},
	{"ArtBox", false, "CropBox", NULL},
	{"Rotate", true, NULL, &zero},
	{"UserUnit", false, NULL, &one},
};

/* One reader's view of one revision. */
struct view {
	struct tr_walk *w;
	const struct tr_page_level *level;
	bool after;      /* the revision, not the one before it */
	bool by_parent;  /* climbs /Parent, does not remember the way down */
};

static const struct attribute *
find_attribute(struct tr_bytes key)
{
	for (size_t i = 0; i < sizeof(attributes) / sizeof(*attributes); i++)
		if (tr_bytes_are(key, attributes[i].key))
			return &attributes[i];
	return NULL;
}

static trien_rc
resolve(const struct view *v, const struct tr_pdf_obj *o, const struct tr_pdf_obj **out, struct trien_err *err)
{
	return v->after ? tr_walk_new(v->w, o, out, err) : tr_walk_old(v->w, o, out, err);
}

/* The value as it is written; NULL where there is none, or null (§7.3.7). Not so a reference to nothing: some readers stop at it. */
static const struct tr_pdf_obj *
own(const struct tr_pdf_obj *node, const char *key)
{
	const struct tr_pdf_obj *value = tr_pdf_dict_find(node, key);

	return tr_pdf_is(value, TR_PDF_NULL) ? NULL : value;
}

static trien_rc
climb(const struct view *v, const char *key, const struct tr_pdf_obj **out, struct trien_err *err)
{
	const struct tr_page_level *level = v->level->up;
	const struct tr_pdf_obj *node = v->after ? v->level->new : v->level->old;

	*out = NULL;
	for (size_t depth = 0; *out == NULL && depth <= TR_VERIFY_DEPTH_MAX && tr_walk_step(v->w); depth++) {
		if (v->by_parent)
			TR_TRY(resolve(v, tr_pdf_dict_find(node, "Parent"), &node, err));
		else if (level == NULL)
			return TRIEN_OK;
		else {
			node = v->after ? level->new : level->old;
			level = level->up;
		}
		if (node->type != TR_PDF_DICT)
			return TRIEN_OK;
		*out = own(node, key);
	}
	return TRIEN_OK;
}

static bool
is_page(const struct tr_page_level *level)
{
	return tr_pdf_dict_find(level->old, "Kids") == NULL && tr_pdf_dict_find(level->new, "Kids") == NULL;
}

/* What another box gives in a box's place it gives to pages: a node hands down only what it has. */
static trien_rc
effective(const struct view *v, const struct attribute *a, const struct tr_pdf_obj **out, struct trien_err *err)
{
	for (;;) {
		*out = own(v->after ? v->level->new : v->level->old, a->key);
		if (*out == NULL && a->inherited)
			TR_TRY(climb(v, a->key, out, err));
		if (*out != NULL || a->otherwise == NULL || !is_page(v->level))
			break;
		a = find_attribute(TR_BYTES((const uint8_t *)a->otherwise, strlen(a->otherwise)));
	}
	if (*out == NULL)
		*out = a->number;
	return TRIEN_OK;
}

trien_rc
tr_walk_page_value(struct tr_walk *w, const struct tr_page_level *level, const struct tr_walk_key *k, enum tr_use use,
		struct trien_err *err)
{
	const struct attribute *a = find_attribute(k->key);
	const struct tr_pdf_obj *before[2] = {0}, *after[2] = {0};

	if (a == NULL || (!a->inherited && !is_page(level)))
		return tr_walk_compare(w, use, k->old, k->new, &k->step, err);
	for (size_t i = 0; i < 2; i++) {
		struct view v = {.w = w, .level = level, .by_parent = i == 1};
		TR_TRY(effective(&v, a, &before[i], err));
		v.after = true;
		TR_TRY(effective(&v, a, &after[i], err));
	}
	TR_TRY(tr_walk_compare(w, use, before[0], after[0], &k->step, err));
	if (before[1] == before[0] && after[1] == after[0])
		return TRIEN_OK;
	return tr_walk_compare(w, use, before[1], after[1], &k->step, err);
}
