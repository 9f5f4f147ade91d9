/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: R10.3 X3 X5 */
#include "office/incoming_book.h"

#include "base/env.h"
#include "base/errors/office.h"
#include "base/time.h"
#include "office/page.h"
#include "rules/incoming.h"

/* ---- reading ---- */

#define CELLS \
	"i.number, i.twin, i.arrived_at, i.author, i.symbol, i.dated_at, i.kind, i.subject, i.receiver, i.passed_at, i.receipt, i.note, i.deadline_at, " \
	"i.progress, o.number, o.symbol, i.head_opinion, i.unit_opinion, i.proposal, a.state, a.reason, i.origin, i.urgency, a.id, g.name, a.verdict " \
	"FROM incoming i JOIN arrival a ON a.id = i.arrival JOIN agency g ON g.id = i.agency LEFT JOIN outgoing o ON o.document = i.answer "

trien_rc
tr_incoming_read(struct tr_sql *db, const struct tr_incoming_page *p, struct tr_sql_rows *out, struct trien_err *err)
{
	static const char all[] = "SELECT " CELLS "WHERE i.agency = $1 AND i.year = $2 AND (i.number, i.twin) > ($3, $4) ORDER BY i.number, i.twin LIMIT $5";
	static const char late[] = "SELECT " CELLS "WHERE i.agency = $1 AND i.year = $2 AND (i.number, i.twin) > ($3, $4) AND i.deadline_at < $5 "
				   "AND a.state IN ('registered', 'assigned') ORDER BY i.number, i.twin LIMIT $6";

	if (p->late_by == 0)
		return tr_sql_ask(db, all, TR_SQL_IN(TR_SQL_I(p->agency), TR_SQL_I(p->year), TR_SQL_I(p->number), TR_SQL_I(p->twin), TR_SQL_I(TR_OFFICE_PAGE)), out,
				err);
	return tr_sql_ask(db, late, TR_SQL_IN(TR_SQL_I(p->agency), TR_SQL_I(p->year), TR_SQL_I(p->number), TR_SQL_I(p->twin), TR_SQL_I(p->late_by),
			TR_SQL_I(TR_OFFICE_PAGE)), out, err);
}

trien_rc
tr_incoming_read_waiting(struct tr_sql *db, int64_t agency, int64_t after, struct tr_sql_rows *out, struct trien_err *err)
{
	static const char sql[] = "SELECT id, sender, state, arrived_at, COALESCE(findings, ''), COALESCE(retry_at, 0) FROM arrival "
				  "WHERE agency = $1 AND state IN ('retry', 'waiting') AND id > $2 ORDER BY id LIMIT $3";

	return tr_sql_ask(db, sql, TR_SQL_IN(TR_SQL_I(agency), TR_SQL_I(after), TR_SQL_I(TR_OFFICE_PAGE)), out, err);
}

static trien_rc
read_one(struct tr_sql *db, int64_t arrival, struct tr_sql_rows *out, struct trien_err *err)
{
	TR_TRY(tr_sql_ask(db, "SELECT " CELLS "WHERE i.arrival = $1", TR_SQL_IN(TR_SQL_I(arrival)), out, err));
	return out->count > 0 ? TRIEN_OK : TR_ERR(err, OFFICE_NOT_REGISTERED, TR_I("arrival", arrival));
}

/* ---- cells ---- */

static trien_rc
add_cell(struct tr_buf *out, const struct tr_sql_rows *rows, size_t row, enum tr_incoming_cell cell, struct trien_err *err)
{
	const struct tr_sql_value *v = tr_sql_cell(rows, row, cell);
	const bool day = cell == TR_IN_ARRIVED || cell == TR_IN_DATE || cell == TR_IN_PASSED || cell == TR_IN_DEADLINE;

	TR_TRY(tr_page_add(out, "<td>", err));
	TR_TRY(day ? tr_page_day(out, v, err) : tr_page_value(out, v, err));
	return tr_page_add(out, "</td>", err);
}

static trien_rc
add_number(struct tr_buf *out, const struct tr_sql_rows *rows, size_t row, struct trien_err *err)
{
	return tr_buf_addf(out, err, "<td>%02lld%s</td>", (long long)tr_sql_int(rows, row, TR_IN_NUMBER),
			tr_sql_int(rows, row, TR_IN_TWIN) > 0 ? " (trùng số)" : "");
}

/* The note, and what the books know besides. */
static trien_rc
add_note(struct tr_buf *out, const struct tr_sql_rows *rows, size_t row, struct trien_err *err)
{
	const enum tr_incoming_state s = tr_incoming_state_of(tr_sql_cell(rows, row, TR_IN_STATE)->b);
	const char *origin = tr_sql_text(rows, row, TR_IN_ORIGIN);

	TR_TRY(tr_page_add(out, "<td>", err));
	TR_TRY(tr_page_value(out, tr_sql_cell(rows, row, TR_IN_NOTE), err));
	if (s == TR_INCOMING_RECALLED || s == TR_INCOMING_REPLACED)
		TR_TRY(tr_buf_addf(out, err, " [%s]", tr_incoming_state_word(s)->vi));
	if (strcmp(origin, "taken") != 0)
		TR_TRY(tr_page_add(out, strcmp(origin, "late") == 0 ? " [vào sổ muộn]" : " [sổ cũ]", err));
	if (!tr_sql_cell(rows, row, TR_IN_REASON)->null) {
		TR_TRY(tr_page_add(out, " ", err));
		TR_TRY(tr_page_value(out, tr_sql_cell(rows, row, TR_IN_REASON), err));
	}
	return tr_page_add(out, "</td></tr>\n", err);
}

static trien_rc
add_what(struct tr_buf *out, const struct tr_sql_rows *rows, size_t row, struct trien_err *err)
{
	TR_TRY(tr_page_value(out, tr_sql_cell(rows, row, TR_IN_KIND), err));
	if (!tr_sql_cell(rows, row, TR_IN_KIND)->null)
		TR_TRY(tr_page_add(out, ". ", err));
	return tr_page_value(out, tr_sql_cell(rows, row, TR_IN_SUBJECT), err);
}

/* ---- the register ---- */

static trien_rc
add_line(struct tr_buf *out, const struct tr_sql_rows *rows, size_t row, struct trien_err *err)
{
	static const enum tr_incoming_cell before[] = {TR_IN_AUTHOR, TR_IN_SYMBOL, TR_IN_DATE}, behind[] = {TR_IN_RECEIVER, TR_IN_PASSED, TR_IN_RECEIPT};

	TR_TRY(tr_page_add(out, "<tr>", err));
	TR_TRY(add_cell(out, rows, row, TR_IN_ARRIVED, err));
	TR_TRY(add_number(out, rows, row, err));
	for (size_t i = 0; i < sizeof(before) / sizeof(*before); i++)
		TR_TRY(add_cell(out, rows, row, before[i], err));
	TR_TRY(tr_page_add(out, "<td>", err));
	TR_TRY(add_what(out, rows, row, err));
	TR_TRY(tr_page_add(out, "</td>", err));
	for (size_t i = 0; i < sizeof(behind) / sizeof(*behind); i++)
		TR_TRY(add_cell(out, rows, row, behind[i], err));
	return add_note(out, rows, row, err);
}

/* ---- the book of follow-up ---- */

/* Kind, number and symbol, date and author in one cell. */
static trien_rc
add_document(struct tr_buf *out, const struct tr_sql_rows *rows, size_t row, struct trien_err *err)
{
	TR_TRY(tr_page_add(out, "<td>", err));
	TR_TRY(add_what(out, rows, row, err));
	if (!tr_sql_cell(rows, row, TR_IN_SYMBOL)->null) {
		TR_TRY(tr_page_add(out, "; số ", err));
		TR_TRY(tr_page_value(out, tr_sql_cell(rows, row, TR_IN_SYMBOL), err));
	}
	if (!tr_sql_cell(rows, row, TR_IN_DATE)->null) {
		TR_TRY(tr_page_add(out, " ngày ", err));
		TR_TRY(tr_page_day(out, tr_sql_cell(rows, row, TR_IN_DATE), err));
	}
	TR_TRY(tr_page_add(out, "; ", err));
	TR_TRY(tr_page_value(out, tr_sql_cell(rows, row, TR_IN_AUTHOR), err));
	return tr_page_add(out, "</td>", err);
}

static trien_rc
add_answer(struct tr_buf *out, const struct tr_sql_rows *rows, size_t row, struct trien_err *err)
{
	TR_TRY(tr_page_add(out, "<td>", err));
	if (!tr_sql_cell(rows, row, TR_IN_ANSWER_NUMBER)->null) {
		TR_TRY(tr_buf_addf(out, err, "%02lld/", (long long)tr_sql_int(rows, row, TR_IN_ANSWER_NUMBER)));
		TR_TRY(tr_page_value(out, tr_sql_cell(rows, row, TR_IN_ANSWER_SYMBOL), err));
	}
	return tr_page_add(out, "</td>", err);
}

/* How far it is: what somebody wrote, else where it stands. */
static trien_rc
add_progress(struct tr_buf *out, const struct tr_sql_rows *rows, size_t row, struct trien_err *err)
{
	const struct tr_sql_value *progress = tr_sql_cell(rows, row, TR_IN_PROGRESS);

	TR_TRY(tr_page_add(out, "<td>", err));
	if (progress->null)
		TR_TRY(tr_page_add(out, tr_incoming_state_word(tr_incoming_state_of(tr_sql_cell(rows, row, TR_IN_STATE)->b))->vi, err));
	else
		TR_TRY(tr_page_value(out, progress, err));
	return tr_page_add(out, "</td>", err);
}

static trien_rc
add_followed(struct tr_buf *out, const struct tr_sql_rows *rows, size_t row, struct trien_err *err)
{
	TR_TRY(tr_page_add(out, "<tr>", err));
	TR_TRY(add_number(out, rows, row, err));
	TR_TRY(add_document(out, rows, row, err));
	TR_TRY(add_cell(out, rows, row, TR_IN_RECEIVER, err));
	TR_TRY(add_cell(out, rows, row, TR_IN_DEADLINE, err));
	TR_TRY(add_progress(out, rows, row, err));
	TR_TRY(add_answer(out, rows, row, err));
	return add_note(out, rows, row, err);
}

/* ---- the whole book ---- */

static trien_rc
add_lines(struct tr_sql *db, const struct tr_incoming_print *b, struct tr_buf *out, struct trien_err *err)
{
	struct tr_incoming_page p = {.agency = b->agency, .year = b->year};

	for (bool more = true; more;) {
		TR_AUTO_ROWS rows = {0};
		TR_TRY(tr_incoming_read(db, &p, &rows, err));
		more = rows.count == TR_OFFICE_PAGE;
		for (size_t i = 0; i < rows.count; i++) {
			TR_TRY(b->book == TR_INCOMING_REGISTER ? add_line(out, &rows, i, err) : add_followed(out, &rows, i, err));
			p.number = tr_sql_int(&rows, i, TR_IN_NUMBER);
			p.twin = tr_sql_int(&rows, i, TR_IN_TWIN);
		}
	}
	return TRIEN_OK;
}

/* From which day and number to which. */
static trien_rc
add_range(struct tr_sql *db, const struct tr_incoming_print *b, struct tr_buf *out, struct trien_err *err)
{
	static const char sql[] = "SELECT MIN(arrived_at), MAX(arrived_at), COALESCE(MIN(number), 0), COALESCE(MAX(number), 0), COUNT(*) FROM incoming "
				  "WHERE agency = $1 AND year = $2";
	TR_AUTO_ROWS rows = {0};

	TR_TRY(tr_sql_ask(db, sql, TR_SQL_IN(TR_SQL_I(b->agency), TR_SQL_I(b->year)), &rows, err));
	TR_TRY(tr_buf_addf(out, err, "<p>Năm %lld</p>\n<p>Từ ngày ", (long long)b->year));
	TR_TRY(tr_page_day(out, tr_sql_cell(&rows, 0, 0), err));
	TR_TRY(tr_page_add(out, " đến ngày ", err));
	TR_TRY(tr_page_day(out, tr_sql_cell(&rows, 0, 1), err));
	return tr_buf_addf(out, err, "</p>\n<p>Từ số %02lld đến số %02lld, gồm %lld văn bản</p>\n<p>Quyển số: ……</p>\n", (long long)tr_sql_int(&rows, 0, 2),
			(long long)tr_sql_int(&rows, 0, 3), (long long)tr_sql_int(&rows, 0, 4));
}

trien_rc
tr_incoming_html(struct tr_sql *db, const struct tr_incoming_print *b, struct tr_buf *out, struct trien_err *err)
{
	static const char *const columns[] = {"Ngày đến", "Số đến", "Tác giả", "Số, ký hiệu", "Ngày, tháng, năm văn bản", "Tên loại và trích yếu nội dung văn bản",
		"Đơn vị hoặc người nhận", "Ngày chuyển", "Ký nhận", "Ghi chú"};
	static const char *const followed[] = {"Số đến", "Tên loại, số, ký hiệu, ngày, tháng và cơ quan, tổ chức ban hành văn bản", "Đơn vị hoặc người nhận",
		"Thời hạn giải quyết", "Tiến độ giải quyết", "Số, ký hiệu văn bản trả lời", "Ghi chú"};
	const bool all = b->book == TR_INCOMING_REGISTER;

	TR_TRY(tr_page_begin(out, all ? "Sổ đăng ký văn bản đến" : "Sổ theo dõi giải quyết văn bản đến", err));
	TR_TRY(tr_page_add(out, "<div class=\"cover\">\n", err));
	TR_TRY(tr_page_agency(db, b->agency, out, err));
	TR_TRY(tr_page_add(out, all ? "<h1>SỔ ĐĂNG KÝ VĂN BẢN ĐẾN</h1>\n" : "<h1>SỔ THEO DÕI GIẢI QUYẾT VĂN BẢN ĐẾN</h1>\n", err));
	TR_TRY(add_range(db, b, out, err));
	TR_TRY(tr_page_head(db, b->now, out, err));
	TR_TRY(tr_page_add(out, "</div>\n", err));
	TR_TRY(all ? tr_page_table(out, columns, sizeof(columns) / sizeof(*columns), err)
		   : tr_page_table(out, followed, sizeof(followed) / sizeof(*followed), err));
	TR_TRY(add_lines(db, b, out, err));
	return tr_page_add(out, "</tbody></table>\n</body></html>\n", err);
}

/* ---- one document ---- */

static trien_rc
add_part(struct tr_buf *out, const char *head, const struct tr_sql_value *v, struct trien_err *err)
{
	TR_TRY(tr_buf_addf(out, err, "<h3>%s</h3>\n<p>", head));
	TR_TRY(v->null ? tr_page_add(out, "……………………………………", err) : tr_page_value(out, v, err));
	return tr_page_add(out, "</p>\n", err);
}

trien_rc
tr_incoming_slip(struct tr_sql *db, int64_t arrival, struct tr_buf *out, struct trien_err *err)
{
	TR_AUTO_ROWS r = {0};

	TR_TRY(read_one(db, arrival, &r, err));
	TR_TRY(tr_page_begin(out, "Phiếu giải quyết văn bản đến", err));
	TR_TRY(tr_page_add(out, "<p><b>", err));
	TR_TRY(tr_page_value(out, tr_sql_cell(&r, 0, TR_IN_AGENCY), err));
	TR_TRY(tr_buf_addf(out, err, "</b></p>\n<h1>PHIẾU GIẢI QUYẾT VĂN BẢN ĐẾN</h1>\n<p>Số đến: %02lld; ngày đến: ", (long long)tr_sql_int(&r, 0, TR_IN_NUMBER)));
	TR_TRY(tr_page_day(out, tr_sql_cell(&r, 0, TR_IN_ARRIVED), err));
	TR_TRY(tr_page_add(out, "</p>\n<table><tbody><tr>", err));
	TR_TRY(add_document(out, &r, 0, err));
	TR_TRY(tr_page_add(out, "</tr></tbody></table>\n<p>Thời hạn giải quyết: ", err));
	TR_TRY(tr_page_day(out, tr_sql_cell(&r, 0, TR_IN_DEADLINE), err));
	TR_TRY(tr_page_add(out, "</p>\n", err));
	TR_TRY(add_part(out, "Ý kiến của lãnh đạo cơ quan, tổ chức: giao đơn vị, cá nhân chủ trì, phối hợp; thời hạn", tr_sql_cell(&r, 0, TR_IN_HEAD_OPINION), err));
	TR_TRY(add_part(out, "Ý kiến của lãnh đạo đơn vị: giao cá nhân; thời hạn", tr_sql_cell(&r, 0, TR_IN_UNIT_OPINION), err));
	TR_TRY(add_part(out, "Ý kiến đề xuất của người giải quyết", tr_sql_cell(&r, 0, TR_IN_PROPOSAL), err));
	return tr_page_add(out, "</body></html>\n", err);
}

trien_rc
tr_incoming_stamp(struct tr_sql *db, int64_t arrival, struct tr_buf *out, struct trien_err *err)
{
	TR_AUTO_ROWS r = {0};

	TR_TRY(read_one(db, arrival, &r, err));
	TR_TRY(tr_buf_add_bytes(out, tr_sql_cell(&r, 0, TR_IN_AGENCY)->b, err));
	TR_TRY(tr_buf_addf(out, err, "\nĐẾN\nSố: %02lld\nNgày: ", (long long)tr_sql_int(&r, 0, TR_IN_NUMBER)));
	TR_TRY(tr_page_day(out, tr_sql_cell(&r, 0, TR_IN_ARRIVED), err));
	TR_TRY(tr_buf_addf(out, err, "\nChuyển: %s\nSố và ký hiệu HS: \n", tr_sql_cell(&r, 0, TR_IN_RECEIVER)->null ? "" : tr_sql_text(&r, 0, TR_IN_RECEIVER)));
	return TRIEN_OK;
}
