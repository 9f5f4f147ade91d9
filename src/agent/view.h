/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Documents opened in the desk's own viewer before they are signed. A viewer opens names, not descriptors of another process: so the bytes become a file in a folder that nobody else can enter, in
 * $XDG_RUNTIME_DIR (memory, emptied when the session ends), and it is gone when the errand is. What is signed is the bytes in memory: whatever becomes of the file changes nothing of that.
 */
#ifndef TR_AGENT_VIEW_H
#define TR_AGENT_VIEW_H

#include <limits.h>

#include "base/bytes.h"

struct tr_agent_view {
	char folder[PATH_MAX]; /* empty: none yet */
	unsigned count;
};

/* Has the desktop open it (xdg-open); does not wait for anybody to read. agent.view-failed */
TRIEN_MUST_CHECK trien_rc tr_agent_view_open(struct tr_agent_view *v, struct tr_bytes document, struct trien_err *err);
void tr_agent_view_close(struct tr_agent_view *v);
/* Is there a program of this name in the PATH? */
bool tr_agent_view_has(const char *program);
/* Does the desktop give addresses of ours to the agent (xdg-mime)? */
bool tr_agent_view_is_handled(void);
/* Has the desktop open an address. agent.view-failed */
TRIEN_MUST_CHECK trien_rc tr_agent_view_address(const char *address, struct trien_err *err);

#endif
