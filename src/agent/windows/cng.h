/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the files that call CNG share. */
#ifndef TR_AGENT_WINDOWS_CNG_H
#define TR_AGENT_WINDOWS_CNG_H

#include <wchar.h>

#include "crypto/digest.h"

/* crypto.library-failed with the status that this call gave. */
trien_rc tr_cng_failed(const char *what, long status, struct trien_err *err);
/* CNG's name of it; static. */
const wchar_t *tr_cng_digest_name(enum tr_digest d);

#endif
