/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The seal beside the handwriting: which handwriting stands in the document, and where the seal goes so that it covers a third
 * of its ink, at its left.
 */
#ifndef TR_OFFICIAL_SEAL_H
#define TR_OFFICIAL_SEAL_H

#include "official/drawing.h"

#define TR_HANDWRITINGS_MAX 32u /* signatures with an appearance that are looked at */

struct tr_handwriting {
	struct tr_text field;  /* in the document's arena */
	size_t page;
	struct tr_box ink;     /* as seen */
	bool measured;         /* else the field's whole box: another program drew it */
};

/* All signatures that show something, in document order; those of seals left out. official.handwriting-limit. */
TRIEN_MUST_CHECK trien_rc tr_handwritings_find(struct tr_pdf *pdf, size_t rev,
		struct tr_handwriting out[TR_HANDWRITINGS_MAX], size_t *count, struct trien_err *err);

struct tr_seal_wish {
	struct tr_box ink;             /* of the handwriting */
	double width, height;          /* of the seal */
	double overlap;                /* 0..1 */
	const struct tr_box *name, *title; /* rather not covered; NULL: not known */
	const struct tr_box *within;   /* the reserved field; NULL: the page is free */
	double page_width, page_height;
};
/* The top left corner of the seal. Its middle is that of the handwriting, moved so far that the printed name stays free. */
void tr_seal_place(const struct tr_seal_wish *wish, double *x, double *y);
/* Does the round seal lie over a box there? */
bool tr_seal_covers(const struct tr_seal_wish *wish, double x, double y, const struct tr_box *b);
/* The field that a seal of this diameter needs beside any handwriting in the middle of a room. */
struct tr_box tr_seal_room(struct tr_box handwriting_room, double diameter, double overlap);

#endif
