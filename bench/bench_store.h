/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the benches of stores share. */
#ifndef BENCH_BENCH_STORE_H
#define BENCH_BENCH_STORE_H

#include <errno.h>
#include <ftw.h>

#include "base/error.h"
#include "bench.h"

static inline void
must(trien_rc rc, const struct trien_err *err, const char *what)
{
	char text[512];

	if (rc == TRIEN_OK)
		return;
	trien_err_text(err, TRIEN_LANG_EN, text, sizeof(text));
	fprintf(stderr, "%s: %s: %s\n", program_invocation_short_name, what, text);
	exit(3);
}

/* Seconds: a database on a server takes its time elsewhere. */
static inline double
wall(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static inline int
remove_one(const char *path, const struct stat *st, int kind, struct FTW *at)
{
	(void)st, (void)kind, (void)at;
	return remove(path);
}

#endif
