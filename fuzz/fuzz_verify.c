/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The whole way from hostile bytes to JSON: judged, looked into, written out. */
#include <stdlib.h>

#include "verify/verify.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
want_text(const struct tr_buf *out)
{
	struct tr_text text;
	if (tr_text_of(tr_buf_view(out), &text, NULL) != TRIEN_OK)
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct tr_verify_options options = {.as_of = INT64_C(1795000000), .zone_minutes = 420, .cipher = &tr_verify_cipher};
	struct tr_bytes file = TR_BYTES(data, size);
	struct tr_verdict *v;
	TR_AUTO_BUF out = {0};

	if (tr_verify(file, &options, &v, NULL) == TRIEN_OK) {
		/* Nothing is trusted: nothing may pass. */
		if (v->indication == TR_TOTAL_PASSED ||
				tr_verdict_json(v, file, TRIEN_LANG_VI, &out, NULL) != TRIEN_OK)
			abort();
		tr_verdict_free(v);
		want_text(&out);
	}
	tr_buf_clear(&out);
	if (tr_inspect(file, &options, TR_BYTES_LIT("x"), &out, NULL) == TRIEN_OK)
		want_text(&out);
	return 0;
}
