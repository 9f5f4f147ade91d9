/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "exchange/folder.h"

#include <errno.h>
#include <stdlib.h>

#include "base/errors/exchange.h"
#include "store/file.h"

static int
by_name(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

static trien_rc
take_names(const char *folder, struct dirent *const *names, size_t count, struct tr_arena *arena, const char **paths, struct trien_err *err)
{
	for (size_t i = 0; i < count; i++) {
		TR_AUTO_BUF path = {0};
		const uint8_t *copy;
		TR_TRY(tr_buf_addf(&path, err, "%s/%s", folder, names[i]->d_name));
		TR_TRY(tr_arena_copy(arena, path.p, path.n, &copy, err));
		paths[i] = (const char *)copy;
	}
	return TRIEN_OK;
}

trien_rc
tr_folder_paths(const char *folder, const struct tr_folder_ask *ask, struct tr_arena *arena, const char *const **out, size_t *count, struct trien_err *err)
{
	struct dirent **names;
	const char **paths;
	const int found = scandir(folder, &names, ask->is_meant, by_name);
	trien_rc rc;

	if (found < 0)
		return tr_file_failed(folder, errno, err);
	if (found == 0)
		rc = TR_ERR(err, EXCHANGE_FOLDER_EMPTY, TR_S("file", folder), TR_S("want", ask->want));
	else if ((size_t)found > ask->max)
		rc = TR_ERR(err, EXCHANGE_FILES_LIMIT, TR_S("file", folder), TR_U("max", ask->max));
	else
		rc = tr_arena_array(arena, (size_t)found, sizeof(*paths), &paths, err);
	if (rc == TRIEN_OK)
		rc = take_names(folder, names, (size_t)found, arena, paths, err);
	for (int i = 0; i < found; i++)
		free(names[i]);
	free(names);
	if (rc == TRIEN_OK) {
		*out = paths;
		*count = (size_t)found;
	}
	return rc;
}
