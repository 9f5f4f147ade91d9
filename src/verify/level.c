/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The level of a signature, EN 319 142-1 §6: first its form, by what the file holds for its chain, believed or not; then what the
 * judgement could rely on.
 */
#include "verify/judge.h"

/* Does a piece of evidence speak of a certificate, whether or not it is believed? */
static bool
speaks_of(const struct tr_evidence_item *e, const struct tr_certificate *of, const struct tr_certificate *issuer)
{
	struct tr_ocsp_single single;
	unsigned reasons;
	bool found = false;

	if (e->crl != NULL)
		return tr_crl_scope_of(e->crl, of, &reasons) == TR_CRL_COVERS;
	return issuer != NULL && e->ocsp->status == TR_OCSP_SUCCESSFUL &&
	       tr_ocsp_find(e->ocsp, of, issuer, &found, &single, NULL) == TRIEN_OK && found;
}

/* The store has something about it, in a revision that a stamp of the document covers where covered is asked for. */
static bool
is_kept(const struct tr_context *c, const struct tr_path *path, size_t i, const struct tr_stamp *by)
{
	const struct tr_certificate *issuer = i + 1 < path->chain_count ? path->chain[i + 1] : NULL;

	for (size_t k = 0; k < c->store.count; k++) {
		const struct tr_store_value *v = &c->store.values[k];
		size_t at = v->kind == TR_STORE_CERTIFICATE ? SIZE_MAX : tr_evidence_find(c->evidence, v->sha256);
		if (at != SIZE_MAX && (by == NULL || v->revision <= by->covers) &&
				speaks_of(tr_evidence_peek(c->evidence, at), path->chain[i], issuer))
			return true;
	}
	return false;
}

/* Evidence for every certificate but the anchor. */
static bool
is_chain_kept(const struct tr_context *c, const struct tr_path *path, const struct tr_stamp *by)
{
	size_t n = path->anchored || path->chain[path->chain_count - 1]->self_issued ? path->chain_count - 1 : path->chain_count;

	for (size_t i = 0; i < n; i++)
		if (!is_kept(c, path, i, by))
			return false;
	return c->store.count > 0;
}

/* A document time stamp over the signature; after: and over what the store keeps. */
static const struct tr_stamp *
document_stamp(const struct tr_judge *j, size_t index, bool good)
{
	const struct tr_context *c = j->context;

	for (size_t i = 0; i < c->stamp_count; i++) {
		const struct tr_stamp *s = &c->stamps[i];
		if (s->verdict.kind == TR_STAMP_DOCUMENT && s->judge != index && s->covers != TR_REVISION_NONE &&
				s->covers >= j->signature->born && (s->good || !good))
			return s; /* the newest stands first */
	}
	return NULL;
}

static const char *
form_of(const struct tr_judge *j, size_t index)
{
	const struct tr_stamp *document = document_stamp(j, index, false);
	bool stamped = tr_cms_has_timestamp(j->cms);

	if (j->out->is_timestamp)
		return "DOC-TIMESTAMP";
	if (strcmp(j->out->sub_filter, "ETSI.CAdES.detached") != 0)
		return stamped ? "PKCS7-T" : "PKCS7";
	/* §6.3: signing-certificate is what makes it more than a PDF signature. */
	if (!tr_cms_has_signing_certificate(j->cms))
		return "";
	if (!stamped && document == NULL)
		return "PAdES-B-B";
	if (j->trial == NULL || !is_chain_kept(j->context, &j->trial->path, NULL))
		return "PAdES-B-T";
	return document != NULL && is_chain_kept(j->context, &j->trial->path, document) ? "PAdES-B-LTA" : "PAdES-B-LT";
}

/* All statuses were learned from the file itself; stamped: and from data that a stamp of the document proves. */
static bool
is_status_of_file(const struct tr_trial *t, bool stamped)
{
	for (size_t i = 0; i + 1 < t->path.chain_count; i++) {
		const struct tr_evidence_item *e = t->statuses[i].item;
		if (e == NULL || tr_poe_of(t->context, e->sha256).source == TR_BEST_GIVEN_STAMP ||
				(e->source != TR_EVIDENCE_CMS && !tr_store_has(&t->context->store, e->sha256)) ||
				(stamped && tr_poe_of(t->context, e->sha256).source != TR_BEST_DOCUMENT_STAMP))
			return false;
	}
	return t->asked;
}

static const char *
proven_of(const struct tr_judge *j, size_t index)
{
	const struct tr_trial *t = j->trial;

	if (t == NULL || t->indication != TR_TOTAL_PASSED || strncmp(j->out->level, "PAdES-", 6) != 0)
		return "";
	if (t->poe.source == TR_BEST_AS_OF)
		return "PAdES-B-B";
	if (!is_status_of_file(t, false))
		return "PAdES-B-T";
	return document_stamp(j, index, true) != NULL && is_status_of_file(t, true) ? "PAdES-B-LTA" : "PAdES-B-LT";
}

void
tr_level_tell(struct tr_judge *j, size_t index)
{
	if (j->cms == NULL)
		return;
	j->out->level = form_of(j, index);
	j->out->level_proven = proven_of(j, index);
}
