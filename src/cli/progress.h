/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* How far a run over many files is, on standard error. */
#ifndef TR_CLI_PROGRESS_H
#define TR_CLI_PROGRESS_H

#include <time.h>

#include "cli/cli.h"

enum tr_progress_kind { TR_PROGRESS_NONE, TR_PROGRESS_LINE /* rewritten in place */, TR_PROGRESS_LINES };

struct tr_progress {
	enum tr_progress_kind kind;
	time_t said; /* when it was last said */
};

/* On a terminal by itself where there are many files; elsewhere where it is asked for. */
enum tr_progress_kind tr_progress_kind_of(bool asked, size_t count);
/* At most once a second: people read it, and it costs. done is the word for what became of the files, in the language of the run. */
void tr_progress_say(struct tr_progress *p, const struct tr_cli *cli, const char *done, size_t told, size_t count);
/* Before anything else is written. */
void tr_progress_clear(const struct tr_progress *p);

#endif
