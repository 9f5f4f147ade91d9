/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Messages of the exchange, and their way out of the sandbox. */
#include "exchange/edxml.h"

#include "base/errors/worker.h"
#include "exchange/edxml_parts.h"
#include "worker/wire.h"

void
tr_edxml_free(struct tr_edxml *m)
{
	tr_arena_free(&m->arena);
	*m = (struct tr_edxml){0};
}

int
tr_edxml_code(const char *text)
{
	const size_t n = strlen(text);

	if (n < 1 || n > 2 || strspn(text, "0123456789") != n)
		return -1;
	return n == 1 ? text[0] - '0' : 10 * (text[0] - '0') + text[1] - '0';
}

/* ---- the texts ---- */

static size_t
list(const char **out[TR_EDXML_TEXTS_MAX], const char **const *texts, size_t count)
{
	memcpy(out, texts, count * sizeof(*out));
	return count;
}
#define LIST(...) list(out, (const char **const[]){__VA_ARGS__}, sizeof((const char **const[]){__VA_ARGS__}) / sizeof(const char **))

size_t
tr_edxml_texts(struct tr_edxml *m, const char **out[TR_EDXML_TEXTS_MAX])
{
	return LIST(&m->from.id, &m->from.name, &m->from.email, &m->number, &m->notation, &m->place, &m->date, &m->kind, &m->subject, &m->due, &m->document,
			&m->signer, &m->priority, &m->business, &m->status, &m->about, &m->description, &m->timestamp);
}

size_t
tr_edxml_organ_texts(struct tr_edxml_organ *o, const char **out[TR_EDXML_TEXTS_MAX])
{
	return LIST(&o->id, &o->name, &o->email);
}

size_t
tr_edxml_reference_texts(struct tr_edxml_reference *r, const char **out[TR_EDXML_TEXTS_MAX])
{
	return LIST(&r->organ, &r->code, &r->date, &r->document);
}

size_t
tr_edxml_attachment_texts(struct tr_edxml_attachment *a, const char **out[TR_EDXML_TEXTS_MAX])
{
	return LIST(&a->name, &a->id);
}

void
tr_edxml_fill(const char **texts[TR_EDXML_TEXTS_MAX], size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (*texts[i] == NULL)
			*texts[i] = "";
}

/* ---- in the sandbox ---- */

static trien_rc
tell_texts(const char **texts[TR_EDXML_TEXTS_MAX], size_t count, struct tr_buf *out, struct trien_err *err)
{
	for (size_t i = 0; i < count; i++)
		TR_TRY(tr_wire_add_text(out, (struct tr_text){*texts[i], strlen(*texts[i])}, err));
	return TRIEN_OK;
}

trien_rc
tr_edxml_tell(const struct tr_edxml *told, struct tr_buf *out, struct trien_err *err)
{
	const char **texts[TR_EDXML_TEXTS_MAX];
	struct tr_edxml m = *told; /* its texts are only read */

	TR_TRY(tr_buf_add_byte(out, m.is_status, err));
	TR_TRY(tr_wire_add_u64(out, m.to_count, err));
	TR_TRY(tr_wire_add_u64(out, m.answer_count, err));
	TR_TRY(tr_wire_add_u64(out, m.attachment_count, err));
	TR_TRY(tell_texts(texts, tr_edxml_texts(&m, texts), out, err));
	for (size_t i = 0; i < m.to_count; i++)
		TR_TRY(tell_texts(texts, tr_edxml_organ_texts(&m.to[i], texts), out, err));
	for (size_t i = 0; i < m.answer_count; i++)
		TR_TRY(tell_texts(texts, tr_edxml_reference_texts(&m.answers[i], texts), out, err));
	for (size_t i = 0; i < m.attachment_count; i++) {
		TR_TRY(tell_texts(texts, tr_edxml_attachment_texts(&m.attachments[i], texts), out, err));
		TR_TRY(tr_wire_add_bytes(out, m.attachments[i].content, err));
	}
	return TRIEN_OK;
}

static trien_rc
read_task(const struct tr_worker_input *in, struct tr_buf *answer, struct trien_err *err)
{
	struct tr_edxml m;

	TR_TRY(tr_edxml_read(in->document, &m, err));
	return tr_edxml_tell(&m, answer, err); /* the child's memory goes with it */
}

/* ---- what takes it ---- */

static trien_rc
take_texts(struct tr_cursor *c, struct tr_arena *arena, const char **texts[TR_EDXML_TEXTS_MAX], size_t count, struct trien_err *err)
{
	for (size_t i = 0; i < count; i++) {
		struct tr_text text;
		const uint8_t *copy;
		TR_TRY(tr_wire_take_text(c, &text, err));
		if (c->bad || text.n > TR_EDXML_TEXT_MAX || (text.n > 0 && memchr(text.p, 0, text.n) != NULL))
			return TR_ERR0(err, WORKER_ANSWER_INVALID);
		TR_TRY(tr_arena_copy(arena, text.n > 0 ? text.p : "", text.n, &copy, err));
		*texts[i] = (const char *)copy;
	}
	return TRIEN_OK;
}

static trien_rc
take_attachments(struct tr_cursor *c, struct tr_edxml *m, struct trien_err *err)
{
	const char **texts[TR_EDXML_TEXTS_MAX];

	for (size_t i = 0; i < m->attachment_count; i++) {
		struct tr_edxml_attachment *a = &m->attachments[i];
		TR_TRY(take_texts(c, &m->arena, texts, tr_edxml_attachment_texts(a, texts), err));
		const struct tr_bytes content = tr_wire_take_bytes(c);
		if (c->bad || strchr(a->name, '/') != NULL)
			return TR_ERR0(err, WORKER_ANSWER_INVALID);
		TR_TRY(tr_arena_copy(&m->arena, content.n > 0 ? content.p : (const uint8_t *)"", content.n, &a->content.p, err));
		a->content.n = content.n;
	}
	return TRIEN_OK;
}

static trien_rc
take_all(struct tr_cursor *c, struct tr_edxml *m, struct trien_err *err)
{
	const char **texts[TR_EDXML_TEXTS_MAX];

	m->is_status = tr_cursor_u8(c) == 1;
	m->to_count = (size_t)tr_cursor_u64(c);
	m->answer_count = (size_t)tr_cursor_u64(c);
	m->attachment_count = (size_t)tr_cursor_u64(c);
	if (c->bad || m->to_count > TR_EDXML_RECEIVERS_MAX || m->answer_count > TR_EDXML_ANSWERS_MAX || m->attachment_count > TR_EDXML_ATTACHMENTS_MAX)
		return TR_ERR0(err, WORKER_ANSWER_INVALID);
	TR_TRY(take_texts(c, &m->arena, texts, tr_edxml_texts(m, texts), err));
	TR_TRY(tr_arena_array(&m->arena, m->to_count + 1, sizeof(*m->to), &m->to, err));
	TR_TRY(tr_arena_array(&m->arena, m->answer_count + 1, sizeof(*m->answers), &m->answers, err));
	TR_TRY(tr_arena_array(&m->arena, m->attachment_count + 1, sizeof(*m->attachments), &m->attachments, err));
	for (size_t i = 0; i < m->to_count; i++)
		TR_TRY(take_texts(c, &m->arena, texts, tr_edxml_organ_texts(&m->to[i], texts), err));
	for (size_t i = 0; i < m->answer_count; i++)
		TR_TRY(take_texts(c, &m->arena, texts, tr_edxml_reference_texts(&m->answers[i], texts), err));
	TR_TRY(take_attachments(c, m, err));
	return !c->bad && tr_cursor_left(c) == 0 ? TRIEN_OK : TR_ERR0(err, WORKER_ANSWER_INVALID);
}

trien_rc
tr_edxml_take(struct tr_bytes answer, struct tr_edxml *out, struct trien_err *err)
{
	struct tr_cursor c = tr_cursor_of(answer);
	struct tr_edxml m = {0};
	const trien_rc rc = take_all(&c, &m, err);

	if (rc == TRIEN_OK)
		*out = m;
	else
		tr_edxml_free(&m);
	return rc;
}

trien_rc
tr_edxml_read_apart(int fd, struct tr_edxml *out, struct trien_err *err)
{
	static const tr_worker_task tasks[] = {read_task};
	const struct tr_worker_job job = {.document = fd};
	TR_AUTO_BUF answer = {.max = TR_WORKER_ANSWER_MAX};
	struct tr_worker *w;

	TR_TRY(tr_worker_start(tasks, 1, &w, err));
	const trien_rc rc = tr_worker_run(w, &job, &answer, err);
	tr_worker_stop(w);
	return rc == TRIEN_OK ? tr_edxml_take(tr_buf_view(&answer), out, err) : rc;
}
