/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What comes and goes over the network, read in the sandbox: the answer of a time-stamp authority, how long an answer may be kept, nonces of OCSP. */
#ifndef TR_WORKER_TASK_NETWORK_H
#define TR_WORKER_TASK_NETWORK_H

#include "pki/ocsp.h"
#include "pki/tsa.h"
#include "worker/worker.h"

/* tr_tsa_read() there. What comes back as the token is as hostile as the answer was: it is judged with the file. */
TRIEN_MUST_CHECK trien_rc tr_task_stamp_read(struct tr_worker *w, const struct tr_tsp_question *q, const char *url,
		struct tr_bytes response, struct tr_buf *token, struct trien_err *err);
/* tr_fetch_expiry() there; INT64_MIN also where nothing could be asked. */
int64_t tr_task_expiry(struct tr_worker *w, enum tr_fetch_what what, struct tr_bytes answer);

/* tr_ocsp_add_nonce() and tr_ocsp_nonce_of() there. */
TRIEN_MUST_CHECK trien_rc tr_task_ocsp_add_nonce(struct tr_worker *w, struct tr_bytes request, struct tr_bytes nonce,
		struct tr_buf *out, struct trien_err *err);
TRIEN_MUST_CHECK trien_rc tr_task_ocsp_nonce_of(struct tr_worker *w, struct tr_bytes answer, struct tr_bytes nonce,
		enum tr_ocsp_nonce *out, struct trien_err *err);

/* Bytes as a file without a name, for a task to read; -1 where there is no room. */
int tr_worker_memory_file(struct tr_bytes b);

/* The halves in the sandbox. */
TRIEN_MUST_CHECK trien_rc tr_task_stamp_read_run(
		const struct tr_worker_input *in, struct tr_buf *answer, struct trien_err *err);
TRIEN_MUST_CHECK trien_rc tr_task_expiry_run(
		const struct tr_worker_input *in, struct tr_buf *answer, struct trien_err *err);
TRIEN_MUST_CHECK trien_rc tr_task_ocsp_nonce_run(
		const struct tr_worker_input *in, struct tr_buf *answer, struct trien_err *err);

#endif
