/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Secrecy stamps of a document, looked for in the sandbox (official/secrecy.h). */
#ifndef TR_WORKER_TASK_SECRECY_H
#define TR_WORKER_TASK_SECRECY_H

#include "official/secrecy.h"
#include "worker/worker.h"

#define TR_SECRECY_TEXTLESS_MAX 16u /* pages that are named */
#define TR_SECRECY_ZONE_DPI 150
#define TR_SECRECY_PARTS 1e6 /* of a height, of a point: on the pipe */

struct tr_secrecy_report {
	bool found;
	size_t kind, page;      /* of the first stamp (0 = first page) */
	struct tr_box box;
	size_t textless_count;  /* pages that only a person can tell about */
	size_t textless[TR_SECRECY_TEXTLESS_MAX]; /* the first of them */
	trien_rc unreadable;    /* TRIEN_OK, or why the page reader takes the whole file for unreadable */
};

/* Looks through all pages, unless it can quickly be told that there is no stamp; stops at the first one. */
TRIEN_MUST_CHECK trien_rc tr_task_secrecy(struct tr_worker *w, int document_fd, const struct tr_secrecy_rules *rules,
		struct tr_secrecy_report *out, struct trien_err *err);
/* Appends the upper part of a page as PNG, TR_SECRECY_ZONE_DPI dots an inch. */
TRIEN_MUST_CHECK trien_rc tr_task_secrecy_zone(struct tr_worker *w, int document_fd, size_t page, double part,
		struct tr_buf *png, struct trien_err *err);

/* The halves in the sandbox. */
TRIEN_MUST_CHECK trien_rc tr_task_secrecy_quick_run(
		const struct tr_worker_input *in, struct tr_buf *answer, struct trien_err *err);
TRIEN_MUST_CHECK trien_rc tr_task_secrecy_run(
		const struct tr_worker_input *in, struct tr_buf *answer, struct trien_err *err);
TRIEN_MUST_CHECK trien_rc tr_task_secrecy_zone_run(
		const struct tr_worker_input *in, struct tr_buf *answer, struct trien_err *err);

#endif
