/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The legal profile of a run: --profile NAME|FILE, or the one in force at a time. */
#ifndef TR_CLI_PROFILE_OPEN_H
#define TR_CLI_PROFILE_OPEN_H

#include "profile/profile.h"

/*
 * spec: NULL (by time), the name of one that is built in, or a path (it holds a '/' or ends in .json). Errors:
 * profile.*, cli.source-*. Free with tr_profile_free().
 */
TRIEN_MUST_CHECK trien_rc tr_cli_profile_open(
		const char *spec, int64_t time, struct tr_profile **out, struct trien_err *err);

#endif
