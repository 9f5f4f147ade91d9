/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Requirement: R9.2 R10.1 R10.3
 * Documents of the exchange that their sender wants back. What an agency here recalls is asked back from every receiver that it went to, and what waits to go does
 * not go; what another asks for waits for the clerk, who agrees by recording the recall, or refuses with a reason; the answer goes back. Nobody but the sender of a
 * message asks for it, and nobody but its receiver answers: both are found by their code and the name of the message.
 *
 * What this does not do: it does not know whether a receiver that has agreed has really thrown the document away.
 */
#ifndef TR_OFFICE_WITHDRAWAL_H
#define TR_OFFICE_WITHDRAWAL_H

#include "office/message.h"

enum tr_withdrawal_state { TR_WITHDRAWAL_NONE, TR_WITHDRAWAL_ASKED, TR_WITHDRAWAL_AGREED, TR_WITHDRAWAL_REFUSED, TR_WITHDRAWAL_UNSENT, TR_WITHDRAWAL_STATES };
const char *tr_withdrawal_word(enum tr_withdrawal_state state); /* NONE: "" */
enum tr_withdrawal_state tr_withdrawal_state_of(const char *word);

/* What came of it: a wish of a message's sender, or the answer of its receiver. */
struct tr_withdrawal_heard {
	int64_t agency;
	const char *organ, *code;
	enum tr_withdrawal_state says; /* asked; agreed, refused */
	const char *reason;            /* NULL: none */
};
struct tr_withdrawal_done {
	int64_t act;     /* 0: it was known, nothing was written */
	int64_t arrival; /* of a wish */
	enum tr_withdrawal_state state;
};
/*
 * A wish for what is refused or recalled here already is agreed to at once, any other waits for the clerk; what was answered is not asked again. Of answers, one that agrees
 * counts also after a refusal. office.message-not-came, office.message-unknown, office.message-not-asked
 */
TRIEN_MUST_CHECK trien_rc tr_withdrawal_hear(struct tr_sql *db, const struct tr_act *act, enum tr_act_mode mode, const struct tr_office_who *who,
		const struct tr_withdrawal_heard *h, struct tr_withdrawal_done *out, struct trien_err *err);

/* What is to be given to the exchange: id, what is told (asked, agreed, refused). At most TR_OFFICE_PAGE behind one. In a transaction. */
TRIEN_MUST_CHECK trien_rc tr_withdrawal_due(struct tr_sql *db, int64_t agency, int64_t after, struct tr_sql_rows *out, struct trien_err *err);
/* One of them: as tr_message_load_in() has it, the reason last. In a transaction. */
TRIEN_MUST_CHECK trien_rc tr_withdrawal_load(struct tr_sql *db, int64_t id, struct tr_sql_rows *out, struct trien_err *err);
/* It was given to the exchange. */
TRIEN_MUST_CHECK trien_rc tr_withdrawal_told(struct tr_sql *db, const struct tr_act *act, enum tr_act_mode mode, const struct tr_office_who *who, int64_t id,
		struct trien_err *err);

#endif
