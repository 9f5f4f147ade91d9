/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Pictures of ink made in memory, and the rules of a profile. */
#ifndef TESTS_OFFICIAL_INK_H
#define TESTS_OFFICIAL_INK_H

#include <stdlib.h>

#include "test.h"

#include "layout/picture.h"
#include "official/rules.h"

/* A ring or a bar of one colour on clear ground; opaque: the ground is white paper. Free with tr_picture_free(). */
static inline struct tr_picture
ink_of(uint32_t width, uint32_t height, uint32_t rgb, bool opaque)
{
	struct tr_picture p = {.width = width, .height = height, .components = 3};
	const size_t n = (size_t)width * height;

	assert_int_equal(tr_buf_reserve(&p.samples, 3 * n, NULL), TRIEN_OK);
	assert_int_equal(tr_buf_reserve(&p.alpha, n, NULL), TRIEN_OK);
	p.samples.n = 3 * n;
	p.alpha.n = n;
	for (size_t i = 0; i < n; i++) {
		const bool inked = (i / width) % 8 == 4 && i % width > 3 && i % width + 3 < width;
		const uint32_t colour = inked ? rgb : 0xffffff;
		p.alpha.p[i] = inked || opaque ? 255 : 0;
		p.samples.p[3 * i] = (uint8_t)(colour >> 16);
		p.samples.p[3 * i + 1] = (uint8_t)(colour >> 8);
		p.samples.p[3 * i + 2] = (uint8_t)colour;
	}
	return p;
}

#define INK_BLUE 0x1a3fb0
#define INK_RED 0xd01818

/* 2021-03-15, in force: bg-2020. */
#define RULES_TIME 1615777200

static inline struct tr_official_rules
rules_of(const char *profile)
{
	struct tr_official_rules rules;
	struct tr_profile *p;
	struct trien_err err = {0};

	assert_ok(tr_profile_builtin(profile, &p, &err), &err);
	tr_official_rules_of(p, RULES_TIME, &rules);
	tr_profile_free(p);
	return rules;
}

#endif
