/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Messages of a browser's extension, and origins that are said to be one's: whatever is taken is an address of ours, or an id. */
#include <stdlib.h>

#include "agent/native.h"
#include "agent/uri.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char uri[TR_AGENT_URI_MAX + 1], id[TR_AGENT_EXTENSION_SIZE + 1], text[256];
	struct tr_agent_uri parts;
	const size_t n = size < sizeof(text) - 1 ? size : sizeof(text) - 1;

	if (tr_agent_native_read(TR_BYTES(data, size), uri, NULL) == TRIEN_OK && !tr_agent_uri_read(TR_BYTES(uri, strlen(uri)), &parts))
		__builtin_trap();
	memcpy(text, data, n);
	text[n] = '\0';
	if (tr_agent_extension_read(text, id) && (strlen(id) != TR_AGENT_EXTENSION_SIZE || !tr_agent_extension_is_listed(TR_BYTES(id, strlen(id)), id)))
		__builtin_trap();
	(void)tr_agent_extension_is_listed(TR_BYTES(data, size), "abcdefghijklmnopabcdefghijklmnop");
	return 0;
}
