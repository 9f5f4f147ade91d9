/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "service/server.h"

#include <microhttpd.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>
#include <sys/socket.h>

#include "base/errors/service.h"
#include "fetch/frame.h"
#include "service/gate.h"
#include "service/guard.h"
#include "service/converters.h"
#include "service/judges.h"
#include "service/metrics.h"
#include "service/outside.h"
#include "service/outside_call.h"
#include "service/queue.h"
#include "service/reply.h"
#include "service/route.h"
#include "service/streams.h"
#include "service/threads.h"
#include "store/hex.h"

/* A connection, while it is open: since when it waits for the end of a request. */
struct watch {
	struct watch *next, **at;
	int socket;
	int64_t since;
};

struct tr_server {
	const struct tr_service_context *context;
	struct tr_threads *threads;
	pthread_mutex_t lock;
	struct watch *watches;
	atomic_uint active; /* requests whose answer is not out yet */
	atomic_uint large;  /* those of them of anybody, whose body may be large */
	atomic_size_t held; /* bytes of those of people */
	struct tr_queue *queue; /* who waits for a worker that judges */
	struct tr_queue *outside; /* who waits for what is asked outside */
	atomic_bool stopping;
};

/* What a connection keeps of a request: the call, and what only this file looks at. */
struct exchange {
	struct tr_call call;
	struct tr_server *server;
	char method[16];
	size_t thrown;          /* bytes of a body that nobody wants */
	bool refused, has_rest; /* before its body was there; is that read all the same? */
	bool begun, too_long, dropped, large;
	bool waited;            /* for a worker that judges */
	size_t held;
};

/* ---- connections ---- */

static void
connection_changed(void *context, struct MHD_Connection *connection, void **slot, enum MHD_ConnectionNotificationCode what)
{
	struct tr_thread *thread = context;
	struct tr_server *s = tr_thread_context(thread);
	struct watch *w = *slot;

	if (what == MHD_CONNECTION_NOTIFY_STARTED) {
		const union MHD_ConnectionInfo *i = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
		if ((w = tr_mem_zeroed(1, sizeof(*w))) == NULL || i == NULL) {
			free(w);
			return;
		}
		*w = (struct watch){.socket = i->connect_fd, .since = tr_fetch_milliseconds(), .at = &s->watches};
		pthread_mutex_lock(&s->lock);
		w->next = s->watches;
		if (w->next != NULL)
			w->next->at = &w->next;
		s->watches = w;
		pthread_mutex_unlock(&s->lock);
		*slot = w;
		return;
	}
	if (w != NULL) {
		pthread_mutex_lock(&s->lock);
		*w->at = w->next;
		if (w->next != NULL)
			w->next->at = w->at;
		pthread_mutex_unlock(&s->lock);
		free(w);
		*slot = NULL;
	}
	tr_thread_closed(thread);
}

static void
begin_anew(struct tr_server *s, struct MHD_Connection *connection)
{
	const union MHD_ConnectionInfo *i = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
	struct watch *w = i != NULL ? i->socket_context : NULL;

	if (w == NULL)
		return;
	pthread_mutex_lock(&s->lock);
	w->since = tr_fetch_milliseconds();
	pthread_mutex_unlock(&s->lock);
}

/* A worker that is free while somebody waits: who was woken for it had no use of it any more. */
static void
wake_next(struct tr_server *s)
{
	if (s->context->judges != NULL && tr_judges_is_free(s->context->judges))
		tr_queue_wake(s->queue);
}

void
tr_server_tend(struct tr_server *s)
{
	const int64_t latest = tr_fetch_milliseconds() - (int64_t)TR_SERVICE_REQUEST_SECONDS * 1000;

	pthread_mutex_lock(&s->lock);
	for (struct watch *w = s->watches; w != NULL; w = w->next)
		if (w->since < latest)
			shutdown(w->socket, SHUT_RDWR);
	pthread_mutex_unlock(&s->lock);
	tr_queue_tend(s->queue, tr_fetch_milliseconds());
	tr_queue_tend(s->outside, tr_fetch_milliseconds());
	tr_streams_tend(s->context->streams, tr_fetch_milliseconds());
	wake_next(s);
}

/* ---- the life of a request ---- */

/* The first that is heard of a request: its address, before anything is decoded. NULL: no memory. */
static void *
request_begins(void *context, const char *target, struct MHD_Connection *connection)
{
	struct tr_server *s = context;
	struct exchange *x = tr_mem_zeroed(1, sizeof(*x));
	uint8_t random[8];

	if (x == NULL)
		return NULL;
	x->server = s;
	x->call.context = s->context;
	x->call.connection = connection;
	x->call.begun = tr_fetch_milliseconds();
	x->call.target = strdup(target);
	if (x->call.target == NULL || s->context->env->random(s->context->env->context, random, sizeof(random), NULL) != TRIEN_OK) {
		free(x->call.target);
		free(x);
		return NULL;
	}
	tr_hex(TR_BYTES(random, sizeof(random)), x->call.id);
	atomic_fetch_add(&s->active, 1);
	tr_metrics_begin(s->context->metrics);
	return x;
}

static void
request_ends(void *context, struct MHD_Connection *connection, void **state, enum MHD_RequestTerminationCode why)
{
	struct tr_server *s = context;
	struct exchange *x = *state;

	if (x == NULL)
		return;
	*state = NULL;
	begin_anew(s, connection);
	if (x->call.reply.status == 0 || why != MHD_REQUEST_TERMINATED_COMPLETED_OK)
		x->dropped = true;
	if (x->dropped && x->call.reply.error == NULL)
		x->call.reply.error = "connection";
	const int64_t now = tr_fetch_milliseconds();
	tr_reply_log(&x->call, x->method, now);
	tr_metrics_end(s->context->metrics, x->call.route, x->dropped ? 0 : x->call.reply.status, now - x->call.begun);
	tr_call_outside_free(&x->call);
	tr_buf_free(&x->call.made);
	tr_conversion_free(x->call.conversion);
	tr_buf_free(&x->call.body);
	tr_buf_free(&x->call.reply.body);
	tr_buf_free(&x->call.reply.more);
	tr_arena_free(&x->call.arena);
	free(x->call.target);
	if (x->large)
		atomic_fetch_sub(&s->large, 1);
	atomic_fetch_sub(&s->held, x->held);
	free(x);
	atomic_fetch_sub(&s->active, 1);
}

/* ---- answering ---- */

/* "application/json", with or without the one charset that JSON has. */
static bool
is_type(const char *got, const char *want)
{
	const size_t n = strlen(want);

	if (got == NULL || strncasecmp(got, want, n) != 0)
		return false;
	got += n + strspn(got + n, " ");
	return *got == '\0' || (*got == ';' && strcasecmp(got + 1 + strspn(got + 1, " "), "charset=utf-8") == 0);
}

static trien_rc
check_body(struct exchange *x, const struct tr_guarded *g, struct trien_err *err)
{
	const struct tr_route *r = x->call.route;

	if (r->body_type != NULL && !is_type(tr_call_field(&x->call, "Content-Type"), r->body_type))
		return TR_ERR(err, SERVICE_BODY_TYPE, TR_S("want", r->body_type));
	if (g->length > r->body_max || (g->has_body && r->body_max == 0))
		return TR_ERR(err, SERVICE_BODY_LIMIT, TR_U("max", r->body_max));
	return TRIEN_OK;
}

static bool
hold_of_anybody(struct exchange *x)
{
	struct tr_server *s = x->server;

	x->large = atomic_fetch_add(&s->large, 1) < TR_SERVICE_LARGE_AT_ONCE;
	if (!x->large)
		atomic_fetch_sub(&s->large, 1);
	return x->large;
}

/* What comes in chunks may become as long as the route permits. */
static bool
hold_of_people(struct exchange *x, const struct tr_guarded *g)
{
	struct tr_server *s = x->server;
	const size_t n = g->has_body && g->length == 0 ? x->call.route->body_max : (size_t)g->length;

	if (atomic_fetch_add(&s->held, n) + n > TR_SERVICE_HELD_MAX) {
		atomic_fetch_sub(&s->held, n);
		return false;
	}
	x->held = n;
	return true;
}

/* Is there room for a body that may be large? Whoever floods the public door takes none of that of people. */
static trien_rc
make_room(struct exchange *x, const struct tr_guarded *g, struct trien_err *err)
{
	const struct tr_route *r = x->call.route;

	if (r->body_max <= TR_SERVICE_LARGE)
		return TRIEN_OK;
	if (r->role == TR_ROLE_ANYONE ? !hold_of_anybody(x) : !hold_of_people(x, g)) {
		tr_call_answer_field(&x->call, "Retry-After", "2");
		return TR_ERR0(err, SERVICE_BUSY);
	}
	x->call.body.max = r->body_max;
	return TRIEN_OK;
}

/* Head and address: is it well formed, is there such a route, may its body come? */
static trien_rc
begin(struct exchange *x, const char *method, const char *version, struct trien_err *err)
{
	struct tr_call *c = &x->call;
	char allow[TR_ROUTE_ALLOW_MAX] = "";
	struct tr_guarded g = {0};

	c->reply.close = true; /* of a request that is refused, the rest is not another one */
	const trien_rc guarded = tr_guard(c, version, &g, err);
	x->has_rest = g.has_body && g.length <= TR_SERVICE_UPLOAD_MAX;
	TR_TRY(guarded);
	if (atomic_load(&x->server->stopping))
		return TR_ERR0(err, SERVICE_STOPPING);
	const trien_rc rc = tr_route_find(c, method, &c->route, allow, err);
	if (allow[0] != '\0' && (c->route == NULL || rc == TRIEN_E_SERVICE_METHOD))
		tr_call_answer_field(c, "Allow", allow);
	TR_TRY(rc);
	if (c->route == NULL) {
		c->reply.status = MHD_HTTP_NO_CONTENT;
		c->reply.close = g.has_body;
		return TRIEN_OK;
	}
	TR_TRY(tr_gate(c, err));
	TR_TRY(check_body(x, &g, err));
	TR_TRY(make_room(x, &g, err));
	c->reply.close = false;
	return TRIEN_OK;
}

/* As before the handler was asked. */
static void
forget_answer(struct tr_call *c)
{
	c->reply.status = MHD_HTTP_OK;
	c->reply.type = c->route->answer_type;
	c->reply.field_count = 0;
	c->reply.part_of_us = TR_BYTES(NULL, 0);
	c->wants_judge = c->wants_outside = c->wants_conversion = false;
	c->known_count = c->known_at_gate;
	tr_buf_clear(&c->reply.body);
	tr_buf_clear(&c->reply.more);
}

/* One that waits for a worker may have become free while nobody waited. */
static bool
waits(struct exchange *x)
{
	x->waited = true;
	if (!tr_queue_wait(x->server->queue, &x->call, TR_SERVICE_WAITING_MAX, x->call.begun, tr_fetch_milliseconds()))
		return false;
	wake_next(x->server);
	return true;
}

/* What came before it slept has woken nobody. */
static bool
waits_outside(struct exchange *x)
{
	struct tr_call *c = &x->call;
	const size_t places = c->route->role == TR_ROLE_ANYONE ? TR_SERVICE_WAITING_OF_ANYBODY : TR_SERVICE_WAITING_MAX;

	if (!tr_queue_wait(x->server->outside, c, places, tr_call_outside_since(c), tr_fetch_milliseconds()))
		return false;
	if (tr_call_outside_has_come(c))
		tr_queue_wake_all(x->server->outside);
	return true;
}

static trien_rc
ask_handler(struct tr_call *c, struct trien_err *err)
{
	*err = (struct trien_err){0};
	forget_answer(c);
	return c->route->handle(c, err);
}

/* False where the request waits, and is asked again later. */
static bool
run(struct exchange *x)
{
	struct tr_call *c = &x->call;
	struct trien_err err;

	trien_rc rc = ask_handler(c, &err);
	while (c->wants_conversion) {
		if (tr_conversion_wait(c->conversion, c->connection))
			return false;
		rc = ask_handler(c, &err); /* it came to its end meanwhile */
	}
	if (c->wants_outside) {
		if (waits_outside(x))
			return false;
		tr_call_outside_give_up(c);
		rc = ask_handler(c, &err);
	}
	if (c->wants_judge && waits(x))
		return false;
	if (x->waited)
		wake_next(x->server);
	if (c->wants_judge)
		tr_call_answer_field(c, "Retry-After", "2");
	if (rc != TRIEN_OK)
		tr_call_problem(c, &err);
	return true;
}

/*
 * The body of a request that is refused is read and thrown away: who stands between (nginx) sends it first, and would say 502 in place of our answer where
 * nobody reads. What is longer than any body may be is not waited for.
 */
static enum MHD_Result
throw_away(struct exchange *x, size_t *n)
{
	x->thrown += *n;
	*n = 0;
	return x->thrown <= TR_SERVICE_UPLOAD_MAX ? MHD_YES : MHD_NO;
}

static enum MHD_Result
take_piece(struct exchange *x, const char *piece, size_t *n)
{
	struct tr_call *c = &x->call;

	if (x->refused)
		return throw_away(x, n);
	/* Past the cap it is read to its end, as long as a request may take, that the answer arrives. */
	if (*n > c->route->body_max - c->body.n || tr_buf_add(&c->body, piece, *n, NULL) != TRIEN_OK)
		x->too_long = true;
	*n = 0;
	return MHD_YES;
}

static enum MHD_Result
handle(void *context, struct MHD_Connection *connection, const char *url, const char *method, const char *version, const char *upload,
		size_t *upload_size, void **state)
{
	struct exchange *x = *state;
	struct trien_err err = {0};

	(void)context;
	(void)connection;
	(void)url;
	if (x == NULL)
		return MHD_NO;
	if (!x->begun) {
		x->begun = true;
		snprintf(x->method, sizeof(x->method), "%s", strspn(method, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == strlen(method) ? method : "?");
		if (begin(x, method, version, &err) != TRIEN_OK)
			tr_call_problem(&x->call, &err);
		x->refused = x->call.reply.status != 0;
		return x->refused && !x->has_rest ? (enum MHD_Result)tr_reply_send(&x->call) : MHD_YES;
	}
	if (*upload_size > 0)
		return take_piece(x, upload, upload_size);
	if (x->refused)
		return (enum MHD_Result)tr_reply_send(&x->call);
	if (x->too_long) {
		(void)TR_ERR(&err, SERVICE_BODY_LIMIT, TR_U("max", x->call.route->body_max));
		tr_call_problem(&x->call, &err);
	} else if (!run(x)) {
		return MHD_YES;
	}
	x->call.reply.close = x->call.reply.close || atomic_load(&x->server->stopping);
	return (enum MHD_Result)tr_reply_send(&x->call);
}

/* ---- start and stop ---- */

static void
judge_freed(void *context)
{
	tr_queue_wake(context);
}

static void
outside_came(void *context)
{
	tr_queue_wake_all(context);
}

static void
free_server(struct tr_server *s)
{
	if (s->context->outside != NULL)
		tr_outside_tell(s->context->outside, NULL, NULL);
	if (s->context->judges != NULL)
		tr_judges_tell(s->context->judges, NULL, NULL);
	tr_queue_free(s->queue);
	tr_queue_free(s->outside);
	pthread_mutex_destroy(&s->lock);
	free(s);
}

static struct MHD_Daemon *
start_thread(void *context, struct tr_thread *thread)
{
	struct tr_server *s = context;

	return MHD_start_daemon(MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_NO_LISTEN_SOCKET, 0, NULL, NULL, handle, s,
			MHD_OPTION_CONNECTION_LIMIT, TR_SERVICE_CONNECTIONS_MAX, MHD_OPTION_CONNECTION_TIMEOUT, TR_SERVICE_IDLE_SECONDS, MHD_OPTION_CONNECTION_MEMORY_LIMIT,
			TR_SERVICE_CONNECTION_MEMORY, MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_URI_LOG_CALLBACK, request_begins, s, MHD_OPTION_NOTIFY_COMPLETED, request_ends, s,
			MHD_OPTION_NOTIFY_CONNECTION, connection_changed, thread, MHD_OPTION_END);
}

trien_rc
tr_server_start(const struct tr_service_context *context, int listener, struct tr_server **out, struct trien_err *err)
{
	TR_TRY(tr_routes_check(tr_routes, tr_route_count, err));
	struct tr_server *s = tr_mem_zeroed(1, sizeof(*s));
	if (s == NULL)
		return TR_ERR(err, NO_MEMORY, TR_U("want", sizeof(*s)));
	s->context = context;
	pthread_mutex_init(&s->lock, NULL);
	trien_rc rc = tr_queue_new(TR_SERVICE_WAITING_MILLISECONDS, &s->queue, err);
	if (rc == TRIEN_OK)
		rc = tr_queue_new(TR_SERVICE_OUTSIDE_WAIT_MILLISECONDS, &s->outside, err);
	if (rc != TRIEN_OK) {
		free_server(s);
		return rc;
	}
	if (context->outside != NULL)
		tr_outside_tell(context->outside, outside_came, s->outside);
	if (context->judges != NULL)
		tr_judges_tell(context->judges, judge_freed, s->queue);
	const struct tr_threads_new threads = {.listener = listener, .count = context->config->threads, .connections_max = TR_SERVICE_CONNECTIONS_MAX, .start = start_thread, .context = s};
	rc = tr_threads_start(&threads, &s->threads, err);
	if (rc != TRIEN_OK) {
		free_server(s);
		return rc;
	}
	*out = s;
	return TRIEN_OK;
}

void
tr_server_stop(struct tr_server *s)
{
	if (s == NULL)
		return;
	const int64_t end = tr_fetch_milliseconds() + (int64_t)TR_SERVICE_DRAIN_SECONDS * 1000;
	atomic_store(&s->stopping, true);
	tr_streams_close(s->context->streams);
	tr_threads_quiesce(s->threads);
	while (atomic_load(&s->active) > 0 && tr_fetch_milliseconds() < end) {
		poll(NULL, 0, 20);
		tr_server_tend(s);
	}
	tr_queue_close(s->queue);
	tr_queue_close(s->outside);
	tr_converters_close(s->context->converters);
	tr_threads_stop(s->threads);
	free_server(s);
}
