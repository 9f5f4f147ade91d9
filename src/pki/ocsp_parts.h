/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* SingleResponses and CertIDs, for the files of this folder. */
#ifndef TR_PKI_OCSP_PARTS_H
#define TR_PKI_OCSP_PARTS_H

#include "pki/ocsp.h"

#define TR_OID_OCSP_NONCE "\x2b\x06\x01\x05\x05\x07\x30\x01\x02"

/* One SingleResponse; points into the answer. */
struct tr_ocsp_row {
	struct tr_bytes digest_oid, name_hash, key_hash, serial; /* CertID */
	struct tr_ocsp_single single;
	bool critical_unknown;
};

/* Takes the next one off *in; false where there is none that can be read. */
TRIEN_MUST_CHECK bool tr_ocsp_row_take(struct tr_bytes *in, struct tr_ocsp_row *out);

/* Appends [2] requestExtensions with the nonce alone. */
TRIEN_MUST_CHECK trien_rc tr_ocsp_write_nonce(struct tr_bytes nonce, struct tr_buf *out, struct trien_err *err);

#endif
