/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Hostile spreadsheets: whatever is read is a table within its caps. An input that begins with "<" is the sheet of a workbook that is right otherwise,
 * for no chance finds the CRC of a changed one.
 */
#include <stdint.h>
#include <stdlib.h>
#include <zlib.h>

#include "exchange/xlsx.h"

#define MAIN_NS "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
#define TYPES "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
#define RELATIONS "<Relationships xmlns='http://schemas.openxmlformats.org/package/2006/relationships'>"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
add_le(struct tr_buf *out, unsigned long v, unsigned bytes)
{
	for (unsigned i = 0; i < bytes; i++)
		if (tr_buf_add_byte(out, (uint8_t)(v >> 8 * i), NULL) != TRIEN_OK)
			abort();
}

static void
add_common(struct tr_buf *out, struct tr_bytes content, size_t name)
{
	add_le(out, 20, 4);
	add_le(out, 0, 6);
	add_le(out, crc32(0, content.p, (uInt)content.n), 4);
	add_le(out, content.n, 4);
	add_le(out, content.n, 4);
	add_le(out, name, 4);
}

static void
add(struct tr_buf *out, struct tr_buf *directory, const char *name, struct tr_bytes content)
{
	add_le(directory, 0x02014b50, 4);
	add_le(directory, 20, 2);
	add_common(directory, content, strlen(name));
	add_le(directory, 0, 4);
	add_le(directory, 0, 6);
	add_le(directory, out->n, 4);
	add_le(out, 0x04034b50, 4);
	add_common(out, content, strlen(name));
	if (tr_buf_add(directory, name, strlen(name), NULL) != TRIEN_OK || tr_buf_add(out, name, strlen(name), NULL) != TRIEN_OK ||
			tr_buf_add_bytes(out, content, NULL) != TRIEN_OK)
		abort();
}

/* The sheet's XML is also that of the strings and of the styles: what of it they know, they read. */
static void
wrap(struct tr_bytes xml, struct tr_buf *out)
{
	TR_AUTO_BUF directory = {0};

	add(out, &directory, "_rels/.rels", TR_BYTES_LIT(RELATIONS "<Relationship Id='a' Type='" TYPES "/officeDocument' Target='w'/></Relationships>"));
	add(out, &directory, "w", TR_BYTES_LIT("<workbook xmlns='" MAIN_NS "' xmlns:r='" TYPES "'><sheets><sheet name='So' r:id='s'/></sheets></workbook>"));
	add(out, &directory, "_rels/w.rels", TR_BYTES_LIT(RELATIONS "<Relationship Id='s' Type='" TYPES "/worksheet' Target='s'/><Relationship Id='t' Type='" TYPES
		"/sharedStrings' Target='s'/><Relationship Id='u' Type='" TYPES "/styles' Target='s'/></Relationships>"));
	add(out, &directory, "s", xml);
	const size_t at = out->n;
	if (tr_buf_add_bytes(out, tr_buf_view(&directory), NULL) != TRIEN_OK)
		abort();
	add_le(out, 0x06054b50, 4);
	add_le(out, 0, 4);
	add_le(out, 4, 2);
	add_le(out, 4, 2);
	add_le(out, directory.n, 4);
	add_le(out, at, 4);
	add_le(out, 0, 2);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct tr_bytes in = TR_BYTES(data, size);
	TR_AUTO_BUF whole = {0};
	struct tr_table t = {0};

	if (size > 0 && data[0] == '<') {
		wrap(in, &whole);
		in = tr_buf_view(&whole);
	}
	if (tr_xlsx_read(in, NULL, &t, NULL) != TRIEN_OK)
		return 0;
	if (t.columns == 0 || t.columns > TR_TABLE_COLUMNS_MAX || t.rows > TR_TABLE_ROWS_MAX)
		__builtin_trap();
	for (size_t row = 0; row <= t.rows; row++)
		for (size_t i = 0; i < t.columns; i++)
			if (strlen(tr_table_cell(&t, row, i)) > TR_TABLE_CELL_MAX || (row > 0 && t.lines[row] <= t.lines[row - 1]))
				__builtin_trap();
	tr_table_free(&t);
	return 0;
}
