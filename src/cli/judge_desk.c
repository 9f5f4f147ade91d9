/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the sandbox says of a file that comes, in words that may stand in the books. Requirement: R5.1 R10.1 R10.2 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/env.h"
#include "base/errors/cli.h"
#include "cli/file.h"
#include "cli/judge_desk.h"
#include "cli/office_run.h"
#include "cli/trust_place.h"
#include "store/hex.h"
#include "worker/task_network.h"
#include "worker/tasks.h"

void
tr_in_file_free(struct tr_in_file *f)
{
	for (struct tr_in_file *w = f->with, *next; w != NULL; w = next) {
		next = w->with;
		tr_buf_free(&w->content);
		free(w);
	}
	tr_buf_free(&f->content);
	*f = (struct tr_in_file){0};
}

static trien_rc
open_evidence(struct tr_in_desk *d, const char *tsa, struct trien_err *err)
{
	const struct tr_registry_run *r = d->r;

	d->evidence = (struct tr_evidence_work){.cli = r->cli, .tsa = tsa, .trust = r->w->trust, .file = "-", .as_of = r->act.at,
		.lacking = {.offline = r->w->offline, .fresh = true, .env = r->cli->env, .allow = r->w->allow, .trust = r->w->trust}};
	return tr_evidence_work_open(&d->evidence, &r->w->allow, err);
}

trien_rc
tr_in_desk_open(struct tr_registry_run *r, struct tr_in_desk *d, struct trien_err *err)
{
	const struct tr_office_words *o = r->w->office;
	const char *tsa = o != NULL ? o->in.tsa : NULL;

	*d = (struct tr_in_desk){.r = r, .network = {.offline = r->w->offline, .env = r->cli->env, .allow = r->w->allow, .trust = r->w->trust, .answers = -1},
		.secrecy = o != NULL ? &o->secrecy : NULL};
	if (d->secrecy != NULL)
		TR_TRY(tr_cli_secrecy_options(d->secrecy, err));
	if (tsa != NULL && o->in.evidence != NULL)
		return TR_ERR(err, CLI_OPTION_TWICE, TR_S("option", "--evidence, --tsa"));
	trien_rc rc = tr_cli_trust_load(r->w->trust, &d->trust, err);
	if (rc == TRIEN_OK)
		rc = tr_tasks_start(&d->worker, err);
	if (rc == TRIEN_OK && tsa != NULL)
		rc = open_evidence(d, tsa, err);
	if (rc != TRIEN_OK)
		tr_in_desk_close(d);
	return rc;
}

void
tr_in_desk_close(struct tr_in_desk *d)
{
	tr_evidence_work_close(&d->evidence);
	tr_verify_network_close(&d->network);
	tr_worker_stop(d->worker);
	tr_buf_free(&d->trust);
}

/* ---- one file ---- */

static trien_rc
judge_open(struct tr_in_desk *d, const char *path, const char *sender, struct tr_in_file *f, struct trien_err *err)
{
	const struct tr_registry_run *r = d->r;
	const struct tr_judge_request request = {.trust = tr_buf_view(&d->trust), .as_of = r->act.at, .zone_minutes = TR_ZONE_VIETNAM, .lang = r->cli->lang,
		.revocation = TR_REVOCATION_REQUIRED, .file_name = TR_BYTES_LIT("-")};
	const struct tr_right_check right = {.sender = sender};
	struct trien_err why = {0};
	json_t *verdict = NULL;

	trien_rc rc = tr_verify_file(d->worker, path, &request, -1, &verdict, &why);
	if (rc != TRIEN_OK && tr_desk_is_no_document(rc)) {
		tr_desk_add_finding(&f->found, "unreadable");
		return TRIEN_OK;
	}
	if (rc == TRIEN_OK)
		rc = tr_verify_network_judge(&d->network, path, &request, &verdict, &why);
	if (rc != TRIEN_OK) {
		json_decref(verdict);
		*err = why;
		return rc;
	}
	tr_desk_read_signatures(verdict, &f->found);
	if (f->found.verdict != TR_VERDICT_NOTHING) {
		tr_right_check_add(r->cli, &right, &(struct tr_right_file){.path = path}, verdict);
		tr_desk_read_rightness(verdict, &f->found);
	}
	json_decref(verdict);
	return TRIEN_OK;
}

static trien_rc
read_content(struct tr_source *s, struct tr_in_file *f, struct trien_err *err)
{
	f->content.max = TR_BLOB_MAX;
	TR_TRY(tr_source_map(s, err));
	TR_TRY(tr_buf_add_bytes(&f->content, s->bytes, err));
	TR_TRY(tr_source_unchanged(s, err));
	return tr_hex_sha256(tr_buf_view(&f->content), f->hash, err);
}

/* Secret documents do not come in here (Điều 5.1). What is no document has no stamp that could be read. */
static trien_rc
check_secrecy(struct tr_in_desk *d, struct tr_source *s, struct trien_err *err)
{
	struct tr_secrecy_outcome outcome = {0};
	struct trien_err why = {0};

	if (d->secrecy == NULL)
		return TRIEN_OK;
	const trien_rc rc = tr_cli_secrecy_gate(d->r->cli, d->secrecy, d->worker, s, &outcome, &why);
	if (rc == TRIEN_OK || tr_desk_is_no_document(rc))
		return TRIEN_OK;
	*err = why;
	return rc;
}

static trien_rc
judge_source(struct tr_in_desk *d, struct tr_source *s, const char *sender, struct tr_in_file *f, struct trien_err *err)
{
	char path[64];

	snprintf(path, sizeof(path), "/proc/self/fd/%d", s->fd); /* the file that is open, whatever has its name now */
	TR_TRY(read_content(s, f, err));
	TR_TRY(check_secrecy(d, s, err));
	TR_TRY(judge_open(d, path, sender, f, err));
	TR_TRY(tr_source_unchanged(s, err)); /* what was judged is what was loaded */
	tr_office_judgement_of(&f->found, f->signers, &f->judgement);
	return TRIEN_OK;
}

trien_rc
tr_in_desk_judge(struct tr_in_desk *d, const char *path, const char *sender, struct tr_in_file *out, struct trien_err *err)
{
	struct tr_source source;

	TR_TRY(tr_source_open(path, &source, err));
	const trien_rc rc = judge_source(d, &source, sender, out, err);
	tr_source_close(&source);
	return rc;
}

trien_rc
tr_in_desk_judge_bytes(struct tr_in_desk *d, struct tr_bytes content, const char *sender, struct tr_in_file *out, struct trien_err *err)
{
	char path[64];
	const int fd = tr_worker_memory_file(content);

	if (fd < 0)
		return TR_ERR(err, NO_MEMORY, TR_U("want", content.n));
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	const trien_rc rc = tr_in_desk_judge(d, path, sender, out, err);
	close(fd);
	return rc;
}

trien_rc
tr_in_desk_judge_stored(struct tr_in_desk *d, const char *name, const char *sender, struct tr_in_file *out, struct trien_err *err)
{
	TR_AUTO_BUF content = {.max = TR_BLOB_MAX + 1};

	TR_TRY(tr_blob_get(d->r->act.blobs, name, &content, err));
	return tr_in_desk_judge_bytes(d, tr_buf_view(&content), sender, out, err);
}
