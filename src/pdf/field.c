/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The fields of the interactive form, ISO 32000-2 §12.7.4: terminal fields in
 * document order, with what they inherit; and signature widgets that only a
 * page names. Every object that had an influence is marked, so that whoever
 * compares revisions knows when nothing can have changed.
 */
#include "pdf/field.h"

#include <stdlib.h>

#include "base/errors/pdf.h"

/* What a field hands down to its kids. */
struct inherited {
	const struct tr_pdf_obj *type;  /* /FT */
	const struct tr_pdf_obj *value; /* /V as it is written */
	struct tr_bytes name;
};

static trien_rc
bad_form(uint32_t num, const char *what, struct trien_err *err)
{
	return TR_ERR(err, PDF_FORM, TR_U("num", num), TR_S("what", what));
}

/* ---- sets of object numbers ---- */
static bool
has(const struct tr_pdf_field_walk *w, const uint8_t *set, uint32_t num)
{
	return num < w->numbers && (set[num / 8] >> (num % 8) & 1);
}

static void
mark(const struct tr_pdf_field_walk *w, uint8_t *set, uint32_t num)
{
	if (num < w->numbers)
		set[num / 8] |= (uint8_t)(1u << (num % 8));
}

bool
tr_pdf_field_walk_used(const struct tr_pdf_field_walk *w, uint32_t num)
{
	return has(w, w->used, num);
}

/* Follows a reference and remembers what it passed. */
static trien_rc
follow(struct tr_pdf_field_walk *w, const struct tr_pdf_obj *o, const struct tr_pdf_obj **out,
		struct trien_err *err)
{
	for (unsigned steps = 0; tr_pdf_is(o, TR_PDF_REF); steps++) {
		struct tr_pdf_ref ref = o->u.ref;
		const struct tr_pdf_obj *now = o;
		if (steps == TR_PDF_REFERENCE_DEPTH_MAX)
			return TR_ERR(err, PDF_REFERENCE_LOOP, TR_U("num", ref.num),
					TR_U("max", TR_PDF_REFERENCE_DEPTH_MAX));
		mark(w, w->used, ref.num);
		TR_TRY(tr_pdf_get_reference(w->pdf, w->rev, ref, &now, err));
		o = now;
	}
	*out = o ? o : &tr_pdf_null;
	return TRIEN_OK;
}

static trien_rc
find(struct tr_pdf_field_walk *w, const struct tr_pdf_obj *dict, const char *key,
		const struct tr_pdf_obj **out, struct trien_err *err)
{
	return follow(w, tr_pdf_dict_find(dict, key), out, err);
}

/* ---- one field ---- */

/* The full name (§12.7.4.2): partial names from the root, joined by a full stop. */
static trien_rc
full_name(struct tr_pdf_field_walk *w, struct tr_bytes before, const struct tr_pdf_obj *dict,
		struct tr_bytes *out, struct trien_err *err)
{
	TR_AUTO_BUF text = {.max = 1 << 20};
	const struct tr_pdf_obj *t;
	const uint8_t *kept;

	*out = before;
	TR_TRY(find(w, dict, "T", &t, err));
	if (t->type != TR_PDF_STRING)
		return TRIEN_OK;
	TR_TRY(tr_buf_add_bytes(&text, before, err));
	if (before.n > 0)
		TR_TRY(tr_buf_add_byte(&text, '.', err));
	TR_TRY(tr_pdf_text_utf8(t->u.string, &text, err));
	TR_TRY(tr_arena_copy(w->arena, text.p, text.n, &kept, err));
	*out = TR_BYTES(kept, text.n);
	return TRIEN_OK;
}

static trien_rc
add_field(struct tr_pdf_field_walk *w, struct tr_pdf_ref ref, const struct tr_pdf_obj *dict,
		const struct inherited *from, struct trien_err *err)
{
	struct tr_pdf_field f = {.name = from->name, .ref = ref, .dict = dict};

	if (w->list.n / sizeof(f) == TR_PDF_FIELDS_MAX)
		return TR_ERR(err, PDF_FIELDS_LIMIT, TR_U("max", TR_PDF_FIELDS_MAX));
	if (tr_pdf_is(from->type, TR_PDF_NAME))
		f.type = from->type->u.name;
	if (tr_pdf_is(from->value, TR_PDF_REF))
		f.value_ref = from->value->u.ref;
	TR_TRY(follow(w, from->value, &f.value, err));
	return tr_buf_add(&w->list, &f, sizeof(f), err);
}

static trien_rc
inherit(struct tr_pdf_field_walk *w, const struct tr_pdf_obj *dict, const struct inherited *from,
		struct inherited *out, struct trien_err *err)
{
	const struct tr_pdf_obj *type, *value = tr_pdf_dict_find(dict, "V");

	*out = *from;
	TR_TRY(find(w, dict, "FT", &type, err));
	if (type->type != TR_PDF_NULL)
		out->type = type;
	if (value != NULL)
		out->value = value;
	return full_name(w, from->name, dict, &out->name, err);
}

/* ---- the tree ---- */

/* Kids that have a /T are fields; kids without are the widgets of this one (§12.7.4.1). */
static trien_rc
has_field_kids(struct tr_pdf_field_walk *w, const struct tr_pdf_obj *kids, bool *out, struct trien_err *err)
{
	*out = false;
	for (size_t i = 0; kids->type == TR_PDF_ARRAY && i < kids->u.array.count; i++) {
		const struct tr_pdf_obj *kid, *item = kids->u.array.items[i];
		TR_TRY(follow(w, item, &kid, err));
		if (tr_pdf_dict_find(kid, "T") != NULL)
			*out = true;
		else if (item->type == TR_PDF_REF)
			mark(w, w->seen, item->u.ref.num);
	}
	return TRIEN_OK;
}

static trien_rc walk_node(struct tr_pdf_field_walk *w, const struct tr_pdf_obj *o,
		const struct inherited *from, struct trien_err *err);

static trien_rc
walk_kids(struct tr_pdf_field_walk *w, uint32_t num, const struct tr_pdf_obj *kids,
		const struct inherited *from, struct trien_err *err)
{
	if (w->depth == TR_PDF_TREE_DEPTH_MAX)
		return TR_ERR(err, PDF_TREE_DEPTH_LIMIT, TR_U("num", num),
				TR_U("max", TR_PDF_TREE_DEPTH_MAX));
	w->depth++;
	for (size_t i = 0; i < kids->u.array.count; i++)
		TR_TRY(walk_node(w, kids->u.array.items[i], from, err));
	w->depth--;
	return TRIEN_OK;
}

static trien_rc
walk_node(struct tr_pdf_field_walk *w, const struct tr_pdf_obj *o, const struct inherited *from,
		struct trien_err *err)
{
	struct tr_pdf_ref ref = o->type == TR_PDF_REF ? o->u.ref : (struct tr_pdf_ref){0};
	const struct tr_pdf_obj *dict, *kids;
	struct inherited here;
	bool inner;

	/* Named twice it is still one field; this also ends every loop. */
	if (ref.num != 0 && has(w, w->seen, ref.num))
		return TRIEN_OK;
	mark(w, w->seen, ref.num);
	if (++w->nodes > 2 * TR_PDF_FIELDS_MAX)
		return TR_ERR(err, PDF_FIELDS_LIMIT, TR_U("max", TR_PDF_FIELDS_MAX));
	TR_TRY(follow(w, o, &dict, err));
	if (dict->type == TR_PDF_NULL)
		return TRIEN_OK;
	if (dict->type != TR_PDF_DICT)
		return bad_form(ref.num, "a field is not a dictionary", err);
	TR_TRY(inherit(w, dict, from, &here, err));
	TR_TRY(find(w, dict, "Kids", &kids, err));
	TR_TRY(has_field_kids(w, kids, &inner, err));
	return inner ? walk_kids(w, ref.num, kids, &here, err) : add_field(w, ref, dict, &here, err);
}

/* ---- widgets that no form names ---- */

/*
 * The field of a widget: itself, or where it has no /T the nearest ancestor
 * that has one; with everything that comes from its ancestors.
 */
static trien_rc
field_of_widget(struct tr_pdf_field_walk *w, const struct tr_pdf_obj *o, struct trien_err *err)
{
	const struct tr_pdf_obj *chain[TR_PDF_TREE_DEPTH_MAX];
	struct inherited from = {0};
	unsigned n = 0, field = 0;

	for (const struct tr_pdf_obj *dict, *at = o; at != NULL; at = tr_pdf_dict_find(dict, "Parent")) {
		if (n == TR_PDF_TREE_DEPTH_MAX)
			return TR_ERR(err, PDF_TREE_DEPTH_LIMIT, TR_U("num", 0),
					TR_U("max", TR_PDF_TREE_DEPTH_MAX));
		TR_TRY(follow(w, at, &dict, err));
		if (dict->type != TR_PDF_DICT)
			break;
		chain[n++] = at;
		if (field + 1 == n && tr_pdf_dict_find(dict, "T") == NULL &&
				tr_pdf_dict_find(dict, "Parent") != NULL)
			field = n;
	}
	if (n == 0)
		return TRIEN_OK;
	if (field >= n)
		field = n - 1;
	for (unsigned i = n; i-- > field;) {
		const struct tr_pdf_obj *dict;
		TR_TRY(follow(w, chain[i], &dict, err));
		TR_TRY(inherit(w, dict, &from, &from, err));
	}
	struct tr_pdf_ref ref = chain[field]->type == TR_PDF_REF
			? chain[field]->u.ref : (struct tr_pdf_ref){0};
	if (!tr_pdf_is_name(from.type, "Sig") || (ref.num != 0 && field != 0 && has(w, w->seen, ref.num)))
		return TRIEN_OK;
	mark(w, w->seen, ref.num);
	const struct tr_pdf_obj *dict;
	TR_TRY(follow(w, chain[field], &dict, err));
	return add_field(w, ref, dict, &from, err);
}

/* Most annotations are links; they are looked at and not kept. */
static trien_rc
is_lone_widget(struct tr_pdf_field_walk *w, const struct tr_pdf_obj *o, struct tr_arena *scratch, bool *out,
		struct trien_err *err)
{
	const struct tr_pdf_obj *annotation = o;

	*out = false;
	if (o->type == TR_PDF_REF) {
		if (has(w, w->seen, o->u.ref.num))
			return TRIEN_OK;
		mark(w, w->seen, o->u.ref.num);
		if (scratch->used > (size_t)1 << 20)
			tr_arena_free(scratch);
		TR_TRY(tr_pdf_peek(w->pdf, scratch, w->rev, o->u.ref.num, &annotation, err));
	}
	*out = tr_pdf_is_name(tr_pdf_dict_find(annotation, "Subtype"), "Widget");
	return TRIEN_OK;
}

static trien_rc
annotations(struct tr_pdf_field_walk *w, const struct tr_pdf_obj *page, struct tr_arena *scratch,
		struct trien_err *err)
{
	const struct tr_pdf_obj *list;
	bool lone;

	TR_TRY(tr_pdf_find(w->pdf, w->rev, page, "Annots", &list, err));
	for (size_t i = 0; list->type == TR_PDF_ARRAY && i < list->u.array.count; i++) {
		const struct tr_pdf_obj *item = list->u.array.items[i];
		TR_TRY(is_lone_widget(w, item, scratch, &lone, err));
		if (lone)
			TR_TRY(field_of_widget(w, item, err));
	}
	return TRIEN_OK;
}

static trien_rc
walk_annotations(struct tr_pdf_field_walk *w, struct trien_err *err)
{
	/* Two arenas: a page's must outlive those of its annotations. */
	struct tr_arena pages = {.max = TR_PDF_ARENA_MAX}, scratch = {.max = TR_PDF_ARENA_MAX};
	const struct tr_pdf_obj *page;
	trien_rc rc = TRIEN_OK;
	size_t count;

	TR_TRY(tr_pdf_page_count(w->pdf, w->rev, &count, err));
	for (size_t i = 0; i < count && rc == TRIEN_OK; i++) {
		if (pages.used > (size_t)1 << 20)
			tr_arena_free(&pages);
		rc = tr_pdf_page_peek(w->pdf, &pages, w->rev, i, &page, err);
		if (rc == TRIEN_OK)
			rc = annotations(w, page, &scratch, err);
	}
	tr_arena_free(&pages);
	tr_arena_free(&scratch);
	return rc;
}

/* ---- the whole ---- */
static trien_rc
walk_form(struct tr_pdf_field_walk *w, struct trien_err *err)
{
	const struct tr_pdf_obj *catalog, *form, *fields;
	struct inherited nothing = {0};
	struct tr_pdf_ref root;

	TR_TRY(tr_pdf_catalog(w->pdf, w->rev, &catalog, &root, err));
	mark(w, w->used, root.num);
	TR_TRY(find(w, catalog, "AcroForm", &form, err));
	if (form->type == TR_PDF_NULL)
		return TRIEN_OK;
	if (form->type != TR_PDF_DICT)
		return bad_form(root.num, "/AcroForm is not a dictionary", err);
	TR_TRY(find(w, form, "Fields", &fields, err));
	if (fields->type == TR_PDF_NULL)
		return TRIEN_OK;
	if (fields->type != TR_PDF_ARRAY)
		return bad_form(root.num, "/Fields is not an array", err);
	return walk_kids(w, root.num, fields, &nothing, err);
}

trien_rc
tr_pdf_field_walk(struct tr_pdf *pdf, size_t rev, struct tr_arena *arena, enum tr_pdf_field_scope scope,
		struct tr_pdf_field_walk *w, struct trien_err *err)
{
	*w = (struct tr_pdf_field_walk){.pdf = pdf, .rev = rev, .arena = arena};
	w->numbers = pdf->revs[rev].pub.size;
	w->list.max = TR_PDF_ARENA_MAX;
	w->seen = tr_mem_zeroed(w->numbers / 8 + 1, 1);
	w->used = tr_mem_zeroed(w->numbers / 8 + 1, 1);
	if (w->seen == NULL || w->used == NULL) {
		tr_pdf_field_walk_end(w);
		return TR_ERR(err, NO_MEMORY, TR_U("want", w->numbers / 8 + 1));
	}
	trien_rc rc = walk_form(w, err);
	if (rc == TRIEN_OK && scope == TR_PDF_FIELDS_OF_FORM_AND_PAGES)
		rc = walk_annotations(w, err);
	if (rc != TRIEN_OK)
		tr_pdf_field_walk_end(w);
	return rc;
}

void
tr_pdf_field_walk_end(struct tr_pdf_field_walk *w)
{
	free(w->seen);
	free(w->used);
	tr_buf_free(&w->list);
	w->seen = w->used = NULL;
}

trien_rc
tr_pdf_fields(struct tr_pdf *pdf, size_t rev, const struct tr_pdf_field **out, size_t *count,
		struct trien_err *err)
{
	struct tr_pdf_field_walk w;
	const uint8_t *kept;

	if (rev >= pdf->rev_count)
		return TR_ERR(err, INTERNAL, TR_S("what", "pdf: no such revision"));
	struct tr_pdf_rev *r = &pdf->revs[rev];
	if (!r->fields_known) {
		TR_TRY(tr_pdf_field_walk(pdf, rev, &pdf->arena, TR_PDF_FIELDS_OF_FORM_AND_PAGES, &w, err));
		trien_rc rc = tr_arena_copy(&pdf->arena, w.list.p, w.list.n, &kept, err);
		size_t n = w.list.n / sizeof(struct tr_pdf_field);
		tr_pdf_field_walk_end(&w);
		TR_TRY(rc);
		r->fields = (const struct tr_pdf_field *)(const void *)kept;
		r->field_count = n;
		r->fields_known = true;
	}
	*out = r->fields;
	*count = r->field_count;
	return TRIEN_OK;
}
