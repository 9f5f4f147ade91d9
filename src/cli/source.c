/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

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
tr_source_map(struct tr_source *s, struct trien_err *err)
{
	if (s->st.st_size == 0 || s->bytes.n > 0)
		return TRIEN_OK;
	void *p = mmap(NULL, (size_t)s->st.st_size, PROT_READ, MAP_PRIVATE, s->fd, 0);
	if (p == MAP_FAILED)
		return TR_ERR(err, CLI_SOURCE_UNREADABLE, TR_S("file", s->path), TR_S("why", strerror(errno)));
	madvise(p, (size_t)s->st.st_size, MADV_SEQUENTIAL);
	s->bytes = TR_BYTES(p, (size_t)s->st.st_size);
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
	if (fstat(s->fd, &now) != 0 || now.st_size != s->st.st_size || !same_time(now.st_mtim, s->st.st_mtim))
		return TR_ERR(err, CLI_SOURCE_CHANGED, TR_S("file", s->path));
	return TRIEN_OK;
}

void
tr_source_close(struct tr_source *s)
{
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
