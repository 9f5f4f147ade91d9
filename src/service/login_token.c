/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Requirement: R4.1 R4.3
 * People log in with the key on their token: POST /api/v1/session/challenge gives a text, the desk looks that it names the address that it talks to and signs it,
 * POST /api/v1/session/token brings text, certificate and signature. The certificate is read when the books know it, and not before. A signature cannot be guessed, and a wrong
 * one costs less than most requests: nothing is counted, so nobody is kept out. Who comes again by it has confirmed who it is.
 * The program at the desk brings the same by POST /api/v1/desk/login and gets a ticket (login_ticket.h), with which the person's browser opens the session: POST /api/v1/session/ticket.
 */
#include <jansson.h>

#include "base/errors/service.h"
#include "crypto/base64.h"
#include "crypto/certificate_key.h"
#include "crypto/digest.h"
#include "crypto/value.h"
#include "registry/login_token.h"
#include "service/challenge.h"
#include "service/desk_door.h"
#include "service/enter.h"
#include "service/gate.h"
#include "service/json_body.h"
#include "service/login_ticket.h"
#include "service/route.h"
#include "service/who.h"

#define DESK_WANTED "{\"text\", \"certificate\": \"Base64\", \"signature\": \"Base64\", \"nonce\"}"
#define TICKET_WANTED "{\"ticket\"}"
#define WANTED "{\"text\", \"certificate\": \"Base64\", \"signature\": \"Base64\"}"

/* Where no address is configured there is nothing that a text could be bound to. */
static trien_rc
check_is_on(const struct tr_call *c, struct trien_err *err)
{
	return c->context->challenges != NULL && c->context->pool != NULL ? TRIEN_OK : TR_ERR0(err, SERVICE_NOT_FOUND);
}

const struct tr_body tr_body_nothing = {"Nothing", "{}", NULL, 0, TR_BODY_PLAIN, NULL};

static trien_rc
check_nothing(const struct tr_call *c, struct trien_err *err)
{
	json_t *body;

	TR_TRY(tr_json_read(tr_buf_view(&c->body), "{}", &body, err));
	const trien_rc rc = tr_json_body(body, &tr_body_nothing, NULL, err);
	json_decref(body);
	return rc;
}

trien_rc
tr_route_challenge(struct tr_call *c, struct trien_err *err)
{
	TR_AUTO_BUF text = {0};

	TR_TRY(check_is_on(c, err));
	TR_TRY(check_nothing(c, err));
	TR_TRY(tr_challenge_make(c->context->challenges, tr_call_now(c), &text, err));
	return tr_call_answer_json(c, json_pack("{s:s%, s:i}", "text", (const char *)text.p, text.n, "seconds", TR_CHALLENGE_SECONDS), err);
}

struct proving {
	struct tr_call *c;
	struct tr_bytes text;
	struct tr_buf certificate, signature;
	char fingerprint[TR_HEX256 + 1];
	int64_t account;
	struct tr_secret session; /* or the ticket */
	char nonce[TR_HEX256 + 1]; /* hash of the browser's, at the desk */
};

static trien_rc
decode(const json_t *value, struct tr_buf *out, struct trien_err *err)
{
	if (!tr_base64_decode_exactly(TR_BYTES(json_string_value(value), json_string_length(value)), out))
		return TR_ERR(err, SERVICE_JSON, TR_S("want", WANTED));
	return TRIEN_OK;
}

static const struct tr_json_more a_nonce = {.pattern = "^[0-9a-f]{64}$"};
static const struct tr_json_member token_login_members[] = {{"text", TR_JSON_TEXT, TR_JSON_MUST, TR_CHALLENGE_MAX, NULL}, {"certificate", TR_JSON_TEXT, TR_JSON_MUST, TR_SERVICE_BODY_MAX, NULL},
	{"signature", TR_JSON_TEXT, TR_JSON_MUST, TR_SERVICE_BODY_MAX, NULL}};
TR_BODY(token_login, "TokenLogin", WANTED, TR_BODY_PLAIN);

static const struct tr_json_member desk_login_members[] = {{"text", TR_JSON_TEXT, TR_JSON_MUST, TR_CHALLENGE_MAX, NULL}, {"certificate", TR_JSON_TEXT, TR_JSON_MUST, TR_SERVICE_BODY_MAX, NULL},
	{"signature", TR_JSON_TEXT, TR_JSON_MUST, TR_SERVICE_BODY_MAX, NULL}, {"nonce", TR_JSON_TEXT, TR_JSON_MUST, TR_HEX256, &a_nonce}};
TR_BODY(desk_login, "DeskLogin", DESK_WANTED, TR_BODY_PLAIN);

static trien_rc
read_nonce(struct proving *p, const json_t *nonce, struct trien_err *err)
{
	return tr_hex_is_256(json_string_value(nonce)) ? tr_secret_hash(json_string_value(nonce), p->nonce, err) : TR_ERR(err, SERVICE_JSON, TR_S("want", DESK_WANTED));
}

static trien_rc
read_members(struct proving *p, const struct tr_body *of, json_t *body, struct trien_err *err)
{
	const uint8_t *copy;
	json_t *v[4];

	TR_TRY(tr_json_body(body, of, v, err));
	TR_TRY(tr_arena_copy(&p->c->arena, json_string_value(v[0]), json_string_length(v[0]), &copy, err));
	p->text = TR_BYTES(copy, json_string_length(v[0]));
	TR_TRY(decode(v[1], &p->certificate, err));
	TR_TRY(decode(v[2], &p->signature, err));
	if (of == &tr_body_desk_login)
		TR_TRY(read_nonce(p, v[3], err));
	return tr_hex_sha256(tr_buf_view(&p->certificate), p->fingerprint, err);
}

static trien_rc
read_body(struct proving *p, const struct tr_body *of, struct trien_err *err)
{
	json_t *body;

	TR_TRY(tr_json_read(tr_buf_view(&p->c->body), of->wanted, &body, err));
	const trien_rc rc = read_members(p, of, body, err);
	json_decref(body);
	return rc;
}

static trien_rc
find_work(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct proving *p = context;

	TR_TRY(tr_login_token_find(db, p->fingerprint, tr_call_now(p->c), &p->account, err));
	return p->account != 0 ? TRIEN_OK : TR_ERR0(err, SERVICE_TOKEN);
}

/* In the scheme that a token has for such a key: RSA PKCS #1 v1.5 or ECDSA. */
static trien_rc
check_signature(const struct proving *p, struct trien_err *err)
{
	const struct tr_bytes certificate = tr_buf_view(&p->certificate);
	uint8_t hash[TR_DIGEST_MAX];
	enum tr_scheme scheme;
	enum tr_digest digest;
	bool fits;
	size_t n;

	TR_TRY(tr_key_choose_for(certificate, &(struct tr_signer_choice){0}, &scheme, &digest, err));
	TR_TRY(tr_digest(digest, p->text, hash, &n, err));
	TR_TRY(tr_value_verify(certificate, scheme, digest, TR_BYTES(hash, n), tr_buf_view(&p->signature), &fits, err));
	return fits ? TRIEN_OK : TR_ERR0(err, SERVICE_TOKEN);
}

/* The books are asked again where it is written: what was revoked meanwhile opens nothing. */
static trien_rc
enter_work(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct proving *p = context;

	TR_TRY(find_work(db, p, err));
	return tr_enter(p->c, db, &(struct tr_visit_new){p->account, p->session.hash, p->fingerprint}, p->session.value, err);
}

/* Who it is has been shown, once. */
static trien_rc
prove(struct proving *p, const struct tr_body *of, struct trien_err *err)
{
	struct tr_call *c = p->c;
	struct tr_challenges *challenges = c->context->challenges;

	TR_TRY(check_is_on(c, err));
	TR_TRY(read_body(p, of, err));
	TR_TRY(tr_challenge_check(challenges, p->text, tr_call_now(c), err));
	TR_TRY(tr_databases_transact(c->context->pool, TR_SQL_READ, find_work, p, err));
	TR_TRY(check_signature(p, err));
	TR_TRY(tr_challenge_use(challenges, p->text, tr_call_now(c), err));
	return tr_secret_make(c->context->env, &p->session, err);
}

static trien_rc
log_in(struct proving *p, struct trien_err *err)
{
	struct tr_call *c = p->c;

	TR_TRY(prove(p, &tr_body_token_login, err));
	TR_TRY(tr_gate_csrf(p->session.value, c->csrf, err));
	TR_TRY(tr_databases_transact(c->context->pool, TR_SQL_WRITE, enter_work, p, err));
	tr_enter_give_cookie(c, TR_SESSION_COOKIE, p->session.value, -1);
	return TRIEN_OK;
}

static void
forget(struct proving *p)
{
	tr_buf_free(&p->certificate);
	tr_buf_free(&p->signature);
	tr_wipe(&p->session, sizeof(p->session));
}

trien_rc
tr_route_log_in_token(struct tr_call *c, struct trien_err *err)
{
	struct proving p = {.c = c};
	const trien_rc rc = log_in(&p, err);

	forget(&p);
	return rc;
}

/* ---- at the desk, for a browser ---- */

static trien_rc
ticket_work(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct proving *p = context;
	const struct tr_login_ticket t = {p->session.hash, p->nonce, p->fingerprint};

	TR_TRY(find_work(db, p, err));
	return tr_login_ticket_put(db, &p->c->context->session_key, &t, tr_call_now(p->c), err);
}

static trien_rc
give_ticket(struct proving *p, struct trien_err *err)
{
	struct tr_call *c = p->c;
	char uri[TR_SERVICE_ORIGIN_MAX + TR_HEX256 + 32];

	TR_TRY(tr_databases_transact(c->context->pool, TR_SQL_WRITE, ticket_work, p, err));
	snprintf(uri, sizeof(uri), "%s/#/dang-nhap/%s", c->context->config->origin, p->session.value);
	return tr_call_answer_json(c, json_pack("{s:s, s:i, s:s}", "ticket", p->session.value, "seconds", TR_LOGIN_TICKET_SECONDS, "uri", uri), err);
}

trien_rc
tr_route_desk_login(struct tr_call *c, struct trien_err *err)
{
	struct proving p = {.c = c};
	trien_rc rc = tr_desk_knock(c, err);

	if (rc == TRIEN_OK)
		rc = prove(&p, &tr_body_desk_login, err);
	if (rc == TRIEN_OK)
		rc = give_ticket(&p, err);
	forget(&p);
	return rc;
}

/* ---- the browser ---- */

/* What a page offers to who is not logged in: null where the service has no address, or no name, that a desk could know. */
trien_rc
tr_route_login_ways(struct tr_call *c, struct trien_err *err)
{
	const char *desk = check_is_on(c, NULL) == TRIEN_OK ? c->context->config->desk_id : NULL;
	return tr_call_answer_json(c, json_pack("{s:s?}", "desk", desk), err);
}

static const struct tr_json_member ticket_members[] = {{"ticket", TR_JSON_TEXT, TR_JSON_MUST, TR_HEX256, &a_nonce}};
TR_BODY(ticket, "TicketLogin", TICKET_WANTED, TR_BODY_PLAIN);

struct showing {
	struct proving p;
	char ticket[TR_HEX256 + 1]; /* its hash */
	bool opened;
};

/* A ticket is gone once it was shown, also by the wrong browser: that stays written, so this gives TRIEN_OK. */
static trien_rc
show_work(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct showing *s = context;
	struct proving *p = &s->p;
	const struct tr_call *c = p->c;
	const int64_t now = tr_call_now(c);

	s->opened = false;
	TR_TRY(tr_login_ticket_take(db, &c->context->session_key, s->ticket, p->nonce, now, p->fingerprint, err));
	if (p->fingerprint[0] == '\0')
		return TRIEN_OK;
	TR_TRY(tr_login_token_find(db, p->fingerprint, now, &p->account, err));
	if (p->account == 0)
		return TRIEN_OK;
	TR_TRY(tr_enter(p->c, db, &(struct tr_visit_new){p->account, p->session.hash, p->fingerprint}, p->session.value, err));
	s->opened = true;
	return TRIEN_OK;
}

static trien_rc
read_ticket(struct showing *s, struct trien_err *err)
{
	char nonce[TR_HEX256 + 1];
	json_t *body, *v[1];

	TR_TRY(tr_json_read(tr_buf_view(&s->p.c->body), TICKET_WANTED, &body, err));
	trien_rc rc = tr_json_body(body, &tr_body_ticket, v, err);
	if (rc == TRIEN_OK)
		rc = tr_secret_hash(json_string_value(v[0]), s->ticket, err);
	json_decref(body);
	TR_TRY(rc);
	tr_call_cookie(s->p.c, TR_DESK_COOKIE, nonce);
	return tr_secret_hash(nonce, s->p.nonce, err);
}

static trien_rc
show(struct showing *s, struct trien_err *err)
{
	struct tr_call *c = s->p.c;

	TR_TRY(check_is_on(c, err));
	TR_TRY(read_ticket(s, err));
	TR_TRY(tr_secret_make(c->context->env, &s->p.session, err));
	TR_TRY(tr_gate_csrf(s->p.session.value, c->csrf, err));
	TR_TRY(tr_databases_transact(c->context->pool, TR_SQL_WRITE, show_work, s, err));
	if (!s->opened)
		return TR_ERR0(err, SERVICE_DESK_TICKET);
	tr_enter_give_cookie(c, TR_SESSION_COOKIE, s->p.session.value, -1);
	return TRIEN_OK;
}

trien_rc
tr_route_show_ticket(struct tr_call *c, struct trien_err *err)
{
	struct showing s = {.p = {.c = c}};
	const trien_rc rc = show(&s, err);

	forget(&s.p);
	return rc;
}
