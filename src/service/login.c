/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Requirement: R4.1
 * People log in, say again who they are, and go. One error for all that can be wrong, and as much work for a name that nobody has as for one that is somebody's.
 */
#include <stdio.h>

#include "base/errors/service.h"
#include "registry/login.h"
#include "service/directory.h"
#include "service/enter.h"
#include "service/gate.h"
#include "service/json_body.h"
#include "service/route.h"
#include "service/who.h"

#define WANTED "{\"name\", \"password\", \"code\"}"
#define WANTED_AGAIN "{\"password\", \"code\", \"new_password\"}"

struct logging_in {
	struct tr_call *c;
	json_t *body;
	const char *name, *password, *code;
	struct tr_login login;
	bool known; /* the browser */
	char device[TR_HEX256 + 1]; /* hash of its cookie; "": none */
	int64_t step;
	struct tr_secret session, browser; /* that are given away */
};

/* Passwords stay in memory no longer than they are looked at. */
static void
forget(struct logging_in *l)
{
	tr_wipe(l->c->body.p, l->c->body.n);
	json_decref(l->body);
	tr_wipe(l, sizeof(*l));
}

/* ---- is it who it says to be? ---- */

static bool
is_kept_elsewhere(const struct tr_login *l)
{
	return strcmp(l->hash, TR_LOGIN_DIRECTORY) == 0;
}

static trien_rc
ask_directory(const struct tr_call *c, const struct logging_in *l, bool *is, struct trien_err *err)
{
	return c->context->directory != NULL ? tr_directory_is(c->context->directory, l->login.name, l->password, is, err) : TR_ERR(err, SERVICE_DIRECTORY, TR_S("why", "ldap_url"));
}

static trien_rc
judge(const struct tr_call *c, struct logging_in *l, bool *is, struct trien_err *err)
{
	const bool there = l->login.account != 0, elsewhere = is_kept_elsewhere(&l->login);
	int64_t step = 0;

	TR_TRY(tr_password_is(there && !elsewhere ? l->login.hash : c->context->no_password, l->password, is, err)); /* as much work */
	if (elsewhere)
		TR_TRY(ask_directory(c, l, is, err));
	if (l->login.totp[0] != '\0')
		TR_TRY(tr_totp_is(l->login.totp, l->code, tr_call_now(c), l->login.step, &step, err));
	l->step = step;
	*is = *is && there && (l->login.totp[0] == '\0' || step != 0);
	return TRIEN_OK;
}

/* Counted as wrong before it is looked at: who tries a hundred at once has tried a hundred. */
static trien_rc
prove(struct tr_call *c, struct logging_in *l, const char *device, struct trien_err *err)
{
	char address[TR_CALL_ADDRESS], text[16];
	unsigned seconds = 0;
	bool is = false;

	tr_call_address(c, address);
	const struct tr_try k = {l->name, address, device, c->begun};
	const trien_rc wait = tr_throttle_try(c->context->throttle, &k, &seconds, err);
	if (wait == TRIEN_E_SERVICE_LOGIN_WAIT) {
		snprintf(text, sizeof(text), "%u", seconds);
		tr_call_answer_field(c, "Retry-After", text);
	}
	TR_TRY(wait);
	const trien_rc rc = judge(c, l, &is, err);
	tr_throttle_done(c->context->throttle);
	TR_TRY(rc);
	if (!is)
		return TR_ERR0(err, SERVICE_LOGIN);
	tr_throttle_right(c->context->throttle, &k);
	return TRIEN_OK;
}

/* ---- logging in ---- */

/* Of digits; none is "". */
static const struct tr_json_more a_code = {.pattern = "^([0-9]{6})?$"};
static const struct tr_json_member login_members[] = {{"name", TR_JSON_TEXT, TR_JSON_MUST, TR_LOGIN_NAME_MAX, NULL}, {"password", TR_JSON_TEXT, TR_JSON_MUST, TR_PASSWORD_MAX, NULL},
	{"code", TR_JSON_TEXT, TR_JSON_MAY, 6, &a_code}};
TR_BODY(login, "Login", WANTED, TR_BODY_PLAIN);

static trien_rc
read_body(struct logging_in *l, struct trien_err *err)
{
	json_t *v[3];

	TR_TRY(tr_json_read(tr_buf_view(&l->c->body), WANTED, &l->body, err));
	TR_TRY(tr_json_body(l->body, &tr_body_login, v, err));
	l->name = json_string_value(v[0]);
	l->password = json_string_value(v[1]);
	l->code = v[2] != NULL ? json_string_value(v[2]) : "";
	return TRIEN_OK;
}

static trien_rc
find_work(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct logging_in *l = context;

	TR_TRY(tr_login_find(db, l->name, &l->login, err));
	return tr_login_device_is(db, l->login.account, l->device, tr_call_now(l->c), &l->known, err);
}

static trien_rc
enter_work(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct logging_in *l = context;
	const int64_t now = tr_call_now(l->c);
	bool is;

	TR_TRY(tr_login_take(db, &l->login, l->step, &is, err));
	if (!is)
		return TR_ERR0(err, SERVICE_LOGIN);
	TR_TRY(tr_login_device_end(db, l->device, err));
	TR_TRY(tr_login_device_put(db, l->login.account, l->browser.hash, now, err));
	return tr_enter(l->c, db, &(struct tr_visit_new){l->login.account, l->session.hash, ""}, l->session.value, err);
}

static trien_rc
log_in(struct tr_call *c, struct logging_in *l, struct trien_err *err)
{
	char device[TR_HEX256 + 1];

	TR_TRY(read_body(l, err));
	tr_call_cookie(c, TR_DEVICE_COOKIE, device);
	TR_TRY(tr_secret_hash(device, l->device, err));
	TR_TRY(tr_databases_transact(c->context->pool, TR_SQL_READ, find_work, l, err));
	TR_TRY(prove(c, l, l->known ? l->device : NULL, err));
	TR_TRY(tr_secret_make(c->context->env, &l->session, err));
	TR_TRY(tr_secret_make(c->context->env, &l->browser, err));
	TR_TRY(tr_gate_csrf(l->session.value, c->csrf, err));
	TR_TRY(tr_databases_transact(c->context->pool, TR_SQL_WRITE, enter_work, l, err));
	tr_enter_give_cookie(c, TR_SESSION_COOKIE, l->session.value, -1);
	tr_enter_give_cookie(c, TR_DEVICE_COOKIE, l->browser.value, TR_LOGIN_DEVICE_SECONDS);
	return TRIEN_OK;
}

trien_rc
tr_route_log_in(struct tr_call *c, struct trien_err *err)
{
	struct logging_in l = {.c = c};

	if (c->context->pool == NULL)
		return TR_ERR0(err, SERVICE_NOT_FOUND);
	const trien_rc rc = log_in(c, &l, err);
	forget(&l);
	return rc;
}

/* ---- saying it again ---- */

static trien_rc
own_work(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct logging_in *l = context;
	return tr_login_of(db, l->c->session.account, &l->login, err);
}

static trien_rc
confirm_work(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct logging_in *l = context;
	const int64_t now = tr_call_now(l->c);
	bool is;

	TR_TRY(tr_login_take(db, &l->login, l->step, &is, err));
	if (!is)
		return TR_ERR0(err, SERVICE_LOGIN);
	TR_TRY(tr_visit_confirm(db, &l->c->context->session_key, &l->c->session, l->session.hash, now, err));
	TR_TRY(tr_visit_find(db, &l->c->context->session_key, l->session.value, now, &l->c->session, err));
	return tr_who_write(l->c, db, err);
}

static const struct tr_json_member again_members[] = {{"password", TR_JSON_TEXT, TR_JSON_MUST, TR_PASSWORD_MAX, NULL}, {"code", TR_JSON_TEXT, TR_JSON_MAY, 6, &a_code},
	{"new_password", TR_JSON_TEXT, TR_JSON_MUST, TR_PASSWORD_MAX, NULL}};
TR_BODY(again, "NewPassword", WANTED_AGAIN, TR_BODY_PLAIN);
const struct tr_body tr_body_confirm = {"Confirm", WANTED_AGAIN, again_members, 2, TR_BODY_PLAIN, NULL}; /* without the new one */

/* The session is counted, not the address: only who has the session can use up its tries. */
static trien_rc
prove_again(struct tr_call *c, struct logging_in *l, const json_t **new_password, struct trien_err *err)
{
	json_t *v[3];

	TR_TRY(tr_json_read(tr_buf_view(&c->body), WANTED_AGAIN, &l->body, err));
	TR_TRY(tr_json_body(l->body, new_password != NULL ? &tr_body_again : &tr_body_confirm, v, err));
	l->password = json_string_value(v[0]);
	l->code = v[1] != NULL ? json_string_value(v[1]) : "";
	l->name = c->session.name;
	TR_TRY(tr_databases_transact(c->context->pool, TR_SQL_READ, own_work, l, err));
	TR_TRY(prove(c, l, c->session.hash, err));
	if (new_password != NULL)
		*new_password = v[2];
	TR_TRY(tr_secret_make(c->context->env, &l->session, err));
	return tr_gate_csrf(l->session.value, c->csrf, err);
}

static trien_rc
confirm(struct tr_call *c, struct logging_in *l, struct trien_err *err)
{
	TR_TRY(prove_again(c, l, NULL, err));
	TR_TRY(tr_databases_transact(c->context->pool, TR_SQL_WRITE, confirm_work, l, err));
	tr_enter_give_cookie(c, TR_SESSION_COOKIE, l->session.value, -1);
	return TRIEN_OK;
}

trien_rc
tr_route_confirm(struct tr_call *c, struct trien_err *err)
{
	struct logging_in l = {.c = c};
	const trien_rc rc = confirm(c, &l, err);

	forget(&l);
	return rc;
}

/* ---- another password ---- */

struct changing {
	struct logging_in l;
	char hash[TR_PASSWORD_HASH_MAX];
};

/* Who has proved to be the owner may change this, and needs no administrator: all other sessions end. */
static trien_rc
change_work(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct changing *k = context;
	struct tr_call *c = k->l.c;
	const int64_t now = tr_call_now(c);
	struct tr_login_change change = {.verb = TR_LOGIN_PASSWORD, .account = c->session.account, .hash = k->hash};
	const struct tr_act act = {.actor = "system", .role = tr_rules_role_word(TR_ROLE_SUBSCRIBER)->word, .what = "login.enter", .at = now, .effective_at = now,
		.caller = &c->caller, .decided = true};
	bool is;

	TR_TRY(tr_login_take(db, &k->l.login, k->l.step, &is, err));
	if (!is)
		return TR_ERR0(err, SERVICE_LOGIN);
	TR_TRY(tr_act_within(db, &act, tr_login_change, &change, NULL, err));
	TR_TRY(tr_visit_put(db, &c->context->session_key, &(struct tr_visit_new){c->session.account, k->l.session.hash, ""}, now, err));
	TR_TRY(tr_visit_find(db, &c->context->session_key, k->l.session.value, now, &c->session, err));
	return tr_who_write(c, db, err);
}

static trien_rc
change(struct tr_call *c, struct changing *k, struct trien_err *err)
{
	const json_t *new_password;

	TR_TRY(prove_again(c, &k->l, &new_password, err));
	if (is_kept_elsewhere(&k->l.login))
		return TR_ERR0(err, SERVICE_DIRECTORY_PASSWORD);
	TR_TRY(tr_password_check(json_string_value(new_password), c->session.name, err));
	TR_TRY(tr_password_hash(c->context->env, json_string_value(new_password), k->hash, err));
	TR_TRY(tr_databases_transact(c->context->pool, TR_SQL_WRITE, change_work, k, err));
	tr_enter_give_cookie(c, TR_SESSION_COOKIE, k->l.session.value, -1);
	return TRIEN_OK;
}

trien_rc
tr_route_change_password(struct tr_call *c, struct trien_err *err)
{
	struct changing k = {.l = {.c = c}};
	const trien_rc rc = change(c, &k, err);

	forget(&k.l);
	return rc;
}

/* ---- who it is, and going ---- */

static trien_rc
who_work(struct tr_sql *db, void *context, struct trien_err *err)
{
	return tr_who_write(context, db, err);
}

trien_rc
tr_route_who(struct tr_call *c, struct trien_err *err)
{
	return tr_databases_transact(c->context->pool, TR_SQL_READ, who_work, c, err);
}

static trien_rc
end_work(struct tr_sql *db, void *context, struct trien_err *err)
{
	const struct tr_call *c = context;
	return tr_visit_end(db, c->session.hash, err);
}

static trien_rc
end_all_work(struct tr_sql *db, void *context, struct trien_err *err)
{
	const struct tr_call *c = context;
	return tr_login_end_all(db, c->session.account, err);
}

static trien_rc
leave(struct tr_call *c, tr_sql_work work, struct trien_err *err)
{
	TR_TRY(tr_databases_transact(c->context->pool, TR_SQL_WRITE, work, c, err));
	tr_enter_give_cookie(c, TR_SESSION_COOKIE, "", 0);
	return tr_buf_addf(&c->reply.body, err, "{\"status\":\"ok\"}\n");
}

trien_rc
tr_route_log_out(struct tr_call *c, struct trien_err *err)
{
	return leave(c, end_work, err);
}

trien_rc
tr_route_log_out_all(struct tr_call *c, struct trien_err *err)
{
	return leave(c, end_all_work, err);
}
