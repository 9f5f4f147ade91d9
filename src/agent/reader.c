/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: R17 */
#include "agent/reader.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/utf8.h"

#define SMART_CARD "0b"

/* The first line of a file of the kernel's; "": there is none. */
static void
read_line(int dir, const char *path, char *out, size_t size)
{
	const int fd = openat(dir, path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	const ssize_t n = fd >= 0 ? read(fd, out, size - 1) : 0;

	out[n > 0 ? (size_t)n : 0] = '\0';
	out[strcspn(out, "\n")] = '\0';
	if (fd >= 0)
		close(fd);
}

/* "1-2:1.0" is an interface of the device "1-2", which has the name. */
static void
look_at(int dir, const char *interface, struct tr_agent_readers *out)
{
	char path[300], line[TR_AGENT_NAME_MAX + 1];

	snprintf(path, sizeof(path), "%.200s/bInterfaceClass", interface);
	read_line(dir, path, line, sizeof(line));
	if (strcmp(line, SMART_CARD) != 0 || out->count == TR_AGENT_READERS_MAX)
		return;
	snprintf(path, sizeof(path), "%.*s/product", (int)strcspn(interface, ":"), interface);
	read_line(dir, path, line, sizeof(line));
	tr_utf8_printable(line[0] != '\0' ? line : "USB", line[0] != '\0' ? strlen(line) : 3, out->names[out->count], sizeof(out->names[0]));
	out->count++;
}

void
tr_agent_readers_find(const char *root, struct tr_agent_readers *out)
{
	const struct dirent *e;
	DIR *dir = opendir(root);

	out->count = 0;
	if (dir == NULL)
		return;
	while ((e = readdir(dir)) != NULL)
		if (strchr(e->d_name, ':') != NULL)
			look_at(dirfd(dir), e->d_name, out);
	closedir(dir);
}
