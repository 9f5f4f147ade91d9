/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "sign/extend.h"

#include <stdlib.h>

#include "base/errors/sign.h"
#include "base/memory.h"
#include "base/time.h"
#include "sign/extend_parts.h"

/* ---- B-T ---- */

static bool
all_are_proven(const struct tr_extend *e)
{
	for (size_t k = 0; k < e->count; k++)
		if (e->items[k].in_scope && e->items[k].use == TR_PATH_FOR_DOCUMENT && e->items[k].poe == TR_NO_TIME)
			return false;
	return true;
}

/* ---- B-LT ---- */

/*
 * Settled is what a later document time stamp covers together with all data for it, fresh at that time: it stays so for as long
 * as that stamp holds, and nobody need be asked any more (the authorities may have forgotten).
 */
static trien_rc
is_settled(struct tr_extend *e, const struct tr_extend_item *i, bool *out, struct trien_err *err)
{
	struct tr_extend_question q = {.item = i};
	struct tr_extend_finding f;

	*out = false;
	for (size_t s = 0; !*out && s < e->count; s++) {
		const struct tr_extend_item *stamp = &e->items[s];
		if (!tr_extend_is_document_stamp(stamp) || stamp->time == TR_NO_TIME || stamp->covers <= i->covers)
			continue;
		TR_TRY(tr_extend_set_of(e, stamp->covers, &q.set, err));
		q.as_of = stamp->time;
		TR_TRY(tr_extend_judge(e, &q, &f, err));
		*out = f.state == TR_EXTEND_KNOWN;
	}
	return TRIEN_OK;
}

static trien_rc
refuse(const struct tr_extend *e, const struct tr_extend_item *i, const struct tr_extend_finding *f, struct trien_err *err)
{
	const struct tr_bytes field = i->signature->field.name;
	const struct tr_revocation *r = &f->status[f->worst];
	const bool of_path = f->state == TR_EXTEND_NO_PATH;
	const size_t who = of_path ? f->path.culprit : f->worst;
	struct tr_text name = {"?", 1};
	char when[TR_TIME_TEXT_MAX];

	if (who < f->path.chain_count)
		name = tr_certificate_display_name(f->path.chain[who]);
	if (of_path)
		return TR_ERR(err, EXTEND_PATH, TR_B("name", name.p, name.n), TR_B("field", field.p, field.n),
				TR_S("why", tr_path_reason_id(f->path.reason)));
	if (f->state == TR_EXTEND_UNKNOWN)
		return TR_ERR(err, EXTEND_DATA, TR_B("name", name.p, name.n), TR_B("field", field.p, field.n),
				TR_S("why", tr_revocation_why_id(r->why)));
	tr_time_iso(r->revoked_at, e->r->zone_minutes, when);
	return TR_ERR(err, EXTEND_REVOKED, TR_B("name", name.p, name.n), TR_B("field", field.p, field.n), TR_S("when", when));
}

/* What one item needs, as of now. */
static trien_rc
gather_item(struct tr_extend *e, const struct tr_extend_item *i, struct tr_buf *values, struct trien_err *err)
{
	struct tr_extend_question q = {.item = i, .as_of = e->r->now};
	struct tr_extend_finding f;
	bool settled;

	if (!i->in_scope)
		return TRIEN_OK;
	TR_TRY(is_settled(e, i, &settled, err));
	if (settled)
		return TRIEN_OK;
	TR_TRY(tr_extend_set_of(e, tr_pdf_newest(e->pdf), &q.set, err));
	TR_TRY(tr_extend_judge(e, &q, &f, err));
	if (f.state == TR_EXTEND_KNOWN)
		return TRIEN_OK; /* the file has what it needs */
	TR_TRY(tr_extend_set_of(e, TR_EXTEND_NETWORK, &q.set, err));
	TR_TRY(tr_extend_judge(e, &q, &f, err));
	if (f.state != TR_EXTEND_KNOWN)
		return refuse(e, i, &f, err);
	return tr_extend_values(e, &q, &f, values, err);
}

/* One entry for each signature of the file: what it and the stamps inside it need. */
struct entries {
	struct tr_dss_entry list[TR_SIGN_EXTEND_ITEMS_MAX];
	struct tr_buf values[TR_SIGN_EXTEND_ITEMS_MAX];
	size_t count;
};

static trien_rc
gather(struct tr_extend *e, struct entries *out, struct trien_err *err)
{
	trien_rc first = TRIEN_OK;

	for (size_t k = 0; k < e->count; k++) {
		struct trien_err why = {0};
		if (!e->items[k].is_token)
			out->list[out->count++].contents = e->items[k].signature->contents;
		/* All are asked before the first refusal counts: who fetches then gets everything in one go. */
		trien_rc rc = gather_item(e, &e->items[k], &out->values[out->count - 1], &why);
		if (rc != TRIEN_OK && first == TRIEN_OK) {
			first = rc;
			if (err != NULL)
				*err = why;
		}
	}
	for (size_t i = 0; i < out->count; i++) {
		out->list[i].values = (const struct tr_dss_value *)(const void *)out->values[i].p;
		out->list[i].count = out->values[i].n / sizeof(struct tr_dss_value);
	}
	return first;
}

/* Entries that get nothing stay as they are. */
static trien_rc
propose(struct tr_extend *e, struct entries *all, struct tr_buf *tail, struct trien_err *err)
{
	struct tr_dss_request r = {.entries = all->list, .time = e->r->now, .zone_minutes = e->r->zone_minutes};

	for (size_t i = 0; i < all->count; i++)
		if (all->list[i].count > 0)
			all->list[r.count++] = all->list[i];
	memcpy(r.id16, e->r->id16, sizeof(r.id16));
	return r.count > 0 ? tr_sign_propose_dss(e->file, &r, tail, err) : TRIEN_OK;
}

static trien_rc
store(struct tr_extend *e, struct tr_buf *tail, struct trien_err *err)
{
	struct entries *all = tr_mem_zeroed(1, sizeof(*all));

	if (all == NULL)
		return TR_ERR(err, NO_MEMORY, TR_U("want", sizeof(*all)));
	trien_rc rc = gather(e, all, err);
	if (rc == TRIEN_OK)
		rc = propose(e, all, tail, err);
	for (size_t i = 0; i < all->count; i++)
		tr_buf_free(&all->values[i]);
	free(all);
	return rc;
}

/* ---- B-LTA ---- */

/* The last document time stamp covers everything, with the data for it; its own authority's data are for the next one to cover. */
static trien_rc
is_closed(struct tr_extend *e, bool *out, struct trien_err *err)
{
	const struct tr_extend_item *last = &e->items[0];

	for (size_t k = 1; k < e->count; k++)
		if (e->items[k].covers >= last->covers)
			last = &e->items[k];
	*out = tr_extend_is_document_stamp(last) && last->time != TR_NO_TIME;
	for (size_t k = 0; *out && k < e->count; k++)
		if (e->items[k].in_scope && &e->items[k] != last)
			TR_TRY(is_settled(e, &e->items[k], out, err));
	return TRIEN_OK;
}

/* ---- */

/* A stamp was made for the purpose, and proves nothing: its authority is not trusted, and another stamp would not help. */
static trien_rc
refuse_stamp(struct tr_extend *e, struct trien_err *err)
{
	struct tr_extend_question q = {.as_of = e->r->now};
	struct tr_extend_finding f;

	for (size_t k = 0; k < e->count; k++)
		if (e->items[k].use == TR_PATH_FOR_TIME_STAMP)
			q.item = &e->items[k];
	if (q.item == NULL)
		return TR_ERR(err, INTERNAL, TR_S("what", "tr_sign_extend"));
	TR_TRY(tr_extend_set_of(e, TR_EXTEND_NETWORK, &q.set, err));
	TR_TRY(tr_extend_judge(e, &q, &f, err));
	f.state = TR_EXTEND_NO_PATH;
	return refuse(e, q.item, &f, err);
}

/* ---- what waits ---- */

/*
 * Are the data in the file that were wanted when it got them: fresh at the time that is proven, or made since? Those of a stamp that nothing
 * newer covers speak of its own time; they grow stale afterwards, and fresher ones belong to a renewal.
 */
static trien_rc
has_its_data(struct tr_extend *e, const struct tr_extend_item *i, bool *out, struct trien_err *err)
{
	struct tr_extend_item own = *i;
	struct tr_extend_question q = {.item = &own};
	struct tr_extend_finding f;

	TR_TRY(is_settled(e, i, out, err));
	if (own.poe == TR_NO_TIME)
		own.poe = own.time;
	TR_TRY(tr_extend_set_of(e, tr_pdf_newest(e->pdf), &q.set, err));
	const int64_t times[] = {own.poe, e->r->now};
	for (size_t k = 0; !*out && k < sizeof(times) / sizeof(*times); k++) {
		q.as_of = times[k];
		TR_TRY(tr_extend_judge(e, &q, &f, err));
		*out = f.state == TR_EXTEND_KNOWN;
	}
	return TRIEN_OK;
}

/* All are proven to have existed. */
static trien_rc
has_the_level(struct tr_extend *e, bool *out, struct trien_err *err)
{
	*out = true;
	if (e->r->level >= TR_LEVEL_LTA) {
		TR_TRY(is_closed(e, out, err));
		return TRIEN_OK;
	}
	for (size_t k = 0; e->r->level == TR_LEVEL_LT && *out && k < e->count; k++)
		if (e->items[k].in_scope)
			TR_TRY(has_its_data(e, &e->items[k], out, err));
	return TRIEN_OK;
}

static trien_rc
next_step(struct tr_extend *e, struct tr_extend_step *out, struct trien_err *err)
{
	bool closed, there = false;

	out->act = TR_EXTEND_STAMP;
	if (!all_are_proven(e)) {
		if (e->r->level == TR_LEVEL_B)
			out->act = TR_EXTEND_DONE;
		return out->act == TR_EXTEND_STAMP && e->r->stamped ? refuse_stamp(e, err) : TRIEN_OK;
	}
	out->reached = TR_LEVEL_T;
	out->act = TR_EXTEND_DONE;
	if (e->r->waiting_only)
		TR_TRY(has_the_level(e, &there, err));
	if (there)
		out->reached = e->r->level;
	if (there || e->r->level <= TR_LEVEL_T)
		return TRIEN_OK;
	TR_TRY(store(e, &out->tail, err));
	out->act = TR_EXTEND_STORE;
	if (out->tail.n > 0)
		return TRIEN_OK;
	out->reached = TR_LEVEL_LT;
	out->act = TR_EXTEND_DONE;
	if (e->r->level == TR_LEVEL_LT)
		return TRIEN_OK;
	TR_TRY(is_closed(e, &closed, err));
	/* New data since the last stamp, those for its own authority among them, want a new one: this is how an archive is renewed. */
	if (!e->r->closed && (!closed || e->r->stored))
		out->act = TR_EXTEND_STAMP;
	else
		out->reached = TR_LEVEL_LTA;
	return TRIEN_OK;
}

static void
end(struct tr_extend *e)
{
	for (size_t i = 0; i < e->set_count; i++) {
		tr_evidence_free(e->sets[i].evidence);
		tr_pool_free(e->sets[i].pool);
	}
	for (size_t k = 0; k < e->count; k++)
		tr_cms_free(e->items[k].cms);
	tr_dss_memory_free(&e->dss);
	tr_arena_free(&e->arena);
	tr_pdf_close(e->pdf);
	free(e);
}

trien_rc
tr_sign_extend(struct tr_bytes file, const struct tr_extend_request *request, struct tr_extend_step *out,
		struct trien_err *err)
{
	struct tr_extend *e = tr_mem_zeroed(1, sizeof(*e));
	struct tr_extend_step step = {.reached = TR_LEVEL_B};

	if (e == NULL)
		return TR_ERR(err, NO_MEMORY, TR_U("want", sizeof(*e)));
	e->r = request;
	e->file = file;
	trien_rc rc = tr_pdf_open(file, NULL, &e->pdf, err);
	if (rc == TRIEN_OK)
		rc = tr_extend_list(e, err);
	if (rc == TRIEN_OK)
		rc = next_step(e, &step, err);
	end(e);
	if (rc == TRIEN_OK)
		*out = step;
	else
		tr_buf_free(&step.tail);
	return rc;
}
