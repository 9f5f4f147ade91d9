/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "exchange/picture.h"

#include <errno.h>
#include <fcntl.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/errors/exchange.h"
#include "exchange/folder.h"
#include "store/file.h"
#include "worker/tasks.h"

#define ENDING ".png"

/* ---- which files ---- */

static int
is_shown(const struct dirent *e)
{
	return e->d_name[0] != '.';
}

/* The key that a file is called by; empty: none. */
static trien_rc
key_of(const char *path, struct tr_arena *arena, const char **out, struct trien_err *err)
{
	const char *name = strrchr(path, '/') + 1;
	const size_t n = strlen(name), end = strlen(ENDING);
	const uint8_t *copy;

	TR_TRY(tr_arena_copy(arena, name, n > end && strcasecmp(name + n - end, ENDING) == 0 ? n - end : 0, &copy, err));
	*out = (const char *)copy;
	return TRIEN_OK;
}

static trien_rc
list(const char *folder, struct tr_picture_files *f, struct trien_err *err)
{
	static const struct tr_folder_ask ask = {is_shown, "*" ENDING, TR_PICTURE_FILES_MAX};
	const char *const *paths;

	TR_TRY(tr_folder_paths(folder, &ask, &f->arena, &paths, &f->count, err));
	TR_TRY(tr_arena_array(&f->arena, f->count, sizeof(*f->items), &f->items, err));
	for (size_t i = 0; i < f->count; i++) {
		f->items[i] = (struct tr_picture_file){.path = paths[i]};
		TR_TRY(key_of(paths[i], &f->arena, &f->items[i].key, err));
	}
	return TRIEN_OK;
}

trien_rc
tr_picture_files_list(const char *folder, struct tr_picture_files *out, struct trien_err *err)
{
	struct tr_picture_files f = {0};
	const trien_rc rc = list(folder, &f, err);

	if (rc == TRIEN_OK)
		*out = f;
	else
		tr_picture_files_free(&f);
	return rc;
}

void
tr_picture_files_free(struct tr_picture_files *f)
{
	tr_arena_free(&f->arena);
	*f = (struct tr_picture_files){0};
}

/* ---- what they are ---- */

/* A plain file, and no way to another: a link may lead out of the folder that somebody looked through. */
static trien_rc
open_file(const struct tr_picture_file *f, int *out, struct trien_err *err)
{
	struct stat st;
	const int fd = open(f->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW);

	if (fd < 0)
		return errno == ELOOP ? TR_ERR(err, EXCHANGE_PICTURE_FILE, TR_S("got", "symlink")) : tr_file_failed(f->path, errno, err);
	const char *got = fstat(fd, &st) != 0 || !S_ISREG(st.st_mode) ? (S_ISDIR(st.st_mode) ? "folder" : "special file") : f->key[0] == '\0' ? "name" : NULL;
	if (got != NULL) {
		close(fd);
		return TR_ERR(err, EXCHANGE_PICTURE_FILE, TR_S("got", got));
	}
	*out = fd;
	return TRIEN_OK;
}

static trien_rc
read_file(struct tr_worker *w, const struct tr_picture_asked *asked, struct tr_picture_file *f, struct trien_err *err)
{
	struct tr_picture_facts facts;
	int fd = -1;

	TR_TRY(open_file(f, &fd, err));
	const trien_rc rc = tr_task_picture(w, fd, asked, &facts, err);
	close(fd);
	if (rc != TRIEN_OK)
		return rc;
	tr_hex(TR_BYTES(facts.sha256, sizeof(facts.sha256)), f->blob);
	f->note = facts.note;
	return TRIEN_OK;
}

trien_rc
tr_picture_files_read(struct tr_picture_files *f, const struct tr_picture_asked *asked, struct trien_err *err)
{
	struct tr_worker *w;

	f->diameter_mm = asked->diameter_mm;
	TR_TRY(tr_tasks_start_apart(&w, err));
	for (size_t i = 0; i < f->count; i++)
		f->items[i].why.code = read_file(w, asked, &f->items[i], &f->items[i].why);
	tr_worker_stop(w);
	return TRIEN_OK;
}

/* ---- into the store ---- */

static trien_rc
keep(const struct tr_picture_file *f, struct tr_blobs *blobs, struct trien_err *err)
{
	TR_AUTO_BUF content = {0};
	char name[TR_HEX256 + 1];

	TR_TRY(tr_file_load(AT_FDCWD, f->path, TR_PICTURE_FILE_MAX, &content, NULL, err));
	TR_TRY(tr_blob_put(blobs, tr_buf_view(&content), name, err));
	/* Where it is another one, a sweep takes it away. */
	return strcmp(name, f->blob) == 0 ? TRIEN_OK : TR_ERR(err, EXCHANGE_PICTURE_CHANGED, TR_S("file", f->path));
}

trien_rc
tr_picture_files_keep(struct tr_picture_files *f, struct tr_blobs *blobs, struct trien_err *err)
{
	size_t bad = 0;

	for (size_t i = 0; i < f->count; i++)
		bad += f->items[i].why.code != TRIEN_OK;
	if (bad > 0)
		return TR_ERR(err, EXCHANGE_FILES_BAD, TR_U("count", bad));
	for (size_t i = 0; i < f->count; i++)
		TR_TRY(keep(&f->items[i], blobs, err));
	return TRIEN_OK;
}
