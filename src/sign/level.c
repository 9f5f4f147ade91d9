/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "sign/level.h"

static const char *const names[TR_LEVEL_COUNT] = {"B-B", "B-T", "B-LT", "B-LTA"};

const char *
tr_level_name(enum tr_level l)
{
	return names[l];
}

bool
tr_level_of(struct tr_bytes name, enum tr_level *out)
{
	for (int l = 0; l < TR_LEVEL_COUNT; l++) {
		if (!tr_bytes_are(name, names[l]))
			continue;
		*out = (enum tr_level)l;
		return true;
	}
	return false;
}
