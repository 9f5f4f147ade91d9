/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The status of a certificate as of a time, from a set of evidence: RFC 5280 §6.3, RFC 6960 §3.2,
 * ETSI EN 319 102-1 §5.2.5 and §5.2.6. What is found is a result that can be explained; an error means that nothing could be decided.
 */
#ifndef TR_PKI_REVOCATION_H
#define TR_PKI_REVOCATION_H

#include "pki/evidence.h"
#include "pki/path.h"

enum tr_revocation_status {
	TR_STATUS_NOT_ASKED,   /* the anchor */
	TR_STATUS_GOOD,        /* not revoked, by fresh evidence */
	TR_STATUS_STALE,       /* not revoked by what is there, but that is not fresh: TRY_LATER */
	TR_STATUS_NO_EVIDENCE, /* nothing that speaks of it and can be believed: TRY_LATER */
	TR_STATUS_UNKNOWN,     /* the responder does not know it */
	TR_STATUS_ON_HOLD,     /* suspended (certificateHold) */
	TR_STATUS_REVOKED,     /* for ever */
	TR_STATUS_COUNT
};

/* Why, finer than the status: a row of base/revocation_reasons.def. */
#define TR_REVOCATION_WHY(symbol, id, clause, vi, en) TR_WHY_##symbol,
enum tr_revocation_why {
#include "base/revocation_reasons.def"
	TR_WHY_COUNT
};
#undef TR_REVOCATION_WHY

struct tr_revocation_request {
	/* A path as tr_path_judge() gives it, signer first and anchor last; it need not have passed. */
	const struct tr_path *path;
	struct tr_evidence *evidence; /* not NULL; remembers which values were verified */
	const struct tr_pool *pool;   /* certificates of responders and list issuers; may be NULL */
	const struct tr_trust *trust;
	/*
	 * The time of the question, UTC epoch. Evidence made later was not there then, and tells only of a revocation (or a hold) that
	 * had happened by then. To ask "now" of a signature made earlier, ask as of now and compare revoked_at.
	 */
	int64_t as_of;
	/* Seconds since thisUpdate that evidence may be old (EN 319 102-1 §5.2.5); 0: as its nextUpdate says. */
	int64_t max_age;
	const struct tr_algorithms *algorithms; /* NULL: tr_algorithms_default() */
};

struct tr_revocation {
	enum tr_revocation_status status;
	enum tr_revocation_why why;
	/* What it was learned from; NULL where from nothing. delta: the list that was added to it. */
	const struct tr_evidence_item *item, *delta;
	const struct tr_certificate *signer; /* of the evidence; borrowed from path, pool or the evidence */
	int64_t made_at;                     /* thisUpdate of that evidence */
	int64_t next_update;                 /* where has_next_update */
	bool has_next_update;
	int64_t revoked_at; /* where revoked or on hold */
	enum tr_revocation_reason reason;
	bool has_invalid_since;
	int64_t invalid_since;
	/* A cap ended the search: what was not heard may tell of a revocation. Evidence is heard in the order in which it was added. */
	bool search_cut;
	bool fresh; /* the evidence was fresh as of the time asked; also told of a revocation */
};

/* The status of one certificate of the path. */
TRIEN_MUST_CHECK trien_rc tr_revocation_judge(const struct tr_revocation_request *r, size_t index,
		struct tr_revocation *out, struct trien_err *err);
/*
 * The status of every certificate of the path; out has room for path->chain_count. *worst is the index of the one that decides:
 * revoked before on hold before unknown before no evidence before stale; of equals the one nearest to the anchor.
 */
TRIEN_MUST_CHECK trien_rc tr_revocation_judge_path(const struct tr_revocation_request *r, struct tr_revocation *out,
		size_t *worst, struct trien_err *err);

/*
 * Control time sliding, EN 319 102-1 §5.6.2.2: from the anchor to the signer, the latest time at which the
 * whole path can be known to have been good. as_of of the request is where it starts. Evidence signed with an algorithm
 * that the policy no longer accepts makes it slide to before that end. By the letter, evidence that is no longer fresh makes it slide
 * to when that was made. Where the evidence is proven to have existed (known_since) while it was fresh, it slides to that proof only (2026):
 * who validated then would have passed it, and a store is always filled before the stamp that covers it.
 */
struct tr_slide {
	int64_t control_time;
	size_t stopped;  /* the certificate for which there was no evidence (the finding is then NO_POE); SIZE_MAX: none */
	bool by_age;     /* the last step was because evidence was not fresh; otherwise a revocation or an algorithm */
	/*
	 * Where the signer's own evidence is not fresh: until when it was (§5.5.4 step 6 asks whether it was fresh as of the best
	 * signature time), as far as those above him are good; INT64_MIN otherwise.
	 */
	int64_t signer_until;
};
TRIEN_MUST_CHECK trien_rc tr_revocation_slide(
		const struct tr_revocation_request *r, struct tr_slide *out, struct trien_err *err);

const char *tr_revocation_status_name(enum tr_revocation_status s); /* "good", "revoked", ... */
/* Stable id of a why, e.g. "revocation.crl-stale", the clause, and its words. */
const char *tr_revocation_why_id(enum tr_revocation_why w);
const char *tr_revocation_why_clause(enum tr_revocation_why w);
const char *tr_revocation_why_text(enum tr_revocation_why w, enum trien_lang lang);

#endif
