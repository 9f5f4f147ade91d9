/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the legal profile says of the appearances of Điều 8, ready to be used: points, shares, colours. */
#ifndef TR_OFFICIAL_RULES_H
#define TR_OFFICIAL_RULES_H

#include "profile/profile.h"

enum tr_time_form { TR_TIME_DOTTED, TR_TIME_ISO8601 };
enum tr_ink_colour { TR_INK_BLACK, TR_INK_BLUE, TR_INK_RED };

#define TR_OFFICIAL_TIME_MAX 40

struct tr_official_rules {
	enum tr_time_form time_form;
	double text_size, digitised_size; /* points */
	enum tr_ink_colour text_colour, signature_colour, seal_colour;
	double seal_min_mm, seal_max_mm;
	bool seal_sure;                   /* the source of both is certain: beside them is wrong, not only odd */
	double overlap;                   /* share of the handwriting that the seal covers, 0..1 */
	double margin_left, margin_right, margin_top, margin_bottom; /* the least, in points */
};

/* The rules in force at a time. */
void tr_official_rules_of(const struct tr_profile *profile, int64_t time, struct tr_official_rules *out);
/* "26.11.2026 12:30:00 +07:00" or "2026-11-26T12:30:00+07:00". */
void tr_official_time(enum tr_time_form form, int64_t time, int zone_minutes, char out[TR_OFFICIAL_TIME_MAX]);

#endif
