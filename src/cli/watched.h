/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A watched folder. Only regular files, by their own name (no link is followed), at rest: nobody has them open for writing and they are some seconds old.
 * One run at a time holds the folder.
 */
#ifndef TR_CLI_WATCHED_H
#define TR_CLI_WATCHED_H

#include <dirent.h>

#include "base/error.h"

#define TR_WATCHED_FILES_MAX 10000u /* of one run; the next one takes the others */

struct tr_watched {
	int dir;
	struct dirent **names; /* of those that do not begin with a dot, in order */
	size_t count;
	int64_t now;
};
/* ending: of the names that count; "": all. cli.source-unreadable, cli.folder-held. out: close it, also where this fails. */
TRIEN_MUST_CHECK trien_rc tr_watched_open(const char *path, const char *ending, int64_t now, struct tr_watched *out, struct trien_err *err);
void tr_watched_close(struct tr_watched *w);

enum tr_watched_is { TR_WATCHED_GONE, TR_WATCHED_NO_FILE, TR_WATCHED_WRITTEN, TR_WATCHED_AT_REST };
/* *fd is open where it is at rest; close(2) it. */
enum tr_watched_is tr_watched_look(const struct tr_watched *w, const char *name, int *fd);
/* The name that was opened as fd still means that file, and is taken away. cli.source-changed, cli.source-unreadable */
TRIEN_MUST_CHECK trien_rc tr_watched_remove(const struct tr_watched *w, const char *name, int fd, struct trien_err *err);
/* The same, but it stays by its name with the ending ".con" (it has more than was taken), where no run looks at it. */
TRIEN_MUST_CHECK trien_rc tr_watched_keep(const struct tr_watched *w, const char *name, int fd, struct trien_err *err);

#endif
