/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The page tree, pages and the lists of annotations of two revisions side by side. ISO 32000-2 §7.7.3, §12.5. */
#include <math.h>

#include "verify/change_walk.h"

static const struct tr_key_rule page_rules[] = {
	{"Contents", TR_USE_CONTENT}, {"Group", TR_USE_CONTENT}, {"Resources", TR_USE_RESOURCE},
	{"MediaBox", TR_USE_GEOMETRY}, {"CropBox", TR_USE_GEOMETRY}, {"BleedBox", TR_USE_GEOMETRY},
	{"TrimBox", TR_USE_GEOMETRY}, {"ArtBox", TR_USE_GEOMETRY}, {"BoxColorInfo", TR_USE_GEOMETRY},
	{"Rotate", TR_USE_GEOMETRY}, {"UserUnit", TR_USE_GEOMETRY}, {"VP", TR_USE_GEOMETRY}, {"B", TR_USE_GEOMETRY},
	{"Dur", TR_USE_GEOMETRY}, {"Trans", TR_USE_GEOMETRY}, {"PresSteps", TR_USE_GEOMETRY},
	{"SeparationInfo", TR_USE_GEOMETRY}, {"TemplateInstantiated", TR_USE_TREE}, {"Type", TR_USE_TREE},
	{"Parent", TR_USE_TREE}, {"Count", TR_USE_TREE}, {"AA", TR_USE_ACTION}, {"Metadata", TR_USE_METADATA},
	{"LastModified", TR_USE_METADATA}, {"StructParents", TR_USE_STRUCTURE}, {"Tabs", TR_USE_STRUCTURE},
	{"OutputIntents", TR_USE_GEOMETRY}, {"AF", TR_USE_CATALOG}, {"DPart", TR_USE_CATALOG},
};

static trien_rc walk_node(struct tr_walk *w, const struct tr_pdf_obj *old, const struct tr_pdf_obj *new,
		const struct tr_step *at, const struct tr_page_level *up, struct trien_err *err);

/* ---- annotations ---- */

/* Small marks beside the text; what they say opens in a window of its own (§12.5.6.4, §12.5.6.14, §12.5.6.15). */
#define MARK_SIDE_MAX 48.0

static trien_rc
is_small(struct tr_walk *w, const struct tr_pdf_obj *annotation, bool *out, struct trien_err *err)
{
	const struct tr_pdf_obj *rect, *side;
	double c[4];

	*out = false;
	TR_TRY(tr_walk_find_new(w, annotation, "Rect", &rect, err));
	if (rect->type != TR_PDF_ARRAY || rect->u.array.count != 4)
		return TRIEN_OK;
	for (size_t i = 0; i < 4; i++) {
		TR_TRY(tr_walk_new(w, rect->u.array.items[i], &side, err));
		if (!tr_pdf_number(side, &c[i]))
			return TRIEN_OK;
	}
	*out = fabs(c[2] - c[0]) <= MARK_SIDE_MAX && fabs(c[3] - c[1]) <= MARK_SIDE_MAX;
	return TRIEN_OK;
}

/*
 * Can it cover what the page says, or say something in its place? Certification attacks with the permission to annotate
 * (Rohlmann et al., S&P 2021) rest on those that can.
 */
static trien_rc
can_feign(struct tr_walk *w, const struct tr_pdf_obj *annotation, const struct tr_pdf_obj *subtype, bool *out,
		struct trien_err *err)
{
	bool small;

	*out = false;
	if (tr_pdf_is_name(subtype, "Popup"))
		return TRIEN_OK;
	TR_TRY(is_small(w, annotation, &small, err));
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
	TR_TRY(can_feign(w, a, subtype, &n.visible, err));
	if (tr_pdf_is_name(subtype, "Widget"))
		n = (struct tr_change_note){.kind = TR_CHANGE_FIELD_APPEARANCE, .base = TR_CHANGE_FORBIDDEN, .at = at,
				.num = num};
	n.how = TR_HOW_ADDED;
	return tr_walk_note(w, &n, err, "%s", tr_pdf_is_name(subtype, "Widget")
			? "a widget of no new signature was added to the page" : "an annotation was added to the page");
}

static trien_rc
annotation_kept(struct tr_walk *w, const struct tr_pdf_obj *old, const struct tr_pdf_obj *new,
		const struct tr_step *at, struct trien_err *err)
{
	const struct tr_pdf_obj *a, *subtype = &tr_pdf_null;
	uint32_t num = tr_walk_num(new);

	if (num != 0 && tr_walk_same_place(old, new) && tr_walk_has(w, num, TR_MARK_FIELD))
		return TRIEN_OK;
	TR_TRY(tr_walk_old(w, old, &a, err));
	TR_TRY(tr_walk_find_old(w, a, "Subtype", &subtype, err));
	/* A widget that belongs to no field is drawn like any other annotation, and nobody fills it in. */
	enum tr_use use = tr_pdf_is_name(subtype, "Widget") ? TR_USE_WIDGET : TR_USE_ANNOTATION;
	if (a->type == TR_PDF_DICT)
		tr_walk_set(w, num, TR_MARK_STOP);
	return tr_walk_compare_here(w, use, old, new, at, err);
}

/* The annotations of before must all be there in their order (they are drawn in it), others among them. */
static trien_rc
walk_annotations(struct tr_walk *w, const struct tr_pdf_obj *old, const struct tr_pdf_obj *new,
		const struct tr_step *at, struct trien_err *err)
{
	TR_TRY(tr_walk_old(w, old, &old, err));
	TR_TRY(tr_walk_new(w, new, &new, err));
	size_t old_n = old->type == TR_PDF_ARRAY ? old->u.array.count : 0;
	size_t new_n = new->type == TR_PDF_ARRAY ? new->u.array.count : 0;
	size_t next = 0;

	for (size_t i = 0; i < new_n && tr_walk_step(w); i++) {
		const struct tr_pdf_obj *item = new->u.array.items[i];
		struct tr_step step = {.up = at, .index = i};
		bool kept = false;
		if (next < old_n) {
			const struct tr_pdf_obj *before = old->u.array.items[next];
			kept = tr_walk_num(item) != 0 && tr_walk_same_place(item, before);
			if (!kept && tr_walk_num(before) == 0)
				TR_TRY(tr_walk_same(w, before, item, &kept, err));
			if (kept)
				TR_TRY(annotation_kept(w, old->u.array.items[next++], item, &step, err));
		}
		if (!kept)
			TR_TRY(annotation_added(w, item, &step, err));
	}
	if (next == old_n)
		return TRIEN_OK;
	struct tr_change_note n = {.kind = TR_CHANGE_ANNOTATION_CHANGED, .base = TR_CHANGE_FORBIDDEN, .at = at,
			.num = tr_walk_num(old->u.array.items[next]), .how = TR_HOW_REMOVED};
	return tr_walk_note(w, &n, err, "an annotation was removed, or its place in the order changed");
}

/* ---- pages ---- */

static trien_rc
walk_kids(struct tr_walk *w, const struct tr_pdf_obj *old, const struct tr_pdf_obj *new, const struct tr_step *at,
		const struct tr_page_level *up, struct trien_err *err)
{
	TR_TRY(tr_walk_old(w, old, &old, err));
	TR_TRY(tr_walk_new(w, new, &new, err));
	size_t old_n = old->type == TR_PDF_ARRAY ? old->u.array.count : 0;
	size_t new_n = new->type == TR_PDF_ARRAY ? new->u.array.count : 0;
	uint32_t num = w->num;

	for (size_t i = 0; i < old_n && i < new_n && tr_walk_step(w); i++) {
		const struct tr_pdf_obj *a = old->u.array.items[i], *b = new->u.array.items[i];
		struct tr_step step = {.up = at, .index = i};
		if (!tr_walk_same_place(a, b)) {
			w->num = tr_walk_num(b);
			TR_TRY(tr_walk_differs(w, TR_USE_TREE, &step, TR_DIFF_PAGE, err));
		} else if (tr_walk_num(a) == 0 || !tr_walk_has(w, tr_walk_num(a), TR_MARK_PAGE))
			TR_TRY(walk_node(w, a, b, &step, up, err));
	}
	w->num = num;
	/* Some readers know a page by having no /Kids, be they empty. */
	if ((old->type == TR_PDF_NULL) != (new->type == TR_PDF_NULL))
		return tr_walk_differs(w, TR_USE_TREE, at, new->type != TR_PDF_NULL ? TR_DIFF_ADDED : TR_DIFF_REMOVED, err);
	if (old_n != new_n)
		return tr_walk_differs(w, TR_USE_TREE, at, old_n < new_n ? TR_DIFF_PAGES_ADDED : TR_DIFF_PAGES_REMOVED, err);
	return TRIEN_OK;
}

/* One stream, and an array of just this one, are the same content (§7.8.2). */
static trien_rc
walk_contents(struct tr_walk *w, const struct tr_walk_key *k, struct trien_err *err)
{
	const struct tr_pdf_obj *sides[2], *one[2] = {k->old, k->new};

	TR_TRY(tr_walk_old(w, k->old, &sides[0], err));
	TR_TRY(tr_walk_new(w, k->new, &sides[1], err));
	for (size_t i = 0; i < 2 && sides[0]->type != sides[1]->type; i++)
		if (sides[i]->type == TR_PDF_ARRAY && sides[i]->u.array.count == 1 && sides[1 - i]->type == TR_PDF_STREAM)
			one[i] = sides[i]->u.array.items[0];
	return tr_walk_compare(w, TR_USE_CONTENT, one[0], one[1], &k->step, err);
}

static trien_rc
visit_page_key(struct tr_walk *w, const struct tr_walk_key *k, void *context, struct trien_err *err)
{
	const struct tr_page_level *level = context;
	if (tr_bytes_are(k->key, "Kids"))
		return walk_kids(w, k->old, k->new, &k->step, level, err);
	if (tr_bytes_are(k->key, "Annots"))
		return walk_annotations(w, k->old, k->new, &k->step, err);
	if (tr_bytes_are(k->key, "Contents"))
		return walk_contents(w, k, err);
	return tr_walk_page_value(w, level, k, tr_key_use(page_rules, sizeof(page_rules) / sizeof(*page_rules), k->key,
			TR_USE_UNKNOWN), err);
}

/* A page or a node of the tree: what it hands down is judged as it would be on a page. */
static trien_rc
walk_node(struct tr_walk *w, const struct tr_pdf_obj *old, const struct tr_pdf_obj *new, const struct tr_step *at,
		const struct tr_page_level *up, struct trien_err *err)
{
	struct tr_page_level level = {.up = up, .depth = up != NULL ? up->depth + 1 : 0};
	uint32_t num = tr_walk_num(new);

	if (level.depth > TR_VERIFY_DEPTH_MAX) {
		w->unreadable = w->exhausted = true;
		return TRIEN_OK;
	}
	w->num = num;
	TR_TRY(tr_walk_old(w, old, &level.old, err));
	TR_TRY(tr_walk_new(w, new, &level.new, err));
	if (level.old->type != TR_PDF_DICT || level.new->type != TR_PDF_DICT)
		return tr_walk_compare(w, TR_USE_TREE, old, new, at, err);
	tr_walk_set(w, num, TR_MARK_STOP | TR_MARK_PAGE | TR_MARK_REACHED);
	return tr_walk_keys(w, level.old, level.new, at, visit_page_key, &level, err);
}

trien_rc
tr_walk_pages(struct tr_walk *w, const struct tr_pdf_obj *old, const struct tr_pdf_obj *new, const struct tr_step *at,
		struct trien_err *err)
{
	uint32_t num = w->num;
	if (!tr_walk_same_place(old, new))
		TR_TRY(tr_walk_differs(w, TR_USE_TREE, at, TR_DIFF_PAGE_TREE, err));
	TR_TRY(walk_node(w, old, new, at, NULL, err));
	w->num = num;
	return TRIEN_OK;
}
