/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "verify/object_paths.h"

#include <stdlib.h>

struct search {
	struct tr_object_paths *out;
	struct tr_pdf *pdf;
	size_t rev;
	uint32_t *queue; /* each number once: as long as the table */
	size_t head, tail;
};

static trien_rc
keep(struct tr_arena *arena, const struct tr_step *at, const struct tr_step **out, struct trien_err *err)
{
	*out = at;
	if (at == NULL || at->kept)
		return TRIEN_OK;
	struct tr_step *s;
	TR_TRY(tr_arena_take(arena, sizeof(*s), &s, err));
	*s = *at;
	s->kept = true;
	TR_TRY(keep(arena, at->up, &s->up, err));
	*out = s;
	return TRIEN_OK;
}

static trien_rc
look(struct search *s, const struct tr_pdf_obj *o, const struct tr_step *at, size_t depth, struct trien_err *err)
{
	const struct tr_pdf_dict *d = tr_pdf_dict_of(o);

	if (depth > TR_VERIFY_NESTING_MAX || s->out->looked_at++ > TR_VERIFY_STEPS_MAX)
		return TRIEN_OK;
	if (tr_pdf_is(o, TR_PDF_REF)) {
		uint32_t num = o->u.ref.num;
		if (num >= s->out->count || s->out->steps[num] != NULL)
			return TRIEN_OK;
		TR_TRY(keep(&s->out->arena, at, &s->out->steps[num], err));
		s->queue[s->tail++] = num;
		return TRIEN_OK;
	}
	for (size_t i = 0; d != NULL && i < d->count; i++) {
		struct tr_step step = {.up = at, .key = d->entries[i].key};
		TR_TRY(look(s, d->entries[i].value, &step, depth + 1, err));
	}
	for (size_t i = 0; tr_pdf_is(o, TR_PDF_ARRAY) && i < o->u.array.count; i++) {
		struct tr_step step = {.up = at, .index = i};
		TR_TRY(look(s, o->u.array.items[i], &step, depth + 1, err));
	}
	return TRIEN_OK;
}

static trien_rc
search_all(struct search *s, struct trien_err *err)
{
	const struct tr_pdf_obj *trailer = tr_pdf_revision_at(s->pdf, s->rev)->trailer;
	static const struct tr_step root = {.key = {(const uint8_t *)"Root", 4}, .kept = true};
	static const struct tr_step info = {.key = {(const uint8_t *)"Info", 4}, .kept = true};
	static const struct tr_step encrypt = {.key = {(const uint8_t *)"Encrypt", 7}, .kept = true};

	TR_TRY(look(s, tr_pdf_dict_find(trailer, "Root"), &root, 0, err));
	TR_TRY(look(s, tr_pdf_dict_find(trailer, "Info"), &info, 0, err));
	TR_TRY(look(s, tr_pdf_dict_find(trailer, "Encrypt"), &encrypt, 0, err));
	while (s->head < s->tail) {
		uint32_t num = s->queue[s->head++];
		const struct tr_pdf_obj *o;
		struct trien_err why = {0};
		/* What cannot be read leads nowhere. */
		if (tr_pdf_get(s->pdf, s->rev, num, &o, &why) != TRIEN_OK)
			continue;
		/* Paths begin below the catalog. */
		const struct tr_step *at = s->out->steps[num] == &root ? NULL : s->out->steps[num];
		TR_TRY(look(s, o, at, 0, err));
	}
	return TRIEN_OK;
}

trien_rc
tr_object_paths_find(struct tr_pdf *pdf, size_t rev, struct tr_object_paths *out, struct trien_err *err)
{
	uint32_t count = tr_pdf_revision_at(pdf, rev)->size;
	struct search s = {.out = out, .pdf = pdf, .rev = rev};

	*out = (struct tr_object_paths){.arena = {.max = TR_VERIFY_ARENA_MAX}, .count = count};
	out->steps = tr_mem_zeroed((size_t)count + 1, sizeof(*out->steps));
	s.queue = tr_mem_zeroed((size_t)count + 1, sizeof(*s.queue));
	trien_rc rc = TRIEN_OK;
	if (out->steps == NULL || s.queue == NULL)
		rc = TR_ERR(err, NO_MEMORY, TR_U("want", (uint64_t)count * sizeof(*out->steps)));
	else
		rc = search_all(&s, err);
	free(s.queue);
	if (rc != TRIEN_OK)
		tr_object_paths_free(out);
	return rc;
}

void
tr_object_paths_free(struct tr_object_paths *p)
{
	tr_arena_free(&p->arena);
	free(p->steps);
	*p = (struct tr_object_paths){0};
}
