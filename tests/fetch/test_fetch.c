/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The network: what is asked, of whom, how long, how much, and what is kept; every refusal by its id. */
#include "test.h"

#include <arpa/inet.h>
#include <dirent.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/errors/fetch.h"
#include "fetch/fetch.h"
#include "lab/lab_fixture.h"
#include "lab/serve.h"
#include "pki/crl.h"
#include "raw_server.h"

static struct lab_fixture lab;
static struct tr_lab_server *server;
static struct raw_server raw;
static const char *const loopback[] = {"127.0.0.1"};

static int
set_up(void **state)
{
	struct trien_err err = {0};

	(void)state;
	lab_fixture_open(&lab, "fetch");
	const struct tr_lab_serving s = {.office = lab.office, .slow_milliseconds = 20000};
	assert_ok(tr_lab_server_start(&s, &server, &err), &err);
	raw_server_start(&raw);
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	raw_server_stop(&raw);
	tr_lab_server_stop(server);
	lab_fixture_close(&lab);
	return 0;
}

static struct tr_fetch_options
options(void)
{
	return (struct tr_fetch_options){.hosts = loopback, .host_count = 1, .loopback = TR_LOOPBACK_ALLOWED, .env = &lab.env};
}

/* One request with a fetcher of its own; path behind the lab's or the raw server's address, or a whole URL. */
static trien_rc
get_with(const struct tr_fetch_options *o, enum tr_fetch_what what, unsigned port, const char *path, struct tr_buf *out,
		struct trien_err *err)
{
	char url[512];
	struct tr_fetch *f;

	if (path[0] == '/')
		snprintf(url, sizeof(url), "http://127.0.0.1:%u%s", port, path);
	else
		snprintf(url, sizeof(url), "%s", path);
	assert_ok(tr_fetch_new(o, &f, err), err);
	struct tr_fetcher fetcher = tr_fetch_fetcher(f);
	const struct tr_fetch_request r = {.what = what, .url = url, .key = "1/document:1/document.issued", .signature = "t=1,v1=0"};
	trien_rc rc = fetcher.fetch(fetcher.context, &r, out, err);
	tr_fetch_free(f);
	return rc;
}

static trien_rc
get(enum tr_fetch_what what, unsigned port, const char *path, struct trien_err *err)
{
	const struct tr_fetch_options o = options();
	TR_AUTO_BUF out = {0};
	trien_rc rc = get_with(&o, what, port, path, &out, err);

	if (rc != TRIEN_OK)
		assert_int_equal(out.n, 0);
	return rc;
}

static void
answers_are_got(void **state)
{
	const struct tr_fetch_options o = options();
	TR_AUTO_BUF out = {0};
	struct trien_err err = {0};
	struct tr_crl *crl;

	(void)state;
	assert_ok(get_with(&o, TR_FETCH_CRL, tr_lab_server_port(server), "/crl/issuing.crl", &out, &err), &err);
	assert_ok(tr_crl_parse(tr_buf_view(&out), &crl, &err), &err);
	tr_crl_free(crl);
	/* What stood in the buffer before stays. */
	size_t before = out.n;
	assert_ok(get_with(&o, TR_FETCH_CERTIFICATE, tr_lab_server_port(server), "/ca/root.crt", &out, &err), &err);
	assert_true(out.n > before && out.p[before] == 0x30);
}

static void
who_may_not_be_asked_is_not(void **state)
{
	static const char *const names[] = {"localhost", "10.255.255.1", "127.0.0.1"};
	struct tr_fetch_options o = options();
	struct trien_err err = {0};
	TR_AUTO_BUF out = {0};
	char url[256];

	(void)state;
	assert_refused(get(TR_FETCH_CRL, 0, "http://ca.example/list.crl", &err), "fetch.host-refused");
	assert_refused(get(TR_FETCH_CRL, 0, "ftp://127.0.0.1/list.crl", &err), "fetch.url-refused");
	assert_refused(get(TR_FETCH_CRL, 0, "file:///etc/passwd", &err), "fetch.url-refused");
	assert_refused(get(TR_FETCH_CRL, 0, "http://ai@127.0.0.1/", &err), "fetch.url-refused");
	assert_refused(get(TR_FETCH_CRL, 0, "không phải địa chỉ", &err), "fetch.url-refused");
	/* What is told to a webhook goes anywhere but inside, over TLS. */
	assert_refused(get(TR_FETCH_WEBHOOK, 0, "http://nhan.example/", &err), "fetch.url-refused");
	assert_refused(get(TR_FETCH_WEBHOOK, 0, "https://ai@nhan.example/", &err), "fetch.url-refused");
	assert_refused(get(TR_FETCH_WEBHOOK, 0, "https://10.255.255.1/", &err), "fetch.address-refused");
	assert_refused(get(TR_FETCH_WEBHOOK, 0, "http://localhost:1/", &err), "fetch.address-refused");
	/* On the list, but inside: loopback without leave, by address and by name, and a private network. */
	o.hosts = names;
	o.host_count = 3;
	o.loopback = TR_LOOPBACK_REFUSED;
	for (size_t i = 0; i < 3; i++) {
		snprintf(url, sizeof(url), "http://%s:%u/crl/root.crl", names[i], tr_lab_server_port(server));
		assert_refused(get_with(&o, TR_FETCH_CRL, 0, url, &out, &err), "fetch.address-refused");
	}
	/* With leave: by its own name alone, whatever else leads there. */
	static const char *const elsewhere[] = {"ca.localhost"};
	o = options();
	o.hosts = elsewhere;
	snprintf(url, sizeof(url), "http://ca.localhost:%u/crl/root.crl", tr_lab_server_port(server));
	assert_refused(get_with(&o, TR_FETCH_CRL, 0, url, &out, &err), "fetch.address-refused");
	o.host_count = 0;
	snprintf(url, sizeof(url), "http://127.0.0.1:%u/crl/root.crl", tr_lab_server_port(server));
	assert_refused(get_with(&o, TR_FETCH_CRL, 0, url, &out, &err), "fetch.host-refused");
}

static void
domains_are_matched_whole(void **state)
{
	static const char *const hosts[] = {".ca.example"};
	struct tr_fetch_options o = options();
	TR_AUTO_BUF out = {0};
	struct trien_err err = {0};

	(void)state;
	o.hosts = hosts;
	assert_refused(get_with(&o, TR_FETCH_CRL, 0, "http://ca.example/", &out, &err), "fetch.host-refused");
	assert_refused(get_with(&o, TR_FETCH_CRL, 0, "http://evilca.example/", &out, &err), "fetch.host-refused");
	assert_refused(get_with(&o, TR_FETCH_CRL, 0, "http://ca.example.evil.invalid/", &out, &err), "fetch.host-refused");
	/* Asked, and not there: names under .example never are. */
	o.connect_milliseconds = o.total_milliseconds = 3000;
	trien_rc rc = get_with(&o, TR_FETCH_CRL, 0, "http://OCSP.CA.example:1/", &out, &err);
	assert_true(rc == TRIEN_E_FETCH_FAILED || rc == TRIEN_E_FETCH_TIMEOUT || rc == TRIEN_E_FETCH_ADDRESS);
}

static void
redirects_are_few_and_checked(void **state)
{
	static const char *const names[] = {"127.0.0.1", "10.255.255.1"};
	struct tr_fetch_options o = options();
	char path[128];
	struct trien_err err = {0};
	TR_AUTO_BUF out = {0};

	(void)state;
	snprintf(path, sizeof(path), "/hops/%u", TR_FETCH_REDIRECTS_MAX);
	assert_ok(get_with(&o, TR_FETCH_CRL, raw.port, path, &out, &err), &err);
	assert_true(tr_bytes_are(tr_buf_view(&out), "end"));
	snprintf(path, sizeof(path), "/hops/%u", TR_FETCH_REDIRECTS_MAX + 1);
	assert_refused(get(TR_FETCH_CRL, raw.port, path, &err), "fetch.redirects");
	assert_refused(get(TR_FETCH_CRL, tr_lab_server_port(server), "/to-itself/crl/root.crl", &err), "fetch.redirects");
	assert_refused(get(TR_FETCH_CRL, tr_lab_server_port(server), "/to-private/crl/root.crl", &err), "fetch.host-refused");
	assert_refused(get(TR_FETCH_CRL, raw.port, "/to/file:///etc/passwd", &err), "fetch.url-refused");
	assert_refused(get(TR_FETCH_CRL, raw.port, "/to/http://169.254.169.254/", &err), "fetch.host-refused");
	o.hosts = names;
	o.host_count = 2;
	assert_refused(get_with(&o, TR_FETCH_CRL, tr_lab_server_port(server), "/to-private/crl/root.crl", &out, &err),
			"fetch.address-refused");
}

static void
answers_have_a_size(void **state)
{
	const struct tr_fetch_options o = options();
	struct trien_err err = {0};
	char path[64];

	(void)state;
	for (int what = 0; what < TR_FETCH_WHAT_COUNT; what++)
		for (size_t over = 0; over < 2; over++) {
			TR_AUTO_BUF out = {0};
			size_t max = tr_fetch_size_max((enum tr_fetch_what)what);
			snprintf(path, sizeof(path), "/size/%zu", max + over);
			trien_rc rc = get_with(&o, (enum tr_fetch_what)what, raw.port, path, &out, &err);
			if (over) {
				assert_refused(rc, "fetch.too-large");
				assert_int_equal(out.n, 0);
			} else {
				assert_ok(rc, &err);
				assert_int_equal(out.n, max);
			}
		}
	assert_refused(get(TR_FETCH_CERTIFICATE, tr_lab_server_port(server), "/oversized/ca/root.crt", &err), "fetch.too-large");
}

static void
what_does_not_answer_is_told(void **state)
{
	struct tr_fetch_options o = options();
	TR_AUTO_BUF out = {0};
	struct trien_err err = {0};

	(void)state;
	o.total_milliseconds = 300;
	assert_refused(get_with(&o, TR_FETCH_CRL, tr_lab_server_port(server), "/slow/crl/root.crl", &out, &err), "fetch.timeout");
	assert_refused(get(TR_FETCH_CRL, tr_lab_server_port(server), "/fails/crl/root.crl", &err), "fetch.status");
	assert_refused(get(TR_FETCH_CRL, tr_lab_server_port(server), "/nothing", &err), "fetch.status");
	assert_refused(get(TR_FETCH_CRL, 1, "/", &err), "fetch.failed");
}

/* The time is for all of it: a server that is never idle has no more, and one that sends us on has no more. */
static void
time_is_for_the_whole(void **state)
{
	static const char *const paths[] = {"/drip/3000", "/drip/3", "/late/2", "/late/2"};
	static const unsigned milliseconds[] = {500, 20000, 500, 20000};
	struct tr_fetch_options o = options();
	struct trien_err err = {0};

	(void)state;
	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
		TR_AUTO_BUF out = {0};
		o.total_milliseconds = milliseconds[i];
		trien_rc rc = get_with(&o, TR_FETCH_STAMP, raw.port, paths[i], &out, &err);
		if (milliseconds[i] > 500) {
			assert_ok(rc, &err);
			assert_int_equal(out.n, 3);
		} else {
			assert_refused(rc, "fetch.timeout");
			assert_int_equal(out.n, 0);
		}
	}
}

static void
options_have_limits(void **state)
{
	static const char *many[TR_FETCH_HOSTS_MAX + 1];
	struct tr_fetch_options o = options();
	struct tr_fetch *f;
	struct trien_err err = {0};

	(void)state;
	for (size_t i = 0; i <= TR_FETCH_HOSTS_MAX; i++)
		many[i] = "ca.example";
	o.hosts = many;
	o.host_count = TR_FETCH_HOSTS_MAX;
	o.total_milliseconds = TR_FETCH_TIMEOUT_MAX;
	assert_ok(tr_fetch_new(&o, &f, &err), &err);
	tr_fetch_free(f);
	o.host_count++;
	assert_refused(tr_fetch_new(&o, &f, &err), "fetch.hosts-limit");
	o = options();
	o.total_milliseconds = TR_FETCH_TIMEOUT_MAX + 1;
	assert_refused(tr_fetch_new(&o, &f, &err), "fetch.timeout-limit");
	o = options();
	o.cache = "/dev/null";
	assert_refused(tr_fetch_new(&o, &f, &err), "fetch.cache-unusable");
}

/* ---- the cache ---- */

static int64_t
expiry(void *context, enum tr_fetch_what what, struct tr_bytes answer)
{
	(void)context;
	return tr_fetch_expiry(what, answer);
}

/* Asks for the issuing authority's list; the counts afterwards. */
static void
ask_cached(struct tr_fetch *f, enum tr_fetch_what what, const char *path, unsigned long want_cached, unsigned long want_fetched)
{
	struct tr_fetcher fetcher = tr_fetch_fetcher(f);
	char url[128];
	TR_AUTO_BUF out = {0};
	struct trien_err err = {0};
	unsigned long cached, fetched;

	snprintf(url, sizeof(url), "http://127.0.0.1:%u%s", tr_lab_server_port(server), path);
	const struct tr_fetch_request r = {.what = what, .url = url};
	assert_ok(fetcher.fetch(fetcher.context, &r, &out, &err), &err);
	assert_true(out.n > 100);
	tr_fetch_counts(f, &cached, &fetched);
	assert_int_equal(cached, want_cached);
	assert_int_equal(fetched, want_fetched);
}

/* Every file of the cache gets this content. */
static void
overwrite_all(const char *directory, const char *content)
{
	DIR *d = opendir(directory);
	char path[512];

	for (struct dirent *e; (e = readdir(d)) != NULL;) {
		if (e->d_name[0] == '.')
			continue;
		snprintf(path, sizeof(path), "%s/%s", directory, e->d_name);
		FILE *f = fopen(path, "w");
		fputs(content, f);
		fclose(f);
	}
	closedir(d);
}

static void
what_was_got_is_kept_until_its_end(void **state)
{
	struct tr_fetch_options o = options();
	char directory[128];
	struct tr_fetch *f;
	struct trien_err err = {0};
	struct stat st;

	(void)state;
	snprintf(directory, sizeof(directory), "%s/cache", lab.root);
	o.cache = directory;
	o.expires = expiry;
	assert_ok(tr_fetch_new(&o, &f, &err), &err);
	assert_int_equal(stat(directory, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0700);
	ask_cached(f, TR_FETCH_CRL, "/crl/issuing.crl", 0, 1);
	ask_cached(f, TR_FETCH_CRL, "/crl/issuing.crl", 1, 1);
	ask_cached(f, TR_FETCH_CRL, "/crl/root.crl", 1, 2);
	/* The last second, and the end itself. */
	lab.clock.now += 86399;
	ask_cached(f, TR_FETCH_CRL, "/crl/issuing.crl", 2, 2);
	lab.clock.now += 1;
	ask_cached(f, TR_FETCH_CRL, "/crl/issuing.crl", 2, 3);
	/* Stale when it came: not kept. */
	ask_cached(f, TR_FETCH_CRL, "/stale/crl/issuing.crl", 2, 4);
	ask_cached(f, TR_FETCH_CRL, "/stale/crl/issuing.crl", 2, 5);
	/* Certificates have no such end. */
	ask_cached(f, TR_FETCH_CERTIFICATE, "/ca/issuing.crt", 2, 6);
	ask_cached(f, TR_FETCH_CERTIFICATE, "/ca/issuing.crt", 2, 7);
	/* A file that somebody spoilt is as good as none. */
	overwrite_all(directory, "rác");
	ask_cached(f, TR_FETCH_CRL, "/crl/issuing.crl", 2, 8);
	ask_cached(f, TR_FETCH_CRL, "/crl/issuing.crl", 3, 8);
	lab.clock.now -= 86400;
	tr_fetch_free(f);
}

/* ---- networks inside ---- */

/* Asked is who is named with a network that holds the address; whatever answers, or nobody, shows that it was tried. */
static void
inside_only_where_an_administrator_says(void **state)
{
	static const struct {
		const char *entry, *url;
		bool tried;
	} cases[] = {
		{"10.255.255.1=10.255.0.0/16", "http://10.255.255.1:1/", true},
		{"10.255.255.1", "http://10.255.255.1:1/", false},
		{"10.255.255.1=10.254.0.0/16", "http://10.255.255.1:1/", false},
		{"10.255.255.1=fd00::/8", "http://10.255.255.1:1/", false},
		/* A name that leads elsewhere than it was named for, be it today or by tomorrow's DNS. */
		{"ca.localhost=10.0.0.0/8", "http://ca.localhost:1/", false},
		{"127.0.0.1=10.0.0.0/8", "http://127.0.0.1:1/", false},
		/* What is no network is none. */
		{"169.254.169.254=169.254.0.0/16", "http://169.254.169.254:1/", false},
	};
	TR_AUTO_BUF out = {0};
	struct trien_err err = {0};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct tr_fetch_options o = {.hosts = &cases[i].entry, .host_count = 1, .connect_milliseconds = 300,
			.total_milliseconds = 300, .env = &lab.env};
		trien_rc rc = get_with(&o, TR_FETCH_CRL, 0, cases[i].url, &out, &err);
		if (cases[i].tried)
			assert_true(rc == TRIEN_E_FETCH_FAILED || rc == TRIEN_E_FETCH_TIMEOUT || rc == TRIEN_E_FETCH_STATUS);
		else
			assert_refused(rc, "fetch.address-refused");
	}
}

static void
no_redirect_leads_inside(void **state)
{
	static const char *const names[] = {"127.0.0.1", "10.255.255.1=10.0.0.0/8"};
	struct tr_fetch_options o = options();
	TR_AUTO_BUF out = {0};
	struct trien_err err = {0};

	(void)state;
	o.hosts = names;
	o.host_count = 2;
	assert_refused(get_with(&o, TR_FETCH_CRL, tr_lab_server_port(server), "/to-private/crl/root.crl", &out, &err),
			"fetch.address-refused");
}

static bool
lies_in(const char *network, const char *address)
{
	struct sockaddr_in v4 = {.sin_family = AF_INET};
	struct sockaddr_in6 v6 = {.sin6_family = AF_INET6};
	struct tr_fetch_network n;

	assert_true(tr_fetch_network_of(network, &n));
	if (inet_pton(AF_INET, address, &v4.sin_addr) == 1)
		return tr_fetch_network_has(&n, (struct sockaddr *)&v4);
	assert_int_equal(inet_pton(AF_INET6, address, &v6.sin6_addr), 1);
	return tr_fetch_network_has(&n, (struct sockaddr *)&v6);
}

static void
networks_are_private_and_exact(void **state)
{
	static const char *const none[] = {"10.0.0.0", "10.0.0.0/", "10.0.0.0/7", "10.0.0.0/33", "10.0.0.0/8x", "10.0.0.0/-8", "10.0.0/8",
		"172.16.0.0/11", "172.32.0.0/16", "192.168.0.0/15", "169.254.0.0/16", "127.0.0.0/8", "0.0.0.0/0", "1.1.1.1/32", "fc00::/6",
		"fe80::/10", "::/0", "::1/128", "fd00::/129", "", "/8", "::ffff:1.1.1.1/128"};
	struct tr_fetch_network n;
	struct sockaddr other = {.sa_family = AF_UNIX};

	(void)state;
	for (size_t i = 0; i < sizeof(none) / sizeof(none[0]); i++)
		assert_false(tr_fetch_network_of(none[i], &n));
	assert_true(lies_in("10.0.0.0/8", "10.255.255.255") && lies_in("10.0.0.0/8", "::ffff:10.1.2.3"));
	assert_false(lies_in("10.0.0.0/8", "11.0.0.0") || lies_in("10.0.0.0/8", "9.255.255.255"));
	assert_true(lies_in("192.168.7.9/32", "192.168.7.9"));
	assert_false(lies_in("192.168.7.9/32", "192.168.7.8"));
	assert_true(lies_in("172.16.0.0/12", "172.31.255.255"));
	assert_false(lies_in("172.16.0.0/13", "172.24.0.0"));
	assert_true(lies_in("fd00:20::/32", "fd00:20::7"));
	assert_false(lies_in("fd00:20::/32", "fd00:21::7") || lies_in("fc00::/7", "10.0.0.1"));
	assert_true(tr_fetch_network_of("10.0.0.0/8", &n));
	assert_false(tr_fetch_network_has(&n, &other));
}

/* ---- addresses ---- */

union address {
	struct sockaddr any;
	struct sockaddr_in v4;
	struct sockaddr_in6 v6;
};

static union address
address_of(const char *text)
{
	union address a = {.v6 = {.sin6_family = strchr(text, ':') != NULL ? AF_INET6 : AF_INET}};

	assert_int_equal(inet_pton(a.any.sa_family, text, a.any.sa_family == AF_INET6 ? (void *)&a.v6.sin6_addr : (void *)&a.v4.sin_addr), 1);
	return a;
}

static bool
is_public(const char *text, enum tr_fetch_loopback l)
{
	const union address a = address_of(text);
	return tr_fetch_address_is_public(&a.any, l);
}

static bool
is_this_machine(const char *text)
{
	const union address a = address_of(text);
	return tr_fetch_address_is_this_machine(&a.any);
}

static void
this_machine_is_known_however_it_is_written(void **state)
{
	static const char *const here[] = {"127.0.0.1", "127.255.255.255", "0.0.0.0", "::1", "::", "::ffff:127.0.0.1", "::ffff:0.0.0.0"};
	static const char *const elsewhere[] = {"126.255.255.255", "128.0.0.1", "10.0.0.1", "1.0.0.0", "::2", "fe80::1", "::ffff:10.0.0.1", "2606::1"};
	const struct sockaddr other = {.sa_family = AF_UNIX};

	(void)state;
	for (size_t i = 0; i < sizeof(here) / sizeof(here[0]); i++)
		assert_true(is_this_machine(here[i]));
	for (size_t i = 0; i < sizeof(elsewhere) / sizeof(elsewhere[0]); i++)
		assert_false(is_this_machine(elsewhere[i]));
	assert_false(tr_fetch_address_is_this_machine(&other));
}

/* Through the office's proxy, which finds the addresses: names of the list all the same, and this machine never. */
static void
a_proxy_leads_to_those_of_the_list(void **state)
{
	static const char *const names[] = {"ca.proxied.invalid", "127.0.0.1", "inside.proxied.invalid=10.20.0.0/16"};
	struct tr_fetch_options o = options();
	struct trien_err err = {0};
	TR_AUTO_BUF out = {0};
	char proxy[64];

	(void)state;
	snprintf(proxy, sizeof(proxy), "http://127.0.0.1:%u", raw.port);
	o.hosts = names;
	o.host_count = 3;
	o.loopback = TR_LOOPBACK_REFUSED;
	o.proxy = proxy;
	assert_ok(get_with(&o, TR_FETCH_OCSP, 0, "http://ca.proxied.invalid/size/5", &out, &err), &err);
	assert_int_equal(out.n, 5);
	assert_ok(get_with(&o, TR_FETCH_CRL, 0, "http://ca.proxied.invalid/hops/2", &out, &err), &err);
	assert_refused(get_with(&o, TR_FETCH_CRL, 0, "http://other.proxied.invalid/size/5", &out, &err), "fetch.host-refused");
	assert_refused(get_with(&o, TR_FETCH_CRL, 0, "http://ca.proxied.invalid/to/http://other.proxied.invalid/", &out, &err), "fetch.host-refused");
	/* What a redirect names of this machine is not asked of the proxy either. */
	assert_refused(get_with(&o, TR_FETCH_CRL, 0, "http://ca.proxied.invalid/to/http://127.0.0.1/", &out, &err), "fetch.address-refused");
	assert_refused(get_with(&o, TR_FETCH_CRL, 0, "http://inside.proxied.invalid/size/5", &out, &err), "fetch.failed");
	assert_refused(get_with(&o, TR_FETCH_CRL, 0, "http://ca.proxied.invalid/user", &out, &err), "fetch.failed");
	assert_refused(get_with(&o, TR_FETCH_CRL, 0, "https://ca.proxied.invalid/", &out, &err), "fetch.failed");
	/* A webhook's address is on no list: a proxy would lead it inside. */
	assert_refused(get_with(&o, TR_FETCH_WEBHOOK, 0, "https://10.255.255.1/", &out, &err), "fetch.address-refused");
	o.proxy = "http://127.0.0.1:1";
	assert_refused(get_with(&o, TR_FETCH_CRL, 0, "http://ca.proxied.invalid/size/5", &out, &err), "fetch.failed");
}

static void
only_public_addresses_are_asked(void **state)
{
	static const char *const public[] = {"1.1.1.1", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "126.255.255.255",
		"128.0.0.0", "169.253.255.255", "172.15.255.255", "172.32.0.0", "192.167.255.255", "192.169.0.0", "198.17.255.255",
		"198.20.0.0", "203.0.112.255", "223.255.255.255", "2001:4860::1", "2400::1", "2606::1", "::ffff:1.1.1.1",
		"64:ff9b::1.1.1.1"};
	static const char *const inside[] = {"0.0.0.0", "10.0.0.0", "10.255.255.255", "100.64.0.0", "100.127.255.255",
		"169.254.169.254", "172.16.0.0", "172.31.255.255", "192.0.0.1", "192.0.2.1", "192.88.99.1", "192.168.0.0",
		"192.168.255.255", "198.18.0.0", "198.19.255.255", "198.51.100.1", "203.0.113.255", "224.0.0.1", "240.0.0.1",
		"255.255.255.255", "::", "fc00::1", "fd00::1", "fe80::1", "ff02::1", "2001::1", "2001:db8::1", "2002:0a00:0001::1",
		"3fff::1", "::ffff:10.0.0.1", "::ffff:192.168.1.1", "64:ff9b::10.0.0.1", "64:ff9b:1::1", "::10.0.0.1"};
	static const char *const own[] = {"127.0.0.1", "127.255.255.255", "::1", "::ffff:127.0.0.1"};
	struct sockaddr other = {.sa_family = AF_UNIX};

	(void)state;
	for (size_t i = 0; i < sizeof(public) / sizeof(public[0]); i++)
		assert_true(is_public(public[i], TR_LOOPBACK_REFUSED));
	for (size_t i = 0; i < sizeof(inside) / sizeof(inside[0]); i++)
		assert_false(is_public(inside[i], TR_LOOPBACK_ALLOWED));
	for (size_t i = 0; i < sizeof(own) / sizeof(own[0]); i++) {
		assert_true(is_public(own[i], TR_LOOPBACK_ALLOWED));
		assert_false(is_public(own[i], TR_LOOPBACK_REFUSED));
	}
	assert_false(tr_fetch_address_is_public(&other, TR_LOOPBACK_ALLOWED));
}

int
main(void)
{
	const struct CMUnitTest all[] = {
		cmocka_unit_test(answers_are_got),
		cmocka_unit_test(who_may_not_be_asked_is_not),
		cmocka_unit_test(domains_are_matched_whole),
		cmocka_unit_test(redirects_are_few_and_checked),
		cmocka_unit_test(answers_have_a_size),
		cmocka_unit_test(what_does_not_answer_is_told),
		cmocka_unit_test(time_is_for_the_whole),
		cmocka_unit_test(options_have_limits),
		cmocka_unit_test(what_was_got_is_kept_until_its_end),
		cmocka_unit_test(inside_only_where_an_administrator_says),
		cmocka_unit_test(no_redirect_leads_inside),
		cmocka_unit_test(networks_are_private_and_exact),
		cmocka_unit_test(a_proxy_leads_to_those_of_the_list),
		cmocka_unit_test(only_public_addresses_are_asked),
		cmocka_unit_test(this_machine_is_known_however_it_is_written),
	};
	return cmocka_run_group_tests_name("fetch", all, set_up, tear_down);
}
