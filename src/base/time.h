/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Times are UTC epoch seconds; civil forms are made and read here only. */
#ifndef TR_BASE_TIME_H
#define TR_BASE_TIME_H

#include "base/bytes.h"

struct tr_civil {
	int year, month, day, hour, minute, second;
};

#define TR_TIME_TEXT_MAX 32

/* Proleptic Gregorian calendar, any year from 1 to 9999. */
struct tr_civil tr_civil_of(int64_t epoch, int zone_minutes);
/* False where a part is out of range. */
bool tr_epoch_of(const struct tr_civil *c, int zone_minutes, int64_t *out);

/* "2026-11-23T09:30:00+07:00" (ISO 8601); "Z" for zone 0. */
void tr_time_iso(int64_t epoch, int zone_minutes, char out[TR_TIME_TEXT_MAX]);
/* "D:20261123093000+07'00'" (ISO 32000-2 §7.9.4). */
void tr_time_pdf(int64_t epoch, int zone_minutes, char out[TR_TIME_TEXT_MAX]);
/*
 * Reads YYYY-MM-DD, optionally THH:MM[:SS] and Z or +HH:MM; without a zone the
 * time is that of zone_minutes. TIME_INVALID otherwise.
 */
TRIEN_MUST_CHECK trien_rc tr_time_read_iso(
		struct tr_bytes text, int zone_minutes, int64_t *out, struct trien_err *err);
/* Reads a day as it is written in Vietnam, day before month, each of one digit or two (5/3/2026, 05/03/2026): its begin in that zone. TIME_INVALID otherwise. */
TRIEN_MUST_CHECK trien_rc tr_time_read_day(struct tr_bytes text, int zone_minutes, int64_t *out, struct trien_err *err);
/* What people type: such a day, with " HH:MM[:SS]" and a zone behind it or not, or what tr_time_read_iso() reads. TIME_INVALID otherwise. */
TRIEN_MUST_CHECK trien_rc tr_time_read(struct tr_bytes text, int zone_minutes, int64_t *out, struct trien_err *err);
/* Reads a PDF date; parts after the year may be missing; no zone is UTC. */
TRIEN_MUST_CHECK trien_rc tr_time_read_pdf(struct tr_bytes text, int64_t *out, struct trien_err *err);

#endif
