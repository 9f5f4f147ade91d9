/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: X3 X5 */
#include "office/register.h"

#include <stdio.h>

#include "base/env.h"
#include "base/errors/registry.h"
#include "base/time.h"
#include "office/office.h"
#include "store/audit.h"
#include "store/note.h"

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
add(struct tr_buf *out, const char *text, struct trien_err *err)
{
	return tr_buf_add(out, text, strlen(text), err);
}

/* What people have written is text and nothing else. */
static trien_rc
add_safe(struct tr_buf *out, struct tr_bytes text, struct trien_err *err)
{
	for (size_t i = 0; i < text.n; i++) {
		const uint8_t c = text.p[i];
		if (c == '<' || c == '>' || c == '&' || c == '"' || c == '\'')
			TR_TRY(tr_buf_addf(out, err, "&#%u;", (unsigned)c));
		else
			TR_TRY(tr_buf_add_byte(out, c < 0x20 && c != '\n' ? ' ' : c, err));
	}
	return TRIEN_OK;
}

static trien_rc
add_day(struct tr_buf *out, const struct tr_sql_value *day, struct trien_err *err)
{
	if (day->null)
		return TRIEN_OK;
	const struct tr_civil c = tr_civil_of(day->i, TR_ZONE_VIETNAM);
	return tr_buf_addf(out, err, "%02d/%02d/%04d", c.day, c.month, c.year);
}

static trien_rc
add_cell(struct tr_buf *out, const struct tr_sql_rows *rows, size_t row, enum tr_register_cell cell, struct trien_err *err)
{
	const struct tr_sql_value *v = tr_sql_cell(rows, row, cell);

	TR_TRY(add(out, "<td>", err));
	if (cell == TR_REGISTER_DATE || cell == TR_REGISTER_SENT)
		TR_TRY(add_day(out, v, err));
	else if (!v->null)
		TR_TRY(v->type == TR_SQL_INT ? tr_buf_addf(out, err, "%lld", (long long)v->i) : add_safe(out, v->b, err));
	return add(out, "</td>", err);
}

static trien_rc
add_number(struct tr_buf *out, const struct tr_sql_rows *rows, size_t row, struct trien_err *err)
{
	const struct tr_sql_value *symbol = tr_sql_cell(rows, row, TR_REGISTER_SYMBOL);

	TR_TRY(tr_buf_addf(out, err, "<tr><td>%02lld", (long long)tr_sql_int(rows, row, TR_REGISTER_NUMBER)));
	if (!symbol->null) {
		TR_TRY(add(out, "/", err));
		TR_TRY(add_safe(out, symbol->b, err));
	}
	return add(out, tr_sql_int(rows, row, TR_REGISTER_TWIN) > 0 ? " (trùng số)</td>" : "</td>", err);
}

/* The note, and what the books know besides: void, recalled, replaced, late, kept, doubled. */
static trien_rc
add_note(struct tr_buf *out, const struct tr_sql_rows *rows, size_t row, struct trien_err *err)
{
	const struct tr_sql_value *state = tr_sql_cell(rows, row, TR_REGISTER_STATE), *reason = tr_sql_cell(rows, row, TR_REGISTER_REASON),
				  *note = tr_sql_cell(rows, row, TR_REGISTER_NOTE);
	const enum tr_document_state s = state->null ? TR_DOCUMENT_NONE : tr_document_state_of(state->b);

	TR_TRY(add(out, "<td>", err));
	if (!note->null)
		TR_TRY(add_safe(out, note->b, err));
	if (s == TR_DOCUMENT_NONE)
		TR_TRY(add(out, " [số giữ trước, chưa dùng]", err));
	else if (s != TR_DOCUMENT_ISSUED)
		TR_TRY(tr_buf_addf(out, err, " [%s]", tr_document_state_word(s)->vi));
	if (strcmp(tr_sql_text(rows, row, TR_REGISTER_ORIGIN), "late") == 0)
		TR_TRY(add(out, " [vào sổ muộn]", err));
	if (!reason->null) {
		TR_TRY(add(out, " ", err));
		TR_TRY(add_safe(out, reason->b, err));
	}
	return add(out, "</td></tr>\n", err);
}

static trien_rc
add_line(struct tr_buf *out, const struct tr_sql_rows *rows, size_t row, struct trien_err *err)
{
	static const enum tr_register_cell cells[] = {TR_REGISTER_SIGNER, TR_REGISTER_RECIPIENTS, TR_REGISTER_COPY_KEEPER, TR_REGISTER_COPIES,
		TR_REGISTER_SENT, TR_REGISTER_RECEIPT};
	const struct tr_sql_value *kind = tr_sql_cell(rows, row, TR_REGISTER_KIND), *subject = tr_sql_cell(rows, row, TR_REGISTER_SUBJECT);

	TR_TRY(add_number(out, rows, row, err));
	TR_TRY(add_cell(out, rows, row, TR_REGISTER_DATE, err));
	TR_TRY(add(out, "<td>", err));
	if (!kind->null) {
		TR_TRY(add_safe(out, kind->b, err));
		TR_TRY(add(out, ". ", err));
		TR_TRY(add_safe(out, subject->b, err));
	}
	TR_TRY(add(out, "</td>", err));
	for (size_t i = 0; i < sizeof(cells) / sizeof(*cells); i++)
		TR_TRY(add_cell(out, rows, row, cells[i], err));
	return add_note(out, rows, row, err);
}

static trien_rc
open_table(struct tr_buf *out, const char *series, struct trien_err *err)
{
	static const char *const heads[] = {"Số, ký hiệu văn bản", "Ngày, tháng, năm văn bản", "Tên loại và trích yếu nội dung văn bản", "Người ký",
		"Nơi nhận văn bản", "Đơn vị, người nhận bản lưu", "Số lượng bản", "Ngày chuyển", "Ký nhận", "Ghi chú"};

	TR_TRY(add(out, "<h2>", err));
	if (strcmp(series, "*") == 0)
		TR_TRY(add(out, "Tất cả các loại văn bản", err));
	else
		TR_TRY(add_safe(out, TR_BYTES(series, strlen(series)), err));
	TR_TRY(add(out, "</h2>\n<table>\n<thead><tr>", err));
	for (size_t i = 0; i < sizeof(heads) / sizeof(*heads); i++)
		TR_TRY(tr_buf_addf(out, err, "<th>%s</th>", heads[i]));
	TR_TRY(add(out, "</tr><tr>", err));
	for (unsigned i = 1; i <= sizeof(heads) / sizeof(*heads); i++)
		TR_TRY(tr_buf_addf(out, err, "<th>(%u)</th>", i));
	return add(out, "</tr></thead>\n<tbody>\n", err);
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
				TR_TRY(add(out, series[0] != '\0' ? "</tbody></table>\n" : "", err));
				TR_TRY(open_table(out, now, err));
				snprintf(series, sizeof(series), "%s", now);
			}
			TR_TRY(add_line(out, &rows, i, err));
			p.number = tr_sql_int(&rows, i, TR_REGISTER_NUMBER);
			p.twin = tr_sql_int(&rows, i, TR_REGISTER_TWIN);
		}
	}
	return add(out, series[0] != '\0' ? "</tbody></table>\n" : "<p>Năm này chưa có văn bản.</p>\n", err);
}

/* ---- the cover ---- */

static trien_rc
add_names(struct tr_sql *db, int64_t agency, struct tr_buf *out, struct trien_err *err)
{
	static const char sql[] = "SELECT COALESCE(p.name, ''), a.name FROM agency a LEFT JOIN agency p ON p.id = a.parent WHERE a.id = $1";
	TR_AUTO_ROWS rows = {0};

	TR_TRY(tr_sql_ask(db, sql, TR_SQL_IN(TR_SQL_I(agency)), &rows, err));
	if (rows.count == 0)
		return TR_ERR(err, REGISTRY_NOT_FOUND, TR_S("book", "agency"), TR_I("id", agency));
	TR_TRY(add(out, "<p>", err));
	TR_TRY(add_safe(out, tr_sql_cell(&rows, 0, 0)->b, err));
	TR_TRY(add(out, "</p>\n<p><b>", err));
	TR_TRY(add_safe(out, tr_sql_cell(&rows, 0, 1)->b, err));
	return add(out, "</b></p>\n", err);
}

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
	TR_TRY(add_day(out, tr_sql_cell(&rows, 0, 0), err));
	TR_TRY(add(out, " đến ngày ", err));
	TR_TRY(add_day(out, tr_sql_cell(&rows, 0, 1), err));
	TR_TRY(tr_buf_addf(out, err, "</p>\n<p>Gồm %lld số", (long long)tr_sql_int(&rows, 0, 2)));
	if (!tr_sql_cell(&end, 0, 0)->null) {
		TR_TRY(add(out, "; sổ đã khóa ngày ", err));
		TR_TRY(add_day(out, tr_sql_cell(&end, 0, 0), err));
	}
	return add(out, "</p>\n<p>Quyển số: ……</p>\n", err);
}

/* The head of the audit trail: three lines, as a checkpoint has them. */
static trien_rc
add_head(struct tr_sql *db, int64_t now, struct tr_buf *out, struct trien_err *err)
{
	struct tr_checkpoint head = {0};
	struct tr_audit_log log;
	TR_AUTO_BUF text = {0};
	char when[TR_TIME_TEXT_MAX];

	TR_TRY(tr_audit_log(db, 0, &log, err));
	memcpy(head.origin, log.origin, sizeof(head.origin));
	head.size = log.tree.size;
	TR_TRY(tr_tree_frontier_root(&log.tree, &head.root, err));
	TR_TRY(tr_checkpoint_write(&head, &text, err));
	tr_time_iso(now, TR_ZONE_VIETNAM, when);
	TR_TRY(tr_buf_addf(out, err, "<p class=\"head\">In lúc %s. Nhật ký khi in (đối chiếu bằng trien audit):</p>\n<pre>", when));
	TR_TRY(add_safe(out, tr_buf_view(&text), err));
	return add(out, "</pre>\n", err);
}

trien_rc
tr_register_html(struct tr_sql *db, int64_t agency, int64_t year, int64_t now, struct tr_buf *out, struct trien_err *err)
{
	static const char top[] = "<!DOCTYPE html>\n<html lang=\"vi\"><head><meta charset=\"utf-8\"><title>Sổ đăng ký văn bản đi</title>\n<style>\n"
				  "@page { size: A4 landscape; margin: 15mm 15mm 15mm 25mm; }\n"
				  "body { font: 11pt \"Times New Roman\", \"Liberation Serif\", serif; }\n"
				  ".cover { text-align: center; page-break-after: always; }\n"
				  ".cover pre, .cover .head { text-align: left; font-size: 9pt; }\n"
				  "table { border-collapse: collapse; width: 100%; }\n"
				  "th, td { border: 1px solid black; padding: 2pt 3pt; vertical-align: top; text-align: left; }\n"
				  "thead { display: table-header-group; } tr { page-break-inside: avoid; }\n"
				  "</style></head><body>\n<div class=\"cover\">\n";

	TR_TRY(add(out, top, err));
	TR_TRY(add_names(db, agency, out, err));
	TR_TRY(add_range(db, agency, year, out, err));
	TR_TRY(add_head(db, now, out, err));
	TR_TRY(add(out, "</div>\n", err));
	TR_TRY(add_lines(db, agency, year, out, err));
	return add(out, "</body></html>\n", err);
}
