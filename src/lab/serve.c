/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "lab/serve.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/errors/lab.h"
#include "base/memory.h"
#include "crypto/base64.h"
#include "lab/http.h"

#define PIECE 4096
#define PRIVATE_PLACE "http://10.255.255.1/"

struct tr_lab_server {
	struct tr_lab_serving with;
	struct MHD_Daemon *daemon;
	int stop[2]; /* a pipe: closed at its writing end when the server stops */
};

/* One request. */
struct call {
	const struct tr_lab_server *server;
	const char *path; /* without the mode in front */
	enum tr_lab_mode mode;
	bool post;
	struct tr_buf body, answer;
	const char *type;
};

static bool
take_prefix(const char **path, const char *prefix)
{
	size_t n = strlen(prefix);

	if (strncmp(*path, prefix, n) != 0)
		return false;
	*path += n;
	return true;
}

/* "/slow/ocsp" is "/ocsp" in the mode "slow". */
static void
take_mode(struct call *c, const char *url)
{
	const char *slash = url[0] == '/' ? strchr(url + 1, '/') : NULL;

	c->path = url;
	c->mode = c->server->with.mode;
	if (slash != NULL && tr_lab_mode_of(TR_BYTES(url + 1, (size_t)(slash - url - 1)), &c->mode))
		c->path = slash;
}

/* The authority whose file a path names; false where it is none. */
static bool
authority_of(const char *name, const char *ending, enum tr_lab_who *out)
{
	char want[64];

	for (int who = TR_LAB_ROOT; who <= TR_LAB_ISSUING; who++) {
		snprintf(want, sizeof(want), "%s%s", tr_lab_person_of((enum tr_lab_who)who)->file, ending);
		if (strcmp(name, want) == 0) {
			*out = (enum tr_lab_who)who;
			return true;
		}
	}
	return false;
}

static trien_rc
answer_ocsp(struct call *c, struct tr_bytes request, struct trien_err *err)
{
	c->type = "application/ocsp-response";
	return tr_lab_office_ocsp(c->server->with.office, c->mode, request, &c->answer, err);
}

/* Fills the answer; *status is the HTTP status. */
static trien_rc
route(struct call *c, unsigned *status, struct trien_err *err)
{
	const struct tr_lab_office *o = c->server->with.office;
	const char *p = c->path;
	enum tr_lab_who who;

	*status = MHD_HTTP_OK;
	if (c->post && strcmp(p, "/ocsp") == 0)
		return answer_ocsp(c, tr_buf_view(&c->body), err);
	if (c->post && strcmp(p, "/tsa") == 0) {
		c->type = "application/timestamp-reply";
		return tr_lab_office_stamp(o, c->mode, tr_buf_view(&c->body), &c->answer, err);
	}
	if (!c->post && take_prefix(&p, "/ocsp/")) {
		TR_AUTO_BUF request = {.max = TR_LAB_REQUEST_MAX};
		if (!tr_base64_decode(TR_BYTES(p, strlen(p)), &request))
			return TR_ERR(err, LAB_REQUEST, TR_S("what", "base64"));
		return answer_ocsp(c, tr_buf_view(&request), err);
	}
	if (!c->post && take_prefix(&p, "/crl/") && authority_of(p, ".crl", &who)) {
		c->type = "application/pkix-crl";
		return tr_lab_office_crl(o, c->mode, who, &c->answer, err);
	}
	if (!c->post && take_prefix(&p, "/ca/") && authority_of(p, ".crt", &who)) {
		c->type = "application/pkix-cert";
		return tr_lab_office_certificate(o, who, &c->answer, err);
	}
	*status = MHD_HTTP_NOT_FOUND;
	return TRIEN_OK;
}

/* ---- what goes out ---- */

static enum MHD_Result
reply(struct MHD_Connection *connection, unsigned status, struct tr_bytes body, const char *type, const char *location)
{
	struct MHD_Response *r =
			tr_http()->create_response_from_buffer(body.n, (void *)(uintptr_t)body.p, MHD_RESPMEM_MUST_COPY);

	if (r == NULL)
		return MHD_NO;
	if (type != NULL)
		tr_http()->add_response_header(r, MHD_HTTP_HEADER_CONTENT_TYPE, type);
	if (location != NULL)
		tr_http()->add_response_header(r, MHD_HTTP_HEADER_LOCATION, location);
	enum MHD_Result sent = tr_http()->queue_response(connection, status, r);
	tr_http()->destroy_response(r);
	return sent;
}

static ssize_t
endless(void *context, uint64_t at, char *out, size_t n)
{
	(void)context;
	(void)at;
	memset(out, 0x30, n);
	return (ssize_t)n;
}

static enum MHD_Result
send_endless(struct MHD_Connection *connection)
{
	struct MHD_Response *r = tr_http()->create_response_from_callback(MHD_SIZE_UNKNOWN, PIECE, endless, NULL, NULL);

	if (r == NULL)
		return MHD_NO;
	enum MHD_Result sent = tr_http()->queue_response(connection, MHD_HTTP_OK, r);
	tr_http()->destroy_response(r);
	return sent;
}

static enum MHD_Result
send_truth(struct call *c, struct MHD_Connection *connection)
{
	struct trien_err err = {0};
	char text[TRIEN_ERR_VALUE_MAX * 2];
	unsigned status;
	trien_rc rc = route(c, &status, &err);

	if (rc == TRIEN_OK)
		return reply(connection, status, tr_buf_view(&c->answer), c->type, NULL);
	trien_err_text(&err, TRIEN_LANG_EN, text, sizeof(text));
	return reply(connection, rc == TRIEN_E_LAB_REQUEST ? MHD_HTTP_BAD_REQUEST : MHD_HTTP_INTERNAL_SERVER_ERROR,
			TR_BYTES(text, strlen(text)), "text/plain; charset=utf-8", NULL);
}

static enum MHD_Result
send_answer(struct call *c, const char *url, struct MHD_Connection *connection)
{
	struct pollfd stopped = {.fd = c->server->stop[0], .events = POLLIN};

	switch (c->mode) {
	case TR_LAB_BROKEN:
		return reply(connection, MHD_HTTP_OK, TR_BYTES_LIT("<html>not what was asked for</html>"), "text/html", NULL);
	case TR_LAB_FAILS:
		return reply(connection, MHD_HTTP_INTERNAL_SERVER_ERROR, TR_BYTES(NULL, 0), NULL, NULL);
	case TR_LAB_TO_PRIVATE:
		return reply(connection, MHD_HTTP_FOUND, TR_BYTES(NULL, 0), NULL, PRIVATE_PLACE);
	case TR_LAB_TO_ITSELF:
		return reply(connection, MHD_HTTP_FOUND, TR_BYTES(NULL, 0), NULL, url);
	case TR_LAB_OVERSIZED:
		return send_endless(connection);
	case TR_LAB_SLOW:
		poll(&stopped, 1, (int)c->server->with.slow_milliseconds);
		break;
	default:
		break;
	}
	return send_truth(c, connection);
}

/* ---- libmicrohttpd ---- */

static void
call_free(struct call *c)
{
	if (c == NULL)
		return;
	tr_buf_free(&c->body);
	tr_buf_free(&c->answer);
	free(c);
}

static void
completed(void *context, struct MHD_Connection *connection, void **state, enum MHD_RequestTerminationCode why)
{
	(void)context;
	(void)connection;
	(void)why;
	call_free(*state);
	*state = NULL;
}

static enum MHD_Result
begin(struct tr_lab_server *s, const char *method, void **state)
{
	struct call *c = tr_mem_zeroed(1, sizeof(*c));

	if (c == NULL || (strcmp(method, "GET") != 0 && strcmp(method, "POST") != 0)) {
		free(c);
		return MHD_NO;
	}
	c->server = s;
	c->post = strcmp(method, "POST") == 0;
	c->body.max = TR_LAB_REQUEST_MAX;
	*state = c;
	return MHD_YES;
}

static enum MHD_Result
handle(void *context, struct MHD_Connection *connection, const char *url, const char *method, const char *version,
		const char *upload, size_t *upload_size, void **state)
{
	struct tr_lab_server *s = context;

	(void)version;
	if (*state == NULL)
		return begin(s, method, state);
	struct call *c = *state;
	if (*upload_size > 0) {
		/* A request past the cap: the connection is closed. */
		enum MHD_Result taken = tr_buf_add(&c->body, upload, *upload_size, NULL) == TRIEN_OK ? MHD_YES : MHD_NO;
		*upload_size = 0;
		return taken;
	}
	take_mode(c, url);
	return send_answer(c, url, connection);
}

static void
server_free(struct tr_lab_server *s)
{
	for (int i = 0; i < 2; i++)
		if (s->stop[i] >= 0)
			close(s->stop[i]);
	free(s);
}

trien_rc
tr_lab_server_start(const struct tr_lab_serving *with, struct tr_lab_server **out, struct trien_err *err)
{
	struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
			.sin_port = htons((uint16_t)with->port)};
	struct tr_lab_server *s = tr_mem_zeroed(1, sizeof(*s));

	if (s == NULL)
		return TR_ERR(err, NO_MEMORY, TR_U("want", sizeof(*s)));
	if (tr_http() == NULL) {
		free(s);
		return TR_ERR(err, INTERNAL, TR_S("what", "libmicrohttpd.so.12"));
	}
	s->with = *with;
	s->stop[0] = s->stop[1] = -1;
	if (pipe2(s->stop, O_CLOEXEC) == 0)
		s->daemon = tr_http()->start_daemon(
				MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_THREAD_PER_CONNECTION | MHD_USE_POLL, 0,
				NULL, NULL, handle, s, MHD_OPTION_SOCK_ADDR, (struct sockaddr *)&at,
				MHD_OPTION_NOTIFY_COMPLETED, completed, NULL, MHD_OPTION_CONNECTION_LIMIT, 64u,
				MHD_OPTION_CONNECTION_TIMEOUT, 60u, MHD_OPTION_END);
	if (s->daemon == NULL) {
		server_free(s);
		return TR_ERR(err, LAB_PORT_TAKEN, TR_U("port", with->port));
	}
	*out = s;
	return TRIEN_OK;
}

unsigned
tr_lab_server_port(const struct tr_lab_server *s)
{
	const union MHD_DaemonInfo *i = tr_http()->get_daemon_info(s->daemon, MHD_DAEMON_INFO_BIND_PORT);

	return i != NULL ? i->port : 0;
}

void
tr_lab_server_stop(struct tr_lab_server *s)
{
	if (s == NULL)
		return;
	close(s->stop[1]);
	s->stop[1] = -1;
	tr_http()->stop_daemon(s->daemon);
	server_free(s);
}
