/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The page tree and pages of two revisions side by side. ISO 32000-2 §7.7.3. */
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
		return tr_walk_annotations(w, k->old, k->new, &k->step, err);
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
