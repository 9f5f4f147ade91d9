/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Text strings, ISO 32000-2 §7.9.2.2: PDFDocEncoding (Annex D), UTF-16 by its
 * byte order mark, UTF-8 by its mark (PDF 2.0). UTF-16LE is not in the standard, but producers write it and
 * its mark has no other reading (poppler, Acrobat and MuPDF read it so; allowed 2026-11-23).
 */
#include "base/utf8.h"
#include "pdf/object.h"

#define REPLACEMENT 0xfffdu
#define ESCAPE 0x1bu
/* ESC, two letters of a language, two of a country, ESC (§7.9.2.2.2): at most so many units in between. */
#define LANGUAGE_MAX 4u

/* PDFDocEncoding where it is not Latin-1; 0: no character. Annex D.3. */
static const uint16_t doc_18[8] = {0x02d8, 0x02c7, 0x02c6, 0x02d9, 0x02dd, 0x02db, 0x02da, 0x02dc};
static const uint16_t doc_80[33] = {0x2022, 0x2020, 0x2021, 0x2026, 0x2014, 0x2013, 0x0192, 0x2044, 0x2039,
		0x203a, 0x2212, 0x2030, 0x201e, 0x201c, 0x201d, 0x2018, 0x2019, 0x201a, 0x2122, 0xfb01,
		0xfb02, 0x0141, 0x0152, 0x0160, 0x0178, 0x017d, 0x0131, 0x0142, 0x0153, 0x0161, 0x017e, 0,
		0x20ac};

static uint32_t
doc_char(uint8_t c)
{
	uint32_t cp = c;

	if (c >= 0x18 && c <= 0x1f)
		cp = doc_18[c - 0x18];
	else if (c >= 0x80 && c <= 0xa0)
		cp = doc_80[c - 0x80];
	else if (c == 0x7f || c == 0xad || (c < 0x18 && c != '\t' && c != '\n' && c != '\r'))
		cp = 0;
	return cp != 0 ? cp : REPLACEMENT;
}

static trien_rc
put_char(struct tr_buf *out, uint32_t cp, struct trien_err *err)
{
	uint8_t bytes[4];
	size_t n = tr_utf8_put(cp != 0 ? cp : REPLACEMENT, bytes);
	return n != 0 ? tr_buf_add(out, bytes, n, err) : put_char(out, REPLACEMENT, err);
}

static trien_rc
from_doc(struct tr_bytes s, struct tr_buf *out, struct trien_err *err)
{
	for (size_t i = 0; i < s.n; i++)
		TR_TRY(put_char(out, doc_char(s.p[i]), err));
	return TRIEN_OK;
}

struct units {
	struct tr_bytes b;
	size_t high; /* 0: big-endian, 1: little-endian */
};

static uint32_t
unit_at(const struct units *u, size_t i)
{
	return (uint32_t)u->b.p[2 * i + u->high] << 8 | u->b.p[2 * i + 1 - u->high];
}

/* Length of a language escape that begins at i, 0 where there is none. */
static size_t
language_escape(const struct units *u, size_t i, size_t count)
{
	if (unit_at(u, i) != ESCAPE)
		return 0;
	for (size_t k = i + 1; k < count && k <= i + 1 + LANGUAGE_MAX; k++)
		if (unit_at(u, k) == ESCAPE)
			return k - i + 1;
	return 0;
}

static trien_rc
from_utf16(const struct units *u, struct tr_buf *out, struct trien_err *err)
{
	const size_t count = u->b.n / 2;

	for (size_t i = 0; i < count; i++) {
		size_t skip = language_escape(u, i, count);
		if (skip > 0) {
			i += skip - 1;
			continue;
		}
		uint32_t cp = unit_at(u, i);
		uint32_t low = i + 1 < count ? unit_at(u, i + 1) : 0;
		if (cp >= 0xd800 && cp < 0xdc00 && low >= 0xdc00 && low < 0xe000) {
			cp = 0x10000 + ((cp - 0xd800) << 10) + (low - 0xdc00);
			i++;
		} else if (cp >= 0xd800 && cp < 0xe000) {
			cp = REPLACEMENT;
		}
		TR_TRY(put_char(out, cp, err));
	}
	return u->b.n % 2 != 0 ? put_char(out, REPLACEMENT, err) : TRIEN_OK;
}

static trien_rc
from_utf8(struct tr_bytes s, struct tr_buf *out, struct trien_err *err)
{
	size_t length;

	for (size_t i = 0; i < s.n; i += length) {
		uint32_t cp = tr_utf8_next(s.p + i, s.n - i, &length);
		TR_TRY(put_char(out, cp == UINT32_MAX ? REPLACEMENT : cp, err));
	}
	return TRIEN_OK;
}

trien_rc
tr_pdf_text_utf8(struct tr_bytes string, struct tr_buf *out, struct trien_err *err)
{
	if (tr_bytes_start(string, "\xfe\xff"))
		return from_utf16(&(struct units){tr_bytes_part(string, 2, string.n), 0}, out, err);
	if (tr_bytes_start(string, "\xff\xfe"))
		return from_utf16(&(struct units){tr_bytes_part(string, 2, string.n), 1}, out, err);
	if (tr_bytes_start(string, "\xef\xbb\xbf"))
		return from_utf8(tr_bytes_part(string, 3, string.n), out, err);
	return from_doc(string, out, err);
}

static trien_rc
add_unit(struct tr_buf *out, uint32_t unit, struct trien_err *err)
{
	const uint8_t bytes[2] = {(uint8_t)(unit >> 8), (uint8_t)unit};
	return tr_buf_add(out, bytes, sizeof(bytes), err);
}

static trien_rc
to_utf16(struct tr_text t, struct tr_buf *out, struct trien_err *err)
{
	size_t length;

	TR_TRY(add_unit(out, 0xfeff, err));
	for (size_t i = 0; i < t.n; i += length) {
		uint32_t cp = tr_utf8_next((const uint8_t *)t.p + i, t.n - i, &length);
		if (cp == UINT32_MAX)
			return TR_ERR(err, UTF8_INVALID, TR_U("offset", i));
		if (cp < 0x10000) {
			TR_TRY(add_unit(out, cp, err));
		} else {
			TR_TRY(add_unit(out, 0xd800 + ((cp - 0x10000) >> 10), err));
			TR_TRY(add_unit(out, 0xdc00 + ((cp - 0x10000) & 0x3ff), err));
		}
	}
	return TRIEN_OK;
}

trien_rc
tr_pdf_print_text(struct tr_buf *out, struct tr_text t, struct trien_err *err)
{
	TR_AUTO_BUF utf16 = {0};
	bool ascii = true;

	for (size_t i = 0; ascii && i < t.n; i++)
		ascii = (t.p[i] >= ' ' && t.p[i] < 0x7f) || t.p[i] == '\n' || t.p[i] == '\r' ||
			t.p[i] == '\t';
	if (ascii)
		return tr_pdf_print_string(out, TR_BYTES(t.p, t.n), err);
	TR_TRY(to_utf16(t, &utf16, err));
	return tr_pdf_print_hex(out, tr_buf_view(&utf16), err);
}
