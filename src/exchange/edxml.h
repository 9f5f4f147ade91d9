/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Requirement: R10.1
 * Messages of the document exchange: edXML (QCVN 102:2016/BTTTT, namespace http://www.mic.gov.vn/TBT/QCVN_102_2016), a document with its files or what the
 * receiver says of one. Read strictly, and with the habits of the field: an element with its prefix or without, a file as it is or as a ZIP of one
 * entry whatever its type says, "cid:" before the name of a part or not, a kind of document as words or as elements. What two readers could read in two ways
 * is refused: an element twice, text beside elements, a part that is not listed, or listed and not there.
 *
 * What this does not do: the older forms with other namespaces are refused; a signature of the envelope is passed over, for it says who sent the message and not
 * who signed the document: that is judged in the document itself. What is attached and is no PDF is named, its bytes are not handed on.
 */
#ifndef TR_EXCHANGE_EDXML_H
#define TR_EXCHANGE_EDXML_H

#include "base/memory.h"
#include "exchange/limits.h"
#include "worker/worker.h"

/* What the receiver says of a document that was sent, by its number. */
enum tr_edxml_status {
	TR_EDXML_ARRIVED = 1,
	TR_EDXML_REFUSED = 2,
	TR_EDXML_RECEIVED = 3,
	TR_EDXML_ASSIGNED = 4,
	TR_EDXML_IN_PROGRESS = 5,
	TR_EDXML_DONE = 6,
	TR_EDXML_RECALL = 13,
	TR_EDXML_RECALL_AGREED = 15,
	TR_EDXML_RECALL_REFUSED = 16,
};
/* Of messages with a document: what its sender wants. */
enum tr_edxml_business { TR_EDXML_NEW, TR_EDXML_WITHDRAW, TR_EDXML_UPDATE, TR_EDXML_REPLACE };

struct tr_edxml_organ {
	const char *id, *name, *email;
};
/* Of another document: its sender, number and symbol, and the name of its message. */
struct tr_edxml_reference {
	const char *organ, *code, *date, *document;
};
struct tr_edxml_attachment {
	const char *name;        /* without a path */
	const char *id;          /* of the part, without "cid:" */
	struct tr_bytes content; /* empty where it is no PDF */
};

/* Texts are never NULL: "" is none. Dates are "yyyy/MM/dd", as they stand. */
struct tr_edxml {
	bool is_status;
	struct tr_edxml_organ from;
	struct tr_edxml_organ *to;
	size_t to_count;
	const char *number, *notation; /* "79", "QĐ-UBND" */
	const char *place, *date;
	const char *kind;              /* "Quyết định" */
	const char *subject, *due, *document, *signer;
	const char *priority, *business, *status; /* numbers as they stand */
	const char *about;             /* of a document that is withdrawn, changed, replaced: the name of its message */
	const char *description;       /* of a status, or of what its sender wants: why */
	const char *timestamp;         /* of a status: "yyyy/MM/dd HH:mm:ss" */
	struct tr_edxml_reference *answers; /* what it answers; of a status the one that it is about */
	size_t answer_count;
	struct tr_edxml_attachment *attachments; /* as they are listed */
	size_t attachment_count;
	struct tr_arena arena;
};
void tr_edxml_free(struct tr_edxml *m);

/* A number of the format; -1: it is none. */
int tr_edxml_code(const char *text);

/* Reads one. exchange.edxml-malformed, exchange.edxml-limit. out: free it. */
TRIEN_MUST_CHECK trien_rc tr_edxml_read(struct tr_bytes in, struct tr_edxml *out, struct trien_err *err);
/* Writes one that tr_edxml_read() reads as the same; attachments as they are, without a ZIP. base.utf8-invalid, exchange.edxml-malformed for a character that XML has not. */
TRIEN_MUST_CHECK trien_rc tr_edxml_write(const struct tr_edxml *m, struct tr_buf *out, struct trien_err *err);

/* Reads an open file in the sandbox. worker.*; free out. */
TRIEN_MUST_CHECK trien_rc tr_edxml_read_apart(int fd, struct tr_edxml *out, struct trien_err *err);
/* What takes the answer of the sandbox, which is hostile: worker.answer-invalid. */
TRIEN_MUST_CHECK trien_rc tr_edxml_take(struct tr_bytes answer, struct tr_edxml *out, struct trien_err *err);
/* Its other half. */
TRIEN_MUST_CHECK trien_rc tr_edxml_tell(const struct tr_edxml *m, struct tr_buf *answer, struct trien_err *err);

#endif
