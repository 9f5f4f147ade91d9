/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: X3 X5 */
#include "exchange/print.h"

#include <strings.h>

#include "base/env.h"
#include "worker/task_ledger.h"
#include "worker/tasks.h"

enum tr_print_form
tr_print_form_of(const char *name)
{
	const char *dot = name != NULL ? strrchr(name, '.') : NULL;

	if (dot != NULL && strcasecmp(dot, ".pdf") == 0)
		return TR_PRINT_PDF;
	if (dot != NULL && strcasecmp(dot, ".csv") == 0)
		return TR_PRINT_CSV;
	return dot != NULL && strcasecmp(dot, ".xlsx") == 0 ? TR_PRINT_XLSX : TR_PRINT_HTML;
}

trien_rc
tr_print_pdf(struct tr_worker *w, struct tr_bytes printed, struct tr_buf *out, struct trien_err *err)
{
	const struct tr_env *env = &tr_env_system;
	uint8_t id16[16];

	TR_TRY(env->random(env->context, id16, sizeof(id16), err));
	return tr_task_ledger(w, printed, id16, out, err);
}

static trien_rc
print_apart(struct tr_bytes printed, struct tr_buf *out, struct trien_err *err)
{
	struct tr_worker *w;

	TR_TRY(tr_tasks_start_apart(&w, err));
	const trien_rc rc = tr_print_pdf(w, printed, out, err);
	tr_worker_stop(w);
	return rc;
}

trien_rc
tr_print(enum tr_print_form form, struct tr_bytes printed, struct tr_buf *out, struct trien_err *err)
{
	if (form == TR_PRINT_PDF)
		return print_apart(printed, out, err);
	if (form == TR_PRINT_CSV)
		return tr_print_csv(printed, out, err);
	return form == TR_PRINT_XLSX ? tr_print_xlsx(printed, out, err) : tr_print_html(printed, out, err);
}
