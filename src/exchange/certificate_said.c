/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: R2.2 R3 */
/* The table that says of each file of a folder whose certificate it is. No file is opened here. */
#include "base/errors/exchange.h"
#include "exchange/certificate.h"

/* ---- its columns ---- */

void
tr_certificate_said_columns(struct tr_column out[TR_SAID_COUNT])
{
	const struct tr_column *c = tr_books[TR_BOOK_certificate].columns, *k = tr_books[TR_BOOK_custody].columns;

	out[TR_SAID_FILE] = (struct tr_column){"file", TR_COLUMN_TEXT, true, "", "Tên tệp", "File name", false};
	out[TR_SAID_HOLDER] = c[TR_certificate_holder];
	out[TR_SAID_AGENCY] = c[TR_certificate_agency];
	out[TR_SAID_PERSON] = c[TR_certificate_person];
	out[TR_SAID_DEVICE] = c[TR_certificate_device];
	out[TR_SAID_STATE] = c[TR_certificate_state];
	out[TR_SAID_STATE_FROM] = (struct tr_column){"state_from", TR_COLUMN_TIME, false, "", "Trạng thái từ", "In this state since", false};
	out[TR_SAID_KEEPER] = k[TR_custody_keeper];
	out[TR_SAID_DECISION] = k[TR_custody_decision];
	out[TR_SAID_DECIDED_AT] = k[TR_custody_decided_at];
	out[TR_SAID_KEPT_FROM] = (struct tr_column){"kept_from", TR_COLUMN_TIME, false, "", "Giữ từ", "Kept since", false};
	for (size_t i = TR_SAID_FILE + 1; i < TR_SAID_COUNT; i++)
		out[i].required = false; /* of one that is in the book already */
}

static trien_rc
read_headings(const struct tr_table *t, size_t out[TR_SAID_COUNT], struct trien_err *err)
{
	struct tr_column columns[TR_SAID_COUNT];
	const struct tr_book as = {.columns = columns, .count = TR_SAID_COUNT};

	tr_certificate_said_columns(columns);
	for (size_t i = 0; i < TR_SAID_COUNT; i++)
		out[i] = SIZE_MAX;
	for (size_t k = 0; k < t->columns; k++) {
		const char *heading = tr_table_cell(t, 0, k);
		const size_t i = tr_book_heading(&as, heading);
		if (i == TR_SAID_COUNT || out[i] != SIZE_MAX)
			return TR_ERR(err, EXCHANGE_HEADING, TR_S("book", "certificate"), TR_B("got", heading, strlen(heading)));
		out[i] = k;
	}
	if (out[TR_SAID_FILE] == SIZE_MAX)
		return TR_ERR(err, EXCHANGE_HEADING_MISSING, TR_S("book", "certificate"), TR_S("column", "file"));
	return TRIEN_OK;
}

const char *
tr_certificate_said(const struct tr_certificate_files *f, const struct tr_certificate_file *file, enum tr_said what)
{
	if (f->said == NULL || file->row == 0 || f->said_columns[what] == SIZE_MAX)
		return NULL;
	return tr_table_value(f->said, file->row, f->said_columns[what]);
}

/* ---- files and rows ---- */

static const char *
name_of(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash == NULL ? path : slash + 1;
}

/* They are in the order of their names. */
static struct tr_certificate_file *
find(struct tr_certificate_file *items, size_t count, const char *name)
{
	size_t low = 0;

	while (low < count) {
		const size_t middle = low + (count - low) / 2;
		const int is = strcmp(name_of(items[middle].path), name);
		if (is == 0)
			return &items[middle];
		if (is < 0)
			low = middle + 1;
		else
			count = middle;
	}
	return NULL;
}

static void
match_row(const struct tr_certificate_files *f, size_t row, struct tr_certificate_file *out)
{
	const char *name = tr_table_value(f->said, row, f->said_columns[TR_SAID_FILE]);
	struct tr_certificate_file *file = find(f->items, f->count, name);

	*out = (struct tr_certificate_file){.path = name, .row = row};
	if (file == NULL) {
		(void)TR_ERR(&out->why, EXCHANGE_FILE_MISSING, TR_B("file", name, strlen(name)));
		return;
	}
	out->path = file->path;
	if (file->row != 0)
		(void)TR_ERR(&out->why, EXCHANGE_FILE_TWICE, TR_U("line", tr_table_line(f->said, file->row)));
	else
		file->row = row;
}

trien_rc
tr_certificate_files_match(struct tr_certificate_files *f, const struct tr_table *said, struct trien_err *err)
{
	struct tr_certificate_file *all;
	size_t count = said->rows;

	TR_TRY(read_headings(said, f->said_columns, err));
	TR_TRY(tr_arena_array(&f->arena, said->rows + f->count, sizeof(*all), &all, err));
	f->said = said;
	for (size_t row = 1; row <= said->rows; row++)
		match_row(f, row, &all[row - 1]);
	for (size_t i = 0; i < f->count; i++) {
		if (f->items[i].row != 0)
			continue;
		all[count] = f->items[i];
		(void)TR_ERR0(&all[count++].why, EXCHANGE_FILE_UNLISTED);
	}
	f->items = all;
	f->count = count;
	return TRIEN_OK;
}
