/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What a page would break with an appearance on it. A finding is a row of the error table (id, both languages); those of
 * level error stop the signing, the others are shown. It measures boxes and the picture, not the drawn page.
 */
#ifndef TR_OFFICIAL_LINT_H
#define TR_OFFICIAL_LINT_H

#include "layout/page.h"
#include "official/appearance.h"

#define TR_LINT_MAX 16u /* more than there are rules */

enum tr_lint_level { TR_LINT_ERROR, TR_LINT_WARNING };

struct tr_lint_finding {
	enum tr_lint_level level;
	struct trien_err what;
};

struct tr_lint_findings {
	struct tr_lint_finding list[TR_LINT_MAX];
	size_t count;
};

/* A new finding for an error to be raised into; where there is no room the last one gives way. */
struct trien_err *tr_lint_add(struct tr_lint_findings *f, enum tr_lint_level level);
/* The first of level error, NULL where there is none; borrowed. */
const struct trien_err *tr_lint_first_error(const struct tr_lint_findings *f);
/* The same as what a function returns. */
TRIEN_MUST_CHECK trien_rc tr_lint_stop(const struct tr_lint_findings *f, struct trien_err *err);

/* What belongs to another signatory: nobody's appearance goes over it. */
struct tr_lint_other {
	struct tr_box box;
	enum { TR_OTHER_NAME, TR_OTHER_HANDWRITING } what;
};

/* What is known of the page; all boxes as seen. */
struct tr_lint_page {
	double width, height;
	const struct tr_page_words *words;    /* NULL: not read */
	const struct tr_box *title, *name;    /* of the signatory's block; NULL: not known */
	const struct tr_box *handwriting;     /* that a seal stands beside; NULL: none found */
	const struct tr_lint_other *others;
	size_t other_count;
};

/* Judges the drawing with its top left corner at (x, y). */
void tr_lint(const struct tr_appearance_request *r, const struct tr_drawing *d, double x, double y,
		const struct tr_lint_page *page, struct tr_lint_findings *out);

/* Judges the picture alone, before any page is known. */
void tr_lint_picture(const struct tr_appearance_request *r, const struct tr_drawing *d, struct tr_lint_findings *out);

#endif
