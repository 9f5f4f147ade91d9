/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The one call that is under way: its process, its folder, what it answers. */
#ifndef TR_AGENT_SERVE_CALL_H
#define TR_AGENT_SERVE_CALL_H

#include <limits.h>
#include <stdbool.h>
#include <sys/types.h>

#include "base/bytes.h"

/* What every call is started with; texts empty: the usual place. */
struct tr_serve_places {
	const char *agent, *etc, *trust, *lang; /* agent: the program's path */
};
struct tr_serve_call {
	pid_t pid;       /* 0: none is under way */
	int from;        /* what it answers comes here */
	struct tr_buf answer;
	char folder[PATH_MAX];
};

/* Starts trien-agent answer and gives it the message. False where that could not be; then nothing is left. */
bool tr_serve_call_start(struct tr_serve_call *c, const struct tr_serve_places *places, const char *origin, const char *action, struct tr_bytes message);
/* What can be read of its answer; false when that was all of it. */
bool tr_serve_call_read(struct tr_serve_call *c);
/* Ends it, with all that it has started, and takes its folder away. The answer stays until tr_buf_free(). */
void tr_serve_call_end(struct tr_serve_call *c);

#endif
