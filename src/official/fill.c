/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: R9.2 */
#include "official/fill.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/errors/official.h"
#include "base/time.h"
#include "base/utf8.h"
#include "official/form_font.h"
#include "sign/reserved.h"

/* ---- values ---- */

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* A to Z, a to z, Đ, đ: what a reserved font holds. */
static bool
is_letter(uint32_t c)
{
	return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == 0x110 || c == 0x111;
}

static trien_rc
read_number(struct tr_text text, struct tr_fill_values *out, struct trien_err *err)
{
	size_t digits = 0, letters = 0, zeros = 0, n;

	while (digits < text.n && is_digit(text.p[digits]))
		digits++;
	while (zeros < digits && text.p[zeros] == '0')
		zeros++;
	for (size_t i = digits; i < text.n; i += n, letters++)
		if (!is_letter(tr_utf8_next((const uint8_t *)text.p + i, text.n - i, &n)))
			return TR_ERR(err, OFFICIAL_FILL_NUMBER, TR_B("got", text.p, text.n));
	/* "05" is how 5 is written, "005" is no number of an official document. */
	if (digits == zeros || digits > TR_FILL_NUMBER_DIGITS || letters > TR_FILL_NUMBER_LETTERS ||
			zeros > (digits == 2 ? 1u : 0u))
		return TR_ERR(err, OFFICIAL_FILL_NUMBER, TR_B("got", text.p, text.n));
	snprintf(out->number, sizeof(out->number), "%s%.*s", digits == 1 ? "0" : "", (int)text.n, text.p);
	return TRIEN_OK;
}

static trien_rc
read_date(struct tr_text text, struct tr_fill_values *out, struct trien_err *err)
{
	const struct tr_bytes t = TR_BYTES(text.p, text.n);
	int64_t epoch;

	if (t.n > 10 || tr_time_read(t, 0, &epoch, NULL) != TRIEN_OK) /* a day, and no time of it */
		return TR_ERR(err, OFFICIAL_FILL_DATE, TR_B("got", text.p, text.n));
	const struct tr_civil c = tr_civil_of(epoch, 0);
	if (c.year < 1000)
		return TR_ERR(err, OFFICIAL_FILL_DATE, TR_B("got", text.p, text.n));
	snprintf(out->day, sizeof(out->day), "%02d", c.day);
	snprintf(out->month, sizeof(out->month), c.month <= 2 ? "%02d" : "%d", c.month);
	snprintf(out->year, sizeof(out->year), "%04d", c.year % 10000);
	snprintf(out->date, sizeof(out->date), "%04d-%02d-%02d", c.year % 10000, c.month, c.day);
	return TRIEN_OK;
}

trien_rc
tr_fill_values(struct tr_text number, struct tr_text date, struct tr_fill_values *out, struct trien_err *err)
{
	struct tr_fill_values v = {0};

	TR_TRY(read_number(number, &v, err));
	TR_TRY(read_date(date, &v, err));
	*out = v;
	return TRIEN_OK;
}

/* ---- one widget ---- */

struct filling {
	struct tr_pdf *pdf;
	size_t rev;
	struct tr_pdf_update *update;
	const struct tr_pdf_field *field;
	struct tr_text value;
};

/* What a widget's text is set in, and where. */
struct setting {
	struct tr_pdf_obj const *bbox, *matrix;
	double width, height, size;
	int64_t align;
	char font_name[64];
	struct tr_pdf_ref font_ref;
	struct tr_form_font font;
};

static trien_rc
refuse(const struct filling *f, const char *what, struct trien_err *err)
{
	return TR_ERR(err, OFFICIAL_FILL_FIELD, TR_B("field", f->field->name.p, f->field->name.n), TR_S("what", what));
}

/* "/Trien1 13 Tf 0 g": as it was reserved, and nothing else. */
static trien_rc
read_setting(const struct filling *f, const struct tr_pdf_obj *widget, struct setting *s, struct trien_err *err)
{
	const struct tr_pdf_obj *da, *q;
	char text[128];
	int end = 0;

	TR_TRY(tr_pdf_find(f->pdf, f->rev, widget, "DA", &da, err));
	TR_TRY(tr_pdf_find(f->pdf, f->rev, widget, "Q", &q, err));
	if (da->type != TR_PDF_STRING || da->u.string.n >= sizeof(text))
		return refuse(f, "its /DA is not the reserved one", err);
	memcpy(text, da->u.string.p, da->u.string.n);
	text[da->u.string.n] = '\0';
	if (sscanf(text, "/%63[A-Za-z0-9] %lf Tf 0 g%n", s->font_name, &s->size, &end) != 2 ||
			(size_t)end != da->u.string.n || !(s->size > 0 && s->size < 1000))
		return refuse(f, "its /DA is not the reserved one", err);
	s->align = q->type == TR_PDF_INT ? q->u.integer : 0;
	return tr_form_font_read(f->pdf, f->rev, TR_BYTES(s->font_name, strlen(s->font_name)), &s->font, &s->font_ref, err);
}

/* The reserved appearance says how large the place is, and how it is turned. */
static trien_rc
read_place(const struct filling *f, const struct tr_pdf_obj *widget, struct setting *s, struct trien_err *err)
{
	const struct tr_pdf_obj *o;
	double side[4];

	TR_TRY(tr_pdf_find(f->pdf, f->rev, widget, "AP", &o, err));
	TR_TRY(tr_pdf_find(f->pdf, f->rev, o, "N", &o, err));
	TR_TRY(tr_pdf_find(f->pdf, f->rev, o, "Matrix", &s->matrix, err));
	TR_TRY(tr_pdf_find(f->pdf, f->rev, o, "BBox", &s->bbox, err));
	if (o->type != TR_PDF_STREAM || s->bbox->type != TR_PDF_ARRAY || s->bbox->u.array.count != 4)
		return refuse(f, "it has no empty appearance with a /BBox", err);
	for (size_t i = 0; i < 4; i++)
		if (!tr_pdf_number(s->bbox->u.array.items[i], &side[i]))
			return refuse(f, "it has no empty appearance with a /BBox", err);
	if (side[0] != 0 || side[1] != 0 || !(side[2] > 0 && side[2] < 1e5) || !(side[3] > 0 && side[3] < 1e5))
		return refuse(f, "its appearance does not begin at its corner", err);
	s->width = side[2];
	s->height = side[3];
	return TRIEN_OK;
}

/* §12.7.4.3: marked content /Tx, the line on its baseline; the reserved line is as high as the font. */
static trien_rc
print_text(const struct filling *f, const struct setting *s, struct tr_buf *out, struct trien_err *err)
{
	TR_AUTO_BUF operators = {0};
	double em;

	TR_TRY(tr_form_font_show(&s->font, f->value, &operators, &em, err));
	const double width = em * s->size, font_height = s->font.ascent + s->font.descent;
	/* A tenth of a point: the sides were rounded when they were measured. */
	if (width > s->width + 0.1)
		return TR_ERR(err, OFFICIAL_FILL_FIT, TR_B("field", f->field->name.p, f->field->name.n),
				TR_B("value", f->value.p, f->value.n), TR_I("got", (int64_t)ceil(width)),
				TR_I("max", (int64_t)floor(s->width)));
	TR_TRY(tr_buf_addf(out, err, "/Tx BMC q BT /%s ", s->font_name));
	TR_TRY(tr_pdf_print_decimal(out, s->size, err));
	TR_TRY(tr_buf_addf(out, err, " Tf 0 g "));
	TR_TRY(tr_pdf_print_decimal(out, s->align == 1 ? fmax(0, (s->width - width) / 2) : 0, err));
	TR_TRY(tr_pdf_print_decimal(out, s->height * s->font.descent / font_height, err));
	TR_TRY(tr_buf_addf(out, err, " Td "));
	TR_TRY(tr_buf_add_bytes(out, tr_buf_view(&operators), err));
	return tr_buf_addf(out, err, " ET Q EMC\n");
}

static trien_rc
put_appearance(const struct filling *f, const struct setting *s, struct tr_pdf_ref *out, struct trien_err *err)
{
	TR_AUTO_BUF dict = {0}, content = {0};

	TR_TRY(print_text(f, s, &content, err));
	TR_TRY(tr_buf_addf(&dict, err, "/Type/XObject/Subtype/Form/BBox"));
	TR_TRY(tr_pdf_print(&dict, s->bbox, err));
	if (s->matrix->type == TR_PDF_ARRAY) {
		TR_TRY(tr_buf_addf(&dict, err, "/Matrix"));
		TR_TRY(tr_pdf_print(&dict, s->matrix, err));
	}
	TR_TRY(tr_buf_addf(&dict, err, "/Resources<</Font<</%s %u %u R>>>>", s->font_name, (unsigned)s->font_ref.num,
			(unsigned)s->font_ref.gen));
	*out = (struct tr_pdf_ref){0, 0};
	TR_TRY(tr_pdf_update_number(f->update, &out->num, err));
	return tr_pdf_update_put_stream(f->update, *out, tr_buf_view(&dict), tr_buf_view(&content), err);
}

static trien_rc
fill_widget(const struct filling *f, const struct tr_pdf_obj *item, struct trien_err *err)
{
	TR_AUTO_BUF body = {0};
	struct setting s = {0};
	struct tr_pdf_ref appearance;
	const struct tr_pdf_obj *widget;
	char look[48];

	TR_TRY(tr_pdf_resolve(f->pdf, f->rev, item, &widget, err));
	if (item->type != TR_PDF_REF || widget->type != TR_PDF_DICT)
		return refuse(f, "a widget is not an indirect dictionary", err);
	TR_TRY(read_setting(f, widget, &s, err));
	TR_TRY(read_place(f, widget, &s, err));
	TR_TRY(put_appearance(f, &s, &appearance, err));
	int n = snprintf(look, sizeof(look), "<</N %u 0 R>>", (unsigned)appearance.num);
	TR_TRY(tr_sign_print_edited(&body, widget, &(struct tr_sign_edit){"AP", TR_BYTES(look, (size_t)n)}, 1, err));
	return tr_pdf_update_put(f->update, item->u.ref, tr_buf_view(&body), err);
}

/* ---- one field ---- */

static trien_rc
fill_field(const struct filling *f, struct trien_err *err)
{
	TR_AUTO_BUF value = {0}, body = {0};
	const struct tr_pdf_obj *kids, *have = f->field->value;

	if (!tr_bytes_are(f->field->type, "Tx") || f->field->ref.num == 0)
		return refuse(f, "it is not a text field", err);
	if (have->type != TR_PDF_NULL && (have->type != TR_PDF_STRING || have->u.string.n > 0))
		return TR_ERR(err, OFFICIAL_FILL_FILLED, TR_B("field", f->field->name.p, f->field->name.n));
	TR_TRY(tr_pdf_find(f->pdf, f->rev, f->field->dict, "Kids", &kids, err));
	if (kids->type != TR_PDF_ARRAY || kids->u.array.count == 0 || kids->u.array.count > TR_FILL_WIDGETS_MAX)
		return refuse(f, "it has no widgets, or too many", err);
	for (size_t i = 0; i < kids->u.array.count; i++)
		TR_TRY(fill_widget(f, kids->u.array.items[i], err));
	TR_TRY(tr_pdf_print_text(&value, f->value, err));
	TR_TRY(tr_sign_print_edited(&body, f->field->dict, &(struct tr_sign_edit){"V", tr_buf_view(&value)}, 1, err));
	return tr_pdf_update_put(f->update, f->field->ref, tr_buf_view(&body), err);
}

/* Day, month and year that the page had when its texts were reserved: nobody can fill in others beside them. */
static trien_rc
check_typed(const struct filling *f, const struct tr_fill_values *values, struct trien_err *err)
{
	const struct {
		const char *what, *value;
	} parts[] = {{"day", values->day}, {"month", values->month}, {"year", values->year}};
	const struct tr_pdf_obj *typed, *part;

	TR_TRY(tr_pdf_find(f->pdf, f->rev, f->field->dict, TR_RESERVED_TYPED, &typed, err));
	if (typed->type == TR_PDF_NULL)
		return TRIEN_OK;
	if (typed->type != TR_PDF_ARRAY || typed->u.array.count != 3)
		return refuse(f, "its /" TR_RESERVED_TYPED " is not the reserved one", err);
	for (size_t i = 0; i < 3; i++) {
		part = typed->u.array.items[i];
		if (part->type != TR_PDF_INT)
			return refuse(f, "its /" TR_RESERVED_TYPED " is not the reserved one", err);
		if (part->u.integer != 0 && part->u.integer != strtol(parts[i].value, NULL, 10))
			return TR_ERR(err, OFFICIAL_FILL_TYPED, TR_S("what", parts[i].what), TR_I("typed", part->u.integer),
					TR_S("got", parts[i].value));
	}
	return TRIEN_OK;
}

trien_rc
tr_fill(struct tr_pdf *pdf, size_t rev, const struct tr_fill_values *values, struct tr_pdf_update *u,
		struct trien_err *err)
{
	const struct {
		const char *name, *value;
	} texts[] = {{TR_RESERVED_ROOT ".number", values->number}, {TR_RESERVED_ROOT ".day", values->day},
		{TR_RESERVED_ROOT ".month", values->month}, {TR_RESERVED_ROOT ".year", values->year}};
	struct filling f = {.pdf = pdf, .rev = rev, .update = u};
	const struct tr_pdf_field *fields;
	bool numbered = false;
	size_t count;

	TR_TRY(tr_pdf_fields(pdf, rev, &fields, &count, err));
	for (size_t i = 0; i < count; i++)
		for (size_t k = 0; k < sizeof(texts) / sizeof(*texts); k++) {
			if (!tr_bytes_are(fields[i].name, texts[k].name))
				continue;
			f.field = &fields[i];
			f.value = (struct tr_text){texts[k].value, strlen(texts[k].value)};
			numbered |= k == 0;
			if (k == 0)
				TR_TRY(check_typed(&f, values, err));
			TR_TRY(fill_field(&f, err));
		}
	return numbered ? TRIEN_OK : TR_ERR(err, OFFICIAL_FILL_MISSING, TR_S("field", texts[0].name));
}
