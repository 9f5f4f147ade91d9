/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* How many pages a document has, counted from its own bytes in the sandbox: the agent itself reads no PDF. A number for a person's eyes, and nothing rests on it. */
#ifndef TR_AGENT_PAGES_H
#define TR_AGENT_PAGES_H

#include "worker/worker.h"

/* Forks who counts, before any PIN is read; NULL where there can be none, and nothing is counted. tr_worker_stop() ends it. */
struct tr_worker *tr_agent_pages_start(void);
/* Of the newest revision; 0: it cannot be told. */
int64_t tr_agent_pages_count(struct tr_worker *w, struct tr_bytes document);

#endif
