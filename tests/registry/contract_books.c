/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: R1 R2.2 */
/* The columns of the books are those of the tables; every book can be written to, read, undone; bad values are refused. */
#include <stdio.h>

#include "registry/column_words.h"
#include "sample.h"
#include "store/schema.h"

static void
expect_line(const char *schema, const char *format, ...) __attribute__((format(printf, 2, 3)));
static void
expect_line(const char *schema, const char *format, ...)
{
	char line[400];
	va_list list;

	va_start(list, format);
	vsnprintf(line, sizeof(line), format, list);
	va_end(list);
	if (strstr(schema, line) == NULL)
		fail_msg("not in the schema: %s", line);
}

static void
check_column(const char *schema, const struct tr_book *b, const struct tr_column *c)
{
	expect_line(schema, "column %s.%s %s %s: ", b->name, c->name, tr_column_type(c) == TR_SQL_INT ? "integer" : "text",
			c->required ? "not-null" : "null");
	if (c->kind == TR_COLUMN_REFERS) {
		assert_non_null(tr_book_find(c->of));
		expect_line(schema, "refers %s.%s %s.id\n", b->name, c->name, c->of);
	}
	if (c->kind == TR_COLUMN_BLOB)
		expect_line(schema, "refers %s.%s blob.hash\n", b->name, c->name);
	assert_true((c->kind == TR_COLUMN_WORD || c->kind == TR_COLUMN_REFERS) == (c->of[0] != '\0'));
	assert_true(c->vi[0] != '\0' && c->en[0] != '\0');
}

static size_t
count_lines(const char *schema, const char *start)
{
	size_t n = 0;

	for (const char *at = schema; (at = strstr(at, start)) != NULL; at++)
		n++;
	return n;
}

static void
test_columns(struct contract *c)
{
	static const char *const computed[] = {[0] = "", "sort_key", "search_key", "path"};
	TR_AUTO_BUF schema = {0};
	struct trien_err err = {0};
	char start[64];

	assert_ok(tr_schema_describe(c->db, &schema, &err), &err);
	assert_ok(tr_buf_add_byte(&schema, 0, &err), &err);
	const char *text = (const char *)schema.p;
	for (const struct tr_book *b = tr_books; b < tr_books + TR_BOOK_COUNT; b++) {
		const size_t more = b->named < 0 ? 0 : b == &tr_books[TR_BOOK_agency] ? 3 : 2;
		for (size_t i = 0; i < b->count; i++)
			check_column(text, b, &b->columns[i]);
		for (size_t i = 1; i <= more; i++)
			expect_line(text, "column %s.%s text not-null: ", b->name, computed[i]);
		snprintf(start, sizeof(start), "column %s.", b->name);
		assert_int_equal(count_lines(text, start), 3 + b->count + more);
		if (b->natural > 0) {
			snprintf(start, sizeof(start), "index %s %s_key unique %s", b->name, b->name, b->columns[0].name);
			expect_line(text, "%s", start);
		}
		assert_ptr_equal(tr_book_find(b->name), b);
	}
	assert_null(tr_book_find("act"));
}

/* On SQLite the order of people and certificates has the whole rows with it: else a page reads each from the table. */
static void
test_carried(struct contract *c)
{
	static const struct {
		enum tr_book_number book;
		const char *index;
	} of[] = {{TR_BOOK_person, "person_order"}, {TR_BOOK_person, "person_agency"}, {TR_BOOK_certificate, "certificate_order"},
		{TR_BOOK_certificate, "certificate_agency"}};
	char sql[256];

	for (size_t i = 0; i < sizeof(of) / sizeof(*of) && c->server == NULL; i++) {
		const struct tr_book *b = &tr_books[of[i].book];
		snprintf(sql, sizeof(sql), "SELECT COUNT(*) FROM pragma_table_info('%s') t WHERE NOT EXISTS (SELECT 1 FROM pragma_index_info('%s') x "
				"WHERE x.name = t.name)", b->name, of[i].index);
		assert_int_equal(ask_one(c->db, sql), 0);
		snprintf(sql, sizeof(sql), "SELECT COUNT(*) FROM pragma_index_info('%s')", of[i].index);
		assert_int_equal(ask_one(c->db, sql), 3 + b->count + 2);
	}
}

static void
test_every_book(struct contract *c)
{
	struct tr_act act = act_of("test.all"), undo = act_of("act.undo");
	struct trien_err err = {0};
	char path[300], name[TR_HEX256 + 1];
	int64_t id;

	open_log(c);
	snprintf(path, sizeof(path), "%s/blobs", c->dir);
	assert_ok(tr_blobs_open(path, &act.blobs, &err), &err);
	assert_ok(tr_blob_put(act.blobs, TR_BYTES_LIT("a document"), name, &err), &err);
	assert_ok(tr_act_do(c->db, &act, TR_ACT_DO, put_every_book, name, &id, &err), &err);
	assert_int_equal(id, 1);
	for (size_t i = 0; i < TR_BOOK_COUNT; i++)
		say_book(c, tr_books[i].name);
	assert_int_equal(say_faults(c), 0);
	undo.reason = "thử";
	assert_ok(tr_act_undo(c->db, &undo, TR_ACT_DO, 1, &id, &err), &err);
	assert_int_equal(id, 2);
	for (size_t i = 0; i < TR_BOOK_COUNT; i++)
		say_book(c, tr_books[i].name);
	assert_int_equal(say_faults(c), 0);
	assert_int_equal(ask_one(c->db, "SELECT COUNT(*) FROM word_set"), 0);
	/* And that undone, everything is there again: the documents had better be open. */
	undo.reason = "thử lại";
	assert_refused(tr_act_undo(c->db, &undo, TR_ACT_DO, 2, &id, &err), "registry.no-documents");
	undo.blobs = act.blobs;
	assert_ok(tr_act_undo(c->db, &undo, TR_ACT_DO, 2, &id, &err), &err);
	for (size_t i = 0; i < TR_BOOK_COUNT; i++)
		say_book(c, tr_books[i].name);
	assert_int_equal(say_faults(c), 0);
	tr_blobs_close(act.blobs);
}

/* ---- values ---- */

static void
test_values(struct contract *c)
{
	char text[TR_VALUE_MAX + 2];

	open_log(c);
	const int64_t agency = PUT(c, "agency.enter", "agency", 0, "code", "H00", "name", "UBND tỉnh Mẫu", "kind", "province", "state", "active");
	assert_int_equal(agency, 1);
	PUT_REFUSED(c, "registry.value-missing", "agency", 0, "name", "Sở Mẫu", "kind", "agency", "state", "active");
	PUT_REFUSED(c, "registry.value-missing", "agency", 0, "code", "", "name", "Sở Mẫu", "kind", "agency", "state", "active");
	PUT_REFUSED(c, "registry.value-missing", "agency", 1, "short_name", "");
	PUT_REFUSED(c, "registry.value-invalid", "agency", 0, "code", "H01", "name", "Sở Mẫu", "kind", "ministry", "state", "active");
	PUT_REFUSED(c, "registry.value-invalid", "agency", 0, "code", "H01", "name", "Sở Mẫu", "kind", "agency", "state", "act");
	PUT_REFUSED(c, "registry.value-invalid", "service", 0, "code", "1.0", "name", "Mẫu", "agency", "1", "is_signed", "2", "from_at", "1");
	PUT_REFUSED(c, "registry.value-invalid", "ticket", 0, "agency", "1", "subject", "Mẫu", "state", "open", "asked_at", "1", "report", "abc");
	PUT_REFUSED(c, "registry.exists", "agency", 0, "code", "H00", "name", "Sở Mẫu", "kind", "agency", "state", "active");
	/* The same key in other letters; of a device, of its own kind alone. */
	PUT_REFUSED(c, "registry.exists", "agency", 0, "code", "h00", "name", "Sở Mẫu", "kind", "agency", "state", "active");
	PUT(c, "agency.change", "agency", 1, "code", "h00");
	PUT(c, "agency.change", "agency", 1, "code", "H00");
	PUT(c, "unit.enter", "unit", 0, "code", "Đ1", "name", "Mẫu");
	PUT(c, "unit.enter", "unit", 0, "code", "D1", "name", "Mẫu");
	PUT_REFUSED(c, "registry.exists", "unit", 0, "code", "đ1", "name", "Mẫu");
	PUT_REFUSED(c, "registry.exists", "unit", 2, "code", "đ1");
	PUT(c, "device.enter", "device", 0, "kind", "token", "serial", "ab1", "agency", "1", "state", "in_stock", "state_from", "1");
	PUT(c, "device.enter", "device", 0, "kind", "sim", "serial", "AB1", "agency", "1", "state", "in_stock", "state_from", "1");
	PUT_REFUSED(c, "registry.exists", "device", 0, "kind", "token", "serial", "Ab1", "agency", "1", "state", "in_stock", "state_from", "1");
	PUT_REFUSED(c, "registry.not-found", "agency", 9, "name", "Sở Mẫu");
	PUT_REFUSED(c, "registry.not-found", "agency", 0, "code", "H01", "name", "Sở Mẫu", "kind", "agency", "state", "active", "parent", "9");
	PUT_REFUSED(c, "store.constraint", "person", 0, "code", "1", "name", "Mẫu", "agency", "9", "state", "active");
	memset(text, 'x', sizeof(text));
	text[TR_VALUE_MAX] = '\0';
	PUT(c, "agency.change", "agency", 1, "short_name", text);
	text[TR_VALUE_MAX] = 'x';
	text[TR_VALUE_MAX + 1] = '\0';
	PUT_REFUSED(c, "registry.value-limit", "agency", 1, "short_name", text);
	assert_int_equal(say_faults(c), 0);
}

static void
test_content(struct contract *c)
{
	static const char *const bad[] = {"", "{}", "[]", "null", "{\"code\":\"a\",\"name\":\"b\",\"from_at\":null}",
		"{\"code\":\"a\",\"name\":\"b\",\"from_at\":null,\"to_at\":\"1\"}", "{\"code\":1,\"name\":\"b\",\"from_at\":null,\"to_at\":null}",
		"{\"code\":\"a\", \"name\":\"b\",\"from_at\":null,\"to_at\":null}", "{\"name\":\"b\",\"code\":\"a\",\"from_at\":null,\"to_at\":null}",
		"{\"code\":\"\\u0061\",\"name\":\"b\",\"from_at\":null,\"to_at\":null}"};
	static const char good[] = "{\"code\":\"a\\\"\\\\\\u0001\",\"name\":\"Mẫu\",\"from_at\":-5,\"to_at\":null}";
	const struct tr_book *unit = &tr_books[TR_BOOK_unit];
	struct trien_err err = {0};
	TR_AUTO_RECORD r = {0};

	(void)c;
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		assert_refused(tr_record_of_content(unit, TR_BYTES(bad[i], strlen(bad[i])), &r, &err), "registry.content-invalid");
	assert_ok(tr_record_of_content(unit, TR_BYTES_LIT(good), &r, &err), &err);
	assert_true(tr_record_is(&r, TR_unit_code, "a\"\\\x01"));
	assert_int_equal(r.v[TR_unit_from_at].i, -5);
}

/* What was written before a book got a column is read as it stands, and not as changed by hand; a value of it is told, and no null. */
static void
test_later_columns(struct contract *c)
{
	static const char before[] = "{\"document\":1,\"agency\":2,\"state\":\"sent\",\"sent_at\":3,\"arrived_at\":null}";
	static const char since[] = "{\"document\":1,\"agency\":2,\"state\":\"sent\",\"sent_at\":3,\"arrived_at\":null,\"arrival\":4}";
	static const char null[] = "{\"document\":1,\"agency\":2,\"state\":\"sent\",\"sent_at\":3,\"arrived_at\":null,\"arrival\":null}";
	const struct tr_book *book = &tr_books[TR_BOOK_delivery];
	struct trien_err err = {0};
	TR_AUTO_RECORD old = {0}, new = {0}, other = {0};

	(void)c;
	assert_ok(tr_record_of_content(book, TR_BYTES_LIT(before), &old, &err), &err);
	assert_true(old.v[TR_delivery_arrival].null);
	assert_ok(tr_record_of_content(book, TR_BYTES_LIT(since), &new, &err), &err);
	assert_int_equal(new.v[TR_delivery_arrival].i, 4);
	assert_refused(tr_record_of_content(book, TR_BYTES_LIT(null), &other, &err), "registry.content-invalid");
}

static void
test_objects(struct contract *c)
{
	static const char *const bad[] = {"", "agency", "agency:", "agency:0", "agency:x", "agency:-1", "agency:1 ", "act:1", "agency:01",
		"agency:9223372036854775808", ":1", "xagency:1"};
	const struct tr_book *book;
	int64_t id;
	struct trien_err err = {0};

	(void)c;
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		assert_refused(tr_object_read(bad[i], &book, &id, &err), "registry.object-invalid");
	assert_ok(tr_object_read("training_need:9223372036854775807", &book, &id, &err), &err);
	assert_ptr_equal(book, &tr_books[TR_BOOK_training_need]);
	assert_true(id == INT64_MAX);
}

/* Every word that a column may hold is said in both languages, and of two words of a column no two are said alike. */
static void
test_words_of_columns(struct contract *c)
{
	size_t words = 0;

	(void)c;
	for (size_t b = 0; b < TR_BOOK_COUNT; b++)
		for (size_t k = 0; k < tr_books[b].count; k++) {
			const struct tr_column *column = &tr_books[b].columns[k];
			const char *seen[2][32] = {{NULL}};
			char all[256], *rest = all;
			size_t n = 0;
			if (column->kind != TR_COLUMN_WORD)
				continue;
			snprintf(all, sizeof(all), "%s", column->of);
			for (char *word; (word = strsep(&rest, " ")) != NULL; n++)
				for (int lang = 0; lang < 2; lang++) {
					seen[lang][n] = tr_column_says(&tr_books[b], column, word, (enum trien_lang)lang);
					if (seen[lang][n] == NULL)
						fail_msg("%s.%s: nothing is said for %s", tr_books[b].name, column->name, word);
					for (size_t i = 0; i < n; i++)
						assert_string_not_equal(seen[lang][i], seen[lang][n]);
				}
			words += n;
		}
	assert_true(words > 80);
	const struct tr_book *agency = &tr_books[TR_BOOK_agency];
	assert_string_equal(tr_column_says(agency, &agency->columns[TR_agency_state], "ended", TRIEN_LANG_VI), "đã chấm dứt");
	assert_null(tr_column_says(agency, &agency->columns[TR_agency_state], "lost", TRIEN_LANG_VI));
	assert_null(tr_column_says(agency, &agency->columns[TR_agency_name], "active", TRIEN_LANG_VI));
}

extern const struct contract_row books_tests[];
const struct contract_row books_tests[] = {
	{"columns are those of the tables", test_columns}, {"rows that an order has with it", test_carried},
	{"every book", test_every_book}, {"values", test_values},
	{"content", test_content}, {"later columns", test_later_columns}, {"objects", test_objects}, {"words of columns", test_words_of_columns}, {NULL, NULL},
};
