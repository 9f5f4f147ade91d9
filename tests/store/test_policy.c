/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Witness policies: read strictly, groups of groups, caps; and a checkpoint with too few witnesses, strange ones, or another's. */
#include <stdio.h>

#include "test.h"

#include "base/env.h"
#include "store/policy.h"

#define ORIGIN "log.example/mau"
#define WITNESSES 33u

static struct tr_note_signer log_key, other_key, witnesses[WITNESSES];
static char log_text[200], other_text[200], texts[WITNESSES][200];

static void
make(const char *name, enum tr_note_kind kind, const struct tr_env *env, struct tr_note_signer *out, char text[200])
{
	struct trien_err err = {0};
	TR_AUTO_BUF b = {0};

	assert_ok(tr_note_signer_new(name, kind, env, out, &err), &err);
	assert_ok(tr_note_key_write(&out->public, &b, &err), &err);
	snprintf(text, 200, "%.*s", (int)b.n, b.p);
}

static int
setup(void **state)
{
	struct tr_env_fixed clock = {.counter = 99};
	const struct tr_env env = tr_env_fixed_of(&clock);
	char name[40];

	(void)state;
	make(ORIGIN, TR_NOTE_LOG, &env, &log_key, log_text);
	make("other.example/mau", TR_NOTE_LOG, &env, &other_key, other_text);
	for (unsigned i = 0; i < WITNESSES; i++) {
		snprintf(name, sizeof(name), "w%u.example/mau", i);
		make(name, TR_NOTE_WITNESS, &env, &witnesses[i], texts[i]);
	}
	return 0;
}

static trien_rc
read_text(const char *text, struct tr_policy **out, struct trien_err *err)
{
	return tr_policy_read(TR_BYTES(text, strlen(text)), out, err);
}

/* Three of two groups, as in the specification's example. */
static void
write_sample(char *out, size_t size)
{
	snprintf(out, size, "# sample\n\nlog %s\nwitness A %s https://a.example/w\n \twitness B %s\t\nwitness C %s http://c.example\n"
			"group G 2 A B\ngroup H any C\ngroup All all G H\nquorum All\n", log_text, texts[0], texts[1], texts[2]);
}

static void
a_quorum_is_counted(void **state)
{
	struct trien_err err = {0};
	struct tr_policy *p;
	char text[2000];

	(void)state;
	write_sample(text, sizeof(text));
	assert_ok(read_text(text, &p, &err), &err);
	assert_int_equal(p->log_count, 1);
	assert_int_equal(p->witness_count, 3);
	assert_string_equal(p->witnesses[0].url, "https://a.example/w");
	assert_null(p->witnesses[1].url);
	for (uint64_t w = 0; w < 8; w++)
		assert_int_equal(tr_policy_enough(p, w), w == 7);
	tr_policy_free(p);
	assert_ok(read_text("quorum none\n", &p, &err), &err);
	assert_true(tr_policy_enough(p, 0));
	tr_policy_free(p);
}

static void
what_is_malformed_is_refused_with_its_line(void **state)
{
	static const struct {
		const char *tail;
		const char *line;
	} bad[] = {
		{"", "3"}, {"quorum A", "3"}, {"quorum D\n", "3"}, {"quorum A\nquorum A\n", "4"}, {"group G 3 A B\nquorum G\n", "3"},
		{"group G 0 A B\nquorum G\n", "3"}, {"group G any\nquorum G\n", "3"}, {"group G any A A\nquorum G\n", "3"},
		{"group G any G\nquorum G\n", "3"}, {"group none any A\nquorum none\n", "3"}, {"group A any B\nquorum A\n", "3"},
		{"group G any A\ngroup H any A\nquorum H\n", "4"}, {"quorum A B\n", "3"}, {"witness\nquorum A\n", "3"}, {"log x\nquorum A\n", "3"},
		{"Quorum A\n", "3"}, {"quorum A\r\n", "3"}, {"group G 01 A B\nquorum G\n", "3"},
	};
	char text[2000];

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		struct trien_err err = {0};
		struct tr_policy *p;
		snprintf(text, sizeof(text), "witness A %s\nwitness B %s\n%s", texts[0], texts[1], bad[i].tail);
		assert_refused(read_text(text, &p, &err), "audit.policy-malformed");
		if (bad[i].tail[0] != '\0')
			assert_string_equal(err.values[0].text, bad[i].line);
	}
	/* One key under two names would count twice; a log's key is no witness's. */
	struct trien_err err = {0};
	struct tr_policy *p;
	snprintf(text, sizeof(text), "witness A %s\nwitness B %s\nquorum A\n", texts[0], texts[0]);
	assert_refused(read_text(text, &p, &err), "audit.policy-malformed");
	snprintf(text, sizeof(text), "witness A %s\nquorum A\n", log_text);
	assert_refused(read_text(text, &p, &err), "audit.policy-malformed");
	snprintf(text, sizeof(text), "log %s\nlog %s\nquorum none\n", log_text, log_text);
	assert_refused(read_text(text, &p, &err), "audit.policy-malformed");
}

static void
caps(void **state)
{
	struct trien_err err = {0};
	static char text[WITNESSES * 300];
	struct tr_policy *p;
	size_t n = 0;

	(void)state;
	for (unsigned i = 0; i < TR_POLICY_MAX; i++)
		n += (size_t)snprintf(text + n, sizeof(text) - n, "witness w%u %s\n", i, texts[i]);
	const size_t full = n;
	for (unsigned i = 0; i < TR_POLICY_MAX; i++)
		n += (size_t)snprintf(text + n, sizeof(text) - n, "group g%u any w%u\n", i, i);
	snprintf(text + n, sizeof(text) - n, "quorum g%u\n", TR_POLICY_MAX - 1);
	assert_ok(read_text(text, &p, &err), &err);
	assert_true(tr_policy_enough(p, UINT64_C(1) << (TR_POLICY_MAX - 1)));
	assert_false(tr_policy_enough(p, 1));
	tr_policy_free(p);
	snprintf(text + n, sizeof(text) - n, "group g any g0\nquorum g\n");
	assert_refused(read_text(text, &p, &err), "audit.policy-limit");
	snprintf(text + full, sizeof(text) - full, "witness more %s\nquorum w0\n", texts[TR_POLICY_MAX]);
	assert_refused(read_text(text, &p, &err), "audit.policy-limit");
}

static void
sign(const struct tr_note_signer *by, const char *text, struct tr_buf *note)
{
	struct trien_err err = {0};
	assert_ok(tr_note_sign(by, TR_BYTES(text, strlen(text)), 1790000000, note, &err), &err);
}

static void
a_checkpoint_wants_its_witnesses(void **state)
{
	static const char text[] = ORIGIN "\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n";
	struct trien_err err = {0};
	struct tr_policy *p;
	TR_AUTO_BUF note = {0};
	char policy[2000];
	uint64_t who;

	(void)state;
	write_sample(policy, sizeof(policy));
	assert_ok(read_text(policy, &p, &err), &err);
	assert_ok(tr_buf_addf(&note, &err, "%s\n", text), &err);
	sign(&log_key, text, &note);
	sign(&witnesses[0], text, &note);
	sign(&witnesses[2], text, &note);
	sign(&witnesses[5], text, &note); /* nobody has asked for this one */
	assert_refused(tr_policy_holds(p, &log_key.public, tr_buf_view(&note), &who, &err), "audit.quorum-missed");
	assert_string_equal(err.values[2].text, "2");
	/* The signature of a witness over another tree. */
	const size_t good = note.n;
	sign(&witnesses[1], ORIGIN "\n1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n", &note);
	assert_refused(tr_policy_holds(p, &log_key.public, tr_buf_view(&note), &who, &err), "audit.quorum-missed");
	note.n = good;
	sign(&witnesses[1], text, &note);
	assert_ok(tr_policy_holds(p, &log_key.public, tr_buf_view(&note), &who, &err), &err);
	assert_int_equal(who, 7);
	assert_refused(tr_policy_holds(p, &witnesses[0].public, tr_buf_view(&note), &who, &err), "audit.signature-wrong");
	tr_policy_free(p);
	snprintf(policy, sizeof(policy), "log %s\nquorum none\n", other_text);
	assert_ok(read_text(policy, &p, &err), &err);
	assert_refused(tr_policy_holds(p, &log_key.public, tr_buf_view(&note), NULL, &err), "audit.origin-unknown");
	tr_policy_free(p);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_quorum_is_counted),
		cmocka_unit_test(what_is_malformed_is_refused_with_its_line),
		cmocka_unit_test(caps),
		cmocka_unit_test(a_checkpoint_wants_its_witnesses),
	};
	return cmocka_run_group_tests(tests, setup, NULL);
}
