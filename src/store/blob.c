/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "store/blob.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/errors/store.h"
#include "store/file.h"

struct tr_blobs {
	int dir;
};

/* "ab/cdef...": 256 folders. */
#define PATH_SIZE (TR_HEX256 + 2)

static void
path_of(const char *name, char out[PATH_SIZE])
{
	snprintf(out, PATH_SIZE, "%.2s/%.62s", name, name + 2);
}

trien_rc
tr_blobs_open(const char *folder, struct tr_blobs **out, struct trien_err *err)
{
	int dir;

	TR_TRY(tr_folder_open(AT_FDCWD, folder, &dir, err));
	struct tr_blobs *b = tr_mem_zeroed(1, sizeof(*b));
	if (b == NULL) {
		close(dir);
		return TR_ERR(err, NO_MEMORY, TR_U("want", sizeof(*b)));
	}
	b->dir = dir;
	*out = b;
	return TRIEN_OK;
}

void
tr_blobs_close(struct tr_blobs *b)
{
	if (b == NULL)
		return;
	close(b->dir);
	free(b);
}

/* ---- content ---- */

trien_rc
tr_blob_put_all(struct tr_blobs *b, const struct tr_blob_new *blobs, size_t count, struct trien_err *err)
{
	struct tr_file_new files[TR_BLOBS_PUT_MAX];
	char paths[TR_BLOBS_PUT_MAX][PATH_SIZE];

	if (count > TR_BLOBS_PUT_MAX)
		return TR_ERR(err, INTERNAL, TR_S("what", "blobs put at once"));
	for (size_t i = 0; i < count; i++) {
		if (blobs[i].content.n > TR_BLOB_MAX)
			return TR_ERR(err, STORE_BLOB_LIMIT, TR_U("max", TR_BLOB_MAX));
		TR_TRY(tr_hex_sha256(blobs[i].content, blobs[i].name, err));
		path_of(blobs[i].name, paths[i]);
		files[i] = (struct tr_file_new){.path = paths[i], .content = blobs[i].content};
	}
	return tr_files_add_shared(b->dir, files, count, err);
}

trien_rc
tr_blob_put(struct tr_blobs *b, struct tr_bytes content, char name[TR_HEX256 + 1], struct trien_err *err)
{
	return tr_blob_put_all(b, &(struct tr_blob_new){content, name}, 1, err);
}

trien_rc
tr_blob_get(struct tr_blobs *b, const char *name, struct tr_buf *out, struct trien_err *err)
{
	char path[PATH_SIZE], is[TR_HEX256 + 1];
	TR_AUTO_BUF content = {.max = TR_BLOB_MAX + 1};
	bool there = false;

	if (!tr_hex_is_256(name))
		return TR_ERR(err, STORE_BLOB_MISSING, TR_S("name", name));
	path_of(name, path);
	TR_TRY(tr_file_load(b->dir, path, TR_BLOB_MAX, &content, &there, err));
	if (!there)
		return TR_ERR(err, STORE_BLOB_MISSING, TR_S("name", name));
	TR_TRY(tr_hex_sha256(tr_buf_view(&content), is, err));
	if (strcmp(is, name) != 0)
		return TR_ERR(err, STORE_BLOB_DAMAGED, TR_S("name", name));
	return tr_buf_add_bytes(out, tr_buf_view(&content), err);
}

trien_rc
tr_blob_continued(struct tr_blobs *b, const char *name, struct tr_bytes content, size_t *bytes, struct trien_err *err)
{
	TR_AUTO_BUF base = {.max = TR_BLOB_MAX};

	TR_TRY(tr_blob_get(b, name, &base, err));
	*bytes = content.n > base.n && memcmp(content.p, base.p, base.n) == 0 ? base.n : 0;
	return TRIEN_OK;
}

/* ---- references ---- */

trien_rc
tr_blob_refer(struct tr_sql *db, struct tr_blobs *b, const char *name, int64_t now, struct trien_err *err)
{
	static const char sql[] = "INSERT INTO blob (hash, size, refs, created_at) VALUES ($1, $2, 1, $3) "
				  "ON CONFLICT (hash) DO UPDATE SET refs = blob.refs + 1";
	char path[PATH_SIZE];
	struct stat st;

	/* A sweep takes files away under the same lock: what is here now stays. */
	TR_TRY(tr_sql_hold(db, err));
	path_of(name, path);
	if (!tr_hex_is_256(name))
		return TR_ERR(err, STORE_BLOB_MISSING, TR_S("name", name));
	if (fstatat(b->dir, path, &st, AT_SYMLINK_NOFOLLOW) != 0)
		return errno == ENOENT ? TR_ERR(err, STORE_BLOB_MISSING, TR_S("name", name)) : tr_file_failed(path, errno, err);
	return tr_sql_later(db, sql, TR_SQL_IN(TR_SQL_T(name), TR_SQL_I(st.st_size), TR_SQL_I(now)), NULL, err);
}

trien_rc
tr_blob_release(struct tr_sql *db, const char *name, struct trien_err *err)
{
	int64_t changed;

	TR_TRY(tr_sql_run(db, "UPDATE blob SET refs = refs - 1 WHERE hash = $1 AND refs > 0", TR_SQL_IN(TR_SQL_T(name)), &changed,
			err));
	return changed == 1 ? TRIEN_OK : TR_ERR(err, STORE_BLOB_UNREFERRED, TR_S("name", name));
}

static trien_rc
count_rows(struct tr_sql *db, const char *name, int64_t *out, struct trien_err *err)
{
	TR_AUTO_ROWS rows = {0};

	TR_TRY(tr_sql_ask(db, "SELECT COUNT(*) FROM blob WHERE hash = $1", TR_SQL_IN(TR_SQL_T(name)), &rows, err));
	*out = tr_sql_int(&rows, 0, 0);
	return TRIEN_OK;
}

/* ---- forgetting ---- */

struct forgetting {
	struct tr_blobs *blobs;
	const char *also;
	uint64_t gone;
};

static trien_rc
forget_one(struct tr_sql *db, struct forgetting *f, const char *name, struct trien_err *err)
{
	char path[PATH_SIZE];

	/* The row first: where a document is referred to all the same, its key says so now. Rolled back behind that, the row says what is still to be done. */
	TR_TRY(tr_sql_run(db, "DELETE FROM blob WHERE hash = $1", TR_SQL_IN(TR_SQL_T(name)), NULL, err));
	if (!tr_hex_is_256(name)) /* a hand wrote it: no path is made of that */
		return TRIEN_OK;
	path_of(name, path);
	f->gone++;
	return tr_file_remove(f->blobs->dir, path, err);
}

static trien_rc
forget(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct forgetting *f = context;
	TR_AUTO_ROWS rows = {0};
	int64_t known;

	f->gone = 0;
	TR_TRY(tr_sql_ask(db, "SELECT hash FROM blob WHERE refs = 0 ORDER BY hash", NULL, 0, &rows, err));
	for (size_t i = 0; i < rows.count; i++)
		TR_TRY(forget_one(db, f, tr_sql_text(&rows, i, 0), err));
	if (f->also == NULL || !tr_hex_is_256(f->also))
		return TRIEN_OK;
	TR_TRY(count_rows(db, f->also, &known, err));
	return known > 0 ? TRIEN_OK : forget_one(db, f, f->also, err);
}

trien_rc
tr_blobs_forget(struct tr_sql *db, struct tr_blobs *b, const char *also, uint64_t *gone, struct trien_err *err)
{
	struct forgetting f = {.blobs = b, .also = also};

	TR_TRY(tr_sql_transact(db, TR_SQL_WRITE, forget, &f, err));
	*gone = f.gone;
	return TRIEN_OK;
}

/* ---- walking over the files ---- */

struct walk {
	struct tr_sql *db;
	struct tr_blobs *blobs;
	int64_t now;
	tr_blob_found found;
	void *context;
	struct tr_blob_count count;
	uint64_t swept;
	trien_rc (*visit)(struct walk *w, const char *name, const struct stat *st, struct trien_err *err);
};

static void
tell(struct walk *w, enum tr_blob_fault fault, const char *name)
{
	w->count.faults++;
	if (w->found != NULL)
		w->found(w->context, fault, name);
}

static trien_rc
visit_entry(struct walk *w, const char *folder, const char *entry, struct trien_err *err)
{
	char name[NAME_MAX + 4], path[NAME_MAX + 4];
	struct stat st;

	snprintf(name, sizeof(name), "%s%s", folder, entry);
	snprintf(path, sizeof(path), "%s/%s", folder, entry);
	if (fstatat(w->blobs->dir, path, &st, AT_SYMLINK_NOFOLLOW) != 0)
		return errno == ENOENT ? TRIEN_OK : tr_file_failed(path, errno, err);
	if (!tr_hex_is_256(name) || !S_ISREG(st.st_mode)) {
		if (w->found != NULL)
			tell(w, TR_BLOB_STRANGE, path);
		return TRIEN_OK;
	}
	return w->visit(w, name, &st, err);
}

/* Runs with every name in a folder but "." and "..". */
static trien_rc
each_in(int dir, const char *folder, trien_rc (*one)(struct walk *, const char *, const char *, struct trien_err *),
		struct walk *w, struct trien_err *err)
{
	const int fd = openat(dir, folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
	DIR *d = fd >= 0 ? fdopendir(fd) : NULL;
	trien_rc rc = TRIEN_OK;

	if (d == NULL) {
		rc = tr_file_failed(folder, errno, err);
		if (fd >= 0)
			close(fd);
		return rc;
	}
	for (struct dirent *e; rc == TRIEN_OK && (e = readdir(d)) != NULL;)
		if (strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0)
			rc = one(w, folder, e->d_name, err);
	closedir(d);
	return rc;
}

static trien_rc
visit_folder(struct walk *w, const char *folder, const char *entry, struct trien_err *err)
{
	struct stat st;

	(void)folder;
	if (strlen(entry) == 2 && strspn(entry, "0123456789abcdef") == 2 &&
			fstatat(w->blobs->dir, entry, &st, AT_SYMLINK_NOFOLLOW) == 0 && S_ISDIR(st.st_mode))
		return each_in(w->blobs->dir, entry, visit_entry, w, err);
	if (w->found != NULL)
		tell(w, TR_BLOB_STRANGE, entry);
	return TRIEN_OK;
}

/* ---- check ---- */

static trien_rc
check_file(struct walk *w, const char *name, const struct stat *st, struct trien_err *err)
{
	TR_AUTO_BUF content = {.max = TR_BLOB_MAX + 1};
	TR_AUTO_ROWS rows = {0};

	w->count.blobs++;
	const trien_rc rc = tr_blob_get(w->blobs, name, &content, err);
	const bool damaged = rc == TRIEN_E_STORE_BLOB_DAMAGED || rc == TRIEN_E_BUFFER_LIMIT;
	if (rc != TRIEN_OK && !damaged)
		return rc;
	TR_TRY(tr_sql_ask(w->db, "SELECT size FROM blob WHERE hash = $1", TR_SQL_IN(TR_SQL_T(name)), &rows, err));
	if (damaged || (rows.count > 0 && tr_sql_int(&rows, 0, 0) != st->st_size))
		tell(w, TR_BLOB_WRONG, name);
	if (rows.count == 0 && st->st_ctime + TR_BLOB_GRACE_SECONDS <= w->now)
		tell(w, TR_BLOB_ORPHAN, name);
	return TRIEN_OK;
}

static void
check_row(struct walk *w, const char *name)
{
	char path[PATH_SIZE];
	struct stat st;

	if (tr_hex_is_256(name)) {
		path_of(name, path);
		if (fstatat(w->blobs->dir, path, &st, AT_SYMLINK_NOFOLLOW) == 0)
			return;
	}
	tell(w, TR_BLOB_MISSING, name);
}

/* Rows in pages, by name: of any length, where a hand wrote it. */
static trien_rc
check_rows(struct walk *w, struct trien_err *err)
{
	static const char sql[] = "SELECT hash FROM blob WHERE hash > $1 ORDER BY hash LIMIT 1000";
	TR_AUTO_BUF after = {0};

	for (;;) {
		TR_AUTO_ROWS rows = {0};
		TR_TRY(tr_sql_ask(w->db, sql, TR_SQL_IN(TR_SQL_TN(after.p, after.n)), &rows, err));
		if (rows.count == 0)
			return TRIEN_OK;
		for (size_t i = 0; i < rows.count; i++)
			check_row(w, tr_sql_text(&rows, i, 0));
		tr_buf_clear(&after);
		TR_TRY(tr_buf_add_bytes(&after, tr_sql_cell(&rows, rows.count - 1, 0)->b, err));
	}
}

static trien_rc
check(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct walk *w = context;

	w->db = db;
	TR_TRY(each_in(w->blobs->dir, ".", visit_folder, w, err));
	return check_rows(w, err);
}

trien_rc
tr_blobs_check(struct tr_sql *db, struct tr_blobs *b, int64_t now, tr_blob_found found, void *context,
		struct tr_blob_count *out, struct trien_err *err)
{
	struct walk w = {.blobs = b, .now = now, .found = found, .context = context, .visit = check_file};

	TR_TRY(tr_sql_transact(db, TR_SQL_READ, check, &w, err));
	*out = w.count;
	return TRIEN_OK;
}

/* ---- sweep ---- */

static trien_rc
forget_rows(struct tr_sql *db, void *context, struct trien_err *err)
{
	(void)context;
	return tr_sql_run(db, "DELETE FROM blob WHERE refs = 0", NULL, 0, NULL, err);
}

static trien_rc
sweep_file(struct walk *w, const char *name, const struct stat *st, struct trien_err *err)
{
	char path[PATH_SIZE];
	int64_t rows;

	TR_TRY(count_rows(w->db, name, &rows, err));
	if (rows > 0 || st->st_ctime + TR_BLOB_GRACE_SECONDS > w->now)
		return TRIEN_OK;
	path_of(name, path);
	if (unlinkat(w->blobs->dir, path, 0) != 0 && errno != ENOENT)
		return tr_file_failed(path, errno, err);
	w->swept++;
	return TRIEN_OK;
}

/* Under the writers' lock: nobody can begin to refer to a file between the look and the unlink. */
static trien_rc
sweep(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct walk *w = context;

	w->db = db;
	return each_in(w->blobs->dir, ".", visit_folder, w, err);
}

trien_rc
tr_blobs_sweep(struct tr_sql *db, struct tr_blobs *b, int64_t now, uint64_t *swept, struct trien_err *err)
{
	struct walk w = {.blobs = b, .now = now, .visit = sweep_file};

	/* Committed before the first file goes: a crash in between leaves orphans, never a row without its file. */
	TR_TRY(tr_sql_transact(db, TR_SQL_WRITE, forget_rows, NULL, err));
	TR_TRY(tr_sql_transact(db, TR_SQL_WRITE, sweep, &w, err));
	*swept = w.swept;
	return TRIEN_OK;
}
