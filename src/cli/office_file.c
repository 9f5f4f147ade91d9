/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the office must know of a file, judged in the sandbox before the database is open. Requirement: R5.1 R9.2 R9.3 */
#include <fcntl.h>
#include <stdio.h>

#include "base/env.h"
#include "base/errors/cli.h"
#include "cli/file.h"
#include "cli/office_run.h"
#include "cli/trust_place.h"
#include "store/file.h"
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

static trien_rc
judge(struct tr_registry_run *r, struct tr_worker *worker, const struct tr_source *source, struct trien_err *err)
{
	TR_AUTO_BUF trust = {0};
	TR_AUTO_BUF json = {0};

	TR_TRY(tr_cli_trust_load(r->w->trust, &trust, err));
	const struct tr_judge_request request = {.trust = tr_buf_view(&trust), .as_of = r->act.at, .zone_minutes = TR_ZONE_VIETNAM, .lang = r->cli->lang,
		.revocation = TR_REVOCATION_REQUIRED, .file_name = TR_BYTES_LIT("-")};
	TR_TRY(tr_task_verify(worker, source->fd, &request, -1, &json, err));
	json_t *verdict = json_loadb((const char *)json.p, json.n, JSON_REJECT_DUPLICATES, NULL);
	read_verdict(verdict, &r->w->office->file);
	json_decref(verdict);
	return TRIEN_OK;
}

static trien_rc
read_open(struct tr_registry_run *r, const char *path, struct tr_source *source, struct trien_err *err)
{
	struct tr_office_words *o = r->w->office;
	struct tr_worker *worker = NULL;

	trien_rc rc = tr_tasks_start(&worker, err);
	if (rc == TRIEN_OK)
		rc = tr_cli_secrecy_gate(r->cli, &o->secrecy, worker, source, &o->file.secrecy, err);
	if (rc == TRIEN_OK)
		rc = judge(r, worker, source, err);
	tr_worker_stop(worker);
	o->file.content.max = TR_BLOB_MAX;
	if (rc == TRIEN_OK)
		rc = tr_file_load(AT_FDCWD, path, TR_BLOB_MAX, &o->file.content, NULL, err);
	/* What was judged is what was loaded. */
	return rc == TRIEN_OK ? tr_source_unchanged(source, err) : rc;
}

static trien_rc
read_file(struct tr_registry_run *r, size_t word, struct trien_err *err)
{
	struct tr_source source;

	TR_TRY(tr_cli_secrecy_options(&r->w->office->secrecy, err));
	if (r->rest.count <= word)
		return TRIEN_OK;
	TR_TRY(tr_source_open(r->rest.items[word], &source, err));
	const trien_rc rc = read_open(r, r->rest.items[word], &source, err);
	tr_source_close(&source);
	return rc;
}

trien_rc
tr_registry_office_read_first(struct tr_registry_run *r, struct trien_err *err)
{
	return read_file(r, 0, err);
}

trien_rc
tr_registry_office_read_second(struct tr_registry_run *r, struct trien_err *err)
{
	return read_file(r, 1, err);
}
