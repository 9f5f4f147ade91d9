/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A mail taken apart (RFC 5322, RFC 2045-2047, 2183, 2231): who sends it, its subject, its attachments. Hostile bytes: for the sandbox. What has two readings is refused: who reads
 * it otherwise than the server that looked for malware before would take in what nobody has looked at. Not read: the text of the mail, mails in mails, HTML, signatures of mails.
 */
#ifndef TR_MIME_MAIL_H
#define TR_MIME_MAIL_H

#include "base/bytes.h"
#include "base/mail_address.h"
#include "base/memory.h"
#include "mime/limits.h"

struct tr_mime_part {
	char name[TR_MIME_NAME_MAX + 1]; /* UTF-8, without a path and without what is not seen; "": none */
	bool pdf;                        /* its type or its name says so */
	bool inside;                     /* shown in the text: a picture, a logo */
	struct tr_bytes content;         /* decoded; of a PDF alone. In the arena, or of the mail itself */
};
struct tr_mime_mail {
	char from[TR_MAIL_ADDRESS_MAX + 1]; /* "" where it is none that one could write to */
	char subject[TR_MIME_TEXT_MAX + 1]; /* UTF-8, one line; "": none */
	bool automatic;                     /* sent by a machine (RFC 3834), or says that it could not be delivered */
	struct tr_mime_part parts[TR_MIME_PARTS_MAX]; /* what is no text of the mail */
	size_t count;
};
/* out: large. Contents live as long as the mail and the arena. mime.malformed, mime.limit. */
TRIEN_MUST_CHECK trien_rc tr_mime_read(struct tr_bytes mail, struct tr_arena *arena, struct tr_mime_mail *out, struct trien_err *err);

#endif
