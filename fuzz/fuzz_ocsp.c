/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Hostile OCSP answers: the input is a certificate, its issuer, and behind them the answer. */
#include <stdint.h>

#include "crypto/der.h"
#include "pki/ocsp.h"

static bool
take_certificate(struct tr_bytes *in, struct tr_certificate **out)
{
	struct tr_der e;
	return tr_der_take(in, &e) && tr_certificate_parse(e.whole, out, NULL) == TRIEN_OK;
}

/* A request gets one nonce, and never a second. */
static void
add_nonce(struct tr_bytes request)
{
	const struct tr_bytes nonce = TR_BYTES_LIT("nonce");
	TR_AUTO_BUF once = {0}, twice = {0};

	if (tr_ocsp_add_nonce(request, nonce, &once, NULL) == TRIEN_OK &&
			(once.n <= request.n || tr_ocsp_add_nonce(tr_buf_view(&once), nonce, &twice, NULL) == TRIEN_OK))
		__builtin_trap();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct tr_bytes in = TR_BYTES(data, size);
	struct tr_certificate *c = NULL, *issuer = NULL;
	struct tr_ocsp *o = NULL;
	struct tr_ocsp_single s;
	bool found = false;

	add_nonce(in);
	if (take_certificate(&in, &c) && take_certificate(&in, &issuer) && tr_ocsp_parse(in, &o, NULL) == TRIEN_OK) {
		(void)tr_ocsp_answer_status_name(o->status)[0];
		(void)tr_ocsp_is_from(o, issuer);
		if (tr_ocsp_find(o, c, issuer, &found, &s, NULL) == TRIEN_OK && found &&
				(o->singles == 0 || s.reason >= TR_REVOKED_REASON_COUNT))
			__builtin_trap();
	}
	tr_ocsp_free(o);
	tr_certificate_free(issuer);
	tr_certificate_free(c);
	return 0;
}
