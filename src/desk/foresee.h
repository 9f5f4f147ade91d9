/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What will be asked of a file, asked at once: one child of the sandbox opens it, reads its pages and judges it, where each question had a child of its own. */
#ifndef TR_DESK_FORESEE_H
#define TR_DESK_FORESEE_H

#include "desk/secrecy.h"
#include "worker/tasks.h"

enum tr_desk_purpose {
	TR_DESK_TAKEN,  /* tr_secrecy_pass(), tr_task_verify() */
	TR_DESK_ISSUED, /* and tr_desk_make_evidence() as of the judgement's time, tr_desk_right_add() with the pages, tr_desk_read_typed() */
};
/*
 * Of the door's file, until tr_worker_forget(): those functions then find their answers there, given the same. answers: what was got over the network
 * for it (worker/answers.h); -1: nothing. Where the child does not come to its end (it was killed,
 * or all together is too much for one) nothing is foreseen, and each asks for itself.
 */
void tr_desk_foresee(const struct tr_secrecy_door *door, const struct tr_judge_request *judgement, int answers, enum tr_desk_purpose purpose);

#endif
