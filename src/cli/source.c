/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/errors/cli.h"
#include "base/errors/pdf.h"
#include "cli/file.h"
#include "pdf/limits.h"

trien_rc
tr_source_open(const char *path, struct tr_source *out, struct trien_err *err)
{
	struct tr_source s = {.path = path};

	/* Not waiting: a FIFO of that name must not hang the run. */
	s.fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	if (s.fd < 0 && errno == ENOENT)
		return TR_ERR(err, CLI_SOURCE_MISSING, TR_S("file", path));
	if (s.fd < 0)
		return TR_ERR(err, CLI_SOURCE_UNREADABLE, TR_S("file", path), TR_S("why", strerror(errno)));
	trien_rc rc = TRIEN_OK;
	if (fstat(s.fd, &s.st) != 0)
		rc = TR_ERR(err, CLI_SOURCE_UNREADABLE, TR_S("file", path), TR_S("why", strerror(errno)));
	else if (!S_ISREG(s.st.st_mode))
		rc = TR_ERR(err, CLI_SOURCE_NOT_FILE, TR_S("file", path));
	else if ((uint64_t)s.st.st_size > TR_PDF_FILE_MAX)
		rc = TR_ERR(err, PDF_TOO_LARGE, TR_U("got", s.st.st_size), TR_U("max", TR_PDF_FILE_MAX));
	if (rc != TRIEN_OK) {
		close(s.fd);
		return rc;
	}
	*out = s;
	return TRIEN_OK;
}

trien_rc
tr_source_open_filled(const char *path, struct tr_source *out, struct trien_err *err)
{
	TR_TRY(tr_source_open(path, out, err));
	if (out->st.st_size > 0)
		return TRIEN_OK;
	tr_source_close(out);
	return TR_ERR(err, CLI_SOURCE_EMPTY, TR_S("file", path));
}

/* ---- a mapped file that becomes shorter: SIGBUS where it was ---- */
static struct tr_source *volatile mapped;
static volatile sig_atomic_t part_lost;
static uintptr_t page_size;

/* Puts zeros in the place of what is gone; the result is thrown away by tr_source_unchanged(). */
static void
on_bus_error(int number, siginfo_t *info, void *context)
{
	const uintptr_t at = (uintptr_t)info->si_addr;
	(void)context;

	for (const struct tr_source *s = mapped; s != NULL; s = s->other) {
		const uintptr_t from = (uintptr_t)s->bytes.p, end = from + s->bytes.n;
		const uintptr_t page = at & ~(page_size - 1);
		if (at < from || at >= end)
			continue;
		if (mmap((void *)page, end - page, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0) ==
				MAP_FAILED)
			break;
		part_lost = 1;
		return;
	}
	signal(number, SIG_DFL); /* no mapping of ours: it ends the process when it comes again */
}

static void
watch(struct tr_source *s)
{
	const struct sigaction on_bus = {.sa_sigaction = on_bus_error, .sa_flags = SA_SIGINFO};

	if (mapped == NULL)
		part_lost = 0;
	page_size = (uintptr_t)sysconf(_SC_PAGESIZE);
	s->other = mapped;
	mapped = s;
	sigaction(SIGBUS, &on_bus, NULL);
}

static void
unwatch(const struct tr_source *s)
{
	struct tr_source *m = mapped;

	if (m == s) {
		mapped = s->other;
		return;
	}
	while (m != NULL && m->other != s)
		m = m->other;
	if (m != NULL)
		m->other = s->other;
}

trien_rc
tr_source_map(struct tr_source *s, struct trien_err *err)
{
	if (s->st.st_size == 0 || s->bytes.n > 0)
		return TRIEN_OK;
	void *p = mmap(NULL, (size_t)s->st.st_size, PROT_READ, MAP_PRIVATE, s->fd, 0);
	if (p == MAP_FAILED)
		return TR_ERR(err, CLI_SOURCE_UNREADABLE, TR_S("file", s->path), TR_S("why", strerror(errno)));
	madvise(p, (size_t)s->st.st_size, MADV_SEQUENTIAL);
	s->bytes = TR_BYTES(p, (size_t)s->st.st_size);
	watch(s);
	return TRIEN_OK;
}

static bool
same_time(struct timespec a, struct timespec b)
{
	return a.tv_sec == b.tv_sec && a.tv_nsec == b.tv_nsec;
}

trien_rc
tr_source_unchanged(const struct tr_source *s, struct trien_err *err)
{
	struct stat now;
	if (part_lost || fstat(s->fd, &now) != 0 || now.st_size != s->st.st_size || !same_time(now.st_mtim, s->st.st_mtim))
		return TR_ERR(err, CLI_SOURCE_CHANGED, TR_S("file", s->path));
	return TRIEN_OK;
}

trien_rc
tr_source_still_there(const struct tr_source *s, struct trien_err *err)
{
	struct stat now;

	if (lstat(s->path, &now) != 0 || now.st_dev != s->st.st_dev || now.st_ino != s->st.st_ino)
		return TR_ERR(err, CLI_SOURCE_CHANGED, TR_S("file", s->path));
	return tr_source_unchanged(s, err);
}

trien_rc
tr_source_keep(const struct tr_source *s, struct trien_err *err)
{
	if (flock(s->fd, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK)
		return TR_ERR(err, CLI_SOURCE_BUSY, TR_S("file", s->path));
	return tr_source_still_there(s, err);
}

void
tr_source_close(struct tr_source *s)
{
	unwatch(s);
	if (s->bytes.n > 0)
		munmap((void *)(uintptr_t)s->bytes.p, s->bytes.n);
	close(s->fd);
	s->fd = -1;
	s->bytes = TR_BYTES(NULL, 0);
}

trien_rc
tr_file_read(const char *path, size_t max, struct tr_buf *out, struct trien_err *err)
{
	struct tr_source s;

	TR_TRY(tr_source_open(path, &s, err));
	trien_rc rc = (size_t)s.st.st_size > max ? TR_ERR(err, BUFFER_LIMIT, TR_U("max", max))
						 : tr_buf_reserve(out, (size_t)s.st.st_size + 1, err);
	for (ssize_t n = 1; rc == TRIEN_OK && n > 0 && out->n < (size_t)s.st.st_size;) {
		n = read(s.fd, out->p + out->n, (size_t)s.st.st_size - out->n);
		if (n < 0)
			rc = TR_ERR(err, CLI_SOURCE_UNREADABLE, TR_S("file", path), TR_S("why", strerror(errno)));
		else
			out->n += (size_t)n;
	}
	tr_source_close(&s);
	return rc;
}
