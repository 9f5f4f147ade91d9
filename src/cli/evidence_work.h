/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Making and renewing evidence files (docs/evidence.md), for trien evidence, for what comes in, and for the jobs that keep what was issued provable.
 * Everything hostile is read in the sandbox; the network is asked by trien-fetch.
 */
#ifndef TR_CLI_EVIDENCE_WORK_H
#define TR_CLI_EVIDENCE_WORK_H

#include "cli/network.h"
#include "cli/verify_network.h"

struct tr_evidence_work {
	const struct tr_cli *cli;
	const char *tsa;       /* NULL: no stamp is asked for */
	const char *trust;     /* directory of anchors; NULL: the usual one */
	const char *file;      /* the document's name, in verdicts */
	int64_t as_of;
	struct tr_worker *worker;
	struct tr_network network; /* to the authority */
	struct tr_verify_network lacking; /* where what a document lacks is got; its options are set by who opens */
	struct tr_bytes custody;   /* what the registry says of the keys of the document */
	json_t *report;            /* of the document with its evidence as it was last made: what is still missing */
};

/* Where a stamp is asked for, starts trien-fetch: before anything secret is open. Close with tr_evidence_work_close(), which {0} is legal for. */
TRIEN_MUST_CHECK trien_rc tr_evidence_work_open(struct tr_evidence_work *w, const struct tr_option_list *allow, struct trien_err *err);
void tr_evidence_work_close(struct tr_evidence_work *w);

/* A document with its evidence, both as open files, judged by the trust directory: *out is a new reference. evidence.*, pdf.* */
TRIEN_MUST_CHECK trien_rc tr_evidence_work_judge(struct tr_evidence_work *w, int document, int record, json_t **out, struct trien_err *err);
/* What an evidence file holds (trien evidence show): *out is a new reference. evidence.* */
TRIEN_MUST_CHECK trien_rc tr_evidence_work_show(const struct tr_evidence_work *w, int record, json_t **out, struct trien_err *err);

/* What is said of a document beside what it brings along. */
struct tr_evidence_said {
	bool received;                  /* it came */
	struct tr_bytes responsibility; /* UTF-8; empty: none */
	int policy;                     /* the authority's certification policy, an open file; -1: none */
};
/*
 * Appends the evidence of a document, with a stamp where one is asked for, and what it lacked from the network; w->report is what is still missing.
 * evidence.*, pdf.*, verify.no-signature, fetch.*, tsp.*
 */
TRIEN_MUST_CHECK trien_rc tr_evidence_work_make(struct tr_evidence_work *w, const struct tr_evidence_said *said, int document, struct tr_buf *record,
		struct trien_err *err);
/*
 * What ought to stand under the next stamp of a record, got now: the status of who stamped before, and what the document (-1: not there) lacks. w->report
 * tells the verdict that a stamp over it would have. evidence.stranger
 */
TRIEN_MUST_CHECK trien_rc tr_evidence_work_lack(struct tr_evidence_work *w, int document, struct tr_bytes record, struct tr_buf *added,
		struct trien_err *err);
/* Replaces the evidence in *record by the same with one stamp more, over what is added with it, too. */
TRIEN_MUST_CHECK trien_rc tr_evidence_work_stamp(struct tr_evidence_work *w, struct tr_buf *record, struct tr_bytes added, struct trien_err *err);

#endif
