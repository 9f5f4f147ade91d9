/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: R10.2 R10.3 */
#include "cli/watched.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/errors/cli.h"

#define REST_SECONDS 5
#define KEPT ".con"

/* ---- the folder ---- */

static int
no_folder_name(const struct dirent *e)
{
	return e->d_name[0] != '.';
}

static bool
ends_so(const char *name, const char *ending)
{
	const size_t n = strlen(name), e = strlen(ending);

	return n >= e && strcmp(name + n - e, ending) == 0;
}

/* Leaves those alone that end so, and as many as one run takes. */
static void
choose(struct tr_watched *w, size_t found, const char *ending)
{
	for (size_t i = 0; i < found; i++) {
		if (w->count < TR_WATCHED_FILES_MAX && ends_so(w->names[i]->d_name, ending))
			w->names[w->count++] = w->names[i];
		else
			free(w->names[i]);
	}
}

trien_rc
tr_watched_open(const char *path, const char *ending, int64_t now, struct tr_watched *out, struct trien_err *err)
{
	*out = (struct tr_watched){.now = now, .dir = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
	if (out->dir < 0)
		return TR_ERR(err, CLI_SOURCE_UNREADABLE, TR_S("file", path), TR_S("why", strerror(errno)));
	if (flock(out->dir, LOCK_EX | LOCK_NB) != 0)
		return TR_ERR(err, CLI_FOLDER_HELD, TR_S("folder", path));
	signal(SIGIO, SIG_IGN); /* a lease that is broken is none */
	const int found = scandirat(out->dir, ".", &out->names, no_folder_name, alphasort);
	if (found < 0)
		return TR_ERR(err, CLI_SOURCE_UNREADABLE, TR_S("file", path), TR_S("why", strerror(errno)));
	choose(out, (size_t)found, ending);
	return TRIEN_OK;
}

void
tr_watched_close(struct tr_watched *w)
{
	for (size_t i = 0; i < w->count; i++)
		free(w->names[i]);
	free(w->names);
	if (w->dir >= 0)
		close(w->dir);
	*w = (struct tr_watched){.dir = -1};
}

/* ---- at rest ---- */

/* Somebody writes: then the kernel gives no lease. Where it gives none for another reason, the age has to do. */
static bool
is_written(int fd)
{
	if (fcntl(fd, F_SETLEASE, F_RDLCK) != 0)
		return errno == EAGAIN;
	fcntl(fd, F_SETLEASE, F_UNLCK);
	return false;
}

enum tr_watched_is
tr_watched_look(const struct tr_watched *w, const char *name, int *out)
{
	enum tr_watched_is is = TR_WATCHED_NO_FILE;
	struct stat st;
	const int fd = openat(w->dir, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);

	if (fd < 0)
		return errno == ENOENT ? TR_WATCHED_GONE : TR_WATCHED_NO_FILE;
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode)) {
		const int64_t age = w->now - st.st_mtim.tv_sec;
		is = (age < 0 || age >= REST_SECONDS) && !is_written(fd) ? TR_WATCHED_AT_REST : TR_WATCHED_WRITTEN;
	}
	if (is != TR_WATCHED_AT_REST)
		close(fd);
	else
		*out = fd;
	return is;
}

/* ---- done with ---- */

static trien_rc
check_same(const struct tr_watched *w, const char *name, int fd, struct trien_err *err)
{
	struct stat opened, now;

	if (fstat(fd, &opened) != 0 || fstatat(w->dir, name, &now, AT_SYMLINK_NOFOLLOW) != 0 || opened.st_dev != now.st_dev || opened.st_ino != now.st_ino)
		return TR_ERR(err, CLI_SOURCE_CHANGED, TR_S("file", name));
	return TRIEN_OK;
}

trien_rc
tr_watched_remove(const struct tr_watched *w, const char *name, int fd, struct trien_err *err)
{
	TR_TRY(check_same(w, name, fd, err));
	if (unlinkat(w->dir, name, 0) != 0 || fsync(w->dir) != 0)
		return TR_ERR(err, CLI_SOURCE_UNREADABLE, TR_S("file", name), TR_S("why", strerror(errno)));
	return TRIEN_OK;
}

trien_rc
tr_watched_keep(const struct tr_watched *w, const char *name, int fd, struct trien_err *err)
{
	char kept[NAME_MAX + sizeof(KEPT)];

	TR_TRY(check_same(w, name, fd, err));
	snprintf(kept, sizeof(kept), "%s" KEPT, name);
	if (renameat2(w->dir, name, w->dir, kept, RENAME_NOREPLACE) != 0 || fsync(w->dir) != 0)
		return TR_ERR(err, CLI_SOURCE_UNREADABLE, TR_S("file", name), TR_S("why", strerror(errno)));
	return TRIEN_OK;
}
