/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "agent/gap.h"

#include "sign/hole.h"

bool
tr_agent_gap_is_sound(uint64_t base_size, struct tr_bytes revision, const struct tr_agent_gap *gap)
{
	uint8_t before[TR_SIGN_HOLE_PREFIX];
	const uint64_t total = base_size + revision.n;

	if (gap->from > gap->to || gap->to > total || gap->from < base_size || gap->from - base_size < sizeof(before) || gap->to - gap->from < 4 || (gap->to - gap->from) % 2 != 0)
		return false;
	const size_t at = (size_t)(gap->from - base_size), end = (size_t)(gap->to - base_size);
	if (!tr_sign_hole_prefix(gap->from, gap->to, total, before) || memcmp(revision.p + at - sizeof(before), before, sizeof(before)) != 0)
		return false;
	for (size_t i = at + 1; i < end - 1; i++)
		if (revision.p[i] != '0')
			return false;
	return revision.p[at] == '<' && revision.p[end - 1] == '>';
}
