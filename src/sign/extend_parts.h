/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the files that extend share. */
#ifndef TR_SIGN_EXTEND_PARTS_H
#define TR_SIGN_EXTEND_PARTS_H

#include "crypto/tsp.h"
#include "pki/collect.h"
#include "sign/dss.h"
#include "sign/extend.h"
#include "sign/limits.h"

#define TR_NO_TIME INT64_MIN

/* A signature, a document time stamp, or a time stamp inside a signature. */
struct tr_extend_item {
	const struct tr_pdf_signature *signature; /* that it is, or stands in */
	struct tr_cms *cms;
	enum tr_path_use use;
	bool is_token;  /* inside a signature */
	bool in_scope;
	size_t covers;  /* the revision up to which it was there */
	int64_t time;   /* of a stamp that counts as a proof; else TR_NO_TIME */
	int64_t poe;    /* the earliest time at which it is proven to have existed; TR_NO_TIME: none */
};

/*
 * Certificates and evidence that the file had with it in a revision. TR_EXTEND_NETWORK: that of the newest one, and what came from
 * outside; kept apart, for what is only there has still to be stored.
 */
#define TR_EXTEND_NETWORK SIZE_MAX
struct tr_extend_set {
	size_t rev;
	struct tr_pool *pool;
	struct tr_evidence *evidence;
};

struct tr_extend {
	const struct tr_extend_request *r;
	struct tr_bytes file;
	struct tr_pdf *pdf;
	struct tr_arena arena;
	struct tr_dss_memory dss;
	struct tr_extend_item items[TR_SIGN_EXTEND_ITEMS_MAX];
	size_t count;
	struct tr_extend_set sets[TR_SIGN_EXTEND_ITEMS_MAX + 2];
	size_t set_count;
	struct tr_collected collected;
};

/* extend_items.c: lists what there is, in the order of the file, and what proves what. */
TRIEN_MUST_CHECK trien_rc tr_extend_list(struct tr_extend *e, struct trien_err *err);
static inline bool
tr_extend_is_document_stamp(const struct tr_extend_item *i)
{
	return i->use == TR_PATH_FOR_TIME_STAMP && !i->is_token;
}

/* extend_data.c */
/* What the file had with it in a revision; borrowed. */
TRIEN_MUST_CHECK trien_rc tr_extend_set_of(
		struct tr_extend *e, size_t rev, struct tr_extend_set **out, struct trien_err *err);

enum tr_extend_state { TR_EXTEND_KNOWN, TR_EXTEND_NO_PATH, TR_EXTEND_REVOKED, TR_EXTEND_UNKNOWN };

/* The path of an item's signer and the status of everybody on it. */
struct tr_extend_finding {
	enum tr_extend_state state;
	struct tr_path path;
	struct tr_revocation status[TR_PATH_DEPTH_MAX];
	size_t worst; /* who on the path decides */
};
/* As of a time, with what is in the set; into that of the network comes what is missing, asked for now. */
struct tr_extend_question {
	const struct tr_extend_item *item;
	struct tr_extend_set *set;
	int64_t as_of;
};
TRIEN_MUST_CHECK trien_rc tr_extend_judge(struct tr_extend *e, const struct tr_extend_question *q,
		struct tr_extend_finding *out, struct trien_err *err);
/* Appends struct tr_dss_value: what the finding rests on, that of responders and list issuers too. */
TRIEN_MUST_CHECK trien_rc tr_extend_values(struct tr_extend *e, const struct tr_extend_question *q,
		const struct tr_extend_finding *f, struct tr_buf *values, struct trien_err *err);

#endif
