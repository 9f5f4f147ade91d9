/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* DER (ITU-T X.690): a writer for what we make, a bounded reader for what others made. */
#ifndef TR_CRYPTO_DER_H
#define TR_CRYPTO_DER_H

#include "base/bytes.h"

#define TR_DER_BOOLEAN 0x01
#define TR_DER_INTEGER 0x02
#define TR_DER_BIT_STRING 0x03
#define TR_DER_OCTET_STRING 0x04
#define TR_DER_NULL 0x05
#define TR_DER_OID 0x06
#define TR_DER_ENUMERATED 0x0a
#define TR_DER_UTC_TIME 0x17
#define TR_DER_GENERALIZED_TIME 0x18
#define TR_DER_SEQUENCE 0x30
#define TR_DER_SET 0x31
/* Context-specific [n], constructed and primitive. */
#define TR_DER_CONTEXT(n) (0xA0 | (n))
#define TR_DER_CONTEXT_PRIMITIVE(n) (0x80 | (n))

/* ---- writer ---- */
#define TR_DER_HEADER_MAX 6u

/* Size of tag and length octets in front of n bytes of content (n < 2^32). */
size_t tr_der_header_size(size_t n);
/* Writes them, and returns the place behind them. p has room for TR_DER_HEADER_MAX bytes. */
uint8_t *tr_der_put_header(uint8_t *p, uint8_t tag, size_t n);
TRIEN_MUST_CHECK trien_rc tr_der_add(
		struct tr_buf *out, uint8_t tag, struct tr_bytes content, struct trien_err *err);
/* Puts a header in front of what stands in out from `from` on. */
TRIEN_MUST_CHECK trien_rc tr_der_wrap(struct tr_buf *out, size_t from, uint8_t tag, struct trien_err *err);
/* A non-negative INTEGER from big-endian bytes. */
TRIEN_MUST_CHECK trien_rc tr_der_add_unsigned(
		struct tr_buf *out, struct tr_bytes big_endian, struct trien_err *err);
/* Appends encodings in the order that DER demands of a SET OF (X.690 §11.6); sorts items. */
TRIEN_MUST_CHECK trien_rc tr_der_add_sorted(
		struct tr_buf *out, struct tr_bytes *items, size_t count, struct trien_err *err);

/* ---- reader ---- */
struct tr_der {
	uint8_t tag;
	struct tr_bytes value; /* content octets */
	struct tr_bytes whole; /* tag and length too */
};

/*
 * Takes the first element off *in: definite lengths, tags of one octet. A length longer than needed is read
 * (BER; seen in certificates of the nineties). False, and *in unchanged, where there is none.
 */
TRIEN_MUST_CHECK bool tr_der_take(struct tr_bytes *in, struct tr_der *out);
/* The same, only if it has this tag. */
TRIEN_MUST_CHECK bool tr_der_take_tag(struct tr_bytes *in, uint8_t tag, struct tr_der *out);
/* Whether its length is encoded in as few octets as DER wants (X.690 §10.1). */
bool tr_der_is_shortest(const struct tr_der *e);
/* Whether an OBJECT IDENTIFIER's content is one: whole arcs in their shortest form, not too many. */
bool tr_oid_is_well_formed(struct tr_bytes oid);
/* One element with this tag that is all of in. */
TRIEN_MUST_CHECK bool tr_der_only(struct tr_bytes in, uint8_t tag, struct tr_der *out);

/*
 * UTCTime (years 1950 to 2049) or GeneralizedTime as RFC 5280 §4.1.2.5 wants them: in Z, seconds present, no fraction. False for
 * anything else.
 */
TRIEN_MUST_CHECK bool tr_der_time(const struct tr_der *e, int64_t *out);
/* GeneralizedTime that may have a fraction of a second (RFC 3161 §2.4.2): at most microseconds, no trailing zero. */
TRIEN_MUST_CHECK bool tr_der_time_fraction(const struct tr_der *e, int64_t *out, int64_t *micros);
/* A non-negative INTEGER (or ENUMERATED) below 2^31, from its content octets; the shortest form only. */
TRIEN_MUST_CHECK bool tr_der_small(struct tr_bytes content, uint32_t *out);

/*
 * Rewrites BER as far as it must be: indefinite lengths become definite, OCTET STRINGs in pieces become one.
 * What has neither is copied as it stands, so certificates and signed attributes keep their bytes.
 * Appends the first element of in to out; *used is its size in in. cms.malformed, cms.too-deep.
 */
TRIEN_MUST_CHECK trien_rc tr_ber_to_der(
		struct tr_bytes in, struct tr_buf *out, size_t *used, struct trien_err *err);

/* Dotted text of an OBJECT IDENTIFIER's content, for messages; "?" where it is not one. */
void tr_oid_text(struct tr_bytes oid, char *out, size_t size);

#endif
