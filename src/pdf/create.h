/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Writes a new file of one revision: header, objects in the order in which they are put, a cross-reference table
 * (ISO 32000-2 §7.5). The same calls give the same bytes.
 */
#ifndef TR_PDF_CREATE_H
#define TR_PDF_CREATE_H

#include "pdf/object.h"

#define TR_PDF_CREATE_OBJECTS_MAX 100000u

struct tr_pdf_create;

/* Begins with the header of a version (17: 1.7). out is borrowed, empty, and grows with each object. */
TRIEN_MUST_CHECK trien_rc tr_pdf_create_new(
		int version, struct tr_buf *out, struct tr_pdf_create **created, struct trien_err *err);
void tr_pdf_create_free(struct tr_pdf_create *c);

/* The next number; pdf.create-objects past TR_PDF_CREATE_OBJECTS_MAX. Every number taken must be put, once. */
TRIEN_MUST_CHECK trien_rc tr_pdf_create_number(struct tr_pdf_create *c, uint32_t *out, struct trien_err *err);
/* Writes an object: the text between "obj" and "endobj". */
TRIEN_MUST_CHECK trien_rc tr_pdf_create_put(
		struct tr_pdf_create *c, uint32_t num, struct tr_bytes body, struct trien_err *err);
/* The same for a stream: dict is the text between << and >> without /Length. */
TRIEN_MUST_CHECK trien_rc tr_pdf_create_put_stream(struct tr_pdf_create *c, uint32_t num, struct tr_bytes dict,
		struct tr_bytes data, struct trien_err *err);
/* Writes table and trailer. id16 is both halves of /ID. */
TRIEN_MUST_CHECK trien_rc tr_pdf_create_end(
		struct tr_pdf_create *c, uint32_t catalog, const uint8_t id16[16], struct trien_err *err);

/* A document without a page, for a revision that brings them: its catalog and its /Pages have these numbers. */
#define TR_PDF_EMPTY_CATALOG 1u
#define TR_PDF_EMPTY_PAGES 2u
TRIEN_MUST_CHECK trien_rc tr_pdf_create_empty(const uint8_t id16[16], struct tr_buf *out, struct trien_err *err);

#endif
