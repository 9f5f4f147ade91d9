/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Secret documents are not signed (Article 5.1 of the regulation): a stamp stops them until a named person releases it, pages without text need a named
 * person's word, and so do kinds of document that the law of the day excludes from digital signing (the legal profile's list).
 * Requirement: R5.1
 */
#ifndef TR_DESK_SECRECY_H
#define TR_DESK_SECRECY_H

#include "profile/profile.h"
#include "worker/worker.h"

/* What was found and on whose word the document passed. */
struct tr_secrecy_outcome {
	char stamp[64];           /* "" where there is none */
	size_t stamp_page;        /* 1 = first */
	bool read_from_picture;   /* by tesseract */
	size_t textless;          /* pages that only a person could tell about */
	size_t drawn;             /* drawings of the same sort */
	char kind[TR_PROFILE_TEXT_MAX + 1]; /* that the law excludes; "" where it is none */
	size_t kind_page;         /* 1 = first */
	const char *kind_released_by; /* borrowed; NULL where nothing was released */
	const char *released_by;  /* borrowed; NULL where nothing was released */
	const char *not_secret_by;
};

/* On whose word it passes; NULL: nobody has given one. */
struct tr_secrecy_words {
	const char *release_by, *not_secret, *kind_by;
};
struct tr_secrecy_door {
	struct tr_worker *worker; /* that of tr_tasks_start() */
	int fd;                   /* the document */
	const struct tr_profile *profile;
	int64_t now;
};
/*
 * official.secrecy-stamp, official.secrecy-word-wanted, official.secrecy-drawing, official.secrecy-unread, official.kind-excluded; what the core refuses
 * is refused with its own error.
 */
TRIEN_MUST_CHECK trien_rc tr_secrecy_pass(const struct tr_secrecy_door *d, const struct tr_secrecy_words *words, struct tr_secrecy_outcome *out,
		struct trien_err *err);
/* The request of the task that looks through the pages, for who gives it to a worker himself. *quick: the quick look comes before it. */
TRIEN_MUST_CHECK trien_rc tr_secrecy_request(const struct tr_secrecy_door *d, bool *quick, struct tr_buf *request, struct trien_err *err);

#endif
