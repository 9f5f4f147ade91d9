/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What our own signing writes is good in our own eyes, and so is what stood there before. */
#include "test.h"

#include "crypto/cms.h"
#include "sign/sign.h"
#include "verify/fixture.h"

static struct trien_err err;

/* Signs the document in memory with a key of the fixture, as a caller of the sign folder does. */
static void
sign(struct fixture_doc *d, struct tr_signer *signer, const char *field)
{
	struct tr_cms_plan *plan;
	struct tr_sign_proposal proposal = {0};
	struct tr_sign_state state = {0};
	TR_AUTO_BUF value = {0};

	assert_ok(tr_cms_plan_new(signer->chain, signer->chain_count, signer->digest, signer->scheme, &plan, &err), &err);
	const struct tr_sign_request request = {.field = {field, strlen(field)}, .reason = TR_TEXT_LIT("phê duyệt"),
			.time = FIXTURE_NOW, .zone_minutes = 420, .contents_size = tr_cms_plan_size_max(plan)};
	assert_ok(tr_sign_propose(tr_buf_view(&d->bytes), &request, &proposal, &err), &err);
	assert_ok(tr_sign_prepare(plan, tr_buf_view(&d->bytes), &proposal, &state, &err), &err);
	assert_ok(tr_signer_sign(signer, TR_BYTES(state.to_sign, state.to_sign_n), &value, &err), &err);
	assert_ok(tr_sign_finish(plan, &state, tr_buf_view(&value), &err), &err);
	assert_ok(tr_buf_add_bytes(&d->bytes, tr_buf_view(&state.proposal.tail), &err), &err);
	tr_sign_state_free(&state);
	tr_cms_plan_free(plan);
}

static void
signed_again_and_again(void **state)
{
	(void)state;
	/* The empty field first, then new ones of the signer's own naming. */
	const char *const ask[] = {"seal", "", ""}, *const fields[] = {"seal", "Signature1", "Signature2"};
	struct fixture_key *key = fixture_key_new(FLAW_NONE);
	struct tr_signer *signer;
	struct fixture_doc d;
	TR_AUTO_BUF pem = {0};

	fixture_pem(key, &pem);
	const struct tr_signer_choice choice = {0};
	assert_ok(tr_signer_open_pem(tr_buf_view(&pem), &choice, NULL, &signer, &err), &err);
	fixture_begin(&d);
	for (size_t n = 1; n <= 3; n++) {
		sign(&d, signer, ask[n - 1]);
		struct tr_verdict *v = fixture_judge(&d, key);
		assert_int_equal(v->signature_count, n);
		for (size_t i = 0; i < n; i++) {
			const struct tr_signature_verdict *s = &v->signatures[i];
			if (s->indication != TR_TOTAL_PASSED)
				fail_msg("signature %zu of %zu: %s", i + 1, n, tr_finding_id(&s->findings[0]));
			assert_string_equal(s->level, "PAdES-B-B");
			assert_int_equal(s->covers, i + 1);
			assert_memory_equal(s->field.p, fields[i], s->field.n);
		}
		tr_verdict_free(v);
	}
	tr_signer_close(signer);
	fixture_doc_free(&d);
	fixture_key_free(key);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(signed_again_and_again)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
