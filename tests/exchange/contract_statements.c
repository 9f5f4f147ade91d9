/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Requirement: R1 R4.1
 * By which index the statements go that are asked for each row, at each page and at each opening of a certificate. With a million rows a wrong way is a hundred times slower, and
 * with ten it is not seen: so it is the way that is asked for.
 */
#include <stdio.h>
#include <stdlib.h>

#include "exchange/import.h"
#include "registry/custody.h"
#include "registry/value.h"
#include "sample.h"
#include "spy.h"

#define PEOPLE 200
/* How the versions of a row are found: by the key of their table. */
#define VERSIONS(c) either(c, "USING PRIMARY KEY", "change_pkey")

/* ---- a province ---- */

static trien_rc
fill(struct tr_acting *a, void *context, struct trien_err *err)
{
	char code[24];

	for (int i = 0; i < PEOPLE; i++) {
		TR_AUTO_RECORD person = tr_record_of(&tr_books[TR_BOOK_person]), device = tr_record_of(&tr_books[TR_BOOK_device]);
		snprintf(code, sizeof(code), "M%d", i);
		tr_record_defaults(&person, NOW);
		tr_record_set_text(&person, TR_person_code, code);
		tr_record_set_text(&person, TR_person_name, i % 3 == 0 ? "Nguyễn Văn Mẫu" : "Trần Thị Mẫu");
		tr_record_set_int(&person, TR_person_agency, 1 + i % 20);
		TR_TRY(tr_acting_put(a, &person, err));
		tr_record_defaults(&device, NOW);
		tr_record_set_text(&device, TR_device_kind, "token");
		tr_record_set_text(&device, TR_device_serial, code);
		tr_record_set_int(&device, TR_device_agency, 1 + i % 20);
		TR_TRY(tr_acting_put(a, &device, err));
	}
	(void)context;
	return TRIEN_OK;
}

static void
province(struct contract *c)
{
	const struct tr_act act = act_of("person.import");
	struct trien_err err = {0};
	char code[24];

	open_log(c);
	for (int i = 0; i < 20; i++) {
		snprintf(code, sizeof(code), "H%02d", i);
		PUT(c, "agency.enter", "agency", 0, "code", code, "name", "Sở Mẫu", "kind", "department", "state", "active", "parent", i > 0 ? "1" : "-");
	}
	assert_ok(tr_act_do(c->db, &act, TR_ACT_DO, fill, NULL, NULL, &err), &err);
}

static void
import_as(struct contract *c, const struct tr_caller *caller, const char *book, const char *csv)
{
	struct tr_act act = act_of("attendance.import");
	struct trien_err err = {0};
	struct tr_table t;

	act.caller = caller;
	assert_ok(tr_csv_read(TR_BYTES(csv, strlen(csv)), &t, &err), &err);
	struct tr_import i = {.book = tr_book_find(book), .table = &t, .act = &act, .rows = calloc(t.rows + 1, sizeof(struct tr_import_row))};
	assert_ok(tr_import_table(c->db, &i, TR_ACT_DO, &err), &err);
	free(i.rows);
	tr_table_free(&t);
}

static void
import(struct contract *c, const char *book, const char *csv)
{
	import_as(c, NULL, book, csv);
}

/* ---- rows that come ---- */

static void
test_keys(struct contract *c)
{
	static const struct {
		const char *book, *csv, *index;
	} rows[] = {
		{"unit", "code;name\nDV1;Đơn vị Mẫu\n", "unit_same"},
		{"agency", "code;name;kind\nH99;Sở Mẫu;agency\n", "agency_same"},
		{"person", "code;name;agency\nMOI;Lê Văn Mẫu;H01\n", "person_same"},
		{"device", "kind;serial;agency\ntoken;MOI;H01\n", "device_same"},
		{"service", "code;name;agency;is_signed;from_at\nDVC1;Dịch vụ Mẫu;H01;1;2026-01-01\n", "service_same"},
		{"custody", "device;keeper;decision;decided_at;from_at;to_at\ntoken/m7;m8;01/QĐ;2026-01-02;2026-01-05;2026-01-06\n", "custody_device"},
	};
	struct spy s;

	province(c);
	spy_begin(&s, c);
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		spy_clear(&s);
		import(c, rows[i].book, rows[i].csv);
		spy_went_by(&s, rows[i].index);
		spy_walked_through_none(&s);
	}
	spy_went_by(&s, "device_same"); /* also where another row names it */
	spy_went_by(&s, "person_same");
	spy_end(&s);
}

/* ---- pages ---- */

/* NULL: by whatever index. */
static void
page(struct contract *c, struct spy *s, const struct tr_list_query *q, const char *index)
{
	struct trien_err err = {0};
	TR_AUTO_ROWS rows = {0};

	spy_clear(s);
	assert_ok(list(c, q, &rows, &err), &err);
	assert_true(rows.count > 0);
	if (index != NULL)
		spy_went_by(s, index);
	spy_walked_through_none(s);
}

static void
test_pages(struct contract *c)
{
	static const struct tr_viewer all = {.scope = TR_SCOPE_PROVINCE}, below = {.scope = TR_SCOPE_SUBTREE, .agency = 2}, own = {.scope = TR_SCOPE_OWN, .person = 5, .agency = 5};
	const struct tr_book *person = &tr_books[TR_BOOK_person], *device = &tr_books[TR_BOOK_device];
	struct spy s;

	province(c);
	spy_begin(&s, c);
	page(c, &s, &(struct tr_list_query){.book = person, .viewer = all, .limit = 20}, "person_order");
	page(c, &s, &(struct tr_list_query){.book = person, .viewer = all, .after_key = "\x01", .after_id = 1, .limit = 20}, "person_order");
	page(c, &s, &(struct tr_list_query){.book = person, .viewer = below, .limit = 20}, "person_agency");
	page(c, &s, &(struct tr_list_query){.book = device, .viewer = below, .limit = 20}, "device_agency");
	page(c, &s, &(struct tr_list_query){.book = person, .viewer = all, .search = "van", .limit = 20}, either(c, "word_set", "word_set_pkey"));
	page(c, &s, &(struct tr_list_query){.book = person, .viewer = below, .search = "tran", .limit = 20}, NULL);
	/* A row alone, as every door asks for it. */
	spy_clear(&s);
	struct trien_err err = {0};
	TR_AUTO_ROWS rows = {0};
	const struct tr_list_query one = {.book = person, .viewer = own, .id = 5, .limit = 1};
	assert_ok(list(c, &one, &rows, &err), &err);
	assert_int_equal(rows.count, 1);
	spy_walked_through_none(&s);
	spy_end(&s);
}

/* ---- the life of a row ---- */

struct looking {
	int64_t id;
	bool found;
};

static trien_rc
look(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct looking *l = context;
	TR_AUTO_ROWS versions = {0};
	TR_AUTO_RECORD was = {0};
	struct tr_custody custody;

	TR_TRY(tr_history_page(db, &tr_books[TR_BOOK_device], l->id, 1, &versions, err));
	TR_TRY(tr_history_as_of(db, &tr_books[TR_BOOK_device], l->id, NOW, &was, &l->found, err));
	return tr_custody_at(db, "aa", NOW, &custody, err);
}

/* History, the row as it was at a time, and who had the key then: whatever there is of other rows. */
static void
test_life(struct contract *c)
{
	struct trien_err err = {0};
	struct looking l = {.id = 7};
	struct spy s;

	province(c);
	spy_begin(&s, c);
	assert_ok(tr_sql_transact(c->db, TR_SQL_READ, look, &l, &err), &err);
	assert_true(l.found);
	spy_went_by(&s, VERSIONS(c));
	spy_went_by(&s, "certificate_key");
	spy_walked_through_none(&s);
	spy_end(&s);
}

/* ---- many rows that name one ---- */

/* That who imports sees the class is asked once, and not for each who attends it. */
static void
test_named_often(struct contract *c)
{
	static const struct tr_caller manager = {"os", "ql", 0, TR_ROLE_MANAGER, 0};
	struct trien_err err = {0};
	TR_AUTO_BUF csv = {0};
	struct spy s;

	province(c);
	PUT(c, "post.enter", "post", 0, "person", "1", "agency", "1", "title", "Cán bộ Mẫu", "role", "manager", "from_at", "1");
	PUT(c, "post.enter", "post", 0, "person", "2", "agency", "1", "title", "Quản trị Mẫu", "role", "admin", "from_at", "1");
	PUT(c, "training_class.enter", "training_class", 0, "agency", "1", "year", "2026", "topic", "Ký số", "state", "planned");
	PUT(c, "account.enter", "account", 0, "kind", "os", "name", "qt", "person", "2", "state", "active");
	PUT(c, "account.enter", "account", 0, "kind", "os", "name", "ql", "person", "1", "state", "active");
	assert_ok(tr_buf_addf(&csv, &err, "class;person;summoned_at\n"), &err);
	for (int i = 0; i < 100; i++)
		assert_ok(tr_buf_addf(&csv, &err, "#1;M%d;2026-09-01\n", i), &err);
	assert_ok(tr_buf_add_byte(&csv, 0, &err), &err);
	spy_begin(&s, c);
	import_as(c, &manager, "attendance", (const char *)csv.p);
	print_message("%zu statements for 100 rows\n", s.statements);
	assert_true(s.statements < 100 * 7);
	spy_walked_through_none(&s);
	spy_end(&s);
}

/* ---- an import undone ---- */

/* Page by page, and no row of it by a walk through all others. */
static void
test_undone(struct contract *c)
{
	struct tr_act undo = act_of("act.undo");
	struct trien_err err = {0};
	struct spy s;

	province(c);
	undo.reason = "nhầm tệp";
	spy_begin(&s, c);
	assert_ok(tr_act_undo(c->db, &undo, TR_ACT_DO, 21, NULL, &err), &err);
	spy_went_by(&s, VERSIONS(c));
	spy_walked_through_none(&s);
	say(c, "%zu statements\n", s.statements);
	print_message("%zu statements for %d rows\n", s.statements, 2 * PEOPLE);
	spy_end(&s);
	assert_int_equal(ask_one(c->db, "SELECT COUNT(*) FROM person"), 0);
	assert_int_equal(say_faults(c), 0);
}

extern const struct contract_row statement_tests[];
const struct contract_row statement_tests[] = {{"keys", test_keys}, {"pages", test_pages}, {"life", test_life}, {"named often", test_named_often}, {"undone", test_undone}, {NULL, NULL}};
const struct contract_row *const contract_groups[] = {statement_tests, NULL};
