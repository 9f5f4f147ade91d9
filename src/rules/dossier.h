/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the dossier of a request must give, by its kind and the class of its subscriber, and on which form. */
#ifndef TR_RULES_DOSSIER_H
#define TR_RULES_DOSSIER_H

#include "rules/law.h"

enum tr_rules_field {
#define TR_RULES_FIELD(symbol, ...) TR_FIELD_##symbol,
#include "rules/dossier.def"
	TR_FIELD_COUNT
};
const struct tr_rules_word *tr_rules_field_word(enum tr_rules_field field);

/* The fields that are wanted, as bits. */
unsigned tr_rules_dossier(enum tr_rules_kind kind, enum tr_rules_subject subject);
/*
 * The names of those of `wanted` that are not in `present`, parted by commas, for rules.dossier; false where none is
 * missing, and then out is empty. Cut where out is too small.
 */
bool tr_rules_missing(unsigned wanted, unsigned present, enum trien_lang lang, char *out, size_t size);
#define TR_RULES_MISSING_MAX ((size_t)600)

/*
 * The forms of a request: the managing agency's, and the subscriber's where the law has one (else NULL). A recall has no
 * form of its own but the minutes of handing back.
 */
struct tr_rules_forms {
	const char *subscriber, *agency;
};
struct tr_rules_forms tr_rules_forms(
		const struct tr_rules_law *law, enum tr_rules_kind kind, enum tr_rules_subject subject);

#endif
