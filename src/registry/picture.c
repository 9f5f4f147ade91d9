/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "registry/picture.h"

#include "base/errors/registry.h"

static const struct decision {
	const char *word, *act;
	const char *from[2]; /* states in which it can be taken */
	const char *to;
} decisions[] = {{"approve", "picture.approve", {"proposed", ""}, "approved"},
	{"refuse", "picture.refuse", {"proposed", ""}, "refused"},
	{"withdraw", "picture.withdraw", {"proposed", "approved"}, "withdrawn"}};
#define DECISIONS (sizeof(decisions) / sizeof(*decisions))

const char *
tr_picture_act(const char *decision)
{
	for (size_t i = 0; i < DECISIONS; i++)
		if (strcmp(decisions[i].word, decision) == 0)
			return decisions[i].act;
	return NULL;
}

struct deciding {
	const struct decision *d;
	int64_t picture;
};

static trien_rc
check_certificate(struct tr_sql *db, const struct tr_record *r, struct trien_err *err)
{
	static const char sql[] = "SELECT state FROM certificate WHERE id = $1 AND state NOT IN ('issued', 'handed_over', 'active')";
	TR_AUTO_ROWS rows = {0};

	TR_TRY(tr_sql_ask(db, sql, TR_SQL_IN(r->v[TR_picture_certificate]), &rows, err));
	return rows.count == 0 ? TRIEN_OK : TR_ERR(err, REGISTRY_PICTURE_CERTIFICATE, TR_I("id", r->id), TR_I("certificate", r->v[TR_picture_certificate].i),
								    TR_S("book", "certificate"), TR_S("state", tr_sql_text(&rows, 0, 0)));
}

/* The ones that were in use until now. */
static trien_rc
end_others(struct tr_acting *a, const struct tr_record *r, struct trien_err *err)
{
	static const char sql[] = "SELECT id FROM picture WHERE certificate = $1 AND kind = $2 AND id <> $3 AND state = 'approved' AND to_at IS NULL ORDER BY id";
	TR_AUTO_ROWS rows = {0};

	TR_TRY(tr_sql_ask(a->db, sql, TR_SQL_IN(r->v[TR_picture_certificate], r->v[TR_picture_kind], TR_SQL_I(r->id)), &rows, err));
	for (size_t i = 0; i < rows.count; i++) {
		TR_AUTO_RECORD other = {0};
		TR_TRY(tr_record_load(a->db, r->book, tr_sql_int(&rows, i, 0), &other, err));
		tr_record_set_int(&other, TR_picture_to_at, a->act->effective_at);
		TR_TRY(tr_acting_put(a, &other, err));
	}
	return TRIEN_OK;
}

static trien_rc
check_own(const struct tr_acting *a, const struct tr_record *r, struct trien_err *err)
{
	const struct tr_sql_value *by = &r->v[TR_picture_proposed_by];
	return a->who.guarded && !by->null && (by->i == a->who.person || by->i == a->who.self) ? TR_ERR(err, REGISTRY_PICTURE_OWN, TR_I("id", r->id)) : TRIEN_OK;
}

static trien_rc
decide(struct tr_acting *a, void *context, struct trien_err *err)
{
	const struct deciding *is = context;
	const bool approves = strcmp(is->d->to, "approved") == 0, ends = strcmp(is->d->to, "withdrawn") == 0;
	const struct tr_book *b = &tr_books[TR_BOOK_picture];
	struct tr_viewer v;
	TR_AUTO_RECORD r = {0};

	/* One out of reach is answered as one that there is none of: so it is asked for before it is looked at. */
	TR_TRY(tr_door_viewer(&a->who, b, TR_VERB_APPROVE, &v, err));
	TR_TRY(tr_door_row(a->db, &a->who, &v, b, is->picture, err));
	TR_TRY(tr_record_load(a->db, b, is->picture, &r, err));
	TR_TRY(check_own(a, &r, err));
	if (!tr_record_is(&r, TR_picture_state, is->d->from[0]) && !tr_record_is(&r, TR_picture_state, is->d->from[1]))
		return TR_ERR(err, REGISTRY_PICTURE_STATE, TR_I("id", r.id), TR_S("book", "picture"), TR_B("state", r.v[TR_picture_state].b.p, r.v[TR_picture_state].b.n));
	if (approves)
		TR_TRY(check_certificate(a->db, &r, err));
	tr_record_set_text(&r, TR_picture_state, is->d->to);
	if (a->who.guarded && !ends)
		tr_record_set_int(&r, TR_picture_approved_by, a->who.person);
	const struct tr_sql_value *to = &r.v[TR_picture_to_at];
	if (approves)
		tr_record_set_int(&r, TR_picture_from_at, a->act->effective_at);
	else if (ends && !r.v[TR_picture_from_at].null && (to->null || to->i > a->act->effective_at)) /* one that was out of use already stays so from then */
		tr_record_set_int(&r, TR_picture_to_at, a->act->effective_at);
	TR_TRY(tr_acting_put(a, &r, err));
	return approves ? end_others(a, &r, err) : TRIEN_OK;
}

trien_rc
tr_picture_decide(struct tr_sql *db, const struct tr_act *act, enum tr_act_mode mode, int64_t picture, int64_t *id, struct trien_err *err)
{
	struct deciding is = {.picture = picture};
	struct tr_act decided = *act;

	for (size_t i = 0; i < DECISIONS; i++)
		if (strcmp(decisions[i].act, act->what) == 0)
			is.d = &decisions[i];
	if (is.d == NULL)
		return TR_ERR(err, INTERNAL, TR_S("what", act->what));
	decided.decided = true;
	return tr_act_do(db, &decided, mode, decide, &is, id, err);
}
