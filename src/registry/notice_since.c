/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What the last run of the notices has seen, and what may have come due since without a day's passing: certificates that an act has touched, those
 * that were renewed by one that was touched (as it is now or was before), and those whose mute has ended. More of them than a walk is worth, other
 * steps, or a clock that went back: everything is asked again.
 */
#include "registry/notice_parts.h"

#include <stdlib.h>

#include "base/errors/registry.h"

void
tr_notice_since_free(struct tr_notice_since *s)
{
	tr_buf_free(&s->touched);
}

size_t
tr_notice_touched_count(const struct tr_notice_since *s)
{
	return s->touched.n / sizeof(int64_t);
}

int64_t
tr_notice_touched(const struct tr_notice_since *s, size_t i)
{
	int64_t id;

	memcpy(&id, s->touched.p + i * sizeof(id), sizeof(id));
	return id;
}

/* ---- touched ---- */

static trien_rc
add(struct tr_notice_since *s, int64_t id, struct trien_err *err)
{
	return tr_buf_add_bytes(&s->touched, TR_BYTES((const uint8_t *)&id, sizeof(id)), err);
}

static trien_rc
add_about(struct tr_notice_since *s, struct tr_bytes about, struct trien_err *err)
{
	TR_AUTO_BUF text = {0};
	const struct tr_book *book;
	int64_t id;

	TR_TRY(tr_buf_add_bytes(&text, about, err));
	TR_TRY(tr_buf_add_byte(&text, '\0', err));
	if (tr_object_read((const char *)text.p, &book, &id, NULL) == TRIEN_OK && book == &tr_books[TR_BOOK_certificate])
		TR_TRY(add(s, id, err));
	return TRIEN_OK;
}

/* A version of a certificate or a mute. One that somebody spoiled stops no notice: then everything is asked. */
static trien_rc
add_version(struct tr_notice_since *s, const struct tr_book *book, struct tr_bytes content, struct trien_err *err)
{
	TR_AUTO_RECORD r = {0};
	const trien_rc rc = tr_record_of_content(book, content, &r, err);

	s->all |= rc == TRIEN_E_REGISTRY_CONTENT;
	if (rc != TRIEN_OK)
		return s->all ? TRIEN_OK : rc;
	if (book == &tr_books[TR_BOOK_mute])
		return add_about(s, r.v[TR_mute_about].b, err);
	return r.v[TR_certificate_renews].null ? TRIEN_OK : add(s, r.v[TR_certificate_renews].i, err);
}

/* Each version that was written since, and the one before the first of them. */
static trien_rc
add_written(struct tr_sql *db, const struct tr_book *book, struct tr_notice_since *s, struct trien_err *err)
{
	static const char sql[] = "SELECT h.object, h.content, p.content FROM change h LEFT JOIN change p ON p.book = h.book AND p.object = h.object "
				  "AND p.version = h.version - 1 WHERE h.act > $1 AND h.book = $2 LIMIT $3";
	TR_AUTO_ROWS rows = {0};

	TR_TRY(tr_sql_ask(db, sql, TR_SQL_IN(TR_SQL_I(s->act), TR_SQL_T(book->name), TR_SQL_I(TR_NOTICE_TOUCHED_MAX + 1)), &rows, err));
	s->all |= rows.count > TR_NOTICE_TOUCHED_MAX;
	for (size_t i = 0; !s->all && i < rows.count; i++) {
		if (book == &tr_books[TR_BOOK_certificate])
			TR_TRY(add(s, tr_sql_int(&rows, i, 0), err));
		for (size_t column = 1; column <= 2; column++)
			if (!tr_sql_cell(&rows, i, column)->null)
				TR_TRY(add_version(s, book, tr_sql_cell(&rows, i, column)->b, err));
	}
	return TRIEN_OK;
}

static trien_rc
add_unmuted(struct tr_sql *db, int64_t now, struct tr_notice_since *s, struct trien_err *err)
{
	static const char sql[] = "SELECT about FROM mute WHERE until_at > $1 AND until_at <= $2 LIMIT $3";
	TR_AUTO_ROWS rows = {0};

	TR_TRY(tr_sql_ask(db, sql, TR_SQL_IN(TR_SQL_I(s->at), TR_SQL_I(now), TR_SQL_I(TR_NOTICE_TOUCHED_MAX + 1)), &rows, err));
	s->all |= rows.count > TR_NOTICE_TOUCHED_MAX;
	for (size_t i = 0; !s->all && i < rows.count; i++)
		TR_TRY(add_about(s, tr_sql_cell(&rows, i, 0)->b, err));
	return TRIEN_OK;
}

static int
compare(const void *a, const void *b)
{
	int64_t x, y;

	memcpy(&x, a, sizeof(x));
	memcpy(&y, b, sizeof(y));
	return (x > y) - (x < y);
}

static void
sort_touched(struct tr_notice_since *s)
{
	const size_t count = tr_notice_touched_count(s);
	size_t kept = 0;

	if (count > 0)
		qsort(s->touched.p, count, sizeof(int64_t), compare);
	for (size_t i = 0; i < count; i++)
		if (i == 0 || tr_notice_touched(s, i) != tr_notice_touched(s, i - 1))
			memmove(s->touched.p + kept++ * sizeof(int64_t), s->touched.p + i * sizeof(int64_t), sizeof(int64_t));
	s->touched.n = kept * sizeof(int64_t);
}

/* ---- the last run ---- */

static trien_rc
add_steps(struct tr_buf *out, struct trien_err *err)
{
	const unsigned *steps = tr_notice_steps(TR_NOTICE_EXPIRY);

	for (size_t i = 0; steps[i] != 0; i++)
		TR_TRY(tr_buf_addf(out, err, "%s%u", i == 0 ? "" : "/", steps[i]));
	return TRIEN_OK;
}

trien_rc
tr_notice_since_read(struct tr_sql *db, int64_t now, struct tr_notice_since *s, struct trien_err *err)
{
	TR_AUTO_BUF steps = {0};
	TR_AUTO_ROWS rows = {0};

	TR_TRY(add_steps(&steps, err));
	TR_TRY(tr_sql_ask(db, "SELECT at, act FROM notice_run WHERE steps = $1 AND at <= $2", TR_SQL_IN(TR_SQL_TN(steps.p, steps.n), TR_SQL_I(now)),
			&rows, err));
	s->all |= rows.count == 0;
	if (s->all)
		return TRIEN_OK;
	s->at = tr_sql_int(&rows, 0, 0);
	s->act = tr_sql_int(&rows, 0, 1);
	TR_TRY(add_written(db, &tr_books[TR_BOOK_certificate], s, err));
	TR_TRY(add_written(db, &tr_books[TR_BOOK_mute], s, err));
	TR_TRY(add_unmuted(db, now, s, err));
	sort_touched(s);
	return TRIEN_OK;
}

trien_rc
tr_notice_since_keep(struct tr_sql *db, int64_t now, struct trien_err *err)
{
	static const char sql[] = "INSERT INTO notice_run (id, at, act, steps) VALUES (1, $1, (SELECT COALESCE(MAX(id), 0) FROM act), $2) "
				  "ON CONFLICT (id) DO UPDATE SET at = excluded.at, act = excluded.act, steps = excluded.steps";
	TR_AUTO_BUF steps = {0};

	TR_TRY(add_steps(&steps, err));
	return tr_sql_run(db, sql, TR_SQL_IN(TR_SQL_I(now), TR_SQL_TN(steps.p, steps.n)), NULL, err);
}
