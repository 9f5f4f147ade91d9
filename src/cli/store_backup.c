/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* trien store backup|restore (store/backup.h): of a whole store, while the service runs; into an empty place, and looked at before it is done. */
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/errors/cli.h"
#include "base/errors/store.h"
#include "cli/store_backup.h"
#include "cli/registry_run.h"
#include "cli/store_door.h"
#include "store/backup_record.h"
#include "store/file.h"
#include "store/schema.h"

#define CERTIFICATE_MAX ((size_t)64 << 10)

/* A folder of the store as an option says it; of a PostgreSQL address that was not given: none. */
static trien_rc
folder_of(const char *place, const char *name, const char *given, char **out, struct trien_err *err)
{
	*out = NULL;
	return given == NULL && tr_sql_is_url(place) ? TRIEN_OK : tr_cli_store_folder(place, name, given, "", out, err);
}

static trien_rc
load_pem(const char *path, struct tr_buf *out, struct trien_err *err)
{
	return path != NULL ? tr_file_load(AT_FDCWD, path, CERTIFICATE_MAX, out, NULL, err) : TRIEN_OK;
}

/* A log may never have been signed: then it has no folder. */
static bool
is_there(const char *folder)
{
	return folder != NULL && access(folder, F_OK) == 0;
}

/* Also one whose tables are older: it is kept before they are brought up to date. */
static trien_rc
open_store(const struct tr_cli *cli, const char *place, struct tr_sql **out, struct trien_err *err)
{
	char *path = NULL;
	struct tr_sql *db;

	if (!tr_sql_is_url(place))
		TR_TRY(tr_cli_store_folder(place, TR_STORE_DATABASE, NULL, "", &path, err));
	trien_rc rc = tr_sql_open(path != NULL ? path : place, TR_SQL_MUST_EXIST, &db, err);
	free(path);
	TR_TRY(rc);
	rc = tr_schema_check(db, err);
	if (rc == TRIEN_OK)
		rc = tr_cli_store_door(cli, place, db, TR_WORK_RUN, err);
	else if (rc == TRIEN_E_STORE_SCHEMA_OLDER)
		rc = tr_cli_store_door_migrate(cli, place, db, err);
	if (rc == TRIEN_OK)
		*out = db;
	else
		tr_sql_close(db);
	return rc;
}

struct naming {
	const char *place, *kind;
	char name[256];
};

static trien_rc
name_account(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct naming *n = context;
	return tr_registry_account(n->place, db, &n->kind, n->name, sizeof(n->name), err);
}

/* The service reads there when the last one was made. */
static trien_rc
record(const struct tr_cli *cli, struct tr_sql *db, const struct tr_backup_from *from, const struct tr_backup_made *made, int64_t began_at, struct trien_err *err)
{
	struct naming n = {.place = from->place};
	TR_AUTO_BUF account = {0};

	TR_TRY(tr_sql_transact(db, TR_SQL_READ, name_account, &n, err));
	TR_TRY(tr_buf_addf(&account, err, "%s:%s%c", n.kind, n.name, 0));
	const struct tr_backup_when when = {began_at, cli->env->now(cli->env->context), (const char *)account.p};
	return tr_backup_record(db, from, made, &when, err);
}

static trien_rc
back_up(const struct tr_cli *cli, const struct tr_store_backup *w, const char *place, const char *folder, struct tr_backup_made *made, struct trien_err *err)
{
	struct tr_backup_from from = {.place = place, .with = w->with.items, .with_count = w->with.count};
	TR_AUTO_BUF recipient = {0};
	const int64_t began_at = cli->env->now(cli->env->context);
	struct tr_sql *db = NULL;
	char *blobs = NULL, *audit = NULL;

	trien_rc rc = load_pem(w->recipient, &recipient, err);
	if (rc == TRIEN_OK)
		rc = open_store(cli, place, &db, err);
	if (rc == TRIEN_OK)
		rc = tr_cli_store_folder(place, "blobs", w->blobs, "--blobs", &blobs, err);
	if (rc == TRIEN_OK)
		rc = folder_of(place, "audit", w->audit, &audit, err);
	from.recipient = tr_buf_view(&recipient);
	from.blobs = blobs;
	from.audit = w->audit != NULL || is_there(audit) ? audit : NULL;
	if (rc == TRIEN_OK)
		rc = tr_backup(db, &from, folder, made, err);
	if (rc == TRIEN_OK)
		rc = record(cli, db, &from, made, began_at, err);
	tr_sql_close(db);
	free(blobs);
	free(audit);
	return rc;
}

trien_rc
tr_cli_store_backup(const struct tr_cli *cli, const struct tr_store_backup *w, const char *place, const char *folder, struct trien_err *err)
{
	struct tr_backup_made m;

	TR_TRY(back_up(cli, w, place, folder, &m, err));
	if (cli->json)
		tr_cli_print_json(json_pack("{s:I, s:I, s:s, s:n}", "files", (json_int_t)m.files, "bytes", (json_int_t)m.bytes, "sum", m.sum, "error"));
	else
		tr_cli_printf(cli, "Đã sao lưu %llu tệp, %llu byte. Mã của bản sao lưu (ghi lại ở nơi khác): %s\n",
				"Backed up %llu files, %llu bytes. The backup's sum (write it down elsewhere): %s\n", (unsigned long long)m.files,
				(unsigned long long)m.bytes, m.sum);
	return TRIEN_OK;
}

static trien_rc
restore(const struct tr_cli *cli, const struct tr_store_backup *w, const char *folder, const char *place, struct tr_restored *out, struct trien_err *err)
{
	struct tr_restore_to to = {.place = place, .config = w->config, .sum = w->sum};
	TR_AUTO_BUF key = {0};
	char *blobs = NULL, *audit = NULL, *database = NULL;

	trien_rc rc = load_pem(w->key, &key, err);
	if (rc == TRIEN_OK)
		rc = tr_cli_store_folder(place, "blobs", w->blobs, "--blobs", &blobs, err);
	if (rc == TRIEN_OK)
		rc = folder_of(place, "audit", w->audit, &audit, err);
	if (rc == TRIEN_OK && !tr_sql_is_url(place))
		rc = tr_cli_store_folder(place, TR_STORE_DATABASE, NULL, "", &database, err);
	to.key = tr_buf_view(&key);
	to.blobs = blobs;
	to.audit = audit;
	to.database = database;
	if (rc == TRIEN_OK)
		rc = tr_restore(folder, &to, cli->env->now(cli->env->context), out, err);
	tr_wipe(key.p, key.n);
	free(blobs);
	free(audit);
	free(database);
	return rc;
}

trien_rc
tr_cli_store_restore(const struct tr_cli *cli, const struct tr_store_backup *w, const char *folder, const char *place, struct trien_err *err)
{
	struct tr_restored r;

	TR_TRY(restore(cli, w, folder, place, &r, err));
	if (cli->json)
		tr_cli_print_json(json_pack("{s:I, s:i, s:I, s:I, s:n}", "files", (json_int_t)r.files, "schema", (int)r.schema, "documents",
				(json_int_t)r.documents, "signed", (json_int_t)r.signed_leaves, "error"));
	else
		tr_cli_printf(cli, "Đã khôi phục %llu tệp (lược đồ bậc %u): %llu văn bản, %llu dòng nhật ký đã ký; mọi kiểm tra đều đạt.\n",
				"Restored %llu files (schema step %u): %llu documents, %llu signed leaves; all checks are passed.\n", (unsigned long long)r.files,
				r.schema, (unsigned long long)r.documents, (unsigned long long)r.signed_leaves);
	return TRIEN_OK;
}
