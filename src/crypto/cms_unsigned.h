/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What is added to a CMS after it was signed: the signature time stamp (RFC 3161 Appendix A, ETSI EN 319 122-1 §5.3). */
#ifndef TR_CRYPTO_CMS_UNSIGNED_H
#define TR_CRYPTO_CMS_UNSIGNED_H

#include "base/bytes.h"

/*
 * Appends the CMS of tr_cms_finish() with a time-stamp token (a whole ContentInfo) as its one unsigned attribute. Neither
 * is judged. cms.malformed where cms is not DER of that form, or has unsigned attributes already.
 */
TRIEN_MUST_CHECK trien_rc tr_cms_with_timestamp(
		struct tr_bytes cms, struct tr_bytes token, struct tr_buf *out, struct trien_err *err);

#endif
