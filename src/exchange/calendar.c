/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "exchange/calendar.h"

#include <stdio.h>

#include "base/env.h"

#define LINE_OCTETS 75u /* RFC 5545 §3.1, without the line end */

/* §3.1: a line end and a blank in front of what would be too much, never within a character. */
static trien_rc
add_line(struct tr_buf *out, struct tr_bytes line, struct trien_err *err)
{
	size_t room = LINE_OCTETS;

	while (line.n > room) {
		size_t n = room;
		while (n > 0 && (line.p[n] & 0xc0) == 0x80)
			n--;
		TR_TRY(tr_buf_add(out, line.p, n, err));
		TR_TRY(tr_buf_add(out, "\r\n ", 3, err));
		line = tr_bytes_part(line, n, line.n);
		room = LINE_OCTETS - 1;
	}
	TR_TRY(tr_buf_add_bytes(out, line, err));
	return tr_buf_add(out, "\r\n", 2, err);
}

/* §3.3.11: what has a meaning in a text is escaped; other control characters have no place in one. */
static trien_rc
add_text(struct tr_buf *out, const char *name, struct tr_text text, struct trien_err *err)
{
	TR_AUTO_BUF line = {0};

	TR_TRY(tr_buf_addf(&line, err, "%s:", name));
	for (size_t i = 0; i < text.n; i++) {
		const char c = text.p[i];
		if (c == '\n')
			TR_TRY(tr_buf_add(&line, "\\n", 2, err));
		else if (c == '\\' || c == ';' || c == ',')
			TR_TRY(tr_buf_addf(&line, err, "\\%c", c));
		else if ((unsigned char)c >= 0x20 && c != 0x7f)
			TR_TRY(tr_buf_add_byte(&line, (uint8_t)c, err));
	}
	return add_line(out, tr_buf_view(&line), err);
}

static trien_rc
add_time(struct tr_buf *out, const char *name, int64_t time, int zone, const char *end, struct trien_err *err)
{
	const struct tr_civil c = tr_civil_of(time, zone);

	return tr_buf_addf(out, err, "%s:%04d%02d%02dT%02d%02d%02d%s\r\n", name, c.year, c.month, c.day, c.hour, c.minute, c.second, end);
}

trien_rc
tr_calendar_begin(struct tr_buf *out, struct trien_err *err)
{
	/* One offset all year, since 1975. */
	return tr_buf_addf(out, err, "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Trien//Notices//VI\r\nCALSCALE:GREGORIAN\r\nMETHOD:PUBLISH\r\n"
			"BEGIN:VTIMEZONE\r\nTZID:Asia/Ho_Chi_Minh\r\nBEGIN:STANDARD\r\nDTSTART:19750613T000000\r\nTZOFFSETFROM:+0800\r\n"
			"TZOFFSETTO:+0700\r\nTZNAME:+07\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n");
}

trien_rc
tr_calendar_add(struct tr_buf *out, const struct tr_calendar_event *e, struct trien_err *err)
{
	TR_TRY(tr_buf_addf(out, err, "BEGIN:VEVENT\r\n"));
	TR_TRY(add_text(out, "UID", (struct tr_text){e->uid, strlen(e->uid)}, err));
	TR_TRY(add_time(out, "DTSTAMP", e->stamp, 0, "Z", err));
	TR_TRY(tr_buf_addf(out, err, "SEQUENCE:%u\r\n", e->sequence));
	TR_TRY(add_time(out, "DTSTART;TZID=Asia/Ho_Chi_Minh", e->at, TR_ZONE_VIETNAM, "", err));
	TR_TRY(add_text(out, "SUMMARY", e->summary, err));
	TR_TRY(add_text(out, "DESCRIPTION", e->description, err));
	return tr_buf_addf(out, err, "TRANSP:TRANSPARENT\r\nEND:VEVENT\r\n");
}

trien_rc
tr_calendar_end(struct tr_buf *out, struct trien_err *err)
{
	return tr_buf_addf(out, err, "END:VCALENDAR\r\n");
}
