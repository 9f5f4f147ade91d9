/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The lists of annotations of two revisions side by side. ISO 32000-2 §12.5. */
#include <math.h>

#include "verify/change_walk.h"

/* Small marks beside the text; what they say opens in a window of its own (§12.5.6.4, §12.5.6.14, §12.5.6.15). */
#define MARK_SIDE_MAX 48.0

/* Reads on the old side or on the new one. */
typedef trien_rc (*find_value)(struct tr_walk *w, const struct tr_pdf_obj *dict, const char *key,
		const struct tr_pdf_obj **out, struct trien_err *err);
typedef trien_rc (*read_value)(
		struct tr_walk *w, const struct tr_pdf_obj *o, const struct tr_pdf_obj **out, struct trien_err *err);

struct side {
	find_value find;
	read_value read;
};

static const struct side before = {tr_walk_find_old, tr_walk_old}, now = {tr_walk_find_new, tr_walk_new};

static trien_rc
is_small(struct tr_walk *w, const struct side *s, const struct tr_pdf_obj *annotation, bool *out, struct trien_err *err)
{
	const struct tr_pdf_obj *rect, *edge;
	double c[4];

	*out = false;
	TR_TRY(s->find(w, annotation, "Rect", &rect, err));
	if (rect->type != TR_PDF_ARRAY || rect->u.array.count != 4)
		return TRIEN_OK;
	for (size_t i = 0; i < 4; i++) {
		TR_TRY(s->read(w, rect->u.array.items[i], &edge, err));
		if (!tr_pdf_number(edge, &c[i]))
			return TRIEN_OK;
	}
	*out = fabs(c[2] - c[0]) <= MARK_SIDE_MAX && fabs(c[3] - c[1]) <= MARK_SIDE_MAX;
	return TRIEN_OK;
}

/* A picture of its own is drawn whatever the kind, a window as well as a mark; an action does what it likes. */
static bool
brings_along(const struct tr_pdf_obj *annotation)
{
	return tr_pdf_dict_find(annotation, "AP") != NULL || tr_pdf_dict_find(annotation, "A") != NULL ||
			tr_pdf_dict_find(annotation, "AA") != NULL;
}

/*
 * Can it cover what the page says, or say something in its place? Certification attacks with the permission to annotate
 * (Rohlmann et al., S&P 2021) rest on those that can. A mark of two letters' size that draws what it likes says another digit.
 */
static trien_rc
can_feign(struct tr_walk *w, const struct side *s, const struct tr_pdf_obj *annotation, bool *out, struct trien_err *err)
{
	const struct tr_pdf_obj *subtype;
	bool small;

	TR_TRY(s->find(w, annotation, "Subtype", &subtype, err));
	*out = brings_along(annotation);
	if (*out || tr_pdf_is_name(subtype, "Popup"))
		return TRIEN_OK;
	TR_TRY(is_small(w, s, annotation, &small, err));
	*out = !small || !(tr_pdf_is_name(subtype, "Text") || tr_pdf_is_name(subtype, "FileAttachment"));
	return TRIEN_OK;
}

static trien_rc
annotation_added(struct tr_walk *w, const struct tr_pdf_obj *item, const struct tr_step *at, struct trien_err *err)
{
	const struct tr_pdf_obj *a, *subtype;
	uint32_t num = tr_walk_num(item);

	TR_TRY(tr_walk_new(w, item, &a, err));
	if (a->type == TR_PDF_NULL)
		return TRIEN_OK;
	TR_TRY(tr_walk_find_new(w, a, "Subtype", &subtype, err));
	/* The widget of a signature that this revision made was looked at with its field. */
	if (tr_walk_has(w, num, TR_MARK_SIGNING) && tr_pdf_is_name(subtype, "Widget"))
		return TRIEN_OK;
	TR_TRY(tr_walk_mark(w, item, at, err));
	struct tr_change_note n = {.kind = TR_CHANGE_ANNOTATION_ADDED, .base = TR_CHANGE_NOT_UNDERSTOOD, .at = at,
			.num = num};
	TR_TRY(can_feign(w, &now, a, &n.visible, err));
	if (tr_pdf_is_name(subtype, "Widget"))
		n = (struct tr_change_note){.kind = TR_CHANGE_FIELD_APPEARANCE, .base = TR_CHANGE_FORBIDDEN, .at = at,
				.num = num};
	n.how = TR_HOW_ADDED;
	return tr_walk_note(w, &n, err, "%s", tr_pdf_is_name(subtype, "Widget")
			? "a widget of no new signature was added to the page" : "an annotation was added to the page");
}

/* ---- annotations of before ---- */

struct kept {
	bool quiet;    /* neither before nor now it can feign anything: what it says, it says in a window of its own */
	bool says_on_page; /* what it says is drawn on the page by readers that draw it anew (§12.5.6.6, §12.5.6.7) */
};

/* What is said in a window of its own, and who said it when: tables 166, 172. */
static bool
is_remark(struct tr_bytes key, bool says_on_page)
{
	static const char *const keys[] = {"M", "T", "Subj", "NM", "CreationDate", "IRT", "RT", "State", "StateModel", "Open", "Popup"};

	if (!says_on_page && (tr_bytes_are(key, "Contents") || tr_bytes_are(key, "RC")))
		return true;
	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++)
		if (tr_bytes_are(key, keys[i]))
			return true;
	return false;
}

static trien_rc
visit_annotation_key(struct tr_walk *w, const struct tr_walk_key *k, void *context, struct trien_err *err)
{
	const struct kept *kept = context;
	enum tr_use use = kept->quiet || is_remark(k->key, kept->says_on_page) ? TR_USE_REMARK : TR_USE_ANNOTATION;

	return tr_walk_compare(w, use, k->old, k->new, &k->step, err);
}

/* Both are dictionaries, and no widget. */
static trien_rc
compare_kept(struct tr_walk *w, const struct tr_pdf_obj *old, const struct tr_pdf_obj *new, uint32_t num,
		const struct tr_pdf_obj *subtype, const struct tr_step *at, struct trien_err *err)
{
	const uint32_t outer = w->num;
	bool could, can;

	TR_TRY(can_feign(w, &before, old, &could, err));
	TR_TRY(can_feign(w, &now, new, &can, err));
	struct kept kept = {.quiet = !could && !can,
			.says_on_page = tr_pdf_is_name(subtype, "FreeText") || tr_pdf_is_name(subtype, "Line")};
	tr_walk_set(w, num, TR_MARK_REACHED);
	w->num = num;
	TR_TRY(tr_walk_keys(w, old, new, at, visit_annotation_key, &kept, err));
	w->num = outer;
	return TRIEN_OK;
}

static trien_rc
annotation_kept(struct tr_walk *w, const struct tr_pdf_obj *old, const struct tr_pdf_obj *new,
		const struct tr_step *at, struct trien_err *err)
{
	const struct tr_pdf_obj *a, *b, *subtype = &tr_pdf_null;
	uint32_t num = tr_walk_num(new);

	if (num != 0 && tr_walk_same_place(old, new) && tr_walk_has(w, num, TR_MARK_FIELD))
		return TRIEN_OK;
	TR_TRY(tr_walk_old(w, old, &a, err));
	TR_TRY(tr_walk_new(w, new, &b, err));
	TR_TRY(tr_walk_find_old(w, a, "Subtype", &subtype, err));
	if (a->type == TR_PDF_DICT)
		tr_walk_set(w, num, TR_MARK_STOP);
	/* A widget that belongs to no field is drawn like any other annotation, and nobody fills it in. */
	if (tr_pdf_is_name(subtype, "Widget"))
		return tr_walk_compare_here(w, TR_USE_WIDGET, old, new, at, err);
	if (a->type == TR_PDF_DICT && b->type == TR_PDF_DICT)
		return compare_kept(w, a, b, num, subtype, at, err);
	return tr_walk_compare_here(w, TR_USE_ANNOTATION, old, new, at, err);
}

static trien_rc
annotation_gone(struct tr_walk *w, const struct tr_pdf_obj *item, const struct tr_step *at, struct trien_err *err)
{
	const struct tr_pdf_obj *a;
	struct tr_change_note n = {.kind = TR_CHANGE_ANNOTATION_CHANGED, .base = TR_CHANGE_FORBIDDEN, .at = at,
			.num = tr_walk_num(item), .how = TR_HOW_REMOVED};

	TR_TRY(tr_walk_old(w, item, &a, err));
	TR_TRY(can_feign(w, &before, a, &n.visible, err));
	return tr_walk_note(w, &n, err, "an annotation was removed, or its place in the order changed");
}

/* Where in the rest of the old list the annotation stands; SIZE_MAX: nowhere. */
static trien_rc
find_kept(struct tr_walk *w, const struct tr_pdf_obj *old, size_t next, const struct tr_pdf_obj *item, size_t *out,
		struct trien_err *err)
{
	size_t n = old->type == TR_PDF_ARRAY ? old->u.array.count : 0;
	bool same = false;

	*out = SIZE_MAX;
	for (size_t i = next; i < n && tr_walk_step(w); i++) {
		const struct tr_pdf_obj *other = old->u.array.items[i];
		if (tr_walk_num(item) != 0)
			same = tr_walk_same_place(item, other);
		else if (tr_walk_num(other) == 0)
			TR_TRY(tr_walk_same(w, other, item, &same, err));
		if (same) {
			*out = i;
			return TRIEN_OK;
		}
	}
	return TRIEN_OK;
}

/* The annotations of before must all be there in their order (they are drawn in it), others among them. */
trien_rc
tr_walk_annotations(struct tr_walk *w, const struct tr_pdf_obj *old, const struct tr_pdf_obj *new,
		const struct tr_step *at, struct trien_err *err)
{
	size_t next = 0, kept;

	TR_TRY(tr_walk_old(w, old, &old, err));
	TR_TRY(tr_walk_new(w, new, &new, err));
	size_t old_n = old->type == TR_PDF_ARRAY ? old->u.array.count : 0;
	size_t new_n = new->type == TR_PDF_ARRAY ? new->u.array.count : 0;
	for (size_t i = 0; i < new_n && tr_walk_step(w); i++) {
		const struct tr_pdf_obj *item = new->u.array.items[i];
		struct tr_step step = {.up = at, .index = i};
		TR_TRY(find_kept(w, old, next, item, &kept, err));
		if (kept == SIZE_MAX) {
			TR_TRY(annotation_added(w, item, &step, err));
			continue;
		}
		for (; next < kept; next++)
			TR_TRY(annotation_gone(w, old->u.array.items[next], at, err));
		TR_TRY(annotation_kept(w, old->u.array.items[next++], item, &step, err));
	}
	for (; next < old_n && tr_walk_step(w); next++)
		TR_TRY(annotation_gone(w, old->u.array.items[next], at, err));
	return TRIEN_OK;
}
