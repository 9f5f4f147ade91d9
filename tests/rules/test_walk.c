/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Every kind of request walked from its draft to its end under both laws as they are, with the people who do it; the lives of
 * a certificate and a device; and no state that nobody comes to or leaves. Requirement: R6.1 R7
 */
#include "rules/rules.h"

#include <stdio.h>

#include "table.h"
#include "test.h"

#define WALK_MAX 12

struct walk {
	const char *profile;
	enum tr_rules_machine machine;
	enum tr_rules_kind kind;
	struct {
		enum tr_rules_role role;
		const char *act; /* without its machine */
		const char *to;
	} steps[WALK_MAX];
};

#define BY_SUBSCRIBER {TR_ROLE_SUBSCRIBER, "draft", "draft"}, {TR_ROLE_SUBSCRIBER, "submit", "submitted"}
#define BY_CLERK {TR_ROLE_CLERK, "draft", "draft"}, {TR_ROLE_CLERK, "submit", "submitted"}
#define BY_MANAGER {TR_ROLE_MANAGER, "draft", "draft"}, {TR_ROLE_MANAGER, "submit", "submitted"}
#define TO_RECIPIENT \
	{TR_ROLE_HEAD, "confirm", "confirmed"}, {TR_ROLE_MANAGER, "consolidate", "consolidated"}, {TR_ROLE_CLERK, "send", "sent"}
#define ANSWERED_BY(role) {TR_ROLE_##role, "complete", "done"}
#define CLOSED {TR_ROLE_MANAGER, "close", "closed"}
#define HANDED_OVER {TR_ROLE_MANAGER, "receive_device", "device_received"}, {TR_ROLE_MANAGER, "hand_over", "handed_over"}

static const struct walk walks[] = {
	/* Circular 185/2019: the subscriber asks; the Regulation Điều 7: a recovery goes to the department. */
	{"bg-2020", TR_MACHINE_REQUEST, TR_KIND_NEW, {BY_CLERK, TO_RECIPIENT, ANSWERED_BY(MANAGER), HANDED_OVER, CLOSED}},
	{"bg-2020", TR_MACHINE_REQUEST, TR_KIND_RENEW, {BY_SUBSCRIBER, TO_RECIPIENT, ANSWERED_BY(MANAGER), CLOSED}},
	{"bg-2020", TR_MACHINE_REQUEST, TR_KIND_CHANGE, {BY_SUBSCRIBER, TO_RECIPIENT, ANSWERED_BY(MANAGER), CLOSED}},
	{"bg-2020", TR_MACHINE_REQUEST, TR_KIND_REVOKE, {BY_MANAGER, TO_RECIPIENT, ANSWERED_BY(MANAGER), CLOSED}},
	{"bg-2020", TR_MACHINE_REQUEST, TR_KIND_RECALL, {BY_MANAGER, TO_RECIPIENT, ANSWERED_BY(MANAGER), CLOSED}},
	{"bg-2020", TR_MACHINE_REQUEST, TR_KIND_RECOVER, {BY_SUBSCRIBER, TO_RECIPIENT, ANSWERED_BY(DEPARTMENT), CLOSED}},
	/* Decree 68/2024: the managing agency writes. */
	{"congvu-2024", TR_MACHINE_REQUEST, TR_KIND_NEW, {BY_MANAGER, TO_RECIPIENT, {TR_ROLE_MANAGER, "accept", "accepted"},
		ANSWERED_BY(MANAGER), HANDED_OVER, CLOSED}},
	{"congvu-2024", TR_MACHINE_REQUEST, TR_KIND_RENEW, {BY_MANAGER, TO_RECIPIENT, ANSWERED_BY(MANAGER), CLOSED}},
	{"congvu-2024", TR_MACHINE_REQUEST, TR_KIND_CHANGE, {BY_MANAGER, TO_RECIPIENT, ANSWERED_BY(MANAGER), CLOSED}},
	{"congvu-2024", TR_MACHINE_REQUEST, TR_KIND_REVOKE, {BY_MANAGER, TO_RECIPIENT, ANSWERED_BY(MANAGER), CLOSED}},
	{"congvu-2024", TR_MACHINE_REQUEST, TR_KIND_RECALL, {BY_MANAGER, TO_RECIPIENT, ANSWERED_BY(MANAGER), CLOSED}},
	{"congvu-2024", TR_MACHINE_REQUEST, TR_KIND_RECOVER, {BY_MANAGER, TO_RECIPIENT, ANSWERED_BY(DEPARTMENT), CLOSED}},
	/* A revocation that the program drafted of a report, sent on by the managing agency. */
	{"congvu-2024", TR_MACHINE_REQUEST, TR_KIND_REVOKE, {{TR_ROLE_SYSTEM, "draft", "draft"}, {TR_ROLE_MANAGER, "submit", "submitted"},
		TO_RECIPIENT, ANSWERED_BY(MANAGER), CLOSED}},
	/* Lives. */
	{"bg-2020", TR_MACHINE_CERTIFICATE, TR_KIND_RENEW, {{TR_ROLE_MANAGER, "enter", "issued"}, {TR_ROLE_MANAGER, "hand_over", "handed_over"},
		{TR_ROLE_SUBSCRIBER, "activate", "active"}, {TR_ROLE_SUBSCRIBER, "stop", "stopped"}, {TR_ROLE_SYSTEM, "resume", "active"},
		{TR_ROLE_SYSTEM, "supersede", "superseded"}}},
	{"bg-2020", TR_MACHINE_DEVICE, TR_KIND_RENEW, {{TR_ROLE_DEPARTMENT, "enter", "in_stock"}, {TR_ROLE_DEPARTMENT, "ship", "in_transit"},
		{TR_ROLE_MANAGER, "receive", "received"}, {TR_ROLE_MANAGER, "assign", "assigned"}, {TR_ROLE_SUBSCRIBER, "lock", "locked"},
		{TR_ROLE_SYSTEM, "unlock", "unlocked"}, {TR_ROLE_SUBSCRIBER, "change_pin", "assigned"},
		{TR_ROLE_MANAGER, "reassign", "assigned"}, {TR_ROLE_SUBSCRIBER, "return", "returned_to_agency"},
		{TR_ROLE_MANAGER, "hand_back", "returned_to_authority"}, {TR_ROLE_MANAGER, "close", "closed"}}},
};

/* Good facts but for the law, which is taken as it is. */
static void
as_the_law_is(const struct attempt *a, const struct tr_profile *p, struct tr_rules_law *law, struct tr_rules_facts *f)
{
	table_good(a, p, law, f);
	*law = tr_rules_law_of(p, TABLE_NOW);
	if (law->agency_drafts) {
		f->requester = 8;
		f->asked_as = TR_ROLE_MANAGER;
	}
}

static void
walk(const struct walk *w)
{
	struct tr_profile *p;
	struct trien_err err = {0};
	enum tr_rules_state state = TR_STATE_NONE;

	assert_ok(tr_profile_builtin(w->profile, &p, &err), &err);
	for (size_t i = 0; i < WALK_MAX && w->steps[i].act != NULL; i++) {
		char word[64];
		enum tr_rules_act act;
		struct tr_rules_law law;
		struct tr_rules_facts f;
		struct tr_rules_decision d;
		snprintf(word, sizeof(word), "%s.%s", tr_rules_machine_word(w->machine)->word, w->steps[i].act);
		assert_true(tr_rules_act_of(word, &act));
		as_the_law_is(&(struct attempt){w->machine, w->kind, state, act, w->steps[i].role}, p, &law, &f);
		const trien_rc rc = tr_rules_decide(&f, act, &d, &err);
		if (rc != TRIEN_OK || strcmp(tr_rules_state_word(d.to)->word, w->steps[i].to) != 0)
			fail_msg("%s, %s, step %zu (%s by %s): %s", w->profile, tr_rules_kind_word(w->kind)->word, i, word,
					tr_rules_role_word(w->steps[i].role)->word, trien_err_id(rc));
		state = d.to;
	}
	tr_profile_free(p);
}

static void
every_request_comes_to_its_end(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(walks) / sizeof(*walks); i++)
		walk(&walks[i]);
}

/* ---- no way without an end ---- */

/* What stays as it is while somebody tries to bring a request to its end. */
struct frozen {
	enum tr_rules_kind kind;
	enum tr_rules_reason reason;
	enum tr_rules_state certificate, device;
	int64_t not_after;
	bool letter_open;
};

static void
freeze(const struct frozen *z, struct tr_rules_facts *f)
{
	f->reason = z->reason;
	f->certificate = z->certificate;
	f->device = z->device;
	f->not_after = z->not_after;
	f->letter_open = z->letter_open;
	f->asked_as = TR_ROLE_MANAGER;
	f->basis = true;
}

static bool
has_row(enum tr_rules_act act, enum tr_rules_state from, enum tr_rules_role role)
{
	const struct tr_rules_row *row;

	for (size_t i = 0; (row = tr_rules_row_at(i)) != NULL; i++)
		if (row->act == act && (row->from & TR_STATE_BIT(from)) && (row->roles & TR_BIT(role)))
			return true;
	return false;
}

/* Where an act leads from a state; TR_STATE_NONE: nobody may do it. */
static enum tr_rules_state
leads_to(const struct frozen *z, const struct tr_profile *p, enum tr_rules_state from, enum tr_rules_act act)
{
	for (unsigned r = 0; r < TR_ROLE_COUNT; r++) {
		const struct attempt a = {tr_rules_machine_of_act(act), z->kind, from, act, (enum tr_rules_role)r};
		struct tr_rules_law law;
		struct tr_rules_facts f;
		struct tr_rules_decision d;
		if (!has_row(act, from, a.role))
			continue;
		table_good(&a, p, &law, &f);
		freeze(z, &f);
		if (tr_rules_decide(&f, act, &d, NULL) == TRIEN_OK)
			return d.to;
	}
	return TR_STATE_NONE;
}

/* Every state that these acts lead to from one. */
static uint64_t
reached_from(const struct frozen *z, const struct tr_profile *p, enum tr_rules_state from, uint64_t acts)
{
	uint64_t reached = TR_STATE_BIT(from), left = TR_STATE_BIT(TR_STATE_NONE);

	while ((reached & ~left) != 0)
		for (unsigned s = TR_STATE_NONE + 1; s < TR_STATE_COUNT; s++) {
			for (unsigned act = 0; ((reached & ~left) >> s & 1) && act < TR_ACT_COUNT; act++)
				if (acts >> act & 1)
					reached |= TR_STATE_BIT(leads_to(z, p, (enum tr_rules_state)s, (enum tr_rules_act)act));
			left |= reached & TR_STATE_BIT(s);
		}
	return reached & ~TR_STATE_BIT(TR_STATE_NONE);
}

#define REQUEST_ENDS (TR_STATE_BIT(TR_STATE_REQUEST_REJECTED) | TR_STATE_BIT(TR_STATE_REQUEST_REFUSED) | TR_STATE_BIT(TR_STATE_REQUEST_CLOSED) | \
		TR_STATE_BIT(TR_STATE_REQUEST_WITHDRAWN))

/* Is this a state that a request of the kind comes to at all? */
static bool
stands(enum tr_rules_kind kind, unsigned s)
{
	const bool handing = s == TR_STATE_REQUEST_DEVICE_RECEIVED || s == TR_STATE_REQUEST_HANDED_OVER;

	return tr_rules_machine_of_state((enum tr_rules_state)s) == TR_MACHINE_REQUEST && (kind == TR_KIND_NEW || !handing);
}

/*
 * For what is to be done elsewhere first: the keeper changes the PIN, the device comes, or what nobody can get is revoked. Who is not in a letter yet takes
 * one that is not sent.
 */
static bool
waits_for_others(const struct frozen *z, unsigned s)
{
	if (!z->letter_open && s != TR_STATE_REQUEST_CONSOLIDATED)
		return true;
	if (z->kind == TR_KIND_RECOVER)
		return s == TR_STATE_REQUEST_DONE && z->device == TR_STATE_DEVICE_UNLOCKED;
	return z->kind == TR_KIND_NEW && s == TR_STATE_REQUEST_DONE && z->certificate < TR_STATE_CERTIFICATE_EXPIRED;
}

static void
from_every_state(const struct frozen *z, const struct tr_profile *p)
{
	uint64_t acts = 0;

	for (unsigned act = 0; act < TR_ACT_COUNT; act++)
		if (tr_rules_machine_of_act((enum tr_rules_act)act) == TR_MACHINE_REQUEST)
			acts |= (uint64_t)1 << act;
	for (unsigned s = TR_STATE_NONE + 1; s < TR_STATE_COUNT; s++)
		if (stands(z->kind, s) && !waits_for_others(z, s) && !(reached_from(z, p, (enum tr_rules_state)s, acts) & REQUEST_ENDS))
			fail_msg("a request (%s, %s) stays %s for ever: certificate %s, device %s, letter %s", tr_rules_kind_word(z->kind)->word,
					z->reason == TR_REASON_NONE ? "-" : tr_rules_reason_at(z->reason)->word, tr_rules_state_word((enum tr_rules_state)s)->word,
					tr_rules_state_word(z->certificate)->word, tr_rules_state_word(z->device)->word, z->letter_open ? "open" : "sent");
}

/* Whatever becomes of the certificate, the device or the letter in between. */
static void
no_request_waits_for_ever(void **state)
{
	static const enum tr_rules_reason reasons[TR_KIND_COUNT][3] = {[TR_KIND_REVOKE] = {TR_REASON_DEVICE_LOST, TR_REASON_KEY_EXPOSED, TR_REASON_MANAGER_ASKED},
		[TR_KIND_CHANGE] = {TR_REASON_EMAIL_CHANGED}};
	struct tr_profile *p;
	struct trien_err err = {0};
	size_t tried = 0;

	(void)state;
	assert_ok(tr_profile_builtin("congvu-2024", &p, &err), &err);
	for (unsigned k = 0; k < TR_KIND_COUNT; k++)
		for (size_t n = 0; n < 3 && (n == 0 || reasons[k][n] != TR_REASON_NONE); n++)
			for (unsigned c = TR_STATE_CERTIFICATE_ISSUED; c <= TR_STATE_CERTIFICATE_SUPERSEDED; c++)
				for (unsigned v = TR_STATE_DEVICE_IN_STOCK; v <= TR_STATE_DEVICE_CLOSED; v++)
					for (unsigned when = 0; when < 4; when++, tried++)
						from_every_state(&(struct frozen){(enum tr_rules_kind)k, reasons[k][n], (enum tr_rules_state)c, (enum tr_rules_state)v,
								(when & 1) ? TABLE_NOW - 1 : TABLE_NOW + 200 * TABLE_DAY, (when & 2) != 0}, p);
	print_message("%zu cases\n", tried);
	tr_profile_free(p);
}

/* A device whose certificate has ended comes to its end by what is done with it, and not by reporting what is not so. */
static void
no_device_stays_for_ever(void **state)
{
	static const enum tr_rules_act honest[] = {TR_ACT_DEVICE_SHIP, TR_ACT_DEVICE_RECEIVE, TR_ACT_DEVICE_RETURN, TR_ACT_DEVICE_COLLECT, TR_ACT_DEVICE_HAND_BACK, TR_ACT_DEVICE_CLOSE};
	static const enum tr_rules_state ended[] = {TR_STATE_CERTIFICATE_EXPIRED, TR_STATE_CERTIFICATE_REVOKED, TR_STATE_CERTIFICATE_SUPERSEDED};
	struct tr_profile *p;
	struct trien_err err = {0};
	uint64_t acts = 0;

	(void)state;
	assert_ok(tr_profile_builtin("congvu-2024", &p, &err), &err);
	for (size_t i = 0; i < sizeof(honest) / sizeof(*honest); i++)
		acts |= (uint64_t)1 << honest[i];
	for (unsigned v = TR_STATE_DEVICE_IN_STOCK; v <= TR_STATE_DEVICE_CLOSED; v++)
		for (size_t i = 0; i < 3; i++) {
			const struct frozen z = {TR_KIND_RECALL, TR_REASON_NONE, ended[i], (enum tr_rules_state)v, TABLE_NOW + TABLE_DAY, true};
			if (!(reached_from(&z, p, (enum tr_rules_state)v, acts) & TR_STATE_BIT(TR_STATE_DEVICE_CLOSED)))
				fail_msg("a device stays %s for ever, its certificate %s", tr_rules_state_word((enum tr_rules_state)v)->word, tr_rules_state_word(ended[i])->word);
		}
	tr_profile_free(p);
}

/* ---- the shape of the tables ---- */
static void
every_state_is_reached_and_left(void **state)
{
	static const uint64_t ends = TR_STATE_BIT(TR_STATE_REQUEST_REJECTED) | TR_STATE_BIT(TR_STATE_REQUEST_REFUSED) |
			TR_STATE_BIT(TR_STATE_REQUEST_CLOSED) | TR_STATE_BIT(TR_STATE_REQUEST_WITHDRAWN) |
			TR_STATE_BIT(TR_STATE_CERTIFICATE_EXPIRED) | TR_STATE_BIT(TR_STATE_CERTIFICATE_REVOKED) |
			TR_STATE_BIT(TR_STATE_CERTIFICATE_SUPERSEDED) | TR_STATE_BIT(TR_STATE_DEVICE_CLOSED);
	uint64_t reached = TR_STATE_BIT(TR_STATE_NONE), before = 0, left = 0;

	(void)state;
	while (reached != before) {
		before = reached;
		for (size_t i = 0; tr_rules_row_at(i) != NULL; i++)
			if (tr_rules_row_at(i)->from & reached)
				reached |= TR_STATE_BIT(tr_rules_row_at(i)->to);
	}
	assert_int_equal(reached, TR_STATE_BIT(TR_STATE_COUNT) - 1);
	for (size_t i = 0; tr_rules_row_at(i) != NULL; i++)
		left |= tr_rules_row_at(i)->from;
	assert_int_equal(left, (TR_STATE_BIT(TR_STATE_COUNT) - 1) & ~ends);
}

/* No act leads from one machine into another. */
static void
machines_stay_apart(void **state)
{
	(void)state;
	for (size_t i = 0; tr_rules_row_at(i) != NULL; i++) {
		const struct tr_rules_row *row = tr_rules_row_at(i);
		const enum tr_rules_machine machine = tr_rules_machine_of_act(row->act);
		assert_int_equal(tr_rules_machine_of_state(row->to), machine);
		for (unsigned s = TR_STATE_NONE + 1; s < TR_STATE_COUNT; s++)
			if (row->from & TR_STATE_BIT(s))
				assert_int_equal(tr_rules_machine_of_state((enum tr_rules_state)s), machine);
		/* Only what lets a certificate sign again asks for a kind: that of the request that it stopped for. */
		assert_true(machine == TR_MACHINE_REQUEST || (!row->conditions && (row->kinds == 0 || row->act == TR_ACT_CERTIFICATE_RESUME)));
		assert_true(row->roles != 0 && row->from != 0);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_request_comes_to_its_end),
		cmocka_unit_test(no_request_waits_for_ever),
		cmocka_unit_test(no_device_stays_for_ever),
		cmocka_unit_test(every_state_is_reached_and_left),
		cmocka_unit_test(machines_stay_apart),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
