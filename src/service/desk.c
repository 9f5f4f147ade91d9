/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: R4.3 R5.3 R9.3 */
/*
 * The requests of the program at the desk (docs/desk-protocol.md): it takes an errand by the token of a link, fetches what is to be signed, sends the values, and ends it. What comes is judged
 * as when a person's page sends it (office_sign.c), in the name of the person who made the errand.
 */
#include <stdio.h>

#include "base/errors/service.h"
#include "base/utf8.h"
#include "crypto/base64.h"
#include "office/parts.h"
#include "service/desk_door.h"
#include "service/errand_call.h"
#include "service/office_sign.h"
#include "service/prepared.h"
#include "service/query.h"
#include "service/route.h"
#include "service/streams.h"
#include "service/who.h"

/* ---- taking it ---- */

#define REDEEM_WANTED "{\"token\"}"

struct redeeming {
	struct tr_call *c;
	char token[TR_HEX256 + 1]; /* its hash */
	struct tr_secret secret;
	struct tr_errand e;
	json_t *answer;
	trien_rc refused; /* TRIEN_OK: it is taken. What was written of a refusal stays */
};

/* Everything that is no token of ours now has one answer. */
static trien_rc
refuse(struct redeeming *r, trien_rc why)
{
	r->refused = why;
	return TRIEN_OK;
}

static trien_rc
end_refused(struct tr_sql *db, struct redeeming *r, trien_rc reason, trien_rc why, struct trien_err *err)
{
	TR_TRY(tr_errand_end(db, r->e.id, TR_ERRAND_REFUSED, trien_err_id(reason), err));
	return refuse(r, why);
}

static json_t *
base64_of(struct tr_bytes bytes)
{
	TR_AUTO_BUF text = {.max = TR_SERVICE_PREPARED_MAX};
	return tr_base64_encode(bytes, &text, NULL) == TRIEN_OK ? json_stringn((const char *)text.p, text.n) : json_null();
}

static json_t *
shown(const char *text, size_t max)
{
	static const char more[] = "…";
	TR_AUTO_BUF cut = {0};

	if (strlen(text) <= max)
		return json_string(text);
	const size_t n = tr_utf8_cut(text, max - (sizeof(more) - 1));
	return tr_buf_addf(&cut, NULL, "%.*s%s", (int)n, text, more) == TRIEN_OK ? json_stringn((const char *)cut.p, cut.n) : NULL;
}

static trien_rc
symbol_json(struct tr_sql *db, int64_t document, json_t **out, struct trien_err *err)
{
	struct tr_office_parts p = {0};
	TR_AUTO_BUF text = {0};
	trien_rc rc = tr_office_parts(db, document, &p, err);

	*out = NULL;
	if (rc == TRIEN_OK && !tr_sql_cell(&p.head, 0, TR_PARTS_NUMBER)->null)
		rc = tr_office_number_text(tr_sql_int(&p.head, 0, TR_PARTS_NUMBER), tr_sql_text(&p.head, 0, TR_PARTS_SYMBOL), &text, err);
	tr_office_parts_free(&p);
	if (rc == TRIEN_OK)
		*out = text.n > 0 ? json_stringn((const char *)text.p, strnlen((const char *)text.p, text.n)) : json_null();
	return rc;
}

/* What the program shows, and with what it makes what the key signs anew. */
static json_t *
item_json(const struct tr_sql_rows *facts, const struct tr_sign_state *s, json_t *symbol)
{
	static const char *const schemes[] = {[TR_RSA_PKCS1] = "rsa-pkcs1", [TR_RSA_PSS] = "rsa-pss", [TR_ECDSA] = "ecdsa"}, *const digests[] = {[TR_SHA256] = "sha256", [TR_SHA384] = "sha384", [TR_SHA512] = "sha512"};
	char digest[2 * TR_DIGEST_MAX + 1];

	tr_hex(TR_BYTES(s->to_sign, s->to_sign_n), digest);
	return json_pack("{s:I, s:s, s:o, s:o, s:o, s:n, s:I, s:s, s:I, s:s, s:s, s:s, s:o, s:[I, I]}", "document", (json_int_t)tr_sql_int(facts, 0, 0), "purpose",
			tr_sql_text(facts, 0, 1), "agency", shown(tr_sql_text(facts, 0, 2), TR_DESK_NAME_MAX), "symbol", symbol, "title", shown(tr_sql_text(facts, 0, 3), TR_DESK_TITLE_MAX), "pages", "size",
			(json_int_t)s->proposal.base_size, "base", tr_sql_text(facts, 0, 4), "revision_size", (json_int_t)s->proposal.tail.n, "digest_algorithm", digests[s->digest],
			"scheme", schemes[s->scheme], "digest", digest, "attributes", base64_of(tr_buf_view(&s->attributes)), "gap", (json_int_t)s->proposal.contents_at,
			(json_int_t)s->proposal.contents_end);
}

static trien_rc
add_item(struct tr_sql *db, struct redeeming *r, int64_t item, int64_t signing, json_t *all, struct trien_err *err)
{
	static const char sql[] = "SELECT s.document, s.purpose, g.name, COALESCE(d.subject, ''), s.base FROM signing s JOIN document d ON d.id = s.document JOIN agency g ON g.id = d.agency "
				  "WHERE s.id = $1 AND s.state = 'open' AND s.ends_at > $2";
	struct tr_sign_state state = {0};
	TR_AUTO_ROWS facts = {0};
	json_t *symbol;

	TR_TRY(tr_sql_ask(db, sql, TR_SQL_IN(TR_SQL_I(signing), TR_SQL_I(tr_call_now(r->c))), &facts, err));
	if (facts.count == 0 || tr_prepareds_read(r->c->context->prepared, signing, &state, NULL) != TRIEN_OK)
		return refuse(r, TRIEN_E_SERVICE_NOT_PREPARED);
	const trien_rc rc = symbol_json(db, tr_sql_int(&facts, 0, 0), &symbol, err);
	if (rc == TRIEN_OK) {
		json_t *one = item_json(&facts, &state, symbol);
		json_object_set_new(one, "item", json_integer((json_int_t)item));
		json_object_set_new(one, "signing", json_integer((json_int_t)signing));
		json_array_append_new(all, one);
	}
	tr_sign_state_free(&state);
	return rc;
}

static trien_rc
add_items(struct tr_sql *db, struct redeeming *r, json_t *all, struct trien_err *err)
{
	TR_AUTO_ROWS rows = {0};

	TR_TRY(tr_errand_items(db, r->e.id, &rows, err));
	for (size_t i = 0; i < rows.count && r->refused == TRIEN_OK; i++)
		TR_TRY(add_item(db, r, tr_sql_int(&rows, i, TR_ERRAND_ITEM), tr_sql_int(&rows, i, TR_ERRAND_SIGNING), all, err));
	return TRIEN_OK;
}

/* In whose name: as the desk shows it. */
static trien_rc
who_json(struct tr_sql *db, struct redeeming *r, json_t **out, struct trien_err *err)
{
	static const char sql[] = "SELECT p.name, COALESCE(o.title, ''), g.name FROM person p LEFT JOIN post o ON o.person = p.id AND o.from_at <= $2 AND (o.to_at IS NULL OR o.to_at > $2) "
				  "JOIN agency g ON g.id = COALESCE(o.agency, p.agency) WHERE p.id = $1 ORDER BY o.id LIMIT 1";
	TR_AUTO_ROWS rows = {0};
	struct tr_who who;

	TR_TRY(tr_door_open(db, &r->c->caller, tr_call_now(r->c), &who, err));
	TR_TRY(tr_sql_ask(db, sql, TR_SQL_IN(TR_SQL_I(who.person), TR_SQL_I(tr_call_now(r->c))), &rows, err));
	const bool is = rows.count > 0;
	*out = json_pack("{s:o, s:o, s:o}", "name", shown(is ? tr_sql_text(&rows, 0, 0) : "", TR_DESK_NAME_MAX), "post", shown(is ? tr_sql_text(&rows, 0, 1) : "", TR_DESK_NAME_MAX),
			"agency", shown(is ? tr_sql_text(&rows, 0, 2) : "", TR_DESK_NAME_MAX));
	return TRIEN_OK;
}

static trien_rc
take(struct tr_sql *db, struct redeeming *r, struct trien_err *err)
{
	char until[TR_TIME_TEXT_MAX];
	json_t *items = json_array(), *who = NULL;
	trien_rc rc = add_items(db, r, items, err);

	if (rc == TRIEN_OK && r->refused == TRIEN_OK)
		rc = who_json(db, r, &who, err);
	if (rc != TRIEN_OK || r->refused != TRIEN_OK) {
		json_decref(items);
		return rc == TRIEN_OK ? end_refused(db, r, r->refused, r->refused, err) : rc;
	}
	tr_time_iso(r->e.ends_at, TR_ZONE_VIETNAM, until);
	r->answer = json_pack("{s:s, s:I, s:s, s:s, s:s, s:o, s:s, s:o}", "secret", r->secret.value, "errand", (json_int_t)r->e.id, "code", r->e.code, "until", until, "server",
			r->c->context->config->desk_id, "who", who, "certificate", r->e.certificate, "items", items);
	return tr_errand_redeem(db, r->e.id, r->secret.hash, err);
}

static trien_rc
redeem_work(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct redeeming *r = context;
	struct trien_err why = {0};

	json_decref(r->answer); /* of a transaction before, that did not end */
	r->answer = NULL;
	r->refused = TRIEN_OK;
	TR_TRY(tr_errand_of_token(db, r->token, tr_call_now(r->c), &r->e, err));
	if (!tr_errand_is_open(&r->e) || r->e.way != TR_ERRAND_AGENT)
		return refuse(r, TRIEN_E_SERVICE_DESK_TOKEN);
	if (r->e.state == TR_ERRAND_REDEEMED) /* somebody else may have the link: nothing is done with it */
		return end_refused(db, r, TRIEN_E_SERVICE_DESK_USED, TRIEN_E_SERVICE_DESK_TOKEN, err);
	const trien_rc rc = tr_desk_whose(r->c, db, &r->e, &why);
	if (rc == TRIEN_E_SERVICE_DESK_OVER)
		return refuse(r, TRIEN_E_SERVICE_DESK_TOKEN);
	if (rc != TRIEN_OK) {
		*err = why;
		return rc;
	}
	return take(db, r, err);
}

static const struct tr_json_member redeem_members[] = {{"token", TR_JSON_TEXT, TR_JSON_MUST, TR_HEX256, NULL}};
TR_BODY(redeem, "Redeem", REDEEM_WANTED, TR_BODY_PLAIN);

static trien_rc
read_token(struct redeeming *r, struct trien_err *err)
{
	json_t *body, *v[1];

	TR_TRY(tr_json_read(tr_buf_view(&r->c->body), REDEEM_WANTED, &body, err));
	trien_rc rc = tr_json_body(body, &tr_body_redeem, v, err);
	if (rc == TRIEN_OK)
		rc = tr_hex_is_256(json_string_value(v[0])) ? tr_secret_hash(json_string_value(v[0]), r->token, err) : TR_ERR0(err, SERVICE_DESK_TOKEN);
	json_decref(body);
	return rc;
}

static trien_rc
redeem(struct redeeming *r, struct trien_err *err)
{
	struct tr_call *c = r->c;

	TR_TRY(tr_desk_knock(c, err));
	TR_TRY(read_token(r, err));
	if (c->context->config->desk_id == NULL)
		return TR_ERR0(err, SERVICE_DESK_TOKEN);
	TR_TRY(tr_secret_make(c->context->env, &r->secret, err));
	TR_TRY(tr_databases_transact(c->context->pool, TR_SQL_WRITE, redeem_work, r, err));
	if (r->refused == TRIEN_E_SERVICE_NOT_PREPARED)
		return TR_ERR(err, SERVICE_NOT_PREPARED, TR_I("session", 0));
	if (r->refused != TRIEN_OK)
		return TR_ERR0(err, SERVICE_DESK_TOKEN);
	json_t *answer = r->answer;
	r->answer = NULL;
	return tr_call_answer_json(c, answer, err);
}

trien_rc
tr_route_redeem(struct tr_call *c, struct trien_err *err)
{
	struct redeeming r = {.c = c};
	const trien_rc rc = redeem(&r, err);

	tr_streams_tell(c->context->streams, TR_STREAM_ERRAND, r.e.id);
	json_decref(r.answer);
	tr_wipe(&r.secret, sizeof(r.secret));
	return rc;
}

/* ---- what is to be signed ---- */

struct naming {
	struct tr_call *c;
	int64_t number;
	struct tr_errand_item item;
};

static trien_rc
name_work(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct naming *n = context;
	return tr_errand_item(db, n->c->errand.id, n->number, &n->item, err);
}

/* The item that the address names: of this errand, or it is not there. */
static trien_rc
name_item(struct naming *n, struct trien_err *err)
{
	TR_TRY(tr_query_id(n->c->parameters[0], &n->number, err));
	return tr_databases_transact(n->c->context->pool, TR_SQL_READ, name_work, n, err);
}

static trien_rc
give(struct tr_call *c, trien_rc (*what)(struct tr_call *c, const struct tr_signing_held *h, struct trien_err *err), struct trien_err *err)
{
	struct naming n = {.c = c};
	struct tr_signing_held h;
	trien_rc rc = name_item(&n, err);

	if (rc == TRIEN_OK)
		rc = tr_signing_hold(c, n.item.signing, &h, err);
	tr_errand_item_free(&n.item);
	return rc == TRIEN_OK ? what(c, &h, err) : rc;
}

trien_rc
tr_route_desk_base(struct tr_call *c, struct trien_err *err)
{
	return give(c, tr_signing_file, err);
}

trien_rc
tr_route_desk_revision(struct tr_call *c, struct trien_err *err)
{
	return give(c, tr_signing_revision, err);
}

/* ---- a value ---- */

#define VALUE_WANTED "{\"value\": \"Base64\"}"

static trien_rc
answer_signed(struct tr_call *c, struct tr_bytes finished, struct trien_err *err)
{
	json_t *said = json_loadb((const char *)finished.p, finished.n, JSON_DISABLE_EOF_CHECK, NULL);
	return tr_call_answer_json(c, said != NULL ? json_pack("{s:o}", "finished", said) : NULL, err);
}

/* In the transaction that ends the session: it is still the person's errand, and the item is signed with it. */
static trien_rc
signed_work(struct tr_doing *d, void *context, struct trien_err *err)
{
	const struct naming *n = context;
	struct tr_call *c = n->c;

	TR_TRY(tr_desk_still(c, d->db, err));
	TR_TRY(tr_errand_answer(d->db, c->errand.id, n->number, true, tr_buf_view(&c->reply.body), err));
	TR_AUTO_BUF finished = {0};
	TR_TRY(tr_buf_add_bytes(&finished, tr_buf_view(&c->reply.body), err));
	return answer_signed(c, tr_buf_view(&finished), err);
}

static const struct tr_json_member desk_value_members[] = {{"value", TR_JSON_TEXT, TR_JSON_MUST, TR_SERVICE_ABOUT_MAX, NULL}};
TR_BODY(desk_value, "DeskValue", VALUE_WANTED, TR_BODY_PLAIN);

/* As a page would end the session: what the person said of it, and the value. */
static trien_rc
compose(const struct naming *n, json_t **out, struct trien_err *err)
{
	json_t *body, *v[1], *said;

	TR_TRY(tr_json_read(tr_buf_view(&n->c->body), VALUE_WANTED, &body, err));
	trien_rc rc = tr_json_body(body, &tr_body_desk_value, v, err);
	if (rc == TRIEN_OK) {
		said = json_loadb((const char *)n->item.said.p, n->item.said.n, JSON_REJECT_DUPLICATES, NULL);
		rc = said != NULL && json_object_set(said, "value", v[0]) == 0 ? TRIEN_OK : TR_ERR(err, NO_MEMORY, TR_U("want", n->item.said.n));
		if (rc == TRIEN_OK)
			*out = said;
		else
			json_decref(said);
	}
	json_decref(body);
	return rc;
}

static trien_rc
finish(struct naming *n, struct trien_err *err)
{
	TR_AUTO_OFFICE_CALL o = {0};
	const struct tr_signing_beside beside = {signed_work, n, "ký bằng phần mềm ký trên máy"};
	char key[96];
	json_t *said = NULL;

	if (n->item.is_signed) /* its answer was lost */
		return answer_signed(n->c, tr_buf_view(&n->item.answer), err);
	TR_TRY(compose(n, &said, err));
	snprintf(key, sizeof(key), "desk-%s-%lld", n->c->errand.secret, (long long)n->number);
	n->c->key = key;
	trien_rc rc = tr_office_call_take_said(n->c, &tr_body_finish, said, &o, err);
	if (rc == TRIEN_OK)
		rc = tr_signing_finish(&o, n->item.signing, &beside, err);
	n->c->key = NULL;
	return rc;
}

static trien_rc
refused_work(struct tr_sql *db, void *context, struct trien_err *err)
{
	const struct naming *n = context;
	return tr_errand_answer(db, n->c->errand.id, n->number, false, tr_buf_view(&n->c->reply.body), err);
}

/* The page tells what the program was told. What may be tried again at once is no refusal. */
static void
remember_refusal(struct naming *n, trien_rc rc, const struct trien_err *why)
{
	struct tr_call *c = n->c;
	struct trien_err lost = {0};
	const int http = trien_err_http(rc);

	if (c->wants_judge || c->wants_outside || c->wants_conversion || http >= 500 || http == 429)
		return;
	tr_call_problem(c, why);
	(void)!tr_databases_transact(c->context->pool, TR_SQL_WRITE, refused_work, n, &lost);
}

trien_rc
tr_route_desk_value(struct tr_call *c, struct trien_err *err)
{
	struct naming n = {.c = c};
	trien_rc rc = name_item(&n, err);

	if (rc == TRIEN_OK) {
		rc = finish(&n, err);
		if (rc != TRIEN_OK)
			remember_refusal(&n, rc, err);
		tr_streams_tell(c->context->streams, TR_STREAM_ERRAND, c->errand.id);
	}
	tr_errand_item_free(&n.item);
	return rc;
}

/* ---- ending it ---- */

#define END_WANTED "{\"state\": \"done\" | \"refused\", \"reason\": \"agent.…\", \"items\": [{\"item\", \"reason\": \"agent.…\"}, …]}"

enum { STATE, REASON, ITEMS, END_MEMBERS };
enum { ITEM, ITEM_REASON, ITEM_MEMBERS };

struct ending {
	struct tr_call *c;
	json_t *body;
	json_t *v[END_MEMBERS];
};

static const char *
an_end(unsigned i)
{
	static const char *const words[] = {"done", "refused"};
	return i < sizeof(words) / sizeof(*words) ? words[i] : NULL;
}

static const struct tr_json_more the_ends = {.word = an_end}, an_id = {.pattern = "^[a-z.-]{1,64}$"};
static const struct tr_json_member desk_refused_members[] = {
	[ITEM] = {"item", TR_JSON_NUMBER, TR_JSON_MUST, 0, NULL},
	[ITEM_REASON] = {"reason", TR_JSON_TEXT, TR_JSON_MUST, TR_DESK_REASON_MAX, &an_id},
};
TR_BODY(desk_refused, "DeskRefused", END_WANTED, TR_BODY_PLAIN);
static const struct tr_json_more a_refused = {.items = &tr_body_desk_refused};
static const struct tr_json_member desk_end_members[] = {
	[STATE] = {"state", TR_JSON_TEXT, TR_JSON_MUST, 16, &the_ends},
	[REASON] = {"reason", TR_JSON_TEXT, TR_JSON_MAY, TR_DESK_REASON_MAX, &an_id},
	[ITEMS] = {"items", TR_JSON_LIST, TR_JSON_MAY, TR_ERRAND_MAX, &a_refused},
};
TR_BODY(desk_end, "DeskEnd", END_WANTED, TR_BODY_PLAIN);

static trien_rc
check_id(const json_t *value, struct trien_err *err)
{
	const char *text = json_string_value(value);

	if (text != NULL && (*text == '\0' || strspn(text, "abcdefghijklmnopqrstuvwxyz.-") != json_string_length(value)))
		return TR_ERR(err, SERVICE_JSON, TR_S("want", END_WANTED));
	return TRIEN_OK;
}

static trien_rc
read_end(struct ending *e, struct trien_err *err)
{
	json_t *item, *v[ITEM_MEMBERS];
	size_t i;

	TR_TRY(tr_json_read(tr_buf_view(&e->c->body), END_WANTED, &e->body, err));
	TR_TRY(tr_json_body(e->body, &tr_body_desk_end, e->v, err));
	TR_TRY(check_id(e->v[REASON], err));
	json_array_foreach(e->v[ITEMS], i, item) {
		if (!json_is_object(item))
			return TR_ERR(err, SERVICE_JSON, TR_S("want", END_WANTED));
		TR_TRY(tr_json_body(item, &tr_body_desk_refused, v, err));
		TR_TRY(check_id(v[ITEM_REASON], err));
	}
	return TRIEN_OK;
}

static trien_rc
refuse_item(struct tr_sql *db, int64_t errand, const json_t *item, struct trien_err *err)
{
	const char *reason = json_string_value(json_object_get(item, "reason"));
	json_t *json = tr_errand_reason_json(reason);
	char *text = json_dumps(json, JSON_COMPACT);
	const trien_rc rc = text != NULL ? tr_errand_answer(db, errand, json_integer_value(json_object_get(item, "item")), false, TR_BYTES(text, strlen(text)), err)
					 : TR_ERR(err, NO_MEMORY, TR_U("want", 1));

	free(text);
	json_decref(json);
	return rc;
}

static trien_rc
end_work(struct tr_doing *d, void *context, struct trien_err *err)
{
	const struct ending *e = context;
	const bool done = strcmp(json_string_value(e->v[STATE]), "done") == 0;
	const char *reason = json_string_value(e->v[REASON]);
	const json_t *item;
	size_t i;

	TR_TRY(tr_desk_still(d->c, d->db, err));
	json_array_foreach(e->v[ITEMS], i, item)
		TR_TRY(refuse_item(d->db, d->c->errand.id, item, err));
	TR_TRY(tr_errand_give_up(d, d->c->errand.id, NULL, 0, err));
	if (reason == NULL && !done)
		reason = trien_err_id(TRIEN_E_SERVICE_DESK_REFUSED);
	TR_TRY(tr_errand_end(d->db, d->c->errand.id, done ? TR_ERRAND_DONE : TR_ERRAND_REFUSED, done ? NULL : reason, err));
	return tr_call_answer_json(d->c, json_pack("{s:s}", "status", "ok"), err);
}

trien_rc
tr_route_desk_end(struct tr_call *c, struct trien_err *err)
{
	struct ending e = {.c = c};
	char key[96];
	trien_rc rc = read_end(&e, err);

	snprintf(key, sizeof(key), "desk-%s-end", c->errand.secret);
	c->key = key;
	if (rc == TRIEN_OK)
		rc = tr_once(c, "document.abandon", TR_ACT_WITHIN, end_work, &e, err);
	c->key = NULL;
	json_decref(e.body);
	tr_streams_tell(c->context->streams, TR_STREAM_ERRAND, c->errand.id);
	return rc;
}
