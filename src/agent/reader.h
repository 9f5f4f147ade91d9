/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Which smart card readers and tokens does this computer see at all, whatever module could speak to them? Requirement: R17 */
#ifndef TR_AGENT_READER_H
#define TR_AGENT_READER_H

#include <stddef.h>

#include "agent/limits.h"

struct tr_agent_readers {
	char names[TR_AGENT_READERS_MAX][TR_AGENT_NAME_MAX + 1];
	size_t count;
};
/* Those that are plugged in by USB (class 0b, smart card), as the kernel lists them below root, "/sys/bus/usb/devices". Where there is no such list there are none. */
void tr_agent_readers_find(const char *root, struct tr_agent_readers *out);

#endif
