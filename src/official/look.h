/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * An official appearance as part of a signature's revision (sign/propose.h): finds its place, draws it, and says what the page
 * breaks. Runs in the sandbox.
 */
#ifndef TR_OFFICIAL_LOOK_H
#define TR_OFFICIAL_LOOK_H

#include "official/lint.h"
#include "sign/propose.h"

enum tr_where {
	TR_WHERE_FIELD, /* the place of the field that is signed */
	TR_WHERE_AT,    /* top left corner at x, y of a page */
	TR_WHERE_AUTO,  /* found on the page */
};

/* All texts and bytes are borrowed. */
struct tr_official_look {
	struct tr_appearance_asked asked;
	enum tr_where where;
	size_t page;             /* AT: index */
	double x, y;             /* AT: points as seen */
	struct tr_text name;     /* the signatory's printed name; empty: whoever signs last */
	struct tr_text beside;   /* the field whose handwriting a seal goes beside; empty: the only one */
	const struct tr_official_rules *rules;
	struct tr_bytes file;    /* the document, once more for the page reader */
	struct tr_bytes picture; /* a PNG */
	const struct tr_picture *image; /* the same, read once for many documents; NULL: picture is read */
	struct tr_bytes font;    /* a font file; empty: Liberation Serif of `fonts` */
	const struct tr_page_fonts *fonts;
	struct tr_lint_findings findings; /* out */
};

/*
 * The put of a struct tr_sign_extra; context is the struct tr_official_look. Findings of level error do not end it: who
 * called shows them all, then stops. Errors: official.*, layout.*, pdf.*.
 */
TRIEN_MUST_CHECK trien_rc tr_official_put(void *context, const struct tr_sign_spot *spot, struct tr_pdf_update *u,
		struct tr_sign_look *out, struct trien_err *err);

#endif
