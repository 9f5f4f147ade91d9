/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Is there anything to issue? Apart from issue.h, so that who asks needs no pictures. */
#ifndef TR_OFFICIAL_ISSUE_CHECK_H
#define TR_OFFICIAL_ISSUE_CHECK_H

#include "base/bytes.h"

/* Has a file what the clerk fills in and signs? official.fill-missing, official.issue-done. */
TRIEN_MUST_CHECK trien_rc tr_issue_check(struct tr_bytes file, struct trien_err *err);

#endif
