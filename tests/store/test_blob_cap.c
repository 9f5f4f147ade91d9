/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The largest document that the store takes, and files that are larger than it takes: of half a gigabyte, so by themselves. */
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "test.h"

#include "store/blob.h"
#include "store/schema.h"

#define LATER 4000000000 /* past every grace */

static char folder[] = "/tmp/trien-blob-XXXXXX";
static char said[400];

static void
say_fault(void *context, enum tr_blob_fault fault, const char *name)
{
	static const char *const words[] = {"orphan", "missing", "wrong", "strange"};
	const size_t n = strlen(said);

	(void)context;
	snprintf(said + n, sizeof(said) - n, "%s %.4s\n", words[fault], name);
}

static trien_rc
refer(struct tr_sql *db, void *context, struct trien_err *err)
{
	const void *const *of = context;
	return tr_blob_refer(db, (struct tr_blobs *)(uintptr_t)of[0], of[1], 77, err);
}

/* Nothing but zeros, of which the kernel keeps one page. */
static struct tr_bytes
zeros(size_t n)
{
	void *p = mmap(NULL, n, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	assert_ptr_not_equal(p, MAP_FAILED);
	return TR_BYTES(p, n);
}

static void
a_document_at_the_cap(void **state)
{
	struct trien_err err = {0};
	struct tr_blob_count count;
	struct tr_blobs *b;
	struct tr_sql *db;
	char path[200], name[TR_HEX256 + 1];
	const struct tr_bytes all = zeros(TR_BLOB_MAX + 1);

	(void)state;
	assert_non_null(mkdtemp(folder));
	snprintf(path, sizeof(path), "%s/trien.db", folder);
	assert_ok(tr_sql_open(path, TR_SQL_MAY_CREATE, &db, &err), &err);
	assert_ok(tr_schema_migrate(db, 1, NULL, &err), &err);
	snprintf(path, sizeof(path), "%s/blobs", folder);
	assert_ok(tr_blobs_open(path, &b, &err), &err);
	assert_refused(tr_blob_put(b, all, name, &err), "store.blob-limit");
	assert_ok(tr_blob_put(b, TR_BYTES(all.p, TR_BLOB_MAX), name, &err), &err);
	assert_int_equal(munmap((void *)(uintptr_t)all.p, all.n), 0);
	assert_ok(tr_sql_transact(db, TR_SQL_WRITE, refer, (const void *[]){b, name}, &err), &err);
	assert_ok(tr_blobs_check(db, b, LATER, say_fault, NULL, &count, &err), &err);
	assert_int_equal(count.blobs, 1);
	assert_string_equal(said, "");
	{
		TR_AUTO_BUF is = {.max = TR_BLOB_MAX};
		assert_ok(tr_blob_get(b, name, &is, &err), &err);
		assert_int_equal(is.n, TR_BLOB_MAX);
	}
	/* One byte more under its name, and a file past the cap that nobody has put: told, and the check goes on. */
	snprintf(path, sizeof(path), "%s/blobs/%.2s/%s", folder, name, name + 2);
	assert_int_equal(truncate(path, (off_t)TR_BLOB_MAX + 1), 0);
	snprintf(path, sizeof(path), "%s/blobs/ff", folder);
	assert_int_equal(mkdir(path, 0700), 0);
	snprintf(path, sizeof(path), "%s/blobs/ff/%062d", folder, 0);
	const int fd = open(path, O_CREAT | O_WRONLY, 0600);
	assert_int_equal(ftruncate(fd, (off_t)1 << 40), 0);
	close(fd);
	assert_ok(tr_blobs_check(db, b, LATER, say_fault, NULL, &count, &err), &err);
	assert_int_equal(count.blobs, 2);
	assert_int_equal(count.faults, 3);
	char wrong[20];
	snprintf(wrong, sizeof(wrong), "wrong %.4s\n", name);
	assert_non_null(strstr(said, wrong));
	assert_non_null(strstr(said, "wrong ff00\norphan ff00\n"));
	tr_blobs_close(b);
	tr_sql_close(db);
}

static int
remove_one(const char *path, const struct stat *st, int kind, struct FTW *walk)
{
	(void)st;
	(void)kind;
	(void)walk;
	return remove(path);
}

static int
remove_all(void **state)
{
	(void)state;
	return nftw(folder, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_document_at_the_cap),
	};
	return cmocka_run_group_tests(tests, NULL, remove_all);
}
