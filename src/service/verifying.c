/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: R10.1 */
#include "service/verifying.h"

#include <unistd.h>

#include "base/errors/base.h"
#include "worker/task_network.h"

struct verifying {
	struct tr_call *c;
	struct tr_verifying *v;
	int fd;
};

static trien_rc
judge(struct tr_worker *w, const struct tr_judge_request *r, int answers, const struct verifying *g, struct trien_err *err)
{
	TR_AUTO_BUF json = {.max = TR_WORKER_ANSWER_MAX};

	TR_TRY(tr_task_verify(w, g->fd, r, answers, &json, err));
	json_decref(g->v->report);
	/* Read again: what comes out of the sandbox is believed to be no more than text. */
	g->v->report = json_loadb((const char *)json.p, json.n, JSON_REJECT_DUPLICATES, NULL);
	if (g->v->report == NULL)
		return TR_ERR(err, INTERNAL, TR_S("what", "report"));
	tr_call_outside_judged(g->c, 0, g->v->report);
	return g->v->after != NULL ? g->v->after(w, g->fd, r, answers, g->v, err) : TRIEN_OK;
}

static trien_rc
work(struct tr_worker *w, struct tr_bytes trust, void *context, struct trien_err *err)
{
	const struct verifying *g = context;
	const struct tr_env *env = g->c->context->env;
	/* What it was called is nobody's business. */
	const struct tr_judge_request r = {.trust = trust, .as_of = env->now(env->context), .zone_minutes = env->zone_minutes, .lang = g->v->lang,
		.file_name = TR_BYTES_LIT("document.pdf")};
	int answers;

	TR_TRY(tr_call_outside_open(g->c, 0, &answers, err));
	const trien_rc rc = judge(w, &r, answers, g, err);
	if (answers >= 0)
		close(answers);
	return rc;
}

trien_rc
tr_verify_for(struct tr_call *c, struct tr_bytes document, struct tr_verifying *v, struct trien_err *err)
{
	struct verifying g = {c, v, tr_worker_memory_file(document)};

	if (g.fd < 0)
		return TR_ERR(err, NO_MEMORY, TR_U("want", document.n));
	const trien_rc rc = tr_call_judge(c, work, &g, err);
	close(g.fd);
	if (rc == TRIEN_OK)
		tr_call_outside_tell(c, 0, v->report);
	return rc;
}
