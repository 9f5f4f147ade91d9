/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What the revision with the agency's signature carries: number and date in their fields, and the seal over the left third
 * of the handwriting that was signed before (Decree 30/2020, Annex I, I.II.8.a).
 */
#ifndef TR_OFFICIAL_ISSUE_H
#define TR_OFFICIAL_ISSUE_H

#include "official/fill.h"
#include "official/rules.h"
#include "sign/propose.h"

struct tr_issue {
	struct tr_fill_values values;
	struct tr_bytes picture; /* of the seal, PNG; empty: it is not shown */
	double diameter_mm;
	struct tr_official_rules rules;
};

/* For struct tr_sign_extra; context is a struct tr_issue. */
TRIEN_MUST_CHECK trien_rc tr_issue_put(void *context, const struct tr_sign_spot *spot, struct tr_pdf_update *u,
		struct tr_sign_look *out, struct trien_err *err);

#endif
