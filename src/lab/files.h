/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A directory that is built beside and takes its name at the end. */
#ifndef TR_LAB_FILES_H
#define TR_LAB_FILES_H

#include <limits.h>
#include <sys/types.h>

#include "base/bytes.h"

/* Longest path of a lab directory: names inside still have to fit into PATH_MAX. */
#define TR_LAB_PATH_MAX 3000u

struct tr_lab_site {
	char final[TR_LAB_PATH_MAX + 1]; /* absolute */
	char building[TR_LAB_PATH_MAX + 8]; /* final + ".tmp" */
	int dir; /* of building; holds the lock */
};

/*
 * Checks that directory is absent or empty, makes and locks DIR.tmp, clearing what a killed run left there.
 * A DIR.tmp that no such run made is not touched: lab.directory-not-empty.
 */
TRIEN_MUST_CHECK trien_rc tr_lab_site_open(const char *directory, struct tr_lab_site *out, struct trien_err *err);
/* Everything to the disk, then the name. */
TRIEN_MUST_CHECK trien_rc tr_lab_site_publish(struct tr_lab_site *s, struct trien_err *err);
/* Gives the lock back; what is still in DIR.tmp is removed. */
void tr_lab_site_close(struct tr_lab_site *s);

/* New files and directories below the site; name is relative and must not exist. */
TRIEN_MUST_CHECK trien_rc tr_lab_site_mkdir(
		const struct tr_lab_site *s, const char *name, mode_t mode, struct trien_err *err);
TRIEN_MUST_CHECK trien_rc tr_lab_site_write(const struct tr_lab_site *s, const char *name, mode_t mode,
		struct tr_bytes content, struct trien_err *err);
/* Removes a directory of the site and all below it, as far as that is possible. */
void tr_lab_site_remove(const struct tr_lab_site *s, const char *name);

#endif
