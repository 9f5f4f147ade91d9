/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* /ByteRange as we write it: ISO 32000-2 §12.8.1, the whole file but the value of /Contents. */
#include "sign/hole.h"

#include <stdio.h>

bool
tr_sign_hole_prefix(uint64_t at, uint64_t end, uint64_t total, uint8_t out[TR_SIGN_HOLE_PREFIX])
{
	char text[3 * 20 + 20];

	if (at > end || end > total)
		return false;
	int n = snprintf(text, sizeof(text), "/ByteRange[0 %llu %llu %llu]", (unsigned long long)at,
			(unsigned long long)end, (unsigned long long)(total - end));
	if (n < 0 || (size_t)n > TR_SIGN_RANGE_WIDTH)
		return false;
	memset(out, ' ', TR_SIGN_RANGE_WIDTH);
	memcpy(out, text, (size_t)n);
	memcpy(out + TR_SIGN_RANGE_WIDTH, "/Contents", 9);
	return true;
}
