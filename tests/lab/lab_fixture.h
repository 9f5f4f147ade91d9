/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A lab made for a test program, with a clock that stands still, its office open and its trust loaded. */
#ifndef TESTS_LAB_LAB_FIXTURE_H
#define TESTS_LAB_LAB_FIXTURE_H

#include "lab/office.h"
#include "pki/path.h"

struct lab_fixture {
	char root[64], directory[96];
	struct tr_env_fixed clock;
	struct tr_env env;
	struct tr_lab_office *office;
	struct tr_pool *pool; /* the issuing authority is inside */
	struct tr_trust *trust;
};

/* The clock stands at 2027-01-15. name: a word of the test's own. */
void lab_fixture_open(struct lab_fixture *f, const char *name);
void lab_fixture_close(struct lab_fixture *f);
/* Somebody's certificate, borrowed from a pool. */
const struct tr_certificate *lab_fixture_certificate(struct lab_fixture *f, enum tr_lab_who who, struct tr_pool *pool);
/* The path of somebody as of now. */
struct tr_path lab_fixture_path(struct lab_fixture *f, enum tr_lab_who who, enum tr_path_use use);

#endif
