/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What the revision with the agency's signature carries: number and date in their fields, and the seal over the left third
 * of the handwriting that was signed before (Decree 30/2020, Annex I, I.II.8.a).
 */
#ifndef TR_OFFICIAL_ISSUE_H
#define TR_OFFICIAL_ISSUE_H

#include "official/fill.h"
#include "official/look.h"
#include "official/rules.h"
#include "sign/propose.h"

struct tr_issue {
	struct tr_fill_values values;
	struct tr_bytes picture; /* of the seal, PNG; empty where its field is not seen, and only there */
	double diameter_mm;
	struct tr_official_rules rules;
	struct tr_bytes file;    /* the document, once more for the page reader */
	const struct tr_page_fonts *fonts;
	struct tr_lint_findings findings; /* out: what the page breaks with the seal on it */
};

/* For struct tr_sign_extra; context is a struct tr_issue. Findings as for tr_official_put(). */
TRIEN_MUST_CHECK trien_rc tr_issue_put(void *context, const struct tr_sign_spot *spot, struct tr_pdf_update *u,
		struct tr_sign_look *out, struct trien_err *err);

#endif
