/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: R8.1 X5 */
/* Paper that came, and its electronic form beside it. */
#include "base/errors/office.h"
#include "office/destruction.h"
#include "office/incoming_parts.h"

struct scanning {
	int64_t arrival;
	const struct tr_office_scan *scan;
};

static trien_rc
scan(struct tr_officing *o, void *context, struct trien_err *err)
{
	const struct scanning *s = context;
	struct tr_incoming_decision d;
	TR_AUTO_RECORD a = {0};

	TR_TRY(tr_record_load(o->a->db, &tr_books[TR_BOOK_arrival], s->arrival, &a, err));
	TR_TRY(tr_office_may(o, a.v[TR_arrival_agency].i, TR_VERB_SEE, err));
	if (s->scan->file == NULL)
		return TR_ERR0(err, OFFICE_FILE_WANTED);
	if (tr_record_is(&a, TR_arrival_scan, s->scan->file))
		return TRIEN_OK;
	TR_TRY(tr_destruction_check(o->a->db, a.book, a.id, err));
	struct tr_incoming_facts facts = tr_incoming_facts_of(o, &a);
	facts.scanned = !a.v[TR_arrival_scan].null;
	TR_TRY(tr_office_is_sealed(o, s->scan->seal, a.v[TR_arrival_agency].i, &facts.sealed, err));
	TR_TRY(tr_incoming_decide_row(o, &a, TR_INCOMING_ACT_SCAN, &facts, &d, err));
	TR_TRY(tr_office_check_custody(o, s->scan->seal, o->a->act->at, err));
	tr_record_set_text(&a, TR_arrival_scan, s->scan->file);
	return tr_acting_put(o->a, &a, err);
}

trien_rc
tr_office_scan_in(struct tr_sql *db, const struct tr_act *act, enum tr_act_mode mode, const struct tr_office_who *who, int64_t arrival,
		const struct tr_office_scan *s, int64_t *id, struct trien_err *err)
{
	struct scanning k = {arrival, s};

	return tr_office_act(db, act, mode, who, tr_incoming_act_word(TR_INCOMING_ACT_SCAN)->word, scan, &k, id, err);
}
