/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: R9.2 */
/* What goes to a receiver of a document by mail (office/dispatch.h), with the files. */
#ifndef TR_EXCHANGE_DISPATCH_MAIL_H
#define TR_EXCHANGE_DISPATCH_MAIL_H

#include "exchange/notice_mail.h"
#include "office/dispatch.h"
#include "store/blob.h"

/*
 * The mail of a letter; made again it is the same, so that a receiver who gets it twice shows one. exchange.mail-*, store.blob-*: a file is not there or is another; out is
 * appended to.
 */
TRIEN_MUST_CHECK trien_rc tr_dispatch_mail_write(struct tr_blobs *blobs, const struct tr_dispatch_letter *l, const struct tr_notice_sender *sender, struct tr_buf *out,
		struct trien_err *err);

#endif
