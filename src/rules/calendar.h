/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Days and working days in Vietnam: UTC+07:00 all year, so no zone database. A working day is Monday to Friday, no holiday
 * of the profile (calendar.holidays, per year with its source), or a weekend day that is worked instead (calendar.worked-days).
 */
#ifndef TR_RULES_CALENDAR_H
#define TR_RULES_CALENDAR_H

#include "profile/profile.h"

/* Days since 1970-01-01 of a moment, in Vietnam; the first second of such a day. */
int64_t tr_day_of(int64_t time);
int64_t tr_day_begin(int64_t day);
/* Calendar days from one moment to another: 0 on the same day, negative backwards. */
int64_t tr_days_between(int64_t from, int64_t to);

/* Is it a working day? known: the profile has the calendar of that day, and it is certain. */
bool tr_working_day(const struct tr_profile *p, int64_t day, bool *known);
/*
 * The n-th working day after the day of `from` (which is not counted: Civil Code 2015 Điều 147.2); 0: that day itself or the
 * next working one. At most TR_WORKING_DAYS_MAX. known: of all days on the way the calendar is in the profile, and certain.
 */
int64_t tr_working_day_after(const struct tr_profile *p, int64_t from, unsigned n, bool *known);
#define TR_WORKING_DAYS_MAX 250u
/* Working days from the day of one moment to that of a later one, the first day not counted; at most TR_WORKING_DAYS_MAX. */
unsigned tr_working_days_between(const struct tr_profile *p, int64_t from, int64_t to, bool *known);
/* The last second of a day. */
int64_t tr_day_end(int64_t day);

#endif
