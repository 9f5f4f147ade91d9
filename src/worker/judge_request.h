/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef TR_WORKER_JUDGE_REQUEST_H
#define TR_WORKER_JUDGE_REQUEST_H

#include "verify/verify.h"
#include "worker/tasks.h"

/* A request as it is read in the sandbox: borrowed from its bytes, and the child's memory goes with it: nothing is freed. */
struct tr_judging {
	struct tr_trust *trust;
	struct tr_verify_options options;
	struct tr_bytes file_name;
	enum trien_lang lang;
	enum tr_judge_detail detail;
	struct tr_custody custody; /* its context is this struct */
	struct tr_bytes custody_given;
};

/* Reads what tr_judge_request_write() wrote. */
TRIEN_MUST_CHECK trien_rc tr_judge_request_read(const struct tr_worker_input *in, struct tr_bytes request, struct tr_judging *j, struct trien_err *err);
/* Gives a judgement what was got over the network (worker/answers.h). */
TRIEN_MUST_CHECK trien_rc tr_judge_answers_give(struct tr_bytes answers, struct tr_verify_options *options, struct trien_err *err);
/* Gives the judgement what was got over the network: the job's first file (worker/answers.h), where there is one. */
TRIEN_MUST_CHECK trien_rc tr_judge_answers_read(const struct tr_worker_input *in, struct tr_judging *j, struct trien_err *err);

#endif
