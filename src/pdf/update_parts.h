/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What update.c and update_xref.c share. */
#ifndef TR_PDF_UPDATE_PARTS_H
#define TR_PDF_UPDATE_PARTS_H

#include "pdf/core.h"
#include "pdf/update.h"

#define TR_PDF_UPDATE_OBJECTS_MAX ((size_t)1 << 16) /* objects of one revision */
#define TR_PDF_UPDATE_HOLES_MAX 4096u               /* numbers between the last one used and /Size */
#define TR_PDF_UPDATE_ROOM 16384u                   /* memory taken at once: enough for most signatures */

/* An object of the revision; at and body are offsets in .objects, later behind .start. */
struct tr_pdf_update_object {
	struct tr_pdf_ref ref;
	size_t at;   /* of "num gen obj" */
	size_t body;
};

struct tr_pdf_update {
	struct tr_pdf *pdf;
	uint32_t known; /* one more than the highest number that the file defines */
	uint32_t next;  /* the next number to give out; those from known on that stay unused become free
			   entries */
	struct tr_buf objects;
	struct tr_pdf_update_object *list;
	size_t count;
	size_t cap;
	bool written;
	uint64_t start; /* offset in the file of the first object */
};

/* Notes an object that stands, or will stand, at behind .start. */
TRIEN_MUST_CHECK trien_rc tr_pdf_update_list(
		struct tr_pdf_update *u, struct tr_pdf_ref ref, size_t at, struct trien_err *err);
/* Append section, trailer, startxref and %%EOF to tail, in which the objects stand already. */
TRIEN_MUST_CHECK trien_rc tr_pdf_update_xref_table(
		struct tr_pdf_update *u, const uint8_t id16[16], struct tr_buf *tail, struct trien_err *err);
TRIEN_MUST_CHECK trien_rc tr_pdf_update_xref_stream(
		struct tr_pdf_update *u, const uint8_t id16[16], struct tr_buf *tail, struct trien_err *err);

#endif
