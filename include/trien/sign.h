/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Signing PDF files by PAdES B-B (ETSI EN 319 142-1), memory to memory.
 *
 * A signature appends one revision (the "tail") to a file and touches no
 * earlier byte, so the signed file is the source followed by the tail.
 *
 * libtrien has no global state and opens no socket. A signer is used by one
 * thread at a time; different signers are independent. This library parses the
 * PDF in the caller's process: who signs files of strangers should call it in
 * a sandbox, as the program `trien` does.
 */
#ifndef TRIEN_SIGN_H
#define TRIEN_SIGN_H

#include "trien/error.h"

#ifdef __cplusplus
extern "C" {
#endif

struct trien_signer;

/*
 * Gives a PIN or password. Writes it without NUL into pin (size bytes of room)
 * and its length into *length; returns 0, or anything else where there is
 * none. label says what it is for. warning is NULL, "count-low" or "final-try":
 * on "final-try" a wrong PIN locks the token, so return 0 only after a person's
 * explicit yes. The library wipes pin.
 */
typedef int (*trien_pin_callback)(
		void *context, const char *label, const char *warning, char *pin, size_t size, size_t *length);

/*
 * Opens "p12:FILE", "pem:FILE" or "pkcs11:..." (RFC 7512). pin may be NULL for
 * a key that needs none. *out is closed with trien_signer_close().
 */
TRIEN_API TRIEN_MUST_CHECK trien_rc trien_signer_open(const char *spec, trien_pin_callback pin, void *context,
		struct trien_signer **out, struct trien_err *err);
/* NULL is legal. */
TRIEN_API void trien_signer_close(struct trien_signer *s);
/* DER of the signer's certificate, owned by the signer. */
TRIEN_API void trien_signer_certificate(const struct trien_signer *s, const uint8_t **der, size_t *n);
/* 1 where the certificate is of a teaching PKI: never for official use. */
TRIEN_API int trien_signer_is_lab(const struct trien_signer *s);

/* What a signature says beside the key. All strings UTF-8, NULL: left out. Initialise with {0}. */
struct trien_sign_options {
	const char *field;    /* signature field to use; NULL: the first empty one, or a new one */
	const char *name;
	const char *reason;
	const char *location;
	const char *contact;
	int64_t time;         /* claimed signing time, UTC epoch; 0: now */
	int zone_minutes;     /* of the time as it is written; 0 with time 0: +07:00 */
	/* Not 0: a field that was reserved with a place on a page may be signed though nothing will be seen there. */
	int unseen;
};

/*
 * Signs the file of n bytes. *tail receives the bytes to append, to be freed
 * with trien_free(). Errors: pdf.*, sign.*, key.*, token.*.
 */
TRIEN_API TRIEN_MUST_CHECK trien_rc trien_sign(struct trien_signer *s, const struct trien_sign_options *options,
		const uint8_t *file, size_t n, uint8_t **tail, size_t *tail_n, struct trien_err *err);

/*
 * The two halves, for a key that is elsewhere. chain: count certificates in
 * DER, the signer's first. *state is opaque bytes, bound to this file, to be freed with
 * trien_free(); digest (room for 64 bytes) is what the key must sign: for RSA by PKCS#1 v1.5 or,
 * where pss is not 0, PSS with salt of the digest's length; for EC by ECDSA. The digest is SHA-256 (SHA-384 for
 * P-384).
 */
TRIEN_API TRIEN_MUST_CHECK trien_rc trien_prepare(const uint8_t *const *chain, const size_t *chain_n, size_t count,
		int pss, const struct trien_sign_options *options, const uint8_t *file, size_t n, uint8_t **state,
		size_t *state_n, uint8_t digest[64], size_t *digest_n, struct trien_err *err);
/*
 * value: the raw RSA signature, or the DER SEQUENCE { r, s } of ECDSA. It is checked against the
 * certificate first. *tail as for trien_sign().
 */
TRIEN_API TRIEN_MUST_CHECK trien_rc trien_finish(const uint8_t *state, size_t state_n, const uint8_t *file, size_t n,
		const uint8_t *value, size_t value_n, uint8_t **tail, size_t *tail_n, struct trien_err *err);

/* Frees what this library gave as plain memory; NULL is legal. */
TRIEN_API void trien_free(void *p);

#ifdef __cplusplus
}
#endif
#endif
