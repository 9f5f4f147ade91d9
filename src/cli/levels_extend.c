/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The loop of extending: the sandbox says what comes next, the network gives what it wants, the authority stamps; each revision is
 * appended to the target, which has no name yet. At the end the whole is judged.
 */
#include <sys/mman.h>
#include <sys/stat.h>

#include "base/errors/cli.h"
#include "base/errors/sign.h"
#include "cli/levels.h"
#include "sign/limits.h"
#include "worker/task_extend.h"
#include "worker/tasks.h"

struct run {
	struct tr_levels *l;
	struct tr_target *target;
	struct tr_extend_job job;
	struct tr_level_result *result;
	struct tr_buf answers;
	unsigned requests;
	uint64_t base_size;
};

static trien_rc
size_of(const struct tr_target *t, uint64_t *out, struct trien_err *err)
{
	struct stat st;

	if (fstat(tr_target_fd(t), &st) != 0)
		return TR_ERR(err, CLI_TARGET_WRITE, TR_S("file", ""), TR_S("why", "fstat"));
	*out = (uint64_t)st.st_size;
	return TRIEN_OK;
}

static trien_rc
append(struct run *r, struct tr_bytes tail, struct trien_err *err)
{
	TR_TRY(tr_target_append(r->target, tail, err));
	r->result->added += tail.n;
	return TRIEN_OK;
}

/* ---- the network ---- */

static trien_rc
get_one(struct run *r, const struct tr_fetch_request *want, struct trien_err *err)
{
	const struct tr_fetcher f = tr_network_fetcher(&r->l->network);
	TR_AUTO_BUF answer = {.max = tr_fetch_size_max(want->what)};
	struct trien_err why = {0};

	if (r->requests++ == TR_LEVEL_REQUESTS_MAX)
		return TR_ERR(err, EXTEND_ROUNDS, TR_U("max", TR_LEVEL_REQUESTS_MAX));
	const bool got = f.fetch(f.context, want, &answer, &why) == TRIEN_OK;
	if (!got && r->result->failure_count < TR_LEVEL_FAILURES_MAX)
		r->result->failures[r->result->failure_count++] = why;
	return tr_answers_add(&r->answers, want, got, got ? tr_buf_view(&answer) : TR_BYTES(NULL, 0), err);
}

/* Answers about one certificate are small, and mostly decide; lists are asked for when nothing else is left. */
static trien_rc
get_wanted(struct run *r, const struct tr_wanted *w, struct trien_err *err)
{
	size_t lists = 0;

	for (size_t i = 0; i < w->count; i++)
		lists += w->items[i].what == TR_FETCH_CRL;
	for (size_t i = 0; i < w->count; i++)
		if ((w->items[i].what == TR_FETCH_CRL) == (lists == w->count))
			TR_TRY(get_one(r, &w->items[i], err));
	return TRIEN_OK;
}

/* ---- a document time stamp ---- */

/* Over the target as it is; nobody else has it, so it does not change. */
static trien_rc
stamp_target(struct run *r, struct tr_sign_proposal *proposal, struct trien_err *err)
{
	uint64_t size = 0;

	TR_TRY(size_of(r->target, &size, err));
	void *p = mmap(NULL, (size_t)size, PROT_READ, MAP_PRIVATE, tr_target_fd(r->target), 0);
	if (p == MAP_FAILED)
		return TR_ERR(err, NO_MEMORY, TR_U("want", size));
	trien_rc rc = tr_sign_stamp_document(&r->l->stamper, TR_SHA256, TR_BYTES(p, (size_t)size), proposal, err);
	munmap(p, (size_t)size);
	return rc;
}

static trien_rc
stamp(struct run *r, struct trien_err *err)
{
	const struct tr_env *env = r->l->cli->env;
	struct tr_sign_request request = {.kind = TR_SIGN_TIMESTAMP, .time = r->job.request.now,
			.zone_minutes = env->zone_minutes, .contents_size = TR_SIGN_TOKEN_ROOM};
	struct tr_sign_proposal proposal = {0};

	TR_TRY(env->random(env->context, request.id16, sizeof(request.id16), err));
	TR_TRY(tr_task_propose(r->l->worker, tr_target_fd(r->target), &request, &proposal, err));
	trien_rc rc = stamp_target(r, &proposal, err);
	if (rc == TRIEN_OK)
		rc = append(r, tr_buf_view(&proposal.tail), err);
	tr_sign_proposal_free(&proposal);
	return rc;
}

/* ---- the loop ---- */

static trien_rc
take_step(struct run *r, const struct tr_extend_step *step, bool *done, struct trien_err *err)
{
	r->result->reached = step->reached;
	switch (step->act) {
	case TR_EXTEND_STORE:
		TR_TRY(append(r, tr_buf_view(&step->tail), err));
		r->job.request.stored = true;
		r->result->reached = TR_LEVEL_LT;
		break;
	case TR_EXTEND_STAMP:
		TR_TRY(stamp(r, err));
		r->job.request.closed = step->reached == TR_LEVEL_LT;
		r->job.request.stamped = true;
		r->result->reached = r->job.request.closed ? TR_LEVEL_LTA : TR_LEVEL_T;
		break;
	case TR_EXTEND_DONE:
		*done = true;
		break;
	}
	return TRIEN_OK;
}

static trien_rc
go_on(struct run *r, bool *done, struct trien_err *err)
{
	const struct tr_env *env = r->l->cli->env;
	struct tr_extend_answer a;

	r->job.request.now = env->now(env->context);
	r->job.answers = tr_buf_view(&r->answers);
	TR_TRY(env->random(env->context, r->job.request.id16, sizeof(r->job.request.id16), err));
	TR_TRY(tr_task_extend(r->l->worker, tr_target_fd(r->target), &r->job, &a, err));
	trien_rc rc = a.wanted.count > 0 ? get_wanted(r, &a.wanted, err) : take_step(r, &a.step, done, err);
	tr_extend_answer_free(&a);
	return rc;
}

/* What the network or the list of anchors could not give, and what will be given another time. */
static bool
costs_a_level(trien_rc rc)
{
	return strcmp(trien_err_class(rc), "network") == 0 || rc == TRIEN_E_EXTEND_PATH;
}

static trien_rc
judge(const struct run *r, struct trien_err *err)
{
	const struct tr_extend_check check = {.base_size = r->base_size, .now = r->job.request.now,
			.trust = tr_buf_view(&r->l->anchors)};

	return tr_task_extend_judge(r->l->worker, tr_target_fd(r->target), &check, err);
}

trien_rc
tr_levels_extend(struct tr_levels *l, struct tr_target *target, enum tr_extend_scope scope, struct tr_level_result *result,
		struct trien_err *err)
{
	struct run r = {.l = l, .target = target, .result = result, .answers = {.max = 2 * TR_ANSWERS_BYTES_MAX},
			.job = {.request = {.level = l->want, .scope = scope, .zone_minutes = l->cli->env->zone_minutes, .lang = l->cli->lang,
				.stamped = scope == TR_EXTEND_NEWEST, .waiting_only = l->waiting_only},
				.trust = tr_buf_view(&l->anchors)}};
	const uint64_t before = result->added;
	const unsigned without_nonce = l->network.without_nonce;
	/* What the run begins with is worth keeping: a signature that was not there before. */
	const bool worth = before > 0;
	struct trien_err why = {0};
	bool done = false;

	TR_TRY(size_of(target, &r.base_size, err));
	trien_rc rc = TRIEN_OK;
	while (rc == TRIEN_OK && !done)
		rc = go_on(&r, &done, &why);
	tr_buf_free(&r.answers);
	result->without_nonce += l->network.without_nonce - without_nonce;
	/* So is what was added before the network failed; not a time stamp that nobody trusts. */
	if (rc != TRIEN_OK && costs_a_level(rc) && (worth || (result->added > 0 && (r.job.request.stored || rc != TRIEN_E_EXTEND_PATH)))) {
		result->why = why;
		rc = TRIEN_OK;
	}
	if (rc == TRIEN_OK && result->added > before)
		rc = judge(&r, &why);
	if (rc != TRIEN_OK && err != NULL)
		*err = why;
	return rc;
}

trien_rc
tr_levels_are_there(struct tr_levels *l, int document_fd, bool *out, struct trien_err *err)
{
	const struct tr_env *env = l->cli->env;
	const struct tr_extend_job job = {.request = {.level = l->want, .scope = TR_EXTEND_ALL, .now = env->now(env->context),
			.zone_minutes = env->zone_minutes, .lang = l->cli->lang, .waiting_only = true}, .trust = tr_buf_view(&l->anchors)};
	struct tr_extend_answer a;

	TR_TRY(tr_task_extend(l->worker, document_fd, &job, &a, err));
	*out = a.wanted.count == 0 && a.step.act == TR_EXTEND_DONE;
	tr_extend_answer_free(&a);
	return TRIEN_OK;
}
