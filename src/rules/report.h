/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The days of a periodic report (the Regulation Điều 12.6-12.8, Decree 09/2019 Điều 12): from when to when its figures are, when it is due. */
#ifndef TR_RULES_REPORT_H
#define TR_RULES_REPORT_H

#include "profile/profile.h"

enum tr_report_kind { TR_REPORT_FIRST_HALF, TR_REPORT_YEAR };

struct tr_report_period {
	int64_t from, to;          /* first and last second of the figures */
	int64_t due, province_due; /* last second; the next working day where the day is none (Civil Code 2015 Điều 148.5) */
	bool certain;              /* the calendar of the days on which it is due is in the profile, and certain */
};

/* By the values that are in force on the 1st of January of the year. False for a year that is none (1 to 9998). */
bool tr_report_period_of(const struct tr_profile *p, int year, enum tr_report_kind kind, struct tr_report_period *out);

#endif
