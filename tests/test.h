/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What every cmocka test includes, and how it asserts an error by its stable id. */
#ifndef TESTS_TEST_H
#define TESTS_TEST_H

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <string.h>

#include "base/error.h"

/* The call succeeds; otherwise the test fails with the error's text. */
#define assert_ok(expr, err) \
	do { \
		trien_rc rc_ = (expr); \
		if (rc_ != TRIEN_OK) { \
			char text_[512]; \
			trien_err_text((err), TRIEN_LANG_EN, text_, sizeof(text_)); \
			fail_msg("%s: %s (%s:%d)", trien_err_id(rc_), text_, (err)->file, (err)->line); \
		} \
	} while (0)

/* The call is refused with exactly this id. */
#define assert_refused(expr, id) assert_string_equal(trien_err_id(expr), (id))

/* Exit code by which CTest knows a skipped test. */
#define TEST_SKIPPED 77

#endif
