/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "service/office_chain.h"

#include <limits.h>
#include <stdio.h>
#include <unistd.h>

#include "base/errors/office.h"
#include "base/errors/service.h"
#include "crypto/name.h"
#include "pki/trust.h"
#include "store/blob.h"

#define ISSUERS "issuers"

struct seeking {
	struct tr_preparing *p;
	char blob[TR_HEX256 + 1];
	struct tr_trust *bags[2]; /* anchors, and issuers beside them; NULL: none */
};

static trien_rc
find_work(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct seeking *s = context;
	TR_AUTO_ROWS rows = {0};

	TR_TRY(tr_sql_ask(db, "SELECT blob FROM certificate WHERE fingerprint = $1", TR_SQL_IN(TR_SQL_T(s->p->certificate)), &rows, err));
	if (rows.count == 0)
		return TR_ERR0(err, OFFICE_SESSION_KEY);
	snprintf(s->blob, sizeof(s->blob), "%s", tr_sql_text(&rows, 0, 0));
	return TRIEN_OK;
}

static trien_rc
put(struct tr_preparing *p, struct tr_bytes der, struct trien_err *err)
{
	const uint8_t *copy;

	TR_TRY(tr_arena_copy(&p->c->arena, der.p, der.n, &copy, err));
	p->chain[p->chain_count++] = TR_BYTES(copy, der.n);
	return TRIEN_OK;
}

/* By name (RFC 5280 §7.1), by what the child says of its issuer's key (§4.2.1.1), and by its signature: of an authority with a new key there are two of one name. */
static bool
is_issuer(const struct tr_certificate *c, const struct tr_certificate *child)
{
	bool fits = false;

	if (!c->is_ca || c->verifier == NULL || !tr_name_same(c->parts.subject, child->parts.issuer))
		return false;
	if (c->key_id.n > 0 && child->issuer_key_id.n > 0 && !tr_bytes_equal(c->key_id, child->issuer_key_id))
		return false;
	return tr_signed_verify(&child->seal, c->verifier, &fits, NULL) == TRIEN_OK && fits;
}

static const struct tr_certificate *
find_issuer(const struct seeking *s, const struct tr_certificate *child)
{
	const struct tr_certificate *c;

	for (size_t b = 0; b < sizeof(s->bags) / sizeof(*s->bags); b++)
		for (size_t i = 0; s->bags[b] != NULL && (c = tr_trust_peek(s->bags[b], i)) != NULL; i++)
			if (is_issuer(c, child))
				return c;
	return NULL;
}

/* An anchor that signs itself needs nobody to carry it; the way may end anywhere. */
static trien_rc
add_issuers(const struct seeking *s, const struct tr_certificate *leaf, struct trien_err *err)
{
	const struct tr_certificate *c = leaf;

	while (s->p->chain_count < TR_CHAIN_MAX && (c = find_issuer(s, c)) != NULL && !c->self_issued)
		TR_TRY(put(s->p, c->der, err));
	return TRIEN_OK;
}

static trien_rc
load_bags(struct seeking *s, struct trien_err *err)
{
	const char *trust = s->p->c->context->config->trust;
	char beside[PATH_MAX];

	if (trust == NULL)
		return TRIEN_OK;
	TR_TRY(tr_trust_load_dir(trust, &s->bags[0], err));
	if (snprintf(beside, sizeof(beside), "%s/" ISSUERS, trust) >= (int)sizeof(beside) || access(beside, X_OK) != 0)
		return TRIEN_OK;
	return tr_trust_load_dir(beside, &s->bags[1], err);
}

static trien_rc
build(struct seeking *s, struct trien_err *err)
{
	struct tr_certificate *leaf;
	TR_AUTO_BUF der = {.max = TR_BLOB_MAX};

	TR_TRY(tr_blob_get(s->p->c->context->blobs, s->blob, &der, err));
	TR_TRY(tr_certificate_parse(tr_buf_view(&der), &leaf, err));
	trien_rc rc = put(s->p, leaf->der, err);
	if (rc == TRIEN_OK)
		rc = add_issuers(s, leaf, err);
	tr_certificate_free(leaf);
	return rc;
}

trien_rc
tr_prepare_chain(struct tr_preparing *p, struct trien_err *err)
{
	struct seeking s = {.p = p};

	if (p->c->context->blobs == NULL)
		return TR_ERR0(err, SERVICE_FILES_OFF);
	p->chain_count = 0;
	TR_TRY(tr_databases_transact(p->c->context->pool, TR_SQL_READ, find_work, &s, err));
	trien_rc rc = load_bags(&s, err);
	if (rc == TRIEN_OK)
		rc = build(&s, err);
	tr_trust_free(s.bags[0]);
	tr_trust_free(s.bags[1]);
	return rc;
}
