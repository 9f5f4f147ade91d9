/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The texts of a message in one order: what the reader fills in, the sandbox tells, and the writer writes. */
#ifndef TR_EXCHANGE_EDXML_PARTS_H
#define TR_EXCHANGE_EDXML_PARTS_H

#include "exchange/edxml.h"

#define TR_EDXML_NS "http://www.mic.gov.vn/TBT/QCVN_102_2016"
#define TR_EDXML_TEXTS_MAX 20u

/* Where the texts of an organ, a reference, an attachment, the message itself are; at most TR_EDXML_TEXTS_MAX. */
size_t tr_edxml_texts(struct tr_edxml *m, const char **out[TR_EDXML_TEXTS_MAX]);
size_t tr_edxml_organ_texts(struct tr_edxml_organ *o, const char **out[TR_EDXML_TEXTS_MAX]);
size_t tr_edxml_reference_texts(struct tr_edxml_reference *r, const char **out[TR_EDXML_TEXTS_MAX]);
size_t tr_edxml_attachment_texts(struct tr_edxml_attachment *a, const char **out[TR_EDXML_TEXTS_MAX]);
/* Those that nothing has filled in become "". */
void tr_edxml_fill(const char **texts[TR_EDXML_TEXTS_MAX], size_t count);

#endif
