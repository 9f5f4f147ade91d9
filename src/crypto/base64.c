/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Our own: the agent's core, which reads what servers send, has no OpenSSL behind it. */
#include "crypto/base64.h"

static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

#define BLANK 64u
#define END 65u
#define WRONG 66u

/* What a character means: 0 to 63, or one of the three. */
static unsigned
meaning(uint8_t c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26u;
	if (c >= '0' && c <= '9')
		return c - '0' + 52u;
	if (c == ' ' || c == '\t' || c == '\r' || c == '\n')
		return BLANK;
	return c == '+' ? 62 : c == '/' ? 63 : c == '=' ? END : WRONG;
}

bool
tr_base64_decode(struct tr_bytes text, struct tr_buf *out)
{
	uint32_t group = 0;
	unsigned have = 0, ends = 0;

	if (text.n == 0 || tr_buf_reserve(out, text.n / 4 * 3 + 3, NULL) != TRIEN_OK)
		return false;
	uint8_t *p = out->p + out->n;
	for (size_t i = 0; i < text.n; i++) {
		const unsigned m = meaning(text.p[i]);
		if (m == BLANK)
			continue;
		/* At most two ends, where the last group wants them, and nothing behind. */
		if (m == WRONG || (m != END && ends > 0) || (m == END && (have < 2 || ++ends > 2)))
			return false;
		group = group << 6 | (m == END ? 0 : m);
		if (++have < 4)
			continue;
		*p++ = (uint8_t)(group >> 16);
		if (ends < 2)
			*p++ = (uint8_t)(group >> 8);
		if (ends < 1)
			*p++ = (uint8_t)group;
		have = 0;
	}
	if (have != 0)
		return false;
	out->n = (size_t)(p - out->p);
	return true;
}

trien_rc
tr_base64_encode(struct tr_bytes in, struct tr_buf *out, struct trien_err *err)
{
	const size_t n = (in.n + 2) / 3 * 4;

	TR_TRY(tr_buf_reserve(out, n, err));
	uint8_t *p = out->p + out->n;
	for (size_t i = 0; i < in.n; i += 3) {
		const size_t left = in.n - i;
		const uint32_t group = (uint32_t)in.p[i] << 16 | (left > 1 ? (uint32_t)in.p[i + 1] << 8 : 0) | (left > 2 ? in.p[i + 2] : 0);
		*p++ = (uint8_t)digits[group >> 18];
		*p++ = (uint8_t)digits[group >> 12 & 63];
		*p++ = left > 1 ? (uint8_t)digits[group >> 6 & 63] : '=';
		*p++ = left > 2 ? (uint8_t)digits[group & 63] : '=';
	}
	out->n += n;
	return TRIEN_OK;
}

bool
tr_base64_decode_exactly(struct tr_bytes text, struct tr_buf *out)
{
	const size_t before = out->n;
	TR_AUTO_BUF again = {0};

	return tr_base64_decode(text, out) &&
			tr_base64_encode(TR_BYTES(out->p + before, out->n - before), &again, NULL) == TRIEN_OK &&
			tr_bytes_equal(text, tr_buf_view(&again));
}
