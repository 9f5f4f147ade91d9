/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What is taken down to be printed, and read again. */
#include "test.h"

#include "base/printed.h"

static struct trien_err err;

static struct tr_cursor
over(const struct tr_buf *b)
{
	return tr_cursor_of(tr_buf_view(b));
}

static void
pieces_come_back(void **state)
{
	struct tr_buf b = {0};
	struct tr_printed_piece p;
	(void)state;

	assert_ok(tr_printed_begin(&b, TR_PRINTED_ROW, TR_PRINTED_BOOK, &err), &err);
	assert_ok(tr_printed_cell(&b, &err), &err);
	assert_ok(tr_printed_cell(&b, &err), &err);
	assert_ok(tr_printed_add(&b, TR_BYTES_LIT("a\xff\xfe z"), &err), &err); /* no mark comes out of what people wrote */
	assert_ok(tr_printed_line(&b, TR_PRINTED_SMALL, "Ấ", &err), &err);
	struct tr_cursor c = over(&b);
	assert_true(tr_printed_next(&c, &p));
	assert_int_equal(p.kind, TR_PRINTED_ROW);
	assert_int_equal(p.style, TR_PRINTED_BOOK);
	assert_int_equal(p.count, 2);
	assert_true(tr_bytes_are(p.cells[0], "") && tr_bytes_are(p.cells[1], "a?? z"));
	assert_true(tr_printed_next(&c, &p));
	assert_true(p.kind == TR_PRINTED_TEXT && p.style == TR_PRINTED_SMALL && p.count == 1 && tr_bytes_are(p.cells[0], "Ấ"));
	assert_false(tr_printed_next(&c, &p));
	assert_false(c.bad);
	tr_buf_free(&b);
}

static void
a_piece_has_so_many_cells(void **state)
{
	struct tr_buf b = {0};
	struct tr_printed_piece p;
	(void)state;

	assert_ok(tr_printed_begin(&b, TR_PRINTED_ROW, TR_PRINTED_PLAIN, &err), &err);
	for (unsigned i = 0; i < TR_PRINTED_CELLS_MAX; i++)
		assert_ok(tr_printed_cell(&b, &err), &err);
	struct tr_cursor c = over(&b);
	assert_true(tr_printed_next(&c, &p));
	assert_int_equal(p.count, TR_PRINTED_CELLS_MAX);
	assert_ok(tr_printed_cell(&b, &err), &err);
	c = over(&b);
	assert_false(tr_printed_next(&c, &p));
	assert_true(c.bad);
	tr_buf_free(&b);
}

static void
others_are_none(void **state)
{
	static const char *const bad[] = {"x", "\xff", "\xff\x04\x01", "\xff\x01\x07", "\xfe\x01\x01"};
	struct tr_printed_piece p;
	(void)state;

	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		struct tr_cursor c = tr_cursor_of(TR_BYTES(bad[i], strlen(bad[i])));
		assert_false(tr_printed_next(&c, &p));
		assert_true(c.bad);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(pieces_come_back), cmocka_unit_test(a_piece_has_so_many_cells), cmocka_unit_test(others_are_none)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
