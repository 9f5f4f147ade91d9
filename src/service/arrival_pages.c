/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: R10.2 R10.3 X5 */
/* Of one document that came: its slip (phiếu giải quyết), the letter to its sender, and a copy with the stamp ĐẾN, for paper; the stored file stays as it came. */
#include <stdio.h>

#include "base/env.h"
#include "base/errors/office.h"
#include "base/errors/service.h"
#include "office/incoming.h"
#include "office/incoming_book.h"
#include "service/answer_file.h"
#include "service/judges.h"
#include "service/office_call.h"
#include "service/query.h"
#include "service/route.h"
#include "service/who.h"
#include "worker/task_arrival.h"

struct paging {
	struct tr_call *c;
	int64_t arrival;
	struct tr_buf text;
	struct tr_office_letter letter;
	char file[TR_HEX256 + 1]; /* "": none */
};

/* One that is not there and one that may not be seen are told apart by nobody who may not see it. */
static trien_rc
see(const struct paging *p, struct tr_sql *db, struct trien_err *err)
{
	const struct tr_book *book = &tr_books[TR_BOOK_arrival];
	struct tr_viewer v;
	struct tr_who who;

	TR_TRY(tr_who_open(p->c, db, &who, err));
	TR_TRY(tr_door_viewer(&who, book, TR_VERB_SEE, &v, err));
	return tr_who_reaches(db, &who, &v, book, p->arrival, err);
}

/* ---- the slip ---- */

static trien_rc
slip_work(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct paging *p = context;

	tr_buf_clear(&p->text);
	TR_TRY(see(p, db, err));
	return tr_incoming_print_slip(db, p->arrival, &p->text, err);
}

#define SLIP_WORDS "form=" TR_FORMS_PRINTED

static trien_rc
slip(struct paging *p, struct trien_err *err)
{
	struct tr_query_word form = {.name = "form", .is_text = true};
	enum tr_print_form as;
	char name[64];

	TR_TRY(tr_query_read(p->c, &form, 1, SLIP_WORDS, err));
	TR_TRY(tr_print_form_said(form.text, SLIP_WORDS, &as, err));
	TR_TRY(tr_databases_transact(p->c->context->pool, TR_SQL_READ, slip_work, p, err));
	snprintf(name, sizeof(name), "slip-%lld", (long long)p->arrival);
	return tr_call_answer_printed(p->c, as, name, tr_buf_view(&p->text), err);
}

trien_rc
tr_route_arrival_slip(struct tr_call *c, struct trien_err *err)
{
	struct paging p = {.c = c};

	TR_TRY(tr_query_id(c->parameters[0], &p.arrival, err));
	const trien_rc rc = slip(&p, err);
	tr_buf_free(&p.text);
	return rc;
}

/* ---- the letter ---- */

static trien_rc
letter_work(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct paging *p = context;

	tr_office_letter_free(&p->letter);
	TR_TRY(see(p, db, err));
	return tr_office_letter_write(db, p->arrival, &p->letter, err);
}

trien_rc
tr_route_arrival_letter(struct tr_call *c, struct trien_err *err)
{
	struct paging p = {.c = c};
	const struct tr_office_letter *l = &p.letter;

	TR_TRY(tr_query_id(c->parameters[0], &p.arrival, err));
	trien_rc rc = tr_databases_transact(c->context->pool, TR_SQL_READ, letter_work, &p, err);
	if (rc == TRIEN_OK)
		rc = tr_call_answer_json(c, json_pack("{s:s, s:s, s:s%}", "to", l->to, "subject", (const char *)l->subject.p, "text", (const char *)l->text.p, l->text.n), err);
	tr_office_letter_free(&p.letter);
	return rc;
}

/* ---- the copy with the stamp ---- */

static trien_rc
stamp_work(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct paging *p = context;
	TR_AUTO_RECORD row = {0};

	tr_buf_clear(&p->text);
	p->file[0] = '\0';
	TR_TRY(see(p, db, err));
	TR_TRY(tr_record_load(db, &tr_books[TR_BOOK_arrival], p->arrival, &row, err));
	const struct tr_sql_value *file = &row.v[TR_arrival_file];
	if (!file->null)
		snprintf(p->file, sizeof(p->file), "%.*s", (int)file->b.n, (const char *)file->b.p);
	return tr_incoming_stamp(db, p->arrival, &p->text, err);
}

struct stamping {
	const struct paging *page;
	struct tr_bytes document;
	uint8_t id16[16];
	bool over;
};

static trien_rc
draw(struct tr_worker *w, struct tr_bytes trust, void *context, struct trien_err *err)
{
	struct stamping *s = context;
	struct tr_buf *out = &s->page->c->reply.body;

	(void)trust; /* a page is drawn, none is judged */
	tr_buf_clear(out);
	return tr_task_arrival(w, s->document, tr_buf_view(&s->page->text), s->id16, &s->over, out, err);
}

static trien_rc
stamp(struct paging *p, struct trien_err *err)
{
	const struct tr_service_context *k = p->c->context;
	struct stamping s = {.page = p};
	TR_AUTO_BUF document = {.max = TR_BLOB_MAX};
	char object[TR_OBJECT_TEXT], name[64];

	if (k->judges == NULL || k->blobs == NULL)
		return TR_ERR0(err, SERVICE_FILES_OFF);
	TR_TRY(tr_databases_transact(k->pool, TR_SQL_READ, stamp_work, p, err));
	snprintf(object, sizeof(object), "arrival:%lld", (long long)p->arrival);
	if (p->file[0] == '\0')
		return TR_ERR(err, OFFICE_NO_FILE, TR_S("object", object));
	TR_TRY(tr_blob_get(k->blobs, p->file, &document, err));
	TR_TRY(k->env->random(k->env->context, s.id16, sizeof(s.id16), err));
	s.document = tr_buf_view(&document);
	p->c->reply.body.max = TR_BLOB_MAX;
	const trien_rc rc = tr_judges_lend(k->judges, draw, &s, err);
	tr_call_may_wait(p->c, rc);
	TR_TRY(rc);
	snprintf(name, sizeof(name), "arrival-%lld%s", (long long)p->arrival, s.over ? "-over" : "");
	tr_call_answer_is(p->c, TR_PRINT_PDF, name);
	tr_call_answer_field(p->c, "X-Trien-Stamp", s.over ? "over" : "free");
	return TRIEN_OK;
}

trien_rc
tr_route_arrival_stamped(struct tr_call *c, struct trien_err *err)
{
	struct paging p = {.c = c};

	TR_TRY(tr_query_id(c->parameters[0], &p.arrival, err));
	const trien_rc rc = stamp(&p, err);
	tr_buf_free(&p.text);
	return rc;
}

/* ---- a letter that failed ---- */

struct letter_closing {
	struct tr_office_call *o;
	int64_t arrival;
};

static trien_rc
close_letter_work(struct tr_doing *d, void *context, struct trien_err *err)
{
	const struct letter_closing *k = context;
	const struct tr_office_who who = {d->who.person, d->who.role};
	int64_t act = 0;

	d->act.reason = tr_office_call_reason(k->o);
	TR_TRY(tr_office_letter_close(d->db, &d->act, TR_ACT_WITHIN, &who, k->arrival, &act, err));
	return tr_office_call_answer_act(k->o, act, err);
}

trien_rc
tr_route_arrival_letter_close(struct tr_call *c, struct trien_err *err)
{
	TR_AUTO_OFFICE_CALL o = {0};
	struct letter_closing k = {.o = &o};

	TR_TRY(tr_office_call_read(c, &tr_body_said, &o, err));
	TR_TRY(tr_query_id(c->parameters[0], &k.arrival, err));
	return tr_office_call_do(&o, "arrival.letter-close", close_letter_work, &k, err);
}
