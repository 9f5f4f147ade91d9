/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "lab_fixture.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "test.h"

#define NOW 1800000000

const struct tr_certificate *
lab_fixture_certificate(struct lab_fixture *f, enum tr_lab_who who, struct tr_pool *pool)
{
	const struct tr_certificate *c;
	struct trien_err err = {0};
	TR_AUTO_BUF der = {0};

	assert_ok(tr_lab_office_certificate(f->office, who, &der, &err), &err);
	assert_ok(tr_pool_add(pool, tr_buf_view(&der), &c, &err), &err);
	return c;
}

void
lab_fixture_open(struct lab_fixture *f, const char *name)
{
	struct trien_err err = {0};
	char trust[128];

	*f = (struct lab_fixture){.clock = {.now = NOW}};
	snprintf(f->root, sizeof(f->root), "/tmp/trien-%s-XXXXXX", name);
	assert_non_null(mkdtemp(f->root));
	snprintf(f->directory, sizeof(f->directory), "%s/lab", f->root);
	f->env = tr_env_fixed_of(&f->clock);
	const struct tr_lab_options options = {.directory = f->directory, .env = &f->env, .tokens = TR_LAB_TOKENS_NONE};
	assert_ok(tr_lab_init(&options, &err), &err);
	assert_ok(tr_lab_office_open(f->directory, &f->env, &f->office, &err), &err);
	assert_ok(tr_pool_new(&f->pool, &err), &err);
	lab_fixture_certificate(f, TR_LAB_ISSUING, f->pool);
	snprintf(trust, sizeof(trust), "%s/trust", f->directory);
	assert_ok(tr_trust_load_dir(trust, &f->trust, &err), &err);
}

static int
remove_one(const char *path, const struct stat *st, int kind, struct FTW *at)
{
	(void)st;
	(void)kind;
	(void)at;
	return remove(path);
}

void
lab_fixture_close(struct lab_fixture *f)
{
	tr_lab_office_free(f->office);
	tr_pool_free(f->pool);
	tr_trust_free(f->trust);
	nftw(f->root, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

struct tr_path
lab_fixture_path(struct lab_fixture *f, enum tr_lab_who who, enum tr_path_use use)
{
	const struct tr_path_request r = {.signer = lab_fixture_certificate(f, who, f->pool), .pool = f->pool,
			.trust = f->trust, .as_of = f->clock.now, .use = use};
	struct trien_err err = {0};
	struct tr_path path;

	assert_ok(tr_path_judge(&r, &path, &err), &err);
	return path;
}
