/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Best-signature-time: the earliest time at which good stamps prove a signature to have existed, and whether their order can be. */
#include <stdio.h>

#include "base/errors/verify.h"
#include "base/time.h"
#include "verify/judge.h"

static bool
covers(const struct tr_stamp *s, size_t revision)
{
	return s->covers != TR_REVISION_NONE && revision != TR_REVISION_NONE && s->covers >= revision;
}

/* EN 319 102-1 §5.5.4: who stamps something cannot have done so before it was made. */
void
tr_stamps_order(struct tr_context *c)
{
	for (size_t i = 0; i < c->stamp_count; i++)
		for (size_t k = 0; c->stamps[i].covers != TR_REVISION_NONE && k < c->stamp_count; k++) {
			struct tr_stamp *outer = &c->stamps[i], *inner = &c->stamps[k];
			if (i == k || !outer->good || !inner->good || !covers(outer, inner->place.revision) ||
					inner->earliest <= outer->verdict.time)
				continue;
			outer->out_of_order = inner->out_of_order = true;
		}
}

/* Its own stamps, document time stamps over it, and what was given for the whole file. */
static bool
is_stamp_of(const struct tr_stamp *s, const struct tr_judge *j, size_t index)
{
	if (s->verdict.kind == TR_STAMP_SIGNATURE)
		return s->judge == index;
	return s->judge != index && covers(s, j->signature->born);
}

bool
tr_best_time_is_now(const struct tr_judge *j, size_t index, int64_t time)
{
	const struct tr_context *c = j->context;

	for (size_t i = 0; i < c->stamp_count; i++)
		if (c->stamps[i].good_now && c->stamps[i].verdict.kind == TR_STAMP_SIGNATURE && c->stamps[i].judge == index &&
				c->stamps[i].verdict.time == time)
			return true;
	return false;
}

struct tr_poe
tr_best_time(const struct tr_judge *j, size_t index)
{
	const struct tr_context *c = j->context;
	struct tr_poe poe = tr_poe_of_place(c, tr_judge_place(j));

	for (size_t i = 0; i < c->stamp_count; i++)
		if (c->stamps[i].good && c->stamps[i].verdict.kind == TR_STAMP_SIGNATURE && c->stamps[i].judge == index)
			tr_poe_lower(&poe, c->stamps[i].verdict.time, TR_BEST_SIGNATURE_STAMP);
	return poe;
}

/* A signature is younger than every stamp in the bytes that it signs. */
int64_t
tr_made_after(const struct tr_judge *j, size_t index)
{
	const struct tr_context *c = j->context;
	int64_t latest = INT64_MIN;

	for (size_t i = 0; i < c->stamp_count; i++) {
		const struct tr_stamp *s = &c->stamps[i];
		if (s->good && s->judge != index && s->judge != SIZE_MAX && j->signature->covers != SIZE_MAX &&
				s->place.revision <= j->signature->covers && s->earliest > latest)
			latest = s->earliest;
	}
	return latest;
}

static trien_rc
find_order(struct tr_judge *j, struct trien_err *err)
{
	struct trien_err why = {0};
	struct tr_finding_note n = {.weight = TR_INDETERMINATE, .sub = TR_SUB_TIMESTAMP_ORDER_FAILURE, .error = &why,
			.clause = "EN 319 102-1 §5.5.4"};

	(void)!TR_ERR0(&why, VERIFY_STAMP_ORDER);
	TR_TRY(tr_check_set(j, TR_CHECK_STAMP_ORDER, TR_CHECKED_FAILED, "", "", err));
	return tr_judge_find(j, &n, err);
}

static trien_rc
tell_stamps(struct tr_judge *j, size_t good, size_t count, struct trien_err *err)
{
	char got[64], want[64];

	if (count == 0)
		return TRIEN_OK;
	snprintf(got, sizeof(got), "%zu", good);
	snprintf(want, sizeof(want), "%zu", count);
	return tr_check_set(j, TR_CHECK_STAMPS, good == count ? TR_CHECKED_PASSED : TR_CHECKED_UNKNOWN, got, want, err);
}

/* A stamp that proves nothing takes nothing away from the signature; it is told. */
static trien_rc
tell_useless(struct tr_judge *j, const struct tr_stamp *s, struct trien_err *err)
{
	struct trien_err why = {0};
	struct tr_finding_note n = {.weight = TR_TOTAL_PASSED, .sub = TR_SUB_NONE, .error = &why, .clause = "EN 319 102-1 §5.5.4"};
	const struct tr_finding *f = s->verdict.findings;
	const char *cause = s->verdict.finding_count > 0 ? tr_finding_id(f) : "";

	if (s->verdict.authority.n > 0)
		(void)!TR_ERR(&why, VERIFY_STAMP_USELESS, TR_B("authority", s->verdict.authority.p, s->verdict.authority.n),
				TR_S("cause", cause));
	else
		(void)!TR_ERR(&why, VERIFY_STAMP_UNNAMED, TR_S("cause", cause));
	if (s->verdict.finding_count > 0)
		tr_err_lend(&why, &f->error);
	return tr_judge_find(j, &n, err);
}

trien_rc
tr_best_time_tell(struct tr_judge *j, size_t index, struct trien_err *err)
{
	const struct tr_context *c = j->context;
	struct tr_stamp_verdict *stamps;
	size_t count = 0, good = 0;
	bool out_of_order = j->trial != NULL && j->trial->made_after > j->trial->poe.time;

	TR_TRY(tr_arena_array(j->arena, c->stamp_count + 1, sizeof(*stamps), &stamps, err));
	for (size_t i = 0; i < c->stamp_count; i++) {
		if (!is_stamp_of(&c->stamps[i], j, index))
			continue;
		stamps[count++] = c->stamps[i].verdict;
		good += c->stamps[i].good;
		if (!c->stamps[i].good && c->stamps[i].verdict.kind != TR_STAMP_GIVEN)
			TR_TRY(tell_useless(j, &c->stamps[i], err));
		out_of_order |= c->stamps[i].out_of_order;
	}
	j->out->stamps = stamps;
	j->out->stamp_count = count;
	struct tr_poe poe = tr_best_time(j, index);
	j->out->best_time = poe.time;
	j->out->best_time_source = poe.source;
	TR_TRY(tell_stamps(j, good, count, err));
	TR_TRY(tr_check_set_time(j, TR_CHECK_BEST_TIME, poe.source == TR_BEST_AS_OF ? TR_CHECKED_NOT_DONE : TR_CHECKED_PASSED,
			poe.time, tr_best_time_source_name(poe.source), err));
	if (out_of_order)
		return find_order(j, err);
	return good > 0 ? tr_check_set(j, TR_CHECK_STAMP_ORDER, TR_CHECKED_PASSED, "", "", err) : TRIEN_OK;
}
