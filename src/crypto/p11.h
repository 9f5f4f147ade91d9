/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Keys on PKCS#11 tokens, found by an RFC 7512 URI. All that touches a vendor's module is behind these calls,
 * so that it can run in a process of its own (src/token). p11_module.c  which modules are loaded       p11_token.c
 * which token, and logging in p11_object.c  which key and certificate      p11.c         the signer
 */
#ifndef TR_CRYPTO_P11_H
#define TR_CRYPTO_P11_H

#include "crypto/p11_kit.h"
#include "crypto/signer_key.h"

#define TR_P11_SLOTS_MAX 64u
#define TR_P11_OBJECTS_MAX 64u
#define TR_P11_ID_MAX 128u
#define TR_P11_TEXT_MAX 96u
/* Query attribute of ours (RFC 7512 §2.3 leaves x- to vendors): serial number of the certificate in
 * hexadecimal. */
#define TR_P11_SERIAL "x-certificate-serial"

/* Modules loaded for one signer: those that p11-kit has registered, or the one that the URI names. */
struct tr_p11_modules {
	CK_FUNCTION_LIST **registered; /* ends with NULL; NULL where one was named */
	CK_FUNCTION_LIST *named[2];
};

struct tr_p11_token {
	CK_FUNCTION_LIST *module;
	CK_SLOT_ID slot;
	CK_SESSION_HANDLE session;
	char label[TR_P11_TEXT_MAX]; /* for people */
};

/* A URI is in order, and holds no PIN. To be freed by tr_p11_kit()->uri_free. */
TRIEN_MUST_CHECK trien_rc tr_p11_uri_read(const char *text, P11KitUri **out, struct trien_err *err);
TRIEN_MUST_CHECK trien_rc tr_p11_load(const P11KitUri *uri, struct tr_p11_modules *out, struct trien_err *err);
void tr_p11_unload(struct tr_p11_modules *m);
CK_FUNCTION_LIST **tr_p11_modules_list(struct tr_p11_modules *m);

/* The one token that the URI means; the session is not open yet. text: the URI, for messages. */
TRIEN_MUST_CHECK trien_rc tr_p11_find_token(struct tr_p11_modules *m, const P11KitUri *uri, const char *text,
		struct tr_p11_token *out, struct trien_err *err);
/* Every token that the URI fits and that may hold a key, until visit refuses. */
typedef trien_rc tr_p11_visit(void *context, const struct tr_p11_token *t, const CK_TOKEN_INFO *info, struct trien_err *err);
TRIEN_MUST_CHECK trien_rc tr_p11_each_token(struct tr_p11_modules *m, const P11KitUri *uri, tr_p11_visit *visit, void *context, struct trien_err *err);
/* Blank-padded text of CK_TOKEN_INFO, safe to show. */
void tr_p11_text(const CK_UTF8CHAR *p, size_t n, char *out, size_t size);
TRIEN_MUST_CHECK trien_rc tr_p11_open_session(struct tr_p11_token *t, struct trien_err *err);
/* user: CKU_USER, or CKU_CONTEXT_SPECIFIC for one signature. The PIN comes from the URI's pin-source, or from
 * pin. */
TRIEN_MUST_CHECK trien_rc tr_p11_login(const struct tr_p11_token *t, const P11KitUri *uri, CK_USER_TYPE user,
		const struct tr_pin_source *pin, struct trien_err *err);

/* The PIN for it, after what the token says of its tries was shown; empty where it is typed on the reader. */
TRIEN_MUST_CHECK trien_rc tr_p11_get_pin(const struct tr_p11_token *t, const CK_TOKEN_INFO *info, const P11KitUri *uri, const struct tr_pin_source *pin, struct tr_buf *out,
		struct trien_err *err);

/* Adds the certificates that a session shows. */
TRIEN_MUST_CHECK trien_rc tr_p11_certificates(const struct tr_p11_token *t, struct tr_signer_material *m, struct trien_err *err);

/* What is signed with. */
struct tr_p11_key {
	CK_OBJECT_HANDLE handle;
	bool always_authenticate;
	struct tr_signer_material material; /* every certificate of the token */
	size_t leaf;                        /* which of them is the key's */
};
TRIEN_MUST_CHECK trien_rc tr_p11_find_key(const struct tr_p11_token *t, P11KitUri *uri, const char *text,
		struct tr_p11_key *out, struct trien_err *err);

/* The error for a return value that is not CKR_OK; what: the function that gave it. */
trien_rc tr_p11_failed(const struct tr_p11_token *t, const char *what, CK_RV rv, struct trien_err *err);

#endif
