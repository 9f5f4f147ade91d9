/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "agent/native.h"

#include <jansson.h>

#include "agent/uri.h"
#include "base/errors/agent.h"

#define SCHEME "chrome-extension://"

bool
tr_agent_extension_read(const char *origin, char id[TR_AGENT_EXTENSION_SIZE + 1])
{
	const size_t n = sizeof(SCHEME) - 1;

	if (strlen(origin) != n + TR_AGENT_EXTENSION_SIZE + 1 || strncmp(origin, SCHEME, n) != 0 || strspn(origin + n, "abcdefghijklmnop") != TR_AGENT_EXTENSION_SIZE || origin[n + TR_AGENT_EXTENSION_SIZE] != '/')
		return false;
	memcpy(id, origin + n, TR_AGENT_EXTENSION_SIZE);
	id[TR_AGENT_EXTENSION_SIZE] = '\0';
	return true;
}

bool
tr_agent_extension_is_listed(struct tr_bytes list, const char *id)
{
	while (list.n > 0) {
		const uint8_t *end = memchr(list.p, '\n', list.n);
		const size_t n = end != NULL ? (size_t)(end - list.p) : list.n;
		if (tr_bytes_are(tr_bytes_part(list, 0, n), id))
			return true;
		list = tr_bytes_part(list, n + 1, list.n);
	}
	return false;
}

static trien_rc
read_object(const json_t *o, char uri[TR_AGENT_URI_MAX + 1], struct trien_err *err)
{
	const json_t *v = json_object_get(o, "uri");
	const size_t n = json_string_length(v);
	struct tr_agent_uri parts;

	if (!json_is_object(o) || json_object_size(o) != 1 || !json_is_string(v))
		return TR_ERR0(err, AGENT_NATIVE);
	if (!tr_agent_uri_read(TR_BYTES(json_string_value(v), n), &parts))
		return TR_ERR0(err, AGENT_URI);
	memcpy(uri, json_string_value(v), n + 1);
	return TRIEN_OK;
}

trien_rc
tr_agent_native_read(struct tr_bytes message, char uri[TR_AGENT_URI_MAX + 1], struct trien_err *err)
{
	json_t *o = json_loadb((const char *)message.p, message.n, JSON_REJECT_DUPLICATES, NULL);
	const trien_rc rc = read_object(o, uri, err);

	json_decref(o);
	return rc;
}
