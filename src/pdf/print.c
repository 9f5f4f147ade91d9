/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Objects as text, ISO 32000-2 §7.3, shortest form: a blank stands only where
 * two tokens would otherwise run together (§7.2.3). A value read from what is printed here is equal to
 * the one printed; comments, line breaks and the writing of numbers and strings are not kept.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "pdf/decimal.h"
#include "pdf/object.h"

/* Room for the longest double written without an exponent (about 1.8e308) and 17 decimals. */
#define NUMBER_ROOM 400

/* A delimiter or white space (§7.2.3): anything may follow it. */
static bool
ends_token(uint8_t c)
{
	return c <= ' ' || strchr("()<>[]{}/%", c) != NULL;
}

/*
 * Adds a token that begins with a regular character, apart from the one before it. A solidus that ends the
 * text so far is the empty name (§7.3.5), and what followed at once would be its letters.
 */
static trien_rc
add_regular(struct tr_buf *out, const void *p, size_t n, struct trien_err *err)
{
	if (out->n > 0 && (out->p[out->n - 1] == '/' || !ends_token(out->p[out->n - 1])))
		TR_TRY(tr_buf_add_byte(out, ' ', err));
	return tr_buf_add(out, p, n, err);
}

static trien_rc
add_word(struct tr_buf *out, const char *word, struct trien_err *err)
{
	return add_regular(out, word, strlen(word), err);
}

static trien_rc
print_integer(struct tr_buf *out, int64_t v, struct trien_err *err)
{
	char text[1 + TR_PDF_DECIMAL_MAX] = "-";
	size_t n = tr_pdf_decimal(text + 1, v < 0 ? 0 - (uint64_t)v : (uint64_t)v, 1);
	return v < 0 ? add_regular(out, text, n + 1, err) : add_regular(out, text + 1, n, err);
}

/* No exponent in PDF (§7.3.3): the fewest decimals that give the same double again, at least one. */
static trien_rc
print_real(struct tr_buf *out, double v, struct trien_err *err)
{
	char text[NUMBER_ROOM];
	int n = 0;

	if (!isfinite(v))
		v = 0;
	for (int decimals = 1; decimals <= 17; decimals++) {
		n = snprintf(text, sizeof(text), "%.*f", decimals, v);
		double back = strtod(text, NULL);
		if (!(back < v) && !(back > v))
			break;
	}
	return add_regular(out, text, (size_t)n, err);
}

trien_rc
tr_pdf_print_decimal(struct tr_buf *out, double v, struct trien_err *err)
{
	char text[NUMBER_ROOM];
	const bool huge = !isfinite(v) || fabs(v) > 1e9;
	int n = snprintf(text, sizeof(text), "%.3f", huge ? 0 : v);

	while (text[n - 1] == '0')
		n--;
	n -= text[n - 1] == '.';
	return n == 2 && text[0] == '-' && text[1] == '0' ? add_regular(out, "0", 1, err)
							  : add_regular(out, text, (size_t)n, err);
}

/* §7.3.5: regular characters between ! and ~ stand for themselves, the number sign does not. */
static bool
name_byte_is_plain(uint8_t c)
{
	return c > ' ' && c < 0x7f && c != '#' && !ends_token(c);
}

trien_rc
tr_pdf_print_name(struct tr_buf *out, struct tr_bytes name, struct trien_err *err)
{
	static const char digits[] = "0123456789abcdef";

	TR_TRY(tr_buf_reserve(out, 1 + name.n, err));
	TR_TRY(tr_buf_add_byte(out, '/', err));
	for (size_t i = 0; i < name.n; i++) {
		uint8_t c = name.p[i];
		if (name_byte_is_plain(c)) {
			TR_TRY(tr_buf_add_byte(out, c, err));
		} else {
			const char escaped[3] = {'#', digits[c >> 4], digits[c & 15]};
			TR_TRY(tr_buf_add(out, escaped, sizeof(escaped), err));
		}
	}
	return TRIEN_OK;
}

/* §7.3.4.2. Line breaks are escaped: written as they are, CR and CR LF would be read as LF. */
trien_rc
tr_pdf_print_string(struct tr_buf *out, struct tr_bytes s, struct trien_err *err)
{
	TR_TRY(tr_buf_reserve(out, s.n + 2, err));
	TR_TRY(tr_buf_add_byte(out, '(', err));
	for (size_t i = 0; i < s.n; i++) {
		uint8_t c = s.p[i];
		if (c == '(' || c == ')' || c == '\\' || c == '\r' || c == '\n') {
			TR_TRY(tr_buf_add_byte(out, '\\', err));
			c = c == '\r' ? 'r' : c == '\n' ? 'n' : c;
		}
		TR_TRY(tr_buf_add_byte(out, c, err));
	}
	return tr_buf_add_byte(out, ')', err);
}

trien_rc
tr_pdf_print_hex(struct tr_buf *out, struct tr_bytes s, struct trien_err *err)
{
	static const char digits[] = "0123456789abcdef";
	size_t max = out->max ? out->max : TR_BUF_MAX_DEFAULT;

	if (s.n > max / 2)
		return TR_ERR(err, BUFFER_LIMIT, TR_U("max", max));
	TR_TRY(tr_buf_reserve(out, 2 * s.n + 2, err));
	uint8_t *at = out->p + out->n;
	*at++ = '<';
	for (size_t i = 0; i < s.n; i++) {
		*at++ = (uint8_t)digits[s.p[i] >> 4];
		*at++ = (uint8_t)digits[s.p[i] & 15];
	}
	*at = '>';
	out->n += 2 * s.n + 2;
	return TRIEN_OK;
}

/* Text reads best as text, everything else survives any editor or mail best as hexadecimal. */
static trien_rc
print_any_string(struct tr_buf *out, const struct tr_pdf_obj *o, struct trien_err *err)
{
	const struct tr_bytes s = o->u.string;
	bool plain = !o->hex_string;

	for (size_t i = 0; plain && i < s.n; i++)
		plain = (s.p[i] >= ' ' && s.p[i] < 0x7f) || s.p[i] == '\n' || s.p[i] == '\r';
	return plain ? tr_pdf_print_string(out, s, err) : tr_pdf_print_hex(out, s, err);
}

static trien_rc
print_array(struct tr_buf *out, const struct tr_pdf_obj *o, struct trien_err *err)
{
	TR_TRY(tr_buf_add_byte(out, '[', err));
	for (size_t i = 0; i < o->u.array.count; i++)
		TR_TRY(tr_pdf_print(out, o->u.array.items[i], err));
	return tr_buf_add_byte(out, ']', err);
}

static trien_rc
print_dict(struct tr_buf *out, const struct tr_pdf_dict *d, struct trien_err *err)
{
	TR_TRY(tr_buf_add(out, "<<", 2, err));
	for (size_t i = 0; i < d->count; i++) {
		TR_TRY(tr_pdf_print_name(out, d->entries[i].key, err));
		TR_TRY(tr_pdf_print(out, d->entries[i].value, err));
	}
	return tr_buf_add(out, ">>", 2, err);
}

static trien_rc
print_ref(struct tr_buf *out, struct tr_pdf_ref ref, struct trien_err *err)
{
	char text[2 * TR_PDF_DECIMAL_MAX + 3];
	size_t n = tr_pdf_decimal(text, ref.num, 1);
	text[n++] = ' ';
	n += tr_pdf_decimal(text + n, ref.gen, 1);
	text[n++] = ' ';
	text[n++] = 'R';
	return add_regular(out, text, n, err);
}

/* Depth is bounded: objects are never nested deeper than TR_PDF_NESTING_MAX. */
trien_rc
tr_pdf_print(struct tr_buf *out, const struct tr_pdf_obj *o, struct trien_err *err)
{
	switch (o->type) {
	case TR_PDF_NULL:
		return add_word(out, "null", err);
	case TR_PDF_BOOL:
		return add_word(out, o->u.boolean ? "true" : "false", err);
	case TR_PDF_INT:
		return print_integer(out, o->u.integer, err);
	case TR_PDF_REAL:
		return print_real(out, o->u.real, err);
	case TR_PDF_STRING:
		return print_any_string(out, o, err);
	case TR_PDF_NAME:
		return tr_pdf_print_name(out, o->u.name, err);
	case TR_PDF_ARRAY:
		return print_array(out, o, err);
	case TR_PDF_DICT:
		return print_dict(out, &o->u.dict, err);
	case TR_PDF_STREAM:
		return print_dict(out, &o->u.stream.dict, err);
	case TR_PDF_REF:
		return print_ref(out, o->u.ref, err);
	default:
		return TR_ERR(err, INTERNAL, TR_S("what", "tr_pdf_print"));
	}
}
