/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Who gets a connection: the thread that has the fewest, while there is room. libmicrohttpd is played here: a daemon counts what it was given and answers nothing. */
#include "test.h"

#include <microhttpd.h>
#include <poll.h>
#include <stdatomic.h>
#include <stddef.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "service/threads.h"

#define THREADS 4
#define ROOM 9

struct MHD_Daemon {
	struct tr_thread *thread;
	int given[2 * ROOM];
	atomic_size_t count;
	bool stopped;
};

static struct MHD_Daemon daemons[THREADS];
static size_t started;
static bool full;

enum MHD_Result
MHD_add_connection(struct MHD_Daemon *daemon, MHD_socket socket, const struct sockaddr *from, socklen_t n)
{
	(void)from;
	(void)n;
	if (full) {
		close(socket);
		return MHD_NO;
	}
	daemon->given[daemon->count] = socket;
	atomic_fetch_add(&daemon->count, 1);
	return MHD_YES;
}

void
MHD_stop_daemon(struct MHD_Daemon *daemon)
{
	daemon->stopped = true;
}

static struct MHD_Daemon *
start_one(void *context, struct tr_thread *thread)
{
	assert_ptr_equal(context, daemons);
	assert_ptr_equal(tr_thread_context(thread), context);
	daemons[started].thread = thread;
	return &daemons[started++];
}

static struct MHD_Daemon *
start_none(void *context, struct tr_thread *thread)
{
	return started == 1 ? NULL : start_one(context, thread);
}

/* A socket without a name in any folder, which any number of clients find. */
static int
listens(struct sockaddr_un *at, socklen_t *n)
{
	const int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	*at = (struct sockaddr_un){.sun_family = AF_UNIX};
	*n = sizeof(*at);
	assert_int_equal(bind(fd, (const struct sockaddr *)at, offsetof(struct sockaddr_un, sun_path)), 0);
	assert_int_equal(getsockname(fd, (struct sockaddr *)at, n), 0);
	assert_int_equal(listen(fd, 64), 0);
	return fd;
}

static struct tr_threads *
start(int listener)
{
	const struct tr_threads_new n = {.listener = listener, .count = THREADS, .connections_max = ROOM, .start = start_one, .context = daemons};
	struct tr_threads *t;
	struct trien_err err;

	memset(daemons, 0, sizeof(daemons));
	started = 0;
	full = false;
	assert_ok(tr_threads_start(&n, &t, &err), &err);
	return t;
}

static size_t
given(void)
{
	size_t n = 0;

	for (size_t i = 0; i < THREADS; i++)
		n += atomic_load(&daemons[i].count);
	return n;
}

static void
wait_until_given(size_t n)
{
	for (unsigned i = 0; i < 10000 && given() < n; i++)
		poll(NULL, 0, 1);
	assert_int_equal(given(), n);
}

static void
come(int clients[], size_t count, const struct sockaddr_un *at, socklen_t n)
{
	for (size_t i = 0; i < count; i++) {
		clients[i] = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
		assert_int_equal(connect(clients[i], (const struct sockaddr *)at, n), 0);
	}
}

static void
stop(struct tr_threads *t, int listener, const int clients[], size_t count)
{
	tr_threads_stop(t);
	for (size_t i = 0; i < THREADS; i++) {
		assert_true(daemons[i].stopped);
		for (size_t k = 0; k < daemons[i].count; k++)
			close(daemons[i].given[k]);
	}
	for (size_t i = 0; i < count; i++)
		close(clients[i]);
	close(listener);
}

/* All at once, as a crowd comes: none has two more than another. Where one has lost its clients, the next ones are its. */
static void
each_thread_has_as_many(void **state)
{
	struct sockaddr_un at;
	socklen_t n;
	int clients[2 * THREADS + 2];
	const int listener = listens(&at, &n);
	struct tr_threads *t = start(listener);

	(void)state;
	come(clients, 2 * THREADS, &at, n);
	wait_until_given(2 * THREADS);
	for (size_t i = 0; i < THREADS; i++)
		assert_int_equal(daemons[i].count, 2);
	tr_thread_closed(daemons[2].thread);
	tr_thread_closed(daemons[2].thread);
	come(clients + 2 * THREADS, 2, &at, n);
	wait_until_given(2 * THREADS + 2);
	assert_int_equal(daemons[2].count, 4);
	stop(t, listener, clients, 2 * THREADS + 2);
}

/* One past the cap waits in the system's queue until another has gone; one that libmicrohttpd did not take is none. */
static void
there_is_room_for_so_many(void **state)
{
	struct sockaddr_un at;
	socklen_t n;
	int clients[ROOM + 3];
	const int listener = listens(&at, &n);
	struct tr_threads *t = start(listener);
	char byte;

	(void)state;
	full = true;
	come(clients, 1, &at, n);
	assert_int_equal(read(clients[0], &byte, 1), 0);
	full = false;
	come(clients + 1, ROOM + 1, &at, n);
	wait_until_given(ROOM);
	assert_int_equal(poll(&(struct pollfd){.fd = listener, .events = POLLIN}, 1, 10000), 1);
	assert_int_equal(given(), ROOM);
	tr_thread_closed(daemons[1].thread);
	wait_until_given(ROOM + 1);
	stop(t, listener, clients, ROOM + 2);
}

static void
nobody_is_taken_any_more(void **state)
{
	struct sockaddr_un at;
	socklen_t n;
	int clients[1];
	const int listener = listens(&at, &n);
	struct tr_threads *t = start(listener);

	(void)state;
	tr_threads_quiesce(t);
	come(clients, 1, &at, n);
	assert_int_equal(poll(&(struct pollfd){.fd = listener, .events = POLLIN}, 1, 10000), 1);
	assert_int_equal(given(), 0);
	stop(t, listener, clients, 1);
}

/* What was started is ended where the next cannot be. */
static void
all_start_or_none(void **state)
{
	const struct tr_threads_new n = {.listener = -1, .count = THREADS, .connections_max = ROOM, .start = start_none, .context = daemons};
	struct tr_threads *t;
	struct trien_err err;

	(void)state;
	memset(daemons, 0, sizeof(daemons));
	started = 0;
	assert_int_equal(tr_threads_start(&n, &t, &err), TRIEN_E_INTERNAL);
	assert_true(daemons[0].stopped);
	assert_false(daemons[1].stopped);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(each_thread_has_as_many), cmocka_unit_test(there_is_room_for_so_many), cmocka_unit_test(nobody_is_taken_any_more),
		cmocka_unit_test(all_start_or_none)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
