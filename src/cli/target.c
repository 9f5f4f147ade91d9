/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/errors/cli.h"
#include "base/memory.h"
#include "cli/file.h"

#define COPY_IN_THREAD_FROM ((off_t)4 << 20) /* below that a thread costs more than it saves */
#define COPY_STEP ((size_t)8 << 20)

struct tr_target {
	char *path;
	char *folder;
	char *hidden;  /* name of the unfinished file where the file system has no nameless ones */
	int fd;
	const struct tr_source *from;
	enum tr_replace replace;
	mode_t rights; /* 0: those of a new file */
	uid_t owner;   /* of the file whose rights it takes */
	gid_t group;
	bool copying;  /* thread is to be joined */
	pthread_t thread;
	atomic_bool enough; /* the target is given up: the thread need not go on */
	int copy_errno; /* 0: the copy went well; of the source where it is negative */
};

static trien_rc
cannot_write(const char *path, int code, struct trien_err *err)
{
	switch (code) {
	case ENOSPC:
	case EDQUOT:
		return TR_ERR(err, CLI_TARGET_FULL, TR_S("file", path));
	case EACCES:
	case EPERM:
	case EROFS:
		return TR_ERR(err, CLI_TARGET_READ_ONLY, TR_S("file", path), TR_S("why", strerror(code)));
	case ENOENT:
	case ENOTDIR:
		return TR_ERR(err, CLI_TARGET_FOLDER, TR_S("file", path));
	case EEXIST:
		return TR_ERR(err, CLI_TARGET_EXISTS, TR_S("file", path));
	}
	return TR_ERR(err, CLI_TARGET_WRITE, TR_S("file", path), TR_S("why", strerror(code)));
}

/* Of a copy: negative where the source failed. */
static trien_rc
cannot_copy(const struct tr_target *t, int code, struct trien_err *err)
{
	if (code == -ENODATA)
		return TR_ERR(err, CLI_SOURCE_CHANGED, TR_S("file", t->from->path));
	if (code < 0)
		return TR_ERR(err, CLI_SOURCE_UNREADABLE, TR_S("file", t->from->path), TR_S("why", strerror(-code)));
	return cannot_write(t->path, code, err);
}

static trien_rc
check_place(const char *path, const struct tr_source *source, enum tr_replace replace, struct trien_err *err)
{
	struct stat st, itself;

	if (lstat(path, &itself) != 0)
		return errno == ENOENT ? TRIEN_OK : cannot_write(path, errno, err);
	const bool there = stat(path, &st) == 0; /* not where a link leads nowhere */
	if (there && source != NULL && st.st_dev == source->st.st_dev && st.st_ino == source->st.st_ino)
		return TR_ERR(err, CLI_TARGET_IS_SOURCE, TR_S("file", path));
	if (there && S_ISDIR(st.st_mode))
		return TR_ERR(err, CLI_TARGET_IS_FOLDER, TR_S("file", path));
	/* Renaming over it would take a device, a pipe or a link (/dev/stdout) away from everyone. */
	if (!S_ISREG(itself.st_mode))
		return TR_ERR(err, CLI_TARGET_NOT_FILE, TR_S("file", path));
	return replace == TR_REPLACE_EXISTING ? TRIEN_OK : cannot_write(path, EEXIST, err);
}

/* ---- a hidden file goes with a run that is interrupted ---- */
static _Atomic(const char *) unfinished;

static void
on_interrupt(int number)
{
	const char *hidden = atomic_load(&unfinished);
	if (hidden != NULL)
		unlink(hidden);
	signal(number, SIG_DFL);
	raise(number); /* held until this returns: then it ends the process */
}

static const int numbers[] = {SIGHUP, SIGINT, SIGTERM};

static void
watch_interrupts(void)
{
	/* timeout(1) sends it twice, to the process and to its group: the second must not end us before the file is gone. */
	struct sigaction watch = {.sa_handler = on_interrupt}, now;

	sigfillset(&watch.sa_mask);
	/* What the caller has us ignore (nohup) stays ignored. */
	for (size_t i = 0; i < sizeof(numbers) / sizeof(*numbers); i++)
		if (sigaction(numbers[i], NULL, &now) == 0 && now.sa_handler == SIG_DFL)
			sigaction(numbers[i], &watch, NULL);
}

static void
forget_hidden(struct tr_target *t)
{
	atomic_store(&unfinished, NULL);
	free(t->hidden);
	t->hidden = NULL;
}

/* No signal between the file and the note of its name: nobody would take it away. */
static void
create_hidden(struct tr_target *t)
{
	sigset_t held, before;
	int saved;

	sigemptyset(&held);
	for (size_t i = 0; i < sizeof(numbers) / sizeof(*numbers); i++)
		sigaddset(&held, numbers[i]);
	sigprocmask(SIG_BLOCK, &held, &before);
	t->fd = mkostemp(t->hidden, O_CLOEXEC);
	saved = errno;
	if (t->fd >= 0)
		atomic_store(&unfinished, t->hidden);
	sigprocmask(SIG_SETMASK, &before, NULL);
	errno = saved;
}

/* Where the file system has no nameless files (NFS, FAT), or no /proc is there to name one by. */
static trien_rc
open_hidden(struct tr_target *t, struct trien_err *err)
{
	if (asprintf(&t->hidden, "%s/.trien-XXXXXX", t->folder) < 0) {
		t->hidden = NULL;
		return TR_ERR(err, NO_MEMORY, TR_U("want", strlen(t->folder)));
	}
	watch_interrupts();
	create_hidden(t);
	if (t->fd < 0) {
		trien_rc rc = cannot_write(t->path, errno, err);
		forget_hidden(t);
		return rc;
	}
	return TRIEN_OK;
}

/* A file without a name, or a hidden one where that cannot be. */
static trien_rc
open_unfinished(struct tr_target *t, struct trien_err *err)
{
	if (access("/proc/self/fd", X_OK) != 0)
		return open_hidden(t, err);
	t->fd = open(t->folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0666);
	if (t->fd >= 0)
		return TRIEN_OK;
	if (errno != EOPNOTSUPP && errno != EISDIR && errno != EINVAL)
		return cannot_write(t->path, errno, err);
	return open_hidden(t, err);
}

trien_rc
tr_target_begin(const char *path, const struct tr_source *source, enum tr_replace replace, struct tr_target **out,
		struct trien_err *err)
{
	TR_TRY(check_place(path, source, replace, err));
	struct tr_target *t = tr_mem_zeroed(1, sizeof(*t));
	char *copy = strdup(path);
	if (t != NULL) {
		t->fd = -1;
		t->replace = replace;
		t->path = strdup(path);
		t->folder = copy ? strdup(dirname(copy)) : NULL;
	}
	free(copy);
	trien_rc rc = t == NULL || t->path == NULL || t->folder == NULL
			? TR_ERR(err, NO_MEMORY, TR_U("want", strlen(path))) : open_unfinished(t, err);
	if (rc != TRIEN_OK) {
		tr_target_abandon(t);
		return rc;
	}
	*out = t;
	return TRIEN_OK;
}

/*
 * By the kernel where it can (it may share blocks), else byte by byte: that says which side an error is of.
 * Returns 0, an errno of the target, or a negative one of the source; -ENODATA where it became shorter.
 */
static int
copy_some(int from, int to, off_t *at, size_t n)
{
	ssize_t done = copy_file_range(from, at, to, NULL, n, 0);
	if (done > 0)
		return 0;
	char block[1 << 16];
	done = pread(from, block, n < sizeof(block) ? n : sizeof(block), *at);
	if (done <= 0)
		return done == 0 ? -ENODATA : -errno;
	for (ssize_t w = 0, k; w < done; w += k) {
		k = write(to, block + w, (size_t)(done - w));
		if (k < 0)
			return errno;
	}
	*at += done;
	return 0;
}

static void *
copy_all(void *context)
{
	struct tr_target *t = context;
	off_t at = 0, size = t->from->st.st_size, flushed = 0;

	while (at < size && t->copy_errno == 0 && !atomic_load(&t->enough)) {
		size_t left = (size_t)(size - at);
		t->copy_errno = copy_some(t->from->fd, t->fd, &at, left < COPY_STEP ? left : COPY_STEP);
		/* Begin to write to the disk while the rest is read: the sync at the end then waits less. */
		if (at - flushed >= (off_t)COPY_STEP) {
			sync_file_range(t->fd, flushed, at - flushed, SYNC_FILE_RANGE_WRITE);
			flushed = at;
		}
	}
	return NULL;
}

trien_rc
tr_target_copy(struct tr_target *t, const struct tr_source *from, struct trien_err *err)
{
	t->from = from;
	if (from->st.st_size >= COPY_IN_THREAD_FROM && pthread_create(&t->thread, NULL, copy_all, t) == 0) {
		t->copying = true;
		return TRIEN_OK;
	}
	copy_all(t);
	return t->copy_errno == 0 ? TRIEN_OK : cannot_copy(t, t->copy_errno, err);
}

static void
wait_for_copy(struct tr_target *t)
{
	if (t->copying)
		pthread_join(t->thread, NULL);
	t->copying = false;
}

static int
append(int fd, struct tr_bytes tail)
{
	while (tail.n > 0) {
		ssize_t n = write(fd, tail.p, tail.n);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return errno;
		tail = tr_bytes_part(tail, (size_t)n, tail.n);
	}
	return 0;
}

/* Gives a nameless file a name that must be free. */
static int
link_as(const struct tr_target *t, const char *name)
{
	char link[64];
	if (t->hidden != NULL)
		return renameat2(AT_FDCWD, t->hidden, AT_FDCWD, name, RENAME_NOREPLACE) == 0 ? 0 : errno;
	snprintf(link, sizeof(link), "/proc/self/fd/%d", t->fd);
	return linkat(AT_FDCWD, link, AT_FDCWD, name, AT_SYMLINK_FOLLOW) == 0 ? 0 : errno;
}

/* An existing target is replaced at once: there is never a moment without either. */
static int
replace_target(struct tr_target *t)
{
	if (t->hidden == NULL) {
		/* A nameless file cannot replace another: it gets a hidden name first. */
		if (asprintf(&t->hidden, "%s/.trien-%ld-%d", t->folder, (long)getpid(), t->fd) < 0) {
			t->hidden = NULL;
			return ENOMEM;
		}
		char *hidden = t->hidden;
		t->hidden = NULL;
		unlink(hidden); /* of an earlier run that was killed, with this number */
		watch_interrupts();
		atomic_store(&unfinished, hidden);
		int code = link_as(t, hidden);
		t->hidden = hidden;
		if (code != 0)
			return code;
	}
	return rename(t->hidden, t->path) == 0 ? 0 : errno;
}

static int
sync_folder(const struct tr_target *t)
{
	int fd = open(t->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int code = fd < 0 || (fsync(fd) != 0 && errno != EINVAL) ? errno : 0;
	if (fd >= 0)
		close(fd);
	return code;
}

/* Rights as a new file gets them, not those of mkostemp. */
static void
set_rights(const struct tr_target *t)
{
	/* Only the administrator may give a file away; a member of its group may keep it there. The owner first: that takes bits away. */
	if (t->rights != 0 && fchown(t->fd, t->owner, t->group) != 0)
		(void)!fchown(t->fd, (uid_t)-1, t->group);
	if (t->rights != 0)
		fchmod(t->fd, t->rights);
	if (t->hidden == NULL || t->rights != 0)
		return;
	mode_t mask = umask(0);
	umask(mask);
	fchmod(t->fd, 0666 & ~mask);
}

trien_rc
tr_target_append(struct tr_target *t, struct tr_bytes bytes, struct trien_err *err)
{
	wait_for_copy(t);
	const int code = t->copy_errno != 0 ? t->copy_errno : append(t->fd, bytes);

	return code == 0 ? TRIEN_OK : cannot_copy(t, code, err);
}

int
tr_target_fd(const struct tr_target *t)
{
	return t->fd;
}

void
tr_target_take_rights(struct tr_target *t, const struct tr_source *of)
{
	t->rights = of->st.st_mode & 0777;
	t->owner = of->st.st_uid;
	t->group = of->st.st_gid;
}

trien_rc
tr_target_commit(struct tr_target *t, struct tr_bytes tail, struct trien_err *err)
{
	wait_for_copy(t);
	int code = t->copy_errno;
	set_rights(t);
	if (code == 0)
		code = append(t->fd, tail);
	if (code == 0 && fsync(t->fd) != 0)
		code = errno;
	if (code == 0)
		code = t->replace == TR_REPLACE_EXISTING ? replace_target(t) : link_as(t, t->path);
	if (code == 0) {
		forget_hidden(t);
		code = sync_folder(t);
	}
	trien_rc rc = code == 0 ? TRIEN_OK : cannot_copy(t, code, err);
	tr_target_abandon(t);
	return rc;
}

void
tr_target_abandon(struct tr_target *t)
{
	if (t == NULL)
		return;
	atomic_store(&t->enough, true);
	wait_for_copy(t);
	if (t->hidden != NULL)
		unlink(t->hidden);
	if (t->fd >= 0)
		close(t->fd);
	forget_hidden(t);
	free(t->folder);
	free(t->path);
	free(t);
}
