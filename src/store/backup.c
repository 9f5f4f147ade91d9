/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Consistent without stopping anybody: the database is that of one moment; documents are copied as it names them, and never change; of a log's folder tiles are only
 * added, so it is of that moment where the checkpoints were the same before and after. Where a document was deleted, or a checkpoint signed, meanwhile: all of it anew.
 */
#include "store/backup.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/errors/store.h"
#include "crypto/digest.h"
#include "crypto/envelope.h"
#include "store/blob.h"
#include "store/file.h"

#define PAGE 1000
#define CHECKPOINT "checkpoint"
#define SUMS "SHA256SUMS"

struct backup {
	const struct tr_backup_from *from;
	const char *folder;
	int dir;
	struct tr_blobs *blobs;
	struct tr_buf sums;
	struct tr_backup_made made;
	int64_t schema;
	const char *prefix; /* of what is walked over */
};

/* ---- a file ---- */

static trien_rc
put_as(struct backup *b, const char *path, struct tr_bytes content, struct trien_err *err)
{
	char hash[TR_HEX256 + 1];
	bool there;

	if (!tr_backup_path_is(path))
		return tr_file_failed(path, ENAMETOOLONG, err);
	TR_TRY(tr_hex_sha256(content, hash, err));
	TR_TRY(tr_buf_addf(&b->sums, err, "%s  %s\n", hash, path)); /* first: so undo() knows its folders too */
	TR_TRY(tr_file_add(b->dir, path, content, &there, err));
	if (there)
		return TR_ERR(err, STORE_PLACE_USED, TR_S("path", path));
	b->made.files++;
	b->made.bytes += content.n;
	return TRIEN_OK;
}

static trien_rc
put(struct backup *b, const char *path, struct tr_bytes content, struct trien_err *err)
{
	TR_AUTO_BUF sealed = {.max = 2 * TR_BLOB_MAX};
	char name[TR_BACKUP_PATH_MAX + 8];

	if (b->from->recipient.n == 0)
		return put_as(b, path, content, err);
	TR_TRY(tr_envelope_seal(b->from->recipient, content, &sealed, err));
	snprintf(name, sizeof(name), "%s.p7m", path);
	return put_as(b, name, tr_buf_view(&sealed), err);
}

/* ---- documents ---- */

static trien_rc
put_blob(struct backup *b, const char *name, struct trien_err *err)
{
	TR_AUTO_BUF content = {.max = TR_BLOB_MAX + 1};
	char path[TR_HEX256 + 16];

	TR_TRY(tr_blob_get(b->blobs, name, &content, err));
	snprintf(path, sizeof(path), "blobs/%.2s/%s", name, name + 2);
	return put(b, path, tr_buf_view(&content), err);
}

/* As the database of the backup names them, a page at a time. */
static trien_rc
put_blobs(struct tr_sql *db, void *context, struct trien_err *err)
{
	static const char sql[] = "SELECT hash FROM blob WHERE refs > 0 AND hash > $1 ORDER BY hash LIMIT $2";
	struct backup *b = context;
	char last[TR_HEX256 + 1] = "";
	TR_AUTO_ROWS step = {0};
	bool more = b->blobs != NULL;

	TR_TRY(tr_sql_ask(db, "SELECT MAX(number) FROM migration", NULL, 0, &step, err));
	b->schema = tr_sql_int(&step, 0, 0);
	while (more) {
		TR_AUTO_ROWS rows = {0};
		TR_TRY(tr_sql_ask(db, sql, TR_SQL_IN(TR_SQL_T(last), TR_SQL_I(PAGE)), &rows, err));
		for (size_t i = 0; i < rows.count; i++) {
			snprintf(last, sizeof(last), "%s", tr_sql_text(&rows, i, 0));
			TR_TRY(put_blob(b, last, err));
		}
		more = rows.count == PAGE;
	}
	return TRIEN_OK;
}

/* ---- the database ---- */

static trien_rc
put_piece(struct backup *b, int fd, unsigned number, bool *more, struct trien_err *err)
{
	TR_AUTO_BUF piece = {.max = TR_BACKUP_PIECE + 1};
	char path[32];
	ssize_t n = 1;

	TR_TRY(tr_buf_reserve(&piece, TR_BACKUP_PIECE, err));
	while (n > 0 && piece.n < TR_BACKUP_PIECE) {
		n = read(fd, piece.p + piece.n, TR_BACKUP_PIECE - piece.n);
		if (n < 0)
			return tr_file_failed("database", errno, err);
		piece.n += (size_t)n;
	}
	*more = n > 0;
	if (piece.n == 0)
		return TRIEN_OK;
	snprintf(path, sizeof(path), "database/%06u", number);
	return put(b, path, tr_buf_view(&piece), err);
}

static trien_rc
put_pieces(struct backup *b, const char *file, struct trien_err *err)
{
	const int fd = open(file, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	trien_rc rc = fd >= 0 ? TRIEN_OK : tr_file_failed(file, errno, err);
	bool more = true;

	for (unsigned i = 0; rc == TRIEN_OK && more; i++)
		rc = put_piece(b, fd, i, &more, err);
	if (fd >= 0)
		close(fd);
	return rc;
}

static void
remove_dump(const char *file)
{
	static const char *const ends[] = {"", "-wal", "-shm", "-journal"};
	char path[PATH_MAX];

	for (size_t i = 0; i < sizeof(ends) / sizeof(*ends); i++) {
		snprintf(path, sizeof(path), "%s%s", file, ends[i]);
		unlink(path);
	}
}

static trien_rc
put_database(struct backup *b, struct tr_sql *db, struct trien_err *err)
{
	char file[PATH_MAX];

	if (snprintf(file, sizeof(file), "%s/.database", b->folder) >= (int)sizeof(file) - 16)
		return tr_file_failed(b->folder, ENAMETOOLONG, err);
	remove_dump(file);
	trien_rc rc = tr_dump_write(db, b->from->place, file, put_blobs, b, err);
	if (rc == TRIEN_OK)
		rc = put_pieces(b, file, err);
	remove_dump(file);
	return rc;
}

/* ---- logs, and what else was named ---- */

static trien_rc
put_below(void *context, const char *path, struct tr_bytes content, struct trien_err *err)
{
	struct backup *b = context;
	char name[2 * TR_BACKUP_PATH_MAX];

	snprintf(name, sizeof(name), "%s/%s", b->prefix, path);
	return put(b, name, content, err);
}

/* Of all checkpoints together, in whatever order they are found. */
static trien_rc
add_stamp(void *context, const char *path, struct tr_bytes content, struct trien_err *err)
{
	uint8_t *stamp = context, digest[TR_DIGEST_MAX];
	TR_AUTO_BUF all = {0};
	size_t n;

	TR_TRY(tr_buf_addf(&all, err, "%s\n", path));
	TR_TRY(tr_buf_add_bytes(&all, content, err));
	TR_TRY(tr_digest(TR_SHA256, tr_buf_view(&all), digest, &n, err));
	for (size_t i = 0; i < n; i++)
		stamp[i] ^= digest[i];
	return TRIEN_OK;
}

static trien_rc
stamp_of(const struct backup *b, uint8_t stamp[TR_DIGEST_MAX], struct trien_err *err)
{
	memset(stamp, 0, TR_DIGEST_MAX);
	return b->from->audit != NULL ? tr_backup_walk(b->from->audit, CHECKPOINT, add_stamp, stamp, err) : TRIEN_OK;
}

static trien_rc
put_config(void *context, const char *path, struct tr_bytes content, struct trien_err *err)
{
	const struct backup *b = context;

	if (b->from->recipient.n == 0 && (memmem(content.p, content.n, "PRIVATE KEY", 11) != NULL || memmem(content.p, content.n, "PRIVATE+KEY", 11) != NULL))
		return TR_ERR(err, STORE_BACKUP_KEY, TR_S("path", path));
	return put_below(context, path, content, err);
}

/* A folder stands under its name; so does a file. */
static trien_rc
put_with(struct backup *b, const char *path, struct trien_err *err)
{
	const char *slash = strrchr(path, '/'), *name = slash != NULL ? slash + 1 : path;
	TR_AUTO_BUF content = {.max = TR_BLOB_MAX + 1};
	char prefix[TR_BACKUP_PATH_MAX];
	struct stat st;

	if (stat(path, &st) != 0)
		return tr_file_failed(path, errno, err);
	if (S_ISDIR(st.st_mode)) {
		snprintf(prefix, sizeof(prefix), "config/%s", name);
		b->prefix = prefix;
		return tr_backup_walk(path, NULL, put_config, b, err);
	}
	b->prefix = "config";
	TR_TRY(tr_file_load(AT_FDCWD, path, TR_BLOB_MAX, &content, NULL, err));
	return put_config(b, name, tr_buf_view(&content), err);
}

/* ---- all of it ---- */

static trien_rc
put_about(struct backup *b, enum tr_sql_back_end kind, struct trien_err *err)
{
	TR_AUTO_BUF text = {0};

	TR_TRY(tr_buf_addf(&text, err, "trien-backup 1\nback_end %s\nschema %lld\nencrypted %s\n", kind == TR_SQL_SQLITE ? "sqlite" : "postgresql",
			(long long)b->schema, b->from->recipient.n > 0 ? "yes" : "no"));
	return put_as(b, "about", tr_buf_view(&text), err);
}

static trien_rc
attempt(struct backup *b, struct tr_sql *db, struct trien_err *err)
{
	const struct tr_backup_from *f = b->from;
	uint8_t before[TR_DIGEST_MAX], after[TR_DIGEST_MAX];

	TR_TRY(stamp_of(b, before, err));
	TR_TRY(put_database(b, db, err));
	b->prefix = "audit";
	if (f->audit != NULL)
		TR_TRY(tr_backup_walk(f->audit, NULL, put_below, b, err));
	TR_TRY(stamp_of(b, after, err));
	if (memcmp(before, after, sizeof(before)) != 0)
		return TR_ERR(err, STORE_BACKUP_MOVED, TR_U("tries", TR_BACKUP_TRIES_MAX));
	for (size_t i = 0; i < f->with_count; i++)
		TR_TRY(put_with(b, f->with[i], err));
	TR_TRY(put_about(b, tr_sql_back_end_of(db), err));
	TR_TRY(tr_hex_sha256(tr_buf_view(&b->sums), b->made.sum, err));
	return tr_file_add(b->dir, SUMS, tr_buf_view(&b->sums), NULL, err);
}

/* The files that were written, and the folders that are empty then. */
static void
undo(struct backup *b)
{
	struct tr_bytes rest = tr_buf_view(&b->sums);
	struct tr_backup_line line;

	while (tr_backup_line_take(&rest, &line)) {
		unlinkat(b->dir, line.path, 0);
		for (char *slash; (slash = strrchr(line.path, '/')) != NULL;) {
			*slash = '\0';
			unlinkat(b->dir, line.path, AT_REMOVEDIR);
		}
	}
	tr_buf_clear(&b->sums);
	b->made = (struct tr_backup_made){0};
}

/* A document or a tile that was there and is not: it was deleted meanwhile, or is lost, which the last try says. */
static bool
may_have_moved(trien_rc rc)
{
	return rc == TRIEN_E_STORE_BACKUP_MOVED || rc == TRIEN_E_STORE_BLOB_MISSING || rc == TRIEN_E_STORE_FILE;
}

static trien_rc
run(struct backup *b, struct tr_sql *db, struct trien_err *err)
{
	trien_rc rc;

	for (unsigned try = 1;; try++) {
		rc = attempt(b, db, err);
		if (rc == TRIEN_OK)
			return rc;
		undo(b);
		if (!may_have_moved(rc) || try == TR_BACKUP_TRIES_MAX)
			return rc;
	}
}

trien_rc
tr_backup(struct tr_sql *db, const struct tr_backup_from *from, const char *folder, struct tr_backup_made *out, struct trien_err *err)
{
	struct backup b = {.from = from, .folder = folder, .dir = -1, .sums = {.max = TR_BACKUP_SUMS_MAX}};

	TR_TRY(tr_backup_check_empty(folder, err));
	TR_TRY(tr_folder_open(AT_FDCWD, folder, &b.dir, err));
	trien_rc rc = from->blobs != NULL ? tr_blobs_open(from->blobs, &b.blobs, err) : TRIEN_OK;
	if (rc == TRIEN_OK)
		rc = run(&b, db, err);
	if (rc == TRIEN_OK)
		*out = b.made;
	tr_blobs_close(b.blobs);
	tr_buf_free(&b.sums);
	close(b.dir);
	return rc;
}
