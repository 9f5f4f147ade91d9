/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Requirement: X4 R2.2
 * Acts: whole or not at all, in history for ever, undone by another; and whoever changes a table by hand is named.
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/errors/registry.h"
#include "sample.h"
#include "store/audit.h"

static void
small_province(struct contract *c)
{
	open_log(c);
	PUT(c, "agency.enter", "agency", 0, "code", "H00", "name", "UBND tỉnh Mẫu", "kind", "province", "state", "active");
	PUT(c, "agency.enter", "agency", 0, "code", "H01", "name", "Sở Mẫu Một", "kind", "department", "state", "active", "parent", "1");
	PUT(c, "agency.enter", "agency", 0, "code", "H02", "name", "Sở Mẫu Hai", "kind", "agency", "state", "active", "parent", "1");
	PUT(c, "agency.enter", "agency", 0, "code", "H01.1", "name", "Phòng Mẫu", "kind", "unit", "state", "active", "parent", "2");
	PUT(c, "person.enter", "person", 0, "code", "CB1", "name", "Nguyễn Văn Mẫu", "agency", "4", "state", "active");
}

/* ---- doing ---- */

static trien_rc
nothing(struct tr_acting *a, void *context, struct trien_err *err)
{
	(void)a, (void)context, (void)err;
	return TRIEN_OK;
}

static trien_rc
half(struct tr_acting *a, void *context, struct trien_err *err)
{
	TR_AUTO_RECORD r = {0};

	TR_TRY(tr_record_load(a->db, &tr_books[TR_BOOK_agency], 2, &r, err));
	tr_record_set_text(&r, TR_agency_name, "Sở Mẫu Nửa Chừng");
	TR_TRY(tr_acting_put(a, &r, err));
	return context == NULL ? TRIEN_OK : TR_ERR0(err, REGISTRY_REASON);
}

static int64_t
changes(struct contract *c)
{
	return ask_one(c->db, "SELECT (SELECT COUNT(*) FROM act) * 1000 + (SELECT COUNT(*) FROM change) + (SELECT COUNT(*) FROM audit_leaf) * 1000000 "
			      "+ (SELECT COUNT(*) FROM agency WHERE name = 'Sở Mẫu Nửa Chừng') * 1000000000");
}

static void
test_whole(struct contract *c)
{
	struct trien_err err = {0};
	struct tr_act act = act_of("agency.change");
	int64_t id = 77;

	assert_refused(tr_act_do(c->db, &act, TR_ACT_DO, half, NULL, &id, &err), "registry.not-found");
	small_province(c);
	const int64_t before = changes(c);
	assert_ok(tr_act_do(c->db, &act, TR_ACT_DO, nothing, NULL, &id, &err), &err);
	assert_int_equal(id, 0);
	assert_refused(tr_act_do(c->db, &act, TR_ACT_DO, half, c, &id, &err), "registry.reason-missing");
	assert_ok(tr_act_do(c->db, &act, TR_ACT_DRY_RUN, half, NULL, &id, &err), &err);
	assert_int_equal(id, 6);
	assert_int_equal(changes(c), before);
	assert_ok(tr_act_do(c->db, &act, TR_ACT_DO, half, NULL, &id, &err), &err);
	assert_int_equal(id, 6);
	assert_int_equal(changes(c), before + 1001 + 1000000 + 1000000000);
	say_book(c, "agency");
	assert_int_equal(say_faults(c), 0);
}

static void
test_no_log(struct contract *c)
{
	PUT_REFUSED(c, "audit.no-log", "agency", 0, "code", "H00", "name", "Mẫu", "kind", "province", "state", "active");
	assert_int_equal(ask_one(c->db, "SELECT COUNT(*) FROM agency"), 0);
}

static void
test_act_limits(struct contract *c)
{
	char reason[TR_REASON_MAX + 2];
	struct trien_err err = {0};
	struct tr_act act = act_of("agency.change");

	small_province(c);
	memset(reason, 'x', sizeof(reason));
	reason[TR_REASON_MAX] = '\0';
	act.reason = reason;
	assert_ok(tr_act_do(c->db, &act, TR_ACT_DO, half, NULL, NULL, &err), &err);
	reason[TR_REASON_MAX] = 'x';
	reason[TR_REASON_MAX + 1] = '\0';
	assert_refused(tr_act_do(c->db, &act, TR_ACT_DO, half, NULL, NULL, &err), "registry.reason-limit");
	act.reason = NULL;
	act.effective_at = act.at + 1;
	assert_refused(tr_act_do(c->db, &act, TR_ACT_DO, half, NULL, NULL, &err), "registry.effective-late");
	assert_int_equal(say_faults(c), 0);
}

/* ---- history ---- */

struct rename {
	const char *name;
};

static trien_rc
rename_agency(struct tr_acting *a, void *context, struct trien_err *err)
{
	const struct rename *n = context;
	TR_AUTO_RECORD r = {0};

	TR_TRY(tr_record_load(a->db, &tr_books[TR_BOOK_agency], 2, &r, err));
	tr_record_set_text(&r, TR_agency_name, n->name);
	return tr_acting_put(a, &r, err);
}

static trien_rc
say_history(struct tr_sql *db, void *context, struct trien_err *err)
{
	static const int64_t times[] = {NOW - 1, NOW, NOW + 49, NOW + 50, NOW + 100};
	struct contract *c = context;
	TR_AUTO_ROWS rows = {0};

	TR_TRY(tr_history_page(db, &tr_books[TR_BOOK_agency], 2, 1, &rows, err));
	for (size_t i = 0; i < rows.count; i++)
		say(c, "v%lld act %lld at %lld from %lld %s %s\n", (long long)tr_sql_int(&rows, i, 0), (long long)tr_sql_int(&rows, i, 1),
				(long long)tr_sql_int(&rows, i, 2), (long long)tr_sql_int(&rows, i, 3), tr_sql_text(&rows, i, 6), tr_sql_text(&rows, i, 8));
	assert_int_equal(rows.count, 3);
	for (size_t i = 0; i < sizeof(times) / sizeof(*times); i++) {
		TR_AUTO_RECORD r = {0};
		bool found;
		TR_TRY(tr_history_as_of(db, &tr_books[TR_BOOK_agency], 2, times[i], &r, &found, err));
		say(c, "at %lld: %.*s\n", (long long)(times[i] - NOW), found ? (int)r.v[TR_agency_name].b.n : 1,
				found ? (const char *)r.v[TR_agency_name].b.p : "-");
		assert_int_equal(found, times[i] >= NOW);
	}
	return TRIEN_OK;
}

/* Entered at +100, in force since +50: who asks for +49 is told the old name. */
static void
test_history(struct contract *c)
{
	struct trien_err err = {0};
	struct tr_act act = act_of("agency.rename");
	struct rename n = {"Sở Mẫu Mới"};

	small_province(c);
	act.at = NOW + 100;
	act.effective_at = NOW + 50;
	assert_ok(tr_act_do(c->db, &act, TR_ACT_DO, rename_agency, &n, NULL, &err), &err);
	n.name = "Sở Mẫu Mới Nữa";
	act.effective_at = act.at;
	assert_ok(tr_act_do(c->db, &act, TR_ACT_DO, rename_agency, &n, NULL, &err), &err);
	assert_ok(tr_sql_transact(c->db, TR_SQL_READ, say_history, c, &err), &err);
}

struct as_of {
	int64_t time;
	char text[200];
};

static trien_rc
ask_as_of(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct as_of *q = context;
	TR_AUTO_RECORD r = {0};
	bool found;

	TR_TRY(tr_history_as_of(db, &tr_books[TR_BOOK_agency], 2, q->time, &r, &found, err));
	snprintf(q->text, sizeof(q->text), "%.*s/%.*s", found ? (int)r.v[TR_agency_name].b.n : 1, found ? (const char *)r.v[TR_agency_name].b.p : "-",
			found ? (int)r.v[TR_agency_short_name].b.n : 0, found ? (const char *)r.v[TR_agency_short_name].b.p : "");
	return TRIEN_OK;
}

static void
stood(struct contract *c, int64_t time, const char *want)
{
	struct as_of q = {.time = time};
	struct trien_err err = {0};

	assert_ok(tr_sql_transact(c->db, TR_SQL_READ, ask_as_of, &q, &err), &err);
	assert_string_equal(q.text, want);
	say(c, "at %lld: %s\n", (long long)(time - NOW), q.text);
}

static void
change_since(struct contract *c, int64_t at, int64_t since, const char *column, const char *value)
{
	const char *const values[] = {column, value, NULL};
	struct tr_act act = act_of("agency.change");
	struct trien_err err = {0};
	int64_t id = 2;

	act.at = at;
	act.effective_at = since;
	assert_ok(put_act(c, &act, "agency", &id, values, &err), &err);
}

/* Corrections that overlap: what is entered later, and holds from earlier on, takes nothing along that holds only from later. */
static void
test_history_overlaps(struct contract *c)
{
	small_province(c);
	change_since(c, NOW + 100, NOW + 80, "name", "Sở Mẫu Mới");
	change_since(c, NOW + 200, NOW + 50, "short_name", "SMM");
	stood(c, NOW + 49, "Sở Mẫu Một/");
	stood(c, NOW + 50, "Sở Mẫu Một/SMM");
	stood(c, NOW + 79, "Sở Mẫu Một/SMM");
	stood(c, NOW + 80, "Sở Mẫu Mới/SMM");
	/* The same column again: what was entered last is right from its day on, as the row itself says. */
	change_since(c, NOW + 300, NOW + 60, "name", "Sở Mẫu Đúng");
	stood(c, NOW + 59, "Sở Mẫu Một/SMM");
	stood(c, NOW + 60, "Sở Mẫu Đúng/SMM");
	stood(c, NOW + 90, "Sở Mẫu Đúng/SMM");
	/* From before it was entered: it was there then, as it was entered. */
	change_since(c, NOW + 400, NOW - 100, "short_name", "CU");
	stood(c, NOW - 101, "-/");
	stood(c, NOW - 100, "Sở Mẫu Một/CU");
	stood(c, NOW + 80, "Sở Mẫu Đúng/CU");
	assert_int_equal(say_faults(c), 0);
}

/* ---- undoing ---- */

static trien_rc
undo(struct contract *c, int64_t which, const char *reason, struct trien_err *err)
{
	struct tr_act act = act_of("act.undo");
	int64_t id;

	act.reason = reason;
	return tr_act_undo(c->db, &act, TR_ACT_DO, which, &id, err);
}

static void
test_undo(struct contract *c)
{
	struct trien_err err = {0};

	small_province(c);
	PUT(c, "agency.rename", "agency", 2, "name", "Sở Nhập Nhầm");
	assert_refused(undo(c, 6, NULL, &err), "registry.reason-missing");
	assert_refused(undo(c, 6, "", &err), "registry.reason-missing");
	assert_refused(undo(c, 99, "nhầm", &err), "registry.act-unknown");
	assert_refused(undo(c, 2, "nhầm", &err), "registry.undo-later"); /* the agency was changed after it was entered */
	assert_ok(undo(c, 6, "nhầm", &err), &err);
	assert_refused(undo(c, 6, "nhầm", &err), "registry.undone-already");
	say_book(c, "agency");
	/* Now it stands as it was entered; but the unit below it has a person. */
	assert_refused(undo(c, 2, "nhầm", &err), "registry.undo-needed");
	assert_refused(undo(c, 4, "nhầm", &err), "registry.undo-needed");
	assert_ok(undo(c, 5, "nhầm", &err), &err);
	assert_ok(undo(c, 4, "nhầm", &err), &err);
	say_book(c, "agency");
	assert_int_equal(say_faults(c), 0);
	/* Its number is not given again. */
	assert_int_equal(PUT(c, "agency.enter", "agency", 0, "code", "H03", "name", "Sở Ba", "kind", "agency", "state", "active", "parent", "1"), 5);
	/* What was undone comes back when that is undone; unless its code is another's by now. */
	PUT(c, "person.enter", "person", 0, "code", "CB1", "name", "Trần Thị Mẫu", "agency", "5", "state", "active");
	assert_refused(undo(c, 8, "nhầm", &err), "registry.exists");
	assert_ok(undo(c, 9, "không nhầm", &err), &err);
	say_book(c, "agency");
	assert_int_equal(say_faults(c), 0);
}

/* An entry that was wrong never held: neither before nor since, unless another day is said. */
static void
test_undo_since(struct contract *c)
{
	struct tr_act act = act_of("act.undo");
	struct trien_err err = {0};
	int64_t id;

	small_province(c);
	change_since(c, NOW + 100, NOW + 50, "name", "Sở Nhập Nhầm"); /* act 6 */
	stood(c, NOW + 60, "Sở Nhập Nhầm/");
	act.reason = "nhầm";
	act.at = act.effective_at = NOW + 200;
	assert_ok(tr_act_undo(c->db, &act, TR_ACT_DO, 6, &id, &err), &err);
	stood(c, NOW + 60, "Sở Mẫu Một/");
	stood(c, NOW + 201, "Sở Mẫu Một/");
	assert_int_equal(ask_one(c->db, "SELECT effective_at FROM act WHERE id = 7"), NOW + 50);
	change_since(c, NOW + 300, NOW + 250, "name", "Sở Mẫu Mới"); /* act 8 */
	act.at = NOW + 400;
	act.effective_at = NOW + 350; /* it was right until then */
	assert_ok(tr_act_undo(c->db, &act, TR_ACT_DO, 8, &id, &err), &err);
	stood(c, NOW + 349, "Sở Mẫu Mới/");
	stood(c, NOW + 350, "Sở Mẫu Một/");
	/* An entry that is undone was never there; one that comes back was. */
	act.at = act.effective_at = NOW + 500;
	assert_ok(tr_act_undo(c->db, &act, TR_ACT_DO, 5, &id, &err), &err);
	assert_ok(tr_act_undo(c->db, &act, TR_ACT_DO, 4, &id, &err), &err);
	assert_int_equal(say_faults(c), 0);
}

/* A later change of one row, undone: the act before it can be undone. Undone twice over it stands again, and the newest is named. */
static void
test_undo_behind_undone(struct contract *c)
{
	struct trien_err err = {0};
	char text[300];

	small_province(c);
	const int64_t unit = PUT(c, "unit.enter", "unit", 0, "code", "MAU", "name", "Một"); /* act 6 */
	PUT(c, "unit.change", "unit", unit, "name", "Hai");                                 /* act 7 */
	assert_refused(undo(c, 6, "nhầm", &err), "registry.undo-later");
	assert_ok(undo(c, 7, "nhầm", &err), &err);
	assert_ok(undo(c, 8, "không nhầm", &err), &err); /* act 9: "Hai" again */
	assert_refused(undo(c, 6, "nhầm", &err), "registry.undo-later");
	trien_err_text(&err, TRIEN_LANG_EN, text, sizeof(text));
	assert_non_null(strstr(text, "9"));
	assert_ok(undo(c, 9, "nhầm", &err), &err);
	/* To the same words, but by an act that stands. */
	PUT(c, "unit.change", "unit", unit, "name", "Ba");
	PUT(c, "unit.change", "unit", unit, "name", "Một");
	assert_refused(undo(c, 6, "nhầm", &err), "registry.undo-later");
	assert_ok(undo(c, 12, "nhầm", &err), &err);
	assert_ok(undo(c, 11, "nhầm", &err), &err);
	assert_ok(undo(c, 6, "nhầm", &err), &err);
	assert_int_equal(ask_one(c->db, "SELECT COUNT(*) FROM unit WHERE code = 'MAU'"), 0);
	assert_int_equal(say_faults(c), 0);
}

/* Twice in one act, and an act of more rows than a page: undone to what was before. */
static trien_rc
many(struct tr_acting *a, void *context, struct trien_err *err)
{
	char code[16];

	(void)context;
	TR_TRY(half(a, NULL, err));
	TR_TRY(half(a, NULL, err));
	for (unsigned i = 0; i < 1100; i++) {
		struct tr_record r = tr_record_of(&tr_books[TR_BOOK_unit]);
		snprintf(code, sizeof(code), "%04u", i);
		tr_record_set_text(&r, TR_unit_code, code);
		tr_record_set_text(&r, TR_unit_name, "Đơn vị mẫu");
		TR_TRY(tr_acting_put(a, &r, err));
	}
	return TRIEN_OK;
}

static void
test_undo_many(struct contract *c)
{
	struct trien_err err = {0};
	struct tr_act act = act_of("import");

	small_province(c);
	assert_ok(tr_act_do(c->db, &act, TR_ACT_DO, many, NULL, NULL, &err), &err);
	assert_int_equal(ask_one(c->db, "SELECT COUNT(*) FROM unit"), 1100);
	assert_int_equal(say_faults(c), 0);
	assert_ok(undo(c, 6, "nhầm tệp", &err), &err);
	assert_int_equal(ask_one(c->db, "SELECT COUNT(*) FROM unit"), 0);
	say_book(c, "agency");
	assert_int_equal(say_faults(c), 0);
}

/* ---- the tree of agencies ---- */

static void
say_paths(struct contract *c, int64_t count)
{
	static const char *const sql[] = {"SELECT COUNT(*) FROM agency a JOIN agency p ON p.id = a.parent WHERE a.path <> p.path || substr(a.path, length(a.path) - 7)",
		"SELECT COUNT(*) FROM agency WHERE length(path) % 8 <> 0 OR length(path) < 8",
		"SELECT COUNT(*) FROM agency WHERE parent IS NULL AND length(path) <> 8"};

	for (size_t i = 0; i < sizeof(sql) / sizeof(*sql); i++)
		assert_int_equal(ask_one(c->db, sql[i]), 0);
	assert_int_equal(ask_one(c->db, "SELECT COUNT(*) FROM agency WHERE path > '0000000100000003' AND path < '0000000100000003g'"), count);
	say(c, "%lld below\n", (long long)count);
}

static void
test_tree(struct contract *c)
{
	char parent[24] = "1", code[16];

	small_province(c);
	say_paths(c, 0);
	PUT(c, "agency.move", "agency", 2, "parent", "3");
	say_paths(c, 2);
	PUT_REFUSED(c, "registry.agency-cycle", "agency", 3, "parent", "4");
	PUT_REFUSED(c, "registry.agency-cycle", "agency", 3, "parent", "3");
	PUT(c, "agency.move", "agency", 2, "parent", "1");
	say_paths(c, 0);
	/* Down to the deepest that may be, and one deeper. */
	for (unsigned depth = 2; depth <= TR_AGENCY_DEPTH_MAX; depth++) {
		snprintf(code, sizeof(code), "D%u", depth);
		const int64_t id = PUT(c, "agency.enter", "agency", 0, "code", code, "name", "Cấp Mẫu", "kind", "unit", "state", "active", "parent", parent);
		snprintf(parent, sizeof(parent), "%lld", (long long)id);
	}
	PUT_REFUSED(c, "registry.agency-depth", "agency", 0, "code", "D99", "name", "Cấp Mẫu", "kind", "unit", "state", "active", "parent", parent);
	/* The chain begins with agency 5, one below the root: below agency 2 it is one too deep. */
	PUT_REFUSED(c, "registry.agency-depth", "agency", 5, "parent", "2");
	say_paths(c, 0);
	assert_int_equal(say_faults(c), 0);
}

/* ---- changed by hand ---- */

#define MISSING "words missing person:1\n"
#define EXTRA "words extra person:1\n"
#define SET_COLUMNS "book, words, sort_key, object, agency"

static const struct hand {
	const char *sqlite, *postgresql; /* NULL: the same */
	const char *found;
	const char *first; /* NULL, or what is done before */
} hands[] = {
	{"UPDATE person SET name = 'Nguyễn Văn Khác' WHERE id = 1", NULL, "row changed person:1\n", NULL},
	{"UPDATE person SET state = 'left' WHERE id = 1", NULL, "row changed person:1\n", NULL},
	{"UPDATE person SET email = 'mau@example.vn' WHERE id = 1", NULL, "row changed person:1\n", NULL},
	{"UPDATE person SET sort_key = 'ZZZ' WHERE id = 1", NULL, "row changed person:1\n", NULL},
	{"UPDATE person SET search_key = ' x ' WHERE id = 1", NULL, "row changed person:1\n", NULL},
	{"UPDATE person SET act = 4 WHERE id = 1", NULL, "row changed person:1\n", NULL},
	{"UPDATE agency SET version = 1 WHERE id = 2", NULL, "row changed agency:2\n", NULL},
	{"UPDATE agency SET version = 9 WHERE id = 2", NULL, "row extra agency:2\n", NULL},
	{"DELETE FROM person WHERE id = 1", NULL, "row missing person:1\n" EXTRA EXTRA EXTRA EXTRA EXTRA EXTRA EXTRA, NULL}, /* each set of three words */
	{"INSERT INTO unit (id, version, act, code, name) VALUES (1, 1, 1, 'x', 'y')", NULL, "row extra unit:1\n", NULL},
	{"UPDATE act SET at = at + 1 WHERE id = 3", NULL, "act changed act:3\n", NULL},
	{"UPDATE act SET effective_at = effective_at - 1 WHERE id = 3", NULL, "act changed act:3\n", NULL},
	{"UPDATE act SET actor = 'person:1' WHERE id = 3", NULL, "act changed act:3\n", NULL},
	{"UPDATE act SET role = 'head' WHERE id = 3", NULL, "act changed act:3\n", NULL},
	{"UPDATE act SET what = 'x' WHERE id = 3", NULL, "act changed act:3\n", NULL},
	{"UPDATE act SET object = 'agency:1' WHERE id = 3", NULL, "act changed act:3\n", NULL},
	{"UPDATE act SET reason = '' WHERE id = 3", NULL, "act changed act:3\n", NULL},
	{"UPDATE act SET compensates = 2 WHERE id = 3", NULL, "act changed act:3\n", NULL},
	{"UPDATE act SET changes = 2 WHERE id = 3", NULL, "act changed act:3\n", NULL},
	{"UPDATE act SET hash = x'0000000000000000000000000000000000000000000000000000000000000000' WHERE id = 3",
			"UPDATE act SET hash = decode(repeat('00', 32), 'hex') WHERE id = 3", "act changed act:3\n", NULL},
	{"UPDATE change SET content = replace(content, 'Mẫu', 'Khác') WHERE act = 5", NULL, "act changed act:5\nrow changed person:1\n", NULL},
	{"UPDATE change SET content = NULL WHERE act = 3", NULL, "act changed act:3\nrow extra agency:3\n", NULL},
	{"UPDATE change SET act = 4, n = 1 WHERE act = 3", NULL, "act changed act:3\nact changed act:4\nrow changed agency:3\n", NULL},
	{"UPDATE change SET n = 1 WHERE act = 3", NULL, "act changed act:3\n", NULL},
	{"UPDATE change SET object = 99 WHERE act = 5", NULL, "act changed act:5\nrow extra person:1\nrow missing person:99\n", NULL},
	{"DELETE FROM change WHERE act = 3", NULL, "act changed act:3\nrow extra agency:3\n", NULL},
	{"INSERT INTO change (act, n, book, object, version, content) SELECT 3, 1, book, object, 2, content FROM change WHERE act = 3", NULL,
			"act changed act:3\nrow changed agency:3\n", NULL},
	{"DELETE FROM act WHERE id = 3", NULL, "act missing act:3\nrow extra agency:3\n", "DELETE FROM change WHERE act = 3"},
	{"DELETE FROM act WHERE id = 6", NULL, "act missing act:6\nrow extra agency:2\n", "DELETE FROM change WHERE act = 6"},
	{"INSERT INTO act (id, at, effective_at, actor, role, what, object, changes, hash, log, idx) SELECT 7, at, effective_at, actor, role, what, "
	 "object, changes, hash, log, 0 FROM act WHERE id = 6", NULL, "act changed act:7\n", NULL},
	/* What searches go by. */
	{"DELETE FROM word_set WHERE book = 'person' AND words = '2mau van'", NULL, MISSING, NULL},
	{"DELETE FROM word_set WHERE book = 'person'", NULL, MISSING, NULL},
	{"UPDATE word_set SET words = '2mau vam' WHERE book = 'person' AND words = '2mau van'", NULL, MISSING EXTRA, NULL},
	{"UPDATE word_set SET agency = 2 WHERE book = 'person' AND words = '1mau'", NULL, MISSING EXTRA, NULL},
	{"UPDATE word_set SET sort_key = 'ZZZ' WHERE book = 'person' AND words = '1mau'", NULL, MISSING EXTRA, NULL},
	{"UPDATE word_set SET object = 99 WHERE book = 'person' AND words = '1mau'", NULL, MISSING "words extra person:99\n", NULL},
	{"INSERT INTO word_set (" SET_COLUMNS ") SELECT book, '1tomato', sort_key, object, agency FROM word_set WHERE words = '1van'", NULL, EXTRA, NULL},
	{"INSERT INTO word_set (" SET_COLUMNS ") SELECT book, '2van mau', sort_key, object, agency FROM word_set WHERE words = '1van'", NULL, EXTRA, NULL},
	{"INSERT INTO word_set (" SET_COLUMNS ") SELECT book, '3mau van', sort_key, object, agency FROM word_set WHERE words = '1van'", NULL, EXTRA, NULL},
	{"INSERT INTO word_set (" SET_COLUMNS ") SELECT book, '0van', sort_key, object, agency FROM word_set WHERE words = '1van'", NULL, EXTRA, NULL},
	{"INSERT INTO word_set (" SET_COLUMNS ") SELECT book, '1', sort_key, object, agency FROM word_set WHERE words = '1van'", NULL, EXTRA, NULL},
	{"INSERT INTO word_set (" SET_COLUMNS ") SELECT 'post', words, sort_key, 7, agency FROM word_set WHERE words = '1van'", NULL, "words extra post:7\n", NULL},
	{"INSERT INTO word_set (" SET_COLUMNS ") SELECT 'tomato', words, sort_key, 7, agency FROM word_set WHERE words = '1van'", NULL, "words extra tomato:7\n",
			NULL},
};

static uint64_t
lines_of(const char *text)
{
	uint64_t n = 0;

	for (; *text != '\0'; text++)
		n += *text == '\n';
	return n;
}

static void
check_hand(struct contract *c, const struct hand *h)
{
	struct trien_err err = {0};
	const char *sql = h->postgresql == NULL ? h->sqlite : either(c, h->sqlite, h->postgresql);

	empty_again(c);
	small_province(c);
	PUT(c, "agency.rename", "agency", 2, "name", "Sở Mẫu Một Mới");
	assert_int_equal(say_faults(c), 0);
	if (h->first != NULL)
		assert_ok(write_one(c->db, h->first, &err), &err);
	assert_ok(write_one(c->db, sql, &err), &err);
	const size_t from = c->said.n;
	const uint64_t faults = say_faults(c);
	if (faults != lines_of(h->found) || memcmp(c->said.p + from, h->found, strlen(h->found)) != 0)
		fail_msg("%s: %.*s", sql, (int)(c->said.n - from), c->said.p + from);
}

static void
test_by_hand(struct contract *c)
{
	for (size_t i = 0; i < sizeof(hands) / sizeof(*hands); i++)
		check_hand(c, &hands[i]);
}

extern const struct contract_row act_tests[];
const struct contract_row act_tests[] = {
	{"whole or not at all", test_whole}, {"no log", test_no_log}, {"limits of an act", test_act_limits}, {"history", test_history},
	{"corrections that overlap", test_history_overlaps}, {"since when it is undone", test_undo_since},
	{"undo", test_undo}, {"undoing what stands again", test_undo_behind_undone}, {"undo many", test_undo_many}, {"tree of agencies", test_tree}, {"changed by hand", test_by_hand}, {NULL, NULL},
};
