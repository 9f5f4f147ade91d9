/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The authorities and people of the matrix, the lists and answers that they give out at a time, and their time stamps.
 * All made with OpenSSL alone. README.md has the calendar.
 */
#ifndef TESTS_VERIFY_MATRIX_WORLD_H
#define TESTS_VERIFY_MATRIX_WORLD_H

#include "pki/evidence.h"
#include "pki/forge.h"
#include "sign/sign.h"

/* UTC, 00:00 where the name says no hour. */
#define T_2020 INT64_C(1577836800)
#define T_2026_09_01 INT64_C(1788220800)
#define T_2026_10_01 INT64_C(1790812800)
#define T_2026_11_01 INT64_C(1793491200)
#define T_SIGNED INT64_C(1794970800) /* 2026-11-18 03:00 */
#define T_2026_12_01 INT64_C(1796083200)
#define T_2026_12_05 INT64_C(1796428800)
#define T_2026_12_15 INT64_C(1797292800)
#define T_2031_06_15 INT64_C(1939248000)
#define T_2034_06_01 INT64_C(2032732800)
#define T_2046_06_15 INT64_C(2412633600)
#define T_YEAR(y) (T_2020 + ((y) - 2020) * INT64_C(31557600))
#define HOUR 3600

enum who {
	W_ROOT, W_CA, W_SIGNER, W_SIGNER_EXPIRED, W_RESPONDER, W_NO_EKU,
	W_TSA_CA, W_TSA, W_TSA_EXPIRED, W_TSA_CA2, W_TSA2, W_TSA_CA_LONG, W_TSA_LONG,
	W_LAB_ROOT, W_LAB_CA, W_LAB_SIGNER, W_LAB_TSA, W_PUBLIC_ROOT, W_PUBLIC_CA, W_PUBLIC_SIGNER, W_PUBLIC_TSA,
	W_COUNT
};

struct world {
	struct forged of[W_COUNT];
};
void world_open(struct world *w);
/* The same with keys of another kind than P-256, as forge.h names them. */
void world_open_with(struct world *w, const char *key);
void world_close(struct world *w);

/* The one of a whole test program, and what opens it before the first test and closes it after the last. */
extern struct world world;
int world_set_up(void **state);
int world_tear_down(void **state);

/* The policy that certificates of the world are issued under. */
#define WORLD_POLICY "2.999.17480.7"

/* What is known of the signer at a time. */
enum known_by { KNOWN_BY_LIST, KNOWN_BY_STALE_LIST, KNOWN_BY_ANSWER, KNOWN_BY_ANSWER_UNKNOWN, KNOWN_BY_ANSWER_NO_EKU, KNOWN_BY_FORGED_LIST };
struct word_request {
	enum who signer;
	enum known_by by;
	int64_t revoked_at;  /* 0: not revoked */
	int64_t at;          /* when the lists are made; good for a week. The stale one: of 2026-09-01, for a month */
	bool not_of_signer;  /* nothing of the signer's own authority */
	bool of_tsa_long;    /* also of the authority of W_TSA_LONG */
};
#define WORDS_MAX 12
struct words {
	struct tr_bytes of[WORDS_MAX]; /* owned */
	bool is_answer[WORDS_MAX];
	size_t count;
};
/* Lists of the authorities that are alive then. Free with words_free(). */
void words_of(const struct world *w, const struct word_request *r, struct words *out);
void words_free(struct words *l);

/* A time-stamp authority as the sign folder asks one. */
enum stamp_flaw { STAMP_GOOD, STAMP_MOVED /* made for something else */, STAMP_FORGED /* one bit of its value */ };
struct tsa {
	const struct world *world;
	enum who who;
	int64_t at;
	enum stamp_flaw flaw;
};
struct tr_sign_stamper tsa_stamper(struct tsa *t);
/* A token over data of somebody who need not be of the world; digest: that of the imprint, "SHA256", "SHA1". */
void world_token(const struct forged *tsa, const struct forged *issuer, int64_t at, const char *digest, struct tr_bytes data,
		struct tr_buf *token);

#endif
