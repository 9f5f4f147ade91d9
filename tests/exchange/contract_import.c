/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: R1 */
/* Files into books: whole or not at all, each bad row told, twice the same, undone as one. On both back ends. */
#include <stdio.h>
#include <stdlib.h>

#include "exchange/export.h"
#include "exchange/import.h"
#include "exchange/import_key.h"
#include "exchange/template.h"
#include "exchange/xlsx.h"
#include "registry/column_words.h"
#include "sample.h"

static trien_rc
import(struct contract *c, const char *book, const char *csv, enum tr_act_mode mode, struct tr_import *out, struct trien_err *err)
{
	const struct tr_act act = act_of("import");
	struct tr_table t;

	TR_TRY(tr_csv_read(TR_BYTES(csv, strlen(csv)), &t, err));
	*out = (struct tr_import){.book = tr_book_find(book), .table = &t, .act = &act, .rows = calloc(t.rows + 1, sizeof(struct tr_import_row))};
	const trien_rc rc = tr_import_table(c->db, out, mode, err);
	say(c, "%s: %zu new, %zu changed, %zu same, %zu bad, act %lld: %s\n", book, out->count[TR_IMPORT_NEW], out->count[TR_IMPORT_CHANGED],
			out->count[TR_IMPORT_SAME], out->count[TR_IMPORT_BAD], (long long)out->id, rc == TRIEN_OK ? "ok" : trien_err_id(rc));
	for (size_t i = 0; i < t.rows; i++)
		if (out->rows[i].what == TR_IMPORT_BAD)
			say(c, "  %zu %s\n", i + 1, trien_err_id(out->rows[i].err.code));
	tr_table_free(&t);
	return rc;
}

static void
counts(struct contract *c, const char *book, const char *csv, enum tr_act_mode mode, size_t new, size_t changed, size_t same)
{
	struct trien_err err = {0};
	struct tr_import i;

	assert_ok(import(c, book, csv, mode, &i, &err), &err);
	assert_int_equal(i.count[TR_IMPORT_NEW], new);
	assert_int_equal(i.count[TR_IMPORT_CHANGED], changed);
	assert_int_equal(i.count[TR_IMPORT_SAME], same);
	free(i.rows);
}

static void
refused(struct contract *c, const char *book, const char *csv, const char *id, size_t bad)
{
	struct trien_err err = {0};
	struct tr_import i = {0};

	assert_refused(import(c, book, csv, TR_ACT_DO, &i, &err), id);
	assert_int_equal(i.count[TR_IMPORT_BAD], bad);
	free(i.rows);
}

/* The one row is bad for that. */
static void
refused_row(struct contract *c, const char *book, const char *csv, const char *id)
{
	struct trien_err err = {0};
	struct tr_import i = {0};

	assert_refused(import(c, book, csv, TR_ACT_DO, &i, &err), "exchange.rows-bad");
	assert_int_equal(i.count[TR_IMPORT_BAD], 1);
	assert_string_equal(trien_err_id(i.rows[0].err.code), id);
	free(i.rows);
}

static const char agencies[] = "Mã,Tên,Loại,Cơ quan cấp trên\nH00,UBND tỉnh Mẫu,province,\nH01,Sở Mẫu Một,department,H00\nH02,Sở Mẫu Hai,agency,H00\n";
static const char people[] = "code,name,agency\nCB1,Nguyễn Văn Mẫu,H01\nCB2,Trần Thị Mẫu,H02\n";

static void
test_import(struct contract *c)
{
	struct trien_err err = {0};
	struct tr_act undo = act_of("act.undo");

	open_log(c);
	counts(c, "agency", agencies, TR_ACT_DRY_RUN, 3, 0, 0);
	assert_int_equal(ask_one(c->db, "SELECT COUNT(*) FROM agency"), 0);
	counts(c, "agency", agencies, TR_ACT_DO, 3, 0, 0);
	counts(c, "agency", agencies, TR_ACT_DO, 0, 0, 3);
	assert_int_equal(ask_one(c->db, "SELECT COUNT(*) FROM act"), 1);
	counts(c, "person", people, TR_ACT_DO, 2, 0, 0);
	counts(c, "person", "code;phone\nCB2;0123\nCB1;\n", TR_ACT_DO, 0, 1, 1);
	/* The same keys in other letters, and as a word processor writes blanks. */
	counts(c, "person", "code;name;agency\ncb1;Nguyễn Văn Mẫu;h01\n\uff23\uff22\uff12;Trần Thị Mẫu;H02\n", TR_ACT_DO, 0, 0, 2);
	refused(c, "person", "code;name;agency\nCB 9;Mẫu;H01\ncb\u00a0 9;Mẫu Khác;H02\nCB3;Mẫu;H99\n", "exchange.rows-bad", 2);
	counts(c, "person", "code;name;agency\nCB 9;Mẫu;H01\ncb\u00a0 9;Mẫu;H01\n", TR_ACT_DRY_RUN, 1, 0, 1);
	say_book(c, "agency");
	say_book(c, "person");
	undo.reason = "nhầm tệp";
	assert_ok(tr_act_undo(c->db, &undo, TR_ACT_DO, 3, NULL, &err), &err);
	assert_ok(tr_act_undo(c->db, &undo, TR_ACT_DO, 4, NULL, &err), &err); /* undo the undoing */
	assert_int_equal(say_faults(c), 0);
}

static void
test_bad(struct contract *c)
{
	open_log(c);
	counts(c, "agency", agencies, TR_ACT_DO, 3, 0, 0);
	refused(c, "person", "code,name,agency\nCB1,Mẫu,H01\nCB2,,H01\nCB3,Mẫu,H99\nCB4,Mẫu,\n", "exchange.rows-bad", 3);
	assert_int_equal(ask_one(c->db, "SELECT COUNT(*) FROM person"), 0);
	refused_row(c, "person", "code,name,agency\nCB1,Mẫu,#99\n", "registry.key-unknown");
	refused(c, "agency", "code,parent\nH00,H02\n", "exchange.rows-bad", 1);
	refused(c, "person", "code,surname\nCB1,x\n", "exchange.heading-unknown", 0);
	refused(c, "person", "code,name,Mã\nCB1,x,CB1\n", "exchange.heading-unknown", 0);
	refused(c, "person", "name,agency\nMẫu,H01\n", "exchange.heading-missing", 0);
	refused(c, "device", "kind,agency\ntoken,H01\n", "exchange.heading-missing", 0);
	/* Marks apart from their letters: in a key, a name, or what refers to another row. A letter of the highlands that has no form of its own passes. */
	refused_row(c, "agency", "code,name,kind\nMA\u0303,M\u1eabu,agency\n", "registry.letters-apart");
	refused_row(c, "agency", "code,name,kind\nM\u00c3,Ma\u0302\u0303u,agency\n", "registry.letters-apart");
	refused_row(c, "person", "code,name,agency\nCB1,M\u1eabu,H0o\u0301\n", "registry.letters-apart");
	counts(c, "agency", "code,name,kind\nM\u00c3,M\u1eabu \u00ea\u0306,agency\n", TR_ACT_DRY_RUN, 1, 0, 0);
	refused(c, "post", "title\nx\n", "exchange.book-keyless", 0);
	/* Where a device stands now, its acts have said; where a new one stands, the file. */
	counts(c, "device", "kind,serial,agency,state\ntoken,T1,H01,assigned\n", TR_ACT_DO, 1, 0, 0);
	counts(c, "device", "kind,serial,agency,state\ntoken,T1,H02,lost\n", TR_ACT_DO, 0, 1, 0);
	say_book(c, "device");
	/* Twice in one file: with other content nobody knows which is right; with the same it is one. What an earlier file said may change. */
	refused(c, "person", "code,name,agency\nCB1,Mẫu Một,H01\nCB1,Mẫu Hai,H01\n", "exchange.rows-bad", 1);
	counts(c, "person", "code,name,agency\nCB1,Mẫu Một,H01\nCB1,Mẫu Một,H01\n", TR_ACT_DO, 1, 0, 1);
	refused(c, "person", "code,name,agency\nCB1,Mẫu Hai,H01\nCB1,Mẫu Một,H01\n", "exchange.rows-bad", 1);
	counts(c, "person", "code,name,agency\nCB1,Mẫu Hai,H01\n", TR_ACT_DO, 0, 1, 0);
	say_book(c, "person");
	assert_int_equal(say_faults(c), 0);
}

/* ---- who keeps a device ---- */

#define KEEPING "device;keeper;decision;decided_at;from_at;to_at\n"

/* Its one row is refused for that. */
static void
kept_badly(struct contract *c, const char *row, const char *id)
{
	char csv[512];

	snprintf(csv, sizeof(csv), KEEPING "%s\n", row);
	refused_row(c, "custody", csv, id);
}

static void
test_custody(struct contract *c)
{
	static const char first[] = KEEPING "token/T1;CB1;01/QĐ-MẪU;2026-01-02;2026-01-05;\n";
	struct tr_act undo = act_of("act.undo");
	struct trien_err err = {0};

	open_log(c);
	counts(c, "agency", agencies, TR_ACT_DO, 3, 0, 0);
	counts(c, "person", people, TR_ACT_DO, 2, 0, 0);
	counts(c, "device", "kind,serial,agency,state\ntoken,T1,H01,assigned\ntoken,T2,H02,assigned\n", TR_ACT_DO, 2, 0, 0);
	refused(c, "custody", "device;keeper;decision\ntoken/T1;CB1;01/QĐ-MẪU\n", "exchange.heading-missing", 0);
	counts(c, "custody", first, TR_ACT_DO, 1, 0, 0);
	counts(c, "custody", first, TR_ACT_DO, 0, 0, 1);
	/* The same row twice in one file is one. */
	counts(c, "custody", KEEPING "token/T2;CB2;02/QĐ-MẪU;2026-01-02;2026-01-05;2026-02-01\ntoken/T2;CB2;02/QĐ-MẪU;2026-01-02;2026-01-05;2026-02-01\n",
			TR_ACT_DO, 1, 0, 1);
	/* Before, and after what has ended: to the second. Over another, or without an end that would be needed: not. */
	counts(c, "custody", KEEPING "token/T2;CB1;03/QĐ-MẪU;2026-02-01;2026-02-01;2026-03-01\ntoken/T2;CB1;03/QĐ-MẪU;2025-01-01;2025-01-01;2026-01-05\n",
			TR_ACT_DO, 2, 0, 0);
	kept_badly(c, "token/T2;CB1;04/QĐ-MẪU;2026-02-01;2026-02-28T23:59:59;2026-04-01", "registry.custody-overlaps");
	kept_badly(c, "token/T2;CB1;04/QĐ-MẪU;2026-02-01;2024-01-01;", "registry.custody-overlaps");
	kept_badly(c, "token/T1;CB2;05/QĐ-MẪU;2026-02-01;2026-02-01;", "registry.custody-overlaps");
	kept_badly(c, "token/T1;CB1;05/QĐ-MẪU;2026-02-01;2026-02-01;", "registry.custody-overlaps");
	kept_badly(c, "token/T1;CB1;01/QĐ-MẪU;2026-01-02;2026-01-05;2026-01-05", "registry.custody-ends-early");
	kept_badly(c, "token/T1;CB1;01/QĐ-MẪU;2026-01-02;;", "registry.value-missing");
	kept_badly(c, "token/T9;CB1;01/QĐ-MẪU;2026-01-02;2026-01-05;", "registry.key-unknown");
	/* Handed on: the first row ends it, the second begins. */
	counts(c, "custody", KEEPING "token/T1;CB1;01/QĐ-MẪU;2026-01-02;2026-01-05;2026-02-01\ntoken/T1;CB2;05/QĐ-MẪU;2026-02-01;2026-02-01;\n", TR_ACT_DO, 1, 1, 0);
	assert_int_equal(ask_one(c->db, "SELECT COUNT(*) FROM custody"), 5);
	say_book(c, "custody");
	undo.reason = "nhầm tệp";
	assert_ok(tr_act_undo(c->db, &undo, TR_ACT_DO, ask_one(c->db, "SELECT MAX(id) FROM act"), NULL, &err), &err);
	assert_int_equal(ask_one(c->db, "SELECT COUNT(*) FROM custody"), 4);
	assert_int_equal(ask_one(c->db, "SELECT COUNT(*) FROM custody WHERE to_at IS NULL"), 1);
	assert_int_equal(say_faults(c), 0);
}

/* ---- certificates that lived before they came ---- */

/* Is a new certificate taken as standing so since then? What is taken lacks but its document. */
static void
stands(struct contract *c, bool taken, const char *not_before, const char *not_after, const char *state, const char *since)
{
	struct trien_err err = {0};
	struct tr_import i = {0};
	char csv[1024];

	snprintf(csv, sizeof(csv), "fingerprint;serial;issuer;subject_name;subject;holder;agency;not_before;not_after;key_name;blob;chain;state;state_from\n"
			"ab;01;CA mẫu;Mẫu;CN=Mẫu;agency;H00;%s;%s;RSA 2048;%064d;untrusted;%s;%s\n", not_before, not_after, 0, state, since);
	const trien_rc rc = import(c, "certificate", csv, TR_ACT_DRY_RUN, &i, &err);
	const trien_rc why = i.count[TR_IMPORT_BAD] == 1 ? i.rows[0].err.code : rc;
	assert_string_equal(trien_err_id(why), taken ? "registry.no-documents" : "exchange.state-contradicts");
	free(i.rows);
}

/* Now is 2026-09-21T21:13:20+07:00. */
static void
test_states(struct contract *c)
{
	static const char *const used[] = {"handed_over", "active", "stopped"}, *const ended[] = {"revoked", "superseded"};

	open_log(c);
	counts(c, "agency", agencies, TR_ACT_DO, 3, 0, 0);
	for (size_t i = 0; i < sizeof(used) / sizeof(*used); i++) {
		stands(c, true, "2026-09-21T21:13:20+07:00", "2026-09-21T21:13:20+07:00", used[i], "2026-09-21");
		stands(c, false, "2024-01-01", "2026-09-21T21:13:19+07:00", used[i], "2024-01-01");
		stands(c, false, "2026-09-21T21:13:21+07:00", "2029-01-01", used[i], "2026-09-21");
	}
	stands(c, true, "2026-09-21T21:13:21+07:00", "2029-01-01", "issued", "2026-09-21");
	stands(c, false, "2024-01-01", "2026-09-21T21:13:19+07:00", "issued", "2024-01-01");
	stands(c, true, "2024-01-01", "2026-09-21T21:13:19+07:00", "expired", "2026-09-21");
	stands(c, false, "2024-01-01", "2026-09-21T21:13:20+07:00", "expired", "2026-09-21");
	for (size_t i = 0; i < sizeof(ended) / sizeof(*ended); i++) {
		stands(c, true, "2024-01-01", "2025-01-01", ended[i], "2024-01-01");
		stands(c, true, "2024-01-01", "2025-01-01", ended[i], "2025-01-01");
		stands(c, false, "2024-01-01", "2025-01-01", ended[i], "2023-12-31");
		stands(c, false, "2024-01-01", "2025-01-01", ended[i], "2025-01-02");
		stands(c, true, "2024-01-01", "2029-01-01", ended[i], "2026-09-21T21:13:20+07:00");
		stands(c, false, "2024-01-01", "2029-01-01", ended[i], "2026-09-21T21:13:21+07:00");
	}
}

/* ---- the other way ---- */

struct exporting {
	struct tr_list_query query;
	enum trien_lang lang;
	struct tr_buf *out;
	size_t *rows;
	trien_rc (*to)(struct tr_sql *db, const struct tr_list_query *query, enum trien_lang lang, struct tr_buf *out, size_t *rows, struct trien_err *err);
};

static trien_rc
export_work(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct exporting *e = context;

	tr_buf_clear(e->out);
	return e->to(db, &e->query, e->lang, e->out, e->rows, err);
}

static struct exporting
all_of(const char *book, enum trien_lang lang, struct tr_buf *out, size_t *rows)
{
	return (struct exporting){{.book = tr_book_find(book), .viewer = {.scope = TR_SCOPE_PROVINCE}}, lang, out, rows, tr_export_csv};
}

static trien_rc
export(struct contract *c, const char *book, const char *search, enum trien_lang lang, struct tr_buf *out, size_t *rows, struct trien_err *err)
{
	struct exporting e = all_of(book, lang, out, rows);

	e.query.search = search;
	TR_TRY(tr_sql_transact(c->db, TR_SQL_READ, export_work, &e, err));
	return tr_buf_add_byte(out, 0, err);
}

/* ---- minutes of devices ---- */

/* A device comes into the book with what was signed of its way back; of one that is in the book already its acts alone say so, whatever a table says. */
static void
test_minutes(struct contract *c)
{
#define MINUTES "kind;serial;agency;state;back_giver_at;back_taker_at;label\n"
	TR_AUTO_BUF csv = {0};
	size_t rows;

	open_log(c);
	counts(c, "agency", agencies, TR_ACT_DO, 3, 0, 0);
	counts(c, "device", MINUTES "token;T1;H01;returned_to_agency;2026-01-05;2026-01-06;\ntoken;T2;H01;assigned;;;\n", TR_ACT_DO, 2, 0, 0);
	assert_int_equal(ask_one(c->db, "SELECT COUNT(*) FROM device WHERE back_giver_at = 1767546000 AND back_taker_at = 1767632400 AND state = 'returned_to_agency'"), 1);
	counts(c, "device", MINUTES "token;T1;H01;lost;;;\ntoken;T2;H01;lost;2026-01-05;2026-01-06;\n", TR_ACT_DO, 0, 0, 2);
	counts(c, "device", MINUTES "token;T1;H01;lost;2026-02-05;2026-02-06;cũ\ntoken;T2;H01;lost;2026-01-05;2026-01-06;mới\n", TR_ACT_DO, 0, 2, 0);
	assert_int_equal(ask_one(c->db, "SELECT COUNT(*) FROM device WHERE back_giver_at = 1767546000 AND state = 'returned_to_agency' AND label = 'cũ'"), 1);
	assert_int_equal(ask_one(c->db, "SELECT COUNT(*) FROM device WHERE back_giver_at IS NULL AND back_taker_at IS NULL AND state = 'assigned' AND label = 'mới'"), 1);
	refused(c, "device", "kind;serial;agency;back_giver_at\ntoken;T3;H01;hôm qua\n", "exchange.rows-bad", 1);
	assert_int_equal(export(c, "device", NULL, TRIEN_LANG_VI, &csv, &rows, NULL), TRIEN_OK);
	counts(c, "device", (const char *)csv.p, TR_ACT_DO, 0, 0, 2);
	assert_int_equal(say_faults(c), 0);
}

/* ---- spreadsheets ---- */

/* As a spreadsheet: the cells of its row, and it changes nothing when it is imported. */
static void
spreadsheet_trip(struct contract *c, const char *book, enum trien_lang lang, size_t rows, size_t row, const char *want)
{
	const struct tr_act act = act_of("import");
	TR_AUTO_BUF archive = {0};
	TR_AUTO_BUF says = {0};
	struct trien_err err = {0};
	struct tr_table t;
	size_t got;
	struct exporting e = all_of(book, lang, &archive, &got);

	e.to = tr_export_xlsx;
	assert_ok(tr_sql_transact(c->db, TR_SQL_READ, export_work, &e, &err), &err);
	assert_int_equal(got, rows);
	assert_ok(tr_xlsx_read(tr_buf_view(&archive), NULL, &t, &err), &err);
	assert_int_equal(t.rows, rows);
	for (size_t i = 0; i < t.columns; i++)
		assert_int_equal(tr_buf_addf(&says, NULL, "%s;", tr_table_cell(&t, row, i)), TRIEN_OK);
	assert_int_equal(tr_buf_add_byte(&says, 0, NULL), TRIEN_OK);
	say(c, "%s\n", (const char *)says.p);
	if (strncmp((const char *)says.p, want, strlen(want)) != 0)
		fail_msg("%s is not %s", (const char *)says.p, want);
	struct tr_import i = {.book = tr_book_find(book), .table = &t, .act = &act, .rows = calloc(t.rows + 1, sizeof(struct tr_import_row))};
	assert_ok(tr_import_table(c->db, &i, TR_ACT_DO, &err), &err);
	assert_int_equal(i.count[TR_IMPORT_SAME], rows);
	free(i.rows);
	tr_table_free(&t);
}

static void
test_spreadsheets(struct contract *c)
{
	open_log(c);
	counts(c, "agency", agencies, TR_ACT_DO, 3, 0, 0);
	counts(c, "person", people, TR_ACT_DO, 2, 0, 0);
	counts(c, "device", "kind,serial,agency,state\ntoken,0012,H01,assigned\n", TR_ACT_DO, 1, 0, 0);
	counts(c, "unit", "code,name,from_at,to_at\nDV1,Mẫu,2026-01-02,2026-01-02T23:59:59\nDV2,Mẫu,1900-01-01,9999-12-31\n", TR_ACT_DO, 2, 0, 0);
	counts(c, "service", "code,name,agency,is_signed,from_at\nDVC1,Mẫu,H01,có,01/02/2026\n", TR_ACT_DO, 1, 0, 0);
	spreadsheet_trip(c, "agency", TRIEN_LANG_VI, 3, 0, "Mã;Tên;Tên tắt;Loại;Cơ quan cấp trên;");
	spreadsheet_trip(c, "agency", TRIEN_LANG_VI, 3, 1, "H02;Sở Mẫu Hai;;Cơ quan;H00;");
	spreadsheet_trip(c, "agency", TRIEN_LANG_EN, 3, 1, "H02;Sở Mẫu Hai;;Agency;H00;");
	spreadsheet_trip(c, "device", TRIEN_LANG_VI, 1, 1, "Thẻ PKI (USB);0012;;H01;đã giao quản lý;");
	spreadsheet_trip(c, "unit", TRIEN_LANG_VI, 2, 1, "DV1;Mẫu;2026-01-02;2026-01-02T23:59:59;");
	spreadsheet_trip(c, "unit", TRIEN_LANG_VI, 2, 2, "DV2;Mẫu;1900-01-01T00:00:00+07:00;9999-12-31;");
	spreadsheet_trip(c, "service", TRIEN_LANG_VI, 1, 1, "DVC1;Mẫu;H01;có;2026-02-01;");
	counts(c, "custody", "device,keeper,decision,decided_at,from_at\ntoken/0012,CB1,01/QĐ-MẪU,2026-01-02,2026-01-05T08:30:01\n", TR_ACT_DO, 1, 0, 0);
	spreadsheet_trip(c, "custody", TRIEN_LANG_VI, 1, 1, "token/0012;CB1;01/QĐ-MẪU;2026-01-02;;;;2026-01-05T08:30:01;");
	PUT(c, "person.change", "person", 1, "email", "=1+1", "phone", "'=0");
	spreadsheet_trip(c, "person", TRIEN_LANG_VI, 2, 1, "CB1;Nguyễn Văn Mẫu;H01;=1+1;'=0;đang công tác;");
	PUT(c, "person.change", "person", 1, "email", "_x0041_ _x00g1_\r\n<&\t", "phone", "0912345678");
	spreadsheet_trip(c, "person", TRIEN_LANG_VI, 2, 1, "CB1;Nguyễn Văn Mẫu;H01;_x0041_ _x00g1_\r\n<&\t;0912345678;");
}

/* A column that is hidden from who exports is not in the file; what it holds stays as it is. */
static void
test_hidden(struct contract *c)
{
	TR_AUTO_BUF archive = {0};
	struct trien_err err = {0};
	struct tr_table t;
	size_t rows;
	struct exporting e = all_of("person", TRIEN_LANG_VI, &archive, &rows);

	open_log(c);
	counts(c, "agency", agencies, TR_ACT_DO, 3, 0, 0);
	counts(c, "person", "code,name,agency,phone\nCB1,Mẫu,H01,0912345678\n", TR_ACT_DO, 1, 0, 0);
	e.to = tr_export_xlsx;
	e.query.hidden = 1u << TR_person_phone | 1u << TR_person_agency;
	assert_ok(tr_sql_transact(c->db, TR_SQL_READ, export_work, &e, &err), &err);
	assert_ok(tr_xlsx_read(tr_buf_view(&archive), NULL, &t, &err), &err);
	assert_int_equal(t.columns, TR_person_columns - 2);
	assert_string_equal(tr_table_cell(&t, 0, 2), "Thư điện tử");
	assert_string_equal(tr_table_cell(&t, 1, 3), "đang công tác");
	tr_table_free(&t);
}

/* What is said for a word is said for no other of its column, in neither language. */
static void
test_words(struct contract *c)
{
	(void)c;
	for (const struct tr_book *b = tr_books; b < tr_books + TR_BOOK_COUNT; b++)
		for (size_t i = 0; i < b->count; i++) {
			char word[64];
			if (b->columns[i].kind != TR_COLUMN_WORD)
				continue;
			for (const char *at = b->columns[i].of; *at != '\0'; at += strspn(at, " ")) {
				snprintf(word, sizeof(word), "%.*s", (int)strcspn(at, " "), at);
				at += strlen(word);
				for (enum trien_lang lang = TRIEN_LANG_VI; lang <= TRIEN_LANG_EN; lang++) {
					const char *says = tr_column_says(b, &b->columns[i], word, lang);
					const char *means = says == NULL ? word : tr_column_word_said(b, &b->columns[i], says);
					if (means == NULL || strcmp(means, word) != 0)
						fail_msg("%s.%s: %s", b->name, b->columns[i].name, word);
				}
			}
		}
}

/* Every book that can be imported has a template, whose headings the import knows. */
static void
test_templates(struct contract *c)
{
	const struct tr_act act = act_of("import");
	struct tr_import_row none;

	open_log(c);
	for (const struct tr_book *b = tr_books; b < tr_books + TR_BOOK_COUNT; b++)
		for (enum trien_lang lang = TRIEN_LANG_VI; lang <= TRIEN_LANG_EN; lang++) {
			TR_AUTO_BUF archive = {0};
			struct trien_err err = {0};
			struct tr_table t;
			if (tr_import_key(b) == 0) {
				assert_refused(tr_template_write(b, lang, &archive, &err), "exchange.book-keyless");
				continue;
			}
			assert_ok(tr_template_write(b, lang, &archive, &err), &err);
			assert_ok(tr_xlsx_read(tr_buf_view(&archive), NULL, &t, &err), &err);
			assert_int_equal(t.columns, b->count);
			assert_string_equal(t.notes[TR_NOTE_OTHER_SHEET].first, lang == TRIEN_LANG_VI ? "Hướng dẫn" : "Guide");
			struct tr_import i = {.book = b, .table = &t, .act = &act, .rows = &none};
			assert_ok(tr_import_table(c->db, &i, TR_ACT_DO, &err), &err);
			tr_table_free(&t);
			assert_ok(tr_xlsx_read(tr_buf_view(&archive), lang == TRIEN_LANG_VI ? "Hướng dẫn" : "Guide", &t, &err), &err);
			assert_int_equal(t.rows, b->count);
			tr_table_free(&t);
		}
}

/* What is exported says want somewhere, has so many rows, and changes nothing when it is imported. */
static void
round_trip(struct contract *c, const char *book, enum trien_lang lang, size_t rows, const char *want)
{
	TR_AUTO_BUF out = {0};
	struct trien_err err = {0};
	size_t got;

	assert_ok(export(c, book, NULL, lang, &out, &got, &err), &err);
	say(c, "%s", (const char *)out.p);
	assert_int_equal(got, rows);
	if (strstr((const char *)out.p, want) == NULL)
		fail_msg("no %s in %s", want, (const char *)out.p);
	counts(c, book, (const char *)out.p, TR_ACT_DO, 0, 0, rows);
}

static void
test_export(struct contract *c)
{
	TR_AUTO_BUF out = {0};
	struct trien_err err = {0};
	size_t rows;

	open_log(c);
	counts(c, "agency", agencies, TR_ACT_DO, 3, 0, 0);
	counts(c, "person", people, TR_ACT_DO, 2, 0, 0);
	counts(c, "device", "kind,serial,agency\ntoken,T1,H01\n", TR_ACT_DO, 1, 0, 0);
	round_trip(c, "agency", TRIEN_LANG_VI, 3, "\xef\xbb\xbfMã;Tên;Tên tắt;Loại;Cơ quan cấp trên");
	round_trip(c, "agency", TRIEN_LANG_EN, 3, "\r\nH01;Sở Mẫu Một;;department;H00;");
	round_trip(c, "person", TRIEN_LANG_VI, 2, "CB1;Nguyễn Văn Mẫu;H01;;;active\r\n");
	round_trip(c, "device", TRIEN_LANG_VI, 1, "token;T1;;H01;in_stock;");
	/* What a spreadsheet would compute or cut in two, and what begins as if it had been guarded already. */
	PUT(c, "person.change", "person", 1, "email", "=1+1", "phone", "+84 1");
	PUT(c, "person.change", "person", 2, "email", "'=a;\"b\"\n", "phone", "'0");
	round_trip(c, "person", TRIEN_LANG_EN, 2, "H01;'=1+1;'+84 1;active\r\n");
	round_trip(c, "person", TRIEN_LANG_EN, 2, "H02;\"''=a;\"\"b\"\"\n\";'0;active\r\n");
	assert_ok(export(c, "person", "tran", TRIEN_LANG_VI, &out, &rows, &err), &err);
	assert_int_equal(rows, 1);
	assert_refused(export(c, "device", "tran", TRIEN_LANG_VI, &out, &rows, &err), "registry.search-nameless");
}

/* A row that refers to one without a natural key, or whose key would be read as a number. */
static void
test_export_numbers(struct contract *c)
{
	TR_AUTO_BUF out = {0};
	struct trien_err err = {0};
	size_t rows;

	open_log(c);
	counts(c, "agency", "code,name,kind\n#7,Mẫu,agency\n", TR_ACT_DO, 1, 0, 0);
	counts(c, "person", "code,name,agency\nCB1,Mẫu,#1\n", TR_ACT_DO, 1, 0, 0);
	round_trip(c, "person", TRIEN_LANG_VI, 1, "CB1;Mẫu;#1;");
	PUT(c, "training_class.enter", "training_class", 0, "agency", "1", "year", "2026", "topic", "Mẫu", "state", "held", "from_at", "1790000000");
	PUT(c, "attendance.enter", "attendance", 0, "class", "1", "person", "1", "summoned_at", "1790000000", "came", "1");
	assert_ok(export(c, "attendance", NULL, TRIEN_LANG_VI, &out, &rows, &err), &err);
	assert_non_null(strstr((const char *)out.p, "\r\n#1;CB1;2026-09-21T"));
}

/* No heading stands for two columns: an import would not know which. */
static void
test_headings(struct contract *c)
{
	(void)c;
	for (const struct tr_book *b = tr_books; b < tr_books + TR_BOOK_COUNT; b++)
		for (size_t i = 0; i < b->count; i++)
			for (size_t k = 0; k < i; k++)
				if (strcmp(b->columns[i].vi, b->columns[k].vi) == 0 || strcmp(b->columns[i].en, b->columns[k].en) == 0)
					fail_msg("%s: %s, %s", b->name, b->columns[i].name, b->columns[k].name);
}

static void
test_export_limit(struct contract *c)
{
	static const char fill[] = "INSERT INTO unit (id, version, act, code, name) WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000) "
				   "SELECT i, 1, 1, 'U' || i, 'x' FROM n";
	TR_AUTO_BUF out = {0};
	struct trien_err err = {0};
	size_t rows;

	open_log(c);
	assert_ok(write_one(c->db, fill, &err), &err);
	assert_ok(export(c, "unit", NULL, TRIEN_LANG_VI, &out, &rows, &err), &err);
	assert_int_equal(rows, TR_TABLE_ROWS_MAX);
	assert_ok(write_one(c->db, "INSERT INTO unit (id, version, act, code, name) VALUES (100001, 1, 1, 'V', 'x')", &err), &err);
	assert_refused(export(c, "unit", NULL, TRIEN_LANG_VI, &out, &rows, &err), "exchange.export-limit");
}

extern const struct contract_row import_tests[];
const struct contract_row import_tests[] = {{"import", test_import}, {"bad rows", test_bad}, {"custody", test_custody}, {"minutes of devices", test_minutes}, {"states of certificates", test_states}, {"export", test_export},
	{"export of numbers", test_export_numbers}, {"spreadsheets", test_spreadsheets}, {"hidden columns", test_hidden},
	{"words", test_words}, {"templates", test_templates}, {"headings", test_headings}, {"export at its cap", test_export_limit}, {NULL, NULL}};
const struct contract_row *const contract_groups[] = {import_tests, NULL};
