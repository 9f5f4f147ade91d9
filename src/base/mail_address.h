/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef TR_BASE_MAIL_ADDRESS_H
#define TR_BASE_MAIL_ADDRESS_H

#include <stdbool.h>
#include <stddef.h>

/* Bytes of an address (RFC 5321 §4.5.3.1, without brackets). */
#define TR_MAIL_ADDRESS_MAX 254u

/* Is it one address that every server takes: ASCII, dots between words, a domain of at least two labels? */
bool tr_is_mail_address(const char *address);

#endif
