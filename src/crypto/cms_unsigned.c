/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Signer infos stand at the end of a CMS, unsigned attributes at the end of a signer info: only lengths change in front. */
#include "crypto/cms_unsigned.h"

#include "base/errors/crypto.h"
#include "crypto/der.h"

/* id-aa-signatureTimeStampToken, 1.2.840.113549.1.9.16.2.14 */
#define OID_TIMESTAMP "\x06\x0b\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x02\x0e"

/* From the outside in: ContentInfo, its [0], SignedData, signerInfos, SignerInfo. */
static const uint8_t nesting[] = {TR_DER_SEQUENCE, TR_DER_CONTEXT(0), TR_DER_SEQUENCE, TR_DER_SET, TR_DER_SEQUENCE};
#define LEVELS (sizeof(nesting) / sizeof(*nesting))

static trien_rc
malformed(const char *what, struct trien_err *err)
{
	return TR_ERR(err, CMS_MALFORMED, TR_S("what", what), TR_U("offset", 0));
}

/* The last element of a value; its tag must be the one wanted. */
static bool
last_of(struct tr_bytes value, uint8_t tag, struct tr_der *out)
{
	struct tr_der d = {0};

	while (value.n > 0)
		if (!tr_der_take(&value, &d))
			return false;
	*out = d;
	return d.tag == tag;
}

static trien_rc
add_attribute(struct tr_bytes token, struct tr_buf *out, struct trien_err *err)
{
	size_t from = out->n;

	TR_TRY(tr_buf_add(out, OID_TIMESTAMP, sizeof(OID_TIMESTAMP) - 1, err));
	TR_TRY(tr_der_add(out, TR_DER_SET, token, err));
	TR_TRY(tr_der_wrap(out, from, TR_DER_SEQUENCE, err));
	return tr_der_wrap(out, from, TR_DER_CONTEXT(1), err);
}

trien_rc
tr_cms_with_timestamp(struct tr_bytes cms, struct tr_bytes token, struct tr_buf *out, struct trien_err *err)
{
	struct tr_der levels[LEVELS], last;
	size_t starts[LEVELS];

	if (!tr_der_only(cms, nesting[0], &levels[0]))
		return malformed("not one ContentInfo", err);
	for (size_t i = 1; i < LEVELS; i++)
		if (!last_of(levels[i - 1].value, nesting[i], &levels[i]))
			return malformed("not laid out as RFC 5652 §5 says", err);
	if (!last_of(levels[LEVELS - 1].value, TR_DER_OCTET_STRING, &last))
		return malformed("the signature value is not the last of the SignerInfo", err);
	/* What stands in front of the last element at each level, then the attribute, then the headers from the inside out. */
	for (size_t i = 0; i + 1 < LEVELS; i++) {
		starts[i] = out->n;
		TR_TRY(tr_buf_add(out, levels[i].value.p, (size_t)(levels[i + 1].whole.p - levels[i].value.p), err));
	}
	starts[LEVELS - 1] = out->n;
	TR_TRY(tr_buf_add_bytes(out, levels[LEVELS - 1].value, err));
	TR_TRY(add_attribute(token, out, err));
	for (size_t i = LEVELS; i-- > 0;)
		TR_TRY(tr_der_wrap(out, starts[i], nesting[i], err));
	return TRIEN_OK;
}
