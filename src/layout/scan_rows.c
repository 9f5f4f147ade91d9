/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Large pictures are deflated row by row: neither their samples nor their filtered form are held whole. */
#include <stdlib.h>

#include "base/memory.h"
#include "layout/scan_parts.h"

#define FILTER_UP 2
#define ROOM_STEP ((size_t)64 << 10)

static void *
take(void *context, unsigned count, unsigned size)
{
	(void)context;
	return tr_mem_zeroed(count, size);
}

static void
give(void *context, void *p)
{
	(void)context;
	free(p);
}

trien_rc
tr_rows_begin(struct tr_rows *r, size_t n, struct tr_buf *out, struct trien_err *err)
{
	*r = (struct tr_rows){.z = {.zalloc = take, .zfree = give}, .out = out, .n = n};
	TR_TRY(tr_buf_reserve(&r->line, 1 + 2 * n, err));
	memset(r->line.p, 0, 1 + 2 * n);
	if (deflateInit(&r->z, Z_DEFAULT_COMPRESSION) != Z_OK)
		return TR_ERR(err, NO_MEMORY, TR_U("want", sizeof(r->z)));
	return TRIEN_OK;
}

/* Deflates what is at next_in; with Z_FINISH until the end of the stream is written. */
static trien_rc
pump(struct tr_rows *r, int flush, struct trien_err *err)
{
	int code = Z_OK;

	do {
		TR_TRY(tr_buf_reserve(r->out, ROOM_STEP, err));
		r->z.next_out = r->out->p + r->out->n;
		r->z.avail_out = (uInt)ROOM_STEP;
		code = deflate(&r->z, flush);
		r->out->n += ROOM_STEP - r->z.avail_out;
	} while (r->z.avail_in > 0 || (flush == Z_FINISH && code == Z_OK));
	return code == Z_OK || code == Z_STREAM_END ? TRIEN_OK : TR_ERR(err, INTERNAL, TR_S("what", "deflate"));
}

trien_rc
tr_rows_add(struct tr_rows *r, const uint8_t *row, struct trien_err *err)
{
	uint8_t *line = r->line.p + 1, *above = line + r->n;

	r->line.p[0] = FILTER_UP;
	for (size_t i = 0; i < r->n; i++) {
		line[i] = (uint8_t)(row[i] - above[i]);
		above[i] = row[i];
	}
	r->z.next_in = r->line.p;
	r->z.avail_in = (uInt)(r->n + 1);
	return pump(r, Z_NO_FLUSH, err);
}

trien_rc
tr_rows_end(struct tr_rows *r, struct trien_err *err)
{
	return pump(r, Z_FINISH, err);
}

void
tr_rows_free(struct tr_rows *r)
{
	if (r->z.state != NULL)
		deflateEnd(&r->z);
	tr_buf_free(&r->line);
}
