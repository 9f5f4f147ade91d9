/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "rules/calendar.h"

#include "base/env.h"

#define DAY_SECONDS 86400
#define ZONE_SECONDS (TR_ZONE_VIETNAM * 60)

int64_t
tr_day_of(int64_t time)
{
	const int64_t local = time + ZONE_SECONDS;

	return local / DAY_SECONDS - (local % DAY_SECONDS < 0);
}

int64_t
tr_day_begin(int64_t day)
{
	return day * DAY_SECONDS - ZONE_SECONDS;
}

int64_t
tr_day_end(int64_t day)
{
	return tr_day_begin(day + 1) - 1;
}

int64_t
tr_days_between(int64_t from, int64_t to)
{
	return tr_day_of(to) - tr_day_of(from);
}

static bool
is_weekend(int64_t day)
{
	const int64_t from_monday = ((day + 3) % 7 + 7) % 7; /* 1970-01-01 was a Thursday */

	return from_monday >= 5;
}

static bool
is_listed(const struct tr_profile_value *v, int64_t day)
{
	const int64_t begin = tr_day_begin(day);

	for (size_t i = 0; i < v->text_count; i++)
		if (begin >= v->spans[i].from && begin < v->spans[i].to)
			return true;
	return false;
}

/* Has it the calendar of that day, and is that certain? */
static bool
is_sure(const struct tr_profile_value *v, int64_t begin)
{
	return v->certain && begin >= v->from && begin < v->to;
}

bool
tr_working_day(const struct tr_profile *p, int64_t day, bool *known)
{
	const int64_t begin = tr_day_begin(day);
	const struct tr_profile_value *holidays = tr_profile_find(p, TR_PROFILE_CALENDAR_HOLIDAYS, begin);
	const struct tr_profile_value *worked = tr_profile_find(p, TR_PROFILE_CALENDAR_WORKED_DAYS, begin);

	*known = is_sure(holidays, begin) && (!is_weekend(day) || is_sure(worked, begin));
	if (is_listed(holidays, day))
		return false;
	return !is_weekend(day) || is_listed(worked, day);
}

int64_t
tr_working_day_after(const struct tr_profile *p, int64_t from, unsigned n, bool *known)
{
	int64_t day = tr_day_of(from);
	bool this_known;

	if (n > TR_WORKING_DAYS_MAX)
		n = TR_WORKING_DAYS_MAX;
	bool works = tr_working_day(p, day, known);
	for (unsigned left = n; left > 0 || !works;) {
		works = tr_working_day(p, ++day, &this_known);
		*known = *known && this_known;
		left -= left > 0 && works;
	}
	return day;
}

unsigned
tr_working_days_between(const struct tr_profile *p, int64_t from, int64_t to, bool *known)
{
	const int64_t last = tr_day_of(to);
	unsigned n = 0;
	bool this_known;

	*known = true;
	for (int64_t day = tr_day_of(from) + 1; day <= last && n < TR_WORKING_DAYS_MAX; day++) {
		n += tr_working_day(p, day, &this_known);
		*known = *known && this_known;
	}
	return n;
}
