/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Writing a damaged, unsigned file anew by qpdf, in a sandbox of its own (bubblewrap). */
#ifndef TR_CLI_REWRITE_H
#define TR_CLI_REWRITE_H

#include "cli/file.h"

/* Is the error one of a damaged file, where qpdf may find what we do not look for? */
bool tr_rewrite_may_help(trien_rc why);
/*
 * Writes the file anew into a file without a name. cli.rewrite-signed where it carries a signature (it would
 * be broken), cli.rewrite-* where qpdf or bubblewrap are missing or fail. Close *out with tr_source_close().
 */
TRIEN_MUST_CHECK trien_rc tr_rewrite(struct tr_source *damaged, struct tr_source *out, struct trien_err *err);

#endif
