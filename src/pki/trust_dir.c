/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A trust directory into memory. The only file of this folder that opens files. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/errors/pki.h"
#include "base/memory.h"
#include "pki/trust.h"

struct names {
	char **items;
	size_t count;
};

static void
names_free(struct names *n)
{
	for (size_t i = 0; i < n->count; i++)
		free(n->items[i]);
	free(n->items);
}

static bool
is_list_name(const char *name)
{
	size_t n = strlen(name);

	return n > 4 && strcasecmp(name + n - 4, ".crl") == 0;
}

static bool
is_wanted_name(const char *name)
{
	static const char *const ends[] = {".pem", ".crt", ".cer", ".der", ".crl"};
	size_t n = strlen(name);

	if (name[0] == '.' || n < 5)
		return false;
	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++)
		if (strcasecmp(name + n - 4, ends[i]) == 0)
			return true;
	return false;
}

static trien_rc
names_add(struct names *n, const char *name, const char *directory, struct trien_err *err)
{
	size_t size = strlen(name) + 1;

	if (n->count >= TR_TRUST_FILES_MAX)
		return TR_ERR(err, PKI_TRUST_LIMIT, TR_S("file", directory), TR_S("what", "file"),
				TR_U("got", n->count + 1), TR_U("max", TR_TRUST_FILES_MAX));
	char **items = tr_mem_resize(n->items, (n->count + 1) * sizeof(char *));
	if (items == NULL)
		return TR_ERR(err, NO_MEMORY, TR_U("want", sizeof(char *)));
	n->items = items;
	n->items[n->count] = tr_mem_resize(NULL, size);
	if (n->items[n->count] == NULL)
		return TR_ERR(err, NO_MEMORY, TR_U("want", size));
	memcpy(n->items[n->count++], name, size);
	return TRIEN_OK;
}

static int
compare_names(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Sorted, so that the same directory gives the same set and the same error. */
static trien_rc
list_names(DIR *d, const char *directory, struct names *n, struct trien_err *err)
{
	const struct dirent *e;

	while (errno = 0, (e = readdir(d)) != NULL)
		if (is_wanted_name(e->d_name))
			TR_TRY(names_add(n, e->d_name, directory, err));
	if (errno != 0)
		return TR_ERR(err, PKI_TRUST_UNREADABLE, TR_S("file", directory), TR_S("why", strerror(errno)));
	if (n->count == 0)
		return TRIEN_OK;
	qsort(n->items, n->count, sizeof(char *), compare_names);
	return TRIEN_OK;
}

/* Reads what fd has up to one byte past the cap, which tr_trust_add then refuses. */
static trien_rc
read_all(int fd, const char *name, struct tr_buf *out, struct trien_err *err)
{
	const size_t max = is_list_name(name) ? TR_TRUST_REVOCATION_BYTES_MAX : TR_TRUST_FILE_MAX;

	while (out->n <= max) {
		size_t want = max + 1 - out->n;
		want = want < 16384 ? want : 16384;
		TR_TRY(tr_buf_reserve(out, want, err));
		ssize_t got = read(fd, out->p + out->n, want);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return TR_ERR(err, PKI_TRUST_UNREADABLE, TR_S("file", name), TR_S("why", strerror(errno)));
		if (got == 0)
			break;
		out->n += (size_t)got;
	}
	return TRIEN_OK;
}

/* Who may put a certificate here decides what is trusted: that must not be everybody on the machine. */
static trien_rc
check_private(const struct stat *st, const char *name, struct trien_err *err)
{
	return (st->st_mode & S_IWOTH) != 0 ? TR_ERR(err, PKI_TRUST_WRITABLE, TR_S("file", name)) : TRIEN_OK;
}

static trien_rc
read_file(int fd, const char *name, struct tr_buf *out, struct trien_err *err)
{
	struct stat st;

	if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode))
		return TR_ERR(err, PKI_TRUST_UNREADABLE, TR_S("file", name), TR_S("why", "not a regular file"));
	TR_TRY(check_private(&st, name, err));
	return read_all(fd, name, out, err);
}

/* A directory that is open, the name that people know it by, and what its certificates are. */
struct folder {
	DIR *d;
	const char *path;
	enum tr_trust_list list;
};

static trien_rc
add_file(struct tr_trust *t, const struct folder *f, const char *name, struct trien_err *err)
{
	TR_AUTO_BUF bytes = {0};
	char shown[NAME_MAX + 16];
	/* O_NONBLOCK: a fifo of such a name must not hold us up. */
	int fd = openat(dirfd(f->d), name, O_RDONLY | O_CLOEXEC | O_NONBLOCK);

	snprintf(shown, sizeof(shown), "%s%s%s", f->list == TR_TRUST_GIVEN ? "" : tr_trust_list_name(f->list),
			f->list == TR_TRUST_GIVEN ? "" : "/", name);
	if (fd < 0)
		return TR_ERR(err, PKI_TRUST_UNREADABLE, TR_S("file", shown), TR_S("why", strerror(errno)));
	trien_rc rc = read_file(fd, shown, &bytes, err);
	close(fd);
	TR_TRY(rc);
	if (is_list_name(name))
		return tr_trust_add_revocations(t, tr_buf_view(&bytes), shown, err);
	return tr_trust_add(t, f->list, tr_buf_view(&bytes), shown, err);
}

/*
 * Whatever is wrong with one file must not stop every judgement: less is trusted then, never more. Where anybody may write, or
 * two lists contradict each other, what the others say can no longer be relied on.
 */
static bool
is_of_one_file(trien_rc rc)
{
	return rc == TRIEN_E_PKI_TRUST_INVALID || rc == TRIEN_E_PKI_TRUST_UNREADABLE || rc == TRIEN_E_PKI_TRUST_LIMIT ||
	       rc == TRIEN_E_PKI_CRL_TOO_LARGE || rc == TRIEN_E_PKI_CRL_ENTRIES;
}

static trien_rc
take_file(struct tr_trust *t, const struct folder *f, const char *name, struct trien_err *err)
{
	struct trien_err why = {0};
	trien_rc rc = add_file(t, f, name, &why);

	if (is_of_one_file(rc)) {
		tr_trust_warn(t, &why);
		return TRIEN_OK;
	}
	if (rc != TRIEN_OK && err != NULL)
		*err = why;
	return rc;
}

static trien_rc
add_folder(struct tr_trust *t, const struct folder *f, struct trien_err *err)
{
	struct names n = {0};
	struct stat st;

	if (fstat(dirfd(f->d), &st) != 0)
		return TR_ERR(err, PKI_TRUST_UNREADABLE, TR_S("file", f->path), TR_S("why", strerror(errno)));
	TR_TRY(check_private(&st, f->path, err));
	trien_rc rc = list_names(f->d, f->path, &n, err);
	for (size_t i = 0; rc == TRIEN_OK && i < n.count; i++)
		rc = take_file(t, f, n.items[i], err);
	names_free(&n);
	return rc;
}

/* The folder of a list; one that is not there is no error. */
static trien_rc
add_list(struct tr_trust *t, DIR *parent, enum tr_trust_list list, struct trien_err *err)
{
	const char *name = tr_trust_list_name(list);
	int fd = openat(dirfd(parent), name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0 && errno == ENOENT)
		return TRIEN_OK;
	const struct folder f = {fd < 0 ? NULL : fdopendir(fd), name, list};
	if (f.d == NULL) {
		trien_rc rc = TR_ERR(err, PKI_TRUST_UNREADABLE, TR_S("file", name), TR_S("why", strerror(errno)));
		if (fd >= 0)
			close(fd);
		return rc;
	}
	trien_rc rc = add_folder(t, &f, err);
	closedir(f.d);
	return rc;
}

static trien_rc
add_all(struct tr_trust *t, DIR *d, const char *directory, struct trien_err *err)
{
	TR_TRY(add_folder(t, &(struct folder){d, directory, TR_TRUST_GIVEN}, err));
	TR_TRY(add_list(t, d, TR_TRUST_GOVERNMENT, err));
	TR_TRY(add_list(t, d, TR_TRUST_PUBLIC, err));
	const struct trien_err *why = tr_trust_warning(t, 0);
	if (tr_trust_count(t) == 0 && why != NULL) {
		if (err != NULL)
			*err = *why;
		return why->code;
	}
	if (tr_trust_count(t) == 0)
		return TR_ERR(err, PKI_TRUST_EMPTY, TR_S("file", directory));
	return TRIEN_OK;
}

trien_rc
tr_trust_load_dir(const char *directory, struct tr_trust **out, struct trien_err *err)
{
	struct tr_trust *t = NULL;
	trien_rc rc;
	DIR *d = opendir(directory);

	if (d == NULL)
		return TR_ERR(err, PKI_TRUST_UNREADABLE, TR_S("file", directory), TR_S("why", strerror(errno)));
	rc = tr_trust_new(&t, err);
	if (rc == TRIEN_OK)
		rc = add_all(t, d, directory, err);
	closedir(d);
	if (rc != TRIEN_OK) {
		tr_trust_free(t);
		return rc;
	}
	*out = t;
	return TRIEN_OK;
}
