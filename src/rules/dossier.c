/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: R6.1 */
#include "rules/dossier.h"

#include <stdio.h>

static const struct {
	struct tr_rules_word word;
	unsigned kinds, subjects; /* bits */
} fields[] = {
#define TR_RULES_FIELD(symbol, word, kinds, subjects, vi, en) {{word, vi, en}, kinds, subjects},
#include "rules/dossier.def"
};

const struct tr_rules_word *
tr_rules_field_word(enum tr_rules_field field)
{
	return &fields[field].word;
}

unsigned
tr_rules_dossier(enum tr_rules_kind kind, enum tr_rules_subject subject)
{
	unsigned wanted = 0;

	for (unsigned i = 0; i < TR_FIELD_COUNT; i++)
		if ((fields[i].kinds & TR_BIT(kind)) && (fields[i].subjects & TR_BIT(subject)))
			wanted |= TR_BIT(i);
	return wanted;
}

bool
tr_rules_missing(unsigned wanted, unsigned present, enum trien_lang lang, char *out, size_t size)
{
	const unsigned missing = wanted & ~present;
	size_t at = 0;

	out[0] = '\0';
	for (unsigned i = 0; i < TR_FIELD_COUNT && at < size; i++)
		if (missing & TR_BIT(i))
			at += (size_t)snprintf(out + at, size - at, "%s%s", at > 0 ? ", " : "",
					lang == TRIEN_LANG_EN ? fields[i].word.en : fields[i].word.vi);
	return missing != 0;
}

struct tr_rules_forms
tr_rules_forms(const struct tr_rules_law *law, enum tr_rules_kind kind, enum tr_rules_subject subject)
{
	static const enum tr_profile_key of_new[TR_SUBJECT_COUNT] = {
		[TR_SUBJECT_PERSON] = TR_PROFILE_FORMS_NEW_PERSON,
		[TR_SUBJECT_TITLE] = TR_PROFILE_FORMS_NEW_PERSON,
		[TR_SUBJECT_AGENCY] = TR_PROFILE_FORMS_NEW_AGENCY,
		[TR_SUBJECT_SERVICE] = TR_PROFILE_FORMS_NEW_SERVICE,
	};
	static const enum tr_profile_key of_others[TR_KIND_COUNT] = {
		[TR_KIND_RENEW] = TR_PROFILE_FORMS_RENEW_CHANGE,
		[TR_KIND_CHANGE] = TR_PROFILE_FORMS_RENEW_CHANGE,
		[TR_KIND_REVOKE] = TR_PROFILE_FORMS_REVOKE,
		[TR_KIND_RECALL] = TR_PROFILE_FORMS_HAND_BACK,
		[TR_KIND_RECOVER] = TR_PROFILE_FORMS_RECOVER,
	};
	const struct tr_profile_value *v = tr_profile_find(
			law->profile, kind == TR_KIND_NEW ? of_new[subject] : of_others[kind], law->at);
	struct tr_rules_forms forms = {NULL, NULL};

	if (v->text_count > 0)
		forms.agency = v->texts[v->text_count - 1];
	if (v->text_count > 1)
		forms.subscriber = v->texts[0];
	return forms;
}
