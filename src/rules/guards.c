/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The conditions of acts, one function each, in the order of guards.def. Requirement: R6.1 R7 R11 R14.3 R16.1
 * A guard says with its own error what is missing; what is not known is missing.
 */
#include "base/errors/rules.h"
#include "base/time.h"
#include "rules/calendar.h"
#include "rules/rules.h"

static bool
ended(enum tr_rules_state certificate)
{
	return certificate == TR_STATE_CERTIFICATE_EXPIRED || certificate == TR_STATE_CERTIFICATE_REVOKED || certificate == TR_STATE_CERTIFICATE_SUPERSEDED;
}

static bool
live(const struct tr_rules_facts *f)
{
	static const uint64_t states = TR_STATE_BIT(TR_STATE_CERTIFICATE_ISSUED) |
			TR_STATE_BIT(TR_STATE_CERTIFICATE_HANDED_OVER) | TR_STATE_BIT(TR_STATE_CERTIFICATE_ACTIVE) |
			TR_STATE_BIT(TR_STATE_CERTIFICATE_STOPPED);

	return (states & TR_STATE_BIT(f->certificate)) && f->not_after >= f->now;
}

/* ---- drafting and submitting ---- */
static trien_rc
drafter(const struct tr_rules_facts *f, struct trien_err *err)
{
	const bool for_others = f->kind == TR_KIND_CHANGE || f->kind == TR_KIND_REVOKE || f->kind == TR_KIND_RECALL;
	const bool manager = f->role == TR_ROLE_MANAGER;
	const bool may = f->law->agency_drafts ? manager : !manager || for_others;

	return may ? TRIEN_OK : TR_ERR0(err, RULES_DRAFTER);
}

static trien_rc
open_request(const struct tr_rules_facts *f, struct trien_err *err)
{
	return f->open_requests == 0 ? TRIEN_OK : TR_ERR(err, RULES_OPEN_REQUEST, TR_U("got", f->open_requests));
}

static trien_rc
subject(const struct tr_rules_facts *f, struct trien_err *err)
{
	return f->subject != TR_SUBJECT_TITLE || f->law->titles ? TRIEN_OK : TR_ERR0(err, RULES_SUBJECT);
}

static trien_rc
written(const struct tr_rules_facts *f, struct trien_err *err)
{
	return f->written ? TRIEN_OK : TR_ERR0(err, RULES_WRITTEN);
}

static trien_rc
dossier(const struct tr_rules_facts *f, struct trien_err *err)
{
	if (f->dossier_complete)
		return TRIEN_OK;
	return TR_ERR(err, RULES_DOSSIER, TR_S("missing", f->missing != NULL ? f->missing : "?"));
}

/* ---- a new certificate: each asks its own class of subscribers only ---- */
static trien_rc
new_person(const struct tr_rules_facts *f, struct trien_err *err)
{
	return f->subject != TR_SUBJECT_PERSON || f->official ? TRIEN_OK : TR_ERR0(err, RULES_NEW_PERSON);
}

static trien_rc
new_title(const struct tr_rules_facts *f, struct trien_err *err)
{
	return f->subject != TR_SUBJECT_TITLE || f->titled ? TRIEN_OK : TR_ERR0(err, RULES_NEW_TITLE);
}

static trien_rc
new_agency(const struct tr_rules_facts *f, struct trien_err *err)
{
	return f->subject != TR_SUBJECT_AGENCY || f->legal_person ? TRIEN_OK : TR_ERR0(err, RULES_NEW_AGENCY);
}

static trien_rc
new_service(const struct tr_rules_facts *f, struct trien_err *err)
{
	const bool holds = f->subject != TR_SUBJECT_SERVICE || (f->legal_person && f->in_charge);

	return holds ? TRIEN_OK : TR_ERR0(err, RULES_NEW_SERVICE);
}

/* ---- the certificate that a request is about ---- */
static trien_rc
certificate_active(const struct tr_rules_facts *f, struct trien_err *err)
{
	return f->certificate == TR_STATE_CERTIFICATE_ACTIVE && f->not_after >= f->now ? TRIEN_OK : TR_ERR0(err, RULES_CERTIFICATE_ACTIVE);
}

/* What is on its way to an end is neither renewed nor changed. */
static trien_rc
revocation_open(const struct tr_rules_facts *f, struct trien_err *err)
{
	return f->open_revocations == 0 ? TRIEN_OK : TR_ERR0(err, RULES_REVOCATION_OPEN);
}

/* Calendar days in Vietnam: a certificate that expires on the 60th day from today has 60 days left, whatever the hour. */
static trien_rc
days_left(const struct tr_rules_facts *f, struct trien_err *err)
{
	const int64_t left = tr_days_between(f->now, f->not_after);

	if (left >= f->law->days_left_min)
		return TRIEN_OK;
	return TR_ERR(err, RULES_DAYS_LEFT, TR_I("got", left), TR_I("want", f->law->days_left_min));
}

static trien_rc
renewed_once(const struct tr_rules_facts *f, struct trien_err *err)
{
	if (f->renewals < f->law->renewals_max)
		return TRIEN_OK;
	return TR_ERR(err, RULES_RENEWED_ONCE, TR_U("got", f->renewals), TR_U("max", f->law->renewals_max));
}

static bool
is_case(const struct tr_rules_facts *f, enum tr_rules_kind kind)
{
	if (f->reason == TR_REASON_NONE)
		return false;
	const struct tr_rules_reason_row *row = tr_rules_reason_at(f->reason);
	return row->kind == kind && (row->subjects & TR_BIT(f->subject));
}

static trien_rc
change_case(const struct tr_rules_facts *f, struct trien_err *err)
{
	return is_case(f, TR_KIND_CHANGE) ? TRIEN_OK : TR_ERR0(err, RULES_CHANGE_CASE);
}

static trien_rc
revoke_reason(const struct tr_rules_facts *f, struct trien_err *err)
{
	return is_case(f, TR_KIND_REVOKE) ? TRIEN_OK : TR_ERR0(err, RULES_REVOKE_REASON);
}

/* What the program drafted of itself is asked for by who submits it. */
static trien_rc
revoke_asker(const struct tr_rules_facts *f, struct trien_err *err)
{
	const enum tr_rules_role asker = f->asked_as == TR_ROLE_SYSTEM ? f->role : f->asked_as;

	const bool may = f->reason != TR_REASON_NONE && (tr_rules_reason_at(f->reason)->askers & TR_BIT(asker));

	return may ? TRIEN_OK : TR_ERR0(err, RULES_REVOKE_ASKER);
}

static trien_rc
revoke_basis(const struct tr_rules_facts *f, struct trien_err *err)
{
	const bool wanted = f->reason != TR_REASON_NONE && tr_rules_reason_at(f->reason)->basis;

	return !wanted || f->basis ? TRIEN_OK : TR_ERR0(err, RULES_REVOKE_BASIS);
}

static trien_rc
certificate_live(const struct tr_rules_facts *f, struct trien_err *err)
{
	return live(f) ? TRIEN_OK : TR_ERR0(err, RULES_CERTIFICATE_LIVE);
}

/* Of a device that never had one nothing is in use either. */
static trien_rc
certificate_ended(const struct tr_rules_facts *f, struct trien_err *err)
{
	return ended(f->certificate) || f->unused ? TRIEN_OK : TR_ERR0(err, RULES_CERTIFICATE_ENDED);
}

static trien_rc
device_held(const struct tr_rules_facts *f, struct trien_err *err)
{
	static const uint64_t held = TR_STATE_BIT(TR_STATE_DEVICE_RECEIVED) | TR_STATE_BIT(TR_STATE_DEVICE_ASSIGNED) |
			TR_STATE_BIT(TR_STATE_DEVICE_LOCKED) | TR_STATE_BIT(TR_STATE_DEVICE_UNLOCKED) |
			TR_STATE_BIT(TR_STATE_DEVICE_BROKEN) | TR_STATE_BIT(TR_STATE_DEVICE_UNSAFE) |
			TR_STATE_BIT(TR_STATE_DEVICE_RETURNED_TO_AGENCY);

	return held & TR_STATE_BIT(f->device) ? TRIEN_OK : TR_ERR0(err, RULES_DEVICE_HELD);
}

static trien_rc
device_locked(const struct tr_rules_facts *f, struct trien_err *err)
{
	return f->device == TR_STATE_DEVICE_LOCKED ? TRIEN_OK : TR_ERR0(err, RULES_DEVICE_LOCKED);
}

static trien_rc
keeper_self(const struct tr_rules_facts *f, struct trien_err *err)
{
	return f->actor != 0 && f->actor == f->keeper ? TRIEN_OK : TR_ERR0(err, RULES_KEEPER_SELF);
}

/* ---- deciding and withdrawing ---- */
static trien_rc
reason_given(const struct tr_rules_facts *f, struct trien_err *err)
{
	return f->words_given ? TRIEN_OK : TR_ERR0(err, RULES_REASON_GIVEN);
}

static trien_rc
own_approval(const struct tr_rules_facts *f, struct trien_err *err)
{
	const bool another = f->actor != 0 && f->actor != f->requester && f->actor != f->holder;

	return another ? TRIEN_OK : TR_ERR0(err, RULES_OWN_APPROVAL);
}

static trien_rc
withdrawer(const struct tr_rules_facts *f, struct trien_err *err)
{
	const bool may = f->role == TR_ROLE_MANAGER || (f->actor != 0 && f->actor == f->requester);

	return may ? TRIEN_OK : TR_ERR0(err, RULES_WITHDRAWER);
}

/*
 * A key that was out of its keeper's hands cannot be trusted again (Decree 130/2018 Điều 9: sole control), so the
 * revocation goes its way; but for one whose certificate has ended in between, which has no way left.
 */
static trien_rc
withdrawable(const struct tr_rules_facts *f, struct trien_err *err)
{
	const bool unsafe = f->kind == TR_KIND_REVOKE && (f->reason == TR_REASON_KEY_EXPOSED ||
			f->reason == TR_REASON_DEVICE_LOST || f->reason == TR_REASON_DEVICE_UNSAFE);
	const bool over = ended(f->certificate) || (f->certificate != TR_STATE_NONE && f->not_after < f->now);

	return unsafe && !over ? TR_ERR0(err, RULES_WITHDRAWABLE) : TRIEN_OK;
}

/* ---- letters and answers ---- */
static trien_rc
letter_open(const struct tr_rules_facts *f, struct trien_err *err)
{
	return f->letter_open ? TRIEN_OK : TR_ERR0(err, RULES_LETTER_OPEN);
}

static trien_rc
letter_fits(const struct tr_rules_facts *f, struct trien_err *err)
{
	return f->letter_fits ? TRIEN_OK : TR_ERR(err, RULES_LETTER_FITS, TR_S("why", f->misfit != NULL ? f->misfit : "?"));
}

static trien_rc
letter_numbered(const struct tr_rules_facts *f, struct trien_err *err)
{
	return f->letter_numbered ? TRIEN_OK : TR_ERR0(err, RULES_LETTER_NUMBERED);
}

static trien_rc
letter_signed(const struct tr_rules_facts *f, struct trien_err *err)
{
	const bool paper = f->letter_paper && (!f->law->signed_only || f->first_of_agency);

	return f->letter_signed || paper ? TRIEN_OK : TR_ERR0(err, RULES_LETTER_SIGNED);
}

static trien_rc
addressee(const struct tr_rules_facts *f, struct trien_err *err)
{
	const enum tr_rules_body body = tr_rules_recipient(f->law, f->kind, f->device_kind);
	const enum tr_rules_role want = body == TR_BODY_DEPARTMENT ? TR_ROLE_DEPARTMENT : TR_ROLE_MANAGER;

	return f->role == want ? TRIEN_OK : TR_ERR0(err, RULES_ADDRESSEE);
}

static trien_rc
answer_document(const struct tr_rules_facts *f, struct trien_err *err)
{
	return f->answer_document ? TRIEN_OK : TR_ERR0(err, RULES_ANSWER_DOCUMENT);
}

/* Asked (where somebody has), then answered, not in the future; and from when it has effect is known. */
/* A document has a day, what is done here an hour: that of one day may be answered on the same, whatever hour the day begins at. */
static trien_rc
answer_times(const struct tr_rules_facts *f, struct trien_err *err)
{
	const bool asked = f->asked_at > 0 || f->requester == 0; /* the authority revokes of itself too */
	const bool good = asked && f->answered_at > 0 && tr_days_between(f->asked_at, f->answered_at) >= 0 && f->answered_at <= f->now &&
			f->effective_at > 0;

	return good ? TRIEN_OK : TR_ERR0(err, RULES_ANSWER_TIMES);
}

/* ---- validity ---- */
/* Is `to` after `from`, and by at most that many years? From the 29th of February they end on the 28th. */
static bool
within_years(int64_t from, int64_t to, int years)
{
	struct tr_civil c = tr_civil_of(from, 0);
	int64_t end;

	c.year += years;
	if (!tr_epoch_of(&c, 0, &end)) {
		c.day = 28;
		if (!tr_epoch_of(&c, 0, &end))
			return false;
	}
	return from < to && to <= end;
}

static trien_rc
certificate_new(const struct tr_rules_facts *f, struct trien_err *err)
{
	const bool wanted = f->kind == TR_KIND_NEW || f->kind == TR_KIND_RENEW || f->kind == TR_KIND_CHANGE;

	return !wanted || f->successor ? TRIEN_OK : TR_ERR0(err, RULES_CERTIFICATE_NEW);
}

static trien_rc
validity(const struct tr_rules_facts *f, struct trien_err *err)
{
	if (f->kind != TR_KIND_NEW || within_years(f->new_not_before, f->new_not_after, f->law->validity_years_max))
		return TRIEN_OK;
	return TR_ERR(err, RULES_VALIDITY, TR_I("max", f->law->validity_years_max));
}

static trien_rc
extension(const struct tr_rules_facts *f, struct trien_err *err)
{
	if (f->kind != TR_KIND_RENEW || within_years(f->not_after, f->new_not_after, f->law->extension_years_max))
		return TRIEN_OK;
	return TR_ERR(err, RULES_EXTENSION, TR_I("max", f->law->extension_years_max));
}

static trien_rc
expiry_kept(const struct tr_rules_facts *f, struct trien_err *err)
{
	const bool kept = f->kind != TR_KIND_CHANGE || tr_day_of(f->new_not_after) == tr_day_of(f->not_after);

	return kept ? TRIEN_OK : TR_ERR0(err, RULES_EXPIRY_KEPT);
}

static trien_rc
chain(const struct tr_rules_facts *f, struct trien_err *err)
{
	return f->official_chain ? TRIEN_OK : TR_ERR0(err, RULES_CHAIN);
}

/* ---- devices and their keepers ---- */
static trien_rc
device_known(const struct tr_rules_facts *f, struct trien_err *err)
{
	return f->device != TR_STATE_NONE ? TRIEN_OK : TR_ERR0(err, RULES_DEVICE_KNOWN);
}

/* What is handed over later lies with the agency: nobody's yet, and not on its way. */
static trien_rc
device_arrived(const struct tr_rules_facts *f, struct trien_err *err)
{
	return f->device == TR_STATE_DEVICE_RECEIVED ? TRIEN_OK : TR_ERR0(err, RULES_DEVICE_ARRIVED);
}

static trien_rc
minutes(const struct tr_rules_facts *f, struct trien_err *err)
{
	return f->minutes ? TRIEN_OK : TR_ERR0(err, RULES_MINUTES);
}

static trien_rc
minutes_signed(const struct tr_rules_facts *f, struct trien_err *err)
{
	return f->minutes_signed ? TRIEN_OK : TR_ERR0(err, RULES_MINUTES_SIGNED);
}

static trien_rc
decision(const struct tr_rules_facts *f, struct trien_err *err)
{
	const bool wanted = f->subject == TR_SUBJECT_AGENCY || f->subject == TR_SUBJECT_SERVICE;

	return !wanted || f->decision ? TRIEN_OK : TR_ERR0(err, RULES_DECISION);
}

static trien_rc
keeper(const struct tr_rules_facts *f, struct trien_err *err)
{
	const bool of_agency = f->subject == TR_SUBJECT_AGENCY || f->subject == TR_SUBJECT_SERVICE;
	const bool right = f->taker != 0 && (of_agency ? f->taker_is_clerk : f->taker == f->holder);

	return right ? TRIEN_OK : TR_ERR0(err, RULES_KEEPER);
}

static trien_rc
keeper_other(const struct tr_rules_facts *f, struct trien_err *err)
{
	return f->taker != f->keeper ? TRIEN_OK : TR_ERR0(err, RULES_KEEPER_OTHER);
}

static trien_rc
duties(const struct tr_rules_facts *f, struct trien_err *err)
{
	return f->duties_accepted ? TRIEN_OK : TR_ERR0(err, RULES_DUTIES);
}

/*
 * From unlocked to assigned leads the change of the PIN alone. A request waits for it no longer than the device does: one that is locked again, or out
 * of use, has none to be changed.
 */
static trien_rc
pin_changed(const struct tr_rules_facts *f, struct trien_err *err)
{
	const bool over = tr_rules_machine_of_state(f->state) == TR_MACHINE_REQUEST && f->device != TR_STATE_NONE && f->device != TR_STATE_DEVICE_UNLOCKED;

	return f->device == TR_STATE_DEVICE_ASSIGNED || over ? TRIEN_OK : TR_ERR0(err, RULES_PIN_CHANGED);
}

static trien_rc
in_validity(const struct tr_rules_facts *f, struct trien_err *err)
{
	return f->not_before <= f->now && f->now <= f->not_after ? TRIEN_OK : TR_ERR0(err, RULES_IN_VALIDITY);
}

/* What ends a lock, or lets sign again, holds from no earlier day: the time in between would look as if the key had been in its keeper's hands. */
static trien_rc
since(const struct tr_rules_facts *f, struct trien_err *err)
{
	return f->holds_from > 0 && f->holds_from >= f->state_since ? TRIEN_OK : TR_ERR0(err, RULES_SINCE);
}

static trien_rc
stop_was_lock(const struct tr_rules_facts *f, struct trien_err *err)
{
	return f->stopped_by_lock ? TRIEN_OK : TR_ERR0(err, RULES_STOP_WAS_LOCK);
}

/* What ends by itself: a lock by a new PIN, a request by its answer. */
static trien_rc
stopped_for_less(const struct tr_rules_facts *f, struct trien_err *err)
{
	return f->stopped_by_lock || f->stopped_by_request ? TRIEN_OK : TR_ERR0(err, RULES_STOPPED_FOR_LESS);
}

/* ---- signing again, where a revocation does not come ---- */
static trien_rc
stop_was_request(const struct tr_rules_facts *f, struct trien_err *err)
{
	return f->stopped_by_request ? TRIEN_OK : TR_ERR0(err, RULES_STOP_WAS_REQUEST);
}

static trien_rc
revocation_over(const struct tr_rules_facts *f, struct trien_err *err)
{
	return f->open_revocations == 0 ? TRIEN_OK : TR_ERR0(err, RULES_REVOCATION_OVER);
}

/* The program itself lets it sign again by what another has decided. */
static trien_rc
resumer_other(const struct tr_rules_facts *f, struct trien_err *err)
{
	const bool other = f->actor == 0 ? f->role == TR_ROLE_SYSTEM : f->actor != f->requester && f->actor != f->holder;

	return other && !f->resumer_asked ? TRIEN_OK : TR_ERR0(err, RULES_RESUMER_OTHER);
}

/* Another request may be what keeps it stopped today, and who ends that one has not looked at this. */
static trien_rc
recorder_other(const struct tr_rules_facts *f, struct trien_err *err)
{
	return f->kind != TR_KIND_REVOKE || f->actor == 0 || f->actor != f->holder ? TRIEN_OK : TR_ERR0(err, RULES_RECORDER_OTHER);
}

/* Sole control (Decree 130/2018 Điều 9) that was lost once does not come back, whatever becomes of a request. */
static trien_rc
key_kept(const struct tr_rules_facts *f, struct trien_err *err)
{
	const bool kept = f->device == TR_STATE_DEVICE_ASSIGNED || f->device == TR_STATE_NONE; /* none: it is in no book */

	return kept && f->was_used && !f->key_doubted ? TRIEN_OK : TR_ERR0(err, RULES_KEY_KEPT);
}

static trien_rc
subscriber_still(const struct tr_rules_facts *f, struct trien_err *err)
{
	return f->subscriber_still ? TRIEN_OK : TR_ERR0(err, RULES_SUBSCRIBER_STILL);
}

static trien_rc
successor(const struct tr_rules_facts *f, struct trien_err *err)
{
	const bool kind = f->kind == TR_KIND_RENEW || f->kind == TR_KIND_CHANGE;

	return kind && f->successor ? TRIEN_OK : TR_ERR0(err, RULES_SUCCESSOR);
}

static trien_rc
past_expiry(const struct tr_rules_facts *f, struct trien_err *err)
{
	return f->now > f->not_after ? TRIEN_OK : TR_ERR0(err, RULES_PAST_EXPIRY);
}

/* A device that was reported since gets no new certificate into use; nor does one take the place of what had to stop, or ended otherwise, without being handed over. */
static trien_rc
device_kept(const struct tr_rules_facts *f, struct trien_err *err)
{
	const bool kind = f->kind == TR_KIND_RENEW || f->kind == TR_KIND_CHANGE;
	const bool kept = kind && f->same_device && !f->replaces_stopped && f->device == TR_STATE_DEVICE_ASSIGNED && f->keeper != 0;

	return kept ? TRIEN_OK : TR_ERR0(err, RULES_DEVICE_KEPT);
}

static trien_rc
keeper_gone(const struct tr_rules_facts *f, struct trien_err *err)
{
	return f->keeper_gone ? TRIEN_OK : TR_ERR0(err, RULES_KEEPER_GONE);
}

static trien_rc
loss_minutes(const struct tr_rules_facts *f, struct trien_err *err)
{
	return f->loss_minutes ? TRIEN_OK : TR_ERR0(err, RULES_LOSS_MINUTES);
}

/* ---- the table ---- */
static const struct {
	trien_rc (*check)(const struct tr_rules_facts *f, struct trien_err *err);
	trien_rc code;
	const char *clause, *vi, *en;
} guards[TR_GUARD_COUNT] = {
#define TR_RULES_GUARD(symbol, function, clause, vi, en) \
	[TR_GUARD_##symbol] = {function, TRIEN_E_RULES_##symbol, clause, vi, en},
#include "rules/guards.def"
#undef TR_RULES_GUARD
};

trien_rc
tr_rules_guard(enum tr_rules_guard guard, const struct tr_rules_facts *facts, struct trien_err *err)
{
	return guards[guard].check(facts, err);
}

const char *
tr_rules_guard_id(enum tr_rules_guard guard)
{
	return trien_err_id(guards[guard].code);
}

const char *
tr_rules_guard_clause(enum tr_rules_guard guard)
{
	return guards[guard].clause;
}

const char *
tr_rules_guard_text(enum tr_rules_guard guard, enum trien_lang lang)
{
	return lang == TRIEN_LANG_EN ? guards[guard].en : guards[guard].vi;
}
