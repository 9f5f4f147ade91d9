/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * From the end of the file to all cross-reference sections, newest first:
 * ISO 32000-2 §7.5.5 (trailer, startxref), §7.5.6 (/Prev), §7.5.8.4 (hybrid),
 * Annex F (linearized). A broken chain is refused; nothing is searched for.
 */
#include "base/errors/pdf.h"
#include "pdf/core.h"

/* ---- the end of the file ---- */

/* The last place of word in file[from, to); SIZE_MAX where there is none. */
static size_t
find_last(struct tr_bytes file, size_t from, size_t to, const char *word)
{
	size_t n = strlen(word);

	for (size_t i = to; i >= from + n; i--)
		if (memcmp(file.p + i - n, word, n) == 0)
			return i - n;
	return SIZE_MAX;
}

/* "startxref number %%EOF" at lex; false where it is not. *eof_end is one past %%EOF. */
static bool
read_startxref(struct tr_pdf_lexer lex, uint64_t *offset, size_t *eof_end)
{
	struct tr_pdf_token t;
	struct tr_bytes in = lex.in;

	if (tr_pdf_lex(&lex, &t, NULL) != TRIEN_OK || !tr_pdf_token_is(&t, "startxref"))
		return false;
	if (tr_pdf_lex(&lex, &t, NULL) != TRIEN_OK || !tr_pdf_token_is_digits(&t))
		return false;
	*offset = (uint64_t)t.integer;
	while (lex.at < in.n && tr_pdf_is_white(in.p[lex.at]))
		lex.at++;
	if (!tr_bytes_start(tr_bytes_part(in, lex.at, 5), "%%EOF"))
		return false;
	*eof_end = lex.at + 5;
	return true;
}

static trien_rc
behind_eof(const struct tr_pdf *pdf, size_t at, struct trien_err *err)
{
	return TR_ERR(err, PDF_CONTENT_AFTER_EOF, TR_U("offset", at), TR_U("count", pdf->file.n - at));
}

/* What stands behind %%EOF may be blanks or noise, but no part of another revision. */
static trien_rc
check_behind_eof(struct tr_pdf *pdf, size_t eof_end, size_t blanks_at, struct trien_err *err)
{
	static const char *const parts[] = {" obj", "xref", "trailer", "endstream"};

	while (eof_end < blanks_at && tr_pdf_is_white(pdf->file.p[eof_end]))
		eof_end++;
	if (eof_end >= blanks_at)
		return TRIEN_OK;
	/* How an update begins of which only the first bytes arrived: "12 0 o", "xre", "star", a comment. */
	uint8_t first = pdf->file.p[eof_end];
	if ((first >= '0' && first <= '9') || first == 'x' || first == 's' || first == '%')
		return behind_eof(pdf, eof_end, err);
	for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++)
		if (find_last(pdf->file, eof_end, blanks_at, parts[i]) != SIZE_MAX)
			return behind_eof(pdf, eof_end, err);
	tr_pdf_lenient(pdf, TR_PDF_LENIENT_JUNK_AFTER_EOF, eof_end);
	return TRIEN_OK;
}

struct tail {
	uint64_t startxref; /* as written */
	size_t eof_end;
};

static trien_rc
find_tail(struct tr_pdf *pdf, struct tail *out, struct trien_err *err)
{
	struct tr_bytes file = pdf->file;
	size_t end = file.n;

	while (end > 0 && tr_pdf_is_white(file.p[end - 1]))
		end--;
	size_t from = end > TR_PDF_TAIL_SEARCH ? end - TR_PDF_TAIL_SEARCH : 0;
	size_t eof = find_last(file, from, end, "%%EOF");
	if (eof == SIZE_MAX)
		return TR_ERR(err, PDF_EOF_MISSING, TR_U("searched", end - from));
	size_t at = find_last(file, from, eof, "startxref");
	struct tr_pdf_lexer lex = {.in = tr_bytes_part(file, 0, end), .at = at};
	if (at == SIZE_MAX || !read_startxref(lex, &out->startxref, &out->eof_end))
		return TR_ERR(err, PDF_STARTXREF_MISSING, TR_U("offset", eof));
	return check_behind_eof(pdf, out->eof_end, end, err);
}

/* ---- sections ---- */

/* Does a section begin at the offset? *at is then its first byte, *table its kind. */
static bool
section_at(struct tr_pdf *pdf, uint64_t offset, uint64_t *at, bool *table)
{
	struct tr_bytes file = pdf->file;
	struct tr_pdf_lexer after;
	struct tr_pdf_ref ref;
	uint64_t i = offset;

	while (i < file.n && i - offset < TR_PDF_BLANK_RUN_MAX && tr_pdf_is_white(file.p[i]))
		i++;
	/* What stands before the header is no part of the PDF. */
	if (i >= file.n || i < pdf->header)
		return false;
	*at = i;
	*table = tr_bytes_start(tr_bytes_part(file, i, 4), "xref");
	return *table || tr_pdf_object_header(file, i, &ref, &after);
}

static trien_rc
read_hybrid(struct tr_pdf *pdf, struct tr_pdf_section *s, struct trien_err *err)
{
	const struct tr_pdf_obj *o = tr_pdf_dict_find(s->trailer, "XRefStm");
	struct tr_pdf_section *hybrid;
	uint64_t at;
	bool table;

	if (o == NULL || o->type == TR_PDF_NULL)
		return TRIEN_OK;
	if (o->type != TR_PDF_INT || o->u.integer < 0 || (uint64_t)o->u.integer >= pdf->file.n)
		return TR_ERR(err, PDF_XREF_OFFSET, TR_S("from", "/XRefStm"),
				TR_I("got", o->type == TR_PDF_INT ? o->u.integer : -1),
				TR_U("size", pdf->file.n));
	if (!section_at(pdf, (uint64_t)o->u.integer + pdf->shift, &at, &table) || table)
		return TR_ERR(err, PDF_XREF_NOT_FOUND, TR_S("from", "/XRefStm"),
				TR_I("offset", o->u.integer));
	TR_TRY(tr_arena_array(&pdf->arena, 1, sizeof(*hybrid), &hybrid, err));
	hybrid->at = at;
	TR_TRY(tr_pdf_xref_stream(pdf, at, hybrid, err));
	TR_TRY(tr_pdf_section_order(pdf, hybrid, err));
	s->hybrid = hybrid;
	if (hybrid->size > s->size)
		s->size = hybrid->size;
	return TRIEN_OK;
}

/* A wrong /Size is common; what the sections say themselves is what counts. */
static void
check_size(struct tr_pdf *pdf, const struct tr_pdf_section *s)
{
	int64_t size;

	if (!tr_pdf_int_of(s->trailer, "Size", &size) || size < (int64_t)s->size)
		tr_pdf_lenient(pdf, TR_PDF_LENIENT_SIZE, s->at);
}

static trien_rc
read_section(struct tr_pdf *pdf, uint64_t offset, const char *from, struct tr_pdf_section **out,
		struct trien_err *err)
{
	struct tr_pdf_section *s;
	uint64_t at;
	bool table;

	if (offset >= pdf->file.n)
		return TR_ERR(err, PDF_XREF_OFFSET, TR_S("from", from), TR_U("got", offset),
				TR_U("size", pdf->file.n));
	if (!section_at(pdf, offset + pdf->shift, &at, &table))
		return TR_ERR(err, PDF_XREF_NOT_FOUND, TR_S("from", from), TR_U("offset", offset));
	if (at != offset + pdf->shift)
		tr_pdf_lenient(pdf, TR_PDF_LENIENT_STARTXREF_BEFORE_BLANKS, at);
	TR_TRY(tr_arena_array(&pdf->arena, 1, sizeof(*s), &s, err));
	s->at = at;
	TR_TRY((table ? tr_pdf_xref_table : tr_pdf_xref_stream)(pdf, at, s, err));
	TR_TRY(tr_pdf_section_order(pdf, s, err));
	if (table)
		TR_TRY(read_hybrid(pdf, s, err));
	check_size(pdf, s);
	*out = s;
	return TRIEN_OK;
}

/* /Prev of a section; *has is false at the end of the chain. */
static trien_rc
prev_of(struct tr_pdf *pdf, const struct tr_pdf_section *s, uint64_t *offset, bool *has,
		struct trien_err *err)
{
	const struct tr_pdf_obj *o = tr_pdf_dict_find(s->trailer, "Prev");

	*has = false;
	if (o == NULL || o->type == TR_PDF_NULL)
		return TRIEN_OK;
	if (o->type != TR_PDF_INT)
		return TR_ERR(err, PDF_TRAILER, TR_U("offset", s->at),
				TR_S("what", "/Prev is not an integer"));
	if (o->u.integer < 0 || (uint64_t)o->u.integer >= pdf->file.n)
		return TR_ERR(err, PDF_XREF_OFFSET, TR_S("from", "/Prev"), TR_I("got", o->u.integer),
				TR_U("size", pdf->file.n));
	*has = true;
	*offset = (uint64_t)o->u.integer;
	return TRIEN_OK;
}

static trien_rc
read_chain(struct tr_pdf *pdf, uint64_t offset, struct trien_err *err)
{
	struct tr_pdf_section **link = &pdf->sections, *s = NULL;
	const char *from = "startxref";

	for (bool more = true; more; from = "/Prev") {
		if (pdf->section_count >= 2 * TR_PDF_REVISIONS_MAX)
			return TR_ERR(err, PDF_REVISIONS_LIMIT, TR_U("max", 2 * TR_PDF_REVISIONS_MAX));
		TR_TRY(read_section(pdf, offset, from, &s, err));
		for (const struct tr_pdf_section *known = pdf->sections; known != NULL; known = known->older)
			if (known->at == s->at)
				return TR_ERR(err, PDF_XREF_LOOP, TR_U("offset", s->at));
		*link = s;
		link = &s->older;
		pdf->section_count++;
		TR_TRY(prev_of(pdf, s, &offset, &more, err));
	}
	return TRIEN_OK;
}

/* ---- revisions ---- */

/* Does the number of a startxref lead to the section? */
static bool
leads_to(struct tr_pdf *pdf, uint64_t offset, const struct tr_pdf_section *s)
{
	uint64_t at;
	bool table;

	/* Opened by itself, a prefix would count from its header wherever it can. */
	if (offset >= pdf->file.n)
		return false;
	if (pdf->shift != pdf->header && section_at(pdf, offset + pdf->header, &at, &table))
		return false;
	return section_at(pdf, offset + pdf->shift, &at, &table) && at == s->at;
}

/*
 * Where the revision whose newest section is `pointed` ends: behind the first
 * "startxref N %%EOF" in file[from->after, limit) with N leading to it.
 * SIZE_MAX where there is none: then the section has no end of its own, and
 * belongs to the revision after it.
 */
static size_t
own_end(struct tr_pdf *pdf, const struct tr_pdf_section *from, const struct tr_pdf_section *pointed,
		size_t limit)
{
	static const char word[] = "startxref";
	size_t at = from->after;

	while (at < limit) {
		const uint8_t *found = memmem(pdf->file.p + at, limit - at, word, 9);
		struct tr_pdf_lexer lex = {.in = tr_bytes_part(pdf->file, 0, limit)};
		uint64_t offset;
		size_t eof_end;

		if (found == NULL)
			return SIZE_MAX;
		lex.at = (size_t)(found - pdf->file.p);
		if (read_startxref(lex, &offset, &eof_end) && leads_to(pdf, offset, pointed))
			return eof_end;
		at = lex.at + 9;
	}
	return SIZE_MAX;
}

/* A section at the head of a linearized file, whose /Prev is the main one behind it. */
static bool
is_head(const struct tr_pdf_section *s)
{
	return s->older != NULL && s->older->at > s->at;
}

static size_t
behind_eol(struct tr_bytes file, size_t at)
{
	if (at < file.n && file.p[at] == '\r')
		at++;
	if (at < file.n && file.p[at] == '\n')
		at++;
	return at;
}

/*
 * Gives each section the number of its revision, counted from the newest (it
 * is turned round afterwards), and fills ends, newest first.
 * A linearized file (Annex F) has its newest section at its head, the main one
 * behind it by /Prev: the two are one revision, which ends behind the main one.
 */
static trien_rc
group_sections(struct tr_pdf *pdf, size_t eof_end, size_t *ends, size_t *count, struct trien_err *err)
{
	size_t bound = pdf->sections->at; /* everything older ends before it */

	ends[0] = eof_end;
	*count = 1;
	for (struct tr_pdf_section *newer = pdf->sections, *s; (s = newer->older) != NULL; newer = s) {
		size_t current = ends[*count - 1];
		if (s->at > newer->at) {
			/* Forward: only from the head of a linearized file to its main section. */
			if (s->at > current || own_end(pdf, s, newer, current) != current ||
					own_end(pdf, s, s, current) != SIZE_MAX)
				return TR_ERR(err, PDF_XREF_ORDER, TR_U("offset", newer->at),
						TR_U("got", s->at));
			pdf->linearized = true;
		} else {
			size_t end = own_end(pdf, is_head(s) ? s->older : s, s, bound);
			if (end != SIZE_MAX)
				ends[(*count)++] = end;
			bound = s->at < bound ? s->at : bound;
		}
		s->revision = *count - 1;
	}
	return TRIEN_OK;
}

static void
fill_revisions(struct tr_pdf *pdf, const size_t *ends)
{
	size_t count = pdf->rev_count;

	for (struct tr_pdf_section *s = pdf->sections; s != NULL; s = s->older) {
		s->revision = count - 1 - s->revision;
		struct tr_pdf_rev *r = &pdf->revs[s->revision];
		if (r->newest == NULL) {
			r->newest = s;
			r->pub.startxref = s->at;
			r->pub.trailer = s->trailer;
			r->pub.style = s->is_stream ? TR_PDF_XREF_STREAM : TR_PDF_XREF_TABLE;
		}
		if (s->hybrid != NULL)
			r->pub.style = TR_PDF_XREF_HYBRID;
		if (s->size > r->pub.size)
			r->pub.size = s->size;
	}
	for (size_t i = 0; i < count; i++) {
		struct tr_pdf_rev *r = &pdf->revs[i];
		r->eof_end = ends[count - 1 - i];
		r->pub.index = i;
		r->pub.end = behind_eol(pdf->file, r->eof_end);
		r->pub.start = i > 0 ? r[-1].pub.end : 0;
		if (i > 0 && r[-1].pub.size > r->pub.size)
			r->pub.size = r[-1].pub.size;
	}
}

static trien_rc
make_revisions(struct tr_pdf *pdf, size_t eof_end, struct trien_err *err)
{
	size_t *ends, count;

	TR_TRY(tr_arena_take(&pdf->arena, (pdf->section_count + 1) * sizeof(*ends), &ends, err));
	TR_TRY(group_sections(pdf, eof_end, ends, &count, err));
	if (count > TR_PDF_REVISIONS_MAX)
		return TR_ERR(err, PDF_REVISIONS_LIMIT, TR_U("max", TR_PDF_REVISIONS_MAX));
	TR_TRY(tr_arena_array(&pdf->arena, count, sizeof(*pdf->revs), &pdf->revs, err));
	pdf->rev_count = count;
	fill_revisions(pdf, ends);
	return TRIEN_OK;
}

/*
 * With junk before the header, offsets count from the header (§7.5.2); some
 * writers count from the start of the file. Where the newest section stands
 * tells which.
 */
static void
find_shift(struct tr_pdf *pdf, uint64_t startxref)
{
	uint64_t at;
	bool table;

	if (pdf->header == 0)
		return;
	tr_pdf_lenient(pdf, TR_PDF_LENIENT_JUNK_BEFORE_HEADER, 0);
	pdf->shift = pdf->header;
	if (startxref >= pdf->file.n || section_at(pdf, startxref + pdf->shift, &at, &table))
		return;
	pdf->shift = 0;
	if (section_at(pdf, startxref, &at, &table))
		tr_pdf_lenient(pdf, TR_PDF_LENIENT_OFFSETS_FROM_FILE_START, 0);
}

trien_rc
tr_pdf_xref_open(struct tr_pdf *pdf, struct trien_err *err)
{
	struct tail tail;

	TR_TRY(find_tail(pdf, &tail, err));
	find_shift(pdf, tail.startxref);
	TR_TRY(read_chain(pdf, tail.startxref, err));
	return make_revisions(pdf, tail.eof_end, err);
}
