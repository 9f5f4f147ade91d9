/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * trien reserve: puts every field that a procedure of Điều 9 will need into a file that nobody has signed yet.
 * The places are found in the sandbox, or named by the person.
 * Requirement: R5.1 R9.2 R9.3 R9.4
 */
#include <stdlib.h>

#include "base/errors/cli.h"
#include "cli/cli.h"
#include "cli/look.h"
#include "cli/profile_open.h"
#include "cli/secrecy_gate.h"
#include "official/rules.h"
#include "worker/task_reserve.h"
#include "worker/tasks.h"

#define SERIF_FOLDER "/usr/share/fonts/truetype/liberation2"

struct reserve {
	struct tr_cli *cli;
	const char *procedure, *signers, *texts, *fonts, *profile, *out;
	bool force;
	struct tr_secrecy_texts secrecy;
	struct tr_secrecy_outcome outcome;
	struct tr_worker *worker;
	struct tr_source faces[TR_RESERVE_FACES];
	size_t face_count;
};

/* ---- what is said ---- */

static double
millimetres(double points)
{
	return points / TR_POINTS_PER_MM;
}

static json_t *
place_json(const struct tr_reserved_place *p)
{
	const struct tr_box b = p->box;
	json_t *o = json_pack("{s:s, s:i}", "field", p->field, "page", (int)p->page + 1);

	if (b.x1 > b.x0)
		json_object_set_new(o, "box_mm", json_pack("[f, f, f, f]", millimetres(b.x0), millimetres(b.y0),
				millimetres(b.x1 - b.x0), millimetres(b.y1 - b.y0)));
	else
		json_object_set_new(o, "box_mm", json_null());
	return o;
}

static void
report(const struct reserve *r, const char *path, const struct tr_reserved *made)
{
	json_t *places = json_array();

	for (size_t i = 0; i < made->place_count; i++)
		json_array_append_new(places, place_json(&made->places[i]));
	if (r->cli->json) {
		json_t *o = json_pack("{s:o, s:o, s:i, s:o, s:n}", "file", tr_cli_json_text(path), "output",
				tr_cli_json_text(r->out), "added_bytes", (int)made->tail.n, "fields", places, "error");
		tr_look_put(r->cli, o, &made->findings);
		tr_cli_secrecy_json(o, &r->outcome);
		tr_cli_print_json(o);
		return;
	}
	json_decref(places);
	tr_look_print(r->cli, path, &made->findings, &(struct trien_err){0});
	tr_cli_printf(r->cli, "%s: đã đặt trước %zu chỗ\n", "%s: %zu places reserved\n", r->out, made->place_count);
	for (size_t i = 0; i < made->place_count; i++) {
		const struct tr_reserved_place *p = &made->places[i];
		if (p->box.x1 > p->box.x0)
			tr_cli_printf(r->cli, "  %-14s trang %zu, cách trái %.0f mm, cách trên %.0f mm\n",
					"  %-14s page %zu, %.0f mm from the left, %.0f mm from the top\n", p->field, p->page + 1,
					millimetres(p->box.x0), millimetres(p->box.y0));
		else
			tr_cli_printf(r->cli, "  %-14s không hiển thị\n", "  %-14s not shown\n", p->field);
	}
}

/* ---- */

static trien_rc
open_faces(struct reserve *r, struct trien_err *err)
{
	static const char *const names[TR_RESERVE_FACES] = {"Regular", "Bold", "Italic", "BoldItalic"};
	char path[512];

	for (; r->face_count < TR_RESERVE_FACES; r->face_count++) {
		snprintf(path, sizeof(path), "%s/LiberationSerif-%s.ttf", r->fonts ? r->fonts : SERIF_FOLDER,
				names[r->face_count]);
		TR_TRY(tr_source_open(path, &r->faces[r->face_count], err));
	}
	return TRIEN_OK;
}

static trien_rc
read_procedure(const struct reserve *r, struct tr_plan_wish *wish, struct trien_err *err)
{
	const char *p = r->procedure ? r->procedure : "2";

	if (strlen(p) != 1 || p[0] < '2' || p[0] > '4')
		return TR_ERR(err, CLI_OPTION_VALUE, TR_S("option", "--procedure"), TR_S("got", p), TR_S("want", "2, 3, 4"));
	wish->procedure = (enum tr_procedure)(p[0] - '0');
	TR_TRY(tr_text_of(TR_BYTES(r->signers, r->signers ? strlen(r->signers) : 0), &wish->signers, err));
	return tr_text_of(TR_BYTES(r->texts, r->texts ? strlen(r->texts) : 0), &wish->texts, err);
}

static trien_rc
read_rules(const struct reserve *r, struct tr_plan_wish *wish, struct trien_err *err)
{
	const int64_t now = r->cli->env->now(r->cli->env->context);
	struct tr_official_rules rules;
	struct tr_profile *profile;

	TR_TRY(tr_cli_profile_open(r->profile, now, &profile, err));
	tr_official_rules_of(profile, now, &rules);
	tr_profile_free(profile);
	wish->overlap = rules.overlap;
	return TRIEN_OK;
}

static trien_rc
reserve_source(struct reserve *r, struct tr_source *source, struct tr_reserved *made, struct trien_err *err)
{
	const struct tr_env *env = r->cli->env;
	struct tr_reserve_request request = {0};
	struct tr_target *target;

	TR_TRY(read_procedure(r, &request.wish, err));
	TR_TRY(read_rules(r, &request.wish, err));
	TR_TRY(env->random(env->context, request.id16, sizeof(request.id16), err));
	for (size_t i = 0; i < TR_RESERVE_FACES; i++)
		request.faces[i] = r->faces[i].fd;
	TR_TRY(tr_cli_secrecy_gate(r->cli, &r->secrecy, r->worker, source, &r->outcome, err));
	TR_TRY(tr_task_reserve(r->worker, source->fd, &request, made, err));
	TR_TRY(tr_target_begin(r->out, source, r->force ? TR_REPLACE_EXISTING : TR_REPLACE_NEVER, &target, err));
	trien_rc rc = tr_target_copy(target, source, err);
	if (rc == TRIEN_OK)
		rc = tr_source_unchanged(source, err);
	if (rc != TRIEN_OK) {
		tr_target_abandon(target);
		return rc;
	}
	return tr_target_commit(target, tr_buf_view(&made->tail), err);
}

static trien_rc
reserve_file(struct reserve *r, const char *path, struct trien_err *err)
{
	struct tr_source source;
	struct tr_reserved made = {0};

	TR_TRY(tr_source_open(path, &source, err));
	trien_rc rc = reserve_source(r, &source, &made, err);
	if (rc == TRIEN_OK)
		report(r, path, &made);
	tr_reserved_free(&made);
	tr_source_close(&source);
	return rc;
}

int
tr_cli_reserve(struct tr_cli *cli, int argc, char **argv)
{
	struct reserve r = {.cli = cli};
	const struct tr_option options[] = {
		TR_SECRECY_OPTIONS(r.secrecy),
		{"--procedure", TR_OPTION_TEXT, &r.procedure},
		{"--signers", TR_OPTION_TEXT, &r.signers},
		{"--texts", TR_OPTION_TEXT, &r.texts},
		{"--fonts", TR_OPTION_TEXT, &r.fonts},
		{"--profile", TR_OPTION_TEXT, &r.profile},
		{"-o", TR_OPTION_TEXT, &r.out},
		{"--output", TR_OPTION_TEXT, &r.out},
		{"--force", TR_OPTION_FLAG, &r.force},
	};
	struct tr_arguments files;
	struct trien_err err = {0};

	trien_rc rc = tr_cli_parse(cli, argc, argv, options, sizeof(options) / sizeof(*options), &files, &err);
	if (rc == TRIEN_OK && (files.count != 1 || r.out == NULL))
		rc = TR_ERR(&err, CLI_USAGE, TR_S("usage", "trien reserve [--procedure 2|3|4] [--signers …] -o OUT FILE"));
	if (rc == TRIEN_OK)
		rc = tr_cli_secrecy_options(&r.secrecy, &err);
	r.secrecy.profile = r.profile;
	const char *path = rc == TRIEN_OK ? files.items[0] : NULL;
	if (rc == TRIEN_OK)
		rc = tr_tasks_start(&r.worker, &err);
	if (rc == TRIEN_OK)
		rc = open_faces(&r, &err);
	if (rc == TRIEN_OK)
		rc = reserve_file(&r, path, &err);
	for (size_t i = 0; i < r.face_count; i++)
		tr_source_close(&r.faces[i]);
	tr_worker_stop(r.worker);
	return rc == TRIEN_OK ? 0 : tr_cli_fail(cli, path, &err);
}
