/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Tokens of PDF syntax, ISO 32000-2 §7.2 and §7.3. Decodes nothing but
 * numbers. Does not check what a token means where it stands.
 */
#include "base/errors/pdf.h"
#include "pdf/core.h"

#include <stdio.h>

enum { REGULAR, WHITE, DELIMITER };

/* Tables 1 and 2: white-space and delimiter characters. */
static const uint8_t classes[256] = {
	[0x00] = WHITE, [0x09] = WHITE, [0x0a] = WHITE, [0x0c] = WHITE, [0x0d] = WHITE, [0x20] = WHITE,
	['('] = DELIMITER, [')'] = DELIMITER, ['<'] = DELIMITER, ['>'] = DELIMITER, ['['] = DELIMITER,
	[']'] = DELIMITER, ['{'] = DELIMITER, ['}'] = DELIMITER, ['/'] = DELIMITER, ['%'] = DELIMITER,
};

bool
tr_pdf_is_white(uint8_t c)
{
	return classes[c] == WHITE;
}

bool
tr_pdf_is_regular(uint8_t c)
{
	return classes[c] == REGULAR;
}

trien_rc
tr_pdf_syntax(const struct tr_pdf_lexer *lex, size_t at, const char *what, struct trien_err *err)
{
	char in[48] = "";
	if (lex->in_stream != 0)
		snprintf(in, sizeof(in), " (object stream %u)", lex->in_stream);
	return TR_ERR(err, PDF_SYNTAX, TR_U("offset", at), TR_S("in", in), TR_S("what", what));
}

void
tr_pdf_lex_skip(struct tr_pdf_lexer *lex)
{
	const uint8_t *p = lex->in.p;
	size_t i = lex->at, n = lex->in.n;

	while (i < n) {
		if (classes[p[i]] == WHITE) {
			i++;
		} else if (p[i] == '%') {
			while (i < n && p[i] != '\r' && p[i] != '\n')
				i++;
		} else {
			break;
		}
	}
	lex->at = i;
}

bool
tr_pdf_token_is(const struct tr_pdf_token *t, const char *word)
{
	return t->kind == TR_PDF_TOKEN_WORD && tr_bytes_are(t->text, word);
}

bool
tr_pdf_token_is_digits(const struct tr_pdf_token *t)
{
	return t->kind == TR_PDF_TOKEN_INT && t->text.p[0] >= '0' && t->text.p[0] <= '9';
}

/* 10^i is exact in a double up to 22. */
static const double tens[] = {1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14,
	1e15, 1e16, 1e17, 1e18};

/* §7.3.3: sign, digits, at most one point, at least one digit. False where it is no number. */
static bool
number(struct tr_bytes word, struct tr_pdf_token *t)
{
	size_t i = 0, digits = 0, after_point = 0;
	uint64_t value = 0;
	double beyond = 1;
	bool negative = false, point = false;

	if (word.p[0] == '+' || word.p[0] == '-')
		negative = word.p[i++] == '-';
	for (; i < word.n; i++) {
		uint8_t c = word.p[i];
		if (c == '.' && !point) {
			point = true;
			continue;
		}
		if (c < '0' || c > '9')
			return false;
		digits++;
		/* 18 digits fit; later ones only move the point (before it) or are nothing (behind it). */
		if (value <= UINT64_C(99999999999999999)) {
			value = value * 10 + (c - '0');
			after_point += point;
		} else if (!point) {
			beyond *= 10;
		}
	}
	if (digits == 0)
		return false;
	bool whole = !point && beyond <= 1;
	t->kind = whole ? TR_PDF_TOKEN_INT : TR_PDF_TOKEN_REAL;
	t->integer = negative ? -(int64_t)value : (int64_t)value;
	if (!whole) {
		t->real = (double)value * beyond / tens[after_point < 18 ? after_point : 18];
		t->real = negative ? -t->real : t->real;
	}
	return true;
}

static trien_rc
literal_string(struct tr_pdf_lexer *lex, struct tr_pdf_token *t, struct trien_err *err)
{
	const uint8_t *p = lex->in.p;
	size_t n = lex->in.n, i = t->at + 1, depth = 1;

	t->escaped = false;
	for (; i < n; i++) {
		uint8_t c = p[i];
		if (c == '\\') {
			t->escaped = true;
			i++;
		} else if (c == '\r') {
			t->escaped = true; /* an EOL in a string is one LF (§7.3.4.2) */
		} else if (c == '(') {
			depth++;
		} else if (c == ')' && --depth == 0) {
			break;
		}
	}
	if (i >= n) {
		lex->at = n;
		return tr_pdf_syntax(lex, t->at, "string without )", err);
	}
	t->kind = TR_PDF_TOKEN_STRING;
	t->text = TR_BYTES(p + t->at + 1, i - t->at - 1);
	t->end = lex->at = i + 1;
	return TRIEN_OK;
}

static trien_rc
hex_string(struct tr_pdf_lexer *lex, struct tr_pdf_token *t, struct trien_err *err)
{
	const uint8_t *from = lex->in.p + t->at + 1;
	const uint8_t *end = memchr(from, '>', lex->in.n - t->at - 1);

	if (end == NULL) {
		lex->at = lex->in.n;
		return tr_pdf_syntax(lex, t->at, "hexadecimal string without >", err);
	}
	t->kind = TR_PDF_TOKEN_HEX;
	t->text = TR_BYTES(from, (size_t)(end - from));
	t->end = lex->at = (size_t)(end - lex->in.p) + 1;
	return TRIEN_OK;
}

static void
name(struct tr_pdf_lexer *lex, struct tr_pdf_token *t)
{
	const uint8_t *p = lex->in.p;
	size_t i = t->at + 1;

	t->escaped = false;
	for (; i < lex->in.n && classes[p[i]] == REGULAR; i++)
		t->escaped |= p[i] == '#';
	t->kind = TR_PDF_TOKEN_NAME;
	t->text = TR_BYTES(p + t->at + 1, i - t->at - 1);
	t->end = lex->at = i;
}

static trien_rc
delimiter(struct tr_pdf_lexer *lex, struct tr_pdf_token *t, struct trien_err *err)
{
	const uint8_t *p = lex->in.p + t->at;
	bool twice = t->at + 1 < lex->in.n && p[1] == p[0];
	size_t length = 1;

	switch (p[0]) {
	case '(':
		return literal_string(lex, t, err);
	case '/':
		name(lex, t);
		return TRIEN_OK;
	case '[':
		t->kind = TR_PDF_TOKEN_ARRAY;
		break;
	case ']':
		t->kind = TR_PDF_TOKEN_ARRAY_END;
		break;
	case '<':
		if (!twice)
			return hex_string(lex, t, err);
		t->kind = TR_PDF_TOKEN_DICT;
		length = 2;
		break;
	case '>':
		if (!twice)
			return tr_pdf_syntax(lex, t->at, "single >", err);
		t->kind = TR_PDF_TOKEN_DICT_END;
		length = 2;
		break;
	default:
		return tr_pdf_syntax(lex, t->at, "stray delimiter", err);
	}
	t->end = lex->at = t->at + length;
	return TRIEN_OK;
}

trien_rc
tr_pdf_lex(struct tr_pdf_lexer *lex, struct tr_pdf_token *t, struct trien_err *err)
{
	const uint8_t *p = lex->in.p;

	tr_pdf_lex_skip(lex);
	size_t i = t->at = lex->at;
	if (i >= lex->in.n) {
		t->kind = TR_PDF_TOKEN_END;
		t->end = i;
		return TRIEN_OK;
	}
	if (classes[p[i]] == DELIMITER)
		return delimiter(lex, t, err);
	while (i < lex->in.n && classes[p[i]] == REGULAR)
		i++;
	t->text = TR_BYTES(p + t->at, i - t->at);
	t->end = lex->at = i;
	uint8_t c = t->text.p[0];
	bool numeric = (c >= '0' && c <= '9') || c == '-' || c == '+' || c == '.';
	if (!numeric || !number(t->text, t))
		t->kind = TR_PDF_TOKEN_WORD;
	return TRIEN_OK;
}
