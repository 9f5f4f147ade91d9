/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Where the parts of an official document stand (Decree 30/2020, Annex I):
 * the signatory's block, every place for number and date, free room at the top
 * right. Works on words alone (and asks for ink where there are pictures); says how sure it is, and asks where it is not.
 * The words are data from a hostile file.
 */
#ifndef TR_OFFICIAL_PLACE_H
#define TR_OFFICIAL_PLACE_H

#include "base/memory.h"
#include "layout/page.h"

#define TR_PLACE_PAGES_MAX ((size_t)2000)
#define TR_PLACE_SPOTS_MAX ((size_t)64)
#define TR_PLACE_CANDIDATES_MAX ((size_t)16)
#define TR_PLACE_AUTHORITY_MAX ((size_t)8) /* lines of the head */
#define TR_PLACE_NAME_MAX ((size_t)256) /* bytes of UTF-8 */

/* The words of all pages, read one page at a time, from the first to the last; each is valid until the next is asked for. */
struct tr_place_source {
	void *context;
	size_t pages;
	trien_rc (*words)(void *context, size_t page, const struct tr_page_words **out, struct trien_err *err);
	/*
	 * How much of a box is dark on the drawn page, 0..1. NULL where pages are not drawn: then what depends on it is
	 * unsure.
	 */
	trien_rc (*ink)(void *context, size_t page, struct tr_box box, double *share, struct trien_err *err);
};

enum tr_sureness { TR_SURE, TR_UNSURE };

/* Block 7 of the layout: authority prefix / title ... full name. */
struct tr_place_signatory {
	size_t page;
	struct tr_box title;       /* all lines above the room: authority prefix and title */
	struct tr_box name;        /* the printed full name, with a rank before it */
	struct tr_box room;        /* free between them, as wide as the column: the handwriting goes into its middle */
	struct tr_text prefix;     /* "TM.", "Q.", "KT.", "TL.", "TUQ." or empty: the one nearest to the title */
	struct tr_text title_text; /* lines joined by one space, NFC */
	struct tr_text name_text;
	enum tr_sureness sure;
	const char *doubt;         /* stable word where not sure, else NULL */
};

enum tr_spot_kind { TR_SPOT_NUMBER, TR_SPOT_DAY, TR_SPOT_MONTH, TR_SPOT_YEAR };

/* Blank room for one value; what is typed already is not reserved. */
struct tr_place_spot {
	enum tr_spot_kind kind;
	size_t page;
	struct tr_box box;     /* baseline text of `size` fits into it */
	double baseline, size; /* of the text around it */
	unsigned italic : 1, bold : 1;
	enum tr_sureness sure;
	const char *doubt;     /* stable word where not sure, else NULL */
};

/* A date of the document of which something is typed already: what comes later must agree with it. */
struct tr_place_typed {
	size_t page;
	unsigned part[3]; /* day, month, year; 0: not typed */
};

struct tr_placement {
	struct tr_place_signatory signatories[TR_PLACE_CANDIDATES_MAX]; /* best first */
	size_t signatory_count;
	struct tr_text authority[TR_PLACE_AUTHORITY_MAX]; /* the issuing agency at the head of page 1, line by line, its superior first */
	size_t authority_count;
	size_t name_elsewhere; /* how often the name stands in running text, tables, "Nơi nhận" */
	struct tr_place_spot spots[TR_PLACE_SPOTS_MAX]; /* by page, from the top */
	size_t spot_count;
	struct tr_place_typed typed[TR_PLACE_SPOTS_MAX]; /* those that are sure */
	size_t typed_count;
	bool spots_cut;          /* there are more than TR_PLACE_SPOTS_MAX */
	struct tr_box top_right; /* free room at the top right of page 1; meaningful where top_right_free */
	bool top_right_free;
	enum tr_sureness top_right_sure;
	const char *top_right_doubt;
	struct tr_arena arena;   /* owns the texts */
};

struct tr_place_request {
	struct tr_text name; /* the signing person's full name (NFC or NFD, spaces free); empty: the one who signs, where there is only one */
	double top_right_width, top_right_height; /* points wanted; 0: not asked for */
};

/*
 * An unsure answer is an answer: see sure and doubt; several candidates are all unsure. Errors: official.place-pages,
 * official.place-name, those of the source. Free with tr_placement_free().
 */
TRIEN_MUST_CHECK trien_rc tr_place(const struct tr_place_source *source, const struct tr_place_request *request,
		struct tr_placement *out, struct trien_err *err);
void tr_placement_free(struct tr_placement *p);

/*
 * The one block that may be signed without asking a person; borrowed. official.name-not-found, official.name-twice (two
 * persons or two blocks of the same name), official.no-room, official.place-unsure (any other doubt, with its word).
 */
TRIEN_MUST_CHECK trien_rc tr_place_signatory(const struct tr_placement *p, struct tr_text name,
		const struct tr_place_signatory **out, struct trien_err *err);
/* All spots are sure: otherwise official.spot-unsure names the first doubt, kind and page. */
TRIEN_MUST_CHECK trien_rc tr_place_spots_sure(const struct tr_placement *p, struct trien_err *err);
/* The doubt of that name, as it stands in an answer; NULL where there is none. */
const char *tr_place_doubt(struct tr_text word);
/* What a doubt means, for people. */
const char *tr_place_doubt_text(const char *doubt, enum trien_lang lang);

#endif
