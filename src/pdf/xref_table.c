/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The classic cross-reference table and its trailer, ISO 32000-2 §7.5.4 and
 * §7.5.5. Entries stay where they are in the file; only their shape is looked
 * at here, their numbers when an object is asked for.
 */
#include "base/errors/pdf.h"
#include "pdf/core.h"

#include <stdio.h>

#define ENTRY 20

static trien_rc
malformed(size_t at, const char *what, struct trien_err *err)
{
	return TR_ERR(err, PDF_XREF_MALFORMED, TR_U("offset", at), TR_S("what", what));
}

/* "oooooooooo ggggg n" and two bytes of EOL: the shape of §7.5.4. */
static bool
well_formed(const uint8_t *p)
{
	return p[10] == ' ' && p[16] == ' ' && (p[17] == 'n' || p[17] == 'f') && p[0] <= '9' && p[0] >= '0' &&
			tr_pdf_is_white(p[18]) && tr_pdf_is_white(p[19]);
}

static bool
all_well_formed(struct tr_bytes in, size_t at, uint32_t count)
{
	if ((uint64_t)count * ENTRY > in.n - at)
		return false;
	for (uint32_t i = 0; i < count; i++)
		if (!well_formed(in.p + at + (size_t)i * ENTRY))
			return false;
	/* More digits behind the last one would mean that the entries are longer. */
	return true;
}

/* Rewrites entries of another length into the standard one; seen: 19 bytes (LF only), 21, blanks. */
static trien_rc
odd_entries(struct tr_pdf *pdf, struct tr_pdf_lexer *lex, struct tr_pdf_range *r, struct trien_err *err)
{
	struct tr_pdf_token offset, gen, kind;
	size_t end = 0; /* of the entry before */
	uint8_t *entries;

	/* Room for those that can stand before the trailer: the shortest is "0 0 n" and a blank. */
	const uint8_t *trailer = memmem(lex->in.p + lex->at, lex->in.n - lex->at, "trailer", 7);
	if (trailer == NULL)
		return malformed(lex->at, "no trailer behind the entries", err);
	size_t room = (size_t)(trailer - lex->in.p - (ptrdiff_t)lex->at) / 6 + 1;
	room = r->count < room ? r->count : room;
	TR_TRY(tr_arena_take(&pdf->arena, room * ENTRY + 1, &entries, err));
	for (uint32_t i = 0; i < r->count; i++) {
		char text[ENTRY + 1];
		TR_TRY(tr_pdf_lex(lex, &offset, err));
		if (i > 0 && tr_pdf_token_is(&offset, "trailer")) {
			/* Fewer entries than promised, and nothing else in their place. */
			tr_pdf_lenient(pdf, TR_PDF_LENIENT_XREF_COUNT, offset.at);
			lex->at = offset.at;
			r->count = i;
			break;
		}
		if (i >= room)
			return malformed(offset.at, "no entry", err);
		TR_TRY(tr_pdf_lex(lex, &gen, err));
		TR_TRY(tr_pdf_lex(lex, &kind, err));
		bool used = tr_pdf_token_is(&kind, "n");
		if (!tr_pdf_token_is_digits(&offset) || !tr_pdf_token_is_digits(&gen) ||
				(!used && !tr_pdf_token_is(&kind, "f")))
			return malformed(offset.at, "no entry", err);
		if (offset.integer > INT64_C(9999999999) || gen.integer > 99999)
			return malformed(offset.at, "number out of range in an entry", err);
		if (kind.end - offset.at != 18 || (i > 0 && offset.at != end + 2))
			tr_pdf_lenient(pdf, TR_PDF_LENIENT_XREF_ENTRY_LENGTH, offset.at);
		snprintf(text, sizeof(text), "%010lld %05d %c\r\n", (long long)offset.integer,
				(int)gen.integer, used ? 'n' : 'f');
		memcpy(entries + (size_t)i * ENTRY, text, ENTRY);
		end = kind.end;
	}
	r->entries = entries;
	return TRIEN_OK;
}

/*
 * A table that should start with object 0 but says 1: its first entry is the
 * head of the free list (generation 65535, which no other object has), and the
 * first object in use says by its own number that everything is one too high.
 */
static bool
starts_one_too_high(struct tr_pdf *pdf, const struct tr_pdf_range *r)
{
	struct tr_pdf_ref ref;
	struct tr_pdf_lexer after;

	if (r->first != 1 || r->count < 2 || memcmp(r->entries, "0000000000 65535 f", 18) != 0)
		return false;
	for (uint32_t i = 1; i < r->count; i++) {
		const uint8_t *e = r->entries + (size_t)i * ENTRY;
		uint64_t at = 0;
		if (e[17] != 'n')
			continue;
		for (int k = 0; k < 10; k++)
			at = at * 10 + (uint64_t)(e[k] - '0');
		return tr_pdf_object_header(pdf->file, at + pdf->shift, &ref, &after) && ref.num == i;
	}
	return false;
}

static trien_rc
subsection(struct tr_pdf *pdf, struct tr_pdf_lexer *lex, const struct tr_pdf_token *first,
		struct tr_pdf_range *r, struct trien_err *err)
{
	struct tr_pdf_token count;

	TR_TRY(tr_pdf_lex(lex, &count, err));
	if (!tr_pdf_token_is_digits(first) || !tr_pdf_token_is_digits(&count))
		return malformed(first->at, "no subsection header and no trailer", err);
	if (first->integer > TR_PDF_OBJECT_NUMBER_MAX || count.integer > TR_PDF_OBJECT_NUMBER_MAX + 1 ||
			first->integer + count.integer > TR_PDF_OBJECT_NUMBER_MAX + 1)
		return TR_ERR(err, PDF_OBJECT_NUMBER, TR_I("got", first->integer + count.integer - 1),
				TR_U("offset", first->at), TR_U("max", TR_PDF_OBJECT_NUMBER_MAX));
	*r = (struct tr_pdf_range){(uint32_t)first->integer, (uint32_t)count.integer, NULL};
	tr_pdf_lex_skip(lex);
	if (all_well_formed(lex->in, lex->at, r->count)) {
		r->entries = lex->in.p + lex->at;
		lex->at += (size_t)r->count * ENTRY;
	} else {
		TR_TRY(odd_entries(pdf, lex, r, err));
	}
	if (starts_one_too_high(pdf, r)) {
		tr_pdf_lenient(pdf, TR_PDF_LENIENT_XREF_FIRST_NUMBER, first->at);
		r->first = 0;
	}
	return TRIEN_OK;
}

trien_rc
tr_pdf_xref_table(struct tr_pdf *pdf, uint64_t at, struct tr_pdf_section *s, struct trien_err *err)
{
	struct tr_pdf_lexer lex = {.in = pdf->file, .at = at + 4};
	struct tr_pdf_token t;
	struct tr_pdf_range r;
	size_t cap = 0;

	for (;;) {
		TR_TRY(tr_pdf_lex(&lex, &t, err));
		if (t.kind != TR_PDF_TOKEN_INT)
			break;
		TR_TRY(subsection(pdf, &lex, &t, &r, err));
		TR_TRY(tr_pdf_section_add(pdf, s, &cap, r, err));
	}
	/* "trailer<<" without a blank is one word and a dictionary. */
	if (!tr_pdf_token_is(&t, "trailer"))
		return malformed(t.at, "no subsection header and no trailer", err);
	TR_TRY(tr_pdf_parse_value(pdf, &pdf->arena, &lex, &s->trailer, err));
	if (s->trailer->type != TR_PDF_DICT)
		return TR_ERR(err, PDF_TRAILER, TR_U("offset", t.at), TR_S("what", "no dictionary"));
	s->after = lex.at;
	return TRIEN_OK;
}
