/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* As much of cmocka as the core's tests use, for Windows alone, for which Debian has no cmocka: the first failure ends the program with 1. */
#ifndef TESTS_AGENT_WINDOWS_CMOCKA_H
#define TESTS_AGENT_WINDOWS_CMOCKA_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct CMUnitTest {
	const char *name;
	void (*run)(void **state);
};

#define fail_msg(...) (printf("%s:%d: ", __FILE__, __LINE__), printf(__VA_ARGS__), puts(""), exit(1))
#define assert_true(x) ((x) ? (void)0 : fail_msg("not so: %s", #x))
#define assert_false(x) assert_true(!(x))
#define assert_non_null(x) assert_true((x) != NULL)
#define assert_null(x) assert_true((x) == NULL)
#define assert_int_equal(a, b) assert_true((long long)(a) == (long long)(b))
#define assert_string_equal(a, b) (strcmp((a), (b)) == 0 ? (void)0 : fail_msg("\"%s\" is not \"%s\"", (a), (b)))
#define cmocka_unit_test(f) {#f, f}
#define cmocka_run_group_tests(tests, setup, teardown) run_tests((tests), sizeof(tests) / sizeof(*(tests)))

static int
run_tests(const struct CMUnitTest *tests, size_t count)
{
	void *state = NULL;

	for (size_t i = 0; i < count; i++) {
		tests[i].run(&state);
		printf("passed: %s\n", tests[i].name);
	}
	return 0;
}

#endif
