/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Which algorithms are accepted until when: a named policy as data. Every judgement asks "as of" a time,
 * and names the policy that it asked.
 */
#ifndef TR_PKI_ALGORITHMS_H
#define TR_PKI_ALGORITHMS_H

#include "base/memory.h"
#include "crypto/algorithm.h"

#define TR_ALGORITHM_FOR_EVER INT64_MAX

/* What is accepted before `until` (UTC epoch; TR_ALGORITHM_FOR_EVER: no end is known). */
struct tr_algorithm_digest {
	const char *name; /* as in struct tr_digest_alg: "SHA-256" */
	int64_t until;
};
struct tr_algorithm_key {
	enum tr_key_scheme scheme;
	unsigned bits_min; /* of RSA's modulus or of the curve */
	int64_t until;
};

struct tr_algorithms {
	const char *id; /* stable: "vn-2025" */
	const char *vi, *en; /* what it is and where it comes from */
	const struct tr_algorithm_digest *digests;
	size_t digest_count;
	const struct tr_algorithm_key *keys;
	size_t key_count;
};

/* "vn-2025", by Circular 15/2025/TT-BKHCN; see algorithms.c for each row's source. */
const struct tr_algorithms *tr_algorithms_default(void);
/* NULL where there is none of that id. */
const struct tr_algorithms *tr_algorithms_find(const char *id);

/*
 * A policy of somebody's own, read from lines of text (algorithms_read.c shows them): starts from a built-in one, and has its own ends.
 * Lives in the arena. pki.algorithms-invalid with the line.
 */
TRIEN_MUST_CHECK trien_rc tr_algorithms_read(struct tr_bytes text, struct tr_arena *arena,
		const struct tr_algorithms **out, struct trien_err *err);
const char *tr_algorithm_scheme_name(enum tr_key_scheme s); /* "RSA-PKCS1" */

enum tr_algorithm_finding {
	TR_ALGORITHM_ACCEPTED,
	TR_ALGORITHM_DIGEST_NOT_ACCEPTED, /* never, or no longer as of then */
	TR_ALGORITHM_KEY_NOT_ACCEPTED,    /* kind of key or scheme */
	TR_ALGORITHM_KEY_TOO_SMALL,
};

/* One use of algorithms: a signature made with a scheme and a digest by a key of so many bits. */
struct tr_algorithm_use {
	const char *digest; /* name as in struct tr_digest_alg; NULL: none that is known */
	enum tr_key_scheme scheme;
	unsigned bits;
};
struct tr_algorithm_verdict {
	enum tr_algorithm_finding finding;
	int64_t until;     /* accepted before this time; INT64_MIN: never */
	unsigned bits_min; /* what the policy asks of a key of that scheme; 0: the scheme is not accepted at all */
};
/* as_of: the time at which the signature is known to have existed, or now. */
struct tr_algorithm_verdict tr_algorithms_judge(
		const struct tr_algorithms *p, const struct tr_algorithm_use *use, int64_t as_of);
/* The same of scheme and bits alone. */
struct tr_algorithm_verdict tr_algorithms_judge_key(
		const struct tr_algorithms *p, const struct tr_algorithm_use *use, int64_t as_of);

/* The latest end of anything in the policy that lies at or before a time; INT64_MIN where there is none. */
int64_t tr_algorithms_last_end(const struct tr_algorithms *p, int64_t time);

#endif
