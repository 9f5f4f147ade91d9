/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "registry/totp.h"

#include <stdio.h>
#include <string.h>

#include "crypto/hmac.h"

#define SECONDS 30

static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/* 20 bytes are 32 letters, without anything to fill up. */
void
tr_totp_write(const uint8_t secret[TR_TOTP_SECRET], char out[TR_TOTP_TEXT])
{
	for (size_t i = 0; i < TR_TOTP_TEXT - 1; i++) {
		const size_t bit = i * 5, byte = bit / 8;
		const unsigned two = (unsigned)secret[byte] << 8 | (byte + 1 < TR_TOTP_SECRET ? secret[byte + 1] : 0u);
		out[i] = letters[two >> (11 - bit % 8) & 31];
	}
	out[TR_TOTP_TEXT - 1] = '\0';
}

bool
tr_totp_read(const char *text, uint8_t out[TR_TOTP_SECRET])
{
	memset(out, 0, TR_TOTP_SECRET);
	if (strlen(text) != TR_TOTP_TEXT - 1)
		return false;
	for (size_t i = 0; i < TR_TOTP_TEXT - 1; i++) {
		const char *at = strchr(letters, text[i]);
		if (at == NULL)
			return false;
		const size_t bit = i * 5, byte = bit / 8;
		const unsigned two = (unsigned)(at - letters) << (11 - bit % 8);
		out[byte] |= (uint8_t)(two >> 8);
		if (byte + 1 < TR_TOTP_SECRET)
			out[byte + 1] |= (uint8_t)two;
	}
	return true;
}

trien_rc
tr_totp_code(const uint8_t secret[TR_TOTP_SECRET], int64_t step, char out[7], struct trien_err *err)
{
	uint8_t counter[8], mac[TR_HMAC_SHA1_SIZE];

	for (size_t i = 0; i < sizeof(counter); i++)
		counter[i] = (uint8_t)((uint64_t)step >> (56 - 8 * i));
	TR_TRY(tr_hmac_sha1(TR_BYTES(secret, TR_TOTP_SECRET), TR_BYTES(counter, sizeof(counter)), mac, err));
	const uint8_t *at = mac + (mac[TR_HMAC_SHA1_SIZE - 1] & 15); /* RFC 4226 §5.3 */
	const uint32_t number = (uint32_t)(at[0] & 127) << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
	snprintf(out, 7, "%06u", (unsigned)(number % 1000000));
	return TRIEN_OK;
}

trien_rc
tr_totp_is(const char *secret, const char *code, int64_t now, int64_t last, int64_t *step, struct trien_err *err)
{
	uint8_t bytes[TR_TOTP_SECRET];
	const int64_t here = now / SECONDS;
	char want[7];

	*step = 0;
	if (!tr_totp_read(secret, bytes) || strlen(code) != 6)
		return TRIEN_OK;
	for (int64_t s = here - 1; s <= here + 1; s++) {
		TR_TRY(tr_totp_code(bytes, s, want, err));
		if (tr_equal_ct(TR_BYTES(code, 6), TR_BYTES(want, 6)) && s > last && *step == 0)
			*step = s;
	}
	tr_wipe(bytes, sizeof(bytes));
	return TRIEN_OK;
}
