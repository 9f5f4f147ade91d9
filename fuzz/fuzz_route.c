/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Hostile addresses: the first byte says the method. Whatever is found, its parameters are UTF-8 without an end in them. */
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "service/route.h"

#define MUST(what) \
	do { \
		if (!(what)) \
			__builtin_trap(); \
	} while (0)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const methods[] = {"GET", "HEAD", "POST", "OPTIONS", "PUT"};
	const struct tr_route *route = NULL;
	char allow[TR_ROUTE_ALLOW_MAX];
	struct tr_call c = {0};

	if (size < 2 || size > TR_SERVICE_TARGET_MAX || memchr(data, 0, size) != NULL || data[1] != '/' ||
			(c.target = strndup((const char *)data + 1, size - 1)) == NULL)
		return 0;
	if (tr_route_find(&c, methods[data[0] % 5], &route, allow, NULL) == TRIEN_OK) {
		MUST((route == NULL) == (data[0] % 5 == 3));
		MUST(strstr(allow, "OPTIONS") != NULL);
		for (size_t i = 0; i < TR_CALL_PARAMETERS_MAX; i++) {
			MUST(strlen((const char *)c.parameters[i].p) == c.parameters[i].n);
			MUST(tr_utf8_check(c.parameters[i]) == c.parameters[i].n);
		}
		if (route != NULL && strstr(route->path, "{log}") != NULL)
			MUST(c.parameters[0].n > 0 && memchr(c.parameters[0].p, '/', c.parameters[0].n) == NULL);
	}
	tr_arena_free(&c.arena);
	free(c.target);
	return 0;
}
