/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The files of a run: those that were named, and the *.pdf of the folders that were named, with all that is under them. Names
 * are bytes. Each folder is entered once; a link that leads back to a folder in which it stands is refused.
 */
#ifndef TR_CLI_FILE_LIST_H
#define TR_CLI_FILE_LIST_H

#include "base/bytes.h"
#include "base/memory.h"

#define TR_FOLDER_DEPTH_MAX 64u       /* folders inside each other */
#define TR_FOLDERS_MAX ((size_t)20000) /* entered in one run */

struct tr_listed_file {
	const char *path;
	const struct trien_err *why; /* NULL, or why there is nothing to open under this name */
};

struct tr_file_list {
	struct tr_listed_file *items; /* as named; of a folder by name, what is in its folders behind its own files */
	size_t count, cap;
	struct tr_arena arena;
};

/*
 * What cannot be entered or is empty stands in the list with its reason (cli.folder-empty, -loop, -depth, cli.source-unreadable).
 * Errors: cli.files-limit past TR_CLI_FILES_MAX, cli.folders-limit.
 */
TRIEN_MUST_CHECK trien_rc tr_file_list_make(
		char *const *names, size_t count, struct tr_file_list *out, struct trien_err *err);
void tr_file_list_free(struct tr_file_list *l);

#endif
