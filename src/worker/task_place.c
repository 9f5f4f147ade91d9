/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "worker/task_place.h"

#include <math.h>
#include <stdlib.h>

#include "base/memory.h"
#include "official/place_reader.h"
#include "worker/tasks.h"
#include "worker/wire.h"

#define UNITS 1000.0       /* of a point: how lengths go over the pipe */
#define LENGTH_MAX 1e9     /* points; nothing on a page is as long */
#define PICTURES_MAX (TR_WORKER_ANSWER_MAX / 2)

/* ---- lengths, boxes, doubts ---- */
static trien_rc
add_length(struct tr_buf *b, double v, struct trien_err *err)
{
	const double kept = fabs(v) < LENGTH_MAX ? v : 0;
	return tr_wire_add_u64(b, (uint64_t)(int64_t)llround(kept * UNITS), err);
}

static double
take_length(struct tr_cursor *c)
{
	const double v = (double)(int64_t)tr_cursor_u64(c) / UNITS;
	return fabs(v) < LENGTH_MAX ? v : 0;
}

static trien_rc
add_box(struct tr_buf *b, struct tr_box box, struct trien_err *err)
{
	TR_TRY(add_length(b, box.x0, err));
	TR_TRY(add_length(b, box.y0, err));
	TR_TRY(add_length(b, box.x1, err));
	return add_length(b, box.y1, err);
}

static struct tr_box
take_box(struct tr_cursor *c)
{
	struct tr_box b = {.x0 = take_length(c)};
	b.y0 = take_length(c);
	b.x1 = take_length(c);
	b.y1 = take_length(c);
	return b;
}

static trien_rc
add_doubt(struct tr_buf *b, const char *doubt, struct trien_err *err)
{
	return tr_wire_add_bytes(b, TR_BYTES(doubt, doubt != NULL ? strlen(doubt) : 0), err);
}

/* No word: sure. */
static trien_rc
take_doubt(struct tr_cursor *c, enum tr_sureness *sure, const char **doubt, struct trien_err *err)
{
	struct tr_text word;

	TR_TRY(tr_wire_take_text(c, &word, err));
	*doubt = word.n > 0 ? tr_place_doubt(word) : NULL;
	*sure = word.n > 0 ? TR_UNSURE : TR_SURE;
	return word.n > 0 && *doubt == NULL ? TR_ERR0(err, WORKER_ANSWER_INVALID) : TRIEN_OK;
}

static trien_rc
take_kept(struct tr_cursor *c, struct tr_arena *arena, struct tr_text *out, struct trien_err *err)
{
	const uint8_t *p;

	TR_TRY(tr_wire_take_text(c, out, err));
	TR_TRY(tr_arena_copy(arena, out->p, out->n, &p, err));
	out->p = (const char *)p;
	return TRIEN_OK;
}

/* ---- in the sandbox ---- */
static trien_rc
add_signatory(struct tr_buf *b, const struct tr_place_signatory *s, struct trien_err *err)
{
	TR_TRY(tr_wire_add_u64(b, s->page, err));
	TR_TRY(add_box(b, s->title, err));
	TR_TRY(add_box(b, s->name, err));
	TR_TRY(add_box(b, s->room, err));
	TR_TRY(tr_wire_add_text(b, s->prefix, err));
	TR_TRY(tr_wire_add_text(b, s->title_text, err));
	TR_TRY(tr_wire_add_text(b, s->name_text, err));
	return add_doubt(b, s->doubt, err);
}

static trien_rc
add_spot(struct tr_buf *b, const struct tr_place_spot *s, struct trien_err *err)
{
	TR_TRY(tr_wire_add_u64(b, s->kind, err));
	TR_TRY(tr_wire_add_u64(b, s->page, err));
	TR_TRY(add_box(b, s->box, err));
	TR_TRY(add_length(b, s->baseline, err));
	TR_TRY(add_length(b, s->size, err));
	TR_TRY(tr_wire_add_u64(b, (s->italic ? 2u : 0u) + (s->bold ? 1u : 0u), err));
	return add_doubt(b, s->doubt, err);
}

static trien_rc
add_placement(struct tr_buf *b, const struct tr_placement *p, struct trien_err *err)
{
	TR_TRY(tr_wire_add_u64(b, p->signatory_count, err));
	for (size_t i = 0; i < p->signatory_count; i++)
		TR_TRY(add_signatory(b, &p->signatories[i], err));
	TR_TRY(tr_wire_add_u64(b, p->name_elsewhere, err));
	TR_TRY(tr_wire_add_u64(b, p->spot_count, err));
	for (size_t i = 0; i < p->spot_count; i++)
		TR_TRY(add_spot(b, &p->spots[i], err));
	TR_TRY(tr_wire_add_u64(b, p->spots_cut, err));
	TR_TRY(tr_wire_add_u64(b, p->top_right_free, err));
	TR_TRY(add_box(b, p->top_right, err));
	return add_doubt(b, p->top_right_doubt, err);
}

/* As many pages as the answer holds. */
static trien_rc
add_previews(struct tr_buf *b, struct tr_place_reader *reader, const struct tr_placement *p, unsigned dpi,
		struct trien_err *err)
{
	size_t pages[TR_PLACE_PREVIEW_PAGES_MAX];
	const size_t count = dpi > 0 ? tr_place_preview_pages(p, pages) : 0;

	for (size_t i = 0; i < count && b->n < PICTURES_MAX; i++) {
		struct tr_raster raster = {0};
		TR_AUTO_BUF png = {.max = PICTURES_MAX};
		TR_TRY(tr_place_reader_draw(reader, pages[i], dpi, &raster, err));
		tr_place_preview_draw(p, pages[i], dpi, &raster);
		trien_rc rc = tr_raster_png(&raster, &png, err);
		tr_raster_free(&raster);
		TR_TRY(rc);
		TR_TRY(tr_wire_add_u64(b, pages[i], err));
		TR_TRY(tr_wire_add_bytes(b, tr_buf_view(&png), err));
	}
	return TRIEN_OK;
}

static trien_rc
count_pages(struct tr_bytes document, size_t *out, struct trien_err *err)
{
	struct tr_pdf *pdf;

	TR_TRY(tr_pdf_open(document, NULL, &pdf, err));
	trien_rc rc = tr_pdf_page_count(pdf, tr_pdf_newest(pdf), out, err);
	tr_pdf_close(pdf);
	return rc;
}

/* The child's memory goes with it: nothing is freed. */
trien_rc
tr_task_place_run(const struct tr_worker_input *in, struct tr_buf *answer, struct trien_err *err)
{
	struct tr_cursor c = tr_cursor_of(in->request);
	struct tr_place_request request;
	struct tr_place_reader *reader;
	struct tr_placement *placement;
	size_t pages;

	TR_TRY(tr_wire_take_text(&c, &request.name, err));
	request.top_right_width = take_length(&c);
	request.top_right_height = take_length(&c);
	const unsigned dpi = (unsigned)tr_cursor_u64(&c);
	if (c.bad || tr_cursor_left(&c) > 0)
		return TR_ERR(err, INTERNAL, TR_S("what", "place request"));
	placement = tr_mem_zeroed(1, sizeof(*placement));
	if (placement == NULL)
		return TR_ERR(err, NO_MEMORY, TR_U("want", sizeof(*placement)));
	TR_TRY(count_pages(in->document, &pages, err));
	TR_TRY(tr_place_reader_open(in->document, NULL, pages, &reader, err));
	TR_TRY(tr_place(tr_place_reader_source(reader), &request, placement, err));
	TR_TRY(tr_wire_add_u64(answer, pages, err));
	TR_TRY(add_placement(answer, placement, err));
	return add_previews(answer, reader, placement, dpi, err);
}

/* ---- who asks ---- */
static trien_rc
take_signatory(struct tr_cursor *c, struct tr_arena *arena, struct tr_place_signatory *s, struct trien_err *err)
{
	s->page = (size_t)tr_cursor_u64(c);
	s->title = take_box(c);
	s->name = take_box(c);
	s->room = take_box(c);
	TR_TRY(take_kept(c, arena, &s->prefix, err));
	TR_TRY(take_kept(c, arena, &s->title_text, err));
	TR_TRY(take_kept(c, arena, &s->name_text, err));
	return take_doubt(c, &s->sure, &s->doubt, err);
}

static trien_rc
take_spot(struct tr_cursor *c, struct tr_place_spot *s, struct trien_err *err)
{
	const uint64_t kind = tr_cursor_u64(c);

	if (kind > TR_SPOT_YEAR)
		return TR_ERR0(err, WORKER_ANSWER_INVALID);
	s->kind = (enum tr_spot_kind)kind;
	s->page = (size_t)tr_cursor_u64(c);
	s->box = take_box(c);
	s->baseline = take_length(c);
	s->size = take_length(c);
	const uint64_t look = tr_cursor_u64(c);
	s->italic = look >> 1 & 1;
	s->bold = look & 1;
	return take_doubt(c, &s->sure, &s->doubt, err);
}

static trien_rc
take_placement(struct tr_cursor *c, struct tr_placement *p, struct trien_err *err)
{
	p->signatory_count = (size_t)tr_cursor_u64(c);
	if (p->signatory_count > TR_PLACE_CANDIDATES_MAX)
		return TR_ERR0(err, WORKER_ANSWER_INVALID);
	for (size_t i = 0; i < p->signatory_count; i++)
		TR_TRY(take_signatory(c, &p->arena, &p->signatories[i], err));
	p->name_elsewhere = (size_t)tr_cursor_u64(c);
	p->spot_count = (size_t)tr_cursor_u64(c);
	if (p->spot_count > TR_PLACE_SPOTS_MAX)
		return TR_ERR0(err, WORKER_ANSWER_INVALID);
	for (size_t i = 0; i < p->spot_count; i++)
		TR_TRY(take_spot(c, &p->spots[i], err));
	p->spots_cut = tr_cursor_u64(c) != 0;
	p->top_right_free = tr_cursor_u64(c) != 0;
	p->top_right = take_box(c);
	return take_doubt(c, &p->top_right_sure, &p->top_right_doubt, err);
}

static trien_rc
take_answer(struct tr_cursor *c, struct tr_place_answer *a, struct trien_err *err)
{
	a->pages = (size_t)tr_cursor_u64(c);
	TR_TRY(take_placement(c, &a->placement, err));
	while (tr_cursor_left(c) > 0) {
		if (a->preview_count == TR_PLACE_PREVIEW_PAGES_MAX)
			return TR_ERR0(err, WORKER_ANSWER_INVALID);
		struct tr_place_preview *preview = &a->previews[a->preview_count++];
		preview->page = (size_t)tr_cursor_u64(c);
		TR_TRY(tr_buf_add_bytes(&preview->png, tr_wire_take_bytes(c), err));
	}
	return c->bad ? TR_ERR0(err, WORKER_ANSWER_INVALID) : TRIEN_OK;
}

trien_rc
tr_place_answer_read(struct tr_bytes in, struct tr_place_answer *out, struct trien_err *err)
{
	struct tr_cursor c = tr_cursor_of(in);

	memset(out, 0, sizeof(*out));
	trien_rc rc = take_answer(&c, out, err);
	if (rc != TRIEN_OK)
		tr_place_answer_free(out);
	return rc;
}

trien_rc
tr_task_place(struct tr_worker *w, int document_fd, const struct tr_place_request *request, unsigned dpi,
		struct tr_place_answer *out, struct trien_err *err)
{
	TR_AUTO_BUF in = {0}, answer = {.max = TR_WORKER_ANSWER_MAX};

	TR_TRY(tr_wire_add_text(&in, request->name, err));
	TR_TRY(add_length(&in, request->top_right_width, err));
	TR_TRY(add_length(&in, request->top_right_height, err));
	TR_TRY(tr_wire_add_u64(&in, dpi, err));
	const struct tr_worker_job job = {.task = TR_TASK_PLACE, .document = document_fd, .request = tr_buf_view(&in)};
	TR_TRY(tr_worker_run(w, &job, &answer, err));
	return tr_place_answer_read(tr_buf_view(&answer), out, err);
}

void
tr_place_answer_free(struct tr_place_answer *a)
{
	tr_placement_free(&a->placement);
	for (size_t i = 0; i < a->preview_count; i++)
		tr_buf_free(&a->previews[i].png);
	a->preview_count = 0;
}
