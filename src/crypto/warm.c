/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "crypto/warm.h"

#include <openssl/err.h>
#include <openssl/x509.h>

#include "crypto/spki.h"
#include "crypto/value_check.h"
#include "crypto/x509_read.h"

/* Keys that are nobody's: any odd number of 512 bits, and the base point of P-256. */
#define NOBODYS_RSA                                                                                          \
	"\x30\x5c\x30\x0d\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01\x05\x00\x03\x4b\x00\x30\x48\x02\x41"   \
	"\x00\xa5\xa5\xa5\xa5\xa5\xa5\xa5\xa5\xa5\xa5\xa5\xa5\xa5\xa5\xa5\xa5\xa5\xa5\xa5\xa5\xa5\xa5\xa5"   \
	"\xa5\xa5\xa5\xa5\xa5\xa5\xa5\xa5\xa5\xa5\xa5\xa5\xa5\xa5\xa5\xa5\xa5\xa5\xa5\xa5\xa5\xa5\xa5\xa5"   \
	"\xa5\xa5\xa5\xa5\xa5\xa5\xa5\xa5\xa5\xa5\xa5\xa5\xa5\xa5\xa5\xa5\xa5\x02\x03\x01\x00\x01"
#define NOBODYS_EC                                                                                           \
	"\x30\x59\x30\x13\x06\x07\x2a\x86\x48\xce\x3d\x02\x01\x06\x08\x2a\x86\x48\xce\x3d\x03\x01\x07\x03"   \
	"\x42\x00\x04\x6b\x17\xd1\xf2\xe1\x2c\x42\x47\xf8\xbc\xe6\xe5\x63\xa4\x40\xf2\x77\x03\x7d\x81\x2d"   \
	"\xeb\x33\xa0\xf4\xa1\x39\x45\xd8\x98\xc2\x96\x4f\xe3\x42\xe2\xfe\x1a\x7f\x9b\x8e\xe7\xeb\x4a\x7c"   \
	"\x0f\x9e\x16\x2b\xce\x33\x57\x6b\x31\x5e\xce\xcb\xb6\x40\x68\x37\xbf\x51\xf5"

/* Takes the key. That the value is wrong does not matter, only what was looked up on the way to it. */
static void
try_key(EVP_PKEY *key, enum tr_scheme scheme)
{
	static const uint8_t digest[32], value[64] = {0x30, 0x06, 0x02, 0x01, 0x01, 0x02, 0x01, 0x01};
	const struct tr_value_how how = tr_value_how_of(scheme, TR_SHA256);
	const size_t n = scheme == TR_ECDSA ? 8 : sizeof(value);
	bool fits;

	if (key != NULL)
		(void)!tr_value_check(key, &how, TR_BYTES(digest, sizeof(digest)), TR_BYTES(NULL, 0), TR_BYTES(value, n), &fits, NULL);
	EVP_PKEY_free(key);
}

void
tr_crypto_warm(void)
{
	static const struct {
		struct tr_bytes spki;
		enum tr_scheme scheme;
	} keys[] = {{TR_BYTES_LIT(NOBODYS_RSA), TR_RSA_PKCS1}, {TR_BYTES_LIT(NOBODYS_EC), TR_ECDSA}};

	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		try_key(tr_x509_read_key(keys[i].spki), keys[i].scheme); /* as one out of a certificate */
		try_key(tr_spki_key(keys[i].spki), keys[i].scheme);      /* as one out of a CMS */
	}
	ERR_clear_error();
}
