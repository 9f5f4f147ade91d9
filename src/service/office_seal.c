/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "service/office_seal.h"

#include <stdio.h>

#include "base/errors/office.h"
#include "base/errors/service.h"
#include "crypto/digest.h"
#include "office/session.h"
#include "pki/certificate.h"
#include "service/prepared.h"
#include "service/seals.h"
#include "service/who.h"
#include "sign/certificate.h"

struct choosing {
	struct tr_call *c;
	int64_t document;
	const char *held;
	const struct tr_token_key *key;
	char fingerprint[TR_HEX256 + 1];
	int64_t agency; /* whose it is */
};

/* What is registered to the document's agency. One that is in force goes before another. n->key: NULL where there is none. */
static trien_rc
find_key(struct tr_sql *db, struct choosing *n, struct trien_err *err)
{
	static const char sql[] = "SELECT k.state, d.agency FROM certificate k JOIN document d ON d.agency = k.agency WHERE d.id = $1 AND k.holder = 'agency' AND k.fingerprint = $2";
	struct tr_seals *seals = n->c->context->seals;
	char fingerprint[TR_HEX256 + 1];

	n->key = NULL;
	for (size_t i = 0; i < tr_seals_count(seals); i++) {
		TR_AUTO_ROWS rows = {0};
		tr_seals_fingerprint(seals, i, fingerprint);
		if (fingerprint[0] == '\0' || (strcmp(n->held, "any") != 0 && strcmp(n->held, fingerprint) != 0))
			continue;
		TR_TRY(tr_sql_ask(db, sql, TR_SQL_IN(TR_SQL_I(n->document), TR_SQL_T(fingerprint)), &rows, err));
		if (rows.count == 0 || (n->key != NULL && strcmp(tr_sql_text(&rows, 0, 0), "active") != 0))
			continue;
		n->key = tr_seals_peek(seals, i);
		n->agency = tr_sql_int(&rows, 0, 1);
		memcpy(n->fingerprint, fingerprint, sizeof(fingerprint));
	}
	return TRIEN_OK;
}

/* Whether it is in force, and in whose hands, the session asks. */
static trien_rc
choose_work(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct choosing *n = context;
	struct tr_who who;

	TR_TRY(tr_who_open(n->c, db, &who, err));
	TR_TRY(tr_door_find(db, &who, n->c->caller.role, &tr_books[TR_BOOK_document], n->document, err));
	TR_TRY(find_key(db, n, err));
	return n->key != NULL ? TRIEN_OK : TR_ERR0(err, SERVICE_SEAL_NONE);
}

trien_rc
tr_seal_offers(struct tr_call *c, struct tr_sql *db, int64_t person, int64_t document, bool *offers, struct trien_err *err)
{
	struct choosing n = {.c = c, .document = document, .held = "any"};
	const struct tr_office_who acts = {person, TR_ROLE_CLERK};
	struct trien_err why = {0};

	*offers = false;
	if (tr_seals_count(c->context->seals) == 0 || tr_seals_permit(c->context->seals, tr_call_now(c), &why) != TRIEN_OK)
		return TRIEN_OK;
	TR_TRY(find_key(db, &n, err));
	if (n.key == NULL)
		return TRIEN_OK;
	const trien_rc rc = tr_session_check_seal_key(db, &acts, n.fingerprint, n.agency, tr_call_now(c), &why);
	*offers = rc == TRIEN_OK;
	if (rc == TRIEN_OK || rc == TRIEN_E_OFFICE_SESSION_KEY)
		return TRIEN_OK;
	*err = why;
	return rc;
}

/* ---- what signs official documents ---- */

static bool
has_government(const struct tr_trust *trust)
{
	const struct tr_certificate *anchor;
	enum tr_trust_list list;

	for (size_t i = 0; (anchor = tr_trust_peek(trust, i)) != NULL; i++)
		if (tr_trust_list_of(trust, anchor->sha256, &list) && list == TR_TRUST_GOVERNMENT)
			return true;
	return false;
}

/* Where the Government's anchors are, the service is no trial: its keys end at one of them, and a key of the lab is none (Regulation, Điều 2.1). */
static trien_rc
check_official(struct tr_call *c, const struct tr_certificate *leaf, const struct tr_token_key *key, struct trien_err *err)
{
	struct tr_trust *trust;

	TR_TRY(tr_trust_load_dir(c->context->config->trust, &trust, err));
	trien_rc rc = TRIEN_OK;
	if (has_government(trust))
		rc = tr_certificate_official_use(leaf, err);
	if (rc == TRIEN_OK && has_government(trust))
		rc = tr_sign_check_official(leaf, key->chain, key->chain_count, trust, tr_call_now(c), err);
	tr_trust_free(trust);
	return rc;
}

static trien_rc
check_certificate(struct tr_call *c, const struct tr_token_key *key, struct trien_err *err)
{
	struct tr_certificate *leaf;

	TR_TRY(tr_certificate_parse(key->chain[0], &leaf, err));
	trien_rc rc = tr_sign_check_certificate(leaf, tr_call_now(c), TR_ZONE_VIETNAM, err);
	if (rc == TRIEN_OK)
		rc = check_official(c, leaf, key, err);
	tr_certificate_free(leaf);
	return rc;
}

trien_rc
tr_seal_choose(struct tr_call *c, int64_t document, const char *held, struct tr_preparing *p, struct trien_err *err)
{
	struct choosing n = {.c = c, .document = document, .held = held};

	TR_TRY(tr_seals_permit(c->context->seals, tr_call_now(c), err));
	TR_TRY(tr_databases_transact(c->context->pool, TR_SQL_READ, choose_work, &n, err));
	TR_TRY(check_certificate(c, n.key, err));
	memcpy(p->chain, n.key->chain, sizeof(p->chain));
	p->chain_count = n.key->chain_count;
	snprintf(p->certificate, sizeof(p->certificate), "%s", n.fingerprint);
	return TRIEN_OK;
}

trien_rc
tr_seal_value(struct tr_call *c, int64_t session, const char *certificate, struct tr_buf *value, struct trien_err *err)
{
	uint8_t digest[TR_DIGEST_MAX];
	struct trien_err why = {0};
	size_t n;

	TR_TRY(tr_seals_permit(c->context->seals, tr_call_now(c), err));
	TR_TRY(tr_prepareds_to_sign(c->context->prepared, session, digest, &n, err));
	const trien_rc rc = tr_seals_sign(c->context->seals, certificate, TR_BYTES(digest, n), value, &why);
	if (rc == TRIEN_OK || rc == TRIEN_E_SERVICE_BUSY || rc == TRIEN_E_SERVICE_SEAL_NONE) {
		*err = why;
		return rc;
	}
	/* Where modules lie and what tokens are called is for the log. */
	trien_err_text(&why, TRIEN_LANG_EN, c->reply.why, sizeof(c->reply.why));
	return TR_ERR(err, SERVICE_SEAL_FAILED, TR_S("why", trien_err_id(rc)));
}
