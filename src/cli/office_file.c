/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the office must know of a file, judged in the sandbox before the database is open. Requirement: R5.1 R9.2 R9.3 X1 */
#include <fcntl.h>
#include <stdio.h>

#include "base/env.h"
#include "base/errors/cli.h"
#include "cli/file.h"
#include "cli/office_run.h"
#include "cli/trust_place.h"
#include "desk/evidence.h"
#include "store/file.h"
#include "worker/tasks.h"

struct reading {
	struct tr_registry_run *r;
	struct tr_worker *worker;
	struct tr_source *source;
	bool issued; /* it may be */
};

static trien_rc
judge(const struct reading *g, struct trien_err *err)
{
	struct tr_registry_run *r = g->r;
	struct tr_office_words *o = r->w->office;
	TR_AUTO_BUF trust = {0};
	TR_AUTO_BUF json = {0};

	TR_TRY(tr_cli_trust_load(r->w->trust, &trust, err));
	const struct tr_judge_request request = {.trust = tr_buf_view(&trust), .as_of = r->act.at, .zone_minutes = TR_ZONE_VIETNAM, .lang = r->cli->lang,
		.revocation = TR_REVOCATION_REQUIRED, .file_name = TR_BYTES_LIT("-")};
	TR_TRY(tr_task_verify(g->worker, g->source->fd, &request, -1, &json, err));
	TR_TRY(tr_cli_read_json(tr_buf_view(&json), &o->right.found, err));
	tr_desk_read_verdict(o->right.found, &o->file);
	if (!g->issued)
		return TRIEN_OK;
	tr_desk_read_typed(g->worker, g->source->fd, &o->file);
	if (o->file.good)
		TR_TRY(tr_desk_make_evidence(g->worker, g->source->fd, &(struct tr_desk_sources){tr_buf_view(&trust), r->act.at, -1}, &o->file.evidence, err));
	return tr_issue_right_look(r->cli, &o->right, g->worker, g->source, err);
}

static trien_rc
read_open(struct reading *g, const char *path, struct trien_err *err)
{
	struct tr_office_words *o = g->r->w->office;

	trien_rc rc = tr_tasks_start(&g->worker, err);
	if (rc == TRIEN_OK)
		rc = tr_cli_secrecy_gate(g->r->cli, &o->secrecy, g->worker, g->source, &o->file.secrecy, err);
	if (rc == TRIEN_OK)
		rc = judge(g, err);
	tr_worker_stop(g->worker);
	o->file.content.max = TR_BLOB_MAX;
	if (rc == TRIEN_OK)
		rc = tr_file_load(AT_FDCWD, path, TR_BLOB_MAX, &o->file.content, NULL, err);
	/* What was judged is what was loaded. */
	return rc == TRIEN_OK ? tr_source_unchanged(g->source, err) : rc;
}

static trien_rc
read_file(struct tr_registry_run *r, size_t word, bool issued, struct trien_err *err)
{
	struct tr_source source;
	struct reading g = {.r = r, .source = &source, .issued = issued};

	r->w->office->right.record = r->w->office->secrecy.record;
	TR_TRY(tr_cli_secrecy_options(&r->w->office->secrecy, err));
	TR_TRY(tr_issue_right_options(&r->w->office->right, err));
	if (r->rest.count <= word)
		return TRIEN_OK;
	TR_TRY(tr_source_open(r->rest.items[word], &source, err));
	const trien_rc rc = read_open(&g, r->rest.items[word], err);
	tr_source_close(&source);
	return rc;
}

trien_rc
tr_registry_office_read_first(struct tr_registry_run *r, struct trien_err *err)
{
	return read_file(r, 0, false, err);
}

trien_rc
tr_registry_office_read_second(struct tr_registry_run *r, struct trien_err *err)
{
	return read_file(r, 1, false, err);
}

trien_rc
tr_registry_office_read_issued(struct tr_registry_run *r, struct trien_err *err)
{
	return read_file(r, 1, true, err);
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
