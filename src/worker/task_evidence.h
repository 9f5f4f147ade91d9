/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Evidence files (verify/record.h) in the sandbox: made of a document, shown, stamped, and used to judge. */
#ifndef TR_WORKER_TASK_EVIDENCE_H
#define TR_WORKER_TASK_EVIDENCE_H

#include "verify/record.h"
#include "worker/tasks.h"

struct tr_evidence_sources {
	enum tr_record_kind kind;
	int64_t made;
	struct tr_bytes trust;          /* as tr_trust_write() gives it: the anchors at which a path of the document ends are kept, and the lists */
	struct tr_bytes responsibility; /* UTF-8; empty: none */
	int policy;                     /* the authority's certification policy; -1: none */
	int answers;                    /* what was got over the network (worker/answers.h); -1: nothing */
};
/* Appends the evidence file of a document. evidence.*, pdf.*, verify.no-signature. */
TRIEN_MUST_CHECK trien_rc tr_task_evidence_make(struct tr_worker *w, int document, const struct tr_evidence_sources *sources,
		struct tr_buf *record, struct trien_err *err);
/* The request of TR_TASK_EVIDENCE_MAKE, for who gives it to a worker himself. */
TRIEN_MUST_CHECK trien_rc tr_evidence_request_write(const struct tr_evidence_sources *sources, struct tr_buf *out, struct trien_err *err);
/* Appends the JSON of tr_record_json(), its stamps checked. evidence.*. */
TRIEN_MUST_CHECK trien_rc tr_task_evidence_show(
		struct tr_worker *w, int record, int zone_minutes, struct tr_buf *json, struct trien_err *err);
/* An evidence file that is to be stamped anew. */
struct tr_evidence_renewal {
	struct tr_bytes trust; /* as tr_trust_write() gives it */
	int64_t as_of;
	int answers;           /* what was got over the network (worker/answers.h); -1: nothing */
};
/*
 * Of a record whose newest stamp is only a trial (verify/record.h: tr_record_lack()): appends {"missing"} to json, as TR_TASK_VERIFY has it, and to added
 * the items that ought to stand under the next stamp, as far as they are there. evidence.*, above all evidence.stranger.
 */
TRIEN_MUST_CHECK trien_rc tr_task_evidence_lack(struct tr_worker *w, int record, const struct tr_evidence_renewal *renewal,
		struct tr_buf *json, struct tr_buf *added, struct trien_err *err);

/* A record that gets its next stamp, over items that are added with it: two open files, the second may be empty. */
struct tr_evidence_next {
	int record, added;
};
/* Appends the TimeStampReq. */
TRIEN_MUST_CHECK trien_rc tr_task_evidence_query(
		struct tr_worker *w, const struct tr_evidence_next *next, struct tr_buf *query, struct trien_err *err);
/* Appends the evidence file with the token of the TimeStampResp in reply. tsp.*, evidence.stamp-broken. */
TRIEN_MUST_CHECK trien_rc tr_task_evidence_stamp(struct tr_worker *w, const struct tr_evidence_next *next, int reply,
		struct tr_buf *stamped, struct trien_err *err);
/* A document with its evidence: open files. */
struct tr_evidence_judged {
	int document, record;
	int answers; /* what was got over the network (worker/answers.h); -1: nothing */
};
/* Judges it: the JSON of TR_TASK_VERIFY. evidence.other-document, evidence.*. */
TRIEN_MUST_CHECK trien_rc tr_task_evidence_judge(struct tr_worker *w, const struct tr_evidence_judged *judged,
		const struct tr_judge_request *request, struct tr_buf *json, struct trien_err *err);

/* The halves in the sandbox. */
TRIEN_MUST_CHECK trien_rc tr_task_evidence_make_run(const struct tr_worker_input *in, struct tr_buf *answer, struct trien_err *err);
TRIEN_MUST_CHECK trien_rc tr_task_evidence_show_run(const struct tr_worker_input *in, struct tr_buf *answer, struct trien_err *err);
TRIEN_MUST_CHECK trien_rc tr_task_evidence_stamp_run(const struct tr_worker_input *in, struct tr_buf *answer, struct trien_err *err);
TRIEN_MUST_CHECK trien_rc tr_task_evidence_lack_run(const struct tr_worker_input *in, struct tr_buf *answer, struct trien_err *err);
TRIEN_MUST_CHECK trien_rc tr_task_evidence_judge_run(const struct tr_worker_input *in, struct tr_buf *answer, struct trien_err *err);

#endif
