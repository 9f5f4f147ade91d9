/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What is carried between machines: a receipt for one leaf (c2sp.org/tlog-proof), and a request to a witness (c2sp.org/tlog-witness). */
#ifndef TR_STORE_PROOF_H
#define TR_STORE_PROOF_H

#include "store/note.h"

/* A .tlog-proof. We put the entry itself into "extra", so that the receipt can be read by itself. */
struct tr_proof {
	struct tr_buf entry; /* of "extra"; empty where there is none */
	uint64_t index;
	struct tr_tree_path path;
	struct tr_bytes checkpoint; /* a note; borrowed from what was read, or from the caller */
};
void tr_proof_free(struct tr_proof *p);
TRIEN_MUST_CHECK trien_rc tr_proof_write(const struct tr_proof *p, struct tr_buf *out, struct trien_err *err);
/* audit.proof-malformed. out is {0}. */
TRIEN_MUST_CHECK trien_rc tr_proof_read(struct tr_bytes in, struct tr_proof *out, struct trien_err *err);
/* The entry stands in the log of that key: signature and path. audit.signature-wrong, audit.proof-wrong. *at, where not NULL. */
TRIEN_MUST_CHECK trien_rc tr_proof_holds(
		const struct tr_proof *p, const struct tr_note_key *k, struct tr_checkpoint *at, struct trien_err *err);

/* The body of add-checkpoint. */
struct tr_witness_request {
	uint64_t old; /* size that the witness last cosigned */
	struct tr_tree_path path; /* consistency from there */
	struct tr_bytes checkpoint;
};
TRIEN_MUST_CHECK trien_rc tr_witness_request_write(
		const struct tr_witness_request *r, struct tr_buf *out, struct trien_err *err);
/* audit.request-malformed */
TRIEN_MUST_CHECK trien_rc tr_witness_request_read(struct tr_bytes in, struct tr_witness_request *out, struct trien_err *err);

#endif
