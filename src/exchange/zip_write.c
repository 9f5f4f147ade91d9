/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "exchange/zip_write.h"

#include <zlib.h>

#define VERSION 20u      /* deflated entries */
#define FLAG_DESCRIPTOR 8u
#define FLAG_UTF8 0x800u
#define DEFLATED 8u
#define DAY_ONE 0x21u    /* 1 January 1980, the first day that there is */

static trien_rc
add16(struct tr_buf *b, size_t v, struct trien_err *err)
{
	const uint8_t p[2] = {(uint8_t)v, (uint8_t)(v >> 8)};
	return tr_buf_add(b, p, sizeof(p), err);
}

static trien_rc
add32(struct tr_buf *b, size_t v, struct trien_err *err)
{
	TR_TRY(add16(b, v & 0xffff, err));
	return add16(b, v >> 16, err);
}

/* What both headers of an entry have, from the version to the length of what stands behind the name. */
static trien_rc
add_facts(struct tr_buf *b, const struct tr_zip_entry *e, struct trien_err *err)
{
	TR_TRY(add16(b, VERSION, err));
	TR_TRY(add16(b, e->flags, err));
	TR_TRY(add16(b, e->method, err));
	TR_TRY(add16(b, 0, err));
	TR_TRY(add16(b, DAY_ONE, err));
	TR_TRY(add32(b, e->crc, err));
	TR_TRY(add32(b, e->packed.n, err));
	TR_TRY(add32(b, e->size, err));
	TR_TRY(add16(b, strlen(e->name), err));
	return add16(b, 0, err);
}

static trien_rc
add_entry(struct tr_zip_writer *w, const struct tr_zip_entry *e, struct trien_err *err)
{
	static const uint8_t nothing[10]; /* comment, disk, attributes */
	const size_t at = w->out->n;

	TR_TRY(add32(w->out, 0x04034b50, err));
	TR_TRY(add_facts(w->out, e, err));
	TR_TRY(tr_buf_add(w->out, e->name, strlen(e->name), err));
	TR_TRY(tr_buf_add_bytes(w->out, e->packed, err));
	TR_TRY(add32(&w->directory, 0x02014b50, err));
	TR_TRY(add16(&w->directory, VERSION, err));
	TR_TRY(add_facts(&w->directory, e, err));
	TR_TRY(tr_buf_add(&w->directory, nothing, sizeof(nothing), err));
	TR_TRY(add32(&w->directory, at, err));
	w->count++;
	return tr_buf_add(&w->directory, e->name, strlen(e->name), err);
}

trien_rc
tr_zip_copy(struct tr_zip_writer *w, const struct tr_zip_entry *e, struct trien_err *err)
{
	struct tr_zip_entry plain = *e;

	plain.flags &= ~FLAG_DESCRIPTOR; /* its sizes are known */
	return add_entry(w, &plain, err);
}

static trien_rc
deflate_all(struct tr_bytes in, struct tr_buf *out, struct trien_err *err)
{
	z_stream s = {.next_in = (Bytef *)(uintptr_t)in.p, .avail_in = (uInt)in.n};

	if (deflateInit2(&s, Z_DEFAULT_COMPRESSION, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY) != Z_OK)
		return TR_ERR(err, NO_MEMORY, TR_U("want", in.n));
	const size_t room = deflateBound(&s, in.n);
	const trien_rc rc = tr_buf_reserve(out, room, err);
	if (rc == TRIEN_OK) {
		s.next_out = out->p;
		s.avail_out = (uInt)room;
		(void)deflate(&s, Z_FINISH); /* it has the room */
		out->n = room - s.avail_out;
	}
	deflateEnd(&s);
	return rc;
}

trien_rc
tr_zip_put(struct tr_zip_writer *w, const char *name, struct tr_bytes content, struct trien_err *err)
{
	TR_AUTO_BUF packed = {0};
	struct tr_zip_entry e = {.name = name, .size = content.n, .flags = FLAG_UTF8, .method = DEFLATED, .crc = (uint32_t)crc32(crc32(0, NULL, 0), content.p, (uInt)content.n)};

	TR_TRY(deflate_all(content, &packed, err));
	e.packed = tr_buf_view(&packed);
	return add_entry(w, &e, err);
}

trien_rc
tr_zip_end(struct tr_zip_writer *w, struct trien_err *err)
{
	const size_t at = w->out->n;

	TR_TRY(tr_buf_add_bytes(w->out, tr_buf_view(&w->directory), err));
	TR_TRY(add32(w->out, 0x06054b50, err));
	TR_TRY(add32(w->out, 0, err));
	TR_TRY(add16(w->out, w->count, err));
	TR_TRY(add16(w->out, w->count, err));
	TR_TRY(add32(w->out, w->directory.n, err));
	TR_TRY(add32(w->out, at, err));
	return add16(w->out, 0, err);
}

void
tr_zip_writer_free(struct tr_zip_writer *w)
{
	tr_buf_free(&w->directory);
}
