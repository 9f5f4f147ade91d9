/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The standard security handler's state, between finding the key and using it. */
#ifndef TR_PDF_CRYPT_H
#define TR_PDF_CRYPT_H

#include "pdf/core.h"

enum tr_pdf_crypt_method { TR_PDF_CRYPT_NONE, TR_PDF_CRYPT_RC4, TR_PDF_CRYPT_AES128, TR_PDF_CRYPT_AES256 };

struct tr_pdf_crypt {
	const struct tr_pdf_cipher *cipher;
	const struct tr_pdf_obj *dict;    /* the encryption dictionary (Table 20) */
	uint32_t dict_num;                /* its object, whose strings are not encrypted; 0: direct */
	struct tr_bytes id;               /* first part of /ID */
	int64_t v, r;
	bool encrypt_metadata;
	size_t key_length;
	uint8_t key[32];
	bool readable;                    /* the key is known */
	const char *unsupported;          /* why nothing can be read, whatever the password */
	enum tr_pdf_crypt_method strings, streams, files;
};

/* Sets key and readable where the password is the user's or the owner's. */
TRIEN_MUST_CHECK trien_rc tr_pdf_crypt_authenticate(
		struct tr_pdf_crypt *c, struct tr_bytes password, struct trien_err *err);

#endif
