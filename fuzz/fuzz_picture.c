/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A PNG of a stranger: read, measured, judged. */
#include <stdlib.h>

#include "layout/picture.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A large picture decodes like a small one, only slowly. */
static bool
is_large(const uint8_t *data, size_t size)
{
	return size >= 24 && (data[16] | data[17] | data[20] | data[21] | (data[18] & 0xfc) | (data[22] & 0xfc)) != 0;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct tr_picture p = {0};

	if (is_large(data, size) || tr_picture_read_png(TR_BYTES(data, size), &p, NULL) != TRIEN_OK)
		return 0;
	const size_t pixels = (size_t)p.width * p.height;
	if (pixels == 0 || p.samples.n != pixels * p.components || (p.alpha.n != 0 && p.alpha.n != pixels))
		abort();
	(void)tr_picture_is_opaque(&p);
	tr_picture_free(&p);
	return 0;
}
