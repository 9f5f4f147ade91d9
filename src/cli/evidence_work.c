/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: X1 */
#include "cli/evidence_work.h"

#include <unistd.h>

#include "base/env.h"
#include "cli/trust_place.h"
#include "worker/task_evidence.h"
#include "worker/task_network.h"

trien_rc
tr_evidence_work_open(struct tr_evidence_work *w, const struct tr_option_list *allow, struct trien_err *err)
{
	const struct tr_option_list urls = {.items = {w->tsa}, .count = 1};
	const struct tr_network_options options = {.trust = w->trust, .urls = &urls, .allow = allow};

	w->lacking.answers = -1;
	TR_TRY(tr_tasks_start(&w->worker, err));
	return w->tsa != NULL ? tr_network_open(&options, w->worker, &w->network, err) : TRIEN_OK;
}

void
tr_evidence_work_close(struct tr_evidence_work *w)
{
	if (w->worker == NULL)
		return;
	json_decref(w->report);
	w->report = NULL;
	tr_verify_network_close(&w->lacking);
	tr_network_close(&w->network);
	tr_worker_stop(w->worker);
	w->worker = NULL;
}

static trien_rc
memory_file(struct tr_bytes bytes, int *out, struct trien_err *err)
{
	*out = tr_worker_memory_file(bytes);
	return *out >= 0 ? TRIEN_OK : TR_ERR(err, NO_MEMORY, TR_U("want", bytes.n));
}

/* ---- the time stamp ---- */

static trien_rc
stamp_files(struct tr_evidence_work *w, const struct tr_evidence_next *next, struct tr_buf *stamped, struct trien_err *err)
{
	TR_AUTO_BUF query = {0}, reply = {.max = 1 << 20};
	const struct tr_fetcher fetcher = tr_network_fetcher(&w->network);
	int fd;

	TR_TRY(tr_task_evidence_query(w->worker, next, &query, err));
	const struct tr_fetch_request request = {.what = TR_FETCH_STAMP, .url = w->tsa, .body = tr_buf_view(&query)};
	TR_TRY(fetcher.fetch(fetcher.context, &request, &reply, err));
	TR_TRY(memory_file(tr_buf_view(&reply), &fd, err));
	trien_rc rc = tr_task_evidence_stamp(w->worker, next, fd, stamped, err);
	close(fd);
	return rc;
}

trien_rc
tr_evidence_work_stamp(struct tr_evidence_work *w, struct tr_buf *record, struct tr_bytes added, struct trien_err *err)
{
	TR_AUTO_BUF stamped = {.max = TR_WORKER_ANSWER_MAX};
	struct tr_evidence_next next;

	TR_TRY(memory_file(tr_buf_view(record), &next.record, err));
	trien_rc rc = memory_file(added, &next.added, err);
	if (rc == TRIEN_OK) {
		rc = stamp_files(w, &next, &stamped, err);
		close(next.added);
	}
	close(next.record);
	TR_TRY(rc);
	tr_buf_clear(record);
	return tr_buf_add_bytes(record, tr_buf_view(&stamped), err);
}

/* ---- judging a document with its evidence ---- */

static trien_rc
judge_with(struct tr_evidence_work *w, const struct tr_evidence_judged *judged, json_t **out, struct trien_err *err)
{
	TR_AUTO_BUF trust = {0}, json = {.max = TR_WORKER_ANSWER_MAX};
	struct tr_judge_request request = {.as_of = w->as_of, .zone_minutes = w->cli->env->zone_minutes, .lang = w->cli->lang,
		.file_name = TR_BYTES(w->file, strlen(w->file)), .custody = w->custody};

	TR_TRY(tr_cli_trust_load(w->trust, &trust, err));
	request.trust = tr_buf_view(&trust);
	TR_TRY(tr_task_evidence_judge(w->worker, judged, &request, &json, err));
	return tr_cli_read_json(tr_buf_view(&json), out, err);
}

trien_rc
tr_evidence_work_judge(struct tr_evidence_work *w, int document, int record, json_t **out, struct trien_err *err)
{
	const struct tr_evidence_judged judged = {document, record, -1};
	return judge_with(w, &judged, out, err);
}

/* The sandbox's JSON, parsed anew: not one byte of it reaches the output unseen. */
trien_rc
tr_evidence_work_show(const struct tr_evidence_work *w, int record, json_t **out, struct trien_err *err)
{
	TR_AUTO_BUF json = {.max = TR_WORKER_ANSWER_MAX};

	TR_TRY(tr_task_evidence_show(w->worker, record, w->cli->env->zone_minutes, &json, err));
	return tr_cli_read_json(tr_buf_view(&json), out, err);
}

/* What the evidence lacks whose newest stamp is only a trial. added: what of it is there. */
static trien_rc
ask_lack(const struct tr_evidence_work *w, int trial, int answers, struct tr_buf *json, struct tr_buf *added, struct trien_err *err)
{
	TR_AUTO_BUF trust = {0};
	struct tr_evidence_renewal renewal = {.as_of = w->as_of, .answers = answers};

	TR_TRY(tr_cli_trust_load(w->trust, &trust, err));
	renewal.trust = tr_buf_view(&trust);
	return tr_task_evidence_lack(w->worker, trial, &renewal, json, added, err);
}

/* ---- making ---- */

/* Evidence under construction. */
struct making {
	struct tr_evidence_work *w;
	const struct tr_evidence_said *said;
	int document;
	struct tr_buf *record;
};

static trien_rc
make_from(const struct making *m, int answers, struct trien_err *err)
{
	TR_AUTO_BUF trust = {0};
	struct tr_evidence_sources sources = {.kind = m->said->received ? TR_RECORD_INCOMING : TR_RECORD_OUTGOING, .made = m->w->as_of,
		.responsibility = m->said->responsibility, .policy = m->said->policy, .answers = answers};

	TR_TRY(tr_cli_trust_load(m->w->trust, &trust, err));
	sources.trust = tr_buf_view(&trust);
	tr_buf_clear(m->record);
	return tr_task_evidence_make(m->w->worker, m->document, &sources, m->record, err);
}

/* evidence.stranger. */
static trien_rc
check_authority(const struct tr_evidence_work *w, int trial, int answers, struct trien_err *err)
{
	TR_AUTO_BUF json = {.max = TR_WORKER_ANSWER_MAX}, added = {.max = TR_WORKER_ANSWER_MAX};

	return ask_lack(w, trial, answers, &json, &added, err);
}

/* Makes it with what was got so far, and judges the document with it: a stamp of now tells what will be wanted of its authority. */
static trien_rc
make_and_judge(void *context, int answers, json_t **report, struct trien_err *err)
{
	const struct making *m = context;
	TR_AUTO_BUF probe = {.max = TR_WORKER_ANSWER_MAX};
	int fd;

	TR_TRY(make_from(m, answers, err));
	TR_TRY(tr_buf_add_bytes(&probe, tr_buf_view(m->record), err));
	if (m->w->tsa != NULL)
		TR_TRY(tr_evidence_work_stamp(m->w, &probe, TR_BYTES(NULL, 0), err));
	TR_TRY(memory_file(tr_buf_view(&probe), &fd, err));
	trien_rc rc = m->w->tsa != NULL ? check_authority(m->w, fd, answers, err) : TRIEN_OK;
	if (rc == TRIEN_OK)
		rc = tr_evidence_work_judge(m->w, m->document, fd, report, err);
	close(fd);
	return rc;
}

trien_rc
tr_evidence_work_make(struct tr_evidence_work *w, const struct tr_evidence_said *said, int document, struct tr_buf *record, struct trien_err *err)
{
	struct making m = {w, said, document, record};

	json_decref(w->report);
	w->report = NULL;
	TR_TRY(make_and_judge(&m, -1, &w->report, err));
	TR_TRY(tr_verify_network_get(&w->lacking, w->cli->lang, make_and_judge, &m, &w->report, err));
	return w->tsa != NULL ? tr_evidence_work_stamp(w, record, TR_BYTES(NULL, 0), err) : TRIEN_OK;
}

/* ---- renewing ---- */

struct renewing {
	struct tr_evidence_work *w;
	int document; /* -1: not there */
	int trial; /* the evidence with a stamp that is thrown away: it shows which authority is to stamp */
	struct tr_buf *added;
};

/* What the document itself still lacks, its signers above all: got now, it stands under the new stamp. Becomes the report, with lack's rows. */
static trien_rc
see_document(const struct renewing *n, int answers, json_t **report, struct trien_err *err)
{
	const struct tr_evidence_judged judged = {n->document, n->trial, answers};
	json_t *verdict = NULL;
	trien_rc rc = judge_with(n->w, &judged, &verdict, err);

	if (rc == TRIEN_OK) {
		json_array_extend(json_object_get(*report, "missing"), json_object_get(verdict, "missing"));
		json_object_set(*report, "indication", json_object_get(verdict, "indication"));
	}
	json_decref(verdict);
	return rc;
}

static trien_rc
see_lack(void *context, int answers, json_t **report, struct trien_err *err)
{
	const struct renewing *n = context;
	TR_AUTO_BUF json = {.max = TR_WORKER_ANSWER_MAX};

	tr_buf_clear(n->added);
	TR_TRY(ask_lack(n->w, n->trial, answers, &json, n->added, err));
	TR_TRY(tr_cli_read_json(tr_buf_view(&json), report, err));
	if (n->document < 0)
		return TRIEN_OK;
	trien_rc rc = see_document(n, answers, report, err);
	if (rc != TRIEN_OK) {
		json_decref(*report);
		*report = NULL;
	}
	return rc;
}

trien_rc
tr_evidence_work_lack(struct tr_evidence_work *w, int document, struct tr_bytes record, struct tr_buf *added, struct trien_err *err)
{
	TR_AUTO_BUF trial = {.max = TR_WORKER_ANSWER_MAX};
	struct renewing n = {.w = w, .document = document, .added = added};

	json_decref(w->report);
	w->report = NULL;
	TR_TRY(tr_buf_add_bytes(&trial, record, err));
	TR_TRY(tr_evidence_work_stamp(w, &trial, TR_BYTES(NULL, 0), err));
	TR_TRY(memory_file(tr_buf_view(&trial), &n.trial, err));
	trien_rc rc = see_lack(&n, -1, &w->report, err);
	if (rc == TRIEN_OK)
		rc = tr_verify_network_get(&w->lacking, w->cli->lang, see_lack, &n, &w->report, err);
	close(n.trial);
	return rc;
}
