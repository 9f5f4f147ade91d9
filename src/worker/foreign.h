/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Foreign programs (qpdf, tesseract, LibreOffice) in a sandbox of their own, by bubblewrap: a read-only system, the files that they are given and nothing else: no
 * network, no home, no /proc, no other process, bounded memory, time and output. Where the system permits no such sandbox they are not run.
 */
#ifndef TR_WORKER_FOREIGN_H
#define TR_WORKER_FOREIGN_H

#include "base/bytes.h"

#define TR_FOREIGN_ARGUMENTS_MAX 16u
#define TR_FOREIGN_FOLDERS_MAX 4u
#define TR_FOREIGN_FILES_MAX 2u
#define TR_FOREIGN_MEMORY_MAX ((size_t)2 << 30)   /* of each of its processes, unless less is said */
#define TR_FOREIGN_SCRATCH_MAX ((size_t)512 << 20) /* of what it writes into its /tmp, which is memory too */

/* What is put into its /tmp beforehand: a file that is open for reading. */
struct tr_foreign_file {
	const char *path;
	int fd;
};
struct tr_foreign {
	const char *const *argv; /* NULL behind the last; argv[0] is the program's path */
	int in;                  /* an open file: standard input */
	bool in_has_name;        /* it is also seen as /in; a file without a name cannot be */
	int out;                 /* standard output */
	unsigned seconds;        /* of the clock, and of the processor */
	size_t out_max;          /* bytes of any file that it writes */
	size_t memory;           /* 0: TR_FOREIGN_MEMORY_MAX */
	const char *folders[TR_FOREIGN_FOLDERS_MAX]; /* that it sees beside /usr, read only, where they are; NULL behind the last */
	struct tr_foreign_file files[TR_FOREIGN_FILES_MAX];
	size_t file_count;
};

/* Is the program there, and bubblewrap? NULL, or the Debian package that is missing; package is that of the program. */
const char *tr_foreign_missing(const char *path, const char *package);
enum tr_foreign_end {
	TR_FOREIGN_DONE,       /* it exited with 0, in time */
	TR_FOREIGN_FAILED,
	TR_FOREIGN_TIMEOUT,    /* ended, with all that it had begun */
	TR_FOREIGN_NO_SANDBOX, /* bubblewrap could not make one: no user namespaces */
};
/* Runs it to its end. */
enum tr_foreign_end tr_foreign_run(const struct tr_foreign *f);

/* The system calls that it may make, as bubblewrap takes them: a file without a name; -1 where there is none to be had. */
int tr_foreign_filter(void);

#endif
