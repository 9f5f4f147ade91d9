/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The half that asks; the other one is task_place_run.c. */
#include "worker/task_place.h"

#include "base/errors/worker.h"
#include "worker/tasks.h"
#include "worker/wire.h"

#define TYPED_MAX 9999 /* a year */

static struct tr_box
take_box(struct tr_cursor *c)
{
	struct tr_box b = {.x0 = tr_wire_take_length(c)};
	b.y0 = tr_wire_take_length(c);
	b.x1 = tr_wire_take_length(c);
	b.y1 = tr_wire_take_length(c);
	return b;
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
	s->baseline = tr_wire_take_length(c);
	s->size = tr_wire_take_length(c);
	const uint64_t look = tr_cursor_u64(c);
	s->italic = look >> 1 & 1;
	s->bold = look & 1;
	return take_doubt(c, &s->sure, &s->doubt, err);
}

static trien_rc
take_typed(struct tr_cursor *c, struct tr_place_typed *t, struct trien_err *err)
{
	t->page = (size_t)tr_cursor_u64(c);
	for (size_t i = 0; i < 3; i++) {
		const uint64_t part = tr_cursor_u64(c);
		if (part > TYPED_MAX)
			return TR_ERR0(err, WORKER_ANSWER_INVALID);
		t->part[i] = (unsigned)part;
	}
	return TRIEN_OK;
}

static trien_rc
take_placement(struct tr_cursor *c, struct tr_placement *p, struct trien_err *err)
{
	p->signatory_count = (size_t)tr_cursor_u64(c);
	if (p->signatory_count > TR_PLACE_CANDIDATES_MAX)
		return TR_ERR0(err, WORKER_ANSWER_INVALID);
	for (size_t i = 0; i < p->signatory_count; i++)
		TR_TRY(take_signatory(c, &p->arena, &p->signatories[i], err));
	p->authority_count = (size_t)tr_cursor_u64(c);
	if (p->authority_count > TR_PLACE_AUTHORITY_MAX)
		return TR_ERR0(err, WORKER_ANSWER_INVALID);
	for (size_t i = 0; i < p->authority_count; i++)
		TR_TRY(take_kept(c, &p->arena, &p->authority[i], err));
	p->name_elsewhere = (size_t)tr_cursor_u64(c);
	p->spot_count = (size_t)tr_cursor_u64(c);
	if (p->spot_count > TR_PLACE_SPOTS_MAX)
		return TR_ERR0(err, WORKER_ANSWER_INVALID);
	for (size_t i = 0; i < p->spot_count; i++)
		TR_TRY(take_spot(c, &p->spots[i], err));
	p->typed_count = (size_t)tr_cursor_u64(c);
	if (p->typed_count > TR_PLACE_SPOTS_MAX)
		return TR_ERR0(err, WORKER_ANSWER_INVALID);
	for (size_t i = 0; i < p->typed_count; i++)
		TR_TRY(take_typed(c, &p->typed[i], err));
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
tr_place_request_write(const struct tr_place_request *request, unsigned dpi, struct tr_buf *out, struct trien_err *err)
{
	TR_TRY(tr_wire_add_text(out, request->name, err));
	TR_TRY(tr_wire_add_length(out, request->top_right_width, err));
	TR_TRY(tr_wire_add_length(out, request->top_right_height, err));
	return tr_wire_add_u64(out, dpi, err);
}

trien_rc
tr_task_place(struct tr_worker *w, int document_fd, const struct tr_place_request *request, unsigned dpi,
		struct tr_place_answer *out, struct trien_err *err)
{
	TR_AUTO_BUF in = {0}, answer = {.max = TR_WORKER_ANSWER_MAX};

	TR_TRY(tr_place_request_write(request, dpi, &in, err));
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
