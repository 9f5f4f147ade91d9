/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What trien-fetch gives up before it speaks to anybody. */
#ifndef TR_FETCH_CONFINE_H
#define TR_FETCH_CONFINE_H

#include "base/error.h"

/*
 * Of files only what names and TLS need may be read, and the cache directory (-1: none) written; no program is started, no other
 * process touched, memory is bounded. Where the kernel has no Landlock, files stay as the user has them. fetch.program-failed.
 */
TRIEN_MUST_CHECK trien_rc tr_fetch_confine(int cache, struct trien_err *err);

#endif
