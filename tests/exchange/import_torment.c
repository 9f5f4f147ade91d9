/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * kill -9 in the middle of imports, on both back ends: import_torment ROUNDS. A child imports a CSV, a spreadsheet and pictures again and again, and undoes the
 * pictures; it is killed, on PostgreSQL the server too, every few rounds. After each round every import is there whole or not at all.
 * Requirement: X4
 */
#include <stdio.h>
#include <unistd.h>

#include "exchange/export.h"
#include "exchange/picture.h"
#include "exchange/xlsx.h"
#include "registry/history.h"
#include "torment.h"

#define AT 1790000000 /* 2026-09-21 */
#define ROWS 30
#define PICTURES 8

static struct tr_buf sheets[2];

/* ---- what is imported ---- */

static struct tr_act
act_of(const char *what, struct tr_blobs *blobs)
{
	return (struct tr_act){.actor = "system", .role = "admin", .what = what, .reason = "mẫu", .at = AT, .effective_at = AT, .blobs = blobs};
}

static trien_rc
import_table(struct tr_sql *db, const char *book, struct tr_table *t, struct tr_blobs *blobs, struct trien_err *err)
{
	const struct tr_act act = act_of("torment", blobs);
	struct tr_import_row rows[ROWS];
	struct tr_import i = {.book = tr_book_find(book), .table = t, .act = &act, .rows = rows};
	const trien_rc rc = tr_import_table(db, &i, TR_ACT_DO, err);

	tr_table_free(t);
	return rc;
}

/* ROWS rows of a book: all have the same name. */
static trien_rc
import_csv(struct tr_sql *db, const char *book, const char *head, const char *rest, const char *name, struct tr_blobs *blobs, struct trien_err *err)
{
	TR_AUTO_BUF csv = {0};
	struct tr_table t;

	TR_TRY(tr_buf_addf(&csv, err, "code,name%s\n", head));
	for (unsigned i = 0; i < ROWS; i++)
		TR_TRY(tr_buf_addf(&csv, err, "M%u,%s%s\n", i, name, rest));
	TR_TRY(tr_csv_read(tr_buf_view(&csv), &t, err));
	return import_table(db, book, &t, blobs, err);
}

static trien_rc
import_pictures(struct tr_sql *db, struct tr_blobs *blobs, const char *name, struct trien_err *err)
{
	static const char *const keys[PICTURES] = {"M0", "M1", "M2", "M3", "M4", "M5", "M6", "M7"};
	const struct tr_act act = act_of("torment", blobs);
	struct tr_picture_file files[PICTURES] = {{0}};
	const struct tr_picture_files all = {.items = files, .count = PICTURES};
	struct tr_import_row rows[PICTURES];
	struct tr_picture_import i = {.files = &all, .act = &act, .rows = rows};

	for (unsigned k = 0; k < PICTURES; k++) {
		char content[96];
		snprintf(content, sizeof(content), "%s %s", name, keys[k]);
		files[k].path = files[k].key = keys[k];
		TR_TRY(tr_blob_put(blobs, TR_BYTES(content, strlen(content)), files[k].blob, err));
	}
	return tr_picture_import(db, &i, TR_ACT_DO, err);
}

static trien_rc
put_certificates(struct tr_acting *a, void *context, struct trien_err *err)
{
	for (unsigned i = 0; i < PICTURES; i++) {
		struct tr_record r = tr_record_of(&tr_books[TR_BOOK_certificate]);
		char fingerprint[8];
		snprintf(fingerprint, sizeof(fingerprint), "f%u", i);
		for (size_t k = 0; k < r.book->count; k++)
			if (r.book->columns[k].kind == TR_COLUMN_TEXT && r.book->columns[k].required)
				tr_record_set_text(&r, k, k == TR_certificate_fingerprint ? fingerprint : "Mẫu");
		tr_record_set_text(&r, TR_certificate_holder, "person");
		tr_record_set_text(&r, TR_certificate_chain, "trusted");
		tr_record_set_text(&r, TR_certificate_state, "active");
		tr_record_set_text(&r, TR_certificate_blob, context);
		tr_record_set_int(&r, TR_certificate_person, i + 1);
		tr_record_set_int(&r, TR_certificate_agency, 1);
		for (const size_t *k = (const size_t[]){TR_certificate_not_before, TR_certificate_not_after, TR_certificate_state_from, TR_certificate_renewals, SIZE_MAX}; *k != SIZE_MAX; k++)
			tr_record_set_int(&r, *k, 1);
		TR_TRY(tr_acting_put(a, &r, err));
	}
	return TRIEN_OK;
}

static trien_rc
export(struct tr_sql *db, void *context, struct trien_err *err)
{
	const struct tr_list_query q = {.book = &tr_books[TR_BOOK_unit], .viewer = {.scope = TR_SCOPE_PROVINCE}};
	size_t rows;

	tr_buf_clear(context);
	return tr_export_xlsx(db, &q, TRIEN_LANG_VI, context, &rows, err);
}

/* An agency, people with certificates, and units: as spreadsheets with the one name and with the other. */
static void
set_up(void)
{
	struct trien_err err = {0};
	struct tr_sql *db = torment_make(1);
	struct tr_blobs *blobs = torment_open_blobs();
	struct tr_table t;
	char name[TR_HEX256 + 1];

	torment_must(tr_csv_read(TR_BYTES_LIT("code,name,kind\nH00,UBND tỉnh Mẫu,province\n"), &t, &err), &err, "agency");
	torment_must(import_table(db, "agency", &t, blobs, &err), &err, "agency");
	torment_must(import_csv(db, "person", ",agency", ",H00", "Mẫu", blobs, &err), &err, "people");
	torment_must(tr_blob_put(blobs, TR_BYTES_LIT("a certificate"), name, &err), &err, "put");
	const struct tr_act act = act_of("torment", blobs);
	torment_must(tr_act_do(db, &act, TR_ACT_DO, put_certificates, name, NULL, &err), &err, "certificates");
	for (unsigned i = 0; i < 2; i++) {
		torment_must(import_csv(db, "unit", "", "", i == 0 ? "Mẫu" : "Mẫu khác", blobs, &err), &err, "units");
		torment_must(tr_sql_transact(db, TR_SQL_READ, export, &sheets[i], &err), &err, "export");
	}
	tr_blobs_close(blobs);
	tr_sql_close(db);
}

/* ---- the child ---- */

/* The newest import of pictures that stands; 0: none does. */
static trien_rc
find_standing(struct tr_sql *db, void *context, struct trien_err *err)
{
	static const char sql[] = "SELECT COALESCE(MAX(act), 0) FROM picture";
	TR_AUTO_ROWS rows = {0};

	TR_TRY(tr_sql_ask(db, sql, NULL, 0, &rows, err));
	*(int64_t *)context = tr_sql_int(&rows, 0, 0);
	return TRIEN_OK;
}

static trien_rc
one_step(struct tr_sql *db, struct tr_blobs *blobs, const char *name, unsigned step, struct trien_err *err)
{
	const struct tr_act undo = act_of("act.undo", blobs);
	struct tr_table t;
	int64_t id;

	switch (step % 4) {
	case 0:
		return import_pictures(db, blobs, name, err);
	case 1:
		return import_csv(db, "person", "", "", name, blobs, err);
	case 2:
		TR_TRY(tr_xlsx_read(tr_buf_view(&sheets[step / 4 % 2]), NULL, &t, err));
		return import_table(db, "unit", &t, blobs, err);
	default:
		TR_TRY(tr_sql_transact(db, TR_SQL_READ, find_standing, &id, err));
		return id != 0 ? tr_act_undo(db, &undo, TR_ACT_DO, id, NULL, err) : TRIEN_OK;
	}
}

static void
import_until_killed(unsigned round, int begun)
{
	struct trien_err err = {0};
	struct tr_sql *db = torment_open();
	struct tr_blobs *blobs = torment_open_blobs();

	torment_check(write(begun, "", 1) == 1, "pipe");
	for (unsigned step = round;; step++) { /* each round begins with another kind */
		char name[64];
		snprintf(name, sizeof(name), "Mẫu %u của %u", step, round);
		const trien_rc rc = one_step(db, blobs, name, step, &err);
		torment_check(rc == TRIEN_OK || torment.on_server, "an import fails"); /* there the server may be gone */
		if (rc != TRIEN_OK)
			_exit(2);
	}
}

/* ---- the parent ---- */

static trien_rc
whole(struct tr_sql *db, void *context, struct trien_err *err)
{
	/* Acts with leaves; people of one name, units of one name; each act as many changes as its files have rows, pictures by eights; every document referred to. */
	static const char sql[] = "SELECT (SELECT COUNT(*) FROM act) + 1 - (SELECT size FROM audit_log), (SELECT COUNT(DISTINCT name) FROM person), (SELECT COUNT(DISTINCT name) FROM unit), "
				  "(SELECT COUNT(*) FROM (SELECT act FROM change WHERE book IN ('person', 'unit') GROUP BY act HAVING COUNT(*) <> 30) x), "
				  "(SELECT COUNT(*) FROM (SELECT act FROM change WHERE book = 'picture' GROUP BY act HAVING COUNT(*) <> 8) x), "
				  "(SELECT COUNT(*) FROM change WHERE book IN ('picture', 'certificate') AND content IS NOT NULL) - (SELECT CAST(SUM(refs) AS bigint) FROM blob), "
				  "(SELECT COUNT(*) FROM act), (SELECT COUNT(*) FROM act WHERE compensates IS NOT NULL)";
	TR_AUTO_ROWS rows = {0};

	TR_TRY(tr_sql_ask(db, sql, NULL, 0, &rows, err));
	torment_check(tr_sql_int(&rows, 0, 0) == 0, "an act without its leaf");
	torment_check(tr_sql_int(&rows, 0, 1) == 1 && tr_sql_int(&rows, 0, 2) == 1 && tr_sql_int(&rows, 0, 3) == 0, "half a table");
	torment_check(tr_sql_int(&rows, 0, 4) == 0, "half a folder of pictures");
	torment_check(tr_sql_int(&rows, 0, 5) == 0, "references that are too many or too few");
	((int64_t *)context)[0] = tr_sql_int(&rows, 0, 6);
	((int64_t *)context)[1] = tr_sql_int(&rows, 0, 7);
	return TRIEN_OK;
}

static void
check_end(unsigned rounds)
{
	struct trien_err err = {0};
	struct tr_sql *db = torment_open();
	struct tr_registry_count books;
	int64_t counts[2];

	torment_must(tr_sql_transact(db, TR_SQL_READ, whole, counts, &err), &err, "count");
	const unsigned orphans = torment_sweep(db, PICTURES * rounds);
	torment_must(tr_registry_verify(db, NULL, NULL, &books, &err), &err, "books");
	torment_check(books.faults == 0 && (int64_t)books.acts == counts[0], "the books are not what the trail says");
	printf("%u kills, %lld acts, %lld undone, %llu rows, %u orphans swept\n", rounds, (long long)counts[0], (long long)counts[1],
			(unsigned long long)books.rows, orphans);
	torment_check(counts[1] > 0, "nothing was undone");
	tr_sql_close(db);
}

static void
run(unsigned rounds)
{
	struct trien_err err = {0};
	int64_t counts[2];

	set_up();
	for (unsigned round = 0; round < rounds; round++) {
		torment_kill(round, import_until_killed, 2000000);
		struct tr_sql *db = torment_open();
		torment_must(tr_sql_transact(db, TR_SQL_READ, whole, counts, &err), &err, "count");
		tr_sql_close(db);
	}
	check_end(rounds);
	tr_buf_free(&sheets[0]);
	tr_buf_free(&sheets[1]);
}

int
main(int argc, char **argv)
{
	return torment_main(argc, argv, run);
}
