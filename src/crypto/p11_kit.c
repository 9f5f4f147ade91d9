/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "crypto/p11_kit.h"

#include <dlfcn.h>
#include <pthread.h>
#include <string.h>

/* Written once, behind `once`. Never closed: modules may have threads of their own. */
static struct tr_p11_kit kit;
static const struct tr_p11_kit *loaded;
static pthread_once_t once = PTHREAD_ONCE_INIT;

/* dlsym gives an object pointer; POSIX lets its bytes be those of a function pointer. */
static int
find(void *library, const char *name, void *function)
{
	void *symbol = dlsym(library, name);

	memcpy(function, &symbol, sizeof(symbol));
	return symbol != NULL;
}

static void
load(void)
{
	void *library = dlopen(TR_P11_KIT_LIBRARY, RTLD_NOW | RTLD_LOCAL);
	int found = library != NULL;

#define X(name) found = found && find(library, "p11_kit_" #name, &kit.name);
	TR_P11_KIT_FUNCTIONS(X)
#undef X
	if (found)
		loaded = &kit;
}

const struct tr_p11_kit *
tr_p11_kit(void)
{
	(void)pthread_once(&once, load);
	return loaded;
}
