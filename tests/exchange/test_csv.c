/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "exchange/table.h"
#include "test.h"

static const struct {
	const char *in, *want; /* rows and cells, or the error */
} samples[] = {
	{"a,b\n1,2\n", "a|b;1|2;"},
	{"\xef\xbb\xbf" "a,b\r\n1,2", "a|b;1|2;"},
	{"a;b\n1,5;2\n", "a|b;1,5|2;"},
	{"a\tb\n1\t2\n", "a|b;1|2;"},
	{"\"a;x\",b\n\"1\n2\",\"say \"\"x\"\"\"\n", "a;x|b;1\n2|say \"x\";"},
	{"a,b\n\n,\n\r\n", "a|b;|;"},
	{"Mã,Tên\nH00,Sở Mẫu\n", "Mã|Tên;H00|Sở Mẫu;"},
	{"a", "a;"},
	{"\"\"", ";"},
	{"", "exchange.csv-malformed"},
	{"\n\n", "exchange.csv-malformed"},
	{"\xef\xbb\xbf", "exchange.csv-malformed"},
	{"a,b\n1\n", "exchange.csv-malformed"},
	{"a,b\n1,2,3\n", "exchange.csv-malformed"},
	{"a,b\n\"1,2\n", "exchange.csv-malformed"},
	{"a,b\n\"1\"x,2\n", "exchange.csv-malformed"},
	{"a,b\nx\"1\",2\n", "exchange.csv-malformed"},
	{"a,b\n\xff,2\n", "exchange.csv-encoding"},
	{"a,b\nTi\xea\xbfu,2\n", "exchange.csv-encoding"},
};

static void
say(const struct tr_table *t, struct tr_buf *out)
{
	for (size_t row = 0; row <= t->rows; row++)
		for (size_t i = 0; i < t->columns; i++)
			assert_int_equal(tr_buf_addf(out, NULL, "%s%s", tr_table_cell(t, row, i), i + 1 < t->columns ? "|" : ";"), TRIEN_OK);
}

static void
test_samples(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(samples) / sizeof(*samples); i++) {
		struct tr_table t = {0};
		TR_AUTO_BUF out = {0};
		const trien_rc rc = tr_csv_read(TR_BYTES(samples[i].in, strlen(samples[i].in)), &t, NULL);
		if (rc == TRIEN_OK)
			say(&t, &out);
		else
			assert_int_equal(tr_buf_addf(&out, NULL, "%s", trien_err_id(rc)), TRIEN_OK);
		assert_int_equal(tr_buf_add_byte(&out, 0, NULL), TRIEN_OK);
		assert_string_equal((char *)out.p, samples[i].want);
		tr_table_free(&t);
	}
}

/* The line of the file, where people look: blank ones and those within quotes count. */
static void
test_lines(void **state)
{
	static const char in[] = "\n\"a\nb\",c\r\n\r\n1,\"2\n\n3\"\n4,5";
	struct tr_table t = {0};

	(void)state;
	assert_int_equal(tr_csv_read(TR_BYTES(in, sizeof(in) - 1), &t, NULL), TRIEN_OK);
	assert_int_equal(t.rows, 2);
	assert_int_equal(tr_table_line(&t, 0), 2);
	assert_int_equal(tr_table_line(&t, 1), 5);
	assert_int_equal(tr_table_line(&t, 2), 8);
	tr_table_free(&t);
}

static void
read_is(const struct tr_buf *in, const char *want)
{
	struct tr_table t = {0};
	const trien_rc rc = tr_csv_read(tr_buf_view(in), &t, NULL);
	assert_string_equal(rc == TRIEN_OK ? "" : trien_err_id(rc), want);
	tr_table_free(&t);
}

static void
test_nul_and_line(void **state)
{
	struct tr_table t;
	struct trien_err err = {0};
	char text[300];
	(void)state;
	assert_refused(tr_csv_read(TR_BYTES_LIT("a,b\n\"1\n2\",2\nx\0y,2\n"), &t, &err), "exchange.csv-malformed");
	trien_err_text(&err, TRIEN_LANG_EN, text, sizeof(text));
	assert_non_null(strstr(text, "Line 4 "));
}

/* Each at the cap, and one past it. */
static void
test_caps(void **state)
{
	TR_AUTO_BUF columns = {0};
	TR_AUTO_BUF cell = {0};
	TR_AUTO_BUF rows = {0};
	(void)state;
	for (size_t i = 1; i < TR_TABLE_COLUMNS_MAX; i++)
		assert_int_equal(tr_buf_addf(&columns, NULL, "c,"), TRIEN_OK);
	read_is(&columns, "");
	assert_int_equal(tr_buf_addf(&columns, NULL, ","), TRIEN_OK);
	read_is(&columns, "exchange.table-limit");
	for (size_t i = 0; i < TR_TABLE_CELL_MAX; i++)
		assert_int_equal(tr_buf_add_byte(&cell, 'x', NULL), TRIEN_OK);
	read_is(&cell, "");
	assert_int_equal(tr_buf_add_byte(&cell, 'x', NULL), TRIEN_OK);
	read_is(&cell, "exchange.table-limit");
	for (size_t i = 0; i <= TR_TABLE_ROWS_MAX; i++)
		assert_int_equal(tr_buf_addf(&rows, NULL, "x\n"), TRIEN_OK);
	read_is(&rows, "");
	assert_int_equal(tr_buf_addf(&rows, NULL, "x\n"), TRIEN_OK);
	read_is(&rows, "exchange.table-limit");
}

/* The same table comes out of the sandbox, and the same refusal. */
static void
test_apart(void **state)
{
	static const char good[] = "a,b\n1,\n", bad[] = "a,b\n1\n";
	struct tr_table t = {0};
	struct trien_err err = {0};
	TR_AUTO_BUF out = {0};
	char path[] = "/tmp/trien-csv-XXXXXX";
	const int fd = mkstemp(path);
	(void)state;
	assert_true(fd >= 0);
	unlink(path);
	assert_int_equal(write(fd, good, sizeof(good) - 1), sizeof(good) - 1);
	assert_ok(tr_table_read_apart(fd, NULL, &t, &err), &err);
	say(&t, &out);
	assert_true(tr_bytes_are(tr_buf_view(&out), "a|b;1|;"));
	tr_table_free(&t);
	assert_int_equal(pwrite(fd, bad, sizeof(bad) - 1, 0), sizeof(bad) - 1);
	assert_int_equal(ftruncate(fd, sizeof(bad) - 1), 0);
	assert_refused(tr_table_read_apart(fd, NULL, &t, &err), "exchange.csv-malformed");
	close(fd);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_samples), cmocka_unit_test(test_lines), cmocka_unit_test(test_nul_and_line), cmocka_unit_test(test_caps),
		cmocka_unit_test(test_apart)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
