/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: R8.2 R8.3 R9.2 R9.3 R9.4 */
#include "official/plan.h"

#include <math.h>

#include "base/errors/base.h"
#include "base/errors/official.h"
#include "official/appearance.h"
#include "official/seal.h"

/* ---- who signs in which procedure ---- */

static trien_rc
check_procedure(const struct tr_plan_wish *wish, const struct tr_plan_spec *s, struct trien_err *err)
{
	size_t count[3] = {0};
	const char *what = NULL;

	for (size_t i = 0; i < s->signer_count; i++)
		count[s->signers[i].role]++;
	const size_t persons = count[TR_ROLE_CHECKER] + count[TR_ROLE_SIGNATORY], agencies = count[TR_ROLE_AGENCY];
	switch (wish->procedure) {
	case TR_PROCEDURE_ISSUE:
		if (persons != 1 || count[TR_ROLE_SIGNATORY] != 1 || agencies != 1)
			what = "one signatory and the agency";
		break;
	case TR_PROCEDURE_MANY:
		if (persons < 2 || count[TR_ROLE_SIGNATORY] < 1 || agencies < 1 || agencies > count[TR_ROLE_SIGNATORY])
			what = "two persons or more, a signatory among them, and the agency; of a joint document an agency for each signatory";
		break;
	case TR_PROCEDURE_INTERNAL:
		if (persons < 1 || agencies != 0 || s->spot_count != 0)
			what = "persons alone: no agency, no number, no date";
		break;
	}
	return what == NULL ? TRIEN_OK
			    : TR_ERR(err, OFFICIAL_PLAN_PROCEDURE, TR_U("procedure", wish->procedure), TR_S("want", what));
}

/* ---- places that are found ---- */

static trien_rc
unsure(const char *what, size_t page, const char *doubt, struct trien_err *err)
{
	return TR_ERR(err, OFFICIAL_PLAN_UNSURE, TR_S("what", what), TR_U("page", page + 1),
			TR_S("doubt", doubt != NULL ? doubt : "-"));
}

/* The handwriting in the middle of its room: as large as usual, or as the room allows. */
static struct tr_box
box_in_room(struct tr_box room)
{
	const double w = fmin(TR_HANDWRITING_WIDTH_MM * TR_POINTS_PER_MM, room.x1 - room.x0),
		     h = fmin(TR_PLAN_HANDWRITING_HEIGHT_MM * TR_POINTS_PER_MM, room.y1 - room.y0),
		     x = (room.x0 + room.x1) / 2, y = (room.y0 + room.y1) / 2;
	return (struct tr_box){x - w / 2, y - h / 2, x + w / 2, y + h / 2};
}

static trien_rc
find_signatory(const struct tr_place_source *source, const struct tr_plan_signer *wish, struct tr_reserve_signer *out,
		struct trien_err *err)
{
	const struct tr_place_request request = {.name = wish->name};
	const struct tr_place_signatory *s;
	struct tr_placement found = {0};

	TR_TRY(tr_place(source, &request, &found, err));
	trien_rc rc = tr_place_signatory(&found, wish->name, &s, err);
	if (rc == TRIEN_OK) {
		out->page = s->page;
		out->box = box_in_room(s->room);
		out->printed = s->name;
	}
	tr_placement_free(&found);
	return rc;
}

/* The last person who signs seen, and as signatory: the one who has the authority. */
static const struct tr_reserve_signer *
last_signatory(const struct tr_reserve_plan *p, size_t before)
{
	for (size_t i = before; i-- > 0;)
		if (p->signers[i].role == TR_ROLE_SIGNATORY && p->signers[i].box.x1 > p->signers[i].box.x0)
			return &p->signers[i];
	return NULL;
}

/*
 * The body of a document ends with "./." (Decree 30/2020, Annex I, II.6): behind it checkers put their initials. Annexes
 * come after the signatory, and end in the same way.
 */
static trien_rc
find_body_end(const struct tr_place_source *source, size_t pages, size_t *page, struct tr_box *end, struct trien_err *err)
{
	const struct tr_page_words *words;
	size_t found = 0;

	for (size_t i = 0; i < pages && i < source->pages; i++) {
		TR_TRY(source->words(source->context, i, &words, err));
		for (size_t k = 0; k < words->count; k++) {
			const struct tr_word *w = &words->words[k];
			if (!w->visible || !w->upright || w->text.n < 3 || memcmp(w->text.p + w->text.n - 3, "./.", 3) != 0)
				continue;
			found++;
			*page = i;
			*end = (struct tr_box){w->box.x1, w->box.y0, words->width, w->box.y1};
		}
	}
	return found == 1 ? TRIEN_OK : unsure("the checkers' initials", 0,
			found == 0 ? "no line ends with ./." : "more than one line ends with ./.", err);
}

static trien_rc
place_checkers(const struct tr_place_source *source, const struct tr_plan_spec *spec, struct tr_reserve_plan *out,
		struct trien_err *err)
{
	const double w = TR_PLAN_INITIALS_WIDTH_MM * TR_POINTS_PER_MM, h = TR_PLAN_INITIALS_HEIGHT_MM * TR_POINTS_PER_MM;
	const struct tr_reserve_signer *person = last_signatory(out, spec->signer_count);
	struct tr_box end = {0};
	size_t page = 0, count = 0;

	for (size_t i = 0; i < spec->signer_count; i++) {
		if (spec->signers[i].role != TR_ROLE_CHECKER || spec->signers[i].where != TR_PLAN_TO_FIND)
			continue;
		if (count == 0)
			TR_TRY(find_body_end(source, person != NULL ? person->page + 1 : source->pages, &page, &end, err));
		const double x = end.x0 + 3 + (double)count++ * w, middle = (end.y0 + end.y1) / 2;
		if (x + w > end.x1)
			return unsure("the checkers' initials", page, "no-room", err);
		out->signers[i].page = page;
		out->signers[i].box = (struct tr_box){x, middle - h / 2, x + w, middle + h / 2};
	}
	return TRIEN_OK;
}

/*
 * Beside whom an agency seals: the agencies of a joint document take its last signatories in their order, one agency
 * alone the last of them; who signs unseen does not count. NULL where there is none.
 */
static const struct tr_reserve_signer *
signatory_of(const struct tr_reserve_plan *p, size_t agency)
{
	size_t after = 0;

	for (size_t i = agency + 1; i < p->signer_count; i++)
		after += p->signers[i].role == TR_ROLE_AGENCY;
	for (size_t i = agency; i-- > 0;)
		if (p->signers[i].role == TR_ROLE_SIGNATORY && p->signers[i].box.x1 > p->signers[i].box.x0 && after-- == 0)
			return &p->signers[i];
	return NULL;
}

static trien_rc
place_signer(const struct tr_place_source *source, const struct tr_plan_signer *wish, double overlap, size_t i,
		struct tr_reserve_plan *out, struct trien_err *err)
{
	struct tr_reserve_signer *s = &out->signers[i];
	const struct tr_reserve_signer *person;

	*s = (struct tr_reserve_signer){.role = wish->role, .name = wish->name, .page = wish->page, .box = wish->box};
	if (wish->where != TR_PLAN_TO_FIND || wish->role == TR_ROLE_CHECKER)
		return TRIEN_OK;
	if (wish->role == TR_ROLE_SIGNATORY)
		return find_signatory(source, wish, s, err);
	person = signatory_of(out, i);
	if (person == NULL)
		return unsure("the seal", 0, "nobody signs seen beside it", err);
	s->page = person->page;
	s->box = tr_seal_room(person->box, wish->diameter_mm * TR_POINTS_PER_MM, overlap);
	return TRIEN_OK;
}

/* ---- columns of a joint document ---- */

static void
narrow(struct tr_box *b, double width)
{
	const double middle = (b->x0 + b->x1) / 2, half = fmin(width, b->x1 - b->x0) / 2;

	b->x0 = middle - half;
	b->x1 = middle + half;
}

/*
 * The seal over a person's handwriting stays clear of the one at its left: with the columns p apart, and a share o of a
 * handwriting w wide under a seal of d, that is so while w (1 - o) <= p - d.
 */
static trien_rc
part_columns(const struct tr_plan_spec *spec, size_t agency, size_t person, double overlap, struct tr_reserve_plan *out,
		struct trien_err *err)
{
	struct tr_reserve_signer *own = &out->signers[person];
	const struct tr_box seal = out->signers[agency].box;

	for (size_t i = 0; i < spec->signer_count; i++) {
		struct tr_reserve_signer *o = &out->signers[i];
		const double apart = (own->box.x0 + own->box.x1 - o->box.x0 - o->box.x1) / 2;
		if (o->role != TR_ROLE_SIGNATORY || o->page != own->page || !(apart > 0) || o->box.x1 <= seal.x0 ||
				o->box.y1 <= seal.y0 || o->box.y0 >= seal.y1)
			continue;
		const double most = (apart - spec->signers[agency].diameter_mm * TR_POINTS_PER_MM) / (1 - overlap);
		if (most < TR_PLAN_HANDWRITING_LEAST_MM * TR_POINTS_PER_MM)
			return TR_ERR(err, OFFICIAL_PLAN_NEIGHBOUR, TR_U("page", own->page + 1), TR_B("name", own->name.p, own->name.n));
		narrow(&own->box, most);
		if (spec->signers[i].where == TR_PLAN_TO_FIND)
			narrow(&o->box, most);
	}
	return TRIEN_OK;
}

/* Can a seal stand beside this handwriting, be it as wide as its place or narrow, without lying over the name below? */
static trien_rc
check_seal_room(const struct tr_reserve_signer *person, const struct tr_reserve_signer *seal, double diameter_mm,
		double overlap, struct trien_err *err)
{
	const double size = diameter_mm * TR_POINTS_PER_MM, middle = (person->box.x0 + person->box.x1) / 2;
	const double widths[] = {person->box.x1 - person->box.x0,
		fmin(person->box.x1 - person->box.x0, TR_PLAN_HANDWRITING_LEAST_MM * TR_POINTS_PER_MM)};

	for (size_t i = 0; person->printed.x1 > person->printed.x0 && i < 2; i++) {
		const struct tr_seal_wish wish = {.ink = {middle - widths[i] / 2, person->box.y0, middle + widths[i] / 2, person->box.y1},
			.width = size, .height = size, .overlap = overlap, .name = &person->printed, .within = &seal->box,
			.page_height = INFINITY};
		double x, y;
		tr_seal_place(&wish, &x, &y);
		if (tr_seal_covers(&wish, x, y, &person->printed))
			return TR_ERR(err, OFFICIAL_PLAN_SEAL_ROOM, TR_U("page", person->page + 1), TR_U("mm", diameter_mm),
					TR_B("name", person->name.p, person->name.n));
	}
	return TRIEN_OK;
}

/* Handwritings become as narrow as the columns ask; the seals go beside them then. Who was given a place keeps it. */
static trien_rc
make_room_for_seals(const struct tr_plan_spec *spec, double overlap, struct tr_reserve_plan *out, struct trien_err *err)
{
	for (unsigned pass = 0; pass < 2; pass++)
		for (size_t i = 0; i < spec->signer_count; i++) {
			const struct tr_reserve_signer *person = signatory_of(out, i);
			if (spec->signers[i].role != TR_ROLE_AGENCY || spec->signers[i].where != TR_PLAN_TO_FIND || person == NULL)
				continue;
			const size_t at = (size_t)(person - out->signers);
			if (pass == 0 && spec->signers[at].where == TR_PLAN_TO_FIND)
				TR_TRY(part_columns(spec, i, at, overlap, out, err));
			out->signers[i].box = tr_seal_room(person->box, spec->signers[i].diameter_mm * TR_POINTS_PER_MM, overlap);
			if (pass == 1)
				TR_TRY(check_seal_room(person, &out->signers[i], spec->signers[i].diameter_mm, overlap, err));
		}
	return TRIEN_OK;
}

/* ---- texts ---- */

/* What is typed of the date must be the same at every place: one value fills what is blank. */
static trien_rc
take_typed(const struct tr_placement *found, struct tr_reserve_plan *out, struct trien_err *err)
{
	for (size_t i = 0; i < found->typed_count; i++)
		for (unsigned k = 0; k < 3; k++) {
			const unsigned here = found->typed[i].part[k];
			if (here != 0 && out->typed[k] != 0 && here != out->typed[k])
				return TR_ERR(err, OFFICIAL_PLAN_TYPED, TR_S("what", tr_reserve_name((enum tr_spot_kind)(TR_SPOT_DAY + k))),
						TR_U("first", out->typed[k]), TR_U("page", found->typed[i].page + 1), TR_U("got", here));
			if (here != 0)
				out->typed[k] = here;
		}
	return TRIEN_OK;
}

/* A number and a whole date, blank or typed: what nobody finds is written nowhere, and the document issued without it. */
static trien_rc
check_complete(const struct tr_reserve_plan *p, struct trien_err *err)
{
	for (unsigned k = TR_SPOT_NUMBER; k <= TR_SPOT_YEAR; k++) {
		bool there = k > TR_SPOT_NUMBER && p->typed[k - TR_SPOT_DAY] != 0;
		for (size_t i = 0; i < p->spot_count; i++)
			there = there || p->spots[i].kind == k;
		if (!there)
			return unsure(tr_reserve_name((enum tr_spot_kind)k), 0, "no blank was found for it", err);
	}
	return TRIEN_OK;
}

static trien_rc
find_texts(const struct tr_place_source *source, struct tr_reserve_plan *out, struct trien_err *err)
{
	const struct tr_place_request request = {.name = {"", 0}};
	struct tr_placement found = {0};

	TR_TRY(tr_place(source, &request, &found, err));
	trien_rc rc = tr_place_spots_sure(&found, err);
	if (rc == TRIEN_OK)
		rc = take_typed(&found, out, err);
	for (size_t i = 0; rc == TRIEN_OK && i < found.spot_count; i++) {
		const struct tr_place_spot *s = &found.spots[i];
		out->spots[out->spot_count++] = (struct tr_reserve_spot){.kind = s->kind, .page = s->page, .box = s->box,
			.baseline = s->baseline, .size = s->size, .face = (s->italic ? 2u : 0u) + (s->bold ? 1u : 0u)};
	}
	tr_placement_free(&found);
	return rc == TRIEN_OK ? check_complete(out, err) : rc;
}

/*
 * A person who names the places knows best what is blank; what is typed elsewhere still binds the date, where it agrees and
 * the pages can be read.
 */
static trien_rc
note_typed(const struct tr_place_source *source, struct tr_reserve_plan *out, struct trien_err *err)
{
	const struct tr_place_request request = {.name = {"", 0}};
	struct tr_placement found = {0};
	struct tr_reserve_plan typed = {0};

	const trien_rc rc = tr_place(source, &request, &found, err);
	if (rc != TRIEN_OK)
		return rc == TRIEN_E_NO_MEMORY ? rc : TRIEN_OK;
	if (take_typed(&found, &typed, NULL) == TRIEN_OK)
		memcpy(out->typed, typed.typed, sizeof(out->typed));
	tr_placement_free(&found);
	return TRIEN_OK;
}

trien_rc
tr_plan_make(const struct tr_plan_wish *wish, const struct tr_place_source *source, struct tr_reserve_plan *out,
		struct trien_err *err)
{
	struct tr_plan_spec spec;

	TR_TRY(tr_plan_read(wish, &spec, err));
	TR_TRY(check_procedure(wish, &spec, err));
	out->signer_count = spec.signer_count;
	for (size_t i = 0; i < spec.signer_count; i++)
		out->signers[i].role = spec.signers[i].role;
	out->spot_count = spec.spot_count;
	memcpy(out->spots, spec.spots, spec.spot_count * sizeof(*spec.spots));
	for (size_t i = 0; i < spec.signer_count; i++)
		TR_TRY(place_signer(source, &spec.signers[i], wish->overlap, i, out, err));
	TR_TRY(make_room_for_seals(&spec, wish->overlap, out, err));
	TR_TRY(place_checkers(source, &spec, out, err));
	if (wish->procedure == TR_PROCEDURE_INTERNAL)
		return TRIEN_OK;
	return wish->texts.n == 0 ? find_texts(source, out, err) : note_typed(source, out, err);
}
