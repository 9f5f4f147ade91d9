/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What qpdf writes, in its sandbox, is read by our own core like any file. */
#include "cli/rewrite.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/errors/cli.h"
#include "pdf/limits.h"
#include "worker/foreign.h"

#define QPDF "/usr/bin/qpdf"
#define REWRITE_SECONDS 60

bool
tr_rewrite_may_help(trien_rc why)
{
	const char *cls = trien_err_class(why), *id = trien_err_id(why);
	return strcmp(cls, "input") == 0 && strncmp(id, "pdf.", 4) == 0 && strcmp(id, "pdf.encrypted-write") != 0;
}

/* A byte search, no parsing: better to refuse too often than to break a signature. */
static bool
may_be_signed(struct tr_bytes file)
{
	return memmem(file.p, file.n, "/ByteRange", 10) != NULL;
}

trien_rc
tr_rewrite(struct tr_source *damaged, struct tr_source *out, struct trien_err *err)
{
	static const char *const qpdf[] = {QPDF, "--warning-exit-0", "--", "/in", "-", NULL};
	const char *missing = tr_foreign_missing(QPDF, "qpdf");

	TR_TRY(tr_source_map(damaged, err));
	if (may_be_signed(damaged->bytes))
		return TR_ERR(err, CLI_REWRITE_SIGNED, TR_S("file", damaged->path));
	if (missing != NULL)
		return TR_ERR(err, CLI_REWRITE_PROGRAM, TR_S("program", missing));
	struct tr_source s = {.path = damaged->path, .fd = open("/tmp", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600)};
	if (s.fd < 0)
		return TR_ERR(err, CLI_REWRITE_FAILED, TR_S("why", strerror(errno)));
	const struct tr_foreign run = {.argv = qpdf, .in = damaged->fd, .in_has_name = true, .out = s.fd, .seconds = REWRITE_SECONDS, .out_max = TR_PDF_FILE_MAX};
	const enum tr_foreign_end end = tr_foreign_run(&run);
	if (end == TR_FOREIGN_NO_SANDBOX) {
		close(s.fd);
		return TR_ERR0(err, CLI_REWRITE_SANDBOX);
	}
	if (end != TR_FOREIGN_DONE || fstat(s.fd, &s.st) != 0 || s.st.st_size == 0) {
		close(s.fd);
		return TR_ERR(err, CLI_REWRITE_FAILED, TR_S("why", "qpdf"));
	}
	*out = s;
	return TRIEN_OK;
}
