/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The judging half of libtrien's public face. */
#include "trien/verify.h"

#include "base/env.h"
#include "crypto/cipher.h"
#include "verify/verify.h"

/* The folder of PDF names what it needs, the folder of cryptography has it; they meet here. */
static const struct tr_pdf_cipher cipher = {
	.digest = tr_cipher_digest, .rc4 = tr_cipher_rc4, .aes_cbc = tr_cipher_aes_cbc};

static trien_rc
trust_of(const struct trien_verify_options *o, struct tr_trust **out, struct trien_err *err)
{
	TR_TRY(tr_trust_new(out, err));
	for (size_t i = 0; i < o->anchor_count; i++) {
		trien_rc rc = tr_trust_add(*out, TR_TRUST_GIVEN, TR_BYTES(o->anchors[i], o->anchors_n[i]), "anchor", err);
		if (rc != TRIEN_OK) {
			tr_trust_free(*out);
			return rc;
		}
	}
	return TRIEN_OK;
}

static trien_rc
evidence_of(const struct trien_verify_options *o, struct tr_evidence **out, struct trien_err *err)
{
	trien_rc rc = TRIEN_OK;

	TR_TRY(tr_evidence_new(out, err));
	for (size_t i = 0; rc == TRIEN_OK && i < o->crl_count; i++)
		rc = tr_evidence_add_crl(*out, TR_BYTES(o->crls[i], o->crls_n[i]), TR_EVIDENCE_GIVEN, NULL, err);
	for (size_t i = 0; rc == TRIEN_OK && i < o->ocsp_count; i++)
		rc = tr_evidence_add_ocsp(*out, TR_BYTES(o->ocsps[i], o->ocsps_n[i]), TR_EVIDENCE_GIVEN, NULL, err);
	if (rc != TRIEN_OK)
		tr_evidence_free(*out);
	return rc;
}

/* The report as NUL-terminated memory that the caller frees. */
static trien_rc
report_of(const struct tr_verdict *v, const char *name, char **json, struct trien_err *err)
{
	struct tr_buf out = {0};
	name = name ? name : "";
	trien_rc rc = tr_verdict_json(v, TR_BYTES(name, strlen(name)), TRIEN_LANG_EN, &out, err);
	if (rc == TRIEN_OK)
		rc = tr_buf_add_byte(&out, 0, err);
	if (rc != TRIEN_OK) {
		tr_buf_free(&out);
		return rc;
	}
	*json = (char *)out.p;
	return TRIEN_OK;
}

static trien_rc
judge(const struct trien_verify_options *o, const struct tr_verify_options *options, struct tr_bytes file,
		enum trien_indication *indication, char **json, struct trien_err *err)
{
	struct tr_verdict *verdict = NULL;
	trien_rc rc = tr_verify(file, options, &verdict, err);

	if (rc == TRIEN_OK && json != NULL)
		rc = report_of(verdict, o->file_name, json, err);
	if (rc == TRIEN_OK)
		*indication = (enum trien_indication)verdict->indication;
	tr_verdict_free(verdict);
	return rc;
}

trien_rc
trien_verify(const struct trien_verify_options *o, const uint8_t *file, size_t n,
		enum trien_indication *indication, char **json, struct trien_err *err)
{
	struct tr_trust *trust;
	struct tr_evidence *evidence;

	TR_TRY(trust_of(o, &trust, err));
	trien_rc rc = evidence_of(o, &evidence, err);
	if (rc == TRIEN_OK) {
		const struct tr_verify_options options = {
			.trust = trust,
			.as_of = o->as_of ? o->as_of : tr_env_system.now(tr_env_system.context),
			.zone_minutes = tr_env_system.zone_minutes,
			.cipher = &cipher,
			.revocation = (enum tr_revocation_policy)o->revocation,
			.evidence = evidence,
		};
		rc = judge(o, &options, TR_BYTES(file, n), indication, json, err);
		tr_evidence_free(evidence);
	}
	tr_trust_free(trust);
	return rc;
}
