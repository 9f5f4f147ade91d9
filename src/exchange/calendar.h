/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* iCalendar (RFC 5545), METHOD:PUBLISH: dates that people take over into their calendar. Times are those of Vietnam. */
#ifndef TR_EXCHANGE_CALENDAR_H
#define TR_EXCHANGE_CALENDAR_H

#include "base/bytes.h"

struct tr_calendar_event {
	const char *uid;     /* the same for the same date, so that a later letter replaces the entry */
	unsigned sequence;   /* of the letters about it */
	int64_t at, stamp;   /* the date; when the letter was written */
	struct tr_text summary, description;
};

TRIEN_MUST_CHECK trien_rc tr_calendar_begin(struct tr_buf *out, struct trien_err *err);
TRIEN_MUST_CHECK trien_rc tr_calendar_add(struct tr_buf *out, const struct tr_calendar_event *e, struct trien_err *err);
TRIEN_MUST_CHECK trien_rc tr_calendar_end(struct tr_buf *out, struct trien_err *err);

#endif
