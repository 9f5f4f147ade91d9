/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A receipt for one leaf of a published log, made of its tiles. Whose the checkpoint is, who wants to know asks with a key (tr_proof_holds()). */
#ifndef TR_STORE_AUDIT_PROVE_H
#define TR_STORE_AUDIT_PROVE_H

#include "store/proof.h"

/* dir: tiles of the log; size: its leaves under the checkpoint; p->index is set: fills in path and entry. audit.tile-*; index < size. */
TRIEN_MUST_CHECK trien_rc tr_audit_prove(int dir, uint64_t size, struct tr_proof *p, struct trien_err *err);

#endif
