/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Small documents, a revision proposed for them, and the result opened again. */
#ifndef TESTS_SIGN_PROPOSING_H
#define TESTS_SIGN_PROPOSING_H

#include "pdf/build_pdf.h"

#include "sign/propose.h"

#define TIME 1795401000 /* 2026-11-23T09:30:00+07:00 */

static const struct tr_sign_request plain = {.time = TIME, .zone_minutes = 420, .contents_size = 100};

/* A document, one section, from its parts; further objects are put between begin and finish. */
static inline void
begin(struct build *f, const char *catalog_keys, const char *page_keys)
{
	build_header(f, "1.7");
	build_document(f, catalog_keys, page_keys);
}

static inline void
finish(struct build *f)
{
	build_table(f, "/Size 30/Root 1 0 R");
	build_end(f);
}

/* Proposes, and opens the result: base and tail together in *whole. */
struct result {
	struct build base;
	struct tr_sign_proposal proposal;
	struct tr_buf whole;
	struct tr_pdf *pdf;
	const struct tr_pdf_field *fields;
	size_t field_count;
};

static inline void
propose(struct result *r, const struct tr_sign_request *request)
{
	struct trien_err err = {0};

	assert_ok(tr_sign_propose(build_bytes(&r->base), request, &r->proposal, &err), &err);
	assert_int_equal(r->proposal.base_size, r->base.b.n);
	assert_ok(tr_buf_add_bytes(&r->whole, build_bytes(&r->base), &err), &err);
	assert_ok(tr_buf_add_bytes(&r->whole, tr_buf_view(&r->proposal.tail), &err), &err);
	assert_ok(tr_pdf_open(tr_buf_view(&r->whole), NULL, &r->pdf, &err), &err);
	assert_ok(tr_pdf_fields(r->pdf, tr_pdf_newest(r->pdf), &r->fields, &r->field_count, &err), &err);
}

static inline void
result_free(struct result *r)
{
	tr_pdf_close(r->pdf);
	tr_buf_free(&r->whole);
	tr_sign_proposal_free(&r->proposal);
	build_free(&r->base);
}

static inline void
assert_field_signed(const struct result *r, const char *name)
{
	for (size_t i = 0; i < r->field_count; i++)
		if (tr_bytes_are(r->fields[i].name, name)) {
			assert_int_equal(r->fields[i].value->type, TR_PDF_DICT);
			return;
		}
	fail_msg("no field %s", name);
}

static inline void
assert_tail_has(const struct result *r, const char *text)
{
	if (!build_has(tr_buf_view(&r->proposal.tail), text))
		fail_msg("not written: %s\n%.*s", text, (int)r->proposal.tail.n,
				(const char *)r->proposal.tail.p);
}

static inline void
assert_tail_lacks(const struct result *r, const char *text)
{
	assert_false(build_has(tr_buf_view(&r->proposal.tail), text));
}

static inline void
refuse(struct build *f, const struct tr_sign_request *request, const char *id)
{
	struct tr_sign_proposal p = {0};

	finish(f);
	assert_refused(tr_sign_propose(build_bytes(f), request, &p, NULL), id);
	assert_null(p.tail.p);
	build_free(f);
}

/* 4 text "note", 5 signed "first", 6 empty "group.second" with its own parent 7. */
static inline void
begin_form(struct build *f, const char *value_keys, const char *empty_keys)
{
	char text[1024];

	begin(f, "/AcroForm<</Fields[4 0 R 5 0 R 7 0 R]/SigFlags 3>>", "/Annots[4 0 R 5 0 R 6 0 R]");
	build_object(f, 4, "<</Type/Annot/Subtype/Widget/FT/Tx/T(note)/Rect[0 0 9 9]>>");
	snprintf(text, sizeof(text),
			"<</Type/Annot/Subtype/Widget/FT/Sig/T(first)/Rect[0 0 9 9]/V"
			"<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached/ByteRange[0 1 2 "
			"3]/Contents<00>%s>>>>",
			value_keys);
	build_object(f, 5, text);
	snprintf(text, sizeof(text),
			"<</Type/Annot/Subtype/Widget/T(second)/Rect[10 10 90 50]/Parent 7 0 R%s>>",
			empty_keys);
	build_object(f, 6, text);
	build_object(f, 7, "<</FT/Sig/T(group)/Kids[6 0 R]>>");
}

#endif
