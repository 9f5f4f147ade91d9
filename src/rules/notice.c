/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "rules/notice.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/env.h"
#include "base/errors/rules.h"
#include "rules/calendar.h"

#define DAY_SECONDS 86400

static const struct {
	struct tr_rules_word word;
	enum { BEFORE, LATE, BEGUN } way;
	unsigned steps[TR_NOTICE_STEPS_MAX + 1], audience[TR_NOTICE_STEPS_MAX];
} kinds[] = {
#define EACH(...) {__VA_ARGS__}
#define TR_RULES_NOTICE(symbol, word, way, steps, audience, vi, en) {{word, vi, en}, way, steps, audience},
#include "rules/notice.def"
#undef EACH
};

const struct tr_rules_word *
tr_notice_word(enum tr_notice_kind kind)
{
	return &kinds[kind].word;
}

const unsigned *
tr_notice_steps(enum tr_notice_kind kind)
{
	return kinds[kind].steps;
}

unsigned
tr_notice_audience(enum tr_notice_kind kind, unsigned step)
{
	return kinds[kind].audience[step];
}

bool
tr_notice_kind_of(const char *word, enum tr_notice_kind *out)
{
	for (unsigned i = 0; i < TR_NOTICE_COUNT; i++)
		if (strcmp(kinds[i].word.word, word) == 0) {
			*out = (enum tr_notice_kind)i;
			return true;
		}
	return false;
}

struct tr_profile_span
tr_notice_band(enum tr_notice_kind kind, unsigned step, int64_t now)
{
	const unsigned *steps = kinds[kind].steps;
	const int64_t today = tr_day_of(now);
	const int64_t to = tr_day_begin(today + steps[step] + 1);

	return (struct tr_profile_span){steps[step + 1] == 0 ? now + 1 : tr_day_begin(today + steps[step + 1] + 1), to};
}

/* ---- one ---- */
/* How far it is: days left, or working days late, or days begun since; and whether there is anything to tell. */
static bool
distance(const struct tr_profile *p, int64_t now, const struct tr_notice_facts *f, int64_t *days, bool *certain)
{
	*certain = true;
	if (kinds[f->kind].way == BEFORE) {
		*days = tr_days_between(now, f->at);
		return f->at > now;
	}
	if (kinds[f->kind].way == BEGUN) {
		*days = now > f->at ? (now - f->at - 1) / DAY_SECONDS + 1 : 0;
		return *days > 0;
	}
	*days = now > f->at ? tr_working_days_between(p, f->at, now, certain) : 0;
	return *days > 0;
}

/* The newest step that has come; TR_NOTICE_STEPS_MAX where none has. */
static unsigned
step_at(enum tr_notice_kind kind, int64_t days)
{
	const unsigned *steps = kinds[kind].steps;
	unsigned newest = TR_NOTICE_STEPS_MAX;

	for (unsigned i = 0; i < TR_NOTICE_STEPS_MAX && steps[i] != 0; i++)
		if (kinds[kind].way == BEFORE ? days <= (int64_t)steps[i] : days >= (int64_t)steps[i])
			newest = i;
	return newest;
}

/* Had the step come before the day on which the books learned of it? Then it is history. */
static bool
is_history(const struct tr_profile *p, const struct tr_notice_facts *f, unsigned step)
{
	const int64_t day_before = tr_day_end(tr_day_of(f->known_since) - 1);
	int64_t days;
	bool certain;

	if (f->known_since == 0 || !distance(p, day_before, f, &days, &certain))
		return false;
	const unsigned then = step_at(f->kind, days);
	return then != TR_NOTICE_STEPS_MAX && then >= step;
}

static bool
is_due(const struct tr_profile *p, int64_t now, const struct tr_notice_facts *f, struct tr_notice *out)
{
	if (f->muted_until > now || !distance(p, now, f, &out->days, &out->certain))
		return false;
	out->step = step_at(f->kind, out->days);
	if (out->step == TR_NOTICE_STEPS_MAX || f->sent >> out->step != 0)
		return false;
	out->history = is_history(p, f, out->step);
	out->kind = f->kind;
	return true;
}

static void
day_text(int64_t time, char out[TR_TIME_TEXT_MAX])
{
	tr_time_iso(time, TR_ZONE_VIETNAM, out);
	out[10] = '\0';
}

static trien_rc
put_key(const struct tr_notice_facts *f, struct tr_notice *n, struct trien_err *err)
{
	char day[TR_TIME_TEXT_MAX];

	if (strlen(f->object) > TR_NOTICE_OBJECT_MAX)
		return TR_ERR(err, RULES_NOTICE_OBJECT, TR_U("got", strlen(f->object)), TR_U("max", TR_NOTICE_OBJECT_MAX));
	day_text(f->at, day);
	snprintf(n->key, sizeof(n->key), "%s/%s/%s/%u", kinds[f->kind].word.word, f->object, day, kinds[f->kind].steps[n->step]);
	return TRIEN_OK;
}

/* ---- all ---- */
static int
compare(const void *a, const void *b)
{
	const struct tr_notice *x = a, *y = b;

	if (x->kind != y->kind)
		return x->kind < y->kind ? -1 : 1;
	if (x->step != y->step)
		return x->step > y->step ? -1 : 1;
	return x->index < y->index ? -1 : x->index > y->index;
}

trien_rc
tr_notices_due(const struct tr_profile *p, int64_t now, const struct tr_notice_facts *facts, size_t count,
		struct tr_notice *out, size_t *due, struct trien_err *err)
{
	size_t n = 0;

	for (size_t i = 0; i < count; i++) {
		struct tr_notice notice = {.index = i};
		if (!is_due(p, now, &facts[i], &notice))
			continue;
		TR_TRY(put_key(&facts[i], &notice, err));
		out[n++] = notice;
	}
	if (n > 0)
		qsort(out, n, sizeof(*out), compare);
	*due = n;
	return TRIEN_OK;
}

void
tr_notice_digest_key(int64_t person, int64_t now, char out[TR_NOTICE_KEY_MAX])
{
	char day[TR_TIME_TEXT_MAX];

	day_text(now, day);
	snprintf(out, TR_NOTICE_KEY_MAX, "digest/person:%" PRId64 "/%s", person, day);
}

trien_rc
tr_notice_mute(int64_t now, int64_t until, struct tr_text reason, struct trien_err *err)
{
	size_t blank = 0;

	while (blank < reason.n && reason.p[blank] == ' ')
		blank++;
	if (blank == reason.n)
		return TR_ERR0(err, RULES_MUTE_REASON);
	if (until <= now || tr_days_between(now, until) > TR_NOTICE_MUTE_DAYS_MAX)
		return TR_ERR(err, RULES_MUTE_UNTIL, TR_I("max", TR_NOTICE_MUTE_DAYS_MAX));
	return TRIEN_OK;
}
