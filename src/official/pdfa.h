/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What a document says of itself as PDF/A (ISO 19005). */
#ifndef TR_OFFICIAL_PDFA_H
#define TR_OFFICIAL_PDFA_H

#include "pdf/file.h"

/* The part that the metadata declare (ISO 19005-1 §6.7.11): 0 for none. Believed, not checked. */
TRIEN_MUST_CHECK trien_rc tr_pdfa_part(struct tr_pdf *pdf, size_t rev, int *out, struct trien_err *err);

#endif
