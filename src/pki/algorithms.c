/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The built-in policies. Source: Circular 15/2025/TT-BKHCN annex I, in force since 15 August 2025: RSA (RFC 3447 v2.1 or later)
 * of at least 2048 bits, RSASSA-PSS to sign; ECDSA (ANSI X9.62) of at least 256 bits; FIPS 180-4 and FIPS 202
 * digests SHA-256, SHA-384, SHA-512, SHA-512/256 and SHA3. MD5 and SHA-1 stand in no row: they are never accepted.
 */
#include "pki/algorithms.h"

#include <string.h>

#define EVER TR_ALGORITHM_FOR_EVER
#define DAY_2025_08_15 1755190800 /* 2025-08-15T00:00:00+07:00 */
#define ROWS(a) (a), sizeof(a) / sizeof((a)[0])

static const struct tr_algorithm_digest digests[] = {
	{"SHA-256", EVER}, {"SHA-384", EVER}, {"SHA-512", EVER}, {"SHA-512/256", EVER},
	{"SHA3-256", EVER}, {"SHA3-384", EVER}, {"SHA3-512", EVER},
};

/*
 * The tokens of the Government CA sign with PKCS#1 v1.5, before and after the Circular: refusing that would refuse every
 * official signature there is (leniency of 2026; "vn-2025-strict" has the letter of the Circular).
 */
static const struct tr_algorithm_key keys[] = {
	{TR_KEY_RSA_PKCS1, 2048, EVER}, {TR_KEY_RSA_PSS, 2048, EVER}, {TR_KEY_ECDSA, 256, EVER},
};
static const struct tr_algorithm_key strict_keys[] = {
	{TR_KEY_RSA_PKCS1, 2048, DAY_2025_08_15}, {TR_KEY_RSA_PSS, 2048, EVER}, {TR_KEY_ECDSA, 256, EVER},
};

static const struct tr_algorithms policies[] = {
	{"vn-2025", "Thông tư 15/2025/TT-BKHCN, vẫn nhận RSA PKCS#1 v1.5 như thiết bị chuyên dùng Chính phủ đang ký",
		"Circular 15/2025/TT-BKHCN, with RSA PKCS#1 v1.5 still accepted as the Government's tokens sign",
		ROWS(digests), ROWS(keys)},
	{"vn-2025-strict", "Thông tư 15/2025/TT-BKHCN đúng câu chữ: từ 15/8/2025 RSA chỉ ký theo RSASSA-PSS",
		"Circular 15/2025/TT-BKHCN to the letter: since 15 August 2025 RSA signs by RSASSA-PSS alone",
		ROWS(digests), ROWS(strict_keys)},
};
#define POLICIES (sizeof(policies) / sizeof(policies[0]))

const struct tr_algorithms *
tr_algorithms_default(void)
{
	return &policies[0];
}

const struct tr_algorithms *
tr_algorithms_find(const char *id)
{
	for (size_t i = 0; i < POLICIES; i++)
		if (strcmp(policies[i].id, id) == 0)
			return &policies[i];
	return NULL;
}

const char *
tr_algorithm_scheme_name(enum tr_key_scheme s)
{
	static const char *const names[] = {
		[TR_KEY_RSA_PKCS1] = "RSA-PKCS1", [TR_KEY_RSA_PSS] = "RSA-PSS", [TR_KEY_ECDSA] = "ECDSA",
		[TR_KEY_ECDSA_PLAIN] = "ECDSA-plain", [TR_KEY_DSA] = "DSA", [TR_KEY_EDDSA] = "EdDSA",
	};
	return names[s];
}

static int64_t
digest_until(const struct tr_algorithms *p, const char *name)
{
	for (size_t i = 0; name != NULL && i < p->digest_count; i++)
		if (strcmp(p->digests[i].name, name) == 0)
			return p->digests[i].until;
	return INT64_MIN;
}

/* A scheme may have rows of several sizes, each with its own end; the one that lasts longest of those that fit counts. */
struct tr_algorithm_verdict
tr_algorithms_judge_key(const struct tr_algorithms *p, const struct tr_algorithm_use *use, int64_t as_of)
{
	struct tr_algorithm_verdict v = {TR_ALGORITHM_KEY_NOT_ACCEPTED, INT64_MIN, 0};

	for (size_t i = 0; i < p->key_count; i++) {
		const struct tr_algorithm_key *k = &p->keys[i];
		if (k->scheme != use->scheme)
			continue;
		if (use->bits < k->bits_min) {
			if (v.until == INT64_MIN)
				v = (struct tr_algorithm_verdict){TR_ALGORITHM_KEY_TOO_SMALL, INT64_MIN, k->bits_min};
		} else if (k->until > v.until) {
			v = (struct tr_algorithm_verdict){as_of < k->until ? TR_ALGORITHM_ACCEPTED : TR_ALGORITHM_KEY_NOT_ACCEPTED,
					k->until, k->bits_min};
		}
	}
	return v;
}

struct tr_algorithm_verdict
tr_algorithms_judge(const struct tr_algorithms *p, const struct tr_algorithm_use *use, int64_t as_of)
{
	struct tr_algorithm_verdict v = tr_algorithms_judge_key(p, use, as_of);
	int64_t until = digest_until(p, use->digest);

	if (v.finding != TR_ALGORITHM_ACCEPTED)
		return v;
	if (as_of >= until)
		return (struct tr_algorithm_verdict){TR_ALGORITHM_DIGEST_NOT_ACCEPTED, until, v.bits_min};
	v.until = until < v.until ? until : v.until;
	return v;
}

int64_t
tr_algorithms_last_end(const struct tr_algorithms *p, int64_t time)
{
	int64_t last = INT64_MIN;

	for (size_t i = 0; i < p->digest_count; i++)
		if (p->digests[i].until <= time && p->digests[i].until > last)
			last = p->digests[i].until;
	for (size_t i = 0; i < p->key_count; i++)
		if (p->keys[i].until <= time && p->keys[i].until > last)
			last = p->keys[i].until;
	return last;
}
