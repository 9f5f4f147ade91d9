/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* May this certificate sign a document now? */
#ifndef TR_SIGN_CERTIFICATE_H
#define TR_SIGN_CERTIFICATE_H

#include "pki/certificate.h"

/*
 * Its validity holds `now` and its key usage, where it names one, is
 * digitalSignature or nonRepudiation (RFC 5280 §4.2.1.3). sign.certificate-*.
 * Requirement: R3
 */
TRIEN_MUST_CHECK trien_rc tr_sign_check_certificate(
		const struct tr_certificate *c, int64_t now, int zone_minutes, struct trien_err *err);

#endif
