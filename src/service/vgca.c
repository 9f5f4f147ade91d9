/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: R4.3 R5.3 R9.3 */
/*
 * The requests of the VGCA Sign Service of a desk (docs/desk-protocol.md): a page of ours has told it where to fetch one file and where to send it signed. It has no program of ours beside it and
 * keeps to no protocol of ours: what it sends is a form, as of any browser. So the address from which it fetches holds a token that is good once, the one to which it sends a number alone, and
 * what opens that is a bearer that it got with them (JWTToken): of this errand, of one upload, for minutes; the person's session it never has. The file is judged as one that the person had
 * sent, and held against what was given away (office_sign.c).
 */
#include <stdio.h>

#include "base/errors/service.h"
#include "service/desk_door.h"
#include "service/form_body.h"
#include "service/office_sign.h"
#include "service/query.h"
#include "service/route.h"
#include "service/streams.h"
#include "service/who.h"

/* ---- the file is fetched ---- */

struct fetching {
	struct tr_call *c;
	char token[TR_HEX256 + 1]; /* its hash */
	int64_t signing;
	bool refused;
};

/* Everything that is no token of ours now has one answer, and changes nothing. */
static trien_rc
fetch_work(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct fetching *f = context;
	struct tr_call *c = f->c;
	struct trien_err why = {0};
	TR_AUTO_ROWS items = {0};

	f->refused = true;
	TR_TRY(tr_errand_of_token(db, f->token, tr_call_now(c), &c->errand, err));
	if (c->errand.way != TR_ERRAND_VGCA || c->errand.state != TR_ERRAND_WAITING)
		return TRIEN_OK;
	const trien_rc rc = tr_desk_whose(c, db, &c->errand, &why);
	if (rc == TRIEN_E_SERVICE_DESK_OVER)
		return TRIEN_OK;
	if (rc != TRIEN_OK) {
		*err = why;
		return rc;
	}
	TR_TRY(tr_errand_items(db, c->errand.id, &items, err));
	f->signing = tr_sql_int(&items, 0, TR_ERRAND_SIGNING);
	f->refused = false;
	return tr_errand_redeem(db, c->errand.id, c->errand.secret, err);
}

static trien_rc
read_token(struct fetching *f, struct trien_err *err)
{
	const char *token = (const char *)f->c->parameters[0].p;

	return tr_hex_is_256(token) ? tr_secret_hash(token, f->token, err) : TR_ERR0(err, SERVICE_DESK_TOKEN);
}

/* The name in the address is for the person's eyes alone. */
trien_rc
tr_route_vgca_file(struct tr_call *c, struct trien_err *err)
{
	struct fetching f = {.c = c};
	struct tr_signing_held h;

	TR_TRY(tr_desk_knock_vgca(c, err));
	TR_TRY(read_token(&f, err));
	TR_TRY(tr_databases_transact(c->context->pool, TR_SQL_WRITE, fetch_work, &f, err));
	if (f.refused)
		return TR_ERR0(err, SERVICE_DESK_TOKEN);
	tr_streams_tell(c->context->streams, TR_STREAM_ERRAND, c->errand.id);
	TR_TRY(tr_signing_hold(c, f.signing, &h, err));
	/* Who knows this field need ask nobody which certificate is meant; others pass it over. */
	tr_call_answer_field(c, "X-Trien-Certificate", h.s.certificate);
	return tr_signing_file(c, &h, err);
}

/* ---- it comes back signed ---- */

/* The one item of such an errand. */
#define ITEM 1

struct taking {
	struct tr_call *c;
	struct tr_errand_item item;
};

static trien_rc
find_work(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct taking *t = context;
	return tr_errand_item(db, t->c->errand.id, ITEM, &t->item, err);
}

/* In the transaction that ends the session: what the page is told, and then what the program waits for. */
static trien_rc
taken_work(struct tr_doing *d, void *context, struct trien_err *err)
{
	const struct taking *t = context;
	struct tr_call *c = t->c;

	TR_TRY(tr_desk_still(c, d->db, err));
	TR_TRY(tr_errand_answer(d->db, c->errand.id, ITEM, true, tr_buf_view(&c->reply.body), err));
	TR_TRY(tr_errand_end(d->db, c->errand.id, TR_ERRAND_DONE, NULL, err));
	return tr_call_answer_json(c, json_pack("{s:b, s:s, s:s, s:s}", "Status", 1, "Message", "", "FileName", "", "FileServer", ""), err);
}

static trien_rc
take_file(struct taking *t, struct trien_err *err)
{
	TR_AUTO_OFFICE_CALL o = {0};
	const struct tr_signing_beside beside = {taken_work, t, "ký bằng dịch vụ ký VGCA trên máy"};
	struct tr_call *c = t->c;
	struct tr_bytes file;

	TR_TRY(tr_form_file(tr_call_field(c, "Content-Type"), tr_buf_view(&c->body), NULL, &file, err));
	json_t *said = json_loadb((const char *)t->item.said.p, t->item.said.n, JSON_REJECT_DUPLICATES, NULL);
	if (said == NULL)
		return TR_ERR(err, NO_MEMORY, TR_U("want", t->item.said.n));
	TR_TRY(tr_office_call_take_said(c, &tr_body_finish, said, &o, err));
	o.in_form = file;
	o.has_file = true;
	return tr_signing_finish(&o, t->item.signing, &beside, err);
}

struct refusing {
	const struct tr_call *c;
	const char *why; /* id of an error */
};

static trien_rc
refused_work(struct tr_sql *db, void *context, struct trien_err *err)
{
	const struct refusing *r = context;

	TR_TRY(tr_errand_answer(db, r->c->errand.id, ITEM, false, tr_buf_view(&r->c->reply.body), err));
	return tr_errand_end(db, r->c->errand.id, TR_ERRAND_REFUSED, r->why, err);
}

/* An address is good for one file: what was refused ended the errand, and the page tells why. What may be sent again at once is no refusal. */
static void
end_refused(struct tr_call *c, trien_rc rc, const struct trien_err *why)
{
	struct refusing r = {c, trien_err_id(rc)};
	struct trien_err lost = {0};
	const int http = trien_err_http(rc);

	if (c->wants_judge || c->wants_outside || http >= 500 || http == 429 || rc == TRIEN_E_SERVICE_DESK_OVER)
		return;
	tr_call_problem(c, why);
	(void)!tr_databases_transact(c->context->pool, TR_SQL_WRITE, refused_work, &r, &lost);
}

/* The number in the address says nothing that the bearer does not: of another errand it is a mistake. */
static trien_rc
take(struct taking *t, struct trien_err *err)
{
	struct tr_call *c = t->c;
	char key[96];
	int64_t errand;

	TR_TRY(tr_query_id(c->parameters[0], &errand, err));
	if (errand != c->errand.id)
		return TR_ERR0(err, SERVICE_DESK_TOKEN);
	TR_TRY(tr_databases_transact(c->context->pool, TR_SQL_READ, find_work, t, err));
	snprintf(key, sizeof(key), "vgca-%s", c->errand.secret);
	c->key = key;
	const trien_rc rc = take_file(t, err);
	c->key = NULL;
	if (rc != TRIEN_OK)
		end_refused(c, rc, err);
	return rc;
}

trien_rc
tr_route_vgca_upload(struct tr_call *c, struct trien_err *err)
{
	struct taking t = {.c = c};
	const trien_rc rc = take(&t, err);

	tr_errand_item_free(&t.item);
	tr_streams_tell(c->context->streams, TR_STREAM_ERRAND, c->errand.id);
	return rc;
}
