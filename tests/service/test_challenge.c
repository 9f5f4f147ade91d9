/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: R4.1 */
/* What is signed for a login: for how long it holds, that it counts once, and how many are remembered. */
#include "base/errors/service.h"
#include "service/challenge.h"
#include "service/limits.h"
#include "test.h"

#define NOW 1795000000

/* Real randomness: that of tr_env_fixed begins to come again. */
static struct tr_challenges *
begin(void)
{
	struct tr_challenges *c;
	struct trien_err err = {0};

	assert_ok(tr_challenges_new(&tr_env_system, "https://so.example", &c, &err), &err);
	return c;
}

static void
make(struct tr_challenges *c, int64_t now, struct tr_buf *out)
{
	struct trien_err err = {0};

	out->n = 0;
	assert_ok(tr_challenge_make(c, now, out, &err), &err);
}

static void
holds_for_a_while(void **state)
{
	struct tr_challenges *c = begin();
	TR_AUTO_BUF text = {0};
	struct trien_err err = {0};

	(void)state;
	make(c, NOW, &text);
	assert_ok(tr_challenge_check(c, tr_buf_view(&text), NOW + TR_CHALLENGE_SECONDS - 1, &err), &err);
	assert_refused(tr_challenge_check(c, tr_buf_view(&text), NOW + TR_CHALLENGE_SECONDS, &err), "service.token-refused");
	assert_refused(tr_challenge_use(c, tr_buf_view(&text), NOW + TR_CHALLENGE_SECONDS, &err), "service.token-refused");
	tr_challenges_free(c);
}

static void
every_byte_counts(void **state)
{
	struct tr_challenges *c = begin();
	TR_AUTO_BUF text = {0};
	struct trien_err err = {0};

	(void)state;
	make(c, NOW, &text);
	for (size_t i = 0; i < text.n; i++) {
		text.p[i] ^= 1;
		assert_refused(tr_challenge_use(c, tr_buf_view(&text), NOW, &err), "service.token-refused");
		text.p[i] ^= 1;
		assert_refused(tr_challenge_use(c, TR_BYTES(text.p, i), NOW, &err), "service.token-refused");
	}
	assert_ok(tr_challenge_use(c, tr_buf_view(&text), NOW, &err), &err);
	assert_refused(tr_challenge_use(c, tr_buf_view(&text), NOW, &err), "service.token-refused");
	tr_challenges_free(c);
}

static void
another_run_has_another_key(void **state)
{
	struct tr_challenges *c = begin();
	TR_AUTO_BUF text = {0};
	struct trien_err err = {0};
	struct tr_challenges *second = begin();

	(void)state;
	make(c, NOW, &text);
	assert_refused(tr_challenge_check(second, tr_buf_view(&text), NOW, &err), "service.token-refused");
	tr_challenges_free(second);
	tr_challenges_free(c);
}

/* At the cap one more waits; making texts takes no room, and what is over gives it back. */
static void
so_many_are_remembered(void **state)
{
	struct tr_challenges *c = begin();
	TR_AUTO_BUF text = {0}, first = {0}, unused = {0};
	struct trien_err err = {0};

	(void)state;
	make(c, NOW, &first);
	assert_ok(tr_challenge_use(c, tr_buf_view(&first), NOW, &err), &err);
	for (size_t i = 1; i < TR_CHALLENGES_MAX; i++) {
		make(c, NOW + 1, &text);
		make(c, NOW + 1, &unused);
		assert_ok(tr_challenge_use(c, tr_buf_view(&text), NOW + 1, &err), &err);
	}
	assert_refused(tr_challenge_use(c, tr_buf_view(&text), NOW + 1, &err), "service.token-refused");
	assert_refused(tr_challenge_use(c, tr_buf_view(&unused), NOW + 1, &err), "service.busy");
	assert_refused(tr_challenge_use(c, tr_buf_view(&unused), NOW + TR_CHALLENGE_SECONDS - 1, &err), "service.busy");
	assert_ok(tr_challenge_use(c, tr_buf_view(&unused), NOW + TR_CHALLENGE_SECONDS, &err), &err);
	make(c, NOW + TR_CHALLENGE_SECONDS, &text);
	assert_refused(tr_challenge_use(c, tr_buf_view(&text), NOW + TR_CHALLENGE_SECONDS, &err), "service.busy");
	tr_challenges_free(c);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(holds_for_a_while),
		cmocka_unit_test(every_byte_counts),
		cmocka_unit_test(another_run_has_another_key),
		cmocka_unit_test(so_many_are_remembered),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
