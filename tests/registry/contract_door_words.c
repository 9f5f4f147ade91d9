/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Requirement: R4.1 R4.3
 * What acts and columns are called at the doors, told again: a table beside that of the program.
 */
#include <stdio.h>

#include "registry/door.h"
#include "sample.h"

/* Every act that has an access of its own, and words that are none. */
static void
test_words_of_acts(struct contract *c)
{
	static const struct {
		const char *what;
		enum tr_rules_object object;
		enum tr_rules_verb verb;
	} acts[] = {{"certificate.revoke", TR_OBJECT_CERTIFICATE, TR_VERB_CHANGE}, {"device.assign", TR_OBJECT_DEVICE, TR_VERB_HAND}, {"plan.merge", TR_OBJECT_PLAN, TR_VERB_ENTER},
		{"picture.approve", TR_OBJECT_PICTURE, TR_VERB_APPROVE}, {"picture.refuse", TR_OBJECT_PICTURE, TR_VERB_APPROVE}, {"picture.enter", TR_OBJECT_PICTURE, TR_VERB_ENTER},
		{"agency.enter", TR_OBJECT_AGENCY, TR_VERB_ENTER}, {"agency.import", TR_OBJECT_AGENCY, TR_VERB_ENTER}, {"agency.change", TR_OBJECT_AGENCY, TR_VERB_CHANGE},
		{"mute.enter", TR_OBJECT_NOTICE, TR_VERB_CHANGE}, {"letter.forward", TR_OBJECT_LETTER, TR_VERB_FORWARD}};
	static const char *const none[] = {"", "agency", "agency.", ".enter", "agency.walk", "nothing.enter", "plan", "planet.merge", "picture.walk",
		"agency_agency_agency_agency_agency_agency_agency_agency_agency_a.enter", "agency_agency_agency_agency_agency_agency_agency_agency_agency_agency_agency.enter"};
	enum tr_rules_object object;
	enum tr_rules_verb verb;

	for (size_t i = 0; i < sizeof(acts) / sizeof(*acts); i++) {
		if (!tr_door_act(acts[i].what, &object, &verb))
			fail_msg("no act: %s", acts[i].what);
		say(c, "%s: %s %s\n", acts[i].what, tr_rules_object_word(object)->word, tr_rules_verb_word(verb)->word);
		if (object != acts[i].object || verb != acts[i].verb)
			fail_msg("%s asks for %s %s", acts[i].what, tr_rules_object_word(object)->word, tr_rules_verb_word(verb)->word);
	}
	for (size_t i = 0; i < sizeof(none) / sizeof(*none); i++)
		if (tr_door_act(none[i], &object, &verb))
			fail_msg("an act: %s", none[i]);
}

/* Which columns are another's to write, told again: all others are whose the row is. */
static void
test_verbs_of_columns(struct contract *c)
{
	static const char *const wants[] = {"proposal.answer answer", "proposal.state answer", "proposal.answered_at answer", "ticket.answer answer", "ticket.state answer",
		"ticket.answered_at answer", "picture.state approve", "picture.approved_by approve", "picture.from_at approve", "picture.to_at approve", "letter.number forward",
		"letter.blob forward"};
	size_t found = 0;

	(void)c;
	for (size_t b = 0; b < TR_BOOK_COUNT; b++)
		for (size_t i = 0; i < tr_books[b].count; i++) {
			const enum tr_rules_verb verb = tr_column_verb(&tr_books[b], i, TR_VERB_CHANGE);
			char text[100];
			bool is = false;
			snprintf(text, sizeof(text), "%s.%s %s", tr_books[b].name, tr_books[b].columns[i].name, tr_rules_verb_word(verb)->word);
			for (size_t w = 0; w < sizeof(wants) / sizeof(*wants); w++)
				is = is || strcmp(wants[w], text) == 0;
			if (is != (verb != TR_VERB_CHANGE))
				fail_msg("%s", text);
			found += is;
		}
	assert_int_equal(found, sizeof(wants) / sizeof(*wants));
}

extern const struct contract_row door_words_tests[];
const struct contract_row door_words_tests[] = {{"words of acts", test_words_of_acts}, {"verbs of columns", test_verbs_of_columns}, {NULL, NULL}};
