/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: R11 */
#include "registry/crl.h"

#include "base/env.h"
#include "base/errors/registry.h"
#include "registry/limits.h"

int64_t
tr_crl_stale_at(const struct tr_crl_facts *f)
{
	return f->has_next_update ? f->next_update : f->this_update + TR_CRL_UNDATED_SECONDS;
}

static trien_rc
check_time(const struct tr_acting *a, const struct tr_crl_facts *f, struct trien_err *err)
{
	char text[TR_TIME_TEXT_MAX];

	if (f->this_update <= a->act->at + TR_CRL_EARLY_SECONDS)
		return TRIEN_OK;
	tr_time_iso(f->this_update, TR_ZONE_VIETNAM, text);
	return TR_ERR(err, REGISTRY_CRL_FUTURE, TR_S("at", text), TR_I("max", TR_CRL_EARLY_SECONDS));
}

/* Whoever holds back a new list shows an old one again. */
static trien_rc
check_newer(const struct tr_record *was, const struct tr_crl_facts *f, struct trien_err *err)
{
	const int64_t this_update = was->v[TR_crl_this_update].i;
	char is[TR_TIME_TEXT_MAX], book[TR_TIME_TEXT_MAX];

	if (f->this_update > this_update || (f->this_update == this_update && tr_crl_stale_at(f) >= was->v[TR_crl_stale_at].i))
		return TRIEN_OK;
	tr_time_iso(f->this_update, TR_ZONE_VIETNAM, is);
	tr_time_iso(this_update, TR_ZONE_VIETNAM, book);
	return TR_ERR(err, REGISTRY_CRL_OLDER, TR_S("got", is), TR_I("id", was->id), TR_S("book", book));
}

static void
fill(struct tr_record *r, const struct tr_crl_facts *f, int64_t now)
{
	tr_record_set_int(r, TR_crl_this_update, f->this_update);
	r->v[TR_crl_next_update] = f->has_next_update ? TR_SQL_I(f->next_update) : TR_SQL_NULL(TR_SQL_INT);
	tr_record_set_int(r, TR_crl_stale_at, tr_crl_stale_at(f));
	tr_record_set_text(r, TR_crl_number, f->number);
	tr_record_set_text(r, TR_crl_sha256, f->sha256);
	tr_record_set_int(r, TR_crl_seen_at, now);
}

trien_rc
tr_crl_see_work(struct tr_acting *a, void *context, struct trien_err *err)
{
	struct tr_crl_seen *s = context;
	TR_AUTO_RECORD r = tr_record_of(&tr_books[TR_BOOK_crl]);

	TR_TRY(check_time(a, &s->is, err));
	tr_record_set_text(&r, TR_crl_issuer, s->is.issuer);
	tr_record_set_text(&r, TR_crl_key_id, s->is.key_id);
	TR_TRY(tr_record_find(a->db, &r, &s->id, err));
	s->became = s->id == 0 ? TR_CRL_NEW : TR_CRL_CHANGED;
	if (s->id != 0) {
		TR_TRY(tr_record_load(a->db, r.book, s->id, &r, err));
		if (tr_record_is(&r, TR_crl_sha256, s->is.sha256)) {
			s->became = TR_CRL_SAME;
			return TRIEN_OK;
		}
		TR_TRY(check_newer(&r, &s->is, err));
	}
	fill(&r, &s->is, a->act->at);
	TR_TRY(tr_acting_put(a, &r, err));
	s->id = r.id;
	return TRIEN_OK;
}
