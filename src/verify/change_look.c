/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What a field was filled in with, how large that is drawn, and what is seen of it. */
#include <math.h>

#include "base/utf8.h"
#include "verify/change_form.h"
#include "verify/look_text.h"

/* Points by which sizes may differ that mean the same. */
#define SIZE_TOLERANCE 1.0
#define LOOK_STEPS 4096u /* what reading one look costs of the walk's steps */
#define VALUE_MAX 64u /* bytes of a value that are shown */

typedef trien_rc (*read_value)(struct tr_walk *w, const struct tr_pdf_obj *dict, const char *key,
		const struct tr_pdf_obj **out, struct trien_err *err);

struct size {
	double width, height;
};

/* Numbers of an array; those that are none stay as they are. */
static trien_rc
read_numbers(struct tr_walk *w, const struct tr_pdf_obj *array, double *out, size_t n, struct trien_err *err)
{
	for (size_t i = 0; array->type == TR_PDF_ARRAY && i < n && i < array->u.array.count; i++) {
		const struct tr_pdf_obj *o;
		TR_TRY(tr_walk_new(w, array->u.array.items[i], &o, err));
		(void)tr_pdf_number(o, &out[i]);
	}
	return TRIEN_OK;
}

/* §12.5.5, step 1 of the algorithm: the box around what /Matrix makes of /BBox. */
static trien_rc
drawn_size(struct tr_walk *w, const struct tr_pdf_obj *form, read_value find, struct size *out, struct trien_err *err)
{
	const struct tr_pdf_obj *o;
	double b[4] = {0}, m[6] = {1, 0, 0, 1, 0, 0};

	TR_TRY(find(w, form, "BBox", &o, err));
	TR_TRY(read_numbers(w, o, b, 4, err));
	TR_TRY(find(w, form, "Matrix", &o, err));
	TR_TRY(read_numbers(w, o, m, 6, err));
	const double x = fabs(b[2] - b[0]), y = fabs(b[3] - b[1]);
	*out = (struct size){fabs(m[0]) * x + fabs(m[2]) * y, fabs(m[1]) * x + fabs(m[3]) * y};
	return TRIEN_OK;
}

static bool
same_size(struct size a, struct size b)
{
	return fabs(a.width - b.width) <= SIZE_TOLERANCE && fabs(a.height - b.height) <= SIZE_TOLERANCE;
}

/* The size of the look before, where it was one stream. */
static trien_rc
old_size(struct tr_walk *w, const struct tr_pdf_obj *widget, struct size *out, bool *known, struct trien_err *err)
{
	const struct tr_pdf_obj *o;

	TR_TRY(tr_walk_find_old(w, widget, "AP", &o, err));
	TR_TRY(tr_walk_find_old(w, o, "N", &o, err));
	*known = o->type == TR_PDF_STREAM;
	return *known ? drawn_size(w, o, tr_walk_find_old, out, err) : TRIEN_OK;
}

trien_rc
tr_form_look_fits(struct tr_walk *w, const struct tr_pdf_obj *old, const struct tr_pdf_obj *new, bool *out,
		struct trien_err *err)
{
	const struct tr_pdf_obj *look, *o;
	double rect[4] = {0};
	struct size before = {0}, now;
	bool known;

	*out = true;
	TR_TRY(tr_walk_find_new(w, new, "AP", &look, err));
	TR_TRY(tr_walk_find_new(w, look, "N", &look, err));
	if (tr_pdf_dict_of(look) == NULL)
		return TRIEN_OK;
	TR_TRY(tr_walk_find_new(w, new, "Rect", &o, err));
	TR_TRY(read_numbers(w, o, rect, 4, err));
	TR_TRY(old_size(w, old, &before, &known, err));
	const struct size place = {fabs(rect[2] - rect[0]), fabs(rect[3] - rect[1])};
	/* A stream, or a dictionary of one for each state. */
	const struct tr_pdf_dict *states = look->type == TR_PDF_STREAM ? NULL : tr_pdf_dict_of(look);
	for (size_t i = 0; *out && i < (states == NULL ? 1 : states->count) && tr_walk_step(w); i++) {
		o = look;
		if (states != NULL)
			TR_TRY(tr_walk_new(w, states->entries[i].value, &o, err));
		if (o->type != TR_PDF_STREAM)
			continue;
		TR_TRY(drawn_size(w, o, tr_walk_find_new, &now, err));
		*out = same_size(now, place) || (known && same_size(now, before));
	}
	return TRIEN_OK;
}

/* ---- what it shows ---- */

/* Turned as before, or not at all: a number upside down is another number. */
static trien_rc
same_turn(struct tr_walk *w, const struct tr_pdf_obj *old_look, const struct tr_pdf_obj *look, bool *out,
		struct trien_err *err)
{
	const struct tr_pdf_obj *o;
	double before[6] = {1, 0, 0, 1, 0, 0}, now[6] = {1, 0, 0, 1, 0, 0};

	TR_TRY(tr_walk_find_old(w, old_look, "Matrix", &o, err));
	TR_TRY(read_numbers(w, o, before, 4, err));
	TR_TRY(tr_walk_find_new(w, look, "Matrix", &o, err));
	TR_TRY(read_numbers(w, o, now, 4, err));
	*out = true;
	for (size_t i = 0; i < 4; i++)
		*out = *out && fabs(before[i] - now[i]) < 0.01;
	return TRIEN_OK;
}

/* Values are compared as they are read: blanks and ends of lines do not count. */
static trien_rc
value_without_blanks(struct tr_walk *w, const struct tr_pdf_obj *value, struct tr_buf *out, struct trien_err *err)
{
	TR_AUTO_BUF text = {.max = TR_PDF_OBJECT_BYTES_MAX};
	const struct tr_pdf_obj *o;
	size_t n;

	TR_TRY(tr_walk_new(w, value, &o, err));
	if (o->type == TR_PDF_STRING)
		TR_TRY(tr_pdf_text_utf8(o->u.string, &text, err));
	for (size_t i = 0; i < text.n; i += n) {
		const uint32_t c = tr_utf8_next(text.p + i, text.n - i, &n);
		if (c > ' ' && c != 0xa0)
			TR_TRY(tr_buf_add(out, text.p + i, n, err));
	}
	return TRIEN_OK;
}

static trien_rc
note_look(struct tr_walk *w, const struct tr_field_state *f, const struct tr_step *at, enum tr_change_kind kind,
		struct tr_bytes shown, struct trien_err *err)
{
	struct tr_change_note n = {.kind = kind, .base = TR_CHANGE_NOT_UNDERSTOOD, .at = at, .num = f->num, .field = f->name,
			.visible = true};
	const uint8_t *copy;
	const size_t length = shown.n > VALUE_MAX ? tr_utf8_cut((const char *)shown.p, VALUE_MAX) : shown.n;

	TR_TRY(tr_arena_copy(w->arena, shown.p, length, &copy, err));
	n.shown = (struct tr_text){(const char *)copy, length};
	TR_TRY(tr_form_value(w, f->value, &n.value, err));
	return tr_walk_note(w, &n, err, "field \"%.*s\": %s", (int)f->name.n, f->name.p,
			kind == TR_CHANGE_LOOK_DIFFERS ? "shows something other than its value"
			: "what it shows cannot be read for certain");
}

static trien_rc
note_unread(struct tr_walk *w, const struct tr_field_state *f, const struct tr_step *at, const char *why,
		struct trien_err *err)
{
	return note_look(w, f, at, TR_CHANGE_LOOK_UNREAD, TR_BYTES(why, strlen(why)), err);
}

static trien_rc
look_font(struct tr_walk *w, struct tr_look_font **out, struct trien_err *err)
{
	if (w->font == NULL) {
		TR_TRY(tr_arena_take(&w->scratch, sizeof(*w->font), &w->font, err));
		*w->font = (struct tr_look_font){0};
	}
	*out = w->font;
	return TRIEN_OK;
}

/* A row of /Opt that is a pair of value and text, §12.7.5.4: for its value, its text is shown. */
static trien_rc
compare_option(struct tr_walk *w, const struct tr_pdf_obj *option, struct tr_bytes value, struct tr_bytes shown,
		bool *listed, bool *same, struct trien_err *err)
{
	TR_AUTO_BUF of_row = {.max = TR_PDF_OBJECT_BYTES_MAX};
	const struct tr_pdf_obj *pair;

	TR_TRY(tr_walk_new(w, option, &pair, err));
	if (pair->type != TR_PDF_ARRAY || pair->u.array.count != 2)
		return TRIEN_OK;
	TR_TRY(value_without_blanks(w, pair->u.array.items[0], &of_row, err));
	if (!tr_bytes_equal(tr_buf_view(&of_row), value))
		return TRIEN_OK;
	of_row.n = 0;
	TR_TRY(value_without_blanks(w, pair->u.array.items[1], &of_row, err));
	*listed = true;
	*same = *same || tr_bytes_equal(tr_buf_view(&of_row), shown);
	return TRIEN_OK;
}

static trien_rc
says_value(struct tr_walk *w, const struct tr_field_state *f, struct tr_bytes shown, bool *out, struct trien_err *err)
{
	TR_AUTO_BUF value = {.max = TR_PDF_OBJECT_BYTES_MAX};
	const struct tr_pdf_obj *options;
	bool listed = false;

	*out = false;
	TR_TRY(value_without_blanks(w, f->value, &value, err));
	TR_TRY(tr_walk_new(w, tr_bytes_are(f->type, "Ch") ? f->options : NULL, &options, err));
	for (size_t i = 0; options->type == TR_PDF_ARRAY && i < options->u.array.count && tr_walk_step(w); i++)
		TR_TRY(compare_option(w, options->u.array.items[i], tr_buf_view(&value), shown, &listed, out, err));
	if (!listed)
		*out = tr_bytes_equal(tr_buf_view(&value), shown);
	return TRIEN_OK;
}

static trien_rc
compare_shown(struct tr_walk *w, const struct tr_field_state *f, const struct tr_step *at, const struct tr_pdf_obj *ref,
		const struct tr_look_place *place, struct trien_err *err)
{
	struct tr_look_text text = {0};
	struct tr_look_font *font;
	const struct tr_pdf_obj *look;
	bool same = false;

	TR_TRY(tr_walk_new(w, ref, &look, err));
	TR_TRY(look_font(w, &font, err));
	trien_rc rc = tr_look_text_read(w->pdf, w->new_rev, ref->u.ref, look, place, font, &text, err);
	if (rc == TRIEN_OK)
		rc = says_value(w, f, tr_buf_view(&text.shown), &same, err);
	if (rc == TRIEN_OK && text.why != NULL)
		rc = note_unread(w, f, at, text.why, err);
	else if (rc == TRIEN_OK && !same)
		rc = note_look(w, f, at, TR_CHANGE_LOOK_DIFFERS, tr_buf_view(&text.shown), err);
	else if (rc == TRIEN_OK && text.since > w->first_covered)
		rc = note_unread(w, f, at, "its font came after the signature", err);
	w->steps += text.shown.n + LOOK_STEPS;
	tr_buf_free(&text.shown);
	return rc;
}

/* §12.5.5: what is seen under the pointer, and while it is pressed. */
static trien_rc
same_when_pointed_at(struct tr_walk *w, const struct tr_pdf_obj *old_looks, const struct tr_pdf_obj *looks, bool *out,
		struct trien_err *err)
{
	static const char *const keys[] = {"R", "D"};

	*out = true;
	for (size_t i = 0; *out && i < sizeof(keys) / sizeof(*keys); i++)
		if (tr_pdf_dict_find(looks, keys[i]) != NULL)
			TR_TRY(tr_walk_same(w, tr_pdf_dict_find(old_looks, keys[i]), tr_pdf_dict_find(looks, keys[i]), out, err));
	return TRIEN_OK;
}

static trien_rc
text_shows(struct tr_walk *w, const struct tr_pdf_obj *old, const struct tr_pdf_obj *new, const struct tr_field_state *f,
		const struct tr_step *at, struct trien_err *err)
{
	const struct tr_pdf_obj *looks, *look, *old_looks, *old_look, *marks, *value;
	bool same, steady;

	TR_TRY(tr_walk_find_new(w, new, "AP", &looks, err));
	const struct tr_pdf_obj *ref = tr_pdf_dict_find(looks, "N");
	TR_TRY(tr_walk_new(w, ref, &look, err));
	if (look->type == TR_PDF_NULL)
		return note_unread(w, f, at, "it has no appearance, and every reader draws its own", err);
	if (look->type != TR_PDF_STREAM || ref->type != TR_PDF_REF)
		return note_unread(w, f, at, "it draws more than text", err);
	TR_TRY(tr_walk_new(w, f->value, &value, err));
	if (value->type == TR_PDF_ARRAY)
		return note_unread(w, f, at, "it has more than one value", err);
	TR_TRY(tr_walk_find_old(w, old, "AP", &old_looks, err));
	TR_TRY(tr_walk_find_old(w, old_looks, "N", &old_look, err));
	TR_TRY(same_turn(w, old_look, look, &same, err));
	if (!same)
		return note_unread(w, f, at, "its text does not stand upright", err);
	TR_TRY(same_when_pointed_at(w, old_looks, looks, &steady, err));
	if (!steady)
		return note_unread(w, f, at, "it shows something else when it is pointed at", err);
	TR_TRY(tr_walk_find_old(w, old, "MK", &marks, err));
	const struct tr_look_place place = {tr_pdf_dict_find(marks, "BC") != NULL, tr_pdf_dict_find(marks, "BG") != NULL};
	return compare_shown(w, f, at, ref, &place, err);
}

static bool
has_state(const struct tr_pdf_dict *states, struct tr_bytes name)
{
	for (size_t i = 0; i < states->count; i++)
		if (tr_bytes_equal(states->entries[i].key, name))
			return true;
	return false;
}

/* §12.7.5.2: /AS names the state that is shown; it is that of the value, and of every other button of a group /Off. */
static trien_rc
button_shows(struct tr_walk *w, const struct tr_pdf_obj *new, const struct tr_field_state *f, const struct tr_step *at,
		struct trien_err *err)
{
	const struct tr_pdf_obj *states, *state, *value;
	struct tr_bytes wanted = TR_BYTES_LIT("Off");
	struct tr_text shown;

	TR_TRY(tr_walk_find_new(w, new, "AP", &states, err));
	TR_TRY(tr_walk_find_new(w, states, "N", &states, err));
	if (states->type == TR_PDF_NULL)
		return note_unread(w, f, at, "it has no appearance, and every reader draws its own", err);
	if (states->type != TR_PDF_DICT)
		return TRIEN_OK; /* one look, whatever the value; that it is the old one is asked for with /AP */
	TR_TRY(tr_walk_find_new(w, new, "AS", &state, err));
	if (state->type != TR_PDF_NAME)
		return note_unread(w, f, at, "it does not say which of its states is shown", err);
	TR_TRY(tr_walk_new(w, f->value, &value, err));
	if (value->type == TR_PDF_NAME && has_state(tr_pdf_dict_of(states), value->u.name))
		wanted = value->u.name;
	if (tr_bytes_equal(state->u.name, wanted))
		return TRIEN_OK;
	TR_TRY(tr_form_value(w, state, &shown, err));
	return note_look(w, f, at, TR_CHANGE_LOOK_DIFFERS, TR_BYTES(shown.p, shown.n), err);
}

trien_rc
tr_form_look_shows(struct tr_walk *w, const struct tr_pdf_obj *old, const struct tr_pdf_obj *new,
		const struct tr_field_state *f, const struct tr_step *at, struct trien_err *err)
{
	return tr_bytes_are(f->type, "Btn") ? button_shows(w, new, f, at, err) : text_shows(w, old, new, f, at, err);
}

trien_rc
tr_form_value(struct tr_walk *w, const struct tr_pdf_obj *new, struct tr_text *out, struct trien_err *err)
{
	TR_AUTO_BUF text = {.max = TR_PDF_OBJECT_BYTES_MAX};
	const struct tr_pdf_obj *o;
	const uint8_t *copy;

	*out = (struct tr_text){"", 0};
	TR_TRY(tr_walk_new(w, new, &o, err));
	if (o->type == TR_PDF_STRING)
		TR_TRY(tr_pdf_text_utf8(o->u.string, &text, err));
	else if (o->type == TR_PDF_NAME)
		TR_TRY(tr_buf_add_bytes(&text, o->u.name, err));
	if (tr_utf8_check(tr_buf_view(&text)) != text.n)
		return TRIEN_OK;
	size_t n = text.n > VALUE_MAX ? tr_utf8_cut((const char *)text.p, VALUE_MAX) : text.n;
	TR_TRY(tr_arena_copy(w->arena, text.p, n, &copy, err));
	*out = (struct tr_text){(const char *)copy, n};
	return TRIEN_OK;
}
