/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "cli/progress.h"

#include <unistd.h>

enum tr_progress_kind
tr_progress_kind_of(bool asked, size_t count)
{
	if (isatty(STDERR_FILENO) && (asked || count > 1))
		return TR_PROGRESS_LINE;
	return asked ? TR_PROGRESS_LINES : TR_PROGRESS_NONE;
}

void
tr_progress_clear(const struct tr_progress *p)
{
	if (p->kind == TR_PROGRESS_LINE)
		fputs("\r\033[K", stderr);
}

void
tr_progress_say(struct tr_progress *p, const struct tr_cli *cli, const char *done, size_t told, size_t count)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	if (p->kind == TR_PROGRESS_NONE || now.tv_sec == p->said)
		return;
	p->said = now.tv_sec;
	tr_progress_clear(p);
	if (cli->lang == TRIEN_LANG_EN)
		fprintf(stderr, "%zu of %zu files %s", told, count, done);
	else
		fprintf(stderr, "%s %zu/%zu tệp", done, told, count);
	if (p->kind == TR_PROGRESS_LINES)
		fputc('\n', stderr);
	fflush(stderr);
}
