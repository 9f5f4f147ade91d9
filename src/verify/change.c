/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* One revision against the one before it: trailer and catalog, and what is left when all is compared. */
#include "verify/change_viewer.h"

#include <stdlib.h>

static const struct tr_key_rule catalog_rules[] = {
	{"Type", TR_USE_CATALOG}, {"Version", TR_USE_EXTENSIONS}, {"Extensions", TR_USE_EXTENSIONS},
	{"DSS", TR_USE_DSS}, {"Metadata", TR_USE_METADATA}, {"OpenAction", TR_USE_ACTION}, {"AA", TR_USE_ACTION},
	{"URI", TR_USE_ACTION}, {"OCProperties", TR_USE_LAYERS}, {"Perms", TR_USE_PERMISSIONS},
	{"StructTreeRoot", TR_USE_STRUCTURE}, {"MarkInfo", TR_USE_STRUCTURE}, {"Lang", TR_USE_STRUCTURE},
	{"PageLabels", TR_USE_CATALOG}, {"Outlines", TR_USE_CATALOG}, {"Dests", TR_USE_CATALOG},
	{"Threads", TR_USE_CATALOG}, {"SpiderInfo", TR_USE_CATALOG}, {"OutputIntents", TR_USE_CATALOG},
	{"Collection", TR_USE_CATALOG}, {"NeedsRendering", TR_USE_CATALOG}, {"Requirements", TR_USE_CATALOG},
	{"AF", TR_USE_CATALOG}, {"DPartRoot", TR_USE_CATALOG}, {"Legal", TR_USE_CATALOG},
};

static trien_rc
visit_name_tree(struct tr_walk *w, const struct tr_walk_key *k, void *context, struct trien_err *err)
{
	/* Named appearances show nothing until an annotation takes one, and that is seen at the page. */
	static const struct tr_key_rule name_rules[] = {{"JavaScript", TR_USE_ACTION}, {"AP", TR_USE_UNKNOWN}};
	(void)context;
	return tr_walk_compare(w, tr_key_use(name_rules, 2, k->key, TR_USE_CATALOG), k->old, k->new, &k->step, err);
}

static trien_rc
compare_names(struct tr_walk *w, const struct tr_walk_key *k, struct trien_err *err)
{
	const struct tr_pdf_obj *old, *new;
	TR_TRY(tr_walk_old(w, k->old, &old, err));
	TR_TRY(tr_walk_new(w, k->new, &new, err));
	return tr_walk_keys(w, old, new, &k->step, visit_name_tree, NULL, err);
}

/* A certification that comes after a signature: ISO 32000-2 §12.8.2.2 wants it to be the first. */
static trien_rc
compare_permissions(struct tr_walk *w, const struct tr_walk_key *k, struct trien_err *err)
{
	const struct tr_pdf_obj *old;
	TR_TRY(tr_walk_old(w, k->old, &old, err));
	if (old->type != TR_PDF_NULL)
		return tr_walk_compare(w, TR_USE_PERMISSIONS, k->old, k->new, &k->step, err);
	TR_TRY(tr_walk_mark(w, k->new, &k->step, err));
	struct tr_change_note n = {.kind = TR_CHANGE_PERMISSIONS, .base = TR_CHANGE_NOT_UNDERSTOOD, .at = &k->step,
			.num = w->num};
	return tr_walk_note(w, &n, err, "permissions were added");
}

/* First the form and the pages: they set the marks at which every other comparison stops. */
static trien_rc
visit_catalog_parts(struct tr_walk *w, const struct tr_walk_key *k, void *context, struct trien_err *err)
{
	const char *part = context;
	if (!tr_bytes_are(k->key, part))
		return TRIEN_OK;
	if (strcmp(part, "AcroForm") == 0)
		return tr_walk_form(w, k->old, k->new, &k->step, err);
	return tr_walk_pages(w, k->old, k->new, &k->step, err);
}

static trien_rc
visit_catalog_rest(struct tr_walk *w, const struct tr_walk_key *k, void *context, struct trien_err *err)
{
	(void)context;
	if (tr_bytes_are(k->key, "AcroForm") || tr_bytes_are(k->key, "Pages"))
		return TRIEN_OK;
	if (tr_bytes_are(k->key, "Names"))
		return compare_names(w, k, err);
	if (tr_bytes_are(k->key, "Perms"))
		return compare_permissions(w, k, err);
	if (tr_bytes_are(k->key, "ViewerPreferences"))
		return tr_viewer_preferences(w, k, err);
	if (tr_bytes_are(k->key, "PageMode"))
		return tr_viewer_page_mode(w, k, err);
	if (tr_bytes_are(k->key, "PageLayout"))
		return tr_viewer_page_layout(w, k, err);
	return tr_walk_compare(w, tr_key_use(catalog_rules, sizeof(catalog_rules) / sizeof(*catalog_rules), k->key,
			TR_USE_UNKNOWN), k->old, k->new, &k->step, err);
}

static trien_rc
walk_catalog(struct tr_walk *w, const struct tr_pdf_obj *old, const struct tr_pdf_obj *new, struct trien_err *err)
{
	char form[] = "AcroForm", pages[] = "Pages";

	tr_walk_set(w, tr_walk_num(old), TR_MARK_STOP);
	tr_walk_set(w, tr_walk_num(new), TR_MARK_STOP);
	w->num = tr_walk_num(new);
	TR_TRY(tr_walk_old(w, old, &old, err));
	TR_TRY(tr_walk_new(w, new, &new, err));
	if (old->type != TR_PDF_DICT || new->type != TR_PDF_DICT)
		return tr_walk_differs(w, TR_USE_CATALOG, NULL, TR_DIFF_NO_CATALOG, err);
	TR_TRY(tr_walk_keys(w, old, new, NULL, visit_catalog_parts, form, err));
	TR_TRY(tr_walk_keys(w, old, new, NULL, visit_catalog_parts, pages, err));
	return tr_walk_keys(w, old, new, NULL, visit_catalog_rest, NULL, err);
}

trien_rc
tr_walk_document(struct tr_walk *w, struct trien_err *err)
{
	const struct tr_pdf_obj *old = tr_pdf_revision_at(w->pdf, w->old_rev)->trailer;
	const struct tr_pdf_obj *new = tr_pdf_revision_at(w->pdf, w->new_rev)->trailer;
	static const struct tr_step info = {.key = {(const uint8_t *)"Info", 4}, .kept = true};
	static const struct tr_step encrypt = {.key = {(const uint8_t *)"Encrypt", 7}, .kept = true};

	TR_TRY(walk_catalog(w, tr_pdf_dict_find(old, "Root"), tr_pdf_dict_find(new, "Root"), err));
	w->num = 0;
	TR_TRY(tr_walk_compare(w, TR_USE_METADATA, tr_pdf_dict_find(old, "Info"), tr_pdf_dict_find(new, "Info"), &info,
			err));
	return tr_walk_compare(w, TR_USE_ENCRYPTION, tr_pdf_dict_find(old, "Encrypt"), tr_pdf_dict_find(new, "Encrypt"),
			&encrypt, err);
}

/* ---- what nothing refers to ---- */

/* Object streams and cross-reference streams are the file's own, not the document's. */
static bool
is_container(const struct tr_pdf_obj *o)
{
	const struct tr_pdf_obj *type = o->type == TR_PDF_STREAM ? tr_pdf_dict_find(o, "Type") : NULL;
	return tr_pdf_is_name(type, "ObjStm") || tr_pdf_is_name(type, "XRef");
}

static trien_rc
look_at_unused(struct tr_walk *w, const struct tr_pdf_change *c, struct trien_err *err)
{
	struct tr_pdf_obj ref = {.type = TR_PDF_REF, .u.ref = {.num = c->num, .gen = c->gen}};
	const struct tr_pdf_obj *new;
	bool had_unreadable = w->unreadable, same;

	TR_TRY(tr_walk_new(w, &ref, &new, err));
	if (new->type == TR_PDF_NULL || is_container(new))
		return TRIEN_OK;
	TR_TRY(tr_walk_same(w, &ref, &ref, &same, err));
	if (same)
		return TRIEN_OK;
	struct tr_change_note n = {.kind = TR_CHANGE_UNUSED_OBJECT, .base = TR_CHANGE_PERMITTED, .num = c->num};
	if (had_unreadable)
		n = (struct tr_change_note){.kind = TR_CHANGE_UNREADABLE, .base = TR_CHANGE_NOT_UNDERSTOOD, .num = c->num};
	return tr_walk_note(w, &n, err, "%s", had_unreadable ? "what may refer to it cannot be read"
			: "nothing refers to it");
}

/* An entry that leads to no object makes some readers search the whole file for objects, and take others than it lists. */
static trien_rc
look_at_entry(struct tr_walk *w, const struct tr_pdf_change *c, struct trien_err *err)
{
	const struct tr_pdf_obj *o;
	struct trien_err why = {0};

	trien_rc rc = tr_pdf_get(w->pdf, w->new_rev, c->num, &o, &why);
	if (rc == TRIEN_OK)
		return TRIEN_OK;
	if (strcmp(trien_err_class(rc), "input") == 0) {
		w->broken = true;
		return TRIEN_OK;
	}
	if (err != NULL)
		*err = why;
	return rc;
}

static trien_rc
look_at_rest(struct tr_walk *w, const struct tr_pdf_change *changes, size_t count, struct trien_err *err)
{
	if (w->exhausted) {
		struct tr_change_note n = {.kind = TR_CHANGE_UNKNOWN, .base = TR_CHANGE_NOT_UNDERSTOOD};
		return tr_walk_note(w, &n, err, "the document is too large to be compared");
	}
	for (size_t i = 0; i < count; i++) {
		if (changes[i].act == TR_PDF_FREED)
			continue;
		TR_TRY(look_at_entry(w, &changes[i], err));
		if (!tr_walk_has(w, changes[i].num, TR_MARK_REACHED | TR_MARK_READ))
			TR_TRY(look_at_unused(w, &changes[i], err));
	}
	if (!w->broken)
		return TRIEN_OK;
	struct tr_change_note n = {.kind = TR_CHANGE_UNREADABLE, .base = TR_CHANGE_NOT_UNDERSTOOD};
	return tr_walk_note(w, &n, err, "an object that it refers to cannot be read");
}

/* ---- */

/* A cross-reference entry of the revision that leads back into what earlier revisions wrote. */
static bool
lies_before(const struct tr_walk *w, const struct tr_pdf_change *c)
{
	return c->act != TR_PDF_FREED && c->in_stream == 0 && c->at < tr_pdf_revision_at(w->pdf, w->old_rev)->end;
}

static trien_rc
open_walk(struct tr_walk *w, const struct tr_pdf_change *changes, size_t count, struct trien_err *err)
{
	uint32_t size = tr_pdf_revision_at(w->pdf, w->new_rev)->size, before = tr_pdf_revision_at(w->pdf, w->old_rev)->size;

	if (before > size)
		size = before;
	for (size_t i = 0; i < count; i++)
		if (changes[i].num >= size)
			size = changes[i].num + 1;
	w->marks = tr_mem_zeroed(size + 1, sizeof(*w->marks));
	w->seen = tr_mem_zeroed(size + 1, sizeof(*w->seen));
	if (w->marks == NULL || w->seen == NULL)
		return TR_ERR(err, NO_MEMORY, TR_U("want", (uint64_t)size * 5));
	w->mark_count = size;
	for (size_t i = 0; i < count; i++)
		tr_walk_set(w, changes[i].num, TR_MARK_CHANGED | (lies_before(w, &changes[i]) ? TR_MARK_CARRIED : 0));
	return TRIEN_OK;
}

static void
close_walk(struct tr_walk *w)
{
	tr_arena_free(&w->scratch);
	free(w->marks);
	free(w->seen);
	free(w->queue);
	free(w->odd_pairs);
}

static trien_rc
unreadable_revision(struct tr_walk *w, struct trien_err *err)
{
	struct tr_change_note n = {.kind = TR_CHANGE_UNREADABLE, .base = TR_CHANGE_NOT_UNDERSTOOD};
	return tr_walk_note(w, &n, err, "it cannot be read");
}

static trien_rc
find_first_covered(struct tr_walk *w, struct trien_err *err)
{
	const struct tr_pdf_signature *signatures;
	size_t count;

	w->first_covered = SIZE_MAX;
	TR_TRY(tr_pdf_signatures(w->pdf, &signatures, &count, err));
	for (size_t i = 0; i < count; i++)
		if (signatures[i].covers < w->first_covered)
			w->first_covered = signatures[i].covers;
	return TRIEN_OK;
}

trien_rc
tr_change_find(struct tr_pdf *pdf, size_t rev, struct tr_arena *arena, struct tr_change_list *list,
		struct trien_err *err)
{
	struct tr_walk w = {.pdf = pdf, .old_rev = rev - 1, .new_rev = rev, .arena = arena, .list = list,
			.scratch = {.max = TR_VERIFY_ARENA_MAX}};
	const struct tr_pdf_change *changes;
	struct trien_err why = {0};
	size_t count;

	TR_TRY(find_first_covered(&w, err));
	trien_rc rc = tr_pdf_changes(pdf, rev, &changes, &count, &why);
	if (rc != TRIEN_OK)
		return unreadable_revision(&w, err);
	rc = open_walk(&w, changes, count, err);
	if (rc == TRIEN_OK)
		rc = tr_walk_document(&w, err);
	if (rc == TRIEN_OK)
		rc = tr_walk_drain(&w, err);
	if (rc == TRIEN_OK)
		rc = look_at_rest(&w, changes, count, err);
	if (rc == TRIEN_OK)
		rc = tr_walk_hidden(&w, changes, count, err);
	close_walk(&w);
	return rc;
}
