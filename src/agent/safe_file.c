/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "agent/safe_file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/errors/agent.h"

static trien_rc
failed(const char *path, const char *name, struct trien_err *err)
{
	const int why = errno;
	char whole[PATH_MAX + NAME_MAX + 2];

	snprintf(whole, sizeof(whole), "%s%s%s", path, *name != '\0' ? "/" : "", name);
	if (why == ELOOP || why == ENOTDIR)
		return TR_ERR(err, AGENT_UNSAFE, TR_S("path", whole));
	return TR_ERR(err, AGENT_FILE, TR_S("path", whole), TR_S("why", strerror(why)));
}

static bool
is_ours(const struct stat *st)
{
	return (st->st_uid == 0 || st->st_uid == geteuid()) && (st->st_mode & (S_IWGRP | S_IWOTH)) == 0;
}

trien_rc
tr_agent_folder_open(const char *path, int *out, struct trien_err *err)
{
	const int fd = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	struct stat st;

	*out = -1;
	if (fd < 0)
		return errno == ENOENT ? TRIEN_OK : failed(path, "", err);
	if (fstat(fd, &st) != 0 || !is_ours(&st)) {
		close(fd);
		return TR_ERR(err, AGENT_UNSAFE, TR_S("path", path));
	}
	*out = fd;
	return TRIEN_OK;
}

trien_rc
tr_agent_folder_make(const char *path, int *out, struct trien_err *err)
{
	char part[PATH_MAX];

	snprintf(part, sizeof(part), "%s", path);
	for (char *slash = strchr(part + 1, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		if (mkdir(part, 0700) != 0 && errno != EEXIST)
			return failed(part, "", err);
		*slash = '/';
	}
	if (mkdir(part, 0700) != 0 && errno != EEXIST)
		return failed(part, "", err);
	TR_TRY(tr_agent_folder_open(path, out, err));
	errno = ENOENT;
	return *out >= 0 ? TRIEN_OK : failed(path, "", err);
}

static trien_rc
read_all(int fd, const char *path, const char *name, struct tr_buf *out, struct trien_err *err)
{
	uint8_t piece[4096];
	ssize_t n;

	while ((n = read(fd, piece, sizeof(piece))) > 0)
		TR_TRY(tr_buf_add(out, piece, (size_t)n, err));
	return n == 0 ? TRIEN_OK : failed(path, name, err);
}

trien_rc
tr_agent_file_read(int folder, const char *path, const char *name, struct tr_buf *out, bool *found, struct trien_err *err)
{
	char whole[PATH_MAX + NAME_MAX + 2];
	struct stat st;

	*found = false;
	const int fd = openat(folder, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	if (fd < 0)
		return errno == ENOENT ? TRIEN_OK : failed(path, name, err);
	snprintf(whole, sizeof(whole), "%s/%s", path, name);
	trien_rc rc = fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && is_ours(&st) ? TRIEN_OK : TR_ERR(err, AGENT_UNSAFE, TR_S("path", whole));
	if (rc == TRIEN_OK)
		rc = read_all(fd, path, name, out, err);
	close(fd);
	*found = rc == TRIEN_OK;
	return rc;
}

static bool
write_all(int fd, struct tr_bytes b)
{
	for (ssize_t n; b.n > 0; b = tr_bytes_part(b, (size_t)n, b.n))
		if ((n = write(fd, b.p, b.n)) < 0)
			return false;
	return fsync(fd) == 0;
}

trien_rc
tr_agent_file_write(int folder, const char *path, const char *name, struct tr_bytes bytes, struct trien_err *err)
{
	char new[NAME_MAX + 1];

	snprintf(new, sizeof(new), ".%s.new", name);
	unlinkat(folder, new, 0); /* of a run that was killed */
	const int fd = openat(folder, new, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (fd < 0)
		return failed(path, name, err);
	const bool written = write_all(fd, bytes);
	const trien_rc rc = written && renameat(folder, new, folder, name) == 0 && fsync(folder) == 0 ? TRIEN_OK : failed(path, name, err);
	close(fd);
	if (rc != TRIEN_OK)
		unlinkat(folder, new, 0);
	return rc;
}
