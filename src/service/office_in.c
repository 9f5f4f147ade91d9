/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: R5.1 R10.1 R10.2 R10.3 X5 */
/*
 * Documents that come, over HTTP: POST /api/v1/arrivals takes one in, judged in a worker from memory and held against who is named as its sender. What is refused is never
 * written: neither its bytes nor a word of it; its row, the reason and the letter to the sender stay (office/incoming.h). A delivery of an agency here is taken in
 * like any other. What nobody could be asked about (service/outside.h) waits, and is judged again by
 * POST .../retry, or by `trien office in-retry`.
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/errors/office.h"
#include "base/errors/registry.h"
#include "base/errors/service.h"
#include "desk/judgement.h"
#include "office/enclosure.h"
#include "service/arrival_look.h"
#include "service/office_call.h"
#include "service/query.h"
#include "service/route.h"
#include "service/who.h"

/* ---- what a worker says of it ---- */

struct coming {
	struct tr_office_call *o;
	struct tr_bytes content;
	const char *sender;
	int64_t now;
	struct tr_desk_arrival found;
	struct tr_file_signer signers[TR_DESK_SIGNERS_MAX];
	struct tr_office_judgement judgement;
	char hash[TR_HEX256 + 1], name[TR_HEX256 + 1];
	struct tr_office_coming coming;
	struct tr_office_enclosed enclosed[TR_OFFICE_ENCLOSED_MAX];
	int64_t delivery; /* 0: it is none */
	int64_t again;    /* the arrival that is judged again; 0: it is none */
	bool kept;        /* it was taken in, in this request */
	struct tr_buf delivered;
};

static trien_rc
judge(struct coming *k, struct trien_err *err)
{
	struct tr_arrival_look look = {.o = k->o, .sender = k->sender, .now = k->now, .with = k->enclosed, .with_count = k->coming.enclosed_count};

	TR_TRY(tr_hex_sha256(k->content, k->hash, err));
	TR_TRY(tr_arrival_look(&look, k->content, err));
	k->found = look.found;
	tr_office_judgement_of(&k->found, k->signers, &k->judgement);
	k->coming.hash = k->hash;
	k->coming.judgement = &k->judgement;
	if (k->again != 0) {
		k->judgement.enclosed = k->enclosed;
		k->judgement.enclosed_count = k->coming.enclosed_count;
	}
	/* What is refused at once is never written down. */
	if (k->found.verdict == TR_VERDICT_FAILED || tr_office_enclosed_failed(k->enclosed, k->coming.enclosed_count))
		return TRIEN_OK;
	k->coming.file = k->hash;
	return tr_blob_put(k->o->c->context->blobs, k->content, k->name, err);
}

/* ---- taking in ---- */

/* Of the files that came with it, by their hashes: their names are the sender's text, and an answer is kept. */
static json_t *
enclosed_of(const struct coming *k)
{
	json_t *all = json_array();

	for (size_t i = 0; k != NULL && i < k->coming.enclosed_count; i++)
		json_array_append_new(all, json_pack("{s:s, s:s, s:s}", "hash", k->enclosed[i].hash, "verdict", tr_incoming_verdict_word(k->enclosed[i].verdict), "findings",
				k->enclosed[i].findings != NULL ? k->enclosed[i].findings : ""));
	return all;
}

/* findings: as its row has them. */
static trien_rc
answer(const struct tr_office_call *o, const struct tr_office_came *came, const struct coming *k, const char *findings, struct trien_err *err)
{
	const bool dry = o->mode == TR_ACT_DRY_RUN;

	return tr_call_answer_json(o->c, json_pack("{s:s, s:s, s:I, s:I, s:I, s:I, s:b, s:b, s:s, s:b, s:o}", "from", tr_incoming_state_word(came->from)->word, "state",
			tr_incoming_state_word(came->to)->word, "arrival", (json_int_t)came->arrival, "number", (json_int_t)came->number, "year", (json_int_t)came->year, "act",
			(json_int_t)(dry ? 0 : came->act), "again", (int)came->again, "dry_run", dry, "findings", findings, "calendar_unknown", (int)came->calendar_unknown,
			"enclosed", enclosed_of(k)), err);
}

/* What was found of the file, of those that came with it, and what the books know of it: at its row in this very transaction. */
static trien_rc
answer_found(struct tr_sql *db, const struct coming *k, const struct tr_office_came *came, struct trien_err *err)
{
	TR_AUTO_ROWS rows = {0};

	TR_TRY(tr_sql_ask(db, "SELECT COALESCE(findings, '') FROM arrival WHERE id = $1", TR_SQL_IN(TR_SQL_I(came->arrival)), &rows, err));
	return answer(k->o, came, k, rows.count > 0 ? tr_sql_text(&rows, 0, 0) : "", err);
}

static trien_rc
come_work(struct tr_doing *d, void *context, struct trien_err *err)
{
	struct coming *k = context;
	const struct tr_office_who who = {d->who.person, d->who.role};
	struct tr_office_came came = {0};

	d->act.reason = tr_office_call_reason(k->o);
	TR_TRY(k->again != 0 ? tr_office_judge_again(d->db, &d->act, TR_ACT_WITHIN, &who, k->again, &k->judgement, &came, err)
			     : tr_office_arrive(d->db, &d->act, TR_ACT_WITHIN, &who, &k->coming, &came, err));
	k->kept = came.to != TR_INCOMING_REFUSED && k->o->mode != TR_ACT_DRY_RUN;
	return answer_found(d->db, k, &came, err);
}

static trien_rc
forget_work(struct tr_sql *db, void *context, struct trien_err *err)
{
	const struct coming *k = context;
	return tr_office_forget(db, k->o->c->context->blobs, k->again != 0 ? NULL : k->hash, err);
}

/* Neither a file that was not taken in lies about, nor what was refused; where taking it off the disk fails, the next call does it. */
static trien_rc
come(struct coming *k, struct trien_err *err)
{
	struct tr_call *c = k->o->c;
	struct trien_err why = {0};

	if (k->content.n > 0)
		TR_TRY(judge(k, err));
	const trien_rc rc = tr_office_call_do(k->o, "arrival.enter", come_work, k, err);
	if (k->content.n == 0 || (rc == TRIEN_OK && k->kept))
		return rc;
	const trien_rc gone = tr_databases_lend(c->context->pool, forget_work, k, &why);
	if (rc == TRIEN_OK && gone != TRIEN_OK)
		*err = why;
	return rc != TRIEN_OK ? rc : gone;
}

#define COME_WANTED "{\"agency\", \"sender\", \"subject\", \"contact\", \"symbol\", \"kind\", \"dated\", \"urgency\", \"receiver\", \"note\", \"day\", \"replaces\", " TR_SAID_WANTED "}"

enum { AGENCY, SENDER, SUBJECT, CONTACT, SYMBOL, KIND, DATED, URGENCY, RECEIVER, NOTE, DAY, REPLACES, COME_MEMBERS };

static trien_rc
fill(struct coming *k, struct trien_err *err)
{
	const struct tr_office_call *o = k->o;

	k->sender = tr_said_text(o, SENDER);
	k->coming = (struct tr_office_coming){.agency = tr_said_number(o, AGENCY), .sender = k->sender, .subject = tr_said_text(o, SUBJECT), .contact = tr_said_text(o, CONTACT),
		.symbol = tr_said_text(o, SYMBOL), .kind = tr_said_text(o, KIND), .urgency = tr_said_text(o, URGENCY), .receiver = tr_said_text(o, RECEIVER),
		.note = tr_said_text(o, NOTE), .replaces = tr_said_number(o, REPLACES), .channel = o->has_file ? "upload" : "paper"};
	TR_TRY(tr_said_time(o, DATED, &k->coming.dated_at, err));
	return tr_said_time(o, DAY, &k->coming.day, err);
}

static trien_rc
new_coming(struct tr_office_call *o, struct coming **out, struct trien_err *err)
{
	struct coming *k = tr_mem_zeroed(1, sizeof(*k));

	if (k == NULL)
		return TR_ERR(err, NO_MEMORY, TR_U("want", sizeof(*k)));
	k->o = o;
	k->now = tr_call_now(o->c);
	*out = k;
	return o->c->context->judges != NULL && o->c->context->blobs != NULL ? TRIEN_OK : TR_ERR0(err, SERVICE_FILES_OFF);
}

static void
free_coming(struct coming *k)
{
	if (k != NULL)
		tr_buf_free(&k->delivered);
	free(k);
}

static const struct tr_json_member coming_members[] = {
	[AGENCY] = {"agency", TR_JSON_NUMBER, TR_JSON_MUST, 0, NULL},
	[SENDER] = {"sender", TR_JSON_TEXT, TR_JSON_MUST, TR_VALUE_MAX, NULL},
	[SUBJECT] = {"subject", TR_JSON_TEXT, TR_JSON_MUST, TR_VALUE_MAX, NULL},
	[CONTACT] = {"contact", TR_JSON_TEXT, TR_JSON_MAY, TR_VALUE_MAX, NULL},
	[SYMBOL] = {"symbol", TR_JSON_TEXT, TR_JSON_MAY, TR_VALUE_MAX, NULL},
	[KIND] = {"kind", TR_JSON_TEXT, TR_JSON_MAY, TR_VALUE_MAX, NULL},
	[DATED] = {"dated", TR_JSON_TEXT, TR_JSON_MAY, TR_TIME_TEXT_MAX, NULL},
	[URGENCY] = {"urgency", TR_JSON_TEXT, TR_JSON_MAY, TR_VALUE_MAX, NULL},
	[RECEIVER] = {"receiver", TR_JSON_TEXT, TR_JSON_MAY, TR_VALUE_MAX, NULL},
	[NOTE] = {"note", TR_JSON_TEXT, TR_JSON_MAY, TR_VALUE_MAX, NULL},
	[DAY] = {"day", TR_JSON_TEXT, TR_JSON_MAY, TR_TIME_TEXT_MAX, NULL},
	[REPLACES] = {"replaces", TR_JSON_NUMBER, TR_JSON_MAY, 0, NULL},
};
TR_BODY(coming, "Coming", COME_WANTED, TR_BODY_OF_OFFICE);

trien_rc
tr_route_arrive(struct tr_call *c, struct trien_err *err)
{
	TR_AUTO_OFFICE_CALL o = {0};
	struct coming *k = NULL;

	TR_TRY(tr_office_call_read(c, &tr_body_coming, &o, err));
	trien_rc rc = new_coming(&o, &k, err);
	if (rc == TRIEN_OK)
		rc = fill(k, err);
	if (rc == TRIEN_OK && o.has_file)
		k->content = tr_buf_view(&c->body);
	if (rc == TRIEN_OK)
		rc = come(k, err);
	free_coming(k);
	return rc;
}

/* ---- what an agency here has sent ---- */

static trien_rc
copy_text(struct coming *k, const struct tr_sql_rows *rows, size_t column, const char **out, struct trien_err *err)
{
	const struct tr_sql_value *v = tr_sql_cell(rows, 0, column);
	const uint8_t *copy;

	*out = NULL;
	if (v->null)
		return TRIEN_OK;
	TR_TRY(tr_arena_copy(&k->o->c->arena, v->b.p, v->b.n, &copy, err));
	*out = (const char *)copy;
	return TRIEN_OK;
}

/* What goes with it was frozen at its issue, by its SHA-256. */
static trien_rc
read_enclosed(struct coming *k, struct tr_sql *db, int64_t document, struct trien_err *err)
{
	TR_AUTO_ROWS rows = {0};
	const uint8_t *copy;

	TR_TRY(tr_message_load_files(db, document, &rows, err));
	if (rows.count > TR_OFFICE_ENCLOSED_MAX)
		return TR_ERR(err, OFFICE_ENCLOSED_LIMIT, TR_U("max", TR_OFFICE_ENCLOSED_MAX));
	k->coming.enclosed = k->enclosed;
	for (size_t i = 0; i < rows.count; i++) {
		struct tr_office_enclosed *e = &k->enclosed[k->coming.enclosed_count++];
		const struct tr_sql_value *name = tr_sql_cell(&rows, i, 0), *file = tr_sql_cell(&rows, i, 1);
		TR_TRY(tr_arena_copy(&k->o->c->arena, name->b.p, name->b.n, &copy, err));
		e->name = (const char *)copy;
		TR_TRY(tr_arena_copy(&k->o->c->arena, file->b.p, file->b.n, &copy, err));
		e->hash = (const char *)copy;
		e->file = e->hash; /* the sender's own, in the same store */
		e->annex = strcmp(tr_sql_text(&rows, i, 2), "annex") == 0;
	}
	return TRIEN_OK;
}

/* Whose clerk it is, the act asks; who is none of the receiver's sees no delivery here. */
static trien_rc
delivery_work(struct tr_sql *db, void *context, struct trien_err *err)
{
	static const char sql[] = "SELECT v.agency, COALESCE(d.issued_file, ''), g.name, d.subject, d.kind, o.symbol, o.number, o.dated_at, d.urgency, d.state, d.id FROM delivery v "
				  "JOIN document d ON d.id = v.document JOIN agency g ON g.id = d.agency LEFT JOIN outgoing o ON o.document = d.id "
				  "WHERE v.id = $1 AND (d.issued_file IS NOT NULL OR d.medium = 'paper') AND EXISTS (SELECT 1 FROM post p WHERE p.person = $2 AND p.role = 'clerk' "
				  "AND p.agency = v.agency AND p.from_at <= $3 AND (p.to_at IS NULL OR p.to_at > $3))";
	struct coming *k = context;
	struct tr_office_coming *n = &k->coming;
	TR_AUTO_ROWS rows = {0};
	TR_AUTO_BUF symbol = {0};
	struct tr_who who;
	const uint8_t *copy;

	TR_TRY(tr_who_open(k->o->c, db, &who, err));
	TR_TRY(tr_sql_ask(db, sql, TR_SQL_IN(TR_SQL_I(k->delivery), TR_SQL_I(who.person), TR_SQL_I(k->now)), &rows, err));
	if (rows.count == 0)
		return TR_ERR(err, REGISTRY_NOT_FOUND, TR_S("book", "delivery"), TR_I("id", k->delivery));
	if (strcmp(tr_sql_text(&rows, 0, 9), "issued") != 0)
		return TR_ERR(err, OFFICE_DELIVERY_OVER, TR_S("state", tr_sql_text(&rows, 0, 9)));
	*n = (struct tr_office_coming){.agency = tr_sql_int(&rows, 0, 0), .channel = "agency"};
	snprintf(k->name, sizeof(k->name), "%s", tr_sql_text(&rows, 0, 1));
	TR_TRY(copy_text(k, &rows, 2, &n->sender, err));
	TR_TRY(copy_text(k, &rows, 3, &n->subject, err));
	TR_TRY(copy_text(k, &rows, 4, &n->kind, err));
	TR_TRY(copy_text(k, &rows, 8, &n->urgency, err));
	n->dated_at = tr_sql_cell(&rows, 0, 7)->null ? 0 : tr_sql_int(&rows, 0, 7);
	TR_TRY(tr_office_number_text(tr_sql_int(&rows, 0, 6), tr_sql_text(&rows, 0, 5), &symbol, err));
	TR_TRY(tr_arena_copy(&k->o->c->arena, symbol.p, symbol.n, &copy, err));
	n->symbol = (const char *)copy;
	k->sender = n->sender;
	if (k->name[0] != '\0')
		return read_enclosed(k, db, tr_sql_int(&rows, 0, 10), err);
	n->delivery = k->delivery; /* paper: what belongs to it came with it */
	return TRIEN_OK;
}

static trien_rc
take_delivery(struct coming *k, struct trien_err *err)
{
	struct tr_call *c = k->o->c;

	TR_TRY(tr_query_id(c->parameters[0], &k->delivery, err));
	TR_TRY(tr_databases_transact(c->context->pool, TR_SQL_READ, delivery_work, k, err));
	if (k->name[0] == '\0')
		return come(k, err);
	k->delivered.max = TR_BLOB_MAX;
	TR_TRY(tr_blob_get(c->context->blobs, k->name, &k->delivered, err));
	k->content = tr_buf_view(&k->delivered);
	return come(k, err);
}

/* ---- judged again ---- */

/* Files that came with it and could not be decided are judged again with it. */
static trien_rc
read_open(struct coming *k, struct tr_sql *db, struct trien_err *err)
{
	TR_AUTO_ROWS rows = {0};
	const uint8_t *copy;

	TR_TRY(tr_office_enclosed_open(db, k->again, &rows, err));
	for (size_t i = 0; i < rows.count && i < TR_OFFICE_ENCLOSED_MAX; i++) {
		const struct tr_sql_value *hash = tr_sql_cell(&rows, i, 0);
		TR_TRY(tr_arena_copy(&k->o->c->arena, hash->b.p, hash->b.n, &copy, err));
		k->enclosed[k->coming.enclosed_count++] = (struct tr_office_enclosed){.name = "", .hash = (const char *)copy, .file = (const char *)copy};
	}
	return TRIEN_OK;
}

static trien_rc
again_work(struct tr_sql *db, void *context, struct trien_err *err)
{
	const struct tr_book *book = &tr_books[TR_BOOK_arrival];
	struct coming *k = context;
	TR_AUTO_ROWS rows = {0};
	struct tr_viewer v;
	struct tr_who who;

	TR_TRY(tr_who_open(k->o->c, db, &who, err));
	TR_TRY(tr_door_viewer(&who, book, TR_VERB_ENTER, &v, err));
	TR_TRY(tr_who_reaches(db, &who, &v, book, k->again, err));
	TR_TRY(tr_sql_ask(db, "SELECT COALESCE(file, ''), sender FROM arrival WHERE id = $1", TR_SQL_IN(TR_SQL_I(k->again)), &rows, err));
	snprintf(k->name, sizeof(k->name), "%s", tr_sql_text(&rows, 0, 0));
	TR_TRY(copy_text(k, &rows, 1, &k->sender, err));
	return read_open(k, db, err);
}

static trien_rc
judge_again(struct coming *k, struct trien_err *err)
{
	struct tr_call *c = k->o->c;
	char object[TR_OBJECT_TEXT];

	TR_TRY(tr_query_id(c->parameters[0], &k->again, err));
	TR_TRY(tr_databases_transact(c->context->pool, TR_SQL_READ, again_work, k, err));
	snprintf(object, sizeof(object), "arrival:%lld", (long long)k->again);
	if (k->name[0] == '\0')
		return TR_ERR(err, OFFICE_NO_FILE, TR_S("object", object));
	k->delivered.max = TR_BLOB_MAX;
	TR_TRY(tr_blob_get(c->context->blobs, k->name, &k->delivered, err));
	k->content = tr_buf_view(&k->delivered);
	return come(k, err);
}

static trien_rc
with_stored(struct tr_call *c, trien_rc (*work)(struct coming *k, struct trien_err *err), struct trien_err *err)
{
	TR_AUTO_OFFICE_CALL o = {0};
	struct coming *k = NULL;

	TR_TRY(tr_office_call_read(c, &tr_body_said, &o, err));
	trien_rc rc = new_coming(&o, &k, err);
	if (rc == TRIEN_OK)
		rc = work(k, err);
	free_coming(k);
	return rc;
}

trien_rc
tr_route_take_delivery(struct tr_call *c, struct trien_err *err)
{
	return with_stored(c, take_delivery, err);
}

trien_rc
tr_route_arrival_retry(struct tr_call *c, struct trien_err *err)
{
	return with_stored(c, judge_again, err);
}

/* ---- what becomes of it ---- */

#define HANDLE_WANTED "{\"receiver\", \"opinion\", \"unit_opinion\", \"proposal\", \"progress\", \"deadline\", \"days\", \"answer\", " TR_SAID_WANTED "}"

enum { TO, OPINION, UNIT_OPINION, PROPOSAL, PROGRESS, DEADLINE, DAYS, ANSWER, HANDLE_MEMBERS };

struct handling {
	struct tr_office_call *o;
	enum tr_incoming_act what;
	int64_t arrival;
	struct tr_office_handling given;
	bool refused;
};

static trien_rc
handle_work(struct tr_doing *d, void *context, struct trien_err *err)
{
	struct handling *h = context;
	const struct tr_office_who who = {d->who.person, d->who.role};
	struct tr_office_came came = {0};

	d->act.reason = tr_office_call_reason(h->o);
	TR_TRY(tr_office_handle(d->db, &d->act, TR_ACT_WITHIN, &who, h->arrival, h->what, &h->given, &came, err));
	h->refused = came.to == TR_INCOMING_REFUSED && h->o->mode != TR_ACT_DRY_RUN;
	return answer(h->o, &came, NULL, "", err);
}

static trien_rc
forget_all_work(struct tr_sql *db, void *context, struct trien_err *err)
{
	const struct handling *h = context;
	return tr_office_forget(db, h->o->c->context->blobs, NULL, err);
}

static const struct tr_json_member handle_members[] = {
	[TO] = {"receiver", TR_JSON_TEXT, TR_JSON_MAY, TR_VALUE_MAX, NULL},
	[OPINION] = {"opinion", TR_JSON_TEXT, TR_JSON_MAY, TR_VALUE_MAX, NULL},
	[UNIT_OPINION] = {"unit_opinion", TR_JSON_TEXT, TR_JSON_MAY, TR_VALUE_MAX, NULL},
	[PROPOSAL] = {"proposal", TR_JSON_TEXT, TR_JSON_MAY, TR_VALUE_MAX, NULL},
	[PROGRESS] = {"progress", TR_JSON_TEXT, TR_JSON_MAY, TR_VALUE_MAX, NULL},
	[DEADLINE] = {"deadline", TR_JSON_TEXT, TR_JSON_MAY, TR_TIME_TEXT_MAX, NULL},
	[DAYS] = {"days", TR_JSON_NUMBER, TR_JSON_MAY, 0, NULL},
	[ANSWER] = {"answer", TR_JSON_NUMBER, TR_JSON_MAY, 0, NULL},
};
TR_BODY(handle, "Handle", HANDLE_WANTED, TR_BODY_OF_OFFICE);

static trien_rc
handle(struct tr_call *c, enum tr_incoming_act what, struct trien_err *err)
{
	TR_AUTO_OFFICE_CALL o = {0};
	struct handling h = {.o = &o, .what = what};

	TR_TRY(tr_office_call_read(c, &tr_body_handle, &o, err));
	TR_TRY(tr_query_id(c->parameters[0], &h.arrival, err));
	h.given = (struct tr_office_handling){.receiver = tr_said_text(&o, TO), .head_opinion = tr_said_text(&o, OPINION), .unit_opinion = tr_said_text(&o, UNIT_OPINION),
		.proposal = tr_said_text(&o, PROPOSAL), .progress = tr_said_text(&o, PROGRESS), .days = tr_said_number(&o, DAYS), .answer = tr_said_number(&o, ANSWER)};
	TR_TRY(tr_said_time(&o, DEADLINE, &h.given.deadline_at, err));
	TR_TRY(tr_office_call_do(&o, tr_incoming_act_word(what)->word, handle_work, &h, err));
	return h.refused && c->context->blobs != NULL ? tr_databases_lend(c->context->pool, forget_all_work, &h, err) : TRIEN_OK;
}

#define HANDLER(name, act) \
	trien_rc tr_route_arrival_##name(struct tr_call *c, struct trien_err *err) \
	{ \
		return handle(c, TR_INCOMING_ACT_##act, err); \
	}
HANDLER(accept, ACCEPT)
HANDLER(reject, REJECT)
HANDLER(assign, ASSIGN)
HANDLER(progress, PROGRESS)
HANDLER(answer, ANSWER)
HANDLER(finish, FINISH)
HANDLER(reopen, REOPEN)
HANDLER(recalled, RECALL)
HANDLER(recall_refused, REFUSE_RECALL)
