/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Every act with a draft from every state by every role, in every procedure, as submissions.tsv says, each condition with its twin that fails; and
 * which steps make a procedure, as steps.tsv says. Requirement: R9.1 R9.2 R9.3 R9.4
 */
#include "rules/procedure.h"

#include <stdio.h>
#include <stdlib.h>

#include "table.h"
#include "test.h"

static struct expectations allowed, conditions, steps;

static int
set_up(void **state)
{
	(void)state;
	table_read("submissions.tsv", &allowed);
	table_read("submission_conditions.tsv", &conditions);
	table_read("steps.tsv", &steps);
	return 0;
}

/* ---- acts ---- */

struct trying {
	enum tr_submission_act act;
	struct tr_submission_facts facts;
};

static const char *
short_act(enum tr_submission_act act)
{
	return strchr(tr_submission_act_word(act)->word, '.') + 1;
}

static struct tr_submission_facts
good_for(enum tr_submission_act act)
{
	return (struct tr_submission_facts){.drafter = true, .reason_given = true, .bare = true, .turn = true, .competent = true, .first = true,
		.by_signature = act == TR_SUBMISSION_ACT_SIGN_STEP, .holder = true, .same_base = true, .good = true};
}

static size_t
each(void (*f)(const struct trying *t))
{
	size_t count = 0;

	for (unsigned act = 0; act < TR_SUBMISSION_ACTS; act++)
		for (unsigned state = 0; state < TR_SUBMISSION_STATES; state++)
			for (unsigned role = 0; role < TR_ROLE_COUNT; role++)
				for (unsigned p = 0; p < TR_PROCEDURES; p++)
					for (unsigned left = 1; left < 3; left++, count++) {
						struct trying t = {(enum tr_submission_act)act, good_for((enum tr_submission_act)act)};
						t.facts.state = (enum tr_submission_state)state;
						t.facts.role = (enum tr_rules_role)role;
						t.facts.procedure = (enum tr_procedure)p;
						t.facts.left = left;
						f(&t);
					}
	return count;
}

/* The state after it, or NULL and the id that refuses. */
static const char *
expected(const struct trying *t, const char **id)
{
	*id = "rules.state";
	for (size_t i = 0; i < allowed.count; i++) {
		const char *const *row = allowed.cells[i];
		if (strcmp(row[2], short_act(t->act)) != 0 || !table_lists(row[1], tr_submission_state_word(t->facts.state)->word))
			continue;
		*id = "rules.role";
		if (!table_lists(row[0], tr_rules_role_word(t->facts.role)->word))
			continue;
		if (t->facts.left == 2)
			return row[3];
		/* Procedure 4 ends where the others go to the clerk. */
		return strcmp(row[4], "signed") == 0 && t->facts.procedure == TR_PROCEDURE_KEPT ? "complete" : row[4];
	}
	return NULL;
}

static size_t allowed_count;

static void
as_the_list_says(const struct trying *t)
{
	struct tr_submission_decision d;
	const char *id, *to = expected(t, &id);
	const trien_rc rc = tr_submission_decide(&t->facts, t->act, &d, NULL);
	char what[160];

	snprintf(what, sizeof(what), "%s from %s by %s, %u left", short_act(t->act), tr_submission_state_word(t->facts.state)->word,
			tr_rules_role_word(t->facts.role)->word, t->facts.left);
	if (to == NULL) {
		if (rc == TRIEN_OK || strcmp(trien_err_id(rc), id) != 0)
			fail_msg("%s: got %s, want %s", what, rc == TRIEN_OK ? "ok" : trien_err_id(rc), id);
		return;
	}
	if (rc != TRIEN_OK || strcmp(tr_submission_state_word(d.to)->word, to) != 0)
		fail_msg("%s: got %s, want %s", what, rc == TRIEN_OK ? tr_submission_state_word(d.to)->word : trien_err_id(rc), to);
	/* What is one's own, or, of the clerk who looks at it last, the agency's. */
	assert_int_equal(d.scope, d.verb == TR_VERB_CHANGE ? TR_SCOPE_AGENCY : TR_SCOPE_OWN);
	allowed_count++;
}

static void
every_act_from_every_state_by_every_role(void **state)
{
	(void)state;
	const size_t all = each(as_the_list_says);
	print_message("%zu attempts, %zu allowed\n", all, allowed_count);
	assert_int_equal(all, (size_t)TR_SUBMISSION_ACTS * TR_SUBMISSION_STATES * TR_ROLE_COUNT * TR_PROCEDURES * 2);
	assert_int_equal(allowed_count, (13 * 4 + 1) * TR_PROCEDURES * 2);
}

static bool *
fact_of(struct tr_submission_facts *f, const char *name)
{
	const struct {
		const char *name;
		bool *at;
	} facts[] = {{"drafter", &f->drafter}, {"reason_given", &f->reason_given}, {"bare", &f->bare}, {"turn", &f->turn}, {"competent", &f->competent},
		{"first", &f->first},
		{"by_signature", &f->by_signature}, {"holder", &f->holder}, {"same_base", &f->same_base}, {"good", &f->good}};

	for (size_t i = 0; i < sizeof(facts) / sizeof(*facts); i++)
		if (strcmp(facts[i].name, name) == 0)
			return facts[i].at;
	fail_msg("no fact %s", name);
	return NULL;
}

static const char *
broken_id(const char *condition, const struct trying *t)
{
	for (size_t i = 0; i < conditions.count; i++) {
		const char *const *row = conditions.cells[i];
		if (strcmp(row[0], condition) == 0 && table_lists(row[2], short_act(t->act)) &&
				table_lists(row[3], tr_submission_state_word(t->facts.state)->word))
			return row[1];
	}
	return "";
}

static size_t broken_count;

static void
break_each(const struct trying *t)
{
	static const char *const names[] = {"drafter", "reason_given", "bare", "turn", "competent", "first", "by_signature", "holder", "same_base", "good"};
	struct tr_submission_decision d;
	const char *id;

	if (expected(t, &id) == NULL)
		return;
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		struct trying broken = *t;
		bool *fact = fact_of(&broken.facts, names[i]);
		const char *want = broken_id(names[i], t);
		*fact = !*fact;
		const trien_rc rc = tr_submission_decide(&broken.facts, t->act, &d, NULL);
		if (strcmp(rc == TRIEN_OK ? "" : trien_err_id(rc), want) != 0)
			fail_msg("%s without %s: got %s, want \"%s\"", short_act(t->act), names[i], trien_err_id(rc), want);
		broken_count += want[0] != '\0';
	}
}

static void
each_condition_and_its_twin(void **state)
{
	(void)state;
	(void)each(break_each);
	print_message("%zu broken conditions refused\n", broken_count);
	assert_true(broken_count > 500);
}

/* ---- steps ---- */

static size_t
read_steps(char *text, struct tr_step out[TR_STEPS_MAX])
{
	size_t n = 0;
	char *save = NULL;

	for (char *word = strtok_r(text, " ", &save); word != NULL; word = strtok_r(NULL, " ", &save)) {
		char *at = word;
		out[n].stage = strtol(strsep(&at, ":"), NULL, 10);
		const char *kind = strsep(&at, ":");
		assert_true(tr_step_kind_of(TR_BYTES(kind, strlen(kind)), &out[n].kind));
		out[n].person = strtol(strsep(&at, ":"), NULL, 10);
		enum tr_rules_role role;
		assert_true(tr_rules_role_of(at, &role));
		out[n++].roles = TR_BIT(role);
	}
	return n;
}

static void
steps_of_a_procedure(void **state)
{
	(void)state;
	for (size_t i = 0; i < steps.count; i++) {
		const char *const *row = steps.cells[i];
		struct tr_step list[TR_STEPS_MAX];
		enum tr_procedure p;
		char text[300];
		snprintf(text, sizeof(text), "%s", row[1]);
		assert_true(tr_procedure_of(TR_BYTES(row[0], strlen(row[0])), &p));
		const size_t n = read_steps(text, list);
		const trien_rc rc = tr_procedure_check(p, list, n, NULL);
		if (strcmp(rc == TRIEN_OK ? "" : trien_err_id(rc), row[2]) != 0)
			fail_msg("procedure %s, %s: got %s, want \"%s\"", row[0], row[1], rc == TRIEN_OK ? "ok" : trien_err_id(rc), row[2]);
		/* The order in which they are written says nothing. */
		for (size_t j = 0; j < n / 2; j++) {
			const struct tr_step swap = list[j];
			list[j] = list[n - 1 - j];
			list[n - 1 - j] = swap;
		}
		assert_int_equal(tr_procedure_check(p, list, n, NULL), rc);
	}
	assert_true(steps.count > 35);
}

static void
as_many_steps_as_there_may_be(void **state)
{
	static struct tr_step list[TR_STEPS_MAX + 1];
	size_t n = 0;

	(void)state;
	for (unsigned i = 0; i < 20; i++, n += 3) {
		list[n] = (struct tr_step){TR_STEP_REVIEW, 1, TR_BIT(TR_ROLE_SUBSCRIBER), i + 1};
		list[n + 1] = (struct tr_step){TR_STEP_CONTENT, 1, TR_BIT(TR_ROLE_SUBSCRIBER), i + 1};
		list[n + 2] = (struct tr_step){TR_STEP_SIGN, 3, TR_BIT(TR_ROLE_HEAD), i + 1};
	}
	assert_int_equal(n, TR_STEPS_MAX);
	assert_int_equal(tr_procedure_check(TR_PROCEDURE_MANY, list, n, NULL), TRIEN_OK);
	list[n++] = (struct tr_step){TR_STEP_FORMAT, 2, TR_BIT(TR_ROLE_CLERK), 30};
	assert_string_equal(trien_err_id(tr_procedure_check(TR_PROCEDURE_MANY, list, n, NULL)), "rules.steps-limit");
	/* And one kind by itself. */
	list[n - 1] = (struct tr_step){TR_STEP_REVIEW, 1, TR_BIT(TR_ROLE_SUBSCRIBER), 21};
	assert_string_equal(trien_err_id(tr_procedure_check(TR_PROCEDURE_MANY, list + 3, n - 3, NULL)), "ok");
	list[0] = (struct tr_step){TR_STEP_REVIEW, 1, TR_BIT(TR_ROLE_SUBSCRIBER), 22};
	list[1] = list[n - 1];
	assert_string_equal(trien_err_id(tr_procedure_check(TR_PROCEDURE_MANY, list, n - 1, NULL)), "rules.steps-count");
}

/* ---- delegation ---- */

static void
a_delegation_is_written_and_has_its_time(void **state)
{
	const struct tr_delegation_facts good = {.giver = 1, .taker = 2, .decision_named = true, .decided_at = 100, .from_at = 100, .to_at = 300, .now = 200};
	const struct {
		struct tr_delegation_facts f;
		const char *id;
	} bad[] = {
		{{.giver = 1, .taker = 1, .decision_named = true, .decided_at = 100, .from_at = 100, .to_at = 300, .now = 200}, "rules.delegation-self"},
		{{.giver = 1, .taker = 2, .decided_at = 100, .from_at = 100, .to_at = 300, .now = 200}, "rules.delegation-paper"},
		{{.giver = 1, .taker = 2, .decision_named = true, .from_at = 100, .to_at = 300, .now = 200}, "rules.delegation-paper"},
		{{.giver = 1, .taker = 2, .decision_named = true, .decided_at = 201, .from_at = 210, .to_at = 300, .now = 200}, "rules.delegation-paper"},
		{{.giver = 1, .taker = 2, .decision_named = true, .decided_at = 101, .from_at = 100, .to_at = 300, .now = 200}, "rules.delegation-paper"},
		{{.giver = 1, .taker = 2, .decision_named = true, .decided_at = 100, .from_at = 100, .now = 200}, "rules.delegation-time"},
		{{.giver = 1, .taker = 2, .decision_named = true, .decided_at = 100, .from_at = 100, .to_at = 200, .now = 200}, "rules.delegation-time"},
		{{.giver = 1, .taker = 2, .decision_named = true, .decided_at = 100, .from_at = 300, .to_at = 300, .now = 200}, "rules.delegation-time"},
	};

	(void)state;
	assert_int_equal(tr_delegation_check(&good, NULL), TRIEN_OK);
	const struct tr_delegation_facts now = {.giver = 1, .taker = 2, .decision_named = true, .decided_at = 200, .from_at = 200, .to_at = 201, .now = 200};
	assert_int_equal(tr_delegation_check(&now, NULL), TRIEN_OK); /* decided on, begun and used at one second */
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		assert_string_equal(trien_err_id(tr_delegation_check(&bad[i].f, NULL)), bad[i].id);
}

static void
words_go_both_ways(void **state)
{
	enum tr_procedure p;
	enum tr_step_kind k;

	(void)state;
	for (unsigned s = 1; s < TR_SUBMISSION_STATES; s++) {
		const char *word = tr_submission_state_word((enum tr_submission_state)s)->word;
		assert_int_equal(tr_submission_state_of(TR_BYTES(word, strlen(word))), s);
	}
	assert_int_equal(tr_submission_state_of(TR_BYTES_LIT("none")), TR_SUBMISSION_NONE);
	for (unsigned i = 0; i < TR_STEP_KINDS; i++) {
		const char *word = tr_step_kind_word((enum tr_step_kind)i)->word;
		assert_true(tr_step_kind_of(TR_BYTES(word, strlen(word)), &k) && k == (enum tr_step_kind)i);
	}
	assert_false(tr_procedure_of(TR_BYTES_LIT("5"), &p));
	assert_false(tr_step_kind_of(TR_BYTES_LIT("seal"), &k));
	assert_true(tr_step_takes(TR_PROCEDURE_TWO, TR_STEP_SIGN, TR_ROLE_HEAD) && !tr_step_takes(TR_PROCEDURE_TWO, TR_STEP_SIGN, TR_ROLE_CLERK));
	assert_false(tr_step_takes(TR_PROCEDURE_TWO, TR_STEP_CONFIRM, TR_ROLE_HEAD));
	assert_true(tr_step_is_signed(TR_STEP_SIGN) && !tr_step_is_signed(TR_STEP_HAND));
	assert_string_equal(tr_procedure_word(TR_PROCEDURE_PAPER)->word, "1");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(every_act_from_every_state_by_every_role), cmocka_unit_test(each_condition_and_its_twin),
		cmocka_unit_test(steps_of_a_procedure), cmocka_unit_test(as_many_steps_as_there_may_be),
		cmocka_unit_test(a_delegation_is_written_and_has_its_time), cmocka_unit_test(words_go_both_ways)};
	return cmocka_run_group_tests(tests, set_up, NULL);
}
