/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Objects out of tokens, ISO 32000-2 §7.3. Values wait on the file's stack
 * until the container that they belong to is complete. Does not follow
 * references and does not decrypt.
 */
#include "base/errors/pdf.h"
#include "pdf/core.h"

#include <stdio.h>
#include <stdlib.h>

struct parser {
	struct tr_pdf *pdf;
	struct tr_arena *arena;
	struct tr_pdf_lexer *lex;
	unsigned depth;
	bool single; /* at the outermost level, end behind the first array or dictionary */
};

static trien_rc
push(struct parser *p, const struct tr_pdf_obj *o, struct trien_err *err)
{
	struct tr_pdf *pdf = p->pdf;

	if (pdf->stack_n == pdf->stack_cap) {
		size_t cap = pdf->stack_cap ? pdf->stack_cap * 2 : 128;
		if (pdf->stack_n >= TR_PDF_VALUES_MAX)
			return TR_ERR(err, BUFFER_LIMIT, TR_U("max", TR_PDF_VALUES_MAX * sizeof(*o)));
		void *stack = tr_mem_resize(pdf->stack, cap * sizeof(*o));
		if (stack == NULL)
			return TR_ERR(err, NO_MEMORY, TR_U("want", cap * sizeof(*o)));
		pdf->stack = stack;
		pdf->stack_cap = cap;
	}
	pdf->stack[pdf->stack_n++] = *o;
	return TRIEN_OK;
}

/* ---- strings and names ---- */

/* Value of a hexadecimal digit plus one, 0 for other bytes. A large /Contents makes the table worth it. */
static const uint8_t hex_digits[256] = {
	['0'] = 1, ['1'] = 2, ['2'] = 3, ['3'] = 4, ['4'] = 5, ['5'] = 6, ['6'] = 7, ['7'] = 8, ['8'] = 9,
			['9'] = 10,
	['a'] = 11, ['b'] = 12, ['c'] = 13, ['d'] = 14, ['e'] = 15, ['f'] = 16,
	['A'] = 11, ['B'] = 12, ['C'] = 13, ['D'] = 14, ['E'] = 15, ['F'] = 16,
};

static int
hex_digit(uint8_t c)
{
	return hex_digits[c] - 1;
}

/* One escape of §7.3.4.2 (Table 3) at in.p[i], behind the backslash; returns bytes read. */
static size_t
unescape(struct tr_bytes in, size_t i, uint8_t *out, size_t *n)
{
	static const char from[] = "nrtbf", to[] = "\n\r\t\b\f";
	uint8_t c = in.p[i];
	const char *known = memchr(from, c, sizeof(from) - 1);

	if (known != NULL) {
		out[(*n)++] = (uint8_t)to[known - from];
		return 1;
	}
	if (c >= '0' && c <= '7') {
		unsigned value = 0;
		size_t k = 0;
		for (; k < 3 && i + k < in.n && in.p[i + k] >= '0' && in.p[i + k] <= '7'; k++)
			value = value * 8 + (in.p[i + k] - '0');
		out[(*n)++] = (uint8_t)value; /* overflow is ignored, as the clause says */
		return k;
	}
	if (c == '\r')
		return i + 1 < in.n && in.p[i + 1] == '\n' ? 2 : 1;
	if (c == '\n')
		return 1;
	out[(*n)++] = c;
	return 1;
}

static trien_rc
decode_literal(struct parser *p, struct tr_bytes in, struct tr_bytes *out, struct trien_err *err)
{
	uint8_t *to;
	size_t n = 0;

	TR_TRY(tr_arena_take(p->arena, in.n + 1, &to, err));
	for (size_t i = 0; i < in.n;) {
		if (in.p[i] == '\\' && i + 1 < in.n) {
			i++;
			i += unescape(in, i, to, &n);
		} else if (in.p[i] == '\r') {
			i += i + 1 < in.n && in.p[i + 1] == '\n' ? 2 : 1;
			to[n++] = '\n';
		} else {
			to[n++] = in.p[i++];
		}
	}
	*out = TR_BYTES(to, n);
	return TRIEN_OK;
}

/* The same byte eight times. */
#define EIGHT(byte) ((byte) * UINT64_C(0x0101010101010101))

/* Eight digits at once, each a byte of x, into the four bytes that they say; false where one is none. */
static bool
decode_eight(uint64_t x, uint32_t *out)
{
	const uint64_t top = EIGHT(0x80), lower = x | EIGHT(0x20);

	if ((x & top) != 0)
		return false;
	/* The top bit of each byte: from '0' on and not past '9', from 'a' on and not past 'f'. No byte carries into the next one. */
	const uint64_t digit = (x + EIGHT(0x80 - '0')) & (EIGHT(0x80 + '9') - x);
	const uint64_t letter = (lower + EIGHT(0x80 - 'a')) & (EIGHT(0x80 + 'f') - lower);
	if (((digit | letter) & top) != top)
		return false;
	const uint64_t values = (x & EIGHT(0x0f)) + 9 * (x >> 6 & EIGHT(0x01));
	uint64_t pairs = (values << 4 | values >> 8) & UINT64_C(0x00ff00ff00ff00ff);
	pairs = (pairs | pairs >> 8) & UINT64_C(0x0000ffff0000ffff);
	*out = (uint32_t)(pairs | pairs >> 16);
	return true;
}
_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "decode_eight() takes the first digit from the lowest byte");

/* Digits, as long as there is nothing else; how many bytes. Half of many a /Contents is padding, which is taken in larger steps. */
static size_t
decode_pairs(const uint8_t *in, size_t length, uint8_t *to)
{
	static const char zeros[] = "00000000000000000000000000000000";
	const size_t step = sizeof(zeros) - 1;
	size_t i = 0;

	while (i + sizeof(uint64_t) <= length) {
		uint64_t x;
		uint32_t y;
		memcpy(&x, in + i, sizeof(x));
		if (x == EIGHT('0') && i + step <= length && memcmp(in + i, zeros, step) == 0) {
			memset(to + i / 2, 0, step / 2);
			i += step;
			continue;
		}
		if (!decode_eight(x, &y))
			break;
		memcpy(to + i / 2, &y, sizeof(y));
		i += sizeof(x);
	}
	return i / 2;
}

static trien_rc
decode_hex(struct parser *p, const struct tr_pdf_token *t, struct tr_bytes *out, struct trien_err *err)
{
	uint8_t *to;
	bool half = false;

	TR_TRY(tr_arena_take(p->arena, t->text.n / 2 + 1, &to, err));
	size_t n = decode_pairs(t->text.p, t->text.n, to);
	/* Then digit by digit. */
	for (size_t i = 2 * n; i < t->text.n; i++) {
		int d = hex_digit(t->text.p[i]);
		if (d < 0 && tr_pdf_is_white(t->text.p[i]))
			continue;
		if (d < 0)
			return tr_pdf_syntax(p->lex, t->at + 1 + i, "no hexadecimal digit", err);
		if (half)
			to[n++] |= (uint8_t)d;
		else
			to[n] = (uint8_t)(d << 4);
		half = !half;
	}
	*out = TR_BYTES(to, n + half); /* an odd digit has a 0 behind it (§7.3.4.3) */
	return TRIEN_OK;
}

static trien_rc
decode_name(struct parser *p, const struct tr_pdf_token *t, struct tr_bytes *out, struct trien_err *err)
{
	struct tr_bytes in = t->text;
	uint8_t *to;
	size_t n = 0;

	TR_TRY(tr_arena_take(p->arena, in.n + 1, &to, err));
	for (size_t i = 0; i < in.n; i++) {
		int high = in.p[i] == '#' && i + 2 < in.n ? hex_digit(in.p[i + 1]) : -1;
		int low = high >= 0 ? hex_digit(in.p[i + 2]) : -1;
		if (low >= 0) {
			to[n++] = (uint8_t)(high << 4 | low);
			i += 2;
			continue;
		}
		if (in.p[i] == '#')
			tr_pdf_lenient(p->pdf, TR_PDF_LENIENT_NAME_HASH, t->at);
		to[n++] = in.p[i];
	}
	*out = TR_BYTES(to, n);
	return TRIEN_OK;
}

/* ---- containers ---- */
static struct tr_pdf_obj
object_at(const struct parser *p, enum tr_pdf_type type, size_t at)
{
	return (struct tr_pdf_obj){
		.type = type,
		.in_stream = p->lex->in_stream,
		.at = at,
		.length = p->lex->at - at,
	};
}

/* Moves the values above base into the arena and replaces them by the array. */
static trien_rc
reduce_array(struct parser *p, size_t base, size_t at, struct trien_err *err)
{
	size_t count = p->pdf->stack_n - base;
	struct tr_pdf_obj o = object_at(p, TR_PDF_ARRAY, at);
	struct tr_pdf_obj *values;
	const struct tr_pdf_obj **items;

	TR_TRY(tr_arena_take(p->arena, count * (sizeof(*values) + sizeof(*items)), &values, err));
	if (count > 0)
		memcpy(values, p->pdf->stack + base, count * sizeof(*values));
	items = (const struct tr_pdf_obj **)(void *)(values + count);
	for (size_t i = 0; i < count; i++)
		items[i] = &values[i];
	o.u.array.items = items;
	o.u.array.count = count;
	p->pdf->stack_n = base;
	return push(p, &o, err);
}

static int
entry_order(const void *a, const void *b)
{
	const struct tr_pdf_entry *x = *(const struct tr_pdf_entry *const *)a;
	const struct tr_pdf_entry *y = *(const struct tr_pdf_entry *const *)b;
	size_t n = x->key.n < y->key.n ? x->key.n : y->key.n;
	int c = n ? memcmp(x->key.p, y->key.p, n) : 0;
	if (c == 0 && x->key.n != y->key.n)
		c = x->key.n < y->key.n ? -1 : 1;
	return c != 0 ? c : (x < y ? -1 : x > y);
}

/*
 * §7.3.7: keys are unique. The same value twice has one reading, and the second
 * entry is left out (its key is emptied here and dropped by the caller).
 */
static trien_rc
check_pair(struct parser *p, const struct tr_pdf_entry *first, struct tr_pdf_entry *second, size_t at,
		size_t *dropped, struct trien_err *err)
{
	char in[48] = "";

	if (tr_pdf_equal(first->value, second->value)) {
		tr_pdf_lenient(p->pdf, TR_PDF_LENIENT_DUPLICATE_KEY, at);
		second->key.p = NULL;
		(*dropped)++;
		return TRIEN_OK;
	}
	if (p->lex->in_stream != 0)
		snprintf(in, sizeof(in), " (object stream %u)", p->lex->in_stream);
	return TR_ERR(err, PDF_DUPLICATE_KEY, TR_U("offset", at), TR_S("in", in),
			TR_B("key", first->key.p, first->key.n));
}

static trien_rc
check_many_keys(struct parser *p, struct tr_pdf_entry *e, size_t count, size_t at, size_t *dropped,
		struct trien_err *err)
{
	struct tr_pdf_entry **order = tr_mem_resize(NULL, count * sizeof(*order));
	trien_rc rc = TRIEN_OK;

	if (order == NULL)
		return TR_ERR(err, NO_MEMORY, TR_U("want", count * sizeof(*order)));
	for (size_t i = 0; i < count; i++)
		order[i] = &e[i];
	qsort(order, count, sizeof(*order), entry_order);
	for (size_t i = 1, first = 0; i < count && rc == TRIEN_OK; i++) {
		if (tr_bytes_equal(order[first]->key, order[i]->key))
			rc = check_pair(p, order[first], order[i], at, dropped, err);
		else
			first = i;
	}
	free(order);
	return rc;
}

static trien_rc
check_few_keys(struct parser *p, struct tr_pdf_entry *e, size_t count, size_t at, size_t *dropped,
		struct trien_err *err)
{
	for (size_t i = 1; i < count; i++)
		for (size_t k = 0; k < i; k++)
			if (e[k].key.n == e[i].key.n && e[k].key.p != NULL &&
					memcmp(e[k].key.p, e[i].key.p, e[i].key.n) == 0) {
				TR_TRY(check_pair(p, &e[k], &e[i], at, dropped, err));
				break;
			}
	return TRIEN_OK;
}

static trien_rc
check_keys(struct parser *p, struct tr_pdf_entry *e, size_t *count, size_t at, struct trien_err *err)
{
	size_t dropped = 0, n = 0;

	TR_TRY((*count <= 24 ? check_few_keys : check_many_keys)(p, e, *count, at, &dropped, err));
	if (dropped == 0)
		return TRIEN_OK;
	for (size_t i = 0; i < *count; i++)
		if (e[i].key.p != NULL)
			e[n++] = e[i];
	*count = n;
	return TRIEN_OK;
}

static trien_rc
reduce_dict(struct parser *p, size_t base, size_t at, struct trien_err *err)
{
	size_t count = (p->pdf->stack_n - base) / 2;
	struct tr_pdf_obj o = object_at(p, TR_PDF_DICT, at);
	struct tr_pdf_obj *values;
	struct tr_pdf_entry *entries;

	if ((p->pdf->stack_n - base) % 2 != 0)
		return tr_pdf_syntax(p->lex, at, "dictionary with a key but no value", err);
	TR_TRY(tr_arena_take(p->arena, count * (sizeof(*values) + sizeof(*entries)), &values, err));
	entries = (struct tr_pdf_entry *)(void *)(values + count);
	for (size_t i = 0; i < count; i++) {
		const struct tr_pdf_obj *pair = p->pdf->stack + base + 2 * i;
		if (pair->type != TR_PDF_NAME)
			return tr_pdf_syntax(p->lex, pair->at, "dictionary key that is no name", err);
		values[i] = pair[1];
		entries[i] = (struct tr_pdf_entry){pair->u.name, &values[i]};
	}
	TR_TRY(check_keys(p, entries, &count, at, err));
	o.u.dict.entries = entries;
	o.u.dict.count = count;
	p->pdf->stack_n = base;
	return push(p, &o, err);
}

/* "num gen R": the two integers are on the stack already. */
static trien_rc
reduce_reference(struct parser *p, size_t base, const struct tr_pdf_token *t, struct trien_err *err)
{
	struct tr_pdf *pdf = p->pdf;

	if (pdf->stack_n - base < 2)
		return tr_pdf_syntax(p->lex, t->at, "R without object number and generation", err);
	struct tr_pdf_obj *num = pdf->stack + pdf->stack_n - 2, *gen = num + 1;
	if (num->type != TR_PDF_INT || gen->type != TR_PDF_INT)
		return tr_pdf_syntax(p->lex, t->at, "R without object number and generation", err);
	if (num->u.integer < 0 || num->u.integer > TR_PDF_OBJECT_NUMBER_MAX)
		return TR_ERR(err, PDF_OBJECT_NUMBER, TR_I("got", num->u.integer), TR_U("offset", num->at),
				TR_U("max", TR_PDF_OBJECT_NUMBER_MAX));
	if (gen->u.integer < 0 || gen->u.integer > 65535)
		return tr_pdf_syntax(p->lex, gen->at, "generation number outside 0 to 65535", err);
	struct tr_pdf_obj o = object_at(p, TR_PDF_REF, num->at);
	o.u.ref.num = (uint32_t)num->u.integer;
	o.u.ref.gen = (uint32_t)gen->u.integer;
	pdf->stack_n -= 2;
	return push(p, &o, err);
}

/* ---- values ---- */
static trien_rc
scalar(struct parser *p, const struct tr_pdf_token *t, struct trien_err *err)
{
	struct tr_pdf_obj o = object_at(p, TR_PDF_NULL, t->at);

	switch (t->kind) {
	case TR_PDF_TOKEN_INT:
		o.type = TR_PDF_INT;
		o.u.integer = t->integer;
		break;
	case TR_PDF_TOKEN_REAL:
		o.type = TR_PDF_REAL;
		o.u.real = t->real;
		break;
	case TR_PDF_TOKEN_STRING:
		o.type = TR_PDF_STRING;
		o.u.string = t->text;
		if (t->escaped)
			TR_TRY(decode_literal(p, t->text, &o.u.string, err));
		break;
	case TR_PDF_TOKEN_HEX:
		o.type = TR_PDF_STRING;
		o.hex_string = true;
		TR_TRY(decode_hex(p, t, &o.u.string, err));
		break;
	default:
		o.type = TR_PDF_NAME;
		o.u.name = t->text;
		if (t->escaped)
			TR_TRY(decode_name(p, t, &o.u.name, err));
	}
	return push(p, &o, err);
}

/* true, false, null; *taken says whether the word was a value. */
static trien_rc
constant(struct parser *p, const struct tr_pdf_token *t, bool *taken, struct trien_err *err)
{
	struct tr_pdf_obj o = object_at(p, TR_PDF_NULL, t->at);

	if (tr_bytes_are(t->text, "true") || tr_bytes_are(t->text, "false")) {
		o.type = TR_PDF_BOOL;
		o.u.boolean = t->text.p[0] == 't';
	} else if (!tr_bytes_are(t->text, "null")) {
		*taken = false;
		return TRIEN_OK;
	}
	*taken = true;
	return push(p, &o, err);
}

/* "62endobj": a number that runs into the word behind it; *t becomes that word. */
static trien_rc
split_endobj(struct parser *p, struct tr_pdf_token *t, struct trien_err *err)
{
	static const char word[] = "endobj";
	size_t n = sizeof(word) - 1;
	struct tr_pdf_token number;

	if (t->text.n <= n || memcmp(t->text.p + t->text.n - n, word, n) != 0)
		return TRIEN_OK;
	struct tr_pdf_lexer head = {
		.in = tr_bytes_part(p->lex->in, 0, t->end - n),
		.at = t->at,
		.in_stream = p->lex->in_stream,
	};
	TR_TRY(tr_pdf_lex(&head, &number, err));
	if ((number.kind != TR_PDF_TOKEN_INT && number.kind != TR_PDF_TOKEN_REAL) || number.end != t->end - n)
		return TRIEN_OK;
	tr_pdf_lenient(p->pdf, TR_PDF_LENIENT_NUMBER_ENDOBJ, t->at);
	TR_TRY(scalar(p, &number, err));
	t->at = number.end;
	t->text = tr_bytes_part(t->text, t->text.n - n, n);
	return TRIEN_OK;
}

/*
 * Reads values on to the stack until the token `until`; at the outermost level
 * (TR_PDF_TOKEN_END) also until a word that is no value, which is left in *last.
 */
static trien_rc
values_until(struct parser *p, enum tr_pdf_token_kind until, struct tr_pdf_token *last, struct trien_err *err)
{
	const size_t base = p->pdf->stack_n;
	struct tr_pdf_token t;

	for (;;) {
		TR_TRY(tr_pdf_lex(p->lex, &t, err));
		*last = t;
		if (t.kind == until)
			return TRIEN_OK;
		switch (t.kind) {
		case TR_PDF_TOKEN_END:
			return tr_pdf_syntax(p->lex, t.at, "ends inside an array or a dictionary", err);
		case TR_PDF_TOKEN_ARRAY_END:
		case TR_PDF_TOKEN_DICT_END:
			return tr_pdf_syntax(p->lex, t.at, "closing bracket without its opening one", err);
		case TR_PDF_TOKEN_ARRAY:
		case TR_PDF_TOKEN_DICT: {
			size_t inner = p->pdf->stack_n;
			bool array = t.kind == TR_PDF_TOKEN_ARRAY;
			if (++p->depth > TR_PDF_NESTING_MAX)
				return TR_ERR(err, PDF_NESTING_LIMIT, TR_U("max", TR_PDF_NESTING_MAX),
						TR_U("offset", t.at));
			TR_TRY(values_until(p, array ? TR_PDF_TOKEN_ARRAY_END : TR_PDF_TOKEN_DICT_END, last,
					err));
			p->depth--;
			TR_TRY((array ? reduce_array : reduce_dict)(p, inner, t.at, err));
			if (p->single && p->depth == 0) {
				last->at = last->end = p->lex->at;
				return TRIEN_OK;
			}
			break;
		}
		case TR_PDF_TOKEN_WORD: {
			bool taken;
			if (tr_bytes_are(t.text, "R")) {
				TR_TRY(reduce_reference(p, base, &t, err));
				break;
			}
			TR_TRY(constant(p, &t, &taken, err));
			if (taken)
				break;
			if (until == TR_PDF_TOKEN_END)
				return split_endobj(p, last, err);
			return tr_pdf_syntax(p->lex, t.at, "unknown word", err);
		}
		default:
			TR_TRY(scalar(p, &t, err));
		}
	}
}

/* The stack is as it was when this fails. */
static trien_rc
outermost(struct parser *p, struct tr_pdf_token *last, struct trien_err *err)
{
	size_t base = p->pdf->stack_n;
	trien_rc rc = values_until(p, TR_PDF_TOKEN_END, last, err);

	if (rc != TRIEN_OK)
		p->pdf->stack_n = base;
	return rc;
}

trien_rc
tr_pdf_parse_values(struct tr_pdf *pdf, struct tr_arena *arena, struct tr_pdf_lexer *lex,
		struct tr_pdf_token *last, struct trien_err *err)
{
	struct parser p = {.pdf = pdf, .arena = arena, .lex = lex};
	return outermost(&p, last, err);
}

trien_rc
tr_pdf_parse_value(struct tr_pdf *pdf, struct tr_arena *arena, struct tr_pdf_lexer *lex,
		const struct tr_pdf_obj **out, struct trien_err *err)
{
	size_t base = pdf->stack_n;
	struct tr_pdf_token last;
	struct tr_pdf_obj *o;

	struct parser p = {.pdf = pdf, .arena = arena, .lex = lex, .single = true};

	TR_TRY(outermost(&p, &last, err));
	size_t count = pdf->stack_n - base;
	pdf->stack_n = base;
	if (count != 1)
		return tr_pdf_syntax(lex, last.at, count ? "more than one value" : "no value", err);
	lex->at = last.at;
	TR_TRY(tr_arena_take(arena, sizeof(*o), &o, err));
	*o = pdf->stack[base];
	*out = o;
	return TRIEN_OK;
}
