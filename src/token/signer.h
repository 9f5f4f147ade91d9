/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: R4.3 R5.3 */
/* A signer (crypto/signer.h) whose vendor's module is in another process: what it does to that (crashes, hangs, writes where it may not) it does not do to who signs. */
#ifndef TR_TOKEN_SIGNER_H
#define TR_TOKEN_SIGNER_H

#include "crypto/signer.h"

/*
 * By an RFC 7512 URI; pin is copied, and asked in this process. The module finds this process's environment. As tr_signer_open(), and token.program-missing, token.program-failed, token.hung;
 * after one of those every signature is refused until it is opened anew. One thread at a time. Free with tr_signer_close().
 */
TRIEN_MUST_CHECK trien_rc tr_token_signer_open(const char *uri, const struct tr_signer_choice *choice, const struct tr_pin_source *pin, struct tr_signer **out, struct trien_err *err);

#endif
