/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Requirement: R8.2 R9.2
 */
#include "official/place.h"

#include <stdlib.h>

#include "base/details.h"
#include "base/errors/official.h"
#include "official/place_authority.h"
#include "official/place_block.h"
#include "official/place_corner.h"
#include "official/place_spot.h"

#define NAME_LETTERS_LEAST 2
#define PAGE_ARENA_MAX ((size_t)64 << 20) /* the letters of one page: a megabyte of text takes sixteen */

/* ---- doubts ---- */
static const char *const doubts[] = {
	"spelling", "page-break", "title-unknown", "typed-signed", "in-table", "no-room", "far-apart",
	"off-centre", "text-below", "picture", "room-not-empty", "no-ink", "in-annex", "two-persons",
	"two-blocks", "no-name", "several", "too-many", "scan", "narrow", "line-break", "partly-typed",
	"no-symbol", "symbol-differs", "kind-differs", "unclear", "typed-in-head", "second-head",
	"not-first-page", "other-date",
};

const char *
tr_place_doubt(struct tr_text word)
{
	for (size_t i = 0; i < sizeof(doubts) / sizeof(*doubts); i++)
		if (tr_bytes_are(TR_BYTES(word.p, word.n), doubts[i]))
			return doubts[i];
	return NULL;
}

const char *
tr_place_doubt_text(const char *doubt, enum trien_lang lang)
{
	return tr_err_detail(doubt, lang);
}

/* ---- the candidates after all pages ---- */
static void
set_doubt(struct tr_block *b, const char *doubt)
{
	if (b->found.doubt == NULL)
		b->found.doubt = doubt;
	b->found.sure = TR_UNSURE;
}

/* Where the name is spelt exactly somewhere, what matches only without diacritics is somebody else. */
static void
drop_misspelt(struct tr_blocks *blocks)
{
	bool spelt = false;
	size_t kept = 0;

	for (size_t i = 0; i < blocks->count; i++)
		spelt = spelt || blocks->items[i].spelt;
	for (size_t i = 0; i < blocks->count; i++)
		if (!spelt || blocks->items[i].spelt)
			blocks->items[kept++] = blocks->items[i];
	blocks->elsewhere += blocks->count - kept;
	blocks->count = kept;
}

/* Two that could be signed are never one that is sure. */
static void
doubt_several(struct tr_blocks *blocks, bool named)
{
	for (size_t i = 0; i < blocks->count; i++) {
		struct tr_block *a = &blocks->items[i];
		for (size_t k = 0; k < blocks->count; k++) {
			const struct tr_block *b = &blocks->items[k];
			if (k == i || !b->complete)
				continue;
			set_doubt(a, !named ? "several" : a->found.page == b->found.page ? "two-persons" : "two-blocks");
		}
	}
}

static int
best_first(const void *pa, const void *pb)
{
	const struct tr_block *a = pa, *b = pb;
	if (a->found.sure != b->found.sure)
		return a->found.sure == TR_SURE ? -1 : 1;
	if (a->complete != b->complete)
		return a->complete ? -1 : 1;
	if (a->found.page != b->found.page)
		return a->found.page < b->found.page ? -1 : 1;
	return (a->found.name.y0 > b->found.name.y0) - (a->found.name.y0 < b->found.name.y0);
}

/* A title whose name was not read: on an earlier page, or beside and below this block. */
static bool
may_sign_too(const struct tr_blocks *blocks, const struct tr_place_signatory *found)
{
	const struct tr_place_signatory *nameless = &blocks->nameless.found;

	return blocks->nameless_page < found->page ||
	       (nameless->page == found->page && nameless->title.y1 > found->title.y0);
}

static void
settle(struct tr_blocks *blocks, const struct tr_spots *spots, bool named, struct tr_placement *out)
{
	drop_misspelt(blocks);
	if (blocks->count == 0 && blocks->has_nameless)
		blocks->items[blocks->count++] = blocks->nameless;
	for (size_t i = 0; i < blocks->count; i++)
		if (!named && spots->annex_page > 0 && blocks->items[i].found.page >= spots->annex_page)
			set_doubt(&blocks->items[i], "in-annex");
	for (size_t i = 0; i < blocks->count; i++)
		if (!named && blocks->has_nameless && may_sign_too(blocks, &blocks->items[i].found))
			set_doubt(&blocks->items[i], "several");
	doubt_several(blocks, named);
	for (size_t i = 0; i < blocks->count && blocks->cut; i++)
		set_doubt(&blocks->items[i], "too-many");
	qsort(blocks->items, blocks->count, sizeof(*blocks->items), best_first);
	for (size_t i = 0; i < blocks->count; i++)
		out->signatories[i] = blocks->items[i].found;
	out->signatory_count = blocks->count;
	out->name_elsewhere = blocks->elsewhere;
}

#define INK_IN_BLANK 0.01

/* A number that was stamped or written by hand is in no text: where the page has pictures, blanks are looked at. */
static trien_rc
look_at_blanks(const struct tr_place_source *source, struct tr_spots *spots, struct trien_err *err)
{
	for (size_t i = 0; i < spots->count; i++) {
		struct tr_place_spot *s = &spots->items[i];
		const struct tr_box inner = {s->box.x0 + 1, s->baseline - s->size * 0.6, s->box.x1 - 1, s->baseline};
		double share = 1;
		if (!spots->look[i] || s->sure != TR_SURE)
			continue;
		if (source->ink != NULL)
			TR_TRY(source->ink(source->context, s->page, inner, &share, err));
		if (share < INK_IN_BLANK)
			continue;
		s->sure = TR_UNSURE;
		s->doubt = source->ink != NULL ? "room-not-empty" : "picture";
	}
	return TRIEN_OK;
}

/* ---- the pass over the pages ---- */
static trien_rc
read_page(const struct tr_place_source *source, size_t page, const struct tr_block_search *search,
		const struct tr_place_request *request, struct tr_blocks *blocks, struct tr_spots *spots,
		struct tr_placement *out, struct trien_err *err)
{
	struct tr_arena arena = {.max = PAGE_ARENA_MAX};
	const struct tr_page_words *words;
	struct tr_sheet sheet;

	TR_TRY(source->words(source->context, page, &words, err));
	if (page == 0 && request->top_right_width > 0 && request->top_right_height > 0)
		TR_TRY(tr_corner_find(source, words, request, out, err));
	trien_rc rc = tr_sheet_read(words, page, &arena, &sheet, err);
	if (rc == TRIEN_OK)
		tr_spots_read(&sheet, spots);
	if (rc == TRIEN_OK)
		rc = tr_blocks_read(search, &sheet, blocks, err);
	if (rc == TRIEN_OK && page == 0)
		rc = tr_authority_find(&sheet, out, err);
	tr_arena_free(&arena);
	return rc;
}

static trien_rc
place(const struct tr_place_source *source, const struct tr_place_request *request, const struct tr_letter *name,
		size_t n, struct tr_placement *out, struct trien_err *err)
{
	const struct tr_block_search search = {source, name, n, &out->arena};
	struct tr_spots spots = {.items = out->spots};
	struct tr_blocks *blocks;

	TR_TRY(tr_arena_array(&out->arena, 1, sizeof(*blocks), &blocks, err));
	for (size_t page = 0; page < source->pages; page++)
		TR_TRY(read_page(source, page, &search, request, blocks, &spots, out, err));
	settle(blocks, &spots, n > 0, out);
	tr_spots_settle(&spots, out->signatories, out->signatory_count);
	TR_TRY(look_at_blanks(source, &spots, err));
	out->spot_count = spots.count;
	out->typed_count = tr_spots_typed(&spots, out->typed);
	out->spots_cut = spots.cut;
	return TRIEN_OK;
}

trien_rc
tr_place(const struct tr_place_source *source, const struct tr_place_request *request, struct tr_placement *out,
		struct trien_err *err)
{
	struct tr_letter name[TR_PLACE_NAME_MAX];

	if (source->pages > TR_PLACE_PAGES_MAX)
		return TR_ERR(err, OFFICIAL_PLACE_PAGES, TR_U("got", source->pages), TR_U("max", TR_PLACE_PAGES_MAX));
	const size_t n = tr_letters_of(request->name, name, TR_PLACE_NAME_MAX);
	if (request->name.n > TR_PLACE_NAME_MAX || (request->name.n > 0 && n < NAME_LETTERS_LEAST))
		return TR_ERR(err, OFFICIAL_PLACE_NAME, TR_U("got", request->name.n), TR_U("max", TR_PLACE_NAME_MAX));
	struct tr_placement *made = tr_mem_zeroed(1, sizeof(*made));
	if (made == NULL)
		return TR_ERR(err, NO_MEMORY, TR_U("want", sizeof(*made)));
	trien_rc rc = place(source, request, name, n, made, err);
	if (rc == TRIEN_OK)
		*out = *made;
	else
		tr_placement_free(made);
	free(made);
	return rc;
}

void
tr_placement_free(struct tr_placement *p)
{
	if (p == NULL)
		return;
	tr_arena_free(&p->arena);
	memset(p, 0, sizeof(*p));
}

/* ---- what may be done without asking ---- */
trien_rc
tr_place_signatory(const struct tr_placement *p, struct tr_text name, const struct tr_place_signatory **out,
		struct trien_err *err)
{
	if (p->signatory_count == 0)
		return TR_ERR(err, OFFICIAL_NAME_NOT_FOUND, TR_B("name", name.p, name.n), TR_U("seen", p->name_elsewhere));
	const struct tr_place_signatory *s = &p->signatories[0];
	if (s->sure == TR_SURE) {
		*out = s;
		return TRIEN_OK;
	}
	if (strcmp(s->doubt, "two-persons") == 0 || strcmp(s->doubt, "two-blocks") == 0)
		return TR_ERR(err, OFFICIAL_NAME_TWICE, TR_B("name", s->name_text.p, s->name_text.n),
				TR_U("count", p->signatory_count), TR_U("page", s->page + 1));
	if (strcmp(s->doubt, "no-room") == 0)
		return TR_ERR(err, OFFICIAL_NO_ROOM, TR_B("name", s->name_text.p, s->name_text.n), TR_U("page", s->page + 1));
	return TR_ERR(err, OFFICIAL_PLACE_UNSURE, TR_S("doubt", s->doubt), TR_U("page", s->page + 1));
}

trien_rc
tr_place_spots_sure(const struct tr_placement *p, struct trien_err *err)
{
	static const char *const kinds[] = {"number", "day", "month", "year"};

	for (size_t i = 0; i < p->spot_count; i++)
		if (p->spots[i].sure != TR_SURE)
			return TR_ERR(err, OFFICIAL_SPOT_UNSURE, TR_S("kind", kinds[p->spots[i].kind]), TR_U("page", p->spots[i].page + 1),
					TR_S("doubt", p->spots[i].doubt));
	if (p->spots_cut)
		return TR_ERR(err, OFFICIAL_SPOT_LIMIT, TR_U("max", TR_PLACE_SPOTS_MAX));
	return TRIEN_OK;
}
