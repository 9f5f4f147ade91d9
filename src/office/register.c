/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: X3 X5 */
#include "office/register.h"

#include <stdio.h>

#include "base/env.h"
#include "base/time.h"
#include "office/office.h"
#include "office/page.h"

trien_rc
tr_register_read(struct tr_sql *db, const struct tr_register_page *p, struct tr_sql_rows *out, struct trien_err *err)
{
	static const char sql[] = "SELECT o.series, o.number, o.twin, o.symbol, o.dated_at, d.kind, d.subject, d.signer, d.recipients, o.copy_keeper, o.copies, "
				  "o.sent_at, o.receipt, o.note, d.state, d.reason, d.id, o.id, o.origin FROM outgoing o LEFT JOIN document d ON d.id = o.document "
				  "WHERE o.agency = $1 AND o.year = $2 AND (o.series, o.number, o.twin) > ($3, $4, $5) ORDER BY o.series, o.number, o.twin LIMIT $6";

	return tr_sql_ask(db, sql, TR_SQL_IN(TR_SQL_I(p->agency), TR_SQL_I(p->year), TR_SQL_T(p->series), TR_SQL_I(p->number), TR_SQL_I(p->twin),
			TR_SQL_I(TR_OFFICE_PAGE)), out, err);
}

/* ---- as it is printed ---- */

/* The acts that last corrected a line: of the document's row, of the register's. */
static trien_rc
read_corrected(struct tr_sql *db, int64_t document, int64_t entry, struct tr_sql_rows *out, struct trien_err *err)
{
	static const char sql[] = "SELECT (SELECT MAX(a.id) FROM change c JOIN act a ON a.id = c.act WHERE c.book = 'document' AND c.object = $1 "
				  "AND a.what = 'document.correct'), (SELECT MAX(a.id) FROM change c JOIN act a ON a.id = c.act WHERE c.book = 'outgoing' "
				  "AND c.object = $2 AND a.what = 'document.correct')";

	return tr_sql_ask(db, sql, TR_SQL_IN(TR_SQL_I(document), TR_SQL_I(entry)), out, err);
}

static trien_rc
add_number(struct tr_buf *out, const struct tr_sql_rows *rows, size_t row, struct trien_err *err)
{
	const struct tr_sql_value *symbol = tr_sql_cell(rows, row, TR_REGISTER_SYMBOL);

	TR_TRY(tr_printed_cell(out, err));
	TR_TRY(tr_buf_addf(out, err, "%02lld", (long long)tr_sql_int(rows, row, TR_REGISTER_NUMBER)));
	if (!symbol->null) {
		TR_TRY(tr_printed_say(out, "/", err));
		TR_TRY(tr_printed_add(out, symbol->b, err));
	}
	return tr_printed_say(out, tr_sql_int(rows, row, TR_REGISTER_TWIN) > 0 ? " (trùng số)" : "", err);
}

/* The note, and what the books know besides: void, recalled, replaced, late, of an old book, kept, corrected. */
static trien_rc
add_note(struct tr_sql *db, struct tr_buf *out, const struct tr_sql_rows *rows, size_t row, struct trien_err *err)
{
	const struct tr_sql_value *state = tr_sql_cell(rows, row, TR_REGISTER_STATE), *reason = tr_sql_cell(rows, row, TR_REGISTER_REASON),
				  *document = tr_sql_cell(rows, row, TR_REGISTER_DOCUMENT);
	const enum tr_document_state s = state->null ? TR_DOCUMENT_NONE : tr_document_state_of(state->b);
	const char *origin = tr_sql_text(rows, row, TR_REGISTER_ORIGIN);
	TR_AUTO_ROWS corrected = {0};

	TR_TRY(tr_page_cell(out, tr_sql_cell(rows, row, TR_REGISTER_NOTE), err));
	if (s == TR_DOCUMENT_NONE)
		TR_TRY(tr_printed_say(out, " [số giữ trước, chưa dùng]", err));
	else if (s != TR_DOCUMENT_ISSUED)
		TR_TRY(tr_buf_addf(out, err, " [%s]", tr_document_state_word(s)->vi));
	if (strcmp(origin, "late") == 0)
		TR_TRY(tr_printed_say(out, " [vào sổ muộn]", err));
	if (strcmp(origin, "legacy") == 0)
		TR_TRY(tr_printed_say(out, " [sổ cũ]", err));
	if (!reason->null) {
		TR_TRY(tr_printed_say(out, " ", err));
		TR_TRY(tr_printed_add(out, reason->b, err));
	}
	TR_TRY(read_corrected(db, document->null ? 0 : document->i, tr_sql_int(rows, row, TR_REGISTER_ENTRY), &corrected, err));
	return tr_page_corrected(db, tr_sql_cell(&corrected, 0, 0), tr_sql_cell(&corrected, 0, 1), out, err);
}

static trien_rc
add_line(struct tr_sql *db, struct tr_buf *out, const struct tr_sql_rows *rows, size_t row, struct trien_err *err)
{
	static const enum tr_register_cell cells[] = {TR_REGISTER_SIGNER, TR_REGISTER_RECIPIENTS, TR_REGISTER_COPY_KEEPER, TR_REGISTER_COPIES};
	const struct tr_sql_value *kind = tr_sql_cell(rows, row, TR_REGISTER_KIND), *subject = tr_sql_cell(rows, row, TR_REGISTER_SUBJECT);

	TR_TRY(tr_printed_begin(out, TR_PRINTED_ROW, TR_PRINTED_PLAIN, err));
	TR_TRY(add_number(out, rows, row, err));
	TR_TRY(tr_page_day_cell(out, tr_sql_cell(rows, row, TR_REGISTER_DATE), err));
	TR_TRY(tr_page_cell(out, kind, err));
	if (!kind->null) {
		TR_TRY(tr_printed_say(out, ". ", err));
		TR_TRY(tr_printed_add(out, subject->b, err));
	}
	for (size_t i = 0; i < sizeof(cells) / sizeof(*cells); i++)
		TR_TRY(tr_page_cell(out, tr_sql_cell(rows, row, cells[i]), err));
	TR_TRY(tr_page_day_cell(out, tr_sql_cell(rows, row, TR_REGISTER_SENT), err));
	TR_TRY(tr_page_cell(out, tr_sql_cell(rows, row, TR_REGISTER_RECEIPT), err));
	return add_note(db, out, rows, row, err);
}

static trien_rc
open_table(struct tr_buf *out, const char *series, struct trien_err *err)
{
	static const struct tr_page_column columns[] = {{11, "Số, ký hiệu văn bản"}, {8, "Ngày, tháng, năm văn bản"},
		{25, "Tên loại và trích yếu nội dung văn bản"}, {10, "Người ký"}, {12, "Nơi nhận văn bản"}, {9, "Đơn vị, người nhận bản lưu"},
		{5, "Số lượng bản"}, {8, "Ngày chuyển"}, {7, "Ký nhận"}, {13, "Ghi chú"}};

	return tr_page_table(out, strcmp(series, "*") == 0 ? "Tất cả các loại văn bản" : series, columns, sizeof(columns) / sizeof(*columns), err);
}

static trien_rc
add_lines(struct tr_sql *db, int64_t agency, int64_t year, struct tr_buf *out, struct trien_err *err)
{
	char series[TR_OFFICE_CODE_MAX + 1] = "";
	struct tr_register_page p = {agency, year, series, 0, 0};
	bool more = true;

	while (more) {
		TR_AUTO_ROWS rows = {0};
		TR_TRY(tr_register_read(db, &p, &rows, err));
		more = rows.count == TR_OFFICE_PAGE;
		for (size_t i = 0; i < rows.count; i++) {
			const char *now = tr_sql_text(&rows, i, TR_REGISTER_SERIES);
			if (strcmp(now, series) != 0) {
				TR_TRY(open_table(out, now, err));
				snprintf(series, sizeof(series), "%s", now);
			}
			TR_TRY(add_line(db, out, &rows, i, err));
			p.number = tr_sql_int(&rows, i, TR_REGISTER_NUMBER);
			p.twin = tr_sql_int(&rows, i, TR_REGISTER_TWIN);
		}
	}
	return series[0] != '\0' ? TRIEN_OK : tr_printed_line(out, TR_PRINTED_PLAIN, "Năm này chưa có văn bản.", err);
}

/* ---- the cover ---- */

/* From which day to which, and how many; and whether the year is closed. */
static trien_rc
add_range(struct tr_sql *db, int64_t agency, int64_t year, struct tr_buf *out, struct trien_err *err)
{
	static const char sql[] = "SELECT MIN(dated_at), MAX(dated_at), COUNT(*) FROM outgoing WHERE agency = $1 AND year = $2";
	static const char closed[] = "SELECT MAX(closed_at) FROM closing WHERE agency = $1 AND year = $2 AND register = 'outgoing'";
	TR_AUTO_ROWS rows = {0};
	TR_AUTO_ROWS end = {0};

	TR_TRY(tr_sql_ask(db, sql, TR_SQL_IN(TR_SQL_I(agency), TR_SQL_I(year)), &rows, err));
	TR_TRY(tr_sql_ask(db, closed, TR_SQL_IN(TR_SQL_I(agency), TR_SQL_I(year)), &end, err));
	TR_TRY(tr_printed_line(out, TR_PRINTED_PLAIN, "Từ ngày ", err));
	TR_TRY(tr_page_day(out, tr_sql_cell(&rows, 0, 0), err));
	TR_TRY(tr_printed_say(out, " đến ngày ", err));
	TR_TRY(tr_page_day(out, tr_sql_cell(&rows, 0, 1), err));
	TR_TRY(tr_printed_line(out, TR_PRINTED_PLAIN, "Gồm ", err));
	TR_TRY(tr_buf_addf(out, err, "%lld số", (long long)tr_sql_int(&rows, 0, 2)));
	if (!tr_sql_cell(&end, 0, 0)->null) {
		TR_TRY(tr_printed_say(out, "; sổ đã khóa ngày ", err));
		TR_TRY(tr_page_day(out, tr_sql_cell(&end, 0, 0), err));
	}
	return tr_printed_line(out, TR_PRINTED_PLAIN, "Quyển số: ……", err);
}

trien_rc
tr_register_print(struct tr_sql *db, int64_t agency, int64_t year, int64_t now, struct tr_buf *out, struct trien_err *err)
{
	const struct tr_page_book book = {"Sổ đăng ký văn bản đi", "SỔ ĐĂNG KÝ VĂN BẢN ĐI", agency, year};

	TR_TRY(tr_page_begin(db, &book, out, err));
	TR_TRY(add_range(db, agency, year, out, err));
	TR_TRY(tr_page_head(db, now, out, err));
	return add_lines(db, agency, year, out, err);
}
