/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Opens any bytes as a PDF and asks for everything: every object as of every
 * revision (of the first few), pages, fields, signatures, changes, stream
 * data. Also opens the prefix of each revision and holds it against the file.
 */
#include <stdlib.h>

#include "cipher.h"
#include "pdf/file.h"

#define OBJECTS 200u
#define REVISIONS 6u
#define DECODED ((size_t)1 << 20)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
ask_objects(struct tr_pdf *pdf, size_t rev)
{
	uint32_t n = tr_pdf_revision_at(pdf, rev)->size;

	for (uint32_t num = 0; num < n && num < OBJECTS; num++) {
		const struct tr_pdf_obj *o;
		struct tr_pdf_change last;
		struct trien_err err;
		size_t where;
		bool found;
		if (tr_pdf_get(pdf, rev, num, &o, &err) != TRIEN_OK)
			continue;
		(void)tr_pdf_equal(o, o);
		if (o->type != TR_PDF_STREAM ||
				tr_pdf_last_change(pdf, rev, num, &last, &where, &found, &err) != TRIEN_OK)
			continue;
		struct tr_buf plain = {0};
		(void)!tr_pdf_stream_data(pdf, rev, (struct tr_pdf_ref){num, last.gen}, o, DECODED, &plain,
				&err);
		tr_buf_free(&plain);
	}
}

static void
ask_document(struct tr_pdf *pdf, size_t rev)
{
	const struct tr_pdf_change *changes;
	const struct tr_pdf_field *fields;
	const struct tr_pdf_obj *o;
	struct trien_err err;
	size_t n;

	(void)tr_pdf_version(pdf, rev);
	(void)!tr_pdf_changes(pdf, rev, &changes, &n, &err);
	if (tr_pdf_page(pdf, rev, 0, &o, NULL, &err) == TRIEN_OK)
		(void)!tr_pdf_page_inherited(pdf, rev, o, "MediaBox", &o, &err);
	(void)!tr_pdf_page_count(pdf, rev, &n, &err);
	(void)!tr_pdf_page(pdf, rev, 1, &o, NULL, &err);
	(void)!tr_pdf_fields(pdf, rev, &fields, &n, &err);
}

static void
compare_objects(struct tr_pdf *pdf, struct tr_pdf *prefix, size_t rev)
{
	uint32_t n = tr_pdf_revision_at(pdf, rev)->size;

	for (uint32_t num = 0; num < n && num < OBJECTS; num++) {
		const struct tr_pdf_obj *a, *b;
		struct trien_err err;
		if (tr_pdf_get(pdf, rev, num, &a, &err) == TRIEN_OK &&
				tr_pdf_get(prefix, rev, num, &b, &err) == TRIEN_OK && !tr_pdf_equal(a, b))
			abort();
	}
}

/* The prefix that ends with a revision opens, and is that revision. */
static void
check_prefix(struct tr_pdf *pdf, struct tr_bytes file, size_t rev)
{
	struct tr_pdf_options options = {.cipher = &test_cipher};
	uint64_t end = tr_pdf_revision_at(pdf, rev)->end;
	struct trien_err err;
	struct tr_pdf *prefix;

	if (tr_pdf_revision_ending_at(pdf, end) != rev)
		abort();
	if (tr_pdf_open(tr_bytes_part(file, 0, end), &options, &prefix, &err) != TRIEN_OK) {
		/* What the key is made of may itself be out of reach. */
		if (!tr_pdf_is_encrypted(pdf))
			abort();
		return;
	}
	if (tr_pdf_revision_count(prefix) != rev + 1)
		abort();
	compare_objects(pdf, prefix, rev);
	tr_pdf_close(prefix);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct tr_pdf_options options = {.cipher = &test_cipher};
	const struct tr_pdf_signature *signatures;
	struct tr_bytes file = TR_BYTES(data, size);
	struct trien_err err;
	struct tr_pdf *pdf;
	size_t n;

	if (tr_pdf_open(file, &options, &pdf, &err) != TRIEN_OK)
		return 0;
	for (size_t rev = tr_pdf_revision_count(pdf), done = 0; rev-- > 0 && done < REVISIONS; done++) {
		ask_objects(pdf, rev);
		ask_document(pdf, rev);
		check_prefix(pdf, file, rev);
	}
	(void)!tr_pdf_signatures(pdf, &signatures, &n, &err);
	tr_pdf_close(pdf);
	return 0;
}
