/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Findings, apart from the lint that makes them: who only shows them links no pictures. */
#include "official/lint.h"

struct trien_err *
tr_lint_add(struct tr_lint_findings *f, enum tr_lint_level level)
{
	if (f->count == TR_LINT_MAX)
		f->count--;
	f->list[f->count] = (struct tr_lint_finding){.level = level};
	return &f->list[f->count++].what;
}

const struct trien_err *
tr_lint_first_error(const struct tr_lint_findings *f)
{
	for (size_t i = 0; i < f->count; i++)
		if (f->list[i].level == TR_LINT_ERROR)
			return &f->list[i].what;
	return NULL;
}

trien_rc
tr_lint_stop(const struct tr_lint_findings *f, struct trien_err *err)
{
	const struct trien_err *wrong = tr_lint_first_error(f);

	if (wrong == NULL)
		return TRIEN_OK;
	if (err != NULL)
		*err = *wrong;
	return wrong->code;
}
