/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The page as it is seen: every rotation, crop boxes, units of user space, and boxes that make no sense. */
#include "test.h"

#include "layout/frame.h"
#include "make.h"

static struct trien_err err;

/* One page with these keys; the frame as the call gives it. */
static trien_rc
frame_of(const char *keys, struct tr_page_frame *out)
{
	struct make m;
	struct tr_pdf *pdf = NULL;

	make_begin(&m);
	make_object(&m, 1, "<</Type/Catalog/Pages 2 0 R>>");
	make_object(&m, 2, "<</Type/Pages/Kids[3 0 R]/Count 1>>");
	make_object(&m, 3, "<</Type/Page/Parent 2 0 R%s>>", keys);
	make_table(&m, "");
	assert_ok(tr_pdf_open(make_view(&m), NULL, &pdf, &err), &err);
	trien_rc rc = tr_page_frame(pdf, 0, 0, out, &err);
	if (rc == TRIEN_OK)
		assert_int_equal(out->page.num, 3);
	out->dict = NULL;
	tr_pdf_close(pdf);
	make_free(&m);
	return rc;
}

static struct tr_page_frame
frame(const char *keys)
{
	struct tr_page_frame f = {0};
	assert_ok(frame_of(keys, &f), &err);
	return f;
}

static void
assert_size(const struct tr_page_frame *f, double width, double height)
{
	assert_float_equal(f->width, width, 1e-4);
	assert_float_equal(f->height, height, 1e-4);
}

/* A box of 10 by 20 whose top left stands 30 from the left and 50 from the top of what is seen. */
static void
assert_rect(const struct tr_page_frame *f, double x0, double y0, double x1, double y1)
{
	struct tr_box r = tr_frame_rect(f, (struct tr_box){30, 50, 40, 70});
	assert_float_equal(r.x0, x0, 1e-4);
	assert_float_equal(r.y0, y0, 1e-4);
	assert_float_equal(r.x1, x1, 1e-4);
	assert_float_equal(r.y1, y1, 1e-4);
	r = tr_frame_seen(f, r);
	assert_float_equal(r.x0, 30, 1e-4);
	assert_float_equal(r.y0, 50, 1e-4);
	assert_float_equal(r.x1, 40, 1e-4);
	assert_float_equal(r.y1, 70, 1e-4);
}

static void
the_page_is_turned_clockwise(void **state)
{
	static const struct {
		const char *keys;
		int rotate;
		double width, height, rect[4];
	} rows[] = {
		{"/MediaBox[0 0 600 800]", 0, 600, 800, {30, 730, 40, 750}},
		{"/MediaBox[0 0 600 800]/Rotate 0", 0, 600, 800, {30, 730, 40, 750}},
		/* The paper's left edge is now the top, its bottom the left. */
		{"/MediaBox[0 0 600 800]/Rotate 90", 90, 800, 600, {50, 30, 70, 40}},
		{"/MediaBox[0 0 600 800]/Rotate 180", 180, 600, 800, {560, 50, 570, 70}},
		{"/MediaBox[0 0 600 800]/Rotate 270", 270, 800, 600, {530, 760, 550, 770}},
		{"/MediaBox[0 0 600 800]/Rotate -90", 270, 800, 600, {530, 760, 550, 770}},
		{"/MediaBox[0 0 600 800]/Rotate 450", 90, 800, 600, {50, 30, 70, 40}},
	};
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct tr_page_frame f = frame(rows[i].keys);
		assert_int_equal(f.rotate, rows[i].rotate);
		assert_size(&f, rows[i].width, rows[i].height);
		assert_rect(&f, rows[i].rect[0], rows[i].rect[1], rows[i].rect[2], rows[i].rect[3]);
	}
}

static void
the_crop_box_is_what_is_seen(void **state)
{
	struct tr_page_frame f;
	(void)state;

	f = frame("/MediaBox[0 0 600 800]/CropBox[100 50 500 750]");
	assert_size(&f, 400, 700);
	assert_rect(&f, 130, 680, 140, 700);
	/* Corners the wrong way round, an origin elsewhere, a crop box that reaches over the edge. */
	f = frame("/MediaBox[300 -100 -300 700]/CropBox[-200 -500 900 600]");
	assert_size(&f, 500, 700);
	assert_rect(&f, -170, 530, -160, 550);
	f = frame("/MediaBox[0 0 600 800]/CropBox[100 50 500 750]/Rotate 90");
	assert_size(&f, 700, 400);
	assert_rect(&f, 150, 80, 170, 90);
}

static void
a_unit_of_user_space_may_be_larger(void **state)
{
	struct tr_page_frame f;
	(void)state;

	f = frame("/MediaBox[0 0 300 400]/UserUnit 2");
	assert_size(&f, 600, 800);
	assert_rect(&f, 15, 365, 20, 375);
	f = frame("/MediaBox[0 0 300 400]/UserUnit 2.0/Rotate 270");
	assert_size(&f, 800, 600);
	assert_rect(&f, 265, 380, 275, 385);
}

static void
a_page_without_a_box_is_letter(void **state)
{
	struct tr_page_frame f = frame("");
	(void)state;
	assert_size(&f, 612, 792);
}

static void
boxes_that_make_no_sense_are_refused(void **state)
{
	static const char *const wrong[] = {
		"/MediaBox[0 0 600]", "/MediaBox 7", "/MediaBox[0 0 600 /A]", "/CropBox[0 0 1 2 3]",
		"/MediaBox[0 0 0 0]", "/MediaBox[0 0 600 800]/CropBox[700 0 900 800]",
		"/MediaBox[0 0 600 800]/CropBox[0 800 600 900]", "/Rotate 45", "/Rotate/A", "/Rotate 90.5",
		"/UserUnit 0", "/UserUnit -1", "/UserUnit/A",
	};
	struct tr_page_frame f;
	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++)
		assert_refused(frame_of(wrong[i], &f), "layout.page-box");
	assert_string_equal(err.values[1].text, "UserUnit");
}

static void
sides_stop_at_their_caps(void **state)
{
	struct tr_page_frame f;
	(void)state;

	f = frame("/MediaBox[0 0 14400 1]");
	assert_size(&f, 14400, 1);
	assert_refused(frame_of("/MediaBox[0 0 14401 800]", &f), "layout.page-size");
	assert_refused(frame_of("/MediaBox[0 0 600 14401]", &f), "layout.page-size");
	assert_refused(frame_of("/MediaBox[0 0 600 0.9]", &f), "layout.page-size");
	assert_refused(frame_of("/MediaBox[0 0 600 800]/UserUnit 19", &f), "layout.page-size");
}

static void
matrices_multiply_in_order(void **state)
{
	const struct tr_matrix scale = {2, 0, 0, 3, 0, 0}, move = {1, 0, 0, 1, 10, 20}, turn = {0, 1, -1, 0, 0, 0};
	struct tr_matrix m = tr_matrix_multiply(scale, move);
	(void)state;

	assert_float_equal(m.e, 10, 1e-9);
	assert_float_equal(m.f, 20, 1e-9);
	m = tr_matrix_multiply(move, scale);
	assert_float_equal(m.e, 20, 1e-9);
	assert_float_equal(m.f, 60, 1e-9);
	m = tr_matrix_multiply(move, turn);
	assert_float_equal(m.e, -20, 1e-9);
	assert_float_equal(m.f, 10, 1e-9);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_page_is_turned_clockwise),
		cmocka_unit_test(the_crop_box_is_what_is_seen),
		cmocka_unit_test(a_unit_of_user_space_may_be_larger),
		cmocka_unit_test(a_page_without_a_box_is_letter),
		cmocka_unit_test(boxes_that_make_no_sense_are_refused),
		cmocka_unit_test(sides_stop_at_their_caps),
		cmocka_unit_test(matrices_multiply_in_order),
	};
	return cmocka_run_group_tests_name("layout frame", tests, NULL, NULL);
}
