/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A certificate by itself, judged in the sandbox: does it lead to an anchor, and what is known of it and of its authorities now? */
#ifndef TR_WORKER_TASK_CERTIFICATE_H
#define TR_WORKER_TASK_CERTIFICATE_H

#include "worker/tasks.h"

/*
 * Of the first certificate of a file (DER, PEM), as of the time of the request; others in it are issuers that may lead to the anchor. Appends JSON:
 *   {"name", "issuer", "sha256", "not_after", "reason": id of a path's reason or null, "message": its words or null, "culprit": name, "complete": every status is decided,
 *    "chain": [{"name", "status", "why": id, "message"}], signer first, "missing": as of a verdict}
 * answers: what was got over the network (worker/answers.h); -1: nothing. pki.trust-*, pki.certificate-*, worker.*
 */
TRIEN_MUST_CHECK trien_rc tr_task_certificate(struct tr_worker *w, int fd, const struct tr_judge_request *request, int answers, struct tr_buf *json, struct trien_err *err);

/* The half in the sandbox. */
TRIEN_MUST_CHECK trien_rc tr_task_certificate_run(const struct tr_worker_input *in, struct tr_buf *answer, struct trien_err *err);

#endif
