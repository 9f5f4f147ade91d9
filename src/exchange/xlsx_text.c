/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What stands in a cell, as a person sees it: shared strings, formats, numbers, days. ISO 29500-1 §18.4, §18.8, §18.17.4. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/errors/exchange.h"
#include "base/time.h"
#include "base/utf8.h"
#include "exchange/xlsx_parts.h"

/* ---- text ---- */

/* "_x000D_" at p. */
static bool
escaped(struct tr_bytes at, uint32_t *out)
{
	char digits[5] = "", *end;

	if (at.n < 7 || at.p[0] != '_' || at.p[1] != 'x' || at.p[6] != '_')
		return false;
	memcpy(digits, at.p + 2, 4);
	if (strspn(digits, "0123456789abcdefABCDEF") != 4)
		return false;
	*out = (uint32_t)strtoul(digits, &end, 16);
	return *out != 0;
}

trien_rc
tr_xlsx_add_text(struct tr_buf *out, struct tr_bytes text, struct trien_err *err)
{
	uint8_t character[4];
	uint32_t point;

	for (size_t i = 0; i < text.n;) {
		const size_t n = escaped(tr_bytes_part(text, i, text.n), &point) ? tr_utf8_put(point, character) : 0;
		TR_TRY(n > 0 ? tr_buf_add(out, character, n, err) : tr_buf_add_byte(out, text.p[i], err));
		i += n > 0 ? 7 : 1;
	}
	return TRIEN_OK;
}

/* ---- shared strings ---- */

struct sharing {
	struct tr_xlsx *x;
	struct tr_buf text;
	bool in_text;
	unsigned phonetic; /* inside of how a text is read aloud, which is no part of it */
};

static trien_rc
on_string_open(void *context, const char *name, const struct tr_xml_attributes *a, struct trien_err *err)
{
	struct sharing *s = context;

	(void)a, (void)err;
	s->phonetic += strcmp(name, "rPh") == 0;
	s->in_text = strcmp(name, "t") == 0 && s->phonetic == 0;
	if (strcmp(name, "si") == 0)
		tr_buf_clear(&s->text);
	return TRIEN_OK;
}

static trien_rc
keep_string(struct sharing *s, struct trien_err *err)
{
	struct tr_xlsx *x = s->x;
	TR_AUTO_BUF plain = {0};
	const uint8_t *copy;

	if (x->string_count == TR_XLSX_STRINGS_MAX)
		return TR_ERR(err, EXCHANGE_ZIP_LIMIT, TR_S("what", "strings"), TR_U("max", TR_XLSX_STRINGS_MAX));
	if (x->string_count == x->string_room) {
		const size_t room = x->string_room == 0 ? 1024 : x->string_room * 2;
		const char **strings = tr_mem_resize(x->strings, room * sizeof(*strings));
		if (strings == NULL)
			return TR_ERR(err, NO_MEMORY, TR_U("want", room * sizeof(*strings)));
		x->strings = strings;
		x->string_room = room;
	}
	TR_TRY(tr_xlsx_add_text(&plain, tr_buf_view(&s->text), err));
	TR_TRY(tr_arena_copy(&x->arena, plain.n > 0 ? plain.p : (const uint8_t *)"", plain.n, &copy, err));
	x->strings[x->string_count++] = (const char *)copy;
	return TRIEN_OK;
}

static trien_rc
on_string_close(void *context, const char *name, struct trien_err *err)
{
	struct sharing *s = context;

	s->phonetic -= strcmp(name, "rPh") == 0;
	s->in_text = false;
	return strcmp(name, "si") == 0 ? keep_string(s, err) : TRIEN_OK;
}

/* What is too long for a cell here is cut one byte past it: only a sheet that shows it is refused. */
static trien_rc
on_string_text(void *context, struct tr_bytes text, struct trien_err *err)
{
	struct sharing *s = context;
	const size_t room = TR_TABLE_CELL_MAX + 1 - (s->text.n < TR_TABLE_CELL_MAX + 1 ? s->text.n : TR_TABLE_CELL_MAX + 1);
	return s->in_text ? tr_buf_add_bytes(&s->text, tr_bytes_part(text, 0, room), err) : TRIEN_OK;
}

trien_rc
tr_xlsx_read_strings(struct tr_xlsx *x, struct trien_err *err)
{
	struct sharing s = {.x = x};

	if (x->strings_at == NULL)
		return TRIEN_OK;
	const trien_rc rc = tr_xlsx_read_part(x, x->strings_at,
			(struct tr_xml_reader){.context = &s, .open = on_string_open, .close = on_string_close, .text = on_string_text}, err);
	tr_buf_free(&s.text);
	return rc;
}

/* ---- formats ---- */

#define CUSTOM_MAX 1024u /* formats of one's own that a workbook has */

struct styling {
	struct tr_xlsx *x;
	bool in_cells; /* cellXfs, and not the list of named styles beside it */
	size_t custom_count;
	struct {
		size_t id;
		struct tr_xlsx_format format;
	} custom[CUSTOM_MAX];
};

/* A date names a day or a year, outside of quotes, brackets and escapes. */
static struct tr_xlsx_format
format_of(struct tr_bytes code)
{
	struct tr_xlsx_format f = {.zeros = (unsigned)code.n};
	char until = 0;

	for (size_t i = 0; i < code.n && code.p[i] != ';'; i++) {
		const char c = (char)code.p[i];
		if (c != '0')
			f.zeros = 0;
		if (until != 0)
			until = c == until ? 0 : until;
		else if (c == '"' || c == '[')
			until = c == '[' ? ']' : '"';
		else if (c == '\\' || c == '_' || c == '*')
			i++;
		else if (c != 0 && strchr("dDyY", c) != NULL)
			f.date = true;
	}
	f.zeros = f.zeros > 64 ? 64 : f.zeros;
	return f;
}

static struct tr_xlsx_format
format_by_id(const struct styling *s, size_t id)
{
	for (size_t i = 0; i < s->custom_count; i++)
		if (s->custom[i].id == id)
			return s->custom[i].format;
	/* §18.8.30: those that every program knows; 27 to 36 and 50 to 58 are days in the languages of East Asia. */
	return (struct tr_xlsx_format){.date = (id >= 14 && id <= 17) || id == 22 || (id >= 27 && id <= 36) || (id >= 50 && id <= 58)};
}

static trien_rc
add_format(struct styling *s, const struct tr_xml_attributes *a, struct trien_err *err)
{
	struct tr_xlsx *x = s->x;
	const size_t id = tr_xml_number(a, "numFmtId", 0, UINT32_MAX);

	if (x->format_count == TR_XLSX_FORMATS_MAX)
		return TR_ERR(err, EXCHANGE_ZIP_LIMIT, TR_S("what", "formats"), TR_U("max", TR_XLSX_FORMATS_MAX));
	if (x->formats == NULL && (x->formats = tr_mem_zeroed(TR_XLSX_FORMATS_MAX, sizeof(*x->formats))) == NULL)
		return TR_ERR(err, NO_MEMORY, TR_U("want", TR_XLSX_FORMATS_MAX * sizeof(*x->formats)));
	x->formats[x->format_count++] = format_by_id(s, id);
	return TRIEN_OK;
}

static trien_rc
on_style_open(void *context, const char *name, const struct tr_xml_attributes *a, struct trien_err *err)
{
	struct styling *s = context;

	s->in_cells = s->in_cells || strcmp(name, "cellXfs") == 0;
	if (strcmp(name, "numFmt") == 0) {
		if (s->custom_count == CUSTOM_MAX)
			return TR_ERR(err, EXCHANGE_ZIP_LIMIT, TR_S("what", "formats"), TR_U("max", CUSTOM_MAX));
		s->custom[s->custom_count].id = tr_xml_number(a, "numFmtId", SIZE_MAX, UINT32_MAX);
		s->custom[s->custom_count++].format = format_of(tr_xml_attribute(a, "formatCode"));
	}
	return s->in_cells && strcmp(name, "xf") == 0 ? add_format(s, a, err) : TRIEN_OK;
}

static trien_rc
on_style_close(void *context, const char *name, struct trien_err *err)
{
	struct styling *s = context;

	(void)err;
	s->in_cells = s->in_cells && strcmp(name, "cellXfs") != 0;
	return TRIEN_OK;
}

static trien_rc
on_style_text(void *context, struct tr_bytes text, struct trien_err *err)
{
	(void)context, (void)text, (void)err;
	return TRIEN_OK;
}

trien_rc
tr_xlsx_read_styles(struct tr_xlsx *x, struct trien_err *err)
{
	if (x->styles_at == NULL)
		return TRIEN_OK;
	struct styling *s = tr_mem_zeroed(1, sizeof(*s));
	if (s == NULL)
		return TR_ERR(err, NO_MEMORY, TR_U("want", sizeof(*s)));
	s->x = x;
	const trien_rc rc = tr_xlsx_read_part(x, x->styles_at,
			(struct tr_xml_reader){.context = s, .open = on_style_open, .close = on_style_close, .text = on_style_text}, err);
	free(s);
	return rc;
}

/* ---- numbers and days ---- */

#define EPOCH_1900 25569 /* days from 1899-12-30 to 1970-01-01 */
#define EPOCH_1904 24107
#define LAST_DAY 2958465 /* 9999-12-31 */
#define SURE 1e15        /* below it a double holds every whole number, and a spreadsheet every digit */

/*
 * §18.17.4.1: day 60 of 1900 is the 29th of February, which that year had not; the days before it are one nearer to the epoch.
 */
static trien_rc
add_day(const struct tr_xlsx_number *n, double value, struct tr_buf *out, struct trien_err *err)
{
	const double whole = floor(value);
	char text[TR_TIME_TEXT_MAX];

	if (!(whole >= (n->from_1904 ? 0 : 1) && whole <= LAST_DAY) || (!n->from_1904 && whole == 60))
		return TR_ERR(err, EXCHANGE_CELL_DATE, TR_S("cell", n->cell), TR_B("got", n->text, strlen(n->text)));
	const int64_t days = (int64_t)whole - (n->from_1904 ? EPOCH_1904 : EPOCH_1900) + (!n->from_1904 && whole < 60);
	const int64_t seconds = (int64_t)round((value - whole) * 86400);
	tr_time_iso(days * 86400 + seconds, 0, text);
	return tr_buf_add(out, text, seconds == 0 || seconds == 86400 ? strcspn(text, "T") : strcspn(text, "Z"), err);
}

trien_rc
tr_xlsx_add_number(const struct tr_xlsx_number *n, struct tr_buf *out, struct trien_err *err)
{
	char *end;

	if (strspn(n->text, "0123456789+-.eE") != strlen(n->text) || n->text[0] == '\0')
		return TR_ERR(err, EXCHANGE_XLSX, TR_S("part", n->cell), TR_S("what", "number"));
	const double value = strtod(n->text, &end);
	if (*end != '\0' || !isfinite(value))
		return TR_ERR(err, EXCHANGE_XLSX, TR_S("part", n->cell), TR_S("what", "number"));
	if (n->format.date)
		return add_day(n, value, out, err);
	if (fabs(value) >= SURE)
		return TR_ERR(err, EXCHANGE_CELL_NUMBER, TR_S("cell", n->cell), TR_B("got", n->text, strlen(n->text)));
	if (value != floor(value))
		return tr_buf_addf(out, err, "%.15g", value);
	return tr_buf_addf(out, err, "%0*.0f", (int)n->format.zeros, value == 0 ? 0 : value);
}
