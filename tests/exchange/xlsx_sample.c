/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "xlsx_sample.h"

#include <stdlib.h>
#include <zlib.h>

#include "test.h"

static void
add_le(struct tr_buf *out, unsigned long v, unsigned bytes)
{
	for (unsigned i = 0; i < bytes; i++)
		assert_int_equal(tr_buf_add_byte(out, (uint8_t)(v >> 8 * i), NULL), TRIEN_OK);
}

/* version, flags, method, time, date, CRC, sizes, lengths: what both headers have. */
static void
add_common(struct tr_buf *out, unsigned long crc, size_t packed, size_t size, size_t name, unsigned method)
{
	add_le(out, 20, 2);
	add_le(out, 0, 2);
	add_le(out, method, 2);
	add_le(out, 0, 4);
	add_le(out, crc, 4);
	add_le(out, packed, 4);
	add_le(out, size, 4);
	add_le(out, name, 2);
	add_le(out, 0, 2);
}

static size_t
deflate_raw(const char *content, size_t n, uint8_t **out)
{
	z_stream s = {.next_in = (Bytef *)(uintptr_t)content, .avail_in = (uInt)n};
	const size_t room = n + 1024;

	*out = malloc(room);
	s.next_out = *out;
	s.avail_out = (uInt)room;
	assert_int_equal(deflateInit2(&s, 9, Z_DEFLATED, -MAX_WBITS, 9, Z_DEFAULT_STRATEGY), Z_OK);
	assert_int_equal(deflate(&s, Z_FINISH), Z_STREAM_END);
	const size_t packed = s.total_out;
	deflateEnd(&s);
	return packed;
}

static void
add_member(const struct member *m, struct tr_buf *out, struct tr_buf *directory)
{
	const bool deflated = m->name[0] == '*';
	const char *name = m->name + deflated;
	const size_t n = strlen(m->content), at = out->n;
	const unsigned long crc = crc32(crc32(0, NULL, 0), (const Bytef *)m->content, (uInt)n);
	uint8_t *packed = NULL;
	const size_t packed_n = deflated ? deflate_raw(m->content, n, &packed) : n;

	add_le(out, 0x04034b50, 4);
	add_common(out, crc, packed_n, n, strlen(name), deflated ? 8 : 0);
	assert_int_equal(tr_buf_add(out, name, strlen(name), NULL), TRIEN_OK);
	assert_int_equal(tr_buf_add(out, deflated ? (const void *)packed : m->content, packed_n, NULL), TRIEN_OK);
	add_le(directory, 0x02014b50, 4);
	add_le(directory, 20, 2);
	add_common(directory, crc, packed_n, n, strlen(name), deflated ? 8 : 0);
	add_le(directory, 0, 4); /* comment, disk */
	add_le(directory, 0, 6); /* attributes */
	add_le(directory, at, 4);
	assert_int_equal(tr_buf_add(directory, name, strlen(name), NULL), TRIEN_OK);
	free(packed);
}

void
make_zip(const struct member *members, size_t count, struct tr_buf *out)
{
	TR_AUTO_BUF directory = {0};

	for (size_t i = 0; i < count; i++)
		add_member(&members[i], out, &directory);
	const size_t at = out->n;
	assert_int_equal(tr_buf_add_bytes(out, tr_buf_view(&directory), NULL), TRIEN_OK);
	add_le(out, 0x06054b50, 4);
	add_le(out, 0, 4);
	add_le(out, count, 2);
	add_le(out, count, 2);
	add_le(out, directory.n, 4);
	add_le(out, at, 4);
	add_le(out, 0, 2);
}

void
make_xlsx(const char *sheet, const char *strings, const char *styles, struct tr_buf *out)
{
	TR_AUTO_BUF whole = {0};
	struct member members[6] = {
		{"_rels/.rels", "<Relationships xmlns='" RELATIONS_NS "'><Relationship Id='a' Type='" TYPES "/officeDocument' Target='xl/workbook.xml'/></Relationships>"},
		{"xl/workbook.xml", "<workbook xmlns='" MAIN_NS "' xmlns:r='" TYPES "'><sheets><sheet name='So' sheetId='1' r:id='s'/></sheets></workbook>"},
		{"xl/_rels/workbook.xml.rels", "<Relationships xmlns='" RELATIONS_NS "'><Relationship Id='s' Type='" TYPES "/worksheet' Target='/xl/s.xml'/>"
			"<Relationship Id='t' Type='" TYPES "/sharedStrings' Target='t.xml'/><Relationship Id='u' Type='" TYPES "/styles' Target='u.xml'/></Relationships>"}};
	size_t count = 3;

	assert_int_equal(tr_buf_addf(&whole, NULL, "<worksheet xmlns='" MAIN_NS "'>%s</worksheet>%c", sheet, 0), TRIEN_OK);
	/* A large one is stored: what is repeated would be refused for its ratio. */
	members[count++] = (struct member){whole.n < (size_t)1 << 20 ? "*xl/s.xml" : "xl/s.xml", (const char *)whole.p};
	members[count++] = (struct member){"xl/t.xml", strings != NULL ? strings : "<sst xmlns='" MAIN_NS "'/>"};
	members[count++] = (struct member){"xl/u.xml", styles != NULL ? styles : "<styleSheet xmlns='" MAIN_NS "'/>"};
	make_zip(members, count, out);
}
