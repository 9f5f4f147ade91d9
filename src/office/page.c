/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: X3 */
#include "office/page.h"

#include "base/env.h"
#include "base/errors/registry.h"
#include "base/time.h"
#include "store/audit.h"
#include "store/note.h"

trien_rc
tr_page_day(struct tr_buf *out, const struct tr_sql_value *day, struct trien_err *err)
{
	if (day->null)
		return TRIEN_OK;
	const struct tr_civil c = tr_civil_of(day->i, TR_ZONE_VIETNAM);
	return tr_buf_addf(out, err, "%02d/%02d/%04d", c.day, c.month, c.year);
}

trien_rc
tr_page_value(struct tr_buf *out, const struct tr_sql_value *v, struct trien_err *err)
{
	if (v->null)
		return TRIEN_OK;
	return v->type == TR_SQL_INT ? tr_buf_addf(out, err, "%lld", (long long)v->i) : tr_printed_add(out, v->b, err);
}

trien_rc
tr_page_cell(struct tr_buf *out, const struct tr_sql_value *v, struct trien_err *err)
{
	TR_TRY(tr_printed_cell(out, err));
	return tr_page_value(out, v, err);
}

trien_rc
tr_page_day_cell(struct tr_buf *out, const struct tr_sql_value *day, struct trien_err *err)
{
	TR_TRY(tr_printed_cell(out, err));
	return tr_page_day(out, day, err);
}

trien_rc
tr_page_table(struct tr_buf *out, const char *title, const struct tr_page_column *columns, size_t count, struct trien_err *err)
{
	TR_TRY(tr_printed_begin(out, TR_PRINTED_TABLE, TR_PRINTED_PLAIN, err));
	TR_TRY(tr_printed_cell(out, err));
	TR_TRY(tr_printed_say(out, title, err));
	for (size_t i = 0; i < count; i++) {
		TR_TRY(tr_printed_cell(out, err));
		TR_TRY(tr_buf_addf(out, err, "%u", columns[i].width));
		TR_TRY(tr_printed_cell(out, err));
		TR_TRY(tr_printed_say(out, columns[i].head, err));
	}
	return TRIEN_OK;
}

/* The agency and the one above it. */
static trien_rc
read_agency(struct tr_sql *db, int64_t agency, struct tr_sql_rows *out, struct trien_err *err)
{
	static const char sql[] = "SELECT COALESCE(p.name, ''), a.name FROM agency a LEFT JOIN agency p ON p.id = a.parent WHERE a.id = $1";

	TR_TRY(tr_sql_ask(db, sql, TR_SQL_IN(TR_SQL_I(agency)), out, err));
	return out->count > 0 ? TRIEN_OK : TR_ERR(err, REGISTRY_NOT_FOUND, TR_S("book", "agency"), TR_I("id", agency));
}

static trien_rc
add_line(struct tr_buf *out, enum tr_printed_style style, const struct tr_sql_value *v, struct trien_err *err)
{
	TR_TRY(tr_printed_begin(out, TR_PRINTED_TEXT, style, err));
	return tr_page_cell(out, v, err);
}

trien_rc
tr_page_begin(struct tr_sql *db, const struct tr_page_book *b, struct tr_buf *out, struct trien_err *err)
{
	TR_AUTO_ROWS rows = {0};

	TR_TRY(read_agency(db, b->agency, &rows, err));
	TR_TRY(tr_printed_begin(out, TR_PRINTED_ABOUT, TR_PRINTED_BOOK, err));
	TR_TRY(tr_printed_cell(out, err));
	TR_TRY(tr_printed_say(out, b->title, err));
	TR_TRY(tr_printed_cell(out, err));
	TR_TRY(tr_page_value(out, tr_sql_cell(&rows, 0, 1), err));
	TR_TRY(tr_buf_addf(out, err, " – %s năm %lld", b->title, (long long)b->year));
	TR_TRY(add_line(out, TR_PRINTED_PLAIN, tr_sql_cell(&rows, 0, 0), err));
	TR_TRY(add_line(out, TR_PRINTED_STRONG, tr_sql_cell(&rows, 0, 1), err));
	TR_TRY(tr_printed_line(out, TR_PRINTED_HEADING, b->heading, err));
	TR_TRY(tr_printed_line(out, TR_PRINTED_PLAIN, "Năm ", err));
	return tr_buf_addf(out, err, "%lld", (long long)b->year);
}

trien_rc
tr_page_head(struct tr_sql *db, int64_t now, struct tr_buf *out, struct trien_err *err)
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
	TR_TRY(tr_printed_line(out, TR_PRINTED_SMALL, "In lúc ", err));
	TR_TRY(tr_buf_addf(out, err, "%s. Nhật ký khi in (đối chiếu bằng trien audit):", when));
	TR_TRY(tr_printed_begin(out, TR_PRINTED_TEXT, TR_PRINTED_VERBATIM, err));
	TR_TRY(tr_printed_cell(out, err));
	return tr_printed_add(out, tr_buf_view(&text), err);
}

trien_rc
tr_page_corrected(struct tr_sql *db, const struct tr_sql_value *one, const struct tr_sql_value *other, struct tr_buf *out, struct trien_err *err)
{
	const int64_t a = one->null ? 0 : one->i, b = other->null ? 0 : other->i;
	TR_AUTO_ROWS rows = {0};

	if (a == 0 && b == 0)
		return TRIEN_OK;
	TR_TRY(tr_sql_ask(db, "SELECT at, reason FROM act WHERE id = $1", TR_SQL_IN(TR_SQL_I(a > b ? a : b)), &rows, err));
	TR_TRY(tr_printed_say(out, " [đính chính ngày ", err));
	TR_TRY(tr_page_day(out, tr_sql_cell(&rows, 0, 0), err));
	TR_TRY(tr_printed_say(out, ": ", err));
	TR_TRY(tr_page_value(out, tr_sql_cell(&rows, 0, 1), err));
	return tr_printed_say(out, "]", err);
}
