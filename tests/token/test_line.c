/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The line to a token's process, with one that lies, hangs, dies, or asks without end at the other side: shell scripts, which say what they like. */
#include "test.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "token/line.h"

#define PROGRAM(name) TRIEN_BINARY_DIR "/src/cli/" name

static char folder[] = TRIEN_BINARY_DIR "/line-XXXXXX";
static unsigned asked, scripts;
static char label[TR_TOKEN_LABEL_MAX + 1], warning[16];

static int
copy(const char *from, const char *to)
{
	const int in = open(from, O_RDONLY | O_CLOEXEC), out = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0700);
	ssize_t n;

	while ((n = copy_file_range(in, NULL, out, NULL, 1 << 20, 0)) > 0)
		continue;
	close(in);
	close(out);
	return n == 0 ? 0 : -1;
}

static int
set_up(void **state)
{
	char path[256];

	(void)state;
	if (mkdtemp(folder) == NULL)
		return -1;
	snprintf(path, sizeof(path), "%s/trien-seal", folder);
	return copy(PROGRAM("trien-seal"), path);
}

static int
tear_down(void **state)
{
	static const char *const more[] = {"trien-seal", "trien-p11", "seen", "no"};
	char path[256];

	(void)state;
	for (size_t i = 0; i < sizeof(more) / sizeof(*more); i++) {
		snprintf(path, sizeof(path), "%s/%s", folder, more[i]);
		unlink(path);
	}
	for (unsigned i = 0; i < scripts; i++) {
		snprintf(path, sizeof(path), "%s/%u", folder, i);
		unlink(path);
	}
	return rmdir(folder);
}

static struct tr_token_line
start(const char *script)
{
	struct tr_token_line l;
	struct trien_err err = {0};
	char path[256];

	snprintf(path, sizeof(path), "%s/%u", folder, scripts++);
	FILE *f = fopen(path, "w");
	assert_non_null(f);
	fprintf(f, "#!/bin/sh\nPATH=/usr/bin:/bin\n%s\n", script);
	assert_int_equal(fclose(f), 0);
	assert_int_equal(chmod(path, 0700), 0);
	assert_ok(tr_token_start(&(struct tr_helper_program){TR_TOKEN_P11, path, -1, NULL}, &l, &err), &err);
	return l;
}

static const struct tr_token_spec spec = {.uri = "pkcs11:token=A", .environment = {"A=b"}, .environment_count = 1};
/* Reads a frame of OPEN as spec is (34 bytes), and says a key of one certificate "x". */
#define READ_OPEN "head -c 34 <&3 >/dev/null;"
#define SAY_KEY "printf 'K\\0\\0\\0\\016\\001\\0\\0\\0\\0\\0\\010\\0\\001\\0\\0\\0\\001x' >&3;"

static void
opens_to(const char *script, const char *id)
{
	struct tr_token_line l = start(script);
	struct tr_token_key key;
	struct trien_err err = {0};

	assert_refused(tr_token_open(&l, &spec, 2000, &key, &err), id);
	assert_false(tr_token_is_there(&l));
	assert_refused(tr_token_check(&l, 2000, &err), "token.program-failed");
	tr_token_stop(&l);
}

static void
one_that_lies_at_opening(void **state)
{
	(void)state;
	opens_to("exit 3", "token.program-failed");
	opens_to(READ_OPEN, "token.program-failed");
	opens_to(READ_OPEN "printf 'V\\0\\0\\0\\001x' >&3; cat <&3", "token.program-failed");
	opens_to(READ_OPEN "printf 'K\\0\\0\\0\\001x' >&3; cat <&3", "token.program-failed");
	opens_to(READ_OPEN "printf 'K\\377\\377\\377\\377x' >&3; cat <&3", "token.program-failed");
	opens_to(READ_OPEN "printf 'X\\0\\0\\0\\001x' >&3; cat <&3", "token.program-failed");
	opens_to(READ_OPEN "printf 'Q\\0\\0\\0\\001x' >&3; cat <&3", "token.program-failed");
	opens_to(READ_OPEN "while printf 'Q\\0\\0\\0\\006\\0\\0\\0\\0\\0\\0' >&3; do head -c 6 <&3 >/dev/null; done", "token.program-failed");
}

static void
one_that_is_not_there(void **state)
{
	struct tr_token_line l;
	struct tr_token_key key;
	struct trien_err err = {0};

	(void)state;
	/* It may end before it is asked: then it is gone, and why is known by its status. */
	assert_ok(tr_token_start(&(struct tr_helper_program){TR_TOKEN_P11, "/nowhere/trien-p11", -1, NULL}, &l, &err), &err);
	trien_rc rc = TRIEN_OK;
	for (int i = 0; i < 1000 && rc == TRIEN_OK; i++) {
		rc = tr_token_open_begin(&l, &spec, &err);
		usleep(1000);
	}
	if (rc == TRIEN_OK)
		rc = tr_token_open_end(&l, 2000, &key, &err);
	assert_refused(rc, "token.program-missing");
	tr_token_stop(&l);
}

static void
one_that_hangs(void **state)
{
	struct tr_token_line l = start(READ_OPEN SAY_KEY "cat <&3 >/dev/null");
	struct tr_token_key key;
	TR_AUTO_BUF value = {0};
	struct trien_err err = {0};

	(void)state;
	assert_ok(tr_token_open(&l, &spec, 5000, &key, &err), &err);
	assert_int_equal(key.chain_count, 1);
	assert_true(tr_bytes_are(key.chain[0], "x"));
	assert_refused(tr_token_sign(&l, TR_BYTES_LIT("digest"), 100, &value, &err), "token.hung");
	assert_false(tr_token_is_there(&l));
	tr_token_stop(&l);
}

static trien_rc
signs(const char *says, size_t *n)
{
	char script[512];
	struct tr_token_key key;
	TR_AUTO_BUF value = {0};
	struct trien_err err = {0};

	snprintf(script, sizeof(script), READ_OPEN SAY_KEY "head -c 11 <&3 >/dev/null; %s; cat <&3 >/dev/null", says);
	struct tr_token_line l = start(script);
	assert_ok(tr_token_open(&l, &spec, 5000, &key, &err), &err);
	const trien_rc rc = tr_token_sign(&l, TR_BYTES_LIT("digest"), 5000, &value, &err);
	*n = value.n;
	tr_token_stop(&l);
	return rc;
}

static void
values(void **state)
{
	size_t n;

	(void)state;
	assert_int_equal(signs("printf 'V\\0\\0\\004\\0' >&3; head -c 1024 /dev/zero >&3", &n), TRIEN_OK);
	assert_int_equal(n, TR_SIGNATURE_MAX);
	assert_refused(signs("printf 'V\\0\\0\\004\\001' >&3; head -c 1025 /dev/zero >&3", &n), "token.program-failed");
	assert_refused(signs("printf 'V\\0\\0\\0\\0' >&3", &n), "token.program-failed");
	assert_refused(signs("printf 'G\\0\\0\\0\\0' >&3", &n), "token.program-failed");
	assert_int_equal(n, 0);
}

static trien_rc
give_pin(void *context, const char *l, const char *w, struct tr_buf *out, struct trien_err *err)
{
	asked++;
	snprintf(label, sizeof(label), "%s", l);
	snprintf(warning, sizeof(warning), "%s", w != NULL ? w : "");
	return tr_buf_add(out, context, strlen(context), err);
}

static bool
say_yes(void *context, const char *l)
{
	(void)context;
	snprintf(label, sizeof(label), "%s", l);
	return true;
}

/* What the person says comes to the process and to nobody else; who gives no PIN, or too long a one, has said no. */
static void
questions(void **state)
{
	static const char ask[] = READ_OPEN "printf 'Q\\0\\0\\0\\010\\0\\001\\0\\0\\0\\002ab' >&3; a=$(head -c 10 <&3 | tail -c 4); [ \"$a\" = 1234 ] || exit; " SAY_KEY " cat <&3 >/dev/null";
	static const char last[] = READ_OPEN "printf 'Q\\0\\0\\0\\010\\001\\002\\0\\0\\0\\002ab' >&3; a=$(head -c 6 <&3 | tail -c 1 | od -An -tu1); [ $a = 1 ] || exit; " SAY_KEY " cat <&3 >/dev/null";
	char right[] = "1234", wrong[] = "123";
	struct tr_pin_source pin = {.ask = give_pin, .confirm_final_try = say_yes, .context = right};
	struct tr_token_key key;
	struct trien_err err = {0};

	(void)state;
	struct tr_token_line l = start(ask);
	l.pin = &pin;
	assert_ok(tr_token_open(&l, &spec, 5000, &key, &err), &err);
	assert_int_equal(asked, 1);
	assert_string_equal(label, "ab");
	assert_string_equal(warning, "count-low");
	tr_token_stop(&l);
	pin.context = wrong;
	l = start(READ_OPEN "printf 'Q\\0\\0\\0\\006\\0\\0\\0\\0\\0\\0' >&3; a=$(head -c 9 <&3 | tail -c 3); [ \"$a\" = 123 ] || exit; " SAY_KEY " cat <&3 >/dev/null");
	l.pin = &pin;
	assert_ok(tr_token_open(&l, &spec, 5000, &key, &err), &err);
	tr_token_stop(&l);
	l = start(last);
	l.pin = &pin;
	assert_ok(tr_token_open(&l, &spec, 5000, &key, &err), &err);
	tr_token_stop(&l);
	l = start(last); /* nobody is there to say yes */
	assert_refused(tr_token_open(&l, &spec, 5000, &key, &err), "token.program-failed");
	tr_token_stop(&l);
}

static trien_rc
count_listed(void *context, const struct tr_token_listed *t, struct trien_err *err)
{
	(void)t;
	(void)err;
	++*(size_t *)context;
	return TRIEN_OK;
}

static trien_rc
lists(unsigned tokens, const char *then, size_t *count)
{
	char script[512];
	struct trien_err err = {0};

	*count = 0;
	snprintf(script, sizeof(script), READ_OPEN "i=0; while [ $i -lt %u ]; do printf 'T\\0\\0\\0\\022\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0' >&3; i=$((i+1)); done; %s cat <&3 >/dev/null",
			tokens, then);
	struct tr_token_line l = start(script);
	const trien_rc rc = tr_token_list(&l, &spec, 5000, count_listed, count, &err);
	tr_token_stop(&l);
	return rc;
}

static void
lists_of_tokens(void **state)
{
	static const char end[] = "printf 'G\\0\\0\\0\\0' >&3;";
	size_t count;

	(void)state;
	assert_int_equal(lists(0, end, &count), TRIEN_OK);
	assert_int_equal(lists(TR_TOKEN_LISTED_MAX, end, &count), TRIEN_OK);
	assert_int_equal(count, TR_TOKEN_LISTED_MAX);
	assert_refused(lists(TR_TOKEN_LISTED_MAX + 1, end, &count), "token.program-failed");
	assert_int_equal(count, TR_TOKEN_LISTED_MAX);
	assert_refused(lists(1, "printf 'T\\0\\0\\0\\001x' >&3;", &count), "token.program-failed");
	assert_refused(lists(1, "exit;", &count), "token.program-failed");
}

/* ---- trien-seal, with a trien-p11 beside it that is such a script ---- */

static void
put_beside(const char *script)
{
	char path[1024];

	snprintf(path, sizeof(path), "%s/trien-p11", folder);
	FILE *f = fopen(path, "w");
	assert_non_null(f);
	fprintf(f, "#!/bin/sh\nPATH=/usr/bin:/bin\ncd %s\n%s\n", folder, script);
	assert_int_equal(fclose(f), 0);
	assert_int_equal(chmod(path, 0700), 0);
}

static struct tr_token_line
start_seal(void)
{
	struct tr_token_line l;
	struct trien_err err = {0};
	char path[256];
	int pin[2];

	snprintf(path, sizeof(path), "%s/trien-seal", folder);
	assert_int_equal(pipe(pin), 0);
	assert_int_equal(write(pin[1], "1234\n", 5), 5); /* the line is enough: the other end stays open */
	assert_ok(tr_token_start(&(struct tr_helper_program){"", path, pin[0], NULL}, &l, &err), &err);
	close(pin[0]);
	close(pin[1]);
	return l;
}

#define SAY_OTHER "printf 'K\\0\\0\\0\\016\\001\\0\\0\\0\\0\\0\\010\\0\\001\\0\\0\\0\\001y' >&3;"

/* Documents were prepared for the first certificate: another one on the token that comes back signs nothing. */
static void
a_token_that_was_exchanged(void **state)
{
	struct tr_token_key key;
	TR_AUTO_BUF value = {0};
	struct trien_err err = {0};

	(void)state;
	put_beside(READ_OPEN "if [ -e seen ]; then " SAY_OTHER " else >seen; " SAY_KEY " fi; head -c 11 <&3 >/dev/null");
	struct tr_token_line l = start_seal();
	assert_ok(tr_token_open(&l, &spec, 5000, &key, &err), &err);
	assert_true(tr_bytes_are(key.chain[0], "x"));
	assert_refused(tr_token_sign(&l, TR_BYTES_LIT("digest"), 5000, &value, &err), "token.program-failed");
	assert_true(tr_token_is_there(&l)); /* that was trien-p11 */
	assert_refused(tr_token_sign(&l, TR_BYTES_LIT("digest"), 5000, &value, &err), "token.other-key");
	assert_refused(tr_token_check(&l, 5000, &err), "token.other-key");
	tr_token_stop(&l);
}

/* The first so many deaths have it started anew, and then no more. */
static void
a_module_that_dies_again_and_again(void **state)
{
	struct tr_token_key key;
	struct trien_err err = {0};

	(void)state;
	put_beside(READ_OPEN SAY_KEY "head -c 5 <&3 >/dev/null");
	struct tr_token_line l = start_seal();
	assert_ok(tr_token_open(&l, &spec, 5000, &key, &err), &err);
	for (unsigned i = 0; i < TR_TOKEN_STARTS_MAX; i++)
		assert_refused(tr_token_check(&l, 5000, &err), "token.program-failed");
	assert_refused(tr_token_check(&l, 5000, &err), "token.restarts");
	assert_true(tr_token_is_there(&l));
	tr_token_stop(&l);
}

/* A PIN goes where it is asked for by a token that has nothing to say against it. */
static void
a_pin_is_given_once(void **state)
{
	struct tr_token_key key;
	struct trien_err err = {0};

	(void)state;
	put_beside(READ_OPEN "printf 'Q\\0\\0\\0\\006\\0\\0\\0\\0\\0\\0' >&3; a=$(head -c 10 <&3 | tail -c 4); [ \"$a\" = 1234 ] || exit; " SAY_KEY " cat <&3 >/dev/null");
	struct tr_token_line l = start_seal();
	assert_ok(tr_token_open(&l, &spec, 5000, &key, &err), &err);
	tr_token_stop(&l);
	put_beside(READ_OPEN "printf 'Q\\0\\0\\0\\006\\0\\001\\0\\0\\0\\0' >&3; a=$(head -c 6 <&3 | tail -c 1 | od -An -tu1); [ $a = 0 ] && >no; cat <&3 >/dev/null");
	l = start_seal();
	assert_ok(tr_token_open_begin(&l, &spec, &err), &err);
	char path[256];
	snprintf(path, sizeof(path), "%s/no", folder);
	for (int i = 0; i < 5000 && access(path, F_OK) != 0; i++)
		usleep(1000);
	assert_int_equal(access(path, F_OK), 0);
	tr_token_stop(&l);
}

/* Started by hand, or told nonsense, they say whose they are and end. */
static void
by_hand(void **state)
{
	static const char *const programs[] = {PROGRAM("trien-p11"), PROGRAM("trien-seal")};
	struct tr_token_line l;
	struct trien_err err = {0};

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		assert_ok(tr_token_start(&(struct tr_helper_program){"", programs[i], -1, NULL}, &l, &err), &err);
		assert_refused(tr_token_check(&l, 5000, &err), "token.program-failed");
		tr_token_stop(&l);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_that_lies_at_opening),
		cmocka_unit_test(one_that_is_not_there),
		cmocka_unit_test(one_that_hangs),
		cmocka_unit_test(values),
		cmocka_unit_test(questions),
		cmocka_unit_test(lists_of_tokens),
		cmocka_unit_test(a_token_that_was_exchanged),
		cmocka_unit_test(a_module_that_dies_again_and_again),
		cmocka_unit_test(a_pin_is_given_once),
		cmocka_unit_test(by_hand),
	};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
