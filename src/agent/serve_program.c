/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * trien-agent-serve: the socket on 127.0.0.1 that pages of the VGCA protocol open, one for each call, for one message and one answer. It has the browser's side and nothing else: no document, no key, no PIN; each
 * call is another process's. Who may come: processes of this user, that say 127.0.0.1 to it (a name that was made to lead here does not), from a page whose very origin is enrolled.
 * Requirement: R4.3 R5.3
 */
#include <arpa/inet.h>
#include <libwebsockets.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "agent/limits.h"
#include "agent/serve_call.h"
#include "agent/serve_peer.h"
#include "agent/servers.h"
#include "agent/vgca_request.h"
#include "base/errors/agent.h"
#include "base/memory.h"
#include "base/env.h"

#define NAME "trien"
#define RECEIVE 4096
#define GOODBYE_SECONDS 5
#define HOST_MAX 64u

struct service {
	struct lws_vhost *vhost;
	struct tr_serve_places places;
	enum trien_lang lang;
	uint16_t port;
	struct tr_serve_call call;
	struct lws *page; /* whose call it is; NULL: nobody's any more */
};
/* One socket of a page. */
struct session {
	char origin[TR_AGENT_ORIGIN_MAX + 1];
	const struct tr_vgca_action *action;
	struct tr_buf message, reply;
	bool asked, answered;
};

static volatile sig_atomic_t ends;

static void
end(int signal_number)
{
	(void)signal_number;
	ends = 1;
}

/* ---- who may come ---- */

static void
tell(const struct service *s, const struct trien_err *why)
{
	char text[1024];

	trien_err_text(why, s->lang, text, sizeof(text));
	fprintf(stderr, "trien-agent: %s [%s]\n", text, trien_err_id(why->code));
}

static bool
is_this_user(const struct service *s, const struct lws_filter_network_conn_args *a)
{
	struct sockaddr_in peer;
	uid_t owner;

	memcpy(&peer, &a->cli_addr, sizeof(peer));
	return peer.sin_family == AF_INET && tr_agent_peer_owner(&peer, s->port, &owner) && owner == getuid();
}

/* A header that is there once and fits. */
static bool
header(struct lws *wsi, enum lws_token_indexes which, char *out, size_t size)
{
	const int n = lws_hdr_copy(wsi, out, (int)size, which);

	return n > 0 && strlen(out) == (size_t)n;
}

static trien_rc
find_page(const struct service *s, const char *origin, struct trien_err *err)
{
	struct tr_agent_enrolment e = {0};
	struct tr_agent_places *p = tr_mem_zeroed(1, sizeof(*p));
	const char *etc = s->places.etc[0] != '\0' ? s->places.etc : NULL, *trust = s->places.trust[0] != '\0' ? s->places.trust : NULL;

	if (p == NULL)
		return TR_ERR(err, NO_MEMORY, TR_U("want", sizeof(*p)));
	/* Anew each time: what was forgotten may ask no more. */
	trien_rc rc = tr_agent_places_open(etc, trust, tr_env_system.now(NULL), p, err);
	if (rc == TRIEN_OK)
		rc = tr_agent_servers_find_page(p, origin, &e, err);
	tr_agent_enrolment_free(&e);
	tr_agent_places_close(p);
	free(p);
	return rc;
}

static bool
may_ask(const struct service *s, struct lws *wsi, struct session *x)
{
	char host[HOST_MAX], want[HOST_MAX], path[HOST_MAX];
	struct trien_err err = {0};

	snprintf(want, sizeof(want), "127.0.0.1:%u", s->port);
	if (!header(wsi, WSI_TOKEN_HOST, host, sizeof(host)) || strcmp(host, want) != 0 || !header(wsi, WSI_TOKEN_ORIGIN, x->origin, sizeof(x->origin)))
		return false;
	if (!header(wsi, WSI_TOKEN_GET_URI, path, sizeof(path)) || lws_hdr_total_length(wsi, WSI_TOKEN_HTTP_URI_ARGS) > 0 || (x->action = tr_vgca_action_find(TR_BYTES(path, strlen(path)))) == NULL)
		return false;
	if (find_page(s, x->origin, &err) == TRIEN_OK)
		return true;
	tell(s, &err);
	return false;
}

/* ---- what it wants ---- */

/* An error that this process itself has to tell, as agent/vgca.c tells its own. */
static bool
refuse(const struct service *s, struct session *x, const struct trien_err *why)
{
	char text[1024];
	struct tr_text words = {text, trien_err_text(why, s->lang, text, sizeof(text))};

	words.n = strlen(text);
	tr_buf_clear(&x->reply);
	return tr_buf_addf(&x->reply, NULL, "{\"Status\":%d,\"Message\":", trien_err_http(why->code)) == TRIEN_OK && tr_buf_add_json(&x->reply, words, NULL) == TRIEN_OK &&
		tr_buf_addf(&x->reply, NULL, ",\"Error\":") == TRIEN_OK && tr_buf_add_json(&x->reply, words, NULL) == TRIEN_OK &&
		tr_buf_addf(&x->reply, NULL, ",\"ErrorId\":\"%s\"}", trien_err_id(why->code)) == TRIEN_OK;
}

/* -1: the socket is closed. */
static int
refuse_now(const struct service *s, struct lws *wsi, struct session *x, const struct trien_err *why)
{
	return refuse(s, x, why) ? lws_callback_on_writable(wsi) < 0 ? -1 : 0 : -1;
}

/* The process, and its answer to be waited for beside the sockets. */
static int
ask(struct service *s, struct lws *wsi, struct session *x)
{
	char action[HOST_MAX];
	struct trien_err why = {0};
	lws_sock_file_fd_type from;

	x->asked = true;
	lws_set_timeout(wsi, NO_PENDING_TIMEOUT, 0);
	if (s->call.pid > 0)
		return (void)TR_ERR0(&why, AGENT_PAGE_BUSY), refuse_now(s, wsi, x, &why);
	snprintf(action, sizeof(action), "/%s", x->action->name);
	if (!tr_serve_call_start(&s->call, &s->places, x->origin, action, tr_buf_view(&x->message)))
		return (void)TR_ERR(&why, AGENT_PROGRAM_FAILED, TR_S("program", "trien-agent"), TR_S("why", "gone")), refuse_now(s, wsi, x, &why);
	tr_buf_wipe(&x->message);
	s->page = wsi;
	from.filefd = s->call.from;
	if (lws_adopt_descriptor_vhost(s->vhost, LWS_ADOPT_RAW_FILE_DESC, from, NAME, NULL) != NULL)
		return 0;
	tr_serve_call_end(&s->call);
	s->page = NULL;
	return -1;
}

static int
receive(struct service *s, struct lws *wsi, struct session *x, struct tr_bytes piece)
{
	if (x->asked || lws_frame_is_binary(wsi))
		return lws_close_reason(wsi, LWS_CLOSE_STATUS_POLICY_VIOLATION, NULL, 0), -1;
	x->message.max = TR_AGENT_VGCA_MESSAGE_MAX;
	if (tr_buf_add_bytes(&x->message, piece, NULL) != TRIEN_OK)
		return lws_close_reason(wsi, LWS_CLOSE_STATUS_MESSAGE_TOO_LARGE, NULL, 0), -1;
	return lws_is_final_fragment(wsi) && lws_remaining_packet_payload(wsi) == 0 ? ask(s, wsi, x) : 0;
}

/* ---- what it hears ---- */

/* The process has said all: whoever still waits for it gets that, or that it said nothing. */
static void
hand_over(struct service *s)
{
	struct session *x = s->page != NULL ? lws_wsi_user(s->page) : NULL;
	struct trien_err why = {0};
	bool good = x != NULL;

	if (x != NULL && s->call.answer.n > 0) {
		x->reply = s->call.answer;
		s->call.answer = (struct tr_buf){0};
	} else if (x != NULL) {
		(void)TR_ERR(&why, AGENT_PROGRAM_FAILED, TR_S("program", "trien-agent"), TR_S("why", "no answer"));
		good = refuse(s, x, &why);
	}
	if (good)
		lws_callback_on_writable(s->page);
	s->page = NULL;
	tr_serve_call_end(&s->call);
	tr_buf_wipe(&s->call.answer);
}

/* Once; what is behind it is closed when all of it has gone out. */
static int
write_reply(struct lws *wsi, struct session *x)
{
	if (x->answered)
		return lws_close_reason(wsi, LWS_CLOSE_STATUS_NORMAL, NULL, 0), -1;
	if (x->reply.n == 0)
		return 0;
	uint8_t *out = tr_mem_zeroed(1, LWS_PRE + x->reply.n);
	if (out == NULL)
		return -1;
	memcpy(out + LWS_PRE, x->reply.p, x->reply.n);
	const int n = lws_write(wsi, out + LWS_PRE, x->reply.n, LWS_WRITE_TEXT);
	free(out);
	x->answered = true;
	lws_set_timeout(wsi, PENDING_TIMEOUT_CLOSE_SEND, GOODBYE_SECONDS);
	return n < 0 || lws_callback_on_writable(wsi) < 0 ? -1 : 0;
}

/* A page that goes takes its call with it: a window that asks for a PIN closes, and nothing is signed after. */
static void
leave(struct service *s, const struct lws *wsi, struct session *x)
{
	if (s->page == wsi) {
		s->page = NULL;
		kill(-s->call.pid, SIGKILL); /* its end is heard on the pipe */
	}
	tr_buf_wipe(&x->message);
	tr_buf_wipe(&x->reply);
}

static int
on_event(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in, size_t n)
{
	struct service *s = lws_context_user(lws_get_context(wsi));

	switch (reason) {
	case LWS_CALLBACK_FILTER_NETWORK_CONNECTION:
		return is_this_user(s, user) ? 0 : -1;
	case LWS_CALLBACK_HTTP: /* there are no pages here */
		return lws_return_http_status(wsi, HTTP_STATUS_NOT_FOUND, NULL) != 0 ? -1 : lws_http_transaction_completed(wsi);
	case LWS_CALLBACK_FILTER_PROTOCOL_CONNECTION:
		return may_ask(s, wsi, user) ? 0 : -1;
	case LWS_CALLBACK_ESTABLISHED:
		lws_set_timeout(wsi, PENDING_TIMEOUT_USER_OK, TR_AGENT_VGCA_SPEAK_SECONDS);
		return 0;
	case LWS_CALLBACK_RECEIVE:
		return receive(s, wsi, user, TR_BYTES(in, n));
	case LWS_CALLBACK_SERVER_WRITEABLE:
		return write_reply(wsi, user);
	case LWS_CALLBACK_CLOSED:
		leave(s, wsi, user);
		return 0;
	case LWS_CALLBACK_RAW_RX_FILE:
		return tr_serve_call_read(&s->call) ? 0 : -1;
	case LWS_CALLBACK_RAW_CLOSE_FILE:
		hand_over(s);
		return 0;
	default:
		return 0;
	}
}

/* ---- the program ---- */

static struct lws_context *
start(struct service *s, int port, const char *pem)
{
	static const struct lws_protocols protocols[] = {{NAME, on_event, sizeof(struct session), RECEIVE, 0, NULL, 0}, {NULL, NULL, 0, 0, 0, NULL, 0}};
	struct lws_context_creation_info info = {.port = port, .iface = "127.0.0.1", .protocols = protocols, .user = s, .gid = (gid_t)-1, .uid = (uid_t)-1, .ssl_cert_filepath = pem, .ssl_private_key_filepath = pem,
		.timeout_secs = TR_AGENT_VGCA_SPEAK_SECONDS, .fd_limit_per_thread = TR_AGENT_VGCA_CONNECTIONS_MAX, .alpn = "http/1.1", .vhost_name = NAME, .server_string = NAME};

	info.options = LWS_SERVER_OPTION_EXPLICIT_VHOSTS | LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT | LWS_SERVER_OPTION_DISABLE_IPV6 | LWS_SERVER_OPTION_FAIL_UPON_UNABLE_TO_BIND;
	lws_set_log_level(LLL_ERR, NULL);
	struct lws_context *context = lws_create_context(&info);
	if (context == NULL)
		return NULL;
	s->vhost = lws_create_vhost(context, &info);
	const int bound = s->vhost != NULL ? lws_get_vhost_listen_port(s->vhost) : -1;
	if (bound > 0) {
		s->port = (uint16_t)bound;
		return context;
	}
	lws_context_destroy(context);
	return NULL;
}

static void
serve(struct service *s, struct lws_context *context)
{
	printf("wss://127.0.0.1:%u\n", s->port);
	fflush(stdout);
	while (!ends && lws_service(context, 0) >= 0)
		continue;
	s->page = NULL;
	tr_serve_call_end(&s->call);
	lws_context_destroy(context);
}

int
main(int argc, char **argv)
{
	const struct rlimit none = {0};
	struct service s = {.call = {.from = -1}};
	struct trien_err err = {0};

	if (argc != 7) {
		fputs("trien-agent-serve: trien-agent serve\n", stderr);
		return trien_err_exit(TRIEN_E_AGENT_SERVE_FAILED);
	}
	s.places = (struct tr_serve_places){argv[1], argv[4], argv[5], argv[6]};
	s.lang = strcmp(argv[6], "en") == 0 ? TRIEN_LANG_EN : TRIEN_LANG_VI;
	prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
	setrlimit(RLIMIT_CORE, &none);
	signal(SIGPIPE, SIG_IGN);
	sigaction(SIGTERM, &(struct sigaction){.sa_handler = end}, NULL);
	sigaction(SIGINT, &(struct sigaction){.sa_handler = end}, NULL);
	struct lws_context *context = start(&s, (int)strtol(argv[2], NULL, 10), argv[3]);
	if (context == NULL) {
		(void)TR_ERR(&err, AGENT_SERVE_FAILED, TR_S("port", argv[2]));
		tell(&s, &err);
		return trien_err_exit(err.code);
	}
	serve(&s, context);
	return 0;
}
