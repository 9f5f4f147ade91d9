/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The extensions of a plain certificate. Those that a verifier must heed are read to their end; one that is not critical and says nothing that
 * RFC 5280 §6.1 asks is passed over; any other makes the certificate one that is not plain.
 */
#include "crypto/lab_mark.h"
#include "pki/certificate_parts.h"
#include "pki/extension.h"

#define IA5_STRING 0x16
#define VISIBLE_STRING 0x1a
#define BMP_STRING 0x1e
#define UTF8_STRING 0x0c

/* id-ce, id-pe and Netscape's: of these only the ones that are named below are known not to matter. */
#define CE "\x55\x1d"
#define PE "\x2b\x06\x01\x05\x05\x07\x01"
#define NETSCAPE "\x60\x86\x48\x01\x86\xf8\x42\x01"
#define KP "\x2b\x06\x01\x05\x05\x07\x03"
/* 1.2.840.113583.1.1.5 and 1.3.6.1.4.1.311.10.3.12 */
#define ADOBE_DOCUMENT "\x2a\x86\x48\x86\xf7\x2f\x01\x01\x05"
#define MICROSOFT_DOCUMENT "\x2b\x06\x01\x04\x01\x82\x37\x0a\x03\x0c"

/* ---- values ---- */

/* §4.2.1.9; a path length without cA is left to OpenSSL. */
static bool
read_basic_constraints(struct tr_certificate *c, struct tr_bytes value)
{
	struct tr_der all, e;
	uint32_t length;

	if (!tr_plain_only(value, TR_DER_SEQUENCE, &all))
		return false;
	if (all.value.n == 0)
		return true;
	if (!tr_plain_take(&all.value, TR_DER_BOOLEAN, &e) || !tr_bytes_equal(e.value, TR_BYTES_LIT("\xff")))
		return false;
	c->is_ca = true;
	if (all.value.n == 0)
		return true;
	if (!tr_plain_only(all.value, TR_DER_INTEGER, &e) || !tr_der_small(e.value, &length))
		return false;
	c->path_length = length;
	return true;
}

/* §4.2.1.3: at least one bit; X.690 §11.2.2: no zero bits at the end. */
static bool
read_key_usage(struct tr_certificate *c, struct tr_bytes value)
{
	static const unsigned usages[] = {TR_USAGE_DIGITAL_SIGNATURE, TR_USAGE_NON_REPUDIATION, TR_USAGE_KEY_ENCIPHERMENT,
		TR_USAGE_DATA_ENCIPHERMENT, TR_USAGE_KEY_AGREEMENT, TR_USAGE_CERT_SIGN, TR_USAGE_CRL_SIGN};
	struct tr_der e;

	if (!tr_plain_only(value, TR_DER_BIT_STRING, &e) || e.value.n < 2 || e.value.n > 3)
		return false;
	const uint8_t last = e.value.p[e.value.n - 1], unused = e.value.p[0];
	if (unused > 7 || (last & ((1u << unused) - 1)) != 0 || (last & (1u << unused)) == 0)
		return false;
	for (size_t i = 0; i < sizeof(usages) / sizeof(usages[0]); i++)
		if ((e.value.p[1] & (0x80u >> i)) != 0)
			c->key_usage |= usages[i];
	c->has_key_usage = true;
	return true;
}

unsigned
tr_certificate_extended_usage_of(struct tr_bytes oid)
{
	static const struct {
		struct tr_bytes oid;
		unsigned usage;
	} rows[] = {
		{TR_BYTES_LIT(CE "\x25\x00"), TR_EKU_ANY}, {TR_BYTES_LIT(KP "\x01"), TR_EKU_SERVER}, {TR_BYTES_LIT(KP "\x02"), TR_EKU_CLIENT},
		{TR_BYTES_LIT(KP "\x03"), TR_EKU_CODE}, {TR_BYTES_LIT(KP "\x04"), TR_EKU_EMAIL}, {TR_BYTES_LIT(KP "\x08"), TR_EKU_TIME_STAMP},
		{TR_BYTES_LIT(KP "\x09"), TR_EKU_OCSP}, {TR_BYTES_LIT(KP "\x24"), TR_EKU_DOCUMENT}, {TR_BYTES_LIT(ADOBE_DOCUMENT), TR_EKU_DOCUMENT},
		{TR_BYTES_LIT(MICROSOFT_DOCUMENT), TR_EKU_DOCUMENT},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (tr_bytes_equal(rows[i].oid, oid))
			return rows[i].usage;
	return TR_EKU_OTHER;
}

/* §4.2.1.12. */
static bool
read_extended_usage(struct tr_certificate *c, struct tr_bytes value)
{
	struct tr_der all, e;

	if (!tr_plain_only(value, TR_DER_SEQUENCE, &all) || all.value.n == 0)
		return false;
	while (all.value.n > 0) {
		if (!tr_plain_take(&all.value, TR_DER_OID, &e) || !tr_oid_is_well_formed(e.value))
			return false;
		c->extended_usage |= tr_certificate_extended_usage_of(e.value);
	}
	c->has_extended_usage = true;
	return true;
}

/* §4.2.1.2. */
static bool
read_key_id(struct tr_certificate *c, struct tr_bytes value)
{
	struct tr_der e;

	if (!tr_plain_only(value, TR_DER_OCTET_STRING, &e) || e.value.n == 0)
		return false;
	c->key_id = e.value;
	return true;
}

/* §4.2.1.1, the key's identifier alone: what names the issuer by its serial number is left to OpenSSL. */
static bool
read_issuer_key_id(struct tr_certificate *c, struct tr_bytes value)
{
	struct tr_der all, e;

	if (!tr_plain_only(value, TR_DER_SEQUENCE, &all) || !tr_plain_only(all.value, TR_DER_CONTEXT_PRIMITIVE(0), &e) || e.value.n == 0)
		return false;
	c->issuer_key_id = e.value;
	return true;
}

/* otherName of a string: [0] { OID, [0] EXPLICIT string }. */
static bool
is_other_name(struct tr_bytes value)
{
	struct tr_der oid, e, text;

	return tr_plain_take(&value, TR_DER_OID, &oid) && tr_oid_is_well_formed(oid.value) && tr_plain_only(value, TR_DER_CONTEXT(0), &e) &&
	       (tr_plain_only(e.value, UTF8_STRING, &text) || tr_plain_only(e.value, IA5_STRING, &text));
}

/* §4.2.1.6: e-mail, DNS, URI, IP address, or another name that is a string. Their content binds nobody without name constraints. */
static bool
read_alternative_names(struct tr_certificate *c, struct tr_bytes value)
{
	struct tr_der all, e;

	(void)c;
	if (!tr_plain_only(value, TR_DER_SEQUENCE, &all) || all.value.n == 0)
		return false;
	while (all.value.n > 0) {
		if (!tr_der_take(&all.value, &e) || !tr_der_is_shortest(&e))
			return false;
		switch (e.tag) {
		case TR_DER_CONTEXT_PRIMITIVE(1):
		case TR_DER_CONTEXT_PRIMITIVE(2):
		case TR_DER_CONTEXT_PRIMITIVE(6):
		case TR_DER_CONTEXT_PRIMITIVE(7):
			break;
		case TR_DER_CONTEXT(0):
			if (is_other_name(e.value))
				break;
			return false;
		default:
			return false;
		}
	}
	return true;
}

/* §4.2.1.13: points that are named by URLs, for all reasons, of the issuer's own list. */
static bool
read_points(struct tr_certificate *c, struct tr_bytes value)
{
	struct tr_der all, point, name, full, url;

	(void)c;
	if (!tr_plain_only(value, TR_DER_SEQUENCE, &all) || all.value.n == 0)
		return false;
	while (all.value.n > 0) {
		if (!tr_plain_take(&all.value, TR_DER_SEQUENCE, &point) || !tr_plain_only(point.value, TR_DER_CONTEXT(0), &name) ||
				!tr_plain_only(name.value, TR_DER_CONTEXT(0), &full) || full.value.n == 0)
			return false;
		while (full.value.n > 0)
			if (!tr_plain_take(&full.value, TR_DER_CONTEXT_PRIMITIVE(6), &url))
				return false;
	}
	return true;
}

/* The text of a UserNotice without a reference, or the URL of a CPS. */
static bool
is_qualifier(struct tr_bytes in)
{
	struct tr_der oid, e, text;

	if (!tr_plain_take(&in, TR_DER_OID, &oid))
		return false;
	if (tr_bytes_equal(oid.value, TR_BYTES_LIT("\x2b\x06\x01\x05\x05\x07\x02\x01")))
		return tr_plain_only(in, IA5_STRING, &text);
	if (!tr_bytes_equal(oid.value, TR_BYTES_LIT("\x2b\x06\x01\x05\x05\x07\x02\x02")) || !tr_plain_only(in, TR_DER_SEQUENCE, &e))
		return false;
	return tr_plain_only(e.value, UTF8_STRING, &text) || tr_plain_only(e.value, VISIBLE_STRING, &text) ||
	       (tr_plain_only(e.value, BMP_STRING, &text) && text.value.n % 2 == 0);
}

static bool
are_qualifiers(struct tr_bytes in)
{
	struct tr_der all, e;

	if (in.n == 0)
		return true;
	if (!tr_plain_only(in, TR_DER_SEQUENCE, &all) || all.value.n == 0)
		return false;
	while (all.value.n > 0)
		if (!tr_plain_take(&all.value, TR_DER_SEQUENCE, &e) || !is_qualifier(e.value))
			return false;
	return true;
}

/* §4.2.1.4: each policy once. Which ones counts only where somebody asks for one: that is decided elsewhere. */
static bool
read_policies(struct tr_certificate *c, struct tr_bytes value)
{
	struct tr_bytes seen[TR_CERTIFICATE_POLICIES_MAX];
	struct tr_der all, policy, oid;
	size_t n = 0;

	(void)c;
	if (!tr_plain_only(value, TR_DER_SEQUENCE, &all) || all.value.n == 0)
		return false;
	while (all.value.n > 0) {
		if (n == TR_CERTIFICATE_POLICIES_MAX || !tr_plain_take(&all.value, TR_DER_SEQUENCE, &policy) ||
				!tr_plain_take(&policy.value, TR_DER_OID, &oid) || !tr_oid_is_well_formed(oid.value) ||
				!are_qualifiers(policy.value))
			return false;
		for (size_t i = 0; i < n; i++)
			if (tr_bytes_equal(seen[i], oid.value))
				return false;
		seen[n++] = oid.value;
	}
	return true;
}

/* ---- extensions ---- */

static const struct {
	struct tr_bytes oid;
	bool (*read)(struct tr_certificate *c, struct tr_bytes value);
	bool may_be_critical;
} known[] = {
	{TR_BYTES_LIT(CE "\x0e"), read_key_id, false},
	{TR_BYTES_LIT(CE "\x0f"), read_key_usage, true},
	{TR_BYTES_LIT(CE "\x11"), read_alternative_names, true},
	{TR_BYTES_LIT(CE "\x13"), read_basic_constraints, true},
	{TR_BYTES_LIT(CE "\x1f"), read_points, true},
	{TR_BYTES_LIT(CE "\x20"), read_policies, true},
	{TR_BYTES_LIT(CE "\x23"), read_issuer_key_id, false},
	{TR_BYTES_LIT(CE "\x25"), read_extended_usage, true},
};

/* Where the arc is not one of those that standards add to: what an issuer says of his own. Beside them AIA, qcStatements and SIA. */
static bool
is_passed_over(struct tr_bytes oid)
{
	static const struct tr_bytes by_name[] = {TR_BYTES_LIT(PE "\x01"), TR_BYTES_LIT(PE "\x03"), TR_BYTES_LIT(PE "\x0b")};

	for (size_t i = 0; i < sizeof(by_name) / sizeof(by_name[0]); i++)
		if (tr_bytes_equal(oid, by_name[i]))
			return true;
	return !tr_bytes_start(oid, CE) && !tr_bytes_start(oid, PE) && !tr_bytes_start(oid, NETSCAPE);
}

static bool
read_extension(struct tr_certificate *c, const struct tr_extension *x)
{
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (tr_bytes_equal(x->oid, known[i].oid)) {
			c->extended_usage_critical |= x->critical && known[i].read == read_extended_usage;
			return (known[i].may_be_critical || !x->critical) && known[i].read(c, x->value);
		}
	c->ocsp_no_check |= tr_bytes_equal(x->oid, TR_BYTES_LIT("\x2b\x06\x01\x05\x05\x07\x30\x01\x05"));
	c->lab |= tr_oid_is_lab_mark(x->oid);
	return !x->critical && tr_oid_is_well_formed(x->oid) && is_passed_over(x->oid);
}

/* The extension's own headers add up: all of them are the shortest. */
static bool
is_shortest(const struct tr_extension *x, size_t n)
{
	const size_t inner = 2 + x->oid.n + (x->critical ? 3 : 0) + tr_der_header_size(x->value.n) + x->value.n;

	return n == tr_der_header_size(inner) + inner;
}

bool
tr_certificate_read_plain_extensions(struct tr_certificate *c)
{
	struct tr_bytes in = c->parts.extensions;
	struct tr_extension x;

	c->path_length = -1;
	if (in.n == 0 || !tr_extensions_check(in, TR_CRL_EXTENSIONS_MAX))
		return false;
	while (in.n > 0) {
		const size_t before = in.n;
		if (!tr_extension_take(&in, &x) || !is_shortest(&x, before - in.n) || !read_extension(c, &x))
			return false;
	}
	return true;
}
