/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Reports about a document, made in the sandbox by the program trien-worker: it judges the document itself. */
#ifndef TR_WORKER_TASK_REPORT_H
#define TR_WORKER_TASK_REPORT_H

#include "report/seen.h"
#include "worker/tasks.h"

/* What is wished for; several are joined. */
#define TR_REPORT_PICTURES 1u
#define TR_REPORT_PDF 2u
#define TR_REPORT_ETSI 4u

struct tr_report_wish {
	struct tr_bytes judgement; /* as tr_judge_request_write() gives it */
	int answers;               /* what was got over the network for it (worker/answers.h); -1: nothing */
	unsigned what;
	uint8_t id16[16];          /* random, for the /ID of a PDF */
	struct tr_bytes beside;    /* what is told beside the technical verdict (report/report.h); empty: nothing */
	struct tr_bytes beside_ids; /* of its lines, for machines (report/etsi.h) */
	enum tr_indication beside_weight;
};

struct tr_report_picture {
	size_t revision, against, page;
	unsigned dpi;
	struct tr_seen_box boxes[TR_SEEN_BOXES_MAX];
	size_t box_count;
	struct tr_bytes before, after; /* PNG; empty where there is no such page */
};

struct tr_report_answer {
	struct tr_report_picture pictures[TR_SEEN_CHANGES_MAX];
	size_t picture_count;
	bool pictures_cut;
	struct trien_err unread; /* why a page or a revision could not be drawn; code TRIEN_OK: all could */
	size_t unread_revision;
	struct tr_bytes pdf, xml; /* empty where not wished for */
	struct tr_buf memory;    /* in which the bytes stand */
};

/* Free with tr_report_answer_free(). */
TRIEN_MUST_CHECK trien_rc tr_task_report(struct tr_worker *w, int document_fd, const struct tr_report_wish *wish,
		struct tr_report_answer *out, struct trien_err *err);
void tr_report_answer_free(struct tr_report_answer *a);

/* The half in the sandbox. */
TRIEN_MUST_CHECK trien_rc tr_task_report_run(
		const struct tr_worker_input *in, struct tr_buf *answer, struct trien_err *err);
/* Reads what it answered, which is hostile, and keeps it: worker.answer-invalid. The answer is emptied. */
TRIEN_MUST_CHECK trien_rc tr_report_answer_read(struct tr_buf *in, struct tr_report_answer *out, struct trien_err *err);

#endif
