/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Signs files with a PEM key, without the program and its sandbox: for judges.sh and
 * for a look at a corpus.
 * usage: sign_corpus KEY.pem OUT-DIR [--field NAME] FILE...
 * Prints a line a file: name, "ok" or the error's id, bytes added or the error's text.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/env.h"
#include "sign/sign.h"


static const struct tr_signer_choice by_key;

/* The whole file, mapped; empty where it cannot be read. */
static struct tr_bytes
map(const char *path)
{
	struct tr_bytes b = {NULL, 0};
	struct stat st;
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd >= 0 && fstat(fd, &st) == 0 && st.st_size > 0) {
		void *p = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
		if (p != MAP_FAILED)
			b = TR_BYTES(p, (size_t)st.st_size);
	}
	if (fd >= 0)
		close(fd);
	return b;
}

static void
unmap(struct tr_bytes b)
{
	if (b.p != NULL)
		munmap((void *)(uintptr_t)b.p, b.n);
}

static int
write_signed(const char *dir, const char *name, struct tr_bytes base, struct tr_bytes tail)
{
	char path[4096];

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	FILE *f = fopen(path, "wb");
	if (f == NULL)
		return -1;
	size_t n = fwrite(base.p, 1, base.n, f) + fwrite(tail.p, 1, tail.n, f);
	return fclose(f) == 0 && n == base.n + tail.n ? 0 : -1;
}

struct job {
	struct tr_signer *signer;
	struct tr_cms_plan *plan;
	const char *dir;
	struct tr_text field;
};

static trien_rc
sign_bytes(const struct job *j, struct tr_bytes base, struct tr_sign_state *state, struct trien_err *err)
{
	const struct tr_env *env = &tr_env_system;
	struct tr_sign_proposal proposal = {0};
	struct tr_sign_request request = {.field = j->field, .reason = TR_TEXT_LIT("Ký duyệt"),
		.time = env->now(env->context), .zone_minutes = env->zone_minutes,
		.contents_size = tr_cms_plan_size_max(j->plan)};

	TR_TRY(env->random(env->context, request.id16, sizeof(request.id16), err));
	TR_TRY(tr_sign_propose(base, &request, &proposal, err));
	TR_TRY(tr_sign_prepare(j->plan, base, &proposal, state, err));
	return tr_sign_finish_with(j->plan, j->signer, state, err);
}

static int
sign_file(const struct job *j, const char *path)
{
	struct tr_bytes base = map(path);
	struct tr_sign_state state = {0};
	struct trien_err err = {0};
	const char *slash = strrchr(path, '/'), *name = slash != NULL ? slash + 1 : path;

	trien_rc rc = sign_bytes(j, base, &state, &err);
	if (rc == TRIEN_OK) {
		printf("%s\tok\t%zu\n", name, state.proposal.tail.n);
		if (write_signed(j->dir, name, base, tr_buf_view(&state.proposal.tail)) != 0)
			perror(name);
	} else {
		char text[512];
		trien_err_text(&err, TRIEN_LANG_EN, text, sizeof(text));
		printf("%s\t%s\t%s\n", name, trien_err_id(rc), text);
	}
	fflush(stdout);
	tr_sign_state_free(&state);
	unmap(base);
	return rc != TRIEN_OK;
}

int
main(int argc, char **argv)
{
	struct trien_err err = {0};
	struct job j = {.dir = argc > 2 ? argv[2] : "."};
	int first = 3, refused = 0;

	if (argc < 4)
		return fprintf(stderr, "usage: sign_corpus KEY.pem OUT-DIR [--field NAME] FILE...\n"), 2;
	if (argc > 5 && strcmp(argv[3], "--field") == 0) {
		j.field = (struct tr_text){argv[4], strlen(argv[4])};
		first = 5;
	}
	struct tr_bytes pem = map(argv[1]);
	trien_rc rc = tr_signer_open_pem(pem, &by_key, NULL, &j.signer, &err);
	if (rc == TRIEN_OK)
		rc = tr_cms_plan_new(j.signer->chain, j.signer->chain_count, j.signer->digest,
				j.signer->scheme, &j.plan, &err);
	if (rc != TRIEN_OK)
		return fprintf(stderr, "%s: %s\n", argv[1], trien_err_id(rc)), 2;
	for (int i = first; i < argc; i++)
		refused += sign_file(&j, argv[i]);
	tr_cms_plan_free(j.plan);
	tr_signer_close(j.signer);
	unmap(pem);
	return refused != 0;
}
