/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Rightness beside a verdict (official/rightness.h): name, post and agency printed on the pages against the certificates that have signed (Điều 9.3). */
#ifndef TR_DESK_RIGHTNESS_H
#define TR_DESK_RIGHTNESS_H

#include <jansson.h>

#include "worker/worker.h"

struct tr_desk_right {
	enum trien_lang lang;
	const char *sender; /* the agency that is named as sender; NULL: not asked */
	bool pages;         /* are looked at, by worker, in fd */
	struct tr_worker *worker;
	int fd;
	struct trien_err unopened; /* why there is no fd */
};
/*
 * Adds "rightness":{"answer","findings":[{"id","answer","signer","printed","certified","message"}],"error"} to a file's verdict. Pages that cannot be read
 * are an "error" inside, and not sure.
 */
void tr_desk_right_add(const struct tr_desk_right *q, json_t *report);
/* Does the report say that something is wrong? */
bool tr_desk_is_wrong(const json_t *report);
/* The first thing that is wrong, in words; the report says that something is. official.issue-not-right */
TRIEN_MUST_CHECK trien_rc tr_desk_right_refuse(enum trien_lang lang, const json_t *report, struct trien_err *err);

#endif
