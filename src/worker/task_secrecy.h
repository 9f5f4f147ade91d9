/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Secrecy stamps of a document, looked for in the sandbox (official/secrecy.h). */
#ifndef TR_WORKER_TASK_SECRECY_H
#define TR_WORKER_TASK_SECRECY_H

#include "official/kind.h"
#include "official/secrecy.h"
#include "worker/worker.h"

#define TR_SECRECY_ZONES_MAX 16u /* pages that are named, of each sort */
#define TR_SECRECY_ZONE_DPI 150
#define TR_SECRECY_DRAWING_DPI 200
#define TR_SECRECY_PARTS 1e6 /* of a height, of a point: on the pipe */

/* What is looked for on the pages. */
struct tr_secrecy_asked {
	struct tr_secrecy_rules stamps;
	struct tr_kind_rules kinds; /* excluded from signing; none as a rule */
};

/* A page that has to be read as a picture. */
struct tr_secrecy_zone {
	size_t page;
	double head; /* part from the top */
	bool framed; /* of drawings: a red frame like that of a stamp, with something in it */
};
struct tr_secrecy_zones {
	size_t count; /* all of them; the first TR_SECRECY_ZONES_MAX are named */
	struct tr_secrecy_zone items[TR_SECRECY_ZONES_MAX];
};

struct tr_secrecy_report {
	bool found;
	size_t kind, page;      /* of the first stamp (0 = first page) */
	struct tr_box box;
	bool excluded;          /* a page is titled as a kind that is excluded */
	size_t excluded_kind, excluded_page;
	struct tr_secrecy_zones textless; /* pages that only a person can tell about */
	struct tr_secrecy_zones drawn;    /* pages with text that show something else besides; each look of it once */
	struct trien_err unreadable; /* code TRIEN_OK, or why the page reader takes the whole file for unreadable */
};

/* Looks through all pages, unless no kind is excluded and it can quickly be told that there is no stamp; stops at the first stamp. */
TRIEN_MUST_CHECK trien_rc tr_task_secrecy(struct tr_worker *w, int document_fd, const struct tr_secrecy_asked *asked,
		struct tr_secrecy_report *out, struct trien_err *err);
/* Does the quick look come first, and is it enough where it is clear? Not where kinds are excluded. */
bool tr_task_secrecy_is_quick(const struct tr_secrecy_asked *asked);
/* The request of TR_TASK_SECRECY, for who gives it to a worker himself. */
TRIEN_MUST_CHECK trien_rc tr_secrecy_request_write(const struct tr_secrecy_asked *asked, struct tr_buf *out, struct trien_err *err);
/* What of a page is made a picture. */
enum tr_secrecy_show { TR_SHOW_ALL, TR_SHOW_DRAWINGS /* upright and turned to either side */ };
/* Appends the upper part of a page, and its foot, as PNG, TR_SECRECY_ZONE_DPI dots an inch, drawings TR_SECRECY_DRAWING_DPI. */
TRIEN_MUST_CHECK trien_rc tr_task_secrecy_zone(struct tr_worker *w, int document_fd, struct tr_secrecy_zone zone, double foot,
		enum tr_secrecy_show show, struct tr_buf *png, struct trien_err *err);

/* The halves in the sandbox. */
TRIEN_MUST_CHECK trien_rc tr_task_secrecy_quick_run(
		const struct tr_worker_input *in, struct tr_buf *answer, struct trien_err *err);
TRIEN_MUST_CHECK trien_rc tr_task_secrecy_run(
		const struct tr_worker_input *in, struct tr_buf *answer, struct trien_err *err);
TRIEN_MUST_CHECK trien_rc tr_task_secrecy_zone_run(
		const struct tr_worker_input *in, struct tr_buf *answer, struct trien_err *err);

#endif
