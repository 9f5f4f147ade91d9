/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Signatures that were prepared for a key that is elsewhere: what is left to do when its value comes. Held in memory, as long as the signing session lasts: one
 * that is lost with the process leaves the document as it was. Requirement: R5.3
 */
#ifndef TR_SERVICE_PREPARED_H
#define TR_SERVICE_PREPARED_H

#include "sign/sign.h"

struct tr_prepareds;

TRIEN_MUST_CHECK trien_rc tr_prepareds_new(size_t count, size_t bytes, struct tr_prepareds **out, struct trien_err *err);
void tr_prepareds_free(struct tr_prepareds *p);
/* Keeps a state for a session until then, and takes it over; what is over makes room. service.busy where there is none, or all of them would have more bytes than were said: the state is the caller's. */
TRIEN_MUST_CHECK trien_rc tr_prepareds_put(struct tr_prepareds *p, int64_t session, int64_t until, int64_t now, struct tr_sign_state *state, struct trien_err *err);
/*
 * Appends base and what the value makes of the state of a session: the signed document, with a time stamp where there is a stamper (NULL: none) and it gives
 * one; unstamped says why there is none, code TRIEN_OK: there is one, or none was wanted. The state stays: a value that does not fit may be followed by one that
 * does. service.not-prepared, sign.value-wrong, sign.source-changed.
 */
struct tr_prepared_value {
	struct tr_bytes base, value;
	const struct tr_sign_stamper *stamper;
};
TRIEN_MUST_CHECK trien_rc tr_prepareds_finish(struct tr_prepareds *p, int64_t session, const struct tr_prepared_value *v, struct tr_buf *out,
		struct trien_err *unstamped, struct trien_err *err);
/* What was prepared, as it was: tr_sign_state_free(). service.not-prepared */
TRIEN_MUST_CHECK trien_rc tr_prepareds_read(struct tr_prepareds *p, int64_t session, struct tr_sign_state *out, struct trien_err *err);
/* Appends the revision that was prepared, its hole for the signature empty: what the desk hashes behind the base. service.not-prepared */
TRIEN_MUST_CHECK trien_rc tr_prepareds_revision(struct tr_prepareds *p, int64_t session, struct tr_buf *out, struct trien_err *err);
/* What the key of a session is to sign, TR_DIGEST_MAX bytes at most. service.not-prepared */
TRIEN_MUST_CHECK trien_rc tr_prepareds_to_sign(struct tr_prepareds *p, int64_t session, uint8_t *out, size_t *n, struct trien_err *err);
/* The session is over. */
void tr_prepareds_drop(struct tr_prepareds *p, int64_t session);

#endif
