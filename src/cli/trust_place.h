/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Where the trust directory is. */
#ifndef TR_CLI_TRUST_PLACE_H
#define TR_CLI_TRUST_PLACE_H

#include <limits.h>

#include "base/bytes.h"
#include "pki/trust.h"

/*
 * The directory that is named; else $TRIEN_TRUST; else the user's (XDG base directories), where it is there; else
 * /etc/trien/trust, where that is. False where there is none. For writing, the user's need not be there yet.
 */
enum tr_trust_purpose { TR_TRUST_TO_READ, TR_TRUST_TO_WRITE };
bool tr_cli_trust_directory(const char *named, enum tr_trust_purpose purpose, char out[PATH_MAX]);
/*
 * Appends the anchors of that directory, as tr_trust_write() does; nothing where no directory is named and none is there.
 * Errors: pki.trust-*.
 */
TRIEN_MUST_CHECK trien_rc tr_cli_trust_load(const char *named, struct tr_buf *out, struct trien_err *err);

#endif
