/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The evidence that Circular 41/2017/TT-BTTTT, Điều 9 wants kept with a signed document, as one file beside it: certificates, revocation
 * data, the authority's certification policy of that time, the signer's responsibility, a time stamp. Bound to the document
 * by its SHA-256; every stamp is over all that stands before it, so that a newer one renews the older: with it comes what became known of the
 * older one's authority. docs/evidence.md has the layout.
 *
 * Deterministic: the same items give the same bytes. Not looked at here: whether anything in it is true; who judges the document does that.
 * Requirement: X1
 */
#ifndef TR_VERIFY_RECORD_H
#define TR_VERIFY_RECORD_H

#include "base/memory.h"
#include "pdf/file.h"
#include "verify/limits.h"
#include "verify/verify.h"

enum tr_record_kind { TR_RECORD_OUTGOING, TR_RECORD_INCOMING, TR_RECORD_KIND_COUNT };
enum tr_record_type {
	TR_RECORD_CERTIFICATE,    /* DER */
	TR_RECORD_CRL,            /* DER */
	TR_RECORD_OCSP,           /* DER */
	TR_RECORD_POLICY,         /* a file as the authority published it, mostly PDF */
	TR_RECORD_RESPONSIBILITY, /* UTF-8 */
	TR_RECORD_TYPE_COUNT
};
struct tr_record_item {
	enum tr_record_type type;
	struct tr_bytes value;
};

/* A token, and what was put there to be under it. */
struct tr_record_stamp {
	struct tr_bytes added; /* the list of items as it stands; empty: none */
	struct tr_bytes token; /* RFC 3161 */
	size_t covers;         /* so many items of the record stand before it */
};

struct tr_record {
	enum tr_record_kind kind;
	int64_t made;              /* UTC epoch */
	uint8_t sha256[32];        /* of the document */
	const struct tr_record_item *items; /* those of the content first, then those that came with each stamp */
	size_t count, later;       /* later: how many of them came with stamps */
	const struct tr_record_stamp *stamps; /* oldest first */
	size_t stamp_count;
	struct tr_bytes content;   /* all but the stamps and what came with them, as it is stamped; set by reading */
};

/* Items as they are collected; each once. */
struct tr_record_list {
	struct tr_arena *arena;
	struct tr_record_item *items;
	size_t count, bytes;
};
/* Copies the value; one that is there already is passed over. evidence.limit. */
TRIEN_MUST_CHECK trien_rc tr_record_add(
		struct tr_record_list *l, enum tr_record_type type, struct tr_bytes value, struct trien_err *err);
/* Certificates, lists and answers that a signed document brings along: in its signatures, their time stamps, its DSS. pdf.* */
TRIEN_MUST_CHECK trien_rc tr_record_collect(
		struct tr_record_list *l, struct tr_bytes file, const struct tr_verify_options *options, struct trien_err *err);

/* Appends the file; sorts the items. evidence.limit. */
TRIEN_MUST_CHECK trien_rc tr_record_write(const struct tr_record *r, struct tr_buf *out, struct trien_err *err);
/* Reads all of in, which must stay. evidence.malformed with the place, evidence.limit. */
TRIEN_MUST_CHECK trien_rc tr_record_read(
		struct tr_bytes in, struct tr_arena *arena, struct tr_record *out, struct trien_err *err);
/* evidence.other-document where it is not this one's. */
TRIEN_MUST_CHECK trien_rc tr_record_binds(const struct tr_record *r, struct tr_bytes document, struct trien_err *err);
/* Appends the items of l that r has not, as they are put before its next stamp; nothing where it has them all. */
TRIEN_MUST_CHECK trien_rc tr_record_write_added(
		const struct tr_record *r, const struct tr_record_list *l, struct tr_buf *out, struct trien_err *err);
/* What the next stamp is over, as SHA-256: the content, all stamps so far and what came with them, what is added now. */
TRIEN_MUST_CHECK trien_rc tr_record_imprint(
		const struct tr_record *r, struct tr_bytes added, uint8_t out[32], struct trien_err *err);
/*
 * Every stamp is a token over what stands before it: evidence.stamp-broken otherwise. *stamps, in the arena, is how a judgement takes
 * them (verify/verify.h): as proofs that the document, each item and each older stamp existed.
 */
TRIEN_MUST_CHECK trien_rc tr_record_stamps(const struct tr_record *r, struct tr_arena *arena,
		const struct tr_given_stamp **stamps, struct trien_err *err);

/* Each once; up to TR_VERIFY_MISSING_MAX. */
struct tr_missing_list {
	struct tr_arena *arena;
	struct tr_missing *items;
	size_t count;
};
struct tr_collected;
/* What was asked for in vain. */
TRIEN_MUST_CHECK trien_rc tr_missing_add(struct tr_missing_list *l, const struct tr_collected *found, struct trien_err *err);
/* Appends {"missing":[...]}, as a verdict's JSON has it. */
TRIEN_MUST_CHECK trien_rc tr_missing_json(const struct tr_missing_list *l, struct tr_buf *out, struct trien_err *err);

/*
 * What has to be under the next stamp so that the stamps so far can be judged when their authorities have expired. The newest one is only a trial: it
 * shows which authority is to stamp next, whose status will be wanted too.
 */
struct tr_record_renewal {
	int64_t as_of;
	const struct tr_trust *trust;
	struct tr_evidence *evidence; /* of the record, and what was got */
	struct tr_pool *pool;
};
/*
 * Puts the certificates of the authorities' paths into *items, and into *missing what has to be got: issuers, and of every authority whose
 * certificate is still valid a word on its status that was given after its stamp. What cannot be read is as good as absent. evidence.stranger: the
 * trial's authority leads to no anchor, whatever were got.
 */
TRIEN_MUST_CHECK trien_rc tr_record_lack(const struct tr_record *r, const struct tr_record_renewal *renewal,
		struct tr_record_list *items, struct tr_missing_list *missing, struct trien_err *err);

/* Appends what is in it and what Điều 9 still misses, as one JSON object: docs/evidence.md. */
TRIEN_MUST_CHECK trien_rc tr_record_json(
		const struct tr_record *r, int zone_minutes, struct tr_buf *out, struct trien_err *err);
const char *tr_record_type_name(enum tr_record_type t); /* "certificate", "crl", "ocsp", "policy", "responsibility" */

#endif
