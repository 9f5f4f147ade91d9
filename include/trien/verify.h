/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Judging the signatures of a PDF file. A failed validation is a result, not an error. */
#ifndef TRIEN_VERIFY_H
#define TRIEN_VERIFY_H

#include "trien/error.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Ordered by severity: the indication of a file is the worst of its signatures. */
enum trien_indication { TRIEN_TOTAL_PASSED = 0, TRIEN_INDETERMINATE = 1, TRIEN_TOTAL_FAILED = 2 };

/* What is asked about revocation; what was left out is told by the report. */
enum trien_revocation {
	TRIEN_REVOCATION_REQUIRED = 0,   /* without a known status nothing passes */
	TRIEN_REVOCATION_IF_PRESENT = 1, /* a revocation counts; a status that is not known does not */
	TRIEN_REVOCATION_SKIP = 2,       /* not looked at */
};

/* Initialise with {0}. */
struct trien_verify_options {
	const uint8_t *const *anchors; /* trusted certificates, DER */
	const size_t *anchors_n;
	size_t anchor_count;
	int64_t as_of;                 /* judged as of this time, UTC epoch; 0: now */
	const char *file_name;         /* for the report; NULL: empty */
	enum trien_revocation revocation;
	/* Revocation lists and OCSP answers, DER, beside those in the file; one that cannot be read is an error. */
	const uint8_t *const *crls;
	const size_t *crls_n;
	size_t crl_count;
	const uint8_t *const *ocsps;
	const size_t *ocsps_n;
	size_t ocsp_count;
};

/*
 * Judges all signatures of the file. *indication is that of the file; *json, where not NULL, receives
 * the report as NUL-terminated JSON (the shape is described in trien-verify(1)), to be
 * freed with trien_free() of <trien/sign.h>. An error means that nothing could be judged.
 */
TRIEN_API TRIEN_MUST_CHECK trien_rc trien_verify(const struct trien_verify_options *options, const uint8_t *file,
		size_t n, enum trien_indication *indication, char **json, struct trien_err *err);

#ifdef __cplusplus
}
#endif
#endif
