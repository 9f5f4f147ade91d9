/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Names (RFC 5280 §4.1.2.4) as they stand in certificates: read from their DER, without building them. */
#ifndef TR_CRYPTO_NAME_H
#define TR_CRYPTO_NAME_H

#include "crypto/der.h"

/* One attribute of a name. */
struct tr_name_part {
	struct tr_bytes oid;  /* content octets */
	struct tr_der value;
	bool alone;           /* the only one of its RelativeDistinguishedName */
};

/* Where reading a name stands; {0} is its end. */
struct tr_name_cursor {
	struct tr_bytes names, parts;
};

/* At the first attribute of a Name (whole); at the end where it is not one. */
struct tr_name_cursor tr_name_open(struct tr_bytes name);
/* Takes the next attribute; false at the end, and from where it cannot be read on. */
TRIEN_MUST_CHECK bool tr_name_next(struct tr_name_cursor *c, struct tr_name_part *out);

/*
 * Whether a Name (whole) is of the form that nearly all have: DER throughout, one attribute to each RelativeDistinguishedName, each a
 * PrintableString, UTF8String or IA5String that is not empty and holds what such a string may hold.
 */
bool tr_name_is_plain(struct tr_bytes name);
/* Two Names (whole), compared by their text and not by the string type that a producer chose: RFC 5280 §7.1. */
bool tr_name_same(struct tr_bytes a, struct tr_bytes b);

#endif
