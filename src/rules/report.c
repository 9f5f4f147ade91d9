/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "rules/report.h"

#include "rules/calendar.h"

/* The last second of the day of a key, or of the next working day. */
static bool
due_of(const struct tr_profile *p, enum tr_profile_key key, int year, int64_t at, int64_t *out, bool *certain)
{
	int64_t begin;
	bool known;

	if (!tr_profile_day(tr_profile_text(p, key, at), year, &begin))
		return false;
	*out = tr_day_end(tr_working_day_after(p, begin, 0, &known));
	*certain = *certain && known;
	return true;
}

bool
tr_report_period_of(const struct tr_profile *p, int year, enum tr_report_kind kind, struct tr_report_period *out)
{
	const bool half = kind == TR_REPORT_FIRST_HALF;
	struct tr_report_period r = {.certain = true};
	int64_t at, last;

	if (year > 9998 || !tr_profile_day("01-01", year, &at) ||
			!tr_profile_day(tr_profile_text(p, TR_PROFILE_REPORTS_FIRST_FROM, at), year - 1, &r.from) ||
			!tr_profile_day(tr_profile_text(p, half ? TR_PROFILE_REPORTS_FIRST_TO : TR_PROFILE_REPORTS_YEAR_TO, at), year, &last) ||
			!due_of(p, half ? TR_PROFILE_REPORTS_FIRST_DUE : TR_PROFILE_REPORTS_YEAR_DUE, year, at, &r.due, &r.certain) ||
			!due_of(p, half ? TR_PROFILE_REPORTS_FIRST_PROVINCE : TR_PROFILE_REPORTS_YEAR_PROVINCE, year, at,
					&r.province_due, &r.certain))
		return false;
	r.to = tr_day_end(tr_day_of(last));
	*out = r;
	return true;
}
