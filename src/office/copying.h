/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Requirement: X5
 * Copies of documents (sao y, trích sao, sao lục) and who may sign them: the head, and whom the head has given the right in writing (Decree 30/2020 Điều
 * 27). What may be copied rules/copy.h says; it is held when the document is entered. Who signs is held when it gets its number.
 */
#ifndef TR_OFFICE_COPYING_H
#define TR_OFFICE_COPYING_H

#include "office/office.h"

struct tr_copy_right_new {
	int64_t agency, person;
	const char *decision;
	int64_t decided_at, from_at, to_at; /* to_at 0: until it is ended */
};
/*
 * By the head, or by the clerk who has the decision on paper. *id: of its row in the book copy_right. rules.role, rules.copy-paper, rules.copy-time,
 * office.copy-stranger.
 */
TRIEN_MUST_CHECK trien_rc tr_copy_right_enter(struct tr_sql *db, const struct tr_act *act, enum tr_act_mode mode, const struct tr_office_who *who,
		const struct tr_copy_right_new *n, int64_t *id, struct trien_err *err);
/* Ended now; copies that were signed until then stay as they are. A reason is wanted. office.copy-ended */
TRIEN_MUST_CHECK trien_rc tr_copy_right_end(struct tr_sql *db, const struct tr_act *act, enum tr_act_mode mode, const struct tr_office_who *who, int64_t right,
		int64_t *id, struct trien_err *err);

#endif
