/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "service/office_prepare.h"

#include <stdio.h>
#include <unistd.h>

#include "base/errors/service.h"
#include "base/errors/worker.h"
#include "crypto/certificate_key.h"
#include "office/office.h"
#include "official/lint.h"
#include "pki/certificate.h"
#include "profile/profile.h"
#include "service/outside_call.h"
#include "sign/certificate.h"
#include "sign/limits.h"
#include "worker/task_issue.h"
#include "worker/task_look.h"
#include "worker/task_network.h"
#include "worker/tasks.h"

#define DIAMETER_MM 36.0 /* of an agency's seal, where the book does not say */

void
tr_preparing_free(struct tr_preparing *p)
{
	tr_buf_free(&p->content);
	tr_sign_state_free(&p->state);
}

/* ---- what the books say ---- */

static trien_rc
find_picture(struct tr_sql *db, struct tr_preparing *p, struct trien_err *err)
{
	static const char sql[] = "SELECT i.blob, COALESCE(i.diameter, 0) FROM picture i JOIN certificate k ON k.id = i.certificate WHERE k.fingerprint = $1 "
				  "AND i.state = 'approved' AND COALESCE(i.from_at, 0) <= $2 AND (i.to_at IS NULL OR i.to_at > $2) ORDER BY i.id DESC LIMIT 1";
	TR_AUTO_ROWS rows = {0};

	TR_TRY(tr_sql_ask(db, sql, TR_SQL_IN(TR_SQL_T(p->certificate), TR_SQL_I(tr_call_now(p->c))), &rows, err));
	snprintf(p->picture, sizeof(p->picture), "%s", rows.count > 0 ? tr_sql_text(&rows, 0, 0) : "");
	p->diameter_mm = rows.count > 0 && tr_sql_int(&rows, 0, 1) > 0 ? (double)tr_sql_int(&rows, 0, 1) / 1000 : DIAMETER_MM;
	return TRIEN_OK;
}

trien_rc
tr_prepare_find(struct tr_sql *db, int64_t document, struct tr_preparing *p, struct trien_err *err)
{
	struct tr_office_taken taken;
	TR_AUTO_ROWS rows = {0};

	TR_TRY(tr_office_taken(db, document, &taken, err));
	TR_TRY(tr_sql_ask(db, "SELECT id FROM submission WHERE document = $1 AND state = 'submitted'", TR_SQL_IN(TR_SQL_I(document)), &rows, err));
	p->seal = rows.count == 0;
	memcpy(p->base, taken.file, sizeof(p->base));
	p->number = taken.number;
	p->day = taken.day;
	return find_picture(db, p, err);
}

/* ---- what is asked of the sandbox ---- */

struct proposing {
	struct tr_preparing *p;
	struct tr_sign_request sign;
	struct tr_official_rules rules;
	struct tr_cms_plan *plan;
	int document, picture, answers;
	struct tr_sign_proposal proposal;
};

static trien_rc
propose_step(struct tr_worker *w, struct proposing *g, struct trien_err *err)
{
	struct tr_look_request look = {.asked = {.kind = TR_APPEARANCE_SIGNATORY, .picture = g->picture >= 0}, .rules = g->rules,
		.where = g->p->look == TR_PREPARE_AUTO ? TR_WHERE_AUTO : TR_WHERE_FIELD, .name = g->sign.holder, .beside = {"", 0}, .picture = g->picture, .font = -1};
	struct tr_lint_findings findings = {0};

	if (g->p->look == TR_PREPARE_UNSEEN)
		return tr_task_propose(w, g->document, &g->sign, &g->proposal, err);
	look.asked.agency = look.asked.number = look.asked.copy = look.beside;
	TR_TRY(tr_appearance_check(&look.asked, err));
	TR_TRY(tr_task_look(w, g->document, &g->sign, &look, &g->proposal, &findings, err));
	return tr_lint_stop(&findings, err);
}

static trien_rc
propose_seal(struct tr_worker *w, struct tr_bytes trust, struct proposing *g, struct trien_err *err)
{
	const struct tr_civil c = tr_civil_of(g->p->day, TR_ZONE_VIETNAM);
	struct tr_lint_findings findings = {0};
	char number[24], date[24];

	snprintf(number, sizeof(number), "%lld", (long long)g->p->number);
	snprintf(date, sizeof(date), "%04d-%02d-%02d", c.year, c.month, c.day);
	const struct tr_issue_request request = {.sign = g->sign, .number = {number, strlen(number)}, .date = {date, strlen(date)}, .diameter_mm = g->p->diameter_mm,
		.rules = g->rules, .picture = g->picture, .trust = trust, .answers = g->answers};
	TR_TRY(tr_task_issue(w, g->document, &request, &g->proposal, &findings, err));
	return tr_lint_stop(&findings, err);
}

static trien_rc
propose(struct tr_worker *w, struct tr_bytes trust, void *context, struct trien_err *err)
{
	struct proposing *g = context;

	tr_sign_proposal_free(&g->proposal);
	return g->p->seal ? propose_seal(w, trust, g, err) : propose_step(w, g, err);
}

/* What the signatures that are there lack is got before the seal is proposed, which is not where one of them is open. */
static trien_rc
judge_base(struct tr_worker *w, struct tr_bytes trust, void *context, struct trien_err *err)
{
	struct proposing *g = context;
	const struct tr_judge_request request = {.trust = trust, .as_of = g->sign.time, .zone_minutes = TR_ZONE_VIETNAM, .lang = TRIEN_LANG_VI, .file_name = TR_BYTES_LIT("-")};
	TR_AUTO_BUF json = {.max = TR_WORKER_ANSWER_MAX};
	int answers;

	TR_TRY(tr_call_outside_open(g->p->c, 0, &answers, err));
	const trien_rc rc = tr_task_verify(w, g->document, &request, answers, &json, err);
	if (answers >= 0)
		close(answers);
	TR_TRY(rc);
	json_t *verdict = json_loadb((const char *)json.p, json.n, JSON_REJECT_DUPLICATES, NULL);
	if (verdict == NULL)
		return TR_ERR0(err, WORKER_ANSWER_INVALID);
	tr_call_outside_judged(g->p->c, 0, verdict);
	json_decref(verdict);
	return TRIEN_OK;
}

static trien_rc
look_and_propose(struct proposing *g, struct trien_err *err)
{
	struct tr_call *c = g->p->c;

	if (g->p->seal && c->context->outside != NULL) {
		TR_TRY(tr_call_judge(c, judge_base, g, err));
		TR_TRY(tr_call_outside_open(c, 0, &g->answers, err));
	}
	return tr_judges_lend(c->context->judges, propose, g, err);
}

/* ---- one signature ---- */

static trien_rc
find_rules(struct proposing *g, struct trien_err *err)
{
	struct tr_profile *profile;

	TR_TRY(tr_profile_for_time(g->sign.time, &profile, err));
	tr_official_rules_of(profile, g->sign.time, &g->rules);
	tr_profile_free(profile);
	return TRIEN_OK;
}

static trien_rc
make_request(struct proposing *g, const struct tr_certificate *certificate, struct trien_err *err)
{
	const struct tr_env *env = g->p->c->context->env;
	const size_t stamp = g->p->c->context->stamps != NULL ? TR_SIGN_TOKEN_ROOM : 0;
	const struct tr_text none = {"", 0};

	g->sign = (struct tr_sign_request){.time = tr_call_now(g->p->c), .zone_minutes = TR_ZONE_VIETNAM, .contents_size = tr_cms_plan_size_max(g->plan) + stamp,
		.digest = tr_sign_digest_name(g->plan), .unseen = g->p->look == TR_PREPARE_UNSEEN, .holder = tr_certificate_person_name(certificate), .field = none,
		.name = none, .reason = none, .location = none, .contact = none};
	TR_TRY(env->random(env->context, g->sign.id16, sizeof(g->sign.id16), err));
	TR_TRY(find_rules(g, err));
	return tr_sign_check_certificate(certificate, g->sign.time, TR_ZONE_VIETNAM, err);
}

static trien_rc
open_files(struct proposing *g, struct trien_err *err)
{
	struct tr_blobs *blobs = g->p->c->context->blobs;
	const bool shows = g->p->seal || g->p->look != TR_PREPARE_UNSEEN;
	TR_AUTO_BUF picture = {.max = TR_BLOB_MAX};

	g->p->content.max = TR_BLOB_MAX;
	TR_TRY(tr_blob_get(blobs, g->p->base, &g->p->content, err));
	g->document = tr_worker_memory_file(tr_buf_view(&g->p->content));
	if (shows && g->p->picture[0] != '\0') {
		TR_TRY(tr_blob_get(blobs, g->p->picture, &picture, err));
		g->picture = tr_worker_memory_file(tr_buf_view(&picture));
	}
	return g->document >= 0 ? TRIEN_OK : TR_ERR(err, NO_MEMORY, TR_U("want", g->p->content.n));
}

static trien_rc
run(struct proposing *g, struct trien_err *err)
{
	struct tr_preparing *p = g->p;
	struct tr_certificate *certificate;
	enum tr_scheme scheme;
	enum tr_digest digest;

	TR_TRY(tr_key_choose_for(p->chain[0], &(struct tr_signer_choice){0}, &scheme, &digest, err));
	TR_TRY(tr_cms_plan_new(p->chain, p->chain_count, digest, scheme, &g->plan, err));
	TR_TRY(tr_certificate_parse(p->chain[0], &certificate, err));
	trien_rc rc = make_request(g, certificate, err);
	if (rc == TRIEN_OK)
		rc = open_files(g, err);
	if (rc == TRIEN_OK)
		rc = look_and_propose(g, err);
	tr_call_may_wait(p->c, rc);
	if (rc == TRIEN_OK)
		rc = tr_sign_prepare(g->plan, tr_buf_view(&p->content), &g->proposal, &p->state, err);
	tr_certificate_free(certificate);
	return rc;
}

static trien_rc
run_preview(struct proposing *g, struct tr_buf *out, struct trien_err *err)
{
	const struct tr_env *env = g->p->c->context->env;

	g->sign = (struct tr_sign_request){.time = tr_call_now(g->p->c), .zone_minutes = TR_ZONE_VIETNAM, .contents_size = 1};
	TR_TRY(env->random(env->context, g->sign.id16, sizeof(g->sign.id16), err));
	TR_TRY(find_rules(g, err));
	TR_TRY(open_files(g, err));
	const trien_rc rc = look_and_propose(g, err);
	tr_call_may_wait(g->p->c, rc);
	TR_TRY(rc);
	TR_TRY(tr_buf_add_bytes(out, tr_buf_view(&g->p->content), err));
	return tr_buf_add_bytes(out, tr_buf_view(&g->proposal.tail), err);
}

/* out: where a preview goes; NULL: a signature is prepared. */
static trien_rc
prepare(struct tr_preparing *p, struct tr_buf *out, struct trien_err *err)
{
	struct proposing g = {.p = p, .document = -1, .picture = -1, .answers = -1};

	if (p->c->context->judges == NULL || p->c->context->blobs == NULL)
		return TR_ERR0(err, SERVICE_FILES_OFF);
	const trien_rc rc = out != NULL ? run_preview(&g, out, err) : run(&g, err);
	tr_sign_proposal_free(&g.proposal);
	tr_cms_plan_free(g.plan);
	if (g.document >= 0)
		close(g.document);
	if (g.picture >= 0)
		close(g.picture);
	if (g.answers >= 0)
		close(g.answers);
	return rc;
}

trien_rc
tr_prepare(struct tr_preparing *p, struct trien_err *err)
{
	return prepare(p, NULL, err);
}

trien_rc
tr_prepare_preview(struct tr_preparing *p, struct tr_buf *out, struct trien_err *err)
{
	p->seal = true;
	return prepare(p, out, err);
}
