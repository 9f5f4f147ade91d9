/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: R6.1 R15.2 */
#include "rules/plan.h"

static const struct tr_rules_plan_row rows[] = {
#define TR_RULES_PLAN(event, subjects, which, when, act, by, kind, reason) \
	{TR_EVENT_##event, subjects, TR_WHICH_##which, TR_WHEN_##when, TR_ACT_##act, TR_BY_##by, TR_KIND_##kind, TR_REASON_##reason},
#include "rules/plan.def"
};

static const struct {
	struct tr_rules_word word;
	const char *clause;
} events[] = {
#define TR_RULES_EVENT(symbol, word, clause, vi, en) {{word, vi, en}, clause},
#include "rules/plan.def"
};

const struct tr_rules_plan_row *
tr_rules_plan_row_at(size_t index)
{
	return index < sizeof(rows) / sizeof(*rows) ? &rows[index] : NULL;
}

const struct tr_rules_word *
tr_rules_event_word(enum tr_rules_event event)
{
	return &events[event].word;
}

const char *
tr_rules_event_clause(enum tr_rules_event event)
{
	return events[event].clause;
}

bool
tr_rules_event_of(const char *word, enum tr_rules_event *out)
{
	for (unsigned e = 0; e < TR_EVENT_COUNT; e++)
		if (strcmp(events[e].word.word, word) == 0) {
			*out = (enum tr_rules_event)e;
			return true;
		}
	return false;
}

/* The device of a certificate that has ended, and that is still held. */
static bool
is_left_over(const struct tr_rules_facts *f)
{
	return tr_rules_guard(TR_GUARD_CERTIFICATE_ENDED, f, NULL) == TRIEN_OK && tr_rules_guard(TR_GUARD_DEVICE_HELD, f, NULL) == TRIEN_OK;
}

/* Steps of certificates and requests are for certificates that go on, a recall for the others; signing that is stopped is not stopped again. */
static bool
goes_on(const struct tr_rules_plan_row *row, const struct tr_rules_facts *f)
{
	const enum tr_rules_state certificate = f->certificate;

	if (tr_rules_machine_of_act(row->act) == TR_MACHINE_DEVICE)
		return true;
	if (row->kind == TR_KIND_RECALL)
		return is_left_over(f);
	if (row->act == TR_ACT_CERTIFICATE_STOP && certificate == TR_STATE_CERTIFICATE_STOPPED)
		return false;
	return certificate == TR_STATE_CERTIFICATE_ISSUED || certificate == TR_STATE_CERTIFICATE_HANDED_OVER ||
			certificate == TR_STATE_CERTIFICATE_ACTIVE || certificate == TR_STATE_CERTIFICATE_STOPPED;
}

static bool
concerns(const struct tr_rules_plan_row *row, const struct tr_rules_happening *h, const struct tr_rules_object_facts *o)
{
	if (row->event != h->event || !(row->subjects & TR_BIT(o->facts.subject)))
		return false;
	if (row->which != TR_WHICH_ANY && o->kept != (row->which == TR_WHICH_KEPT))
		return false;
	if (!goes_on(row, &o->facts))
		return false;
	return row->when == TR_WHEN_ALWAYS || h->law->mover_keeps == (row->when == TR_WHEN_MOVER_KEEPS);
}

/* The facts of a step: those of the object, and what the event and the steps before it say. */
static struct tr_rules_facts
facts_of(const struct tr_rules_plan_row *row, const struct tr_rules_happening *h, const struct tr_rules_object_facts *o)
{
	struct tr_rules_facts f = o->facts;

	f.law = h->law;
	f.now = h->now;
	f.role = row->by == TR_BY_PROGRAM ? TR_ROLE_SYSTEM : h->role;
	f.actor = row->by == TR_BY_PROGRAM ? 0 : h->actor;
	f.kind = row->kind;
	f.reason = row->reason == TR_REASON_GIVEN ? h->reason : row->reason;
	f.asked_as = h->role;
	f.event_at = h->event_at;
	f.words_given = true; /* the event itself is the reason */
	switch (tr_rules_machine_of_act(row->act)) {
	case TR_MACHINE_CERTIFICATE:
		f.state = o->facts.certificate;
		break;
	case TR_MACHINE_DEVICE:
		f.state = o->facts.device;
		break;
	default:
		f.state = TR_STATE_NONE;
		f.open_requests = o->open[row->kind];
		f.open_revocations = o->open[TR_KIND_REVOKE];
		if (h->event == TR_EVENT_LOCKED)
			f.device = TR_STATE_DEVICE_LOCKED; /* by the step before */
	}
	return f;
}

/* Judged as the act, and as the submitting of the request that it drafts, by who reports: what may be drafted but never sent helps nobody. */
static trien_rc
judge(const struct tr_rules_facts *f, const struct tr_rules_plan_row *row, const struct tr_rules_happening *h, int64_t *stops_at,
		struct trien_err *err)
{
	struct tr_rules_decision d;

	TR_TRY(tr_rules_decide(f, row->act, &d, err));
	if (row->act == TR_ACT_REQUEST_DRAFT) {
		struct tr_rules_facts later = *f;
		later.state = TR_STATE_REQUEST_DRAFT;
		later.written = later.dossier_complete = true; /* the form is filled in from the books */
		later.role = h->role == TR_ROLE_SYSTEM || h->law->agency_drafts ? TR_ROLE_MANAGER : h->role;
		TR_TRY(tr_rules_decide(&later, TR_ACT_REQUEST_SUBMIT, &d, err));
	}
	*stops_at = d.stops_at;
	return TRIEN_OK;
}

trien_rc
tr_rules_plan(const struct tr_rules_happening *h, const struct tr_rules_object_facts *objects, size_t count,
		trien_rc (*tell)(const struct tr_rules_step *step, void *context, struct trien_err *err), void *context,
		struct trien_err *err)
{
	for (size_t i = 0; i < count; i++)
		for (const struct tr_rules_plan_row *row = rows; row < rows + sizeof(rows) / sizeof(*rows); row++) {
			if (!concerns(row, h, &objects[i]))
				continue;
			const struct tr_rules_facts f = facts_of(row, h, &objects[i]);
			struct tr_rules_step step = {.object = i, .act = row->act, .role = f.role, .kind = row->kind,
				.reason = f.reason, .stops_at = INT64_MAX,
				.recipient = tr_rules_recipient(h->law, row->kind, f.device_kind)};
			step.refused = judge(&f, row, h, &step.stops_at, &step.why);
			TR_TRY(tell(&step, context, err));
		}
	return TRIEN_OK;
}
