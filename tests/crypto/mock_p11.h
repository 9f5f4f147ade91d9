/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A PKCS#11 module for the tests: what SoftHSM cannot play. The test opens the same shared object with
 * dlopen(3) and steers it through mock_p11; it holds no state of its own beside that.
 */
#ifndef TESTS_CRYPTO_MOCK_P11_H
#define TESTS_CRYPTO_MOCK_P11_H

#include <openssl/evp.h>
#include <p11-kit/pkcs11.h>

#include "base/bytes.h"

#define MOCK_OBJECTS 80
#define MOCK_PIN "123456"

struct mock_object {
	CK_OBJECT_CLASS class;
	const char *label;
	const char *id;
	EVP_PKEY *key;       /* CKO_PRIVATE_KEY */
	struct tr_bytes der; /* CKO_CERTIFICATE */
};

struct mock_p11 {
	struct mock_object objects[MOCK_OBJECTS];
	size_t object_count;
	CK_FLAGS flags;          /* added to those of a token in order */
	CK_FLAGS flags_off;
	size_t slots;            /* 0: no slot has a token */
	int always_authenticate;
	CK_RV at_initialize, at_token_info, at_open_session, at_login, at_find, at_sign_init, at_sign,
			at_mechanism;
	int corrupt;             /* 1: another value; 2: an odd length; 3: a length past the room */
	/* what happened */
	unsigned logins, context_logins, signs, sessions_open;
	CK_ULONG last_pin_n;
	int last_pin_null, logged_in, context_logged_in, operation;
	CK_MECHANISM_TYPE mechanism;
};

typedef struct mock_p11 *mock_p11_get(void);

#endif
