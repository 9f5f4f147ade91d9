/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What the judgements of one file share: certificates, evidence, and the proofs of existence that good time stamps
 * give (EN 319 102-1 §5.6.2.3). An object of the file is known by the revision in which its bytes first stand.
 */
#ifndef TR_VERIFY_CONTEXT_H
#define TR_VERIFY_CONTEXT_H

#include "crypto/cms.h"
#include "pki/path.h"
#include "pki/revocation.h"
#include "verify/verify.h"

#define TR_REVISION_NONE SIZE_MAX /* not of the file: nothing but a stamp that names it proves it */

/* A value of the document security store. */
enum tr_store_kind { TR_STORE_CERTIFICATE, TR_STORE_CRL, TR_STORE_OCSP, TR_STORE_KINDS };
struct tr_store_value {
	enum tr_store_kind kind;
	struct tr_bytes der; /* empty: could not be read */
	uint8_t sha256[32];
	size_t revision;
	uint32_t num; /* of the stream */
};
struct tr_store {
	struct tr_store_value *values;
	size_t count;
	bool cut; /* at TR_VERIFY_STORE_VALUES_MAX or TR_VERIFY_STORE_BYTES_MAX */
};

/*
 * Where something stands first. A gap is no part of the bytes that its own signature or stamp signs: what stands in it (the CMS and all
 * that it carries) can be put there afterwards, and is proven only by a stamp whose own gap is another one.
 */
struct tr_place {
	size_t revision;
	uint64_t gap; /* offset of the /Contents inside which it stands; TR_NO_GAP */
};
#define TR_NO_GAP UINT64_MAX

/* What a good time stamp proves to have existed at its time. */
struct tr_proof {
	int64_t time;
	enum tr_best_time_source source;
	size_t covers;             /* every byte of the revisions up to this one; TR_REVISION_NONE: none of the file */
	uint64_t gap;              /* but those of this /Contents, its own; TR_NO_GAP */
	const uint8_t (*of)[32];   /* and these */
	size_t of_count;
};

/* A time stamp that was judged. */
struct tr_stamp {
	struct tr_stamp_verdict verdict;
	bool good, out_of_order;
	bool good_now;      /* without past validation */
	int64_t earliest;   /* it was not made before this */
	struct tr_place place; /* of its token; revision TR_REVISION_NONE: outside */
	size_t covers;      /* as in struct tr_proof; of a signature time stamp TR_REVISION_NONE */
	size_t judge;       /* index of the signature whose value it stamps, or that it is; SIZE_MAX: given */
};

/* A certificate or a piece of evidence may stand in several places. */
struct tr_standing {
	uint8_t sha256[32];
	struct tr_place place;
};

struct tr_kept_cms {
	struct tr_cms *cms;
	struct tr_kept_cms *next;
};

struct tr_context {
	struct tr_pdf *pdf;
	struct tr_arena *arena;
	const struct tr_verify_options *options;
	const struct tr_algorithms *algorithms;
	struct tr_pool *pool;
	struct tr_evidence *evidence;
	size_t given;             /* items of the evidence that are the caller's */
	bool owns_evidence;
	struct tr_store store;
	bool store_in_pool;       /* its certificates are among the pool */
	struct tr_kept_cms *kept;
	struct tr_trial *trials;  /* all of them, the last one first */
	struct tr_standing *standings;
	size_t standing_count, standing_room;
	struct tr_proof proofs[TR_VERIFY_STAMPS_MAX + TR_VERIFY_GIVEN_STAMPS_MAX]; /* a stamp of a value gives none */
	size_t proof_count;
	bool not_lab;             /* somebody signed with a certificate that is not the lab's */
	struct tr_stamp *stamps;  /* in the order in which they were judged */
	size_t stamp_count, stamp_room;
};

/* Closes what open made, and gives the caller's evidence back as it came. */
TRIEN_MUST_CHECK trien_rc tr_context_open(struct tr_context *c, struct trien_err *err);
void tr_context_close(struct tr_context *c);

/* Reads the document security stores of the newest revisions; what cannot be read is as good as absent. */
TRIEN_MUST_CHECK trien_rc tr_store_read(struct tr_context *c, struct trien_err *err);
/* Its certificates into the pool, once: parsing them costs more than all else, so only where something is missing. */
TRIEN_MUST_CHECK trien_rc tr_store_fill_pool(struct tr_context *c, struct trien_err *err);
bool tr_store_has(const struct tr_store *s, const uint8_t sha256[32]);

/* Takes a CMS: it lives as long as the context, because evidence borrows from it. It is freed on failure too. */
TRIEN_MUST_CHECK trien_rc tr_context_keep_cms(struct tr_context *c, struct tr_cms *cms, struct trien_err *err);
/* Certificates and evidence of a CMS that stands somewhere in the file (revision TR_REVISION_NONE: outside). */
TRIEN_MUST_CHECK trien_rc tr_context_add_cms(
		struct tr_context *c, const struct tr_cms *cms, struct tr_place place, struct trien_err *err);
TRIEN_MUST_CHECK trien_rc tr_context_add_evidence(struct tr_context *c, enum tr_store_kind kind, struct tr_bytes der,
		enum tr_evidence_source source, struct tr_place place, struct trien_err *err);
TRIEN_MUST_CHECK trien_rc tr_context_note(struct tr_context *c, const uint8_t sha256[32], struct tr_place place,
		struct trien_err *err);

/* ---- poe.c ---- */
struct tr_poe {
	int64_t time; /* as_of where nothing proves an earlier one */
	enum tr_best_time_source source;
};
/* Takes the earlier one. */
void tr_poe_lower(struct tr_poe *p, int64_t time, enum tr_best_time_source source);
/* Of bytes that stand in a place of the file. */
struct tr_poe tr_poe_of_place(const struct tr_context *c, struct tr_place place);
/* Of a certificate or a piece of evidence. */
struct tr_poe tr_poe_of(const struct tr_context *c, const uint8_t sha256[32]);
/* Notes what a good stamp proves, and tells all evidence. */
void tr_poe_add(struct tr_context *c, const struct tr_proof *p);

#endif
