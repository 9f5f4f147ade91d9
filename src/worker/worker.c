/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Parent and zygote. The zygote is forked before any secret is in memory; it forks a
 * child for each task, ends it when its time is over, and tells how it ended. The answer comes straight from the
 * child through a pipe of its own.
 */
#include "worker/worker.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/errors/worker.h"
#include "base/memory.h"
#include "worker/child.h"
#include "worker/foresee.h"
#include "base/message.h"

/* Longer than a task may take: the zygote itself is gone or hangs. */
#define PATIENCE_SECONDS (TR_WORKER_SECONDS_MAX + 10)

/* How long a new worker may take to be made. */
#define NURSERY_SECONDS 20

struct tr_worker {
	int socket;
	pid_t zygote;
	size_t task_count;
	int pipe;          /* of the task under way; -1: none */
	struct tr_buf raw; /* what it has answered so far */
	bool lost;         /* the zygote is gone */
	struct tr_foreseen foreseen;
};

struct tr_foreseen *
tr_worker_foreseen(struct tr_worker *w)
{
	return &w->foreseen;
}

/* With the order come its descriptors: the document, the pipe for the answer, the files. */
struct order {
	uint32_t task;
	uint32_t request_n;
	uint32_t file_count;
};

#define FDS_MAX (2u + TR_WORKER_FILES_MAX)

static size_t
fds_size(const struct order *order)
{
	return (2u + order->file_count) * sizeof(int);
}

/* How a child ended, from the zygote. */
struct ending {
	int32_t status; /* as of wait(2) */
	int32_t timed_out;
};

/* ---- zygote ---- */
static bool
receive_order(int socket, struct order *order, int fds[FDS_MAX])
{
	union {
		char room[CMSG_SPACE(FDS_MAX * sizeof(int))];
		struct cmsghdr align;
	} control;
	struct iovec part = {order, sizeof(*order)};
	struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1, .msg_control = control.room,
		.msg_controllen = sizeof(control.room)};
	ssize_t n;

	do
		n = recvmsg(socket, &message, MSG_CMSG_CLOEXEC | MSG_WAITALL);
	while (n < 0 && errno == EINTR);
	const struct cmsghdr *c = n == (ssize_t)sizeof(*order) ? CMSG_FIRSTHDR(&message) : NULL;
	if (c == NULL || order->file_count > TR_WORKER_FILES_MAX || c->cmsg_type != SCM_RIGHTS ||
			c->cmsg_len != CMSG_LEN(fds_size(order)))
		return false;
	memcpy(fds, CMSG_DATA(c), fds_size(order));
	return true;
}

/* What all children of a zygote have from it. */
struct nest {
	const tr_worker_task *tasks;
	const struct tr_page_fonts *fonts;
	const struct tr_primed *primed;
	struct tr_sandbox sandbox;
	uint8_t *request; /* TR_WORKER_REQUEST_MAX */
};

/* Waits for the child's end; kills it when the time is over. */
static struct ending
see_off(pid_t pid)
{
	struct ending e = {0};
	int handle = (int)syscall(SYS_pidfd_open, pid, 0);
	struct pollfd p = {.fd = handle, .events = POLLIN};
	int status = 0, ready = 1;

	if (handle >= 0)
		do
			ready = poll(&p, 1, TR_WORKER_SECONDS_MAX * 1000);
		while (ready < 0 && errno == EINTR);
	if (ready == 0) {
		e.timed_out = 1;
		kill(pid, SIGKILL);
	}
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		continue;
	if (handle >= 0)
		close(handle);
	e.status = status;
	return e;
}

uint8_t *
tr_worker_request_room(void)
{
	void *p = mmap(NULL, TR_WORKER_REQUEST_MAX, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	return p != MAP_FAILED ? p : NULL;
}

static bool
serve_one(int socket, struct nest *n)
{
	struct order order;
	int fds[FDS_MAX];

	if (!receive_order(socket, &order, fds) || !tr_read_all(socket, n->request, order.request_n))
		return false;
	struct tr_worker_job job = {.document = fds[0], .file_count = order.file_count,
		.request = TR_BYTES(n->request, order.request_n)};
	memcpy(job.files, fds + 2, order.file_count * sizeof(int));
	if (!n->sandbox.ready && n->tasks[order.task] != NULL)
		(void)!tr_sandbox_prepare(&n->sandbox, NULL); /* the child tries it too, and says why it cannot */
	pid_t pid = fork();
	if (pid == 0 && n->tasks[order.task] == NULL)
		tr_child_exec(order.task, &job, fds[1]);
	if (pid == 0)
		tr_child_run(&(struct tr_child){n->tasks[order.task], n->fonts, n->primed, &n->sandbox}, &job, fds[1]);
	for (size_t i = 0; i < 2u + order.file_count; i++)
		close(fds[i]);
	struct ending e = pid > 0 ? see_off(pid) : (struct ending){.status = -1};
	return tr_write_all(socket, &e, sizeof(e));
}

static _Noreturn void
zygote(int socket, struct nest *n)
{
	/* Ends with the parent; a terminal's interrupt is the parent's business. */
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	signal(SIGINT, SIG_IGN);
	signal(SIGPIPE, SIG_DFL);
	signal(SIGCHLD, SIG_DFL);
	n->request = tr_worker_request_room();
	while (n->request != NULL && serve_one(socket, n))
		continue;
	_exit(0);
}

/* ---- parent ---- */
trien_rc
tr_worker_start(const tr_worker_task *tasks, size_t count, struct tr_worker **out, struct trien_err *err)
{
	int pair[2];
	struct tr_worker *w = tr_mem_zeroed(1, sizeof(*w));

	if (w == NULL)
		return TR_ERR(err, NO_MEMORY, TR_U("want", sizeof(*w)));
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0) {
		free(w);
		return TR_ERR(err, WORKER_START, TR_S("why", strerror(errno)));
	}
	pid_t pid = fork();
	if (pid == 0) {
		close(pair[0]);
		zygote(pair[1], &(struct nest){.tasks = tasks});
	}
	close(pair[1]);
	*w = (struct tr_worker){.socket = pair[0], .zygote = pid, .task_count = count, .pipe = -1, .foreseen = {.document = -1, .answers = -1}};
	if (pid < 0) {
		trien_rc rc = TR_ERR(err, WORKER_START, TR_S("why", strerror(errno)));
		close(pair[0]);
		free(w);
		return rc;
	}
	*out = w;
	return TRIEN_OK;
}

static bool
send_all(int socket, const void *p, size_t n)
{
	for (struct tr_bytes left = TR_BYTES(p, n); left.n > 0;) {
		const ssize_t sent = send(socket, left.p, left.n, MSG_NOSIGNAL);
		if (sent <= 0)
			return false;
		left = tr_bytes_part(left, (size_t)sent, SIZE_MAX);
	}
	return true;
}

static bool
send_order(int socket, const struct order *order, const int fds[FDS_MAX], struct tr_bytes request)
{
	union {
		char room[CMSG_SPACE(FDS_MAX * sizeof(int))];
		struct cmsghdr align;
	} control = {0};
	struct iovec part = {(void *)(uintptr_t)order, sizeof(*order)};
	struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1, .msg_control = control.room,
		.msg_controllen = CMSG_SPACE(fds_size(order))};
	struct cmsghdr *c = CMSG_FIRSTHDR(&message);

	c->cmsg_level = SOL_SOCKET;
	c->cmsg_type = SCM_RIGHTS;
	c->cmsg_len = CMSG_LEN(fds_size(order));
	memcpy(CMSG_DATA(c), fds, fds_size(order));
	if (sendmsg(socket, &message, MSG_NOSIGNAL) != (ssize_t)sizeof(*order))
		return false;
	return send_all(socket, request.p, request.n);
}

static trien_rc
lost(struct tr_worker *w, struct trien_err *err)
{
	w->lost = true;
	return TR_ERR(err, WORKER_CRASHED, TR_S("signal", "zygote"));
}

/* A judgement's answer comes in one or two reads, not in a dozen that double. */
#define READ_STEP ((size_t)16 << 10)

/* One read of the pipe; the rest of an answer that is too long is left to its writer's death. */
static trien_rc
read_some(struct tr_worker *w, bool *end, struct trien_err *err)
{
	struct tr_buf *raw = &w->raw;
	ssize_t n;

	if (raw->n > TR_WORKER_ANSWER_MAX + 1) /* its kind, then as much as is permitted */
		return TR_ERR(err, WORKER_ANSWER_LIMIT, TR_U("max", TR_WORKER_ANSWER_MAX));
	TR_TRY(tr_buf_reserve(raw, READ_STEP, err));
	do
		n = read(w->pipe, raw->p + raw->n, raw->cap - raw->n);
	while (n < 0 && errno == EINTR);
	if (n < 0)
		return TR_ERR(err, WORKER_START, TR_S("why", strerror(errno)));
	raw->n += (size_t)n;
	*end = n == 0;
	return TRIEN_OK;
}

/* What an ending means where there is no answer to go by. */
static trien_rc
explain(const struct ending *e, struct trien_err *err)
{
	if (e->timed_out)
		return TR_ERR(err, WORKER_TIMEOUT, TR_U("seconds", TR_WORKER_SECONDS_MAX));
	if (WIFEXITED(e->status) && WEXITSTATUS(e->status) == TR_CHILD_FILE_CHANGED)
		return TR_ERR0(err, WORKER_FILE_CHANGED);
	if (WIFEXITED(e->status) && WEXITSTATUS(e->status) == TR_CHILD_NO_PROGRAM)
		return TR_ERR0(err, WORKER_PROGRAM);
	if (WIFSIGNALED(e->status) && WTERMSIG(e->status) == SIGXCPU)
		return TR_ERR(err, WORKER_TIMEOUT, TR_U("seconds", TR_WORKER_SECONDS_MAX));
	const char *name = WIFSIGNALED(e->status) ? sigabbrev_np(WTERMSIG(e->status)) : NULL;
	char text[32];
	snprintf(text, sizeof(text), "%s%s", name != NULL ? "SIG" : "exit", name != NULL ? name : "");
	return TR_ERR(err, WORKER_CRASHED, TR_S("signal", text));
}

/* What a child has written. */
static trien_rc
read_answer(struct tr_bytes in, struct tr_buf *answer, struct trien_err *err)
{
	if (in.n == 0)
		return TR_ERR0(err, WORKER_ANSWER_INVALID);
	if (in.p[0] == TR_ANSWER_ERROR) {
		const trien_rc code = tr_message_read_error(tr_bytes_part(in, 1, SIZE_MAX), err);
		return code != TRIEN_OK ? code : TR_ERR0(err, WORKER_ANSWER_INVALID);
	}
	if (in.p[0] != TR_ANSWER_OK)
		return TR_ERR0(err, WORKER_ANSWER_INVALID);
	return tr_buf_add_bytes(answer, tr_bytes_part(in, 1, SIZE_MAX), err);
}

static trien_rc
judge_answer(const struct tr_buf *raw, const struct ending *e, struct tr_buf *answer, struct trien_err *err)
{
	if (e->timed_out || !WIFEXITED(e->status) || WEXITSTATUS(e->status) != TR_CHILD_DONE || raw->n == 0)
		return explain(e, err);
	return read_answer(tr_buf_view(raw), answer, err);
}

static trien_rc
check_job(const struct tr_worker *w, const struct tr_worker_job *job, struct trien_err *err)
{
	if (job->task >= w->task_count || job->request.n > TR_WORKER_REQUEST_MAX)
		return TR_ERR(err, WORKER_REQUEST_LIMIT, TR_U("got", job->request.n), TR_U("max", TR_WORKER_REQUEST_MAX));
	if (job->file_count > TR_WORKER_FILES_MAX)
		return TR_ERR(err, WORKER_FILES_LIMIT, TR_U("got", job->file_count), TR_U("max", TR_WORKER_FILES_MAX));
	return TRIEN_OK;
}

trien_rc
tr_worker_begin(struct tr_worker *w, const struct tr_worker_job *job, struct trien_err *err)
{
	const struct order order = {(uint32_t)job->task, (uint32_t)job->request.n, (uint32_t)job->file_count};
	int ends[2];

	TR_TRY(check_job(w, job, err));
	if (pipe2(ends, O_CLOEXEC) != 0)
		return TR_ERR(err, WORKER_START, TR_S("why", strerror(errno)));
	int fds[FDS_MAX] = {job->document, ends[1]};
	memcpy(fds + 2, job->files, job->file_count * sizeof(int));
	bool sent = send_order(w->socket, &order, fds, job->request);
	close(ends[1]);
	if (!sent) {
		close(ends[0]);
		return lost(w, err);
	}
	w->pipe = ends[0];
	w->raw = (struct tr_buf){.max = TR_WORKER_ANSWER_MAX + 4 * READ_STEP};
	return TRIEN_OK;
}

int
tr_worker_pipe(const struct tr_worker *w)
{
	return w->pipe;
}

bool
tr_worker_is_alive(const struct tr_worker *w)
{
	return !w->lost;
}

bool
tr_worker_is_there(const struct tr_worker *w)
{
	struct pollfd p = {.fd = w->socket};

	return !w->lost && poll(&p, 1, 0) >= 0 && (p.revents & (POLLHUP | POLLERR)) == 0;
}

/* The pipe is at its end, or no longer of interest: how did the task end? */
static trien_rc
end_task(struct tr_worker *w, trien_rc rc, struct tr_buf *answer, struct trien_err *err)
{
	struct ending e;

	close(w->pipe); /* a child that still writes dies of it */
	w->pipe = -1;
	if (!tr_read_all(w->socket, &e, sizeof(e)))
		rc = lost(w, err);
	if (rc == TRIEN_OK)
		rc = judge_answer(&w->raw, &e, answer, err);
	tr_buf_free(&w->raw);
	return rc;
}

trien_rc
tr_worker_read(struct tr_worker *w, struct tr_buf *answer, bool *done, struct trien_err *err)
{
	bool end = false;
	trien_rc rc = read_some(w, &end, err);

	*done = end || rc != TRIEN_OK;
	return *done ? end_task(w, rc, answer, err) : TRIEN_OK;
}

trien_rc
tr_worker_run(struct tr_worker *w, const struct tr_worker_job *job, struct tr_buf *answer, struct trien_err *err)
{
	struct tr_bytes foreseen;
	trien_rc rc = TRIEN_OK;
	bool done = false;

	if (tr_foreseen_find(&w->foreseen, job, &foreseen))
		return read_answer(foreseen, answer, err);
	TR_TRY(tr_worker_begin(w, job, err));
	while (!done) {
		struct pollfd p = {.fd = w->pipe, .events = POLLIN};
		int ready = poll(&p, 1, PATIENCE_SECONDS * 1000);
		if (ready < 0 && errno == EINTR)
			continue;
		if (ready > 0) {
			rc = tr_worker_read(w, answer, &done, err);
			continue;
		}
		return end_task(w, TR_ERR(err, WORKER_TIMEOUT, TR_U("seconds", PATIENCE_SECONDS)), answer, err);
	}
	return rc;
}

void
tr_worker_stop(struct tr_worker *w)
{
	if (w == NULL)
		return;
	if (w->pipe >= 0)
		close(w->pipe);
	/* Not close() alone: workers that were forked later hold this end too. */
	shutdown(w->socket, SHUT_RDWR);
	close(w->socket);
	while (waitpid(w->zygote, NULL, 0) < 0 && errno == EINTR)
		continue;
	tr_buf_free(&w->raw);
	tr_worker_forget(w);
	free(w);
}

void
tr_worker_kill(struct tr_worker *w)
{
	kill(w->zygote, SIGKILL); /* and with it, by PR_SET_PDEATHSIG, its child */
	tr_worker_stop(w);
}

/* ---- nursery ---- */

struct tr_nursery {
	int socket;
	pid_t pid;
	size_t task_count;
	bool lost; /* it is gone, or hangs */
};

/* The parent's end of a new worker's socket, and its pid. */
static bool
hand_over(int socket, int end, pid_t pid)
{
	union {
		char room[CMSG_SPACE(sizeof(int))];
		struct cmsghdr align;
	} control = {0};
	struct iovec part = {&pid, sizeof(pid)};
	struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1, .msg_control = control.room, .msg_controllen = sizeof(control.room)};
	struct cmsghdr *c = CMSG_FIRSTHDR(&message);

	c->cmsg_level = SOL_SOCKET;
	c->cmsg_type = SCM_RIGHTS;
	c->cmsg_len = CMSG_LEN(sizeof(int));
	memcpy(CMSG_DATA(c), &end, sizeof(end));
	return sendmsg(socket, &message, MSG_NOSIGNAL) == (ssize_t)sizeof(pid);
}

/* What the nursery is asked for. */
enum { WANT_WORKER = 'w', WANT_PRIMED = 'p' };

/* Once; what was read stays, with the process. */
static bool
prime(int socket, const struct tr_nursing *with, struct nest *n)
{
	uint32_t size = 0;

	if (!tr_read_all(socket, &size, sizeof(size)) || size > TR_WORKER_REQUEST_MAX)
		return false;
	uint8_t *bytes = tr_mem_zeroed(1, (size_t)size + 1);
	if (bytes == NULL || !tr_read_all(socket, bytes, size)) {
		free(bytes);
		return false;
	}
	if (with->prime != NULL && n->primed == NULL)
		n->primed = with->prime(TR_BYTES(bytes, size));
	if (n->primed == NULL)
		free(bytes);
	return true;
}

static bool
make_one(int socket, struct nest *n)
{
	int pair[2];

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0)
		return false;
	const pid_t pid = fork();
	if (pid == 0) {
		close(socket);
		close(pair[0]);
		zygote(pair[1], n);
	}
	close(pair[1]);
	const bool done = pid > 0 && hand_over(socket, pair[0], pid);
	close(pair[0]);
	return done;
}

void
tr_nursery_serve(int socket, const struct tr_nursing *with)
{
	struct nest n = {.tasks = with->tasks, .fonts = with->fonts};
	char wanted;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	signal(SIGINT, SIG_IGN);
	signal(SIGCHLD, SIG_IGN); /* nobody waits for a worker that is gone */
	(void)!tr_sandbox_prepare(&n.sandbox, NULL);
	while (tr_read_all(socket, &wanted, 1) && (wanted == WANT_PRIMED ? prime(socket, with, &n) : make_one(socket, &n)))
		continue;
	_exit(0);
}

trien_rc
tr_nursery_start(const tr_worker_task *tasks, size_t count, struct tr_nursery **out, struct trien_err *err)
{
	int pair[2];
	struct tr_nursery *n = tr_mem_zeroed(1, sizeof(*n));

	if (n == NULL)
		return TR_ERR(err, NO_MEMORY, TR_U("want", sizeof(*n)));
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0) {
		free(n);
		return TR_ERR(err, WORKER_START, TR_S("why", strerror(errno)));
	}
	*n = (struct tr_nursery){.socket = pair[0], .pid = fork(), .task_count = count};
	if (n->pid == 0) {
		close(pair[0]);
		if (tasks == NULL)
			tr_nursery_exec(pair[1]);
		tr_nursery_serve(pair[1], &(struct tr_nursing){.tasks = tasks});
	}
	close(pair[1]);
	(void)setsockopt(n->socket, SOL_SOCKET, SO_RCVTIMEO, &(struct timeval){.tv_sec = NURSERY_SECONDS}, sizeof(struct timeval));
	if (n->pid < 0) {
		const trien_rc rc = TR_ERR(err, WORKER_START, TR_S("why", strerror(errno)));
		close(pair[0]);
		free(n);
		return rc;
	}
	*out = n;
	return TRIEN_OK;
}

trien_rc
tr_nursery_prime(struct tr_nursery *n, struct tr_bytes anchors, struct trien_err *err)
{
	const char wanted = WANT_PRIMED;
	const uint32_t size = (uint32_t)anchors.n;

	if (anchors.n > TR_WORKER_REQUEST_MAX)
		return TR_ERR(err, WORKER_REQUEST_LIMIT, TR_U("got", anchors.n), TR_U("max", TR_WORKER_REQUEST_MAX));
	if (send_all(n->socket, &wanted, 1) && send_all(n->socket, &size, sizeof(size)) && send_all(n->socket, anchors.p, anchors.n))
		return TRIEN_OK;
	n->lost = true;
	return TR_ERR(err, WORKER_START, TR_S("why", "nursery"));
}

trien_rc
tr_nursery_take(struct tr_nursery *n, struct tr_worker **out, struct trien_err *err)
{
	union {
		char room[CMSG_SPACE(sizeof(int))];
		struct cmsghdr align;
	} control;
	pid_t pid = 0;
	struct iovec part = {&pid, sizeof(pid)};
	struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1, .msg_control = control.room, .msg_controllen = sizeof(control.room)};
	struct tr_worker *w = tr_mem_zeroed(1, sizeof(*w));

	if (w == NULL)
		return TR_ERR(err, NO_MEMORY, TR_U("want", sizeof(*w)));
	const char wanted = WANT_WORKER;
	ssize_t got = n->lost ? -1 : send(n->socket, &wanted, 1, MSG_NOSIGNAL);
	if (got == 1)
		do
			got = recvmsg(n->socket, &message, MSG_CMSG_CLOEXEC);
		while (got < 0 && errno == EINTR);
	const struct cmsghdr *c = got == (ssize_t)sizeof(pid) ? CMSG_FIRSTHDR(&message) : NULL;
	if (c == NULL || c->cmsg_type != SCM_RIGHTS || c->cmsg_len != CMSG_LEN(sizeof(int))) {
		n->lost = true; /* what comes later would be taken for another answer */
		free(w);
		return TR_ERR(err, WORKER_START, TR_S("why", "nursery"));
	}
	*w = (struct tr_worker){.zygote = pid, .task_count = n->task_count, .pipe = -1, .foreseen = {.document = -1, .answers = -1}};
	memcpy(&w->socket, CMSG_DATA(c), sizeof(w->socket));
	*out = w;
	return TRIEN_OK;
}

void
tr_nursery_stop(struct tr_nursery *n)
{
	if (n == NULL)
		return;
	shutdown(n->socket, SHUT_RDWR);
	close(n->socket);
	while (waitpid(n->pid, NULL, 0) < 0 && errno == EINTR)
		continue;
	free(n);
}
