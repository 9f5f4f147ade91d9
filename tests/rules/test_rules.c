/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Every act from every state by every role, for every kind of request: allowed, or refused with the id of the rule, as
 * allowed.tsv and conditions.tsv say, which were written from the law. Requirement: R6.1 R7 R11 R14.3 R15.2 R16.1
 */
#include "rules/rules.h"

#include <stdio.h>

#include "table.h"
#include "test.h"

static struct tr_profile *profile;
static struct expectations allowed, conditions;

static int
tear_down(void **state)
{
	(void)state;
	tr_profile_free(profile);
	return 0;
}

static const char *
short_act(enum tr_rules_act act)
{
	return strchr(tr_rules_act_word(act)->word, '.') + 1;
}

/* Does a row of allowed.tsv speak of this act from this state? */
static bool
speaks_of(const char *const *row, const struct attempt *a)
{
	return strcmp(row[1], tr_rules_machine_word(a->machine)->word) == 0 && strcmp(row[4], short_act(a->act)) == 0 &&
			table_lists(row[3], tr_rules_state_word(a->state)->word);
}

/* The state after it, or NULL and the id that refuses. */
static const char *
expected(const struct attempt *a, const char **id)
{
	*id = "rules.state";
	for (size_t i = 0; i < allowed.count; i++) {
		const char *const *row = allowed.cells[i];
		if (!speaks_of(row, a))
			continue;
		const bool kind = table_lists(row[2], tr_rules_kind_word(a->kind)->word);
		if (kind && strcmp(row[0], tr_rules_role_word(a->role)->word) == 0)
			return row[5];
		if (kind)
			*id = "rules.role";
		else if (strcmp(*id, "rules.state") == 0)
			*id = "rules.kind";
	}
	return NULL;
}

static void
name(const struct attempt *a, char out[160])
{
	snprintf(out, 160, "%s of %s from %s by %s", tr_rules_act_word(a->act)->word, tr_rules_kind_word(a->kind)->word,
			tr_rules_state_word(a->state)->word, tr_rules_role_word(a->role)->word);
}

static void
as_the_list_says(const struct attempt *a, void *context)
{
	struct tr_rules_law law;
	struct tr_rules_facts f;
	struct tr_rules_decision d;
	const char *id, *to = expected(a, &id);
	char what[160];

	(void)context;
	table_good(a, profile, &law, &f);
	const trien_rc rc = tr_rules_decide(&f, a->act, &d, NULL);
	name(a, what);
	if (to == NULL) {
		if (strcmp(trien_err_id(rc), id) != 0)
			fail_msg("%s: got %s, want %s", what, trien_err_id(rc), id);
		return;
	}
	if (rc != TRIEN_OK || strcmp(tr_rules_state_word(d.to)->word, to) != 0)
		fail_msg("%s: got %s %s, want %s", what, trien_err_id(rc), rc == TRIEN_OK ? tr_rules_state_word(d.to)->word : "", to);
	/* Whose objects: the access table knows everybody who may do it. */
	if (d.scope == TR_SCOPE_NONE)
		fail_msg("%s: the access table does not permit it", what);
	assert_int_equal(d.scope, tr_rules_access(a->role, tr_rules_act_object(a->act), tr_rules_act_verb(a->act)));
}

/* Those that are allowed, in the order of table_each(). */
static struct {
	struct attempt items[1000];
	size_t count;
} good;

static void
collect(const struct attempt *a, void *context)
{
	const char *id;

	(void)context;
	if (expected(a, &id) == NULL)
		return;
	assert_true(good.count < sizeof(good.items) / sizeof(*good.items));
	good.items[good.count++] = *a;
}

static int
set_up(void **state)
{
	struct trien_err err = {0};

	(void)state;
	table_read("allowed.tsv", &allowed);
	table_read("conditions.tsv", &conditions);
	assert_ok(tr_profile_builtin("bg-2020", &profile, &err), &err);
	table_each(collect, NULL);
	return 0;
}

static void
every_act_from_every_state_by_every_role(void **state)
{
	(void)state;
	const size_t all = table_each(as_the_list_says, NULL);
	print_message("%zu attempts, %zu allowed\n", all, good.count);
	assert_true(all > 15000);
	assert_true(good.count > 400);
}

/* ---- each condition and its twin that fails ---- */
static void
break_subject(struct tr_rules_facts *f, enum tr_rules_subject subject)
{
	f->subject = subject;
	f->official = f->titled = f->legal_person = f->in_charge = false;
}

static void
break_validity(struct tr_rules_facts *f, enum tr_rules_guard guard)
{
	if (guard == TR_GUARD_VALIDITY)
		f->new_not_after = f->new_not_before + (int64_t)1828 * TABLE_DAY;
	else if (guard == TR_GUARD_EXTENSION)
		f->new_not_after = f->not_after + (int64_t)1097 * TABLE_DAY;
	else {
		f->new_not_after = f->not_after + TABLE_DAY;
		if (tr_rules_machine_of_state(f->state) == TR_MACHINE_CERTIFICATE)
			f->kind = TR_KIND_CHANGE; /* what superseded it */
	}
}

static void
break_revocation(struct tr_rules_facts *f, enum tr_rules_guard guard)
{
	f->asked_as = guard == TR_GUARD_REVOKE_ASKER ? TR_ROLE_SUBSCRIBER : TR_ROLE_MANAGER;
	if (guard == TR_GUARD_REVOKE_REASON)
		f->reason = TR_REASON_AGENCY_ENDED;
	else if (guard == TR_GUARD_REVOKE_ASKER)
		f->reason = TR_REASON_RETIRED;
	else
		f->reason = TR_REASON_PROCEDURAL;
}

/* The facts of the certificate and the device that a request is about. */
static bool
break_object(enum tr_rules_guard guard, struct tr_rules_facts *f)
{
	switch (guard) {
	case TR_GUARD_CERTIFICATE_ACTIVE:
		f->certificate = TR_STATE_CERTIFICATE_STOPPED;
		return true;
	case TR_GUARD_CERTIFICATE_LIVE:
		f->certificate = TR_STATE_CERTIFICATE_EXPIRED;
		return true;
	case TR_GUARD_CERTIFICATE_ENDED:
		f->certificate = TR_STATE_CERTIFICATE_ACTIVE;
		return true;
	case TR_GUARD_DEVICE_HELD:
		f->device = TR_STATE_DEVICE_LOST;
		return true;
	case TR_GUARD_DEVICE_LOCKED:
		f->device = TR_STATE_DEVICE_ASSIGNED;
		return true;
	case TR_GUARD_DEVICE_KNOWN:
		f->device = TR_STATE_NONE;
		return true;
	case TR_GUARD_DEVICE_ARRIVED:
		f->device = TR_STATE_DEVICE_IN_TRANSIT;
		return true;
	case TR_GUARD_PIN_CHANGED:
		f->device = TR_STATE_DEVICE_UNLOCKED;
		return true;
	case TR_GUARD_DAYS_LEFT:
		f->not_after = TABLE_NOW + 59 * TABLE_DAY;
		return true;
	case TR_GUARD_IN_VALIDITY:
		f->not_before = TABLE_NOW + 1;
		return true;
	case TR_GUARD_STOPPED_FOR_LESS:
		f->stopped_by_lock = f->stopped_by_request = false;
		return true;
	case TR_GUARD_SINCE:
		f->holds_from = f->state_since - 1;
		return true;
	case TR_GUARD_KEY_KEPT:
		f->key_doubted = true;
		return true;
	case TR_GUARD_PAST_EXPIRY:
		f->not_after = TABLE_NOW;
		return true;
	default:
		return false;
	}
}

/* Facts of people: who acts, asks, takes. */
static bool
break_people(enum tr_rules_guard guard, struct tr_rules_facts *f)
{
	switch (guard) {
	case TR_GUARD_NEW_PERSON:
		break_subject(f, TR_SUBJECT_PERSON);
		return true;
	case TR_GUARD_NEW_TITLE:
		break_subject(f, TR_SUBJECT_TITLE);
		return true;
	case TR_GUARD_NEW_AGENCY:
		break_subject(f, TR_SUBJECT_AGENCY);
		return true;
	case TR_GUARD_NEW_SERVICE:
		break_subject(f, TR_SUBJECT_SERVICE);
		return true;
	case TR_GUARD_KEEPER_SELF:
		f->keeper = 99;
		return true;
	case TR_GUARD_OWN_APPROVAL:
	case TR_GUARD_RESUMER_OTHER:
		f->requester = f->actor;
		return true;
	case TR_GUARD_RECORDER_OTHER:
		f->holder = f->actor;
		return true;
	case TR_GUARD_WITHDRAWER:
		f->requester = 99;
		return true;
	case TR_GUARD_KEEPER:
		f->taker = 99;
		return true;
	case TR_GUARD_KEEPER_OTHER:
		f->keeper = f->taker;
		return true;
	case TR_GUARD_DECISION:
		f->subject = TR_SUBJECT_AGENCY;
		f->decision = false;
		return true;
	default:
		return false;
	}
}

/* Reasons, times, and what the law says. */
static bool
break_reason(enum tr_rules_guard guard, struct tr_rules_facts *f, struct tr_rules_law *law)
{
	switch (guard) {
	case TR_GUARD_DRAFTER:
		law->agency_drafts = !law->agency_drafts;
		return true;
	case TR_GUARD_SUBJECT:
		law->titles = false;
		f->subject = TR_SUBJECT_TITLE;
		return true;
	case TR_GUARD_ADDRESSEE:
		law->recipients[f->kind] = law->recipients[f->kind] == TR_BODY_AUTHORITY ? TR_BODY_DEPARTMENT : TR_BODY_AUTHORITY;
		return true;
	case TR_GUARD_CHANGE_CASE:
		f->reason = TR_REASON_SERVICE_RENAMED;
		return true;
	case TR_GUARD_REVOKE_REASON:
	case TR_GUARD_REVOKE_ASKER:
	case TR_GUARD_REVOKE_BASIS:
		break_revocation(f, guard);
		return true;
	case TR_GUARD_WITHDRAWABLE:
		f->reason = TR_REASON_KEY_EXPOSED;
		return true;
	case TR_GUARD_VALIDITY:
	case TR_GUARD_EXTENSION:
	case TR_GUARD_EXPIRY_KEPT:
		break_validity(f, guard);
		return true;
	case TR_GUARD_ANSWER_TIMES:
		f->answered_at = TABLE_NOW + 1;
		return true;
	case TR_GUARD_OPEN_REQUEST:
		f->open_requests = 1;
		return true;
	case TR_GUARD_REVOCATION_OPEN:
	case TR_GUARD_REVOCATION_OVER:
		f->open_revocations = 1;
		return true;
	case TR_GUARD_RENEWED_ONCE:
		f->renewals = 1;
		return true;
	default:
		return false;
	}
}

/* What is simply there or not. */
static bool *
plain_fact(enum tr_rules_guard guard, struct tr_rules_facts *f)
{
	const struct {
		enum tr_rules_guard guard;
		bool *fact;
	} plain[] = {{TR_GUARD_WRITTEN, &f->written}, {TR_GUARD_DOSSIER, &f->dossier_complete},
		{TR_GUARD_REASON_GIVEN, &f->words_given}, {TR_GUARD_LETTER_OPEN, &f->letter_open},
		{TR_GUARD_LETTER_FITS, &f->letter_fits}, {TR_GUARD_LETTER_NUMBERED, &f->letter_numbered},
		{TR_GUARD_LETTER_SIGNED, &f->letter_signed}, {TR_GUARD_ANSWER_DOCUMENT, &f->answer_document},
		{TR_GUARD_CERTIFICATE_NEW, &f->successor}, {TR_GUARD_SUCCESSOR, &f->successor},
		{TR_GUARD_CHAIN, &f->official_chain}, {TR_GUARD_MINUTES, &f->minutes},
		{TR_GUARD_MINUTES_SIGNED, &f->minutes_signed}, {TR_GUARD_DUTIES, &f->duties_accepted},
		{TR_GUARD_DEVICE_KEPT, &f->same_device}, {TR_GUARD_STOP_WAS_LOCK, &f->stopped_by_lock},
		{TR_GUARD_STOP_WAS_REQUEST, &f->stopped_by_request}, {TR_GUARD_SUBSCRIBER_STILL, &f->subscriber_still},
		{TR_GUARD_KEEPER_GONE, &f->keeper_gone}, {TR_GUARD_LOSS_MINUTES, &f->loss_minutes}};

	for (size_t i = 0; i < sizeof(plain) / sizeof(*plain); i++)
		if (plain[i].guard == guard)
			return plain[i].fact;
	return NULL;
}

static void
break_guard(enum tr_rules_guard guard, struct tr_rules_facts *f, struct tr_rules_law *law)
{
	bool *fact = plain_fact(guard, f);

	if (fact != NULL)
		*fact = false;
	else if (!break_object(guard, f) && !break_people(guard, f) && !break_reason(guard, f, law))
		fail_msg("%s has no twin that fails", tr_rules_guard_id(guard));
}

/* Does conditions.tsv say that the broken condition stops this attempt? */
static bool
stops(const char *id, const struct attempt *a)
{
	char from[80];

	snprintf(from, sizeof(from), "%s@%s", short_act(a->act), tr_rules_state_word(a->state)->word);
	for (size_t i = 0; i < conditions.count; i++) {
		const char *const *row = conditions.cells[i];
		if (strcmp(row[0], id) == 0 && strcmp(row[1], tr_rules_machine_word(a->machine)->word) == 0 &&
				table_lists(row[2], tr_rules_kind_word(a->kind)->word) &&
				(table_lists(row[3], short_act(a->act)) || table_lists(row[3], from)) &&
				!table_lists(row[4], tr_rules_role_word(a->role)->word))
			return true;
	}
	return false;
}

struct twin {
	enum tr_rules_guard guard;
	size_t refused;
};

static void
with_one_broken(const struct attempt *a, struct twin *twin)
{
	struct tr_rules_law law;
	struct tr_rules_facts f;
	struct tr_rules_decision d = {.to = TR_STATE_COUNT};
	const char *want = tr_rules_guard_id(twin->guard);
	char what[160];

	table_good(a, profile, &law, &f);
	break_guard(twin->guard, &f, &law);
	const trien_rc rc = tr_rules_decide(&f, a->act, &d, NULL);
	name(a, what);
	const bool refused = strcmp(trien_err_id(rc), want) == 0;
	if (refused != stops(want, a))
		fail_msg("%s with %s broken: got %s", what, want, trien_err_id(rc));
	if (refused) {
		twin->refused++;
		assert_int_equal(d.to, TR_STATE_COUNT); /* nothing is written where it is refused */
	}
}

static void
each_condition_fails_alone(void **state)
{
	(void)state;
	for (unsigned g = TR_GUARD_NONE + 1; g < TR_GUARD_COUNT; g++) {
		struct twin twin = {.guard = (enum tr_rules_guard)g};
		for (size_t i = 0; i < good.count; i++)
			with_one_broken(&good.items[i], &twin);
		if (twin.refused == 0)
			fail_msg("%s stops nothing", tr_rules_guard_id(twin.guard));
	}
}

/* Every id of conditions.tsv is a guard's. */
static void
the_lists_name_what_there_is(void **state)
{
	(void)state;
	for (size_t i = 0; i < conditions.count; i++) {
		unsigned g = TR_GUARD_NONE + 1;
		while (g < TR_GUARD_COUNT && strcmp(tr_rules_guard_id((enum tr_rules_guard)g), conditions.cells[i][0]) != 0)
			g++;
		if (g == TR_GUARD_COUNT)
			fail_msg("conditions.tsv: no rule is called %s", conditions.cells[i][0]);
	}
	for (size_t i = 0; i < allowed.count; i++) {
		enum tr_rules_role role;
		if (!tr_rules_role_of(allowed.cells[i][0], &role))
			fail_msg("allowed.tsv: no role is called %s", allowed.cells[i][0]);
	}
}

/* ---- what follows from an act ---- */
static struct tr_rules_decision
decided(const struct attempt *a, enum tr_rules_reason reason, int64_t event_at)
{
	struct tr_rules_law law;
	struct tr_rules_facts f;
	struct tr_rules_decision d;
	struct trien_err err = {0};

	table_good(a, profile, &law, &f);
	f.event_at = event_at;
	if (reason != TR_REASON_NONE) {
		f.reason = reason;
		f.asked_as = TR_ROLE_MANAGER;
	}
	assert_ok(tr_rules_decide(&f, a->act, &d, &err), &err);
	return d;
}

/* The Regulation Điều 15.2: one act stops the signing, tells the managing agency, drafts the revocation. */
static void
a_lost_device_is_one_act(void **state)
{
	static const enum tr_rules_act acts[] = {TR_ACT_DEVICE_LOSE, TR_ACT_DEVICE_BREAK, TR_ACT_DEVICE_EXPOSE, TR_ACT_DEVICE_LOCK};

	(void)state;
	for (size_t i = 0; i < 4; i++) {
		const struct tr_rules_decision d = decided(&(struct attempt){TR_MACHINE_DEVICE, TR_KIND_RENEW,
				TR_STATE_DEVICE_ASSIGNED, acts[i], TR_ROLE_SUBSCRIBER}, TR_REASON_NONE, 0);
		const enum tr_rules_effect draft = i < 3 ? TR_EFFECT_DRAFT_REVOKE : TR_EFFECT_DRAFT_RECOVER;
		assert_int_equal(d.effects, TR_BIT(TR_EFFECT_STOP_SIGNING) | TR_BIT(TR_EFFECT_TELL_MANAGER) | TR_BIT(draft));
		assert_int_equal(d.stops_at, TABLE_NOW);
		assert_int_equal(d.scope, TR_SCOPE_OWN);
	}
}

/* Sole control that was lost once does not come back: each way in which it can be lost. */
static void
a_doubted_key_never_signs_again(void **state)
{
	static const enum tr_rules_state devices[] = {TR_STATE_DEVICE_LOST, TR_STATE_DEVICE_BROKEN, TR_STATE_DEVICE_UNSAFE, TR_STATE_DEVICE_LOCKED,
		TR_STATE_DEVICE_UNLOCKED, TR_STATE_DEVICE_RECEIVED, TR_STATE_DEVICE_RETURNED_TO_AGENCY, TR_STATE_DEVICE_CLOSED};
	static const enum tr_rules_role roles[] = {TR_ROLE_MANAGER, TR_ROLE_SYSTEM};
	struct tr_rules_decision d;
	struct tr_rules_law law;
	struct tr_rules_facts f;

	(void)state;
	for (size_t r = 0; r < 2; r++) {
		const struct attempt a = {TR_MACHINE_CERTIFICATE, TR_KIND_REVOKE, TR_STATE_CERTIFICATE_STOPPED, TR_ACT_CERTIFICATE_RESUME, roles[r]};
		table_good(&a, profile, &law, &f);
		for (size_t i = 0; i < sizeof(devices) / sizeof(*devices); i++) {
			f.device = devices[i];
			assert_refused(tr_rules_decide(&f, a.act, &d, NULL), "rules.key-kept");
		}
		f.device = TR_STATE_NONE;
		assert_int_equal(tr_rules_decide(&f, a.act, &d, NULL), TRIEN_OK);
		f.was_used = false;
		assert_refused(tr_rules_decide(&f, a.act, &d, NULL), "rules.key-kept");
	}
}

/* From when a revocation stops the signing: at once, on the day of the event, or when the authority has revoked. */
static void
from_when_a_revocation_stops(void **state)
{
	const struct attempt submit = {TR_MACHINE_REQUEST, TR_KIND_REVOKE, TR_STATE_REQUEST_DRAFT, TR_ACT_REQUEST_SUBMIT, TR_ROLE_MANAGER};
	const struct attempt done = {TR_MACHINE_REQUEST, TR_KIND_REVOKE, TR_STATE_REQUEST_SENT, TR_ACT_REQUEST_COMPLETE, TR_ROLE_MANAGER};
	const int64_t later = TABLE_NOW + 30 * TABLE_DAY;
	const unsigned stop = TR_BIT(TR_EFFECT_STOP_SIGNING);

	(void)state;
	struct tr_rules_decision d = decided(&submit, TR_REASON_KEY_EXPOSED, 0);
	assert_true((d.effects & stop) && d.stops_at == TABLE_NOW);
	d = decided(&submit, TR_REASON_RETIRED, later);
	assert_true(!(d.effects & stop) && d.stops_at == later);
	d = decided(&submit, TR_REASON_RETIRED, TABLE_NOW - TABLE_DAY);
	assert_true((d.effects & stop) && d.stops_at == TABLE_NOW - TABLE_DAY);
	d = decided(&submit, TR_REASON_RETIRED, 0); /* nobody knows when */
	assert_true(!(d.effects & stop) && d.stops_at == INT64_MAX);
	d = decided(&submit, TR_REASON_MANAGER_ASKED, TABLE_NOW - TABLE_DAY);
	assert_true(!(d.effects & stop) && d.stops_at == INT64_MAX);
	d = decided(&submit, TR_REASON_MANAGER_ASKED, 0);
	assert_true(!(d.effects & stop) && d.stops_at == INT64_MAX);
	d = decided(&done, TR_REASON_MANAGER_ASKED, 0);
	assert_true((d.effects & stop) && d.stops_at == TABLE_NOW);
	assert_true(d.effects & TR_BIT(TR_EFFECT_DRAFT_RECALL));
}

/* Decree 130/2018 Điều 63, 65: 60 days are enough, 59 are not; the day counts, not the hour. */
static void
sixty_days(void **state)
{
	static const struct {
		int64_t not_after;
		const char *id;
	} cases[] = {
		{TABLE_NOW + 59 * TABLE_DAY, "rules.days-left"},
		{TABLE_NOW + 60 * TABLE_DAY, "ok"},
		{TABLE_NOW + 61 * TABLE_DAY, "ok"},
		{1691945999, "rules.days-left"}, /* 2023-08-13T23:59:59+07:00: the 59th day, 16:59:59Z */
		{1691946000, "ok"},              /* one second later it is the 60th, 17:00Z */
	};
	const struct attempt a = {TR_MACHINE_REQUEST, TR_KIND_RENEW, TR_STATE_REQUEST_DRAFT, TR_ACT_REQUEST_SUBMIT, TR_ROLE_SUBSCRIBER};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct tr_rules_law law;
		struct tr_rules_facts f;
		struct tr_rules_decision d;
		table_good(&a, profile, &law, &f);
		f.not_after = cases[i].not_after;
		assert_string_equal(trien_err_id(tr_rules_decide(&f, a.act, &d, NULL)), cases[i].id);
	}
}

static void
validity_in_years(void **state)
{
	static const struct {
		int64_t from, to;
		const char *id;
	} cases[] = {
		{1686798000, 1844650800, "ok"},                /* five years to the second */
		{1686798000, 1844650801, "rules.validity"},
		{1709164800, 1866931200, "ok"},                /* 2024-02-29 to 2029-02-28 */
		{1709164800, 1866931201, "rules.validity"},
		{1686798000, 1686798000, "rules.validity"},    /* none at all */
	};
	const struct attempt a = {TR_MACHINE_REQUEST, TR_KIND_NEW, TR_STATE_REQUEST_SENT, TR_ACT_REQUEST_COMPLETE, TR_ROLE_MANAGER};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct tr_rules_law law;
		struct tr_rules_facts f;
		struct tr_rules_decision d;
		table_good(&a, profile, &law, &f);
		f.new_not_before = cases[i].from;
		f.new_not_after = cases[i].to;
		assert_string_equal(trien_err_id(tr_rules_decide(&f, a.act, &d, NULL)), cases[i].id);
	}
}

/* Nothing is known: no guard that asks for a fact lets it pass. */
static void
what_is_not_known_is_missing(void **state)
{
	const struct tr_rules_law law = tr_rules_law_of(profile, TABLE_NOW);
	struct tr_rules_decision d;

	(void)state;
	for (unsigned act = 0; act < TR_ACT_COUNT; act++)
		for (unsigned r = 0; r < TR_ROLE_COUNT; r++) {
			const struct tr_rules_facts f = {.law = &law, .now = TABLE_NOW, .role = (enum tr_rules_role)r,
				.kind = TR_KIND_NEW, .state = TR_STATE_REQUEST_SUBMITTED};
			const bool passes = tr_rules_decide(&f, (enum tr_rules_act)act, &d, NULL) == TRIEN_OK;
			assert_false(passes);
		}
}

/* Renewed while the device was lost: the new certificate does not come into use. */
static void
a_new_certificate_on_a_lost_device(void **state)
{
	const struct attempt a = {TR_MACHINE_CERTIFICATE, TR_KIND_RENEW, TR_STATE_CERTIFICATE_ISSUED, TR_ACT_CERTIFICATE_ACTIVATE, TR_ROLE_SUBSCRIBER};
	struct tr_rules_law law;
	struct tr_rules_facts f;
	struct tr_rules_decision d;
	struct trien_err err = {0};

	(void)state;
	table_good(&a, profile, &law, &f);
	assert_ok(tr_rules_decide(&f, a.act, &d, &err), &err);
	f.device = TR_STATE_DEVICE_LOST;
	assert_refused(tr_rules_decide(&f, a.act, &d, &err), "rules.device-kept");
	f.device = TR_STATE_DEVICE_ASSIGNED;
	f.kind = TR_KIND_NEW; /* a new one is handed over */
	assert_refused(tr_rules_decide(&f, a.act, &d, &err), "rules.device-kept");
}

/* The authority revokes of itself: nobody asked. Where somebody did, the time is wanted. */
static void
revoked_without_being_asked(void **state)
{
	const struct attempt a = {TR_MACHINE_CERTIFICATE, TR_KIND_RENEW, TR_STATE_CERTIFICATE_ACTIVE, TR_ACT_CERTIFICATE_REVOKE, TR_ROLE_MANAGER};
	static const struct {
		int64_t requester, asked, answered, effective;
		const char *id;
	} cases[] = {
		{0, 0, TABLE_NOW, TABLE_NOW - TABLE_DAY, "ok"},
		{5, 0, TABLE_NOW, TABLE_NOW, "rules.answer-times"},
		{5, TABLE_NOW, TABLE_NOW, TABLE_NOW, "ok"},
		{5, TABLE_NOW, TABLE_NOW - 10 * 3600, TABLE_NOW, "ok"}, /* the same day: a document has no hour */
		{5, TABLE_NOW, TABLE_NOW - 10 * 3600 - 1, TABLE_NOW, "rules.answer-times"},
		{0, 0, TABLE_NOW + 1, TABLE_NOW, "rules.answer-times"},
		{0, 0, 0, TABLE_NOW, "rules.answer-times"},
		{0, 0, TABLE_NOW, 0, "rules.answer-times"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct tr_rules_law law;
		struct tr_rules_facts f;
		struct tr_rules_decision d;
		table_good(&a, profile, &law, &f);
		f.requester = cases[i].requester;
		f.asked_at = cases[i].asked;
		f.answered_at = cases[i].answered;
		f.effective_at = cases[i].effective;
		assert_string_equal(trien_err_id(tr_rules_decide(&f, a.act, &d, NULL)), cases[i].id);
	}
}

static void
letters_hold_what_fits(void **state)
{
	const struct tr_rules_law law = tr_rules_law_of(profile, TABLE_NOW);
	const struct tr_rules_letter_part first = {TR_KIND_RENEW, TR_SUBJECT_PERSON, TR_DEVICE_TOKEN, 4};
	struct tr_rules_letter_part other = first;

	(void)state;
	assert_true(tr_rules_letter_fits(&law, &first, &other));
	other.kind = TR_KIND_CHANGE; /* Mẫu 08 is for both */
	other.subject = TR_SUBJECT_AGENCY;
	assert_true(tr_rules_letter_fits(&law, &first, &other) && tr_rules_letter_fits(&law, &other, &first));
	other.kind = TR_KIND_REVOKE;
	assert_false(tr_rules_letter_fits(&law, &first, &other) || tr_rules_letter_fits(&law, &other, &first));
	other.kind = TR_KIND_CHANGE;
	other.agency = 5;
	assert_false(tr_rules_letter_fits(&law, &first, &other));
	other = (struct tr_rules_letter_part){TR_KIND_RECOVER, TR_SUBJECT_PERSON, TR_DEVICE_TOKEN, 4};
	assert_false(tr_rules_letter_fits(&law, &first, &other));
	const struct tr_rules_letter_part person = {TR_KIND_NEW, TR_SUBJECT_PERSON, TR_DEVICE_TOKEN, 4};
	other = (struct tr_rules_letter_part){TR_KIND_NEW, TR_SUBJECT_TITLE, TR_DEVICE_SIM, 4};
	assert_true(tr_rules_letter_fits(&law, &person, &other) && tr_rules_letter_fits(&law, &other, &person));
	other.subject = TR_SUBJECT_AGENCY; /* Mẫu 04, not 02 */
	assert_false(tr_rules_letter_fits(&law, &person, &other));
	/* Of one kind, but one goes to the department and one to the authority. */
	struct tr_rules_law parted = law;
	parted.recover_other = TR_BODY_AUTHORITY;
	const struct tr_rules_letter_part token = {TR_KIND_RECOVER, TR_SUBJECT_PERSON, TR_DEVICE_TOKEN, 4};
	other = (struct tr_rules_letter_part){TR_KIND_RECOVER, TR_SUBJECT_PERSON, TR_DEVICE_HSM, 4};
	assert_true(tr_rules_letter_fits(&law, &token, &other));
	assert_false(tr_rules_letter_fits(&parted, &token, &other));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_act_from_every_state_by_every_role),
		cmocka_unit_test(each_condition_fails_alone),
		cmocka_unit_test(the_lists_name_what_there_is),
		cmocka_unit_test(a_doubted_key_never_signs_again), cmocka_unit_test(a_lost_device_is_one_act),
		cmocka_unit_test(from_when_a_revocation_stops),
		cmocka_unit_test(sixty_days),
		cmocka_unit_test(validity_in_years),
		cmocka_unit_test(what_is_not_known_is_missing),
		cmocka_unit_test(a_new_certificate_on_a_lost_device),
		cmocka_unit_test(revoked_without_being_asked),
		cmocka_unit_test(letters_hold_what_fits),
	};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
