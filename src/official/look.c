/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: R8.1 R8.2 R8.3 R8.4 */
#include "official/look.h"

#include <math.h>

#include "base/errors/layout.h"
#include "base/errors/official.h"
#include "official/pdfa.h"
#include "official/place.h"
#include "official/place_reader.h"
#include "official/seal.h"

#define CORNER_WIDTH (80 * TR_POINTS_PER_MM) /* text at the top right is wrapped at this */

#define OTHERS_MAX (TR_HANDWRITINGS_MAX + TR_PLACE_CANDIDATES_MAX)

/* What is known while one appearance is made. */
struct look {
	struct tr_official_look *asked;
	const struct tr_sign_spot *spot;
	struct tr_appearance_request request;
	struct tr_picture own;
	struct tr_font *font;
	struct tr_arena arena;
	struct tr_place_reader *reader; /* NULL: the pages could not be read */
	struct tr_placement placement;
	bool placed;
	const struct tr_place_signatory *block; /* of the signatory; NULL: not known */
	struct tr_handwriting handwritings[TR_HANDWRITINGS_MAX], handwriting; /* all; the one that a seal goes beside */
	size_t handwriting_count;
	bool has_handwriting;
	struct tr_box field;            /* of an existing field, as seen */
	struct tr_page_frame frame;
	size_t page;
	struct tr_drawing drawing;
	double x, y;                    /* of the drawing's top left corner, as seen */
};

static bool
is_new(const struct look *l)
{
	return l->spot->ref.num == 0;
}

static struct trien_err *
note(const struct look *l)
{
	return tr_lint_add(&l->asked->findings, TR_LINT_WARNING);
}

/* ---- what goes in ---- */

static trien_rc
open_inputs(struct look *l, struct trien_err *err)
{
	struct tr_official_look *a = l->asked;

	const struct tr_picture *image = a->image != NULL ? a->image : &l->own;

	a->asked.picture = a->image != NULL || a->picture.n > 0;
	TR_TRY(tr_appearance_check(&a->asked, err));
	if (tr_appearance_has_picture(a->asked.kind) && a->image == NULL)
		TR_TRY(tr_picture_read_png(a->picture, &l->own, err));
	if (tr_appearance_in_corner(a->asked.kind) && a->font.n == 0 && a->fonts == NULL)
		return TR_ERR(err, LAYOUT_FONTS_MISSING, TR_S("path", "LiberationSerif-Regular.ttf"));
	if (tr_appearance_in_corner(a->asked.kind))
		TR_TRY(tr_font_open(a->font.n > 0 ? a->font : tr_page_fonts_serif(a->fonts, 0), &l->font, err));
	l->request = (struct tr_appearance_request){.asked = a->asked, .rules = a->rules, .image = image, .font = l->font,
		.time = l->spot->time, .zone_minutes = l->spot->zone_minutes};
	return TRIEN_OK;
}

/*
 * The words of the pages: needed to find a place, wanted to judge one. A file that the page reader does not take as it is
 * can still be signed at a place that a person names.
 */
static trien_rc
open_reader(struct look *l, struct trien_err *err)
{
	struct trien_err why = {0};
	size_t pages;

	TR_TRY(tr_pdf_page_count(l->spot->pdf, l->spot->rev, &pages, err));
	trien_rc rc = tr_place_reader_open(l->asked->file, l->asked->fonts, pages, &l->reader, &why);
	if (rc == TRIEN_OK)
		return TRIEN_OK;
	if (is_new(l) && l->asked->where == TR_WHERE_AUTO) {
		if (err != NULL)
			*err = why;
		return rc;
	}
	*note(l) = why;
	return TRIEN_OK;
}

/* The pages are searched for what this appearance has to do with. */
static trien_rc
search_pages(struct look *l, double corner_width, double corner_height, struct trien_err *err)
{
	const struct tr_place_request wanted = {.name = l->asked->name, .top_right_width = corner_width,
		.top_right_height = corner_height};

	if (l->placed)
		tr_placement_free(&l->placement);
	l->placed = false;
	TR_TRY(tr_place(tr_place_reader_source(l->reader), &wanted, &l->placement, err));
	l->placed = true;
	return TRIEN_OK;
}

/* ---- the handwriting that a seal goes beside ---- */

static bool
is_within(struct tr_box b, struct tr_box room)
{
	const double x = (b.x0 + b.x1) / 2, y = (b.y0 + b.y1) / 2;
	return x >= room.x0 && x <= room.x1 && y >= room.y0 && y <= room.y1;
}

/* The one that was named; else the only one, of our own making first; else the one in the block of who signs last. */
static trien_rc
choose_handwriting(struct look *l, struct trien_err *err)
{
	const struct tr_handwriting *all = l->handwritings;
	const size_t count = l->handwriting_count;
	const struct tr_text beside = l->asked->beside;
	size_t fit = 0, measured = 0, in_block = 0;

	for (size_t i = 0; i < count; i++)
		measured += all[i].measured;
	for (size_t i = 0; i < count; i++) {
		if (beside.n > 0 ? !tr_bytes_equal(TR_BYTES(all[i].field.p, all[i].field.n), TR_BYTES(beside.p, beside.n))
				: measured > 0 && !all[i].measured)
			continue;
		bool here = l->block != NULL && l->block->page == all[i].page && is_within(all[i].ink, l->block->room);
		if (fit == 0 || (here && in_block == 0))
			l->handwriting = all[i];
		fit++;
		in_block += here;
	}
	l->has_handwriting = fit == 1 || in_block == 1;
	if (l->has_handwriting || (fit == 0 && beside.n == 0))
		return TRIEN_OK;
	if (fit == 0)
		return TR_ERR(err, OFFICIAL_BESIDE_NOT_FOUND, TR_B("field", beside.p, beside.n));
	return TR_ERR(err, OFFICIAL_HANDWRITING_TWICE, TR_U("count", fit),
			TR_B("first", l->handwriting.field.p, l->handwriting.field.n));
}

/* A handwriting in a block makes the block sure for the seal beside it: somebody has signed there. */
static void
block_of_handwriting(struct look *l)
{
	for (size_t i = 0; l->has_handwriting && l->block == NULL && l->placed && i < l->placement.signatory_count; i++) {
		const struct tr_place_signatory *s = &l->placement.signatories[i];
		const struct tr_box column = {fmin(s->title.x0, s->name.x0), s->title.y0, fmax(s->title.x1, s->name.x1),
			s->name.y1};
		if (s->page == l->handwriting.page && is_within(l->handwriting.ink, column))
			l->block = s;
	}
}

static trien_rc
find_handwriting(struct look *l, struct trien_err *err)
{
	if (tr_appearance_in_corner(l->asked->asked.kind))
		return TRIEN_OK;
	TR_TRY(tr_handwritings_find(l->spot->pdf, l->spot->rev, l->handwritings, &l->handwriting_count, err));
	if (l->asked->asked.kind != TR_APPEARANCE_AGENCY)
		return TRIEN_OK;
	TR_TRY(choose_handwriting(l, err));
	block_of_handwriting(l);
	return TRIEN_OK;
}

/* The block whose title and name must stay free, where it is known for sure or was named. */
static trien_rc
find_block(struct look *l, struct trien_err *err)
{
	struct trien_err why = {0};
	const struct tr_place_signatory *block;

	if (l->reader == NULL || tr_appearance_in_corner(l->asked->asked.kind))
		return TRIEN_OK;
	TR_TRY(search_pages(l, 0, 0, err));
	trien_rc rc = tr_place_signatory(&l->placement, l->asked->name, &block, &why);
	if (rc == TRIEN_OK) {
		l->block = block;
		return TRIEN_OK;
	}
	if (!is_new(l) || l->asked->where != TR_WHERE_AUTO || l->asked->asked.kind != TR_APPEARANCE_SIGNATORY)
		return TRIEN_OK;
	if (err != NULL)
		*err = why;
	return rc;
}

/* ---- where it goes ---- */

static trien_rc
compose(struct look *l, double width, double height, struct trien_err *err)
{
	l->request.room_width = width;
	l->request.room_height = height;
	return tr_appearance_compose(&l->request, &l->arena, &l->drawing, err);
}

static void
place_seal(struct look *l)
{
	const struct tr_seal_wish wish = {.ink = l->handwriting.ink, .width = l->drawing.width,
		.height = l->drawing.height, .overlap = l->asked->rules->overlap,
		.name = l->block != NULL && l->block->page == l->page ? &l->block->name : NULL,
		.title = l->block != NULL && l->block->page == l->page ? &l->block->title : NULL,
		.within = is_new(l) ? NULL : &l->field, .page_width = l->frame.width, .page_height = l->frame.height};
	tr_seal_place(&wish, &l->x, &l->y);
}

/* Inside the box of a field that is there: the corner's words at its top right, a picture in its middle. */
static trien_rc
place_in_field(struct look *l, struct trien_err *err)
{
	const struct tr_box f = l->field;

	if (!(f.x1 - f.x0 > 1 && f.y1 - f.y0 > 1))
		return TR_ERR(err, OFFICIAL_FIELD_INVISIBLE, TR_B("field", l->spot->field.p, l->spot->field.n));
	TR_TRY(compose(l, f.x1 - f.x0, f.y1 - f.y0, err));
	if (tr_appearance_in_corner(l->asked->asked.kind)) {
		l->x = f.x1 - l->drawing.width;
		l->y = f.y0;
	} else if (l->has_handwriting && l->handwriting.page == l->page) {
		place_seal(l);
	} else {
		l->x = (f.x0 + f.x1 - l->drawing.width) / 2;
		l->y = (f.y0 + f.y1 - l->drawing.height) / 2;
	}
	return TRIEN_OK;
}

static trien_rc
place_at(struct look *l, struct trien_err *err)
{
	const struct tr_official_rules *rules = l->asked->rules;

	TR_TRY(compose(l, tr_appearance_in_corner(l->asked->asked.kind)
			? fmin(CORNER_WIDTH, fmax(l->frame.width - rules->margin_right - l->asked->x, 1)) : 0, 0, err));
	l->x = l->asked->x;
	l->y = l->asked->y;
	return TRIEN_OK;
}

/* In the middle between title and name. */
static trien_rc
place_handwriting(struct look *l, struct trien_err *err)
{
	const struct tr_box room = l->block->room;

	TR_TRY(compose(l, room.x1 - room.x0, room.y1 - room.y0, err));
	l->x = (room.x0 + room.x1 - l->drawing.width) / 2;
	l->y = (room.y0 + room.y1 - l->drawing.height) / 2;
	return TRIEN_OK;
}

/*
 * At the top right of page 1. The seal of a digitised document may lie over what is there, as it does on paper; its words may
 * not: where the whole finds no free room, the words alone must.
 */
static trien_rc
place_in_corner(struct look *l, struct trien_err *err)
{
	const struct tr_official_rules *rules = l->asked->rules;
	const double widest = fmin(CORNER_WIDTH, l->frame.width - rules->margin_left - rules->margin_right);

	TR_TRY(compose(l, widest, 0, err));
	TR_TRY(search_pages(l, l->drawing.width, l->drawing.height, err));
	if (!l->placement.top_right_free && l->drawing.image == NULL) {
		l->request.in_a_row = true;
		TR_TRY(compose(l, widest, 0, err));
		TR_TRY(search_pages(l, l->drawing.width, l->drawing.height, err));
	}
	if (!l->placement.top_right_free && l->drawing.image != NULL) {
		(void)TR_ERR0(note(l), OFFICIAL_SEAL_OVER_PAGE);
		TR_TRY(search_pages(l, l->drawing.width, l->drawing.picture.y0, err));
	}
	if (!l->placement.top_right_free)
		return TR_ERR0(err, OFFICIAL_CORNER_FULL);
	l->x = l->placement.top_right.x1 - l->drawing.width;
	l->y = l->placement.top_right.y0;
	return TRIEN_OK;
}

static trien_rc
set_page(struct look *l, size_t page, struct trien_err *err)
{
	l->page = page;
	return tr_page_frame(l->spot->pdf, l->spot->rev, page, &l->frame, err);
}

static trien_rc
place_auto(struct look *l, struct trien_err *err)
{
	if (tr_appearance_in_corner(l->asked->asked.kind)) {
		TR_TRY(set_page(l, 0, err));
		return place_in_corner(l, err);
	}
	if (l->asked->asked.kind == TR_APPEARANCE_SIGNATORY) {
		TR_TRY(set_page(l, l->block->page, err));
		return place_handwriting(l, err);
	}
	if (!l->has_handwriting)
		return TR_ERR0(err, OFFICIAL_HANDWRITING_WANTED);
	TR_TRY(set_page(l, l->handwriting.page, err));
	TR_TRY(compose(l, 0, 0, err));
	place_seal(l);
	return TRIEN_OK;
}

static trien_rc
find_place(struct look *l, struct trien_err *err)
{
	const struct tr_pdf_rect r = l->spot->rect;

	if (!is_new(l)) {
		if (l->asked->where == TR_WHERE_AT)
			return TR_ERR(err, OFFICIAL_FIELD_HAS_PLACE, TR_B("field", l->spot->field.p, l->spot->field.n));
		TR_TRY(set_page(l, l->spot->page, err));
		l->field = tr_frame_seen(&l->frame, (struct tr_box){r.left, r.bottom, r.right, r.top});
		return place_in_field(l, err);
	}
	if (l->asked->where == TR_WHERE_FIELD)
		return TR_ERR0(err, OFFICIAL_PLACE_WANTED);
	if (l->asked->where == TR_WHERE_AUTO)
		return place_auto(l, err);
	TR_TRY(set_page(l, l->asked->page, err));
	return place_at(l, err);
}

/* ---- judged and drawn ---- */

/* Handwritings and printed names of the others on this page. */
static size_t
find_others(const struct look *l, struct tr_lint_other out[OTHERS_MAX])
{
	size_t n = 0;

	for (size_t i = 0; i < l->handwriting_count; i++) {
		const struct tr_handwriting *h = &l->handwritings[i];
		const bool own = l->has_handwriting && tr_bytes_equal(TR_BYTES(h->field.p, h->field.n),
							       TR_BYTES(l->handwriting.field.p, l->handwriting.field.n));
		if (h->page == l->page && h->measured && !own)
			out[n++] = (struct tr_lint_other){h->ink, TR_OTHER_HANDWRITING};
	}
	for (size_t i = 0; l->block != NULL && i < l->placement.signatory_count; i++) {
		const struct tr_place_signatory *s = &l->placement.signatories[i];
		if (s->page == l->page && s != l->block && (s->doubt == NULL || strcmp(s->doubt, "several") == 0))
			out[n++] = (struct tr_lint_other){s->name, TR_OTHER_NAME};
	}
	return n;
}

static trien_rc
lint(struct look *l, struct trien_err *err)
{
	struct tr_lint_other others[OTHERS_MAX];
	const bool here = l->block != NULL && l->block->page == l->page;
	struct tr_lint_page page = {.width = l->frame.width, .height = l->frame.height,
		.title = here ? &l->block->title : NULL, .name = here ? &l->block->name : NULL,
		.handwriting = l->has_handwriting && l->handwriting.page == l->page ? &l->handwriting.ink : NULL,
		.others = others, .other_count = find_others(l, others)};

	if (l->reader != NULL)
		TR_TRY(tr_place_reader_words(l->reader, l->page, &page.words, err));
	tr_lint(&l->request, &l->drawing, l->x, l->y, &page, &l->asked->findings);
	return TRIEN_OK;
}

/* Moves the drawing into the box of its field, which is larger than it. */
static void
fill_field(struct look *l)
{
	const double dx = l->x - l->field.x0, dy = l->y - l->field.y0;

	l->drawing.width = l->field.x1 - l->field.x0;
	l->drawing.height = l->field.y1 - l->field.y0;
	l->drawing.picture = (struct tr_box){l->drawing.picture.x0 + dx, l->drawing.picture.y0 + dy,
		l->drawing.picture.x1 + dx, l->drawing.picture.y1 + dy};
	for (size_t i = 0; i < l->drawing.line_count; i++) {
		l->drawing.lines[i].x += dx;
		l->drawing.lines[i].baseline += dy;
	}
}

static trien_rc
draw(struct look *l, struct tr_pdf_update *u, struct tr_sign_look *out, struct trien_err *err)
{
	static const struct tr_text described = TR_TEXT_LIT("Chữ ký số");
	int pdfa;

	TR_TRY(tr_pdfa_part(l->spot->pdf, l->spot->rev, &pdfa, err));
	if (pdfa == 1 && l->drawing.image != NULL)
		(void)TR_ERR0(note(l), OFFICIAL_PDFA1);
	if (!is_new(l))
		fill_field(l);
	if (pdfa == 1 && l->font != NULL)
		tr_font_list_cids(l->font);
	const struct tr_drawing_note note = {.kind = l->asked->asked.kind == TR_APPEARANCE_E_COPY ? "ecopy"
			: tr_appearance_name(l->asked->asked.kind), .calibrated = pdfa > 0, .stencilled = pdfa == 1};
	TR_TRY(tr_drawing_put(&l->drawing, &l->frame, &note, u, &out->appearance, err));
	if (!is_new(l))
		return TRIEN_OK;
	const struct tr_box rect = tr_frame_rect(&l->frame,
			(struct tr_box){l->x, l->y, l->x + l->drawing.width, l->y + l->drawing.height});
	out->page = l->page;
	out->rect = (struct tr_pdf_rect){rect.x0, rect.y0, rect.x1, rect.y1};
	out->described = described;
	return TRIEN_OK;
}

static trien_rc
make(struct look *l, struct tr_pdf_update *u, struct tr_sign_look *out, struct trien_err *err)
{
	TR_TRY(open_inputs(l, err));
	TR_TRY(open_reader(l, err));
	TR_TRY(find_block(l, err));
	TR_TRY(find_handwriting(l, err));
	TR_TRY(find_place(l, err));
	TR_TRY(lint(l, err));
	return draw(l, u, out, err);
}

trien_rc
tr_official_put(void *context, const struct tr_sign_spot *spot, struct tr_pdf_update *u, struct tr_sign_look *out,
		struct trien_err *err)
{
	struct look l = {.asked = context, .spot = spot};

	trien_rc rc = make(&l, u, out, err);
	if (l.placed)
		tr_placement_free(&l.placement);
	tr_place_reader_close(l.reader);
	tr_arena_free(&l.arena);
	tr_font_free(l.font);
	tr_picture_free(&l.own);
	return rc;
}
