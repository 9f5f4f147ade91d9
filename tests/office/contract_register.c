/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Requirement: X3 X5
 * The register as it is read and printed: pages, all columns, what people wrote as text and nothing else, the cover.
 */
#include <stdio.h>

#include "bureau.h"
#include "exchange/print.h"
#include "office/register.h"

struct reading {
	struct tr_register_page page;
	struct tr_sql_rows rows;
	struct tr_buf html;
};

static trien_rc
read_work(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct reading *d = context;
	return tr_register_read(db, &d->page, &d->rows, err);
}

static trien_rc
html_work(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct reading *d = context;

	TR_AUTO_BUF printed = {0};

	TR_TRY(tr_register_print(db, d->page.agency, d->page.year, NOW, &printed, err));
	TR_TRY(tr_print_html(tr_buf_view(&printed), &d->html, err));
	return tr_buf_add_byte(&d->html, 0, err);
}

static const char *
html(struct bureau *b, struct reading *d, int64_t agency, int64_t year)
{
	struct trien_err err = {0};

	d->page = (struct tr_register_page){agency, year, "", 0, 0};
	tr_buf_clear(&d->html);
	assert_ok(tr_sql_transact(b->c->db, TR_SQL_READ, html_work, d, &err), &err);
	return (const char *)d->html.p;
}

static size_t
count_of(const char *text, const char *what)
{
	size_t n = 0;

	for (const char *at = text; (at = strstr(at, what)) != NULL; at++)
		n++;
	return n;
}

static void
has(const char *text, const char *want)
{
	if (strstr(text, want) == NULL)
		fail_msg("no \"%s\" in: %s", want, text);
}

static void
test_page(struct contract *c)
{
	struct bureau b;
	struct reading d = {.page = {1, 2026, "", 0, 0}};
	struct trien_err err = {0};
	struct tr_office_new n = decision(NULL);
	int64_t first;

	open_bureau(&b, c);
	b.act.reason = "thử";
	n.kind = "TB";
	register_ok(&b, &n, NULL);
	for (unsigned i = 0; i < 2; i++) /* numbers 1 to 200 */
		assert_ok(tr_office_keep(c->db, &b.act, TR_ACT_DO, &b.clerk, 1, "QĐ", TR_OFFICE_PAGE / 2, &first, &err), &err);
	assert_ok(tr_sql_transact(c->db, TR_SQL_READ, read_work, &d, &err), &err);
	assert_int_equal(d.rows.count, TR_OFFICE_PAGE); /* as many as a page holds; one more is on the next */
	assert_int_equal(tr_sql_int(&d.rows, TR_OFFICE_PAGE - 1, TR_REGISTER_NUMBER), TR_OFFICE_PAGE);
	tr_sql_rows_free(&d.rows);
	d.page = (struct tr_register_page){1, 2026, "QĐ", TR_OFFICE_PAGE, 0};
	assert_ok(tr_sql_transact(c->db, TR_SQL_READ, read_work, &d, &err), &err);
	assert_int_equal(d.rows.count, 1);
	assert_string_equal(tr_sql_text(&d.rows, 0, TR_REGISTER_SERIES), "TB");
	tr_sql_rows_free(&d.rows);
	const char *text = html(&b, &d, 1, 2026);
	assert_int_equal(count_of(text, "<tr><td>"), TR_OFFICE_PAGE + 1);
	assert_int_equal(count_of(text, "<table>"), 2);
	assert_int_equal(count_of(text, "</table>"), 2);
	assert_int_equal(count_of(text, "số giữ trước, chưa dùng"), TR_OFFICE_PAGE);
	tr_buf_free(&d.html);
	close_bureau(&b);
}

static void
test_html(struct contract *c)
{
	struct bureau b;
	struct reading d = {0};
	struct tr_office_new n = decision(NULL);
	const struct tr_office_wish wish = {.copy_keeper = "Văn phòng", .copies = 12, .note = "a & b"}, late = {.day = NOW - DAY};
	struct trien_err err = {0};
	int64_t id;

	open_bureau(&b, c);
	n.subject = "Về <b>\"mẫu\"</b>\n'một'";
	n.recipients = "Như Điều 3";
	b.act.reason = "mất điện";
	struct tr_office_new first = decision(NULL);
	do_ok(&b, b.clerk, register_ok(&b, &first, &late), TR_DOCUMENT_ACT_VOID, NULL);
	do_ok(&b, b.clerk, register_ok(&b, &n, &wish), TR_DOCUMENT_ACT_ISSUE, NULL);
	const char *text = html(&b, &d, 1, 2026);
	has(text, "Về &#60;b&#62;&#34;mẫu&#34;&#60;/b&#62;\n&#39;một&#39;</td><td>Nguyễn Văn Mẫu</td><td>Như Điều 3</td><td>Văn phòng</td><td>12</td>");
	has(text, "<td>a &#38; b</td></tr>"); /* issued: nothing to be said */
	has(text, " [đã hủy số] [vào sổ muộn] mất điện</td></tr>");
	has(text, "<tr><td>01/QĐ-UBND</td><td>20/09/2026</td>");
	has(text, "Từ ngày 20/09/2026 đến ngày 21/09/2026");
	has(text, "Gồm 2 số</p>");
	has(text, "<pre>so-noi-vu.example/mau\n");
	say(c, "%s", strstr(text, "<h1>"));
	has(html(&b, &d, 2, 2026), "<p>UBND tỉnh Mẫu</p>\n<p><b>Sở Mẫu</b></p>");
	has(html(&b, &d, 2, 2026), "Năm này chưa có văn bản.");
	b.act.at = b.act.effective_at = MIDNIGHT;
	assert_ok(tr_office_close(c->db, &b.act, TR_ACT_DO, &b.clerk, 1, 2026, &id, &err), &err);
	has(html(&b, &d, 1, 2026), "Gồm 2 số; sổ đã khóa ngày 01/01/2027</p>");
	d.page.agency = 99;
	assert_refused(tr_sql_transact(c->db, TR_SQL_READ, html_work, &d, &err), "registry.not-found");
	tr_buf_free(&d.html);
	close_bureau(&b);
}

extern const struct contract_row register_tests[];
const struct contract_row register_tests[] = {{"page", test_page}, {"html", test_html}, {NULL, NULL}};
