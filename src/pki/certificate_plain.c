/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Nearly all certificates look alike: version 3, DER throughout, names of simple strings, an RSA key or a point of a NIST curve, signed with
 * RSA PKCS #1 or ECDSA over SHA-2, and the extensions of RFC 5280 that constrain nothing but their own holder. Such a one is read here, at a
 * tenth of what OpenSSL takes. What is not exactly so is not refused but left to OpenSSL, which decides whether it is a certificate. So this reader may never
 * accept what OpenSSL does not, nor read anything in another way; tests/pki/test_certificate_plain.c and fuzz_certificate hold it to that.
 */
#include "crypto/key_cache.h"
#include "pki/certificate_parts.h"

/* version [0] EXPLICIT INTEGER 2 */
#define VERSION_3 "\xa0\x03\x02\x01\x02"

/* How a plain certificate is signed: signatureAlgorithm whole, and what OpenSSL calls it. */
static const struct {
	struct tr_bytes algorithm;
	const char *name;
} seals[] = {
	{TR_BYTES_LIT("\x30\x0d\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0b\x05\x00"), "sha256WithRSAEncryption"},
	{TR_BYTES_LIT("\x30\x0d\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0c\x05\x00"), "sha384WithRSAEncryption"},
	{TR_BYTES_LIT("\x30\x0d\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0d\x05\x00"), "sha512WithRSAEncryption"},
	{TR_BYTES_LIT("\x30\x0a\x06\x08\x2a\x86\x48\xce\x3d\x04\x03\x02"), "ecdsa-with-SHA256"},
	{TR_BYTES_LIT("\x30\x0a\x06\x08\x2a\x86\x48\xce\x3d\x04\x03\x03"), "ecdsa-with-SHA384"},
	{TR_BYTES_LIT("\x30\x0a\x06\x08\x2a\x86\x48\xce\x3d\x04\x03\x04"), "ecdsa-with-SHA512"},
};

bool
tr_plain_take(struct tr_bytes *in, uint8_t tag, struct tr_der *out)
{
	struct tr_bytes rest = *in;

	if (!tr_der_take_tag(&rest, tag, out) || !tr_der_is_shortest(out))
		return false;
	*in = rest;
	return true;
}

bool
tr_plain_only(struct tr_bytes in, uint8_t tag, struct tr_der *out)
{
	return tr_plain_take(&in, tag, out) && in.n == 0;
}

/* RFC 5280 §4.1.2.2: positive, in its shortest form. */
static bool
read_serial(struct tr_certificate *c, struct tr_bytes value)
{
	if (value.n == 0 || value.n > TR_CERTIFICATE_SERIAL_MAX || value.p[0] >= 0x80 ||
			(value.n > 1 && value.p[0] == 0 && value.p[1] < 0x80))
		return false;
	c->parts.serial = value;
	tr_certificate_write_serial(c, false, value.n > 1 && value.p[0] == 0 ? tr_bytes_part(value, 1, value.n) : value);
	return true;
}

static bool
read_validity(struct tr_certificate *c, struct tr_bytes in)
{
	struct tr_der from, to;

	return tr_der_take(&in, &from) && tr_der_is_shortest(&from) && tr_der_time(&from, &c->not_before) && tr_der_take(&in, &to) &&
	       tr_der_is_shortest(&to) && tr_der_time(&to, &c->not_after) && in.n == 0;
}

/* The name; empty one is not plain. */
static bool
take_name(struct tr_bytes *in, struct tr_bytes *out)
{
	struct tr_der e;

	if (!tr_plain_take(in, TR_DER_SEQUENCE, &e) || !tr_name_is_plain(e.whole))
		return false;
	*out = e.whole;
	return true;
}

/* TBSCertificate; the algorithm inside is the one outside (§4.1.1.2). */
static bool
read_body(struct tr_certificate *c, struct tr_bytes algorithm)
{
	struct tr_der all, e;

	if (!tr_plain_only(c->seal.tbs, TR_DER_SEQUENCE, &all))
		return false;
	struct tr_bytes in = all.value;
	if (!tr_plain_take(&in, TR_DER_CONTEXT(0), &e) || !tr_bytes_equal(e.whole, TR_BYTES_LIT(VERSION_3)) ||
			!tr_plain_take(&in, TR_DER_INTEGER, &e) || !read_serial(c, e.value) ||
			!tr_plain_take(&in, TR_DER_SEQUENCE, &e) || !tr_bytes_equal(e.whole, algorithm) || !take_name(&in, &c->parts.issuer) ||
			!tr_plain_take(&in, TR_DER_SEQUENCE, &e) || !read_validity(c, e.value) || !take_name(&in, &c->parts.subject) ||
			!tr_plain_take(&in, TR_DER_SEQUENCE, &e))
		return false;
	c->parts.spki = e.whole;
	if (!tr_plain_only(in, TR_DER_CONTEXT(3), &e) || !tr_plain_only(e.value, TR_DER_SEQUENCE, &e))
		return false;
	c->parts.extensions = e.value;
	return tr_certificate_read_plain_extensions(c);
}

static bool
read_seal(struct tr_certificate *c, struct tr_bytes in, struct tr_bytes *algorithm)
{
	struct tr_der tbs, e, value;

	struct tr_bytes rest = in;
	if (!tr_plain_take(&rest, TR_DER_SEQUENCE, &tbs) || !tr_plain_take(&rest, TR_DER_SEQUENCE, &e) ||
			!tr_plain_only(rest, TR_DER_BIT_STRING, &value) || !tr_signed_take(&in, &c->seal) || c->seal.value.n == 0)
		return false;
	for (size_t i = 0; i < sizeof(seals) / sizeof(seals[0]); i++)
		if (tr_bytes_equal(e.whole, seals[i].algorithm)) {
			c->signature_name = seals[i].name;
			*algorithm = e.whole;
			return c->seal.signature != NULL && c->seal.digest != NULL;
		}
	return false;
}

bool
tr_certificate_read_plain(struct tr_certificate *out, struct tr_key_cache *keys)
{
	struct tr_certificate c = *out;
	struct tr_bytes algorithm;
	struct tr_der all;

	if (!tr_plain_only(c.der, TR_DER_SEQUENCE, &all) || !read_seal(&c, all.value, &algorithm) || !read_body(&c, algorithm))
		return false;
	c.verifier = tr_key_cache_take(keys, c.parts.spki);
	if (c.verifier == NULL)
		return false;
	c.key = tr_verifier_peek_key(c.verifier);
	c.plain = true;
	*out = c;
	return true;
}
