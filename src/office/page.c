/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: X3 */
#include "office/page.h"

#include <stdio.h>

#include "base/env.h"
#include "base/errors/registry.h"
#include "base/time.h"
#include "store/audit.h"
#include "store/note.h"

trien_rc
tr_page_add(struct tr_buf *out, const char *text, struct trien_err *err)
{
	return tr_buf_add(out, text, strlen(text), err);
}

trien_rc
tr_page_safe(struct tr_buf *out, struct tr_bytes text, struct trien_err *err)
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
	return v->type == TR_SQL_INT ? tr_buf_addf(out, err, "%lld", (long long)v->i) : tr_page_safe(out, v->b, err);
}

trien_rc
tr_page_begin(struct tr_buf *out, const char *title, struct trien_err *err)
{
	static const char style[] = "</title>\n<style>\n"
				    "@page { size: A4 landscape; margin: 15mm 15mm 15mm 25mm; }\n"
				    "body { font: 11pt \"Times New Roman\", \"Liberation Serif\", serif; }\n"
				    ".cover { text-align: center; page-break-after: always; }\n"
				    ".cover pre, .cover .head { text-align: left; font-size: 9pt; }\n"
				    "table { border-collapse: collapse; width: 100%; }\n"
				    "th, td { border: 1px solid black; padding: 2pt 3pt; vertical-align: top; text-align: left; }\n"
				    "thead { display: table-header-group; } tr { page-break-inside: avoid; }\n"
				    "</style></head><body>\n";

	TR_TRY(tr_page_add(out, "<!DOCTYPE html>\n<html lang=\"vi\"><head><meta charset=\"utf-8\"><title>", err));
	TR_TRY(tr_page_add(out, title, err));
	return tr_page_add(out, style, err);
}

trien_rc
tr_page_table(struct tr_buf *out, const char *const *heads, size_t count, struct trien_err *err)
{
	TR_TRY(tr_page_add(out, "<table>\n<thead><tr>", err));
	for (size_t i = 0; i < count; i++)
		TR_TRY(tr_buf_addf(out, err, "<th>%s</th>", heads[i]));
	TR_TRY(tr_page_add(out, "</tr><tr>", err));
	for (size_t i = 1; i <= count; i++)
		TR_TRY(tr_buf_addf(out, err, "<th>(%zu)</th>", i));
	return tr_page_add(out, "</tr></thead>\n<tbody>\n", err);
}

trien_rc
tr_page_agency(struct tr_sql *db, int64_t agency, struct tr_buf *out, struct trien_err *err)
{
	static const char sql[] = "SELECT COALESCE(p.name, ''), a.name FROM agency a LEFT JOIN agency p ON p.id = a.parent WHERE a.id = $1";
	TR_AUTO_ROWS rows = {0};

	TR_TRY(tr_sql_ask(db, sql, TR_SQL_IN(TR_SQL_I(agency)), &rows, err));
	if (rows.count == 0)
		return TR_ERR(err, REGISTRY_NOT_FOUND, TR_S("book", "agency"), TR_I("id", agency));
	TR_TRY(tr_page_add(out, "<p>", err));
	TR_TRY(tr_page_safe(out, tr_sql_cell(&rows, 0, 0)->b, err));
	TR_TRY(tr_page_add(out, "</p>\n<p><b>", err));
	TR_TRY(tr_page_safe(out, tr_sql_cell(&rows, 0, 1)->b, err));
	return tr_page_add(out, "</b></p>\n", err);
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
	TR_TRY(tr_buf_addf(out, err, "<p class=\"head\">In lúc %s. Nhật ký khi in (đối chiếu bằng trien audit):</p>\n<pre>", when));
	TR_TRY(tr_page_safe(out, tr_buf_view(&text), err));
	return tr_page_add(out, "</pre>\n", err);
}
