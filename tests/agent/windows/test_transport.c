/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* WinHTTP against the servers of server.py, whose ports are in the folder TRIEN_VALUES: what goes there, what comes back, and where it does not go. */
#include "test.h"

#include <winsock2.h>
#include <windows.h>
#include <wincrypt.h>
#include <stdio.h>
#include <stdlib.h>

#include "agent/windows/transport.h"

#define HEX "abababababababababababababababababababababababababababababababab"
#define WAIT 60000u /* milliseconds, for what takes none: a machine may be busy */
#define NONE TR_BYTES(NULL, 0)
#define MAX 1000u /* of the server's longest good answer */

enum way { PLAIN, TLS, NOBODY };

static int
port_of(enum way way)
{
	char path[4096];
	int ports[3];

	snprintf(path, sizeof(path), "%s/ports", getenv("TRIEN_VALUES"));
	FILE *f = fopen(path, "r");
	assert_non_null(f);
	assert_int_equal(fscanf(f, "%d %d %d", &ports[0], &ports[1], &ports[2]), 3);
	fclose(f);
	return ports[way];
}

static trien_rc
open_at(const char *scheme, const char *host, int port, bool lab, unsigned milliseconds, struct tr_transport **out, struct trien_err *err)
{
	struct tr_agent_server s = {.id = "so-mau", .lab = lab};

	snprintf(s.origin, sizeof(s.origin), "%s://%s:%d/so-mau", scheme, host, port);
	return tr_transport_open(&s, TR_BYTES(NULL, 0), milliseconds, out, err);
}

/* One question to a server of this machine; *out lasts as long as *t. */
static trien_rc
ask(struct tr_transport *t, const char *path, const char *secret, struct tr_bytes body, struct tr_agent_reply *out, struct trien_err *err)
{
	const struct tr_agent_request r = {.path = path, .secret = secret, .body = body, .max = MAX};

	return tr_transport_ask(t, &r, out, err);
}

static bool
says(const struct tr_agent_reply *reply, const char *text)
{
	char body[MAX + 1];

	snprintf(body, sizeof(body), "%.*s", (int)reply->body.n, (const char *)reply->body.p);
	return strstr(body, text) != NULL;
}

static void
exchanges(void **state)
{
	struct tr_agent_reply reply;
	struct tr_transport *t;
	struct trien_err err = {0};

	(void)state;
	assert_ok(open_at("http", "127.0.0.1", port_of(PLAIN), true, WAIT, &t, &err), &err);
	/* Twice: no cookie comes back. */
	for (int again = 0; again < 2; again++) {
		assert_ok(ask(t, "/echo", HEX, TR_BYTES_LIT("{\"a\":1}"), &reply, &err), &err);
		assert_true(reply.status == 200 && says(&reply, "\"POST\"") && says(&reply, "{\\\"a\\\":1}") && says(&reply, "\"desk\": \"1\"") && says(&reply, "\"Bearer " HEX "\"") && says(&reply, "\"application/json\"") && says(&reply, "\"others\": []"));
	}
	assert_ok(ask(t, "/echo", NULL, NONE, &reply, &err), &err);
	assert_true(says(&reply, "\"GET\"") && says(&reply, "\"authorization\": null"));
	assert_ok(ask(t, "/said", NULL, NONE, &reply, &err), &err);
	assert_true(reply.status == 503 && reply.retry == 7 && reply.date == 1795824000 && strcmp(reply.certificate, HEX) == 0);
	for (int oddly = 0; oddly < 2; oddly++) {
		assert_ok(ask(t, oddly ? "/said-oddly" : "/said-twice", NULL, NONE, &reply, &err), &err);
		assert_true(reply.retry == 0 && reply.date == 0 && reply.certificate[0] == '\0');
	}
	assert_ok(ask(t, "/redirect", HEX, NONE, &reply, &err), &err);
	assert_true(reply.status == 302 && says(&reply, "gone"));
	assert_ok(ask(t, "/password", HEX, NONE, &reply, &err), &err);
	assert_true(reply.status == 401 && says(&reply, "who"));
	tr_transport_close(t);
}

static void
caps(void **state)
{
	struct tr_agent_reply reply;
	struct tr_transport *t;
	struct trien_err err = {0};

	(void)state;
	assert_ok(open_at("http", "127.0.0.1", port_of(PLAIN), true, WAIT, &t, &err), &err);
	assert_ok(ask(t, "/most", NULL, NONE, &reply, &err), &err);
	assert_int_equal(reply.body.n, MAX);
	assert_refused(ask(t, "/more", NULL, NONE, &reply, &err), "fetch.too-large");
	assert_refused(ask(t, "/short", NULL, NONE, &reply, &err), "fetch.failed");
	assert_refused(ask(t, "@evil.example/", NULL, NONE, &reply, &err), "base.internal");
	tr_transport_close(t);
	assert_ok(open_at("http", "127.0.0.1", port_of(PLAIN), true, 1000, &t, &err), &err);
	assert_refused(ask(t, "/endless", NULL, NONE, &reply, &err), "fetch.timeout");
	tr_transport_close(t);
}

static void
places(void **state)
{
	const struct tr_agent_server own = {.id = "so-mau", .origin = "https://ky.example"};
	struct tr_agent_reply reply;
	struct tr_transport *t;
	struct trien_err err = {0};

	(void)state;
	/* In the clear, and to this machine, as on Linux: a lab's server alone. */
	assert_refused(open_at("http", "127.0.0.1", port_of(PLAIN), false, 1000, &t, &err), "fetch.failed");
	assert_ok(open_at("https", "localhost", port_of(TLS), false, 1000, &t, &err), &err);
	assert_refused(ask(t, "/echo", HEX, NONE, &reply, &err), "fetch.address-refused");
	tr_transport_close(t);
	assert_ok(open_at("http", "127.0.0.1", 1, true, WAIT, &t, &err), &err);
	assert_refused(ask(t, "/echo", HEX, NONE, &reply, &err), "fetch.failed");
	tr_transport_close(t);
	assert_refused(tr_transport_open(&own, TR_BYTES_LIT("PEM"), 1000, &t, &err), "agent.authorities-windows");
}

/* The authority of these tests becomes one that this Windows believes: a prefix of wine that is thrown away. */
static void
believe(void)
{
	static uint8_t der[4096];
	char path[4096];

	snprintf(path, sizeof(path), "%s/ca.der", getenv("TRIEN_VALUES"));
	FILE *f = fopen(path, "rb");
	assert_non_null(f);
	const size_t n = fread(der, 1, sizeof(der), f);
	fclose(f);
	HCERTSTORE root = CertOpenSystemStoreA(0, "ROOT");
	assert_non_null(root);
	assert_true(CertAddEncodedCertificateToStore(root, X509_ASN_ENCODING, der, (DWORD)n, CERT_STORE_ADD_ALWAYS, NULL));
	CertCloseStore(root, 0);
}

static void
secured(void **state)
{
	static const struct {
		const char *host;
		enum way way;
		bool believed;
	} rows[] = {{"localhost", TLS, true}, {"127.0.0.1", TLS, false}, {"localhost", NOBODY, false}};
	struct tr_agent_reply reply;
	struct tr_transport *t;
	struct trien_err err = {0};
	char path[64];

	(void)state;
	believe();
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		assert_ok(open_at("https", rows[i].host, port_of(rows[i].way), true, WAIT, &t, &err), &err);
		const trien_rc rc = ask(t, "/echo", HEX, NONE, &reply, &err);
		if (rows[i].believed)
			assert_ok(rc, &err);
		else
			assert_refused(rc, "fetch.failed");
		tr_transport_close(t);
	}
	/* Who is not believed has heard nothing: neither the one without a name, nor the other under another one. */
	assert_ok(open_at("http", "127.0.0.1", port_of(PLAIN), true, WAIT, &t, &err), &err);
	for (enum way way = TLS; way <= NOBODY; way++) {
		snprintf(path, sizeof(path), "/seen/%d", port_of(way));
		assert_ok(ask(t, path, NULL, NONE, &reply, &err), &err);
		assert_true(reply.body.n == 1 && reply.body.p[0] == (way == TLS ? '1' : '0'));
	}
	tr_transport_close(t);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(exchanges), cmocka_unit_test(caps), cmocka_unit_test(places), cmocka_unit_test(secured)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
