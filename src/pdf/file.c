/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A file, its objects as of a revision, and what was lenient about it. Which
 * bytes an object consists of is decided by the cross-reference alone.
 */
#include "base/errors/pdf.h"
#include "pdf/core.h"

#include <stdlib.h>

/* ---- leniencies ---- */
#define ROW(name, seen) {name, "2026-11-23", seen, 0}

static const struct tr_pdf_leniency leniencies[TR_PDF_LENIENT_COUNT] = {
	[TR_PDF_LENIENT_JUNK_BEFORE_HEADER] = ROW("junk-before-header", "mail gateways, CGI scripts"),
	[TR_PDF_LENIENT_OFFSETS_FROM_FILE_START] = ROW(
			"offsets-from-file-start", "writers that put a line before the header"),
	[TR_PDF_LENIENT_JUNK_AFTER_EOF] = ROW("junk-after-eof", "downloads with HTML behind the file"),
	[TR_PDF_LENIENT_STARTXREF_BEFORE_BLANKS] = ROW("startxref-before-blanks", "hand-made writers"),
	[TR_PDF_LENIENT_XREF_ENTRY_LENGTH] = ROW("xref-entry-length", "writers with one-byte line ends"),
	[TR_PDF_LENIENT_XREF_FIRST_NUMBER] = ROW("xref-first-number", "tables from 1 with the free head"),
	[TR_PDF_LENIENT_XREF_GENERATION] = ROW("xref-generation-65536", "old FPDF and Ghostscript, object 0"),
	[TR_PDF_LENIENT_XREF_OFFSET_ZERO] = ROW("xref-offset-zero", "entries in use that were never written"),
	[TR_PDF_LENIENT_SIZE] = ROW("size-wrong", "incremental writers"),
	[TR_PDF_LENIENT_OBJECT_BEFORE_BLANKS] = ROW(
			"object-before-blanks", "offsets taken before a line end"),
	[TR_PDF_LENIENT_MISSING_ENDOBJ] = ROW("missing-endobj", "hand-made writers"),
	[TR_PDF_LENIENT_EMPTY_OBJECT] = ROW("empty-object", "writers that reserve a number"),
	[TR_PDF_LENIENT_NUMBER_ENDOBJ] = ROW(
			"number-before-endobj", "writers that put no blank after a length"),
	[TR_PDF_LENIENT_XREF_COUNT] = ROW("xref-count", "hand-made tables that promise too many entries"),
	[TR_PDF_LENIENT_STREAM_KEYWORD] = ROW("stream-keyword-eol", "CR or blanks behind the keyword"),
	[TR_PDF_LENIENT_STREAM_LENGTH] = ROW("stream-length", "a /Length that is absent or off"),
	[TR_PDF_LENIENT_OBJECT_STREAM_INDEX] = ROW("object-stream-index", "index of another object"),
	[TR_PDF_LENIENT_DUPLICATE_KEY] = ROW("duplicate-key-same-value", "office exporters"),
	[TR_PDF_LENIENT_NAME_HASH] = ROW("name-hash", "PDF 1.0 and 1.1, where # was a plain character"),
	[TR_PDF_LENIENT_FLATE_END] = ROW("flate-end", "deflated data without its checksum or its end"),
};

void
tr_pdf_lenient(struct tr_pdf *pdf, enum tr_pdf_leniency_kind kind, uint64_t at)
{
	for (size_t i = 0; i < pdf->leniency_count; i++)
		if (pdf->leniencies[i].name == leniencies[kind].name)
			return;
	if (pdf->leniency_count == TR_PDF_LENIENCIES_MAX)
		return;
	pdf->leniencies[pdf->leniency_count] = leniencies[kind];
	pdf->leniencies[pdf->leniency_count++].at = at;
}

size_t
tr_pdf_leniencies(const struct tr_pdf *pdf, const struct tr_pdf_leniency **out)
{
	*out = pdf->leniencies;
	return pdf->leniency_count;
}

/* ---- opening ---- */

/* "%PDF-1.4": the version is 14; a version that cannot be read counts as 1.0. */
static trien_rc
find_header(struct tr_pdf *pdf, struct trien_err *err)
{
	size_t searched = pdf->file.n < TR_PDF_HEADER_SEARCH ? pdf->file.n : TR_PDF_HEADER_SEARCH;
	const uint8_t *p = searched ? memmem(pdf->file.p, searched, "%PDF-", 5) : NULL;

	if (p == NULL)
		return TR_ERR(err, PDF_NOT_PDF, TR_U("searched", searched));
	pdf->header = (uint64_t)(p - pdf->file.p);
	struct tr_bytes v = tr_bytes_part(pdf->file, pdf->header + 5, 3);
	bool readable = v.n == 3 && v.p[0] >= '1' && v.p[0] <= '9' && v.p[1] == '.' && v.p[2] >= '0' &&
			v.p[2] <= '9';
	pdf->version = readable ? (v.p[0] - '0') * 10 + (v.p[2] - '0') : 10;
	return TRIEN_OK;
}

static trien_rc
open_all(struct tr_pdf *pdf, const struct tr_pdf_options *options, struct trien_err *err)
{
	if (pdf->file.n > TR_PDF_FILE_MAX)
		return TR_ERR(err, PDF_TOO_LARGE, TR_U("got", pdf->file.n), TR_U("max", TR_PDF_FILE_MAX));
	TR_TRY(find_header(pdf, err));
	TR_TRY(tr_pdf_xref_open(pdf, err));
	return tr_pdf_crypt_open(pdf, options, err);
}

trien_rc
tr_pdf_open(struct tr_bytes file, const struct tr_pdf_options *options, struct tr_pdf **out,
		struct trien_err *err)
{
	struct tr_pdf *pdf = tr_mem_zeroed(1, sizeof(*pdf));

	if (pdf == NULL)
		return TR_ERR(err, NO_MEMORY, TR_U("want", sizeof(*pdf)));
	pdf->file = file;
	pdf->arena.max = TR_PDF_ARENA_MAX;
	trien_rc rc = open_all(pdf, options, err);
	if (rc != TRIEN_OK) {
		tr_pdf_close(pdf);
		return rc;
	}
	*out = pdf;
	return TRIEN_OK;
}

void
tr_pdf_close(struct tr_pdf *pdf)
{
	if (pdf == NULL)
		return;
	if (pdf->inflater_ready)
		inflateEnd(&pdf->inflater);
	tr_pdf_crypt_free(pdf->crypt);
	tr_pdf_index_free(pdf->index);
	free(pdf->slots);
	free(pdf->stack);
	tr_arena_free(&pdf->arena);
	free(pdf);
}

struct tr_bytes
tr_pdf_bytes(const struct tr_pdf *pdf)
{
	return pdf->file;
}

size_t
tr_pdf_revision_count(const struct tr_pdf *pdf)
{
	return pdf->rev_count;
}

const struct tr_pdf_revision *
tr_pdf_revision_at(const struct tr_pdf *pdf, size_t index)
{
	return index < pdf->rev_count ? &pdf->revs[index].pub : NULL;
}

size_t
tr_pdf_newest(const struct tr_pdf *pdf)
{
	return pdf->rev_count - 1;
}

bool
tr_pdf_is_encrypted(const struct tr_pdf *pdf)
{
	return pdf->crypt != NULL;
}

bool
tr_pdf_is_linearized(const struct tr_pdf *pdf)
{
	return pdf->linearized;
}

/* ---- objects that were read ---- */
static size_t
hash(uint32_t num, uint64_t at, uint32_t index1)
{
	uint64_t h = (at ^ (uint64_t)num << 32 ^ index1) * UINT64_C(0x9e3779b97f4a7c15);
	return (size_t)(h >> 20);
}

struct tr_pdf_slot *
tr_pdf_slot_find(struct tr_pdf *pdf, uint32_t num, uint64_t at, uint32_t index1)
{
	if (pdf->slot_count == 0)
		return NULL;
	for (size_t i = hash(num, at, index1);; i++) {
		struct tr_pdf_slot *s = &pdf->slots[i & (pdf->slot_count - 1)];
		if (s->obj == NULL)
			return NULL;
		if (s->num == num && s->at == at && s->index1 == index1)
			return s;
	}
}

static void
put_slot(struct tr_pdf *pdf, const struct tr_pdf_slot *slot)
{
	size_t i = hash(slot->num, slot->at, slot->index1);

	while (pdf->slots[i & (pdf->slot_count - 1)].obj != NULL)
		i++;
	pdf->slots[i & (pdf->slot_count - 1)] = *slot;
}

trien_rc
tr_pdf_slot_add(struct tr_pdf *pdf, const struct tr_pdf_slot *slot, struct trien_err *err)
{
	if (pdf->slot_used * 4 >= pdf->slot_count * 3) {
		struct tr_pdf_slot *old = pdf->slots;
		size_t count = pdf->slot_count;
		size_t want = count ? count * 2 : 32;
		struct tr_pdf_slot *slots = tr_mem_zeroed(want, sizeof(*slots));
		if (slots == NULL)
			return TR_ERR(err, NO_MEMORY, TR_U("want", want * sizeof(*slots)));
		pdf->slots = slots;
		pdf->slot_count = want;
		for (size_t i = 0; i < count; i++)
			if (old[i].obj != NULL)
				put_slot(pdf, &old[i]);
		free(old);
	}
	put_slot(pdf, slot);
	pdf->slot_used++;
	return TRIEN_OK;
}
