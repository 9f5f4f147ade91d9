/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: R10.2 */
/* The letter to the sender of a document that came (office/incoming.h) as a mail. */
#ifndef TR_EXCHANGE_ARRIVAL_MAIL_H
#define TR_EXCHANGE_ARRIVAL_MAIL_H

#include "exchange/notice_mail.h"

struct tr_arrival_mail {
	char key[64]; /* the same each time it is written */
	char to[256];
	struct tr_buf mail;
};
/* The letter of a job TR_JOB_ARRIVAL. In a transaction. office.no-letter, registry.not-found, exchange.mail-*; out is {0}, free its mail. */
TRIEN_MUST_CHECK trien_rc tr_arrival_mail_write(struct tr_sql *db, struct tr_bytes payload, const struct tr_notice_sender *sender, struct tr_arrival_mail *out,
		struct trien_err *err);

#endif
