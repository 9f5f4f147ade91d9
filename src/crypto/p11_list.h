/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What is plugged in, without any PIN; and another PIN for a token. Neither opens a key. */
#ifndef TR_CRYPTO_P11_LIST_H
#define TR_CRYPTO_P11_LIST_H

#include "crypto/signer_key.h"

/* What a token says of its PIN. PKCS#11 has no number of tries left. */
enum tr_p11_flag {
	TR_P11_COUNT_LOW = 1, /* a wrong one was entered since the last right one */
	TR_P11_FINAL_TRY = 2,
	TR_P11_LOCKED = 4,
	TR_P11_NO_PIN = 8,    /* none is set */
	TR_P11_PAD = 16,      /* it is typed on the reader's own keys */
	TR_P11_FLAGS = 31
};
#define TR_P11_LISTED_TEXT 96u
struct tr_p11_listed {
	char label[TR_P11_LISTED_TEXT], serial[TR_P11_LISTED_TEXT], maker[TR_P11_LISTED_TEXT], model[TR_P11_LISTED_TEXT];
	unsigned flags;
	const struct tr_signer_material *certificates;
};
typedef trien_rc tr_p11_listed_one(void *context, const struct tr_p11_listed *t, struct trien_err *err);

/* Every token that an RFC 7512 URI fits ("pkcs11:": all), with the certificates that it shows to anybody. token.uri-invalid, token.module-*, token.no-module, and what one() refuses. */
TRIEN_MUST_CHECK trien_rc tr_p11_list(const char *uri, tr_p11_listed_one *one, void *context, struct trien_err *err);
/*
 * Another PIN for the one token that the URI means. pin is asked for the old one as at a login, with its warnings, and for the new one with the warning "new-pin". One try. What
 * tr_signer_open() refuses of tokens; token.pin-new-refused: the token wants it longer, shorter or otherwise.
 */
TRIEN_MUST_CHECK trien_rc tr_p11_change_pin(const char *uri, const struct tr_pin_source *pin, struct trien_err *err);

#endif
