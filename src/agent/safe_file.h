/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Files that decide whom the agent believes: root's or this user's, written by nobody else, and no links. */
#ifndef TR_AGENT_SAFE_FILE_H
#define TR_AGENT_SAFE_FILE_H

#include "base/bytes.h"

/* The folder, -1 where it is not there. agent.unsafe-file, agent.file-failed */
TRIEN_MUST_CHECK trien_rc tr_agent_folder_open(const char *path, int *out, struct trien_err *err);
/* The same, made with all above it where it is not there: 0700. */
TRIEN_MUST_CHECK trien_rc tr_agent_folder_make(const char *path, int *out, struct trien_err *err);
/* Appends a file of it; *found false where there is none of that name. path: of the folder, for messages. agent.unsafe-file, agent.file-failed, base.buffer-limit */
TRIEN_MUST_CHECK trien_rc tr_agent_file_read(int folder, const char *path, const char *name, struct tr_buf *out, bool *found, struct trien_err *err);
/* Whole or not at all, in place of one of that name: 0600. agent.file-failed */
TRIEN_MUST_CHECK trien_rc tr_agent_file_write(int folder, const char *path, const char *name, struct tr_bytes bytes, struct trien_err *err);

#endif
