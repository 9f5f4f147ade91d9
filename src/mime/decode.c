/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "mime/decode.h"

#include <string.h>

static int
digit_of(uint8_t c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (c >= '0' && c <= '9')
		return c - '0' + 52;
	return c == '+' ? 62 : c == '/' ? 63 : -1;
}

bool
tr_mime_base64(struct tr_bytes in, struct tr_buf *out)
{
	unsigned held = 0, bits = 0, digits = 0, ends = 0;

	if (tr_buf_reserve(out, in.n / 4 * 3 + 3, NULL) != TRIEN_OK)
		return false;
	for (size_t i = 0; i < in.n; i++) {
		const uint8_t c = in.p[i];
		if (c == '\r' || c == '\n' || c == ' ' || c == '\t')
			continue;
		if (c == '=' && digits % 4 >= 2 && ends < 2) {
			ends++;
			continue;
		}
		if (digit_of(c) < 0 || ends > 0)
			return false;
		held = (held << 6 | (unsigned)digit_of(c)) & 0xffff;
		bits += 6;
		digits++;
		if (bits >= 8) {
			bits -= 8;
			if (tr_buf_add_byte(out, (uint8_t)(held >> bits), NULL) != TRIEN_OK)
				return false;
		}
	}
	return digits % 4 + ends == 4 || (digits % 4 == 0 && ends == 0);
}

static int
hex_of(uint8_t c)
{
	return c >= '0' && c <= '9' ? c - '0' : c >= 'A' && c <= 'F' ? c - 'A' + 10 : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* "=" at the end of a line joins it to the next: the length of "=", blanks and the end; 0: it does not. */
static size_t
soft_end(struct tr_bytes in, size_t at)
{
	size_t i = at + 1;

	while (i < in.n && (in.p[i] == ' ' || in.p[i] == '\t'))
		i++;
	if (i < in.n && in.p[i] == '\r')
		i++;
	if (i == in.n || in.p[i] == '\n')
		return (i == in.n ? i : i + 1) - at;
	return 0;
}

static bool
decode(struct tr_bytes in, bool word, struct tr_buf *out)
{
	for (size_t i = 0; i < in.n; i++) {
		uint8_t c = in.p[i];
		if (c == '=' && i + 2 < in.n && hex_of(in.p[i + 1]) >= 0 && hex_of(in.p[i + 2]) >= 0) {
			c = (uint8_t)(hex_of(in.p[i + 1]) * 16 + hex_of(in.p[i + 2]));
			i += 2;
		} else if (c == '=') {
			const size_t n = word ? 0 : soft_end(in, i);
			if (n == 0)
				return false;
			i += n - 1;
			continue;
		} else if (word && c == '_') {
			c = ' ';
		}
		if (tr_buf_add_byte(out, c, NULL) != TRIEN_OK)
			return false;
	}
	return true;
}

bool
tr_mime_quoted_printable(struct tr_bytes in, struct tr_buf *out)
{
	return decode(in, false, out);
}

bool
tr_mime_q(struct tr_bytes in, struct tr_buf *out)
{
	return decode(in, true, out);
}
