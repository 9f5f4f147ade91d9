/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: R5.3 */
/*
 * GET /api/v1/keys: which keys the service rests on, for who answers for it: sessions, the audit trail, the witness, agencies' keys on this machine; and who stamps its signatures. Fingerprints and
 * public keys, never a key; of a key on a token its address up to the question mark, as its findings have it.
 */
#include <sys/stat.h>

#include "base/errors/service.h"
#include "pki/certificate.h"
#include "service/ready.h"
#include "service/route.h"
#include "service/seals.h"
#include "service/session_key.h"
#include "service/who.h"
#include "service/witness.h"

/* ---- sessions ---- */

/* Several services before one database have the same: that is what it is shown for. */
static trien_rc
session_json(const struct tr_service_context *c, json_t **out, struct trien_err *err)
{
	char place[PATH_MAX], fingerprint[TR_HEX256 + 1];
	struct stat st;

	TR_TRY(tr_session_key_fingerprint(&c->session_key, fingerprint, err));
	const bool file = tr_session_key_place(c->config, place, sizeof(place));
	*out = json_pack("{s:s, s:o, s:s}", "kept", file ? "file" : "memory", "since", file && stat(place, &st) == 0 ? tr_call_time_json(st.st_mtime) : json_null(), "fingerprint", fingerprint);
	return TRIEN_OK;
}

/* ---- the audit trail ---- */

static trien_rc
audit_work(struct tr_sql *db, void *context, struct trien_err *err)
{
	static const char sql[] = "SELECT g.log, g.origin, g.opened_at, g.closed_at, g.size - COALESCE(s.size, 0), s.key, s.at FROM audit_log g LEFT JOIN audit_signed s ON s.log = g.log ORDER BY g.log";
	json_t **out = context;
	TR_AUTO_ROWS rows = {0};

	TR_TRY(tr_sql_ask(db, sql, NULL, 0, &rows, err));
	json_decref(*out);
	*out = json_array();
	for (size_t i = 0; i < rows.count; i++) {
		const struct tr_sql_value *closed = tr_sql_cell(&rows, i, 3), *key = tr_sql_cell(&rows, i, 5), *at = tr_sql_cell(&rows, i, 6);
		json_array_append_new(*out, json_pack("{s:I, s:s, s:s?, s:o, s:o, s:I, s:b}", "log", (json_int_t)tr_sql_int(&rows, i, 0), "origin", tr_sql_text(&rows, i, 1), "key",
				key->null ? NULL : (const char *)key->b.p, "since", tr_call_time_json(tr_sql_int(&rows, i, 2)), "signed", at->null ? json_null() : tr_call_time_json(at->i), "unsigned",
				(json_int_t)tr_sql_int(&rows, i, 4), "closed", (int)!closed->null));
	}
	return TRIEN_OK;
}

/* ---- the witness ---- */

static json_t *
witness_json(const char *socket)
{
	TR_AUTO_BUF key = {.max = TR_NOTE_MAX};

	if (socket == NULL)
		return json_null();
	const bool answers = tr_witness_key(socket, &key, NULL) == TRIEN_OK;
	return json_pack("{s:b, s:o}", "answers", (int)answers, "key", answers ? json_stringn((const char *)key.p, key.n) : json_null());
}

/* ---- agencies' keys on this machine ---- */

static json_t *
name_json(const struct tr_name *name)
{
	return json_stringn(name->common_name.p != NULL ? name->common_name.p : "", name->common_name.n);
}

/* What a token says of its certificate is read as any certificate is; one that is none leaves its members empty. */
static void
add_certificate(json_t *value, struct tr_bytes der, int64_t now)
{
	struct tr_certificate *c = NULL;
	char sha256[TR_HEX256 + 1];
	const bool is = der.n > 0 && tr_certificate_parse(der, &c, NULL) == TRIEN_OK;

	if (is)
		tr_hex(TR_BYTES(c->sha256, sizeof(c->sha256)), sha256);
	json_object_set_new(value, "fingerprint", is ? json_string(sha256) : json_null());
	json_object_set_new(value, "subject", is ? name_json(&c->subject) : json_null());
	json_object_set_new(value, "issuer", is ? name_json(&c->issuer) : json_null());
	json_object_set_new(value, "until", is ? tr_call_time_json(c->not_after) : json_null());
	json_object_set_new(value, "over", json_boolean(is && c->not_after < now));
	tr_certificate_free(c);
}

static json_t *
seals_json(struct tr_seals *s, int64_t now)
{
	json_t *all = json_array();

	for (size_t i = 0; i < tr_seals_count(s); i++) {
		struct tr_seal_state k;
		tr_seals_state(s, i, &k);
		json_t *value = json_pack("{s:s, s:b, s:b, s:s?}", "key", k.key, "at_start", (int)k.at_start, "answers", (int)k.answers, "why", k.why);
		add_certificate(value, k.known ? tr_seals_peek(s, i)->chain[0] : TR_BYTES(NULL, 0), now);
		json_array_append_new(all, value);
	}
	return all;
}

/* ---- all of it ---- */

static json_t *
stamps_json(const struct tr_service_config *config)
{
	json_t *all = json_array();

	for (size_t i = 0; i < config->tsa_count; i++)
		json_array_append_new(all, json_string(config->tsa[i]));
	return all;
}

static bool
finds(const struct tr_look *l, trien_rc code)
{
	for (size_t i = 0; i < l->count; i++)
		if (l->findings[i].why.code == code)
			return true;
	return false;
}

trien_rc
tr_route_keys(struct tr_call *c, struct trien_err *err)
{
	const struct tr_service_context *s = c->context;
	const int64_t now = tr_call_now(c);
	json_t *audit = NULL, *session = NULL;
	struct tr_look *l;

	TR_TRY(tr_arena_take(&c->arena, sizeof(*l), &l, err));
	tr_ready_last(s->ready, l);
	trien_rc rc = tr_databases_transact(s->pool, TR_SQL_READ, audit_work, &audit, err);
	if (rc == TRIEN_OK)
		rc = session_json(s, &session, err);
	if (rc != TRIEN_OK) {
		json_decref(audit);
		return rc;
	}
	return tr_call_answer_json(c, json_pack("{s:o, s:o, s:o, s:o, s:o, s:b, s:o, s:b}", "looked_at", tr_call_time_json(l->at), "session", session, "audit", audit, "witness", witness_json(s->config->witness),
			"seals", seals_json(s->seals, now), "seals_permitted", (int)(tr_seals_permit(s->seals, now, NULL) == TRIEN_OK), "stamps", stamps_json(s->config), "stamps_answer",
			(int)!finds(l, TRIEN_E_SERVICE_TSA)), err);
}
