/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "desk/picture_text.h"

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "worker/foreign.h"

#define TESSERACT "/usr/bin/tesseract"
#define TESSERACT_DATA "/usr/share/tesseract-ocr/5/tessdata"
#define SECONDS 30u
#define WRITTEN_MAX ((size_t)64 << 20) /* its own files beside the text */
#define FIXED 5u /* words before the options */

/* A file without a name that holds the bytes; -1 where there is none to be had. */
static int
nameless_file(struct tr_bytes content)
{
	const int fd = open("/tmp", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);

	while (fd >= 0 && content.n > 0) {
		const ssize_t n = write(fd, content.p, content.n);
		if (n <= 0) {
			close(fd);
			return -1;
		}
		content = tr_bytes_part(content, (size_t)n, SIZE_MAX);
	}
	if (fd >= 0)
		lseek(fd, 0, SEEK_SET);
	return fd;
}

static bool
is_installed(const char *language)
{
	char path[128];

	snprintf(path, sizeof(path), TESSERACT_DATA "/%s.traineddata", language);
	return tr_foreign_missing(TESSERACT, "tesseract-ocr") == NULL && access(path, R_OK) == 0;
}

/* All that was written, at most TR_PICTURE_TEXT_MAX. */
static bool
read_all(int fd, struct tr_buf *out)
{
	if (tr_buf_reserve(out, TR_PICTURE_TEXT_MAX, NULL) != TRIEN_OK)
		return false;
	const ssize_t n = pread(fd, out->p, TR_PICTURE_TEXT_MAX, 0);
	out->n = n > 0 ? (size_t)n : 0;
	return n >= 0; /* nothing to read is an answer */
}

bool
tr_picture_text(struct tr_bytes png, const char *language, const char *const *options, struct tr_buf *out)
{
	const char *argv[TR_FOREIGN_ARGUMENTS_MAX + 1] = {TESSERACT, "stdin", "stdout", "--dpi", "150"};
	size_t n = FIXED;

	if (!is_installed(language))
		return false;
	while (*options != NULL && n < TR_FOREIGN_ARGUMENTS_MAX)
		argv[n++] = *options++;
	const int from = nameless_file(png), to = nameless_file(TR_BYTES(NULL, 0));
	const struct tr_foreign run = {.argv = argv, .in = from, .out = to, .seconds = SECONDS, .out_max = WRITTEN_MAX};
	const bool good = from >= 0 && to >= 0 && tr_foreign_run(&run) == TR_FOREIGN_DONE && read_all(to, out);
	if (from >= 0)
		close(from);
	if (to >= 0)
		close(to);
	return good;
}
