/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "service/threads.h"

#include <errno.h>
#include <fcntl.h>
#include <microhttpd.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/errors/base.h"
#include "base/memory.h"

/* How long nobody is taken where the system has no descriptor or memory left. */
#define REST_MILLISECONDS 100

struct tr_thread {
	struct tr_threads *all;
	struct MHD_Daemon *daemon;
	atomic_size_t open; /* connections */
};

struct tr_threads {
	int listener, changed[2]; /* changed: a pipe; one has closed where there was room for none, or it is over */
	void *context;
	size_t count, connections_max;
	atomic_size_t open;
	atomic_bool stopping;
	pthread_t accepting;
	bool accepts;
	struct tr_thread threads[];
};

static void
tell_changed(struct tr_threads *t)
{
	(void)!write(t->changed[1], "", 1); /* full, it says so already */
}

void *
tr_thread_context(const struct tr_thread *t)
{
	return t->all->context;
}

void
tr_thread_closed(struct tr_thread *t)
{
	atomic_fetch_sub(&t->open, 1);
	if (atomic_fetch_sub(&t->all->open, 1) >= t->all->connections_max)
		tell_changed(t->all);
}

static struct tr_thread *
find_idlest(struct tr_threads *t)
{
	struct tr_thread *best = &t->threads[0];

	for (size_t i = 1; i < t->count; i++)
		if (atomic_load(&t->threads[i].open) < atomic_load(&best->open))
			best = &t->threads[i];
	return best;
}

/* False where there was none to take. */
static bool
take_one(struct tr_threads *t)
{
	struct sockaddr_storage from;
	socklen_t n = sizeof(from);
	const int fd = accept4(t->listener, (struct sockaddr *)&from, &n, SOCK_NONBLOCK | SOCK_CLOEXEC);

	if (fd < 0) {
		if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM)
			poll(&(struct pollfd){.fd = t->changed[0], .events = POLLIN}, 1, REST_MILLISECONDS);
		return false;
	}
	struct tr_thread *to = find_idlest(t);
	atomic_fetch_add(&to->open, 1);
	atomic_fetch_add(&t->open, 1);
	if (MHD_add_connection(to->daemon, fd, (const struct sockaddr *)&from, n) != MHD_YES) /* it has closed it */
		tr_thread_closed(to);
	return true;
}

static void *
accept_all(void *context)
{
	struct tr_threads *t = context;

	while (!atomic_load(&t->stopping)) {
		const bool room = atomic_load(&t->open) < t->connections_max;
		struct pollfd p[] = {{.fd = t->changed[0], .events = POLLIN}, {.fd = room ? t->listener : -1, .events = POLLIN}};
		char told[64];

		if (poll(p, 2, -1) < 0)
			continue;
		if (p[0].revents != 0)
			(void)!read(t->changed[0], told, sizeof(told));
		while (p[1].revents != 0 && !atomic_load(&t->stopping) && atomic_load(&t->open) < t->connections_max && take_one(t))
			continue;
	}
	return NULL;
}

trien_rc
tr_threads_start(const struct tr_threads_new *n, struct tr_threads **out, struct trien_err *err)
{
	struct tr_threads *t = tr_mem_zeroed(1, sizeof(*t) + n->count * sizeof(t->threads[0]));

	if (t == NULL)
		return TR_ERR(err, NO_MEMORY, TR_U("want", sizeof(*t)));
	t->listener = n->listener;
	t->context = n->context;
	t->connections_max = n->connections_max;
	bool good = pipe2(t->changed, O_CLOEXEC | O_NONBLOCK) == 0;
	if (!good)
		t->changed[0] = t->changed[1] = -1;
	for (size_t i = 0; good && i < n->count; i++) {
		t->threads[i].all = t;
		good = (t->threads[i].daemon = n->start(n->context, &t->threads[i])) != NULL;
		t->count += good;
	}
	t->accepts = good && pthread_create(&t->accepting, NULL, accept_all, t) == 0;
	if (!t->accepts) {
		tr_threads_stop(t);
		return TR_ERR(err, INTERNAL, TR_S("what", "MHD_start_daemon"));
	}
	*out = t;
	return TRIEN_OK;
}

void
tr_threads_quiesce(struct tr_threads *t)
{
	if (!t->accepts)
		return;
	atomic_store(&t->stopping, true);
	tell_changed(t);
	pthread_join(t->accepting, NULL);
	t->accepts = false;
}

void
tr_threads_stop(struct tr_threads *t)
{
	if (t == NULL)
		return;
	tr_threads_quiesce(t);
	for (size_t i = 0; i < t->count; i++)
		MHD_stop_daemon(t->threads[i].daemon);
	for (size_t i = 0; i < 2 && t->changed[i] >= 0; i++)
		close(t->changed[i]);
	free(t);
}
