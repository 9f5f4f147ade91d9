/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * One certificate revocation list (RFC 5280 §5): full or delta, of its issuer's own certificates or indirect.
 * Its entries are never built: a list of a million is walked once when read, and once a look-up.
 */
#ifndef TR_PKI_CRL_H
#define TR_PKI_CRL_H

#include "crypto/signed.h"
#include "pki/certificate.h"
#include "pki/revocation_reason.h"

struct ISSUING_DIST_POINT_st;
struct X509_name_st;

struct tr_crl {
	struct tr_bytes der; /* borrowed from the caller of tr_crl_parse() */
	uint8_t sha256[32];
	int64_t this_update, next_update; /* UTC epoch */
	bool has_next_update;
	struct tr_bytes number; /* cRLNumber, content octets; empty where there is none */
	bool is_delta;
	struct tr_bytes base_number; /* deltaCRLIndicator: the list that it adds to */
	/* issuingDistributionPoint (§5.2.5) */
	bool is_indirect, only_user, only_ca, only_attribute, has_distribution_point;
	unsigned reasons; /* TR_REASONS_ALL where onlySomeReasons is absent */
	bool has_expired_since; /* expiredCertsOnCRL (X.509 §9.5.2.7): revoked certificates stay listed that expired after ... */
	int64_t expired_since;  /* ... this */
	/* A critical extension, of the list or of an entry, that is not known: the list tells nothing (§5.2, §5.3). */
	bool critical_unknown;
	size_t entries;

	struct tr_signed seal; /* what was signed, and how */
	/* For the files of this folder. */
	struct tr_bytes issuer;     /* Name, whole */
	struct X509_name_st *issuer_name; /* NULL where nobody has needed it */
	struct tr_bytes list;       /* content of revokedCertificates */
	struct tr_bytes key_id;     /* keyIdentifier of authorityKeyIdentifier; empty where there is none */
	struct ISSUING_DIST_POINT_st *point;
	struct tr_bytes point_der;  /* value of that extension */
};

struct tr_crl_entry {
	int64_t revoked_at;
	enum tr_revocation_reason reason; /* TR_REVOKED_UNSPECIFIED where none is given */
	bool has_invalid_since;
	int64_t invalid_since; /* invalidityDate, §5.3.2 */
};

/*
 * Reads one DER CertificateList; der must live as long as the list. pki.crl-too-large, pki.crl-entries-limit, pki.crl-malformed: not
 * laid out as §5.1 says, trailing bytes, an extension twice. Verifies nothing. Free with tr_crl_free().
 */
TRIEN_MUST_CHECK trien_rc tr_crl_parse(struct tr_bytes der, struct tr_crl **out, struct trien_err *err);
void tr_crl_free(struct tr_crl *c);

/* The parts of its issuer's name that people are shown; texts are the arena's. */
TRIEN_MUST_CHECK trien_rc tr_crl_issuer_read(
		const struct tr_crl *c, struct tr_arena *arena, struct tr_name *out, struct trien_err *err);

/* Whether the list names this certificate's subject as its issuer (§7.1), and its key where it names one. */
bool tr_crl_is_from(const struct tr_crl *c, const struct tr_certificate *issuer);

/* Why a list does not speak of a certificate; from RFC 5280 §6.3.3 (b). */
enum tr_crl_scope {
	TR_CRL_COVERS,
	TR_CRL_OTHER_ISSUER, /* neither the certificate's issuer nor a cRLIssuer that it names */
	TR_CRL_OTHER_POINT,  /* another distribution point */
	TR_CRL_OTHER_KIND,   /* only users, only authorities, only attribute certificates */
};
/*
 * Whether a list is one for this certificate, and for which reasons (bits of TR_REASONS_ALL: those of its
 * distribution point and of the list, both). A delta has the scope of its base.
 */
enum tr_crl_scope tr_crl_scope_of(const struct tr_crl *c, const struct tr_certificate *certificate, unsigned *reasons);
/* Whether a delta adds to this base: same issuer, point and scope, and numbers that meet (§5.2.4). */
bool tr_crl_delta_fits(const struct tr_crl *delta, const struct tr_crl *base);
/* The entry of a certificate; the last where several. False where it is not listed. */
bool tr_crl_find(const struct tr_crl *c, const struct tr_certificate *certificate, struct tr_crl_entry *out);

#endif
