/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Secrecy stamps on a page (Decree 30/2020, Annex I, box 10a): MẬT, TỐI MẬT, TUYỆT MẬT in capitals, alone in their
 * place, where stamps stand; in small letters, without marks or in look-alike letters only where nothing stands
 * beside them. Works on words alone. What only speaks of secrets ("bí mật nhà nước", "độ mật", a heading
 * that breaks before its last word) is no stamp.
 *
 * What is drawn beside the text where stamps stand (pictures, outlines, letters of Type3 fonts) cannot be read from here: it is
 * told to the caller, who has it read as a picture or asks a person.
 * Requirement: R5.1
 */
#ifndef TR_OFFICIAL_SECRECY_H
#define TR_OFFICIAL_SECRECY_H

#include "layout/page.h"

#define TR_SECRECY_STAMPS_MAX 16u /* kinds of stamp */

struct tr_secrecy_rules {
	struct tr_text stamps[TR_SECRECY_STAMPS_MAX]; /* "MẬT", "TỐI MẬT", ...: NFC */
	size_t stamp_count;
	double first_page;  /* part of the height of a first page that is searched, from the top: 0.5 */
	double other_pages; /* the same for later pages */
	double foot;        /* part at the foot of every page */
};

struct tr_secrecy_stamp {
	size_t kind;       /* index into the rules' stamps */
	struct tr_box box; /* as seen */
};

/* What a page says. */
struct tr_secrecy_page {
	bool found;
	struct tr_secrecy_stamp stamp; /* the highest kind of those found */
	bool textless; /* a picture, or nothing that is text: what it says cannot be told from here */
	bool drawings; /* where stamps stand something is drawn that may be one */
	double head;   /* the part from the top that was searched */
};

/*
 * Judges the words of page `index` (0 = first). A page is textless where it has no word that is seen, or where one
 * picture fills half of it and hardly a word stands beside it; blank pages are the caller's to tell apart. Errors:
 * base.no-memory.
 */
TRIEN_MUST_CHECK trien_rc tr_secrecy_judge(const struct tr_page_words *words, size_t index,
		const struct tr_secrecy_rules *rules, struct tr_secrecy_page *out, struct trien_err *err);

/*
 * Does a line of text that was read from a picture say a stamp? Marks on the letters do not count: who reads pictures
 * confuses them. *kind is written where it does.
 */
bool tr_secrecy_line(struct tr_text line, const struct tr_secrecy_rules *rules, size_t *kind);

#endif
