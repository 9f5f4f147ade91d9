/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: R9.2 R9.3 */
/* What belongs to a document and stands in other books: how it is submitted, its number, what is attached, where it was sent. In a transaction that reads. */
#ifndef TR_OFFICE_PARTS_H
#define TR_OFFICE_PARTS_H

#include "store/sql.h"

enum tr_parts_head_cell { TR_PARTS_PROCEDURE, TR_PARTS_STATE, TR_PARTS_ROUND, TR_PARTS_SUBMITTED, TR_PARTS_DRAFTER, TR_PARTS_DRAFTER_NAME, TR_PARTS_NUMBER, TR_PARTS_SYMBOL, TR_PARTS_DATED };
enum tr_parts_attachment_cell { TR_PARTS_ATTACHMENT, TR_PARTS_ATTACHMENT_KIND, TR_PARTS_ATTACHMENT_NAME };
enum tr_parts_delivery_cell { TR_PARTS_DELIVERY, TR_PARTS_RECEIVER, TR_PARTS_DELIVERY_STATE, TR_PARTS_SENT, TR_PARTS_ARRIVED };

struct tr_office_parts {
	struct tr_sql_rows head; /* one; what a document does not have is NULL */
	struct tr_sql_rows attachments, deliveries;
};
TRIEN_MUST_CHECK trien_rc tr_office_parts(struct tr_sql *db, int64_t document, struct tr_office_parts *out, struct trien_err *err);
void tr_office_parts_free(struct tr_office_parts *p);

enum tr_signers_cell { TR_SIGNERS_PERSON, TR_SIGNERS_NAME, TR_SIGNERS_TITLE, TR_SIGNERS_ROLE /* "subscriber": holds no post there */ };
/* Who may be put into the steps of a document: the people of its agency, a row for each post that they hold there now, those with posts first. The first TR_SIGNERS_MAX. */
#define TR_SIGNERS_MAX 500u
TRIEN_MUST_CHECK trien_rc tr_office_signers(struct tr_sql *db, int64_t document, int64_t now, struct tr_sql_rows *out, struct trien_err *err);

#endif
