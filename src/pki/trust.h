/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Trust anchors: the certificates at which a path may end. Nothing is trusted that
 * a person did not put here; the operating system's store is never read.
 */
#ifndef TR_PKI_TRUST_H
#define TR_PKI_TRUST_H

#include "pki/certificate.h"

struct tr_trust;

/* An empty set: nothing is trusted. */
TRIEN_MUST_CHECK trien_rc tr_trust_new(struct tr_trust **out, struct trien_err *err);
/*
 * Adds every certificate of a file's bytes: PEM (many, text between them is skipped, anything but certificates
 * is refused) or DER (one or many back to back). All or nothing. The same certificate twice counts once. source
 * names the file in errors.
 */
TRIEN_MUST_CHECK trien_rc tr_trust_add(
		struct tr_trust *t, struct tr_bytes file, const char *source, struct trien_err *err);
/*
 * Reads every *.pem, *.crt, *.cer and *.der of a directory (not below it; other names are passed over). pki.trust-empty where there is none.
 * Opens files: for use before the sandbox.
 */
TRIEN_MUST_CHECK trien_rc tr_trust_load_dir(const char *directory, struct tr_trust **out, struct trien_err *err);
size_t tr_trust_count(const struct tr_trust *t);
const struct tr_certificate *tr_trust_peek(const struct tr_trust *t, size_t i); /* NULL past the end */
/* Appends all anchors as DER back to back, as tr_trust_add() reads them: the way into the sandbox. */
TRIEN_MUST_CHECK trien_rc tr_trust_write(const struct tr_trust *t, struct tr_buf *out, struct trien_err *err);
/* The anchor with this fingerprint; NULL where it is not there. */
const struct tr_certificate *tr_trust_find(const struct tr_trust *t, const uint8_t sha256[32]);
void tr_trust_free(struct tr_trust *t);

#endif
