/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the files of this folder share. */
#ifndef TR_PROFILE_PARTS_H
#define TR_PROFILE_PARTS_H

#include "base/memory.h"
#include "profile/profile.h"

struct tr_profile {
	struct tr_arena arena;
	bool kept; /* one that is built in: tr_profile_free() leaves it */
	const char *name, *title_vi, *title_en;
	int64_t from, to;
	struct {
		struct tr_profile_value *values; /* in order of time */
		size_t count;
	} keys[TR_PROFILE_KEY_COUNT];
};

/* A profile that is built in: its JSON as bytes (profiles.c, made by the build). */
struct tr_profile_file {
	const char *name;
	struct tr_bytes json;
};
extern const struct tr_profile_file tr_profile_files[];
extern const size_t tr_profile_file_count;

#endif
