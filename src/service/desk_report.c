/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: R17 */
/*
 * Is a desk ready to sign? A page asks for it (POST /api/v1/desk-tasks), the program at the desk looks and sends what it found (POST /api/v1/desk/report), with it a support ticket is entered in the
 * person's name, and who supports sees it (GET /api/v1/desk-reports). Nobody has signed a report: it is read strictly, kept as text, and shown as text. What the service itself knows is added: whether
 * the certificates that are plugged in stand in the books, and whether those outside whom it asks (time stamps, lists of revocations) have answered.
 */
#include "service/desk_task.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/errors/service.h"
#include "base/utf8.h"
#include "registry/enter.h"
#include "registry/list.h"
#include "registry/reference.h"
#include "service/desk_door.h"
#include "service/json_body.h"
#include "service/once.h"
#include "service/ready.h"
#include "service/route.h"
#include "service/who.h"

/* ---- a page asks for one ---- */

#define TASK_WANTED "{\"subject\"}"
#define NO_SUBJECT "Kiểm tra máy trạm"

static const struct tr_json_member desk_task_members[] = {{"subject", TR_JSON_TEXT, TR_JSON_MUST, TR_DESK_TITLE_MAX, NULL}};
TR_BODY(desk_task, "DeskTaskWish", TASK_WANTED, TR_BODY_PLAIN);

static trien_rc
read_subject(struct tr_call *c, struct tr_desk_task *t, struct trien_err *err)
{
	json_t *body, *v[1];

	TR_TRY(tr_json_read(tr_buf_view(&c->body), TASK_WANTED, &body, err));
	const trien_rc rc = tr_json_body(body, &tr_body_desk_task, v, err);
	if (rc == TRIEN_OK)
		snprintf(t->subject, sizeof(t->subject), "%s", json_string_length(v[0]) > 0 ? json_string_value(v[0]) : NO_SUBJECT);
	json_decref(body);
	return rc;
}

trien_rc
tr_route_desk_task_make(struct tr_call *c, struct trien_err *err)
{
	struct tr_desk_task t = {.kind = TR_DESK_TASK_CHECK};

	TR_TRY(read_subject(c, &t, err));
	return tr_desk_task_give(c, &t, TR_ACT_WITHIN, err);
}

/* ---- the program at the desk sends it ---- */

#define REPORT_WANTED "{\"token\", \"checks\": [{\"part\", \"name\", \"certificate\", \"error\", \"message\"}, …]}"

enum { PART, NAME, CERTIFICATE, ERROR, MESSAGE, CHECK_MEMBERS };

static const char *
a_part(unsigned i)
{
	static const char *const parts[] = {"server", "trust", "reader", "module", "token", "certificate", "desk"};
	return i < sizeof(parts) / sizeof(*parts) ? parts[i] : NULL;
}

static const struct tr_json_more the_parts = {.word = a_part}, an_id = {.pattern = "^[a-z.-]{1,64}$"}, a_hash = {.pattern = "^[0-9a-f]{64}$"};
static const struct tr_json_member desk_check_members[] = {
	[PART] = {"part", TR_JSON_TEXT, TR_JSON_MUST, 16, &the_parts},
	[NAME] = {"name", TR_JSON_TEXT, TR_JSON_MUST, TR_DESK_CHECK_TEXT_MAX, NULL},
	[CERTIFICATE] = {"certificate", TR_JSON_TEXT, TR_JSON_MAY, TR_HEX256, &a_hash},
	[ERROR] = {"error", TR_JSON_TEXT, TR_JSON_MAY, TR_DESK_REASON_MAX, &an_id},
	[MESSAGE] = {"message", TR_JSON_TEXT, TR_JSON_MAY, TR_DESK_CHECK_TEXT_MAX, NULL},
};
TR_BODY(desk_check, "DeskCheck", REPORT_WANTED, TR_BODY_PLAIN);
static const struct tr_json_more a_check = {.items = &tr_body_desk_check};
static const struct tr_json_member desk_report_members[] = {
	{"token", TR_JSON_TEXT, TR_JSON_MUST, TR_HEX256, &a_hash},
	{"checks", TR_JSON_LIST, TR_JSON_MUST, TR_DESK_CHECKS_MAX, &a_check},
};
TR_BODY(desk_report, "DeskReport", REPORT_WANTED, TR_BODY_PLAIN);

struct reporting {
	struct tr_call *c;
	json_t *body, *v[2];
	char token[TR_HEX256 + 1]; /* its hash */
	struct tr_desk_task task;
	json_t *service; /* what is known here */
	json_t *report;  /* as it is kept */
	char blob[TR_HEX256 + 1];
	int64_t person, agency;
};

static json_t *
plain_text(const json_t *value)
{
	char text[4 * TR_DESK_CHECK_TEXT_MAX + 1];

	if (value == NULL)
		return json_null();
	tr_utf8_printable(json_string_value(value), json_string_length(value), text, sizeof(text));
	return json_string(text);
}

static bool
is_id(const json_t *value)
{
	const char *text = json_string_value(value);
	return text == NULL || (*text != '\0' && strspn(text, "abcdefghijklmnopqrstuvwxyz.-") == json_string_length(value));
}

/* One line of it, as text that moves nothing where it is shown. */
static trien_rc
add_check(json_t *item, json_t *all, struct trien_err *err)
{
	json_t *v[CHECK_MEMBERS];

	if (!json_is_object(item))
		return TR_ERR(err, SERVICE_JSON, TR_S("want", REPORT_WANTED));
	TR_TRY(tr_json_body(item, &tr_body_desk_check, v, err));
	if (!is_id(v[ERROR]) || (v[CERTIFICATE] != NULL && !tr_hex_is_256(json_string_value(v[CERTIFICATE]))))
		return TR_ERR(err, SERVICE_JSON, TR_S("want", REPORT_WANTED));
	json_array_append_new(all, json_pack("{s:O, s:o, s:o, s:o}", "part", v[PART], "name", plain_text(v[NAME]), "error", v[ERROR] != NULL ? json_incref(v[ERROR]) : json_null(), "message",
			plain_text(v[MESSAGE])));
	return TRIEN_OK;
}

static trien_rc
read_report(struct reporting *r, struct trien_err *err)
{
	json_t *item, *all = json_array();
	size_t i;
	trien_rc rc = TRIEN_OK;
	bool ready = true;

	TR_TRY(tr_json_read(tr_buf_view(&r->c->body), REPORT_WANTED, &r->body, err));
	r->report = json_pack("{s:o}", "checks", all);
	TR_TRY(tr_json_body(r->body, &tr_body_desk_report, r->v, err));
	json_array_foreach(r->v[1], i, item) {
		if (rc == TRIEN_OK)
			rc = add_check(item, all, err);
		ready = ready && json_object_get(item, "error") == NULL;
	}
	json_object_set_new(r->report, "ready", json_boolean(ready && json_array_size(r->v[1]) > 0));
	TR_TRY(rc);
	return tr_hex_is_256(json_string_value(r->v[0])) ? tr_secret_hash(json_string_value(r->v[0]), r->token, err) : TR_ERR0(err, SERVICE_DESK_TOKEN);
}

static void
add_known(json_t *all, const char *part, const char *name, const struct trien_err *why)
{
	char vi[1024];

	if (why == NULL || why->code == TRIEN_OK) {
		json_array_append_new(all, json_pack("{s:s, s:s, s:n, s:n}", "part", part, "name", name, "error", "message"));
		return;
	}
	trien_err_text(why, TRIEN_LANG_VI, vi, sizeof(vi));
	json_array_append_new(all, json_pack("{s:s, s:s, s:s, s:s}", "part", part, "name", name, "error", trien_err_id(why->code), "message", vi));
}

/* Of a certificate that is plugged in: does it stand in the books, in use? Whose it is says no more than the person's own books do. */
static trien_rc
add_registered(struct tr_sql *db, const struct reporting *r, const json_t *check, json_t *all, struct trien_err *err)
{
	static const char sql[] = "SELECT state, subject_name FROM certificate WHERE fingerprint = $1 AND (person = $2 OR (person IS NULL AND agency = $3))";
	const char *hash = json_string_value(json_object_get(check, "certificate"));
	struct trien_err why = {0};
	TR_AUTO_ROWS rows = {0};
	char text[17];

	if (hash == NULL)
		return TRIEN_OK;
	snprintf(text, sizeof(text), "%.16s", hash);
	TR_TRY(tr_sql_ask(db, sql, TR_SQL_IN(TR_SQL_T(hash), TR_SQL_I(r->person), TR_SQL_I(r->agency)), &rows, err));
	if (rows.count == 0)
		(void)TR_ERR(&why, SERVICE_DESK_UNREGISTERED, TR_S("certificate", text));
	else if (strcmp(tr_sql_text(&rows, 0, 0), "active") != 0)
		(void)TR_ERR(&why, SERVICE_DESK_INACTIVE, TR_S("state", tr_sql_text(&rows, 0, 0)));
	add_known(all, "registry", rows.count > 0 ? tr_sql_text(&rows, 0, 1) : text, &why);
	return TRIEN_OK;
}

/* Those outside whom this service asks, as it found them last. */
static void
add_outside(const struct tr_call *c, json_t *all)
{
	struct tr_look *look = c->context->ready != NULL ? tr_mem_zeroed(1, sizeof(*look)) : NULL;
	const struct trien_err *tsa = NULL, *silent = NULL;

	if (look == NULL)
		return;
	tr_ready_last(c->context->ready, look);
	tr_ready_look_outside(c->context, look);
	for (size_t i = 0; i < look->count; i++) {
		const struct trien_err *why = &look->findings[i].why;
		tsa = why->code == TRIEN_E_SERVICE_TSA ? why : tsa;
		silent = why->code == TRIEN_E_SERVICE_OUTSIDE || why->code == TRIEN_E_SERVICE_OUTSIDE_STALE ? why : silent;
	}
	if (c->context->stamps != NULL)
		add_known(all, "tsa", c->context->config->tsa[0], tsa);
	if (c->context->outside != NULL)
		add_known(all, "revocation", "OCSP, CRL", silent);
	free(look);
}

static trien_rc
know_work(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct reporting *r = context;
	TR_AUTO_ROWS rows = {0};
	struct tr_who who;
	json_t *check;
	size_t i;

	TR_TRY(tr_desk_task_enter(r->c, db, r->token, TR_DESK_TASK_CHECK, &r->task, err));
	TR_TRY(tr_door_open(db, &r->c->caller, tr_call_now(r->c), &who, err));
	r->person = who.person;
	TR_TRY(tr_sql_ask(db, "SELECT agency FROM person WHERE id = $1", TR_SQL_IN(TR_SQL_I(who.person)), &rows, err));
	r->agency = rows.count > 0 ? tr_sql_int(&rows, 0, 0) : 0;
	json_decref(r->service); /* of a transaction before, that did not end */
	r->service = json_array();
	json_array_foreach(r->v[1], i, check)
		TR_TRY(add_registered(db, r, check, r->service, err));
	return TRIEN_OK;
}

/* As it lies in the store. */
static trien_rc
keep(struct reporting *r, struct trien_err *err)
{
	struct tr_call *c = r->c;
	char at[TR_TIME_TEXT_MAX];

	if (c->context->blobs == NULL)
		return TR_ERR0(err, SERVICE_FILES_OFF);
	add_outside(c, r->service);
	tr_time_iso(tr_call_now(c), TR_ZONE_VIETNAM, at);
	json_object_set_new(r->report, "at", json_string(at));
	json_object_set(r->report, "service", r->service);
	char *text = json_dumps(r->report, JSON_INDENT(1));
	const trien_rc rc = text != NULL ? tr_blob_put(c->context->blobs, TR_BYTES(text, strlen(text)), r->blob, err) : TR_ERR(err, NO_MEMORY, TR_U("want", 1));
	free(text);
	return rc;
}

static trien_rc
enter_work(struct tr_doing *d, void *context, struct trien_err *err)
{
	struct reporting *r = context;
	char agency[32], person[32], at[TR_TIME_TEXT_MAX];
	int64_t act = 0;

	TR_TRY(tr_desk_task_enter(r->c, d->db, r->token, TR_DESK_TASK_CHECK, &r->task, err));
	snprintf(agency, sizeof(agency), "#%lld", (long long)r->agency);
	snprintf(person, sizeof(person), "#%lld", (long long)r->person);
	tr_time_iso(d->act.at, TR_ZONE_VIETNAM, at);
	const struct tr_entry_value values[] = {{"agency", agency}, {"person", person}, {"subject", r->task.subject}, {"report", r->blob}, {"asked_at", at}};
	struct tr_entry entry = {.book = &tr_books[TR_BOOK_ticket], .values = values, .count = sizeof(values) / sizeof(*values)};
	TR_TRY(tr_act_do(d->db, &d->act, TR_ACT_WITHIN, tr_entry_write, &entry, &act, err));
	TR_TRY(tr_desk_task_end(d->db, r->task.id, entry.written, err));
	return tr_call_answer_json(d->c, json_pack("{s:I}", "ticket", (json_int_t)entry.written), err);
}

static trien_rc
report(struct reporting *r, struct trien_err *err)
{
	struct tr_call *c = r->c;
	char key[96];

	TR_TRY(tr_desk_knock(c, err));
	TR_TRY(read_report(r, err));
	TR_TRY(tr_databases_transact(c->context->pool, TR_SQL_READ, know_work, r, err));
	TR_TRY(keep(r, err));
	snprintf(key, sizeof(key), "report-%s", r->token);
	c->key = key;
	const trien_rc rc = tr_once(c, "ticket.enter", TR_ACT_WITHIN, enter_work, r, err);
	c->key = NULL;
	return rc;
}

trien_rc
tr_route_desk_report(struct tr_call *c, struct trien_err *err)
{
	struct reporting r = {.c = c};
	const trien_rc rc = report(&r, err);

	json_decref(r.service);
	json_decref(r.report);
	json_decref(r.body);
	return rc;
}

/* ---- who supports sees them ---- */

/* A line of a file that may have been attached by hand: of the shape that the program's have, and nothing in it moves the rest. */
static json_t *
line_again(const json_t *l)
{
	const json_t *part = json_object_get(l, "part"), *name = json_object_get(l, "name"), *error = json_object_get(l, "error"), *message = json_object_get(l, "message");

	if (!json_is_string(part) || !json_is_string(name) || !(json_is_null(error) || json_is_string(error)) || !(json_is_null(message) || json_is_string(message)) ||
			json_string_length(part) > TR_DESK_REASON_MAX || json_string_length(name) > TR_DESK_CHECK_TEXT_MAX * 4 || json_string_length(message) > TR_DESK_CHECK_TEXT_MAX * 4 || !is_id(error))
		return NULL;
	return json_pack("{s:o, s:o, s:o, s:o}", "part", plain_text(part), "name", plain_text(name), "error", json_is_null(error) ? json_null() : plain_text(error), "message",
			json_is_null(message) ? json_null() : plain_text(message));
}

static bool
add_lines(json_t *all, const char *key, const json_t *lines)
{
	json_t *out = json_array();
	const json_t *l;
	size_t i;

	json_object_set_new(all, key, out);
	if (!json_is_array(lines) || json_array_size(lines) > 2 * TR_DESK_CHECKS_MAX)
		return false;
	json_array_foreach(lines, i, l)
		if (json_array_append_new(out, line_again(l)) != 0)
			return false;
	return true;
}

/* As it is shown; null: it is none. Whoever may attach a file to a ticket may attach one of this shape: what it says, who asked for help says. */
static json_t *
shown(const json_t *kept)
{
	const json_t *ready = json_object_get(kept, "ready"), *at = json_object_get(kept, "at");
	int64_t when;
	json_t *all = json_object();

	if (json_is_boolean(ready) && json_is_string(at) && tr_time_read_iso(TR_BYTES(json_string_value(at), json_string_length(at)), TR_ZONE_VIETNAM, &when, NULL) == TRIEN_OK &&
			json_object_set_new(all, "at", json_string(json_string_value(at))) == 0 && json_object_set_new(all, "ready", json_boolean(json_is_true(ready))) == 0 &&
			add_lines(all, "checks", json_object_get(kept, "checks")) && add_lines(all, "service", json_object_get(kept, "service")))
		return all;
	json_decref(all);
	return json_null();
}

static json_t *
report_of(const struct tr_call *c, const struct tr_record *t)
{
	TR_AUTO_BUF text = {.max = TR_DESK_REPORT_MAX};
	char name[TR_HEX256 + 1] = "";

	if (t->v[TR_ticket_report].null || c->context->blobs == NULL)
		return json_null();
	memcpy(name, t->v[TR_ticket_report].b.p, TR_HEX256);
	if (tr_blob_get(c->context->blobs, name, &text, NULL) != TRIEN_OK)
		return json_null();
	json_t *kept = json_loadb((const char *)text.p, text.n, JSON_REJECT_DUPLICATES, NULL);
	json_t *all = shown(kept);
	json_decref(kept);
	return all;
}

static trien_rc
add_words(struct tr_sql *db, const struct tr_who *who, const struct tr_record *t, size_t column, json_t *out, struct trien_err *err)
{
	const struct tr_column *k = &t->book->columns[column];
	TR_AUTO_BUF text = {0};

	if (t->v[column].null)
		return TRIEN_OK;
	TR_TRY(tr_reference_words(db, who, k, &t->v[column], &text, err));
	TR_TRY(tr_buf_add_byte(&text, 0, err));
	json_object_set_new(out, k->name, json_string((const char *)text.p));
	return TRIEN_OK;
}

static trien_rc
add_ticket(struct tr_call *c, struct tr_sql *db, const struct tr_who *who, const struct tr_record *t, json_t *all, struct trien_err *err)
{
	const struct tr_sql_value *subject = &t->v[TR_ticket_subject], *state = &t->v[TR_ticket_state];
	char at[TR_TIME_TEXT_MAX];
	json_t *found = report_of(c, t);

	if (json_is_null(found)) {
		json_decref(found);
		return TRIEN_OK;
	}
	tr_time_iso(t->v[TR_ticket_asked_at].i, TR_ZONE_VIETNAM, at);
	json_t *one = json_pack("{s:I, s:s%, s:s%, s:s, s:s, s:s, s:o}", "ticket", (json_int_t)t->id, "subject", (const char *)subject->b.p, subject->b.n, "state",
			(const char *)state->b.p, state->b.n, "at", at, "person", "", "agency", "", "report", found);
	json_array_append_new(all, one);
	TR_TRY(add_words(db, who, t, TR_ticket_person, one, err));
	return add_words(db, who, t, TR_ticket_agency, one, err);
}

struct listing {
	struct tr_call *c;
	json_t *all;
};

static trien_rc
list_work(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct listing *l = context;
	struct tr_list_query q = {.book = &tr_books[TR_BOOK_ticket], .newest = true, .limit = TR_DESK_REPORTS_MAX};
	TR_AUTO_ROWS rows = {0};
	struct tr_who who;

	json_decref(l->all); /* of a transaction before, that did not end */
	l->all = json_array();
	TR_TRY(tr_who_open(l->c, db, &who, err));
	TR_TRY(tr_door_viewer(&who, q.book, TR_VERB_SEE, &q.viewer, err));
	q.hidden = tr_door_hidden(&who, q.book);
	TR_TRY(tr_list(db, &q, &rows, err));
	for (size_t i = 0; i < rows.count; i++) {
		TR_AUTO_RECORD t = {0};
		TR_TRY(tr_record_take(q.book, &rows, i, &t, err));
		TR_TRY(add_ticket(l->c, db, &who, &t, l->all, err));
	}
	return TRIEN_OK;
}

trien_rc
tr_route_desk_reports(struct tr_call *c, struct trien_err *err)
{
	struct listing l = {.c = c};
	const trien_rc rc = tr_databases_transact(c->context->pool, TR_SQL_READ, list_work, &l, err);

	if (rc != TRIEN_OK) {
		json_decref(l.all);
		return rc;
	}
	return tr_call_answer_json(c, json_pack("{s:o}", "data", l.all), err);
}
