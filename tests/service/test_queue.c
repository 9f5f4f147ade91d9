/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Who waits for a worker: in the order of coming, so many and so long. libmicrohttpd is played here. */
#include "test.h"

#include <microhttpd.h>

#include "service/limits.h"
#include "service/queue.h"

#define NOW 1000000

/* Connections are numbers. */
static size_t suspended, resumed_count, resumed[2 * TR_SERVICE_WAITING_MAX];

void
MHD_suspend_connection(struct MHD_Connection *connection)
{
	assert_non_null(connection);
	suspended++;
}

void
MHD_resume_connection(struct MHD_Connection *connection)
{
	resumed[resumed_count++] = (size_t)(uintptr_t)connection;
}

static struct tr_queue *
start(void)
{
	struct trien_err err;
	struct tr_queue *q;

	suspended = resumed_count = 0;
	assert_ok(tr_queue_new(TR_SERVICE_WAITING_MILLISECONDS, &q, &err), &err);
	return q;
}

static bool
comes(struct tr_queue *q, size_t number, int64_t begun, int64_t now)
{
	struct tr_call c = {.connection = (void *)(uintptr_t)number, .begun = begun};
	return tr_queue_wait(q, &c, TR_SERVICE_WAITING_MAX, begun, now);
}

/* One that was asked again in vain stands where it stood. */
static void
who_came_first_goes_first(void **state)
{
	struct tr_queue *q = start();

	(void)state;
	tr_queue_wake(q);
	assert_int_equal(resumed_count, 0);
	for (size_t i = 1; i <= 3; i++)
		assert_true(comes(q, i, NOW + (int64_t)i, NOW + 10));
	tr_queue_wake(q);
	assert_int_equal(resumed[0], 1);
	assert_true(comes(q, 4, NOW + 4, NOW + 10));
	assert_true(comes(q, 1, NOW + 1, NOW + 10));
	for (size_t i = 0; i < 6; i++)
		tr_queue_wake(q);
	assert_int_equal(resumed_count, 5);
	for (size_t i = 1; i <= 4; i++)
		assert_int_equal(resumed[i], i);
	assert_int_equal(suspended, 5);
	tr_queue_free(q);
}

static void
so_many_wait(void **state)
{
	struct tr_queue *q = start();

	(void)state;
	for (size_t i = 1; i <= TR_SERVICE_WAITING_MAX; i++)
		assert_true(comes(q, i, NOW, NOW));
	assert_false(comes(q, 999, NOW, NOW));
	assert_int_equal(suspended, TR_SERVICE_WAITING_MAX);
	tr_queue_wake(q);
	assert_true(comes(q, 999, NOW, NOW));
	tr_queue_free(q);
}

static void
so_long_they_wait(void **state)
{
	struct tr_queue *q = start();

	(void)state;
	assert_false(comes(q, 1, NOW, NOW + TR_SERVICE_WAITING_MILLISECONDS));
	assert_int_equal(suspended, 0);
	assert_true(comes(q, 2, NOW, NOW + TR_SERVICE_WAITING_MILLISECONDS - 1));
	assert_true(comes(q, 3, NOW + 1, NOW + 1));
	tr_queue_tend(q, NOW + TR_SERVICE_WAITING_MILLISECONDS - 1);
	assert_int_equal(resumed_count, 0);
	tr_queue_tend(q, NOW + TR_SERVICE_WAITING_MILLISECONDS);
	assert_int_equal(resumed_count, 1);
	assert_int_equal(resumed[0], 2);
	tr_queue_free(q);
}

/* A service that stops leaves nobody asleep. */
static void
nobody_waits_at_the_end(void **state)
{
	struct tr_queue *q = start();

	(void)state;
	assert_true(comes(q, 1, NOW, NOW));
	assert_true(comes(q, 2, NOW, NOW));
	tr_queue_close(q);
	assert_int_equal(resumed_count, 2);
	assert_false(comes(q, 3, NOW, NOW));
	tr_queue_free(q);
}

int
main(void)
{
	const struct CMUnitTest all[] = {
		cmocka_unit_test(who_came_first_goes_first),
		cmocka_unit_test(so_many_wait),
		cmocka_unit_test(so_long_they_wait),
		cmocka_unit_test(nobody_waits_at_the_end),
	};
	return cmocka_run_group_tests(all, NULL, NULL);
}
