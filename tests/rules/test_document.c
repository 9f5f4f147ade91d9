/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Every act with a document from every state by every role, on paper and electronic, as documents.tsv says; each condition and its twin
 * that fails, as document_conditions.tsv says. Requirement: R5.3 R9.1 R9.2
 */
#include "rules/document.h"

#include <stdio.h>

#include "table.h"
#include "test.h"

static struct expectations allowed, conditions;

static int
set_up(void **state)
{
	(void)state;
	table_read("documents.tsv", &allowed);
	table_read("document_conditions.tsv", &conditions);
	return 0;
}

struct trying {
	enum tr_document_act act;
	struct tr_document_facts facts;
};

static const char *
short_act(enum tr_document_act act)
{
	return strchr(tr_document_act_word(act)->word, '.') + 1;
}

static struct tr_document_facts
good(void)
{
	return (struct tr_document_facts){.signed_file = true, .reason_given = true, .sealed = true, .continues = true, .shows_number = true,
		.replacer_issued = true};
}

/* Calls f for every act, state, role and medium. */
static size_t
each(void (*f)(const struct trying *t))
{
	struct trying t = {.facts = good()};
	size_t count = 0;

	for (unsigned act = 0; act < TR_DOCUMENT_ACTS; act++)
		for (unsigned state = 0; state < TR_DOCUMENT_STATES; state++)
			for (unsigned role = 0; role < TR_ROLE_COUNT; role++)
				for (unsigned paper = 0; paper < 2; paper++, count++) {
					t.act = (enum tr_document_act)act;
					t.facts.state = (enum tr_document_state)state;
					t.facts.role = (enum tr_rules_role)role;
					t.facts.paper = paper == 1;
					f(&t);
				}
	return count;
}

static bool
of_medium(const char *medium, bool paper)
{
	return table_lists(medium, paper ? "paper" : "electronic");
}

/* The state after it, or NULL and the id that refuses. */
static const char *
expected(const struct trying *t, const char **id)
{
	const bool e_copy_of_file = t->act == TR_DOCUMENT_ACT_E_COPY && !t->facts.paper;

	*id = "rules.state";
	for (size_t i = 0; i < allowed.count; i++) {
		const char *const *row = allowed.cells[i];
		const bool fits = strcmp(row[3], short_act(t->act)) == 0 && table_lists(row[2], tr_document_state_word(t->facts.state)->word);
		const bool mine = strcmp(row[0], tr_rules_role_word(t->facts.role)->word) == 0;
		if (fits && mine && of_medium(row[1], t->facts.paper))
			return row[4];
		if (fits)
			*id = e_copy_of_file && mine ? "rules.document-electronic" : "rules.role";
	}
	return NULL;
}

static size_t allowed_count;

static void
as_the_list_says(const struct trying *t)
{
	struct tr_document_decision d;
	const char *id, *to = expected(t, &id);
	const trien_rc rc = tr_document_decide(&t->facts, t->act, &d, NULL);
	char what[160];

	snprintf(what, sizeof(what), "%s from %s by %s%s", tr_document_act_word(t->act)->word, tr_document_state_word(t->facts.state)->word,
			tr_rules_role_word(t->facts.role)->word, t->facts.paper ? " on paper" : "");
	if (to == NULL) {
		if (strcmp(trien_err_id(rc), id) != 0)
			fail_msg("%s: got %s, want %s", what, trien_err_id(rc), id);
		return;
	}
	if (rc != TRIEN_OK || strcmp(tr_document_state_word(d.to)->word, to) != 0)
		fail_msg("%s: got %s, want %s", what, rc == TRIEN_OK ? tr_document_state_word(d.to)->word : trien_err_id(rc), to);
	/* Whose documents: the own agency's, and no wider. */
	if (d.scope != TR_SCOPE_AGENCY)
		fail_msg("%s: the access table gives another scope", what);
	assert_int_equal(d.scope, tr_rules_access(t->facts.role, TR_OBJECT_DOCUMENT, d.verb));
	allowed_count++;
}

static void
every_act_from_every_state_by_every_role(void **state)
{
	(void)state;
	const size_t all = each(as_the_list_says);
	print_message("%zu attempts, %zu allowed\n", all, allowed_count);
	assert_int_equal(all, (size_t)TR_DOCUMENT_ACTS * TR_DOCUMENT_STATES * TR_ROLE_COUNT * 2);
	assert_int_equal(allowed_count, 50);
}

/* ---- conditions ---- */

static bool *
fact_of(struct tr_document_facts *f, const char *name)
{
	const struct {
		const char *name;
		bool *at;
	} facts[] = {{"signed_file", &f->signed_file}, {"reason_given", &f->reason_given}, {"sealed", &f->sealed}, {"continues", &f->continues},
		{"shows_number", &f->shows_number}, {"has_e_copy", &f->has_e_copy}, {"replacer_issued", &f->replacer_issued}, {"submitted", &f->submitted}};

	for (size_t i = 0; i < sizeof(facts) / sizeof(*facts); i++)
		if (strcmp(facts[i].name, name) == 0)
			return facts[i].at;
	fail_msg("no fact %s", name);
	return NULL;
}

/* The id with this condition broken: "" where it does not concern the act. */
static const char *
broken_id(const char *condition, const struct trying *t)
{
	for (size_t i = 0; i < conditions.count; i++) {
		const char *const *row = conditions.cells[i];
		if (strcmp(row[0], condition) == 0 && table_lists(row[2], short_act(t->act)) && of_medium(row[3], t->facts.paper))
			return row[1];
	}
	return "";
}

static size_t broken_count;

static void
break_each(const struct trying *t)
{
	static const char *const names[] = {"signed_file", "reason_given", "sealed", "continues", "shows_number", "has_e_copy", "replacer_issued", "submitted"};
	struct tr_document_decision d;
	const char *id;

	if (expected(t, &id) == NULL)
		return;
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		struct trying broken = *t;
		bool *fact = fact_of(&broken.facts, names[i]);
		const char *want = broken_id(names[i], t);
		*fact = !*fact;
		const trien_rc rc = tr_document_decide(&broken.facts, t->act, &d, NULL);
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
	assert_true(broken_count > 30);
}

static void
words_go_both_ways(void **state)
{
	(void)state;
	for (unsigned s = 1; s < TR_DOCUMENT_STATES; s++) {
		const char *word = tr_document_state_word((enum tr_document_state)s)->word;
		assert_int_equal(tr_document_state_of(TR_BYTES(word, strlen(word))), s);
	}
	assert_int_equal(tr_document_state_of(TR_BYTES_LIT("none")), TR_DOCUMENT_NONE);
	assert_int_equal(tr_document_state_of(TR_BYTES_LIT("issued ")), TR_DOCUMENT_NONE);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(every_act_from_every_state_by_every_role), cmocka_unit_test(each_condition_and_its_twin),
		cmocka_unit_test(words_go_both_ways)};
	return cmocka_run_group_tests(tests, set_up, NULL);
}
