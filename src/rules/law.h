/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What of a legal profile the rules ask for, at the time of an act: limits, who drafts, who decides, time limits. */
#ifndef TR_RULES_LAW_H
#define TR_RULES_LAW_H

#include "profile/profile.h"
#include "rules/words.h"

struct tr_rules_law {
	const struct tr_profile *profile; /* borrowed: lives at least as long */
	int64_t at;
	int days_left_min;       /* for renewal and change */
	unsigned renewals_max;
	int validity_years_max, extension_years_max;
	bool titles;             /* competent persons are a class of their own */
	bool agency_drafts;      /* the managing agency writes requests; subscribers only give their data */
	bool signed_only;        /* letters go out signed digitally, but for an agency's first certificate */
	bool mover_keeps;        /* who moves to another state agency keeps the device */
	bool recall_from_notice; /* the time limit of a recall runs from the notice of revocation, not from the revocation */
	enum tr_rules_body recipients[TR_KIND_COUNT]; /* who decides */
	enum tr_rules_body recover_other;             /* recovery of a device that is no token */
	int days[TR_KIND_COUNT];                      /* working days */
};

/* Of a profile at a time. */
struct tr_rules_law tr_rules_law_of(const struct tr_profile *p, int64_t at);

/* Who decides a request. */
enum tr_rules_body tr_rules_recipient(
		const struct tr_rules_law *law, enum tr_rules_kind kind, enum tr_rules_device device);

/* From when the time limit of a recall runs: the revocation, or the day on which the managing agency learned of it. */
int64_t tr_rules_recall_from(const struct tr_rules_law *law, int64_t revoked_at, int64_t noticed_at);
/*
 * The last second of the time limit of a request that was sent at `from` (a recall: tr_rules_recall_from).
 * certain: of each day that was asked the calendar is in the profile, and certain.
 */
int64_t tr_rules_deadline(const struct tr_rules_law *law, enum tr_rules_kind kind, int64_t from, bool *certain);

#endif
