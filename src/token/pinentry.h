/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* pinentry: a program that asks a person in a window or on a terminal of its own, in the Assuan protocol as far as asking needs it. Found by its name in the PATH. */
#ifndef TR_TOKEN_PINENTRY_H
#define TR_TOKEN_PINENTRY_H

#include "base/bytes.h"

/* Bytes of a text that is shown: a command of the protocol has 1,000, and escapes need some. */
#define TR_PINENTRY_TEXT_MAX 980u

/* Texts may be NULL; then pinentry has its own. */
struct tr_pinentry {
	const char *title, *text, *yes, *no;
	const char *other; /* a third button */
	int milliseconds;  /* for a person to answer; -1: for ever. Past it, pinentry is killed */
};
enum tr_pinentry_answer { TR_PINENTRY_YES, TR_PINENTRY_NO, TR_PINENTRY_OTHER };

/* Appends the PIN, TR_PIN_MAX bytes at most, to memory that is kept from the swap where the system permits that. key.pin-refused where the person gave none, key.pin-too-long, token.prompt-missing, token.prompt-failed */
TRIEN_MUST_CHECK trien_rc tr_pinentry_ask(const struct tr_pinentry *p, struct tr_buf *out, struct trien_err *err);
/* token.prompt-missing, token.prompt-failed: it crashed, lies, or the time is over */
TRIEN_MUST_CHECK trien_rc tr_pinentry_confirm(const struct tr_pinentry *p, enum tr_pinentry_answer *out, struct trien_err *err);
/* Shows a text with one button. */
TRIEN_MUST_CHECK trien_rc tr_pinentry_tell(const struct tr_pinentry *p, struct trien_err *err);

#endif
