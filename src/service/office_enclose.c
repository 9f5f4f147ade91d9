/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: R10.1 R10.2 */
/* POST /api/v1/arrivals/{id}/enclose: a file that came with a document, judged as that was; of an invalid one no byte is written. */
#include "base/errors/service.h"
#include "office/enclosure.h"
#include "service/arrival_look.h"
#include "service/query.h"
#include "service/route.h"
#include "service/who.h"

enum { NAME, ANNEX, MEMBERS };

#define WANTED "{\"name\", \"annex\", " TR_SAID_WANTED "}"

struct enclosing {
	struct tr_office_call *o;
	int64_t arrival;
	const char *sender;
	struct tr_arrival_look look;
	char hash[TR_HEX256 + 1], name[TR_HEX256 + 1];
	struct tr_office_enclosed new;
	bool kept;
};

static trien_rc
sender_work(struct tr_sql *db, void *context, struct trien_err *err)
{
	const struct tr_book *book = &tr_books[TR_BOOK_arrival];
	struct enclosing *e = context;
	TR_AUTO_ROWS rows = {0};
	struct tr_viewer v;
	struct tr_who who;
	const uint8_t *copy;

	TR_TRY(tr_who_open(e->o->c, db, &who, err));
	TR_TRY(tr_door_viewer(&who, book, TR_VERB_ENTER, &v, err));
	TR_TRY(tr_who_reaches(db, &who, &v, book, e->arrival, err));
	TR_TRY(tr_sql_ask(db, "SELECT sender FROM arrival WHERE id = $1", TR_SQL_IN(TR_SQL_I(e->arrival)), &rows, err));
	TR_TRY(tr_arena_copy(&e->o->c->arena, tr_sql_cell(&rows, 0, 0)->b.p, tr_sql_cell(&rows, 0, 0)->b.n, &copy, err));
	e->sender = (const char *)copy;
	return TRIEN_OK;
}

static trien_rc
enclose_work(struct tr_doing *d, void *context, struct trien_err *err)
{
	struct enclosing *e = context;
	const struct tr_office_who who = {d->who.person, d->who.role};
	const bool dry = e->o->mode == TR_ACT_DRY_RUN;
	int64_t id;

	d->act.reason = tr_office_call_reason(e->o);
	TR_TRY(tr_office_enclose(d->db, &d->act, TR_ACT_WITHIN, &who, e->arrival, &e->new, &id, err));
	e->kept = !dry;
	return tr_call_answer_json(e->o->c, json_pack("{s:I, s:s, s:s, s:s, s:b}", "enclosure", (json_int_t)id, "hash", e->hash, "verdict",
			tr_incoming_verdict_word(e->new.verdict), "findings", e->look.found.findings, "dry_run", dry), err);
}

static trien_rc
forget_work(struct tr_sql *db, void *context, struct trien_err *err)
{
	const struct enclosing *e = context;
	return tr_office_forget(db, e->o->c->context->blobs, e->hash, err);
}

static trien_rc
enclose(struct enclosing *e, struct trien_err *err)
{
	struct tr_call *c = e->o->c;
	const struct tr_bytes content = tr_buf_view(&c->body);
	struct trien_err why = {0};

	TR_TRY(tr_hex_sha256(content, e->hash, err));
	e->look = (struct tr_arrival_look){.o = e->o, .sender = e->sender, .now = tr_call_now(c)};
	TR_TRY(tr_arrival_look(&e->look, content, err));
	e->new.hash = e->hash;
	e->new.verdict = e->look.found.verdict;
	e->new.findings = e->look.found.findings;
	if (e->new.verdict != TR_VERDICT_FAILED) {
		TR_TRY(tr_blob_put(c->context->blobs, content, e->name, err));
		e->new.file = e->hash;
	}
	const trien_rc rc = tr_office_call_do(e->o, "arrival.enclose", enclose_work, e, err);
	if (rc == TRIEN_OK && e->kept)
		return TRIEN_OK;
	const trien_rc gone = tr_databases_lend(c->context->pool, forget_work, e, &why);
	if (rc == TRIEN_OK && gone != TRIEN_OK)
		*err = why;
	return rc != TRIEN_OK ? rc : gone;
}

static const struct tr_json_member enclose_members[] = {
	[NAME] = {"name", TR_JSON_TEXT, TR_JSON_MUST, TR_ENCLOSED_NAME_MAX, NULL}, [ANNEX] = {"annex", TR_JSON_FLAG, TR_JSON_MAY, 0, NULL}};
TR_BODY(enclose, "Enclose", WANTED, TR_BODY_OF_OFFICE);

trien_rc
tr_route_arrival_enclose(struct tr_call *c, struct trien_err *err)
{
	TR_AUTO_OFFICE_CALL o = {0};
	struct enclosing e = {.o = &o};

	TR_TRY(tr_office_call_read(c, &tr_body_enclose, &o, err));
	if (!o.has_file)
		return TR_ERR(err, SERVICE_BODY_TYPE, TR_S("want", "application/pdf"));
	if (c->context->judges == NULL || c->context->blobs == NULL)
		return TR_ERR0(err, SERVICE_FILES_OFF);
	TR_TRY(tr_query_id(c->parameters[0], &e.arrival, err));
	e.new.name = tr_said_text(&o, NAME);
	e.new.annex = json_is_true(tr_said(&o, ANNEX));
	TR_TRY(tr_databases_transact(c->context->pool, TR_SQL_READ, sender_work, &e, err));
	return enclose(&e, err);
}
