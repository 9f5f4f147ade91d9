/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Reserves, in one revision of a file that nobody has signed yet, every field that the procedures of Điều 9 will need:
 * the texts for number, day, month and year over every place that repeats them, and the signature field of each
 * signer with its final place and its lock (ISO 32000-2 §12.7, §12.8.2.4). What comes later only fills them in, so
 * that it changes nothing that an earlier signer has not foreseen.
 *
 *   trien.number trien.day trien.month trien.year   one field, one value, as many widgets as places
 *   trien.sign.1 trien.sign.2 ...                   the persons, in their order; of a joint document then its other agencies
 *   trien.seal                                      the agency that issues
 *
 * A person's lock leaves free exactly what stands behind him, the last one's locks all; each lock permits filling in
 * and signing, and nothing else (/P 2, Table 236).
 * Does not ask whether the boxes are the right ones: that is the plan's affair.
 */
#ifndef TR_OFFICIAL_RESERVE_H
#define TR_OFFICIAL_RESERVE_H

#include "official/place.h"

#define TR_RESERVE_SPOTS_MAX TR_PLACE_SPOTS_MAX
#define TR_RESERVE_SIGNERS_MAX ((size_t)32)
#define TR_RESERVE_FACES 4 /* regular, bold, italic, bold italic */
/* Points of size that a reserved text may have. */
#define TR_RESERVE_SIZE_MIN 4
#define TR_RESERVE_SIZE_MAX 72

enum tr_reserve_align { TR_ALIGN_CENTRE, TR_ALIGN_LEFT };

/* Room for a value: one line of text. */
struct tr_reserve_spot {
	enum tr_spot_kind kind;
	size_t page;
	struct tr_box box;     /* as seen; only its sides count, top and bottom follow from the text */
	double baseline, size; /* of the text around it, as seen */
	unsigned face;         /* as tr_page_fonts_serif() counts */
	enum tr_reserve_align align;
};

enum tr_reserve_role { TR_ROLE_CHECKER, TR_ROLE_SIGNATORY, TR_ROLE_AGENCY };

struct tr_reserve_signer {
	enum tr_reserve_role role;
	struct tr_text name; /* as printed, for those who look at the field; may be empty */
	size_t page;
	struct tr_box box;   /* as seen; without width: the signature will not be seen */
	struct tr_box printed; /* that name on the page; empty: not known */
};

struct tr_reserve_plan {
	struct tr_reserve_spot spots[TR_RESERVE_SPOTS_MAX];
	size_t spot_count;
	unsigned typed[3]; /* day, month, year that the page has already, for who fills in; 0: not known */
	struct tr_reserve_signer signers[TR_RESERVE_SIGNERS_MAX]; /* in the order in which they sign */
	size_t signer_count;
	struct tr_bytes faces[TR_RESERVE_FACES]; /* font files; those that no spot names are not read */
	uint8_t id16[16];                        /* random, for /ID */
};

/* Is it the agency that issues: the last one, who fills in the texts and locks all? */
bool tr_reserve_issues(const struct tr_reserve_plan *plan, size_t signer);
/* The text's own name below "trien": "number", "day", "month", "year". */
const char *tr_reserve_name(enum tr_spot_kind kind);

/* official.reserve-signed, before anybody looks for places; pdf.* where the file cannot be read. */
TRIEN_MUST_CHECK trien_rc tr_reserve_check_unsigned(struct tr_bytes file, struct trien_err *err);
/*
 * Appends to tail the revision that stands behind the file. Errors: pdf.*, layout.*, official.reserve-* (signed,
 * encrypted (pdf.encrypted-write), XFA, fields of these names; a box outside its page or too narrow for two
 * digits; no signer, or an agency before a person).
 */
TRIEN_MUST_CHECK trien_rc tr_reserve(struct tr_bytes file, const struct tr_reserve_plan *plan,
		struct tr_buf *tail, struct trien_err *err);

#endif
