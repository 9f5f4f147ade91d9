/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Pages, pictures and fonts in the sandbox: what they need is allowed there, and a file that wants too much ends as an error. */
#include "test.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "draw_lines.h"
#include "layout/picture.h"
#include "make_png.h"
#include "one_page.h"
#include "worker/worker.h"

static struct trien_err err;
static struct tr_page_fonts *fonts; /* loaded before the sandbox closes */

/* ---- tasks: in the sandbox ---- */

static trien_rc
answer_words(struct tr_page_reader *r, struct tr_buf *answer, struct trien_err *e)
{
	struct tr_page_words w;

	TR_TRY(tr_page_read_words(r, 0, &w, e));
	for (size_t i = 0; i < w.count; i++)
		TR_TRY(tr_buf_addf(answer, e, "%.*s ", (int)w.words[i].text.n, w.words[i].text.p));
	tr_page_words_free(&w);
	return TRIEN_OK;
}

static trien_rc
words(const struct tr_worker_input *in, struct tr_buf *answer, struct trien_err *e)
{
	struct tr_page_reader *r;

	TR_TRY(tr_page_reader_open(in->document, fonts, 1, &r, e));
	return answer_words(r, answer, e);
}

static trien_rc
draw(const struct tr_worker_input *in, struct tr_buf *answer, struct trien_err *e)
{
	struct tr_page_reader *r;
	struct tr_raster raster;

	TR_TRY(tr_page_reader_open(in->document, fonts, 1, &r, e));
	TR_TRY(tr_page_draw(r, 0, 150, &raster, e));
	return tr_raster_png(&raster, answer, e);
}

/* The document is a PNG; the answer its size once trimmed. */
static trien_rc
trim(const struct tr_worker_input *in, struct tr_buf *answer, struct trien_err *e)
{
	struct tr_picture p;

	TR_TRY(tr_picture_read_png(in->document, &p, e));
	return tr_buf_addf(answer, e, "%u %u", p.width, p.height);
}

/* The answer is the document with a revision that shows the request. */
static trien_rc
write_text(const struct tr_worker_input *in, struct tr_buf *answer, struct trien_err *e)
{
	struct make m = {0};
	struct tr_font *f;
	struct tr_pdf_ref font;

	TR_TRY(tr_buf_add_bytes(&m.b, in->document, e));
	TR_TRY(tr_font_open(tr_page_fonts_serif(fonts, 0), &f, e));
	TR_TRY(draw_text(&m, f, (struct tr_text){(const char *)in->request.p, in->request.n}, &font, e));
	return tr_buf_add_bytes(answer, make_view(&m), e);
}

enum { WORDS, DRAW, TRIM, WRITE };

static const tr_worker_task tasks[] = {words, draw, trim, write_text};

/* ---- outside ---- */

static trien_rc
run(struct tr_worker *w, size_t task, struct tr_bytes document, const char *request, struct tr_buf *answer)
{
	int fd = memfd_create("document", MFD_CLOEXEC);

	assert_true(fd >= 0 && write(fd, document.p, document.n) == (ssize_t)document.n);
	tr_buf_clear(answer);
	const struct tr_worker_job job = {.task = task, .document = fd, .request = TR_BYTES(request, strlen(request))};
	trien_rc rc = tr_worker_run(w, &job, answer, &err);
	close(fd);
	return rc;
}

static void
a_page_is_read_and_drawn(void **state)
{
	struct tr_picture p = {0};
	struct make m;
	TR_AUTO_BUF answer = {0};

	/* Fonts of every kind, a picture with and without a mask, text that is stroked and clips. */
	one_page(&m, A_PAGE, "BT /F1 10 Tf 50 700 Td (one ) Tj /F2 10 Tf (two ) Tj /F3 10 Tf (three ) Tj /F5 10 Tf 2 Tr "
			     "(four ) Tj ET q 100 0 0 100 300 300 cm /I1 Do /I2 Do Q");
	assert_ok(run(*state, WORDS, make_view(&m), "", &answer), &err);
	assert_true(tr_bytes_are(tr_buf_view(&answer), "one two three four "));
	assert_ok(run(*state, DRAW, make_view(&m), "", &answer), &err);
	assert_ok(tr_picture_read_png(tr_buf_view(&answer), &p, &err), &err);
	assert_int_equal(p.width, 1250);
	tr_picture_free(&p);
	make_free(&m);
}

static void
paint(uint32_t x, uint32_t y, uint16_t s[4])
{
	s[3] = x >= 2 && y >= 1 ? 65535 : 0;
}

static void
pictures_and_fonts_are_read(void **state)
{
	struct make m;
	TR_AUTO_BUF png = {0}, answer = {0}, drawn = {0};

	make_png(&png, 9, 7, (struct png_kind){.bits = 16, .colour = PNG_COLOR_TYPE_RGB_ALPHA, .interlaced = true}, paint);
	assert_ok(run(*state, TRIM, tr_buf_view(&png), "", &answer), &err);
	assert_true(tr_bytes_are(tr_buf_view(&answer), "7 6"));
	make_minimal(&m);
	assert_ok(run(*state, WRITE, make_view(&m), "Số 12/QĐ-UBND", &drawn), &err);
	assert_ok(run(*state, WORDS, tr_buf_view(&drawn), "", &answer), &err);
	assert_true(tr_bytes_are(tr_buf_view(&answer), "Số 12/QĐ-UBND "));
	make_free(&m);
}

static void
refusals_come_out_with_their_values(void **state)
{
	struct make m;
	TR_AUTO_BUF png = {0}, answer = {0};

	make_minimal(&m);
	assert_refused(run(*state, WRITE, make_view(&m), "\xe4\xb8\xad", &answer), "layout.glyph-missing");
	assert_string_equal(err.values[1].text, "U+4E2D");
	png_header(&png, 30000, 30000);
	assert_refused(run(*state, TRIM, tr_buf_view(&png), "", &answer), "layout.png-limit");
	assert_refused(run(*state, WORDS, tr_buf_view(&png), "", &answer), "layout.page-reader");
	make_free(&m);
}

/* 65,000 by 65,000 pixels of one colour: 12 GB, were it decoded. */
static void
memory_is_bounded(void **state)
{
#ifdef TRIEN_SANITIZED
	(void)state;
	skip();
#else
	struct make m;
	TR_AUTO_BUF answer = {0};

	make_begin(&m);
	make_object(&m, 1, "<</Type/Catalog/Pages 2 0 R>>");
	make_object(&m, 2, "<</Type/Pages/Kids[3 0 R]/Count 1>>");
	make_object(&m, 3, "<</Type/Page/Parent 2 0 R" A_PAGE "/Contents 4 0 R/Resources<</XObject<</I 5 0 R>>>>>>");
	make_stream(&m, 4, "", "60000 0 0 60000 0 0 cm /I Do", 28);
	make_stream(&m, 5, "/Type/XObject/Subtype/Image/Width 65000/Height 65000/ColorSpace/DeviceRGB/BitsPerComponent 8"
			   "/Filter/RunLengthDecode", "\x81\x20", 2);
	make_table(&m, "");
	assert_refused(run(*state, DRAW, make_view(&m), "", &answer), "base.no-memory");
	make_free(&m);
#endif
}

/* Last: it takes half a minute. Forms that draw the next one ten times over, ten deep. */
static void
time_is_bounded(void **state)
{
	static const char ten[] = "/X Do /X Do /X Do /X Do /X Do /X Do /X Do /X Do /X Do /X Do";
	struct make m;
	TR_AUTO_BUF answer = {0};

	make_begin(&m);
	make_object(&m, 1, "<</Type/Catalog/Pages 2 0 R>>");
	make_object(&m, 2, "<</Type/Pages/Kids[3 0 R]/Count 1>>");
	make_object(&m, 3, "<</Type/Page/Parent 2 0 R" A_PAGE "/Contents 4 0 R/Resources<</XObject<</X 5 0 R>>>>>>");
	make_stream(&m, 4, "", ten, sizeof(ten) - 1);
	for (unsigned i = 5; i < 20; i++) {
		char keys[128];
		snprintf(keys, sizeof(keys), "/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X %u 0 R>>>>", i + 1);
		make_stream(&m, i, keys, ten, sizeof(ten) - 1);
	}
	make_stream(&m, 20, "/Type/XObject/Subtype/Form/BBox[0 0 9 9]", "0 0 m", 5);
	make_table(&m, "");
	assert_refused(run(*state, WORDS, make_view(&m), "", &answer), "worker.timeout");
	make_free(&m);
	one_page(&m, A_PAGE, "BT /F1 10 Tf 50 700 Td (next) Tj ET");
	assert_ok(run(*state, WORDS, make_view(&m), "", &answer), &err);
	make_free(&m);
}

static int
set_up(void **state)
{
	struct tr_worker *w;

	if (tr_page_fonts_load(&fonts, &err) != TRIEN_OK ||
			tr_worker_start(tasks, sizeof(tasks) / sizeof(*tasks), &w, &err) != TRIEN_OK)
		return -1;
	*state = w;
	return 0;
}

static int
tear_down(void **state)
{
	tr_worker_stop(*state);
	tr_page_fonts_free(fonts);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_page_is_read_and_drawn),
		cmocka_unit_test(pictures_and_fonts_are_read),
		cmocka_unit_test(refusals_come_out_with_their_values),
		cmocka_unit_test(memory_is_bounded),
		cmocka_unit_test(time_is_bounded),
	};
	return cmocka_run_group_tests_name("layout in the sandbox", tests, set_up, tear_down);
}
