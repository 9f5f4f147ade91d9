/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: X5 */
#include "official/arrival.h"

#include <math.h>
#include <stdlib.h>

#include "base/errors/layout.h"
#include "base/errors/official.h"
#include "base/errors/sign.h"
#include "base/memory.h"
#include "layout/ledger_parts.h"
#include "official/place_reader.h"
#include "sign/document.h"

#define MM TR_POINTS_PER_MM
#define LEFT (30 * MM)
#define RIGHT (15 * MM)
#define EDGE (5 * MM)     /* printers do not print nearer to it */
#define TOP (30 * MM)
#define LOWEST (140 * MM)
#define STEP (2 * MM)
#define ACROSS (5 * MM)
#define CLEAR (1 * MM)
#define INK 0.0005 /* of it dark: more than specks of dust */
#define SIZE 10.0
#define STRONG 13.0

struct stamping {
	struct tr_arrival *s;
	struct tr_pdf *pdf;
	struct tr_pdf_update *u;
	struct tr_page_frame frame;
	struct tr_ledger_face faces[2];
	struct tr_ledger_text text;
	struct tr_box box;   /* as seen */
	struct tr_buf names; /* of its fonts */
};

/* ---- its place ---- */

static bool
is_free(const struct tr_page_words *page, struct tr_box b)
{
	for (size_t i = 0; i < page->count; i++) {
		const struct tr_box w = page->words[i].box;
		if (page->words[i].visible && w.x0 < b.x1 + CLEAR && w.x1 > b.x0 - CLEAR && w.y0 < b.y1 + CLEAR && w.y1 > b.y0 - CLEAR)
			return false;
	}
	return true;
}

static struct tr_box
box_at(double x, double y)
{
	return (struct tr_box){x, y, x + TR_ARRIVAL_WIDTH, y + TR_ARRIVAL_HEIGHT};
}

struct searching {
	const struct tr_place_source *source;
	const struct tr_page_words *page;
	double least; /* ink of the best place so far */
	bool found;
};

/* Down one column; the first free place, else that with the least ink. */
static trien_rc
search(struct stamping *k, struct searching *s, double x, double lowest, struct trien_err *err)
{
	const double end = fmin(lowest, k->frame.height - EDGE - TR_ARRIVAL_HEIGHT);

	for (double y = fmin(TOP, end); !s->found && y <= end; y += STEP) {
		const struct tr_box box = box_at(x, y);
		double share;
		TR_TRY(s->source->ink(s->source->context, 0, box, &share, err));
		s->found = share < INK && is_free(s->page, box);
		if (!s->found && !(share < s->least))
			continue;
		s->least = share;
		k->box = box;
	}
	return TRIEN_OK;
}

static trien_rc
find_place(struct stamping *k, struct tr_place_reader *reader, struct trien_err *err)
{
	const double room = k->frame.width - EDGE - TR_ARRIVAL_WIDTH;
	struct searching s = {.least = 2};

	if (room < EDGE || k->frame.height < TR_ARRIVAL_HEIGHT + 2 * EDGE)
		return TR_ERR0(err, OFFICIAL_ARRIVAL_PAGE);
	TR_TRY(tr_place_reader_words(reader, 0, &s.page, err));
	s.source = tr_place_reader_source(reader);
	TR_TRY(search(k, &s, fmin(LEFT, room), LOWEST, err));
	TR_TRY(search(k, &s, fmax(k->frame.width - RIGHT - TR_ARRIVAL_WIDTH, EDGE), LOWEST, err));
	/* Elsewhere in the left half, down to the foot: the right one has the handwriting and the seal. */
	for (double x = fmin(LEFT, room); x <= fmin(room, k->frame.width / 2); x += ACROSS)
		TR_TRY(search(k, &s, x, k->frame.height, err));
	TR_TRY(search(k, &s, EDGE, k->frame.height, err));
	k->s->over = !s.found;
	return TRIEN_OK;
}

/* ---- its look ---- */

/* The lines of one text, at most so many; each in the middle, or at the left. *y is the baseline of the next. */
static trien_rc
print_text(struct stamping *k, struct tr_buf *out, struct tr_bytes text, unsigned face, double size, size_t most, double *y, struct trien_err *err)
{
	const double room = TR_ARRIVAL_WIDTH - 4 * MM;
	double width;

	TR_TRY(tr_ledger_break(&k->faces[face], text, room / size, &k->text, err));
	for (size_t i = 0; i < k->text.count && i < most; i++) {
		const struct tr_text line = {(const char *)k->text.text.p + k->text.lines[i].at, k->text.lines[i].n};
		const double x = face == 1 ? (TR_ARRIVAL_WIDTH - k->text.lines[i].width * size) / 2 : 2 * MM;
		*y -= size * 1.2;
		if (line.n == 0)
			continue;
		TR_TRY(tr_buf_addf(out, err, "BT/F%u %.2f Tf 1 0 0 1 %.2f %.2f Tm ", face, size, x, *y));
		TR_TRY(tr_font_show(k->faces[face].font, line, out, &width, err));
		TR_TRY(tr_buf_addf(out, err, " ET\n"));
	}
	return TRIEN_OK;
}

static trien_rc
print_look(struct stamping *k, struct tr_buf *out, struct trien_err *err)
{
	double y = TR_ARRIVAL_HEIGHT - 1 * MM;

	TR_TRY(tr_buf_addf(out, err, "0.75 0 0 RG 0.75 0 0 rg 1 w 0.5 0.5 %.2f %.2f re S\n", TR_ARRIVAL_WIDTH - 1, TR_ARRIVAL_HEIGHT - 1));
	TR_TRY(print_text(k, out, k->s->lines[0], 1, SIZE - 1, 2, &y, err));
	TR_TRY(print_text(k, out, k->s->lines[1], 1, STRONG, 1, &y, err));
	for (size_t i = 2; i < TR_ARRIVAL_LINES; i++)
		TR_TRY(print_text(k, out, k->s->lines[i], 0, SIZE, 1, &y, err));
	return TRIEN_OK;
}

static trien_rc
put_fonts(struct stamping *k, struct trien_err *err)
{
	for (unsigned i = 0; i < 2; i++) {
		struct tr_pdf_ref font;
		TR_TRY(tr_font_put(k->faces[i].font, k->u, &font, err));
		TR_TRY(tr_buf_addf(&k->names, err, "/F%u %u 0 R", i, font.num));
	}
	return TRIEN_OK;
}

static trien_rc
put_look(struct stamping *k, struct tr_pdf_ref *form, struct trien_err *err)
{
	static const char *const turns[] = {"", "/Matrix[0 1 -1 0 0 0]", "/Matrix[-1 0 0 -1 0 0]", "/Matrix[0 -1 1 0 0 0]"};
	TR_AUTO_BUF content = {0}, head = {0};

	TR_TRY(print_look(k, &content, err));
	TR_TRY(put_fonts(k, err));
	TR_TRY(tr_buf_addf(&head, err, "/Type/XObject/Subtype/Form/BBox[0 0 %.2f %.2f]%s/Resources<</Font<<", TR_ARRIVAL_WIDTH, TR_ARRIVAL_HEIGHT,
			turns[k->frame.rotate / 90 % 4]));
	TR_TRY(tr_buf_add_bytes(&head, tr_buf_view(&k->names), err));
	TR_TRY(tr_buf_addf(&head, err, ">>>>"));
	TR_TRY(tr_pdf_update_number(k->u, &form->num, err));
	return tr_pdf_update_put_stream(k->u, *form, tr_buf_view(&head), tr_buf_view(&content), err);
}

/* ---- the annotation ---- */

static trien_rc
put_annotation(struct stamping *k, struct tr_pdf_ref form, struct tr_pdf_ref *annotation, struct trien_err *err)
{
	const struct tr_box r = tr_frame_rect(&k->frame, k->box);
	TR_AUTO_BUF body = {0};

	TR_TRY(tr_pdf_update_number(k->u, &annotation->num, err));
	TR_TRY(tr_buf_addf(&body, err, "<</Type/Annot/Subtype/Stamp/F 196/Rect[%.3f %.3f %.3f %.3f]/P %u %u R/AP<</N %u 0 R>>/Contents ", r.x0, r.y0, r.x1, r.y1,
			k->frame.page.num, k->frame.page.gen, form.num));
	TR_TRY(tr_pdf_print_text(&body, TR_TEXT_LIT("Dấu Đến"), err));
	TR_TRY(tr_buf_addf(&body, err, ">>"));
	return tr_pdf_update_put(k->u, *annotation, tr_buf_view(&body), err);
}

static trien_rc
no_page(const char *what, struct trien_err *err)
{
	return TR_ERR(err, SIGN_PAGE, TR_U("page", 1), TR_S("what", what));
}

static trien_rc
put_on_page(struct stamping *k, struct tr_pdf_ref annotation, struct trien_err *err)
{
	const struct tr_sign_doc d = {.pdf = k->pdf, .rev = tr_pdf_newest(k->pdf)};
	struct tr_sign_at annots;
	TR_AUTO_BUF list = {0}, page = {0};

	if (k->frame.page.num == 0)
		return no_page("it is not an indirect object (§7.7.3.2)", err);
	TR_TRY(tr_sign_follow_key(&d, k->frame.dict, "Annots", &annots, err));
	if (annots.obj->type != TR_PDF_ARRAY && annots.obj->type != TR_PDF_NULL)
		return no_page("its /Annots is not an array (§7.7.3.3)", err);
	TR_TRY(tr_sign_print_appended(&list, annots.obj, annotation, err));
	if (annots.ref.num != 0 && annots.obj->type == TR_PDF_ARRAY)
		return tr_pdf_update_put(k->u, annots.ref, tr_buf_view(&list), err);
	const struct tr_sign_edit edit = {"Annots", tr_buf_view(&list)};
	TR_TRY(tr_sign_print_edited(&page, k->frame.dict, &edit, 1, err));
	return tr_pdf_update_put(k->u, k->frame.page, tr_buf_view(&page), err);
}

static trien_rc
stamp(struct stamping *k, struct tr_buf *tail, struct trien_err *err)
{
	struct tr_pdf_ref form = {0}, annotation = {0};
	struct tr_place_reader *reader;
	size_t pages;

	TR_TRY(tr_pdf_update_new(k->pdf, &k->u, err));
	TR_TRY(tr_pdf_page_count(k->pdf, tr_pdf_newest(k->pdf), &pages, err));
	TR_TRY(tr_page_frame(k->pdf, tr_pdf_newest(k->pdf), 0, &k->frame, err));
	TR_TRY(tr_place_reader_open(k->s->file, k->s->fonts, pages, &reader, err));
	const trien_rc rc = find_place(k, reader, err);
	tr_place_reader_close(reader);
	TR_TRY(rc);
	for (unsigned i = 0; i < 2; i++)
		TR_TRY(tr_font_open(tr_page_fonts_serif(k->s->fonts, i), &k->faces[i].font, err));
	TR_TRY(put_look(k, &form, err));
	TR_TRY(put_annotation(k, form, &annotation, err));
	TR_TRY(put_on_page(k, annotation, err));
	return tr_pdf_update_write(k->u, k->s->id16, tail, err);
}

trien_rc
tr_arrival_put(struct tr_arrival *s, struct tr_buf *tail, struct trien_err *err)
{
	struct tr_pdf *pdf;

	if (s->fonts == NULL)
		return TR_ERR(err, LAYOUT_FONTS_MISSING, TR_S("path", "LiberationSerif"));
	TR_TRY(tr_pdf_open(s->file, NULL, &pdf, err));
	struct stamping *k = tr_mem_zeroed(1, sizeof(*k));
	if (k == NULL) {
		tr_pdf_close(pdf);
		return TR_ERR(err, NO_MEMORY, TR_U("want", sizeof(*k)));
	}
	k->s = s;
	k->pdf = pdf;
	const trien_rc rc = stamp(k, tail, err);
	for (unsigned i = 0; i < 2; i++)
		tr_font_free(k->faces[i].font);
	tr_ledger_text_free(&k->text);
	tr_buf_free(&k->names);
	tr_pdf_update_free(k->u);
	free(k);
	tr_pdf_close(pdf);
	return rc;
}
