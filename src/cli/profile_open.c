/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "cli/profile_open.h"

#include "cli/file.h"

static bool
is_path(const char *spec)
{
	const size_t n = strlen(spec);
	return strchr(spec, '/') != NULL || (n > 5 && strcmp(spec + n - 5, ".json") == 0);
}

trien_rc
tr_cli_profile_open(const char *spec, int64_t time, struct tr_profile **out, struct trien_err *err)
{
	TR_AUTO_BUF json = {0};

	if (spec == NULL)
		return tr_profile_for_time(time, out, err);
	if (!is_path(spec))
		return tr_profile_builtin(spec, out, err);
	TR_TRY(tr_file_read(spec, TR_PROFILE_FILE_MAX, &json, err));
	return tr_profile_read(tr_buf_view(&json), out, err);
}
