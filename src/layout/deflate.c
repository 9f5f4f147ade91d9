/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "layout/deflate.h"

#include <limits.h>
#include <stdlib.h>
#include <zlib.h>

#include "base/memory.h"

#define FAST_LEVEL 3
#define MEMORY_LEVEL 8 /* as zlib has it */

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

static trien_rc
deflate_into(z_stream *z, struct tr_bytes plain, struct tr_buf *out, struct trien_err *err)
{
	/* Both fit: the caller's buffers end at TR_BUF_MAX_DEFAULT. */
	TR_TRY(tr_buf_reserve(out, deflateBound(z, plain.n), err));
	/* zlib only reads what next_in points to, though it may not say so. */
	z->next_in = (Bytef *)(uintptr_t)plain.p;
	z->avail_in = (uInt)plain.n;
	z->next_out = out->p;
	z->avail_out = (uInt)(out->cap < UINT_MAX ? out->cap : UINT_MAX);
	if (deflate(z, Z_FINISH) != Z_STREAM_END)
		return TR_ERR(err, INTERNAL, TR_S("what", "deflate"));
	out->n = z->total_out;
	return TRIEN_OK;
}

trien_rc
tr_put_deflated(struct tr_pdf_update *u, struct tr_bytes dict, struct tr_bytes plain, enum tr_deflate how,
		struct tr_pdf_ref *out, struct trien_err *err)
{
	TR_AUTO_BUF data = {0}, keys = {0};
	struct tr_pdf_ref ref = {0};
	z_stream z = {.zalloc = take, .zfree = give};

	if (plain.n > TR_BUF_MAX_DEFAULT)
		return TR_ERR(err, BUFFER_LIMIT, TR_U("max", TR_BUF_MAX_DEFAULT));
	if (deflateInit2(&z, how == TR_DEFLATE_SMALL ? Z_DEFAULT_COMPRESSION : FAST_LEVEL, Z_DEFLATED, MAX_WBITS, MEMORY_LEVEL,
			how == TR_DEFLATE_RUNS ? Z_RLE : Z_DEFAULT_STRATEGY) != Z_OK)
		return TR_ERR(err, NO_MEMORY, TR_U("want", sizeof(z)));
	trien_rc rc = deflate_into(&z, plain, &data, err);
	deflateEnd(&z);
	TR_TRY(rc);
	TR_TRY(tr_buf_add_bytes(&keys, dict, err));
	TR_TRY(tr_buf_add(&keys, "/Filter/FlateDecode", 19, err));
	TR_TRY(tr_pdf_update_number(u, &ref.num, err));
	TR_TRY(tr_pdf_update_put_stream(u, ref, tr_buf_view(&keys), tr_buf_view(&data), err));
	*out = ref;
	return TRIEN_OK;
}
