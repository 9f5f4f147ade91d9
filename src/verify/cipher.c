/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Where the PDF core, which holds no cryptography, meets it: encrypted files. */
#include "crypto/cipher.h"

#include "verify/verify.h"

const struct tr_pdf_cipher tr_verify_cipher = {
	.digest = tr_cipher_digest,
	.rc4 = tr_cipher_rc4,
	.aes_cbc = tr_cipher_aes_cbc,
};
