/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The validation of a file's signatures beyond integrity, EN 319 102-1 §5.6.3: what it brings along is gathered, time stamps are
 * judged from the newest to the oldest, each giving proofs for what it covers; then every signature, as of its best time.
 * Requirement: R10.1 X2
 */
#include "base/errors/verify.h"
#include "verify/judge.h"

static trien_rc
tell_trial(struct tr_judge *j, struct trien_err *err)
{
	struct tr_trial *t = j->trial;

	TR_TRY(tr_trial_find(j, t, err));
	TR_TRY(tr_trial_check(j, t, err));
	j->out->control_time = t->slide.control_time;
	return tr_judge_keep_path(j, &t->path, t->asked ? t->statuses : NULL, &j->out->path, err);
}

/* What was left out because the caller wanted it so stands in the verdict. */
static trien_rc
tell_skipped(struct tr_judge *j, struct trien_err *err)
{
	struct trien_err why = {0};
	struct tr_finding_note n = {.weight = TR_TOTAL_PASSED, .sub = TR_SUB_NONE, .error = &why, .clause = "EN 319 102-1 §5.2.6"};
	bool skipped = j->options->revocation == TR_REVOCATION_SKIP;
	enum tr_revocation_status s = j->trial->asked ? j->trial->statuses[j->trial->worst].status : TR_STATUS_GOOD;

	if (!j->trial->path.anchored || j->trial->path.chain_count < 2 || j->options->revocation == TR_REVOCATION_REQUIRED ||
			(!skipped && (s == TR_STATUS_GOOD || s >= TR_STATUS_ON_HOLD)))
		return TRIEN_OK;
	(void)!TR_ERR(&why, VERIFY_REVOCATION_SKIPPED, TR_S("policy", tr_revocation_policy_name(j->options->revocation)));
	return tr_judge_find(j, &n, err);
}

static trien_rc
validate_signature(struct tr_judge *j, size_t index, struct trien_err *err)
{
	struct tr_trial *t;
	int64_t content;

	TR_TRY(tr_trial_new(j->context, j->signer, TR_PATH_FOR_DOCUMENT, &t, err));
	t->poe = tr_best_time(j, index);
	t->poe_is_now = tr_best_time_is_now(j, index, t->poe.time);
	if (!tr_trial_algorithms(t, j->cms, j->out->sub_filter))
		return TRIEN_OK; /* told by the integrity */
	j->trial = t;
	if (j->out->integrity == TR_TOTAL_PASSED) {
		t->made_after = tr_made_after(j, index);
		TR_TRY(tr_stamp_of_content(j, &content, err));
		t->made_after = content > t->made_after ? content : t->made_after;
	}
	TR_TRY(tr_trial_run(t, err));
	return TRIEN_OK;
}

/*
 * Signature acceptance validation, EN 319 102-1 §5.2.8.4: of the attributes our constraints ask for the one that says whose signature
 * this is, where the form promises it (EN 319 142-1 §6.3, ISO 32000-2 §12.8.3.4). docs/judgement.md has the constraints.
 */
static trien_rc
tell_constraints(struct tr_judge *j, struct trien_err *err)
{
	struct trien_err why = {0};
	struct tr_finding_note n = {.weight = TR_INDETERMINATE, .sub = TR_SUB_SIG_CONSTRAINTS_FAILURE, .error = &why,
			.clause = "EN 319 102-1 §5.2.8"};

	if (strcmp(j->out->sub_filter, "ETSI.CAdES.detached") != 0 || j->out->integrity != TR_TOTAL_PASSED ||
			tr_cms_has_signing_certificate(j->cms))
		return TRIEN_OK;
	(void)!TR_ERR0(&why, VERIFY_NO_SIGNER_REFERENCE);
	return tr_judge_find(j, &n, err);
}

static trien_rc
tell(struct tr_judge *j, size_t index, struct trien_err *err)
{
	if (j->trial != NULL) {
		TR_TRY(tell_trial(j, err));
		TR_TRY(tell_skipped(j, err));
		TR_TRY(tell_constraints(j, err));
	}
	TR_TRY(tr_best_time_tell(j, index, err));
	tr_level_tell(j, index);
	return TRIEN_OK;
}

trien_rc
tr_validate_all(struct tr_context *c, struct tr_judge *judges, size_t count, struct trien_err *err)
{
	TR_TRY(tr_store_read(c, err));
	for (size_t i = 0; i < count; i++)
		c->not_lab |= !judges[i].out->is_timestamp && judges[i].signer != NULL && !judges[i].signer->lab;
	TR_TRY(tr_stamps_given(c, err));
	TR_TRY(tr_stamps_pick(c, judges, count, err));
	for (size_t i = count; i-- > 0;)
		if (judges[i].out->is_timestamp)
			TR_TRY(tr_stamp_document(&judges[i], i, err));
	for (size_t i = 0; i < count; i++)
		TR_TRY(tr_stamps_of_value(&judges[i], i, err));
	tr_stamps_order(c);
	for (size_t i = 0; i < count; i++)
		if (!judges[i].out->is_timestamp && judges[i].cms != NULL && judges[i].signer != NULL)
			TR_TRY(validate_signature(&judges[i], i, err));
	for (size_t i = 0; i < count; i++)
		TR_TRY(tell(&judges[i], i, err));
	return TRIEN_OK;
}
