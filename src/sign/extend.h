/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Extends the signatures of a file to a level (ETSI EN 319 142-1 §6.3): says what the next revision must be, and makes it where
 * it is data. It needs nobody's key; each revision leaves all earlier bytes as they are.
 *
 * A signature-time-stamp cannot be put into a signature that is there: /Contents belongs to a revision of the past. A document
 * time stamp over it proves the same (EN 319 142-1 table 1 knows both), and is what is asked for here.
 *
 * Not looked at: whether the signatures are good otherwise, and what they permit. Who calls judges the file before and after.
 * Requirement: X2
 */
#ifndef TR_SIGN_EXTEND_H
#define TR_SIGN_EXTEND_H

#include "pki/fetcher.h"
#include "pki/trust.h"
#include "sign/level.h"

enum tr_extend_scope {
	TR_EXTEND_ALL,    /* every signature and stamp of the file */
	TR_EXTEND_NEWEST, /* the newest signature, and the stamps from it on */
};

struct tr_extend_request {
	enum tr_level level;
	enum tr_extend_scope scope;
	int64_t now;
	int zone_minutes;
	const struct tr_trust *trust;     /* may be NULL up to B-T */
	enum trien_lang lang;             /* of the reason inside an error */
	const struct tr_fetcher *fetcher; /* must give the same answer each time; NULL: nothing is fetched */
	/* A file that has the level is left alone: data that were enough at the time of a stamp need not be fresh now. So nothing is renewed. */
	bool waiting_only;
	/* What the same run has done before: the time stamp of B-T, then data, and the time stamp that closes B-LTA. */
	bool stamped, stored, closed;
	uint8_t id16[16]; /* random, for /ID */
};

enum tr_extend_act {
	TR_EXTEND_DONE,  /* the level is reached */
	TR_EXTEND_STAMP, /* a document time stamp comes next: tr_sign_propose() and tr_sign_stamp_document() */
	TR_EXTEND_STORE, /* tail comes next: a revision of the document security store */
};

struct tr_extend_step {
	enum tr_extend_act act;
	enum tr_level reached; /* by all of the scope, before the step */
	struct tr_buf tail;
};

/*
 * Once all is done that it asks for, it says TR_EXTEND_DONE. Free out->tail. Errors: pdf.*, sign.*, and
 *   extend.unsigned      there is nothing to extend
 *   extend.path          a signer's or authority's path does not lead to an anchor
 *   extend.revoked       somebody is revoked, and nothing proves that the signature was made before
 *   extend.data-missing  the status of somebody is not known: the fetcher did not give what decides it
 *   extend.limit         more signatures and stamps than TR_SIGN_EXTEND_ITEMS_MAX
 */
TRIEN_MUST_CHECK trien_rc tr_sign_extend(struct tr_bytes file, const struct tr_extend_request *request,
		struct tr_extend_step *out, struct trien_err *err);

#endif
