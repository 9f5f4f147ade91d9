/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: R4.3 R5.3 */
/*
 * Keys of agencies that this machine keeps (an HSM, a token in the server): only through PKCS#11, only where the legal profile permits it, and never in this process. Each has a trien-seal,
 * which keeps its PIN, and behind that a trien-p11 with the vendor's module. What is signed here is the digest of what the sandbox has prepared in a signing session, and what comes of it is
 * judged as what a desk sends.
 */
#ifndef TR_SERVICE_SEALS_H
#define TR_SERVICE_SEALS_H

#include "service/config.h"
#include "store/hex.h"
#include "token/message.h"

struct tr_seals;

/*
 * Starts them: first of all, since their PINs come by descriptors of this process, which are closed then. A key that does not open now is a finding (tr_seals_look()), and is tried again.
 * service.seal-pin, profile.*, store.file-failed, fetch.program-failed
 */
TRIEN_MUST_CHECK trien_rc tr_seals_start(const struct tr_service_config *config, struct tr_seals **out, struct trien_err *err);
/* NULL is legal. */
void tr_seals_stop(struct tr_seals *s);

/* May a document be sealed with such a key now? s may be NULL. service.seal-not-permitted */
TRIEN_MUST_CHECK trien_rc tr_seals_permit(const struct tr_seals *s, int64_t now, struct trien_err *err);
size_t tr_seals_count(const struct tr_seals *s);
/* SHA-256 of the certificate of key i; "" where it was never opened. */
void tr_seals_fingerprint(struct tr_seals *s, size_t i, char out[TR_HEX256 + 1]);
/* The chain of key i, which stays for as long as s; it was opened at least once. */
const struct tr_token_key *tr_seals_peek(struct tr_seals *s, size_t i);
/* Appends the value over a digest. Who finds others before him waits for a while, half of the threads at most. service.busy, service.seal-none, token.*, key.* */
TRIEN_MUST_CHECK trien_rc tr_seals_sign(struct tr_seals *s, const char *fingerprint, struct tr_bytes digest, struct tr_buf *value, struct trien_err *err);
/* Does key i answer? service.seal-away */
TRIEN_MUST_CHECK trien_rc tr_seals_look(struct tr_seals *s, size_t i, struct trien_err *err);
/* What is known of key i, as of the last look. */
struct tr_seal_state {
	char key[TR_TOKEN_URI_MAX + 1]; /* its address up to the question mark */
	bool at_start;                  /* it opened when the service started */
	bool answers, known;            /* it does now; it was opened at least once */
	const char *why;                /* id of an error; NULL: it answers */
};
void tr_seals_state(struct tr_seals *s, size_t i, struct tr_seal_state *out);

#endif
