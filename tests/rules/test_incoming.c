/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Every act with a document that came, from every state, by every role, as incoming.tsv says; every judgement and what it leads to, as incoming_outcomes.tsv
 * says; nothing that is merely undecided is ever deleted. Requirement: R10.1 R10.2 R10.3
 */
#include "rules/incoming.h"

#include <stdio.h>

#include "table.h"
#include "test.h"

static struct expectations allowed, outcomes;

static int
set_up(void **state)
{
	(void)state;
	table_read("incoming.tsv", &allowed);
	table_read("incoming_outcomes.tsv", &outcomes);
	return 0;
}

static const char *
short_act(enum tr_incoming_act act)
{
	return strchr(tr_incoming_act_word(act)->word, '.') + 1;
}

/* Facts under which nothing but state and role stops the act. */
static struct tr_incoming_facts
good(enum tr_incoming_act act)
{
	struct tr_incoming_facts f = {.verdict = TR_VERDICT_PASSED, .right = TR_INCOMING_RIGHT_YES, .reason_given = true, .receiver_named = true,
		.answer_issued = true, .replacer_registered = true, .tries_left = true, .sealed = true, .asked_back = true};

	f.paper = act == TR_INCOMING_ACT_SCAN;

	if (act == TR_INCOMING_ACT_HOLD)
		f.verdict = TR_VERDICT_OPEN;
	if (act == TR_INCOMING_ACT_REFUSE || act == TR_INCOMING_ACT_REJECT)
		f.verdict = TR_VERDICT_FAILED;
	return f;
}

static const char *
expected(enum tr_incoming_state state, enum tr_rules_role role, enum tr_incoming_act act, const char **id)
{
	*id = "rules.state";
	for (size_t i = 0; i < allowed.count; i++) {
		const char *const *row = allowed.cells[i];
		if (strcmp(row[2], short_act(act)) != 0 || !table_lists(row[1], tr_incoming_state_word(state)->word))
			continue;
		if (strcmp(row[0], tr_rules_role_word(role)->word) == 0)
			return row[3];
		*id = "rules.role";
	}
	return NULL;
}

static void
every_act_from_every_state_by_every_role(void **unused)
{
	size_t count = 0;

	(void)unused;
	for (unsigned act = 0; act < TR_INCOMING_ACTS; act++)
		for (unsigned state = 0; state < TR_INCOMING_STATES; state++)
			for (unsigned role = 0; role < TR_ROLE_COUNT; role++) {
				struct tr_incoming_facts f = good((enum tr_incoming_act)act);
				struct tr_incoming_decision d;
				const char *id, *to = expected((enum tr_incoming_state)state, (enum tr_rules_role)role, (enum tr_incoming_act)act, &id);
				f.state = (enum tr_incoming_state)state;
				f.role = (enum tr_rules_role)role;
				const trien_rc rc = tr_incoming_decide(&f, (enum tr_incoming_act)act, &d, NULL);
				if (to == NULL) {
					assert_string_equal(trien_err_id(rc), id);
					continue;
				}
				if (rc != TRIEN_OK || strcmp(tr_incoming_state_word(d.to)->word, to) != 0)
					fail_msg("%s from %s: want %s", short_act((enum tr_incoming_act)act), tr_incoming_state_word(f.state)->word, to);
				assert_int_equal(d.scope, TR_SCOPE_AGENCY);
				assert_int_equal(d.forgets, act == TR_INCOMING_ACT_REFUSE || act == TR_INCOMING_ACT_REJECT);
				count++;
			}
	assert_int_equal(count, 55);
}

/* ---- what a judgement leads to ---- */

static const char *const verdicts[] = {"nothing", "passed", "open", "failed"}, *const rights[] = {"unknown", "yes", "unsure", "wrong"};

static bool
fits(const char *cell, const char *word)
{
	return strcmp(cell, "*") == 0 || strcmp(cell, word) == 0;
}

static bool
has_flags(const char *cell, const struct tr_incoming_facts *f)
{
	return strcmp(cell, "*") == 0 || ((!table_lists(cell, "there") || f->there) && (!table_lists(cell, "strayed") || f->key_strayed) &&
		(!table_lists(cell, "listed") || f->listed) && (!table_lists(cell, "tries") || f->tries_left));
}

static const char *
expected_outcome(const struct tr_incoming_facts *f)
{
	for (size_t i = 0; i < outcomes.count; i++) {
		const char *const *row = outcomes.cells[i];
		if (fits(row[0], f->paper ? "yes" : "no") && fits(row[1], verdicts[f->verdict]) && fits(row[2], rights[f->right]) && has_flags(row[3], f))
			return row[4];
	}
	return "";
}

static struct tr_incoming_facts
judgement(unsigned n)
{
	return (struct tr_incoming_facts){.role = TR_ROLE_CLERK, .verdict = (enum tr_incoming_verdict)(n & 3), .right = (enum tr_incoming_right)(n >> 2 & 3),
		.paper = n >> 4 & 1, .key_strayed = n >> 5 & 1, .listed = n >> 6 & 1, .there = n >> 7 & 1, .tries_left = n >> 8 & 1};
}

/* The table of outcomes, and that each outcome may be done in every state in which a file is judged. */
static void
every_judgement_has_its_outcome(void **unused)
{
	static const enum tr_incoming_state states[] = {TR_INCOMING_NONE, TR_INCOMING_RETRY, TR_INCOMING_WAITING};

	(void)unused;
	for (unsigned n = 0; n < 512; n++) {
		struct tr_incoming_facts f = judgement(n);
		const enum tr_incoming_act act = tr_incoming_outcome(&f);
		if (strcmp(short_act(act), expected_outcome(&f)) != 0)
			fail_msg("judgement %u: got %s, want %s", n, short_act(act), expected_outcome(&f));
		for (size_t i = 0; i < sizeof(states) / sizeof(*states); i++) {
			struct tr_incoming_decision d;
			f.state = states[i];
			/* What waits for a person is not taken back into the queue. */
			const bool back = act == TR_INCOMING_ACT_HOLD && states[i] == TR_INCOMING_WAITING;
			assert_string_equal(trien_err_id(tr_incoming_decide(&f, act, &d, NULL)), back ? "rules.state" : trien_err_id(TRIEN_OK));
		}
	}
}

static const char *
refusal(const struct tr_incoming_facts *f, enum tr_incoming_act act)
{
	struct tr_incoming_decision d;
	const trien_rc rc = tr_incoming_decide(f, act, &d, NULL);

	return rc == TRIEN_OK ? "" : trien_err_id(rc);
}

/* A person may have deleted what is known to be wrong, and register what is not. */
static void
what_a_clerk_may_decide(void **unused)
{
	(void)unused;
	for (unsigned n = 0; n < 512; n++) {
		struct tr_incoming_facts f = judgement(n);
		f.state = TR_INCOMING_WAITING;
		const bool wrong = f.verdict == TR_VERDICT_FAILED || f.right == TR_INCOMING_RIGHT_WRONG || f.key_strayed;
		const bool bare = !f.paper && f.verdict == TR_VERDICT_NOTHING, listed = f.verdict == TR_VERDICT_OPEN && f.listed;
		assert_string_equal(refusal(&f, TR_INCOMING_ACT_REJECT), "rules.reason-given");
		assert_string_equal(refusal(&f, TR_INCOMING_ACT_ACCEPT), "rules.reason-given");
		f.reason_given = true;
		assert_string_equal(refusal(&f, TR_INCOMING_ACT_ACCEPT), wrong ? "rules.incoming-wrong" : "");
		assert_string_equal(refusal(&f, TR_INCOMING_ACT_REJECT), wrong || bare || listed || f.there ? "" : "rules.incoming-not-invalid");
		if (f.verdict != TR_VERDICT_FAILED || f.paper)
			assert_string_equal(refusal(&f, TR_INCOMING_ACT_REFUSE), "rules.incoming-not-invalid");
		assert_string_equal(refusal(&f, TR_INCOMING_ACT_REGISTER), strcmp(expected_outcome(&f), "register") == 0 ? "" : "rules.incoming-not-valid");
	}
}

static void
each_condition_and_its_twin(void **unused)
{
	struct tr_incoming_facts f = {.state = TR_INCOMING_REGISTERED, .role = TR_ROLE_CLERK};

	(void)unused;
	assert_string_equal(refusal(&f, TR_INCOMING_ACT_ASSIGN), "rules.incoming-receiver");
	assert_string_equal(refusal(&f, TR_INCOMING_ACT_ANSWER), "rules.incoming-answer");
	assert_string_equal(refusal(&f, TR_INCOMING_ACT_FINISH), "rules.reason-given");
	assert_string_equal(refusal(&f, TR_INCOMING_ACT_RECALL), "rules.reason-given");
	assert_string_equal(refusal(&f, TR_INCOMING_ACT_REFUSE_RECALL), "rules.reason-given");
	assert_string_equal(refusal(&f, TR_INCOMING_ACT_CORRECT), "rules.reason-given");
	assert_string_equal(refusal(&f, TR_INCOMING_ACT_REPLACE), "rules.incoming-replacer");
	assert_string_equal(refusal(&f, TR_INCOMING_ACT_SCAN), "rules.incoming-electronic");
	f.paper = f.scanned = true;
	assert_string_equal(refusal(&f, TR_INCOMING_ACT_SCAN), "rules.incoming-scanned");
	f.scanned = false;
	assert_string_equal(refusal(&f, TR_INCOMING_ACT_SCAN), "rules.document-unsealed");
	f.sealed = true;
	assert_string_equal(refusal(&f, TR_INCOMING_ACT_SCAN), "");
	f.paper = f.sealed = false;
	f.state = TR_INCOMING_DONE;
	f.role = TR_ROLE_HEAD;
	assert_string_equal(refusal(&f, TR_INCOMING_ACT_REOPEN), "rules.reason-given");
	f = (struct tr_incoming_facts){.state = TR_INCOMING_RETRY, .role = TR_ROLE_CLERK, .verdict = TR_VERDICT_OPEN};
	assert_string_equal(refusal(&f, TR_INCOMING_ACT_HOLD), "rules.incoming-decided");
	f.tries_left = true;
	assert_string_equal(refusal(&f, TR_INCOMING_ACT_HOLD), "");
}

static void
words_go_both_ways(void **unused)
{
	(void)unused;
	for (unsigned s = 1; s < TR_INCOMING_STATES; s++) {
		const char *word = tr_incoming_state_word((enum tr_incoming_state)s)->word;
		assert_int_equal(tr_incoming_state_of(TR_BYTES(word, strlen(word))), s);
	}
	assert_int_equal(tr_incoming_state_of(TR_BYTES_LIT("none")), TR_INCOMING_NONE);
	assert_string_equal(tr_incoming_why(TR_BYTES_LIT("HASH_FAILURE"))->en, "the content was changed after it was signed");
	assert_string_equal(tr_incoming_why(TR_BYTES_LIT("FORMAT_FAILURE"))->en, "the signature is malformed");
	assert_null(tr_incoming_why(TR_BYTES_LIT("HASH")));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(every_act_from_every_state_by_every_role), cmocka_unit_test(every_judgement_has_its_outcome),
		cmocka_unit_test(what_a_clerk_may_decide), cmocka_unit_test(each_condition_and_its_twin), cmocka_unit_test(words_go_both_ways)};
	return cmocka_run_group_tests(tests, set_up, NULL);
}
