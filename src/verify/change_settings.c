/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The form dictionary but for its fields: ISO 32000-2 §12.7.3. */
#include "verify/change_form.h"

/* A token; of a number (§7.3.3) without the sign, the zeros and the point that say nothing: 9, 9.0 and +09. are one. Never longer than it was. */
static size_t
put_token(struct tr_bytes t, uint8_t *out)
{
	const bool minus = t.n > 0 && t.p[0] == '-';
	size_t i = minus || (t.n > 0 && t.p[0] == '+'), end = t.n, points = 0, digits = 0, n = 0;

	for (size_t k = i; k < t.n; k++) {
		points += t.p[k] == '.';
		digits += t.p[k] >= '0' && t.p[k] <= '9';
	}
	if (digits == 0 || points > 1 || points + digits != t.n - i) {
		memcpy(out, t.p, t.n);
		return t.n;
	}
	while (i < end && t.p[i] == '0')
		i++;
	while (points > 0 && end > i && t.p[end - 1] == '0')
		end--;
	if (points > 0 && end > i && t.p[end - 1] == '.')
		end--;
	if (i == end) {
		out[0] = '0';
		return 1;
	}
	if (minus)
		out[n++] = '-';
	memcpy(out + n, t.p + i, end - i);
	return n + end - i;
}

/* The tokens with one blank between them. */
static size_t
squeeze(struct tr_bytes s, uint8_t *out)
{
	size_t n = 0, from;

	for (size_t i = 0; i < s.n;) {
		for (; i < s.n && memchr("\0\t\n\f\r ", s.p[i], 6) != NULL; i++)
			;
		for (from = i; i < s.n && memchr("\0\t\n\f\r ", s.p[i], 6) == NULL; i++)
			;
		if (n > 0 && i > from)
			out[n++] = ' ';
		n += put_token(tr_bytes_part(s, from, i - from), out + n);
	}
	return n;
}

static bool
has_comment_or_string(struct tr_bytes s)
{
	for (size_t i = 0; i < s.n; i++)
		if (memchr("%(<", s.p[i], 3) != NULL)
			return true;
	return false;
}

trien_rc
tr_form_same_da(struct tr_walk *w, const struct tr_pdf_obj *old, const struct tr_pdf_obj *new, bool *out,
		struct trien_err *err)
{
	uint8_t a[256], b[256];

	TR_TRY(tr_walk_old(w, old, &old, err));
	TR_TRY(tr_walk_new(w, new, &new, err));
	*out = tr_pdf_equal(old, new);
	if (*out || old->type != TR_PDF_STRING || new->type != TR_PDF_STRING)
		return TRIEN_OK;
	if (old->u.string.n > sizeof(a) || new->u.string.n > sizeof(b))
		return TRIEN_OK;
	/* Where a comment ends, a line does: there a blank is not as good as another. In a string none is. */
	if (has_comment_or_string(old->u.string) || has_comment_or_string(new->u.string))
		return TRIEN_OK;
	*out = tr_bytes_equal(TR_BYTES(a, squeeze(old->u.string, a)),
			TR_BYTES(b, squeeze(new->u.string, b)));
	return TRIEN_OK;
}

static trien_rc
not_understood(struct tr_walk *w, const struct tr_step *at, const char *how, struct trien_err *err)
{
	struct tr_change_note n = {
			.kind = TR_CHANGE_FORM_SETTING, .base = TR_CHANGE_NOT_UNDERSTOOD, .at = at, .num = w->num};
	return tr_walk_note(w, &n, err, "%s", how);
}

/* ---- /DR: what fields name in their appearance ---- */

static trien_rc
visit_resource(struct tr_walk *w, const struct tr_walk_key *k, void *context, struct trien_err *err)
{
	(void)context;
	if (k->old == NULL)
		return tr_walk_mark(w, k->new, &k->step, err);
	if (k->new == NULL)
		return not_understood(w, &k->step, "a resource of the form was removed", err);
	return tr_walk_compare(w, TR_USE_RESOURCE, k->old, k->new, &k->step, err);
}

static trien_rc
visit_resource_kind(struct tr_walk *w, const struct tr_walk_key *k, void *context, struct trien_err *err)
{
	const struct tr_pdf_obj *old, *new;
	if (tr_bytes_are(k->key, "ProcSet"))
		return tr_walk_compare(w, TR_USE_FORM_SETTING, k->old, k->new, &k->step, err);
	TR_TRY(tr_walk_old(w, k->old, &old, err));
	TR_TRY(tr_walk_new(w, k->new, &new, err));
	if (old->type != TR_PDF_NULL && old->type != TR_PDF_DICT)
		return tr_walk_compare(w, TR_USE_RESOURCE, k->old, k->new, &k->step, err);
	return tr_walk_keys(w, old, new, &k->step, visit_resource, context, err);
}

/* ---- the dictionary ---- */

static trien_rc
compare_need_appearances(struct tr_walk *w, const struct tr_walk_key *k, bool form_is_new, struct trien_err *err)
{
	const struct tr_pdf_obj *old, *new;
	TR_TRY(tr_walk_old(w, k->old, &old, err));
	TR_TRY(tr_walk_new(w, k->new, &new, err));
	bool before = old->type == TR_PDF_BOOL && old->u.boolean, now = new->type == TR_PDF_BOOL && new->u.boolean;
	if (before == now)
		return TRIEN_OK;
	/* Set on fields that were there, it lets a viewer draw them anew: they may look otherwise. */
	if (now && !form_is_new)
		return not_understood(w, &k->step, "viewers are told to draw all fields anew", err);
	return tr_walk_differs(w, TR_USE_FORM_SETTING, &k->step, TR_DIFF_VALUE, err);
}

static trien_rc
compare_resources(struct tr_walk *w, const struct tr_walk_key *k, struct trien_err *err)
{
	const struct tr_pdf_obj *old, *new;
	TR_TRY(tr_walk_old(w, k->old, &old, err));
	TR_TRY(tr_walk_new(w, k->new, &new, err));
	return tr_walk_keys(w, old, new, &k->step, visit_resource_kind, NULL, err);
}

static trien_rc
visit_form_key(struct tr_walk *w, const struct tr_walk_key *k, void *context, struct trien_err *err)
{
	const bool *form_is_new = context;
	bool same;

	if (tr_bytes_are(k->key, "Fields"))
		return tr_form_fields(w, k->old, k->new, &k->step, err);
	if (tr_bytes_are(k->key, "SigFlags"))
		return tr_walk_compare(w, TR_USE_FORM_SETTING, k->old, k->new, &k->step, err);
	if (tr_bytes_are(k->key, "NeedAppearances"))
		return compare_need_appearances(w, k, *form_is_new, err);
	if (tr_bytes_are(k->key, "DR"))
		return compare_resources(w, k, err);
	if (tr_bytes_are(k->key, "DA")) {
		TR_TRY(tr_form_same_da(w, k->old, k->new, &same, err));
		if (same || k->old == NULL)
			return same ? TRIEN_OK : tr_walk_differs(w, TR_USE_FORM_SETTING, &k->step, TR_DIFF_ADDED, err);
		return not_understood(w, &k->step, "has another default appearance", err);
	}
	if (tr_bytes_are(k->key, "XFA"))
		return tr_walk_compare(w, k->old == NULL ? TR_USE_FORM : TR_USE_FORM_DATA, k->old, k->new, &k->step, err);
	if (tr_bytes_are(k->key, "CO") || tr_bytes_are(k->key, "Q"))
		return tr_walk_compare(w, TR_USE_FORM, k->old, k->new, &k->step, err);
	return tr_walk_compare(w, TR_USE_UNKNOWN, k->old, k->new, &k->step, err);
}

trien_rc
tr_walk_form(struct tr_walk *w, const struct tr_pdf_obj *old, const struct tr_pdf_obj *new, const struct tr_step *at,
		struct trien_err *err)
{
	uint32_t num = w->num;
	if (tr_walk_num(new) != 0) {
			w->num = tr_walk_num(new);
	}
	TR_TRY(tr_walk_old(w, old, &old, err));
	TR_TRY(tr_walk_new(w, new, &new, err));
	bool form_is_new = old->type == TR_PDF_NULL;
	w->old_form = old;
	w->new_form = new;
	TR_TRY(tr_walk_keys(w, old, new, at, visit_form_key, &form_is_new, err));
	w->num = num;
	return TRIEN_OK;
}
