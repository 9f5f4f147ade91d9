/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <jansson.h>
#include <stdio.h>

#include "registry/act_parts.h"
#include "registry/book_sql.h"
#include "registry/history.h"

struct verifying {
	struct tr_sql *db;
	tr_registry_found found;
	void *context;
	struct tr_registry_count *count;
	struct tr_hash *hash;
	struct tr_buf line;
	int64_t last_act;        /* that is judged */
	uint64_t act;            /* that comes next: they count up from 1 */
	const struct tr_book *book;
	int64_t from;  /* the least id that was not seen; a hand may write any */
	int64_t after; /* of the set that was seen last, the object */
	struct tr_buf words, key; /* of the set that was seen last */
	bool more;
};

static void
report(struct verifying *v, enum tr_registry_fault fault, const char *book, int64_t id)
{
	char object[TR_OBJECT_TEXT];

	snprintf(object, sizeof(object), "%s:%lld", book, (long long)id);
	v->count->faults++;
	if (v->found != NULL)
		v->found(v->context, fault, object);
}

/* Behind this row; none is behind the greatest id there is. */
static void
saw(struct verifying *v, int64_t id, bool page_is_full)
{
	v->more = page_is_full && id < INT64_MAX;
	v->from = v->more ? id + 1 : id;
}

/* ---- acts against their leaves ---- */

/* Up to this one: told as one, for somebody may have written an act with a number far behind. */
static void
report_missing(struct verifying *v, int64_t to)
{
	char object[2 * TR_OBJECT_TEXT];

	if (to < 1 || v->act > (uint64_t)to)
		return;
	if (v->act == (uint64_t)to)
		snprintf(object, sizeof(object), "act:%lld", (long long)to);
	else
		snprintf(object, sizeof(object), "act:%llu..%lld", (unsigned long long)v->act, (long long)to);
	v->count->faults++;
	if (v->found != NULL)
		v->found(v->context, TR_REGISTRY_ACT_MISSING, object);
}

static trien_rc
hash_changes(struct verifying *v, struct tr_sql *db, int64_t act, uint64_t *count, struct trien_err *err)
{
	static const char sql[] = "SELECT n, book, object, version, content FROM change WHERE act = $1 AND n >= $2 ORDER BY n LIMIT $3";
	int64_t from = INT64_MIN; /* a number below 0 is a hand's */

	*count = 0;
	for (bool more = true; more;) {
		TR_AUTO_ROWS rows = {0};
		TR_TRY(tr_sql_ask(db, sql, TR_SQL_IN(TR_SQL_I(act), TR_SQL_I(from), TR_SQL_I(TR_HISTORY_PAGE)), &rows, err));
		for (size_t i = 0; i < rows.count; i++, ++*count) {
			const struct tr_change_row c = {(uint64_t)tr_sql_int(&rows, i, 0), tr_sql_text(&rows, i, 1), tr_sql_int(&rows, i, 2),
				tr_sql_int(&rows, i, 3), tr_sql_cell(&rows, i, 4)};
			TR_TRY(tr_act_hash_change(v->hash, &c, &v->line, err));
			more = (int64_t)c.n < INT64_MAX;
			from = more ? (int64_t)c.n + 1 : from;
		}
		more = more && rows.count == TR_HISTORY_PAGE;
	}
	return TRIEN_OK;
}

static trien_rc
act_holds(struct verifying *v, struct tr_sql *db, const struct tr_sql_rows *rows, size_t i, bool *holds, struct trien_err *err)
{
	const struct tr_sql_value *account = tr_sql_cell(rows, i, 12);
	const struct tr_act_row a = {.id = tr_sql_int(rows, i, 0), .at = tr_sql_int(rows, i, 1), .effective_at = tr_sql_int(rows, i, 2),
		.actor = tr_sql_text(rows, i, 3), .role = tr_sql_text(rows, i, 4), .what = tr_sql_text(rows, i, 5),
		.object = tr_sql_text(rows, i, 6), .reason = tr_sql_cell(rows, i, 7)->null ? NULL : tr_sql_text(rows, i, 7),
		.compensates = tr_sql_int(rows, i, 8), .changes = (uint64_t)tr_sql_int(rows, i, 9), .account = account->null ? 0 : account->i};
	uint8_t digest[TR_DIGEST_MAX];
	struct tr_act_leaf leaf;
	TR_AUTO_BUF entry = {0};
	uint64_t count;

	TR_TRY(hash_changes(v, db, a.id, &count, err));
	TR_TRY(tr_act_hash_done(v->hash, &a, &v->line, digest, err));
	tr_act_leaf_fill(&a, TR_BYTES(digest, 32), &leaf);
	TR_TRY(tr_audit_entry_write(&leaf.act, &entry, err));
	*holds = a.id > 0 && (account->null || account->i != 0) && count == a.changes && tr_bytes_equal(TR_BYTES(digest, 32), tr_sql_cell(rows, i, 10)->b) &&
		 tr_bytes_equal(tr_buf_view(&entry), tr_sql_cell(rows, i, 11)->b);
	return TRIEN_OK;
}

static trien_rc
verify_acts(struct tr_sql *db, void *context, struct trien_err *err)
{
	static const char sql[] = "SELECT a.id, a.at, a.effective_at, a.actor, a.role, a.what, a.object, a.reason, COALESCE(a.compensates, 0), "
				  "a.changes, a.hash, l.entry, a.account FROM act a LEFT JOIN audit_leaf l ON l.log = a.log AND l.idx = a.idx "
				  "WHERE a.id >= $1 AND a.id <= $2 ORDER BY a.id LIMIT $3";
	struct verifying *v = context;
	TR_AUTO_ROWS rows = {0};
	bool holds;

	TR_TRY(tr_sql_ask(db, sql, TR_SQL_IN(TR_SQL_I(v->from), TR_SQL_I(v->last_act), TR_SQL_I(TR_HISTORY_PAGE)), &rows, err));
	v->more = false;
	for (size_t i = 0; i < rows.count; i++) {
		const int64_t id = tr_sql_int(&rows, i, 0);
		report_missing(v, id > 0 ? id - 1 : 0);
		TR_TRY(act_holds(v, db, &rows, i, &holds, err));
		v->count->acts++;
		if (!holds)
			report(v, TR_REGISTRY_ACT_CHANGED, "act", id);
		saw(v, id, rows.count == TR_HISTORY_PAGE);
		v->act = id > 0 ? (uint64_t)id + 1 : v->act;
	}
	if (!v->more)
		report_missing(v, v->last_act);
	return TRIEN_OK;
}

/* Changes of acts that never were: no act's leaf stands for them. Of acts that are missing it is told already. */
static trien_rc
verify_strays(struct tr_sql *db, void *context, struct trien_err *err)
{
	static const char sql[] = "SELECT DISTINCT c.act FROM change c WHERE c.act >= $1 AND (c.act < 1 OR c.act > $2) AND NOT EXISTS "
				  "(SELECT 1 FROM act a WHERE a.id = c.act) ORDER BY c.act LIMIT $3";
	struct verifying *v = context;
	TR_AUTO_ROWS rows = {0};

	TR_TRY(tr_sql_ask(db, sql, TR_SQL_IN(TR_SQL_I(v->from), TR_SQL_I(v->last_act), TR_SQL_I(TR_HISTORY_PAGE)), &rows, err));
	v->more = false;
	for (size_t i = 0; i < rows.count; i++) {
		report(v, TR_REGISTRY_ACT_CHANGED, "act", tr_sql_int(&rows, i, 0));
		saw(v, tr_sql_int(&rows, i, 0), rows.count == TR_HISTORY_PAGE);
	}
	return TRIEN_OK;
}

/* The number of the last act that the audit trail knows, or the table. */
static trien_rc
find_last_act(struct tr_sql *db, void *context, struct trien_err *err)
{
	static const char sql[] = "SELECT log, idx, entry FROM audit_leaf WHERE log < $1 OR (log = $1 AND idx < $2) "
				  "ORDER BY log DESC, idx DESC LIMIT $3";
	struct verifying *v = context;
	int64_t log = INT64_MAX, index = 0;
	TR_AUTO_ROWS last = {0};

	for (v->last_act = 0, v->more = true; v->more && v->last_act == 0;) {
		TR_AUTO_ROWS rows = {0};
		TR_TRY(tr_sql_ask(db, sql, TR_SQL_IN(TR_SQL_I(log), TR_SQL_I(index), TR_SQL_I(TR_AUDIT_PAGE)), &rows, err));
		for (size_t i = 0; i < rows.count && v->last_act == 0; i++) {
			const struct tr_bytes entry = tr_sql_cell(&rows, i, 2)->b;
			json_t *o = json_loadb((const char *)entry.p, entry.n, 0, NULL);
			v->last_act = json_integer_value(json_object_get(o, "number"));
			json_decref(o);
			log = tr_sql_int(&rows, i, 0);
			index = tr_sql_int(&rows, i, 1);
		}
		v->more = rows.count == TR_AUDIT_PAGE;
	}
	TR_TRY(tr_sql_ask(db, "SELECT COALESCE(MAX(id), 0) FROM act", NULL, 0, &last, err));
	if (tr_sql_int(&last, 0, 0) > v->last_act)
		v->last_act = tr_sql_int(&last, 0, 0);
	return TRIEN_OK;
}

/* ---- rows against history ---- */

/* What scopes go by: the parent's way, and then its own number. */
static trien_rc
path_holds(struct tr_sql *db, const struct tr_record *r, bool *holds, struct trien_err *err)
{
	static const char sql[] = "SELECT a.path, COALESCE((SELECT p.path FROM agency p WHERE p.id = a.parent), '') FROM agency a WHERE a.id = $1";
	TR_AUTO_ROWS rows = {0};
	TR_AUTO_BUF path = {0};

	TR_TRY(tr_sql_ask(db, sql, TR_SQL_IN(TR_SQL_I(r->id)), &rows, err));
	TR_TRY(tr_buf_addf(&path, err, "%s%08llx", tr_sql_text(&rows, 0, 1), (unsigned long long)r->id & 0xffffffff));
	*holds = tr_bytes_equal(tr_sql_cell(&rows, 0, 0)->b, tr_buf_view(&path));
	return TRIEN_OK;
}

static trien_rc
row_holds(const struct verifying *v, struct tr_sql *db, const struct tr_sql_rows *rows, size_t i, bool *holds, bool *found, struct trien_err *err)
{
	const size_t keys = TR_BOOK_HEAD + v->book->count, content = rows->columns - 1;
	TR_AUTO_RECORD r = {0};
	TR_AUTO_BUF is = {0};
	TR_AUTO_COMPUTED c = {0};

	TR_TRY(tr_record_take(v->book, rows, i, &r, err));
	TR_TRY(tr_record_content(&r, &is, err));
	TR_TRY(tr_compute_keys(&r, &c, err));
	*holds = tr_bytes_equal(tr_buf_view(&is), tr_sql_cell(rows, i, content)->b) && r.act == tr_sql_int(rows, i, content - 1) &&
		 r.version == tr_sql_int(rows, i, content - 2);
	if (c.sort.n > 0)
		*holds = *holds && tr_bytes_are(tr_sql_cell(rows, i, keys)->b, (const char *)c.sort.p) &&
			 tr_bytes_are(tr_sql_cell(rows, i, keys + 1)->b, (const char *)c.search.p);
	if (*holds && r.book == &tr_books[TR_BOOK_agency])
		TR_TRY(path_holds(db, &r, holds, err));
	*found = true;
	return *holds && c.sort.n > 0 ? tr_words_are_all(db, &r, &c, found, err) : TRIEN_OK;
}

/* The rows of a book with what their last act made of them. */
static trien_rc
ask_rows(const struct verifying *v, struct tr_sql *db, struct tr_sql_rows *out, struct trien_err *err)
{
	TR_AUTO_BUF sql = {0};

	TR_TRY(tr_buf_addf(&sql, err, "SELECT b.id, b.version, b.act"));
	for (size_t i = 0; i < v->book->count; i++)
		TR_TRY(tr_buf_addf(&sql, err, ", b.%s", v->book->columns[i].name));
	TR_TRY(tr_buf_addf(&sql, err, "%s, (SELECT MAX(d.version) FROM change d WHERE d.book = $1 AND d.object = b.id), COALESCE(a.id, 0), c.content "
				      "FROM %s b LEFT JOIN change c ON c.book = $1 AND c.object = b.id AND c.version = b.version "
				      "LEFT JOIN act a ON a.id = c.act WHERE b.id >= $2 ORDER BY b.id LIMIT $3%c",
			v->book->named >= 0 ? ", b.sort_key, b.search_key" : "", v->book->name, 0));
	return tr_sql_ask(db, (const char *)sql.p, TR_SQL_IN(TR_SQL_T(v->book->name), TR_SQL_I(v->from),
			TR_SQL_I(TR_HISTORY_PAGE)), out, err);
}

static trien_rc
verify_rows(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct verifying *v = context;
	TR_AUTO_ROWS rows = {0};

	TR_TRY(ask_rows(v, db, &rows, err));
	v->more = false;
	for (size_t i = 0; i < rows.count; i++) {
		const int64_t id = tr_sql_int(&rows, i, 0);
		bool holds = false, found = false;
		saw(v, id, rows.count == TR_HISTORY_PAGE);
		v->count->rows++;
		if (tr_sql_cell(&rows, i, rows.columns - 1)->null) {
			report(v, TR_REGISTRY_ROW_EXTRA, v->book->name, id);
			continue;
		}
		TR_TRY(row_holds(v, db, &rows, i, &holds, &found, err));
		if (!holds)
			report(v, TR_REGISTRY_ROW_CHANGED, v->book->name, id);
		if (!found)
			report(v, TR_REGISTRY_WORDS_MISSING, v->book->name, id);
	}
	return TRIEN_OK;
}

/* Rows that ought to be there. */
static trien_rc
verify_missing(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct verifying *v = context;
	TR_AUTO_BUF sql = {0};
	TR_AUTO_ROWS rows = {0};

	TR_TRY(tr_buf_addf(&sql, err, "SELECT c.object FROM change c LEFT JOIN %s b ON b.id = c.object WHERE c.book = $1 AND c.object >= $2 "
				      "AND c.act <= $3 AND c.content IS NOT NULL AND b.id IS NULL AND NOT EXISTS "
				      "(SELECT 1 FROM change d WHERE d.book = $1 AND d.object = c.object AND d.version > c.version) "
				      "ORDER BY c.object LIMIT $4%c", v->book->name, 0));
	TR_TRY(tr_sql_ask(db, (const char *)sql.p, TR_SQL_IN(TR_SQL_T(v->book->name), TR_SQL_I(v->from), TR_SQL_I(v->last_act),
			TR_SQL_I(TR_HISTORY_PAGE)), &rows, err));
	v->more = false;
	for (size_t i = 0; i < rows.count; i++) {
		report(v, TR_REGISTRY_ROW_MISSING, v->book->name, tr_sql_int(&rows, i, 0));
		saw(v, tr_sql_int(&rows, i, 0), rows.count == TR_HISTORY_PAGE);
	}
	return TRIEN_OK;
}

/* ---- sets of words against names ---- */

/* By the keys as they ought to be: those of a row may have been changed by hand, which is told of the row. */
static trien_rc
set_is_of_name(struct tr_sql *db, const struct tr_book *b, int64_t id, const struct tr_sql_value *words, const struct tr_sql_value *sort, bool *out,
		struct trien_err *err)
{
	TR_AUTO_RECORD r = {0};
	TR_AUTO_COMPUTED c = {0};

	TR_TRY(tr_record_load(db, b, id, &r, err));
	TR_TRY(tr_compute_keys(&r, &c, err));
	*out = false;
	return tr_bytes_are(sort->b, (const char *)c.sort.p) ? tr_words_hold((const char *)c.search.p, words->b, out, err) : TRIEN_OK;
}

/* words, sort_key, object, agency; of the row its agency, sort_key, search_key. */
static trien_rc
set_holds(struct tr_sql *db, const struct tr_book *b, const struct tr_sql_rows *rows, size_t i, bool *holds, struct trien_err *err)
{
	*holds = false;
	if (tr_sql_cell(rows, i, 4)->null || tr_sql_int(rows, i, 3) != tr_sql_int(rows, i, 4))
		return TRIEN_OK;
	if (tr_bytes_equal(tr_sql_cell(rows, i, 1)->b, tr_sql_cell(rows, i, 5)->b))
		TR_TRY(tr_words_hold(tr_sql_text(rows, i, 6), tr_sql_cell(rows, i, 0)->b, holds, err));
	return *holds ? TRIEN_OK : set_is_of_name(db, b, tr_sql_int(rows, i, 2), tr_sql_cell(rows, i, 0), tr_sql_cell(rows, i, 1), holds, err);
}

static trien_rc
ask_sets(const struct verifying *v, struct tr_sql *db, struct tr_sql_rows *out, struct trien_err *err)
{
	TR_AUTO_BUF sql = {0};

	TR_TRY(tr_buf_addf(&sql, err, "SELECT w.words, w.sort_key, w.object, w.agency, b.%s, b.sort_key, b.search_key FROM word_set w LEFT JOIN %s b "
				      "ON b.id = w.object WHERE w.book = $1 AND (w.words, w.sort_key, w.object) > ($2, $3, $4) ORDER BY w.words, w.sort_key, "
				      "w.object LIMIT %u%c", v->book->scope, v->book->name, TR_WORDS_PAGE, 0));
	return tr_sql_ask(db, (const char *)sql.p, TR_SQL_IN(TR_SQL_T(v->book->name), TR_SQL_TN(v->words.p, v->words.n), TR_SQL_TN(v->key.p, v->key.n),
			TR_SQL_I(v->after)), out, err);
}

static trien_rc
verify_sets(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct verifying *v = context;
	TR_AUTO_ROWS rows = {0};
	bool holds = false;

	TR_TRY(ask_sets(v, db, &rows, err));
	for (size_t i = 0; i < rows.count; i++) {
		TR_TRY(set_holds(db, v->book, &rows, i, &holds, err));
		if (!holds)
			report(v, TR_REGISTRY_WORDS_EXTRA, v->book->name, tr_sql_int(&rows, i, 2));
	}
	v->more = rows.count == TR_WORDS_PAGE;
	if (!v->more)
		return TRIEN_OK;
	v->after = tr_sql_int(&rows, rows.count - 1, 2);
	tr_buf_clear(&v->words);
	tr_buf_clear(&v->key);
	TR_TRY(tr_buf_add_bytes(&v->words, tr_sql_cell(&rows, rows.count - 1, 0)->b, err));
	return tr_buf_add_bytes(&v->key, tr_sql_cell(&rows, rows.count - 1, 1)->b, err);
}

/* Of a book that has no names, or that there is not. */
static trien_rc
verify_sets_of_none(struct tr_sql *db, void *context, struct trien_err *err)
{
	static const char sql[] = "SELECT book, object FROM word_set WHERE book > $1 ORDER BY book, words, sort_key, object LIMIT 1";
	struct verifying *v = context;
	TR_AUTO_ROWS rows = {0};

	TR_TRY(tr_sql_ask(db, sql, TR_SQL_IN(TR_SQL_TN(v->words.p, v->words.n)), &rows, err));
	v->more = rows.count > 0;
	if (!v->more)
		return TRIEN_OK;
	const struct tr_book *b = tr_book_find(tr_sql_text(&rows, 0, 0));
	if (b == NULL || b->named < 0)
		report(v, TR_REGISTRY_WORDS_EXTRA, tr_sql_text(&rows, 0, 0), tr_sql_int(&rows, 0, 1));
	tr_buf_clear(&v->words);
	return tr_buf_add_bytes(&v->words, tr_sql_cell(&rows, 0, 0)->b, err);
}

/* ---- all of it ---- */

static trien_rc
pages(struct verifying *v, tr_sql_work work, struct trien_err *err)
{
	v->from = INT64_MIN;
	v->after = 0;
	tr_buf_clear(&v->words);
	tr_buf_clear(&v->key);
	do {
		TR_TRY(tr_sql_transact(v->db, TR_SQL_READ, work, v, err));
	} while (v->more);
	return TRIEN_OK;
}

static trien_rc
verify(struct verifying *v, struct trien_err *err)
{
	TR_TRY(tr_sql_transact(v->db, TR_SQL_READ, find_last_act, v, err));
	v->act = 1;
	TR_TRY(pages(v, verify_acts, err));
	TR_TRY(pages(v, verify_strays, err));
	for (size_t i = 0; i < TR_BOOK_COUNT; i++) {
		v->book = &tr_books[i];
		TR_TRY(pages(v, verify_rows, err));
		TR_TRY(pages(v, verify_missing, err));
		if (v->book->named >= 0)
			TR_TRY(pages(v, verify_sets, err));
	}
	return pages(v, verify_sets_of_none, err);
}

trien_rc
tr_registry_verify(struct tr_sql *db, tr_registry_found found, void *context, struct tr_registry_count *out, struct trien_err *err)
{
	struct tr_registry_count count = {0};
	struct verifying v = {.db = db, .found = found, .context = context, .count = &count};

	TR_TRY(tr_hash_new(TR_SHA256, &v.hash, err));
	const trien_rc rc = verify(&v, err);
	tr_hash_free(v.hash);
	tr_buf_free(&v.line);
	tr_buf_free(&v.words);
	tr_buf_free(&v.key);
	if (rc == TRIEN_OK)
		*out = count;
	return rc;
}
