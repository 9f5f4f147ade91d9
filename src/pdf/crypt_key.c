/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * From a password to the file's key: ISO 32000-2 §7.6.4, algorithms 2, 2.A,
 * 2.B, 4 to 7, 11 and 12. Permissions are not judged here.
 */
#include "pdf/crypt.h"

#define PASSWORD_MAX 127 /* bytes that count in revision 6 */

static const uint8_t padding[32] = {
	0x28, 0xbf, 0x4e, 0x5e, 0x4e, 0x75, 0x8a, 0x41, 0x64, 0x00, 0x4e, 0x56, 0xff, 0xfa, 0x01, 0x08,
	0x2e, 0x2e, 0x00, 0xb6, 0xd0, 0x68, 0x3e, 0x80, 0x2f, 0x0c, 0xa9, 0xfe, 0x64, 0x53, 0x69, 0x7a,
};

static struct tr_bytes
string_of(const struct tr_pdf_crypt *c, const char *key)
{
	const struct tr_pdf_obj *o = tr_pdf_dict_find(c->dict, key);
	return tr_pdf_is(o, TR_PDF_STRING) ? o->u.string : TR_BYTES_LIT("");
}

static void
pad(struct tr_bytes password, uint8_t out[32])
{
	size_t n = password.n < 32 ? password.n : 32;
	if (n > 0)
		memcpy(out, password.p, n);
	memcpy(out + n, padding, 32 - n);
}

/* ---- revisions 2 to 4 ---- */

/* Algorithm 2: the key out of the padded user password. */
static trien_rc
user_key(const struct tr_pdf_crypt *c, const uint8_t padded[32], uint8_t key[16], struct trien_err *err)
{
	TR_AUTO_SECRET text = {.max = 1 << 16};
	struct tr_bytes o = string_of(c, "O");
	int64_t p = 0;
	uint8_t digest[64];

	(void)tr_pdf_int_of(c->dict, "P", &p);
	uint32_t bits = (uint32_t)p;
	uint8_t permissions[4] = {(uint8_t)bits, (uint8_t)(bits >> 8), (uint8_t)(bits >> 16),
			(uint8_t)(bits >> 24)};
	TR_TRY(tr_buf_add(&text, padded, 32, err));
	TR_TRY(tr_buf_add(&text, o.p, o.n < 32 ? o.n : 32, err));
	TR_TRY(tr_buf_add(&text, permissions, 4, err));
	TR_TRY(tr_buf_add_bytes(&text, c->id, err));
	if (c->r >= 4 && !c->encrypt_metadata)
		TR_TRY(tr_buf_add(&text, "\xff\xff\xff\xff", 4, err));
	TR_TRY(c->cipher->digest(0, tr_buf_view(&text), digest, err));
	for (int i = 0; c->r >= 3 && i < 50; i++)
		TR_TRY(c->cipher->digest(0, TR_BYTES(digest, c->key_length), digest, err));
	memcpy(key, digest, 16);
	return TRIEN_OK;
}

/* RC4 with the key in which every byte is xored with i. */
static trien_rc
rc4_round(const struct tr_pdf_crypt *c, const uint8_t key[16], uint8_t i, uint8_t *data, size_t n,
		struct trien_err *err)
{
	uint8_t turned[16], out[32];

	for (size_t k = 0; k < c->key_length; k++)
		turned[k] = key[k] ^ i;
	TR_TRY(c->cipher->rc4(TR_BYTES(turned, c->key_length), TR_BYTES(data, n), out, err));
	memcpy(data, out, n);
	return TRIEN_OK;
}

/* Algorithms 4 to 6: is it the user's password? */
static trien_rc
try_user(struct tr_pdf_crypt *c, const uint8_t padded[32], struct trien_err *err)
{
	struct tr_bytes u = string_of(c, "U");
	uint8_t key[16], check[64];
	size_t n = c->r >= 3 ? 16 : 32;

	TR_TRY(user_key(c, padded, key, err));
	memcpy(check, padding, 32);
	if (c->r >= 3) {
		TR_AUTO_BUF text = {.max = 1 << 16};
		TR_TRY(tr_buf_add(&text, padding, 32, err));
		TR_TRY(tr_buf_add_bytes(&text, c->id, err));
		TR_TRY(c->cipher->digest(0, tr_buf_view(&text), check, err));
	}
	for (uint8_t i = 0; i < (c->r >= 3 ? 20 : 1); i++)
		TR_TRY(rc4_round(c, key, i, check, n, err));
	if (u.n >= n && memcmp(u.p, check, n) == 0) {
		memcpy(c->key, key, 16);
		c->readable = true;
	}
	return TRIEN_OK;
}

/* Algorithm 7: the owner's password gives the user's. */
static trien_rc
try_owner(struct tr_pdf_crypt *c, const uint8_t padded[32], struct trien_err *err)
{
	struct tr_bytes o = string_of(c, "O");
	uint8_t digest[64], user[32];

	if (o.n < 32)
		return TRIEN_OK;
	TR_TRY(c->cipher->digest(0, TR_BYTES(padded, 32), digest, err));
	for (int i = 0; c->r >= 3 && i < 50; i++)
		TR_TRY(c->cipher->digest(0, TR_BYTES(digest, 16), digest, err));
	memcpy(user, o.p, 32);
	for (int i = c->r >= 3 ? 19 : 0; i >= 0; i--)
		TR_TRY(rc4_round(c, digest, (uint8_t)i, user, 32, err));
	return try_user(c, user, err);
}

/* ---- revisions 5 and 6 ---- */

/* Algorithm 2.B: the hash that is hardened by 64 rounds and more. */
static trien_rc
harden(const struct tr_pdf_crypt *c, struct tr_bytes password, struct tr_bytes extra, uint8_t k[64],
		struct trien_err *err)
{
	TR_AUTO_SECRET block = {.max = 1 << 16};
	TR_AUTO_SECRET mixed = {.max = 1 << 16};
	size_t k_length = 32;

	for (unsigned i = 0, last = 0; i < 64 || i < last + 32; i++) {
		tr_buf_clear(&block);
		for (int copy = 0; copy < 64; copy++) {
			TR_TRY(tr_buf_add_bytes(&block, password, err));
			TR_TRY(tr_buf_add(&block, k, k_length, err));
			TR_TRY(tr_buf_add_bytes(&block, extra, err));
		}
		tr_buf_clear(&mixed);
		TR_TRY(tr_buf_reserve(&mixed, block.n, err));
		TR_TRY(c->cipher->aes_cbc(TR_BYTES(k, 16), k + 16, tr_buf_view(&block), mixed.p, true, err));
		unsigned sum = 0;
		for (int b = 0; b < 16; b++)
			sum += mixed.p[b];
		static const int kinds[3] = {256, 384, 512};
		last = mixed.p[block.n - 1];
		TR_TRY(c->cipher->digest(kinds[sum % 3], TR_BYTES(mixed.p, block.n), k, err));
		k_length = (size_t)kinds[sum % 3] / 8;
	}
	return TRIEN_OK;
}

static trien_rc
hash256(const struct tr_pdf_crypt *c, struct tr_bytes password, struct tr_bytes salt, struct tr_bytes extra,
		uint8_t out[64], struct trien_err *err)
{
	TR_AUTO_SECRET text = {.max = 1 << 12};

	TR_TRY(tr_buf_add_bytes(&text, password, err));
	TR_TRY(tr_buf_add_bytes(&text, salt, err));
	TR_TRY(tr_buf_add_bytes(&text, extra, err));
	TR_TRY(c->cipher->digest(256, tr_buf_view(&text), out, err));
	return c->r >= 6 ? harden(c, password, extra, out, err) : TRIEN_OK;
}

/* Algorithm 2.A for one of the two passwords; extra is /U for the owner's. */
static trien_rc
try_256(struct tr_pdf_crypt *c, struct tr_bytes password, const char *check_key, const char *key_key,
		struct tr_bytes extra, struct trien_err *err)
{
	static const uint8_t no_iv[16];
	struct tr_bytes check = string_of(c, check_key), wrapped = string_of(c, key_key);
	uint8_t hash[64];

	if (check.n < 48 || wrapped.n < 32)
		return TRIEN_OK;
	TR_TRY(hash256(c, password, TR_BYTES(check.p + 32, 8), extra, hash, err));
	if (memcmp(hash, check.p, 32) != 0)
		return TRIEN_OK;
	TR_TRY(hash256(c, password, TR_BYTES(check.p + 40, 8), extra, hash, err));
	TR_TRY(c->cipher->aes_cbc(TR_BYTES(hash, 32), no_iv, TR_BYTES(wrapped.p, 32), c->key, false, err));
	c->readable = true;
	return TRIEN_OK;
}

trien_rc
tr_pdf_crypt_authenticate(struct tr_pdf_crypt *c, struct tr_bytes password, struct trien_err *err)
{
	uint8_t padded[32];

	if (c->r >= 5) {
		struct tr_bytes cut = tr_bytes_part(password, 0, PASSWORD_MAX);
		TR_TRY(try_256(c, cut, "U", "UE", TR_BYTES_LIT(""), err));
		if (!c->readable)
			TR_TRY(try_256(c, cut, "O", "OE", tr_bytes_part(string_of(c, "U"), 0, 48), err));
		return TRIEN_OK;
	}
	pad(password, padded);
	TR_TRY(try_user(c, padded, err));
	if (!c->readable)
		TR_TRY(try_owner(c, padded, err));
	tr_wipe(padded, sizeof(padded));
	return TRIEN_OK;
}
