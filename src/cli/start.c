/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What a program that a person starts does first. */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/cli.h"

/* Vietnamese, unless the locale of messages is English by name: "C" is nobody's choice of a language. */
enum trien_lang
tr_cli_language(void)
{
	static const char *const names[] = {"LC_ALL", "LC_MESSAGES", "LANG"};
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		const char *v = getenv(names[i]);
		if (v != NULL && *v != '\0')
			return strncmp(v, "en", 2) == 0 ? TRIEN_LANG_EN : TRIEN_LANG_VI;
	}
	return TRIEN_LANG_VI;
}

/* A descriptor that the caller closed must not become that of a document, into which messages would go. */
void
tr_cli_open_standard_descriptors(void)
{
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
		if (fcntl(fd, F_GETFD) < 0)
			(void)!open("/dev/null", O_RDWR); /* the lowest that is free: fd */
}
