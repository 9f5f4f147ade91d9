/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The witness is a process of its own, under a user of its own, that alone has the key: trien-witness. It takes the body of an add-checkpoint over a
 * Unix socket, one after another, and answers with the signature or an error. The service reads neither.
 */
#ifndef TR_SERVICE_WITNESS_H
#define TR_SERVICE_WITNESS_H

#include "service/config.h"
#include "store/note_file.h"

/* Asks the one behind a socket. Errors of tr_audit_cosign(); service.witness-away. */
TRIEN_MUST_CHECK trien_rc tr_witness_ask(const char *socket, struct tr_bytes request, struct tr_buf *out, struct trien_err *err);

/* Its public key, as others are given it. service.witness-away */
TRIEN_MUST_CHECK trien_rc tr_witness_key(const char *socket, struct tr_buf *out, struct trien_err *err);

struct tr_witness {
	const struct tr_witness_config *config;
	const struct tr_note_signer *signer;
	int key; /* the file of the key, whose lock is held while something is signed */
	const struct tr_env *env;
};
/* Serves who has connected: one request, one answer. */
void tr_witness_serve(const struct tr_witness *w, int connection);

#endif
