/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "desk/draft.h"

#include <jansson.h>

#include "base/env.h"
#include "base/errors/exchange.h"
#include "base/errors/worker.h"
#include "worker/tasks.h"

trien_rc
tr_desk_check_draft(struct tr_worker *w, int fd, struct trien_err *err)
{
	const struct tr_judge_request request = {.zone_minutes = TR_ZONE_VIETNAM, .lang = TRIEN_LANG_VI, .file_name = TR_BYTES_LIT("-")};
	TR_AUTO_BUF json = {.max = TR_WORKER_ANSWER_MAX};

	TR_TRY(tr_task_inspect(w, fd, &request, &json, err));
	json_t *found = json_loadb((const char *)json.p, json.n, JSON_REJECT_DUPLICATES, NULL);
	if (found == NULL)
		return TR_ERR0(err, WORKER_ANSWER_INVALID);
	const json_int_t pages = json_integer_value(json_object_get(found, "pages"));
	json_decref(found);
	if (pages > TR_DESK_DRAFT_PAGES_MAX)
		return TR_ERR(err, EXCHANGE_DRAFT_LIMIT, TR_S("what", "pages"), TR_U("max", TR_DESK_DRAFT_PAGES_MAX));
	return pages > 0 ? TRIEN_OK : TR_ERR0(err, EXCHANGE_DRAFT_FAILED);
}
