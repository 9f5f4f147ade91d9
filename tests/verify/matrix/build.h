/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Signed files of every level under every condition of the matrix, in memory. */
#ifndef TESTS_VERIFY_MATRIX_BUILD_H
#define TESTS_VERIFY_MATRIX_BUILD_H

#include "verify/matrix/world.h"

enum level {
	LEVEL_B,
	LEVEL_T,
	LEVEL_LT,
	LEVEL_LTA,
	LEVEL_LTA_RENEWED,      /* three renewals of 2034, each with fresh lists */
	LEVEL_LTA_RENEWED_ONCE, /* one renewal of 2034 */
	LEVEL_COUNT
};

struct condition {
	const char *name;
	enum who signer;
	enum known_by by;
	int64_t revoked_at;  /* 0: not revoked */
	int64_t stored_at;   /* when the lists of the DSS are made; 0: an hour after signing */
	enum who tsa;        /* 0: W_TSA */
	bool sha1;
	int64_t content_at;  /* a content time stamp of W_TSA inside the signature, made then; 0: none */
	bool no_reference;   /* without the attribute signing-certificate */
	bool content_moved;  /* which was made for something else */
	bool other_policy;   /* the verifier wants another policy than the certificates have */
};

struct build {
	const struct world *world;
	const struct condition *condition;
	enum level level;
	bool forged;         /* the twin: README.md says what is forged at which level */
};

/* Free with tr_buf_free(). */
void build_file(const struct build *b, struct tr_buf *out);

/* The steps, for other tests: each appends a revision. */
struct signed_file {
	struct tr_buf *bytes;
	struct tr_buf contents; /* /Contents of the latest signature, padding included; tr_buf_free() */
};
void build_sign(const struct build *b, struct signed_file *f, const char *field);
void build_store(const struct world *w, const struct words *l, enum who signer, enum who tsa, int64_t at, struct signed_file *f);
void build_stamp(struct tsa *t, struct signed_file *f);
/* What anybody can do afterwards: a list into the CMS of the latest signature or stamp, whose value it is no part of. */
void build_into_gap(struct tr_bytes crl, struct signed_file *f);
/* The same with tokens as signature time stamps: count values of one attribute. */
void build_stamps_into_gap(const struct tr_bytes *tokens, size_t count, struct signed_file *f);
/* The signature value of the latest signature: what these are over. */
void build_value(const struct signed_file *f, struct tr_buf *out);
/* From now on so many bytes are kept for each signature and stamp; 0, as at the beginning: plenty. */
void build_with_room(size_t room);

#endif
