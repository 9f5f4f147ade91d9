/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A new file: read back by our own core without any leniency, the same each time, never with a hole. */
#include "pdf/create.h"

#include "pdf/file.h"
#include "test.h"

static const uint8_t id[16] = "0123456789abcdef";

static void
make(struct tr_buf *out)
{
	struct tr_pdf_create *c;
	struct trien_err err = {0};
	uint32_t catalog, pages, page, content;

	assert_ok(tr_pdf_create_new(17, out, &c, &err), &err);
	assert_ok(tr_pdf_create_number(c, &catalog, &err), &err);
	assert_ok(tr_pdf_create_number(c, &pages, &err), &err);
	assert_ok(tr_pdf_create_number(c, &page, &err), &err);
	assert_ok(tr_pdf_create_number(c, &content, &err), &err);
	/* Not in order of number. */
	assert_ok(tr_pdf_create_put_stream(c, content, TR_BYTES(NULL, 0), TR_BYTES_LIT("0 0 m\nendstream?"), &err), &err);
	assert_ok(tr_pdf_create_put(c, page, TR_BYTES_LIT("<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R>>"),
			&err), &err);
	assert_ok(tr_pdf_create_put(c, pages, TR_BYTES_LIT("<</Type/Pages/Count 1/Kids[3 0 R]>>"), &err), &err);
	assert_ok(tr_pdf_create_put(c, catalog, TR_BYTES_LIT("<</Type/Catalog/Pages 2 0 R>>"), &err), &err);
	assert_ok(tr_pdf_create_end(c, catalog, id, &err), &err);
	tr_pdf_create_free(c);
}

static void
is_read_without_leniency(void **state)
{
	TR_AUTO_BUF one = {0}, two = {0}, data = {0};
	struct trien_err err = {0};
	struct tr_pdf *pdf;
	const struct tr_pdf_leniency *used;
	const struct tr_pdf_obj *content;
	size_t pages;

	(void)state;
	make(&one);
	make(&two);
	assert_int_equal(one.n, two.n);
	assert_memory_equal(one.p, two.p, one.n);
	assert_ok(tr_pdf_open(tr_buf_view(&one), NULL, &pdf, &err), &err);
	assert_int_equal(tr_pdf_leniencies(pdf, &used), 0);
	assert_int_equal(tr_pdf_revision_count(pdf), 1);
	assert_int_equal(tr_pdf_version(pdf, 0), 17);
	assert_ok(tr_pdf_page_count(pdf, 0, &pages, &err), &err);
	assert_int_equal(pages, 1);
	assert_ok(tr_pdf_get(pdf, 0, 4, &content, &err), &err);
	assert_ok(tr_pdf_stream_data(pdf, 0, (struct tr_pdf_ref){4, 0}, content, 100, &data, &err), &err);
	assert_true(tr_bytes_are(tr_buf_view(&data), "0 0 m\nendstream?"));
	tr_pdf_close(pdf);
}

static void
an_object_is_put_once_and_never_left_out(void **state)
{
	TR_AUTO_BUF out = {0};
	struct tr_pdf_create *c;
	struct trien_err err = {0};
	uint32_t num, never;

	(void)state;
	assert_ok(tr_pdf_create_new(17, &out, &c, &err), &err);
	assert_ok(tr_pdf_create_number(c, &num, &err), &err);
	assert_ok(tr_pdf_create_number(c, &never, &err), &err);
	assert_ok(tr_pdf_create_put(c, num, TR_BYTES_LIT("null"), &err), &err);
	assert_refused(tr_pdf_create_put(c, num, TR_BYTES_LIT("null"), &err), "base.internal");
	assert_refused(tr_pdf_create_put(c, 3, TR_BYTES_LIT("null"), &err), "base.internal");
	assert_refused(tr_pdf_create_put(c, 0, TR_BYTES_LIT("null"), &err), "base.internal");
	assert_refused(tr_pdf_create_end(c, num, id, &err), "base.internal");
	tr_pdf_create_free(c);
}

static void
so_many_objects(void **state)
{
	TR_AUTO_BUF out = {0};
	struct tr_pdf_create *c;
	struct trien_err err = {0};
	uint32_t num = 0;

	(void)state;
	assert_ok(tr_pdf_create_new(17, &out, &c, &err), &err);
	while (num < TR_PDF_CREATE_OBJECTS_MAX)
		assert_ok(tr_pdf_create_number(c, &num, &err), &err);
	assert_refused(tr_pdf_create_number(c, &num, &err), "pdf.create-objects");
	tr_pdf_create_free(c);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(is_read_without_leniency),
		cmocka_unit_test(an_object_is_put_once_and_never_left_out),
		cmocka_unit_test(so_many_objects),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
