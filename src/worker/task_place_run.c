/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Placement, the half in the sandbox: a task of the program trien-worker. */
#include "worker/task_place.h"

#include <stdlib.h>

#include "base/memory.h"
#include "worker/sitting.h"
#include "worker/wire.h"

#define PICTURES_MAX (TR_WORKER_ANSWER_MAX / 2)

static trien_rc
add_box(struct tr_buf *b, struct tr_box box, struct trien_err *err)
{
	TR_TRY(tr_wire_add_length(b, box.x0, err));
	TR_TRY(tr_wire_add_length(b, box.y0, err));
	TR_TRY(tr_wire_add_length(b, box.x1, err));
	return tr_wire_add_length(b, box.y1, err);
}

static trien_rc
add_doubt(struct tr_buf *b, const char *doubt, struct trien_err *err)
{
	return tr_wire_add_bytes(b, TR_BYTES(doubt, doubt != NULL ? strlen(doubt) : 0), err);
}

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
	TR_TRY(tr_wire_add_length(b, s->baseline, err));
	TR_TRY(tr_wire_add_length(b, s->size, err));
	TR_TRY(tr_wire_add_u64(b, (s->italic ? 2u : 0u) + (s->bold ? 1u : 0u), err));
	return add_doubt(b, s->doubt, err);
}

static trien_rc
add_typed(struct tr_buf *b, const struct tr_place_typed *t, struct trien_err *err)
{
	TR_TRY(tr_wire_add_u64(b, t->page, err));
	for (size_t i = 0; i < 3; i++)
		TR_TRY(tr_wire_add_u64(b, t->part[i], err));
	return TRIEN_OK;
}

static trien_rc
add_placement(struct tr_buf *b, const struct tr_placement *p, struct trien_err *err)
{
	TR_TRY(tr_wire_add_u64(b, p->signatory_count, err));
	for (size_t i = 0; i < p->signatory_count; i++)
		TR_TRY(add_signatory(b, &p->signatories[i], err));
	TR_TRY(tr_wire_add_u64(b, p->authority_count, err));
	for (size_t i = 0; i < p->authority_count; i++)
		TR_TRY(tr_wire_add_text(b, p->authority[i], err));
	TR_TRY(tr_wire_add_u64(b, p->name_elsewhere, err));
	TR_TRY(tr_wire_add_u64(b, p->spot_count, err));
	for (size_t i = 0; i < p->spot_count; i++)
		TR_TRY(add_spot(b, &p->spots[i], err));
	TR_TRY(tr_wire_add_u64(b, p->typed_count, err));
	for (size_t i = 0; i < p->typed_count; i++)
		TR_TRY(add_typed(b, &p->typed[i], err));
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
	request.top_right_width = tr_wire_take_length(&c);
	request.top_right_height = tr_wire_take_length(&c);
	const unsigned dpi = (unsigned)tr_cursor_u64(&c);
	if (c.bad || tr_cursor_left(&c) > 0)
		return TR_ERR(err, INTERNAL, TR_S("what", "place request"));
	placement = tr_mem_zeroed(1, sizeof(*placement));
	if (placement == NULL)
		return TR_ERR(err, NO_MEMORY, TR_U("want", sizeof(*placement)));
	TR_TRY(tr_sitting_pages(in, &reader, &pages, err));
	TR_TRY(tr_place(tr_place_reader_source(reader), &request, placement, err));
	TR_TRY(tr_wire_add_u64(answer, pages, err));
	TR_TRY(add_placement(answer, placement, err));
	return add_previews(answer, reader, placement, dpi, err);
}
