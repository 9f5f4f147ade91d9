/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Signed attributes: those that are expected, and each way in which they are others. */
#include "test.h"

#include "agent/attributes.h"
#include "agent/limits.h"
#include "crypto/der.h"

#define OID(text) TR_BYTES_LIT(text)
#define DATA OID("\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01")
#define CONTENT_TYPE OID("\x2a\x86\x48\x86\xf7\x0d\x01\x09\x03")
#define MESSAGE_DIGEST OID("\x2a\x86\x48\x86\xf7\x0d\x01\x09\x04")
#define SIGNING_TIME OID("\x2a\x86\x48\x86\xf7\x0d\x01\x09\x05")
#define PROTECTION OID("\x2a\x86\x48\x86\xf7\x0d\x01\x09\x34")
#define CERTIFICATE_V2 OID("\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x02\x2f")

static const uint8_t digest[32] = {1, 2, 3}, certificate[32] = {9, 8, 7}, other[32] = {5};
static const struct tr_agent_expected expected = {{digest, 32}, TR_SHA256, {certificate, 32}};

static void
add(struct tr_buf *b, uint8_t tag, struct tr_bytes content)
{
	assert_int_equal(tr_der_add(b, tag, content, NULL), TRIEN_OK);
}

static void
wrap(struct tr_buf *b, size_t from, uint8_t tag)
{
	assert_int_equal(tr_der_wrap(b, from, tag, NULL), TRIEN_OK);
}

/* An attribute with the one value that stands in v. */
static void
attribute(struct tr_buf *out, struct tr_bytes oid, const struct tr_buf *v)
{
	const size_t from = out->n;

	add(out, TR_DER_OID, oid);
	add(out, TR_DER_SET, tr_buf_view(v));
	wrap(out, from, TR_DER_SEQUENCE);
}

static void
content_type(struct tr_buf *out, struct tr_bytes oid)
{
	TR_AUTO_BUF v = {0};

	add(&v, TR_DER_OID, oid);
	attribute(out, CONTENT_TYPE, &v);
}

static void
message_digest(struct tr_buf *out, struct tr_bytes d)
{
	TR_AUTO_BUF v = {0};

	add(&v, TR_DER_OCTET_STRING, d);
	attribute(out, MESSAGE_DIGEST, &v);
}

enum serial { WITHOUT, WITH, ODD };

static void
signing_certificate(struct tr_buf *out, struct tr_bytes hash, enum serial serial, bool policies)
{
	TR_AUTO_BUF v = {0};

	add(&v, TR_DER_OCTET_STRING, hash);
	if (serial != WITHOUT) {
		const size_t from = v.n;
		add(&v, TR_DER_SEQUENCE, TR_BYTES_LIT(""));
		wrap(&v, from, TR_DER_CONTEXT(4));
		wrap(&v, from, TR_DER_SEQUENCE);
		add(&v, serial == ODD ? TR_DER_OCTET_STRING : TR_DER_INTEGER, TR_BYTES_LIT("\x05"));
		wrap(&v, from, TR_DER_SEQUENCE);
	}
	wrap(&v, 0, TR_DER_SEQUENCE);
	wrap(&v, 0, TR_DER_SEQUENCE);
	if (policies)
		add(&v, TR_DER_SEQUENCE, TR_BYTES_LIT(""));
	wrap(&v, 0, TR_DER_SEQUENCE);
	attribute(out, CERTIFICATE_V2, &v);
}

static void
protection(struct tr_buf *out, struct tr_bytes algorithm)
{
	TR_AUTO_BUF v = {0};
	size_t from;

	add(&v, TR_DER_OID, algorithm);
	wrap(&v, 0, TR_DER_SEQUENCE);
	from = v.n;
	add(&v, TR_DER_OID, DATA);
	wrap(&v, from, TR_DER_CONTEXT(1));
	wrap(&v, 0, TR_DER_SEQUENCE);
	attribute(out, PROTECTION, &v);
}

static bool
set_is(struct tr_buf *b, const struct tr_agent_expected *e)
{
	wrap(b, 0, TR_DER_SET);
	return tr_agent_attributes_are(tr_buf_view(b), e);
}

/* Puts attributes into the order of X.690 §11.6. */
static void
sort(const struct tr_buf *in, struct tr_buf *out)
{
	struct tr_bytes rest = tr_buf_view(in), items[8];
	struct tr_der one;
	size_t n = 0;

	for (; rest.n > 0; n++) {
		assert_true(n < 8 && tr_der_take(&rest, &one));
		items[n] = one.whole;
	}
	assert_int_equal(tr_der_add_sorted(out, items, n, NULL), TRIEN_OK);
}

static bool
are(const struct tr_bytes d, const struct tr_bytes c, enum serial serial, bool policies, const struct tr_agent_expected *e)
{
	TR_AUTO_BUF b = {0};
	TR_AUTO_BUF sorted = {0};

	content_type(&b, DATA);
	message_digest(&b, d);
	signing_certificate(&b, c, serial, policies);
	sort(&b, &sorted);
	return set_is(&sorted, e);
}

static void
what_is_expected(void **state)
{
	static const uint8_t long_digest[64] = {4};
	const struct tr_agent_expected by_512 = {{long_digest, 64}, TR_SHA512, {certificate, 32}};

	(void)state;
	assert_true(are(TR_BYTES(digest, 32), TR_BYTES(certificate, 32), WITHOUT, false, &expected));
	assert_true(are(TR_BYTES(digest, 32), TR_BYTES(certificate, 32), WITH, false, &expected));
	assert_true(are(TR_BYTES(long_digest, 64), TR_BYTES(certificate, 32), WITH, false, &by_512));
	assert_false(are(TR_BYTES(digest, 32), TR_BYTES(certificate, 32), ODD, false, &expected));
	assert_false(are(TR_BYTES(digest, 32), TR_BYTES(certificate, 32), WITH, true, &expected));
	assert_false(are(TR_BYTES(other, 32), TR_BYTES(certificate, 32), WITH, false, &expected));
	assert_false(are(TR_BYTES(digest, 32), TR_BYTES(other, 32), WITH, false, &expected));
	assert_false(are(TR_BYTES(digest, 31), TR_BYTES(certificate, 32), WITH, false, &expected));
	assert_false(are(TR_BYTES(digest, 32), TR_BYTES(certificate, 20), WITH, false, &expected));
}

/* One too many, one too few, another order, one that nobody knows. */
static void
others(void **state)
{
	const struct tr_bytes d = TR_BYTES(digest, 32), c = TR_BYTES(certificate, 32);
	TR_AUTO_BUF missing = {0};
	TR_AUTO_BUF twice = {0};
	TR_AUTO_BUF order = {0};
	TR_AUTO_BUF unknown = {0};
	TR_AUTO_BUF type = {0};
	TR_AUTO_BUF time = {0};
	TR_AUTO_BUF nothing = {0};

	(void)state;
	message_digest(&missing, d);
	signing_certificate(&missing, c, WITH, false);
	assert_false(set_is(&missing, &expected));
	content_type(&twice, DATA);
	content_type(&twice, DATA);
	message_digest(&twice, d);
	signing_certificate(&twice, c, WITH, false);
	assert_false(set_is(&twice, &expected));
	message_digest(&order, d);
	content_type(&order, DATA);
	signing_certificate(&order, c, WITH, false);
	assert_false(set_is(&order, &expected));
	content_type(&type, MESSAGE_DIGEST);
	message_digest(&type, d);
	signing_certificate(&type, c, WITH, false);
	assert_false(set_is(&type, &expected));
	add(&time, TR_DER_UTC_TIME, TR_BYTES_LIT("261127000000Z"));
	content_type(&unknown, DATA);
	attribute(&unknown, SIGNING_TIME, &time);
	message_digest(&unknown, d);
	signing_certificate(&unknown, c, WITH, false);
	assert_false(set_is(&unknown, &expected));
	assert_false(set_is(&nothing, &expected));
	assert_false(tr_agent_attributes_are(TR_BYTES(digest, 32), &expected)); /* a bare digest */
	assert_false(tr_agent_attributes_are(TR_BYTES(NULL, 0), &expected));
}

static bool
with_protection(struct tr_bytes algorithm)
{
	TR_AUTO_BUF b = {0};

	content_type(&b, DATA);
	message_digest(&b, TR_BYTES(digest, 32));
	protection(&b, algorithm);
	signing_certificate(&b, TR_BYTES(certificate, 32), WITHOUT, false);
	TR_AUTO_BUF sorted = {0};
	sort(&b, &sorted);
	return set_is(&sorted, &expected);
}

static void
algorithm_protection(void **state)
{
	(void)state;
	assert_true(with_protection(OID("\x60\x86\x48\x01\x65\x03\x04\x02\x01")));
	assert_false(with_protection(OID("\x60\x86\x48\x01\x65\x03\x04\x02\x03")));
	assert_false(with_protection(OID("\x2b\x0e\x03\x02\x1a")));
}

/* No byte of it can be another, none be missing or more. */
static void
each_byte(void **state)
{
	TR_AUTO_BUF b = {0};
	TR_AUTO_BUF large = {0};

	(void)state;
	content_type(&b, DATA);
	message_digest(&b, TR_BYTES(digest, 32));
	signing_certificate(&b, TR_BYTES(certificate, 32), WITHOUT, false);
	assert_true(set_is(&b, &expected));
	for (size_t i = 0; i < b.n; i++)
		for (unsigned bit = 0; bit < 8; bit++) {
			b.p[i] ^= (uint8_t)(1u << bit);
			assert_false(tr_agent_attributes_are(tr_buf_view(&b), &expected));
			b.p[i] ^= (uint8_t)(1u << bit);
		}
	for (size_t n = 0; n < b.n; n++)
		assert_false(tr_agent_attributes_are(TR_BYTES(b.p, n), &expected));
	assert_int_equal(tr_buf_add_byte(&b, 0, NULL), TRIEN_OK);
	assert_false(tr_agent_attributes_are(tr_buf_view(&b), &expected));
	for (size_t i = 0; i <= TR_AGENT_ATTRIBUTES_MAX; i++)
		assert_int_equal(tr_buf_add_byte(&large, 0x31, NULL), TRIEN_OK);
	assert_false(tr_agent_attributes_are(tr_buf_view(&large), &expected));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(what_is_expected), cmocka_unit_test(others), cmocka_unit_test(algorithm_protection), cmocka_unit_test(each_byte)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
