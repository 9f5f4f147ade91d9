/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A signer: a certificate chain, and a signature over a digest. Behind it a
 * key file, a PKCS#11 token, or a desk's token that answers minutes later (then only the chain half is
 * used, and the value comes to tr_cms_finish by itself).
 */
#ifndef TR_CRYPTO_SIGNER_H
#define TR_CRYPTO_SIGNER_H

#include "base/bytes.h"

enum tr_digest { TR_SHA256, TR_SHA384, TR_SHA512 };
enum tr_scheme { TR_RSA_PKCS1, TR_RSA_PSS, TR_ECDSA };

#define TR_CHAIN_MAX 10u
#define TR_SIGNATURE_MAX 1024u

struct tr_signer;

struct tr_signer_ops {
	/*
	 * Signs a digest (of signer->digest's length). Appends RSA: the raw value; ECDSA: the DER
	 * SEQUENCE { r, s }. May ask a person (PIN, pad).
	 */
	trien_rc (*sign)(struct tr_signer *s, struct tr_bytes digest, struct tr_buf *value, struct trien_err *err);
	void (*close)(struct tr_signer *s);
};

struct tr_signer {
	const struct tr_signer_ops *ops;
	struct tr_bytes chain[TR_CHAIN_MAX]; /* DER, the signer's own certificate first; owned by the signer */
	size_t chain_count;
	enum tr_digest digest;
	enum tr_scheme scheme;
	unsigned key_bits;
	bool asks_each; /* CKA_ALWAYS_AUTHENTICATE: a person is asked before each signature, not once */
	bool lab; /* the certificate carries the lab mark: never for official use */
	/*
	 * The private key is in this process and was matched to the certificate at opening. libcrypto itself checks
	 * an RSA value against faults, so a value of such a signer is not verified again before it is used.
	 */
	bool in_memory;
};

/* What a caller may choose; {0} chooses by the key: PKCS#1 v1.5 or ECDSA, SHA-256 (SHA-384 for P-384). */
struct tr_signer_choice {
	bool has_digest, has_scheme;
	enum tr_digest digest;
	enum tr_scheme scheme;
};

/* Where a PIN or password comes from; asked at most as often as the store needs it. */
struct tr_pin_source {
	/*
	 * Appends the PIN to out (wiped by the caller of ask). label: what it is for; warning:
	 * NULL, "count-low", "final-try"; "new-pin": the one that is to take the other's place. key.pin-refused where the person gave none.
	 */
	trien_rc (*ask)(void *context, const char *label, const char *warning, struct tr_buf *out,
			struct trien_err *err);
	/* Explicit yes before the token's last try; false: do not try. */
	bool (*confirm_final_try)(void *context, const char *label);
	void *context;
};

/*
 * Opens "p12:FILE", "pem:FILE" (key and certificates in one file) or
 * "pkcs11:..." (RFC 7512). Refuses a key that does not match its certificate, RSA < 2048, MD5 and SHA-1.
 * Free with tr_signer_close().
 */
TRIEN_MUST_CHECK trien_rc tr_signer_open(const char *spec, const struct tr_signer_choice *choice,
		const struct tr_pin_source *pin, struct tr_signer **out, struct trien_err *err);
/* A signer from memory: PKCS#12 or PEM bytes. */
TRIEN_MUST_CHECK trien_rc tr_signer_open_p12(struct tr_bytes p12, const struct tr_signer_choice *choice,
		const struct tr_pin_source *pin, struct tr_signer **out, struct trien_err *err);
TRIEN_MUST_CHECK trien_rc tr_signer_open_pem(struct tr_bytes pem, const struct tr_signer_choice *choice,
		const struct tr_pin_source *pin, struct tr_signer **out, struct trien_err *err);
void tr_signer_close(struct tr_signer *s);

static inline trien_rc
tr_signer_sign(struct tr_signer *s, struct tr_bytes digest, struct tr_buf *value, struct trien_err *err)
{
	return s->ops->sign(s, digest, value, err);
}

#endif
