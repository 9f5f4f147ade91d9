/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: R5.3 */
/* Signatures that wait for their values: how many, how large, until when. */
#include "base/errors/base.h"
#include "base/errors/service.h"
#include "service/limits.h"
#include "service/prepared.h"
#include "test.h"

#define NOW 1000
#define UNTIL (NOW + 300)
/* What a state is beside its tail, as the room for it is asked for (sign/state.c). */
#define BESIDE 256u

static struct tr_sign_state
state_of(size_t tail)
{
	struct tr_sign_state s = {.proposal.tail.max = TR_SERVICE_PREPARED_MAX};
	struct trien_err err = {0};

	assert_ok(tr_buf_reserve(&s.proposal.tail, tail, &err), &err);
	memset(s.proposal.tail.p, 'x', tail);
	s.proposal.tail.n = tail;
	return s;
}

static trien_rc
put(struct tr_prepareds *p, int64_t session, int64_t now, size_t tail, struct trien_err *err)
{
	struct tr_sign_state s = state_of(tail);
	const trien_rc rc = tr_prepareds_put(p, session, UNTIL, now, &s, err);

	tr_sign_state_free(&s);
	return rc;
}

static void
so_many_wait(void **state)
{
	struct tr_prepareds *p;
	struct trien_err err = {0};

	(void)state;
	assert_ok(tr_prepareds_new(TR_SERVICE_PREPARED_COUNT, TR_SERVICE_PREPARED_BYTES, &p, &err), &err);
	for (int64_t i = 1; i <= (int64_t)TR_SERVICE_PREPARED_COUNT; i++)
		assert_ok(put(p, i, NOW, 10, &err), &err);
	assert_refused(put(p, 5000, NOW, 10, &err), "service.busy");
	assert_refused(put(p, 5000, UNTIL - 1, 10, &err), "service.busy");
	/* One that ends makes room for one. */
	tr_prepareds_drop(p, 7);
	tr_prepareds_drop(p, 7);
	assert_ok(put(p, 5000, NOW, 10, &err), &err);
	assert_refused(put(p, 5001, NOW, 10, &err), "service.busy");
	/* Those whose time is over make room for all. */
	for (int64_t i = 1; i <= (int64_t)TR_SERVICE_PREPARED_COUNT; i++)
		assert_ok(put(p, 2000 + i, i == 1 ? UNTIL : NOW, 10, &err), &err);
	assert_refused(put(p, 6000, NOW, 10, &err), "service.busy");
	tr_prepareds_free(p);
}

static void
so_large_is_one(void **state)
{
	TR_AUTO_BUF out = {0};
	struct tr_prepareds *p;
	struct trien_err err = {0};

	(void)state;
	assert_ok(tr_prepareds_new(1, TR_SERVICE_PREPARED_BYTES, &p, &err), &err);
	assert_refused(put(p, 1, NOW, TR_SERVICE_PREPARED_MAX - BESIDE + 1, &err), "base.buffer-limit");
	assert_refused(tr_prepareds_revision(p, 1, &out, &err), "service.not-prepared");
	assert_ok(put(p, 1, NOW, TR_SERVICE_PREPARED_MAX - BESIDE, &err), &err);
	assert_refused(put(p, 2, NOW, 1, &err), "service.busy");
	tr_prepareds_free(p);
}

static void
so_many_bytes_wait(void **state)
{
	struct tr_prepareds *p;
	struct trien_err err = {0};

	(void)state;
	assert_ok(tr_prepareds_new(8, 2 * (1000 + BESIDE), &p, &err), &err);
	assert_ok(put(p, 1, NOW, 1000, &err), &err);
	assert_refused(put(p, 2, NOW, 1000 + 2 * BESIDE, &err), "service.busy");
	assert_ok(put(p, 2, NOW, 1000, &err), &err);
	assert_refused(put(p, 3, NOW, 1000, &err), "service.busy");
	/* What ends, or is over, gives its bytes back. */
	tr_prepareds_drop(p, 1);
	assert_ok(put(p, 3, NOW, 1000, &err), &err);
	assert_ok(put(p, 4, UNTIL, 1000, &err), &err);
	tr_prepareds_free(p);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(so_many_wait),
		cmocka_unit_test(so_large_is_one),
		cmocka_unit_test(so_many_bytes_wait),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
