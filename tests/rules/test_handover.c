/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Requirement: X5
 * Who hands over and who takes: every act from every state by every role for both kinds, each condition with its twin that fails.
 */
#include "rules/handover.h"

#include "base/env.h"
#include "test.h"

/* Facts under which nothing but state, kind and role stops the act: the giver gives, the taker takes. */
static struct tr_handover_facts
good(enum tr_handover_act act)
{
	return (struct tr_handover_facts){.kind = TR_HANDOVER_ARCHIVE, .state = act == TR_HANDOVER_ACT_GIVE ? TR_HANDOVER_NONE : TR_HANDOVER_GIVEN, .role = TR_ROLE_CLERK,
		.person = act == TR_HANDOVER_ACT_TAKE ? 2 : 1, .giver = 1, .taker = 2, .lines = 1, .reason_given = true};
}

static const char *
says(const struct tr_handover_facts *f, enum tr_handover_act act)
{
	struct tr_handover_decision d;
	const trien_rc rc = tr_handover_decide(f, act, &d, NULL);

	return rc == TRIEN_OK ? tr_handover_state_word(d.to)->word : trien_err_id(rc);
}

/* Written down once more: clerks and leaders give and give up; what is under way a clerk takes, files of the archive a leader too. */
static const char *
expected(enum tr_handover_act act, enum tr_handover_kind kind, enum tr_handover_state state, enum tr_rules_role role)
{
	const bool clerk = role == TR_ROLE_CLERK, leader = role == TR_ROLE_HEAD || role == TR_ROLE_SIGNATORY;

	if ((act == TR_HANDOVER_ACT_GIVE) != (state == TR_HANDOVER_NONE) || state == TR_HANDOVER_TAKEN || state == TR_HANDOVER_DROPPED)
		return "rules.state";
	if (!clerk && !(leader && (act != TR_HANDOVER_ACT_TAKE || kind == TR_HANDOVER_ARCHIVE)))
		return "rules.role";
	return act == TR_HANDOVER_ACT_GIVE ? "given" : act == TR_HANDOVER_ACT_TAKE ? "taken" : "dropped";
}

static void
every_act_from_every_state_by_every_role(void **unused)
{
	(void)unused;
	for (unsigned act = 0; act < TR_HANDOVER_ACTS; act++)
		for (unsigned kind = 0; kind < TR_HANDOVER_KINDS; kind++)
			for (unsigned state = 0; state < TR_HANDOVER_STATES; state++)
				for (unsigned role = 0; role < TR_ROLE_COUNT; role++) {
					struct tr_handover_facts f = good((enum tr_handover_act)act);
					f.kind = (enum tr_handover_kind)kind;
					f.state = (enum tr_handover_state)state;
					f.role = (enum tr_rules_role)role;
					assert_string_equal(says(&f, (enum tr_handover_act)act), expected((enum tr_handover_act)act, f.kind, f.state, f.role));
				}
}

static void
each_condition_and_its_twin(void **unused)
{
	struct tr_handover_facts f = good(TR_HANDOVER_ACT_GIVE);

	(void)unused;
	f.taker = 1;
	assert_string_equal(says(&f, TR_HANDOVER_ACT_GIVE), "rules.handover-self");
	f = good(TR_HANDOVER_ACT_GIVE);
	f.lines = 0;
	assert_string_equal(says(&f, TR_HANDOVER_ACT_GIVE), "rules.handover-empty");
	f = good(TR_HANDOVER_ACT_GIVE);
	f.reason_given = false; /* who gives what is his own needs none */
	assert_string_equal(says(&f, TR_HANDOVER_ACT_GIVE), "given");
	f.person = 3; /* in place of the giver: a leader alone, with a reason */
	assert_string_equal(says(&f, TR_HANDOVER_ACT_GIVE), "rules.handover-giver");
	f.role = TR_ROLE_HEAD;
	assert_string_equal(says(&f, TR_HANDOVER_ACT_GIVE), "rules.reason-given");
	f.reason_given = true;
	assert_string_equal(says(&f, TR_HANDOVER_ACT_GIVE), "given");
	f = good(TR_HANDOVER_ACT_TAKE);
	f.reason_given = false;
	assert_string_equal(says(&f, TR_HANDOVER_ACT_TAKE), "taken");
	f.person = 1;
	assert_string_equal(says(&f, TR_HANDOVER_ACT_TAKE), "rules.handover-taker");
	f = good(TR_HANDOVER_ACT_DROP);
	f.reason_given = false;
	assert_string_equal(says(&f, TR_HANDOVER_ACT_DROP), "rules.reason-given");
}

static void
words_go_both_ways(void **unused)
{
	(void)unused;
	for (unsigned s = TR_HANDOVER_NONE + 1; s < TR_HANDOVER_STATES; s++) {
		const char *word = tr_handover_state_word((enum tr_handover_state)s)->word;
		assert_int_equal(tr_handover_state_of(TR_BYTES(word, strlen(word))), s);
	}
	for (unsigned k = 0; k < TR_HANDOVER_KINDS; k++) {
		const char *word = tr_handover_kind_word((enum tr_handover_kind)k)->word;
		assert_int_equal(tr_handover_kind_of(TR_BYTES(word, strlen(word))), k);
	}
	assert_int_equal(tr_handover_state_of(TR_BYTES_LIT("none")), TR_HANDOVER_NONE);
	assert_int_equal(tr_handover_kind_of(TR_BYTES_LIT("x")), TR_HANDOVER_KINDS);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(every_act_from_every_state_by_every_role), cmocka_unit_test(each_condition_and_its_twin),
		cmocka_unit_test(words_go_both_ways)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
