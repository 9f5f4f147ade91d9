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

/* ---- HTML ---- */

static trien_rc
add_cell(struct tr_buf *out, const struct tr_sql_rows *rows, size_t row, enum tr_register_cell cell, struct trien_err *err)
{
	const struct tr_sql_value *v = tr_sql_cell(rows, row, cell);

	TR_TRY(tr_page_add(out, "<td>", err));
	if (cell == TR_REGISTER_DATE || cell == TR_REGISTER_SENT)
		TR_TRY(tr_page_day(out, v, err));
	else
		TR_TRY(tr_page_value(out, v, err));
	return tr_page_add(out, "</td>", err);
}

static trien_rc
add_number(struct tr_buf *out, const struct tr_sql_rows *rows, size_t row, struct trien_err *err)
{
	const struct tr_sql_value *symbol = tr_sql_cell(rows, row, TR_REGISTER_SYMBOL);

	TR_TRY(tr_buf_addf(out, err, "<tr><td>%02lld", (long long)tr_sql_int(rows, row, TR_REGISTER_NUMBER)));
	if (!symbol->null) {
		TR_TRY(tr_page_add(out, "/", err));
		TR_TRY(tr_page_safe(out, symbol->b, err));
	}
	return tr_page_add(out, tr_sql_int(rows, row, TR_REGISTER_TWIN) > 0 ? " (trùng số)</td>" : "</td>", err);
}

/* The note, and what the books know besides: void, recalled, replaced, late, kept, doubled. */
static trien_rc
add_note(struct tr_buf *out, const struct tr_sql_rows *rows, size_t row, struct trien_err *err)
{
	const struct tr_sql_value *state = tr_sql_cell(rows, row, TR_REGISTER_STATE), *reason = tr_sql_cell(rows, row, TR_REGISTER_REASON),
				  *note = tr_sql_cell(rows, row, TR_REGISTER_NOTE);
	const enum tr_document_state s = state->null ? TR_DOCUMENT_NONE : tr_document_state_of(state->b);

	TR_TRY(tr_page_add(out, "<td>", err));
	if (!note->null)
		TR_TRY(tr_page_safe(out, note->b, err));
	if (s == TR_DOCUMENT_NONE)
		TR_TRY(tr_page_add(out, " [số giữ trước, chưa dùng]", err));
	else if (s != TR_DOCUMENT_ISSUED)
		TR_TRY(tr_buf_addf(out, err, " [%s]", tr_document_state_word(s)->vi));
	if (strcmp(tr_sql_text(rows, row, TR_REGISTER_ORIGIN), "late") == 0)
		TR_TRY(tr_page_add(out, " [vào sổ muộn]", err));
	if (!reason->null) {
		TR_TRY(tr_page_add(out, " ", err));
		TR_TRY(tr_page_safe(out, reason->b, err));
	}
	return tr_page_add(out, "</td></tr>\n", err);
}

static trien_rc
add_line(struct tr_buf *out, const struct tr_sql_rows *rows, size_t row, struct trien_err *err)
{
	static const enum tr_register_cell cells[] = {TR_REGISTER_SIGNER, TR_REGISTER_RECIPIENTS, TR_REGISTER_COPY_KEEPER, TR_REGISTER_COPIES,
		TR_REGISTER_SENT, TR_REGISTER_RECEIPT};
	const struct tr_sql_value *kind = tr_sql_cell(rows, row, TR_REGISTER_KIND), *subject = tr_sql_cell(rows, row, TR_REGISTER_SUBJECT);

	TR_TRY(add_number(out, rows, row, err));
	TR_TRY(add_cell(out, rows, row, TR_REGISTER_DATE, err));
	TR_TRY(tr_page_add(out, "<td>", err));
	if (!kind->null) {
		TR_TRY(tr_page_safe(out, kind->b, err));
		TR_TRY(tr_page_add(out, ". ", err));
		TR_TRY(tr_page_safe(out, subject->b, err));
	}
	TR_TRY(tr_page_add(out, "</td>", err));
	for (size_t i = 0; i < sizeof(cells) / sizeof(*cells); i++)
		TR_TRY(add_cell(out, rows, row, cells[i], err));
	return add_note(out, rows, row, err);
}

static trien_rc
open_table(struct tr_buf *out, const char *series, struct trien_err *err)
{
	static const char *const heads[] = {"Số, ký hiệu văn bản", "Ngày, tháng, năm văn bản", "Tên loại và trích yếu nội dung văn bản", "Người ký",
		"Nơi nhận văn bản", "Đơn vị, người nhận bản lưu", "Số lượng bản", "Ngày chuyển", "Ký nhận", "Ghi chú"};

	TR_TRY(tr_page_add(out, "<h2>", err));
	if (strcmp(series, "*") == 0)
		TR_TRY(tr_page_add(out, "Tất cả các loại văn bản", err));
	else
		TR_TRY(tr_page_safe(out, TR_BYTES(series, strlen(series)), err));
	TR_TRY(tr_page_add(out, "</h2>\n", err));
	return tr_page_table(out, heads, sizeof(heads) / sizeof(*heads), err);
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
				TR_TRY(tr_page_add(out, series[0] != '\0' ? "</tbody></table>\n" : "", err));
				TR_TRY(open_table(out, now, err));
				snprintf(series, sizeof(series), "%s", now);
			}
			TR_TRY(add_line(out, &rows, i, err));
			p.number = tr_sql_int(&rows, i, TR_REGISTER_NUMBER);
			p.twin = tr_sql_int(&rows, i, TR_REGISTER_TWIN);
		}
	}
	return tr_page_add(out, series[0] != '\0' ? "</tbody></table>\n" : "<p>Năm này chưa có văn bản.</p>\n", err);
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
	TR_TRY(tr_buf_addf(out, err, "<h1>SỔ ĐĂNG KÝ VĂN BẢN ĐI</h1>\n<p>Năm %lld</p>\n<p>Từ ngày ", (long long)year));
	TR_TRY(tr_page_day(out, tr_sql_cell(&rows, 0, 0), err));
	TR_TRY(tr_page_add(out, " đến ngày ", err));
	TR_TRY(tr_page_day(out, tr_sql_cell(&rows, 0, 1), err));
	TR_TRY(tr_buf_addf(out, err, "</p>\n<p>Gồm %lld số", (long long)tr_sql_int(&rows, 0, 2)));
	if (!tr_sql_cell(&end, 0, 0)->null) {
		TR_TRY(tr_page_add(out, "; sổ đã khóa ngày ", err));
		TR_TRY(tr_page_day(out, tr_sql_cell(&end, 0, 0), err));
	}
	return tr_page_add(out, "</p>\n<p>Quyển số: ……</p>\n", err);
}

trien_rc
tr_register_html(struct tr_sql *db, int64_t agency, int64_t year, int64_t now, struct tr_buf *out, struct trien_err *err)
{
	TR_TRY(tr_page_begin(out, "Sổ đăng ký văn bản đi", err));
	TR_TRY(tr_page_add(out, "<div class=\"cover\">\n", err));
	TR_TRY(tr_page_agency(db, agency, out, err));
	TR_TRY(add_range(db, agency, year, out, err));
	TR_TRY(tr_page_head(db, now, out, err));
	TR_TRY(tr_page_add(out, "</div>\n", err));
	TR_TRY(add_lines(db, agency, year, out, err));
	return tr_page_add(out, "</body></html>\n", err);
}
