/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Requirement: R11
 * Revocation lists for their book: each file is read in the sandbox, and believed only where a certificate of its issuer has signed it. DER, as
 * authorities publish them.
 */
#ifndef TR_EXCHANGE_CRL_FILE_H
#define TR_EXCHANGE_CRL_FILE_H

#include "base/memory.h"
#include "registry/crl.h"

struct tr_crl_file {
	const char *path;
	struct trien_err why; /* why it cannot be believed; its code is TRIEN_OK where it can */
	struct tr_crl_facts is;
};
struct tr_crl_files {
	struct tr_crl_file *items;
	size_t count;
	struct tr_arena arena;
};
/* Who may have signed: what tr_trust_write() gave, and a file of certificates that somebody names for it (DER, PEM); either may be empty. */
struct tr_crl_issuers {
	struct tr_bytes trust, file;
};
/*
 * Each file that cannot be believed has its why: pki.crl-*, exchange.crl-issuer, exchange.crl-forged, exchange.crl-partial, worker.*, store.file-failed.
 * The paths are borrowed. out: free it, also where it fails.
 */
TRIEN_MUST_CHECK trien_rc tr_crl_files_read(const char *const *paths, size_t count, const struct tr_crl_issuers *issuers, int64_t now,
		struct tr_crl_files *out, struct trien_err *err);
void tr_crl_files_free(struct tr_crl_files *f);

/* The request; the half in the sandbox; and what takes its answer, which is hostile: worker.answer-invalid. */
TRIEN_MUST_CHECK trien_rc tr_crl_request_write(const struct tr_crl_issuers *issuers, int64_t now, struct tr_buf *out, struct trien_err *err);
TRIEN_MUST_CHECK trien_rc tr_crl_file_look(struct tr_bytes file, struct tr_bytes request, struct tr_buf *answer, struct trien_err *err);
TRIEN_MUST_CHECK trien_rc tr_crl_file_take(struct tr_bytes answer, struct tr_arena *arena, struct tr_crl_facts *out, struct trien_err *err);

#endif
