/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A backup's list of sums: what is taken of it is a sum and a path that leads nowhere else, and written again it is what was read. */
#include <stdio.h>
#include <string.h>

#include "store/backup.h"

#define MUST(what) \
	do { \
		if (!(what)) \
			__builtin_trap(); \
	} while (0)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct tr_bytes rest = TR_BYTES(data, size);
	struct tr_backup_line line;
	char again[TR_HEX256 + TR_BACKUP_PATH_MAX + 8];

	for (const uint8_t *at = rest.p; tr_backup_line_take(&rest, &line); at = rest.p) {
		const size_t n = (size_t)(rest.p - at);
		MUST(snprintf(again, sizeof(again), "%s  %s\n", line.hash, line.path) == (int)n && memcmp(again, at, n) == 0);
		MUST(line.path[0] != '/' && strstr(line.path, "//") == NULL && strstr(line.path, "/../") == NULL && strncmp(line.path, "../", 3) != 0);
	}
	return 0;
}
