/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: R9.3 */
#include "cli/issue_right.h"

#include "base/errors/worker.h"
#include "base/memory.h"
#include "cli/release.h"
#include "cli/right_check.h"
#include "desk/rightness.h"
#include "worker/tasks.h"

trien_rc
tr_issue_right_options(const struct tr_issue_right *r, struct trien_err *err)
{
	return tr_cli_release_check("--release-right-by", r->release_by, "--release-right-reason", r->release_reason, r->record, err);
}

/* ---- who has signed, and who will ---- */

/* Only the names of the signers are wanted: whether the signatures are good is judged by the task that fills in. */
static trien_rc
judge(const struct tr_cli *cli, struct tr_worker *worker, struct tr_bytes trust, int fd, json_t **out, struct trien_err *err)
{
	const struct tr_judge_request request = {.trust = trust, .as_of = cli->env->now(cli->env->context), .lang = cli->lang,
			.zone_minutes = cli->env->zone_minutes, .revocation = TR_REVOCATION_SKIP};
	TR_AUTO_BUF json = {.max = TR_WORKER_ANSWER_MAX};

	TR_TRY(tr_task_verify(worker, fd, &request, -1, &json, err));
	TR_TRY(tr_cli_read_json(tr_buf_view(&json), out, err));
	if (json_is_array(json_object_get(*out, "signatures")))
		return TRIEN_OK;
	json_decref(*out);
	*out = NULL;
	return TR_ERR0(err, WORKER_ANSWER_INVALID);
}

/* As if the seal were there already. */
static trien_rc
add_sealing(json_t *report, const struct tr_certificate *c, struct trien_err *err)
{
	struct tr_certificate_subject s;
	struct tr_arena arena = {0};

	trien_rc rc = tr_certificate_subject_read(c, &arena, &s, err);
	if (rc == TRIEN_OK)
		json_array_append_new(json_object_get(report, "signatures"), json_pack("{s:b, s:{s:s%, s:s%, s:s%}}", "timestamp", 0,
				"subject", "common_name", s.common_name.p, s.common_name.n, "title", s.title.p, s.title.n,
				"organisation", s.organisation.p, s.organisation.n));
	tr_arena_free(&arena);
	return rc;
}

/* ---- what is found ---- */

static trien_rc
release(const struct tr_cli *cli, const struct tr_issue_right *r, struct tr_source *source, json_t *rightness, struct trien_err *err)
{
	json_t *line;

	TR_TRY(tr_cli_release_begin(cli, source, &line, err));
	json_object_set_new(rightness, "released_by", json_string(r->release_by));
	json_t *said = json_deep_copy(rightness);
	json_object_set_new(said, "reason", json_string(r->release_reason));
	json_object_set_new(line, "rightness", said);
	return tr_cli_release_end(r->record, line, err);
}

trien_rc
tr_issue_right_look(const struct tr_cli *cli, struct tr_issue_right *r, struct tr_worker *worker, struct tr_source *source, struct trien_err *err)
{
	const struct tr_right_check check = {.pages = true, .worker = worker};
	const struct tr_right_file file = {.fd = source->fd};

	tr_right_check_add(cli, &check, &file, r->found);
	return tr_desk_is_wrong(r->found) && r->release_by != NULL ? release(cli, r, source, json_object_get(r->found, "rightness"), err) : TRIEN_OK;
}

trien_rc
tr_issue_right_decide(const struct tr_cli *cli, const struct tr_issue_right *r, struct trien_err *err)
{
	return tr_desk_is_wrong(r->found) && r->release_by == NULL ? tr_desk_right_refuse(cli->lang, r->found, err) : TRIEN_OK;
}

trien_rc
tr_issue_right_check(const struct tr_cli *cli, struct tr_issue_right *r, struct tr_worker *worker, struct tr_bytes trust,
		const struct tr_certificate *sealing, struct tr_source *source, struct trien_err *err)
{
	TR_TRY(judge(cli, worker, trust, source->fd, &r->found, err));
	TR_TRY(add_sealing(r->found, sealing, err));
	TR_TRY(tr_issue_right_look(cli, r, worker, source, err));
	return tr_issue_right_decide(cli, r, err);
}

/* ---- telling ---- */

void
tr_issue_right_put(const struct tr_issue_right *r, json_t *object)
{
	if (r->found != NULL)
		json_object_set(object, "rightness", json_object_get(r->found, "rightness"));
}

void
tr_issue_right_print(const struct tr_cli *cli, const struct tr_issue_right *r)
{
	if (r->found != NULL && strcmp(tr_cli_text_in(json_object_get(r->found, "rightness"), "answer"), "right") != 0)
		tr_right_check_print(cli, r->found);
}

void
tr_issue_right_free(struct tr_issue_right *r)
{
	json_decref(r->found);
	r->found = NULL;
}
