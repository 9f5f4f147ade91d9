/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The evidence that Circular 41/2017/TT-BTTTT, Điều 9 wants kept with a signed document, as one file beside it: certificates, revocation
 * data, the authority's certification policy of that time, the signer's responsibility, a time stamp. Bound to the document
 * by its SHA-256; every stamp is over all that stands before it, so that a newer one renews the older. docs/evidence.md has the layout.
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

struct tr_record {
	enum tr_record_kind kind;
	int64_t made;              /* UTC epoch */
	uint8_t sha256[32];        /* of the document */
	const struct tr_record_item *items;
	size_t count;
	const struct tr_bytes *stamps; /* tokens (RFC 3161), oldest first */
	size_t stamp_count;
	struct tr_bytes content;   /* all but the stamps, as it is stamped; set by reading */
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
/* What the next stamp is over, as SHA-256: the content and all stamps so far. */
TRIEN_MUST_CHECK trien_rc tr_record_imprint(const struct tr_record *r, uint8_t out[32], struct trien_err *err);
/*
 * Every stamp is a token over what stands before it: evidence.stamp-broken otherwise. *stamps, in the arena, is how a judgement takes
 * them (verify/verify.h): as proofs that the document and each item existed.
 */
TRIEN_MUST_CHECK trien_rc tr_record_stamps(const struct tr_record *r, struct tr_arena *arena,
		const struct tr_given_stamp **stamps, struct trien_err *err);

/* Appends what is in it and what Điều 9 still misses, as one JSON object: docs/evidence.md. */
TRIEN_MUST_CHECK trien_rc tr_record_json(
		const struct tr_record *r, int zone_minutes, struct tr_buf *out, struct trien_err *err);
const char *tr_record_type_name(enum tr_record_type t); /* "certificate", "crl", "ocsp", "policy", "responsibility" */

#endif
