/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The tasks that the programs have done in the sandbox, and what goes in and
 * out. A request is trusted (the caller made it), an answer is not.
 */
#ifndef TR_WORKER_TASKS_H
#define TR_WORKER_TASKS_H

#include "pki/trust.h"
#include "sign/propose.h"
#include "verify/verdict.h"
#include "worker/worker.h"

enum tr_task { TR_TASK_PROPOSE, TR_TASK_VERIFY, TR_TASK_INSPECT, TR_TASK_PLACE, TR_TASK_SCAN_READ,
	TR_TASK_SCAN_MEASURE, TR_TASK_SECRECY, TR_TASK_SECRECY_QUICK, TR_TASK_SECRECY_ZONE, TR_TASK_LOOK, TR_TASK_RESERVE,
	TR_TASK_ISSUE, TR_TASK_ISSUE_JUDGE, TR_TASK_TRUST_LOOK, TR_TASK_REPORT,
	TR_TASK_EVIDENCE_MAKE, TR_TASK_EVIDENCE_SHOW, TR_TASK_EVIDENCE_STAMP, TR_TASK_EVIDENCE_JUDGE, TR_TASK_EVIDENCE_LACK,
	TR_TASK_STAMP_READ, TR_TASK_EXPIRY, TR_TASK_OCSP_NONCE, TR_TASK_EXTEND, TR_TASK_EXTEND_JUDGE, TR_TASK_PICTURE, TR_TASK_LEDGER, TR_TASK_ARRIVAL, TR_TASK_MAIL,
	TR_TASK_TOGETHER, TR_TASK_CERTIFICATE,
	TR_TASK_COUNT };

/* Loads what the tasks need of libcrypto, then starts the worker with them. */
TRIEN_MUST_CHECK trien_rc tr_tasks_start(struct tr_worker **out, struct trien_err *err);
/* Starts a worker for those alone that the program trien-worker has. */
TRIEN_MUST_CHECK trien_rc tr_tasks_start_apart(struct tr_worker **out, struct trien_err *err);

/* For who starts workers later too and gives them many tasks: all are of the program trien-worker, which stays. */
TRIEN_MUST_CHECK trien_rc tr_tasks_nursery(struct tr_nursery **out, struct trien_err *err);
/* A task that is not of the program trien-worker alone; NULL: it is. */
tr_worker_task tr_task_of_others(size_t task);

/* Has a revision proposed (sign/propose.h). *out is checked by tr_sign_prepare(). */
TRIEN_MUST_CHECK trien_rc tr_task_propose(struct tr_worker *w, int document_fd,
		const struct tr_sign_request *request, struct tr_sign_proposal *out, struct trien_err *err);

struct tr_judge_request {
	struct tr_bytes trust;     /* anchors as tr_trust_write() gives them */
	int64_t as_of;
	int zone_minutes;
	enum trien_lang lang;      /* of the words in the JSON */
	struct tr_bytes file_name; /* for the JSON */
	enum tr_revocation_policy revocation;
	struct tr_bytes custody;   /* what a registry says of who kept the keys, by tr_custody_given_write(); empty: nobody was asked */
	uint64_t since_bytes;      /* what was done behind so many bytes is told besides, in the facts; 0: it is not */
	enum tr_judge_detail { TR_JUDGE_REPORT, TR_JUDGE_FACTS } detail; /* the JSON of tr_report_json(), or of tr_verdict_facts_json() */
};
/* The answer to one question of the judgement. */
struct tr_custody_given {
	uint8_t sha256[32]; /* of the certificate */
	int64_t time;
	enum tr_leg_answer answer;
	struct tr_text words;
};
TRIEN_MUST_CHECK trien_rc tr_custody_given_write(const struct tr_custody_given *g, struct tr_buf *out, struct trien_err *err);
/*
 * The request of TR_TASK_VERIFY and TR_TASK_INSPECT, for who gives the task to a worker himself. What was got over the network
 * (worker/answers.h) goes beside it as the job's first file: lists of revocations may be large.
 */
TRIEN_MUST_CHECK trien_rc tr_judge_request_write(
		const struct tr_judge_request *request, struct tr_buf *out, struct trien_err *err);
/* Appends the JSON that the request asks for. answers: what was got over the network; -1: nothing. */
TRIEN_MUST_CHECK trien_rc tr_task_verify(struct tr_worker *w, int document_fd, const struct tr_judge_request *request, int answers,
		struct tr_buf *json, struct trien_err *err);
/* Appends the JSON of tr_inspect(). */
TRIEN_MUST_CHECK trien_rc tr_task_inspect(struct tr_worker *w, int document_fd, const struct tr_judge_request *request,
		struct tr_buf *json, struct trien_err *err);

#endif
