/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Steps of judging a path, for the files of this folder. */
#ifndef TR_PKI_PATH_PARTS_H
#define TR_PKI_PATH_PARTS_H

#include "pki/path.h"

/* A reason and the certificate of the chain that it speaks of. */
struct tr_path_answer {
	enum tr_path_reason reason;
	size_t culprit;
};

/* The finding that a reason belongs to. */
enum tr_path_finding tr_path_finding_of(enum tr_path_reason r);

/* A whole chain: signer first, anchor last. */
struct tr_path_question {
	const struct tr_certificate *const *chain;
	size_t count;
	enum tr_path_use use;
	int64_t as_of;
	const struct tr_algorithms *algorithms;
};

/* Our own constraints on a whole chain, its validity in time excepted. */
struct tr_path_answer tr_path_constraints(const struct tr_path_question *q);
/* Whether every certificate is valid at a time; both ends belong to the validity (RFC 5280 §4.1.2.5). */
struct tr_path_answer tr_path_validity(const struct tr_certificate *const *chain, size_t n, int64_t as_of);
/* Whether a key is one that we verify with at all: RSA or EC of a size that costs little. */
bool tr_path_key_is_usable(const struct tr_certificate *c);

/* Whether the signatures of a chain were verified, each with the key of the certificate behind it. */
enum tr_path_links { TR_PATH_LINKS_UNKNOWN, TR_PATH_LINKS_VERIFIED };

/*
 * Whether a chain whose signatures are verified is of the usual kind and surely passes RFC 5280 §6.1, time excepted. False says nothing: ask
 * tr_path_validate_usual().
 */
bool tr_path_is_plainly_valid(const struct tr_certificate *const *chain, size_t n, const struct tr_path_policies *policies);
/* RFC 5280 §6.1 on a whole chain, time excepted: by OpenSSL wherever it is not plainly valid. */
TRIEN_MUST_CHECK trien_rc tr_path_validate(const struct tr_certificate *const *chain, size_t n, enum tr_path_links links,
		const struct tr_path_policies *policies, struct tr_path_answer *out, struct trien_err *err);
/* By OpenSSL in any case. */
TRIEN_MUST_CHECK trien_rc tr_path_validate_usual(const struct tr_certificate *const *chain, size_t n, enum tr_path_links links,
		const struct tr_path_policies *policies, struct tr_path_answer *out, struct trien_err *err);

#endif
