/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Each allocation fails once: what we do either works or is refused for want of memory, and nothing leaks or crashes. */
#include "test.h"

#include "base/memory.h"
#include "layout/picture.h"
#include "make.h"
#include "make_png.h"

static struct trien_err err;
static struct make base;

static void
squeeze(const char *name, trien_rc (*act)(void))
{
	tr_mem_fail_at(1000000000);
	assert_ok(act(), &err);
	const unsigned long allocations = tr_mem_fail_at(0);
	assert_true(allocations > 2);
	for (unsigned long i = 1; i <= allocations; i++) {
		tr_mem_fail_at(i);
		trien_rc rc = act();
		tr_mem_fail_at(0);
		if (rc == TRIEN_OK || strcmp(trien_err_id(rc), "base.no-memory") != 0)
			fail_msg("%s: allocation %lu of %lu: %s", name, i, allocations, trien_err_id(rc));
	}
}

/* Opens the base and has a revision with whatever `put` puts. */
static trien_rc
with_update(trien_rc (*put)(struct tr_pdf_update *u))
{
	struct tr_pdf *pdf = NULL;
	struct tr_pdf_update *u = NULL;

	TR_TRY(tr_pdf_open(make_view(&base), NULL, &pdf, &err));
	trien_rc rc = tr_pdf_update_new(pdf, &u, &err);
	if (rc == TRIEN_OK)
		rc = put(u);
	tr_pdf_update_free(u);
	tr_pdf_close(pdf);
	return rc;
}

/* ---- picture ---- */

static struct tr_buf png;

static void
paint(uint32_t x, uint32_t y, uint16_t s[4])
{
	s[0] = (uint16_t)(x * 20);
	s[3] = y == 0 || x == 0 ? 0 : 200;
}

static trien_rc
put_picture(struct tr_pdf_update *u)
{
	struct tr_picture p = {0};
	struct tr_pdf_ref image;

	TR_TRY(tr_picture_read_png(tr_buf_view(&png), &p, &err));
	trien_rc rc = tr_picture_put(&p, u, &image, &err);
	tr_picture_free(&p);
	return rc;
}

static trien_rc
picture(void)
{
	return with_update(put_picture);
}

static void
pictures_survive(void **state)
{
	(void)state;
	for (int i = 0; i < 2; i++) {
		tr_buf_clear(&png);
		make_png(&png, 9, 9, (struct png_kind){.bits = 8, .colour = PNG_COLOR_TYPE_RGB_ALPHA, .interlaced = i}, paint);
		squeeze("picture", picture);
	}
	tr_buf_free(&png);
}

static int
set_up(void **state)
{
	(void)state;
	make_minimal(&base);
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	make_free(&base);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pictures_survive),
	};
	return cmocka_run_group_tests_name("layout squeeze", tests, set_up, tear_down);
}
