/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "lab/files.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/errors/lab.h"

/* The first file of every lab: by it a half-made directory is known as ours. */
#define MARKER "LAB-KHONG-CO-GIA-TRI-PHAP-LY.txt"
#define REMOVE_DEPTH_MAX 8
#define LOCK_TRIES 20u
#define LOCK_PAUSE_MICROSECONDS 50000u

static const char marker_text[] =
	"Thư mục này do “trien lab init” tạo ra để học và thử nghiệm. Các khóa và chứng thư trong đó\n"
	"KHÔNG CÓ GIÁ TRỊ PHÁP LÝ, không được bảo vệ như khóa thật và không được dùng chính thức.\n\n"
	"This directory was made by \"trien lab init\" for teaching and tests. Its keys and certificates have\n"
	"no legal force, are not guarded as real keys are, and are not for official use.\n";

static trien_rc
cannot_write(const char *path, int why, struct trien_err *err)
{
	return TR_ERR(err, LAB_CANNOT_WRITE, TR_S("path", path), TR_S("why", strerror(why)));
}

/* Absolute form of a path whose last part need not exist. */
static trien_rc
resolve(const char *directory, char out[TR_LAB_PATH_MAX + 1], struct trien_err *err)
{
	char parent[TR_LAB_PATH_MAX + 1], real[PATH_MAX];
	size_t n = strlen(directory);
	struct tr_text text;

	while (n > 1 && directory[n - 1] == '/')
		n--;
	if (n == 0 || n > TR_LAB_PATH_MAX)
		return TR_ERR(err, LAB_PATH_INVALID, TR_S("path", directory), TR_S("why", n ? "too long" : "empty"));
	size_t slash = n;
	while (slash > 0 && directory[slash - 1] != '/')
		slash--;
	struct tr_bytes last = TR_BYTES(directory + slash, n - slash);
	if (last.n == 0 || tr_bytes_are(last, ".") || tr_bytes_are(last, ".."))
		return TR_ERR(err, LAB_PATH_INVALID, TR_S("path", directory), TR_S("why", "names no new directory"));
	snprintf(parent, sizeof(parent), "%.*s", (int)slash, directory);
	if (realpath(slash ? parent : ".", real) == NULL)
		return cannot_write(slash ? parent : ".", errno, err);
	int wrote = snprintf(out, TR_LAB_PATH_MAX + 1, "%s/%.*s", strcmp(real, "/") ? real : "", (int)last.n,
			(const char *)last.p);
	if (wrote < 0 || (size_t)wrote > TR_LAB_PATH_MAX)
		return TR_ERR(err, LAB_PATH_INVALID, TR_S("path", directory), TR_S("why", "too long"));
	/* The path stands in tokens.json and in SoftHSM's configuration, a line of its own. */
	if (tr_text_of(TR_BYTES(out, (size_t)wrote), &text, NULL) != TRIEN_OK || strchr(out, '\n') != NULL)
		return TR_ERR(err, LAB_PATH_INVALID, TR_S("path", directory), TR_S("why", "not a line of UTF-8"));
	return TRIEN_OK;
}

/* Whether the directory holds anything (nothing where it cannot be opened: the caller finds out by acting). */
static bool
holds_something(int dir, const char *name)
{
	const struct dirent *e;
	bool found = false;
	int fd = openat(dir, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	DIR *d = fd < 0 ? NULL : fdopendir(fd);

	if (d == NULL) {
		if (fd >= 0)
			close(fd);
		return false;
	}
	while (!found && (e = readdir(d)) != NULL)
		found = strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0;
	closedir(d);
	return found;
}

/* Empties a directory; symbolic links are removed, never followed. */
static void
remove_below(int dir, unsigned depth)
{
	const struct dirent *e;
	int copy = openat(dir, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *d = copy < 0 ? NULL : fdopendir(copy);

	if (d == NULL) {
		if (copy >= 0)
			close(copy);
		return;
	}
	while ((e = readdir(d)) != NULL) {
		if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0)
			continue;
		if (unlinkat(dir, e->d_name, 0) == 0 || depth == 0)
			continue;
		int sub = openat(dir, e->d_name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
		if (sub >= 0) {
			remove_below(sub, depth - 1);
			close(sub);
			unlinkat(dir, e->d_name, AT_REMOVEDIR);
		}
	}
	closedir(d);
}

void
tr_lab_site_remove(const struct tr_lab_site *s, const char *name)
{
	int fd = openat(s->dir, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

	if (fd < 0)
		return;
	remove_below(fd, REMOVE_DEPTH_MAX);
	close(fd);
	unlinkat(s->dir, name, AT_REMOVEDIR);
}

static trien_rc
check_target(const char *path, struct trien_err *err)
{
	struct stat st;

	if (lstat(path, &st) != 0)
		return errno == ENOENT ? TRIEN_OK : cannot_write(path, errno, err);
	if (!S_ISDIR(st.st_mode) || holds_something(AT_FDCWD, path))
		return TR_ERR(err, LAB_DIRECTORY_NOT_EMPTY, TR_S("path", path));
	return TRIEN_OK;
}

/* The lock counts only while the name still leads to what was locked: another run may have published it. */
static bool
lock_held_by_name(int fd, const char *path)
{
	struct stat ours, named;

	return flock(fd, LOCK_EX | LOCK_NB) == 0 && fstat(fd, &ours) == 0 && lstat(path, &named) == 0 &&
	       ours.st_dev == named.st_dev && ours.st_ino == named.st_ino;
}

/* A moment's patience: the child of a run that was just killed lives a little longer, and holds the lock. */
static bool
lock(int fd, const char *path)
{
	for (unsigned i = 0; i < LOCK_TRIES; i++) {
		if (lock_held_by_name(fd, path))
			return true;
		usleep(LOCK_PAUSE_MICROSECONDS);
	}
	return false;
}

static trien_rc
lock_and_clear(int fd, const char *path, struct trien_err *err)
{
	struct stat st;

	if (!lock(fd, path))
		return TR_ERR(err, LAB_BUSY, TR_S("path", path));
	if (holds_something(fd, ".")) {
		if (fstatat(fd, MARKER, &st, AT_SYMLINK_NOFOLLOW) != 0)
			return TR_ERR(err, LAB_DIRECTORY_NOT_EMPTY, TR_S("path", path));
		remove_below(fd, REMOVE_DEPTH_MAX);
	}
	return TRIEN_OK;
}

trien_rc
tr_lab_site_open(const char *directory, struct tr_lab_site *out, struct trien_err *err)
{
	struct tr_lab_site s = {.dir = -1};

	TR_TRY(resolve(directory, s.final, err));
	TR_TRY(check_target(s.final, err));
	snprintf(s.building, sizeof(s.building), "%s.tmp", s.final);
	if (mkdir(s.building, 0755) != 0 && errno != EEXIST)
		return cannot_write(s.building, errno, err);
	s.dir = open(s.building, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (s.dir < 0)
		return cannot_write(s.building, errno, err);
	trien_rc rc = lock_and_clear(s.dir, s.building, err);
	if (rc != TRIEN_OK) {
		close(s.dir); /* it is not ours: nothing in it is touched */
		return rc;
	}
	rc = tr_lab_site_write(&s, MARKER, 0644, TR_BYTES_LIT(marker_text), err);
	if (rc != TRIEN_OK) {
		tr_lab_site_close(&s);
		return rc;
	}
	*out = s;
	return TRIEN_OK;
}

trien_rc
tr_lab_site_publish(struct tr_lab_site *s, struct trien_err *err)
{
	if (syncfs(s->dir) != 0)
		return cannot_write(s->building, errno, err);
	if (rename(s->building, s->final) != 0) {
		if (errno == ENOTEMPTY || errno == EEXIST || errno == ENOTDIR)
			return TR_ERR(err, LAB_DIRECTORY_NOT_EMPTY, TR_S("path", s->final));
		return cannot_write(s->final, errno, err);
	}
	close(s->dir);
	s->dir = -1;
	/* The new name itself; whoever cannot sync the parent has the lab all the same. */
	char *slash = strrchr(s->building, '/');
	slash[slash == s->building] = '\0';
	int parent = open(s->building, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (parent >= 0) {
		fsync(parent);
		close(parent);
	}
	return TRIEN_OK;
}

void
tr_lab_site_close(struct tr_lab_site *s)
{
	if (s->dir < 0)
		return;
	remove_below(s->dir, REMOVE_DEPTH_MAX);
	rmdir(s->building);
	close(s->dir);
	s->dir = -1;
}

trien_rc
tr_lab_site_mkdir(const struct tr_lab_site *s, const char *name, mode_t mode, struct trien_err *err)
{
	if (mkdirat(s->dir, name, mode) != 0)
		return cannot_write(name, errno, err);
	return TRIEN_OK;
}

static int
write_all(int fd, struct tr_bytes b)
{
	while (b.n > 0) {
		ssize_t n = write(fd, b.p, b.n);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return n < 0 ? errno : EIO;
		b = tr_bytes_part(b, (size_t)n, b.n);
	}
	return 0;
}

trien_rc
tr_lab_site_write(const struct tr_lab_site *s, const char *name, mode_t mode, struct tr_bytes content,
		struct trien_err *err)
{
	int fd = openat(s->dir, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode);

	if (fd < 0)
		return cannot_write(name, errno, err);
	int why = write_all(fd, content);
	if (close(fd) != 0 && why == 0)
		why = errno;
	return why == 0 ? TRIEN_OK : cannot_write(name, why, err);
}
