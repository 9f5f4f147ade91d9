/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: R8.2 R8.3 R9.2 */
/*
 * POST /api/v1/places: where number, date, signatures and seal would stand in a file that somebody is about to hand in as a draft, as `trien reserve` would put them. What
 * was found is answered in the words in which it is handed in with the draft ("reserve_signers", "reserve_texts"), so that a person can correct it. Nothing is kept.
 */
#include <string.h>
#include <unistd.h>

#include "base/errors/service.h"
#include "base/utf8.h"
#include "profile/profile.h"
#include "service/judges.h"
#include "service/office_call.h"
#include "service/route.h"
#include "service/who.h"
#include "worker/task_network.h"

#define PLACE_WANTED "{\"procedure\": \"2\"…\"4\", \"signers\", \"texts\", " TR_SAID_WANTED "}"

enum { PROCEDURE, SIGNERS, TEXTS };

struct placing {
	struct tr_call *c;
	struct tr_desk_places wish;
	const struct tr_profile *profile;
	int64_t now;
	int fd;
	struct tr_desk_found found;
};

static trien_rc
place_work(struct tr_worker *w, struct tr_bytes trust, void *context, struct trien_err *err)
{
	struct placing *p = context;
	const struct tr_desk_reserving r = {w, p->fd, tr_buf_view(&p->c->body), p->profile, p->now, p->c->context->env};

	(void)trust; /* places are found, nothing is judged */
	return tr_desk_find_places(&r, &p->wish, &p->found, err);
}

static json_t *
note_json(const struct trien_err *why)
{
	char vi[1024], en[1024];

	trien_err_text(why, TRIEN_LANG_VI, vi, sizeof(vi));
	trien_err_text(why, TRIEN_LANG_EN, en, sizeof(en));
	return json_pack("{s:s, s:s%, s:s%}", "id", trien_err_id(why->code), "detail", vi, tr_utf8_cut(vi, strlen(vi)), "detail_en", en, tr_utf8_cut(en, strlen(en)));
}

static trien_rc
answer(const struct placing *p, struct trien_err *err)
{
	json_t *places = json_array(), *notes = json_array();

	for (size_t i = 0; i < p->found.place_count; i++)
		json_array_append_new(places, json_pack("{s:s, s:s}", "field", p->found.places[i].field, "at", p->found.places[i].at));
	for (size_t i = 0; i < p->found.note_count; i++)
		json_array_append_new(notes, note_json(&p->found.notes[i]));
	return tr_call_answer_json(p->c, json_pack("{s:o, s:o}", "data", places, "notes", notes), err);
}

static trien_rc
find(struct placing *p, struct trien_err *err)
{
	struct tr_profile *profile;

	if (p->c->context->judges == NULL)
		return TR_ERR0(err, SERVICE_FILES_OFF);
	TR_TRY(tr_profile_for_time(p->now, &profile, err));
	p->profile = profile;
	p->fd = tr_worker_memory_file(tr_buf_view(&p->c->body));
	trien_rc rc = p->fd >= 0 ? tr_judges_lend(p->c->context->judges, place_work, p, err) : TR_ERR(err, NO_MEMORY, TR_U("want", p->c->body.n));
	tr_call_may_wait(p->c, rc);
	if (rc == TRIEN_OK)
		rc = answer(p, err);
	if (p->fd >= 0)
		close(p->fd);
	tr_profile_free(profile);
	return rc;
}

/* Those whose document is a file. */
static const char *
procedure_with_places(unsigned i)
{
	static const char *const words[] = {"2", "3", "4"};
	return i < sizeof(words) / sizeof(*words) ? words[i] : NULL;
}

static const struct tr_json_more a_procedure = {.word = procedure_with_places};
static const struct tr_json_member place_members[] = {
	[PROCEDURE] = {"procedure", TR_JSON_TEXT, TR_JSON_MUST, 1, &a_procedure},
	[SIGNERS] = {"signers", TR_JSON_TEXT, TR_JSON_MAY, TR_VALUE_MAX, NULL},
	[TEXTS] = {"texts", TR_JSON_TEXT, TR_JSON_MAY, TR_VALUE_MAX, NULL},
};
TR_BODY(place, "PlaceWish", PLACE_WANTED, TR_BODY_OF_OFFICE);

trien_rc
tr_route_places(struct tr_call *c, struct trien_err *err)
{
	TR_AUTO_OFFICE_CALL o = {0};
	struct placing p = {.c = c, .now = tr_call_now(c), .fd = -1};

	TR_TRY(tr_office_call_read(c, &tr_body_place, &o, err));
	const char *procedure = tr_said_text(&o, PROCEDURE);
	if (*procedure < '2' || *procedure > '4' || procedure[1] != '\0')
		return TR_ERR(err, SERVICE_JSON, TR_S("want", PLACE_WANTED));
	if (!o.has_file)
		return TR_ERR(err, SERVICE_BODY_TYPE, TR_S("want", "application/pdf"));
	p.wish = (struct tr_desk_places){(unsigned)(*procedure - '0'), tr_said_text(&o, SIGNERS), tr_said_text(&o, TEXTS)};
	return find(&p, err);
}
