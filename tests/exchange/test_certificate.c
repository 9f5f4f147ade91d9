/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: R2.2 */
/* Certificate files: which of a folder, at the cap and one past it; and an answer of the sandbox that is cut short anywhere is refused. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "exchange/certificate.h"
#include "test.h"

static void
touch(const char *folder, unsigned i, const char *end)
{
	char path[128];

	snprintf(path, sizeof(path), "%s/%04u%s", folder, i, end);
	const int fd = open(path, O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
	assert_true(fd >= 0);
	close(fd);
}

static void
remove_all(const char *folder, unsigned count)
{
	char path[128];

	for (unsigned i = 0; i < count; i++) {
		snprintf(path, sizeof(path), "%s/%04u.der", folder, i);
		unlink(path);
	}
	snprintf(path, sizeof(path), "%s/0000.txt", folder);
	unlink(path);
	assert_int_equal(rmdir(folder), 0);
}

static void
test_folder(void **state)
{
	char folder[] = "/tmp/trien-certificates-XXXXXX";
	struct tr_certificate_files f;
	struct trien_err err = {0};
	(void)state;

	assert_non_null(mkdtemp(folder));
	touch(folder, 0, ".txt");
	assert_refused(tr_certificate_files_list(folder, &f, &err), "exchange.folder-empty");
	for (unsigned i = 0; i < TR_CERTIFICATE_FILES_MAX; i++)
		touch(folder, i, ".der");
	assert_ok(tr_certificate_files_list(folder, &f, &err), &err);
	assert_int_equal(f.count, TR_CERTIFICATE_FILES_MAX);
	assert_non_null(strstr(f.items[1].path, "/0001.der"));
	tr_certificate_files_free(&f);
	touch(folder, TR_CERTIFICATE_FILES_MAX, ".der");
	assert_refused(tr_certificate_files_list(folder, &f, &err), "exchange.files-limit");
	remove_all(folder, TR_CERTIFICATE_FILES_MAX + 1);
	assert_refused(tr_certificate_files_list(folder, &f, &err), "store.file-failed");
}

static trien_rc
take(struct tr_bytes answer, struct trien_err *err)
{
	struct tr_arena arena = {0};
	struct tr_certificate_file f = {0};
	const trien_rc rc = tr_certificate_take(answer, &arena, &f, err);

	if (rc == TRIEN_OK)
		assert_string_equal(f.key_name, "EC P-256");
	tr_arena_free(&arena);
	return rc;
}

static void
load(const char *name, struct tr_buf *out)
{
	char path[512];
	uint8_t bytes[8192];

	snprintf(path, sizeof(path), TRIEN_SOURCE_DIR "/fuzz/corpus/certificate/%s", name);
	const int fd = open(path, O_RDONLY | O_CLOEXEC);
	const ssize_t n = read(fd, bytes, sizeof(bytes));
	assert_true(n > 0);
	assert_int_equal(tr_buf_add(out, bytes, (size_t)n, NULL), TRIEN_OK);
	close(fd);
}

static void
test_answer(void **state)
{
	static const uint8_t request[16] = {0};
	TR_AUTO_BUF file = {0};
	TR_AUTO_BUF answer = {0};
	struct trien_err err = {0};
	(void)state;

	load("leaf.der", &file);
	assert_refused(tr_certificate_look(TR_BYTES(file.p, file.n - 1), TR_BYTES(request, sizeof(request)), &answer, &err), "exchange.certificate-unreadable");
	assert_ok(tr_certificate_look(tr_buf_view(&file), TR_BYTES(request, sizeof(request)), &answer, &err), &err);
	assert_ok(take(tr_buf_view(&answer), &err), &err);
	for (size_t n = 0; n < answer.n; n++)
		assert_refused(take(TR_BYTES(answer.p, n), &err), "worker.answer-invalid");
	assert_int_equal(tr_buf_add_byte(&answer, 0, NULL), TRIEN_OK);
	assert_refused(take(tr_buf_view(&answer), &err), "worker.answer-invalid");
}

/* Two subscribers in one file: nobody can say whose it is. */
static void
test_two(void **state)
{
	static const uint8_t request[16] = {0};
	TR_AUTO_BUF file = {0};
	TR_AUTO_BUF answer = {0};
	struct trien_err err = {0};
	(void)state;

	load("leaf.der", &file);
	load("tsa-sha1.der", &file);
	assert_refused(tr_certificate_look(tr_buf_view(&file), TR_BYTES(request, sizeof(request)), &answer, &err), "exchange.certificate-one");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_folder), cmocka_unit_test(test_answer), cmocka_unit_test(test_two)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
