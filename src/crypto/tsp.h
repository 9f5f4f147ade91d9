/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Time stamps (RFC 3161): asking for one, reading the answer, judging the token. Path and trust of the TSA are elsewhere. */
#ifndef TR_CRYPTO_TSP_H
#define TR_CRYPTO_TSP_H

#include "crypto/cms.h"

#define TR_TSP_NONCE_MAX 32u

/* TimeStampReq, §2.4.1. */
struct tr_tsp_question {
	enum tr_digest digest;
	struct tr_bytes imprint; /* a digest of that algorithm */
	struct tr_bytes nonce;   /* positive number, big-endian, up to TR_TSP_NONCE_MAX bytes; empty: none */
	const char *policy;      /* dotted OID that the stamp shall be made under; NULL: the TSA's choice */
	bool want_certificate;   /* certReq: without the certificate in it a token cannot be judged later */
};
/* Appends the DER request. tsp.imprint-size, tsp.nonce-size, tsp.policy-invalid. */
TRIEN_MUST_CHECK trien_rc tr_tsp_ask(const struct tr_tsp_question *q, struct tr_buf *out, struct trien_err *err);

/* PKIStatus of §2.4.2; the numbers are the standard's. */
enum tr_tsp_status {
	TR_TSP_GRANTED = 0,
	TR_TSP_GRANTED_WITH_MODS = 1,
	TR_TSP_REJECTION = 2,
	TR_TSP_WAITING = 3,
	TR_TSP_REVOCATION_WARNING = 4,
	TR_TSP_REVOCATION_NOTIFICATION = 5,
};

/* TSTInfo, §2.4.2; points into the token. */
struct tr_tsp_info {
	struct tr_bytes policy;     /* content of the OID */
	struct tr_bytes digest_oid; /* of the message imprint */
	const struct tr_digest_alg *digest; /* NULL: not one that we know */
	struct tr_bytes imprint;
	struct tr_bytes serial;     /* content of the INTEGER */
	int64_t time;               /* genTime, UTC epoch, whole seconds ... */
	int64_t time_micros;        /* ... and what it has beyond */
	bool has_accuracy;
	int64_t accuracy_micros;    /* the true time lies within this of genTime, either way */
	bool ordering;
	struct tr_bytes nonce;      /* content of the INTEGER; empty where there is none */
	struct tr_bytes tsa;        /* GeneralName, whole; empty where there is none */
};

/* The latest whole second at which the stamped data is known to have existed: genTime plus accuracy, rounded up. */
int64_t tr_tsp_latest(const struct tr_tsp_info *i);

/* Reads a TSTInfo: all of der. tsp.info-malformed. */
TRIEN_MUST_CHECK trien_rc tr_tsp_info_read(struct tr_bytes der, struct tr_tsp_info *out, struct trien_err *err);
/* The TSTInfo inside a token; tsp.info-malformed also where it is no token. Borrowed from c. */
TRIEN_MUST_CHECK trien_rc tr_tsp_token_info(const struct tr_cms *c, struct tr_tsp_info *out, struct trien_err *err);

/* TimeStampResp, §2.4.2; points into the answer. */
struct tr_tsp_answer {
	enum tr_tsp_status status;
	struct tr_bytes text;     /* the first statusString, UTF-8 not checked; empty where there is none */
	unsigned failure;         /* PKIFailureInfo, bit n is 1u << n; 0 where there is none */
	struct tr_bytes token;    /* whole ContentInfo; empty where none was granted */
};
/* Reads a response: all of der. tsp.answer-malformed, tsp.answer-too-large. A refusal is no error here. */
TRIEN_MUST_CHECK trien_rc tr_tsp_answer_read(struct tr_bytes der, struct tr_tsp_answer *out, struct trien_err *err);

enum tr_tsp_finding {
	TR_TSP_GOOD,
	TR_TSP_IMPRINT_DIFFERS,  /* it stamps something else: HASH_FAILURE */
	TR_TSP_SIGNATURE_WRONG,  /* SIG_CRYPTO_FAILURE */
	TR_TSP_FORMAT_FAILURE,   /* not a token as RFC 3161 wants it; why tells */
	TR_TSP_NO_CERTIFICATE,   /* the TSA's certificate is not inside, or ESSCertID means another */
	TR_TSP_WEAK,             /* good, but with a digest or key below policy */
	TR_TSP_NOT_THE_ANSWER,   /* nonce, digest or policy are not those asked */
};
/*
 * Judges a token over the data in parts: imprint, one signer, signature value, ESSCertID or ESSCertIDv2 (§2.4.2).
 * That the certificate is one for time stamps (§2.3) belongs to its path. why, where not NULL, receives a static
 * English reason with its clause.
 */
TRIEN_MUST_CHECK trien_rc tr_tsp_judge(const struct tr_cms *c, const struct tr_bytes *parts, size_t part_count,
		enum tr_tsp_finding *out, const char **why, struct trien_err *err);
/* The same, and that it answers the question: digest, imprint, nonce, policy (§2.2). */
TRIEN_MUST_CHECK trien_rc tr_tsp_judge_answer(const struct tr_cms *c, const struct tr_tsp_question *q,
		enum tr_tsp_finding *out, const char **why, struct trien_err *err);

#endif
