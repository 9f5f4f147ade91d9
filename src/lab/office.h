/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What the authorities of a lab answer: OCSP (RFC 6960), revocation lists (RFC 5280), time stamps (RFC 3161), certificates.
 * In every way that tests need it wrong, too. Keys and the list of the revoked are read from the lab's directory.
 */
#ifndef TR_LAB_OFFICE_H
#define TR_LAB_OFFICE_H

#include "base/env.h"
#include "lab/certify.h"

enum tr_lab_mode {
	TR_LAB_TRUTH,        /* what the list of the revoked says */
	TR_LAB_ALL_GOOD,     /* everybody is good */
	TR_LAB_ALL_REVOKED,  /* everybody was revoked an hour ago, keyCompromise */
	TR_LAB_ALL_UNKNOWN,  /* OCSP knows nobody */
	TR_LAB_STALE,        /* OCSP and lists of ten days ago, good for a day */
	TR_LAB_REFUSED,      /* OCSP: tryLater; time stamps: rejection */
	TR_LAB_WRONG_SIGNER, /* OCSP signed by somebody without OCSPSigning */
	TR_LAB_TSA_PAST,     /* time stamps by a TSA whose certificate has expired */
	TR_LAB_LARGE,        /* the truth in lists of 12 MB, as large authorities have them, and no OCSP (tryLater) */
	/* Of the connection alone: */
	TR_LAB_BROKEN,       /* bytes that are no answer */
	TR_LAB_SLOW,         /* the truth, after a long time */
	TR_LAB_OVERSIZED,    /* an answer without end */
	TR_LAB_FAILS,        /* HTTP 500 */
	TR_LAB_TO_PRIVATE,   /* a redirect to an address of a private network */
	TR_LAB_TO_ITSELF,    /* a redirect to the same place */
	TR_LAB_MODE_COUNT
};

const char *tr_lab_mode_name(enum tr_lab_mode m); /* "truth", "wrong-signer", ... */
/* False where no mode is called so. */
bool tr_lab_mode_of(struct tr_bytes name, enum tr_lab_mode *out);

struct tr_lab_office;

/* Reads the keys of a lab; env must live as long. lab.not-a-lab. Free with tr_lab_office_free(). */
TRIEN_MUST_CHECK trien_rc tr_lab_office_open(
		const char *directory, const struct tr_env *env, struct tr_lab_office **out, struct trien_err *err);
void tr_lab_office_free(struct tr_lab_office *o);

/* Each appends DER. lab.request-malformed where the request is none; lab.revoked-malformed; lab.crypto-failed. */
TRIEN_MUST_CHECK trien_rc tr_lab_office_ocsp(const struct tr_lab_office *o, enum tr_lab_mode mode, struct tr_bytes request,
		struct tr_buf *out, struct trien_err *err);
TRIEN_MUST_CHECK trien_rc tr_lab_office_crl(const struct tr_lab_office *o, enum tr_lab_mode mode, enum tr_lab_who issuer,
		struct tr_buf *out, struct trien_err *err);
/* The truth as a list for the trust directory: good as long as its issuer lives, so that judging needs no server. */
TRIEN_MUST_CHECK trien_rc tr_lab_office_lasting_crl(
		const struct tr_lab_office *o, enum tr_lab_who issuer, struct tr_buf *out, struct trien_err *err);
TRIEN_MUST_CHECK trien_rc tr_lab_office_stamp(const struct tr_lab_office *o, enum tr_lab_mode mode, struct tr_bytes request,
		struct tr_buf *out, struct trien_err *err);
TRIEN_MUST_CHECK trien_rc tr_lab_office_certificate(
		const struct tr_lab_office *o, enum tr_lab_who who, struct tr_buf *out, struct trien_err *err);

/* ---- the list of the revoked ---- */
struct tr_lab_revocation {
	const char *directory;
	const char *name;   /* as its file is called: "leader", "issuing" */
	const char *reason; /* "keyCompromise"; NULL: unspecified; "removeFromCRL" takes the entry away */
	int64_t at;         /* UTC epoch */
	const struct tr_env *env; /* its clock dates the new lists of the trust directory; NULL: tr_env_system */
};
/* Writes it down, and the lists in trust/ anew; a second revocation of the same replaces the first. lab.who-unknown, lab.reason-unknown, lab.not-a-lab, lab.cannot-write. */
TRIEN_MUST_CHECK trien_rc tr_lab_revoke(const struct tr_lab_revocation *r, struct trien_err *err);

#endif
