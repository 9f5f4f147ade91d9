/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Gathering what a file brings along. What cannot be read is as good as absent; only memory is an error. */
#include "verify/context.h"

#include "crypto/digest.h"
#include "verify/judge.h"

static void
close_evidence(struct tr_context *c)
{
	if (c->owns_evidence) {
		tr_evidence_free(c->evidence);
		return;
	}
	tr_evidence_cut(c->evidence, c->given);
	for (size_t i = 0; i < c->given; i++)
		tr_evidence_prove(c->evidence, i, INT64_MIN);
}

void
tr_context_close(struct tr_context *c)
{
	if (c->evidence != NULL)
		close_evidence(c);
	for (struct tr_kept_cms *k = c->kept; k != NULL; k = k->next)
		tr_cms_free(k->cms);
	tr_pool_free(c->pool);
}

trien_rc
tr_context_keep_cms(struct tr_context *c, struct tr_cms *cms, struct trien_err *err)
{
	struct tr_kept_cms *k;
	trien_rc rc = tr_arena_array(c->arena, 1, sizeof(*k), &k, err);

	if (rc != TRIEN_OK) {
		tr_cms_free(cms);
		return rc;
	}
	*k = (struct tr_kept_cms){cms, c->kept};
	c->kept = k;
	return TRIEN_OK;
}

trien_rc
tr_judge_pass_over(trien_rc rc, const struct trien_err *why, struct trien_err *err)
{
	if (rc == TRIEN_OK || strcmp(trien_err_class(rc), "resource") != 0)
		return TRIEN_OK;
	if (err != NULL)
		*err = *why;
	return rc;
}

trien_rc
tr_context_note(struct tr_context *c, const uint8_t sha256[32], struct tr_place place, struct trien_err *err)
{
	if (c->standing_count == c->standing_room) {
		size_t room = c->standing_room != 0 ? c->standing_room * 2 : 32;
		struct tr_standing *more;
		TR_TRY(tr_arena_array(c->arena, room, sizeof(*more), &more, err));
		if (c->standing_count > 0)
			memcpy(more, c->standings, c->standing_count * sizeof(*more));
		c->standings = more;
		c->standing_room = room;
	}
	struct tr_standing *s = &c->standings[c->standing_count++];
	memcpy(s->sha256, sha256, sizeof(s->sha256));
	s->place = place;
	return TRIEN_OK;
}

trien_rc
tr_context_add_evidence(struct tr_context *c, enum tr_store_kind kind, struct tr_bytes der,
		enum tr_evidence_source source, struct tr_place place, struct trien_err *err)
{
	const struct tr_evidence_item *item;
	struct trien_err why = {0};
	size_t before = tr_evidence_count(c->evidence);

	trien_rc rc = kind == TR_STORE_CRL ? tr_evidence_add_crl(c->evidence, der, source, &item, &why)
					   : tr_evidence_add_ocsp(c->evidence, der, source, &item, &why);
	if (rc != TRIEN_OK)
		return tr_judge_pass_over(rc, &why, err);
	if (before < tr_evidence_count(c->evidence))
		tr_evidence_prove(c->evidence, before, c->options->as_of);
	return tr_context_note(c, item->sha256, place, err);
}

static trien_rc
add_certificates(struct tr_context *c, const struct tr_cms *cms, struct tr_place place, struct trien_err *err)
{
	for (size_t i = 0; i < tr_cms_certificate_count(cms); i++) {
		const struct tr_certificate *known;
		struct trien_err why = {0};
		trien_rc rc = tr_pool_add(c->pool, tr_cms_certificate(cms, i), &known, &why);
		if (rc == TRIEN_OK)
			TR_TRY(tr_context_note(c, known->sha256, place, err));
		else
			TR_TRY(tr_judge_pass_over(rc, &why, err));
	}
	return TRIEN_OK;
}

trien_rc
tr_context_add_cms(struct tr_context *c, const struct tr_cms *cms, struct tr_place place, struct trien_err *err)
{
	struct tr_bytes der;

	TR_TRY(add_certificates(c, cms, place, err));
	if (c->options->revocation == TR_REVOCATION_SKIP)
		return TRIEN_OK;
	for (size_t i = 0; i < TR_VERIFY_STORE_VALUES_MAX && (der = tr_cms_crl(cms, i)).n > 0; i++)
		TR_TRY(tr_context_add_evidence(c, TR_STORE_CRL, der, TR_EVIDENCE_CMS, place, err));
	for (size_t i = 0; i < TR_VERIFY_STORE_VALUES_MAX && (der = tr_cms_ocsp(cms, i)).n > 0; i++)
		TR_TRY(tr_context_add_evidence(c, TR_STORE_OCSP, der, TR_EVIDENCE_CMS, place, err));
	return TRIEN_OK;
}

/* ---- */

static trien_rc
add_beside_anchors(struct tr_context *c, struct trien_err *err)
{
	const struct tr_place outside = {TR_REVISION_NONE, TR_NO_GAP};
	struct tr_bytes der;

	if (c->options->trust == NULL || c->options->revocation == TR_REVOCATION_SKIP)
		return TRIEN_OK;
	for (size_t i = 0; (der = tr_trust_revocations(c->options->trust, i)).n > 0; i++)
		TR_TRY(tr_context_add_evidence(c, TR_STORE_CRL, der, TR_EVIDENCE_GIVEN, outside, err));
	return TRIEN_OK;
}

trien_rc
tr_context_open(struct tr_context *c, struct trien_err *err)
{
	const struct tr_certificate *given;

	c->algorithms = c->options->algorithms != NULL ? c->options->algorithms : tr_algorithms_default();
	c->evidence = c->options->evidence;
	TR_TRY(tr_pool_new(&c->pool, err));
	if (c->options->trust != NULL)
		tr_pool_lend_keys(c->pool, tr_trust_peek_keys(c->options->trust));
	if (c->evidence == NULL) {
		TR_TRY(tr_evidence_new(&c->evidence, err));
		c->owns_evidence = true;
	}
	c->given = tr_evidence_count(c->evidence);
	for (size_t i = 0; i < c->given; i++)
		tr_evidence_prove(c->evidence, i, c->options->as_of);
	TR_TRY(add_beside_anchors(c, err));
	for (size_t i = 0; c->options->given_certificates != NULL &&
			(given = tr_pool_peek(c->options->given_certificates, i)) != NULL; i++)
		TR_TRY(tr_pool_add(c->pool, given->der, NULL, err));
	return TRIEN_OK;
}
