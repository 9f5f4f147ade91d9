/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "store/key_file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/errors/store.h"
#include "base/memory.h"
#include "store/file.h"
#include "store/hex.h"

#define FILE_SIZE (2 * TR_KEY_FILE_SIZE + 1) /* in hexadecimal, with the end of the line */

static trien_rc
unfit(const char *path, const char *why, struct trien_err *err)
{
	return TR_ERR(err, STORE_KEY_FILE, TR_S("path", path), TR_S("why", why));
}

static bool
read_key(const char *text, size_t n, struct tr_key_file *out)
{
	unsigned byte;

	if (n != FILE_SIZE || text[n - 1] != '\n' || strspn(text, "0123456789abcdef") != n - 1)
		return false;
	for (size_t i = 0; i < TR_KEY_FILE_SIZE; i++) {
		if (sscanf(text + 2 * i, "%2x", &byte) != 1)
			return false;
		out->bytes[i] = (uint8_t)byte;
	}
	return true;
}

/* Whose folder it lies in may be a group's: what somebody else has put there is no key of ours. */
static trien_rc
read_file(const char *path, struct tr_key_file *out, struct trien_err *err)
{
	const int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	char text[FILE_SIZE + 1] = "";
	struct stat st;

	if (fd < 0)
		return unfit(path, strerror(errno), err);
	const bool own = fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_uid == geteuid() && (st.st_mode & 077) == 0;
	const ssize_t n = own ? read(fd, text, sizeof(text)) : 0;
	close(fd);
	if (!own)
		return unfit(path, "0600", err);
	const bool is = n > 0 && read_key(text, (size_t)n, out);
	tr_wipe(text, sizeof(text));
	return is ? TRIEN_OK : unfit(path, "64 x 0-9 a-f", err);
}

static trien_rc
write_file(const char *path, const struct tr_key_file *key, struct trien_err *err)
{
	const char *slash = strrchr(path, '/');
	char folder[PATH_MAX] = ".", text[FILE_SIZE + 1];
	bool there;

	if (slash != NULL)
		snprintf(folder, sizeof(folder), "%.*s", slash == path ? 1 : (int)(slash - path), path);
	const int dir = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (dir < 0)
		return unfit(path, strerror(errno), err);
	tr_hex(TR_BYTES(key->bytes, sizeof(key->bytes)), text);
	text[FILE_SIZE - 1] = '\n';
	const trien_rc rc = tr_file_add(dir, slash != NULL ? slash + 1 : path, TR_BYTES(text, FILE_SIZE), &there, err);
	tr_wipe(text, sizeof(text));
	close(dir);
	return rc;
}

trien_rc
tr_key_file_load(const char *path, const struct tr_env *env, struct tr_key_file *out, struct trien_err *err)
{
	struct tr_key_file fresh;
	struct stat st;

	TR_TRY(env->random(env->context, fresh.bytes, sizeof(fresh.bytes), err));
	trien_rc rc = TRIEN_OK;
	if (path == NULL)
		*out = fresh;
	else if (lstat(path, &st) != 0 && errno == ENOENT)
		rc = write_file(path, &fresh, err); /* or somebody was quicker: then it is read */
	tr_wipe(&fresh, sizeof(fresh));
	return rc == TRIEN_OK && path != NULL ? read_file(path, out, err) : rc;
}
