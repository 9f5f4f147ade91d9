/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A walk over the fields of one revision, with what it depended on. */
#ifndef TR_PDF_FIELD_H
#define TR_PDF_FIELD_H

#include "pdf/core.h"

enum tr_pdf_field_scope {
	TR_PDF_FIELDS_OF_FORM,
	TR_PDF_FIELDS_OF_FORM_AND_PAGES, /* also signature widgets that only /Annots names */
};

struct tr_pdf_field_walk {
	struct tr_pdf *pdf;
	size_t rev;
	struct tr_arena *arena; /* of the names */
	struct tr_buf list;     /* struct tr_pdf_field */
	uint32_t numbers;       /* size of the two sets */
	uint8_t *seen;          /* nodes of the tree */
	uint8_t *used;          /* objects that were read */
	size_t nodes;
	unsigned depth;
};

/* Nothing is left to end where it fails. */
TRIEN_MUST_CHECK trien_rc tr_pdf_field_walk(struct tr_pdf *pdf, size_t rev, struct tr_arena *arena,
		enum tr_pdf_field_scope scope, struct tr_pdf_field_walk *w, struct trien_err *err);
void tr_pdf_field_walk_end(struct tr_pdf_field_walk *w);
/* Was the object read on the way? */
bool tr_pdf_field_walk_used(const struct tr_pdf_field_walk *w, uint32_t num);

#endif
