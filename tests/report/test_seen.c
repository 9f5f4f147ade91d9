/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What later revisions made look otherwise: boxes where something differs, none where nothing does.
 * Requirement: R10.1
 */
#include "test.h"

#include <stdio.h>

#include "report/seen.h"
#include "verify/fixture.h"

#define WIDGET(v) \
	"<< /Type /Annot /Subtype /Widget /FT /Tx /T (so) /V (" v ") /Rect [10 10 60 20] /P 3 0 R /AP << /N 9 0 R >> " \
	"/DA (/Helv 9 Tf 0 g) >>"
#define LOOK(text) \
	"<< /Type /XObject /Subtype /Form /BBox [0 0 50 10] /Resources << /Font << /Helv 6 0 R >> >> /Length 37 >>\n" \
	"stream\nBT /Helv 9 Tf 2 2 Td (" text ") Tj ET /Tx BM\nendstream"
#define CONTENT(text) "<< /Length 41 >>\nstream\nBT /F1 9 Tf 20 150 Td (" text ") Tj ET     \nendstream"

static struct trien_err err;

static struct tr_seen
look(const struct fixture_doc *d, size_t since)
{
	const struct tr_seen_request request = {.file = tr_buf_view(&d->bytes), .since = since};
	struct tr_seen seen;
	assert_ok(tr_seen_find(&request, &seen, &err), &err);
	return seen;
}

/* One page, with a text on it. */
static void
begin(struct fixture_doc *d)
{
	static const struct fixture_object text[] = {{4, CONTENT("So tien 1")}, {0, NULL}};
	fixture_begin(d);
	fixture_update(d, text, NULL);
}

static void
form_filling_shows_its_box_and_nothing_else(void **state)
{
	static const struct fixture_object filled[] = {{7, WIDGET("07")}, {9, LOOK("07")}, {0, NULL}};
	const double scale = 72.0 / TR_SEEN_DPI;
	struct fixture_doc d;
	(void)state;

	begin(&d);
	fixture_update(&d, filled, NULL);
	struct tr_seen seen = look(&d, 1);
	assert_int_equal(seen.count, 1);
	const struct tr_seen_change *c = &seen.items[0];
	assert_int_equal(c->revision, 2);
	assert_int_equal(c->against, 1);
	assert_int_equal(c->page, 0);
	assert_int_equal(c->box_count, 1);
	/* The field, [10 10 60 20] of a page 200 high, and one cell round it. */
	assert_true(c->boxes[0].x0 * scale >= 10 - 5 && c->boxes[0].x1 * scale <= 60 + 5);
	assert_true(c->boxes[0].y0 * scale >= 180 - 5 && c->boxes[0].y1 * scale <= 190 + 5);
	/* The frame is drawn into both. */
	const size_t at = ((size_t)(c->boxes[0].y0 - 4) * c->after.width + c->boxes[0].x0) * 3;
	assert_int_equal(c->before.rgb.p[at], 0xd0);
	assert_int_equal(c->after.rgb.p[at], 0xd0);
	assert_int_equal(c->after.rgb.p[at + 1], 0);
	assert_int_equal(seen.unread.code, TRIEN_OK);
	assert_false(seen.cut);
	tr_seen_free(&seen);
	fixture_doc_free(&d);
}

/* Validation data, the same written anew, an object that nothing uses: a person sees nothing of it. */
static void
what_is_not_seen_has_no_picture(void **state)
{
	static const struct fixture_object dss[] = {{1, "<< /Type /Catalog /Pages 2 0 R /AcroForm 5 0 R /DSS << >> >>"}, {0, NULL}};
	static const struct fixture_object same[] = {{4, CONTENT("So tien 1")}, {11, CONTENT("So tien 7")}, {0, NULL}};
	struct fixture_doc d;
	(void)state;

	begin(&d);
	fixture_update(&d, dss, NULL);
	fixture_update(&d, same, NULL);
	struct tr_seen seen = look(&d, 1);
	assert_int_equal(seen.count, 0);
	assert_int_equal(seen.unread.code, TRIEN_OK);
	tr_seen_free(&seen);
	fixture_doc_free(&d);
}

static void
a_forged_digit_is_boxed(void **state)
{
	static const struct fixture_object forged[] = {{4, CONTENT("So tien 9")}, {0, NULL}};
	struct fixture_doc d;
	(void)state;

	begin(&d);
	fixture_update(&d, forged, NULL);
	struct tr_seen seen = look(&d, 1);
	assert_int_equal(seen.count, 1);
	assert_int_equal(seen.items[0].box_count, 1);
	/* One digit of nine points. */
	assert_true(seen.items[0].boxes[0].x1 - seen.items[0].boxes[0].x0 <= 18);
	tr_seen_free(&seen);
	/* What stands before the comparison begins is none of its affair. */
	seen = look(&d, 2);
	assert_int_equal(seen.count, 0);
	tr_seen_free(&seen);
	fixture_doc_free(&d);
}

/* Added, taken away, of another size: there is one side, or all of it is different. */
static void
whole_pages_are_shown_without_boxes(void **state)
{
	static const struct fixture_object two[] = {{2, "<< /Type /Pages /Kids [3 0 R 30 0 R] /Count 2 /MediaBox [0 0 200 200] >>"},
		{30, "<< /Type /Page /Parent 2 0 R /Contents 4 0 R /Resources << /Font << /F1 6 0 R >> >> >>"}, {0, NULL}};
	static const struct fixture_object one[] = {{2, "<< /Type /Pages /Kids [3 0 R] /Count 1 /MediaBox [0 0 200 100] >>"}, {0, NULL}};
	struct fixture_doc d;
	(void)state;

	begin(&d);
	fixture_update(&d, two, NULL);
	fixture_update(&d, one, NULL);
	struct tr_seen seen = look(&d, 1);
	assert_int_equal(seen.count, 3);
	assert_int_equal(seen.items[0].page, 1);
	assert_int_equal(seen.items[0].before.width, 0);
	assert_true(seen.items[0].after.width > 0);
	assert_int_equal(seen.items[1].page, 0);
	assert_true(seen.items[1].before.height > seen.items[1].after.height && seen.items[1].after.height > 0);
	assert_int_equal(seen.items[1].box_count, 0);
	assert_int_equal(seen.items[2].page, 1);
	assert_int_equal(seen.items[2].after.width, 0);
	assert_true(seen.items[2].before.width > 0);
	tr_seen_free(&seen);
	fixture_doc_free(&d);
}

/* A revision that two readers read in two ways is told, and the next is compared with the last that could be drawn. */
static void
a_revision_that_cannot_be_drawn_is_told(void **state)
{
	static const struct fixture_object wrong[] = {{2, "<< /Type /Pages /Kids [3 0 R 3 0 R] /Count 1 /MediaBox [0 0 200 200] >>"},
		{0, NULL}};
	static const struct fixture_object right[] = {{2, "<< /Type /Pages /Kids [3 0 R] /Count 1 /MediaBox [0 0 200 200] >>"},
		{4, CONTENT("So tien 9")}, {0, NULL}};
	struct fixture_doc d;
	(void)state;

	begin(&d);
	fixture_update(&d, wrong, NULL);
	fixture_update(&d, right, NULL);
	struct tr_seen seen = look(&d, 1);
	assert_refused(seen.unread.code, "layout.page-count");
	assert_int_equal(seen.unread_revision, 2);
	assert_int_equal(seen.count, 1);
	assert_int_equal(seen.items[0].revision, 3);
	assert_int_equal(seen.items[0].against, 1);
	tr_seen_free(&seen);
	fixture_doc_free(&d);
}

/* ---- caps ---- */
/* So many pages that all show object 4. */
static void
pages(struct fixture_doc *d, size_t count, const char *size)
{
	TR_AUTO_BUF tree = {0};
	char page[200];
	struct fixture_object objects[] = {{4, CONTENT("So tien 1")}, {2, NULL}, {30, page}, {0, NULL}};

	snprintf(page, sizeof(page), "<< /Type /Page /Parent 2 0 R /Contents 4 0 R /MediaBox [0 0 %s] "
			"/Resources << /Font << /F1 6 0 R >> >> >>", size);
	assert_ok(tr_buf_addf(&tree, &err, "<< /Type /Pages /Count %zu /Kids [", count), &err);
	for (size_t i = 0; i < count; i++)
		assert_ok(tr_buf_addf(&tree, &err, "30 0 R "), &err);
	assert_ok(tr_buf_add(&tree, "] >>", 5, &err), &err);
	objects[1].body = (const char *)tree.p;
	fixture_begin(d);
	fixture_update(d, objects, NULL);
}

static struct tr_seen
look_at_change_of(size_t count, const char *size, const char *text)
{
	struct fixture_object change[] = {{4, text}, {0, NULL}};
	struct fixture_doc d;

	pages(&d, count, size);
	fixture_update(&d, change, NULL);
	struct tr_seen seen = look(&d, 1);
	fixture_doc_free(&d);
	return seen;
}

static void
changed_pages_are_kept_up_to_their_cap(void **state)
{
	(void)state;
	for (size_t more = 0; more < 2; more++) {
		struct tr_seen seen = look_at_change_of(TR_SEEN_CHANGES_MAX + more, "200 200", CONTENT("So tien 9"));
		assert_int_equal(seen.count, TR_SEEN_CHANGES_MAX);
		assert_int_equal(seen.cut, more > 0);
		tr_seen_free(&seen);
	}
}

static void
pages_are_compared_up_to_their_cap(void **state)
{
	(void)state;
	for (size_t more = 0; more < 2; more++) {
		struct tr_seen seen = look_at_change_of(TR_SEEN_PAGES_MAX + more, "20 20", CONTENT("So tien 1"));
		assert_int_equal(seen.count, 0);
		assert_int_equal(seen.unread.code, TRIEN_OK);
		assert_int_equal(seen.cut, more > 0);
		tr_seen_free(&seen);
	}
}

static void
revisions_are_compared_up_to_their_cap(void **state)
{
	static const struct fixture_object nothing[] = {{11, CONTENT("So tien 7")}, {0, NULL}};
	struct fixture_doc d;
	(void)state;

	begin(&d);
	for (size_t i = 0; i < TR_SEEN_REVISIONS_MAX; i++)
		fixture_update(&d, nothing, NULL);
	struct tr_seen seen = look(&d, 1);
	assert_false(seen.cut);
	tr_seen_free(&seen);
	fixture_update(&d, nothing, NULL);
	seen = look(&d, 1);
	assert_true(seen.cut);
	tr_seen_free(&seen);
	fixture_doc_free(&d);
}

static void
a_large_page_is_drawn_coarser(void **state)
{
	/* 1500 points at 96 dpi are 2000 pixels. */
	struct tr_seen seen = look_at_change_of(1, "1500 1500", CONTENT("So tien 9"));
	(void)state;
	assert_int_equal(seen.items[0].dpi, TR_SEEN_DPI);
	assert_int_equal(seen.items[0].after.width * seen.items[0].after.height, TR_SEEN_PIXELS_MAX);
	tr_seen_free(&seen);
	seen = look_at_change_of(1, "1501 1501", CONTENT("So tien 9"));
	assert_int_equal(seen.items[0].dpi, TR_SEEN_DPI - 1);
	tr_seen_free(&seen);
	seen = look_at_change_of(1, "14000 14000", CONTENT("MMMMMMMMM"));
	assert_int_equal(seen.unread.code, TRIEN_OK);
	assert_int_equal(seen.count, 1);
	assert_true(seen.items[0].dpi < 15);
	tr_seen_free(&seen);
}

static void
more_boxes_than_the_cap_become_one(void **state)
{
	struct tr_raster a = {.width = 400, .height = 400}, b = a;
	struct tr_seen_box boxes[TR_SEEN_BOXES_MAX];
	size_t count;
	(void)state;

	assert_ok(tr_buf_reserve(&a.rgb, 400 * 400 * 3, &err), &err);
	assert_ok(tr_buf_reserve(&b.rgb, 400 * 400 * 3, &err), &err);
	memset(a.rgb.p, 255, 400 * 400 * 3);
	memset(b.rgb.p, 255, 400 * 400 * 3);
	for (size_t i = 0; i <= TR_SEEN_BOXES_MAX; i++) {
		b.rgb.p[((10 + i / 10 * 40) * 400 + 10 + i % 10 * 40) * 3] = 0;
		assert_ok(tr_seen_boxes(&a, &b, boxes, &count, &err), &err);
		assert_int_equal(count, i < TR_SEEN_BOXES_MAX ? i + 1 : 1);
	}
	assert_true(boxes[0].x0 <= 10 && boxes[0].y0 <= 10 && boxes[0].x1 > 370 && boxes[0].y1 > 250);
	tr_raster_free(&a);
	tr_raster_free(&b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(form_filling_shows_its_box_and_nothing_else),
		cmocka_unit_test(what_is_not_seen_has_no_picture),
		cmocka_unit_test(a_forged_digit_is_boxed),
		cmocka_unit_test(whole_pages_are_shown_without_boxes),
		cmocka_unit_test(a_revision_that_cannot_be_drawn_is_told),
		cmocka_unit_test(changed_pages_are_kept_up_to_their_cap),
		cmocka_unit_test(pages_are_compared_up_to_their_cap),
		cmocka_unit_test(revisions_are_compared_up_to_their_cap),
		cmocka_unit_test(a_large_page_is_drawn_coarser),
		cmocka_unit_test(more_boxes_than_the_cap_become_one),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
