/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Is a file a scan of paper as the law wants it (official/scan_check.h)? Its pages are measured in the sandbox, some in one run. Requirement: R8.1 R9.1 */
#ifndef TR_DESK_SCAN_H
#define TR_DESK_SCAN_H

#include "official/scan_check.h"
#include "worker/worker.h"

struct tr_desk_scan {
	struct tr_worker *worker;
	int fd;
	const struct tr_profile *profile;
	int64_t now;
	bool reads; /* where there is no text, tesseract is asked for the direction of writing, if it is installed */
	/* Of the file (page 0) and of each page that has a fault; page 1 is the first. */
	void (*found)(void *context, size_t page, const struct tr_scan_findings *all);
	void *context;
};
/* official.scan-pages; errors of the sandbox. */
TRIEN_MUST_CHECK trien_rc tr_desk_scan_check(const struct tr_desk_scan *s, size_t *pages, struct trien_err *err);
/* A scan that the agency has sealed: what is sure to be a fault refuses it, but that it is signed. official.scan-faults */
TRIEN_MUST_CHECK trien_rc tr_desk_scan_pass(struct tr_worker *w, int fd, const struct tr_profile *profile, int64_t now, struct trien_err *err);

#endif
