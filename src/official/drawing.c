/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "official/drawing.h"

#include <math.h>

/*
 * Where PDF/A (ISO 19005-2 §6.2.4.3) has no output intent for them, device colours need a meaning: those of
 * sRGB and of its grey, from IEC 61966-2-1 with the gamma that CalRGB can say.
 */
#define CALIBRATED \
	"/ColorSpace<</DefaultRGB[/CalRGB<</WhitePoint[0.9505 1 1.089]/Gamma[2.2 2.2 2.2]/Matrix[0.4124 0.2126 0.0193 " \
	"0.3576 0.7152 0.1192 0.1805 0.0722 0.9505]>>]/DefaultGray[/CalGray<</WhitePoint[0.9505 1 1.089]/Gamma 2.2>>]>>"

static trien_rc
print_picture(const struct tr_drawing *d, struct tr_buf *out, struct trien_err *err)
{
	return tr_buf_addf(out, err, "q %.4f 0 0 %.4f %.4f %.4f cm/Im Do Q\n", d->picture.x1 - d->picture.x0,
			d->picture.y1 - d->picture.y0, d->picture.x0, d->height - d->picture.y1);
}

static trien_rc
print_lines(const struct tr_drawing *d, struct tr_buf *out, struct trien_err *err)
{
	static const char *const colours[] = {[TR_INK_BLACK] = "0 g", [TR_INK_BLUE] = "0 0 1 rg", [TR_INK_RED] = "1 0 0 rg"};
	double width;

	TR_TRY(tr_buf_addf(out, err, "BT/F %.2f Tf %s\n", d->size, colours[d->colour]));
	for (size_t i = 0; i < d->line_count; i++) {
		TR_TRY(tr_buf_addf(out, err, "1 0 0 1 %.4f %.4f Tm ", d->lines[i].x, d->height - d->lines[i].baseline));
		TR_TRY(tr_font_show(d->font, d->lines[i].text, out, &width, err));
		TR_TRY(tr_buf_add_byte(out, '\n', err));
	}
	return tr_buf_add(out, "ET\n", 3, err);
}

/*
 * The appearance is scaled so that its transformed BBox fills /Rect (§12.5.5, algorithm 8.1): /Matrix only has to turn
 * it against the page's /Rotate.
 */
static trien_rc
print_head(const struct tr_drawing *d, const struct tr_page_frame *frame, const struct tr_drawing_note *note,
		struct tr_buf *out, struct trien_err *err)
{
	static const char *const turns[] = {"", "/Matrix[0 1 -1 0 0 0]", "/Matrix[-1 0 0 -1 0 0]", "/Matrix[0 -1 1 0 0 0]"};

	TR_TRY(tr_buf_addf(out, err, "/Type/XObject/Subtype/Form/BBox[0 0 %.4f %.4f]%s/TRIEN_Look/%s", d->width,
			d->height, turns[frame->rotate / 90 % 4], note->kind));
	if (d->image == NULL)
		return TRIEN_OK;
	return tr_buf_addf(out, err, "/TRIEN_Ink[%.4f %.4f %.4f %.4f]", d->picture.x0, d->height - d->picture.y1,
			d->picture.x1, d->height - d->picture.y0);
}

trien_rc
tr_drawing_put(const struct tr_drawing *d, const struct tr_page_frame *frame, const struct tr_drawing_note *note,
		struct tr_pdf_update *u, struct tr_pdf_ref *form, struct trien_err *err)
{
	TR_AUTO_BUF head = {0}, content = {0};
	struct tr_pdf_ref ref = {0}, part;

	TR_TRY(print_head(d, frame, note, &head, err));
	TR_TRY(tr_buf_add(&head, "/Resources<<", 12, err));
	if (note->calibrated)
		TR_TRY(tr_buf_add(&head, CALIBRATED, sizeof(CALIBRATED) - 1, err));
	if (d->image != NULL) {
		TR_TRY(print_picture(d, &content, err));
		TR_TRY(note->stencilled ? tr_picture_put_stencilled(d->image, u, &part, err)
					: tr_picture_put(d->image, u, &part, err));
		TR_TRY(tr_buf_addf(&head, err, "/XObject<</Im %u 0 R>>", part.num));
	}
	if (d->line_count > 0) {
		TR_TRY(print_lines(d, &content, err));
		TR_TRY(tr_font_put(d->font, u, &part, err));
		TR_TRY(tr_buf_addf(&head, err, "/Font<</F %u 0 R>>", part.num));
	}
	TR_TRY(tr_buf_add(&head, ">>", 2, err));
	TR_TRY(tr_pdf_update_number(u, &ref.num, err));
	TR_TRY(tr_pdf_update_put_stream(u, ref, tr_buf_view(&head), tr_buf_view(&content), err));
	*form = ref;
	return TRIEN_OK;
}

/* Four numbers of an array in order; false where it is anything else. */
static trien_rc
read_four(struct tr_pdf *pdf, size_t rev, const struct tr_pdf_obj *form, const char *key, double v[4], bool *good,
		struct trien_err *err)
{
	const struct tr_pdf_obj *array, *item;

	TR_TRY(tr_pdf_find(pdf, rev, form, key, &array, err));
	*good = array->type == TR_PDF_ARRAY && array->u.array.count == 4;
	for (size_t i = 0; *good && i < 4; i++) {
		TR_TRY(tr_pdf_resolve(pdf, rev, array->u.array.items[i], &item, err));
		*good = tr_pdf_number(item, &v[i]) && fabs(v[i]) <= TR_PAGE_SIDE_MAX;
	}
	*good = *good && v[0] < v[2] && v[1] < v[3];
	return TRIEN_OK;
}

trien_rc
tr_drawing_find_ink(struct tr_pdf *pdf, size_t rev, const struct tr_pdf_obj *form, struct tr_box seen, const char *kind,
		struct tr_box *ink, bool *found, struct trien_err *err)
{
	const struct tr_pdf_obj *look;
	double b[4], i[4];

	*found = false;
	TR_TRY(tr_pdf_find(pdf, rev, form, "TRIEN_Look", &look, err));
	if (!tr_pdf_is_name(look, kind))
		return TRIEN_OK;
	TR_TRY(read_four(pdf, rev, form, "BBox", b, found, err));
	if (*found)
		TR_TRY(read_four(pdf, rev, form, "TRIEN_Ink", i, found, err));
	if (!*found)
		return TRIEN_OK;
	const double sx = (seen.x1 - seen.x0) / (b[2] - b[0]), sy = (seen.y1 - seen.y0) / (b[3] - b[1]);
	*ink = (struct tr_box){seen.x0 + sx * (i[0] - b[0]), seen.y0 + sy * (b[3] - i[3]), seen.x0 + sx * (i[2] - b[0]),
		seen.y0 + sy * (b[3] - i[1])};
	return TRIEN_OK;
}
