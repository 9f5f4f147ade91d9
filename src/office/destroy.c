/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: X1 R10.2 */
#include "office/destroy.h"

#include <stdio.h>

#include "base/env.h"

#include "office/office_parts.h"
#include "office/proof.h"
#include "registry/forget.h"

/* ---- files ---- */

/* Rows that are nothing without their file leave their book. */
static trien_rc
forget_rows(struct tr_acting *a, enum tr_book_number number, const char *of, int64_t document, struct trien_err *err)
{
	const struct tr_book *book = &tr_books[number];
	TR_AUTO_BUF sql = {0};
	TR_AUTO_ROWS rows = {0};

	TR_TRY(tr_buf_addf(&sql, err, "SELECT id FROM %s WHERE %s = $1 ORDER BY id%c", book->name, of, 0));
	TR_TRY(tr_sql_ask(a->db, (const char *)sql.p, TR_SQL_IN(TR_SQL_I(document)), &rows, err));
	for (size_t i = 0; i < rows.count; i++) {
		TR_AUTO_RECORD r = {0};
		TR_TRY(tr_record_load(a->db, book, tr_sql_int(&rows, i, 0), &r, err));
		TR_TRY(tr_acting_forget(a, &r, err));
	}
	return TRIEN_OK;
}

static trien_rc
forget_files(struct tr_acting *a, const struct tr_book *book, int64_t id, struct trien_err *err)
{
	TR_AUTO_RECORD r = {0};

	TR_TRY(tr_record_load(a->db, book, id, &r, err));
	TR_TRY(tr_acting_forget_files(a, &r, err));
	return tr_acting_put(a, &r, err);
}

/* Who signed when, and with which certificate, stays. */
static trien_rc
forget_steps(struct tr_acting *a, int64_t document, struct trien_err *err)
{
	TR_AUTO_ROWS rows = {0};

	TR_TRY(tr_sql_ask(a->db, "SELECT id FROM step WHERE document = $1 AND file IS NOT NULL ORDER BY id", TR_SQL_IN(TR_SQL_I(document)), &rows, err));
	for (size_t i = 0; i < rows.count; i++)
		TR_TRY(forget_files(a, &tr_books[TR_BOOK_step], tr_sql_int(&rows, i, 0), err));
	return TRIEN_OK;
}

static trien_rc
forget_parts(struct tr_acting *a, int64_t document, struct trien_err *err)
{
	static const enum tr_book_number books[] = {TR_BOOK_attachment, TR_BOOK_draft, TR_BOOK_signing, TR_BOOK_evidence};

	for (size_t i = 0; i < sizeof(books) / sizeof(*books); i++)
		TR_TRY(forget_rows(a, books[i], "document", document, err));
	return forget_steps(a, document, err);
}

/* ---- what its line in the register says from now on ---- */

static trien_rc
note_decision(const struct tr_record *list, const struct tr_sql_value *note, struct tr_buf *out, struct trien_err *err)
{
	const struct tr_sql_value *decision = &list->v[TR_destruction_decision];
	const struct tr_civil c = tr_civil_of(list->v[TR_destruction_decided_at].i, TR_ZONE_VIETNAM);

	if (!note->null && note->b.n > 0)
		TR_TRY(tr_buf_addf(out, err, "%.*s; ", (int)note->b.n, (const char *)note->b.p));
	return tr_buf_addf(out, err, "đã tiêu hủy theo Quyết định số %.*s ngày %02d/%02d/%04d%c", (int)decision->b.n, (const char *)decision->b.p, c.day, c.month,
			c.year, 0);
}

static trien_rc
note_line(struct tr_acting *a, const struct tr_kept *k, const struct tr_record *list, struct trien_err *err)
{
	static const char went[] = "SELECT id FROM outgoing WHERE document = $1", came[] = "SELECT id FROM incoming WHERE arrival = $1";
	const bool out = k->book == &tr_books[TR_BOOK_document];
	const struct tr_book *book = &tr_books[out ? TR_BOOK_outgoing : TR_BOOK_incoming];
	const size_t column = tr_book_column(book, "note");
	TR_AUTO_ROWS rows = {0};
	TR_AUTO_RECORD line = {0};
	TR_AUTO_BUF note = {0};

	TR_TRY(tr_sql_ask(a->db, out ? went : came, TR_SQL_IN(TR_SQL_I(k->id)), &rows, err));
	if (rows.count == 0)
		return TRIEN_OK;
	TR_TRY(tr_record_load(a->db, book, tr_sql_int(&rows, 0, 0), &line, err));
	TR_TRY(note_decision(list, &line.v[column], &note, err));
	tr_record_set_text(&line, column, (const char *)note.p);
	return tr_acting_put(a, &line, err);
}

trien_rc
tr_destroy(struct tr_acting *a, const struct tr_kept *k, const struct tr_record *list, struct trien_err *err)
{
	if (k->book == &tr_books[TR_BOOK_document])
		TR_TRY(forget_parts(a, k->id, err));
	else
		TR_TRY(forget_rows(a, TR_BOOK_enclosure, "arrival", k->id, err));
	TR_TRY(forget_files(a, k->book, k->id, err));
	TR_TRY(note_line(a, k, list, err));
	return tr_proof_end(a, k->book, k->id, err);
}
