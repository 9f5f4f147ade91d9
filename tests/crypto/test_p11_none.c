/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Machines without p11-kit, or with none of its drivers registered: tr_p11_kit() is played here. */
#include "test.h"

#include <stdlib.h>

#include "crypto/p11_kit.h"
#include "crypto/signer.h"

static const struct tr_p11_kit *installed;

const struct tr_p11_kit *
tr_p11_kit(void)
{
	return installed;
}

static CK_FUNCTION_LIST **
no_modules(int flags)
{
	(void)flags;
	return calloc(1, sizeof(CK_FUNCTION_LIST *));
}

static void
free_modules(CK_FUNCTION_LIST **modules)
{
	free(modules);
}

static void
no_module(void **state)
{
	struct tr_p11_kit kit = {
#define X(name) .name = p11_kit_##name,
		TR_P11_KIT_FUNCTIONS(X)
#undef X
	};
	struct tr_signer *s = NULL;
	struct trien_err err;

	(void)state;
	kit.modules_load_and_initialize = no_modules;
	kit.modules_finalize_and_release = free_modules;
	installed = &kit;
	assert_refused(tr_signer_open("pkcs11:token=Anything", NULL, NULL, &s, &err), "token.no-module");
	installed = NULL;
	assert_null(s);
}

static void
no_library(void **state)
{
	struct tr_signer *s = NULL;
	struct trien_err err;

	(void)state;
	assert_refused(tr_signer_open("pkcs11:token=Anything", NULL, NULL, &s, &err), "token.module-missing");
	assert_null(s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(no_module), cmocka_unit_test(no_library)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
