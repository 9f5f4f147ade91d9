/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The six appearances of Điều 8 (Decree 30/2020, Annex I, part I section II and part II section I; Circulars 01 and 02/2019),
 * chosen by name. Each says what it shows; where on the page it goes is said elsewhere.
 */
#ifndef TR_OFFICIAL_APPEARANCE_H
#define TR_OFFICIAL_APPEARANCE_H

#include "base/memory.h"
#include "official/drawing.h"

enum tr_appearance {
	TR_APPEARANCE_SIGNATORY,  /* handwriting */
	TR_APPEARANCE_AGENCY,     /* seal over a third of the handwriting */
	TR_APPEARANCE_ATTACHMENT, /* number, symbol, time */
	TR_APPEARANCE_ANNEX,      /* the same on an annex in a file of its own */
	TR_APPEARANCE_E_COPY,     /* form of copy, agency, time */
	TR_APPEARANCE_DIGITISED,  /* seal, agency, time */
	TR_APPEARANCE_COUNT
};

#define TR_APPEARANCE_TEXT_MAX 1024u      /* bytes of an agency's name, a number */
#define TR_SEAL_LEAST_MM 10.0             /* beside these it is a slip of the pen */
#define TR_SEAL_GREATEST_MM 100.0
#define TR_HANDWRITING_LEAST_MM 10.0
#define TR_HANDWRITING_GREATEST_MM 120.0
#define TR_HANDWRITING_WIDTH_MM 45.0      /* where nothing else is asked for, and its room is as wide */

/* "signatory", "agency", "attachment", "annex", "e-copy", "digitised". */
const char *tr_appearance_name(enum tr_appearance kind);
/* official.appearance-unknown. */
TRIEN_MUST_CHECK trien_rc tr_appearance_of(const char *name, enum tr_appearance *out, struct trien_err *err);
bool tr_appearance_has_picture(enum tr_appearance kind);
/* At the top right of page 1. */
bool tr_appearance_in_corner(enum tr_appearance kind);

/* What a person asks for. */
struct tr_appearance_asked {
	enum tr_appearance kind;
	bool picture;                     /* one was given */
	double diameter_mm;               /* of the seal's inked circle; 0: not given */
	double width_mm;                  /* of the handwriting; 0: not given */
	struct tr_text agency, number, copy; /* empty: not given */
};

/*
 * Is all there that the appearance shows, and nothing else? official.picture-wanted, -unwanted, words-wanted, -unwanted,
 * diameter, handwriting-width, copy-kind, text-limit.
 */
TRIEN_MUST_CHECK trien_rc tr_appearance_check(const struct tr_appearance_asked *asked, struct trien_err *err);

/* A form of copy as it is shown; NULL for what is none. Static. */
const char *tr_appearance_copy(struct tr_text typed);

struct tr_appearance_request {
	struct tr_appearance_asked asked; /* checked */
	const struct tr_official_rules *rules;
	const struct tr_picture *image;   /* where the appearance shows one */
	struct tr_font *font;             /* where it shows text */
	int64_t time;
	int zone_minutes;
	double room_width, room_height;   /* points that it must keep to; 0: as it comes */
	bool in_a_row;                    /* words parted by semicolons instead of lines: for a low room */
};

/*
 * What it looks like. Texts live in the arena. Text is never made smaller to fit: official.box-small where the room is
 * too narrow or too low, official.lines-limit.
 */
TRIEN_MUST_CHECK trien_rc tr_appearance_compose(const struct tr_appearance_request *r, struct tr_arena *arena,
		struct tr_drawing *out, struct trien_err *err);

#endif
