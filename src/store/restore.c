/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/errors/store.h"
#include "base/message.h"
#include "crypto/envelope.h"
#include "store/audit.h"
#include "store/backup_record.h"
#include "store/blob.h"
#include "store/file.h"
#include "store/migration.h"
#include "store/schema.h"

#define SUMS "SHA256SUMS"

struct restore {
	const struct tr_restore_to *to;
	int dir;
	struct tr_buf sums;
	char sum[TR_HEX256 + 1], back_end[16];
	unsigned schema;
	bool encrypted, has_audit;
	uint64_t files;
	/* where it goes */
	char dump[PATH_MAX];
	int dump_fd, audit, config;
	struct tr_blobs *blobs;
	unsigned piece;
	/* what came of it */
	uint64_t documents, signed_leaves, faults;
	char first[96];
};

static trien_rc
malformed(const char *file, size_t line, struct trien_err *err)
{
	return TR_ERR(err, STORE_BACKUP_MALFORMED, TR_S("file", file), TR_U("line", line));
}

/* ---- looking at the backup ---- */

static trien_rc
load_file(const struct restore *r, const struct tr_backup_line *line, struct tr_buf *out, struct trien_err *err)
{
	char is[TR_HEX256 + 1];
	bool there;

	TR_TRY(tr_file_load(r->dir, line->path, TR_BLOB_MAX + TR_BACKUP_PIECE, out, &there, err));
	if (there)
		TR_TRY(tr_hex_sha256(tr_buf_view(out), is, err));
	return there && strcmp(is, line->hash) == 0 ? TRIEN_OK : TR_ERR(err, STORE_BACKUP_DAMAGED, TR_S("path", line->path));
}

typedef trien_rc (*each_file)(struct restore *r, struct tr_backup_line *line, struct tr_bytes content, struct trien_err *err);

/* Every file, whose sum is held against the list each time. */
static trien_rc
each(struct restore *r, each_file one, struct trien_err *err)
{
	struct tr_bytes rest = tr_buf_view(&r->sums);
	struct tr_backup_line line;

	for (r->files = 0; rest.n > 0; r->files++) {
		TR_AUTO_BUF content = {.max = 2 * TR_BLOB_MAX};
		if (!tr_backup_line_take(&rest, &line))
			return malformed(SUMS, r->files + 1, err);
		TR_TRY(load_file(r, &line, &content, err));
		TR_TRY(one(r, &line, tr_buf_view(&content), err));
	}
	return TRIEN_OK;
}

/* One text has one reading. */
static trien_rc
read_about(struct restore *r, struct tr_bytes text, struct trien_err *err)
{
	char copy[96], again[96], encrypted[4];

	if (text.n >= sizeof(copy) || memchr(text.p, 0, text.n) != NULL)
		return malformed("about", 1, err);
	memcpy(copy, text.p, text.n);
	copy[text.n] = '\0';
	if (sscanf(copy, "trien-backup 1\nback_end %15[a-z]\nschema %9u\nencrypted %3[a-z]\n", r->back_end, &r->schema, encrypted) != 3)
		return malformed("about", 1, err);
	snprintf(again, sizeof(again), "trien-backup 1\nback_end %s\nschema %u\nencrypted %s\n", r->back_end, r->schema, encrypted);
	r->encrypted = strcmp(encrypted, "yes") == 0;
	return strcmp(copy, again) == 0 && (r->encrypted || strcmp(encrypted, "no") == 0) ? TRIEN_OK : malformed("about", 1, err);
}

static trien_rc
look_at_file(struct restore *r, struct tr_backup_line *line, struct tr_bytes content, struct trien_err *err)
{
	return strcmp(line->path, "about") == 0 ? read_about(r, content, err) : TRIEN_OK;
}

static trien_rc
look_at_backup(struct restore *r, const char *folder, struct trien_err *err)
{
	const char *want = r->to->database != NULL ? "sqlite" : "postgresql";
	const size_t known = r->to->database != NULL ? tr_sqlite_migration_count : tr_postgresql_migration_count;
	bool there;

	TR_TRY(tr_file_load(r->dir, SUMS, TR_BACKUP_SUMS_MAX, &r->sums, &there, err));
	if (!there)
		return TR_ERR(err, STORE_BACKUP_UNFINISHED, TR_S("path", folder));
	TR_TRY(tr_hex_sha256(tr_buf_view(&r->sums), r->sum, err));
	if (r->to->sum != NULL && strcmp(r->to->sum, r->sum) != 0)
		return TR_ERR(err, STORE_BACKUP_SUM, TR_S("got", r->sum), TR_S("want", r->to->sum));
	TR_TRY(each(r, look_at_file, err));
	if (r->back_end[0] == '\0')
		return malformed("about", 1, err);
	if (strcmp(r->back_end, want) != 0)
		return TR_ERR(err, STORE_BACKUP_OTHER, TR_S("got", r->back_end), TR_S("want", want));
	if (r->schema > known)
		return TR_ERR(err, STORE_SCHEMA_NEWER, TR_U("got", r->schema), TR_U("want", known));
	return r->encrypted && r->to->key.n == 0 ? TR_ERR0(err, STORE_BACKUP_LOCKED) : TRIEN_OK;
}

/* ---- putting it in place ---- */

static trien_rc
add_piece(struct restore *r, const char *number, struct tr_bytes content, struct trien_err *err)
{
	char want[16];

	snprintf(want, sizeof(want), "%06u", r->piece++);
	if (strcmp(number, want) != 0)
		return malformed(SUMS, r->files + 1, err);
	errno = EIO;
	return tr_write_all(r->dump_fd, content.p, content.n) ? TRIEN_OK : tr_file_failed(r->dump, errno, err);
}

static trien_rc
add_blob(struct restore *r, const char *path, struct tr_bytes content, struct trien_err *err)
{
	char is[TR_HEX256 + 1], want[TR_BACKUP_PATH_MAX + 1];

	snprintf(want, sizeof(want), "%.2s%s", path, strlen(path) > 3 ? path + 3 : "");
	if (!tr_hex_is_256(want) || path[2] != '/')
		return malformed(SUMS, r->files + 1, err);
	TR_TRY(tr_blob_put(r->blobs, content, is, err));
	return strcmp(is, want) == 0 ? TRIEN_OK : TR_ERR(err, STORE_BACKUP_DAMAGED, TR_S("path", path));
}

/* Its name without what an envelope has behind it. */
static trien_rc
open_envelope(struct restore *r, struct tr_backup_line *line, struct tr_bytes content, struct tr_buf *plain, struct trien_err *err)
{
	const size_t n = strlen(line->path);

	if (n < 5 || strcmp(line->path + n - 4, ".p7m") != 0)
		return malformed(SUMS, r->files + 1, err);
	line->path[n - 4] = '\0';
	return tr_envelope_open(r->to->key, content, plain, err);
}

static trien_rc
put_plain(struct restore *r, const char *path, struct tr_bytes content, struct trien_err *err)
{
	const char *slash = strchr(path, '/'), *below = slash != NULL ? slash + 1 : "";
	const size_t n = slash != NULL ? (size_t)(slash - path) : 0;

	if (n == 8 && strncmp(path, "database", n) == 0)
		return add_piece(r, below, content, err);
	if (n == 5 && strncmp(path, "blobs", n) == 0 && r->blobs != NULL)
		return add_blob(r, below, content, err);
	if (n == 5 && strncmp(path, "audit", n) == 0) {
		r->has_audit = true;
		return r->audit >= 0 ? tr_file_add(r->audit, below, content, NULL, err) : TRIEN_OK;
	}
	if (n == 6 && strncmp(path, "config", n) == 0)
		return r->config >= 0 ? tr_file_add(r->config, below, content, NULL, err) : TRIEN_OK;
	return malformed(SUMS, r->files + 1, err);
}

static trien_rc
put_file(struct restore *r, struct tr_backup_line *line, struct tr_bytes content, struct trien_err *err)
{
	TR_AUTO_BUF plain = {.max = TR_BLOB_MAX + TR_BACKUP_PIECE};

	if (strcmp(line->path, "about") == 0)
		return TRIEN_OK;
	if (!r->encrypted)
		return put_plain(r, line->path, content, err);
	TR_TRY(open_envelope(r, line, content, &plain, err));
	return put_plain(r, line->path, tr_buf_view(&plain), err);
}

static trien_rc
check_places(const struct restore *r, struct trien_err *err)
{
	const struct tr_restore_to *to = r->to;
	const char *const folders[] = {to->database != NULL ? to->place : NULL, to->blobs, to->audit, to->config};

	for (size_t i = 0; i < sizeof(folders) / sizeof(*folders); i++)
		if (folders[i] != NULL)
			TR_TRY(tr_backup_check_empty(folders[i], err));
	return to->database == NULL ? tr_dump_read(to->place, -1, err) : TRIEN_OK;
}

static trien_rc
open_places(struct restore *r, struct trien_err *err)
{
	const struct tr_restore_to *to = r->to;

	TR_TRY(tr_blobs_open(to->blobs, &r->blobs, err));
	if (to->audit != NULL)
		TR_TRY(tr_folder_open(AT_FDCWD, to->audit, &r->audit, err));
	if (to->config != NULL)
		TR_TRY(tr_folder_open(AT_FDCWD, to->config, &r->config, err));
	/* What pg_restore reads has no name: nothing of it stays. */
	const bool is_file = to->database != NULL;
	if (snprintf(r->dump, sizeof(r->dump), "%s%s", is_file ? to->place : to->blobs, is_file ? "/.restoring" : "") >= (int)sizeof(r->dump))
		return tr_file_failed(to->place, ENAMETOOLONG, err);
	r->dump_fd = open(r->dump, (is_file ? O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW : O_RDWR | O_TMPFILE) | O_CLOEXEC, 0600);
	return r->dump_fd >= 0 ? TRIEN_OK : tr_file_failed(r->dump, errno, err);
}

static trien_rc
put_all(struct restore *r, struct trien_err *err)
{
	TR_TRY(open_places(r, err));
	TR_TRY(each(r, put_file, err));
	if (fsync(r->dump_fd) != 0)
		return tr_file_failed(r->dump, errno, err);
	if (r->piece == 0)
		return malformed(SUMS, r->files, err);
	if (r->to->database != NULL)
		return TRIEN_OK;
	if (lseek(r->dump_fd, 0, SEEK_SET) != 0)
		return tr_file_failed(r->dump, errno, err);
	return tr_dump_read(r->to->place, r->dump_fd, err);
}

/* ---- what came of it ---- */

static void
fault(struct restore *r, const char *what)
{
	if (r->faults++ == 0)
		snprintf(r->first, sizeof(r->first), "%s", what);
}

static void
blob_fault(void *context, enum tr_blob_fault kind, const char *name)
{
	if (kind != TR_BLOB_ORPHAN)
		fault(context, name);
}

static void
leaf_fault(void *context, enum tr_audit_fault kind, uint64_t index)
{
	char text[48];

	(void)kind;
	snprintf(text, sizeof(text), "audit:%llu", (unsigned long long)index);
	fault(context, text);
}

static trien_rc
load_logs(struct tr_sql *db, void *context, struct trien_err *err)
{
	tr_sql_rows_free(context);
	return tr_sql_ask(db, "SELECT log, key FROM audit_signed ORDER BY log", NULL, 0, context, err);
}

/* A log's folder against its rows, by the key that the store knows. */
static trien_rc
check_log(struct restore *r, struct tr_sql *db, int64_t log, struct tr_bytes key_text, struct trien_err *err)
{
	char path[64];
	TR_AUTO_BUF note = {0};
	struct tr_audit_count n;
	struct tr_note_key key;
	struct tr_checkpoint c;
	bool there;
	int dir;

	snprintf(path, sizeof(path), "%lld/checkpoint", (long long)log);
	TR_TRY(tr_file_load(r->audit, path, TR_NOTE_MAX, &note, &there, err));
	if (!there) {
		fault(r, path);
		return TRIEN_OK;
	}
	TR_TRY(tr_note_key_read(key_text, &key, err));
	TR_TRY(tr_checkpoint_open(tr_buf_view(&note), &key, &c, err));
	snprintf(path, sizeof(path), "%lld", (long long)log);
	TR_TRY(tr_folder_open(r->audit, path, &dir, err));
	const trien_rc rc = tr_audit_verify(db, log, dir, &c, leaf_fault, r, &n, err);
	close(dir);
	r->signed_leaves += rc == TRIEN_OK ? n.signed_leaves : 0;
	return rc;
}

/* The table of what was signed came with step 12: an older store has it not. */
#define STEP_SIGNED 12u

static trien_rc
check_logs(struct restore *r, struct tr_sql *db, struct trien_err *err)
{
	TR_AUTO_ROWS logs = {0};

	if (!r->has_audit || r->audit < 0 || r->schema < STEP_SIGNED)
		return TRIEN_OK;
	TR_TRY(tr_sql_transact(db, TR_SQL_READ, load_logs, &logs, err));
	for (size_t i = 0; i < logs.count; i++)
		TR_TRY(check_log(r, db, tr_sql_int(&logs, i, 0), tr_sql_cell(&logs, i, 1)->b, err));
	return TRIEN_OK;
}

static trien_rc
check_all(struct restore *r, struct tr_sql *db, int64_t now, struct trien_err *err)
{
	struct tr_blob_count count;

	const trien_rc rc = tr_schema_check(db, err);
	if (rc != TRIEN_OK && rc != TRIEN_E_STORE_SCHEMA_OLDER) /* an older one is brought up to date by who runs it next */
		return rc;
	TR_TRY(tr_blobs_check(db, r->blobs, now, blob_fault, r, &count, err));
	r->documents = count.blobs;
	TR_TRY(check_logs(r, db, err));
	if (r->faults > 0)
		return TR_ERR(err, STORE_RESTORE_FAULTS, TR_U("count", r->faults), TR_S("first", r->first));
	return tr_backup_record_restored(db, r->sum, r->files, now, err);
}

static trien_rc
check_restored(struct restore *r, int64_t now, struct trien_err *err)
{
	struct tr_sql *db;

	TR_TRY(tr_sql_open(r->to->database != NULL ? r->dump : r->to->place, TR_SQL_MUST_EXIST, &db, err));
	const trien_rc rc = check_all(r, db, now, err);
	tr_sql_close(db);
	return rc;
}

/* The name that makes it a store. */
static trien_rc
name_database(const struct restore *r, struct trien_err *err)
{
	int folder;

	if (r->to->database == NULL)
		return TRIEN_OK;
	if (rename(r->dump, r->to->database) != 0)
		return tr_file_failed(r->to->database, errno, err);
	TR_TRY(tr_folder_open(AT_FDCWD, r->to->place, &folder, err));
	const int code = fsync(folder) == 0 ? 0 : errno;
	close(folder);
	return code == 0 ? TRIEN_OK : tr_file_failed(r->to->place, code, err);
}

static void
close_all(struct restore *r)
{
	const int fds[] = {r->dir, r->dump_fd, r->audit, r->config};

	for (size_t i = 0; i < sizeof(fds) / sizeof(*fds); i++)
		if (fds[i] >= 0)
			close(fds[i]);
	tr_blobs_close(r->blobs);
	tr_buf_free(&r->sums);
	free(r);
}

static trien_rc
run(struct restore *r, const char *folder, int64_t now, struct trien_err *err)
{
	r->dir = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (r->dir < 0)
		return tr_file_failed(folder, errno, err);
	TR_TRY(look_at_backup(r, folder, err));
	TR_TRY(check_places(r, err));
	TR_TRY(put_all(r, err));
	TR_TRY(check_restored(r, now, err));
	return name_database(r, err);
}

trien_rc
tr_restore(const char *folder, const struct tr_restore_to *to, int64_t now, struct tr_restored *out, struct trien_err *err)
{
	struct restore *r = tr_mem_zeroed(1, sizeof(*r));

	if (r == NULL)
		return TR_ERR(err, NO_MEMORY, TR_U("want", sizeof(*r)));
	r->to = to;
	r->dir = r->dump_fd = r->audit = r->config = -1;
	r->sums.max = TR_BACKUP_SUMS_MAX + 2;
	const trien_rc rc = run(r, folder, now, err);
	if (rc == TRIEN_OK)
		*out = (struct tr_restored){r->files, r->schema, r->documents, r->signed_leaves};
	close_all(r);
	return rc;
}
