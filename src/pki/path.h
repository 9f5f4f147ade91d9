/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * From a signer's certificate to a trust anchor: candidates are built here, each is
 * validated by RFC 5280 §6.1 in OpenSSL, and then held against our own constraints.
 * What is found is a result in the words of ETSI EN 319 102-1 §5.2.6; an error means
 * that nothing could be decided. Revocation is not looked at here.
 */
#ifndef TR_PKI_PATH_H
#define TR_PKI_PATH_H

#include "pki/algorithms.h"
#include "pki/pool.h"
#include "pki/trust.h"

/* Sub-indications of ETSI EN 319 102-1 table 6 as far as a path gives them; from good to bad. */
enum tr_path_finding {
	TR_PATH_PASSED,
	TR_PATH_EXPIRED,                           /* not_after of some certificate lies before as_of */
	TR_PATH_NOT_YET_VALID,                     /* not_before of some certificate lies after as_of */
	TR_PATH_NO_CERTIFICATE_CHAIN_FOUND,        /* no way to an anchor */
	TR_PATH_CERTIFICATE_CHAIN_GENERAL_FAILURE, /* a certificate's signature is wrong, or OpenSSL could not say */
	TR_PATH_CHAIN_CONSTRAINTS_FAILURE,         /* usage, CA flag, path length, names, policies, critical extension */
	TR_PATH_CRYPTO_CONSTRAINTS_FAILURE,        /* digest or key below the policy */
	TR_PATH_FINDING_COUNT
};

/* Why, finer than the finding; a row of base/path_reasons.def. TR_PATH_OK for a path that passed. */
#define TR_PATH_REASON(symbol, finding, id, vi, en) TR_PATH_##symbol,
enum tr_path_reason {
#include "base/path_reasons.def"
	TR_PATH_REASON_COUNT
};
#undef TR_PATH_REASON

/* What the certificate was used for: decides what the leaf must be permitted to do. */
enum tr_path_use {
	/* keyUsage, where present, has digitalSignature or nonRepudiation; not a key kept for time stamps or OCSP alone. */
	TR_PATH_FOR_DOCUMENT,
	TR_PATH_FOR_TIME_STAMP, /* extended usage is exactly timeStamping, critical: RFC 3161 §2.3 */
	TR_PATH_FOR_OCSP,       /* extended usage has OCSPSigning: RFC 6960 §4.2.2.2 */
	TR_PATH_FOR_ANY,        /* nothing asked of the leaf */
};

/* Inputs (c), (e), (f), (g) of RFC 5280 §6.1.1. {0}: any policy will do. */
struct tr_path_policies {
	const char *const *acceptable; /* OIDs in dotted form; none: any policy */
	size_t acceptable_count;
	bool require_explicit, inhibit_mapping, inhibit_any;
};

struct tr_path_request {
	const struct tr_certificate *signer;
	const struct tr_pool *pool;   /* candidates for issuers; may be NULL. The signer may be among them. */
	const struct tr_trust *trust; /* NULL: nothing is trusted */
	int64_t as_of;                /* every certificate of the path is judged as of this time, UTC epoch */
	enum tr_path_use use;
	const struct tr_path_policies *policies; /* may be NULL */
	const struct tr_algorithms *algorithms;  /* asked as of as_of; NULL: tr_algorithms_default() */
};

/* Holds no resources; certificates are borrowed from the request. */
struct tr_path {
	enum tr_path_finding finding;
	enum tr_path_reason reason;
	/* Signer first, anchor last; where none was found, as far as issuers were known. At least the signer. */
	const struct tr_certificate *chain[TR_PATH_DEPTH_MAX];
	size_t chain_count;
	size_t culprit;    /* index in chain of the certificate that reason speaks of; 0 where passed */
	bool anchored;     /* the last of chain is an anchor */
	bool lab;          /* some certificate of chain carries the lab mark */
	bool search_cut;   /* a cap ended the search: a better path may exist */
};

TRIEN_MUST_CHECK trien_rc tr_path_judge(
		const struct tr_path_request *request, struct tr_path *out, struct trien_err *err);
/* keyUsage and extKeyUsage of a signer alone: TR_PATH_OK where they permit the use. */
enum tr_path_reason tr_path_judge_signer(const struct tr_certificate *signer, enum tr_path_use use);

/* "NO_CERTIFICATE_CHAIN_FOUND" and so on, as the standard writes it; "PASSED". */
const char *tr_path_finding_name(enum tr_path_finding f);
/* Stable id of a reason, e.g. "path.not-a-ca", and its words in a language ("vi", "en" as in trien/error.h). */
const char *tr_path_reason_id(enum tr_path_reason r);
const char *tr_path_reason_text(enum tr_path_reason r, enum trien_lang lang);

#endif
