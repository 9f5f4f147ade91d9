/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A letter of notices as a mail: Vietnamese, a short English part, and the dates as a calendar. */
#ifndef TR_EXCHANGE_NOTICE_MAIL_H
#define TR_EXCHANGE_NOTICE_MAIL_H

#include "registry/notice.h"

struct tr_notice_sender {
	const char *address, *name; /* From */
	const char *site;           /* what no other installation is called: the name of the first audit log */
};
/*
 * Appends the mail. It is made of the letter alone: made again, its Message-ID is the same, so that a receiver who gets it twice shows one.
 * exchange.mail-*; errors of the profile.
 */
TRIEN_MUST_CHECK trien_rc tr_notice_mail_write(const struct tr_notice_digest *d, const struct tr_notice_sender *sender, struct tr_buf *out,
		struct trien_err *err);

#endif
