/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The rows of a verdict that say what was checked; each signature has all of them. */
#include "base/time.h"
#include "verify/judge.h"

trien_rc
tr_checks_open(struct tr_judge *j, struct trien_err *err)
{
	TR_TRY(tr_arena_array(j->arena, TR_CHECK_KIND_COUNT, sizeof(*j->checks), &j->checks, err));
	for (int k = 0; k < TR_CHECK_KIND_COUNT; k++)
		j->checks[k] = (struct tr_check){.kind = (enum tr_check_kind)k, .result = TR_CHECKED_NOT_DONE, .got = {"", 0},
				.want = {"", 0}};
	j->out->checks = j->checks;
	j->out->check_count = TR_CHECK_KIND_COUNT;
	return TRIEN_OK;
}

trien_rc
tr_check_set(struct tr_judge *j, enum tr_check_kind k, enum tr_check_result r, const char *got, const char *want,
		struct trien_err *err)
{
	struct tr_check *c = &j->checks[k];

	c->result = r;
	TR_TRY(tr_judge_keep(j, got, strlen(got), &c->got, err));
	return tr_judge_keep(j, want, strlen(want), &c->want, err);
}

trien_rc
tr_check_set_time(struct tr_judge *j, enum tr_check_kind k, enum tr_check_result r, int64_t got, const char *want,
		struct trien_err *err)
{
	char text[TR_TIME_TEXT_MAX];

	tr_time_iso(got, j->options->zone_minutes, text);
	return tr_check_set(j, k, r, text, want, err);
}

/* Of a form that no signature may have, or of what came after it. */
static bool
is_of_changes(const struct tr_finding *f)
{
	return f->clause != NULL && strncmp(f->clause, "ISO 32000-2 §12.8.2", strlen("ISO 32000-2 §12.8.2")) == 0;
}

trien_rc
tr_checks_close(struct tr_judge *j, struct trien_err *err)
{
	const struct tr_finding *change = NULL, *format = NULL;

	for (size_t i = 0; i < j->finding_count; i++) {
		const struct tr_finding *f = &j->findings[i];
		if (f->weight == TR_TOTAL_PASSED)
			continue;
		if (is_of_changes(f) && change == NULL)
			change = f;
		else if (f->sub == TR_SUB_FORMAT_FAILURE && !is_of_changes(f) && format == NULL)
			format = f;
	}
	if (j->checks[TR_CHECK_FORMAT].result == TR_CHECKED_NOT_DONE)
		TR_TRY(tr_check_set(j, TR_CHECK_FORMAT, format != NULL ? TR_CHECKED_FAILED : TR_CHECKED_PASSED,
				format != NULL ? tr_finding_id(format) : j->out->sub_filter, "", err));
	if (j->out->covers == SIZE_MAX)
		return TRIEN_OK;
	if (change == NULL)
		return tr_check_set(j, TR_CHECK_CHANGES, TR_CHECKED_PASSED, "", "", err);
	return tr_check_set(j, TR_CHECK_CHANGES, change->weight == TR_TOTAL_FAILED ? TR_CHECKED_FAILED : TR_CHECKED_UNKNOWN,
			tr_finding_id(change), "", err);
}
