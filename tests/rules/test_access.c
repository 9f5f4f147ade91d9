/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Who sees and does what: what must never be permitted, and the widest scope of several roles. Requirement: R4.1 R4.3 */
#include "rules/access.h"

#include <stdio.h>

#include "table.h"
#include "test.h"

static unsigned
verbs_of(enum tr_rules_role role, enum tr_rules_object object, enum tr_rules_scope at_least)
{
	unsigned verbs = 0;

	for (unsigned v = 0; v < TR_VERB_COUNT; v++)
		if (tr_rules_access(role, object, (enum tr_rules_verb)v) >= at_least)
			verbs |= TR_BIT(v);
	return verbs;
}

static void
a_head_manages_the_own_subtree(void **state)
{
	(void)state;
	for (unsigned o = 0; o < TR_OBJECT_COUNT; o++)
		assert_int_equal(verbs_of(TR_ROLE_HEAD, (enum tr_rules_object)o, TR_SCOPE_PROVINCE), 0);
	assert_int_equal(tr_rules_access(TR_ROLE_HEAD, TR_OBJECT_CERTIFICATE, TR_VERB_SEE), TR_SCOPE_SUBTREE);
	assert_int_equal(tr_rules_access(TR_ROLE_HEAD, TR_OBJECT_REQUEST, TR_VERB_APPROVE), TR_SCOPE_SUBTREE);
	assert_int_equal(tr_rules_access(TR_ROLE_HEAD, TR_OBJECT_DOCUMENT, TR_VERB_SEE), TR_SCOPE_AGENCY);
}

static void
documents_are_for_those_who_work_with_them(void **state)
{
	static const enum tr_rules_role strangers[] = {TR_ROLE_ADMIN, TR_ROLE_AUDITOR, TR_ROLE_DEPARTMENT, TR_ROLE_MANAGER,
		TR_ROLE_IT_OFFICER, TR_ROLE_SYSTEM};

	(void)state;
	for (size_t i = 0; i < sizeof(strangers) / sizeof(*strangers); i++)
		assert_int_equal(verbs_of(strangers[i], TR_OBJECT_DOCUMENT, TR_SCOPE_OWN), 0);
	for (unsigned r = 0; r < TR_ROLE_COUNT; r++)
		assert_int_equal(verbs_of((enum tr_rules_role)r, TR_OBJECT_DOCUMENT, TR_SCOPE_SUBTREE), 0);
	/* Nor does the administrator see what people ask for. */
	assert_int_equal(verbs_of(TR_ROLE_ADMIN, TR_OBJECT_REQUEST, TR_SCOPE_OWN), 0);
	assert_int_equal(verbs_of(TR_ROLE_ADMIN, TR_OBJECT_LETTER, TR_SCOPE_OWN), 0);
	assert_int_equal(verbs_of(TR_ROLE_ADMIN, TR_OBJECT_PICTURE, TR_SCOPE_OWN), 0);
}

/* The Regulation Điều 4.3: a device is used by its keeper, by nobody else; and pictures of seals do not travel. */
static void
devices_and_pictures_stay_with_their_keepers(void **state)
{
	(void)state;
	for (unsigned r = 0; r < TR_ROLE_COUNT; r++) {
		const enum tr_rules_role role = (enum tr_rules_role)r;
		for (unsigned o = 0; o < TR_OBJECT_COUNT; o++)
			assert_true(tr_rules_access(role, (enum tr_rules_object)o, TR_VERB_USE) <= TR_SCOPE_OWN);
		assert_int_equal(tr_rules_access(role, TR_OBJECT_PICTURE, TR_VERB_EXPORT), TR_SCOPE_NONE);
		assert_int_equal(verbs_of(role, TR_OBJECT_PICTURE, TR_SCOPE_PROVINCE), 0);
	}
	assert_int_equal(tr_rules_access(TR_ROLE_CLERK, TR_OBJECT_PICTURE, TR_VERB_SEE), TR_SCOPE_OWN);
}

static void
an_auditor_changes_nothing(void **state)
{
	(void)state;
	for (unsigned o = 0; o < TR_OBJECT_COUNT; o++)
		assert_int_equal(verbs_of(TR_ROLE_AUDITOR, (enum tr_rules_object)o, TR_SCOPE_OWN) &
						~(TR_BIT(TR_VERB_SEE) | TR_BIT(TR_VERB_EXPORT)), 0);
	/* And nobody changes the trail. */
	for (unsigned r = 0; r < TR_ROLE_COUNT; r++)
		assert_int_equal(verbs_of((enum tr_rules_role)r, TR_OBJECT_AUDIT, TR_SCOPE_OWN) &
						~(TR_BIT(TR_VERB_SEE) | TR_BIT(TR_VERB_EXPORT)), 0);
}

static void
a_subscriber_reaches_the_own_things(void **state)
{
	(void)state;
	for (unsigned o = 0; o < TR_OBJECT_COUNT; o++)
		assert_int_equal(verbs_of(TR_ROLE_SUBSCRIBER, (enum tr_rules_object)o, TR_SCOPE_AGENCY), o == TR_OBJECT_GUIDANCE || o == TR_OBJECT_TEMPLATE || o == TR_OBJECT_COMMON_TEMPLATE ? TR_BIT(TR_VERB_SEE) : 0);
	assert_int_equal(tr_rules_access(TR_ROLE_SUBSCRIBER, TR_OBJECT_AGENCY, TR_VERB_SEE), TR_SCOPE_NONE);
}

/* Who merges agencies and moves people manages all that it concerns; nobody else does. */
static void
plans_are_made_by_managers(void **state)
{
	(void)state;
	for (unsigned r = 0; r < TR_ROLE_COUNT; r++) {
		const bool manager = r == TR_ROLE_MANAGER;
		assert_int_equal(verbs_of((enum tr_rules_role)r, TR_OBJECT_PLAN, TR_SCOPE_OWN), manager ? TR_BIT(TR_VERB_ENTER) : 0);
	}
	assert_int_equal(tr_rules_access(TR_ROLE_MANAGER, TR_OBJECT_PLAN, TR_VERB_ENTER), TR_SCOPE_SUBTREE);
}

static void
several_roles_have_the_widest_scope(void **state)
{
	const unsigned two = TR_BIT(TR_ROLE_SUBSCRIBER) | TR_BIT(TR_ROLE_HEAD);

	(void)state;
	assert_int_equal(tr_rules_access_any(two, TR_OBJECT_REQUEST, TR_VERB_SEE), TR_SCOPE_SUBTREE);
	assert_int_equal(tr_rules_access_any(two, TR_OBJECT_REQUEST, TR_VERB_ASK), TR_SCOPE_OWN);
	assert_int_equal(tr_rules_access_any(two, TR_OBJECT_REQUEST, TR_VERB_ANSWER), TR_SCOPE_NONE);
	assert_int_equal(tr_rules_access_any(0, TR_OBJECT_REQUEST, TR_VERB_SEE), TR_SCOPE_NONE);
}

/* ---- the whole table, as access.tsv says, which was written from the law ---- */

static struct expectations wanted;

static const char *
scope_wanted(const char *role, const char *object, const char *verb)
{
	const char *scope = NULL;

	for (size_t i = 0; i < wanted.count; i++) {
		const char *const *row = wanted.cells[i];
		if (strcmp(row[0], role) != 0 || !table_lists(row[1], object) || !table_lists(row[2], verb))
			continue;
		if (scope != NULL)
			fail_msg("access.tsv says twice what %s may do: %s %s", role, verb, object);
		scope = row[3];
	}
	return scope == NULL ? "none" : scope;
}

static bool
list_wanted(const char *role, const char *what, const char *word)
{
	for (size_t i = 0; i < wanted.count; i++)
		if (strcmp(wanted.cells[i][0], role) == 0 && strcmp(wanted.cells[i][1], what) == 0)
			return table_lists(wanted.cells[i][2], word);
	return false;
}

static void
every_cell_is_as_the_law_wants_it(void **state)
{
	char cell[TR_RULES_CELL_TEXT], is[TR_RULES_CELL_TEXT];

	(void)state;
	table_read("access.tsv", &wanted);
	for (unsigned r = 0; r < TR_ROLE_COUNT; r++)
		for (unsigned o = 0; o < TR_OBJECT_COUNT; o++)
			for (unsigned v = 0; v < TR_VERB_COUNT; v++) {
				const char *role = tr_rules_role_word((enum tr_rules_role)r)->word, *object = tr_rules_object_word((enum tr_rules_object)o)->word,
					   *verb = tr_rules_verb_word((enum tr_rules_verb)v)->word;
				const enum tr_rules_scope scope = tr_rules_access((enum tr_rules_role)r, (enum tr_rules_object)o, (enum tr_rules_verb)v);
				snprintf(is, sizeof(is), "%s.%s.%s", role, object, verb);
				tr_rules_access_cell((enum tr_rules_role)r, (enum tr_rules_object)o, (enum tr_rules_verb)v, cell);
				assert_string_equal(cell, is);
				if (strcmp(tr_rules_scope_word(scope)->word, scope_wanted(role, object, verb)) != 0)
					fail_msg("%s: %s, want %s", cell, tr_rules_scope_word(scope)->word, scope_wanted(role, object, verb));
			}
}

static void
roles_are_given_and_columns_hidden_as_the_law_wants_it(void **state)
{
	(void)state;
	table_read("access.tsv", &wanted);
	for (unsigned r = 0; r < TR_ROLE_COUNT; r++) {
		const char *role = tr_rules_role_word((enum tr_rules_role)r)->word;
		for (unsigned given = 0; given < TR_ROLE_COUNT; given++)
			assert_int_equal(tr_rules_gives((enum tr_rules_role)r, (enum tr_rules_role)given),
					list_wanted(role, "gives", tr_rules_role_word((enum tr_rules_role)given)->word));
		for (unsigned m = 0; m < TR_MATTER_COUNT; m++)
			assert_int_equal(!tr_rules_sees((enum tr_rules_role)r, (enum tr_rules_matter)m),
					list_wanted(role, "hides", tr_rules_matter_word((enum tr_rules_matter)m)->word));
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_head_manages_the_own_subtree),
		cmocka_unit_test(documents_are_for_those_who_work_with_them),
		cmocka_unit_test(devices_and_pictures_stay_with_their_keepers),
		cmocka_unit_test(an_auditor_changes_nothing),
		cmocka_unit_test(a_subscriber_reaches_the_own_things),
		cmocka_unit_test(plans_are_made_by_managers),
		cmocka_unit_test(several_roles_have_the_widest_scope),
		cmocka_unit_test(every_cell_is_as_the_law_wants_it),
		cmocka_unit_test(roles_are_given_and_columns_hidden_as_the_law_wants_it),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
