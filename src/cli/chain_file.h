/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A chain without its key: PEM certificates, the signer's first. */
#ifndef TR_CLI_CHAIN_FILE_H
#define TR_CLI_CHAIN_FILE_H

#include "crypto/signer.h"
#include "pki/trust.h"

struct tr_chain_file {
	struct tr_trust *certificates; /* owns what der borrows */
	struct tr_bytes der[TR_CHAIN_MAX];
	size_t count;
	enum tr_digest digest;
	enum tr_scheme scheme;
};

/*
 * scheme ("pkcs1", "pss", "ecdsa") and digest ("sha256", ...) may be NULL: then the key of the first certificate
 * decides. Free with tr_chain_file_free().
 */
TRIEN_MUST_CHECK trien_rc tr_chain_file_load(const char *path, const char *scheme, const char *digest,
		struct tr_chain_file *out, struct trien_err *err);
void tr_chain_file_free(struct tr_chain_file *c);

/* The names of --digest and --scheme; *given is false for NULL. cli.option-value for an unknown one. */
TRIEN_MUST_CHECK trien_rc tr_choice_of_names(
		const char *digest, const char *scheme, struct tr_signer_choice *out, struct trien_err *err);

#endif
