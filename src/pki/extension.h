/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Extensions (RFC 5280 §4.1) of lists, entries and answers, one after another. */
#ifndef TR_PKI_EXTENSION_H
#define TR_PKI_EXTENSION_H

#include "crypto/der.h"

struct tr_extension {
	struct tr_bytes oid;   /* content octets */
	bool critical;
	struct tr_bytes value; /* content of extnValue */
};

/* Takes one off the content of a SEQUENCE OF Extension; false where there is none. */
TRIEN_MUST_CHECK bool tr_extension_take(struct tr_bytes *in, struct tr_extension *out);
/*
 * Whether all of them can be read. False where one cannot be read, one stands twice
 * (RFC 5280 §4.2), or there are more than max (at most TR_CRL_EXTENSIONS_MAX).
 */
TRIEN_MUST_CHECK bool tr_extensions_check(struct tr_bytes in, size_t max);

#endif
