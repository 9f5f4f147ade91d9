/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * In the sandbox: may this file be issued, and may what was proposed stand behind it? Its own task, because it needs
 * libcrypto and nothing of pages and pictures.
 * Requirement: R9.2 R9.3
 */
#include "worker/task_issue.h"

#include "base/errors/official.h"
#include "official/issue_check.h"
#include "worker/judge_request.h"
#include "worker/wire.h"

/* ---- the file as it is ---- */

/* What may follow a signature until the seal: further signatures, and what keeps them checkable. */
static bool
is_signing(enum tr_change_kind kind)
{
	switch (kind) {
	case TR_CHANGE_SIGNATURE_ADDED:
	case TR_CHANGE_TIMESTAMP_ADDED:
	case TR_CHANGE_DSS:
	case TR_CHANGE_EXTENSIONS:
	case TR_CHANGE_FORM_SETTING:
		return true;
	default:
		return false;
	}
}

static trien_rc
refuse_signature(const struct tr_signature_verdict *s, struct trien_err *err)
{
	(void)!TR_ERR(err, OFFICIAL_ISSUE_SIGNATURE, TR_B("field", s->field.p, s->field.n),
			TR_S("cause", s->finding_count > 0 ? tr_finding_id(&s->findings[0]) : "-"));
	if (s->finding_count > 0)
		tr_err_lend(err, &s->findings[0].error);
	return TRIEN_E_OFFICIAL_ISSUE_SIGNATURE;
}

/* Without anchors nobody can say who signed: then only what is surely bad is refused. */
static trien_rc
check_signature(const struct tr_signature_verdict *s, bool trusting, struct trien_err *err)
{
	if (s->indication == TR_TOTAL_FAILED || s->integrity != TR_TOTAL_PASSED ||
			(trusting && s->indication != TR_TOTAL_PASSED))
		return refuse_signature(s, err);
	for (size_t i = 0; i < s->change_count; i++)
		if (s->changes[i].permission != TR_CHANGE_PERMITTED || !is_signing(s->changes[i].kind))
			return TR_ERR(err, OFFICIAL_ISSUE_CHANGED, TR_B("field", s->field.p, s->field.n),
					TR_U("revision", s->changes[i].revision + 1),
					TR_S("kind", tr_change_kind_word(s->changes[i].kind)),
					TR_B("what", s->changes[i].what.p, s->changes[i].what.n));
	return TRIEN_OK;
}

static trien_rc
check_base(struct tr_bytes document, const struct tr_verify_options *options, struct trien_err *err)
{
	struct tr_verdict *v;

	TR_TRY(tr_verify(document, options, &v, err));
	if (tr_verdict_stamp_count(v) == v->signature_count)
		return TR_ERR0(err, OFFICIAL_ISSUE_UNSIGNED);
	/* That a stamp beside them proves nothing yet is no reason to stop. */
	for (size_t i = 0; i < v->signature_count; i++)
		TR_TRY(check_signature(&v->signatures[i], options->trust != NULL && tr_verdict_counts(v, i), err));
	return TRIEN_OK;
}

/* ---- the file as it would be ---- */

/* Whatever the fields of the file are: no signature that is there may say that it was hurt. */
static trien_rc
check_result(struct tr_bytes document, struct tr_bytes tail, const struct tr_verify_options *options,
		struct trien_err *err)
{
	TR_AUTO_BUF whole = {.max = SIZE_MAX};
	struct tr_verdict *v;

	TR_TRY(tr_buf_reserve(&whole, document.n + tail.n, err));
	TR_TRY(tr_buf_add_bytes(&whole, document, err));
	TR_TRY(tr_buf_add_bytes(&whole, tail, err));
	TR_TRY(tr_verify(tr_buf_view(&whole), options, &v, err));
	for (size_t i = 0; i < v->signature_count; i++)
		for (size_t k = 0; k < v->signatures[i].change_count; k++)
			if (v->signatures[i].changes[k].permission != TR_CHANGE_PERMITTED)
				return refuse_signature(&v->signatures[i], err);
	return TRIEN_OK;
}

/* ---- */

/* The child's memory goes with it: nothing is freed. */
trien_rc
tr_task_issue_judge_run(const struct tr_worker_input *in, struct tr_buf *answer, struct trien_err *err)
{
	struct tr_cursor c = tr_cursor_of(in->request);
	struct tr_verify_options options = {.as_of = (int64_t)tr_cursor_u64(&c)};
	struct tr_trust *trust = NULL;

	(void)answer;
	options.zone_minutes = (int)(int64_t)tr_cursor_u64(&c);
	struct tr_bytes anchors = tr_wire_take_bytes(&c);
	const size_t tail = tr_cursor_u64(&c) != 0;
	if (c.bad || tr_cursor_left(&c) > 0 || in->file_count < tail || in->file_count > tail + 1)
		return TR_ERR(err, INTERNAL, TR_S("what", "judge request"));
	if (anchors.n > 0) {
		TR_TRY(tr_trust_new(&trust, err));
		TR_TRY(tr_trust_read(trust, anchors, err));
	}
	options.trust = trust;
	if (in->file_count > tail)
		TR_TRY(tr_judge_answers_give(in->files[tail], &options, err));
	if (tail > 0)
		return check_result(in->document, in->files[0], &options, err);
	TR_TRY(tr_issue_check(in->document, err));
	return check_base(in->document, &options, err);
}
