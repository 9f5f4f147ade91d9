/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the office must know of a file, judged in the sandbox before the database is open. Requirement: R5.1 R9.2 R9.3 X1 */
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "base/env.h"
#include "base/errors/cli.h"
#include "cli/file.h"
#include "cli/office_run.h"
#include "cli/profile_open.h"
#include "cli/trust_place.h"
#include "cli/verify_network.h"
#include "desk/draft.h"
#include "desk/evidence.h"
#include "desk/scan.h"
#include "exchange/draft_fill.h"
#include "store/file.h"
#include "worker/task_network.h"
#include "worker/tasks.h"

/* What the file may be: a PDF; a PDF that may be issued; a scan that was sealed; a draft or a template, also as a word processor leaves it. */
enum wanted { PDF, ISSUED, SCAN, DRAFT, TEMPLATE };

struct reading {
	struct tr_registry_run *r;
	struct tr_worker *worker;
	struct tr_source *source;
	enum wanted wanted;
	bool made; /* the PDF was made here, of the file */
	struct tr_verify_network network;
};

static trien_rc
pass_scan(const struct reading *g, struct trien_err *err)
{
	struct tr_profile *profile;

	TR_TRY(tr_cli_profile_open(NULL, g->r->act.at, &profile, err));
	const trien_rc rc = tr_desk_scan_pass(g->worker, g->source->fd, profile, g->r->act.at, err);
	tr_profile_free(profile);
	return rc;
}

struct judging {
	const struct reading *g;
	const struct tr_judge_request *request;
};

static trien_rc
judge_with(void *context, int answers, json_t **report, struct trien_err *err)
{
	const struct judging *j = context;
	TR_AUTO_BUF json = {.max = TR_WORKER_ANSWER_MAX};

	TR_TRY(tr_task_verify(j->g->worker, j->g->source->fd, j->request, answers, &json, err));
	return tr_cli_read_json(tr_buf_view(&json), report, err);
}

/* What the verdict lacks is got where that may be asked: what nobody knows of a certificate that has signed would stop a good document, or let pass one that was revoked. */
static trien_rc
judge(struct reading *g, struct trien_err *err)
{
	struct tr_registry_run *r = g->r;
	struct tr_office_words *o = r->w->office;
	TR_AUTO_BUF trust = {0};

	TR_TRY(tr_cli_trust_load(r->w->trust, &trust, err));
	const struct tr_judge_request request = {.trust = tr_buf_view(&trust), .as_of = r->act.at, .zone_minutes = TR_ZONE_VIETNAM, .lang = r->cli->lang,
		.revocation = TR_REVOCATION_REQUIRED, .file_name = TR_BYTES_LIT("-")};
	struct judging j = {g, &request};
	TR_TRY(judge_with(&j, -1, &o->right.found, err));
	TR_TRY(tr_verify_network_get(&g->network, r->cli->lang, judge_with, &j, &o->right.found, err));
	tr_desk_read_verdict(o->right.found, &o->file);
	if (g->wanted == SCAN)
		return pass_scan(g, err);
	if (g->wanted != ISSUED)
		return TRIEN_OK;
	tr_desk_read_typed(g->worker, g->source->fd, &o->file);
	if (o->file.good)
		TR_TRY(tr_desk_make_evidence(g->worker, g->source->fd, &(struct tr_desk_sources){tr_buf_view(&trust), r->act.at, g->network.answers}, &o->file.evidence, err));
	return tr_issue_right_look(r->cli, &o->right, g->worker, g->source, err);
}

/* Puts bytes in the place of the file that is read; they are its content from now on. */
static trien_rc
take_made(struct reading *g, struct trien_err *err)
{
	const struct tr_buf *made = &g->r->w->office->file.content;
	struct tr_source s = {.path = g->source->path, .fd = tr_worker_memory_file(tr_buf_view(made))};

	if (s.fd < 0 || fstat(s.fd, &s.st) != 0) {
		if (s.fd >= 0)
			close(s.fd);
		return TR_ERR(err, NO_MEMORY, TR_U("want", made->n));
	}
	tr_source_close(g->source);
	*g->source = s;
	g->made = true;
	return TRIEN_OK;
}

/* A template is kept as it was handed in, beside what it becomes. */
static trien_rc
make_preview(const struct reading *g, struct tr_buf *pdf, struct trien_err *err)
{
	struct tr_office_words *o = g->r->w->office;
	enum tr_draft_kind kind;

	o->original.max = TR_BLOB_MAX;
	TR_TRY(tr_draft_template(g->source->fd, &kind, pdf, err));
	o->format = tr_draft_kind_word(kind);
	return tr_file_load(AT_FDCWD, g->source->path, TR_BLOB_MAX, &o->original, NULL, err);
}

/* Puts the PDF in the place of a draft from a word processor; a file that is none stays as it is. */
static trien_rc
make_pdf(struct reading *g, struct trien_err *err)
{
	struct tr_buf *pdf = &g->r->w->office->file.content;
	uint8_t head[16];
	const ssize_t n = pread(g->source->fd, head, sizeof(head), 0);

	if (n <= 0 || !tr_draft_looks_so(TR_BYTES(head, (size_t)n)))
		return TRIEN_OK;
	pdf->max = TR_BLOB_MAX;
	TR_TRY(g->wanted == TEMPLATE ? make_preview(g, pdf, err) : tr_draft_to_pdf(g->source->fd, pdf, err));
	TR_TRY(tr_source_unchanged(g->source, err));
	return take_made(g, err);
}

/* The places that its procedure needs; those of an option, or what is found on its pages. */
static trien_rc
reserve(struct reading *g, struct trien_err *err)
{
	struct tr_registry_run *r = g->r;
	struct tr_office_words *o = r->w->office;
	const char *procedure = o->procedure != NULL ? o->procedure : "2";
	TR_AUTO_BUF made = {.max = TR_BLOB_MAX};
	struct tr_profile *profile;

	if (strlen(procedure) != 1 || procedure[0] < '2' || procedure[0] > '4')
		return TR_ERR(err, CLI_OPTION_VALUE, TR_S("option", "--procedure"), TR_S("got", procedure), TR_S("want", "2, 3, 4"));
	TR_TRY(tr_source_map(g->source, err));
	TR_TRY(tr_cli_profile_open(NULL, r->act.at, &profile, err));
	const struct tr_desk_places places = {(unsigned)(procedure[0] - '0'), o->signers, o->texts};
	const struct tr_desk_reserving reserving = {g->worker, g->source->fd, g->source->bytes, profile, r->act.at, r->cli->env};
	const trien_rc rc = tr_desk_reserve(&reserving, &places, &made, err);
	tr_profile_free(profile);
	TR_TRY(rc);
	TR_TRY(tr_source_unchanged(g->source, err));
	tr_buf_free(&o->file.content);
	o->file.content = made;
	made = (struct tr_buf){0};
	return take_made(g, err);
}

static trien_rc
look(struct reading *g, struct trien_err *err)
{
	struct tr_office_words *o = g->r->w->office;

	if (g->made)
		TR_TRY(tr_desk_check_draft(g->worker, g->source->fd, err));
	TR_TRY(tr_cli_secrecy_gate(g->r->cli, &o->secrecy, g->worker, g->source, &o->file.secrecy, err));
	if (g->wanted == DRAFT && o->reserve)
		TR_TRY(reserve(g, err));
	return judge(g, err);
}

static trien_rc
read_open(struct reading *g, const char *path, struct trien_err *err)
{
	struct tr_office_words *o = g->r->w->office;

	trien_rc rc = tr_tasks_start(&g->worker, err);
	if (rc == TRIEN_OK)
		rc = look(g, err);
	tr_verify_network_close(&g->network);
	tr_worker_stop(g->worker);
	o->file.content.max = TR_BLOB_MAX;
	if (rc == TRIEN_OK && !g->made)
		rc = tr_file_load(AT_FDCWD, path, TR_BLOB_MAX, &o->file.content, NULL, err);
	/* What was judged is what was loaded. */
	return rc == TRIEN_OK ? tr_source_unchanged(g->source, err) : rc;
}

static trien_rc
read_file(struct tr_registry_run *r, size_t word, enum wanted wanted, struct trien_err *err)
{
	struct tr_source source;
	struct reading g = {.r = r, .source = &source, .wanted = wanted,
		.network = {.offline = r->w->offline, .fresh = true, .env = r->cli->env, .allow = r->w->allow, .trust = r->w->trust, .answers = -1}};

	r->w->office->right.record = r->w->office->secrecy.record;
	TR_TRY(tr_cli_secrecy_options(&r->w->office->secrecy, err));
	TR_TRY(tr_issue_right_options(&r->w->office->right, err));
	if (r->rest.count <= word)
		return TRIEN_OK;
	TR_TRY(tr_source_open(r->rest.items[word], &source, err));
	trien_rc rc = wanted == DRAFT || wanted == TEMPLATE ? make_pdf(&g, err) : TRIEN_OK;
	if (rc == TRIEN_OK)
		rc = read_open(&g, r->rest.items[word], err);
	tr_source_close(&source);
	return rc;
}

trien_rc
tr_registry_office_read_first(struct tr_registry_run *r, struct trien_err *err)
{
	return read_file(r, 0, PDF, err);
}

trien_rc
tr_registry_office_read_scan(struct tr_registry_run *r, struct trien_err *err)
{
	return read_file(r, 1, SCAN, err);
}

trien_rc
tr_registry_office_read_issued(struct tr_registry_run *r, struct trien_err *err)
{
	return read_file(r, 1, ISSUED, err);
}

trien_rc
tr_registry_office_read_draft(struct tr_registry_run *r, struct trien_err *err)
{
	return read_file(r, 0, DRAFT, err);
}

trien_rc
tr_registry_office_read_draft_second(struct tr_registry_run *r, struct trien_err *err)
{
	return read_file(r, 1, DRAFT, err);
}

trien_rc
tr_registry_office_read_template(struct tr_registry_run *r, struct trien_err *err)
{
	return read_file(r, 0, TEMPLATE, err);
}

trien_rc
tr_registry_office_read_template_second(struct tr_registry_run *r, struct trien_err *err)
{
	return read_file(r, 1, TEMPLATE, err);
}

/* ---- what may be issued ---- */

trien_rc
tr_office_issuing(struct tr_registry_run *r, char name[TR_HEX256 + 1], struct trien_err *err)
{
	struct tr_office_words *o = r->w->office;

	name[0] = '\0';
	TR_TRY(tr_issue_right_decide(r->cli, &o->right, err));
	if (r->act.reason == NULL && json_object_get(json_object_get(o->right.found, "rightness"), "released_by") != NULL) {
		snprintf(o->released, sizeof(o->released), "%s: %s", o->right.release_by, o->right.release_reason);
		r->act.reason = o->released;
	}
	return o->file.evidence.n > 0 ? tr_blob_put(r->act.blobs, tr_buf_view(&o->file.evidence), name, err) : TRIEN_OK;
}
