/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the office must know of a file, judged in the sandbox before the database is open. Requirement: R5.1 R9.2 R9.3 X1 */
#include <fcntl.h>
#include <stdio.h>

#include "base/env.h"
#include "base/errors/cli.h"
#include "cli/file.h"
#include "cli/office_evidence.h"
#include "cli/office_run.h"
#include "cli/trust_place.h"
#include "store/file.h"
#include "worker/task_place.h"
#include "worker/tasks.h"

static bool
is_text(const json_t *o, const char *key, const char *want)
{
	const char *text = json_string_value(json_object_get(o, key));
	return text != NULL && strcmp(text, want) == 0;
}

static void
copy_text(const json_t *o, const char *key, char *out, size_t size)
{
	const char *text = json_string_value(json_object_get(o, key));
	snprintf(out, size, "%s", text != NULL && strlen(text) < size ? text : "");
}

/* What was filled in behind the first signature: the last value counts. */
static void
read_values(const json_t *signature, struct tr_office_file *f)
{
	size_t i;
	const json_t *c;

	json_array_foreach(json_object_get(signature, "changes"), i, c)
	{
		if (is_text(c, "field", "trien.number"))
			copy_text(c, "value", f->number, sizeof(f->number));
		else if (is_text(c, "field", "trien.day"))
			copy_text(c, "value", f->day, sizeof(f->day));
		else if (is_text(c, "field", "trien.month"))
			copy_text(c, "value", f->month, sizeof(f->month));
		else if (is_text(c, "field", "trien.year"))
			copy_text(c, "value", f->year, sizeof(f->year));
	}
}

static void
read_verdict(const json_t *verdict, struct tr_office_file *f)
{
	const json_t *all = json_object_get(verdict, "signatures"), *last = json_array_get(all, json_array_size(all) - 1), *s;
	size_t i;

	f->intact = json_array_size(all) > 0;
	json_array_foreach(all, i, s) {
		f->intact = f->intact && is_text(s, "integrity", "TOTAL-PASSED") && !is_text(s, "indication", "TOTAL-FAILED");
		f->signatures += !json_is_true(json_object_get(s, "timestamp"));
	}
	if (!f->intact)
		return;
	f->covered = json_integer_value(json_object_get(last, "covers_revision")) == json_integer_value(json_object_get(verdict, "revisions"));
	copy_text(json_array_get(json_object_get(last, "path"), 0), "sha256", f->signer, sizeof(f->signer));
	f->good = f->covered && is_text(verdict, "indication", "TOTAL-PASSED");
	if (f->good)
		snprintf(f->seal, sizeof(f->seal), "%s", f->signer);
	read_values(json_array_get(all, 0), f);
}

/* What the pages have typed of the date; where they say two things, or cannot be read: nothing. */
static void
read_typed(struct tr_worker *w, int fd, struct tr_office_file *f)
{
	const struct tr_place_request request = {.name = {"", 0}};
	struct tr_place_answer answer;
	struct trien_err err = {0};

	if (f->number[0] == '\0' || (f->day[0] != '\0' && f->month[0] != '\0' && f->year[0] != '\0'))
		return;
	if (tr_task_place(w, fd, &request, 0, &answer, &err) != TRIEN_OK)
		return;
	const struct tr_placement *p = &answer.placement;
	for (size_t part = 0; part < 3; part++) {
		bool one = true;
		for (size_t i = 0; i < p->typed_count; i++) {
			const unsigned got = p->typed[i].part[part];
			one = one && (got == 0 || f->typed[part] == 0 || got == f->typed[part]);
			f->typed[part] = got != 0 ? got : f->typed[part];
		}
		f->typed[part] = one ? f->typed[part] : 0;
	}
	tr_place_answer_free(&answer);
}

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
	read_verdict(o->right.found, &o->file);
	if (!g->issued)
		return TRIEN_OK;
	read_typed(g->worker, g->source->fd, &o->file);
	if (o->file.good)
		TR_TRY(tr_office_make_evidence(g->worker, g->source->fd, tr_buf_view(&trust), r->act.at, &o->file.evidence, err));
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
