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
	"i.progress, o.number, o.symbol, i.head_opinion, i.unit_opinion, i.proposal, a.state, a.reason, i.origin, i.urgency, a.id, g.name, a.verdict, i.id " \
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
add_cells(struct tr_buf *out, const struct tr_sql_rows *rows, size_t row, const enum tr_incoming_cell *cells, size_t count, struct trien_err *err)
{
	for (size_t i = 0; i < count; i++) {
		const bool day = cells[i] == TR_IN_ARRIVED || cells[i] == TR_IN_DATE || cells[i] == TR_IN_PASSED || cells[i] == TR_IN_DEADLINE;
		const struct tr_sql_value *v = tr_sql_cell(rows, row, cells[i]);
		TR_TRY(day ? tr_page_day_cell(out, v, err) : tr_page_cell(out, v, err));
	}
	return TRIEN_OK;
}

static trien_rc
add_number(struct tr_buf *out, const struct tr_sql_rows *rows, size_t row, struct trien_err *err)
{
	TR_TRY(tr_printed_cell(out, err));
	return tr_buf_addf(out, err, "%02lld%s", (long long)tr_sql_int(rows, row, TR_IN_NUMBER), tr_sql_int(rows, row, TR_IN_TWIN) > 0 ? " (trùng số)" : "");
}

/* The note, and what the books know besides. */
static trien_rc
add_note(struct tr_sql *db, struct tr_buf *out, const struct tr_sql_rows *rows, size_t row, struct trien_err *err)
{
	static const char sql[] = "SELECT MAX(a.id), NULL FROM change c JOIN act a ON a.id = c.act WHERE c.book = 'incoming' AND c.object = $1 "
				  "AND a.what = 'arrival.correct'";
	const enum tr_incoming_state s = tr_incoming_state_of(tr_sql_cell(rows, row, TR_IN_STATE)->b);
	const char *origin = tr_sql_text(rows, row, TR_IN_ORIGIN);
	TR_AUTO_ROWS corrected = {0};

	TR_TRY(tr_page_cell(out, tr_sql_cell(rows, row, TR_IN_NOTE), err));
	if (s == TR_INCOMING_RECALLED || s == TR_INCOMING_REPLACED)
		TR_TRY(tr_buf_addf(out, err, " [%s]", tr_incoming_state_word(s)->vi));
	if (strcmp(origin, "taken") != 0)
		TR_TRY(tr_printed_say(out, strcmp(origin, "late") == 0 ? " [vào sổ muộn]" : " [sổ cũ]", err));
	if (!tr_sql_cell(rows, row, TR_IN_REASON)->null) {
		TR_TRY(tr_printed_say(out, " ", err));
		TR_TRY(tr_page_value(out, tr_sql_cell(rows, row, TR_IN_REASON), err));
	}
	TR_TRY(tr_sql_ask(db, sql, TR_SQL_IN(TR_SQL_I(tr_sql_int(rows, row, TR_IN_LINE))), &corrected, err));
	return tr_page_corrected(db, tr_sql_cell(&corrected, 0, 0), tr_sql_cell(&corrected, 0, 1), out, err);
}

static trien_rc
add_what(struct tr_buf *out, const struct tr_sql_rows *rows, size_t row, struct trien_err *err)
{
	TR_TRY(tr_page_cell(out, tr_sql_cell(rows, row, TR_IN_KIND), err));
	if (!tr_sql_cell(rows, row, TR_IN_KIND)->null)
		TR_TRY(tr_printed_say(out, ". ", err));
	return tr_page_value(out, tr_sql_cell(rows, row, TR_IN_SUBJECT), err);
}

/* ---- the register ---- */

static trien_rc
add_line(struct tr_sql *db, struct tr_buf *out, const struct tr_sql_rows *rows, size_t row, struct trien_err *err)
{
	static const enum tr_incoming_cell arrived[] = {TR_IN_ARRIVED}, before[] = {TR_IN_AUTHOR, TR_IN_SYMBOL, TR_IN_DATE},
					   behind[] = {TR_IN_RECEIVER, TR_IN_PASSED, TR_IN_RECEIPT};

	TR_TRY(add_cells(out, rows, row, arrived, 1, err));
	TR_TRY(add_number(out, rows, row, err));
	TR_TRY(add_cells(out, rows, row, before, sizeof(before) / sizeof(*before), err));
	TR_TRY(add_what(out, rows, row, err));
	TR_TRY(add_cells(out, rows, row, behind, sizeof(behind) / sizeof(*behind), err));
	return add_note(db, out, rows, row, err);
}

/* ---- the book of follow-up ---- */

/* Kind, number and symbol, date and author in one cell. */
static trien_rc
add_document(struct tr_buf *out, const struct tr_sql_rows *rows, size_t row, struct trien_err *err)
{
	TR_TRY(add_what(out, rows, row, err));
	if (!tr_sql_cell(rows, row, TR_IN_SYMBOL)->null) {
		TR_TRY(tr_printed_say(out, "; số ", err));
		TR_TRY(tr_page_value(out, tr_sql_cell(rows, row, TR_IN_SYMBOL), err));
	}
	if (!tr_sql_cell(rows, row, TR_IN_DATE)->null) {
		TR_TRY(tr_printed_say(out, " ngày ", err));
		TR_TRY(tr_page_day(out, tr_sql_cell(rows, row, TR_IN_DATE), err));
	}
	TR_TRY(tr_printed_say(out, "; ", err));
	return tr_page_value(out, tr_sql_cell(rows, row, TR_IN_AUTHOR), err);
}

static trien_rc
add_answer(struct tr_buf *out, const struct tr_sql_rows *rows, size_t row, struct trien_err *err)
{
	TR_TRY(tr_printed_cell(out, err));
	if (tr_sql_cell(rows, row, TR_IN_ANSWER_NUMBER)->null)
		return TRIEN_OK;
	TR_TRY(tr_buf_addf(out, err, "%02lld/", (long long)tr_sql_int(rows, row, TR_IN_ANSWER_NUMBER)));
	return tr_page_value(out, tr_sql_cell(rows, row, TR_IN_ANSWER_SYMBOL), err);
}

/* How far it is: what somebody wrote, else where it stands. */
static trien_rc
add_progress(struct tr_buf *out, const struct tr_sql_rows *rows, size_t row, struct trien_err *err)
{
	const struct tr_sql_value *progress = tr_sql_cell(rows, row, TR_IN_PROGRESS);

	TR_TRY(tr_page_cell(out, progress, err));
	return progress->null ? tr_printed_say(out, tr_incoming_state_word(tr_incoming_state_of(tr_sql_cell(rows, row, TR_IN_STATE)->b))->vi, err) : TRIEN_OK;
}

static trien_rc
add_followed(struct tr_sql *db, struct tr_buf *out, const struct tr_sql_rows *rows, size_t row, struct trien_err *err)
{
	static const enum tr_incoming_cell cells[] = {TR_IN_RECEIVER, TR_IN_DEADLINE};

	TR_TRY(add_number(out, rows, row, err));
	TR_TRY(add_document(out, rows, row, err));
	TR_TRY(add_cells(out, rows, row, cells, 2, err));
	TR_TRY(add_progress(out, rows, row, err));
	TR_TRY(add_answer(out, rows, row, err));
	return add_note(db, out, rows, row, err);
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
			TR_TRY(tr_printed_begin(out, TR_PRINTED_ROW, TR_PRINTED_PLAIN, err));
			TR_TRY(b->book == TR_INCOMING_REGISTER ? add_line(db, out, &rows, i, err) : add_followed(db, out, &rows, i, err));
			p.number = tr_sql_int(&rows, i, TR_IN_NUMBER);
			p.twin = tr_sql_int(&rows, i, TR_IN_TWIN);
		}
	}
	return TRIEN_OK;
}

/* From which day and number to which; and whether the year is closed. */
static trien_rc
add_range(struct tr_sql *db, const struct tr_incoming_print *b, struct tr_buf *out, struct trien_err *err)
{
	static const char sql[] = "SELECT MIN(arrived_at), MAX(arrived_at), COALESCE(MIN(number), 0), COALESCE(MAX(number), 0), COUNT(*) FROM incoming "
				  "WHERE agency = $1 AND year = $2";
	static const char closed[] = "SELECT MAX(closed_at) FROM closing WHERE agency = $1 AND year = $2 AND register = 'incoming'";
	TR_AUTO_ROWS rows = {0};
	TR_AUTO_ROWS end = {0};

	TR_TRY(tr_sql_ask(db, sql, TR_SQL_IN(TR_SQL_I(b->agency), TR_SQL_I(b->year)), &rows, err));
	TR_TRY(tr_sql_ask(db, closed, TR_SQL_IN(TR_SQL_I(b->agency), TR_SQL_I(b->year)), &end, err));
	TR_TRY(tr_printed_line(out, TR_PRINTED_PLAIN, "Từ ngày ", err));
	TR_TRY(tr_page_day(out, tr_sql_cell(&rows, 0, 0), err));
	TR_TRY(tr_printed_say(out, " đến ngày ", err));
	TR_TRY(tr_page_day(out, tr_sql_cell(&rows, 0, 1), err));
	TR_TRY(tr_printed_line(out, TR_PRINTED_PLAIN, "Từ số ", err));
	TR_TRY(tr_buf_addf(out, err, "%02lld đến số %02lld, gồm %lld văn bản", (long long)tr_sql_int(&rows, 0, 2), (long long)tr_sql_int(&rows, 0, 3),
			(long long)tr_sql_int(&rows, 0, 4)));
	if (!tr_sql_cell(&end, 0, 0)->null) {
		TR_TRY(tr_printed_say(out, "; sổ đã khóa ngày ", err));
		TR_TRY(tr_page_day(out, tr_sql_cell(&end, 0, 0), err));
	}
	return tr_printed_line(out, TR_PRINTED_PLAIN, "Quyển số: ……", err);
}

trien_rc
tr_incoming_print_book(struct tr_sql *db, const struct tr_incoming_print *b, struct tr_buf *out, struct trien_err *err)
{
	static const struct tr_page_column columns[] = {{8, "Ngày đến"}, {6, "Số đến"}, {12, "Tác giả"}, {11, "Số, ký hiệu"}, {8, "Ngày, tháng, năm văn bản"},
		{25, "Tên loại và trích yếu nội dung văn bản"}, {12, "Đơn vị hoặc người nhận"}, {8, "Ngày chuyển"}, {7, "Ký nhận"}, {11, "Ghi chú"}};
	static const struct tr_page_column followed[] = {{6, "Số đến"},
		{36, "Tên loại, số, ký hiệu, ngày, tháng và cơ quan, tổ chức ban hành văn bản"}, {13, "Đơn vị hoặc người nhận"}, {9, "Thời hạn giải quyết"},
		{13, "Tiến độ giải quyết"}, {11, "Số, ký hiệu văn bản trả lời"}, {12, "Ghi chú"}};
	const bool all = b->book == TR_INCOMING_REGISTER;
	const struct tr_page_book book = {all ? "Sổ đăng ký văn bản đến" : "Sổ theo dõi giải quyết văn bản đến",
		all ? "SỔ ĐĂNG KÝ VĂN BẢN ĐẾN" : "SỔ THEO DÕI GIẢI QUYẾT VĂN BẢN ĐẾN", b->agency, b->year};

	TR_TRY(tr_page_begin(db, &book, out, err));
	TR_TRY(add_range(db, b, out, err));
	TR_TRY(tr_page_head(db, b->now, out, err));
	TR_TRY(all ? tr_page_table(out, "", columns, sizeof(columns) / sizeof(*columns), err)
		   : tr_page_table(out, "", followed, sizeof(followed) / sizeof(*followed), err));
	return add_lines(db, b, out, err);
}

/* ---- one document ---- */

static trien_rc
add_part(struct tr_buf *out, const char *head, const struct tr_sql_value *v, struct trien_err *err)
{
	TR_TRY(tr_printed_line(out, TR_PRINTED_PART, head, err));
	TR_TRY(tr_printed_line(out, TR_PRINTED_PLAIN, v->null ? "……………………………………" : "", err));
	return tr_page_value(out, v, err);
}

trien_rc
tr_incoming_print_slip(struct tr_sql *db, int64_t arrival, struct tr_buf *out, struct trien_err *err)
{
	static const struct tr_page_column document[] = {{1, "Văn bản đến"}};
	TR_AUTO_ROWS r = {0};

	TR_TRY(read_one(db, arrival, &r, err));
	TR_TRY(tr_printed_begin(out, TR_PRINTED_ABOUT, TR_PRINTED_PLAIN, err));
	TR_TRY(tr_printed_cell(out, err));
	TR_TRY(tr_printed_say(out, "Phiếu giải quyết văn bản đến", err));
	TR_TRY(tr_printed_cell(out, err));
	TR_TRY(tr_buf_addf(out, err, "Số đến: %02lld", (long long)tr_sql_int(&r, 0, TR_IN_NUMBER)));
	TR_TRY(tr_printed_line(out, TR_PRINTED_STRONG, "", err));
	TR_TRY(tr_page_value(out, tr_sql_cell(&r, 0, TR_IN_AGENCY), err));
	TR_TRY(tr_printed_line(out, TR_PRINTED_HEADING, "PHIẾU GIẢI QUYẾT VĂN BẢN ĐẾN", err));
	TR_TRY(tr_printed_line(out, TR_PRINTED_PLAIN, "Số đến: ", err));
	TR_TRY(tr_buf_addf(out, err, "%02lld; ngày đến: ", (long long)tr_sql_int(&r, 0, TR_IN_NUMBER)));
	TR_TRY(tr_page_day(out, tr_sql_cell(&r, 0, TR_IN_ARRIVED), err));
	TR_TRY(tr_page_table(out, "", document, 1, err));
	TR_TRY(tr_printed_begin(out, TR_PRINTED_ROW, TR_PRINTED_PLAIN, err));
	TR_TRY(add_document(out, &r, 0, err));
	TR_TRY(tr_printed_line(out, TR_PRINTED_PLAIN, "Thời hạn giải quyết: ", err));
	TR_TRY(tr_page_day(out, tr_sql_cell(&r, 0, TR_IN_DEADLINE), err));
	TR_TRY(add_part(out, "Ý kiến của lãnh đạo cơ quan, tổ chức: giao đơn vị, cá nhân chủ trì, phối hợp; thời hạn", tr_sql_cell(&r, 0, TR_IN_HEAD_OPINION), err));
	TR_TRY(add_part(out, "Ý kiến của lãnh đạo đơn vị: giao cá nhân; thời hạn", tr_sql_cell(&r, 0, TR_IN_UNIT_OPINION), err));
	return add_part(out, "Ý kiến đề xuất của người giải quyết", tr_sql_cell(&r, 0, TR_IN_PROPOSAL), err);
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
