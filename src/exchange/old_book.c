/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: X5 */
#include "exchange/old_book.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/errors/exchange.h"
#include "base/memory.h"
#include "base/name_key.h"

#define OUT 1u
#define IN 2u

static const struct heading {
	enum tr_old_cell cell;
	unsigned of;      /* bits */
	const char *word; /* words without case and diacritics are compared */
} headings[] = {
	{TR_OLD_NUMBER, OUT, "Số, ký hiệu văn bản"}, {TR_OLD_NUMBER, OUT, "Số, ký hiệu"}, {TR_OLD_NUMBER, OUT | IN, "Số"}, {TR_OLD_NUMBER, IN, "Số đến"},
	{TR_OLD_NUMBER, OUT | IN, "number"}, {TR_OLD_SYMBOL, OUT, "Ký hiệu"}, {TR_OLD_SYMBOL, IN, "Số, ký hiệu"}, {TR_OLD_SYMBOL, OUT | IN, "symbol"},
	{TR_OLD_DATE, OUT | IN, "Ngày, tháng, năm văn bản"}, {TR_OLD_DATE, OUT | IN, "Ngày, tháng"}, {TR_OLD_DATE, OUT | IN, "Ngày văn bản"},
	{TR_OLD_DATE, OUT, "Ngày"}, {TR_OLD_DATE, OUT | IN, "date"}, {TR_OLD_KIND, OUT | IN, "Tên loại"}, {TR_OLD_KIND, OUT | IN, "Loại văn bản"},
	{TR_OLD_KIND, OUT | IN, "kind"}, {TR_OLD_SUBJECT, OUT | IN, "Tên loại và trích yếu nội dung văn bản"},
	{TR_OLD_SUBJECT, OUT | IN, "Tên loại và trích yếu nội dung"}, {TR_OLD_SUBJECT, OUT | IN, "Trích yếu nội dung"}, {TR_OLD_SUBJECT, OUT | IN, "Trích yếu"},
	{TR_OLD_SUBJECT, OUT | IN, "subject"}, {TR_OLD_SIGNER, OUT, "Người ký"}, {TR_OLD_SIGNER, OUT, "signer"}, {TR_OLD_RECIPIENTS, OUT, "Nơi nhận văn bản"},
	{TR_OLD_RECIPIENTS, OUT, "Nơi nhận"}, {TR_OLD_RECIPIENTS, OUT, "recipients"}, {TR_OLD_KEEPER, OUT, "Đơn vị, người nhận bản lưu"},
	{TR_OLD_KEEPER, OUT, "copy keeper"}, {TR_OLD_COPIES, OUT, "Số lượng bản"}, {TR_OLD_COPIES, OUT, "copies"}, {TR_OLD_SENT, OUT | IN, "Ngày chuyển"},
	{TR_OLD_SENT, OUT | IN, "sent"}, {TR_OLD_RECEIPT, OUT | IN, "Ký nhận"}, {TR_OLD_RECEIPT, OUT | IN, "receipt"}, {TR_OLD_NOTE, OUT | IN, "Ghi chú"},
	{TR_OLD_NOTE, OUT | IN, "note"}, {TR_OLD_ARRIVED, IN, "Ngày đến"}, {TR_OLD_ARRIVED, IN, "arrived"}, {TR_OLD_AUTHOR, IN, "Tác giả"},
	{TR_OLD_AUTHOR, IN, "Nơi gửi"}, {TR_OLD_AUTHOR, IN, "Cơ quan ban hành"}, {TR_OLD_AUTHOR, IN, "author"}, {TR_OLD_RECEIVER, IN, "Đơn vị hoặc người nhận"},
	{TR_OLD_RECEIVER, IN, "Đơn vị, người nhận"}, {TR_OLD_RECEIVER, IN, "receiver"}, {TR_OLD_DEADLINE, IN, "Thời hạn giải quyết"},
	{TR_OLD_DEADLINE, IN, "deadline"}, {TR_OLD_PROGRESS, IN, "Tiến độ giải quyết"}, {TR_OLD_PROGRESS, IN, "progress"}};

static trien_rc
key_of(const char *text, struct tr_buf *out, struct trien_err *err)
{
	struct tr_text t;

	TR_TRY(tr_text_of(TR_BYTES(text, strlen(text)), &t, err));
	return tr_name_search_key(t, out, err);
}

static trien_rc
find_heading(const char *text, unsigned of, const struct heading **out, struct trien_err *err)
{
	TR_AUTO_BUF want = {0};

	*out = NULL;
	TR_TRY(key_of(text, &want, err));
	for (size_t i = 0; i < sizeof(headings) / sizeof(*headings) && *out == NULL; i++) {
		TR_AUTO_BUF have = {0};
		TR_TRY(key_of(headings[i].word, &have, err));
		if ((headings[i].of & of) != 0 && tr_bytes_equal(tr_buf_view(&want), tr_buf_view(&have)))
			*out = &headings[i];
	}
	return TRIEN_OK;
}

static trien_rc
read_headings(const struct tr_table *t, enum tr_old_register which, enum tr_old_cell cells[TR_TABLE_COLUMNS_MAX], struct trien_err *err)
{
	const char *const wanted[] = {"Số", "Trích yếu", which == TR_OLD_INCOMING ? "Ngày đến" : NULL, which == TR_OLD_INCOMING ? "Tác giả" : NULL};
	const enum tr_old_cell wants[] = {TR_OLD_NUMBER, TR_OLD_SUBJECT, TR_OLD_ARRIVED, TR_OLD_AUTHOR};
	bool has[TR_OLD_CELLS] = {false};

	for (size_t i = 0; i < t->columns; i++) {
		const char *text = tr_table_cell(t, 0, i);
		const struct heading *h;
		TR_TRY(find_heading(text, which == TR_OLD_OUTGOING ? OUT : IN, &h, err));
		if (h == NULL || has[h->cell])
			return TR_ERR(err, EXCHANGE_OLD_HEADING, TR_B("got", text, strlen(text)));
		has[h->cell] = true;
		cells[i] = h->cell;
	}
	for (size_t i = 0; i < sizeof(wants) / sizeof(*wants); i++)
		if (wanted[i] != NULL && !has[wants[i]])
			return TR_ERR(err, EXCHANGE_OLD_WANTED, TR_S("column", wanted[i]));
	return TRIEN_OK;
}

/* The row below the headings of the printed book. */
static bool
counts_columns(const struct tr_table *t, size_t row)
{
	char number[24];

	for (size_t i = 0; i < t->columns; i++) {
		snprintf(number, sizeof(number), "(%zu)", i + 1);
		if (strcmp(tr_table_cell(t, row, i), number) != 0)
			return false;
	}
	return true;
}

trien_rc
tr_old_lines(const struct tr_table *t, enum tr_old_register which, struct tr_old_line **lines, size_t **rows, size_t *count, struct trien_err *err)
{
	enum tr_old_cell cells[TR_TABLE_COLUMNS_MAX];

	TR_TRY(read_headings(t, which, cells, err));
	struct tr_old_line *all = tr_mem_zeroed(t->rows + 1, sizeof(*all));
	size_t *at = tr_mem_zeroed(t->rows + 1, sizeof(*at)), n = 0;
	if (all == NULL || at == NULL) {
		free(all);
		free(at);
		return TR_ERR(err, NO_MEMORY, TR_U("want", t->rows * sizeof(*all)));
	}
	for (size_t row = 1; row <= t->rows; row++) {
		if (row == 1 && counts_columns(t, row))
			continue;
		for (size_t i = 0; i < t->columns; i++)
			all[n].cells[cells[i]] = tr_table_value(t, row, i);
		at[n++] = row;
	}
	*lines = all;
	*rows = at;
	*count = n;
	return TRIEN_OK;
}
