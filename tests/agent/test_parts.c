/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Lists of modules at their cap, and what goes over the line to the network's process. */
#include "test.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "agent/keys.h"
#include "agent/network.h"
#include "agent/pages.h"
#include "agent/proxy.h"

#define HEX "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

/* ---- modules ---- */

static trien_rc
read_modules(const char *text, struct tr_agent_modules *out, struct trien_err *err)
{
	static struct tr_agent_places p;
	char folder[] = "/tmp/trien-modules-XXXXXX", path[64];

	assert_non_null(mkdtemp(folder));
	snprintf(path, sizeof(path), "%s/modules", folder);
	FILE *f = fopen(path, "w");
	assert_non_null(f);
	fputs(text, f);
	assert_int_equal(fclose(f), 0);
	assert_int_equal(chmod(path, 0600), 0);
	snprintf(p.modules[0], sizeof(p.modules[0]), "%s", path);
	snprintf(p.modules[1], sizeof(p.modules[1]), "/nowhere/modules");
	const trien_rc rc = tr_agent_modules_read(&p, out, err);
	unlink(path);
	rmdir(folder);
	return rc;
}

static void
modules(void **state)
{
	static struct tr_agent_modules m;
	struct trien_err err = {0};
	char many[20 * (TR_AGENT_MODULES_MAX + 1) + 1];

	(void)state;
	assert_ok(read_modules("# first\n\n  /a/b.so \r\n/c d.so", &m, &err), &err);
	assert_int_equal(m.count, 2);
	assert_string_equal(m.paths[0], "/a/b.so");
	assert_string_equal(m.paths[1], "/c d.so");
	for (size_t n = TR_AGENT_MODULES_MAX; n <= TR_AGENT_MODULES_MAX + 1; n++) {
		size_t at = 0;
		for (size_t i = 0; i < n; i++)
			at += (size_t)snprintf(many + at, sizeof(many) - at, "/m%zu.so\n", i);
		const trien_rc rc = read_modules(many, &m, &err);
		if (n == TR_AGENT_MODULES_MAX)
			assert_ok(rc, &err);
		else
			assert_refused(rc, "agent.modules-invalid");
	}
	assert_refused(read_modules("relative.so\n", &m, &err), "agent.modules-invalid");
	assert_refused(read_modules("# nothing\n", &m, &err), "agent.no-module");
	assert_refused(read_modules("opensc2", &m, &err), "agent.modules-invalid");
}

/* ---- the line ---- */

static void
options(void **state)
{
	struct tr_agent_net_options o = {.origin = "https://ky.example", .lab = true, .milliseconds = 2000, .authorities = TR_BYTES_LIT("PEM")}, again;
	uint8_t *large = calloc(1, TR_AGENT_AUTHORITIES_MAX + 1);
	TR_AUTO_BUF b = {0};

	(void)state;
	assert_non_null(large);
	assert_int_equal(tr_agent_net_write_options(&o, &b, NULL), TRIEN_OK);
	assert_true(tr_agent_net_read_options(tr_buf_view(&b), &again));
	assert_true(strcmp(again.origin, o.origin) == 0 && again.lab && again.milliseconds == 2000 && tr_bytes_equal(again.authorities, o.authorities));
	for (size_t n = 0; n < b.n; n++)
		assert_false(tr_agent_net_read_options(TR_BYTES(b.p, n), &again));
	for (size_t n = TR_AGENT_AUTHORITIES_MAX; n <= TR_AGENT_AUTHORITIES_MAX + 1; n++) {
		TR_AUTO_BUF l = {0};
		o.authorities = TR_BYTES(large, n);
		assert_int_equal(tr_agent_net_write_options(&o, &l, NULL), TRIEN_OK);
		assert_int_equal(tr_agent_net_read_options(tr_buf_view(&l), &again), n == TR_AGENT_AUTHORITIES_MAX);
	}
	free(large);
}

static void
requests(void **state)
{
	struct tr_agent_request r = {.path = "/api", .secret = HEX, .body = TR_BYTES_LIT("{}"), .max = TR_AGENT_DOCUMENT_MAX}, again;
	struct tr_agent_net_texts texts;
	TR_AUTO_BUF b = {0};
	TR_AUTO_BUF past = {0};
	TR_AUTO_BUF elsewhere = {0};

	(void)state;
	assert_int_equal(tr_agent_net_write_request(&r, &b, NULL), TRIEN_OK);
	assert_true(tr_agent_net_read_request(tr_buf_view(&b), &texts, &again));
	assert_true(strcmp(again.path, "/api") == 0 && strcmp(again.secret, HEX) == 0 && tr_bytes_are(again.body, "{}") && again.max == TR_AGENT_DOCUMENT_MAX);
	for (size_t n = 0; n < b.n; n++)
		assert_false(tr_agent_net_read_request(TR_BYTES(b.p, n), &texts, &again));
	r.max++;
	assert_int_equal(tr_agent_net_write_request(&r, &past, NULL), TRIEN_OK);
	assert_false(tr_agent_net_read_request(tr_buf_view(&past), &texts, &again));
	r = (struct tr_agent_request){.path = "@evil.example/", .max = 1};
	assert_int_equal(tr_agent_net_write_request(&r, &elsewhere, NULL), TRIEN_OK);
	assert_false(tr_agent_net_read_request(tr_buf_view(&elsewhere), &texts, &again));
}

/* ---- proxies ---- */

static void
proxies(void **state)
{
	static const struct {
		const char *origin;
		struct tr_agent_proxy_words words; /* https, http, all, no */
		const char *want;                  /* NULL: refused */
	} rows[] = {
		{"https://ky.example", {NULL, NULL, NULL, NULL}, ""}, {"https://ky.example", {"http://p:3128", NULL, NULL, NULL}, "http://p:3128"}, {"https://ky.example/so-mau", {"p", NULL, NULL, NULL}, "http://p"},
		{"https://ky.example", {"http://u:m@p:3128/", NULL, NULL, NULL}, "http://u:m@p:3128/"}, {"https://ky.example", {"[::1]:3128", NULL, NULL, NULL}, "http://[::1]:3128"},
		{"https://ky.example", {NULL, "http://p", NULL, NULL}, ""}, {"https://ky.example", {NULL, NULL, "http://p", NULL}, "http://p"}, {"https://ky.example", {"http://q", NULL, "http://p", NULL}, "http://q"},
		{"https://127.0.0.1:8443", {"http://p", NULL, NULL, NULL}, ""}, {"http://localhost", {NULL, "http://p", NULL, NULL}, ""}, {"https://[::1]", {"http://p", NULL, NULL, NULL}, ""},
		{"https://ky.example", {"p", NULL, NULL, "ky.example"}, ""}, {"https://ky.example:8443/x", {"p", NULL, NULL, "a.vn, .EXAMPLE"}, ""}, {"https://ky.example", {"p", NULL, NULL, "y.example"}, "http://p"},
		{"https://ky.example", {"p", NULL, NULL, "ky.example.vn,,"}, "http://p"}, {"https://ky.example", {"p", NULL, NULL, "*"}, ""}, {"https://ky.example", {"p", NULL, NULL, "."}, "http://p"},
		{"https://ky.example", {"socks5://p", NULL, NULL, NULL}, NULL}, {"https://ky.example", {"http://", NULL, NULL, NULL}, NULL}, {"https://ky.example", {"http://p\r\nX: y", NULL, NULL, NULL}, NULL},
		{"https://ky.example", {"http://p/way", NULL, NULL, NULL}, NULL}, {"https://ky.example", {"http://u@", NULL, NULL, NULL}, NULL}, {"https://ky.example", {"http://p#x", NULL, NULL, NULL}, NULL}};
	char out[TR_AGENT_PROXY_MAX + 1], longest[TR_AGENT_PROXY_MAX];
	struct trien_err err = {0};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		const trien_rc rc = tr_agent_proxy_for(rows[i].origin, &rows[i].words, out, &err);
		if (rows[i].want == NULL)
			assert_refused(rc, "agent.proxy-invalid");
		else if (rc != TRIEN_OK || strcmp(out, rows[i].want) != 0)
			fail_msg("row %zu: %s", i, out);
	}
	memset(longest, 'p', sizeof(longest));
	longest[TR_AGENT_PROXY_MAX - 8] = '\0';
	struct tr_agent_proxy_words at_cap = {.https = longest};
	assert_ok(tr_agent_proxy_for("https://ky.example", &at_cap, out, &err), &err);
	longest[TR_AGENT_PROXY_MAX - 8] = 'p';
	longest[TR_AGENT_PROXY_MAX - 7] = '\0';
	assert_refused(tr_agent_proxy_for("https://ky.example", &at_cap, out, &err), "agent.proxy-invalid");
	tr_agent_proxy_shown("http://u:m@p:3128", out);
	assert_string_equal(out, "http://p:3128");
	tr_agent_proxy_shown("http://p:3128", out);
	assert_string_equal(out, "http://p:3128");
}

/* ---- pages ---- */

static void
counts(void **state)
{
	static const char one[] = "%PDF-1.4\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n2 0 obj\n<</Type/Pages/Kids[3 0 R]/Count 1>>\nendobj\n3 0 obj\n<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>\nendobj\n"
				  "xref\n0 4\n0000000000 65535 f \n0000000009 00000 n \n0000000054 00000 n \n0000000105 00000 n \ntrailer\n<</Size 4/Root 1 0 R>>\nstartxref\n166\n%%EOF\n";
	struct tr_worker *w = tr_agent_pages_start();

	(void)state;
	assert_non_null(w);
	assert_int_equal(tr_agent_pages_count(w, TR_BYTES(one, sizeof(one) - 1)), 1);
	assert_int_equal(tr_agent_pages_count(w, TR_BYTES_LIT("no document")), 0);
	assert_int_equal(tr_agent_pages_count(w, TR_BYTES(NULL, 0)), 0);
	tr_worker_stop(w);
	assert_int_equal(tr_agent_pages_count(NULL, TR_BYTES(one, sizeof(one) - 1)), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(modules), cmocka_unit_test(options), cmocka_unit_test(requests), cmocka_unit_test(proxies), cmocka_unit_test(counts)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
