/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Small documents, fields reserved in them, and the result opened again. */
#ifndef TESTS_OFFICIAL_RESERVING_H
#define TESTS_OFFICIAL_RESERVING_H

#include <stdlib.h>

#include "pdf/build_pdf.h"

#include "official/reserve.h"

static struct tr_page_fonts *serif;

static inline int
load_fonts(void **state)
{
	struct trien_err err = {0};
	(void)state;

	if (tr_page_fonts_load(&serif, &err) != TRIEN_OK)
		exit(TEST_SKIPPED);
	return 0;
}

static inline int
free_fonts(void **state)
{
	(void)state;
	tr_page_fonts_free(serif);
	return 0;
}

/* Number and date on the first page, the number once more; a checker, a signatory, the agency. */
static inline struct tr_reserve_plan
usual_plan(void)
{
	struct tr_reserve_plan p = {
		.spots = {
			{.kind = TR_SPOT_NUMBER, .box = {60, 90, 90, 100}, .baseline = 100, .size = 13},
			{.kind = TR_SPOT_DAY, .box = {300, 90, 320, 100}, .baseline = 100, .size = 13, .face = 2},
			{.kind = TR_SPOT_MONTH, .box = {350, 90, 370, 100}, .baseline = 100, .size = 13, .face = 2},
			{.kind = TR_SPOT_YEAR, .box = {400, 90, 430, 100}, .baseline = 100, .size = 13, .face = 2},
			{.kind = TR_SPOT_NUMBER, .box = {60, 190, 90, 200}, .baseline = 200, .size = 13, .align = TR_ALIGN_LEFT},
		},
		.spot_count = 5,
		.signers = {
			{.role = TR_ROLE_CHECKER, .box = {60, 300, 90, 320}},
			{.role = TR_ROLE_SIGNATORY, .name = TR_TEXT_LIT("Trần Thị Mẫu"), .box = {300, 400, 400, 450}},
			{.role = TR_ROLE_AGENCY, .box = {230, 380, 330, 480}},
		},
		.signer_count = 3,
	};
	for (unsigned i = 0; i < TR_RESERVE_FACES; i++)
		p.faces[i] = tr_page_fonts_serif(serif, i);
	return p;
}

/* The document and the revision behind it, opened. */
struct reserved {
	struct build base;
	struct tr_buf whole;
	struct tr_pdf *pdf;
	const struct tr_pdf_field *fields;
	size_t field_count;
};

static inline void
reserve(struct reserved *r, const struct tr_reserve_plan *plan)
{
	struct trien_err err = {0};
	struct tr_buf tail = {0};

	assert_ok(tr_reserve(build_bytes(&r->base), plan, &tail, &err), &err);
	assert_ok(tr_buf_add_bytes(&r->whole, build_bytes(&r->base), &err), &err);
	assert_ok(tr_buf_add_bytes(&r->whole, tr_buf_view(&tail), &err), &err);
	tr_buf_free(&tail);
	assert_ok(tr_pdf_open(tr_buf_view(&r->whole), NULL, &r->pdf, &err), &err);
	assert_int_equal(tr_pdf_revision_count(r->pdf), 2);
	assert_ok(tr_pdf_fields(r->pdf, 1, &r->fields, &r->field_count, &err), &err);
}

static inline void
reserved_free(struct reserved *r)
{
	tr_pdf_close(r->pdf);
	tr_buf_free(&r->whole);
	build_free(&r->base);
	*r = (struct reserved){0};
}

/* One empty page with further keys. */
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

static inline const struct tr_pdf_field *
field_of(const struct reserved *r, const char *name)
{
	for (size_t i = 0; i < r->field_count; i++)
		if (tr_bytes_are(r->fields[i].name, name))
			return &r->fields[i];
	fail_msg("no field %s", name);
	abort(); /* not reached, which the compiler does not know */
}

/* The value of a key, references followed. */
static inline const struct tr_pdf_obj *
value_of(const struct reserved *r, const struct tr_pdf_obj *dict, const char *key)
{
	const struct tr_pdf_obj *o;
	struct trien_err err = {0};

	assert_ok(tr_pdf_find(r->pdf, tr_pdf_newest(r->pdf), dict, key, &o, &err), &err);
	return o;
}

static inline const struct tr_pdf_obj *
kid_of(const struct reserved *r, const struct tr_pdf_obj *dict, size_t i)
{
	const struct tr_pdf_obj *kids = value_of(r, dict, "Kids"), *o;
	struct trien_err err = {0};

	assert_true(i < kids->u.array.count);
	assert_ok(tr_pdf_resolve(r->pdf, tr_pdf_newest(r->pdf), kids->u.array.items[i], &o, &err), &err);
	return o;
}

static inline void
assert_text(const struct tr_pdf_obj *o, const char *want)
{
	TR_AUTO_BUF text = {0};
	struct trien_err err = {0};

	assert_ok(tr_pdf_print(&text, o, &err), &err);
	assert_ok(tr_buf_add_byte(&text, 0, &err), &err);
	assert_string_equal((const char *)text.p, want);
}

#endif
