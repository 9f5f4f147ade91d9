/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "service/narrow.h"

#include <string.h>

#include "base/errors/service.h"

trien_rc
tr_narrow_word(struct tr_list_query *q, const char *column, const char *word, const char *wanted, struct trien_err *err)
{
	if (word == NULL)
		return TRIEN_OK;
	const size_t at = tr_book_column(q->book, column);
	if (at == q->book->count || q->book->columns[at].kind != TR_COLUMN_WORD || !tr_column_has_word(&q->book->columns[at], TR_BYTES(word, strlen(word))))
		return TR_ERR(err, SERVICE_QUERY, TR_S("want", wanted));
	q->only[q->only_count++] = (struct tr_list_only){at, TR_SQL_T(word)};
	return TRIEN_OK;
}

trien_rc
tr_narrow_of(struct tr_list_query *q, const char *object, const char *wanted, struct trien_err *err)
{
	const struct tr_book *of;
	int64_t id;

	if (object == NULL)
		return TRIEN_OK;
	TR_TRY(tr_object_read(object, &of, &id, err));
	for (size_t i = 0; i < q->book->count; i++)
		if (q->book->columns[i].kind == TR_COLUMN_REFERS && strcmp(q->book->columns[i].of, of->name) == 0) {
			q->only[q->only_count++] = (struct tr_list_only){i, TR_SQL_I(id)};
			return TRIEN_OK;
		}
	const size_t about = tr_book_column(q->book, "about");
	if (about == q->book->count)
		return TR_ERR(err, SERVICE_QUERY, TR_S("want", wanted));
	q->only[q->only_count++] = (struct tr_list_only){about, TR_SQL_T(object)};
	return TRIEN_OK;
}
