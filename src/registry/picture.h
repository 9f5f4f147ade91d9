/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Requirement: R8.2 R8.3
 * What becomes of a picture that was proposed. Who proposed it never approves it; it may be used from then on, with its certificate alone, and takes the
 * place of the one before. A decision is not undone but followed by another one: what was signed in between stays as it was.
 */
#ifndef TR_REGISTRY_PICTURE_H
#define TR_REGISTRY_PICTURE_H

#include "registry/act.h"

/* The word of a decision: "approve", "refuse", "withdraw"; NULL: it is none. Its act: "picture.approve". */
const char *tr_picture_act(const char *decision);
/*
 * act->what is what tr_picture_act() gave; from act->effective_at on. registry.picture-state (not waiting, or to withdraw: not in use), registry.picture-own,
 * registry.picture-certificate (revoked, or at its end), registry.out-of-scope, registry.no-access.
 */
TRIEN_MUST_CHECK trien_rc tr_picture_decide(struct tr_sql *db, const struct tr_act *act, enum tr_act_mode mode, int64_t picture, int64_t *id, struct trien_err *err);

#endif
