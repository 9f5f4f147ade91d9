/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: R9.2 */
/*
 * Documents for whoever has the code of a link (office/dispatch.h), without an account: POST /v1/shared says what the document is and where it stands, POST
 * /v1/shared/file gives one of its files. The code comes in the body: it stands behind the # of the page's address, which no browser sends and no log has. What is
 * asked for is counted by address. A code that nobody has given out, and one that was, are looked for in the same way.
 */
#include <stdio.h>

#include "base/errors/service.h"
#include "office/dispatch.h"
#include "registry/secret.h"
#include "service/gate.h"
#include "service/json_body.h"
#include "service/query.h"
#include "service/route.h"
#include "service/who.h"

#define LOOK_WANTED "{\"code\"}"
#define FILE_WANTED "{\"code\", \"file\"}"

struct asking {
	struct tr_call *c;
	char token[TR_HEX256 + 1], hash[TR_HEX256 + 1];
	int64_t place; /* of the file that is wanted; -1: none */
	struct tr_dispatch_look look;
};

/* ---- what is asked ---- */

static trien_rc
count(struct tr_call *c, struct trien_err *err)
{
	char address[TR_CALL_ADDRESS];

	tr_call_address(c, address);
	return tr_gate_rate(c, c->context->public_rate, tr_throttle_key(c->context->throttle, "shared", address), TR_SERVICE_PUBLIC_RATE, err);
}

static const struct tr_json_member shared_file_members[] = {{"code", TR_JSON_TEXT, TR_JSON_MUST, TR_HEX256, NULL}, {"file", TR_JSON_NUMBER, TR_JSON_MUST, 0, NULL}};
TR_BODY(shared_file, "SharedFile", FILE_WANTED, TR_BODY_PLAIN);
const struct tr_body tr_body_shared_ask = {"SharedAsk", LOOK_WANTED, shared_file_members, 1, TR_BODY_PLAIN, NULL}; /* the code alone */

static trien_rc
read_members(json_t *body, struct asking *a, const struct tr_body *shape, struct trien_err *err)
{
	json_t *v[2];

	TR_TRY(tr_json_body(body, shape, v, err));
	a->place = shape->count > 1 ? json_integer_value(v[1]) : -1;
	return tr_secret_hash(json_string_value(v[0]), a->token, err);
}

static trien_rc
read_body(struct asking *a, const struct tr_body *shape, struct trien_err *err)
{
	json_t *body;

	if (a->c->context->pool == NULL || a->c->context->blobs == NULL)
		return TR_ERR0(err, SERVICE_NOT_FOUND);
	TR_TRY(count(a->c, err));
	TR_TRY(tr_json_read(tr_buf_view(&a->c->body), shape->wanted, &body, err));
	const trien_rc rc = read_members(body, a, shape, err);
	json_decref(body);
	return rc;
}

/* ---- what it is ---- */

static trien_rc
look_work(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct asking *a = context;
	return tr_dispatch_look(db, a->token, tr_call_now(a->c), &a->look, err);
}

static trien_rc
about_json(const struct tr_sql_rows *rows, json_t **out, struct trien_err *err)
{
	TR_AUTO_BUF text = {0};
	char day[TR_TIME_TEXT_MAX] = "";

	*out = json_null();
	if (rows->count == 0)
		return TRIEN_OK;
	TR_TRY(tr_office_number_text(tr_sql_int(rows, 0, TR_LOOK_NUMBER), tr_sql_text(rows, 0, TR_LOOK_SYMBOL), &text, err));
	tr_time_iso(tr_sql_int(rows, 0, TR_LOOK_DAY), TR_ZONE_VIETNAM, day);
	day[10] = '\0';
	*out = json_pack("{s:s, s:s%, s:s, s:s, s:s, s:s, s:s}", "agency", tr_sql_text(rows, 0, TR_LOOK_AGENCY), "number", (const char *)text.p, text.n, "day", day, "kind",
			tr_sql_text(rows, 0, TR_LOOK_KIND), "subject", tr_sql_text(rows, 0, TR_LOOK_SUBJECT), "state", tr_sql_text(rows, 0, TR_LOOK_STATE), "sha256",
			tr_sql_text(rows, 0, TR_LOOK_HASH));
	return *out != NULL ? TRIEN_OK : TR_ERR(err, NO_MEMORY, TR_U("want", 1));
}

static json_t *
files_json(const struct tr_dispatch_look *l)
{
	json_t *all = json_array();

	for (size_t i = 0; i < l->files.count; i++)
		json_array_append_new(all, json_pack("{s:I, s:s, s:s, s:I, s:I}", "file", (json_int_t)tr_sql_int(&l->files, i, 0), "name", tr_sql_text(&l->files, i, 1), "sha256",
				tr_sql_text(&l->files, i, 2), "bytes", (json_int_t)tr_sql_int(&l->files, i, 3), "left",
				(json_int_t)(l->max > tr_sql_int(&l->files, i, 4) ? l->max - tr_sql_int(&l->files, i, 4) : 0)));
	return all;
}

static trien_rc
answer(const struct asking *a, struct trien_err *err)
{
	json_t *document, *instead;
	char until[TR_TIME_TEXT_MAX];

	TR_TRY(about_json(&a->look.about, &document, err));
	const trien_rc rc = about_json(&a->look.instead, &instead, err);
	if (rc != TRIEN_OK) {
		json_decref(document);
		return rc;
	}
	tr_time_iso(a->look.until, TR_ZONE_VIETNAM, until);
	return tr_call_answer_json(a->c, json_pack("{s:o, s:o, s:o, s:s}", "document", document, "replaced_by", instead, "files", files_json(&a->look), "until", until), err);
}

trien_rc
tr_route_shared(struct tr_call *c, struct trien_err *err)
{
	struct asking a = {.c = c};

	trien_rc rc = read_body(&a, &tr_body_shared_ask, err);
	if (rc == TRIEN_OK)
		rc = tr_databases_transact(c->context->pool, TR_SQL_READ, look_work, &a, err);
	if (rc == TRIEN_OK)
		rc = answer(&a, err);
	tr_dispatch_look_free(&a.look);
	return rc;
}

/* ---- a file of it ---- */

static trien_rc
take_work(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct asking *a = context;
	const int64_t now = tr_call_now(a->c);

	TR_TRY(tr_dispatch_look(db, a->token, now, &a->look, err));
	return tr_dispatch_take(db, &a->look, a->place, now, a->hash, err);
}

trien_rc
tr_route_shared_file(struct tr_call *c, struct trien_err *err)
{
	struct asking a = {.c = c};
	char name[64];

	trien_rc rc = read_body(&a, &tr_body_shared_file, err);
	if (rc == TRIEN_OK)
		rc = tr_databases_transact(c->context->pool, TR_SQL_WRITE, take_work, &a, err);
	tr_dispatch_look_free(&a.look);
	TR_TRY(rc);
	c->reply.body.max = TR_BLOB_MAX;
	TR_TRY(tr_blob_get(c->context->blobs, a.hash, &c->reply.body, err));
	snprintf(name, sizeof(name), "attachment; filename=\"van-ban-%lld.pdf\"", (long long)a.place);
	c->reply.type = "application/pdf";
	tr_call_answer_field(c, "Content-Disposition", name);
	return TRIEN_OK;
}
