/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: R9.2 R9.3 */
#include "office/delivery.h"

#include <stdio.h>

#include "base/errors/office.h"
#include "office/office_parts.h"

static trien_rc
send_one(struct tr_acting *a, int64_t document, int64_t agency, struct trien_err *err)
{
	struct tr_record r = tr_record_of(&tr_books[TR_BOOK_delivery]);

	tr_record_set_int(&r, TR_delivery_document, document);
	tr_record_set_int(&r, TR_delivery_agency, agency);
	tr_record_set_text(&r, TR_delivery_state, "sent");
	tr_record_set_int(&r, TR_delivery_sent_at, a->act->at);
	return tr_acting_put(a, &r, err);
}

trien_rc
tr_office_send(const struct tr_officing *o, const struct tr_record *document, const int64_t *to, size_t count, struct trien_err *err)
{
	if (count > TR_OFFICE_RECEIVERS_MAX)
		return TR_ERR(err, OFFICE_RECEIVER_LIMIT, TR_U("max", TR_OFFICE_RECEIVERS_MAX));
	for (size_t i = 0; i < count; i++) {
		if (to[i] == document->v[TR_document_agency].i)
			return TR_ERR0(err, OFFICE_RECEIVER_SELF);
		TR_TRY(send_one(o->a, document->id, to[i], err));
	}
	return TRIEN_OK;
}

trien_rc
tr_delivery_arrived(struct tr_acting *a, struct tr_bytes file, int64_t agency, struct trien_err *err)
{
	static const char sql[] = "SELECT v.id FROM document d JOIN delivery v ON v.document = d.id "
				  "WHERE d.issued_file = $1 AND v.agency = $2 AND v.state = 'sent'";
	TR_AUTO_ROWS rows = {0};
	TR_AUTO_RECORD r = {0};

	TR_TRY(tr_sql_ask(a->db, sql, TR_SQL_IN(TR_SQL_TN(file.p, file.n), TR_SQL_I(agency)), &rows, err));
	if (rows.count == 0)
		return TRIEN_OK;
	TR_TRY(tr_record_load(a->db, &tr_books[TR_BOOK_delivery], tr_sql_int(&rows, 0, 0), &r, err));
	tr_record_set_text(&r, TR_delivery_state, "arrived");
	tr_record_set_int(&r, TR_delivery_arrived_at, a->act->at);
	return tr_acting_put(a, &r, err);
}

trien_rc
tr_delivery_received(struct tr_acting *a, int64_t delivery, int64_t arrival, struct trien_err *err)
{
	TR_AUTO_RECORD r = {0};

	TR_TRY(tr_record_load(a->db, &tr_books[TR_BOOK_delivery], delivery, &r, err));
	if (!tr_record_is(&r, TR_delivery_state, "sent"))
		return TR_ERR(err, OFFICE_DELIVERY_TAKEN, TR_I("arrival", r.v[TR_delivery_arrival].null ? 0 : r.v[TR_delivery_arrival].i));
	tr_record_set_text(&r, TR_delivery_state, "arrived");
	tr_record_set_int(&r, TR_delivery_arrived_at, a->act->at);
	tr_record_set_int(&r, TR_delivery_arrival, arrival);
	return tr_acting_put(a, &r, err);
}
