/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * All evidence is heard, then weighed: a revocation holds for ever, whoever says so and however old it is; else the
 * latest word counts; and "not revoked" counts only while it is fresh. Order of the evidence does not matter.
 * Requirement: X2
 */
#include "pki/revocation_parts.h"

void
tr_inquiry_refuse(struct tr_inquiry *q, enum tr_revocation_why why)
{
	if (why > q->refusal)
		q->refusal = why;
}

bool
tr_inquiry_is_in_time(const struct tr_inquiry *q, const struct tr_evidence_item *item, int64_t made_at)
{
	int64_t as_of = q->request->as_of;

	return made_at <= as_of + TR_REVOCATION_SKEW && item->known_since <= as_of + TR_REVOCATION_SKEW;
}

void
tr_inquiry_later(const struct tr_inquiry *q, const struct tr_evidence_item *item, int64_t made_at,
		struct tr_revocation_request *request, struct tr_inquiry *later)
{
	*request = *q->request;
	request->as_of = made_at > item->known_since ? made_at : item->known_since;
	*later = *q;
	later->request = request;
}

bool
tr_inquiry_tells_before(const struct tr_inquiry *q, enum tr_revocation_status status, int64_t revoked_at)
{
	return status >= TR_STATUS_ON_HOLD && revoked_at <= q->request->as_of;
}

/* EN 319 102-1 §5.2.5. */
static bool
judge_freshness(const struct tr_revocation_request *request, struct tr_revocation *r, bool signer_expired)
{
	if (signer_expired)
		r->why = TR_WHY_SIGNER_EXPIRED;
	else if (request->max_age > 0 ? request->as_of - r->made_at >= request->max_age
				      : r->has_next_update && request->as_of >= r->next_update)
		r->why = TR_WHY_STALE;
	else if (request->max_age == 0 && !r->has_next_update)
		r->why = TR_WHY_NO_NEXT_UPDATE;
	else
		return true;
	return false;
}

/* The later one; of the same time, the worse one. */
static bool
is_later(const struct tr_revocation *a, bool have_b, const struct tr_revocation *b)
{
	return !have_b || a->made_at > b->made_at || (a->made_at == b->made_at && a->status > b->status);
}

void
tr_inquiry_keep(struct tr_inquiry *q, struct tr_revocation *r, bool signer_expired)
{
	enum tr_revocation_why why = r->why;

	r->fresh = judge_freshness(q->request, r, signer_expired);
	if (r->status != TR_STATUS_GOOD)
		r->why = why;
	if (r->status == TR_STATUS_REVOKED) {
		/* RFC 5280 §5.3.1: nothing but a hold is ever lifted. The earliest time that anyone names counts. */
		if (!q->have_revoked || r->revoked_at < q->revoked.revoked_at)
			q->revoked = *r;
		q->have_revoked = true;
	} else if (r->status == TR_STATUS_UNKNOWN) {
		if (is_later(r, q->have_unknown, &q->unknown))
			q->unknown = *r;
		q->have_unknown = true;
	} else {
		if (is_later(r, q->have_known, &q->known))
			q->known = *r;
		q->have_known = true;
		if (r->fresh && r->status == TR_STATUS_GOOD) {
			if (is_later(r, q->have_fresh, &q->fresh))
				q->fresh = *r;
			q->have_fresh = true;
		}
	}
}

/* RFC 5280 §6.3.3 (d): lists for some reasons are as good as a full one where together they cover all. */
static void
close_partial(struct tr_inquiry *q)
{
	if (!q->have_partial)
		return;
	if (q->reasons == TR_REASONS_ALL)
		tr_inquiry_keep(q, &q->partial, q->partial.why == TR_WHY_SIGNER_EXPIRED);
	else
		tr_inquiry_refuse(q, TR_WHY_REASONS_MISSING);
}

static struct tr_revocation
weigh(const struct tr_inquiry *q)
{
	struct tr_revocation r = {.status = TR_STATUS_NO_EVIDENCE, .why = q->refusal};

	if (q->have_revoked)
		return q->revoked;
	if (q->have_known && q->known.status == TR_STATUS_ON_HOLD)
		return q->known;
	if (q->have_fresh)
		return q->fresh;
	if (q->have_known) {
		r = q->known;
		r.status = TR_STATUS_STALE;
		return r;
	}
	return q->have_unknown ? q->unknown : r;
}

static trien_rc
inquire(struct tr_inquiry *q, struct tr_revocation *out, struct trien_err *err)
{
	const struct tr_evidence *e = q->request->evidence;

	for (size_t i = 0; i < tr_evidence_count(e); i++) {
		const struct tr_evidence_item *item = tr_evidence_peek(e, i);
		if (*q->verified >= TR_REVOCATION_VERIFY_MAX) {
			tr_inquiry_refuse(q, TR_WHY_CUT);
			q->cut = true;
			break;
		}
		if (item->ocsp != NULL)
			TR_TRY(tr_inquiry_ask_ocsp(q, item, err));
		else
			TR_TRY(tr_inquiry_ask_crl(q, item, err));
	}
	close_partial(q);
	*out = weigh(q);
	out->search_cut = q->cut;
	return TRIEN_OK;
}

trien_rc
tr_inquiry_nested(const struct tr_inquiry *q, const struct tr_certificate *certificate,
		const struct tr_certificate *const *above, size_t above_count, struct tr_revocation *out,
		struct trien_err *err)
{
	struct tr_inquiry inner = {.request = q->request, .certificate = certificate, .issuer = above[0], .above = above,
			.above_count = above_count, .depth = q->depth + 1, .verified = q->verified};

	if (inner.depth > TR_REVOCATION_DEPTH_MAX) {
		*out = (struct tr_revocation){.status = TR_STATUS_NO_EVIDENCE, .why = TR_WHY_CUT, .search_cut = true};
		return TRIEN_OK;
	}
	return inquire(&inner, out, err);
}

/* Each certificate has a budget of its own: what somebody heaped up about one must not silence what is known of another. */
trien_rc
tr_revocation_judge(const struct tr_revocation_request *r, size_t index, struct tr_revocation *out, struct trien_err *err)
{
	const struct tr_path *path = r->path;
	unsigned verified = 0;
	struct tr_inquiry q = {.request = r, .certificate = path->chain[index], .verified = &verified};

	if (index + 1 == path->chain_count) {
		*out = path->anchored ? (struct tr_revocation){.status = TR_STATUS_NOT_ASKED, .why = TR_WHY_UNASKED}
				      : (struct tr_revocation){.status = TR_STATUS_NO_EVIDENCE, .why = TR_WHY_ISSUER_MISSING};
		return TRIEN_OK;
	}
	q.above = &path->chain[index + 1];
	q.above_count = path->chain_count - index - 1;
	q.issuer = q.above[0];
	return inquire(&q, out, err);
}

trien_rc
tr_revocation_judge_path(const struct tr_revocation_request *r, struct tr_revocation *out, size_t *worst,
		struct trien_err *err)
{
	size_t at = 0;

	for (size_t i = r->path->chain_count; i-- > 0;) {
		TR_TRY(tr_revocation_judge(r, i, &out[i], err));
		if (i + 1 == r->path->chain_count || out[i].status > out[at].status)
			at = i;
	}
	*worst = at;
	return TRIEN_OK;
}

static void
slide_to(struct tr_revocation_request *r, int64_t time, bool by_age, struct tr_slide *out)
{
	if (time >= r->as_of)
		return;
	r->as_of = time;
	out->by_age = by_age;
}

/* Until when evidence is fresh (the first second after); INT64_MIN where that is not known. */
static int64_t
fresh_until(const struct tr_revocation_request *r, const struct tr_revocation *found)
{
	if (found->why != TR_WHY_STALE)
		return INT64_MIN;
	return r->max_age > 0 ? found->made_at + r->max_age : found->next_update;
}

static void
slide_by_age(struct tr_revocation_request *r, size_t index, const struct tr_revocation *found, struct tr_slide *out)
{
	int64_t end = fresh_until(r, found), to = found->made_at, known = found->item->known_since;

	if (found->delta != NULL && found->delta->known_since > known)
		known = found->delta->known_since;
	if (index == 0 && end != INT64_MIN)
		out->signer_until = end - 1 < r->as_of ? end - 1 : r->as_of;
	if (known > to && known < end)
		to = known;
	slide_to(r, to, true, out);
}

/* One certificate; false where it has to be asked again, as of before an algorithm's end. */
static bool
slide_one(struct tr_revocation_request *r, size_t index, const struct tr_revocation *found, struct tr_slide *out)
{
	const struct tr_algorithms *policy = r->algorithms != NULL ? r->algorithms : tr_algorithms_default();

	if (found->status == TR_STATUS_NO_EVIDENCE && found->why == TR_WHY_ALGORITHM) {
		int64_t end = tr_algorithms_last_end(policy, r->as_of);
		if (end == INT64_MIN)
			return true;
		slide_to(r, end - 1, false, out);
		return false;
	}
	/* From here on the path is asked as of the time until which this one was known to be good. */
	if (found->status >= TR_STATUS_ON_HOLD)
		slide_to(r, found->revoked_at, false, out);
	else if (found->status == TR_STATUS_STALE)
		slide_by_age(r, index, found, out);
	return true;
}

trien_rc
tr_revocation_slide(const struct tr_revocation_request *request, struct tr_slide *out, struct trien_err *err)
{
	struct tr_revocation_request r = *request;
	struct tr_revocation found;

	*out = (struct tr_slide){.stopped = SIZE_MAX, .signer_until = INT64_MIN};
	for (size_t i = r.path->chain_count; i-- > 0 && out->stopped == SIZE_MAX;) {
		do
			TR_TRY(tr_revocation_judge(&r, i, &found, err));
		while (!slide_one(&r, i, &found, out));
		if (found.status == TR_STATUS_NO_EVIDENCE || found.status == TR_STATUS_UNKNOWN)
			out->stopped = i;
	}
	out->control_time = r.as_of;
	return TRIEN_OK;
}
