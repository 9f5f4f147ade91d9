/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * SoftHSM tokens of a lab. The module runs in a child process: it reads its configuration from the environment, and a
 * fault in it must not take the caller along.
 */
#ifndef TR_LAB_TOKENS_H
#define TR_LAB_TOKENS_H

#include "lab/certify.h"
#include "lab/files.h"

/* One for each person with a token; also writes softhsm/ and tokens.json, which says why where there are none. */
TRIEN_MUST_CHECK trien_rc tr_lab_write_tokens(const struct tr_lab_site *site, const struct tr_lab_options *options,
		const struct tr_lab_identities *all, struct tr_lab_report *report, struct trien_err *err);

#endif
