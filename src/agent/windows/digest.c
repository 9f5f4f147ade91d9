/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* crypto/digest.h by CNG (BCrypt): on Windows the agent has no OpenSSL. */
#include "crypto/digest.h"

#include <windows.h>
#include <bcrypt.h>
#include <stdio.h>
#include <stdlib.h>

#include "agent/windows/cng.h"
#include "base/errors/crypto.h"
#include "base/memory.h"

struct tr_hash {
	BCRYPT_ALG_HANDLE algorithm;
	BCRYPT_HASH_HANDLE running;
	size_t size;
};

trien_rc
tr_cng_failed(const char *what, long status, struct trien_err *err)
{
	char why[32];

	snprintf(why, sizeof(why), "NTSTATUS %08lx", (unsigned long)status & 0xffffffff);
	return TR_ERR(err, CRYPTO_LIBRARY, TR_S("what", what), TR_S("why", why));
}

const wchar_t *
tr_cng_digest_name(enum tr_digest d)
{
	static const wchar_t *const names[] = {[TR_SHA256] = BCRYPT_SHA256_ALGORITHM, [TR_SHA384] = BCRYPT_SHA384_ALGORITHM, [TR_SHA512] = BCRYPT_SHA512_ALGORITHM};

	return names[d];
}

size_t
tr_digest_size(enum tr_digest d)
{
	static const size_t sizes[] = {[TR_SHA256] = 32, [TR_SHA384] = 48, [TR_SHA512] = 64};

	return sizes[d];
}

static trien_rc
begin(struct tr_hash *h, struct trien_err *err)
{
	const NTSTATUS status = BCryptCreateHash(h->algorithm, &h->running, NULL, 0, NULL, 0, 0);

	return status == 0 ? TRIEN_OK : tr_cng_failed("BCryptCreateHash", status, err);
}

trien_rc
tr_hash_new(enum tr_digest d, struct tr_hash **out, struct trien_err *err)
{
	struct tr_hash *h = tr_mem_zeroed(1, sizeof(*h));

	if (h == NULL)
		return TR_ERR(err, NO_MEMORY, TR_U("want", sizeof(*h)));
	h->size = tr_digest_size(d);
	const NTSTATUS status = BCryptOpenAlgorithmProvider(&h->algorithm, tr_cng_digest_name(d), NULL, 0);
	const trien_rc rc = status == 0 ? begin(h, err) : tr_cng_failed("BCryptOpenAlgorithmProvider", status, err);
	if (rc != TRIEN_OK) {
		tr_hash_free(h);
		return rc;
	}
	*out = h;
	return TRIEN_OK;
}

/* CNG counts in 32 bits. */
trien_rc
tr_hash_add(struct tr_hash *h, struct tr_bytes data, struct trien_err *err)
{
	const size_t most = (size_t)1 << 30;

	for (size_t at = 0; at < data.n; at += most) {
		const struct tr_bytes part = tr_bytes_part(data, at, most);
		const NTSTATUS status = BCryptHashData(h->running, (uint8_t *)(uintptr_t)part.p, (ULONG)part.n, 0);
		if (status != 0)
			return tr_cng_failed("BCryptHashData", status, err);
	}
	return TRIEN_OK;
}

trien_rc
tr_hash_done(struct tr_hash *h, uint8_t *out, size_t *n, struct trien_err *err)
{
	const NTSTATUS status = BCryptFinishHash(h->running, out, (ULONG)h->size, 0);

	if (status != 0)
		return tr_cng_failed("BCryptFinishHash", status, err);
	*n = h->size;
	BCryptDestroyHash(h->running);
	h->running = NULL;
	return begin(h, err);
}

void
tr_hash_free(struct tr_hash *h)
{
	if (h == NULL)
		return;
	if (h->running != NULL)
		BCryptDestroyHash(h->running);
	if (h->algorithm != NULL)
		BCryptCloseAlgorithmProvider(h->algorithm, 0);
	free(h);
}

trien_rc
tr_digest(enum tr_digest d, struct tr_bytes data, uint8_t *out, size_t *n, struct trien_err *err)
{
	struct tr_hash *h;

	TR_TRY(tr_hash_new(d, &h, err));
	trien_rc rc = tr_hash_add(h, data, err);
	if (rc == TRIEN_OK)
		rc = tr_hash_done(h, out, n, err);
	tr_hash_free(h);
	return rc;
}
