/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: X5 */
/* Minutes of a hand-over with its list (Decree 30/2020, Annex V: Mục lục hồ sơ, tài liệu nộp lưu; Biên bản giao nhận hồ sơ, tài liệu). */
#include <string.h>

#include "base/env.h"
#include "base/errors/registry.h"
#include "base/time.h"
#include "office/handover.h"
#include "office/limits.h"
#include "office/office.h"
#include "office/page.h"
#include "registry/column_words.h"

enum { AGENCY, KIND, GIVER, TAKER, BY, GIVEN, TAKEN, REASON, STATE, LINES, DOCUMENTS };

static trien_rc
add_moment(struct tr_buf *out, const struct tr_sql_value *at, struct trien_err *err)
{
	if (at->null)
		return tr_printed_say(out, "……", err);
	const struct tr_civil c = tr_civil_of(at->i, TR_ZONE_VIETNAM);
	return tr_buf_addf(out, err, "%02d giờ %02d, ngày %02d/%02d/%04d", c.hour, c.minute, c.day, c.month, c.year);
}

static trien_rc
add_side(struct tr_buf *out, const char *side, const struct tr_sql_value *name, const char *does, const struct tr_sql_value *at, struct trien_err *err)
{
	TR_TRY(tr_printed_line(out, TR_PRINTED_PLAIN, side, err));
	TR_TRY(tr_page_value(out, name, err));
	TR_TRY(tr_printed_say(out, does, err));
	return add_moment(out, at, err);
}

static trien_rc
add_head(struct tr_sql *db, const struct tr_sql_rows *h, int64_t now, struct tr_buf *out, struct trien_err *err)
{
	const bool archives = strcmp(tr_sql_text(h, 0, KIND), tr_handover_kind_word(TR_HANDOVER_ARCHIVE)->word) == 0;
	const char *title = archives ? "Biên bản giao nhận hồ sơ, tài liệu nộp lưu" : "Biên bản bàn giao công việc văn thư";

	TR_TRY(tr_printed_begin(out, TR_PRINTED_ABOUT, TR_PRINTED_PLAIN, err));
	TR_TRY(tr_printed_cell(out, err));
	TR_TRY(tr_printed_say(out, title, err));
	TR_TRY(tr_printed_cell(out, err));
	TR_TRY(tr_page_value(out, tr_sql_cell(h, 0, AGENCY), err));
	TR_TRY(tr_printed_line(out, TR_PRINTED_STRONG, "", err));
	TR_TRY(tr_page_value(out, tr_sql_cell(h, 0, AGENCY), err));
	TR_TRY(tr_printed_line(out, TR_PRINTED_HEADING, archives ? "BIÊN BẢN GIAO NHẬN HỒ SƠ, TÀI LIỆU NỘP LƯU" : "BIÊN BẢN BÀN GIAO CÔNG VIỆC VĂN THƯ", err));
	TR_TRY(add_side(out, "Bên giao: ", tr_sql_cell(h, 0, GIVER), "; giao lúc ", tr_sql_cell(h, 0, GIVEN), err));
	if (!tr_sql_cell(h, 0, BY)->null) {
		TR_TRY(tr_printed_line(out, TR_PRINTED_PLAIN, "Giao thay: ", err));
		TR_TRY(tr_page_value(out, tr_sql_cell(h, 0, BY), err));
	}
	TR_TRY(add_side(out, "Bên nhận: ", tr_sql_cell(h, 0, TAKER), "; nhận lúc ", tr_sql_cell(h, 0, TAKEN), err));
	TR_TRY(tr_printed_line(out, TR_PRINTED_PLAIN, "Tình trạng: ", err));
	TR_TRY(tr_printed_say(out, tr_handover_state_word(tr_handover_state_of(tr_sql_cell(h, 0, STATE)->b))->vi, err));
	if (!tr_sql_cell(h, 0, REASON)->null) {
		TR_TRY(tr_printed_say(out, "; lý do: ", err));
		TR_TRY(tr_page_value(out, tr_sql_cell(h, 0, REASON), err));
	}
	TR_TRY(tr_printed_line(out, TR_PRINTED_PLAIN, "Tổng số: ", err));
	TR_TRY(tr_buf_addf(out, err, "%lld %s", (long long)tr_sql_int(h, 0, LINES), archives ? "hồ sơ" : "việc"));
	if (archives)
		TR_TRY(tr_buf_addf(out, err, ", %lld văn bản", (long long)tr_sql_int(h, 0, DOCUMENTS)));
	TR_TRY(tr_printed_line(out, TR_PRINTED_PLAIN, "Đại diện bên giao (ký, ghi rõ họ tên): ……………………………………", err));
	TR_TRY(tr_printed_line(out, TR_PRINTED_PLAIN, "Đại diện bên nhận (ký, ghi rõ họ tên): ……………………………………", err));
	return tr_page_head(db, now, out, err);
}

/* ---- the list ---- */

static trien_rc
add_dossier(struct tr_buf *out, const struct tr_sql_rows *rows, size_t i, struct trien_err *err)
{
	const int64_t years = tr_sql_int(rows, i, TR_HANDOVER_YEARS);

	TR_TRY(tr_page_cell(out, tr_sql_cell(rows, i, TR_HANDOVER_SYMBOL), err));
	TR_TRY(tr_page_cell(out, tr_sql_cell(rows, i, TR_HANDOVER_TITLE), err));
	TR_TRY(tr_page_day_cell(out, tr_sql_cell(rows, i, TR_HANDOVER_FROM), err));
	TR_TRY(tr_printed_say(out, " – ", err));
	TR_TRY(tr_page_day(out, tr_sql_cell(rows, i, TR_HANDOVER_TO), err));
	TR_TRY(tr_printed_cell(out, err));
	TR_TRY(years == 0 ? tr_printed_say(out, "vĩnh viễn", err) : tr_buf_addf(out, err, "%lld năm", (long long)years));
	TR_TRY(tr_page_cell(out, tr_sql_cell(rows, i, TR_HANDOVER_DOCUMENTS), err));
	return tr_printed_cell(out, err);
}

static trien_rc
add_work(struct tr_buf *out, const struct tr_sql_rows *rows, size_t i, struct trien_err *err)
{
	const struct tr_book *line = &tr_books[TR_BOOK_handover_item], *book;
	int64_t id;

	TR_TRY(tr_object_read(tr_sql_text(rows, i, TR_HANDOVER_ABOUT), &book, &id, err));
	TR_TRY(tr_printed_cell(out, err));
	TR_TRY(tr_printed_say(out, book->vi, err));
	TR_TRY(tr_printed_cell(out, err));
	if (tr_sql_int(rows, i, TR_HANDOVER_NUMBER) != 0)
		TR_TRY(tr_buf_addf(out, err, "%02lld", (long long)tr_sql_int(rows, i, TR_HANDOVER_NUMBER)));
	if (tr_sql_text(rows, i, TR_HANDOVER_SYMBOL)[0] != '\0')
		TR_TRY(tr_printed_say(out, tr_sql_int(rows, i, TR_HANDOVER_NUMBER) != 0 ? "/" : "", err));
	TR_TRY(tr_page_value(out, tr_sql_cell(rows, i, TR_HANDOVER_SYMBOL), err));
	TR_TRY(tr_page_day_cell(out, tr_sql_cell(rows, i, TR_HANDOVER_FROM), err));
	TR_TRY(tr_page_cell(out, tr_sql_cell(rows, i, TR_HANDOVER_TITLE), err));
	TR_TRY(tr_printed_cell(out, err));
	return tr_printed_say(out, tr_column_says(line, &line->columns[TR_handover_item_stands], tr_sql_text(rows, i, TR_HANDOVER_STANDS), TRIEN_LANG_VI), err);
}

static trien_rc
add_lines(struct tr_sql *db, int64_t handover, bool archives, struct tr_buf *out, struct trien_err *err)
{
	int64_t after = 0, n = 0;

	for (bool more = true; more;) {
		TR_AUTO_ROWS rows = {0};
		TR_TRY(tr_handover_lines(db, handover, after, &rows, err));
		more = rows.count == TR_OFFICE_PAGE;
		for (size_t i = 0; i < rows.count; i++) {
			after = tr_sql_int(&rows, i, TR_HANDOVER_LINE);
			TR_TRY(tr_printed_begin(out, TR_PRINTED_ROW, TR_PRINTED_PLAIN, err));
			TR_TRY(tr_printed_cell(out, err));
			TR_TRY(tr_buf_addf(out, err, "%lld", (long long)++n));
			TR_TRY(archives ? add_dossier(out, &rows, i, err) : add_work(out, &rows, i, err));
		}
	}
	return TRIEN_OK;
}

trien_rc
tr_handover_print(struct tr_sql *db, int64_t handover, int64_t now, struct tr_buf *out, struct trien_err *err)
{
	static const char sql[] = "SELECT a.name, h.kind, g.name, t.name, b.name, h.given_at, h.taken_at, h.reason, h.state, "
				  "(SELECT COUNT(*) FROM handover_item i WHERE i.handover = h.id), "
				  "(SELECT CAST(COALESCE(SUM(i.documents), 0) AS BIGINT) FROM handover_item i WHERE i.handover = h.id) FROM handover h JOIN agency a ON a.id = h.agency "
				  "JOIN person g ON g.id = h.giver JOIN person t ON t.id = h.taker LEFT JOIN person b ON b.id = h.given_by WHERE h.id = $1";
	static const struct tr_page_column archive[] = {{4, "STT"}, {12, "Số, ký hiệu hồ sơ"}, {36, "Tiêu đề hồ sơ"}, {18, "Thời gian tài liệu"}, {10, "Thời hạn bảo quản"},
		{8, "Số văn bản"}, {12, "Ghi chú"}};
	static const struct tr_page_column work[] = {{4, "STT"}, {14, "Loại"}, {16, "Số, ký hiệu"}, {10, "Ngày"}, {38, "Trích yếu, tiêu đề, nơi gửi"}, {18, "Tình trạng khi giao"}};
	TR_AUTO_ROWS h = {0};

	TR_TRY(tr_sql_ask(db, sql, TR_SQL_IN(TR_SQL_I(handover)), &h, err));
	if (h.count == 0)
		return TR_ERR(err, REGISTRY_NOT_FOUND, TR_S("book", "handover"), TR_I("id", handover));
	const bool archives = strcmp(tr_sql_text(&h, 0, KIND), tr_handover_kind_word(TR_HANDOVER_ARCHIVE)->word) == 0;
	TR_TRY(add_head(db, &h, now, out, err));
	TR_TRY(archives ? tr_page_table(out, "Mục lục hồ sơ, tài liệu nộp lưu", archive, sizeof(archive) / sizeof(*archive), err)
			: tr_page_table(out, "Danh mục công việc, văn bản bàn giao", work, sizeof(work) / sizeof(*work), err));
	return add_lines(db, handover, archives, out, err);
}
