/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "desk/draft.h"

#include <fcntl.h>
#include <jansson.h>
#include <stdio.h>
#include <unistd.h>

#include "base/env.h"
#include "base/errors/exchange.h"
#include "base/errors/layout.h"
#include "base/errors/worker.h"
#include "official/rules.h"
#include "worker/task_reserve.h"
#include "worker/tasks.h"

#define SERIF_FOLDER "/usr/share/fonts/truetype/liberation2"

trien_rc
tr_desk_check_draft(struct tr_worker *w, int fd, struct trien_err *err)
{
	const struct tr_judge_request request = {.zone_minutes = TR_ZONE_VIETNAM, .lang = TRIEN_LANG_VI, .file_name = TR_BYTES_LIT("-")};
	TR_AUTO_BUF json = {.max = TR_WORKER_ANSWER_MAX};

	TR_TRY(tr_task_inspect(w, fd, &request, &json, err));
	json_t *found = json_loadb((const char *)json.p, json.n, JSON_REJECT_DUPLICATES, NULL);
	if (found == NULL)
		return TR_ERR0(err, WORKER_ANSWER_INVALID);
	const json_int_t pages = json_integer_value(json_object_get(found, "pages"));
	json_decref(found);
	if (pages > TR_DESK_DRAFT_PAGES_MAX)
		return TR_ERR(err, EXCHANGE_DRAFT_LIMIT, TR_S("what", "pages"), TR_U("max", TR_DESK_DRAFT_PAGES_MAX));
	return pages > 0 ? TRIEN_OK : TR_ERR0(err, EXCHANGE_DRAFT_FAILED);
}

/* ---- places ---- */

static void
close_faces(const int *faces, size_t count)
{
	for (size_t i = 0; i < count; i++)
		close(faces[i]);
}

static trien_rc
open_faces(int faces[TR_RESERVE_FACES], struct trien_err *err)
{
	static const char *const names[TR_RESERVE_FACES] = {"Regular", "Bold", "Italic", "BoldItalic"};
	char path[128];

	for (size_t i = 0; i < TR_RESERVE_FACES; i++) {
		snprintf(path, sizeof(path), SERIF_FOLDER "/LiberationSerif-%s.ttf", names[i]);
		faces[i] = open(path, O_RDONLY | O_CLOEXEC);
		if (faces[i] < 0) {
			close_faces(faces, i);
			return TR_ERR(err, LAYOUT_FONTS_MISSING, TR_S("path", path));
		}
	}
	return TRIEN_OK;
}

static trien_rc
wish_of(const struct tr_desk_reserving *r, const struct tr_desk_places *p, struct tr_plan_wish *out, struct trien_err *err)
{
	struct tr_official_rules rules;

	tr_official_rules_of(r->profile, r->now, &rules);
	*out = (struct tr_plan_wish){.procedure = (enum tr_procedure)p->procedure, .overlap = rules.overlap};
	TR_TRY(tr_text_of(TR_BYTES(p->signers, p->signers != NULL ? strlen(p->signers) : 0), &out->signers, err));
	return tr_text_of(TR_BYTES(p->texts, p->texts != NULL ? strlen(p->texts) : 0), &out->texts, err);
}

static trien_rc
reserve(const struct tr_desk_reserving *r, const struct tr_desk_places *places, struct tr_reserved *out, struct trien_err *err)
{
	struct tr_reserve_request request = {0};

	TR_TRY(wish_of(r, places, &request.wish, err));
	TR_TRY(r->env->random(r->env->context, request.id16, sizeof(request.id16), err));
	TR_TRY(open_faces(request.faces, err));
	const trien_rc rc = tr_task_reserve(r->worker, r->fd, &request, out, err);
	close_faces(request.faces, TR_RESERVE_FACES);
	return rc;
}

trien_rc
tr_desk_reserve(const struct tr_desk_reserving *r, const struct tr_desk_places *places, struct tr_buf *out, struct trien_err *err)
{
	struct tr_reserved made = {0};

	TR_TRY(reserve(r, places, &made, err));
	trien_rc rc = tr_buf_add_bytes(out, r->file, err);
	if (rc == TRIEN_OK)
		rc = tr_buf_add_bytes(out, tr_buf_view(&made.tail), err);
	tr_reserved_free(&made);
	return rc;
}

/* ---- told, and not put ---- */

_Static_assert(TR_DESK_PLACES_MAX >= TR_RESERVE_SPOTS_MAX + TR_RESERVE_SIGNERS_MAX && TR_DESK_NOTES_MAX >= TR_LINT_MAX, "room for all that is reserved");

/* PAGE:LEFT:TOP:WIDTH:HEIGHT, of a text PAGE:LEFT:BASELINE:WIDTH:SIZE:STYLE. */
static void
name_place(const struct tr_reserved_place *p, struct tr_desk_place *out)
{
	static const char *const faces[TR_RESERVE_FACES] = {"regular", "bold", "italic", "bold-italic"};
	const double mm = 1 / TR_POINTS_PER_MM, left = p->box.x0 * mm, width = (p->box.x1 - p->box.x0) * mm;

	snprintf(out->field, sizeof(out->field), "%s", p->field);
	if (p->size > 0)
		snprintf(out->at, sizeof(out->at), "%zu:%.2f:%.2f:%.2f:%.2f:%s", p->page + 1, left, p->baseline * mm, width, p->size, faces[p->face]);
	else if (width > 0)
		snprintf(out->at, sizeof(out->at), "%zu:%.2f:%.2f:%.2f:%.2f", p->page + 1, left, p->box.y0 * mm, width, (p->box.y1 - p->box.y0) * mm);
	else
		snprintf(out->at, sizeof(out->at), "none");
}

trien_rc
tr_desk_find_places(const struct tr_desk_reserving *r, const struct tr_desk_places *places, struct tr_desk_found *out, struct trien_err *err)
{
	struct tr_reserved made = {0};

	TR_TRY(reserve(r, places, &made, err));
	out->place_count = made.place_count;
	for (size_t i = 0; i < made.place_count; i++)
		name_place(&made.places[i], &out->places[i]);
	out->note_count = made.findings.count;
	for (size_t i = 0; i < made.findings.count; i++)
		out->notes[i] = made.findings.list[i].what;
	tr_reserved_free(&made);
	return TRIEN_OK;
}
