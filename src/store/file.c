/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "store/file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/errors/store.h"
#include "base/message.h"

trien_rc
tr_file_failed(const char *path, int code, struct trien_err *err)
{
	if (code == ENOSPC || code == EDQUOT || code == EFBIG)
		return TR_ERR0(err, STORE_DISK_FULL);
	return TR_ERR(err, STORE_FILE, TR_S("path", path), TR_S("why", strerror(code)));
}

static void
close_fd(int *fd)
{
	if (*fd >= 0)
		close(*fd);
}
#define AUTO_FD __attribute__((cleanup(close_fd))) int

/* ---- folders ---- */

static int
sync_folder(int dir, const char *path)
{
	AUTO_FD fd = openat(dir, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return fd >= 0 && fsync(fd) == 0 ? 0 : errno;
}

/* The folder of a path, "." where it has none. False where it is too long. */
static bool
folder_of(const char *path, char out[PATH_MAX])
{
	const char *slash = strrchr(path, '/');
	const size_t n = slash != NULL ? (size_t)(slash - path) : 1;

	if (n >= PATH_MAX)
		return false;
	memcpy(out, slash != NULL ? path : ".", n);
	out[n] = '\0';
	return true;
}

/* A new folder or file of the store belongs to whom the store belongs to, also where the superuser makes it; and to its group, where it may use the store. */
static int
share(int fd, const struct stat *like, mode_t own)
{
	if (geteuid() == 0 && fchown(fd, like->st_uid, like->st_gid) != 0)
		return errno;
	const mode_t group = S_ISREG(own) ? S_IRGRP : S_IRWXG | S_ISGID;
	return fchmod(fd, (own & 0700) | (like->st_mode & group)) == 0 ? 0 : errno;
}

static int
make_folder(int dir, const char *part, const struct stat *like)
{
	if (mkdirat(dir, part, 0700) != 0)
		return errno;
	if (like == NULL)
		return 0;
	AUTO_FD fd = openat(dir, part, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
	return fd >= 0 ? share(fd, like, S_IFDIR | 0700) : errno;
}

/* Makes what is missing of the folders in front of a name, from the left; each is synced into the one that holds it. */
static int
make_folders(int dir, const char *path, const struct stat *like)
{
	char part[PATH_MAX], holder[PATH_MAX];

	if (strlen(path) >= PATH_MAX)
		return ENAMETOOLONG;
	for (const char *slash = path; (slash = strchr(slash + 1, '/')) != NULL;) {
		memcpy(part, path, (size_t)(slash - path));
		part[slash - path] = '\0';
		int code = make_folder(dir, part, like);
		if (code == EEXIST)
			continue;
		if (code == 0)
			code = folder_of(part, holder) ? sync_folder(dir, *holder ? holder : "/") : ENAMETOOLONG;
		if (code != 0)
			return code;
	}
	return 0;
}

trien_rc
tr_folder_open(int dir, const char *path, int *out, struct trien_err *err)
{
	char below[PATH_MAX];

	if (snprintf(below, sizeof(below), "%s/", path) >= (int)sizeof(below))
		return tr_file_failed(path, ENAMETOOLONG, err);
	const int code = make_folders(dir, below, NULL);
	const int fd = code == 0 ? openat(dir, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
	if (fd < 0)
		return tr_file_failed(path, code != 0 ? code : errno, err);
	*out = fd;
	return TRIEN_OK;
}

/* ---- files ---- */

static int
fill(int fd, struct tr_bytes content)
{
	errno = EIO;
	return tr_write_all(fd, content.p, content.n) && fsync(fd) == 0 ? 0 : errno;
}

/* Gives a nameless file its name. */
static int
link_name(int fd, int dir, const char *path, bool *there)
{
	char self[64];

	snprintf(self, sizeof(self), "/proc/self/fd/%d", fd);
	*there = false;
	if (linkat(AT_FDCWD, self, dir, path, AT_SYMLINK_FOLLOW) == 0)
		return 0;
	*there = errno == EEXIST;
	return *there ? 0 : errno;
}

static int
write_nameless(int dir, struct tr_file_new *f)
{
	char folder[PATH_MAX];
	int code = make_folders(dir, f->path, f->like);

	if (code != 0 || !folder_of(f->path, folder))
		return code != 0 ? code : ENAMETOOLONG;
	f->fd = openat(dir, folder, O_TMPFILE | O_WRONLY | O_CLOEXEC, 0600);
	if (f->fd < 0)
		return errno;
	code = f->like != NULL ? share(f->fd, f->like, S_IFREG | 0600) : 0;
	errno = EIO;
	return code != 0 || tr_write_all(f->fd, f->content.p, f->content.n) ? code : errno;
}

static int
sync_content(int dir, struct tr_file_new *f)
{
	(void)dir;
	return fsync(f->fd) == 0 ? 0 : errno;
}

static int
give_name(int dir, struct tr_file_new *f)
{
	return link_name(f->fd, dir, f->path, &f->there);
}

/* Also where it was there: whoever made it may not have come so far. */
static int
sync_name(int dir, struct tr_file_new *f)
{
	char folder[PATH_MAX];

	return folder_of(f->path, folder) ? sync_folder(dir, folder) : ENAMETOOLONG;
}

/* Each step of all files before the next: a journal that is written for the first of them has what the others need too, so they hardly wait. */
static trien_rc
add_all(int dir, struct tr_file_new *files, size_t count, const struct stat *like, struct trien_err *err)
{
	static int (*const steps[])(int dir, struct tr_file_new *f) = {write_nameless, sync_content, give_name, sync_name};
	const char *path = "";
	int code = 0;

	for (size_t i = 0; i < count; i++) {
		files[i].fd = -1;
		files[i].like = like;
	}
	for (size_t s = 0; s < sizeof(steps) / sizeof(*steps); s++)
		for (size_t i = 0; code == 0 && i < count; i++) {
			path = files[i].path;
			code = steps[s](dir, &files[i]);
		}
	for (size_t i = 0; i < count; i++) {
		close_fd(&files[i].fd);
		files[i].like = NULL;
	}
	return code == 0 ? TRIEN_OK : tr_file_failed(path, code, err);
}

trien_rc
tr_file_add(int dir, const char *path, struct tr_bytes content, bool *there, struct trien_err *err)
{
	struct tr_file_new f = {.path = path, .content = content};

	TR_TRY(add_all(dir, &f, 1, NULL, err));
	if (there != NULL)
		*there = f.there;
	return TRIEN_OK;
}

trien_rc
tr_files_add_shared(int dir, struct tr_file_new *files, size_t count, struct trien_err *err)
{
	struct stat like;

	if (fstat(dir, &like) != 0)
		return tr_file_failed(files[0].path, errno, err);
	return add_all(dir, files, count, &like, err);
}

static int
replace(int dir, const char *path, struct tr_bytes content)
{
	char folder[PATH_MAX], new[PATH_MAX];
	const char *slash = strrchr(path, '/'), *name = slash != NULL ? slash + 1 : path;
	int code = make_folders(dir, path, NULL);

	if (code != 0 || !folder_of(path, folder))
		return code != 0 ? code : ENAMETOOLONG;
	if (snprintf(new, sizeof(new), "%s/.%s.new", folder, name) >= (int)sizeof(new))
		return ENAMETOOLONG;
	AUTO_FD fd = openat(dir, new, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd < 0)
		return errno;
	code = fill(fd, content);
	if (code == 0 && renameat(dir, new, dir, path) != 0)
		code = errno;
	if (code != 0) {
		unlinkat(dir, new, 0);
		return code;
	}
	return sync_folder(dir, folder);
}

trien_rc
tr_file_replace(int dir, const char *path, struct tr_bytes content, struct trien_err *err)
{
	const int code = replace(dir, path, content);
	return code == 0 ? TRIEN_OK : tr_file_failed(path, code, err);
}

trien_rc
tr_file_load(int dir, const char *path, size_t max, struct tr_buf *out, bool *there, struct trien_err *err)
{
	struct stat st;
	AUTO_FD fd = openat(dir, path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);

	if (there != NULL)
		*there = fd >= 0 || errno != ENOENT;
	if (fd < 0)
		return there != NULL && !*there ? TRIEN_OK : tr_file_failed(path, errno, err);
	if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode))
		return tr_file_failed(path, EISDIR, err);
	if ((uint64_t)st.st_size > max)
		return TR_ERR(err, BUFFER_LIMIT, TR_U("max", max));
	TR_TRY(tr_buf_reserve(out, (size_t)st.st_size + 1, err));
	if (!tr_read_all(fd, out->p + out->n, (size_t)st.st_size))
		return tr_file_failed(path, EIO, err);
	out->n += (size_t)st.st_size;
	return TRIEN_OK;
}

/* ---- gone ---- */

trien_rc
tr_file_remove(int dir, const char *path, struct trien_err *err)
{
	char folder[PATH_MAX];

	if (!folder_of(path, folder))
		return tr_file_failed(path, ENAMETOOLONG, err);
	if (unlinkat(dir, path, 0) != 0)
		return errno == ENOENT ? TRIEN_OK : tr_file_failed(path, errno, err);
	const int code = sync_folder(dir, folder);
	return code == 0 ? TRIEN_OK : tr_file_failed(path, code, err);
}
