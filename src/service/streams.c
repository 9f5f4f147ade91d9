/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "service/streams.h"

#include <microhttpd.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/errors/service.h"
#include "base/memory.h"
#include "service/limits.h"

#define ROOM 1024 /* of libmicrohttpd's block: what is said is short */

struct tr_stream {
	struct tr_stream *next;
	struct tr_streams *of;
	struct MHD_Connection *connection;
	enum tr_stream_topic topic;
	int64_t id, since, said_at;
	const char *pending; /* what is to be said next; NULL: nothing */
	bool asleep, over;
};

struct tr_streams {
	pthread_mutex_t lock;
	struct tr_stream *first;
	size_t count;
	bool closed;
};

trien_rc
tr_streams_new(struct tr_streams **out, struct trien_err *err)
{
	struct tr_streams *s = tr_mem_zeroed(1, sizeof(*s));

	if (s == NULL)
		return TR_ERR(err, NO_MEMORY, TR_U("want", sizeof(*s)));
	pthread_mutex_init(&s->lock, NULL);
	*out = s;
	return TRIEN_OK;
}

void
tr_streams_free(struct tr_streams *s)
{
	if (s == NULL)
		return;
	pthread_mutex_destroy(&s->lock);
	free(s);
}

/* Locked. */
static void
wake(struct tr_stream *x)
{
	if (!x->asleep)
		return;
	x->asleep = false;
	MHD_resume_connection(x->connection);
}

/* What libmicrohttpd sends next. Where there is nothing the connection sleeps: under the lock, so that nobody tells it something in between. */
static ssize_t
read_stream(void *context, uint64_t at, char *out, size_t room)
{
	struct tr_stream *x = context;
	ssize_t n = 0;

	(void)at;
	pthread_mutex_lock(&x->of->lock);
	if (x->pending != NULL && strlen(x->pending) <= room) {
		n = (ssize_t)strlen(x->pending);
		memcpy(out, x->pending, (size_t)n);
		x->pending = NULL;
	} else if (x->over) {
		n = MHD_CONTENT_READER_END_OF_STREAM;
	} else {
		MHD_suspend_connection(x->connection);
		x->asleep = true;
	}
	pthread_mutex_unlock(&x->of->lock);
	return n;
}

static void
forget(void *context)
{
	struct tr_stream *x = context;

	pthread_mutex_lock(&x->of->lock);
	for (struct tr_stream **at = &x->of->first; *at != NULL; at = &(*at)->next) {
		if (*at != x)
			continue;
		*at = x->next;
		x->of->count--;
		break;
	}
	pthread_mutex_unlock(&x->of->lock);
	free(x);
}

static bool
put(struct tr_streams *s, struct tr_stream *x)
{
	pthread_mutex_lock(&s->lock);
	const bool has_room = !s->closed && s->count < TR_SERVICE_STREAMS_MAX;
	if (has_room) {
		x->next = s->first;
		s->first = x;
		s->count++;
	}
	pthread_mutex_unlock(&s->lock);
	return has_room;
}

trien_rc
tr_streams_open(struct tr_streams *s, struct MHD_Connection *connection, enum tr_stream_topic topic, int64_t id, int64_t now, struct MHD_Response **out, struct trien_err *err)
{
	struct tr_stream *x = tr_mem_zeroed(1, sizeof(*x));

	if (x == NULL)
		return TR_ERR(err, NO_MEMORY, TR_U("want", sizeof(*x)));
	/* What changed before anybody listened is asked for now; the browser comes back after a second where the stream has ended. */
	*x = (struct tr_stream){.of = s, .connection = connection, .topic = topic, .id = id, .since = now, .said_at = now, .pending = "retry: 1000\nevent: changed\ndata:\n\n"};
	if (!put(s, x)) {
		free(x);
		return TR_ERR0(err, SERVICE_BUSY);
	}
	*out = MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, ROOM, read_stream, x, forget);
	if (*out != NULL)
		return TRIEN_OK;
	forget(x);
	return TR_ERR(err, NO_MEMORY, TR_U("want", (size_t)ROOM));
}

void
tr_streams_tell(struct tr_streams *s, enum tr_stream_topic topic, int64_t id)
{
	if (s == NULL)
		return;
	pthread_mutex_lock(&s->lock);
	for (struct tr_stream *x = s->first; x != NULL; x = x->next) {
		if (x->topic != topic || x->id != id)
			continue;
		x->pending = "event: changed\ndata:\n\n";
		wake(x);
	}
	pthread_mutex_unlock(&s->lock);
}

/* Locked. A comment is no event: it only shows whoever stands between that somebody is there. */
static void
tend(struct tr_stream *x, int64_t now)
{
	if (now - x->since >= (int64_t)TR_SERVICE_STREAM_SECONDS * 1000)
		x->over = true;
	else if (x->pending == NULL && now - x->said_at >= (int64_t)TR_SERVICE_STREAM_QUIET_SECONDS * 1000) {
		x->pending = ":\n\n";
		x->said_at = now;
	} else
		return;
	wake(x);
}

void
tr_streams_tend(struct tr_streams *s, int64_t now)
{
	if (s == NULL)
		return;
	pthread_mutex_lock(&s->lock);
	for (struct tr_stream *x = s->first; x != NULL; x = x->next)
		tend(x, now);
	pthread_mutex_unlock(&s->lock);
}

void
tr_streams_close(struct tr_streams *s)
{
	if (s == NULL)
		return;
	pthread_mutex_lock(&s->lock);
	s->closed = true;
	for (struct tr_stream *x = s->first; x != NULL; x = x->next) {
		x->over = true;
		wake(x);
	}
	pthread_mutex_unlock(&s->lock);
}
