/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Files that go into a backup, and their names in it. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/errors/store.h"
#include "base/utf8.h"
#include "store/backup.h"
#include "store/file.h"

/* ---- names ---- */

static bool
is_part(const char *part, size_t n)
{
	return n > 0 && !(n == 1 && part[0] == '.') && !(n == 2 && memcmp(part, "..", 2) == 0);
}

bool
tr_backup_path_is(const char *path)
{
	const size_t all = strlen(path);

	if (all > TR_BACKUP_PATH_MAX || tr_utf8_check(TR_BYTES(path, all)) != all)
		return false;
	for (size_t i = 0; i < all; i++)
		if ((uint8_t)path[i] < 0x20 || path[i] == 0x7f || path[i] == '\\')
			return false;
	for (const char *at = path;; at++) {
		const size_t n = strcspn(at, "/");
		if (!is_part(at, n))
			return false;
		at += n;
		if (*at == '\0')
			return true;
	}
}

bool
tr_backup_line_take(struct tr_bytes *in, struct tr_backup_line *out)
{
	const uint8_t *end = in->n > 0 ? memchr(in->p, '\n', in->n) : NULL;
	const size_t n = end != NULL ? (size_t)(end - in->p) : 0;

	if (n < TR_HEX256 + 3 || n > TR_HEX256 + 2 + TR_BACKUP_PATH_MAX || memchr(in->p, 0, n) != NULL || memcmp(in->p + TR_HEX256, "  ", 2) != 0)
		return false;
	memcpy(out->hash, in->p, TR_HEX256);
	out->hash[TR_HEX256] = '\0';
	memcpy(out->path, in->p + TR_HEX256 + 2, n - TR_HEX256 - 2);
	out->path[n - TR_HEX256 - 2] = '\0';
	*in = tr_bytes_part(*in, n + 1, SIZE_MAX);
	return tr_hex_is_256(out->hash) && tr_backup_path_is(out->path);
}

/* ---- what is there ---- */

struct walk {
	const char *only;
	tr_backup_visit visit;
	void *context;
};

static trien_rc
visit_file(const struct walk *w, int dir, const char *name, const char *path, struct trien_err *err)
{
	TR_AUTO_BUF content = {.max = TR_BLOB_MAX + 1};

	if (!tr_backup_path_is(path))
		return tr_file_failed(path, ENAMETOOLONG, err);
	TR_TRY(tr_file_load(dir, name, TR_BLOB_MAX, &content, NULL, err));
	return w->visit(w->context, path, tr_buf_view(&content), err);
}

static trien_rc walk_folder(const struct walk *w, int dir, const char *name, const char *path, unsigned depth, struct trien_err *err);

static trien_rc
visit_entry(const struct walk *w, int dir, const char *name, const char *path, unsigned depth, struct trien_err *err)
{
	char below[TR_BACKUP_PATH_MAX + NAME_MAX + 2];
	struct stat st;

	snprintf(below, sizeof(below), "%s%s%s", path, *path != '\0' ? "/" : "", name);
	if (fstatat(dir, name, &st, AT_SYMLINK_NOFOLLOW) != 0)
		return tr_file_failed(below, errno, err);
	if (S_ISDIR(st.st_mode))
		return walk_folder(w, dir, name, below, depth + 1, err);
	return S_ISREG(st.st_mode) && (w->only == NULL || strcmp(w->only, name) == 0) ? visit_file(w, dir, name, below, err) : TRIEN_OK;
}

static trien_rc
walk_folder(const struct walk *w, int dir, const char *name, const char *path, unsigned depth, struct trien_err *err)
{
	const int fd = openat(dir, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
	DIR *d = fd >= 0 ? fdopendir(fd) : NULL;
	trien_rc rc = TRIEN_OK;

	if (d == NULL || depth > TR_BACKUP_DEPTH_MAX || strlen(path) > TR_BACKUP_PATH_MAX) {
		rc = tr_file_failed(path, d == NULL ? errno : ENAMETOOLONG, err);
		if (d != NULL)
			closedir(d);
		else if (fd >= 0)
			close(fd);
		return rc;
	}
	for (const struct dirent *e; rc == TRIEN_OK && (e = readdir(d)) != NULL;)
		if (e->d_name[0] != '.')
			rc = visit_entry(w, fd, e->d_name, path, depth, err);
	closedir(d);
	return rc;
}

trien_rc
tr_backup_walk(const char *folder, const char *only, tr_backup_visit visit, void *context, struct trien_err *err)
{
	const struct walk w = {only, visit, context};
	return walk_folder(&w, AT_FDCWD, folder, "", 0, err);
}

trien_rc
tr_backup_check_empty(const char *folder, struct trien_err *err)
{
	DIR *d = opendir(folder);
	bool empty = true;

	if (d == NULL)
		return errno == ENOENT ? TRIEN_OK : tr_file_failed(folder, errno, err);
	for (const struct dirent *e; (e = readdir(d)) != NULL;)
		empty = empty && (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0);
	closedir(d);
	return empty ? TRIEN_OK : TR_ERR(err, STORE_PLACE_USED, TR_S("path", folder));
}
