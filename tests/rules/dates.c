/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "dates.h"

#include "base/env.h"
#include "base/time.h"
#include "test.h"

int64_t
at(const char *text)
{
	int64_t t;
	struct trien_err err = {0};

	assert_ok(tr_time_read_iso(TR_BYTES(text, strlen(text)), TR_ZONE_VIETNAM, &t, &err), &err);
	return t;
}

struct tr_profile *
open_profile(const char *name)
{
	struct tr_profile *p;
	struct trien_err err = {0};

	assert_ok(tr_profile_builtin(name, &p, &err), &err);
	return p;
}
