/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Which document time stamps are judged where a file has more of them than the cap. The oldest proves most, the newest carries it up to
 * today, and those between have to follow each other closely enough that each was made while the one before could still be believed
 * (EN 319 102-1 §5.6.2.4): so those are passed over whose neighbours are nearest to each other.
 */
#include "crypto/tsp.h"
#include "verify/judge.h"

struct candidate {
	struct tr_judge *judge;
	int64_t time;
};

static bool
is_candidate(struct tr_judge *j, int64_t *time)
{
	struct tr_tsp_info info;

	if (!j->out->is_timestamp || j->cms == NULL || j->signer == NULL || tr_tsp_token_info(j->cms, &info, NULL) != TRIEN_OK)
		return false;
	*time = info.time;
	return true;
}

static uint64_t
distance(int64_t a, int64_t b)
{
	return a > b ? (uint64_t)a - (uint64_t)b : (uint64_t)b - (uint64_t)a;
}

/* What can prove nothing goes first, then the one between the nearest neighbours. */
static size_t
least_missed(const struct candidate *c, size_t count)
{
	size_t at = 1;

	for (size_t i = 0; i < count; i++)
		if (c[i].judge->out->integrity != TR_TOTAL_PASSED)
			return i;
	for (size_t i = 2; i + 1 < count; i++)
		if (distance(c[i + 1].time, c[i - 1].time) < distance(c[at + 1].time, c[at - 1].time))
			at = i;
	return at;
}

trien_rc
tr_stamps_pick(struct tr_context *c, struct tr_judge *judges, size_t count, struct trien_err *err)
{
	struct candidate *all;
	size_t n = 0;

	TR_TRY(tr_arena_array(c->arena, count + 1, sizeof(*all), &all, err));
	for (size_t i = 0; i < count; i++)
		if (is_candidate(&judges[i], &all[n].time))
			all[n++].judge = &judges[i];
	for (size_t at; n > TR_VERIFY_STAMPS_MAX; n--) {
		at = least_missed(all, n);
		all[at].judge->passed_over = true;
		memmove(&all[at], &all[at + 1], (n - at - 1) * sizeof(*all));
	}
	return TRIEN_OK;
}
