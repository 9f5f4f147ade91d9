/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A request to sign and its proposal on the worker's pipes: for every task that ends in a signature. */
#ifndef TR_WORKER_TASK_PROPOSE_H
#define TR_WORKER_TASK_PROPOSE_H

#include "sign/propose.h"
#include "worker/worker.h"

TRIEN_MUST_CHECK trien_rc tr_wire_add_sign_request(
		struct tr_buf *b, const struct tr_sign_request *r, struct trien_err *err);
/* Texts are borrowed from the cursor's bytes; more may follow behind it. */
TRIEN_MUST_CHECK trien_rc tr_wire_take_sign_request(
		struct tr_cursor *c, struct tr_sign_request *r, struct trien_err *err);
TRIEN_MUST_CHECK trien_rc tr_wire_add_proposal(
		struct tr_buf *b, const struct tr_sign_proposal *p, struct trien_err *err);
/* All that is left of the cursor. worker.answer-invalid. */
TRIEN_MUST_CHECK trien_rc tr_wire_take_proposal(
		struct tr_cursor *c, struct tr_sign_proposal *out, struct trien_err *err);

/* The half of tr_task_propose() (tasks.h) in the sandbox. */
TRIEN_MUST_CHECK trien_rc tr_task_propose_run(
		const struct tr_worker_input *in, struct tr_buf *answer, struct trien_err *err);

#endif
