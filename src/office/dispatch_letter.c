/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: R9.2 */
/* What goes to a receiver by mail: the document with its files; or that it was recalled, or replaced by which. */
#include <stdio.h>

#include "base/errors/office.h"
#include "base/errors/registry.h"
#include "office/dispatch_parts.h"
#include "store/note.h"

enum cell { RECEIVER, ADDRESS, SENT, DOCUMENT, STATE, SUBJECT, REASON, ACT_AT, AGENCY, NUMBER, SYMBOL, DAY };

struct letter {
	struct tr_dispatch_letter *l;
	int64_t dispatch;
	const char *what; /* issued, recalled, replaced */
	struct tr_sql_rows row;
	struct tr_buf number; /* "05/QĐ-UBND ngày 26/11/2026", ended by NUL */
};

void
tr_dispatch_letter_free(struct tr_dispatch_letter *l)
{
	tr_buf_free(&l->to);
	tr_buf_free(&l->name);
	tr_buf_free(&l->subject);
	tr_buf_free(&l->text);
	tr_sql_rows_free(&l->files);
	*l = (struct tr_dispatch_letter){0};
}

/* ---- which ---- */

static trien_rc
read_payload(struct tr_bytes payload, struct letter *w, struct trien_err *err)
{
	static const char *const words[] = {"issued", "recalled", "replaced"};
	const uint8_t *blank = payload.n > 0 ? memchr(payload.p, ' ', payload.n) : NULL;
	uint64_t number = 0;

	if (blank != NULL && tr_decimal_read(TR_BYTES(payload.p, (size_t)(blank - payload.p)), &number) && number <= INT64_MAX)
		for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
			if (tr_bytes_are(TR_BYTES(blank + 1, payload.n - (size_t)(blank + 1 - payload.p)), words[i])) {
				w->dispatch = (int64_t)number;
				w->what = words[i];
				return TRIEN_OK;
			}
	return TR_ERR(err, REGISTRY_NOT_FOUND, TR_S("book", "dispatch"), TR_I("id", 0));
}

static trien_rc
read_row(struct tr_sql *db, struct letter *w, struct trien_err *err)
{
	static const char sql[] = "SELECT v.receiver, v.address, v.sent_at, d.id, d.state, d.subject, COALESCE(d.reason, ''), t.at, g.name, o.number, o.symbol, o.dated_at "
				  "FROM dispatch v JOIN document d ON d.id = v.document JOIN act t ON t.id = d.act JOIN agency g ON g.id = d.agency "
				  "JOIN outgoing o ON o.document = d.id WHERE v.id = $1 AND v.way = 'mail'";

	TR_TRY(tr_sql_ask(db, sql, TR_SQL_IN(TR_SQL_I(w->dispatch)), &w->row, err));
	if (w->row.count == 0)
		return TR_ERR(err, REGISTRY_NOT_FOUND, TR_S("book", "dispatch"), TR_I("id", w->dispatch));
	/* What was taken back before it went does not go. */
	if (strcmp(w->what, "issued") == 0 && strcmp(tr_sql_text(&w->row, 0, STATE), "issued") != 0)
		return TR_ERR(err, OFFICE_DISPATCH_STATE, TR_I("document", tr_sql_int(&w->row, 0, DOCUMENT)));
	return TRIEN_OK;
}

/* ---- what it says ---- */

static trien_rc
add_number(const struct tr_sql_rows *r, size_t number, size_t symbol, size_t day, struct tr_buf *out, struct trien_err *err)
{
	const struct tr_civil c = tr_civil_of(tr_sql_int(r, 0, day), TR_ZONE_VIETNAM);

	TR_TRY(tr_office_number_text(tr_sql_int(r, 0, number), tr_sql_text(r, 0, symbol), out, err));
	return tr_buf_addf(out, err, " ngày %02d/%02d/%04d", c.day, c.month, c.year);
}

static trien_rc
write_issued(struct tr_sql *db, const struct letter *w, struct trien_err *err)
{
	struct tr_dispatch_letter *l = w->l;

	TR_TRY(tr_dispatch_files(db, tr_sql_int(&w->row, 0, DOCUMENT), &l->files, err));
	TR_TRY(tr_buf_addf(&l->subject, err, "Văn bản số %s", (const char *)w->number.p));
	TR_TRY(tr_buf_addf(&l->text, err, "Kính gửi: %s\n\n%s gửi văn bản số %s: %s.\n\nTệp gửi kèm thư, SHA-256:\n", tr_sql_text(&w->row, 0, RECEIVER),
			tr_sql_text(&w->row, 0, AGENCY), (const char *)w->number.p, tr_sql_text(&w->row, 0, SUBJECT)));
	for (size_t i = 0; i < l->files.count; i++)
		TR_TRY(tr_buf_addf(&l->text, err, "- %s: %s\n", tr_sql_text(&l->files, i, 1), tr_sql_text(&l->files, i, 2)));
	return tr_buf_addf(&l->text, err, "\nVăn bản được ký số: đề nghị kiểm tra chữ ký trước khi sử dụng. Nếu văn bản bị thu hồi hoặc thay thế, nơi nhận được báo qua địa chỉ này.\n\n"
					  "The document %s is attached. Check its digital signatures before it is used; you will be told here if it is recalled or replaced.\n",
			(const char *)w->number.p);
}

static trien_rc
write_recalled(const struct letter *w, struct trien_err *err)
{
	struct tr_dispatch_letter *l = w->l;

	TR_TRY(tr_buf_addf(&l->subject, err, "THU HỒI văn bản số %s", (const char *)w->number.p));
	return tr_buf_addf(&l->text, err, "Kính gửi: %s\n\n%s đã thu hồi văn bản số %s: %s.\nLý do: %s\n\nĐề nghị không sử dụng văn bản này và xóa bản đã nhận.\n\n"
					  "The document %s was recalled by its sender. Please do not use it, and delete what you received.\n", tr_sql_text(&w->row, 0, RECEIVER),
			tr_sql_text(&w->row, 0, AGENCY), (const char *)w->number.p, tr_sql_text(&w->row, 0, SUBJECT), tr_sql_text(&w->row, 0, REASON),
			(const char *)w->number.p);
}

static trien_rc
write_replaced(struct tr_sql *db, const struct letter *w, struct trien_err *err)
{
	static const char sql[] = "SELECT o.number, o.symbol, o.dated_at FROM document d JOIN outgoing o ON o.document = d.id WHERE d.replaces = $1 "
				  "AND d.state IN ('issued', 'recalled', 'replaced') ORDER BY d.id DESC LIMIT 1";
	struct tr_dispatch_letter *l = w->l;
	TR_AUTO_ROWS rows = {0};
	TR_AUTO_BUF by = {0};

	TR_TRY(tr_sql_ask(db, sql, TR_SQL_IN(TR_SQL_I(tr_sql_int(&w->row, 0, DOCUMENT))), &rows, err));
	if (rows.count > 0)
		TR_TRY(add_number(&rows, 0, 1, 2, &by, err));
	TR_TRY(tr_buf_add_byte(&by, 0, err));
	TR_TRY(tr_buf_addf(&l->subject, err, "THAY THẾ văn bản số %s", (const char *)w->number.p));
	return tr_buf_addf(&l->text, err, "Kính gửi: %s\n\nVăn bản số %s của %s (%s) đã được thay thế bằng văn bản số %s.\n\nĐề nghị không sử dụng văn bản cũ.\n\n"
					  "The document %s was replaced by %s. Please do not use the former one.\n", tr_sql_text(&w->row, 0, RECEIVER), (const char *)w->number.p,
			tr_sql_text(&w->row, 0, AGENCY), tr_sql_text(&w->row, 0, SUBJECT), (const char *)by.p, (const char *)w->number.p, (const char *)by.p);
}

static trien_rc
write_letter(struct tr_sql *db, struct letter *w, struct trien_err *err)
{
	struct tr_dispatch_letter *l = w->l;
	const bool issued = strcmp(w->what, "issued") == 0;

	TR_TRY(add_number(&w->row, NUMBER, SYMBOL, DAY, &w->number, err));
	TR_TRY(tr_buf_add_byte(&w->number, 0, err));
	snprintf(l->key, sizeof(l->key), "dispatch-%lld-%s", (long long)w->dispatch, w->what);
	l->date = tr_sql_int(&w->row, 0, issued ? SENT : ACT_AT);
	TR_TRY(tr_buf_addf(&l->to, err, "%s%c", tr_sql_text(&w->row, 0, ADDRESS), 0));
	TR_TRY(tr_buf_addf(&l->name, err, "%s%c", tr_sql_text(&w->row, 0, RECEIVER), 0));
	TR_TRY(issued ? write_issued(db, w, err) : strcmp(w->what, "recalled") == 0 ? write_recalled(w, err) : write_replaced(db, w, err));
	return tr_buf_add_byte(&l->subject, 0, err);
}

trien_rc
tr_dispatch_letter_write(struct tr_sql *db, struct tr_bytes payload, struct tr_dispatch_letter *out, struct trien_err *err)
{
	struct tr_dispatch_letter l = {0};
	struct letter w = {.l = &l};

	TR_TRY(read_payload(payload, &w, err));
	trien_rc rc = read_row(db, &w, err);
	if (rc == TRIEN_OK)
		rc = write_letter(db, &w, err);
	tr_sql_rows_free(&w.row);
	tr_buf_free(&w.number);
	if (rc == TRIEN_OK)
		*out = l;
	else
		tr_dispatch_letter_free(&l);
	return rc;
}
