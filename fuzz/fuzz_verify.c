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

/*
 * Authorities that stand in the file as plain DER become anchors: without any, revocation, time stamps and past validation would
 * never be reached.
 */
static struct tr_trust *
trust_of(struct tr_bytes file)
{
	struct tr_trust *t = NULL;
	size_t tried = 0;

	if (tr_trust_new(&t, NULL) != TRIEN_OK)
		abort();
	for (size_t i = 0; i + 4 < file.n && tried < 64; i++) {
		if (file.p[i] != 0x30 || file.p[i + 1] != 0x82)
			continue;
		const size_t n = 4 + ((size_t)file.p[i + 2] << 8 | file.p[i + 3]);
		struct tr_certificate *c = NULL;
		tried++;
		if (n > file.n - i || tr_certificate_parse(tr_bytes_part(file, i, n), &c, NULL) != TRIEN_OK)
			continue;
		if (c->is_ca && tr_trust_add(t, TR_TRUST_GIVEN, c->der, "fuzz", NULL) != TRIEN_OK)
			abort();
		tr_certificate_free(c);
		i += n - 1;
	}
	return t;
}

static void
judge(struct tr_bytes file, const struct tr_verify_options *options)
{
	struct tr_verdict *v;
	TR_AUTO_BUF out = {0};

	if (tr_verify(file, options, &v, NULL) != TRIEN_OK)
		return;
	if (options->trust == NULL && v->indication == TR_TOTAL_PASSED)
		abort(); /* nothing is trusted: nothing may pass */
	for (size_t i = 0; i < v->signature_count; i++)
		if (v->signatures[i].best_time > options->as_of || v->signatures[i].check_count != TR_CHECK_KIND_COUNT)
			abort();
	if (tr_verdict_json(v, file, TRIEN_LANG_VI, &out, NULL) != TRIEN_OK)
		abort();
	tr_verdict_free(v);
	want_text(&out);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	/* An hour after the seeds were stamped, and when all in them has expired. */
	static const int64_t times[] = {INT64_C(1795000000), INT64_C(2412633600)};
	struct tr_bytes file = TR_BYTES(data, size);
	TR_AUTO_BUF out = {0};
	struct tr_trust *trust = trust_of(file);
	struct tr_verify_options options = {.as_of = times[0], .zone_minutes = 420, .cipher = &tr_verify_cipher};

	judge(file, &options);
	if (tr_inspect(file, &options, TR_BYTES_LIT("x"), &out, NULL) == TRIEN_OK)
		want_text(&out);
	options.trust = trust;
	for (size_t i = 0; i < sizeof(times) / sizeof(*times) && tr_trust_count(trust) > 0; i++) {
		options.as_of = times[i];
		judge(file, &options);
	}
	tr_trust_free(trust);
	return 0;
}
