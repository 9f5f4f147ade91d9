/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Withdrawals within the acts that lead to them. */
#ifndef TR_OFFICE_WITHDRAWAL_PARTS_H
#define TR_OFFICE_WITHDRAWAL_PARTS_H

#include "office/office_parts.h"
#include "office/withdrawal.h"

/* A document was recalled, or replaced: what waits to go does not go; of what is recalled, all that went is asked back, with the act's reason. */
TRIEN_MUST_CHECK trien_rc tr_withdrawal_begin(const struct tr_officing *o, const struct tr_record *document, struct trien_err *err);
/* Has its sender asked for it back, without an answer so far? */
TRIEN_MUST_CHECK trien_rc tr_withdrawal_is_asked(const struct tr_officing *o, int64_t arrival, bool *is, struct trien_err *err);
/* The clerk's answer to all messages by which it came and that were asked back; of one that was refused, agreeing is a new answer. */
TRIEN_MUST_CHECK trien_rc tr_withdrawal_answer(const struct tr_officing *o, int64_t arrival, enum tr_withdrawal_state answer, struct trien_err *err);

#endif
