/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Requirement: X1
 * When a period is over, and what may be done with a list of destruction: every act from every state by every role, each condition with its twin that fails.
 */
#include "rules/retention.h"

#include "base/env.h"
#include "test.h"

#define YEAR_2026 1767200400 /* 2026-01-01T00:00:00+07:00 */
#define YEAR_2037 2114355600

/* Counted from the end of the year, in Vietnam. */
static void
a_period_ends_with_a_year(void **state)
{
	(void)state;
	assert_int_equal(tr_retention_due(YEAR_2026, 10), YEAR_2037);
	assert_int_equal(tr_retention_due(YEAR_2026 - 1, 11), YEAR_2037);
	assert_int_equal(tr_retention_due(YEAR_2026 + 360 * 86400, 10), YEAR_2037);
	assert_int_equal(tr_retention_due(YEAR_2026, 20000), INT64_MAX); /* no year of four digits */
}

static void
each_condition_has_its_word(void **state)
{
	const struct tr_retention_facts good = {.settled = true, .years = 10, .ended_at = YEAR_2026, .now = YEAR_2037};
	struct tr_retention_facts f;

	(void)state;
	assert_int_equal(tr_retention_check(&good, NULL), TRIEN_OK);
#define BAD(member, value, id) \
	f = good; \
	f.member = value; \
	assert_string_equal(trien_err_id(tr_retention_check(&f, NULL)), id)
	BAD(now, YEAR_2037 - 1, "rules.retention-not-due");
	BAD(years, 11, "rules.retention-not-due");
	BAD(years, 0, "rules.retention-permanent");
	BAD(settled, false, "rules.retention-unsettled");
	BAD(held, true, "rules.retention-held");
	BAD(work_open, true, "rules.retention-open");
	BAD(destroyed, true, "rules.retention-destroyed");
	assert_string_equal(trien_err_id(tr_retention_check(&(struct tr_retention_facts){0}, NULL)), "rules.retention-unsettled"); /* nothing known allows nothing */
}

/* ---- the list ---- */

static const struct tr_destruction_facts good = {.person = 1, .requester = 2, .listed = 1, .reason_given = true, .decision_named = true, .decided_at = 5, .now = 5,
	.final = true};

/* As the office has it, written down once more: clerks make, submit and carry out; the head alone decides; leaders may stop it. */
static const char *
expected(enum tr_destruction_act act, enum tr_destruction_state state, enum tr_rules_role role)
{
	const bool clerk = role == TR_ROLE_CLERK, head = role == TR_ROLE_HEAD, leader = head || role == TR_ROLE_SIGNATORY;
	const bool open = state == TR_DESTRUCTION_PROPOSED || state == TR_DESTRUCTION_SUBMITTED || state == TR_DESTRUCTION_APPROVED;

	switch (act) {
	case TR_DESTRUCTION_ACT_PROPOSE:
		return state != TR_DESTRUCTION_NONE ? "state" : clerk ? "proposed" : "role";
	case TR_DESTRUCTION_ACT_STRIKE:
		return !open ? "state" : clerk || leader ? tr_destruction_state_word(state)->word : "role";
	case TR_DESTRUCTION_ACT_DROP:
		return !open ? "state" : clerk || leader ? "dropped" : "role";
	case TR_DESTRUCTION_ACT_SUBMIT:
		return state != TR_DESTRUCTION_PROPOSED ? "state" : clerk ? "submitted" : "role";
	case TR_DESTRUCTION_ACT_APPROVE:
		return state != TR_DESTRUCTION_SUBMITTED ? "state" : head ? "approved" : "role";
	default:
		return state != TR_DESTRUCTION_APPROVED ? "state" : clerk ? "done" : "role";
	}
}

static void
every_act_from_every_state_by_every_role(void **state)
{
	(void)state;
	for (unsigned a = 0; a < TR_DESTRUCTION_ACTS; a++)
		for (unsigned s = 0; s < TR_DESTRUCTION_STATES; s++)
			for (unsigned r = 0; r < TR_ROLE_COUNT; r++) {
				struct tr_destruction_facts f = good;
				struct tr_destruction_decision d;
				f.state = (enum tr_destruction_state)s;
				f.role = (enum tr_rules_role)r;
				const trien_rc rc = tr_destruction_decide(&f, (enum tr_destruction_act)a, &d, NULL);
				const char *got = rc == TRIEN_OK ? tr_destruction_state_word(d.to)->word : strchr(trien_err_id(rc), '.') + 1;
				assert_string_equal(got, expected((enum tr_destruction_act)a, f.state, f.role));
				/* Whoever the row names has that verb in the table of access, in the own agency. */
				assert_true(rc != TRIEN_OK || tr_rules_access(f.role, TR_OBJECT_DOCUMENT, d.verb) == TR_SCOPE_AGENCY);
			}
}

static void
each_rule_of_a_list_has_its_twin(void **state)
{
	struct tr_destruction_facts f;
	struct tr_destruction_decision d;

	(void)state;
#define LIST(act, from, who, member, value, id) \
	f = good; \
	f.state = TR_DESTRUCTION_##from; \
	f.role = TR_ROLE_##who; \
	assert_int_equal(tr_destruction_decide(&f, TR_DESTRUCTION_ACT_##act, &d, NULL), TRIEN_OK); \
	f.member = value; \
	assert_string_equal(trien_err_id(tr_destruction_decide(&f, TR_DESTRUCTION_ACT_##act, &d, NULL)), id)
	LIST(STRIKE, SUBMITTED, CLERK, reason_given, false, "rules.reason-given");
	LIST(DROP, PROPOSED, HEAD, reason_given, false, "rules.reason-given");
	LIST(SUBMIT, PROPOSED, CLERK, listed, 0, "rules.destruction-empty");
	LIST(CARRY_OUT, APPROVED, CLERK, listed, 0, "rules.destruction-empty");
	LIST(CARRY_OUT, APPROVED, CLERK, final, false, "rules.destruction-final");
	LIST(APPROVE, SUBMITTED, HEAD, requester, 1, "rules.destruction-self");
	LIST(APPROVE, SUBMITTED, HEAD, decision_named, false, "rules.destruction-decision");
	LIST(APPROVE, SUBMITTED, HEAD, decided_at, 0, "rules.destruction-decision");
	LIST(APPROVE, SUBMITTED, HEAD, decided_at, 6, "rules.destruction-decision");
	for (unsigned s = 1; s < TR_DESTRUCTION_STATES; s++) {
		const char *word = tr_destruction_state_word((enum tr_destruction_state)s)->word;
		assert_int_equal(tr_destruction_state_of(TR_BYTES(word, strlen(word))), s);
	}
	assert_int_equal(tr_destruction_state_of(TR_BYTES_LIT("burnt")), TR_DESTRUCTION_NONE);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(a_period_ends_with_a_year), cmocka_unit_test(each_condition_has_its_word),
		cmocka_unit_test(every_act_from_every_state_by_every_role), cmocka_unit_test(each_rule_of_a_list_has_its_twin)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
