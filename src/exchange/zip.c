/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* APPNOTE.TXT 6.3 of PKWARE, §4.3. */
#include "exchange/zip.h"

#include <zlib.h>

#include "base/errors/exchange.h"
#include "base/utf8.h"

#define END_SIZE 22u
#define LOCATOR_SIZE 20u
#define CENTRAL_SIZE 46u
#define LOCAL_SIZE 30u
#define COMMENT_MAX 65535u
#define PART ((size_t)16 << 10)

#define FLAG_ENCRYPTED 1u
#define FLAG_DESCRIPTOR 8u /* sizes and CRC stand behind the content */
#define METHOD_DEFLATED 8u

void
tr_zip_free(struct tr_zip *z)
{
	tr_arena_free(&z->arena);
	*z = (struct tr_zip){0};
}

static trien_rc
bad(const char *what, struct trien_err *err)
{
	return TR_ERR(err, EXCHANGE_ZIP, TR_S("what", what));
}

static unsigned
u16(const uint8_t *p)
{
	return (unsigned)p[0] | (unsigned)p[1] << 8;
}

static uint32_t
u32(const uint8_t *p)
{
	return u16(p) | (uint32_t)u16(p + 2) << 16;
}

/* ---- the end: where the directory is ---- */

struct reading {
	struct tr_bytes in;
	size_t end, directory, at; /* of the end record, of the first and of the next header */
	size_t total;              /* bytes unpacked so far */
	struct tr_zip *z;
};

/* The last one whose comment ends with the file. */
static bool
find_end(struct reading *r)
{
	for (size_t back = END_SIZE; back <= r->in.n && back <= END_SIZE + COMMENT_MAX; back++) {
		const uint8_t *p = r->in.p + r->in.n - back;
		if (u32(p) == 0x06054b50 && u16(p + 20) == back - END_SIZE) {
			r->end = r->in.n - back;
			return true;
		}
	}
	return false;
}

static trien_rc
read_end(struct reading *r, size_t *count, struct trien_err *err)
{
	if (!find_end(r))
		return bad("no end of archive", err);
	const uint8_t *p = r->in.p + r->end;
	const size_t size = u32(p + 12);
	r->directory = r->at = u32(p + 16);
	*count = u16(p + 10);
	if (r->end >= LOCATOR_SIZE && u32(p - LOCATOR_SIZE) == 0x07064b50)
		return bad("ZIP64", err);
	if (u16(p + 4) != 0 || u16(p + 6) != 0 || u16(p + 8) != *count)
		return bad("several disks", err);
	if (r->directory > r->end || size != r->end - r->directory)
		return bad("directory", err);
	if (*count > TR_ZIP_ENTRIES_MAX)
		return TR_ERR(err, EXCHANGE_ZIP_LIMIT, TR_S("what", "entries"), TR_U("max", TR_ZIP_ENTRIES_MAX));
	return TRIEN_OK;
}

/* ---- entries ---- */

/* Relative, of plain steps. */
static bool
is_name(struct tr_bytes name)
{
	if (name.n == 0 || name.p[0] == '/' || tr_utf8_check(name) != name.n)
		return false;
	for (size_t i = 0, step = 0; i <= name.n; i++) {
		if (i < name.n && (name.p[i] < 0x20 || strchr("\\:", name.p[i]) != NULL))
			return false;
		if (i < name.n && name.p[i] != '/')
			continue;
		const struct tr_bytes s = tr_bytes_part(name, step, i - step);
		if (tr_bytes_are(s, "..") || tr_bytes_are(s, ".") || (s.n == 0 && i < name.n))
			return false;
		step = i + 1;
	}
	return true;
}

static trien_rc
check_size(struct reading *r, const struct tr_zip_entry *e, struct trien_err *err)
{
	if (e->size > TR_ZIP_UNPACKED_MAX - r->total)
		return TR_ERR(err, EXCHANGE_ZIP_LIMIT, TR_S("what", "bytes unpacked"), TR_U("max", TR_ZIP_UNPACKED_MAX));
	r->total += e->size;
	if (e->size > TR_ZIP_RATIO_FROM && e->size / TR_ZIP_RATIO_MAX > e->packed.n)
		return TR_ERR(err, EXCHANGE_ZIP_LIMIT, TR_S("what", "times larger unpacked"), TR_U("max", TR_ZIP_RATIO_MAX));
	return e->method == 0 && e->size != e->packed.n ? bad("size of a stored entry", err) : TRIEN_OK;
}

/* What its own header says must be what the directory says. */
static trien_rc
read_local(const struct reading *r, struct tr_zip_entry *e, size_t packed, struct trien_err *err)
{
	const uint8_t *p = r->in.p + e->at;

	if (e->at > r->directory || r->directory - e->at < LOCAL_SIZE || u32(p) != 0x04034b50)
		return bad("header of an entry", err);
	const size_t name = u16(p + 26), head = LOCAL_SIZE + name + u16(p + 28), room = r->directory - e->at;
	if (head > room || packed > room - head)
		return bad("end of an entry", err);
	const bool later = u16(p + 6) & FLAG_DESCRIPTOR && u32(p + 14) == 0 && u32(p + 18) == 0 && u32(p + 22) == 0;
	if (u16(p + 6) != e->flags || u16(p + 8) != e->method || !tr_bytes_are(TR_BYTES(p + LOCAL_SIZE, name), e->name) ||
			(!later && (u32(p + 14) != e->crc || u32(p + 18) != packed || u32(p + 22) != e->size)))
		return bad("two headers disagree", err);
	e->end = e->at + head + packed;
	e->packed = TR_BYTES(p + head, packed);
	return TRIEN_OK;
}

static trien_rc
check_others(const struct tr_zip *z, const struct tr_zip_entry *e, struct trien_err *err)
{
	for (size_t i = 0; i < z->count; i++) {
		if (strcasecmp(z->entries[i].name, e->name) == 0)
			return bad("two entries of one name", err);
		if (e->at < z->entries[i].end && z->entries[i].at < e->end)
			return bad("entries overlap", err);
	}
	return TRIEN_OK;
}

static trien_rc
read_entry(struct reading *r, struct tr_zip_entry *e, struct trien_err *err)
{
	const uint8_t *p = r->in.p + r->at, *copy;

	if (r->end - r->at < CENTRAL_SIZE || u32(p) != 0x02014b50)
		return bad("directory", err);
	const size_t name = u16(p + 28), all = CENTRAL_SIZE + name + u16(p + 30) + u16(p + 32);
	if (all > r->end - r->at || !is_name(TR_BYTES(p + CENTRAL_SIZE, name)))
		return bad("name of an entry", err);
	TR_TRY(tr_arena_copy(&r->z->arena, p + CENTRAL_SIZE, name, &copy, err));
	*e = (struct tr_zip_entry){.name = (const char *)copy, .flags = u16(p + 8), .method = u16(p + 10), .crc = u32(p + 16), .size = u32(p + 24),
			.at = u32(p + 42)};
	if (e->flags & FLAG_ENCRYPTED)
		return bad("encrypted entry", err);
	if (e->method != 0 && e->method != METHOD_DEFLATED)
		return bad("compression", err);
	TR_TRY(read_local(r, e, u32(p + 20), err));
	TR_TRY(check_size(r, e, err));
	TR_TRY(check_others(r->z, e, err));
	r->at += all;
	return TRIEN_OK;
}

static trien_rc
read_entries(struct reading *r, struct trien_err *err)
{
	size_t count = 0;

	TR_TRY(read_end(r, &count, err));
	TR_TRY(tr_arena_array(&r->z->arena, count + 1, sizeof(*r->z->entries), &r->z->entries, err));
	for (; r->z->count < count; r->z->count++)
		TR_TRY(read_entry(r, &r->z->entries[r->z->count], err));
	return r->at == r->end ? TRIEN_OK : bad("directory", err);
}

trien_rc
tr_zip_open(struct tr_bytes in, struct tr_zip *out, struct trien_err *err)
{
	struct tr_zip z = {0};
	struct reading r = {.in = in, .z = &z};
	const trien_rc rc = read_entries(&r, err);

	if (rc == TRIEN_OK)
		*out = z;
	else
		tr_zip_free(&z);
	return rc;
}

const struct tr_zip_entry *
tr_zip_find(const struct tr_zip *z, const char *name)
{
	for (size_t i = 0; i < z->count; i++)
		if (strcasecmp(z->entries[i].name, name) == 0) /* ISO 29500-2 §6.2.2.3: names are equal without regard to case */
			return &z->entries[i];
	return NULL;
}

/* ---- content ---- */

struct unpacking {
	const struct tr_zip_entry *e;
	tr_zip_sink sink;
	void *context;
	size_t done;
	uLong crc;
};

static trien_rc
hand_on(struct unpacking *u, struct tr_bytes part, struct trien_err *err)
{
	if (part.n == 0)
		return TRIEN_OK;
	if (part.n > u->e->size - u->done)
		return bad("longer than its header says", err);
	u->done += part.n;
	u->crc = crc32(u->crc, part.p, (uInt)part.n);
	return u->sink(u->context, part, err);
}

static trien_rc
inflate_all(z_stream *s, struct unpacking *u, struct trien_err *err)
{
	uint8_t out[PART];
	int rc = Z_OK;

	while (rc == Z_OK) {
		s->next_out = out;
		s->avail_out = sizeof(out);
		rc = inflate(s, Z_NO_FLUSH);
		if (rc != Z_OK && rc != Z_STREAM_END)
			break;
		TR_TRY(hand_on(u, TR_BYTES(out, sizeof(out) - s->avail_out), err));
	}
	return rc == Z_STREAM_END && s->avail_in == 0 ? TRIEN_OK : bad("compressed content", err);
}

static trien_rc
unpack_deflated(struct unpacking *u, struct trien_err *err)
{
	z_stream s = {.next_in = (Bytef *)(uintptr_t)u->e->packed.p, .avail_in = (uInt)u->e->packed.n};

	if (inflateInit2(&s, -MAX_WBITS) != Z_OK)
		return TR_ERR(err, NO_MEMORY, TR_U("want", PART));
	const trien_rc rc = inflate_all(&s, u, err);
	inflateEnd(&s);
	return rc;
}

static trien_rc
unpack_stored(struct unpacking *u, struct trien_err *err)
{
	for (size_t at = 0; at < u->e->packed.n; at += PART)
		TR_TRY(hand_on(u, tr_bytes_part(u->e->packed, at, PART), err));
	return TRIEN_OK;
}

trien_rc
tr_zip_unpack(const struct tr_zip_entry *e, tr_zip_sink sink, void *context, struct trien_err *err)
{
	struct unpacking u = {.e = e, .sink = sink, .context = context, .crc = crc32(0, NULL, 0)};

	TR_TRY(e->method == 0 ? unpack_stored(&u, err) : unpack_deflated(&u, err));
	return u.done == e->size && u.crc == e->crc ? TRIEN_OK : bad("content of an entry", err);
}
