/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A task of the program trien-worker. */
#include "base/errors/base.h"
#include "layout/ledger.h"
#include "worker/task_ledger.h"

trien_rc
tr_task_ledger_run(const struct tr_worker_input *in, struct tr_buf *answer, struct trien_err *err)
{
	if (in->request.n != 16)
		return TR_ERR(err, INTERNAL, TR_S("what", "ledger request"));
	return tr_ledger_pdf(in->document, in->fonts, in->request.p, answer, err);
}
