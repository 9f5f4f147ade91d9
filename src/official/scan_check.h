/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Is a scan what procedure 1 asks for (Decree 30/2020, Annex I, part II: PDF 1.4 or later, colour, 200 dpi or more,
 * 100 %)? Judges measurements by the thresholds of the legal profile.
 *
 * Not judged: whether the paper is legible, complete, or straight in the glass.
 * Requirement: R9.1
 */
#ifndef TR_OFFICIAL_SCAN_CHECK_H
#define TR_OFFICIAL_SCAN_CHECK_H

#include "layout/scan_facts.h"
#include "profile/profile.h"

#define TR_SCAN_FINDING(symbol, id, vi, en) TR_SCAN_##symbol,
enum tr_scan_finding_kind {
#include "official/scan_findings.def"
	TR_SCAN_FINDING_COUNT
};
#undef TR_SCAN_FINDING

#define TR_SCAN_CHECK_PAGES_MAX ((size_t)1000) /* of one file; each is drawn */

struct tr_scan_file_facts {
	size_t pages;
	int version; /* 17 for 1.7 */
	bool encrypted;
	size_t signatures;
};

#define TR_SCAN_WORDS 48u

struct tr_scan_finding {
	enum tr_scan_finding_kind kind;
	bool sure; /* false: for a person to look at */
	char found[TR_SCAN_WORDS], wanted[TR_SCAN_WORDS];
};
struct tr_scan_findings {
	struct tr_scan_finding items[TR_SCAN_FINDING_COUNT];
	size_t count;
};

const char *tr_scan_finding_id(enum tr_scan_finding_kind kind);
const char *tr_scan_finding_words(enum tr_scan_finding_kind kind, enum trien_lang lang);

void tr_scan_judge_file(const struct tr_profile *profile, int64_t time, const struct tr_scan_file_facts *f,
		struct tr_scan_findings *out);
/* index: 0 for the first page, which is never an annex. */
void tr_scan_judge_page(const struct tr_profile *profile, int64_t time, size_t index, const struct tr_scan_page_facts *f,
		struct tr_scan_findings *out);
/* official.scan-pages past TR_SCAN_CHECK_PAGES_MAX. */
TRIEN_MUST_CHECK trien_rc tr_scan_check_pages(size_t pages, struct trien_err *err);

#endif
