/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The three legs of Decree 130/2018, Điều 9, read off a technical verdict. What the standard calls indeterminate is "not known" here:
 * nobody loses a right because a responder was down.
 * Requirement: R2.1 R3
 */
#include "verify/legal.h"

#include "verify/verdict.h"

static struct tr_leg
leg(enum tr_leg_answer answer, enum tr_legal_reason reason)
{
	return (struct tr_leg){answer, reason};
}

/* ---- Điều 9.1 ---- */

/* What a finding says of the certificate at signing; false where it speaks of something else (later changes, form). */
static bool
validity_of(enum tr_sub_indication sub, struct tr_leg *out)
{
	switch (sub) {
	case TR_SUB_REVOKED:
		*out = leg(TR_LEG_NO, TR_LEGAL_REVOKED);
		return true;
	case TR_SUB_EXPIRED:
		*out = leg(TR_LEG_NO, TR_LEGAL_EXPIRED);
		return true;
	case TR_SUB_NOT_YET_VALID:
		*out = leg(TR_LEG_NO, TR_LEGAL_NOT_YET);
		return true;
	case TR_SUB_OUT_OF_BOUNDS_NO_POE:
	case TR_SUB_OUT_OF_BOUNDS_NOT_REVOKED:
	case TR_SUB_NO_POE:
		*out = leg(TR_LEG_NOT_KNOWN, TR_LEGAL_NO_TIME);
		return true;
	case TR_SUB_REVOKED_NO_POE:
	case TR_SUB_REVOKED_CA_NO_POE:
		*out = leg(TR_LEG_NOT_KNOWN, TR_LEGAL_REVOKED_NO_TIME);
		return true;
	case TR_SUB_TRY_LATER:
	case TR_SUB_REVOCATION_OUT_OF_BOUNDS_NO_POE:
		*out = leg(TR_LEG_NOT_KNOWN, TR_LEGAL_NO_STATUS);
		return true;
	case TR_SUB_NO_CERTIFICATE_CHAIN_FOUND:
	case TR_SUB_CERTIFICATE_CHAIN_GENERAL_FAILURE:
	case TR_SUB_CHAIN_CONSTRAINTS_FAILURE:
		*out = leg(TR_LEG_NOT_KNOWN, TR_LEGAL_PATH_UNKNOWN);
		return true;
	case TR_SUB_CRYPTO_CONSTRAINTS_FAILURE:
	case TR_SUB_CRYPTO_CONSTRAINTS_FAILURE_NO_POE:
		*out = leg(TR_LEG_NOT_KNOWN, TR_LEGAL_UNREADABLE);
		return true;
	default:
		return false;
	}
}

/* The file's bytes and the value on them; a later change that is not permitted is another matter (see whole()). */
static struct tr_leg
valid_when_signed(const struct tr_signature_verdict *s)
{
	struct tr_leg found;

	if (s->integrity == TR_TOTAL_FAILED)
		return leg(TR_LEG_NO, TR_LEGAL_BROKEN);
	if (s->integrity == TR_INDETERMINATE)
		return leg(TR_LEG_NOT_KNOWN, TR_LEGAL_UNREADABLE);
	for (size_t i = 0; i < s->finding_count; i++) /* worst first */
		if (s->findings[i].weight != TR_TOTAL_PASSED && validity_of(s->findings[i].sub, &found))
			return found;
	/* Revoked, and no finding of it: it was later than the signature is proven to have been there. */
	for (size_t i = 0; i < s->check_count; i++)
		if (s->checks[i].kind == TR_CHECK_REVOCATION && s->checks[i].result != TR_CHECKED_PASSED &&
				s->checks[i].result != TR_CHECKED_FAILED)
			return leg(TR_LEG_NOT_KNOWN, TR_LEGAL_NO_STATUS); /* the caller did not want it looked at */
	if (!s->path.anchored)
		return leg(TR_LEG_NOT_KNOWN, TR_LEGAL_PATH_UNKNOWN);
	return leg(TR_LEG_YES, s->best_time_source == TR_BEST_AS_OF ? TR_LEGAL_VALID_NOW : TR_LEGAL_VALID_PROVEN);
}

/* ---- Điều 9.2, and Điều 2.1 of the regulation ---- */

static bool
chain_is_faulty(const struct tr_signature_verdict *s)
{
	for (size_t i = 0; i < s->finding_count; i++)
		if (s->findings[i].sub == TR_SUB_CERTIFICATE_CHAIN_GENERAL_FAILURE ||
				s->findings[i].sub == TR_SUB_CHAIN_CONSTRAINTS_FAILURE)
			return true;
	return false;
}

static struct tr_leg
recognised(const struct tr_signature_verdict *s)
{
	if (s->path.lab)
		return leg(TR_LEG_NO, TR_LEGAL_LAB);
	if (!s->path.anchored)
		return leg(TR_LEG_NOT_KNOWN, TR_LEGAL_UNKNOWN_AUTHORITY);
	if (chain_is_faulty(s))
		return leg(TR_LEG_NOT_KNOWN, TR_LEGAL_CHAIN_FAULTY);
	if (s->path.list == TR_TRUST_GOVERNMENT)
		return leg(TR_LEG_YES, TR_LEGAL_GOVERNMENT);
	if (s->path.list == TR_TRUST_PUBLIC)
		return leg(TR_LEG_YES, TR_LEGAL_PUBLIC);
	return leg(TR_LEG_NOT_KNOWN, TR_LEGAL_NO_LIST);
}


/* ---- Điều 9.3 ---- */

/*
 * Where no stamp proves when it was made, it was some time until now: the record has to say the same of the time that the signature states and
 * of now, or it says nothing.
 */
static trien_rc
ask_custody(const struct tr_signature_verdict *s, const struct tr_custody *custody, struct tr_custody_answer *out, struct trien_err *err)
{
	const uint8_t *sha256 = s->path.certificates[0].sha256;
	struct tr_custody_answer stated = *out;

	TR_TRY(custody->at(custody->context, sha256, s->best_time, out, err));
	if (s->best_time_source != TR_BEST_AS_OF || s->time_source == TR_TIME_NONE)
		return TRIEN_OK;
	TR_TRY(custody->at(custody->context, sha256, s->signing_time, &stated, err));
	const bool same = stated.sole_control == out->sole_control;
	*out = stated;
	if (!same)
		out->sole_control = TR_LEG_NOT_KNOWN;
	return TRIEN_OK;
}

static trien_rc
sole_control(const struct tr_signature_verdict *s, const struct tr_custody *custody, struct tr_legal *out,
		struct trien_err *err)
{
	static const enum tr_legal_reason reasons[] = {[TR_LEG_YES] = TR_LEGAL_CONTROLLED,
		[TR_LEG_NO] = TR_LEGAL_NOT_CONTROLLED, [TR_LEG_NOT_KNOWN] = TR_LEGAL_NO_RECORD};
	struct tr_custody_answer answer = {.sole_control = TR_LEG_NOT_KNOWN, .why = {"", 0}};

	if (custody != NULL && s->path.count > 0)
		TR_TRY(ask_custody(s, custody, &answer, err));
	out->legs[TR_LEG_SOLE_CONTROL] = leg(answer.sole_control, reasons[answer.sole_control]);
	if (answer.sole_control == TR_LEG_NOT_KNOWN && answer.why.n > 0)
		out->legs[TR_LEG_SOLE_CONTROL].reason = TR_LEGAL_RECORD_OPEN;
	out->control_why = answer.why;
	return TRIEN_OK;
}

/* ---- all of it ---- */

static struct tr_leg
whole(const struct tr_signature_verdict *s, const struct tr_leg legs[TR_LEG_COUNT])
{
	bool all = s->indication == TR_TOTAL_PASSED;

	for (size_t i = 0; i < TR_LEG_COUNT; i++) {
		if (legs[i].answer == TR_LEG_NO)
			return leg(TR_LEG_NO, TR_LEGAL_NOT_SECURE);
		all = all && legs[i].answer == TR_LEG_YES;
	}
	if (s->indication == TR_TOTAL_FAILED)
		return leg(TR_LEG_NO, TR_LEGAL_CHANGED);
	return all ? leg(TR_LEG_YES, TR_LEGAL_SECURE) : leg(TR_LEG_NOT_KNOWN, TR_LEGAL_INCOMPLETE);
}

/* A public authority is recognised by the decree, and never official; nor is what does not hold, whoever certified its key. */
static struct tr_leg
official(const struct tr_signature_verdict *s, const struct tr_legal *l)
{
	struct tr_leg recognised = l->legs[TR_LEG_RECOGNISED], valid = l->legs[TR_LEG_VALID_WHEN_SIGNED];

	if (recognised.reason == TR_LEGAL_PUBLIC)
		return leg(TR_LEG_NO, TR_LEGAL_PUBLIC);
	if (recognised.answer != TR_LEG_YES)
		return recognised;
	if (valid.answer == TR_LEG_NO)
		return valid;
	if (s->indication == TR_TOTAL_FAILED)
		return leg(TR_LEG_NO, TR_LEGAL_CHANGED);
	if (valid.answer != TR_LEG_YES)
		return valid;
	return s->indication == TR_TOTAL_PASSED ? recognised : leg(TR_LEG_NOT_KNOWN, TR_LEGAL_INCOMPLETE);
}

trien_rc
tr_legal_judge(const struct tr_signature_verdict *s, const struct tr_custody *custody, struct tr_legal *out,
		struct trien_err *err)
{
	struct tr_legal l = {.applies = !s->is_timestamp, .newer_law = !s->is_timestamp && s->best_time >= TR_LEGAL_NEWER_LAW};

	l.legs[TR_LEG_VALID_WHEN_SIGNED] = valid_when_signed(s);
	l.legs[TR_LEG_RECOGNISED] = recognised(s);
	TR_TRY(sole_control(s, custody, &l, err));
	l.secure = whole(s, l.legs);
	l.official = official(s, &l);
	*out = l;
	return TRIEN_OK;
}

/* ---- words ---- */

const char *
tr_leg_name(enum tr_leg_kind k)
{
	static const char *const names[TR_LEG_COUNT] = {[TR_LEG_VALID_WHEN_SIGNED] = "valid-when-signed",
		[TR_LEG_RECOGNISED] = "recognised-authority", [TR_LEG_SOLE_CONTROL] = "sole-control"};
	return names[k];
}

const char *
tr_leg_answer_name(enum tr_leg_answer a)
{
	static const char *const names[] = {[TR_LEG_YES] = "yes", [TR_LEG_NO] = "no", [TR_LEG_NOT_KNOWN] = "not-known"};
	return names[a];
}

#define TR_LEGAL_REASON(symbol, id, vi, en) {id, {vi, en}},
static const struct {
	const char *id;
	const char *text[2];
} reasons[TR_LEGAL_REASON_COUNT] = {
#include "verify/legal_reasons.def"
};
#undef TR_LEGAL_REASON

const char *
tr_legal_reason_id(enum tr_legal_reason r)
{
	return reasons[r].id;
}

const char *
tr_legal_reason_text(enum tr_legal_reason r, enum trien_lang lang)
{
	return reasons[r].text[lang == TRIEN_LANG_EN];
}
