/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Requirement: R9.2 R10.1
 * Messages of the document exchange (exchange/edxml.h), as the books know them: by whom, by which name, of which document, and what its receiver has said
 * last. One that comes is written in the act that takes its document in, so that it is taken in once; one that goes waits in the book until a run has given it
 * to the exchange. What the receiver says of a document that came follows from where that document stands: nobody has to think of it.
 */
#ifndef TR_OFFICE_MESSAGE_H
#define TR_OFFICE_MESSAGE_H

#include "office/office.h"

#define TR_MESSAGE_ORGAN_MAX 64u

enum tr_message_state {
	TR_MESSAGE_QUEUED,
	TR_MESSAGE_SENT,
	TR_MESSAGE_ARRIVED,
	TR_MESSAGE_REFUSED,
	TR_MESSAGE_RECEIVED,
	TR_MESSAGE_ASSIGNED,
	TR_MESSAGE_PROGRESS,
	TR_MESSAGE_DONE,
	TR_MESSAGE_RECALL_REFUSED, /* this and the next only in rows of old: office/withdrawal.h */
	TR_MESSAGE_RECALL_AGREED,
	TR_MESSAGE_STATE_COUNT
};
const char *tr_message_state_word(enum tr_message_state state);
/* The state of a word of the book; that of a status code of the exchange. TR_MESSAGE_STATE_COUNT where there is none. */
enum tr_message_state tr_message_state_of(const char *word);
enum tr_message_state tr_message_state_told(int code);
/* The status code that tells the state: "03"; NULL where none does. */
const char *tr_message_code(enum tr_message_state state);

/* Letters, digits, dots, hyphens, at most TR_MESSAGE_ORGAN_MAX. office.message-code */
TRIEN_MUST_CHECK trien_rc tr_message_organ_check(const char *organ, struct trien_err *err);

/* By which message a document comes (struct tr_office_coming). */
struct tr_message_in {
	const char *organ, *code; /* its sender, and what that calls it */
};

/* An issued document to a receiver outside, as the clerk of its agency. organ: the receiver; from: this agency's code. office.message-not-issued, registry.exists: it is on its way to that receiver. */
struct tr_message_new {
	int64_t document;
	const char *organ, *name, *from;
};
TRIEN_MUST_CHECK trien_rc tr_message_send(struct tr_sql *db, const struct tr_act *act, enum tr_act_mode mode, const struct tr_office_who *who,
		const struct tr_message_new *n, int64_t *id, struct trien_err *err);

/* What a receiver says of a message of ours. What says no more than is known already changes nothing (*act is 0). office.message-unknown */
struct tr_message_heard {
	int64_t agency;
	const char *organ, *code;
	enum tr_message_state state;
};
TRIEN_MUST_CHECK trien_rc tr_message_hear(struct tr_sql *db, const struct tr_act *act, enum tr_act_mode mode, const struct tr_office_who *who,
		const struct tr_message_heard *h, int64_t *done, struct trien_err *err);

/*
 * What is to be given to the exchange: id, direction, the state that is told by it; of those that come where their document stands otherwise than was
 * told, of those that go what is queued. At most TR_OFFICE_PAGE behind one. In a transaction.
 */
TRIEN_MUST_CHECK trien_rc tr_message_due(struct tr_sql *db, int64_t agency, int64_t after, struct tr_sql_rows *out, struct trien_err *err);
/* One of them: organ, code, name, symbol, the agency's name, why it was refused (words of rules/incoming.def, or a clerk's reason). In a transaction. */
TRIEN_MUST_CHECK trien_rc tr_message_load_in(struct tr_sql *db, int64_t id, struct tr_sql_rows *out, struct trien_err *err);
/* organ, code, name, symbol (behind the number), the agency's name, number, day, kind, subject, urgency, signer, issued file, document. In a transaction. */
TRIEN_MUST_CHECK trien_rc tr_message_load_out(struct tr_sql *db, int64_t id, struct tr_sql_rows *out, struct trien_err *err);
/* The files beside it: name, file, kind. In a transaction. */
TRIEN_MUST_CHECK trien_rc tr_message_load_files(struct tr_sql *db, int64_t document, struct tr_sql_rows *out, struct trien_err *err);
/* It was given to the exchange. */
TRIEN_MUST_CHECK trien_rc tr_message_told(struct tr_sql *db, const struct tr_act *act, enum tr_act_mode mode, const struct tr_office_who *who, int64_t id,
		enum tr_message_state state, struct trien_err *err);

#endif
