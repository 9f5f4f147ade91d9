/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Is an evidence file one of this document? */
#ifndef TR_CLI_EVIDENCE_OF_H
#define TR_CLI_EVIDENCE_OF_H

#include "base/bytes.h"

struct tr_worker;

/* sha256: of the document, hexadecimal. What the evidence proves, trien evidence verify judges. evidence.other-document, evidence.* */
TRIEN_MUST_CHECK trien_rc tr_cli_evidence_of(struct tr_worker *worker, struct tr_bytes record, const char *sha256, struct trien_err *err);

#endif
