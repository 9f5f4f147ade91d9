/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A machine on which no token driver is registered: p11-kit's list is played here, and is empty. */
#include "test.h"

#include <p11-kit/p11-kit.h>
#include <stdlib.h>

#include "crypto/signer.h"

__attribute__((visibility("default"))) CK_FUNCTION_LIST **
p11_kit_modules_load_and_initialize(int flags)
{
	(void)flags;
	return calloc(1, sizeof(CK_FUNCTION_LIST *));
}

__attribute__((visibility("default"))) void
p11_kit_modules_finalize_and_release(CK_FUNCTION_LIST **modules)
{
	free(modules);
}

static void
no_module(void **state)
{
	struct tr_signer *s = NULL;
	struct trien_err err;

	(void)state;
	assert_refused(tr_signer_open("pkcs11:token=Anything", NULL, NULL, &s, &err), "token.no-module");
	assert_null(s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(no_module)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
