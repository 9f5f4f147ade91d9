/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The key files of one identity. */
#ifndef TR_LAB_KEYFILE_H
#define TR_LAB_KEYFILE_H

#include "lab/certify.h"
#include "lab/files.h"

/* PEM: the certificate, its intermediates and the unencrypted PKCS#8 key, mode 0600; or the certificate alone. */
TRIEN_MUST_CHECK trien_rc tr_lab_write_pem_key(const struct tr_lab_site *site, const char *name,
		const struct tr_lab_identities *all, enum tr_lab_who who, struct trien_err *err);
TRIEN_MUST_CHECK trien_rc tr_lab_write_pem_certificate(const struct tr_lab_site *site, const char *name,
		const struct tr_lab_identities *all, enum tr_lab_who who, struct trien_err *err);
/*
 * PKCS#12 (RFC 7292) that OpenSSL, NSS and Windows 10 open: PBES2 with AES-256 and PBKDF2-HMAC-SHA-256, MAC with
 * SHA-256, TR_LAB_P12_ITERATIONS each; the password is the identity's PIN.
 */
TRIEN_MUST_CHECK trien_rc tr_lab_write_p12(const struct tr_lab_site *site, const char *name,
		const struct tr_lab_identities *all, enum tr_lab_who who, struct trien_err *err);

#endif
