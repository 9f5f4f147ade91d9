/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What goes between a browser's extension and this program (Chrome's native messaging): a length of four bytes, as the machine has them, and so much JSON. An extension hands over an address of a page's, the
 * same that a link would open, and hears how it ended. Nothing that it says has any weight beyond that. Requirement: R4.3
 */
#ifndef TR_AGENT_NATIVE_H
#define TR_AGENT_NATIVE_H

#include "agent/limits.h"
#include "base/bytes.h"

/* "chrome-extension://" and 32 characters of a-p and "/": the id, and nothing else is one. */
bool tr_agent_extension_read(const char *origin, char id[TR_AGENT_EXTENSION_SIZE + 1]);
/* Is the id a line of the list? Lines that are empty or begin with "#" are none. */
bool tr_agent_extension_is_listed(struct tr_bytes list, const char *id);
/* {"uri": "trien://…"}, and nothing else. agent.native-message, agent.uri-invalid */
TRIEN_MUST_CHECK trien_rc tr_agent_native_read(struct tr_bytes message, char uri[TR_AGENT_URI_MAX + 1], struct trien_err *err);

#endif
