/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: R10.2 */
/* What the sender is told: that the document has come and its number, or why it was refused, and to sign and send it again. */
#include <stdio.h>

#include "base/env.h"
#include "base/errors/office.h"
#include "base/errors/registry.h"
#include "base/time.h"
#include "office/incoming.h"
#include "office/office_parts.h"

enum cell { SENDER, CONTACT, STATE, ARRIVED, HASH, FINDINGS, REASON, DECIDED, AGENCY, NUMBER, DAY, SYMBOL };

static trien_rc
add(struct tr_buf *out, const char *text, struct trien_err *err)
{
	return tr_buf_add(out, text, strlen(text), err);
}

static trien_rc
add_time(struct tr_buf *out, int64_t time, struct trien_err *err)
{
	const struct tr_civil c = tr_civil_of(time, TR_ZONE_VIETNAM);
	return tr_buf_addf(out, err, "%02d:%02d ngày %02d/%02d/%04d", c.hour, c.minute, c.day, c.month, c.year);
}

static trien_rc
add_reasons(const struct tr_sql_rows *r, struct tr_buf *out, struct trien_err *err)
{
	const char *word = tr_sql_cell(r, 0, FINDINGS)->null ? "" : tr_sql_text(r, 0, FINDINGS);

	for (; *word != '\0'; word += strcspn(word, " "), word += *word == ' ') {
		const struct tr_rules_word *why = tr_incoming_why(TR_BYTES(word, strcspn(word, " ")));
		if (why != NULL)
			TR_TRY(tr_buf_addf(out, err, "- %s (%s)\n", why->vi, why->word));
	}
	return tr_sql_cell(r, 0, REASON)->null ? TRIEN_OK : tr_buf_addf(out, err, "- %s\n", tr_sql_text(r, 0, REASON));
}

static trien_rc
write_refused(const struct tr_sql_rows *r, struct tr_office_letter *l, struct trien_err *err)
{
	TR_TRY(add(&l->subject, "Văn bản không hợp lệ, đề nghị ký và gửi lại", err));
	TR_TRY(tr_buf_addf(&l->text, err, "Kính gửi: %s\n\n%s nhận được tệp văn bản lúc ", tr_sql_text(r, 0, SENDER), tr_sql_text(r, 0, AGENCY)));
	TR_TRY(add_time(&l->text, tr_sql_int(r, 0, ARRIVED), err));
	if (!tr_sql_cell(r, 0, HASH)->null)
		TR_TRY(tr_buf_addf(&l->text, err, ".\nSHA-256 của tệp: %s", tr_sql_text(r, 0, HASH)));
	TR_TRY(add(&l->text, ".\nKết quả kiểm tra: không hợp lệ, vì:\n", err));
	TR_TRY(add_reasons(r, &l->text, err));
	return add(&l->text, "Đề nghị ký và gửi lại. Tệp đã nhận đã được xóa (Điều 10 khoản 2 của Quy chế).\n", err);
}

static trien_rc
write_received(const struct tr_sql_rows *r, struct tr_office_letter *l, struct trien_err *err)
{
	const struct tr_civil c = tr_civil_of(tr_sql_int(r, 0, DAY), TR_ZONE_VIETNAM);

	TR_TRY(tr_buf_addf(&l->subject, err, "Đã nhận văn bản, số đến %02lld", (long long)tr_sql_int(r, 0, NUMBER)));
	TR_TRY(tr_buf_addf(&l->text, err, "Kính gửi: %s\n\n%s đã nhận văn bản", tr_sql_text(r, 0, SENDER), tr_sql_text(r, 0, AGENCY)));
	if (!tr_sql_cell(r, 0, SYMBOL)->null)
		TR_TRY(tr_buf_addf(&l->text, err, " số %s", tr_sql_text(r, 0, SYMBOL)));
	return tr_buf_addf(&l->text, err, ", vào sổ văn bản đến: số %02lld ngày %02d/%02d/%04d.\n",
			(long long)tr_sql_int(r, 0, NUMBER), c.day, c.month, c.year);
}

static trien_rc
write_letter(const struct tr_sql_rows *r, struct tr_office_letter *l, struct trien_err *err)
{
	if (!tr_sql_cell(r, 0, CONTACT)->null)
		snprintf(l->to, sizeof(l->to), "%s", tr_sql_text(r, 0, CONTACT));
	TR_TRY(tr_buf_addf(&l->name, err, "%s%c", tr_sql_text(r, 0, SENDER), 0));
	TR_TRY(strcmp(tr_sql_text(r, 0, STATE), "refused") == 0 ? write_refused(r, l, err) : write_received(r, l, err));
	return tr_buf_add_byte(&l->subject, 0, err);
}

trien_rc
tr_office_letter_write(struct tr_sql *db, int64_t arrival, struct tr_office_letter *out, struct trien_err *err)
{
	static const char sql[] = "SELECT a.sender, a.contact, a.state, a.arrived_at, a.hash, a.findings, a.reason, COALESCE(a.decided_at, 0), g.name, "
				  "i.number, COALESCE(i.arrived_at, 0), i.symbol FROM arrival a JOIN agency g ON g.id = a.agency "
				  "LEFT JOIN incoming i ON i.arrival = a.id WHERE a.id = $1";
	struct tr_office_letter l = {0};
	TR_AUTO_ROWS rows = {0};

	TR_TRY(tr_sql_ask(db, sql, TR_SQL_IN(TR_SQL_I(arrival)), &rows, err));
	if (rows.count == 0)
		return TR_ERR(err, REGISTRY_NOT_FOUND, TR_S("book", "arrival"), TR_I("id", arrival));
	if (strcmp(tr_sql_text(&rows, 0, STATE), "refused") != 0 && tr_sql_cell(&rows, 0, NUMBER)->null)
		return TR_ERR(err, OFFICE_NO_LETTER, TR_I("arrival", arrival));
	const trien_rc rc = write_letter(&rows, &l, err);
	if (rc == TRIEN_OK)
		*out = l;
	else
		tr_office_letter_free(&l);
	return rc;
}

void
tr_office_letter_free(struct tr_office_letter *l)
{
	tr_buf_free(&l->name);
	tr_buf_free(&l->subject);
	tr_buf_free(&l->text);
	*l = (struct tr_office_letter){0};
}

/* ---- one that failed ---- */

static trien_rc
has_failed(const struct tr_officing *o, const struct tr_record *a, struct trien_err *err)
{
	static const char sql[] = "SELECT id FROM job WHERE kind = '" TR_JOB_ARRIVAL "' AND payload = $1 AND state = 'dead' AND ended_at > $2 LIMIT 1";
	const struct tr_sql_value *closed = &a->v[TR_arrival_letter_closed_at];
	TR_AUTO_ROWS rows = {0};
	char number[24];

	snprintf(number, sizeof(number), "%lld", (long long)a->id);
	TR_TRY(tr_sql_ask(o->a->db, sql, TR_SQL_IN(TR_SQL_T(number), TR_SQL_I(closed->null ? 0 : closed->i)), &rows, err));
	return rows.count > 0 ? TRIEN_OK : TR_ERR(err, OFFICE_LETTER_NOT_FAILED, TR_I("arrival", a->id));
}

static trien_rc
close_letter(struct tr_officing *o, void *context, struct trien_err *err)
{
	const int64_t *arrival = context;
	TR_AUTO_RECORD a = {0};

	TR_TRY(tr_record_load(o->a->db, &tr_books[TR_BOOK_arrival], *arrival, &a, err));
	TR_TRY(tr_office_may(o, a.v[TR_arrival_agency].i, TR_VERB_CHANGE, err));
	TR_TRY(tr_office_reason(o, err));
	TR_TRY(has_failed(o, &a, err));
	tr_record_set_int(&a, TR_arrival_letter_closed_at, o->a->act->at);
	return tr_acting_put(o->a, &a, err);
}

trien_rc
tr_office_letter_close(struct tr_sql *db, const struct tr_act *act, enum tr_act_mode mode, const struct tr_office_who *who, int64_t arrival, int64_t *id,
		struct trien_err *err)
{
	return tr_office_act(db, act, mode, who, "arrival.letter-close", close_letter, &arrival, id, err);
}
