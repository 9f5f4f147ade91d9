/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A file that somebody wants to trust, looked at in the sandbox: certificates, or one revocation list. */
#ifndef TR_WORKER_TASK_TRUST_H
#define TR_WORKER_TASK_TRUST_H

#include "base/memory.h"
#include "worker/worker.h"

enum tr_trust_file_kind { TR_TRUST_FILE_CERTIFICATES, TR_TRUST_FILE_CRL };

/* What was found; texts and bytes are the arena's. Of several certificates, the first. */
struct tr_trust_file {
	enum tr_trust_file_kind kind;
	size_t count;
	struct tr_bytes der;                  /* of a certificate; empty for a list, whose file is DER */
	struct tr_text subject, organisation; /* of a certificate */
	struct tr_text issuer, serial;        /* serial: of a certificate */
	uint8_t sha256[32];                   /* of the DER */
	int64_t not_before, not_after;        /* a list's: thisUpdate, nextUpdate (INT64_MAX where it has none) */
	bool is_ca, lab, self_issued;
	uint64_t entries;                     /* of a list */
	struct tr_arena arena;
};

/* pki.trust-invalid, pki.trust-limit, pki.crl-*, worker.*. Free with tr_trust_file_free(). */
TRIEN_MUST_CHECK trien_rc tr_task_trust_look(
		struct tr_worker *w, int fd, const char *name, struct tr_trust_file *out, struct trien_err *err);
void tr_trust_file_free(struct tr_trust_file *f);

/* The half in the sandbox. */
TRIEN_MUST_CHECK trien_rc tr_task_trust_look_run(
		const struct tr_worker_input *in, struct tr_buf *answer, struct trien_err *err);
/* Reads what it answered, which is hostile: worker.answer-invalid. */
TRIEN_MUST_CHECK trien_rc tr_trust_file_read(struct tr_bytes answer, struct tr_trust_file *out, struct trien_err *err);

#endif
