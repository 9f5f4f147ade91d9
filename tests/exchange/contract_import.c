/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: R1 */
/* Files into books: whole or not at all, each bad row told, twice the same, undone as one. On both back ends. */
#include <stdio.h>
#include <stdlib.h>

#include "exchange/import.h"
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
	refused(c, "person", "code,name,agency\nCB1,Mẫu,#99\n", "store.constraint", 0);
	refused(c, "agency", "code,parent\nH00,H02\n", "exchange.rows-bad", 1);
	refused(c, "person", "code,surname\nCB1,x\n", "exchange.heading-unknown", 0);
	refused(c, "person", "code,name,Mã\nCB1,x,CB1\n", "exchange.heading-unknown", 0);
	refused(c, "person", "name,agency\nMẫu,H01\n", "exchange.heading-missing", 0);
	refused(c, "device", "kind,agency\ntoken,H01\n", "exchange.heading-missing", 0);
	refused(c, "post", "title\nx\n", "exchange.book-keyless", 0);
	/* Where a device stands now, its acts have said; where a new one stands, the file. */
	counts(c, "device", "kind,serial,agency,state\ntoken,T1,H01,assigned\n", TR_ACT_DO, 1, 0, 0);
	counts(c, "device", "kind,serial,agency,state\ntoken,T1,H02,lost\n", TR_ACT_DO, 0, 1, 0);
	say_book(c, "device");
	/* Twice in one file: the second is a change of the first. */
	counts(c, "person", "code,name,agency\nCB1,Mẫu Một,H01\nCB1,Mẫu Hai,H01\n", TR_ACT_DO, 1, 1, 0);
	say_book(c, "person");
	assert_int_equal(say_faults(c), 0);
}

extern const struct contract_row import_tests[];
const struct contract_row import_tests[] = {{"import", test_import}, {"bad rows", test_bad}, {NULL, NULL}};
const struct contract_row *const contract_groups[] = {import_tests, NULL};
