/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef TESTS_RULES_DATES_H
#define TESTS_RULES_DATES_H

#include "profile/profile.h"

/* A time as YYYY-MM-DD[THH:MM:SS][zone]; without a zone that of Vietnam. */
int64_t at(const char *text);
/* A profile that is shipped, by its name. */
struct tr_profile *open_profile(const char *name);

#endif
