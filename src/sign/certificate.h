/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* May this certificate sign a document now? */
#ifndef TR_SIGN_CERTIFICATE_H
#define TR_SIGN_CERTIFICATE_H

#include "pki/trust.h"

/*
 * Its validity holds `now` and its key usage, where it names one, is
 * digitalSignature or nonRepudiation (RFC 5280 §4.2.1.3). sign.certificate-*.
 * Requirement: R3
 */
TRIEN_MUST_CHECK trien_rc tr_sign_check_certificate(
		const struct tr_certificate *c, int64_t now, int zone_minutes, struct trien_err *err);
/*
 * Its path, over the certificates of its own chain, is good now and ends at an anchor of the Government list (Regulation, Điều 2.1):
 * sign.official-no-path, sign.official-other-list.
 * Requirement: R2.1
 */
TRIEN_MUST_CHECK trien_rc tr_sign_check_official(const struct tr_certificate *c, const struct tr_bytes *chain, size_t count,
		const struct tr_trust *trust, int64_t now, struct trien_err *err);

#endif
