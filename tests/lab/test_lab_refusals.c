/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Where a lab is not made: nothing is left behind, nothing of others is touched. */
#include "test.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lab/lab.h"
#include "pki/trust.h"

static char work[] = "/tmp/trien-labx-XXXXXX";
static char lab[128], building[128];

static struct tr_lab_options
options(void)
{
	return (struct tr_lab_options){.directory = lab, .tokens = TR_LAB_TOKENS_NONE};
}

/* Runs before 'path' behind in the shell. */
static void
shell(const char *before, const char *path, const char *behind)
{
	char command[600];
	snprintf(command, sizeof(command), "%s '%s'%s", before, path, behind);
	assert_int_equal(system(command), 0);
}

static bool
exists(const char *path)
{
	struct stat st;
	return lstat(path, &st) == 0;
}

static void
write_text(const char *path)
{
	FILE *f = fopen(path, "wb");
	assert_non_null(f);
	fputs("của người khác", f);
	fclose(f);
}

static int
clean(void **state)
{
	(void)state;
	shell("rm -rf", work, "/*");
	return 0;
}

static void
a_directory_in_use_is_not_touched(void **state)
{
	const struct tr_lab_options o = options();
	struct trien_err err = {0};
	char inside[200];
	(void)state;

	write_text(lab);
	assert_refused(tr_lab_init(&o, &err), "lab.directory-not-empty");
	assert_int_equal(unlink(lab), 0);
	assert_int_equal(mkdir(lab, 0755), 0);
	snprintf(inside, sizeof(inside), "%s/.x", lab);
	write_text(inside);
	assert_refused(tr_lab_init(&o, &err), "lab.directory-not-empty");
	assert_true(exists(inside) && !exists(building));
	/* A dangling link is in use, too. */
	clean(NULL);
	assert_int_equal(symlink("/nonexistent", lab), 0);
	assert_refused(tr_lab_init(&o, &err), "lab.directory-not-empty");
	/* A directory of somebody else under the name that we would build in. */
	clean(NULL);
	assert_int_equal(mkdir(building, 0755), 0);
	snprintf(inside, sizeof(inside), "%s/letter.txt", building);
	write_text(inside);
	assert_refused(tr_lab_init(&o, &err), "lab.directory-not-empty");
	assert_true(exists(inside) && !exists(lab));
	/* A link there is not followed. */
	clean(NULL);
	assert_int_equal(symlink(work, building), 0);
	assert_refused(tr_lab_init(&o, &err), "lab.cannot-write");
	assert_false(exists(lab));
}

static void
an_empty_directory_is_taken(void **state)
{
	const struct tr_lab_options o = options();
	struct trien_err err = {0};
	char inside[200];
	(void)state;

	assert_int_equal(mkdir(lab, 0700), 0);
	assert_ok(tr_lab_init(&o, &err), &err);
	snprintf(inside, sizeof(inside), "%s/tokens.json", lab);
	assert_true(exists(inside) && !exists(building));
	assert_refused(tr_lab_init(&o, &err), "lab.directory-not-empty");
}

static void
paths_that_cannot_be(void **state)
{
	static char longest[5000];
	static const char *const invalid[] = {"", "/", ".", "..", "a/..", "/tmp/x\ny", "/tmp/\xff", longest};
	struct tr_lab_options o = options();
	struct trien_err err = {0};
	(void)state;

	memset(longest, 'x', sizeof(longest) - 1);
	for (size_t i = 0; i < sizeof(invalid) / sizeof(invalid[0]); i++) {
		o.directory = invalid[i];
		assert_refused(tr_lab_init(&o, &err), "lab.path-invalid");
	}
	o.directory = "/nonexistent/lab";
	assert_refused(tr_lab_init(&o, &err), "lab.cannot-write");
	o.directory = "/proc/lab"; /* no right to write, not even for root */
	assert_refused(tr_lab_init(&o, &err), "lab.cannot-write");
}

static void
names_that_cannot_be(void **state)
{
	char at[3 * 64 + 1], past[3 * 64 + 2];
	const char *const invalid[] = {"", "\xc3", past};
	struct tr_lab_names names = {0};
	struct tr_lab_options o = options();
	struct trien_err err = {0};
	(void)state;

	for (size_t i = 0; i < 64; i++)
		memcpy(at + 3 * i, "Ễ", 3);
	at[3 * 64] = '\0';
	memcpy(past, at, 3 * 64);
	past[3 * 64] = 'x';
	past[3 * 64 + 1] = '\0';
	o.names = &names;
	for (size_t i = 0; i < 3; i++) {
		names.leader = invalid[i];
		assert_refused(tr_lab_init(&o, &err), "lab.name-invalid");
		assert_true(!exists(lab) && !exists(building));
	}
	names.leader = at;
	names.agency = "SỞ MẪU";
	assert_ok(tr_lab_init(&o, &err), &err);
	shell("openssl x509 -noout -subject -nameopt utf8,sep_comma_plus -in", lab,
			"/keys/leader.pem | grep >/dev/null 'O=SỞ MẪU'");
}

static void
only_one_run_at_a_time(void **state)
{
	const struct tr_lab_options o = options();
	struct trien_err err = {0};
	(void)state;

	assert_int_equal(mkdir(building, 0755), 0);
	int fd = open(building, O_RDONLY | O_DIRECTORY);
	assert_int_equal(flock(fd, LOCK_EX | LOCK_NB), 0);
	assert_refused(tr_lab_init(&o, &err), "lab.busy");
	assert_false(exists(lab));
	close(fd);
}

static trien_rc
failing_random(void *context, uint8_t *out, size_t n, struct trien_err *err)
{
	int *left = context;
	if ((*left)-- <= 0)
		return TR_ERR(err, RANDOM_FAILED, TR_S("why", "test"));
	memset(out, 0x11, n);
	return TRIEN_OK;
}

static int64_t
some_time(void *context)
{
	(void)context;
	return 1800000000;
}

static void
randomness_may_fail(void **state)
{
	int left = 20;
	const struct tr_env env = {.now = some_time, .random = failing_random, .context = &left};
	struct tr_lab_options o = options();
	struct trien_err err = {0};
	(void)state;

	o.env = &env;
	assert_refused(tr_lab_init(&o, &err), "base.random-failed");
	assert_true(!exists(lab) && !exists(building));
}

/* A clock in the year 14645: ASN.1 times end with 9999. */
static int64_t
far_time(void *context)
{
	(void)context;
	return 400000000000;
}

static void
the_clock_may_be_impossible(void **state)
{
	const struct tr_env env = {.now = far_time, .random = tr_env_system.random};
	struct tr_lab_options o = options();
	struct trien_err err = {0};
	(void)state;

	o.env = &env;
	assert_refused(tr_lab_init(&o, &err), "lab.crypto-failed");
	assert_string_equal(err.values[0].text, "validity");
	assert_true(!exists(lab) && !exists(building));
}

/* In a child, because the limits stay: the exit code says whether the error was the right one. */
static void
assert_child_cannot_write(void (*prepare)(void))
{
	pid_t pid = fork();
	int status = 0;

	if (pid == 0) {
		const struct tr_lab_options o = options();
		prepare();
		trien_rc rc = tr_lab_init(&o, NULL);
		bool gone = !exists(lab) && !exists(building);
		_exit(strcmp(trien_err_id(rc), "lab.cannot-write") == 0 && gone ? 0 : 1);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	if (WIFEXITED(status) && WEXITSTATUS(status) == TEST_SKIPPED) {
		print_message("skipped: no right to mount\n");
		return;
	}
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

static void
limit_file_size(void)
{
	const struct rlimit r = {3000, 3000};
	signal(SIGXFSZ, SIG_IGN);
	setrlimit(RLIMIT_FSIZE, &r);
}

/* A disk of 64 kB in a mount namespace of the child's own. */
static void
mount_small_disk(void)
{
	if (unshare(CLONE_NEWNS) != 0 || mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0 ||
			mount("small", work, "tmpfs", 0, "size=64k") != 0)
		_exit(TEST_SKIPPED);
}

static void
a_full_disk_leaves_nothing(void **state)
{
	(void)state;
	assert_child_cannot_write(limit_file_size);
	assert_child_cannot_write(mount_small_disk);
}

static void
kill_after(unsigned microseconds)
{
	pid_t pid = fork();

	if (pid == 0) {
		struct tr_lab_options o = options();
		o.tokens = TR_LAB_TOKENS_WHERE_FOUND;
		_exit(tr_lab_init(&o, NULL) != TRIEN_OK);
	}
	usleep(microseconds);
	kill(pid, SIGKILL);
	assert_int_equal(waitpid(pid, NULL, 0), pid);
}

/* kill -9 whenever: all or nothing, and the next run works. */
static void
a_killed_run_leaves_all_or_nothing(void **state)
{
	const struct tr_lab_options o = options();
	struct trien_err err = {0};
	struct tr_trust *t = NULL;
	char trust[200];
	int unfinished = 0;
	(void)state;

	snprintf(trust, sizeof(trust), "%s/trust", lab);
	for (unsigned us = 3000; us < 1600000; us *= 2) {
		kill_after(us);
		if (!exists(lab)) {
			unfinished++;
			continue;
		}
		assert_ok(tr_trust_load_dir(trust, &t, &err), &err);
		tr_trust_free(t);
		clean(NULL);
	}
	assert_true(unfinished > 0);
	if (!exists(lab)) {
		assert_ok(tr_lab_init(&o, &err), &err);
		assert_false(exists(building));
	}
}

static void
tokens_are_not_needed(void **state)
{
	struct tr_lab_report report = {0};
	struct tr_lab_options o = options();
	struct trien_err err = {0};
	char softhsm[200];
	(void)state;

	o.report = &report;
	assert_ok(tr_lab_init(&o, &err), &err);
	assert_string_equal(report.no_tokens_reason, "not-asked");
	clean(NULL);
	o.tokens = TR_LAB_TOKENS_WHERE_FOUND;
	o.softhsm_module = "/nonexistent/libsofthsm2.so";
	assert_ok(tr_lab_init(&o, &err), &err);
	assert_string_equal(report.no_tokens_reason, "softhsm-not-installed");
	shell("grep -q '\"reason\": \"softhsm-not-installed\"'", lab, "/tokens.json");
	clean(NULL);
	o.softhsm_module = "/etc/passwd"; /* there, but no module */
	assert_ok(tr_lab_init(&o, &err), &err);
	assert_string_equal(report.no_tokens_reason, "softhsm-failed");
	assert_int_equal(report.tokens, 0);
	snprintf(softhsm, sizeof(softhsm), "%s/softhsm", lab);
	assert_false(exists(softhsm));
}

static int
begin(void **state)
{
	(void)state;
	assert_non_null(mkdtemp(work));
	snprintf(lab, sizeof(lab), "%s/lab", work);
	snprintf(building, sizeof(building), "%s/lab.tmp", work);
	return 0;
}

static int
end(void **state)
{
	clean(state);
	return rmdir(work);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(a_directory_in_use_is_not_touched, clean),
		cmocka_unit_test_teardown(an_empty_directory_is_taken, clean),
		cmocka_unit_test_teardown(paths_that_cannot_be, clean),
		cmocka_unit_test_teardown(names_that_cannot_be, clean),
		cmocka_unit_test_teardown(only_one_run_at_a_time, clean),
		cmocka_unit_test_teardown(randomness_may_fail, clean),
		cmocka_unit_test_teardown(the_clock_may_be_impossible, clean),
		cmocka_unit_test_teardown(a_full_disk_leaves_nothing, clean),
		cmocka_unit_test_teardown(a_killed_run_leaves_all_or_nothing, clean),
		cmocka_unit_test_teardown(tokens_are_not_needed, clean),
	};
	return cmocka_run_group_tests_name("lab refusals", tests, begin, end);
}
