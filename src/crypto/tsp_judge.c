/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A token against what it stamps (RFC 3161 §2.2, §2.4.2). */
#include <openssl/objects.h>

#include "crypto/cms_parts.h"
#include "crypto/tsp.h"

/* Ends the judgement. */
static void
found(enum tr_tsp_finding finding, const char *text, enum tr_tsp_finding *out, const char **why)
{
	*out = finding;
	if (why != NULL)
		*why = text;
}

static enum tr_tsp_finding
finding_of(enum tr_cms_finding f)
{
	switch (f) {
	case TR_CMS_GOOD:
		return TR_TSP_GOOD;
	case TR_CMS_HASH_FAILURE: /* of the TSTInfo inside: the token was changed */
	case TR_CMS_SIG_CRYPTO_FAILURE:
		return TR_TSP_SIGNATURE_WRONG;
	case TR_CMS_NO_CERTIFICATE:
		return TR_TSP_NO_CERTIFICATE;
	case TR_CMS_WEAK:
		return TR_TSP_WEAK;
	case TR_CMS_FORMAT_FAILURE:
		break;
	}
	return TR_TSP_FORMAT_FAILURE;
}

/* Everything but what the imprint is of. */
static trien_rc
judge_token(const struct tr_cms *c, const struct tr_tsp_info *i, enum tr_tsp_finding *out, const char **why,
		struct trien_err *err)
{
	enum tr_cms_finding f;
	const char *text = NULL;

	if (i->digest == NULL) {
		found(TR_TSP_FORMAT_FAILURE, "an unknown digest algorithm in the message imprint (RFC 3161 §2.4.2)", out, why);
		return TRIEN_OK;
	}
	TR_TRY(tr_cms_judge_token(c, &f, &text, err));
	found(finding_of(f), text, out, why);
	if ((*out == TR_TSP_GOOD || *out == TR_TSP_WEAK) && !tr_cms_has_signing_certificate(c))
		found(TR_TSP_FORMAT_FAILURE, "no SigningCertificate attribute (RFC 3161 §2.4.2)", out, why);
	else if (*out == TR_TSP_GOOD && i->digest->weak)
		found(TR_TSP_WEAK, "the message imprint's digest is no longer strong enough", out, why);
	return TRIEN_OK;
}

/* The TSTInfo, or the finding that there is none. */
static bool
take_info(const struct tr_cms *c, struct tr_tsp_info *i, enum tr_tsp_finding *out, const char **why)
{
	if (tr_tsp_token_info(c, i, NULL) == TRIEN_OK)
		return true;
	found(TR_TSP_FORMAT_FAILURE, "the TSTInfo cannot be read (RFC 3161 §2.4.2)", out, why);
	return false;
}

trien_rc
tr_tsp_judge(const struct tr_cms *c, const struct tr_bytes *parts, size_t part_count, enum tr_tsp_finding *out,
		const char **why, struct trien_err *err)
{
	uint8_t got[TR_DIGEST_MAX];
	struct tr_tsp_info i;
	size_t n;

	if (!take_info(c, &i, out, why))
		return TRIEN_OK;
	if (i.digest != NULL) {
		TR_TRY(tr_digest_parts(i.digest, parts, part_count, got, &n, err));
		if (!tr_bytes_equal(i.imprint, TR_BYTES(got, n))) {
			found(TR_TSP_IMPRINT_DIFFERS, "the message imprint is of other data (RFC 3161 §2.4.2)", out, why);
			return TRIEN_OK;
		}
	}
	return judge_token(c, &i, out, why, err);
}

static bool
is_policy(const char *dotted, struct tr_bytes policy)
{
	ASN1_OBJECT *oid = OBJ_txt2obj(dotted, 1);
	bool same = oid != NULL && tr_bytes_equal(policy, TR_BYTES(OBJ_get0_data(oid), OBJ_length(oid)));

	ASN1_OBJECT_free(oid);
	return same;
}

/* Numbers alike but for leading zeros. */
static bool
is_nonce(struct tr_bytes asked, struct tr_bytes got)
{
	while (asked.n > 0 && asked.p[0] == 0)
		asked = tr_bytes_part(asked, 1, asked.n);
	while (got.n > 0 && got.p[0] == 0)
		got = tr_bytes_part(got, 1, got.n);
	return tr_bytes_equal(asked, got);
}

trien_rc
tr_tsp_judge_answer(const struct tr_cms *c, const struct tr_tsp_question *q, enum tr_tsp_finding *out, const char **why,
		struct trien_err *err)
{
	struct tr_tsp_info i;

	if (!take_info(c, &i, out, why))
		return TRIEN_OK;
	if (!tr_bytes_equal(i.digest_oid, tr_digest_alg_of(q->digest)->oid) || !tr_bytes_equal(i.imprint, q->imprint))
		found(TR_TSP_IMPRINT_DIFFERS, "the message imprint is not the one asked for (RFC 3161 §2.2)", out, why);
	else if (q->nonce.n > 0 && (i.nonce.n == 0 || !is_nonce(q->nonce, i.nonce)))
		found(TR_TSP_NOT_THE_ANSWER, "the nonce is not the one asked with: an old answer (RFC 3161 §2.2)", out, why);
	else if (q->policy != NULL && !is_policy(q->policy, i.policy))
		found(TR_TSP_NOT_THE_ANSWER, "the policy is not the one asked for (RFC 3161 §2.2)", out, why);
	else
		return judge_token(c, &i, out, why, err);
	return TRIEN_OK;
}
