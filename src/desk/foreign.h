/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Foreign programs (qpdf, tesseract) in a sandbox of their own, by bubblewrap: a read-only system, one file and
 * nothing else: no network, no home, bounded memory, time and output.
 */
#ifndef TR_DESK_FOREIGN_H
#define TR_DESK_FOREIGN_H

#include "base/bytes.h"

#define TR_FOREIGN_ARGUMENTS_MAX 16u

struct tr_foreign {
	const char *const *argv; /* NULL behind the last; argv[0] is the program's path */
	int in;                  /* an open file: standard input */
	bool in_has_name;        /* it is also seen as /in; a file without a name cannot be */
	int out;                 /* standard output */
	unsigned seconds;
};

/* Is the program there, and bubblewrap? NULL, or the Debian package that is missing; package is that of the program. */
const char *tr_foreign_missing(const char *path, const char *package);
enum tr_foreign_end {
	TR_FOREIGN_DONE,       /* it exited with 0, in time */
	TR_FOREIGN_FAILED,
	TR_FOREIGN_NO_SANDBOX, /* bubblewrap could not make one: no user namespaces */
};
/* Runs it to its end. */
enum tr_foreign_end tr_foreign_run(const struct tr_foreign *f);

#endif
