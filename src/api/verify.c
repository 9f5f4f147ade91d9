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

trien_rc
trien_verify(const struct trien_verify_options *o, const uint8_t *file, size_t n,
		enum trien_indication *indication, char **json, struct trien_err *err)
{
	struct tr_trust *trust;
	struct tr_verdict *verdict = NULL;

	TR_TRY(trust_of(o, &trust, err));
	const struct tr_verify_options options = {
		.trust = trust,
		.as_of = o->as_of ? o->as_of : tr_env_system.now(tr_env_system.context),
		.zone_minutes = tr_env_system.zone_minutes,
		.cipher = &cipher,
	};
	trien_rc rc = tr_verify(TR_BYTES(file, n), &options, &verdict, err);
	if (rc == TRIEN_OK && json != NULL)
		rc = report_of(verdict, o->file_name, json, err);
	if (rc == TRIEN_OK)
		*indication = (enum trien_indication)verdict->indication;
	tr_verdict_free(verdict);
	tr_trust_free(trust);
	return rc;
}
