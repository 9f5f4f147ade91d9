/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "lab/http.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdbool.h>
#include <string.h>

static struct tr_http functions;
static bool loaded;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void
load(void)
{
	static const char *const names[] = {
		"MHD_create_response_from_buffer",
		"MHD_add_response_header",
		"MHD_queue_response",
		"MHD_destroy_response",
		"MHD_create_response_from_callback",
		"MHD_start_daemon",
		"MHD_get_daemon_info",
		"MHD_stop_daemon",
	};
	void *library = dlopen("libmicrohttpd.so.12", RTLD_NOW | RTLD_LOCAL), *f[sizeof(names) / sizeof(*names)];

	_Static_assert(sizeof(f) == sizeof(functions), "a name for each function");
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (library == NULL || (f[i] = dlsym(library, names[i])) == NULL)
			return;
	memcpy(&functions, f, sizeof(f));
	loaded = true;
}

const struct tr_http *
tr_http(void)
{
	pthread_once(&once, load);
	return loaded ? &functions : NULL;
}
