/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* "ngày ... tháng ... năm 2026", "ngày .../.../2026", "Ngày: - -2026": what of it is typed, and what is left blank. */
#ifndef TR_OFFICIAL_PLACE_DATE_H
#define TR_OFFICIAL_PLACE_DATE_H

#include "official/place_stream.h"

/* Room for one value. */
struct tr_blank {
	bool leaders;      /* dots or lines to write on */
	double x0, x1;
	size_t next;       /* the token behind it */
	size_t style;      /* word whose look the value takes */
	const char *doubt; /* "narrow", "line-break", "partly-typed"; NULL */
};

struct tr_date {
	bool blank[3]; /* day, month, year: something is to be written */
	struct tr_blank blanks[3];
	unsigned typed[3]; /* what stands there; 0: a blank */
	size_t next;
	double x1;
};

/* The token behind the label that token i starts: "Số", "Số:", "Số/No:". */
size_t tr_label_end(const struct tr_stream *st, size_t i);
/* The blank that starts with token i, where the token before it is a label; a separator (0: none) is no leader. */
struct tr_blank tr_blank_read(const struct tr_stream *st, size_t i, enum tr_spot_kind kind, uint16_t separator);
/* A date whose "ngày" is token i; false where it is none. */
bool tr_date_read(const struct tr_stream *st, size_t i, struct tr_date *out);

#endif
