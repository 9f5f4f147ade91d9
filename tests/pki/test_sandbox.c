/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * After tr_pki_prepare() judging opens no file. A program of its own, because any other test before would have let
 * libcrypto load what it needs.
 */
#include "test.h"

#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "pki/path.h"

#define NOW 1800000000 /* when the chain of the fuzz seeds is valid */

/* Any open, openat or socket ends the process: what a sandbox does to whoever needs a file after all. */
static void
forbid_files(void)
{
	struct sock_filter filter[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_openat, 2, 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_socket, 1, 0),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
	};
	const struct sock_fprog program = {sizeof(filter) / sizeof(filter[0]), filter};

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 ||
			prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) != 0)
		_exit(TEST_SKIPPED);
}

/* leaf, authority and root back to back; read before the doors close. */
static struct tr_bytes
read_chain(void)
{
	static uint8_t bytes[8192];
	FILE *f = fopen(TRIEN_SOURCE_DIR "/fuzz/corpus/certificate/chain.der", "rb");
	assert_non_null(f);
	size_t n = fread(bytes, 1, sizeof(bytes), f);
	fclose(f);
	return TR_BYTES(bytes, n);
}

static int
judge_without_files(struct tr_bytes chain)
{
	struct tr_path_request r = {.as_of = NOW};
	struct tr_trust *all = NULL, *trust = NULL;
	struct tr_pool *pool = NULL;
	struct tr_path p;

	if (tr_pki_prepare(NULL) != TRIEN_OK)
		return 1;
	forbid_files();
	if (tr_trust_new(&all, NULL) != TRIEN_OK || tr_trust_new(&trust, NULL) != TRIEN_OK ||
			tr_pool_new(&pool, NULL) != TRIEN_OK || tr_trust_add(all, chain, "seed", NULL) != TRIEN_OK ||
			tr_trust_count(all) != 3)
		return 2;
	if (tr_pool_add(pool, tr_trust_peek(all, 0)->der, &r.signer, NULL) != TRIEN_OK ||
			tr_pool_add(pool, tr_trust_peek(all, 1)->der, NULL, NULL) != TRIEN_OK ||
			tr_trust_add(trust, tr_trust_peek(all, 2)->der, "root", NULL) != TRIEN_OK)
		return 3;
	r.pool = pool;
	r.trust = trust;
	return tr_path_judge(&r, &p, NULL) == TRIEN_OK && p.finding == TR_PATH_PASSED ? 0 : 4;
}

static void
needs_no_file_after_prepare(void **state)
{
	struct tr_bytes chain = read_chain();
	int status = 0;
	pid_t pid = fork();
	(void)state;

	if (pid == 0)
		_exit(judge_without_files(chain));
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	if (WEXITSTATUS(status) == TEST_SKIPPED)
		skip();
	assert_int_equal(WEXITSTATUS(status), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(needs_no_file_after_prepare)};
	return cmocka_run_group_tests_name("pki sandbox", tests, NULL, NULL);
}
