/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Requirement: X1
 * A job of evidence: what is to be kept is loaded in one transaction, worked at in none, and kept in another together with the job's end. Who is killed
 * in between has kept nothing: the job is done again when its lease is over.
 */
#include "cli/jobs_evidence.h"

#include <stdio.h>
#include <unistd.h>

#include "base/errors/fetch.h"
#include "base/errors/office.h"
#include "base/errors/store.h"
#include "base/errors/verify.h"
#include "office/proof.h"
#include "worker/task_network.h"

/* One job under way. */
struct doing {
	struct tr_jobs_evidence *e;
	struct tr_job job;
	bool found;
	struct tr_proof p;
	int document;            /* the file of the document, open; -1 */
	struct tr_buf record;
	bool read;               /* the evidence that was there is sound */
	int64_t stamped_at, until; /* of its newest stamp; INT64_MIN: it has none */
	char indication[32], why[64];
	const char *reason;      /* why it is not whole yet; NULL: it is */
	char evidence[TR_HEX256 + 1];
	struct trien_err told;   /* of an end that is not good */
};

static int64_t
now_of(const struct doing *d)
{
	return d->e->env->now(d->e->env->context);
}

static trien_rc
take(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct doing *d = context;
	return tr_job_take(db, d->e->env, TR_JOB_EVIDENCE, TR_JOBS_EVIDENCE_LEASE_SECONDS, &d->job, &d->found, err);
}

/* ---- what is there ---- */

static trien_rc
load(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct doing *d = context;
	return tr_proof_load(db, tr_buf_view(&d->job.payload), &d->p, err);
}

static trien_rc
open_document(struct doing *d, struct trien_err *err)
{
	TR_AUTO_BUF content = {.max = TR_BLOB_MAX + 1};

	TR_TRY(tr_blob_get(d->e->blobs, d->p.file, &content, err));
	d->document = tr_worker_memory_file(tr_buf_view(&content));
	if (d->document < 0)
		return TR_ERR(err, NO_MEMORY, TR_U("want", content.n));
	return d->p.evidence[0] != '\0' ? tr_blob_get(d->e->blobs, d->p.evidence, &d->record, err) : TRIEN_OK;
}

/* ---- what the sandbox says of it ---- */

static int64_t
time_in(const json_t *stamp, const char *key)
{
	const char *text = tr_cli_text_in(stamp, key);
	int64_t time;

	return tr_time_read_iso(TR_BYTES(text, strlen(text)), TR_ZONE_VIETNAM, &time, NULL) == TRIEN_OK ? time : INT64_MIN;
}

/* When the newest stamp is from, and until when it proves. evidence.stamp-broken where one is over something else. */
static trien_rc
look_at_stamps(struct doing *d, int record, struct trien_err *err)
{
	json_t *shown = NULL;

	TR_TRY(tr_evidence_work_show(&d->e->work, record, &shown, err));
	const json_t *stamps = json_object_get(shown, "stamps");
	const json_t *last = json_array_size(stamps) > 0 ? json_array_get(stamps, json_array_size(stamps) - 1) : NULL;
	d->stamped_at = last != NULL ? time_in(last, "time") : INT64_MIN;
	d->until = last != NULL ? time_in(last, "until") : INT64_MIN;
	json_decref(shown);
	return TRIEN_OK;
}

static void
note_verdict(struct doing *d, const json_t *verdict)
{
	const json_t *signatures = json_object_get(verdict, "signatures");
	size_t i;
	json_t *s;

	snprintf(d->indication, sizeof(d->indication), "%s", tr_cli_text_in(verdict, "indication"));
	d->why[0] = '\0';
	json_array_foreach(signatures, i, s)
		if (d->why[0] == '\0' && strcmp(tr_cli_text_in(s, "indication"), "TOTAL-PASSED") != 0)
			snprintf(d->why, sizeof(d->why), "%s", tr_cli_text_in(s, "sub_indication"));
}

/* By the evidence alone, with nothing asked for. */
static trien_rc
judge(struct doing *d, struct trien_err *err)
{
	json_t *verdict = NULL;
	const int record = tr_worker_memory_file(tr_buf_view(&d->record));

	if (record < 0)
		return TR_ERR(err, NO_MEMORY, TR_U("want", d->record.n));
	trien_rc rc = look_at_stamps(d, record, err);
	if (rc == TRIEN_OK)
		rc = tr_evidence_work_judge(&d->e->work, d->document, record, &verdict, err);
	if (rc == TRIEN_OK)
		note_verdict(d, verdict);
	json_decref(verdict);
	close(record);
	return rc;
}

static bool
is(const struct doing *d, const char *indication)
{
	return strcmp(d->indication, indication) == 0;
}

/* ---- making it whole ---- */

static trien_rc
make(struct doing *d, struct trien_err *err)
{
	const struct tr_evidence_said said = {.received = d->p.book == &tr_books[TR_BOOK_arrival], .policy = -1};

	return tr_evidence_work_make(&d->e->work, &said, d->document, &d->record, err);
}

/* A stamp is taken where there is none, where the last one is about to end, or where it makes the evidence whole: tries alone do not fill it. */
static trien_rc
renew(struct doing *d, struct trien_err *err)
{
	TR_AUTO_BUF added = {.max = TR_WORKER_ANSWER_MAX};

	TR_TRY(tr_evidence_work_lack(&d->e->work, d->document, tr_buf_view(&d->record), &added, err));
	const bool helps = strcmp(tr_cli_text_in(d->e->work.report, "indication"), "TOTAL-PASSED") == 0;
	return d->stamped_at == INT64_MIN || d->p.renews || helps ? tr_evidence_work_stamp(&d->e->work, &d->record, tr_buf_view(&added), err) : TRIEN_OK;
}

static trien_rc
bring_on(struct doing *d, struct trien_err *err)
{
	const bool there = d->record.n > 0;

	d->e->work.as_of = now_of(d);
	d->stamped_at = d->until = INT64_MIN;
	if (there) {
		TR_TRY(judge(d, err));
		d->read = true;
		if (!d->p.renews && d->stamped_at != INT64_MIN && is(d, "TOTAL-PASSED"))
			return TRIEN_OK; /* made by who took it in */
	}
	d->read = true;
	TR_TRY(there ? renew(d, err) : make(d, err));
	return judge(d, err);
}

/* What is still missing: by the first address that gave nothing, where there was one. */
static void
find_reason(struct doing *d)
{
	const json_t *failure = json_array_get(json_object_get(d->e->work.report, "fetch_failures"), 0);
	const char *id = failure != NULL ? tr_cli_text_in(failure, "error") : "";
	const trien_rc code = tr_err_code_of_id(id);

	d->reason = NULL;
	if (is(d, "TOTAL-PASSED"))
		return;
	if (is(d, "TOTAL-FAILED"))
		(void)!TR_ERR(&d->told, OFFICE_PROOF_FAILED, TR_S("why", d->why));
	else
		(void)!TR_ERR(&d->told, OFFICE_PROOF_OPEN, TR_S("why", code != TR_ERROR_NONE ? id : d->why));
	d->reason = trien_err_id(is(d, "TOTAL-FAILED") || code == TR_ERROR_NONE ? d->told.code : code);
}

static trien_rc
work(struct doing *d, struct trien_err *err)
{
	TR_TRY(tr_sql_transact(d->e->db, TR_SQL_READ, load, d, err));
	TR_TRY(open_document(d, err));
	TR_TRY(bring_on(d, err));
	if (d->stamped_at == INT64_MIN || d->until <= d->e->work.as_of)
		return TR_ERR0(err, OFFICE_PROOF_UNSTAMPED);
	find_reason(d);
	return tr_blob_put(d->e->blobs, tr_buf_view(&d->record), d->evidence, err);
}

/* ---- ending ---- */

static trien_rc
keep(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct doing *d = context;
	const struct tr_act act = {.at = now_of(d), .blobs = d->e->blobs};
	const struct tr_proof_kept kept = {.evidence = d->evidence, .stamped_at = d->stamped_at, .until = d->until, .reason = d->reason};

	TR_TRY(tr_proof_keep(db, &act, &d->p, &kept, err));
	if (d->reason == NULL)
		return tr_job_done(db, &d->job, act.at, err);
	return d->told.code == TRIEN_E_OFFICE_PROOF_FAILED ? tr_job_give_up(db, &d->job, d->reason, act.at, err)
							    : tr_job_failed(db, &d->job, d->reason, act.at, err);
}

/* The next try would end alike: it is this document's own, or its evidence's. */
static bool
is_for_good(const struct doing *d, trien_rc code)
{
	static const trien_rc codes[] = {TRIEN_E_OFFICE_PROOF_NOTHING, TRIEN_E_OFFICE_PROOF_FAILED, TRIEN_E_EVIDENCE_MALFORMED, TRIEN_E_EVIDENCE_LIMIT,
		TRIEN_E_EVIDENCE_OTHER_DOCUMENT, TRIEN_E_STORE_BLOB_MISSING, TRIEN_E_STORE_BLOB_DAMAGED, TRIEN_E_VERIFY_NO_SIGNATURE};

	for (size_t i = 0; i < sizeof(codes) / sizeof(*codes); i++)
		if (code == codes[i])
			return true;
	return strncmp(trien_err_id(code), "pdf.", 4) == 0 || (code == TRIEN_E_EVIDENCE_STAMP_BROKEN && !d->read);
}

/* The authority, the way to it, or the anchors: no other document would fare better now. */
static bool
is_everybodys(const struct doing *d, trien_rc code)
{
	static const char *const from[] = {"fetch.", "tsp.", "tsa.", "trust.", "pki.trust-"};

	for (size_t i = 0; i < sizeof(from) / sizeof(*from); i++)
		if (strncmp(trien_err_id(code), from[i], strlen(from[i])) == 0)
			return true;
	return code == TRIEN_E_EVIDENCE_STRANGER || code == TRIEN_E_OFFICE_PROOF_UNSTAMPED || (code == TRIEN_E_EVIDENCE_STAMP_BROKEN && d->read);
}

static trien_rc
not_done(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct doing *d = context;
	const char *why = trien_err_id(d->told.code);

	return is_for_good(d, d->told.code) ? tr_job_give_up(db, &d->job, why, now_of(d), err) : tr_job_failed(db, &d->job, why, now_of(d), err);
}

static trien_rc
do_job(struct doing *d, struct tr_post_job *out, bool *everybodys, struct trien_err *err)
{
	struct trien_err why = {0};
	trien_rc rc = work(d, &why);

	if (rc == TRIEN_OK)
		rc = tr_sql_transact(d->e->db, TR_SQL_WRITE, keep, d, &why);
	if (rc != TRIEN_OK) {
		d->told = why;
		*everybodys = is_everybodys(d, rc);
		TR_TRY(tr_sql_transact(d->e->db, TR_SQL_WRITE, not_done, d, err));
	}
	out->why = d->told;
	out->end = d->told.code == TRIEN_OK                                                  ? TR_POST_DONE
		 : is_for_good(d, d->told.code) || d->job.tries >= tr_job_tries(d->job.kind) ? TR_POST_DEAD
										    : TR_POST_LATER;
	return TRIEN_OK;
}

trien_rc
tr_jobs_evidence_next(struct tr_jobs_evidence *e, struct tr_post_job *out, bool *everybodys, struct trien_err *err)
{
	struct doing d = {.e = e, .document = -1, .record = {.max = TR_WORKER_ANSWER_MAX}};

	*out = (struct tr_post_job){.end = TR_POST_NOTHING};
	*everybodys = false;
	trien_rc rc = tr_sql_transact(e->db, TR_SQL_WRITE, take, &d, err);
	if (rc == TRIEN_OK && d.found) {
		out->id = d.job.id;
		out->tries = d.job.tries;
		snprintf(out->kind, sizeof(out->kind), "%s", d.job.kind);
		rc = do_job(&d, out, everybodys, err);
	}
	if (d.document >= 0)
		close(d.document);
	tr_buf_free(&d.record);
	tr_job_free(&d.job);
	return rc;
}
