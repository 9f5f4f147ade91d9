/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Reading TSTInfo and TimeStampResp (RFC 3161 §2.4.2). Nothing is judged here. */
#include "crypto/tsp.h"

#include "base/errors/crypto.h"
#include "crypto/cms_parts.h"

#define OID_TST_INFO "\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x01\x04"
#define MICROS 1000000

static trien_rc
bad_info(const char *what, struct trien_err *err)
{
	return TR_ERR(err, TSP_INFO_MALFORMED, TR_S("what", what));
}

/* ---- TSTInfo ---- */

static bool
take_imprint(struct tr_bytes *in, struct tr_tsp_info *i)
{
	struct tr_bytes ignored;
	struct tr_der e, octets;

	if (!tr_der_take_tag(in, TR_DER_SEQUENCE, &e) || !tr_algorithm_take(&e.value, &i->digest_oid, &ignored) ||
			!tr_der_only(e.value, TR_DER_OCTET_STRING, &octets) || octets.value.n == 0)
		return false;
	i->digest = tr_digest_alg_find(i->digest_oid);
	i->imprint = octets.value;
	return true;
}

/* Accuracy: seconds, millis [0] and micros [1], the last two from 1 to 999. */
static bool
take_accuracy(struct tr_bytes *in, struct tr_tsp_info *i)
{
	struct tr_der all, e;
	uint32_t v;

	if (!tr_der_take_tag(in, TR_DER_SEQUENCE, &all))
		return true;
	i->has_accuracy = true;
	if (tr_der_take_tag(&all.value, TR_DER_INTEGER, &e)) {
		if (!tr_der_small(e.value, &v))
			return false;
		i->accuracy_micros += (int64_t)v * MICROS;
	}
	for (int unit = 0; unit < 2; unit++)
		if (tr_der_take_tag(&all.value, TR_DER_CONTEXT_PRIMITIVE(unit), &e)) {
			if (!tr_der_small(e.value, &v) || v > 999)
				return false;
			i->accuracy_micros += unit == 0 ? (int64_t)v * 1000 : v;
		}
	return all.value.n == 0;
}

static bool
take_ordering(struct tr_bytes *in, struct tr_tsp_info *i)
{
	struct tr_der e;

	if (!tr_der_take_tag(in, TR_DER_BOOLEAN, &e))
		return true;
	if (e.value.n != 1 || (e.value.p[0] != 0 && e.value.p[0] != 0xff))
		return false;
	i->ordering = e.value.p[0] != 0;
	return true;
}

/* No extension of a TSTInfo is known here: a critical one, or one that cannot be read, is refused (§2.4.2). */
static bool
has_critical(struct tr_bytes in)
{
	struct tr_der e, part;

	while (in.n > 0) {
		if (!tr_der_take_tag(&in, TR_DER_SEQUENCE, &e) || !tr_der_take_tag(&e.value, TR_DER_OID, &part))
			return true;
		if (tr_der_take_tag(&e.value, TR_DER_BOOLEAN, &part) && !tr_bytes_equal(part.value, TR_BYTES_LIT("\0")))
			return true;
	}
	return false;
}

trien_rc
tr_tsp_info_read(struct tr_bytes der, struct tr_tsp_info *out, struct trien_err *err)
{
	struct tr_tsp_info i = {0};
	struct tr_der all, e;

	if (!tr_der_only(der, TR_DER_SEQUENCE, &all))
		return bad_info("TSTInfo, or bytes behind it", err);
	struct tr_bytes in = all.value;
	if (!tr_der_take_tag(&in, TR_DER_INTEGER, &e) || !tr_bytes_equal(e.value, TR_BYTES_LIT("\x01")))
		return bad_info("version", err);
	if (!tr_der_take_tag(&in, TR_DER_OID, &e))
		return bad_info("policy", err);
	i.policy = e.value;
	if (!take_imprint(&in, &i))
		return bad_info("messageImprint", err);
	if (!tr_der_take_tag(&in, TR_DER_INTEGER, &e) || e.value.n == 0)
		return bad_info("serialNumber", err);
	i.serial = e.value;
	if (!tr_der_take(&in, &e) || !tr_der_time_fraction(&e, &i.time, &i.time_micros))
		return bad_info("genTime", err);
	if (!take_accuracy(&in, &i))
		return bad_info("accuracy", err);
	if (!take_ordering(&in, &i))
		return bad_info("ordering", err);
	if (tr_der_take_tag(&in, TR_DER_INTEGER, &e))
		i.nonce = e.value;
	if (tr_der_take_tag(&in, TR_DER_CONTEXT(0), &e))
		i.tsa = e.value;
	if (tr_der_take_tag(&in, TR_DER_CONTEXT(1), &e) && has_critical(e.value))
		return bad_info("extensions", err);
	if (in.n > 0)
		return bad_info("something behind the extensions", err);
	*out = i;
	return TRIEN_OK;
}

int64_t
tr_tsp_latest(const struct tr_tsp_info *i)
{
	return i->time + (i->time_micros + i->accuracy_micros + MICROS - 1) / MICROS;
}

trien_rc
tr_tsp_token_info(const struct tr_cms *c, struct tr_tsp_info *out, struct trien_err *err)
{
	if (!tr_bytes_equal(c->content_type, TR_BYTES_LIT(OID_TST_INFO)) || !c->has_content)
		return bad_info("the CMS holds no TSTInfo", err);
	return tr_tsp_info_read(c->content, out, err);
}

/* ---- TimeStampResp ---- */

static trien_rc
bad_answer(const char *what, struct trien_err *err)
{
	return TR_ERR(err, TSP_ANSWER_MALFORMED, TR_S("what", what));
}

/* PKIFailureInfo: bit 0 is the highest of the first octet. */
static bool
read_failure(struct tr_bytes bits, unsigned *out)
{
	if (bits.n == 0 || bits.p[0] > 7 || bits.n > 1 + sizeof(unsigned))
		return false;
	for (size_t i = 0; i < (bits.n - 1) * 8; i++)
		if ((bits.p[1 + i / 8] & (0x80 >> i % 8)) != 0)
			*out |= 1u << i;
	return true;
}

static bool
take_status(struct tr_bytes *in, struct tr_tsp_answer *a)
{
	struct tr_der all, e, text;
	uint32_t status;

	if (!tr_der_take_tag(in, TR_DER_SEQUENCE, &all) || !tr_der_take_tag(&all.value, TR_DER_INTEGER, &e) ||
			!tr_der_small(e.value, &status) || status > TR_TSP_REVOCATION_NOTIFICATION)
		return false;
	a->status = (enum tr_tsp_status)status;
	if (tr_der_take_tag(&all.value, TR_DER_SEQUENCE, &e) && tr_der_take(&e.value, &text))
		a->text = text.value;
	if (tr_der_take_tag(&all.value, TR_DER_BIT_STRING, &e) && !read_failure(e.value, &a->failure))
		return false;
	return all.value.n == 0;
}

trien_rc
tr_tsp_answer_read(struct tr_bytes der, struct tr_tsp_answer *out, struct trien_err *err)
{
	struct tr_tsp_answer a = {0};
	struct tr_der all, e;

	if (der.n > TR_TSP_ANSWER_MAX)
		return TR_ERR(err, TSP_ANSWER_TOO_LARGE, TR_U("got", der.n), TR_U("max", TR_TSP_ANSWER_MAX));
	if (!tr_der_only(der, TR_DER_SEQUENCE, &all))
		return bad_answer("TimeStampResp, or bytes behind it", err);
	if (!take_status(&all.value, &a))
		return bad_answer("PKIStatusInfo", err);
	bool granted = a.status == TR_TSP_GRANTED || a.status == TR_TSP_GRANTED_WITH_MODS;
	if (tr_der_take_tag(&all.value, TR_DER_SEQUENCE, &e))
		a.token = e.whole;
	if (all.value.n > 0 || granted != (a.token.n > 0))
		return bad_answer("timeStampToken", err);
	*out = a;
	return TRIEN_OK;
}
