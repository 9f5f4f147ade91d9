/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * One X.509 certificate (RFC 5280), parsed once and never changed after: parsing costs
 * more than verifying with its key, so a certificate is kept and passed around by pointer.
 */
#ifndef TR_PKI_CERTIFICATE_H
#define TR_PKI_CERTIFICATE_H

#include <stdbool.h>

#include "base/bytes.h"
#include "base/memory.h"
#include "crypto/certificate_parts.h"
#include "crypto/signed.h"
#include "pki/limits.h"

struct x509_st;     /* X509 of OpenSSL */
struct evp_pkey_st; /* its EVP_PKEY */
struct tr_verifier;
struct tr_key_cache;

enum tr_key_kind { TR_KEY_RSA, TR_KEY_RSA_PSS_ONLY, TR_KEY_EC, TR_KEY_OTHER };

/* Bits of RFC 5280 §4.2.1.3. */
enum tr_key_usage {
	TR_USAGE_DIGITAL_SIGNATURE = 1u << 0,
	TR_USAGE_NON_REPUDIATION = 1u << 1,
	TR_USAGE_KEY_ENCIPHERMENT = 1u << 2,
	TR_USAGE_DATA_ENCIPHERMENT = 1u << 3,
	TR_USAGE_KEY_AGREEMENT = 1u << 4,
	TR_USAGE_CERT_SIGN = 1u << 5,
	TR_USAGE_CRL_SIGN = 1u << 6,
};

/* The extended key usages that judging knows; anything else is TR_EKU_OTHER. RFC 5280 §4.2.1.12. */
enum tr_extended_usage {
	TR_EKU_ANY = 1u << 0,
	TR_EKU_SERVER = 1u << 1,
	TR_EKU_CLIENT = 1u << 2,
	TR_EKU_CODE = 1u << 3,
	TR_EKU_EMAIL = 1u << 4,
	TR_EKU_TIME_STAMP = 1u << 5,
	TR_EKU_OCSP = 1u << 6,
	TR_EKU_OTHER = 1u << 7,
	TR_EKU_DOCUMENT = 1u << 8, /* RFC 9336, and what Adobe and Microsoft had for it before */
};

/* The parts of a name that people are shown; empty where the name has none. The last one where several. */
struct tr_name {
	struct tr_text common_name;
	struct tr_text organisation;
	struct tr_text unit;
	struct tr_text country;
};

/* The subject as identity documents and registers want it; empty where the name has none, the last one where several. */
struct tr_certificate_subject {
	struct tr_text common_name, organisation, title, serial_number, given_name, surname, locality, state, country;
	struct tr_text user_id;       /* UID, where Vietnamese issuers put CCCD or tax numbers */
	struct tr_text mail;          /* of the name, else of subjectAltName */
	const struct tr_text *units;  /* every OU, in the order of the name */
	size_t unit_count;
};

#define TR_CERTIFICATE_SERIAL_TEXT (2 * TR_CERTIFICATE_SERIAL_MAX + 2)

struct tr_certificate {
	struct tr_bytes der; /* as it was given; owned */
	uint8_t sha256[32];  /* fingerprint of der */

	struct tr_name subject, issuer;
	char serial[TR_CERTIFICATE_SERIAL_TEXT]; /* lower case hex, even number of digits, "-" before a negative one */
	int64_t not_before, not_after;           /* UTC epoch; both ends belong to the validity */
	bool self_issued;                        /* subject and issuer are the same name */

	enum tr_key_kind key_kind;
	unsigned key_bits;
	const char *key_name;       /* "RSA", "RSA-PSS", "EC P-256", ...; static */
	const char *signature_name; /* e.g. "sha256WithRSAEncryption"; static */
	struct evp_pkey_st *key;    /* NULL: cannot be read; borrowed from verifier */
	struct tr_verifier *verifier;
	struct tr_signed seal;      /* what its issuer signed, and how */
	struct tr_certificate_parts parts; /* where things stand in der */

	bool has_key_usage, has_extended_usage, extended_usage_critical;
	unsigned key_usage;      /* enum tr_key_usage; meaningless without has_key_usage */
	unsigned extended_usage; /* enum tr_extended_usage */
	bool is_ca;              /* basicConstraints says cA TRUE */
	int64_t path_length;     /* pathLenConstraint; -1 where there is none */
	bool ocsp_no_check;      /* id-pkix-ocsp-nocheck, RFC 6960 §4.2.2.2.1 */
	bool lab;                /* carries the lab mark: never for official use */

	/* An extension is doubled (RFC 5280 §4.2) or cannot be decoded: no path through it ever passes. */
	bool extension_invalid;

	/*
	 * Of the form that nearly all certificates have, and nothing in it that constrains a path beyond what stands here. Of others
	 * the two identifiers are empty.
	 */
	bool plain;
	struct tr_bytes key_id, issuer_key_id; /* subjectKeyIdentifier, authorityKeyIdentifier; empty where there is none */

	struct x509_st *x509;  /* tr_certificate_x509() */
	struct tr_arena arena; /* holds der and the names */
};

/* For a program of ours, before anything else of libcrypto: no configuration file says what is trusted or which algorithms there are. */
void tr_pki_alone(void);
/*
 * Lets libcrypto load whatever judging needs (configuration, provider, algorithms), so that nothing opens
 * a file later. Call once before a process enters its sandbox.
 */
TRIEN_MUST_CHECK trien_rc tr_pki_prepare(struct trien_err *err);

/*
 * Parses exactly one DER certificate. Refused with pki.certificate-too-large and pki.certificate-malformed: not a
 * certificate, trailing bytes, an encoding that is not DER (the same certificate would have two fingerprints),
 * no readable validity. A name part that is not readable is left empty. Says nothing
 * about trust. Free with tr_certificate_free().
 */
TRIEN_MUST_CHECK trien_rc tr_certificate_parse(
		struct tr_bytes der, struct tr_certificate **out, struct trien_err *err);
/* The same where its key may be among those kept, and is kept then. keys may be NULL. */
TRIEN_MUST_CHECK trien_rc tr_certificate_parse_with(
		struct tr_bytes der, struct tr_key_cache *keys, struct tr_certificate **out, struct trien_err *err);
void tr_certificate_free(struct tr_certificate *c);

/*
 * The certificate as OpenSSL reads it: borrowed, made when it is first asked for, which several threads may do at once. NULL where memory is short.
 */
struct x509_st *tr_certificate_x509(const struct tr_certificate *c);

/* Reads the whole subject into an arena; parts that cannot be shown are left empty. */
TRIEN_MUST_CHECK trien_rc tr_certificate_subject_read(const struct tr_certificate *c, struct tr_arena *arena,
		struct tr_certificate_subject *out, struct trien_err *err);
/* Appends the certificate as PEM (RFC 7468). */
TRIEN_MUST_CHECK trien_rc tr_certificate_pem(const struct tr_certificate *c, struct tr_buf *out, struct trien_err *err);

/* What people call the holder: common name, else organisation, else unit, else the serial number. */
struct tr_text tr_certificate_display_name(const struct tr_certificate *c);
/* The same without what stands in parentheses at its end: "Nguyễn Văn Mẫu (Lãnh đạo)" is Nguyễn Văn Mẫu. */
struct tr_text tr_certificate_person_name(const struct tr_certificate *c);

enum tr_certificate_place { TR_PLACE_OCSP, TR_PLACE_ISSUER, TR_PLACE_CRL };
/* The i-th http or https URL that the certificate names for this; false past the end. */
bool tr_certificate_url(const struct tr_certificate *c, enum tr_certificate_place place, size_t i, char out[TR_URL_MAX]);

/* lab.not-official where the certificate is a lab's; for callers that are about to act for real. */
TRIEN_MUST_CHECK trien_rc tr_certificate_official_use(const struct tr_certificate *c, struct trien_err *err);

#endif
