/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: R10.2 */
#include "exchange/arrival_mail.h"

#include <stdio.h>

#include "base/errors/registry.h"
#include "exchange/mail.h"
#include "office/incoming.h"
#include "store/note.h"

/* When it was decided: its letter is one, however often it is sent. */
static trien_rc
decided_at(struct tr_sql *db, int64_t arrival, int64_t *out, struct trien_err *err)
{
	TR_AUTO_ROWS rows = {0};

	TR_TRY(tr_sql_ask(db, "SELECT COALESCE(decided_at, arrived_at) FROM arrival WHERE id = $1", TR_SQL_IN(TR_SQL_I(arrival)), &rows, err));
	if (rows.count == 0)
		return TR_ERR(err, REGISTRY_NOT_FOUND, TR_S("book", "arrival"), TR_I("id", arrival));
	*out = tr_sql_int(&rows, 0, 0);
	return TRIEN_OK;
}

static trien_rc
write_mail(const struct tr_office_letter *l, const struct tr_notice_sender *sender, int64_t date, struct tr_arrival_mail *out, struct trien_err *err)
{
	char id[TR_MAIL_ID_MAX];

	TR_TRY(tr_mail_id_of(sender->site, out->key, id, err));
	const struct tr_mail m = {.from_name = sender->name, .from = sender->address, .to_name = (const char *)l->name.p, .to = l->to, .subject = (const char *)l->subject.p, .id = id,
		.date = date, .text = {(const char *)l->text.p, l->text.n}};
	snprintf(out->to, sizeof(out->to), "%s", l->to);
	return tr_mail_write(&m, &out->mail, err);
}

trien_rc
tr_arrival_mail_write(struct tr_sql *db, struct tr_bytes payload, const struct tr_notice_sender *sender, struct tr_arrival_mail *out, struct trien_err *err)
{
	struct tr_office_letter l = {0};
	uint64_t arrival = 0;
	int64_t date = 0;

	if (!tr_decimal_read(payload, &arrival) || arrival > INT64_MAX)
		return TR_ERR(err, REGISTRY_NOT_FOUND, TR_S("book", "arrival"), TR_I("id", 0));
	TR_TRY(decided_at(db, (int64_t)arrival, &date, err));
	TR_TRY(tr_office_letter_write(db, (int64_t)arrival, &l, err));
	snprintf(out->key, sizeof(out->key), "arrival-%llu-%lld", (unsigned long long)arrival, (long long)date);
	tr_buf_clear(&out->mail);
	const trien_rc rc = write_mail(&l, sender, date, out, err);
	tr_office_letter_free(&l);
	return rc;
}
