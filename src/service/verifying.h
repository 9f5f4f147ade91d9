/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A file that anybody has judged: by its address for programs (verify.c) and by the page (verify_page.c). */
#ifndef TR_SERVICE_VERIFYING_H
#define TR_SERVICE_VERIFYING_H

#include "service/outside_call.h"
#include "worker/tasks.h"

struct tr_verifying {
	enum trien_lang lang; /* of the words for people */
	json_t *report; /* a new reference */
	/* With the worker that has judged it; NULL: nothing more is asked. request, answers: as it was judged. */
	trien_rc (*after)(struct tr_worker *w, int fd, const struct tr_judge_request *request, int answers, struct tr_verifying *v, struct trien_err *err);
	void *context;
};
/* Fills in the report, as `trien verify --json` says it; v->report is the caller's also where it is refused. service.busy; what is wrong with the file; worker.* */
TRIEN_MUST_CHECK trien_rc tr_verify_for(struct tr_call *c, struct tr_bytes document, struct tr_verifying *v, struct trien_err *err);

#endif
