/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "worker/task_secrecy.h"

#include "base/errors/worker.h"
#include "base/message.h"
#include "official/secrecy_quick.h"
#include "worker/sitting.h"
#include "worker/tasks.h"
#include "worker/wire.h"

trien_rc
tr_secrecy_request_write(const struct tr_secrecy_asked *a, struct tr_buf *b, struct trien_err *err)
{
	const struct tr_secrecy_rules *r = &a->stamps;
	const double parts[] = {r->first_page, r->other_pages, r->foot};

	TR_TRY(tr_wire_add_u64(b, r->stamp_count, err));
	for (size_t i = 0; i < r->stamp_count; i++)
		TR_TRY(tr_wire_add_text(b, r->stamps[i], err));
	for (size_t i = 0; i < 3; i++)
		TR_TRY(tr_wire_add_u64(b, (uint64_t)(parts[i] * TR_SECRECY_PARTS), err));
	TR_TRY(tr_wire_add_u64(b, a->kinds.count, err));
	for (size_t i = 0; i < a->kinds.count; i++)
		TR_TRY(tr_wire_add_text(b, a->kinds.kinds[i], err));
	return TRIEN_OK;
}

static void
read_zones(struct tr_cursor *c, struct tr_secrecy_zones *out)
{
	out->count = (size_t)tr_cursor_u64(c);
	for (size_t i = 0; i < out->count && i < TR_SECRECY_ZONES_MAX; i++) {
		out->items[i].page = (size_t)tr_cursor_u64(c);
		out->items[i].head = (double)tr_cursor_u64(c) / TR_SECRECY_PARTS;
		out->items[i].framed = tr_cursor_u64(c) != 0;
	}
}

static trien_rc
read_report(struct tr_bytes answer, const struct tr_secrecy_asked *a, struct tr_secrecy_report *out, struct trien_err *err)
{
	struct tr_cursor c = tr_cursor_of(answer);
	double *const box[] = {&out->box.x0, &out->box.y0, &out->box.x1, &out->box.y1};

	*out = (struct tr_secrecy_report){.found = tr_cursor_u64(&c) != 0};
	out->kind = (size_t)tr_cursor_u64(&c);
	out->page = (size_t)tr_cursor_u64(&c);
	for (size_t i = 0; i < 4; i++)
		*box[i] = (double)(int64_t)tr_cursor_u64(&c) / TR_SECRECY_PARTS;
	out->excluded = tr_cursor_u64(&c) != 0;
	out->excluded_kind = (size_t)tr_cursor_u64(&c);
	out->excluded_page = (size_t)tr_cursor_u64(&c);
	read_zones(&c, &out->textless);
	read_zones(&c, &out->drawn);
	const struct tr_bytes why = tr_wire_take_bytes(&c);
	if (c.bad || tr_cursor_left(&c) > 0 || (out->found && out->kind >= a->stamps.stamp_count) ||
			(out->excluded && out->excluded_kind >= a->kinds.count))
		return TR_ERR0(err, WORKER_ANSWER_INVALID);
	if (why.n == 0)
		return TRIEN_OK;
	return tr_message_read_error(why, &out->unreadable) != TRIEN_OK ? TRIEN_OK : TR_ERR0(err, WORKER_ANSWER_INVALID);
}

/* In the sandbox of trien itself: it needs nothing but our own core. */
trien_rc
tr_task_secrecy_quick_run(const struct tr_worker_input *in, struct tr_buf *answer, struct trien_err *err)
{
	const bool clear = tr_secrecy_quick(in->document);

	if (in->sitting != NULL)
		in->sitting->clear = clear;
	return tr_buf_add_byte(answer, clear, err);
}

/* Any other end of it means that the pages must be looked at. */
static bool
is_quickly_clear(struct tr_worker *w, int document_fd)
{
	TR_AUTO_BUF answer = {0};
	const struct tr_worker_job job = {.task = TR_TASK_SECRECY_QUICK, .document = document_fd};

	return tr_worker_run(w, &job, &answer, NULL) == TRIEN_OK && answer.n == 1 && answer.p[0] == 1;
}

bool
tr_task_secrecy_is_quick(const struct tr_secrecy_asked *asked)
{
	return asked->kinds.count == 0;
}

trien_rc
tr_task_secrecy(struct tr_worker *w, int document_fd, const struct tr_secrecy_asked *asked,
		struct tr_secrecy_report *out, struct trien_err *err)
{
	TR_AUTO_BUF request = {0}, answer = {0};

	if (tr_task_secrecy_is_quick(asked) && is_quickly_clear(w, document_fd)) {
		*out = (struct tr_secrecy_report){0};
		return TRIEN_OK;
	}
	TR_TRY(tr_secrecy_request_write(asked, &request, err));
	const struct tr_worker_job job = {.task = TR_TASK_SECRECY, .document = document_fd, .request = tr_buf_view(&request)};
	TR_TRY(tr_worker_run(w, &job, &answer, err));
	return read_report(tr_buf_view(&answer), asked, out, err);
}

trien_rc
tr_task_secrecy_zone(struct tr_worker *w, int document_fd, struct tr_secrecy_zone zone, double foot,
		enum tr_secrecy_show show, struct tr_buf *png, struct trien_err *err)
{
	TR_AUTO_BUF request = {0};
	const uint64_t numbers[] = {zone.page, (uint64_t)(zone.head * TR_SECRECY_PARTS), (uint64_t)(foot * TR_SECRECY_PARTS), show};

	for (size_t i = 0; i < sizeof(numbers) / sizeof(*numbers); i++)
		TR_TRY(tr_wire_add_u64(&request, numbers[i], err));
	const struct tr_worker_job job = {.task = TR_TASK_SECRECY_ZONE, .document = document_fd,
		.request = tr_buf_view(&request)};
	return tr_worker_run(w, &job, png, err);
}
