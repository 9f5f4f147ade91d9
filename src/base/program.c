/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/program.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

void
tr_program_become(char *const argv[])
{
	char *const nothing[] = {NULL};

	tr_program_become_in(argv, nothing);
}

void
tr_program_become_in(char *const argv[], char *const environment[])
{
	static const char *const places[] = {"", "/../libexec/trien"};
	char self[PATH_MAX], path[PATH_MAX + 64];

	if (strchr(argv[0], '/') != NULL)
		execve(argv[0], argv, environment);
	ssize_t n = readlink("/proc/self/exe", self, sizeof(self) - 1);
	if (n <= 0)
		return;
	self[n] = '\0';
	*strrchr(self, '/') = '\0';
	for (size_t i = 0; i < sizeof(places) / sizeof(*places); i++) {
		snprintf(path, sizeof(path), "%s%s/%s", self, places[i], argv[0]);
		execve(path, argv, environment);
	}
}
