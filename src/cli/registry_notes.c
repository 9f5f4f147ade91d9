/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* trien registry import: what of a spreadsheet a person might not expect to be read, or to be left out. */
#include "cli/registry_run.h"

static const struct {
	const char *word, *vi, *en;
} notes[TR_NOTE_COUNT + 1] = {
	[TR_NOTE_FORMULA] = {"formulas", "công thức: lấy giá trị đã lưu", "formulas: their saved value was taken"},
	[TR_NOTE_MERGED] = {"merged", "vùng ô gộp: chỉ ô đầu có giá trị", "merged areas: only their first cell has a value"},
	[TR_NOTE_HIDDEN_ROW] = {"hidden_rows", "dòng ẩn: vẫn được đọc", "hidden rows: they were read"},
	[TR_NOTE_HIDDEN_SHEET] = {"hidden_sheets", "trang tính ẩn: không đọc", "hidden sheets: they were not read"},
	[TR_NOTE_OTHER_SHEET] = {"other_sheets", "trang tính khác: không đọc (chọn bằng --sheet)", "other sheets: they were not read (choose with --sheet)"},
	[TR_NOTE_COUNT] = {"numbers", "ô là số trong cột chữ: số 0 ở đầu có thể đã mất", "numbers in columns of text: zeros at their begin may be lost"},
};

static void
add(const struct tr_registry_run *r, size_t what, uint64_t count, const char *first, json_t *all)
{
	if (count == 0)
		return;
	json_array_append_new(all, json_pack("{s:s, s:I, s:s}", "note", notes[what].word, "count", (json_int_t)count, "first", first));
	if (r->cli->json)
		return;
	tr_cli_printf(r->cli, "Lưu ý: %llu %s (đầu tiên: ", "Note: %llu %s (the first: ", (unsigned long long)count,
			tr_say(r->cli, notes[what].vi, notes[what].en));
	tr_cli_print_safe(stdout, first);
	puts(")");
}

json_t *
tr_registry_notes(const struct tr_registry_run *r, const struct tr_import *i)
{
	const struct tr_table *t = &r->table;
	json_t *all = json_array();
	char first[TR_TABLE_CELL_MAX + 32];

	for (size_t what = 0; what < TR_NOTE_COUNT; what++)
		add(r, what, t->notes[what].count, t->notes[what].first, all);
	if (i->number_count > 0)
		snprintf(first, sizeof(first), "%s, %s %zu", tr_table_cell(t, 0, i->number_column), tr_say(r->cli, "dòng", "row"),
				tr_table_line(t, i->number_row));
	add(r, TR_NOTE_COUNT, i->number_count, first, all);
	return all;
}
