/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Requirement: R4.1 R4.3
 * People log in with the key on their token: POST /api/v1/session/challenge gives a text, the desk looks that it names the address that it talks to and signs it,
 * POST /api/v1/session/token brings text, certificate and signature. The certificate is read when the books know it, and not before. A signature cannot be guessed, and a wrong
 * one costs less than most requests: nothing is counted, so nobody is kept out. Who comes again by it has confirmed who it is.
 */
#include <jansson.h>

#include "base/errors/service.h"
#include "crypto/base64.h"
#include "crypto/certificate_key.h"
#include "crypto/digest.h"
#include "crypto/value.h"
#include "registry/login_token.h"
#include "service/challenge.h"
#include "service/enter.h"
#include "service/gate.h"
#include "service/json_body.h"
#include "service/route.h"
#include "service/who.h"

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
	struct tr_secret session;
};

static trien_rc
decode(const json_t *value, struct tr_buf *out, struct trien_err *err)
{
	if (!tr_base64_decode_exactly(TR_BYTES(json_string_value(value), json_string_length(value)), out))
		return TR_ERR(err, SERVICE_JSON, TR_S("want", WANTED));
	return TRIEN_OK;
}

static const struct tr_json_member token_login_members[] = {{"text", TR_JSON_TEXT, TR_JSON_MUST, TR_CHALLENGE_MAX, NULL}, {"certificate", TR_JSON_TEXT, TR_JSON_MUST, TR_SERVICE_BODY_MAX, NULL},
	{"signature", TR_JSON_TEXT, TR_JSON_MUST, TR_SERVICE_BODY_MAX, NULL}};
TR_BODY(token_login, "TokenLogin", WANTED, TR_BODY_PLAIN);

static trien_rc
read_members(struct proving *p, json_t *body, struct trien_err *err)
{
	const uint8_t *copy;
	json_t *v[3];

	TR_TRY(tr_json_body(body, &tr_body_token_login, v, err));
	TR_TRY(tr_arena_copy(&p->c->arena, json_string_value(v[0]), json_string_length(v[0]), &copy, err));
	p->text = TR_BYTES(copy, json_string_length(v[0]));
	TR_TRY(decode(v[1], &p->certificate, err));
	TR_TRY(decode(v[2], &p->signature, err));
	return tr_hex_sha256(tr_buf_view(&p->certificate), p->fingerprint, err);
}

static trien_rc
read_body(struct proving *p, struct trien_err *err)
{
	json_t *body;

	TR_TRY(tr_json_read(tr_buf_view(&p->c->body), WANTED, &body, err));
	const trien_rc rc = read_members(p, body, err);
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

static trien_rc
log_in(struct proving *p, struct trien_err *err)
{
	struct tr_call *c = p->c;
	struct tr_challenges *challenges = c->context->challenges;

	TR_TRY(check_is_on(c, err));
	TR_TRY(read_body(p, err));
	TR_TRY(tr_challenge_check(challenges, p->text, tr_call_now(c), err));
	TR_TRY(tr_databases_transact(c->context->pool, TR_SQL_READ, find_work, p, err));
	TR_TRY(check_signature(p, err));
	TR_TRY(tr_challenge_use(challenges, p->text, tr_call_now(c), err));
	TR_TRY(tr_secret_make(c->context->env, &p->session, err));
	TR_TRY(tr_gate_csrf(p->session.value, c->csrf, err));
	TR_TRY(tr_databases_transact(c->context->pool, TR_SQL_WRITE, enter_work, p, err));
	tr_enter_give_cookie(c, TR_SESSION_COOKIE, p->session.value, -1);
	return TRIEN_OK;
}

trien_rc
tr_route_log_in_token(struct tr_call *c, struct trien_err *err)
{
	struct proving p = {.c = c};
	const trien_rc rc = log_in(&p, err);

	tr_buf_free(&p.certificate);
	tr_buf_free(&p.signature);
	tr_wipe(&p.session, sizeof(p.session));
	return rc;
}
