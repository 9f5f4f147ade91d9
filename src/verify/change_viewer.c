/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * How a viewer sets up its window around the pages: /PageMode, /PageLayout (ISO 32000-2 table 29), /ViewerPreferences (table 147).
 * What they say is not content: no page looks different. Not so where they decide which part of a page or which pages are shown or printed, in
 * what order they are read, or that the window fills the screen and leaves no room for what a viewer says of signatures.
 */
#include "verify/change_viewer.h"

#define NO "" /* false */

static const struct {
	const char *key, *otherwise; /* the name that holds where the entry is absent, or NO; NULL: it cannot be said */
	bool harmless;
} preferences[] = {
	{"HideToolbar", NO, true}, {"HideMenubar", NO, true}, {"HideWindowUI", NO, false}, {"FitWindow", NO, true},
	{"CenterWindow", NO, true}, {"DisplayDocTitle", NO, true}, {"NonFullScreenPageMode", "UseNone", true},
	{"PrintScaling", "AppDefault", true}, {"Duplex", NULL, true}, {"PickTrayByPDFSize", NULL, true},
	{"NumCopies", NULL, true}, {"Enforce", NULL, true},
	{"Direction", "L2R", false}, {"ViewArea", "CropBox", false}, {"ViewClip", "CropBox", false},
	{"PrintArea", "CropBox", false}, {"PrintClip", "CropBox", false}, {"PrintPageRange", NULL, false},
};

/* Absent, and the name that stands for it? */
static bool
says_nothing(const struct tr_pdf_obj *a, const struct tr_pdf_obj *b, const char *otherwise)
{
	if (otherwise == NULL || (a->type != TR_PDF_NULL && b->type != TR_PDF_NULL))
		return false;
	const struct tr_pdf_obj *said = a->type == TR_PDF_NULL ? b : a;
	return *otherwise != '\0' ? tr_pdf_is_name(said, otherwise) : said->type == TR_PDF_BOOL && !said->u.boolean;
}

/* What a setting can be: no object hides behind one. */
static bool
is_setting(const struct tr_pdf_obj *o)
{
	if (o->type != TR_PDF_ARRAY)
		return o->type == TR_PDF_NAME || o->type == TR_PDF_BOOL || o->type == TR_PDF_INT;
	for (size_t i = 0; i < o->u.array.count; i++)
		if (o->u.array.items[i]->type != TR_PDF_NAME)
			return false;
	return true;
}

static trien_rc
compare_name(struct tr_walk *w, const struct tr_walk_key *k, const char *otherwise, enum tr_use use, struct trien_err *err)
{
	const struct tr_pdf_obj *old, *new;

	TR_TRY(tr_walk_old(w, k->old, &old, err));
	TR_TRY(tr_walk_new(w, k->new, &new, err));
	if (says_nothing(old, new, otherwise))
		return TRIEN_OK;
	if (use == TR_USE_VIEWER && new->type != TR_PDF_NULL && !is_setting(new))
		use = TR_USE_CATALOG;
	return tr_walk_compare(w, use, k->old, k->new, &k->step, err);
}

static trien_rc
visit_preference(struct tr_walk *w, const struct tr_walk_key *k, void *context, struct trien_err *err)
{
	(void)context;
	for (size_t i = 0; i < sizeof(preferences) / sizeof(*preferences); i++)
		if (tr_bytes_are(k->key, preferences[i].key))
			return compare_name(w, k, preferences[i].otherwise,
					preferences[i].harmless ? TR_USE_VIEWER : TR_USE_CATALOG, err);
	return tr_walk_compare(w, TR_USE_UNKNOWN, k->old, k->new, &k->step, err);
}

trien_rc
tr_viewer_preferences(struct tr_walk *w, const struct tr_walk_key *k, struct trien_err *err)
{
	const struct tr_pdf_obj *old, *new;

	TR_TRY(tr_walk_old(w, k->old, &old, err));
	TR_TRY(tr_walk_new(w, k->new, &new, err));
	if ((old->type != TR_PDF_NULL && old->type != TR_PDF_DICT) || (new->type != TR_PDF_NULL && new->type != TR_PDF_DICT))
		return tr_walk_compare(w, TR_USE_CATALOG, k->old, k->new, &k->step, err);
	return tr_walk_keys(w, old, new, &k->step, visit_preference, NULL, err);
}

trien_rc
tr_viewer_page_mode(struct tr_walk *w, const struct tr_walk_key *k, struct trien_err *err)
{
	const struct tr_pdf_obj *old, *new;

	TR_TRY(tr_walk_old(w, k->old, &old, err));
	TR_TRY(tr_walk_new(w, k->new, &new, err));
	const bool full = tr_pdf_is_name(old, "FullScreen") || tr_pdf_is_name(new, "FullScreen");
	return compare_name(w, k, "UseNone", full ? TR_USE_CATALOG : TR_USE_VIEWER, err);
}

trien_rc
tr_viewer_page_layout(struct tr_walk *w, const struct tr_walk_key *k, struct trien_err *err)
{
	return compare_name(w, k, "SinglePage", TR_USE_VIEWER, err);
}
