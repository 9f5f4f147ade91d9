/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: X1 */
#include "cli/evidence_of.h"

#include <unistd.h>

#include "base/env.h"
#include "base/errors/verify.h"
#include "cli/cli.h"
#include "worker/task_network.h"
#include "worker/task_evidence.h"

trien_rc
tr_cli_evidence_of(struct tr_worker *worker, struct tr_bytes record, const char *sha256, struct trien_err *err)
{
	json_t *shown = NULL;
	TR_AUTO_BUF json = {.max = TR_WORKER_ANSWER_MAX};

	const int fd = tr_worker_memory_file(record);
	if (fd < 0)
		return TR_ERR(err, NO_MEMORY, TR_U("want", record.n));
	trien_rc rc = tr_task_evidence_show(worker, fd, TR_ZONE_VIETNAM, &json, err);
	close(fd);
	if (rc == TRIEN_OK)
		rc = tr_cli_read_json(tr_buf_view(&json), &shown, err);
	if (rc == TRIEN_OK && strcmp(tr_cli_text_in(shown, "document"), sha256) != 0)
		rc = TR_ERR0(err, EVIDENCE_OTHER_DOCUMENT);
	json_decref(shown);
	return rc;
}
