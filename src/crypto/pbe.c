/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "crypto/pbe.h"

#include <openssl/asn1t.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <stdio.h>

#include "base/errors/crypto.h"
#include "crypto/limits.h"

trien_rc
tr_pbe_check_count(long long iterations, struct trien_err *err)
{
	if (iterations < 0 || iterations > (long long)TR_KEY_ITERATIONS_MAX)
		return TR_ERR(err, KEY_ITERATIONS, TR_I("got", iterations), TR_U("max", TR_KEY_ITERATIONS_MAX));
	return TRIEN_OK;
}

static trien_rc
check_integer(const ASN1_INTEGER *v, struct trien_err *err)
{
	int64_t n = 0;

	if (v == NULL || ASN1_INTEGER_get_int64(&n, v) != 1)
		n = INT64_MAX;
	ERR_clear_error();
	return tr_pbe_check_count(n, err);
}

/* RFC 8018 §5.2; scrypt costs N·r·p and is held to the same number. */
static trien_rc
check_pbes2(const X509_ALGOR *kdf, struct trien_err *err)
{
	int nid = OBJ_obj2nid(kdf->algorithm);
	trien_rc rc = TRIEN_OK;

	if (kdf->parameter == NULL)
		return TRIEN_OK;
	if (nid == NID_id_pbkdf2) {
		PBKDF2PARAM *p = ASN1_TYPE_unpack_sequence(ASN1_ITEM_rptr(PBKDF2PARAM), kdf->parameter);
		if (p != NULL)
			rc = check_integer(p->iter, err);
		PBKDF2PARAM_free(p);
	} else if (nid == NID_id_scrypt) {
		SCRYPT_PARAMS *p = ASN1_TYPE_unpack_sequence(ASN1_ITEM_rptr(SCRYPT_PARAMS), kdf->parameter);
		if (p != NULL)
			rc = check_integer(p->costParameter, err);
		SCRYPT_PARAMS_free(p);
	}
	return rc;
}

/* What cannot be decoded here is left to fail where it is used. */
trien_rc
tr_pbe_check(const X509_ALGOR *alg, struct trien_err *err)
{
	trien_rc rc = TRIEN_OK;

	if (alg->parameter == NULL)
		return TRIEN_OK;
	if (OBJ_obj2nid(alg->algorithm) == NID_pbes2) {
		PBE2PARAM *p = ASN1_TYPE_unpack_sequence(ASN1_ITEM_rptr(PBE2PARAM), alg->parameter);
		if (p != NULL)
			rc = check_pbes2(p->keyfunc, err);
		PBE2PARAM_free(p);
	} else {
		PBEPARAM *p = ASN1_TYPE_unpack_sequence(ASN1_ITEM_rptr(PBEPARAM), alg->parameter);
		if (p != NULL)
			rc = check_integer(p->iter, err);
		PBEPARAM_free(p);
	}
	ERR_clear_error();
	return rc;
}

bool
tr_pbe_unsupported(char *why, size_t size)
{
	unsigned long code;
	const char *data;
	int flags;

	while ((code = ERR_get_error_all(NULL, NULL, NULL, &data, &flags)) != 0) {
		int reason = ERR_GET_REASON(code);
		bool evp = ERR_GET_LIB(code) == ERR_LIB_EVP && (reason == ERR_R_UNSUPPORTED ||
				reason == EVP_R_UNKNOWN_PBE_ALGORITHM || reason == EVP_R_UNSUPPORTED_CIPHER);
		if (!evp && (ERR_GET_LIB(code) != ERR_LIB_PEM || reason != PEM_R_UNSUPPORTED_ENCRYPTION))
			continue;
		snprintf(why, size, "%s",
				(flags & ERR_TXT_STRING) != 0 && data[0] != 0
						? data
						: ERR_reason_error_string(code));
		ERR_clear_error();
		return true;
	}
	return false;
}
