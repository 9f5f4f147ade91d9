/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "crypto/lab_mark.h"

#include <openssl/x509.h>

#include "crypto/x509_read.h"

/* TR_LAB_MARK_OID, encoded: every certificate is asked for it, and a number of 128 bits takes long to read. */
#define MARK "\x69\x82\xde\xb5\xff\x8c\xfc\xfb\xaa\xb5\x93\x85\x8b\xdd\x96\xd8\xa0\xf9\xad\x44"

bool
tr_oid_is_lab_mark(struct tr_bytes oid)
{
	return tr_bytes_equal(oid, TR_BYTES_LIT(MARK));
}

bool
tr_x509_is_lab(const X509 *x)
{
	for (int i = 0; i < X509_get_ext_count(x); i++) {
		const ASN1_OBJECT *oid = X509_EXTENSION_get_object(X509_get_ext(x, i));
		if (tr_oid_is_lab_mark(TR_BYTES(OBJ_get0_data(oid), OBJ_length(oid))))
			return true;
	}
	return false;
}

bool
tr_certificate_is_lab(struct tr_bytes der)
{
	size_t length;
	X509 *x = tr_x509_read(der, &length);
	bool lab = x != NULL && tr_x509_is_lab(x);
	X509_free(x);
	return lab;
}

bool
tr_lab_mark_add(X509 *x)
{
	ASN1_OBJECT *oid = OBJ_txt2obj(TR_LAB_MARK_OID, 1);
	ASN1_UTF8STRING *text = ASN1_UTF8STRING_new();
	ASN1_OCTET_STRING *value = ASN1_OCTET_STRING_new();
	X509_EXTENSION *e = NULL;
	unsigned char *der = NULL;
	int n = -1;

	if (text != NULL && ASN1_STRING_set(text, TR_LAB_MARK_TEXT, sizeof(TR_LAB_MARK_TEXT) - 1) == 1)
		n = i2d_ASN1_UTF8STRING(text, &der);
	if (oid != NULL && value != NULL && n > 0 && ASN1_OCTET_STRING_set(value, der, n) == 1)
		e = X509_EXTENSION_create_by_OBJ(NULL, oid, 0, value);
	bool ok = e != NULL && X509_add_ext(x, e, -1) == 1;
	X509_EXTENSION_free(e);
	OPENSSL_free(der);
	ASN1_OCTET_STRING_free(value);
	ASN1_UTF8STRING_free(text);
	ASN1_OBJECT_free(oid);
	return ok;
}
