/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "official/rules.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/time.h"

#define POINTS_PER_MM (72.0 / 25.4)

static enum tr_ink_colour
colour_of(const char *word)
{
	return strcmp(word, "blue") == 0 ? TR_INK_BLUE : strcmp(word, "red") == 0 ? TR_INK_RED : TR_INK_BLACK;
}

void
tr_official_rules_of(const struct tr_profile *p, int64_t time, struct tr_official_rules *out)
{
	const struct tr_profile_value *least = tr_profile_find(p, TR_PROFILE_APPEARANCE_SEAL_DIAMETER_MIN, time);
	const struct tr_profile_value *greatest = tr_profile_find(p, TR_PROFILE_APPEARANCE_SEAL_DIAMETER_MAX, time);

	*out = (struct tr_official_rules){
		.time_form = strchr(tr_profile_text(p, TR_PROFILE_APPEARANCE_TIME_FORM, time), 'T') != NULL
				? TR_TIME_ISO8601 : TR_TIME_DOTTED,
		.text_size = tr_profile_number(p, TR_PROFILE_APPEARANCE_TEXT_SIZE, time),
		.digitised_size = tr_profile_number(p, TR_PROFILE_APPEARANCE_DIGITISED_TEXT_SIZE, time),
		.text_colour = colour_of(tr_profile_text(p, TR_PROFILE_APPEARANCE_TEXT_COLOUR, time)),
		.signature_colour = colour_of(tr_profile_text(p, TR_PROFILE_APPEARANCE_SIGNATURE_COLOUR, time)),
		.seal_colour = colour_of(tr_profile_text(p, TR_PROFILE_APPEARANCE_SEAL_COLOUR, time)),
		.seal_min_mm = least->number,
		.seal_max_mm = greatest->number,
		.seal_sure = least->certain && greatest->certain,
		.overlap = tr_profile_number(p, TR_PROFILE_APPEARANCE_SEAL_OVERLAP, time) / 100,
		.margin_left = POINTS_PER_MM * tr_profile_number(p, TR_PROFILE_PAGE_MARGIN_LEFT_MIN, time),
		.margin_right = POINTS_PER_MM * tr_profile_number(p, TR_PROFILE_PAGE_MARGIN_RIGHT_MIN, time),
		.margin_top = POINTS_PER_MM * tr_profile_number(p, TR_PROFILE_PAGE_MARGIN_TOP_MIN, time),
		.margin_bottom = POINTS_PER_MM * tr_profile_number(p, TR_PROFILE_PAGE_MARGIN_BOTTOM_MIN, time),
	};
}

/* Requirement: R8.4 */
void
tr_official_time(enum tr_time_form form, int64_t time, int zone_minutes, char out[TR_OFFICIAL_TIME_MAX])
{
	const struct tr_civil c = tr_civil_of(time, zone_minutes);
	const int zone = abs(zone_minutes);
	char iso[TR_TIME_TEXT_MAX];

	if (form == TR_TIME_ISO8601) {
		tr_time_iso(time, zone_minutes, iso);
		snprintf(out, TR_OFFICIAL_TIME_MAX, "%s", iso);
		return;
	}
	snprintf(out, TR_OFFICIAL_TIME_MAX, "%02u.%02u.%04u %02u:%02u:%02u %c%02u:%02u", (unsigned)c.day % 100,
			(unsigned)c.month % 100, (unsigned)c.year % 10000, (unsigned)c.hour % 100,
			(unsigned)c.minute % 100, (unsigned)c.second % 100, zone_minutes < 0 ? '-' : '+',
			(unsigned)zone / 60 % 100, (unsigned)zone % 60);
}
