/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What goes between who wants a signature and the process that has the vendor's module, in frames (fetch/frame.h). What comes from the module's side is hostile: every length,
 * count and word is held against a cap. Nothing is parsed of a certificate here.
 *
 *   to the module's process            its answers
 *   OPEN   spec                        KEY key
 *   LIST   spec, in place of OPEN      LISTED token, for each; then GOOD
 *   CHANGE spec, in place of OPEN      GOOD: the token has another PIN
 *   SIGN   digest                      VALUE signature
 *   CHECK                              GOOD
 *   ANSWER yes or no, PIN              (to QUESTION, which may come before any of the above, more than once)
 * and ERROR (base/message.h) in place of each. Nothing is asked before what was asked is answered.
 */
#ifndef TR_TOKEN_MESSAGE_H
#define TR_TOKEN_MESSAGE_H

#include "crypto/p11_list.h"
#include "token/limits.h"

/* Both sides are of one installation; a number that is not this one is refused all the same: an agent may be older than its helper. */
#define TR_TOKEN_VERSION 1u

enum tr_token_kind {
	TR_TOKEN_OPEN = 'O',
	TR_TOKEN_LIST = 'L',
	TR_TOKEN_CHANGE = 'P',
	TR_TOKEN_SIGN = 'S',
	TR_TOKEN_CHECK = 'C',
	TR_TOKEN_ANSWER = 'A',
	TR_TOKEN_KEY = 'K',
	TR_TOKEN_LISTED = 'T',
	TR_TOKEN_VALUE = 'V',
	TR_TOKEN_GOOD = 'G',
	TR_TOKEN_QUESTION = 'Q',
	TR_TOKEN_ERROR = 'X',
};

/* Which key, by which module (module-path of the URI), how it is to sign, and what the module finds in its environment besides: "NAME=value". */
struct tr_token_spec {
	char uri[TR_TOKEN_URI_MAX + 1];
	struct tr_signer_choice choice;
	char environment[TR_TOKEN_ENVIRONMENT_MAX][TR_TOKEN_VARIABLE_MAX + 1];
	size_t environment_count;
};
/* The key that was opened; chain[0] is its own certificate. */
struct tr_token_key {
	enum tr_digest digest;
	enum tr_scheme scheme;
	unsigned bits;
	bool lab;
	bool asks_each; /* for a PIN before each signature (crypto/signer.h) */
	struct tr_bytes chain[TR_CHAIN_MAX];
	size_t chain_count;
};
/* A token that is plugged in; flags: enum tr_p11_flag. What finds no room is left out. */
struct tr_token_listed {
	char label[TR_P11_LISTED_TEXT], serial[TR_P11_LISTED_TEXT], maker[TR_P11_LISTED_TEXT], model[TR_P11_LISTED_TEXT];
	unsigned flags;
	struct tr_bytes certificates[TR_TOKEN_CERTIFICATES_MAX];
	size_t certificate_count;
};
/* Asked of a person. */
enum tr_token_asked { TR_TOKEN_ASKS_PIN, TR_TOKEN_ASKS_FINAL_TRY };
struct tr_token_question {
	enum tr_token_asked asked;
	const char *warning; /* as struct tr_pin_source has it; static */
	char label[TR_TOKEN_LABEL_MAX + 1];
};

TRIEN_MUST_CHECK trien_rc tr_token_write_spec(const struct tr_token_spec *s, struct tr_buf *out, struct trien_err *err);
TRIEN_MUST_CHECK trien_rc tr_token_write_key(const struct tr_token_key *k, struct tr_buf *out, struct trien_err *err);
TRIEN_MUST_CHECK trien_rc tr_token_write_listed(const struct tr_token_listed *t, struct tr_buf *out, struct trien_err *err);
TRIEN_MUST_CHECK trien_rc tr_token_write_question(const struct tr_token_question *q, struct tr_buf *out, struct trien_err *err);
/* False for anything that the above do not write. What is read of a key points into the bytes. */
bool tr_token_read_spec(struct tr_bytes in, struct tr_token_spec *out);
bool tr_token_read_key(struct tr_bytes in, struct tr_token_key *out);
bool tr_token_read_listed(struct tr_bytes in, struct tr_token_listed *out);
bool tr_token_read_question(struct tr_bytes in, struct tr_token_question *out);
/* An answer is a byte, 0 or 1, and the PIN behind it. */
bool tr_token_read_answer(struct tr_bytes in, bool *yes, struct tr_bytes *pin);

#endif
