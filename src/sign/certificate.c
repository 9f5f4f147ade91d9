/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A signature that is void from its first second is not made: better said before the PIN than by the receiver. */
#include "sign/certificate.h"

#include "base/errors/sign.h"
#include "base/time.h"

trien_rc
tr_sign_check_certificate(const struct tr_certificate *c, int64_t now, int zone_minutes, struct trien_err *err)
{
	char when[TR_TIME_TEXT_MAX];
	const unsigned others = TR_EKU_TIME_STAMP | TR_EKU_OCSP;
	const unsigned signing = TR_USAGE_DIGITAL_SIGNATURE | TR_USAGE_NON_REPUDIATION;

	if (now > c->not_after) {
		tr_time_iso(c->not_after, zone_minutes, when);
		return TR_ERR(err, SIGN_CERTIFICATE_EXPIRED, TR_S("serial", c->serial), TR_S("when", when));
	}
	if (now < c->not_before) {
		tr_time_iso(c->not_before, zone_minutes, when);
		return TR_ERR(err, SIGN_CERTIFICATE_NOT_YET_VALID, TR_S("serial", c->serial), TR_S("when", when));
	}
	if (c->has_key_usage && (c->key_usage & signing) == 0)
		return TR_ERR(err, SIGN_CERTIFICATE_USAGE, TR_S("serial", c->serial));
	/* RFC 3161 §2.3, RFC 6960 §4.2.2.2: a key for time stamps or answers about certificates is for nothing else. */
	if (c->has_extended_usage && (c->extended_usage & ~others) == 0)
		return TR_ERR(err, SIGN_CERTIFICATE_USAGE, TR_S("serial", c->serial));
	return TRIEN_OK;
}
