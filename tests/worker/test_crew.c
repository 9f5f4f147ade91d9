/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Several workers beside each other: each task has its own end, and what is lost costs one of them. */
#include "test.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <unistd.h>

#include "base/errors/worker.h"
#include "worker/crew.h"

static trien_rc
echo(const struct tr_worker_input *in, struct tr_buf *answer, struct trien_err *err)
{
	return tr_buf_add_bytes(answer, in->request, err);
}

static trien_rc
refuse(const struct tr_worker_input *in, struct tr_buf *answer, struct trien_err *err)
{
	(void)answer;
	return TR_ERR(err, TIME_INVALID, TR_B("got", in->request.p, in->request.n));
}

static trien_rc
spin(const struct tr_worker_input *in, struct tr_buf *answer, struct trien_err *err)
{
	(void)in, (void)answer, (void)err;
	for (volatile bool on = true; on;)
		continue;
	return TRIEN_OK;
}

enum { ECHO, FAIL, SPIN };
static const tr_worker_task tasks[] = {echo, refuse, spin};
static unsigned started, may_start;

static trien_rc
start(struct tr_worker **out, struct trien_err *err)
{
	if (started == may_start)
		return TR_ERR(err, WORKER_START, TR_S("why", "test"));
	started++;
	return tr_worker_start(tasks, sizeof(tasks) / sizeof(*tasks), out, err);
}

struct fixture {
	struct tr_crew *crew;
	int fd;
};

static struct fixture
open_crew(size_t workers, unsigned may)
{
	struct fixture f = {.fd = memfd_create("document", MFD_CLOEXEC)};
	struct trien_err err = {0};

	started = 0;
	may_start = may;
	assert_true(f.fd >= 0);
	assert_ok(tr_crew_start(workers, start, &f.crew, &err), &err);
	return f;
}

static void
close_crew(struct fixture *f)
{
	tr_crew_stop(f->crew);
	close(f->fd);
}

static trien_rc
give(struct fixture *f, size_t task, size_t number, struct trien_err *err)
{
	char text[32];
	const int n = snprintf(text, sizeof(text), "%zu", number);
	const struct tr_worker_job job = {.task = task, .document = f->fd, .request = TR_BYTES(text, (size_t)n)};
	return tr_crew_give(f->crew, &job, number, err);
}

/* The pid of a worker: a child of this process. */
static pid_t
some_worker(void)
{
	FILE *list = fopen("/proc/thread-self/children", "r");
	int pid = 0;

	assert_non_null(list);
	assert_int_equal(fscanf(list, "%d", &pid), 1);
	fclose(list);
	return pid;
}

static void
every_task_has_its_own_answer(void **state)
{
	struct fixture f = open_crew(3, 3);
	struct trien_err err = {0};
	size_t given = 0, taken = 0;
	bool seen[100] = {false};
	(void)state;

	while (taken < 100) {
		struct tr_crew_result r;
		char want[32];
		while (given < 100 && tr_crew_has_room(f.crew)) {
			assert_ok(give(&f, given % 3 == 2 ? FAIL : ECHO, given, &err), &err);
			given++;
		}
		assert_true(tr_crew_take(f.crew, NULL, &r));
		assert_in_range(r.number, 0, 99);
		assert_false(seen[r.number]);
		seen[r.number] = true;
		snprintf(want, sizeof(want), "%zu", r.number);
		if (r.number % 3 == 2) {
			assert_refused(r.rc, "base.time-invalid");
			assert_string_equal(r.err.values[0].text, want);
		} else {
			assert_ok(r.rc, &r.err);
			assert_int_equal(r.answer.n, strlen(want));
			assert_memory_equal(r.answer.p, want, r.answer.n);
		}
		tr_buf_free(&r.answer);
		taken++;
	}
	assert_true(tr_crew_is_idle(f.crew));
	close_crew(&f);
}

static void
a_worker_killed_at_its_task_costs_that_task(void **state)
{
	struct fixture f = open_crew(1, 2);
	struct trien_err err = {0};
	struct tr_crew_result r;
	(void)state;

	assert_ok(give(&f, SPIN, 1, &err), &err);
	assert_int_equal(kill(some_worker(), SIGKILL), 0);
	assert_true(tr_crew_take(f.crew, NULL, &r));
	assert_refused(r.rc, "worker.crashed");
	assert_int_equal(r.number, 1);
	tr_buf_free(&r.answer);
	assert_ok(give(&f, ECHO, 2, &err), &err);
	assert_true(tr_crew_take(f.crew, NULL, &r));
	assert_ok(r.rc, &r.err);
	tr_buf_free(&r.answer);
	close_crew(&f);
}

static void
a_worker_killed_while_idle_costs_nothing(void **state)
{
	struct fixture f = open_crew(1, 2);
	struct trien_err err = {0};
	struct tr_crew_result r;
	(void)state;

	assert_int_equal(kill(some_worker(), SIGKILL), 0);
	usleep(50000);
	assert_ok(give(&f, ECHO, 7, &err), &err);
	assert_true(tr_crew_take(f.crew, NULL, &r));
	assert_ok(r.rc, &r.err);
	assert_memory_equal(r.answer.p, "7", 1);
	tr_buf_free(&r.answer);
	close_crew(&f);
}

/* No other can be started either: said for this task, and tried again for the next. */
static void
a_lost_worker_that_cannot_be_replaced_is_said(void **state)
{
	struct fixture f = open_crew(1, 1);
	struct trien_err err = {0};
	struct tr_crew_result r;
	(void)state;

	assert_int_equal(kill(some_worker(), SIGKILL), 0);
	usleep(50000);
	assert_refused(give(&f, ECHO, 7, &err), "worker.start-failed");
	assert_true(tr_crew_is_idle(f.crew));
	may_start = 2;
	assert_ok(give(&f, ECHO, 8, &err), &err);
	assert_true(tr_crew_take(f.crew, NULL, &r));
	assert_ok(r.rc, &r.err);
	tr_buf_free(&r.answer);
	close_crew(&f);
}

static void
fewer_workers_are_a_crew_and_none_is_not(void **state)
{
	struct fixture f = open_crew(4, 2);
	struct trien_err err = {0};
	struct tr_crew *none;
	(void)state;

	assert_ok(give(&f, ECHO, 1, &err), &err);
	assert_ok(give(&f, ECHO, 2, &err), &err);
	assert_false(tr_crew_has_room(f.crew));
	close_crew(&f);
	may_start = started;
	assert_refused(tr_crew_start(1, start, &none, &err), "worker.start-failed");
}

static void
more_than_the_cap_are_cut(void **state)
{
	struct fixture f = open_crew(TR_CREW_WORKERS_MAX, 1000);
	(void)state;
	assert_int_equal(started, TR_CREW_WORKERS_MAX);
	close_crew(&f);
	f = open_crew(TR_CREW_WORKERS_MAX + 1, 1000);
	assert_int_equal(started, TR_CREW_WORKERS_MAX);
	close_crew(&f);
}

static volatile sig_atomic_t rung;

static void
on_alarm(int number)
{
	(void)number;
	rung = 1;
}

/* A signal held back comes in while the crew is waited for, and what is under way is ended with the crew. */
static void
a_signal_ends_the_waiting(void **state)
{
	struct fixture f = open_crew(2, 2);
	const struct itimerval soon = {.it_value = {.tv_usec = 50000}};
	struct trien_err err = {0};
	struct tr_crew_result r;
	sigset_t held, before;
	(void)state;

	signal(SIGALRM, on_alarm);
	sigemptyset(&held);
	sigaddset(&held, SIGALRM);
	sigprocmask(SIG_BLOCK, &held, &before);
	assert_ok(give(&f, SPIN, 1, &err), &err);
	setitimer(ITIMER_REAL, &soon, NULL);
	assert_false(tr_crew_take(f.crew, &before, &r));
	assert_int_equal(rung, 1);
	close_crew(&f); /* would hang for half a minute, if it waited for the task */
	sigprocmask(SIG_SETMASK, &before, NULL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_task_has_its_own_answer),
		cmocka_unit_test(a_worker_killed_at_its_task_costs_that_task),
		cmocka_unit_test(a_worker_killed_while_idle_costs_nothing),
		cmocka_unit_test(a_lost_worker_that_cannot_be_replaced_is_said),
		cmocka_unit_test(fewer_workers_are_a_crew_and_none_is_not),
		cmocka_unit_test(more_than_the_cap_are_cut),
		cmocka_unit_test(a_signal_ends_the_waiting),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
