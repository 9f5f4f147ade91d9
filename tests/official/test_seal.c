/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Where the seal goes, and which handwriting it goes beside. Requirement: R8.3 */
#include <math.h>

#include "pdf/build_pdf.h"

#include "official/seal.h"

#define MM TR_POINTS_PER_MM
#define DIAMETER (36 * MM)

static struct tr_seal_wish
beside(struct tr_box ink)
{
	return (struct tr_seal_wish){.ink = ink, .width = DIAMETER, .height = DIAMETER, .overlap = 1.0 / 3,
		.page_width = 210 * MM, .page_height = 297 * MM};
}

/* The share of the ink's width under the seal, at its left. */
static double
share(const struct tr_seal_wish *w, double x)
{
	return (x + w->width - w->ink.x0) / (w->ink.x1 - w->ink.x0);
}

static struct tr_box
ink_at(double cx, double cy, double width, double height)
{
	return (struct tr_box){(cx - width / 2) * MM, (cy - height / 2) * MM, (cx + width / 2) * MM, (cy + height / 2) * MM};
}

static void
a_third_of_every_handwriting_is_covered(void **state)
{
	(void)state;
	for (double width = 12; width <= 80; width += 4) {
		struct tr_seal_wish w = beside(ink_at(130, 200, width, 18));
		double x = 0, y = 0;
		tr_seal_place(&w, &x, &y);
		assert_float_equal(share(&w, x), 1.0 / 3, 1e-9);
		assert_float_equal(y + DIAMETER / 2, 200 * MM, 1e-9);
	}
}

/* In the field that was reserved before anybody had signed, for whatever handwriting came. */
static void
the_reserved_room_holds_the_seal(void **state)
{
	static const struct tr_box room = {107.5 * MM, 190 * MM, 152.5 * MM, 215 * MM};
	const struct tr_box field = tr_seal_room(room, DIAMETER, 1.0 / 3);
	(void)state;

	for (double width = 2; width <= 45; width += 1) {
		struct tr_seal_wish w = beside(ink_at(130, 202.5, width, 15));
		double x = 0, y = 0;
		w.within = &field;
		tr_seal_place(&w, &x, &y);
		assert_float_equal(share(&w, x), 1.0 / 3, 1e-9);
		assert_true(x >= field.x0 - 1e-9 && x + DIAMETER <= field.x1 + 1e-9);
		assert_true(y >= field.y0 - 1e-9 && y + DIAMETER <= field.y1 + 1e-9);
	}
	/* A field too small is not left. */
	const struct tr_box tight = {60 * MM, 190 * MM, 97 * MM, 227 * MM};
	struct tr_seal_wish w = beside(ink_at(130, 202.5, 40, 15));
	double x = 0, y = 0;
	w.within = &tight;
	tr_seal_place(&w, &x, &y);
	assert_float_equal(x, 61 * MM, 1e-9);
}

static void
the_printed_name_stays_free_where_it_can(void **state)
{
	const struct tr_box name = {112 * MM, 214 * MM, 148 * MM, 219 * MM}, title = {112 * MM, 183 * MM, 148 * MM, 188 * MM};
	struct tr_seal_wish w = beside(ink_at(130, 201, 45, 20));
	double x = 0, y = 0;
	(void)state;

	w.name = &name;
	w.title = &title;
	tr_seal_place(&w, &x, &y);
	assert_float_equal(share(&w, x), 1.0 / 3, 1e-9);
	const double cx = x + DIAMETER / 2, cy = y + DIAMETER / 2;
	assert_true(hypot(fmax(name.x0 - cx, 0), fmax(name.y0 - cy, 0)) >= DIAMETER / 2 - 1.01);
	assert_true(cy < 201 * MM);
	/* Not by a hair: whatever the height of the name, the seal is clear of it where a higher place is. */
	for (double top = 205; top < 225; top += 0.1) {
		const struct tr_box somewhere = {112 * MM, top * MM, 148 * MM, (top + 5) * MM};
		w = beside(ink_at(130, 201, 45, 20));
		w.name = &somewhere;
		tr_seal_place(&w, &x, &y);
		const bool clear_above = !tr_seal_covers(&w, x, (201 - 12) * MM - DIAMETER / 2, &somewhere);
		assert_true(clear_above != tr_seal_covers(&w, x, y, &somewhere));
	}
	/* At the foot of a page it does not leave it. */
	w = beside(ink_at(130, 287, 45, 10));
	tr_seal_place(&w, &x, &y);
	assert_true(y + DIAMETER <= w.page_height + 1e-9);
}

/* ---- the handwriting in a file ---- */

struct file {
	struct build b;
	struct tr_pdf *pdf;
};

#define OURS(kind) "/Subtype/Form/BBox[0 0 100 50]/TRIEN_Look/" kind "/TRIEN_Ink[10 5 90 45]/Length 0"

static void
open_file(struct file *f, const char *annots, const char *const widgets[4], const char *form)
{
	struct trien_err err = {0};
	char text[512];

	build_header(&f->b, "1.7");
	build_document(&f->b, "/AcroForm<</Fields[4 0 R 5 0 R 6 0 R 7 0 R]/SigFlags 3>>", annots);
	for (unsigned i = 0; i < 4; i++)
		build_object(&f->b, 4 + i, widgets[i] != NULL ? widgets[i] : "null");
	snprintf(text, sizeof(text), "<<%s>>stream\n\nendstream", form);
	build_object(&f->b, 8, text);
	build_object(&f->b, 9, "<</Subtype/Form/BBox[0 0 9 9]/Length 0>>stream\n\nendstream");
	build_table(&f->b, "/Size 30/Root 1 0 R");
	build_end(&f->b);
	assert_ok(tr_pdf_open(build_bytes(&f->b), NULL, &f->pdf, &err), &err);
}

static void
close_file(struct file *f)
{
	tr_pdf_close(f->pdf);
	build_free(&f->b);
	*f = (struct file){0};
}

#define SIGNED "/FT/Sig/V<</ByteRange[0 1 2 3]/Contents<00>>>"

static void
handwritings_are_found_by_what_they_are(void **state)
{
	static const char *const widgets[4] = {
		"<</Subtype/Widget/T(hand)" SIGNED "/Rect[300 200 400 250]/AP<</N 8 0 R>>>>",
		"<</Subtype/Widget/T(other)" SIGNED "/Rect[60 210 10 200]/AP<</N 9 0 R>>>>",
		"<</Subtype/Widget/T(none)" SIGNED "/Rect[0 0 0 0]/AP<</N 9 0 R>>>>",
		"<</Subtype/Widget/T(empty)/FT/Sig/Rect[0 0 9 9]/AP<</N 9 0 R>>>>",
	};
	struct tr_handwriting all[TR_HANDWRITINGS_MAX];
	struct trien_err err = {0};
	struct file f = {0};
	size_t count;
	(void)state;

	open_file(&f, "/Annots[4 0 R 5 0 R 6 0 R 7 0 R]", widgets, OURS("signatory"));
	assert_ok(tr_handwritings_find(f.pdf, 0, all, &count, &err), &err);
	assert_int_equal(count, 2);
	assert_true(tr_bytes_are(TR_BYTES(all[0].field.p, all[0].field.n), "hand"));
	assert_true(all[0].measured);
	assert_float_equal(all[0].ink.x0, 310, 1e-6);
	assert_float_equal(all[0].ink.x1, 390, 1e-6);
	assert_float_equal(all[0].ink.y0, 842 - 245, 1e-6);
	assert_float_equal(all[0].ink.y1, 842 - 205, 1e-6);
	/* Another program's: its whole box. */
	assert_false(all[1].measured);
	assert_float_equal(all[1].ink.x0, 10, 1e-6);
	assert_float_equal(all[1].ink.y1, 842 - 200, 1e-6);
	close_file(&f);
	/* A seal of ours is no handwriting. */
	open_file(&f, "/Annots[4 0 R 5 0 R 6 0 R 7 0 R]", widgets, OURS("agency"));
	assert_ok(tr_handwritings_find(f.pdf, 0, all, &count, &err), &err);
	assert_int_equal(count, 1);
	assert_false(all[0].measured);
	close_file(&f);
	/* No page shows them. */
	open_file(&f, "", widgets, OURS("signatory"));
	assert_ok(tr_handwritings_find(f.pdf, 0, all, &count, &err), &err);
	assert_int_equal(count, 0);
	close_file(&f);
}

/* Numbers of a forged file that mean nothing: the box of the field is taken, and nothing breaks. */
static void
forged_ink_is_not_taken(void **state)
{
	static const char *const widgets[4] = {"<</Subtype/Widget/T(hand)" SIGNED "/Rect[300 200 400 250]/AP<</N 8 0 R>>>>"};
	static const char *const forms[] = {
		"/Subtype/Form/BBox[0 0 0 50]/TRIEN_Look/signatory/TRIEN_Ink[10 5 90 45]/Length 0",
		"/Subtype/Form/BBox[0 0 100 50]/TRIEN_Look/signatory/TRIEN_Ink[90 5 10 45]/Length 0",
		"/Subtype/Form/BBox[0 0 100 50]/TRIEN_Look/signatory/TRIEN_Ink[10 5 9000000 45]/Length 0",
		"/Subtype/Form/BBox[0 0 100 50]/TRIEN_Look/signatory/TRIEN_Ink[(a) 5 90 45]/Length 0",
		"/Subtype/Form/BBox 7/TRIEN_Look/signatory/TRIEN_Ink[10 5 90 45]/Length 0",
	};
	struct tr_handwriting all[TR_HANDWRITINGS_MAX];
	struct trien_err err = {0};
	size_t count;
	(void)state;

	for (size_t i = 0; i < sizeof(forms) / sizeof(*forms); i++) {
		struct file f = {0};
		open_file(&f, "/Annots[4 0 R]", widgets, forms[i]);
		assert_ok(tr_handwritings_find(f.pdf, 0, all, &count, &err), &err);
		assert_int_equal(count, 0);
		close_file(&f);
	}
}

/* A document with as many visible signatures. */
static trien_rc
many(unsigned n, size_t *count)
{
	struct tr_handwriting all[TR_HANDWRITINGS_MAX];
	struct tr_buf fields = {0};
	struct build b = {0};
	struct tr_pdf *pdf;
	char text[2048];

	build_header(&b, "1.7");
	for (unsigned i = 0; i < n; i++)
		assert_int_equal(tr_buf_addf(&fields, NULL, "%u 0 R ", 10 + i), TRIEN_OK);
	snprintf(text, sizeof(text), "/AcroForm<</Fields[%.*s]>>", (int)fields.n, (const char *)fields.p);
	char annots[1024];
	snprintf(annots, sizeof(annots), "/Annots[%.*s]", (int)fields.n, (const char *)fields.p);
	build_document(&b, text, annots);
	build_object(&b, 9, "<</Subtype/Form/BBox[0 0 9 9]/Length 0>>stream\n\nendstream");
	for (unsigned i = 0; i < n; i++) {
		snprintf(text, sizeof(text), "<</Subtype/Widget/T(f%u)" SIGNED "/Rect[10 10 60 60]/AP<</N 9 0 R>>>>", i);
		build_object(&b, 10 + i, text);
	}
	build_table(&b, "/Size 60/Root 1 0 R");
	build_end(&b);
	assert_int_equal(tr_pdf_open(build_bytes(&b), NULL, &pdf, NULL), TRIEN_OK);
	trien_rc rc = tr_handwritings_find(pdf, 0, all, count, NULL);
	tr_pdf_close(pdf);
	tr_buf_free(&fields);
	build_free(&b);
	return rc;
}

static void
handwritings_end_at_their_cap(void **state)
{
	size_t count = 0;
	(void)state;

	assert_int_equal(many(TR_HANDWRITINGS_MAX, &count), TRIEN_OK);
	assert_int_equal(count, TR_HANDWRITINGS_MAX);
	assert_refused(many(TR_HANDWRITINGS_MAX + 1, &count), "official.handwriting-limit");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_third_of_every_handwriting_is_covered),
		cmocka_unit_test(the_reserved_room_holds_the_seal),
		cmocka_unit_test(the_printed_name_stays_free_where_it_can),
		cmocka_unit_test(handwritings_are_found_by_what_they_are),
		cmocka_unit_test(forged_ink_is_not_taken),
		cmocka_unit_test(handwritings_end_at_their_cap),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
