/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The line to a process that signs with a token: trien-p11, which has the vendor's module, or trien-seal, which keeps a PIN and has a trien-p11 of its own. The module never runs in
 * the process that calls this. Who takes longer than it may is killed; one that crashes is gone: the line is to be stopped and started anew by whoever has a reason to.
 */
#ifndef TR_TOKEN_LINE_H
#define TR_TOKEN_LINE_H

#include "fetch/helper.h"
#include "token/message.h"

#define TR_TOKEN_P11 "trien-p11"
#define TR_TOKEN_SEAL "trien-seal"

struct tr_token_line {
	struct tr_helper helper;
	const struct tr_pin_source *pin; /* asked when the token asks; NULL: everything is answered with no. Outlives the line */
	struct tr_buf in;                /* the last message */
	struct trien_err declined;       /* why whoever was asked for a PIN gave none */
};
/* Legal for all of the below, and for stop. */
#define TR_TOKEN_LINE_NONE ((struct tr_token_line){.helper = {.line = -1}})

/* One of the two. fetch.program-failed */
TRIEN_MUST_CHECK trien_rc tr_token_start(const struct tr_helper_program *p, struct tr_token_line *out, struct trien_err *err);
/* What who is asked for a PIN refuses; what the process says of the key (crypto/signer.h: token.*, key.*); token.program-missing, token.program-failed, token.hung. out points into the line, until it is asked again. */
TRIEN_MUST_CHECK trien_rc tr_token_open(struct tr_token_line *l, const struct tr_token_spec *spec, int milliseconds, struct tr_token_key *out, struct trien_err *err);
/* The two halves of it, to open several at a time. */
TRIEN_MUST_CHECK trien_rc tr_token_open_begin(struct tr_token_line *l, const struct tr_token_spec *spec, struct trien_err *err);
TRIEN_MUST_CHECK trien_rc tr_token_open_end(struct tr_token_line *l, int milliseconds, struct tr_token_key *out, struct trien_err *err);
/* Appends the value of a signature over a digest, as struct tr_signer_ops has it. Whoever uses it holds it against the certificate: the module is not believed. */
TRIEN_MUST_CHECK trien_rc tr_token_sign(struct tr_token_line *l, struct tr_bytes digest, int milliseconds, struct tr_buf *value, struct trien_err *err);
/* Is the token still there, and its login? */
TRIEN_MUST_CHECK trien_rc tr_token_check(struct tr_token_line *l, int milliseconds, struct trien_err *err);
/* In place of opening a key, as the first thing of all: every token that the URI of the spec fits, TR_TOKEN_LISTED_MAX of them; milliseconds for each. What points into the line lasts as long as one(). */
typedef trien_rc tr_token_listed_one(void *context, const struct tr_token_listed *t, struct trien_err *err);
TRIEN_MUST_CHECK trien_rc tr_token_list(struct tr_token_line *l, const struct tr_token_spec *spec, int milliseconds, tr_token_listed_one *one, void *context, struct trien_err *err);
/* Likewise: another PIN for the one token that it means (tr_p11_change_pin()). */
TRIEN_MUST_CHECK trien_rc tr_token_change_pin(struct tr_token_line *l, const struct tr_token_spec *spec, int milliseconds, struct trien_err *err);
/* As far as the last question has shown. */
bool tr_token_is_there(const struct tr_token_line *l);
void tr_token_stop(struct tr_token_line *l);

#endif
