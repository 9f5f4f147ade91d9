/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "fetch/cache.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/errors/fetch.h"
#include "crypto/digest.h"

#define MAGIC "trien-cache-1"
#define HEAD_SIZE 48 /* magic, a blank, the end in seconds, a line end, padded with blanks */
#define NAME_SIZE 65

trien_rc
tr_fetch_cache_open(const char *directory, int *out, struct trien_err *err)
{
	if (mkdir(directory, 0700) != 0 && errno != EEXIST)
		return TR_ERR(err, FETCH_CACHE, TR_S("path", directory), TR_S("why", strerror(errno)));
	int fd = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return TR_ERR(err, FETCH_CACHE, TR_S("path", directory), TR_S("why", strerror(errno)));
	*out = fd;
	return TRIEN_OK;
}

static trien_rc
digest_request(const struct tr_fetch_request *r, uint8_t *digest, size_t *n)
{
	const uint8_t what = (uint8_t)r->what;
	struct tr_hash *h;

	TR_TRY(tr_hash_new(TR_SHA256, &h, NULL));
	trien_rc rc = tr_hash_add(h, TR_BYTES(&what, 1), NULL);
	if (rc == TRIEN_OK)
		rc = tr_hash_add(h, TR_BYTES(r->url, strlen(r->url) + 1), NULL);
	if (rc == TRIEN_OK)
		rc = tr_hash_add(h, r->body, NULL);
	if (rc == TRIEN_OK)
		rc = tr_hash_done(h, digest, n, NULL);
	tr_hash_free(h);
	return rc;
}

static bool
name_of(const struct tr_fetch_request *r, char out[NAME_SIZE])
{
	uint8_t digest[TR_DIGEST_MAX];
	size_t n;

	if (digest_request(r, digest, &n) != TRIEN_OK)
		return false;
	for (size_t i = 0; i < n; i++)
		snprintf(out + 2 * i, 3, "%02x", digest[i]);
	return true;
}

static bool
read_all(int fd, size_t max, struct tr_buf *out)
{
	for (size_t total = 0; total <= max;) {
		if (tr_buf_reserve(out, 65536, NULL) != TRIEN_OK)
			return false;
		ssize_t n = read(fd, out->p + out->n, 65536);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return n == 0;
		out->n += (size_t)n;
		total += (size_t)n;
	}
	return false;
}

bool
tr_fetch_cache_take(int directory, const struct tr_fetch_request *r, int64_t now, struct tr_buf *out)
{
	char name[NAME_SIZE], head[HEAD_SIZE + 1] = {0};
	long long until = 0;
	size_t before = out->n;

	if (!name_of(r, name))
		return false;
	int fd = openat(directory, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	if (fd < 0)
		return false;
	bool good = read(fd, head, HEAD_SIZE) == HEAD_SIZE && sscanf(head, MAGIC " %lld", &until) == 1 && now < until &&
		    read_all(fd, tr_fetch_size_max(r->what), out);
	close(fd);
	if (!good)
		out->n = before;
	return good;
}

static bool
write_all(int fd, struct tr_bytes b)
{
	while (b.n > 0) {
		ssize_t n = write(fd, b.p, b.n);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		b = tr_bytes_part(b, (size_t)n, b.n);
	}
	return true;
}

/* Beside first, then its name: a reader sees the old answer or the new one. */
void
tr_fetch_cache_put(int directory, const struct tr_fetch_request *r, int64_t until, struct tr_bytes answer)
{
	char name[NAME_SIZE], beside[NAME_SIZE + 32], head[HEAD_SIZE + 1];

	if (!name_of(r, name))
		return;
	snprintf(beside, sizeof(beside), "%s.%ld", name, (long)getpid());
	int n = snprintf(head, sizeof(head), MAGIC " %lld", (long long)until);
	memset(head + n, ' ', HEAD_SIZE - (size_t)n);
	head[HEAD_SIZE - 1] = '\n';
	int fd = openat(directory, beside, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd < 0)
		return;
	bool good = write_all(fd, TR_BYTES(head, HEAD_SIZE)) && write_all(fd, answer);
	good = close(fd) == 0 && good;
	if (!good || renameat(directory, beside, directory, name) != 0)
		unlinkat(directory, beside, 0);
}
