/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A mail (RFC 5322, MIME): headers in encoded words (RFC 2047), the text and a calendar in Base64, so that no line is long and none is changed on the
 * way. What would be a line of its own in a header, or an address that says more than one, is refused.
 */
#ifndef TR_EXCHANGE_MAIL_H
#define TR_EXCHANGE_MAIL_H

#include "base/bytes.h"

/* A PDF that goes with it. */
struct tr_mail_file {
	const char *name;
	struct tr_bytes content;
};
struct tr_mail {
	const char *from_name, *from; /* addresses without brackets */
	const char *to_name, *to;
	const char *subject;
	const char *id;               /* what stands before the @ of the Message-ID: a-z, 0-9, '.' */
	int64_t date;
	struct tr_text text;
	struct tr_text calendar;      /* empty: none */
	const struct tr_mail_file *files;
	size_t file_count;
};
/* Appends it. exchange.mail-header, exchange.mail-address. */
TRIEN_MUST_CHECK trien_rc tr_mail_write(const struct tr_mail *m, struct tr_buf *out, struct trien_err *err);

/* The id of a letter that has this key at this site: the same each time it is written. */
#define TR_MAIL_ID_MAX 33u
TRIEN_MUST_CHECK trien_rc tr_mail_id_of(const char *site, const char *key, char id[TR_MAIL_ID_MAX], struct trien_err *err);
/* As tr_is_mail_address(). exchange.mail-address */
TRIEN_MUST_CHECK trien_rc tr_mail_address_check(const char *address, struct trien_err *err);

#endif
