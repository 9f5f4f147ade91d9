/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/time.h"

#include <stdio.h>
#include <stdlib.h>

/* Days from 1970-01-01 to the first of March based year; Howard Hinnant's civil calendar arithmetic. */
static int64_t
days_of(int year, int month, int day)
{
	int64_t y = year - (month <= 2);
	int64_t era = (y >= 0 ? y : y - 399) / 400;
	int64_t yoe = y - era * 400;
	int64_t doy = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
	int64_t doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
	return era * 146097 + doe - 719468;
}

static int
month_days(int year, int month)
{
	static const uint8_t days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
	return days[month - 1] + (month == 2 && leap);
}

struct tr_civil
tr_civil_of(int64_t epoch, int zone_minutes)
{
	int64_t t = epoch + (int64_t)zone_minutes * 60;
	int64_t days = (t >= 0 ? t : t - 86399) / 86400;
	int64_t rest = t - days * 86400;
	int64_t z = days + 719468;
	int64_t era = (z >= 0 ? z : z - 146096) / 146097;
	int64_t doe = z - era * 146097;
	int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
	int64_t mp = (5 * doy + 2) / 153;
	int month = (int)(mp < 10 ? mp + 3 : mp - 9);
	return (struct tr_civil){
		.year = (int)(yoe + era * 400 + (month <= 2)),
		.month = month,
		.day = (int)(doy - (153 * mp + 2) / 5 + 1),
		.hour = (int)(rest / 3600),
		.minute = (int)(rest / 60 % 60),
		.second = (int)(rest % 60),
	};
}

bool
tr_epoch_of(const struct tr_civil *c, int zone_minutes, int64_t *out)
{
	if (c->year < 1 || c->year > 9999 || c->month < 1 || c->month > 12 || c->day < 1 ||
			c->day > month_days(c->year, c->month) || c->hour < 0 || c->hour > 23 ||
			c->minute < 0 || c->minute > 59 || c->second < 0 || c->second > 59)
		return false;
	*out = days_of(c->year, c->month, c->day) * 86400 + c->hour * 3600 + c->minute * 60 + c->second -
	       (int64_t)zone_minutes * 60;
	return true;
}

/* By hand: a spreadsheet has tens of thousands of times. */
static char *
put_digits(char *to, int value, int digits, char behind)
{
	for (int i = digits; i-- > 0; value /= 10)
		to[i] = (char)('0' + value % 10);
	to[digits] = behind;
	return to + digits + 1;
}

void
tr_time_iso(int64_t epoch, int zone_minutes, char out[TR_TIME_TEXT_MAX])
{
	struct tr_civil c = tr_civil_of(epoch, zone_minutes);
	const char zone = zone_minutes == 0 ? 'Z' : zone_minutes < 0 ? '-' : '+';

	out = put_digits(out, abs(c.year % 10000), 4, '-');
	out = put_digits(out, c.month, 2, '-');
	out = put_digits(out, c.day, 2, 'T');
	out = put_digits(out, c.hour, 2, ':');
	out = put_digits(out, c.minute, 2, ':');
	out = put_digits(out, c.second, 2, zone);
	if (zone_minutes == 0) {
		*out = '\0';
		return;
	}
	out = put_digits(out, abs(zone_minutes) / 60 % 100, 2, ':');
	(void)put_digits(out, abs(zone_minutes) % 60, 2, '\0');
}

void
tr_time_pdf(int64_t epoch, int zone_minutes, char out[TR_TIME_TEXT_MAX])
{
	struct tr_civil c = tr_civil_of(epoch, zone_minutes);
	snprintf(out, TR_TIME_TEXT_MAX, "D:%04d%02d%02d%02d%02d%02d%c%02d'%02d'", c.year % 10000, c.month, c.day,
			c.hour, c.minute, c.second, zone_minutes < 0 ? '-' : '+', abs(zone_minutes) / 60 % 100,
			abs(zone_minutes) % 60);
}

/* Takes exactly n digits; false where there are not so many. */
static bool
take_digits(struct tr_bytes *t, int n, int *out)
{
	int v = 0;
	if (t->n < (size_t)n)
		return false;
	for (int i = 0; i < n; i++) {
		if (t->p[i] < '0' || t->p[i] > '9')
			return false;
		v = v * 10 + (t->p[i] - '0');
	}
	*t = tr_bytes_part(*t, (size_t)n, t->n);
	*out = v;
	return true;
}

static bool
take_char(struct tr_bytes *t, char c)
{
	if (t->n == 0 || t->p[0] != (uint8_t)c)
		return false;
	*t = tr_bytes_part(*t, 1, t->n);
	return true;
}

/* The HH:MM, HH'MM', HHMM or HH behind a sign or a Z. */
static bool
take_offset(struct tr_bytes *t, int *minutes)
{
	int h, m = 0;
	if (!take_digits(t, 2, &h) || h > 23)
		return false;
	if (!take_char(t, ':'))
		take_char(t, '\'');
	if (t->n > 0 && (!take_digits(t, 2, &m) || m > 59))
		return false;
	take_char(t, '\'');
	*minutes = h * 60 + m;
	return t->n == 0;
}

/* Z, Z00'00' (as Quartz writes it), or a sign and an offset; nothing leaves zone as it is. */
static bool
take_zone(struct tr_bytes *t, int *zone)
{
	int minutes = 0;
	if (t->n == 0)
		return true;
	if (take_char(t, 'Z')) {
		*zone = 0;
		return t->n == 0 || (take_offset(t, &minutes) && minutes == 0);
	}
	int sign = t->p[0] == '-' ? -1 : 1;
	if (!take_char(t, '+') && !take_char(t, '-'))
		return false;
	if (!take_offset(t, &minutes))
		return false;
	*zone = sign * minutes;
	return true;
}

/* YYYY-MM-DD */
static bool
take_iso_day(struct tr_bytes *t, struct tr_civil *c)
{
	return take_digits(t, 4, &c->year) && take_char(t, '-') && take_digits(t, 2, &c->month) && take_char(t, '-') && take_digits(t, 2, &c->day);
}

/* One digit or two, up to the slash. */
static bool
take_part(struct tr_bytes *t, int *out)
{
	return take_digits(t, t->n > 1 && t->p[1] == '/' ? 1 : 2, out) && take_char(t, '/');
}

/* D/M/YYYY: the day first, as it is written in Vietnam. */
static bool
take_day(struct tr_bytes *t, struct tr_civil *c)
{
	return take_part(t, &c->day) && take_part(t, &c->month) && take_digits(t, 4, &c->year);
}

/* THH:MM[:SS] and a zone; nothing is the day's begin. */
static bool
take_clock(struct tr_bytes *t, struct tr_civil *c, int *zone_minutes)
{
	if (!take_char(t, 'T') && !take_char(t, ' '))
		return true;
	return take_digits(t, 2, &c->hour) && take_char(t, ':') && take_digits(t, 2, &c->minute) && (!take_char(t, ':') || take_digits(t, 2, &c->second)) &&
	       take_zone(t, zone_minutes);
}

trien_rc
tr_time_read_iso(struct tr_bytes text, int zone_minutes, int64_t *out, struct trien_err *err)
{
	struct tr_bytes t = text;
	struct tr_civil c = {0};

	if (!take_iso_day(&t, &c) || !take_clock(&t, &c, &zone_minutes) || t.n != 0 || !tr_epoch_of(&c, zone_minutes, out))
		return TR_ERR(err, TIME_INVALID, TR_B("got", text.p, text.n));
	return TRIEN_OK;
}

trien_rc
tr_time_read_day(struct tr_bytes text, int zone_minutes, int64_t *out, struct trien_err *err)
{
	struct tr_bytes t = text;
	struct tr_civil c = {0};

	if (!take_day(&t, &c) || t.n != 0 || !tr_epoch_of(&c, zone_minutes, out))
		return TR_ERR(err, TIME_INVALID, TR_B("got", text.p, text.n));
	return TRIEN_OK;
}

trien_rc
tr_time_read(struct tr_bytes text, int zone_minutes, int64_t *out, struct trien_err *err)
{
	struct tr_bytes t = text;
	struct tr_civil c = {0};

	if (text.n == 0 || memchr(text.p, '/', text.n) == NULL)
		return tr_time_read_iso(text, zone_minutes, out, err);
	if (!take_day(&t, &c) || !take_clock(&t, &c, &zone_minutes) || t.n != 0 || !tr_epoch_of(&c, zone_minutes, out))
		return TR_ERR(err, TIME_INVALID, TR_B("got", text.p, text.n));
	return TRIEN_OK;
}

trien_rc
tr_time_read_pdf(struct tr_bytes text, int64_t *out, struct trien_err *err)
{
	struct tr_bytes t = text;
	struct tr_civil c = {.month = 1, .day = 1};
	int zone = 0;
	int *parts[] = {&c.month, &c.day, &c.hour, &c.minute, &c.second};
	bool ok;

	if (tr_bytes_start(t, "D:"))
		t = tr_bytes_part(t, 2, t.n);
	ok = take_digits(&t, 4, &c.year);
	for (size_t i = 0; ok && i < 5 && t.n > 0 && t.p[0] >= '0' && t.p[0] <= '9'; i++)
		ok = take_digits(&t, 2, parts[i]);
	if (!ok || !take_zone(&t, &zone) || !tr_epoch_of(&c, zone, out))
		return TR_ERR(err, TIME_INVALID, TR_B("got", text.p, text.n));
	return TRIEN_OK;
}
