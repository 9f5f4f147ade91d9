/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Parts of reading a certificate, for the files of this folder. */
#ifndef TR_PKI_CERTIFICATE_PARTS_H
#define TR_PKI_CERTIFICATE_PARTS_H

#include "pki/certificate.h"

/*
 * Fills c from c->der where it is a plain certificate, names and the key's kind excepted. False, and c unchanged, where it is not: then OpenSSL
 * reads it. keys may be NULL.
 */
bool tr_certificate_read_plain(struct tr_certificate *c, struct tr_key_cache *keys);
bool tr_certificate_read_plain_extensions(struct tr_certificate *c);
/* An element with this tag whose length is encoded as DER wants it; all of in. */
TRIEN_MUST_CHECK bool tr_plain_take(struct tr_bytes *in, uint8_t tag, struct tr_der *out);
TRIEN_MUST_CHECK bool tr_plain_only(struct tr_bytes in, uint8_t tag, struct tr_der *out);

/* Bits of enum tr_extended_usage for the content octets of a KeyPurposeId. */
unsigned tr_certificate_extended_usage_of(struct tr_bytes oid);
/* The serial number as text, from the octets of its magnitude: at most TR_CERTIFICATE_SERIAL_MAX. */
void tr_certificate_write_serial(struct tr_certificate *c, bool negative, struct tr_bytes magnitude);
/* From c->parts. */
TRIEN_MUST_CHECK trien_rc tr_certificate_read_names(struct tr_certificate *c, struct trien_err *err);
/* From c->x509. */
void tr_certificate_read_extensions(struct tr_certificate *c);

/* As tr_certificate_parse(), by OpenSSL alone: what the tests hold the reader of plain ones against. */
TRIEN_MUST_CHECK trien_rc tr_certificate_parse_usual(
		struct tr_bytes der, struct tr_certificate **out, struct trien_err *err);

#endif
