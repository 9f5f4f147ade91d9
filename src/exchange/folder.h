/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The files of a folder, in the order of their names: what is entered from folders begins with it. Nothing is opened. */
#ifndef TR_EXCHANGE_FOLDER_H
#define TR_EXCHANGE_FOLDER_H

#include <dirent.h>

#include "base/memory.h"

/* Which files of a folder are meant. */
struct tr_folder_ask {
	int (*is_meant)(const struct dirent *e);
	const char *want; /* for people: ".pem, .crt" */
	size_t max;
};
/* The paths live in the arena. exchange.folder-empty, exchange.files-limit, store.file-failed. */
TRIEN_MUST_CHECK trien_rc tr_folder_paths(const char *folder, const struct tr_folder_ask *ask, struct tr_arena *arena, const char *const **out, size_t *count,
		struct trien_err *err);

#endif
