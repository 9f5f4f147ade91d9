/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "worker/task_mail.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/errors/worker.h"
#include "base/utf8.h"
#include "worker/task_network.h"
#include "worker/tasks.h"
#include "worker/wire.h"

/* ---- inside ---- */

static trien_rc
add_string(struct tr_buf *b, const char *text, struct trien_err *err)
{
	return tr_wire_add_text(b, (struct tr_text){text, strlen(text)}, err);
}

/* The child's memory goes with it: nothing is freed. */
trien_rc
tr_task_mail_run(const struct tr_worker_input *in, struct tr_buf *answer, struct trien_err *err)
{
	static struct tr_mime_mail mail;
	struct tr_arena arena = {0};

	TR_TRY(tr_mime_read(in->document, &arena, &mail, err));
	TR_TRY(add_string(answer, mail.from, err));
	TR_TRY(add_string(answer, mail.subject, err));
	TR_TRY(tr_wire_add_u64(answer, mail.automatic, err));
	TR_TRY(tr_wire_add_u64(answer, mail.count, err));
	for (size_t i = 0; i < mail.count; i++) {
		TR_TRY(add_string(answer, mail.parts[i].name, err));
		TR_TRY(tr_wire_add_u64(answer, mail.parts[i].pdf + 2u * mail.parts[i].inside, err));
		TR_TRY(tr_wire_add_bytes(answer, mail.parts[i].content, err));
	}
	return TRIEN_OK;
}

/* ---- outside: what comes is believed to be no more than that ---- */

static trien_rc
take_string(struct tr_cursor *c, char *out, size_t room, struct trien_err *err)
{
	struct tr_text text;

	TR_TRY(tr_wire_take_text(c, &text, err));
	if (c->bad || text.n >= room || memchr(text.p, 0, text.n) != NULL || tr_utf8_hidden(text) != 0)
		return TR_ERR0(err, WORKER_ANSWER_INVALID);
	memcpy(out, text.p, text.n);
	out[text.n] = '\0';
	return TRIEN_OK;
}

static trien_rc
take(struct tr_bytes answer, struct tr_mime_mail *out, struct trien_err *err)
{
	struct tr_cursor c = tr_cursor_of(answer);

	memset(out, 0, sizeof(*out));
	TR_TRY(take_string(&c, out->from, sizeof(out->from), err));
	TR_TRY(take_string(&c, out->subject, sizeof(out->subject), err));
	out->automatic = tr_cursor_u64(&c) != 0;
	const uint64_t count = tr_cursor_u64(&c);
	for (size_t i = 0; i < count && i < TR_MIME_PARTS_MAX; i++) {
		struct tr_mime_part *p = &out->parts[out->count++];
		TR_TRY(take_string(&c, p->name, sizeof(p->name), err));
		const uint64_t kind = tr_cursor_u64(&c);
		p->pdf = kind & 1;
		p->inside = kind & 2;
		p->content = tr_wire_take_bytes(&c);
	}
	if (c.bad || count > TR_MIME_PARTS_MAX || tr_cursor_left(&c) > 0 || (out->from[0] != '\0' && !tr_is_mail_address(out->from)))
		return TR_ERR0(err, WORKER_ANSWER_INVALID);
	return TRIEN_OK;
}

trien_rc
tr_task_mail(struct tr_worker *w, struct tr_bytes mail, struct tr_buf *memory, struct tr_mime_mail *out, struct trien_err *err)
{
	const struct tr_worker_job job = {.task = TR_TASK_MAIL, .document = tr_worker_memory_file(mail)};

	if (job.document < 0)
		return TR_ERR(err, WORKER_DOCUMENT, TR_S("why", strerror(errno)));
	memory->max = TR_WORKER_ANSWER_MAX;
	const trien_rc rc = tr_worker_run(w, &job, memory, err);
	close(job.document);
	return rc == TRIEN_OK ? take(tr_buf_view(memory), out, err) : rc;
}
