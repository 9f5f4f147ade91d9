/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Entries of a list, for the files that read and search it. */
#ifndef TR_PKI_CRL_PARTS_H
#define TR_PKI_CRL_PARTS_H

#include <openssl/asn1.h>

#include "pki/crl.h"

/* One of revokedCertificates; points into the list. */
struct tr_crl_row {
	struct tr_bytes serial; /* content of the INTEGER */
	struct tr_bytes when;   /* Time, whole */
	struct tr_bytes extensions; /* content of the SEQUENCE OF; empty where there are none */
};

/* What the extensions of a row say. */
struct tr_crl_row_words {
	struct tr_crl_entry entry; /* without the time */
	struct tr_bytes issuer;    /* certificateIssuer: content of GeneralNames; empty where there is none */
	bool critical_unknown;
};

/* Takes the next row off *in; false where there is none. */
TRIEN_MUST_CHECK bool tr_crl_row_take(struct tr_bytes *in, struct tr_crl_row *out);
/* False where the extensions cannot be read. */
TRIEN_MUST_CHECK bool tr_crl_row_read(const struct tr_crl_row *row, bool is_indirect, struct tr_crl_row_words *out);

/* Bits of TR_REASONS_ALL from a ReasonFlags; NULL: all (§5.2.5). */
unsigned tr_crl_reason_bits(const ASN1_BIT_STRING *flags);

#endif
