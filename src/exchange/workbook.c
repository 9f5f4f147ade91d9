/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "exchange/workbook.h"

#include <errno.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/errors/base.h"
#include "base/env.h"
#include "exchange/limits.h"
#include "registry/list.h"
#include "store/file.h"

#define EPOCH 25569 /* days from 1899-12-30 to 1970-01-01 */

static trien_rc
check(lxw_error rc, struct trien_err *err)
{
	if (rc == LXW_NO_ERROR)
		return TRIEN_OK;
	return rc == LXW_ERROR_MEMORY_MALLOC_FAILED ? TR_ERR(err, NO_MEMORY, TR_U("want", 0)) : tr_file_failed("xlsx", errno != 0 ? errno : EIO, err);
}

trien_rc
tr_workbook_open(struct tr_workbook *out, struct trien_err *err)
{
	lxw_workbook_options options = {.constant_memory = LXW_TRUE};
	struct tr_workbook w = {.fd = memfd_create("xlsx", MFD_CLOEXEC)};
	char path[32];

	if (w.fd < 0)
		return tr_file_failed("xlsx", errno, err);
	snprintf(path, sizeof(path), "/proc/self/fd/%d", w.fd);
	w.book = workbook_new_opt(path, &options);
	if (w.book == NULL) {
		close(w.fd);
		return TR_ERR(err, NO_MEMORY, TR_U("want", 0));
	}
	w.heading = workbook_add_format(w.book);
	w.text = workbook_add_format(w.book);
	w.time = workbook_add_format(w.book);
	w.date = workbook_add_format(w.book);
	format_set_bold(w.heading);
	format_set_bg_color(w.heading, 0xDDE7F0);
	format_set_bottom(w.heading, LXW_BORDER_THIN);
	format_set_text_wrap(w.heading);
	format_set_num_format(w.text, "@");
	format_set_num_format(w.time, "dd/mm/yyyy hh:mm:ss");
	format_set_num_format(w.date, "dd/mm/yyyy");
	*out = w;
	return TRIEN_OK;
}

trien_rc
tr_workbook_close(struct tr_workbook *w, struct tr_buf *out, struct trien_err *err)
{
	uint8_t part[16384];
	ssize_t n = 0;

	errno = 0;
	trien_rc rc = check(workbook_close(w->book), err);
	if (rc == TRIEN_OK && lseek(w->fd, 0, SEEK_SET) != 0)
		rc = tr_file_failed("xlsx", errno, err);
	while (rc == TRIEN_OK && (n = read(w->fd, part, sizeof(part))) > 0)
		rc = tr_buf_add(out, part, (size_t)n, err);
	if (rc == TRIEN_OK && n < 0)
		rc = tr_file_failed("xlsx", errno, err);
	close(w->fd);
	return rc;
}

/* ---- sheets ---- */

static double
width_of(const struct tr_book *b, size_t i)
{
	static const double widths[] = {[TR_COLUMN_TEXT] = 20, [TR_COLUMN_INT] = 12, [TR_COLUMN_WORD] = 24, [TR_COLUMN_REFERS] = 18,
		[TR_COLUMN_BLOB] = 20, [TR_COLUMN_TIME] = 20, [TR_COLUMN_DATE] = 12, [TR_COLUMN_FLAG] = 10};
	return (int)i == b->named ? 36 : widths[b->columns[i].kind];
}

trien_rc
tr_workbook_sheet(struct tr_workbook *w, const char *name, const struct tr_book *b, uint32_t hidden, enum trien_lang lang, lxw_worksheet **out,
		struct trien_err *err)
{
	lxw_col_t at = 0;
	lxw_worksheet *sheet = workbook_add_worksheet(w->book, name);

	if (sheet == NULL)
		return TR_ERR(err, NO_MEMORY, TR_U("want", 0));
	worksheet_freeze_panes(sheet, 1, 0);
	worksheet_set_landscape(sheet);
	worksheet_set_paper(sheet, 9); /* A4 */
	worksheet_fit_to_pages(sheet, 1, 0);
	worksheet_repeat_rows(sheet, 0, 0);
	for (size_t i = 0; i < b->count; i++) {
		if (hidden & TR_BIT(i))
			continue;
		const char *heading = lang == TRIEN_LANG_EN ? b->columns[i].en : b->columns[i].vi;
		const enum tr_column_kind kind = b->columns[i].kind;
		/* An empty cell of the column is text, or a day, before somebody types in it. */
		lxw_format *format = kind == TR_COLUMN_TIME ? w->time : kind == TR_COLUMN_DATE ? w->date : kind == TR_COLUMN_INT ? NULL : w->text;
		TR_TRY(check(worksheet_set_column(sheet, at, at, width_of(b, i), format), err));
		TR_TRY(check(worksheet_write_string(sheet, 0, at++, heading, w->heading), err));
	}
	*out = sheet;
	return TRIEN_OK;
}

/* ISO 29500-1 §22.9.2.19: what looks like an escape of a character has its own first character escaped. */
static bool
looks_escaped(struct tr_bytes at)
{
	if (at.n < 7 || at.p[0] != '_' || at.p[1] != 'x' || at.p[6] != '_')
		return false;
	for (size_t i = 2; i < 6; i++)
		if (at.p[i] == 0 || strchr("0123456789abcdefABCDEF", at.p[i]) == NULL)
			return false;
	return true;
}

trien_rc
tr_workbook_text(lxw_worksheet *sheet, lxw_row_t row, lxw_col_t column, struct tr_bytes text, lxw_format *format, struct trien_err *err)
{
	TR_AUTO_BUF safe = {0};

	for (size_t i = 0; i < text.n; i++) {
		if (looks_escaped(tr_bytes_part(text, i, text.n)))
			TR_TRY(tr_buf_add(&safe, "_x005F", 6, err));
		/* XML reads a carriage return as the end of a line. */
		TR_TRY(text.p[i] == '\r' ? tr_buf_add(&safe, "_x000D_", 7, err) : tr_buf_add_byte(&safe, text.p[i], err));
	}
	TR_TRY(tr_buf_add_byte(&safe, 0, err));
	errno = 0;
	return check(worksheet_write_string(sheet, row, column, (const char *)safe.p, format), err);
}

trien_rc
tr_workbook_time(lxw_worksheet *sheet, lxw_row_t row, lxw_col_t column, int64_t at, lxw_format *format, struct trien_err *err)
{
	const double days = (double)(at + TR_ZONE_VIETNAM * 60) / 86400 + EPOCH;
	char text[TR_TIME_TEXT_MAX];

	/* Before March of 1900 a spreadsheet counts days that were not. */
	if (days >= 61 && days < 2958466)
		return check(worksheet_write_number(sheet, row, column, days, format), err);
	tr_time_iso(at, TR_ZONE_VIETNAM, text);
	return tr_workbook_text(sheet, row, column, TR_BYTES(text, strlen(text)), NULL, err);
}
