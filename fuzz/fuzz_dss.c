/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Evidence from an attacker, judged by somebody who trusts: the input is an anchor (DER) and behind it the file, whose store and time stamps
 * lead to it. The seeds are made by tests/verify/matrix/make_files.c --seeds.
 */
#include <stdlib.h>

#include "crypto/der.h"
#include "verify/verify.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
judge(struct tr_bytes file, const struct tr_trust *trust, int64_t as_of)
{
	const struct tr_verify_options options = {.trust = trust, .as_of = as_of, .zone_minutes = 420};
	struct tr_verdict *v;
	struct tr_text text;
	TR_AUTO_BUF out = {0};

	if (tr_verify(file, &options, &v, NULL) != TRIEN_OK)
		return;
	for (size_t i = 0; i < v->signature_count; i++) {
		const struct tr_signature_verdict *s = &v->signatures[i];
		/* What passes is intact, and nothing of the file proves a time that has not come. */
		if (s->indication == TR_TOTAL_PASSED && (s->integrity != TR_TOTAL_PASSED || !s->path.anchored || s->best_time > as_of))
			abort();
	}
	if (tr_verdict_json(v, TR_BYTES_LIT("x"), TRIEN_LANG_VI, &out, NULL) != TRIEN_OK || tr_text_of(tr_buf_view(&out), &text, NULL) != TRIEN_OK)
		abort();
	tr_verdict_free(v);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct tr_bytes in = TR_BYTES(data, size);
	struct tr_trust *trust = NULL;
	struct tr_der anchor;

	if (tr_trust_new(&trust, NULL) != TRIEN_OK)
		return 0;
	if (tr_der_take(&in, &anchor) && tr_trust_add(trust, TR_TRUST_GOVERNMENT, anchor.whole, "x", NULL) == TRIEN_OK) {
		judge(in, trust, INT64_C(1797292800)); /* 2026-12-15 */
		judge(in, trust, INT64_C(1939248000)); /* 2031-06-15 */
	}
	tr_trust_free(trust);
	return 0;
}
