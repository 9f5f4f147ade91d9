/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Opens a signer by what the person wrote: p12:FILE, pem:FILE, pkcs11:... */
#include "crypto/signer.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/errors/crypto.h"
#include "crypto/limits.h"
#include "crypto/signer_key.h"

static trien_rc
read_all(int fd, const char *path, struct tr_buf *out, struct trien_err *err)
{
	for (;;) {
		TR_TRY(tr_buf_reserve(out, 4096, err));
		ssize_t n = read(fd, out->p + out->n, out->cap - out->n);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return TR_ERR(err, KEY_FILE_UNREADABLE, TR_B("path", path, strlen(path)),
					TR_S("why", strerror(errno)));
		if (n == 0)
			return TRIEN_OK;
		out->n += (size_t)n;
		if (out->n > TR_KEY_FILE_MAX)
			return TR_ERR(err, KEY_FILE_LARGE, TR_U("max", TR_KEY_FILE_MAX));
	}
}

/* Pipes and devices are no key files; opening one must not hang. */
static trien_rc
read_key_file(const char *path, struct tr_buf *out, struct trien_err *err)
{
	struct stat st;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);

	if (fd < 0)
		return TR_ERR(err, KEY_FILE_UNREADABLE, TR_B("path", path, strlen(path)),
				TR_S("why", strerror(errno)));
	trien_rc rc = TRIEN_OK;
	if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode))
		rc = TR_ERR(err, KEY_FILE_UNREADABLE, TR_B("path", path, strlen(path)),
				TR_S("why", "not a regular file"));
	/* One growth at most, so that no copy of a key stays behind in freed memory. */
	if (rc == TRIEN_OK && st.st_size > (off_t)TR_KEY_FILE_MAX)
		rc = TR_ERR(err, KEY_FILE_LARGE, TR_U("max", TR_KEY_FILE_MAX));
	if (rc == TRIEN_OK)
		rc = tr_buf_reserve(out, (size_t)st.st_size + 4096, err);
	if (rc == TRIEN_OK)
		rc = read_all(fd, path, out, err);
	close(fd);
	return rc;
}

trien_rc
tr_signer_open(const char *spec, const struct tr_signer_choice *choice, const struct tr_pin_source *pin,
		struct tr_signer **out, struct trien_err *err)
{
	TR_AUTO_SECRET file = {.max = 2 * TR_KEY_FILE_MAX};

	if (strncmp(spec, "pkcs11:", 7) == 0)
		return tr_signer_open_p11(spec, choice, pin, out, err);
	bool p12 = strncmp(spec, "p12:", 4) == 0;
	if ((!p12 && strncmp(spec, "pem:", 4) != 0) || spec[4] == '\0')
		return TR_ERR(err, KEY_SPEC, TR_B("got", spec, strlen(spec)));
	TR_TRY(read_key_file(spec + 4, &file, err));
	const char *slash = strrchr(spec + 4, '/'), *name = slash ? slash + 1 : spec + 4;
	return p12 ? tr_signer_open_p12_as(tr_buf_view(&file), name, choice, pin, out, err)
		   : tr_signer_open_pem_as(tr_buf_view(&file), name, choice, pin, out, err);
}

void
tr_signer_close(struct tr_signer *s)
{
	if (s != NULL)
		s->ops->close(s);
}
