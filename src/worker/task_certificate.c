/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "worker/task_certificate.h"

#include "base/errors/pki.h"
#include "base/time.h"
#include "pki/collect.h"
#include "verify/judge.h"
#include "verify/json_write.h"
#include "worker/answers.h"
#include "worker/judge_request.h"

/* ---- in the sandbox: the child's memory goes with it, nothing is freed ---- */

struct judging {
	struct tr_judging request;
	struct tr_pool *pool;
	struct tr_evidence *evidence;
	struct tr_arena arena;
	struct tr_collected found;
	struct tr_revocation status[TR_PATH_DEPTH_MAX]; /* of the chain, where it leads to an anchor */
};

/* The first is judged, the others may be its issuers. */
static trien_rc
read_certificates(struct judging *j, struct tr_bytes file, const struct tr_certificate **out, struct trien_err *err)
{
	struct tr_trust *all;

	TR_TRY(tr_trust_new(&all, err));
	TR_TRY(tr_trust_add(all, TR_TRUST_GIVEN, file, "certificate", err));
	TR_TRY(tr_pool_new(&j->pool, err));
	for (size_t i = 1; i < tr_trust_count(all); i++)
		TR_TRY(tr_pool_add(j->pool, tr_trust_peek(all, i)->der, NULL, err));
	*out = tr_trust_peek(all, 0);
	return TRIEN_OK;
}

/* The lists beside the anchors; one that cannot be read is as good as absent. */
static trien_rc
add_lists(struct judging *j, struct trien_err *err)
{
	struct trien_err why = {0};

	TR_TRY(tr_evidence_new(&j->evidence, err));
	for (size_t i = 0; tr_trust_revocations(j->request.trust, i).n > 0; i++)
		(void)!tr_evidence_add_crl(j->evidence, tr_trust_revocations(j->request.trust, i), TR_EVIDENCE_GIVEN, NULL, &why);
	return TRIEN_OK;
}

static trien_rc
judge(struct judging *j, const struct tr_worker_input *in, const struct tr_certificate *signer, struct trien_err *err)
{
	struct tr_answers got = {.file = in->file_count > 0 ? in->files[0] : TR_BYTES(NULL, 0)};
	const struct tr_fetcher fetcher = tr_answers_fetcher(&got);
	const struct tr_collect_request r = {.signer = signer, .use = TR_PATH_FOR_DOCUMENT, .as_of = j->request.options.as_of, .pool = j->pool, .trust = j->request.trust, .evidence = j->evidence, .arena = &j->arena,
		.fetcher = &fetcher, .made_since = INT64_MIN};
	size_t worst;

	TR_TRY(tr_collect(&r, &j->found, err));
	const struct tr_revocation_request status = {.path = &j->found.path, .evidence = j->evidence, .pool = j->pool, .trust = j->request.trust, .as_of = r.as_of};
	return j->found.path.anchored ? tr_revocation_judge_path(&status, j->status, &worst, err) : TRIEN_OK;
}

/* Null where there are none. */
static void
write_words(struct tr_json *w, const char *key, const char *text, bool is_there)
{
	tr_json_field_text(w, key, is_there ? (struct tr_text){text, strlen(text)} : (struct tr_text){"", 0});
}

static void
write_chain(struct tr_json *w, const struct judging *j)
{
	const struct tr_path *p = &j->found.path;

	tr_json_key(w, "chain");
	tr_json_open(w, '[');
	for (size_t i = 0; i < p->chain_count; i++) {
		tr_json_open(w, '{');
		tr_json_field_text(w, "name", tr_certificate_display_name(p->chain[i]));
		tr_json_field_string(w, "status", tr_revocation_status_name(j->status[i].status));
		write_words(w, "why", tr_revocation_why_id(j->status[i].why), p->anchored);
		write_words(w, "message", tr_revocation_why_text(j->status[i].why, j->request.lang), p->anchored);
		tr_json_close(w, '}');
	}
	tr_json_close(w, ']');
}

/* What nobody has been asked for yet. */
static void
write_missing(struct tr_json *w, const struct judging *j)
{
	struct tr_missing missing[TR_COLLECT_STEPS_MAX];
	size_t count = 0;

	for (size_t i = 0; i < j->found.step_count; i++) {
		const struct tr_collect_step *s = &j->found.steps[i];
		if (s->rc == TRIEN_E_COLLECT_OFFLINE)
			missing[count++] = (struct tr_missing){s->what, {s->url, strlen(s->url)}, s->body, tr_certificate_display_name(s->about)};
	}
	tr_json_missing(w, missing, count);
}

static trien_rc
write(const struct judging *j, const struct tr_certificate *c, struct tr_buf *out, struct trien_err *err)
{
	const struct tr_path *p = &j->found.path;
	const bool passed = p->finding == TR_PATH_PASSED;
	struct tr_json w = tr_json_of(out, err);
	char until[TR_TIME_TEXT_MAX];

	tr_time_iso(c->not_after, j->request.options.zone_minutes, until);
	tr_json_open(&w, '{');
	tr_json_field_text(&w, "name", tr_certificate_display_name(c));
	tr_json_field_text(&w, "issuer", c->issuer.common_name);
	tr_json_field_hex(&w, "sha256", TR_BYTES(c->sha256, sizeof(c->sha256)));
	tr_json_field_string(&w, "not_after", until);
	write_words(&w, "reason", tr_path_reason_id(p->reason), !passed);
	write_words(&w, "message", tr_path_reason_text(p->reason, j->request.lang), !passed);
	tr_json_field_text(&w, "culprit", tr_certificate_display_name(p->chain[p->culprit]));
	tr_json_field_truth(&w, "complete", j->found.complete);
	write_chain(&w, j);
	write_missing(&w, j);
	tr_json_close(&w, '}');
	return w.rc;
}

trien_rc
tr_task_certificate_run(const struct tr_worker_input *in, struct tr_buf *answer, struct trien_err *err)
{
	static struct judging j; /* large */
	const struct tr_certificate *signer;

	TR_TRY(tr_judge_request_read(in, in->request, &j.request, err));
	TR_TRY(add_lists(&j, err));
	TR_TRY(read_certificates(&j, in->document, &signer, err));
	TR_TRY(judge(&j, in, signer, err));
	return write(&j, signer, answer, err);
}

/* ---- the half that asks ---- */

trien_rc
tr_task_certificate(struct tr_worker *w, int fd, const struct tr_judge_request *request, int answers, struct tr_buf *json, struct trien_err *err)
{
	TR_AUTO_BUF in = {.max = TR_WORKER_REQUEST_MAX};

	TR_TRY(tr_judge_request_write(request, &in, err));
	const struct tr_worker_job job = {.task = TR_TASK_CERTIFICATE, .document = fd, .request = tr_buf_view(&in), .files = {answers}, .file_count = answers >= 0};
	return tr_worker_run(w, &job, json, err);
}
