/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* crypto/value.h by CNG: what a vendor's module calls a signature is held against the certificate before anybody sends it. */
#include "crypto/value.h"

#include <windows.h>
#include <bcrypt.h>
#include <wincrypt.h>

#include "agent/windows/cng.h"
#include "base/errors/crypto.h"
#include "crypto/certificate_parts.h"
#include "crypto/der.h"
#include "crypto/limits.h"

/* An uncompressed point: 04, x, y. Of the curves that sign, P-521 has the longest. */
#define HALF_MAX 66u

struct key {
	CERT_PUBLIC_KEY_INFO *info; /* LocalFree() */
	BCRYPT_KEY_HANDLE handle;
};

static bool
is_of(const struct key *k, const char *oid)
{
	return strcmp(k->info->Algorithm.pszObjId, oid) == 0;
}

static bool
import(struct tr_bytes spki, struct key *out)
{
	DWORD size = 0;

	return CryptDecodeObjectEx(X509_ASN_ENCODING, X509_PUBLIC_KEY_INFO, spki.p, (DWORD)spki.n, CRYPT_DECODE_ALLOC_FLAG, NULL, (void *)&out->info, &size) &&
		CryptImportPublicKeyInfoEx2(X509_ASN_ENCODING, out->info, 0, NULL, &out->handle);
}

static trien_rc
read_key(struct tr_bytes cert_der, struct key *out, struct trien_err *err)
{
	struct tr_certificate_parts parts;

	if (cert_der.n > TR_CERTIFICATE_MAX)
		return TR_ERR(err, KEY_CERTIFICATE_TOO_LARGE, TR_U("got", cert_der.n), TR_U("max", TR_CERTIFICATE_MAX));
	if (!tr_certificate_parts(cert_der, &parts))
		return TR_ERR(err, KEY_CERTIFICATE_MALFORMED, TR_S("what", "not laid out as RFC 5280 §4.1 says"));
	return import(parts.spki, out) ? TRIEN_OK : TR_ERR(err, KEY_CERTIFICATE_MALFORMED, TR_S("what", "the public key cannot be read"));
}

static void
free_key(struct key *k)
{
	if (k->handle != NULL)
		BCryptDestroyKey(k->handle);
	LocalFree(k->info);
}

/* A positive INTEGER of DER, in so many bytes from the left. */
static bool
put_number(struct tr_bytes *in, uint8_t *out, size_t width)
{
	struct tr_der e;

	if (!tr_der_take_tag(in, TR_DER_INTEGER, &e) || e.value.n == 0 || (e.value.p[0] & 0x80) != 0)
		return false;
	if (e.value.p[0] == 0 && e.value.n > 1) {
		if ((e.value.p[1] & 0x80) == 0) /* longer than it need be */
			return false;
		e.value = tr_bytes_part(e.value, 1, e.value.n);
	}
	if (e.value.n > width)
		return false;
	memset(out, 0, width - e.value.n);
	memcpy(out + width - e.value.n, e.value.p, e.value.n);
	return true;
}

/* CNG wants r and s side by side, each as wide as the curve. */
static bool
ecdsa_fits(const struct key *k, struct tr_bytes digest, struct tr_bytes value)
{
	const size_t half = k->info->PublicKey.cbData / 2; /* of 1 + 2 * half */
	uint8_t plain[2 * HALF_MAX];
	struct tr_der e;

	if (half > HALF_MAX || !tr_der_only(value, TR_DER_SEQUENCE, &e) || !put_number(&e.value, plain, half) || !put_number(&e.value, plain + half, half) || e.value.n > 0)
		return false;
	return BCryptVerifySignature(k->handle, NULL, (uint8_t *)(uintptr_t)digest.p, (ULONG)digest.n, plain, (ULONG)(2 * half), 0) == 0;
}

static bool
rsa_fits(const struct key *k, enum tr_scheme scheme, enum tr_digest alg, struct tr_bytes digest, struct tr_bytes value)
{
	BCRYPT_PKCS1_PADDING_INFO plain = {tr_cng_digest_name(alg)};
	BCRYPT_PSS_PADDING_INFO pss = {tr_cng_digest_name(alg), (ULONG)tr_digest_size(alg)};
	const bool is_pss = scheme == TR_RSA_PSS;

	return BCryptVerifySignature(k->handle, is_pss ? (void *)&pss : (void *)&plain, (uint8_t *)(uintptr_t)digest.p, (ULONG)digest.n, (uint8_t *)(uintptr_t)value.p, (ULONG)value.n,
			is_pss ? BCRYPT_PAD_PSS : BCRYPT_PAD_PKCS1) == 0;
}

trien_rc
tr_value_verify(struct tr_bytes cert_der, enum tr_scheme scheme, enum tr_digest alg, struct tr_bytes digest, struct tr_bytes value, bool *fits, struct trien_err *err)
{
	struct key k = {0};

	*fits = false;
	const trien_rc rc = read_key(cert_der, &k, err);
	if (rc == TRIEN_OK && value.n > 0 && value.n <= TR_SIGNATURE_MAX && digest.n == tr_digest_size(alg))
		*fits = scheme == TR_ECDSA ? is_of(&k, szOID_ECC_PUBLIC_KEY) && ecdsa_fits(&k, digest, value) : is_of(&k, szOID_RSA_RSA) && rsa_fits(&k, scheme, alg, digest, value);
	free_key(&k);
	return rc;
}
