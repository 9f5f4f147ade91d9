/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Blobs: files and references; orphans, missing and wrong ones are found; nothing is half. */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/errors/store.h"
#include "contract.h"
#include "store/blob.h"
#include "store/file.h"

#define LATER 4000000000 /* past every grace */

static struct tr_blobs *
open_blobs(const struct contract *c, char *path, size_t size)
{
	struct tr_blobs *b;
	struct trien_err err = {0};

	snprintf(path, size, "%s/blobs", c->dir);
	assert_ok(tr_blobs_open(path, &b, &err), &err);
	return b;
}

struct reference {
	struct tr_blobs *blobs;
	const char *name;
	bool fail;
};

static trien_rc
refer(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct reference *r = context;
	TR_TRY(tr_blob_refer(db, r->blobs, r->name, 77, err));
	return r->fail ? TR_ERR0(err, STORE_CONSTRAINT) : TRIEN_OK;
}

static trien_rc
release(struct tr_sql *db, void *context, struct trien_err *err)
{
	return tr_blob_release(db, ((struct reference *)context)->name, err);
}

static void
say_fault(void *context, enum tr_blob_fault fault, const char *name)
{
	static const char *const words[] = {"orphan", "missing", "wrong", "strange"};
	say(context, "%s %s\n", words[fault], name);
}

static void
check(struct contract *c, struct tr_blobs *b, uint64_t blobs, uint64_t faults)
{
	struct trien_err err = {0};
	struct tr_blob_count count;

	assert_ok(tr_blobs_check(c->db, b, LATER, say_fault, c, &count, &err), &err);
	assert_int_equal(count.blobs, blobs);
	assert_int_equal(count.faults, faults);
}

/* Several at once: each whole, one that is there already stays; too many or too large and none of them is. */
static void
test_several_at_once(struct contract *c)
{
	struct trien_err err = {0};
	char path[128], names[TR_BLOBS_PUT_MAX + 1][TR_HEX256 + 1];
	struct tr_blobs *b = open_blobs(c, path, sizeof(path));
	const struct tr_blob_new all[] = {{TR_BYTES_LIT("abc"), names[0]}, {TR_BYTES_LIT(""), names[1]}, {TR_BYTES_LIT("abc"), names[2]}, {TR_BYTES_LIT("abd"), names[3]},
		{TR_BYTES_LIT("abe"), names[4]}};
	TR_AUTO_BUF is = {0};

	assert_refused(tr_blob_put_all(b, all, TR_BLOBS_PUT_MAX + 1, &err), "base.internal");
	check(c, b, 0, 0);
	assert_ok(tr_blob_put(b, TR_BYTES_LIT("abd"), names[3], &err), &err);
	assert_ok(tr_blob_put_all(b, all, TR_BLOBS_PUT_MAX, &err), &err);
	assert_string_equal(names[0], names[2]);
	for (size_t i = 0; i < TR_BLOBS_PUT_MAX; i++) {
		tr_buf_clear(&is);
		assert_ok(tr_blob_get(b, names[i], &is, &err), &err);
		assert_true(tr_bytes_equal(tr_buf_view(&is), all[i].content));
	}
	check(c, b, 3, 3);
	assert_ok(tr_blob_put_all(b, all, 0, &err), &err);
	tr_blobs_close(b);
}

static void
test_life(struct contract *c)
{
	struct trien_err err = {0};
	char path[128], name[TR_HEX256 + 1], again[TR_HEX256 + 1];
	struct tr_blobs *b = open_blobs(c, path, sizeof(path));
	struct reference r = {b, name, false};
	uint64_t swept;
	TR_AUTO_BUF is = {0};

	assert_ok(tr_blob_put(b, TR_BYTES_LIT("abc"), name, &err), &err);
	assert_string_equal(name, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	assert_ok(tr_blob_put(b, TR_BYTES_LIT("abc"), again, &err), &err);
	assert_ok(tr_blob_get(b, name, &is, &err), &err);
	assert_true(tr_bytes_are(tr_buf_view(&is), "abc"));
	/* Young: it may still be waiting for its row. */
	struct tr_blob_count count;
	struct stat st;
	snprintf(path + strlen(path), sizeof(path) - strlen(path), "/ba/%s", name + 2);
	assert_int_equal(stat(path, &st), 0);
	assert_ok(tr_blobs_check(c->db, b, st.st_ctime + TR_BLOB_GRACE_SECONDS - 1, say_fault, c, &count, &err), &err);
	assert_int_equal(count.faults, 0);
	assert_ok(tr_blobs_check(c->db, b, st.st_ctime + TR_BLOB_GRACE_SECONDS, say_fault, c, &count, &err), &err);
	assert_int_equal(count.faults, 1);

	assert_ok(tr_sql_transact(c->db, TR_SQL_WRITE, refer, &r, &err), &err);
	assert_ok(tr_sql_transact(c->db, TR_SQL_WRITE, refer, &r, &err), &err);
	r.fail = true;
	assert_refused(tr_sql_transact(c->db, TR_SQL_WRITE, refer, &r, &err), "store.constraint");
	assert_int_equal(ask_one(c->db, "SELECT refs FROM blob"), 2);
	assert_int_equal(ask_one(c->db, "SELECT size FROM blob"), 3);
	check(c, b, 1, 0);
	assert_ok(tr_sql_transact(c->db, TR_SQL_WRITE, release, &r, &err), &err);
	assert_ok(tr_blobs_sweep(c->db, b, LATER, &swept, &err), &err);
	assert_int_equal(swept, 0);
	assert_ok(tr_sql_transact(c->db, TR_SQL_WRITE, release, &r, &err), &err);
	assert_refused(tr_sql_transact(c->db, TR_SQL_WRITE, release, &r, &err), "store.blob-unreferred");
	assert_ok(tr_blobs_sweep(c->db, b, LATER, &swept, &err), &err);
	assert_int_equal(swept, 1);
	assert_int_equal(ask_one(c->db, "SELECT COUNT(*) FROM blob"), 0);
	assert_refused(tr_blob_get(b, name, &is, &err), "store.blob-missing");
	assert_refused(tr_blob_get(b, "../../etc/passwd", &is, &err), "store.blob-missing");
	assert_refused(tr_sql_transact(c->db, TR_SQL_WRITE, refer, &r, &err), "store.blob-missing");
	tr_blobs_close(b);
}

static void
test_faults(struct contract *c)
{
	struct trien_err err = {0};
	char path[128], orphan[TR_HEX256 + 1], missing[TR_HEX256 + 1], wrong[TR_HEX256 + 1], file[256];
	struct tr_blobs *b = open_blobs(c, path, sizeof(path));
	TR_AUTO_BUF is = {0};

	assert_ok(tr_blob_put(b, TR_BYTES_LIT("orphan"), orphan, &err), &err);
	assert_ok(tr_blob_put(b, TR_BYTES_LIT("missing"), missing, &err), &err);
	assert_ok(tr_blob_put(b, TR_BYTES_LIT("wrong"), wrong, &err), &err);
	assert_ok(tr_sql_transact(c->db, TR_SQL_WRITE, refer, &(struct reference){b, missing, false}, &err), &err);
	assert_ok(tr_sql_transact(c->db, TR_SQL_WRITE, refer, &(struct reference){b, wrong, false}, &err), &err);
	snprintf(file, sizeof(file), "%s/%.2s/%s", path, missing, missing + 2);
	assert_int_equal(unlink(file), 0);
	snprintf(file, sizeof(file), "%s/%.2s/%s", path, wrong, wrong + 2);
	FILE *f = fopen(file, "w");
	fputs("wrung", f);
	fclose(f);
	snprintf(file, sizeof(file), "%s/%.2s/README", path, wrong);
	fclose(fopen(file, "w"));
	snprintf(file, sizeof(file), "%s/lost+found", path);
	assert_int_equal(mkdir(file, 0700), 0);
	check(c, b, 2, 5);
	assert_refused(tr_blob_get(b, wrong, &is, &err), "store.blob-damaged");
	uint64_t swept;
	assert_ok(tr_blobs_sweep(c->db, b, LATER, &swept, &err), &err);
	assert_int_equal(swept, 1); /* the orphan; what is strange is a person's business */
	check(c, b, 1, 4);
	tr_blobs_close(b);
}

static mode_t
mode_of(const char *path, const char *name, bool folder)
{
	struct stat st;
	char file[256];

	snprintf(file, sizeof(file), "%s/%.2s%s%s", path, name, folder ? "" : "/", folder ? "" : name + 2);
	assert_int_equal(stat(file, &st), 0);
	return st.st_mode & 07777;
}

/* What one user of a store's group writes the others read and add to; a store that is one user's stays so. What cannot be reached is not said to be missing. */
static void
test_shared(struct contract *c)
{
	struct trien_err err = {0};
	char path[128], file[256], own[TR_HEX256 + 1], shared[TR_HEX256 + 1];
	struct tr_blobs *b = open_blobs(c, path, sizeof(path));
	const mode_t mask = umask(077);

	assert_ok(tr_blob_put(b, TR_BYTES_LIT("own"), own, &err), &err);
	assert_int_equal(mode_of(path, own, true), 0700);
	assert_int_equal(mode_of(path, own, false), 0600);
	assert_int_equal(chmod(path, 02770), 0);
	assert_ok(tr_blob_put(b, TR_BYTES_LIT("shared"), shared, &err), &err);
	assert_int_equal(mode_of(path, shared, true), 02770);
	assert_int_equal(mode_of(path, shared, false), 0640);
	umask(mask);
	snprintf(file, sizeof(file), "%s/%.2s/%s", path, own, own + 2);
	assert_int_equal(unlink(file), 0);
	assert_refused(tr_sql_transact(c->db, TR_SQL_WRITE, refer, &(struct reference){b, own, false}, &err), "store.blob-missing");
	snprintf(file, sizeof(file), "%s/%.2s", path, own);
	assert_int_equal(rmdir(file), 0);
	fclose(fopen(file, "w"));
	assert_refused(tr_sql_transact(c->db, TR_SQL_WRITE, refer, &(struct reference){b, own, false}, &err), "store.file-failed");
	tr_blobs_close(b);
}

/* Rows that a hand wrote: another size, and a name that would be a path out of the folder. */
static void
test_rows_by_hand(struct contract *c)
{
	struct trien_err err = {0};
	char path[128], name[TR_HEX256 + 1], victim[128], sql[300];
	struct tr_blobs *b = open_blobs(c, path, sizeof(path));
	uint64_t gone;

	assert_ok(tr_blob_put(b, TR_BYTES_LIT("abc"), name, &err), &err);
	assert_ok(tr_sql_transact(c->db, TR_SQL_WRITE, refer, &(struct reference){b, name, false}, &err), &err);
	check(c, b, 1, 0);
	assert_ok(write_one(c->db, "UPDATE blob SET size = 4", &err), &err);
	check(c, b, 1, 1);
	assert_ok(write_one(c->db, "UPDATE blob SET size = 3", &err), &err);
	snprintf(victim, sizeof(victim), "%s/victim", c->dir);
	fclose(fopen(victim, "w"));
	snprintf(sql, sizeof(sql), "INSERT INTO blob (hash, size, refs, created_at) VALUES ('..%.*svictim', 0, 0, 1)", 56,
			"/./././././././././././././././././././././././././././/");
	assert_int_equal(strcspn(strstr(sql, ".."), "'"), TR_HEX256);
	assert_ok(write_one(c->db, sql, &err), &err);
	check(c, b, 1, 1);
	assert_ok(tr_blobs_forget(c->db, b, NULL, &gone, &err), &err);
	assert_int_equal(gone, 0);
	assert_int_equal(access(victim, F_OK), 0);
	check(c, b, 1, 0);
	assert_int_equal(unlink(victim), 0);
	tr_blobs_close(b);
}

/* A disk that is full in the middle of a file leaves nothing of it. */
static void
test_full(struct contract *c)
{
	struct trien_err err = {0};
	char path[128], name[TR_HEX256 + 1];
	struct tr_blobs *b = open_blobs(c, path, sizeof(path));
	static uint8_t large[100000];
	struct rlimit before, small;

	getrlimit(RLIMIT_FSIZE, &before);
	small = before;
	small.rlim_cur = 50000;
	signal(SIGXFSZ, SIG_IGN);
	setrlimit(RLIMIT_FSIZE, &small);
	const trien_rc rc = tr_blob_put(b, TR_BYTES(large, sizeof(large)), name, &err);
	const int dir = open(path, O_RDONLY | O_DIRECTORY);
	const trien_rc replaced = tr_file_replace(dir, "file", TR_BYTES(large, sizeof(large)), &err);
	setrlimit(RLIMIT_FSIZE, &before);
	assert_refused(rc, "store.disk-full");
	assert_refused(replaced, "store.disk-full");
	assert_int_equal(faccessat(dir, "file", F_OK, 0), -1);
	assert_int_equal(faccessat(dir, ".file.new", F_OK, 0), -1);
	close(dir);
	check(c, b, 0, 0);
	assert_ok(tr_blob_put(b, TR_BYTES(large, sizeof(large)), name, &err), &err);
	check(c, b, 1, 1);
	tr_blobs_close(b);
}

static void
test_limit(struct contract *c)
{
	struct trien_err err = {0};
	char path[128], name[TR_HEX256 + 1];
	struct tr_blobs *b;
	TR_AUTO_BUF is = {0};

	snprintf(path, sizeof(path), "%s/file", c->dir);
	fclose(fopen(path, "w"));
	assert_refused(tr_blobs_open(path, &b, &err), "store.file-failed");
	b = open_blobs(c, path, sizeof(path));
	assert_refused(tr_blob_put(b, TR_BYTES("", TR_BLOB_MAX + 1), name, &err), "store.blob-limit");
	tr_blobs_close(b);
	/* At the cap: of a file that has no blocks, at the path that its name would have. */
	const int dir = open(c->dir, O_RDONLY | O_DIRECTORY), fd = openat(dir, "large", O_CREAT | O_WRONLY, 0600);
	assert_int_equal(ftruncate(fd, 1001), 0);
	assert_refused(tr_file_load(dir, "large", 1000, &is, NULL, &err), "base.buffer-limit");
	assert_ok(tr_file_load(dir, "large", 1001, &is, NULL, &err), &err);
	assert_int_equal(is.n, 1001);
	assert_refused(tr_file_load(dir, "nothing", 1, &is, NULL, &err), "store.file-failed");
	bool there = true;
	assert_ok(tr_file_load(dir, "nothing", 1, &is, &there, &err), &err);
	assert_false(there);
	assert_refused(tr_file_load(dir, ".", 1, &is, NULL, &err), "store.file-failed");
	close(fd);
	close(dir);
}

extern const struct contract_row blob_tests[];
const struct contract_row blob_tests[] = {
	{"blob life", test_life}, {"blob several", test_several_at_once}, {"blob faults", test_faults}, {"blob rows by hand", test_rows_by_hand}, {"blob full disk", test_full}, {"blob limits", test_limit}, {"blobs of a group", test_shared}, {NULL, NULL},
};
