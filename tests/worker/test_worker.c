/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Every way in which a task can misbehave ends in its own error, and the next task runs. */
#include "test.h"

#include <errno.h>
#include <fcntl.h>
#include <seccomp.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/message.h"
#include "worker/child.h"
#include "worker/worker.h"

static trien_rc
echo(const struct tr_worker_input *in, struct tr_buf *answer, struct trien_err *err)
{
	TR_TRY(tr_buf_add_bytes(answer, in->request, err));
	TR_TRY(tr_buf_add_bytes(answer, in->document, err));
	for (size_t i = 0; i < in->file_count; i++)
		TR_TRY(tr_buf_add_bytes(answer, in->files[i], err));
	return TRIEN_OK;
}

static trien_rc
refuse(const struct tr_worker_input *in, struct tr_buf *answer, struct trien_err *err)
{
	(void)answer;
	return TR_ERR(err, TIME_INVALID, TR_B("got", in->request.p, in->request.n));
}

static trien_rc
raise_signal(const struct tr_worker_input *in, struct tr_buf *answer, struct trien_err *err)
{
	(void)in, (void)answer, (void)err;
	raise(SIGKILL);
	return TRIEN_OK;
}

static trien_rc
hang(const struct tr_worker_input *in, struct tr_buf *answer, struct trien_err *err)
{
	(void)in, (void)answer, (void)err;
	for (volatile bool on = true; on;)
		continue;
	return TRIEN_OK;
}

static trien_rc
eat(const struct tr_worker_input *in, struct tr_buf *answer, struct trien_err *err)
{
	struct tr_buf b = {.max = (size_t)4 << 30};
	(void)in, (void)answer;
	for (;;) {
		trien_rc rc = tr_buf_reserve(&b, (size_t)32 << 20, err);
		if (rc != TRIEN_OK)
			return rc;
		b.n += (size_t)32 << 20;
	}
}

static trien_rc
open_file(const struct tr_worker_input *in, struct tr_buf *answer, struct trien_err *err)
{
	(void)in, (void)answer, (void)err;
	return open("/etc/passwd", O_RDONLY) >= 0 ? TRIEN_OK : TRIEN_OK;
}

static trien_rc
make_socket(const struct tr_worker_input *in, struct tr_buf *answer, struct trien_err *err)
{
	(void)in, (void)answer, (void)err;
	return socket(AF_INET, SOCK_STREAM, 0) >= 0 ? TRIEN_OK : TRIEN_OK;
}

static trien_rc
start_process(const struct tr_worker_input *in, struct tr_buf *answer, struct trien_err *err)
{
	(void)in, (void)answer, (void)err;
	return fork() >= 0 ? TRIEN_OK : TRIEN_OK;
}

static trien_rc
run_program(const struct tr_worker_input *in, struct tr_buf *answer, struct trien_err *err)
{
	char name[] = "/bin/true", *argv[] = {name, NULL};
	(void)in, (void)answer, (void)err;
	execv(name, argv);
	return TRIEN_OK;
}

static trien_rc
map_code(const struct tr_worker_input *in, struct tr_buf *answer, struct trien_err *err)
{
	(void)in, (void)answer, (void)err;
	mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	return TRIEN_OK;
}

static trien_rc
send_signal(const struct tr_worker_input *in, struct tr_buf *answer, struct trien_err *err)
{
	(void)in, (void)answer, (void)err;
	kill(getppid(), SIGKILL);
	return TRIEN_OK;
}

/* Not one but the two descriptors of the task are open: reading any other fails. */
static trien_rc
count_descriptors(const struct tr_worker_input *in, struct tr_buf *answer, struct trien_err *err)
{
	unsigned open_ones = 0;
	(void)in;
	for (int fd = 0; fd < 1024; fd++)
		open_ones += lseek(fd, 0, SEEK_CUR) >= 0 || errno != EBADF;
	return tr_buf_addf(answer, err, "%u", open_ones);
}

static trien_rc
answer_too_much(const struct tr_worker_input *in, struct tr_buf *answer, struct trien_err *err)
{
	(void)in;
	TR_TRY(tr_buf_reserve(answer, TR_WORKER_ANSWER_MAX, err));
	memset(answer->p, 'x', TR_WORKER_ANSWER_MAX);
	answer->n = TR_WORKER_ANSWER_MAX;
	return tr_buf_add_byte(answer, 'x', err);
}

static trien_rc
read_cut_file(const struct tr_worker_input *in, struct tr_buf *answer, struct trien_err *err)
{
	volatile uint8_t sum = 0;
	(void)answer, (void)err;
	/* The parent cuts the file while this spins over its last page. */
	for (unsigned long i = 0; i < 8000000000ul; i++)
		sum = (uint8_t)(sum + *(const volatile uint8_t *)&in->document.p[in->document.n - 1]);
	return TRIEN_OK;
}

/* A child that was taken over writes to its pipe itself: an answer of no kind, or one without end. */
static void
write_to_pipe(const void *p, size_t n)
{
	for (int fd = 3; fd < 64; fd++)
		if (lseek(fd, 0, SEEK_CUR) < 0 && errno == ESPIPE && write(fd, p, n) < 0)
			_exit(1);
}

static trien_rc
answer_nonsense(const struct tr_worker_input *in, struct tr_buf *answer, struct trien_err *err)
{
	(void)in, (void)answer, (void)err;
	write_to_pipe("\x07nonsense", 9);
	_exit(0);
}

static trien_rc
answer_forged_error(const struct tr_worker_input *in, struct tr_buf *answer, struct trien_err *err)
{
	(void)in, (void)answer, (void)err;
	write_to_pipe("\x02\x03no.\x01", 6);
	_exit(0);
}

static trien_rc
answer_without_end(const struct tr_worker_input *in, struct tr_buf *answer, struct trien_err *err)
{
	static uint8_t block[1 << 16];
	(void)in, (void)answer, (void)err;
	memset(block, TR_ANSWER_OK, sizeof(block));
	for (volatile bool on = true; on;)
		write_to_pipe(block, sizeof(block));
	return TRIEN_OK;
}

static trien_rc
answer_at_cap(const struct tr_worker_input *in, struct tr_buf *answer, struct trien_err *err)
{
	(void)in;
	TR_TRY(tr_buf_reserve(answer, TR_WORKER_ANSWER_MAX, err));
	memset(answer->p, 'x', TR_WORKER_ANSWER_MAX);
	answer->n = TR_WORKER_ANSWER_MAX;
	return TRIEN_OK;
}

enum { ECHO, FAIL, RAISE, HANG, EAT, OPEN, SOCKET, FORK, EXEC, CODE, SIGNAL, COUNT, TOO_MUCH, CUT, NONSENSE, FORGED, ENDLESS, AT_CAP };

static const tr_worker_task tasks[] = {echo, refuse, raise_signal, hang, eat, open_file, make_socket, start_process,
	run_program, map_code, send_signal, count_descriptors, answer_too_much, read_cut_file,
	answer_nonsense, answer_forged_error, answer_without_end, answer_at_cap};

struct fixture {
	struct tr_worker *worker;
	int fd;
};

static int
set_up(void **state)
{
	static struct fixture f;
	struct trien_err err = {0};
	if (tr_worker_start(tasks, sizeof(tasks) / sizeof(*tasks), &f.worker, &err) != TRIEN_OK)
		return -1;
	f.fd = memfd_create("document", MFD_CLOEXEC);
	if (f.fd < 0 || write(f.fd, "document", 8) != 8)
		return -1;
	*state = &f;
	return 0;
}

static int
tear_down(void **state)
{
	struct fixture *f = *state;
	tr_worker_stop(f->worker);
	close(f->fd);
	return 0;
}

static trien_rc
run_on(struct tr_worker *w, size_t task, int document, struct tr_bytes request, struct tr_buf *answer,
		struct trien_err *err)
{
	const struct tr_worker_job job = {.task = task, .document = document, .request = request};
	return tr_worker_run(w, &job, answer, err);
}

static trien_rc
run(struct fixture *f, size_t task, struct tr_buf *answer, struct trien_err *err)
{
	tr_buf_clear(answer);
	return run_on(f->worker, task, f->fd, TR_BYTES_LIT("request:"), answer, err);
}

static void
a_task_reads_its_document_and_answers(void **state)
{
	struct trien_err err = {0};
	TR_AUTO_BUF answer = {0};
	assert_ok(run(*state, ECHO, &answer, &err), &err);
	assert_int_equal(answer.n, 16);
	assert_memory_equal(answer.p, "request:document", 16);
}

static int
file_of(const char *text)
{
	int fd = memfd_create("file", MFD_CLOEXEC);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), strlen(text));
	return fd;
}

/* Pictures and fonts come as open files of their own; inside, none of them is open any more. */
static void
further_files_are_read_up_to_their_cap(void **state)
{
	struct fixture *f = *state;
	struct trien_err err = {0};
	TR_AUTO_BUF answer = {0};
	struct tr_worker_job job = {.task = ECHO, .document = f->fd, .file_count = TR_WORKER_FILES_MAX};
	static const char *const texts[TR_WORKER_FILES_MAX] = {"one", "", "three", "four"};

	for (size_t i = 0; i < TR_WORKER_FILES_MAX; i++)
		job.files[i] = file_of(texts[i]);
	assert_ok(tr_worker_run(f->worker, &job, &answer, &err), &err);
	assert_int_equal(answer.n, 20);
	assert_memory_equal(answer.p, "documentonethreefour", 20);
	job.task = COUNT;
	tr_buf_clear(&answer);
	assert_ok(tr_worker_run(f->worker, &job, &answer, &err), &err);
	assert_memory_equal(answer.p, "2", 1);
	job.file_count++;
	assert_refused(tr_worker_run(f->worker, &job, &answer, &err), "worker.files-limit");
	for (size_t i = 0; i < TR_WORKER_FILES_MAX; i++)
		close(job.files[i]);
	job = (struct tr_worker_job){.task = ECHO, .document = f->fd, .files = {open("/", O_RDONLY | O_DIRECTORY)},
		.file_count = 1};
	assert_refused(tr_worker_run(f->worker, &job, &answer, &err), "worker.document-unreadable");
	close(job.files[0]);
}

static void
an_error_comes_back_with_its_values(void **state)
{
	struct trien_err err = {0};
	TR_AUTO_BUF answer = {0};
	assert_refused(run(*state, FAIL, &answer, &err), "base.time-invalid");
	assert_int_equal(err.value_count, 1);
	assert_string_equal(err.values[0].name, "got");
	assert_string_equal(err.values[0].text, "request:");
}

static void
nothing_is_reached_from_inside(void **state)
{
	static const int forbidden[] = {OPEN, SOCKET, FORK, EXEC, CODE, SIGNAL, RAISE};
	struct trien_err err = {0};
	TR_AUTO_BUF answer = {0};
	for (size_t i = 0; i < sizeof(forbidden) / sizeof(*forbidden); i++) {
		assert_refused(run(*state, (size_t)forbidden[i], &answer, &err), "worker.crashed");
		assert_string_equal(err.values[0].text, "SIGSYS");
	}
	assert_ok(run(*state, ECHO, &answer, &err), &err);
}

static void
only_two_descriptors_are_open(void **state)
{
	struct trien_err err = {0};
	TR_AUTO_BUF answer = {0};
	assert_ok(run(*state, COUNT, &answer, &err), &err);
	assert_int_equal(answer.n, 1);
	assert_int_equal(answer.p[0], '2');
}

/* Beside this test there is no program trien-worker. */
static void
a_nursery_without_its_program_makes_none(void **state)
{
	struct trien_err err = {0};
	struct tr_nursery *n;
	struct tr_worker *w;

	(void)state;
	assert_ok(tr_nursery_start(NULL, 1, &n, &err), &err);
	assert_refused(tr_nursery_take(n, &w, &err), "worker.start-failed");
	tr_nursery_stop(n);
}

/* Of a nursery there are workers as good as the first; one is killed, another comes; without a nursery none does. */
static void
a_nursery_makes_workers(void **state)
{
	struct fixture *f = *state;
	struct trien_err err = {0};
	struct tr_nursery *n;
	struct tr_worker *w[2], *third;
	TR_AUTO_BUF answer = {0};

	assert_ok(tr_nursery_start(tasks, sizeof(tasks) / sizeof(*tasks), &n, &err), &err);
	for (size_t i = 0; i < 2; i++) {
		assert_ok(tr_nursery_take(n, &w[i], &err), &err);
		assert_ok(run_on(w[i], ECHO, f->fd, TR_BYTES_LIT("request:"), &answer, &err), &err);
		assert_refused(run_on(w[i], SOCKET, f->fd, TR_BYTES_LIT("x"), &answer, &err), "worker.crashed");
		assert_true(tr_worker_is_there(w[i]));
	}
	assert_int_equal(answer.n, 32);
	tr_worker_kill(w[0]);
	assert_ok(tr_nursery_take(n, &third, &err), &err);
	tr_buf_clear(&answer);
	assert_ok(run_on(third, COUNT, f->fd, TR_BYTES_LIT("x"), &answer, &err), &err);
	assert_memory_equal(answer.p, "2", 1);
	tr_worker_stop(third);
	tr_nursery_stop(n);
	for (int i = 0; i < 500 && tr_worker_is_there(w[1]); i++)
		usleep(10000);
	assert_false(tr_worker_is_there(w[1]));
	tr_worker_stop(w[1]);
}

static void
an_answer_stops_at_its_cap(void **state)
{
	struct trien_err err = {0};
	TR_AUTO_BUF answer = {0};
	assert_refused(run(*state, TOO_MUCH, &answer, &err), "base.buffer-limit");
	assert_int_equal(answer.n, 0);
	assert_ok(run(*state, AT_CAP, &answer, &err), &err);
	assert_int_equal(answer.n, TR_WORKER_ANSWER_MAX);
}

static void
a_child_that_was_taken_over_is_not_believed(void **state)
{
	struct trien_err err = {0};
	TR_AUTO_BUF answer = {0};
	assert_refused(run(*state, NONSENSE, &answer, &err), "worker.answer-invalid");
	assert_refused(run(*state, FORGED, &answer, &err), "worker.answer-invalid");
	assert_refused(run(*state, ENDLESS, &answer, &err), "worker.answer-limit");
	assert_int_equal(answer.n, 0);
	assert_ok(run(*state, ECHO, &answer, &err), &err);
}

static void
a_document_is_a_regular_file(void **state)
{
	struct fixture *f = *state;
	struct trien_err err = {0};
	TR_AUTO_BUF answer = {0};
	int folder = open("/", O_RDONLY | O_DIRECTORY);
	assert_refused(run_on(f->worker, ECHO, folder, TR_BYTES_LIT(""), &answer, &err),
			"worker.document-unreadable");
	close(folder);
}

static void
no_descriptors_no_task(void **state)
{
	struct fixture *f = *state;
	struct trien_err err = {0};
	struct tr_worker *second;
	TR_AUTO_BUF answer = {0};
	struct rlimit before, none;
	assert_int_equal(getrlimit(RLIMIT_NOFILE, &before), 0);
	none = (struct rlimit){0, before.rlim_max};
	setrlimit(RLIMIT_NOFILE, &none);
	trien_rc rc = run_on(f->worker, ECHO, f->fd, TR_BYTES_LIT(""), &answer, &err);
	trien_rc start = tr_worker_start(tasks, 1, &second, &err);
	setrlimit(RLIMIT_NOFILE, &before);
	assert_refused(rc, "worker.start-failed");
	assert_refused(start, "worker.start-failed");
}

/* A kernel or a container that forbids seccomp: in a process of its own, for there is no way back. */
static void
without_a_sandbox_nothing_is_read(void **state)
{
	struct fixture *f = *state;
	pid_t pid = fork();
	if (pid == 0) {
		struct trien_err err = {0};
		struct tr_worker *w;
		TR_AUTO_BUF answer = {0};
		scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
		seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(seccomp), 0);
		seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(prctl), 1,
				SCMP_A0(SCMP_CMP_EQ, PR_SET_SECCOMP, 0));
		if (seccomp_load(filter) != 0 || tr_worker_start(tasks, 1, &w, &err) != TRIEN_OK)
			_exit(2);
		trien_rc rc = run_on(w, ECHO, f->fd, TR_BYTES_LIT(""), &answer, &err);
		_exit(strcmp(trien_err_id(rc), "worker.sandbox-unavailable") != 0);
	}
	int status;
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
}

static void
memory_is_bounded(void **state)
{
#ifdef TRIEN_SANITIZED
	(void)state;
	skip();
#else
	struct trien_err err = {0};
	TR_AUTO_BUF answer = {0};
	assert_refused(run(*state, EAT, &answer, &err), "base.no-memory");
#endif
}

static void
a_file_cut_while_read_is_said(void **state)
{
	struct fixture *f = *state;
	struct trien_err err = {0};
	TR_AUTO_BUF answer = {0};
	char path[] = "/tmp/trien-worker-XXXXXX";
	int fd = mkstemp(path);
	assert_true(fd >= 0);
	unlink(path);
	assert_int_equal(ftruncate(fd, 1 << 20), 0);
	pid_t cutter = fork();
	if (cutter == 0) {
		usleep(300000);
		_exit(ftruncate(fd, 0));
	}
	assert_refused(run_on(f->worker, CUT, fd, TR_BYTES_LIT(""), &answer, &err), "worker.file-changed");
	close(fd);
}

static void
a_request_stops_at_its_cap(void **state)
{
	struct fixture *f = *state;
	struct trien_err err = {0};
	TR_AUTO_BUF answer = {0};
	uint8_t *big = calloc(1, TR_WORKER_REQUEST_MAX + 1);
	assert_non_null(big);
	assert_refused(run_on(f->worker, ECHO, f->fd, TR_BYTES(big, TR_WORKER_REQUEST_MAX + 1), &answer, &err),
			"worker.request-limit");
	assert_ok(run_on(f->worker, ECHO, f->fd, TR_BYTES(big, TR_WORKER_REQUEST_MAX), &answer, &err), &err);
	assert_int_equal(answer.n, TR_WORKER_REQUEST_MAX + 8);
	free(big);
}

/* Last: it takes the whole minute. */
static void
time_is_bounded(void **state)
{
	struct trien_err err = {0};
	TR_AUTO_BUF answer = {0};
	assert_refused(run(*state, HANG, &answer, &err), "worker.timeout");
	assert_ok(run(*state, ECHO, &answer, &err), &err);
}

int
main(void)
{
	const struct CMUnitTest all[] = {
		cmocka_unit_test(a_task_reads_its_document_and_answers),
		cmocka_unit_test(further_files_are_read_up_to_their_cap),
		cmocka_unit_test(an_error_comes_back_with_its_values),
		cmocka_unit_test(nothing_is_reached_from_inside),
		cmocka_unit_test(only_two_descriptors_are_open),
		cmocka_unit_test(a_nursery_makes_workers),
		cmocka_unit_test(a_nursery_without_its_program_makes_none),
		cmocka_unit_test(an_answer_stops_at_its_cap),
		cmocka_unit_test(a_child_that_was_taken_over_is_not_believed),
		cmocka_unit_test(a_document_is_a_regular_file),
		cmocka_unit_test(no_descriptors_no_task),
		cmocka_unit_test(without_a_sandbox_nothing_is_read),
		cmocka_unit_test(memory_is_bounded),
		cmocka_unit_test(a_file_cut_while_read_is_said),
		cmocka_unit_test(a_request_stops_at_its_cap),
		cmocka_unit_test(time_is_bounded),
	};
	return cmocka_run_group_tests_name("worker", all, set_up, tear_down);
}
