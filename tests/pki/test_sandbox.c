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

#include "crypto/der.h"
#include "crypto/tsp.h"
#include "pki/revocation.h"

#define NOW 1800000000     /* when the chain of the fuzz seeds is valid */
#define IN_TIME 1796000000 /* when the OCSP answer among them is fresh */

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

/* Seeds of the fuzz targets; read before the doors close. */
struct seeds {
	uint8_t bytes[3][8192];
	struct tr_bytes chain; /* leaf, authority and root back to back */
	struct tr_bytes ocsp;  /* a certificate, its authority, and an answer about it */
	struct tr_bytes token; /* a time stamp */
};

static struct tr_bytes
read_seed(const char *name, uint8_t bytes[8192])
{
	char path[512];

	snprintf(path, sizeof(path), "%s/fuzz/corpus/%s", TRIEN_SOURCE_DIR, name);
	FILE *f = fopen(path, "rb");
	assert_non_null(f);
	size_t n = fread(bytes, 1, 8192, f);
	fclose(f);
	return TR_BYTES(bytes, n);
}

static int
judge_path(struct tr_bytes chain)
{
	struct tr_path_request r = {.as_of = NOW};
	struct tr_trust *all = NULL, *trust = NULL;
	struct tr_pool *pool = NULL;
	struct tr_path p;

	if (tr_trust_new(&all, NULL) != TRIEN_OK || tr_trust_new(&trust, NULL) != TRIEN_OK ||
			tr_pool_new(&pool, NULL) != TRIEN_OK || tr_trust_add(all, TR_TRUST_GIVEN, chain, "seed", NULL) != TRIEN_OK ||
			tr_trust_count(all) != 3)
		return 2;
	if (tr_pool_add(pool, tr_trust_peek(all, 0)->der, &r.signer, NULL) != TRIEN_OK ||
			tr_pool_add(pool, tr_trust_peek(all, 1)->der, NULL, NULL) != TRIEN_OK ||
			tr_trust_add(trust, TR_TRUST_GIVEN, tr_trust_peek(all, 2)->der, "root", NULL) != TRIEN_OK)
		return 3;
	r.pool = pool;
	r.trust = trust;
	return tr_path_judge(&r, &p, NULL) == TRIEN_OK && p.finding == TR_PATH_PASSED ? 0 : 4;
}

static int
judge_status(struct tr_bytes in)
{
	struct tr_path_request r = {.as_of = IN_TIME, .use = TR_PATH_FOR_ANY};
	struct tr_revocation_request q = {.as_of = IN_TIME};
	struct tr_trust *trust = NULL;
	struct tr_pool *pool = NULL;
	struct tr_revocation found;
	struct tr_der leaf, ca;
	struct tr_path path;

	if (!tr_der_take(&in, &leaf) || !tr_der_take(&in, &ca) || tr_trust_new(&trust, NULL) != TRIEN_OK ||
			tr_pool_new(&pool, NULL) != TRIEN_OK || tr_trust_add(trust, TR_TRUST_GIVEN, ca.whole, "ca", NULL) != TRIEN_OK ||
			tr_pool_add(pool, leaf.whole, &r.signer, NULL) != TRIEN_OK)
		return 5;
	r.trust = q.trust = trust;
	r.pool = q.pool = pool;
	q.path = &path;
	if (tr_path_judge(&r, &path, NULL) != TRIEN_OK || path.finding != TR_PATH_PASSED ||
			tr_evidence_new(&q.evidence, NULL) != TRIEN_OK ||
			tr_evidence_add_ocsp(q.evidence, in, TR_EVIDENCE_GIVEN, NULL, NULL) != TRIEN_OK)
		return 6;
	return tr_revocation_judge(&q, 0, &found, NULL) == TRIEN_OK && found.status == TR_STATUS_GOOD ? 0 : 7;
}

static int
judge_stamp(struct tr_bytes token)
{
	const struct tr_bytes document =
			TR_BYTES_LIT("Căn cứ Nghị định số 30/2020/NĐ-CP ngày 05 tháng 3 năm 2020");
	enum tr_tsp_finding f;
	struct tr_cms *c;

	if (tr_cms_read(token, &c, NULL) != TRIEN_OK)
		return 8;
	return tr_tsp_judge(c, &document, 1, &f, NULL, NULL) == TRIEN_OK && f == TR_TSP_GOOD ? 0 : 9;
}

static int
judge_without_files(const struct seeds *s)
{
	if (tr_pki_prepare(NULL) != TRIEN_OK)
		return 1;
	forbid_files();
	int code = judge_path(s->chain);
	if (code == 0)
		code = judge_status(s->ocsp);
	return code == 0 ? judge_stamp(s->token) : code;
}

static void
needs_no_file_after_prepare(void **state)
{
	static struct seeds s;
	int status = 0;

	s.chain = read_seed("certificate/chain.der", s.bytes[0]);
	s.ocsp = read_seed("ocsp/good", s.bytes[1]);
	s.token = read_seed("tsp/token", s.bytes[2]);
	pid_t pid = fork();
	(void)state;

	if (pid == 0)
		_exit(judge_without_files(&s));
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
