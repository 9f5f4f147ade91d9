/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Requirement: X4
 * What trien store check looks for in the tables: how often a document is referred to, counted anew from history; and what tables promise of their rows, broken by
 * a hand that has switched their conditions off.
 */
#include <stdio.h>

#include "by_hand.h"
#include "registry/forget.h"
#include "registry/limits.h"
#include "registry/references.h"
#include "sample.h"
#include "store/blob.h"
#include "store/limits.h"
#include "store/promise.h"

static struct tr_blobs *blobs;
static char first[TR_HEX256 + 1], second[TR_HEX256 + 1];

static void
open_store(struct contract *c)
{
	struct trien_err err = {0};
	char path[300];

	open_log(c);
	snprintf(path, sizeof(path), "%s/blobs", c->dir);
	assert_ok(tr_blobs_open(path, &blobs, &err), &err);
	assert_ok(tr_blob_put(blobs, TR_BYTES_LIT("a document"), first, &err), &err);
	assert_ok(tr_blob_put(blobs, TR_BYTES_LIT("another"), second, &err), &err);
	use_blobs(blobs);
	PUT(c, "agency.enter", "agency", 0, "code", "H01", "name", "Sở Mẫu", "kind", "department", "state", "active");
}

static void
close_store(void)
{
	use_blobs(NULL);
	tr_blobs_close(blobs);
}

/* ---- references ---- */

struct seen {
	struct contract *c;
	struct tr_reference_count count;
};

static void
see_reference(void *context, const char *name, int64_t is, int64_t want)
{
	const struct seen *s = context;
	say(s->c, "%.8s is %lld want %lld\n", name, (long long)is, (long long)want);
}

static trien_rc
count_references(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct seen *s = context;
	return tr_references_check(db, see_reference, s, &s->count, err);
}

static struct tr_reference_count
references(struct contract *c)
{
	struct seen s = {.c = c};
	struct trien_err err = {0};

	assert_ok(tr_sql_transact(c->db, TR_SQL_READ, count_references, &s, &err), &err);
	return s.count;
}

static int64_t
refs_of(struct contract *c, const char *name)
{
	char sql[120];

	snprintf(sql, sizeof(sql), "SELECT refs FROM blob WHERE hash = '%s'", name);
	return ask_one(c->db, sql);
}

/* Versions, two documents in one row, one that is taken away by hand of who may, and one whose entry is undone: each counts as the act has counted it. */
static void
test_references(struct contract *c)
{
	struct tr_act undo = act_of("act.undo");
	struct trien_err err = {0};

	open_store(c);
	PUT(c, "letter.enter", "letter", 0, "agency", "1", "receiver", "authority", "state", "draft", "blob", first);
	PUT(c, "letter.change", "letter", 1, "answer_blob", second);
	PUT(c, "letter.change", "letter", 1, "blob", "-", "answer_blob", "-");
	PUT(c, "letter.change", "letter", 1, "blob", second);
	PUT(c, "letter.enter", "letter", 0, "agency", "1", "receiver", "authority", "state", "draft", "blob", first);
	undo.reason = "nhầm";
	assert_ok(tr_act_undo(c->db, &undo, TR_ACT_DO, ask_one(c->db, "SELECT MAX(id) FROM act"), NULL, &err), &err);
	assert_int_equal(refs_of(c, first), 3);
	assert_int_equal(refs_of(c, second), 2);
	const struct tr_reference_count right = references(c);
	assert_true(right.faults == 0 && right.blobs == 2 && !right.short_of);
	close_store();
}

static void
test_references_by_hand(struct contract *c)
{
	open_store(c);
	PUT(c, "letter.enter", "letter", 0, "agency", "1", "receiver", "authority", "state", "draft", "blob", first, "answer_blob", second);
	by_hand(c, "UPDATE blob SET refs = refs + 5");
	struct tr_reference_count count = references(c);
	assert_true(count.faults == 2 && !count.short_of);
	by_hand(c, "UPDATE blob SET refs = 0");
	count = references(c);
	assert_true(count.faults == 2 && count.short_of);
	by_hand(c, "DELETE FROM blob");
	count = references(c);
	assert_true(count.faults == 2 && count.blobs == 0 && count.short_of);
	/* Names that are no documents' are told elsewhere; a version that cannot be read refers to nothing. */
	by_hand(c, "INSERT INTO blob (hash, size, refs, created_at) SELECT replace(hex, '0', 'z'), 1, 1, 1 FROM (SELECT '00000000000000000000000000000000"
		   "00000000000000000000000000000000' AS hex) h; UPDATE change SET content = 'x' WHERE book = 'letter'");
	assert_int_equal(references(c).faults, 0);
	close_store();
}

/* As many as are counted in one reading of history, and one more: then it is read twice. */
static void
many_documents(struct contract *c, unsigned more)
{
	static const char sqlite[] = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %u) "
				     "INSERT INTO blob (hash, size, refs, created_at) SELECT printf('%%08x', i * 2654435761 %% 4294967296) || printf('%%056d', i), 1, 0, 1 FROM n";
	static const char postgresql[] = "INSERT INTO blob (hash, size, refs, created_at) SELECT lpad(to_hex(i * 2654435761 %% 4294967296), 8, '0') || lpad(i::text, 56, '0'), "
					 "1, 0, 1 FROM generate_series(1::bigint, %u) n(i)";
	char sql[400];

	open_store(c);
	PUT(c, "letter.enter", "letter", 0, "agency", "1", "receiver", "authority", "state", "draft", "blob", first, "answer_blob", second);
	snprintf(sql, sizeof(sql), c->server == NULL ? sqlite : postgresql, TR_REFERENCES_AT_ONCE / 2 - 2 + more);
	by_hand(c, sql);
	const struct tr_reference_count count = references(c);
	assert_int_equal(count.faults, 0);
	assert_int_equal(count.blobs, TR_REFERENCES_AT_ONCE / 2 + more);
	close_store();
}

static void
test_references_at_once(struct contract *c)
{
	many_documents(c, 0);
}

static void
test_references_one_more(struct contract *c)
{
	many_documents(c, 1);
}

/* ---- promises ---- */

static void
see_promise(void *context, enum tr_promise_fault fault, const char *where, const char *what)
{
	static const char *const words[] = {"broken", "dangling"};
	struct contract *c = context;

	if (fault == TR_PROMISE_BROKEN || fault == TR_PROMISE_DANGLING)
		say(c, "%s %s %s\n", words[fault], where, what); /* the same on both */
}

static uint64_t
promises(struct contract *c)
{
	struct trien_err err = {0};
	uint64_t faults;

	assert_ok(tr_promises_check(c->db, see_promise, c, &faults, &err), &err);
	return faults;
}

/* What PostgreSQL lets nobody write is written there with its conditions taken out, as SQLite's are switched off. */
static void
drop(struct contract *c, const char *table, const char *constraint)
{
	char sql[200];

	snprintf(sql, sizeof(sql), "ALTER TABLE %s DROP CONSTRAINT %s", table, constraint);
	if (c->server != NULL)
		by_hand(c, sql);
}

static void
test_conditions(struct contract *c)
{
	open_store(c);
	PUT(c, "device.enter", "device", 0, "kind", "token", "serial", "T1", "agency", "1", "state", "in_stock", "state_from", "1");
	PUT(c, "device.enter", "device", 0, "kind", "token", "serial", "T2", "agency", "1", "state", "in_stock", "state_from", "1");
	assert_int_equal(promises(c), 0);
	drop(c, "device", "device_state_check");
	drop(c, "change", "change_version_check");
	by_hand(c, "UPDATE device SET state = 'stolen' WHERE id = 2; UPDATE change SET version = 0 WHERE book = 'device' AND object = 1");
	assert_int_equal(promises(c), c->server == NULL ? 2 : 4); /* on PostgreSQL two tables have lost a condition besides */
	by_hand(c, "UPDATE device SET state = 'in_stock'; UPDATE change SET version = 1 WHERE version = 0");
	assert_int_equal(promises(c), c->server == NULL ? 0 : 2);
	close_store();
}

/* Of a NULL no condition says anything: as the database itself has it. */
static void
test_null(struct contract *c)
{
	open_store(c);
	PUT(c, "letter.enter", "letter", 0, "agency", "1", "receiver", "authority", "state", "draft");
	by_hand(c, "UPDATE letter SET answer = NULL");
	assert_int_equal(promises(c), 0);
	close_store();
}

static void
test_keys(struct contract *c)
{
	open_store(c);
	PUT(c, "device.enter", "device", 0, "kind", "token", "serial", "T1", "agency", "1", "state", "in_stock", "state_from", "1");
	by_hand(c, "UPDATE device SET agency = 77; UPDATE act SET idx = 999 WHERE id = 2");
	assert_int_equal(promises(c), 2);
	by_hand(c, "UPDATE device SET agency = 1; UPDATE act SET idx = NULL WHERE id = 2 AND 1 = 0");
	close_store();
}

/* As many rows as are named for a condition; one past it is not named any more. */
static void
test_rows_named(struct contract *c)
{
	open_store(c);
	for (unsigned i = 0; i < TR_PROMISE_ROWS_MAX + 1; i++) {
		char serial[12];
		snprintf(serial, sizeof(serial), "T%u", i);
		PUT(c, "device.enter", "device", 0, "kind", "token", "serial", serial, "agency", "1", "state", "in_stock", "state_from", "1");
	}
	by_hand(c, "UPDATE device SET agency = 77 WHERE id <= 100");
	assert_int_equal(promises(c), TR_PROMISE_ROWS_MAX);
	by_hand(c, "UPDATE device SET agency = 77");
	assert_int_equal(promises(c), TR_PROMISE_ROWS_MAX);
	close_store();
}

/* Put back without a look at the rows, a constraint of PostgreSQL lets what is wrong stand. SQLite has a check of its own for its file. */
static void
test_own_checks(struct contract *c)
{
	open_store(c);
	if (c->server != NULL) {
		drop(c, "agency", "agency_state_check");
		by_hand(c, "ALTER TABLE agency ADD CONSTRAINT agency_state_check CHECK (state IN ('active', 'ended')) NOT VALID");
	} else {
		/* An index that has not the row which its table has. */
		PUT(c, "device.enter", "device", 0, "kind", "token", "serial", "T1", "agency", "1", "state", "in_stock", "state_from", "1");
		by_hand(c, "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = 'CREATE INDEX device_agency ON device (state_from, version)' "
			   "WHERE name = 'device_agency'; PRAGMA schema_version = 9999");
		by_hand(c, "UPDATE device SET version = 2");
		by_hand(c, "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = 'CREATE INDEX device_agency ON device (agency, id)' "
			   "WHERE name = 'device_agency'; PRAGMA schema_version = 10000");
	}
	assert_int_not_equal(promises(c), 0);
	close_store();
}

extern const struct contract_row check_tests[];
const struct contract_row check_tests[] = {
	{"references", test_references}, {"references by hand", test_references_by_hand}, {"references: as many as at once", test_references_at_once},
	{"references: one more", test_references_one_more}, {"conditions", test_conditions}, {"conditions of nothing", test_null}, {"keys of other tables", test_keys},
	{"rows that are named", test_rows_named}, {"checks of their own", test_own_checks}, {NULL, NULL},
};
