/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * trien office in --folder: takes in what lies in a watched folder. Only regular files, by their own name (no link is followed), at rest: nobody has them
 * open for writing and they are some seconds old. One run at a time holds the folder. A file leaves the folder when the store has it on disk, or
 * when it is refused (Điều 10.2): there is no second copy to be forgotten. What is something else, or could not be decided for a reason of ours, stays and is told.
 * Requirement: R10.2 R10.3
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/errors/cli.h"
#include "base/utf8.h"
#include "cli/office_in.h"

#define REST_SECONDS 5
#define FILES_MAX 10000u /* of one run; the next one takes the others */

struct folder {
	struct tr_registry_run *r;
	struct tr_office_who who;
	struct tr_office_coming like; /* what all have in common */
	struct tr_in_desk desk;
	int dir;
	struct dirent **names;
	int count;
	json_t *all;
	struct trien_err first; /* what went wrong with the first that was not taken */
};

/* ---- at rest ---- */

static int
no_folder_name(const struct dirent *e)
{
	return e->d_name[0] != '.';
}

/* Somebody writes: then the kernel gives no lease. Where it gives none for another reason, the age has to do. */
static bool
is_written(int fd)
{
	if (fcntl(fd, F_SETLEASE, F_RDLCK) != 0)
		return errno == EAGAIN;
	fcntl(fd, F_SETLEASE, F_UNLCK);
	return false;
}

static bool
is_at_rest(const struct folder *f, int fd, const struct stat *st)
{
	const int64_t age = f->r->act.at - st->st_mtim.tv_sec;

	return (age < 0 || age >= REST_SECONDS) && !is_written(fd);
}

/* ---- one file ---- */

static void
tell(struct folder *f, const char *name, const char *vi, const char *en, const char *word)
{
	if (f->r->cli->json) {
		json_array_append_new(f->all, json_pack("{s:o, s:s}", "file", tr_cli_json_text(name), "left", word));
		return;
	}
	tr_cli_print_safe(stdout, name);
	printf(": %s\n", tr_say(f->r->cli, vi, en));
}

static void
tell_error(struct folder *f, const char *name, const struct trien_err *err)
{
	char text[1024];

	if (f->first.code == TRIEN_OK)
		f->first = *err;
	if (f->r->cli->json) {
		json_t *o = json_pack("{s:o}", "file", tr_cli_json_text(name));
		tr_cli_put_error(f->r->cli, o, err);
		json_array_append_new(f->all, o);
		return;
	}
	trien_err_text(err, f->r->cli->lang, text, sizeof(text));
	tr_cli_print_safe(stdout, name);
	fputs(": ", stdout);
	tr_cli_print_safe(stdout, text);
	printf(" [%s]\n", trien_err_id(err->code));
}

/* The name that was opened still means the file that was taken in. */
static trien_rc
remove_file(const struct folder *f, const char *name, int fd, struct trien_err *err)
{
	struct stat opened, now;

	if (fstat(fd, &opened) != 0 || fstatat(f->dir, name, &now, AT_SYMLINK_NOFOLLOW) != 0 || opened.st_dev != now.st_dev || opened.st_ino != now.st_ino)
		return TR_ERR(err, CLI_SOURCE_CHANGED, TR_S("file", name));
	if (unlinkat(f->dir, name, 0) != 0 || fsync(f->dir) != 0)
		return TR_ERR(err, CLI_SOURCE_UNREADABLE, TR_S("file", name), TR_S("why", strerror(errno)));
	return TRIEN_OK;
}

/* What the register says where --subject does not: the file's name, as far as that is text. */
static void
subject_of(const char *name, char *out, size_t room)
{
	size_t n = strlen(name);

	if (n > 4 && strcasecmp(name + n - 4, ".pdf") == 0)
		n -= 4;
	bool text = n < room && tr_utf8_check(TR_BYTES(name, n)) == n;
	for (size_t i = 0; text && i < n; i++)
		text = (unsigned char)name[i] >= 0x20 && name[i] != 0x7f;
	snprintf(out, room, "%.*s", text ? (int)n : 200, text ? name : "(tên tệp không đọc được)");
}

static trien_rc
take(struct folder *f, const char *name, int fd, struct trien_err *err)
{
	char path[64], subject[NAME_MAX + 1];
	struct tr_office_coming c = f->like;
	struct tr_office_came came = {0};
	struct tr_in_file *file = tr_mem_zeroed(1, sizeof(*file));

	if (file == NULL)
		return TR_ERR(err, NO_MEMORY, TR_U("want", sizeof(*file)));
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	subject_of(name, subject, sizeof(subject));
	if (c.subject == NULL)
		c.subject = subject;
	trien_rc rc = tr_in_desk_judge(&f->desk, path, c.sender, file, err);
	if (rc == TRIEN_OK)
		rc = tr_in_put_evidence(&f->desk, file, &c, err);
	if (rc == TRIEN_OK)
		rc = tr_in_take(f->r, &f->who, &c, file, &came, err);
	if (rc == TRIEN_OK && !f->r->w->dry_run)
		rc = remove_file(f, name, fd, err);
	if (rc == TRIEN_OK && f->r->cli->json)
		json_array_append_new(f->all, tr_in_json(f->r, name, file, &came));
	else if (rc == TRIEN_OK)
		tr_in_print(f->r, name, file, &came);
	tr_in_file_free(file);
	free(file);
	return rc;
}

static void
look_at(struct folder *f, const char *name)
{
	struct trien_err err = {0};
	struct stat st;
	const int fd = openat(f->dir, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);

	if (fd < 0 && errno == ENOENT)
		return; /* it has gone meanwhile */
	if (fd < 0 || fstat(fd, &st) != 0 || !S_ISREG(st.st_mode))
		tell(f, name, "không phải tệp thường, để nguyên", "no regular file, left", "not-a-file");
	else if (!is_at_rest(f, fd, &st))
		tell(f, name, "đang được ghi, để lần sau", "being written, left for the next time", "being-written");
	else if (take(f, name, fd, &err) != TRIEN_OK)
		tell_error(f, name, &err);
	if (fd >= 0)
		close(fd);
}

/* ---- the folder ---- */

static trien_rc
hold_folder(struct folder *f, const char *path, struct trien_err *err)
{
	f->dir = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (f->dir < 0)
		return TR_ERR(err, CLI_SOURCE_UNREADABLE, TR_S("file", path), TR_S("why", strerror(errno)));
	if (flock(f->dir, LOCK_EX | LOCK_NB) != 0)
		return TR_ERR(err, CLI_FOLDER_HELD, TR_S("folder", path));
	f->count = scandirat(f->dir, ".", &f->names, no_folder_name, alphasort);
	return f->count >= 0 ? TRIEN_OK : TR_ERR(err, CLI_SOURCE_UNREADABLE, TR_S("file", path), TR_S("why", strerror(errno)));
}

static void
look_at_all(struct folder *f)
{
	for (int i = 0; i < f->count && i < (int)FILES_MAX; i++)
		look_at(f, f->names[i]->d_name);
	if (f->r->cli->json) {
		tr_cli_print_json(json_pack("{s:O, s:s?}", "files", f->all, "error", f->first.code == TRIEN_OK ? NULL : trien_err_id(f->first.code)));
		f->r->told = true;
	}
}

trien_rc
tr_in_folder(struct tr_registry_run *r, struct trien_err *err)
{
	struct folder f = {.r = r, .dir = -1};

	if (r->rest.count > 0 || r->w->office->paper)
		return TR_ERR(err, CLI_OPTION_VALUE, TR_S("option", "--folder"), TR_S("got", r->rest.count > 0 ? r->rest.items[0] : "--paper"), TR_S("want", "DIR"));
	signal(SIGIO, SIG_IGN); /* a lease that is broken is none */
	TR_TRY(tr_office_who_of(r, "arrival.enter", &f.who, err));
	TR_TRY(tr_in_read_options(r, &f.like, err));
	f.like.channel = "folder";
	TR_TRY(tr_in_desk_open(r, &f.desk, err));
	f.all = json_array();
	trien_rc rc = hold_folder(&f, r->w->office->in.folder, err);
	if (rc == TRIEN_OK)
		look_at_all(&f);
	if (rc == TRIEN_OK && f.first.code != TRIEN_OK) {
		*err = f.first;
		rc = f.first.code;
	}
	for (int i = 0; i < f.count; i++)
		free(f.names[i]);
	free(f.names);
	if (f.dir >= 0)
		close(f.dir);
	json_decref(f.all);
	tr_in_desk_close(&f.desk);
	return rc;
}
