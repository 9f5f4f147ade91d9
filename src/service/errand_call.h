/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What page and program at the desk have in common: how an errand ends, and how it is told why. Requirement: R4.3 R5.3 */
#ifndef TR_SERVICE_ERRAND_CALL_H
#define TR_SERVICE_ERRAND_CALL_H

#include <jansson.h>

#include "service/errand.h"
#include "service/once.h"

/* Where the VGCA Sign Service fetches a file, and where it sends it. */
#define TR_VGCA_FILES "/api/v1/desk/vgca/files/"
#define TR_VGCA_UPLOADS "/api/v1/desk/vgca/uploads/"

/* The signing sessions of its items that are not signed are abandoned, but for those that go on in another errand: the documents are free again. In the act's transaction. */
TRIEN_MUST_CHECK trien_rc tr_errand_give_up(struct tr_doing *d, int64_t errand, const int64_t *but, size_t but_count, struct trien_err *err);
/* {"id", "detail", "detail_en"} of an error by its id; one that wants values, or that is not known here, is told as desk.refused. */
json_t *tr_errand_reason_json(const char *id);

#endif
