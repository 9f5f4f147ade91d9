/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: R5.1 R10.1 */
#include "service/arrival_look.h"

#include <unistd.h>

#include "base/errors/worker.h"
#include "desk/foresee.h"
#include "desk/rightness.h"
#include "profile/profile.h"
#include "service/outside_call.h"
#include "worker/task_network.h"
#include "worker/tasks.h"

struct looking {
	struct tr_arrival_look *l;
	const struct tr_profile *profile;
	int fd;
	size_t file; /* of the request: 0 the document, from 1 on what comes with it */
};

static trien_rc
read_verdict(const struct looking *k, const struct tr_buf *json, struct tr_desk_arrival *found, struct trien_err *err)
{
	const struct tr_arrival_look *l = k->l;
	const struct tr_desk_right right = {.lang = TRIEN_LANG_VI, .sender = l->sender};
	json_t *verdict = json_loadb((const char *)json->p, json->n, JSON_REJECT_DUPLICATES, NULL);

	if (verdict == NULL)
		return TR_ERR0(err, WORKER_ANSWER_INVALID);
	tr_call_outside_judged(l->o->c, k->file, verdict);
	tr_desk_read_signatures(verdict, found);
	if (found->verdict != TR_VERDICT_NOTHING) {
		tr_desk_right_add(&right, verdict);
		tr_desk_read_rightness(verdict, found);
	}
	json_decref(verdict);
	return TRIEN_OK;
}

/* Secret documents do not come in here (Điều 5.1). What is no document has no stamp that could be read. */
static trien_rc
look_with(struct tr_worker *w, struct tr_bytes trust, const struct looking *k, int answers, struct tr_desk_arrival *found, struct trien_err *err)
{
	const struct tr_arrival_look *l = k->l;
	const struct tr_secrecy_door door = {w, k->fd, k->profile, l->now};
	const struct tr_judge_request request = {.trust = trust, .as_of = l->now, .zone_minutes = TR_ZONE_VIETNAM, .lang = TRIEN_LANG_VI,
		.revocation = TR_REVOCATION_REQUIRED, .file_name = TR_BYTES_LIT("-"), .detail = TR_JUDGE_FACTS};
	const struct tr_secrecy_words words = tr_office_call_words(l->o);
	TR_AUTO_BUF json = {.max = TR_WORKER_ANSWER_MAX};
	struct trien_err why = {0};

	*found = (struct tr_desk_arrival){0};
	tr_desk_foresee(&door, &request, answers, TR_DESK_TAKEN);
	trien_rc rc = tr_secrecy_pass(&door, &words, &l->o->file.secrecy, &why);
	if (rc == TRIEN_OK || tr_desk_is_no_document(rc))
		rc = tr_task_verify(w, k->fd, &request, answers, &json, &why);
	if (rc != TRIEN_OK && tr_desk_is_no_document(rc)) {
		tr_desk_add_finding(found, "unreadable");
		return TRIEN_OK;
	}
	if (rc != TRIEN_OK) {
		*err = why;
		return rc;
	}
	return read_verdict(k, &json, found, err);
}

static trien_rc
look_one(struct tr_worker *w, struct tr_bytes trust, const struct looking *k, struct tr_desk_arrival *found, struct trien_err *err)
{
	int answers;

	TR_TRY(tr_call_outside_open(k->l->o->c, k->file, &answers, err));
	const trien_rc rc = look_with(w, trust, k, answers, found, err);
	if (answers >= 0)
		close(answers);
	return rc;
}

static trien_rc
look_stored(struct tr_worker *w, struct tr_bytes trust, const struct looking *k, size_t i, struct trien_err *err)
{
	struct tr_office_enclosed *e = &k->l->with[i];
	struct tr_call *c = k->l->o->c;
	struct looking one = {k->l, k->profile, -1, k->l->file + i + 1};
	struct tr_desk_arrival found;
	const uint8_t *copy;
	TR_AUTO_BUF content = {.max = TR_BLOB_MAX};

	TR_TRY(tr_blob_get(c->context->blobs, e->hash, &content, err));
	if ((one.fd = tr_worker_memory_file(tr_buf_view(&content))) < 0)
		return TR_ERR(err, NO_MEMORY, TR_U("want", content.n));
	const trien_rc rc = look_one(w, trust, &one, &found, err);
	close(one.fd);
	TR_TRY(rc);
	TR_TRY(tr_arena_copy(&c->arena, found.findings, strlen(found.findings) + 1, &copy, err));
	e->verdict = found.verdict;
	e->findings = (const char *)copy;
	return TRIEN_OK;
}

/* Whoever waits for a worker once has it for all of them. */
static trien_rc
look(struct tr_worker *w, struct tr_bytes trust, void *context, struct trien_err *err)
{
	const struct looking *k = context;

	TR_TRY(look_one(w, trust, k, &k->l->found, err));
	for (size_t i = 0; i < k->l->with_count; i++)
		TR_TRY(look_stored(w, trust, k, i, err));
	return TRIEN_OK;
}

trien_rc
tr_arrival_look(struct tr_arrival_look *l, struct tr_bytes content, struct trien_err *err)
{
	struct tr_profile *profile;
	struct looking k = {.l = l, .file = l->file};

	TR_TRY(tr_profile_for_time(l->now, &profile, err));
	k.profile = profile;
	k.fd = tr_worker_memory_file(content);
	const trien_rc rc = k.fd >= 0 ? tr_call_judge(l->o->c, look, &k, err) : TR_ERR(err, NO_MEMORY, TR_U("want", content.n));
	tr_call_may_wait(l->o->c, rc);
	if (k.fd >= 0)
		close(k.fd);
	tr_profile_free(profile);
	return rc;
}
