/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The interactive form of two revisions side by side, ISO 32000-2 §12.7. A field that was filled in or
 * signed may look different afterwards, inside the same rectangle; every other field must look as it did.
 */
#include "verify/change_form.h"

#include "base/utf8.h"

static trien_rc walk_fields(struct tr_walk *w, const struct tr_pdf_obj *old, const struct tr_pdf_obj *new,
		const struct tr_step *at, const struct tr_field_state *parent, struct trien_err *err);

enum field_rule {
	RULE_DONE,       /* judged with the field as a whole */
	RULE_KIDS,
	RULE_LOOK,       /* appearance, and what it is made from */
	RULE_DA,
	RULE_FLAGS,
	RULE_FIELD_FLAGS,
	RULE_PAGE,
	RULE_NEW_WHEN_SIGNING,
	RULE_DATE,
	RULE_WIDGET,
	RULE_ACTION,
	RULE_FORM,
	RULE_STRUCTURE,
};

static const struct {
	const char *key;
	enum field_rule rule;
} rules[] = {
	{"V", RULE_DONE}, {"RV", RULE_DONE}, {"I", RULE_DONE}, {"TI", RULE_LOOK}, {"Kids", RULE_KIDS},
	{"AP", RULE_LOOK}, {"AS", RULE_LOOK}, {"MK", RULE_LOOK}, {"DA", RULE_DA}, {"F", RULE_FLAGS},
	{"Ff", RULE_FIELD_FLAGS}, {"P", RULE_PAGE}, {"Lock", RULE_NEW_WHEN_SIGNING}, {"M", RULE_DATE},
	{"Type", RULE_NEW_WHEN_SIGNING}, {"Rect", RULE_WIDGET}, {"Border", RULE_WIDGET}, {"BS", RULE_WIDGET},
	{"BE", RULE_WIDGET}, {"C", RULE_WIDGET}, {"H", RULE_WIDGET}, {"Q", RULE_WIDGET}, {"OC", RULE_WIDGET},
	{"DS", RULE_WIDGET}, {"BM", RULE_WIDGET}, {"CA", RULE_WIDGET}, {"ca", RULE_WIDGET}, {"Subtype", RULE_WIDGET},
	{"A", RULE_ACTION}, {"AA", RULE_ACTION}, {"FT", RULE_FORM}, {"T", RULE_FORM}, {"TU", RULE_FORM},
	{"TM", RULE_FORM}, {"DV", RULE_FORM}, {"MaxLen", RULE_FORM}, {"Opt", RULE_FORM}, {"SV", RULE_FORM},
	{"NM", RULE_FORM}, {"Parent", RULE_FORM}, {"StructParent", RULE_STRUCTURE}, {"Contents", RULE_WIDGET},
};

/* ---- what a field is ---- */

/* "parent.own" as UTF-8 in the arena. */
static trien_rc
full_name(struct tr_walk *w, struct tr_text parent, const struct tr_pdf_obj *dict, bool new_side, struct tr_text *out,
		struct trien_err *err)
{
	const struct tr_pdf_obj *t;
	TR_AUTO_BUF name = {.max = TR_PDF_OBJECT_BYTES_MAX};
	const uint8_t *copy;

	*out = parent;
	TR_TRY(new_side ? tr_walk_find_new(w, dict, "T", &t, err) : tr_walk_find_old(w, dict, "T", &t, err));
	if (t->type != TR_PDF_STRING)
		return TRIEN_OK;
	if (parent.n > 0)
		TR_TRY(tr_buf_addf(&name, err, "%.*s.", (int)parent.n, parent.p));
	TR_TRY(tr_pdf_text_utf8(t->u.string, &name, err));
	size_t n = name.n > TR_VERIFY_TEXT_MAX ? tr_utf8_cut((const char *)name.p, TR_VERIFY_TEXT_MAX) : name.n;
	TR_TRY(tr_arena_copy(w->arena, name.p, n, &copy, err));
	*out = (struct tr_text){(const char *)copy, n};
	return TRIEN_OK;
}

static trien_rc
own_type(struct tr_walk *w, const struct tr_pdf_obj *dict, bool new_side, struct tr_bytes inherited,
		struct tr_bytes *out, struct trien_err *err)
{
	const struct tr_pdf_obj *ft;
	TR_TRY(new_side ? tr_walk_find_new(w, dict, "FT", &ft, err) : tr_walk_find_old(w, dict, "FT", &ft, err));
	*out = ft->type == TR_PDF_NAME ? ft->u.name : inherited;
	return TRIEN_OK;
}

static trien_rc
has_area(struct tr_walk *w, const struct tr_pdf_obj *widget, bool *out, struct trien_err *err)
{
	const struct tr_pdf_obj *rect, *side;
	double c[4] = {0};

	*out = false;
	TR_TRY(tr_walk_find_new(w, widget, "Rect", &rect, err));
	if (rect->type != TR_PDF_ARRAY || rect->u.array.count != 4)
		return TRIEN_OK;
	for (size_t i = 0; i < 4; i++) {
		TR_TRY(tr_walk_new(w, rect->u.array.items[i], &side, err));
		if (!tr_pdf_number(side, &c[i]))
			return TRIEN_OK;
	}
	*out = c[0] < c[2] || c[0] > c[2] ? (c[1] < c[3] || c[1] > c[3]) : false;
	return TRIEN_OK;
}

static trien_rc
note(struct tr_walk *w, const struct tr_field_state *f, enum tr_change_kind kind, enum tr_permission base,
		const struct tr_step *at, const char *how, struct trien_err *err)
{
	struct tr_change_note n = {.kind = kind, .base = base, .at = at, .num = f->num, .field = f->name,
			.new_field = f->new_field, .visible = f->visible};
	return tr_walk_note(w, &n, err, "field \"%.*s\": %s", (int)f->name.n, f->name.p, how);
}

/* A value that will be judged as a signature by itself; anything else in its place signs nothing. */
static bool
is_signature(const struct tr_pdf_obj *value)
{
	return value->type == TR_PDF_DICT && tr_pdf_is(tr_pdf_dict_find(value, "Contents"), TR_PDF_STRING) &&
			tr_pdf_is(tr_pdf_dict_find(value, "ByteRange"), TR_PDF_ARRAY);
}

static trien_rc
note_signing(struct tr_walk *w, const struct tr_field_state *f, const struct tr_pdf_obj *value,
		const struct tr_step *at, struct trien_err *err)
{
	const struct tr_pdf_obj *sub;

	if (!is_signature(value))
		return note(w, f, TR_CHANGE_FORM_CHANGED, TR_CHANGE_FORBIDDEN, at, "got a value that is no signature", err);
	TR_TRY(tr_walk_find_new(w, value, "SubFilter", &sub, err));
	if (!tr_pdf_is_name(sub, "ETSI.RFC3161"))
		return note(w, f, TR_CHANGE_SIGNATURE_ADDED, TR_CHANGE_PERMITTED, at,
				f->new_field ? "was made and signed" : "was signed", err);
	/* Everybody can get a time stamp: it must not bring a picture along. */
	return note(w, f, TR_CHANGE_TIMESTAMP_ADDED, f->visible ? TR_CHANGE_NOT_UNDERSTOOD : TR_CHANGE_PERMITTED, at,
			f->visible ? "a document time stamp that shows something was added"
			: "a document time stamp was added", err);
}

/* ---- fields of before ---- */

/* Filling in and signing make a new look; a button's value only picks one of those that were there. */
static bool
makes_look(const struct tr_field_state *f, struct tr_bytes key)
{
	return f->signing || (f->filled && (!tr_bytes_are(f->type, "Btn") || tr_bytes_are(key, "AS")));
}

/* One key of a widget or field that may differ only as an allowed set of bits. */
static trien_rc
compare_flags(struct tr_walk *w, const struct tr_walk_key *k, const struct tr_field_state *f, bool of_field,
		struct trien_err *err)
{
	const struct tr_pdf_obj *a, *b;
	/* ReadOnly, Locked and LockedContents (tables 167, 226) show nothing and permit less. */
	int64_t harmless = of_field ? 1 : 64 | 128 | 512;

	TR_TRY(tr_walk_old(w, k->old, &a, err));
	TR_TRY(tr_walk_new(w, k->new, &b, err));
	int64_t before = a->type == TR_PDF_INT ? a->u.integer : 0, now = b->type == TR_PDF_INT ? b->u.integer : 0;
	if (before == now)
		return TRIEN_OK;
	if (f->signing || (before & ~now) != 0 || ((now & ~before) & ~harmless) != 0)
		return tr_walk_differs(w, f->signing ? TR_USE_FORM_SETTING : of_field ? TR_USE_FORM : TR_USE_WIDGET,
				&k->step, TR_DIFF_FLAGS, err);
	return tr_walk_differs(w, TR_USE_FORM_SETTING, &k->step, TR_DIFF_LOCKED, err);
}

static enum tr_use
look_use(const struct tr_field_state *f)
{
	/* A signature field has something to show when it is signed: nobody tidies up what it shows before or after. */
	return f->signed_before || tr_bytes_are(f->type, "Sig") ? TR_USE_WIDGET : TR_USE_WIDGET_IDLE;
}

static trien_rc
compare_da(struct tr_walk *w, const struct tr_walk_key *k, const struct tr_field_state *f, struct trien_err *err)
{
	bool same;
	TR_TRY(tr_form_same_da(w, k->old, k->new, &same, err));
	if (same)
		return TRIEN_OK;
	return tr_walk_differs(w, f->filled || f->signing ? TR_USE_FORM_SETTING : look_use(f), &k->step,
			TR_DIFF_DEFAULT_APPEARANCE, err);
}

static trien_rc
visit_field_key(struct tr_walk *w, const struct tr_walk_key *k, void *context, struct trien_err *err)
{
	const struct tr_field_state *f = context;
	size_t i = 0;

	while (i < sizeof(rules) / sizeof(*rules) && !tr_bytes_are(k->key, rules[i].key))
		i++;
	if (i == sizeof(rules) / sizeof(*rules))
		return tr_walk_compare(w, TR_USE_UNKNOWN, k->old, k->new, &k->step, err);
	switch (rules[i].rule) {
	case RULE_DONE:
		return k->new != NULL ? tr_walk_mark(w, k->new, &k->step, err) : TRIEN_OK;
	case RULE_KIDS:
		return walk_fields(w, k->old, k->new, &k->step, f, err);
	case RULE_LOOK:
		if (makes_look(f, k->key))
			return k->new != NULL ? tr_walk_mark(w, k->new, &k->step, err) : TRIEN_OK;
		return tr_walk_compare(w, look_use(f), k->old, k->new, &k->step, err);
	case RULE_DA:
		return compare_da(w, k, f, err);
	case RULE_FLAGS:
	case RULE_FIELD_FLAGS:
		return compare_flags(w, k, f, rules[i].rule == RULE_FIELD_FLAGS, err);
	case RULE_PAGE: /* naming the page on which it stands anyway: the page's own list decides */
		return k->old == NULL ? TRIEN_OK : tr_walk_compare(w, TR_USE_FORM, k->old, k->new, &k->step, err);
	case RULE_NEW_WHEN_SIGNING:
		if (f->signing && k->old == NULL)
			return tr_walk_mark(w, k->new, &k->step, err);
		return tr_walk_compare(w, TR_USE_FORM, k->old, k->new, &k->step, err);
	case RULE_DATE:
		return tr_walk_compare(w, TR_USE_FORM_SETTING, k->old, k->new, &k->step, err);
	case RULE_WIDGET:
		return tr_walk_compare(w, TR_USE_WIDGET, k->old, k->new, &k->step, err);
	case RULE_ACTION:
		return tr_walk_compare(w, TR_USE_ACTION, k->old, k->new, &k->step, err);
	case RULE_STRUCTURE:
		return tr_walk_compare(w, TR_USE_STRUCTURE, k->old, k->new, &k->step, err);
	default:
		return tr_walk_compare(w, TR_USE_FORM, k->old, k->new, &k->step, err);
	}
}

/* Was it signed, filled in, or neither? */
static trien_rc
judge_signature_value(struct tr_walk *w, const struct tr_pdf_obj *old, const struct tr_pdf_obj *new,
		const struct tr_step *at, struct tr_field_state *f, struct trien_err *err)
{
	const struct tr_pdf_obj *old_v = tr_pdf_dict_find(old, "V"), *new_v = tr_pdf_dict_find(new, "V"), *a, *b;

	TR_TRY(tr_walk_old(w, old_v, &a, err));
	TR_TRY(tr_walk_new(w, new_v, &b, err));
	if (a->type == TR_PDF_NULL && b->type == TR_PDF_NULL)
		return TRIEN_OK;
	if (a->type == TR_PDF_NULL) {
		f->signing = true;
		f->placed = tr_pdf_dict_find(old, "Rect") != NULL || tr_pdf_dict_find(old, "Kids") != NULL;
		f->num = f->num ? f->num : tr_walk_num(new_v);
		TR_TRY(has_area(w, new, &f->visible, err));
		return note_signing(w, f, b, at, err);
	}
	f->signed_before = true;
	if (b->type == TR_PDF_NULL)
		return note(w, f, TR_CHANGE_SIGNATURE_REMOVED, TR_CHANGE_FORBIDDEN, at, "its signature was removed", err);
	struct tr_step step = {.up = at, .key = TR_BYTES_LIT("V")};
	return tr_walk_compare_here(w, TR_USE_SIGNATURE, old_v, new_v, &step, err);
}

static trien_rc
judge_value(struct tr_walk *w, const struct tr_pdf_obj *old, const struct tr_pdf_obj *new, const struct tr_step *at,
		struct tr_field_state *f, struct trien_err *err)
{
	static const char *const value_keys[] = {"V", "RV", "I"};
	bool same = true;

	if (tr_bytes_are(f->type, "Sig"))
		return judge_signature_value(w, old, new, at, f, err);
	for (size_t i = 0; same && i < sizeof(value_keys) / sizeof(*value_keys); i++)
		TR_TRY(tr_walk_same(w, tr_pdf_dict_find(old, value_keys[i]), tr_pdf_dict_find(new, value_keys[i]),
				&same, err));
	if (same)
		return TRIEN_OK;
	f->filled = true;
	f->value = tr_pdf_dict_find(new, "V");
	struct tr_change_note n = {.kind = TR_CHANGE_FORM_FILLED, .base = TR_CHANGE_PERMITTED, .at = at, .num = f->num,
			.field = f->name, .visible = f->visible};
	TR_TRY(tr_form_value(w, tr_pdf_dict_find(new, "V"), &n.value, err));
	return tr_walk_note(w, &n, err, "field \"%.*s\": was filled in", (int)f->name.n, f->name.p);
}

/* What differs below is of this field: a lock asks whose look it is. */
static trien_rc
walk_field_keys(struct tr_walk *w, const struct tr_pdf_obj *old, const struct tr_pdf_obj *new, const struct tr_step *at,
		struct tr_field_state *f, struct trien_err *err)
{
	const struct tr_text outer = w->field;
	bool fits = true, alike;

	if (f->filled && tr_pdf_dict_find(new, "Rect") != NULL)
		TR_TRY(tr_form_look_fits(w, old, new, &fits, err));
	if (!fits)
		TR_TRY(note(w, f, TR_CHANGE_FIELD_APPEARANCE, TR_CHANGE_NOT_UNDERSTOOD, at,
				"was filled in with an appearance that is not of the size of its place", err));
	else if (f->filled && tr_pdf_dict_find(new, "Rect") != NULL)
		TR_TRY(tr_form_look_shows(w, old, new, f, at, err));
	w->field = f->name;
	TR_TRY(tr_form_drawn_alike(w, new, f, &alike, err));
	if (!alike)
		TR_TRY(tr_walk_differs(w, look_use(f), at, TR_DIFF_DEFAULT_APPEARANCE, err));
	TR_TRY(tr_walk_keys(w, old, new, at, visit_field_key, f, err));
	w->field = outer;
	return TRIEN_OK;
}

static trien_rc
walk_field(struct tr_walk *w, const struct tr_pdf_obj *old, const struct tr_pdf_obj *new, const struct tr_step *at,
		const struct tr_field_state *parent, struct trien_err *err)
{
	struct tr_field_state f = *parent;
	f.num = tr_walk_num(new);
	f.depth++;
	if (tr_walk_has(w, f.num, TR_MARK_FIELD))
		return TRIEN_OK;
	if (f.depth > TR_VERIFY_DEPTH_MAX) {
		w->exhausted = true;
		return TRIEN_OK;
	}
	const struct tr_pdf_obj *a, *b;
	struct tr_bytes new_type;
	w->num = f.num;
	TR_TRY(tr_walk_old(w, old, &a, err));
	TR_TRY(tr_walk_new(w, new, &b, err));
	if (a->type != TR_PDF_DICT || b->type != TR_PDF_DICT)
		return tr_walk_compare(w, TR_USE_FORM, old, new, at, err);
	old = a;
	new = b;
	tr_walk_set(w, f.num, TR_MARK_FIELD | TR_MARK_STOP | TR_MARK_REACHED);
	TR_TRY(full_name(w, parent->name, old, false, &f.name, err));
	TR_TRY(own_type(w, old, false, parent->type, &f.type, err));
	TR_TRY(own_type(w, new, true, parent->type, &new_type, err));
	if (tr_pdf_dict_find(new, "Opt") != NULL)
		f.options = tr_pdf_dict_find(new, "Opt");
	if (tr_pdf_dict_find(old, "DA") != NULL)
		f.old_da = tr_pdf_dict_find(old, "DA");
	if (tr_pdf_dict_find(new, "DA") != NULL)
		f.new_da = tr_pdf_dict_find(new, "DA");
	if (!tr_bytes_equal(f.type, new_type))
		TR_TRY(tr_walk_differs(w, TR_USE_FORM, at, TR_DIFF_FIELD_TYPE, err));
	TR_TRY(judge_value(w, old, new, at, &f, err));
	if (f.signing)
		tr_walk_set(w, f.num, TR_MARK_SIGNING);
	return walk_field_keys(w, old, new, at, &f, err);
}

/* ---- new fields ---- */

/* The widgets of a new signature field, or new ones of a field that is being signed. */
static trien_rc
new_widget(struct tr_walk *w, const struct tr_pdf_obj *item, const struct tr_pdf_obj *dict, const struct tr_step *at,
		struct tr_field_state *f, struct trien_err *err)
{
	bool area;
	tr_walk_set(w, tr_walk_num(item), TR_MARK_SIGNING);
	TR_TRY(has_area(w, dict, &area, err));
	f->visible = f->visible || area;
	f->shows = f->shows || tr_pdf_dict_find(dict, "AP") != NULL || tr_pdf_dict_find(dict, "MK") != NULL;
	/* §12.7.5.5: "signature fields shall never refer to more than one annotation". */
	if (area && f->placed)
		TR_TRY(note(w, f, TR_CHANGE_FIELD_APPEARANCE, TR_CHANGE_FORBIDDEN, at,
				"is shown at one more place than before it was signed", err));
	if (tr_pdf_dict_find(dict, "A") == NULL && tr_pdf_dict_find(dict, "AA") == NULL)
		return TRIEN_OK;
	return note(w, f, TR_CHANGE_ACTION, TR_CHANGE_FORBIDDEN, at, "came with an action", err);
}

static trien_rc
new_signature(struct tr_walk *w, const struct tr_pdf_obj *item, const struct tr_pdf_obj *dict,
		const struct tr_step *at, struct tr_field_state *f, struct trien_err *err)
{
	const struct tr_pdf_obj *kids, *kid, *value;

	TR_TRY(new_widget(w, item, dict, at, f, err));
	TR_TRY(tr_walk_find_new(w, dict, "Kids", &kids, err));
	for (size_t i = 0; kids->type == TR_PDF_ARRAY && i < kids->u.array.count && tr_walk_step(w); i++) {
		TR_TRY(tr_walk_new(w, kids->u.array.items[i], &kid, err));
		TR_TRY(new_widget(w, kids->u.array.items[i], kid, at, f, err));
	}
	TR_TRY(tr_walk_find_new(w, dict, "V", &value, err));
	if (value->type != TR_PDF_NULL)
		return note_signing(w, f, value, at, err);
	/* Nobody answers for what it shows. */
	if (f->shows && f->visible)
		return note(w, f, TR_CHANGE_FIELD_APPEARANCE, TR_CHANGE_NOT_UNDERSTOOD, at,
				"shows something and is not signed", err);
	return note(w, f, TR_CHANGE_SIGNATURE_FIELD_ADDED, TR_CHANGE_PERMITTED, at, "was made, not signed", err);
}

static trien_rc
walk_new_field(struct tr_walk *w, const struct tr_pdf_obj *item, const struct tr_step *at,
		const struct tr_field_state *parent, struct trien_err *err)
{
	const struct tr_pdf_obj *dict, *kids;
	struct tr_field_state f = *parent;

	TR_TRY(tr_walk_new(w, item, &dict, err));
	if (dict->type == TR_PDF_NULL)
		return TRIEN_OK;
	if (++f.depth > TR_VERIFY_DEPTH_MAX) {
		w->exhausted = true;
		return TRIEN_OK;
	}
	TR_TRY(tr_walk_mark(w, item, at, err));
	f.num = tr_walk_num(item);
	f.new_field = true;
	TR_TRY(full_name(w, parent->name, dict, true, &f.name, err));
	TR_TRY(own_type(w, dict, true, parent->type, &f.type, err));
	/* A further widget of a field that is signed just now. */
	if (parent->signing && tr_pdf_dict_find(dict, "T") == NULL)
		return new_widget(w, item, dict, at, &f, err);
	if (tr_bytes_are(f.type, "Sig") && tr_pdf_dict_find(dict, "T") != NULL)
		return new_signature(w, item, dict, at, &f, err);
	TR_TRY(tr_walk_find_new(w, dict, "Kids", &kids, err));
	if (f.type.n == 0 && kids->type == TR_PDF_ARRAY && kids->u.array.count > 0) {
		struct tr_step step = {.up = at, .key = TR_BYTES_LIT("Kids")};
		return walk_fields(w, NULL, kids, &step, &f, err);
	}
	return note(w, &f, TR_CHANGE_FORM_CHANGED, TR_CHANGE_FORBIDDEN, at, "was added and is no signature field", err);
}

/* ---- lists of fields ---- */

/* Where in an array the same field stands; the order of fields shows nothing. */
static trien_rc
find_field(struct tr_walk *w, const struct tr_pdf_obj *array, const struct tr_pdf_obj *item, size_t hint, bool item_is_new,
		const struct tr_pdf_obj **out, struct trien_err *err)
{
	size_t n = array->type == TR_PDF_ARRAY ? array->u.array.count : 0;
	uint32_t num = tr_walk_num(item);

	*out = NULL;
	if (hint < n && num != 0 && tr_walk_same_place(array->u.array.items[hint], item)) {
		*out = array->u.array.items[hint];
		return TRIEN_OK;
	}
	for (size_t i = 0; i < n && *out == NULL && tr_walk_step(w); i++) {
		const struct tr_pdf_obj *other = array->u.array.items[i];
		bool same = num != 0 && tr_walk_same_place(other, item);
		if (num == 0)
			TR_TRY(tr_walk_same(w, item_is_new ? other : item, item_is_new ? item : other, &same, err));
		if (same)
			*out = other;
	}
	return TRIEN_OK;
}

static trien_rc
field_gone(struct tr_walk *w, const struct tr_pdf_obj *item, const struct tr_step *at,
		const struct tr_field_state *parent, struct trien_err *err)
{
	const struct tr_pdf_obj *dict, *value;
	struct tr_field_state f = *parent;

	TR_TRY(tr_walk_old(w, item, &dict, err));
	if (dict->type == TR_PDF_NULL)
		return TRIEN_OK;
	f.num = tr_walk_num(item);
	TR_TRY(full_name(w, parent->name, dict, false, &f.name, err));
	TR_TRY(own_type(w, dict, false, parent->type, &f.type, err));
	TR_TRY(tr_walk_find_old(w, dict, "V", &value, err));
	bool signature = tr_bytes_are(f.type, "Sig") && value->type != TR_PDF_NULL;
	return note(w, &f, signature ? TR_CHANGE_SIGNATURE_REMOVED : TR_CHANGE_FORM_CHANGED, TR_CHANGE_FORBIDDEN, at,
			"was taken out of the form", err);
}

static trien_rc
walk_fields(struct tr_walk *w, const struct tr_pdf_obj *old, const struct tr_pdf_obj *new, const struct tr_step *at,
		const struct tr_field_state *parent, struct trien_err *err)
{
	const struct tr_pdf_obj *match;

	TR_TRY(tr_walk_old(w, old, &old, err));
	TR_TRY(tr_walk_new(w, new, &new, err));
	for (size_t i = 0; new->type == TR_PDF_ARRAY && i < new->u.array.count && tr_walk_step(w); i++) {
		const struct tr_pdf_obj *item = new->u.array.items[i];
		struct tr_step step = {.up = at, .index = i};
		TR_TRY(find_field(w, old, item, i, true, &match, err));
		if (match != NULL)
			TR_TRY(walk_field(w, match, item, &step, parent, err));
		else
			TR_TRY(walk_new_field(w, item, &step, parent, err));
	}
	for (size_t i = 0; old->type == TR_PDF_ARRAY && old != new && i < old->u.array.count && tr_walk_step(w); i++) {
		struct tr_step step = {.up = at, .index = i};
		TR_TRY(find_field(w, new, old->u.array.items[i], i, false, &match, err));
		if (match == NULL)
			TR_TRY(field_gone(w, old->u.array.items[i], &step, parent, err));
	}
	return TRIEN_OK;
}

trien_rc
tr_form_fields(struct tr_walk *w, const struct tr_pdf_obj *old, const struct tr_pdf_obj *new, const struct tr_step *at,
		struct trien_err *err)
{
	struct tr_field_state none = {.name = {"", 0}, .type = TR_BYTES_LIT("")};
	uint32_t num = w->num;
	TR_TRY(walk_fields(w, old, new, at, &none, err));
	w->num = num;
	return TRIEN_OK;
}
