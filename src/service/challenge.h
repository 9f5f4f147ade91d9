/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What a key signs to show that it is in hand: a text with the address of this service, a nonce, until when it holds, and an HMAC with a key of this run. Making one keeps
 * nothing, so nobody can use up the room by asking; a text that was signed well is remembered until it is over, and counts once. It begins with words: it is no
 * DER, so its signature is none of a document, nor the other way round. Requirement: R4.1
 */
#ifndef TR_SERVICE_CHALLENGE_H
#define TR_SERVICE_CHALLENGE_H

#include "base/bytes.h"
#include "base/env.h"

struct tr_challenges;

/* origin is borrowed: "https://so.example". */
TRIEN_MUST_CHECK trien_rc tr_challenges_new(const struct tr_env *env, const char *origin, struct tr_challenges **out, struct trien_err *err);
void tr_challenges_free(struct tr_challenges *c);

/* Appends a text for TR_CHALLENGE_SECONDS. */
TRIEN_MUST_CHECK trien_rc tr_challenge_make(struct tr_challenges *c, int64_t now, struct tr_buf *out, struct trien_err *err);
/* service.token-refused: it was not made here in this run, or is over. */
TRIEN_MUST_CHECK trien_rc tr_challenge_check(struct tr_challenges *c, struct tr_bytes text, int64_t now, struct trien_err *err);
/* The same, and never again. Asked for when the signature fits. service.token-refused: it was used; service.busy: TR_CHALLENGES_MAX are remembered. */
TRIEN_MUST_CHECK trien_rc tr_challenge_use(struct tr_challenges *c, struct tr_bytes text, int64_t now, struct trien_err *err);

#endif
