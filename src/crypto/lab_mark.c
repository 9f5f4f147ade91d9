/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "crypto/lab_mark.h"

#include <openssl/x509.h>

bool
tr_x509_is_lab(const X509 *x)
{
	ASN1_OBJECT *oid = OBJ_txt2obj(TR_LAB_MARK_OID, 1);
	/* Without memory the answer is the careful one: a lab certificate is refused. */
	bool lab = oid == NULL || X509_get_ext_by_OBJ(x, oid, -1) >= 0;
	ASN1_OBJECT_free(oid);
	return lab;
}

bool
tr_certificate_is_lab(struct tr_bytes der)
{
	const unsigned char *p = der.p;
	X509 *x = der.n <= LONG_MAX ? d2i_X509(NULL, &p, (long)der.n) : NULL;
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
