/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A server for one address. It is reached from this machine alone (listen.h), and reads nothing but the first line of a request. */
#include <microhttpd.h>
#include <stdlib.h>

#include "service/metrics.h"

struct tr_metrics_door {
	const struct tr_service_context *context;
	struct MHD_Daemon *daemon;
};

static enum MHD_Result
answer(struct MHD_Connection *connection, unsigned status, const struct tr_buf *body)
{
	struct MHD_Response *r = MHD_create_response_from_buffer(body->n, body->p, MHD_RESPMEM_MUST_COPY);

	if (r == NULL)
		return MHD_NO;
	enum MHD_Result rc = MHD_add_response_header(r, "Content-Type", "text/plain; version=0.0.4; charset=utf-8");
	if (rc == MHD_YES)
		rc = MHD_queue_response(connection, status, r);
	MHD_destroy_response(r);
	return rc;
}

static enum MHD_Result
handle(void *context, struct MHD_Connection *connection, const char *url, const char *method, const char *version, const char *upload, size_t *size,
		void **state)
{
	const struct tr_metrics_door *d = context;
	static char begun;
	TR_AUTO_BUF body = {0};

	(void)version;
	(void)upload;
	if (*state == NULL) { /* its body, where it has one, is refused before it comes */
		*state = &begun;
		return *size == 0 ? MHD_YES : MHD_NO;
	}
	if (*size > 0)
		return MHD_NO;
	if (strcmp(url, "/metrics") != 0)
		return answer(connection, MHD_HTTP_NOT_FOUND, &body);
	if (strcmp(method, "GET") != 0)
		return answer(connection, MHD_HTTP_METHOD_NOT_ALLOWED, &body);
	return tr_metrics_write(d->context, &body, NULL) == TRIEN_OK ? answer(connection, MHD_HTTP_OK, &body) : MHD_NO;
}

trien_rc
tr_metrics_door_start(const struct tr_service_context *context, int listener, struct tr_metrics_door **out, struct trien_err *err)
{
	struct tr_metrics_door *d = tr_mem_zeroed(1, sizeof(*d));

	if (d == NULL)
		return TR_ERR(err, NO_MEMORY, TR_U("want", sizeof(*d)));
	d->context = context;
	d->daemon = MHD_start_daemon(MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_EPOLL, 0, NULL, NULL, handle, d, MHD_OPTION_LISTEN_SOCKET, listener,
			MHD_OPTION_CONNECTION_LIMIT, TR_SERVICE_METRICS_CONNECTIONS, MHD_OPTION_CONNECTION_TIMEOUT, TR_SERVICE_IDLE_SECONDS,
			MHD_OPTION_CONNECTION_MEMORY_LIMIT, TR_SERVICE_CONNECTION_MEMORY, MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_END);
	if (d->daemon == NULL) {
		free(d);
		return TR_ERR(err, INTERNAL, TR_S("what", "MHD_start_daemon"));
	}
	*out = d;
	return TRIEN_OK;
}

void
tr_metrics_door_stop(struct tr_metrics_door *d)
{
	if (d == NULL)
		return;
	MHD_quiesce_daemon(d->daemon); /* the listener is the caller's */
	MHD_stop_daemon(d->daemon);
	free(d);
}
