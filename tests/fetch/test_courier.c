/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Fetching by a process of its own: what comes through, what it may not do, and what happens when it misbehaves. */
#include "test.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fetch/confine.h"
#include "fetch/courier.h"
#include "lab/lab_fixture.h"
#include "lab/serve.h"
#include "pki/crl.h"

#define PROGRAM TRIEN_BINARY_DIR "/src/cli/trien-fetch"

static struct lab_fixture lab;
static struct tr_lab_server *server;
static const char *const loopback[] = {"127.0.0.1"};
static unsigned expiry_asked;
static int64_t expiry_told;

static int
set_up(void **state)
{
	struct trien_err err = {0};

	(void)state;
	lab_fixture_open(&lab, "courier");
	const struct tr_lab_serving s = {.office = lab.office, .slow_milliseconds = 20000};
	assert_ok(tr_lab_server_start(&s, &server, &err), &err);
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	tr_lab_server_stop(server);
	lab_fixture_close(&lab);
	return 0;
}

static struct tr_fetch_options
options(void)
{
	return (struct tr_fetch_options){.hosts = loopback, .host_count = 1, .loopback = TR_LOOPBACK_ALLOWED};
}

static struct tr_courier *
start(const struct tr_fetch_options *o)
{
	struct tr_courier *c;
	struct trien_err err = {0};

	assert_ok(tr_courier_start(PROGRAM, o, &c, &err), &err);
	return c;
}

static trien_rc
get(struct tr_courier *c, enum tr_fetch_what what, const char *path, struct tr_buf *out, struct trien_err *err)
{
	char url[256];
	const struct tr_fetcher fetcher = tr_courier_fetcher(c);

	snprintf(url, sizeof(url), "http://127.0.0.1:%u%s", tr_lab_server_port(server), path);
	const struct tr_fetch_request r = {.what = what, .url = path[0] == '/' ? url : path};
	return fetcher.fetch(fetcher.context, &r, out, err);
}

static void
answers_and_errors_come_through(void **state)
{
	struct tr_fetch_options o = options();
	TR_AUTO_BUF out = {0};
	struct trien_err err = {0};
	struct tr_crl *crl;

	(void)state;
	o.total_milliseconds = 1000;
	struct tr_courier *c = start(&o);
	assert_ok(get(c, TR_FETCH_CRL, "/crl/issuing.crl", &out, &err), &err);
	assert_ok(tr_crl_parse(tr_buf_view(&out), &crl, &err), &err);
	tr_crl_free(crl);
	const size_t n = out.n;
	assert_refused(get(c, TR_FETCH_CRL, "http://ca.example/list.crl", &out, &err), "fetch.host-refused");
	assert_string_equal(err.values[0].text, "ca.example");
	assert_refused(get(c, TR_FETCH_CRL, "/slow/crl/issuing.crl", &out, &err), "fetch.timeout");
	assert_refused(get(c, TR_FETCH_CERTIFICATE, "/oversized/ca/issuing.crt", &out, &err), "fetch.too-large");
	assert_refused(get(c, TR_FETCH_CRL, "/to-private/crl/issuing.crl", &out, &err), "fetch.host-refused");
	assert_int_equal(out.n, n);
	/* A request that no frame holds does not end the process. */
	char *endless = tr_mem_zeroed(1, 100000);
	assert_non_null(endless);
	memset(endless, 'a', 99999);
	assert_refused(get(c, TR_FETCH_CRL, endless, &out, &err), "fetch.url-refused");
	free(endless);
	assert_ok(get(c, TR_FETCH_CERTIFICATE, "/ca/root.crt", &out, &err), &err);
	tr_courier_stop(c);
	tr_courier_stop(NULL);
}

static void
options_that_are_refused(void **state)
{
	static const char *names[TR_FETCH_HOSTS_MAX + 1];
	struct tr_fetch_options o = options();
	struct tr_courier *c;
	struct trien_err err = {0};

	(void)state;
	for (size_t i = 0; i <= TR_FETCH_HOSTS_MAX; i++)
		names[i] = "ca.example";
	o.hosts = names;
	o.host_count = TR_FETCH_HOSTS_MAX;
	tr_courier_stop(start(&o));
	o.host_count++;
	assert_refused(tr_courier_start(PROGRAM, &o, &c, &err), "fetch.hosts-limit");
	o = options();
	o.cache = "/proc/no-such-place";
	assert_refused(tr_courier_start(PROGRAM, &o, &c, &err), "fetch.cache-unusable");
	assert_refused(tr_courier_start("/nowhere/trien-fetch", &o, &c, &err), "fetch.program-missing");
}

static int64_t
expires(void *context, enum tr_fetch_what what, struct tr_bytes answer)
{
	(void)context;
	expiry_asked++;
	assert_int_equal(what, TR_FETCH_CRL);
	assert_true(answer.n > 100 && answer.p[0] == 0x30);
	return expiry_told;
}

/* The program's clock is the machine's, so what may be kept is told here. */
static void
who_reads_the_answer_says_how_long_it_is_kept(void **state)
{
	char cache[160];
	struct tr_fetch_options o = options();
	TR_AUTO_BUF out = {0};
	struct trien_err err = {0};

	(void)state;
	snprintf(cache, sizeof(cache), "%s/cache", lab.root);
	o.cache = cache;
	o.expires = expires;
	const int64_t told[] = {1, INT64_MAX, INT64_MAX};
	const unsigned asked[] = {1, 2, 2}; /* what is past is not kept, and what is kept is not asked again */
	for (size_t i = 0; i < 3; i++) {
		struct tr_courier *c = start(&o);
		expiry_told = told[i];
		assert_ok(get(c, TR_FETCH_CRL, "/crl/root.crl", &out, &err), &err);
		assert_int_equal(expiry_asked, asked[i]);
		tr_courier_stop(c);
	}
}

/* ---- a process that misbehaves ---- */

static struct tr_courier *
start_script(const char *text, trien_rc *rc, struct trien_err *err)
{
	char path[160];
	struct tr_courier *c = NULL;
	const struct tr_fetch_options o = options();

	snprintf(path, sizeof(path), "%s/script", lab.root);
	FILE *f = fopen(path, "w");
	assert_non_null(f);
	fprintf(f, "#!/bin/bash\n%s\n", text);
	fclose(f);
	assert_int_equal(chmod(path, 0700), 0);
	*rc = tr_courier_start(path, &o, &c, err);
	return c;
}

#define READY "printf 'Y\\0\\0\\0\\0' >&3; "
#define ONE_REQUEST "head -c 20 <&3 >/dev/null; "

static void
what_it_says_wrong_is_its_end(void **state)
{
	static const char *const at_once[] = {"exit 0", "printf 'Z\\0\\0\\0\\0' >&3; exec sleep 20", "printf 'Y\\377\\0\\0\\0' >&3; exec sleep 20",
		"printf 'X\\0\\0\\0\\003abc' >&3; exec sleep 20"};
	static const char *const later[] = {READY ONE_REQUEST, READY ONE_REQUEST "printf 'A\\377\\377\\377\\377' >&3; exec sleep 20",
		READY ONE_REQUEST "printf 'Y\\0\\0\\0\\0' >&3; exec sleep 20", READY ONE_REQUEST "printf 'X\\0\\0\\0\\002\\377\\377' >&3; exec sleep 20"};
	struct trien_err err = {0};
	TR_AUTO_BUF out = {0};
	trien_rc rc;

	(void)state;
	for (size_t i = 0; i < sizeof(at_once) / sizeof(*at_once); i++) {
		assert_null(start_script(at_once[i], &rc, &err));
		assert_refused(rc, "fetch.program-failed");
	}
	for (size_t i = 0; i < sizeof(later) / sizeof(*later); i++) {
		struct tr_courier *c = start_script(later[i], &rc, &err);
		assert_ok(rc, &err);
		assert_refused(get(c, TR_FETCH_CRL, "/crl/root.crl", &out, &err), "fetch.program-failed");
		/* And stays so. */
		assert_refused(get(c, TR_FETCH_CRL, "/crl/root.crl", &out, &err), "fetch.program-failed");
		assert_int_equal(out.n, 0);
		tr_courier_stop(c);
	}
}

/* ---- what it gives up ---- */

/* How a child ends that is confined and then does something. */
static int
confined(void (*act)(void))
{
	int status = 0;
	pid_t pid = fork();

	assert_true(pid >= 0);
	if (pid == 0) {
		if (tr_fetch_confine(-1, NULL) != TRIEN_OK)
			_exit(9);
		act();
		_exit(0);
	}
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		continue;
	return status;
}

static void
look_elsewhere(void)
{
	if (open("/etc/passwd", O_RDONLY) >= 0 || open("/tmp/x", O_WRONLY | O_CREAT, 0600) >= 0)
		_exit(1);
	if (open("/etc/ssl/certs", O_RDONLY | O_DIRECTORY) < 0 || open("/etc/hosts", O_RDONLY) < 0)
		_exit(2);
}

static void
start_program(void)
{
	char name[] = "/bin/true", *argv[] = {name, NULL};
	execv(name, argv);
}

static void
signal_parent(void)
{
	kill(getppid(), 0);
}

static void
it_has_no_files_and_no_programs(void **state)
{
	(void)state;
	int status = confined(look_elsewhere);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
	status = confined(start_program);
	assert_true(WIFSIGNALED(status));
	assert_int_equal(WTERMSIG(status), SIGSYS);
	status = confined(signal_parent);
	assert_true(WIFSIGNALED(status));
	assert_int_equal(WTERMSIG(status), SIGSYS);
}

int
main(void)
{
	const struct CMUnitTest all[] = {
		cmocka_unit_test(answers_and_errors_come_through),
		cmocka_unit_test(options_that_are_refused),
		cmocka_unit_test(who_reads_the_answer_says_how_long_it_is_kept),
		cmocka_unit_test(what_it_says_wrong_is_its_end),
		cmocka_unit_test(it_has_no_files_and_no_programs),
	};
	return cmocka_run_group_tests_name("fetch courier", all, set_up, tear_down);
}
