/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A process that has one thing that is dangerous (the network, a vendor's module) and nothing else, and the line to it: what the courier, the postman and a token's line share. */
#ifndef TR_FETCH_HELPER_H
#define TR_FETCH_HELPER_H

#include <stdbool.h>
#include <sys/types.h>

#include "base/error.h"

struct tr_helper {
	int line; /* -1: the process is gone */
	pid_t pid;
};

/* A program of this installation by its name, or by the path where that is not NULL. */
struct tr_helper_program {
	const char *name, *path;
	int more;                 /* another descriptor of the caller's for it; -1: none */
	char *const *environment; /* NULL: an empty one */
};
/* Where it finds the other descriptor that it was given. */
#define TR_HELPER_MORE_FD 4

/* Starts it; it finds its end of the line at TR_FETCH_PROGRAM_FD. fetch.program-failed */
TRIEN_MUST_CHECK trien_rc tr_helper_start(const struct tr_helper_program *p, struct tr_helper *out, struct trien_err *err);
/* Waits for its end; *missing: it never began. */
void tr_helper_see_off(struct tr_helper *h, bool *missing);

#endif
