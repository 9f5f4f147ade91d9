/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* trien store init|check|backup|restore: the registry's database and its documents. */
#include "cli/store.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/errors/cli.h"
#include "cli/store_backup.h"
#include "cli/store_door.h"
#include "registry/act.h"
#include "registry/document_check.h"
#include "registry/references.h"
#include "store/blob.h"
#include "store/file.h"
#include "store/promise.h"
#include "store/schema.h"

trien_rc
tr_cli_store_folder(const char *place, const char *name, const char *given, const char *option, char **out, struct trien_err *err)
{
	char *path;

	if (given == NULL && tr_sql_is_url(place))
		return TR_ERR(err, CLI_OPTION_WANTED, TR_S("option", option));
	const int n = given != NULL ? asprintf(&path, "%s", given) : asprintf(&path, "%s/%s", place, name);
	if (n < 0)
		return TR_ERR(err, NO_MEMORY, TR_U("want", strlen(place)));
	*out = path;
	return TRIEN_OK;
}

static trien_rc
open_file(const char *place, enum tr_sql_create create, struct tr_sql **out, struct trien_err *err)
{
	char *path;
	int folder;

	if (create == TR_SQL_MAY_CREATE) {
		TR_TRY(tr_folder_open(AT_FDCWD, place, &folder, err));
		close(folder);
	}
	TR_TRY(tr_cli_store_folder(place, TR_STORE_DATABASE, NULL, "", &path, err));
	const trien_rc rc = tr_sql_open(path, create, out, err);
	free(path);
	return rc;
}

trien_rc
tr_cli_store_database(const char *place, enum tr_sql_create create, struct tr_sql **out, struct trien_err *err)
{
	struct tr_sql *db;

	TR_TRY(tr_sql_is_url(place) ? tr_sql_open(place, create, &db, err) : open_file(place, create, &db, err));
	const trien_rc rc = create == TR_SQL_MAY_CREATE ? TRIEN_OK : tr_schema_check(db, err);
	if (rc == TRIEN_OK)
		*out = db;
	else
		tr_sql_close(db);
	return rc;
}

static trien_rc
open_blobs(const char *place, const char *given, struct tr_blobs **out, struct trien_err *err)
{
	char *path;

	TR_TRY(tr_cli_store_folder(place, "blobs", given, "--blobs", &path, err));
	const trien_rc rc = tr_blobs_open(path, out, err);
	free(path);
	return rc;
}

/* ---- init ---- */

static trien_rc
init(const struct tr_cli *cli, const struct tr_store_backup *w, const char *place, struct trien_err *err)
{
	struct tr_sql *db = NULL;
	struct tr_blobs *blobs = NULL;
	unsigned applied = 0;

	/* What is there is kept first, where that is wanted. */
	trien_rc rc = w->backup != NULL ? tr_cli_store_backup(cli, w, place, w->backup, err) : TRIEN_OK;
	if (rc == TRIEN_OK)
		rc = open_blobs(place, w->blobs, &blobs, err);
	if (rc == TRIEN_OK)
		rc = tr_cli_store_database(place, TR_SQL_MAY_CREATE, &db, err);
	if (rc == TRIEN_OK)
		rc = tr_cli_store_door_migrate(cli, place, db, err);
	if (rc == TRIEN_OK)
		rc = tr_schema_migrate(db, cli->env->now(cli->env->context), &applied, err);
	if (rc == TRIEN_OK && cli->json)
		tr_cli_print_json(json_pack("{s:i, s:n}", "applied", (int)applied, "error"));
	else if (rc == TRIEN_OK)
		tr_cli_printf(cli, "Kho dữ liệu sẵn sàng; %u bậc lược đồ mới được áp dụng.\n",
				"The store is ready; %u steps of its schema were applied.\n", applied);
	tr_sql_close(db);
	tr_blobs_close(blobs);
	return rc;
}

/* ---- check ---- */

struct report {
	const struct tr_cli *cli;
	json_t *faults;
	bool lacks; /* the schema: something is not there */
};

static void
add_fault(struct report *r, const char *kind, const char *vi, const char *en, const char *name)
{
	json_array_append_new(r->faults, json_pack("{s:s, s:o}", "kind", kind, "name", tr_cli_json_text(name)));
	if (r->cli->json)
		return;
	fputs(tr_say(r->cli, vi, en), stdout);
	fputs(": ", stdout);
	tr_cli_print_safe(stdout, name);
	putchar('\n');
}

static void
blob_fault(void *context, enum tr_blob_fault fault, const char *name)
{
	static const struct {
		const char *kind, *vi, *en;
	} words[] = {
		[TR_BLOB_ORPHAN] = {"orphan", "Tệp không có bản ghi nào dùng", "A file that no record refers to"},
		[TR_BLOB_MISSING] = {"missing", "MẤT tệp văn bản", "A document's file is MISSING"},
		[TR_BLOB_WRONG] = {"wrong", "Tệp văn bản ĐÃ BỊ THAY ĐỔI", "A document's file was CHANGED"},
		[TR_BLOB_STRANGE] = {"strange", "Tệp lạ trong thư mục văn bản", "A strange file among the documents"},
	};
	add_fault(context, words[fault].kind, words[fault].vi, words[fault].en, name);
}

/* Lines that are on one side only. */
static trien_rc
compare_lines(struct report *r, struct tr_buf *a, struct tr_buf *b, const char *vi, const char *en, struct trien_err *err)
{
	TR_TRY(tr_buf_add_byte(a, 0, err));
	TR_TRY(tr_buf_add_byte(b, 0, err));
	char *save = NULL, *copy = strdup((char *)a->p);
	if (copy == NULL)
		return TR_ERR(err, NO_MEMORY, TR_U("want", a->n));
	for (char *line = strtok_r(copy, "\n", &save); line != NULL; line = strtok_r(NULL, "\n", &save)) {
		const size_t n = strlen(line);
		const char *at = (char *)b->p;
		while ((at = strstr(at, line)) != NULL && ((at != (char *)b->p && at[-1] != '\n') || at[n] != '\n'))
			at += n;
		if (at == NULL)
			add_fault(r, "schema", vi, en, line);
	}
	free(copy);
	a->n--;
	b->n--;
	return TRIEN_OK;
}

static trien_rc
check_schema(struct report *r, struct tr_sql *db, struct trien_err *err)
{
	TR_AUTO_BUF is = {0};
	TR_AUTO_BUF want = {0};

	TR_TRY(tr_schema_describe(db, &is, err));
	TR_TRY(tr_schema_describe_expected(tr_sql_back_end_of(db), &want, err));
	TR_TRY(compare_lines(r, &is, &want, "Lược đồ có thêm", "The schema has besides", err));
	const size_t besides = json_array_size(r->faults);
	TR_TRY(compare_lines(r, &want, &is, "Lược đồ thiếu", "The schema lacks", err));
	r->lacks = json_array_size(r->faults) > besides;
	return TRIEN_OK;
}

/* Conditions speak of tables and columns: where some are not there, no question is asked of them. */
static void
promise_fault(void *context, enum tr_promise_fault fault, const char *where, const char *what)
{
	static const struct {
		const char *kind, *vi, *en;
	} words[] = {
		[TR_PROMISE_BROKEN] = {"condition", "Bản ghi KHÔNG ĐÚNG điều kiện của bảng", "A row BREAKS a condition of its table"},
		[TR_PROMISE_DANGLING] = {"dangling", "Bản ghi nêu một bản ghi KHÔNG CÓ", "A row names one that is NOT THERE"},
		[TR_PROMISE_GONE] = {"condition-gone", "Bảng MẤT điều kiện đã đặt", "A table has LOST conditions"},
		[TR_PROMISE_UNPROVED] = {"condition-unproved", "Điều kiện đặt lại mà chưa kiểm tra bản ghi cũ (NOT VALID)", "A condition was put without looking at the rows (NOT VALID)"},
		[TR_PROMISE_DAMAGED] = {"damaged", "Tệp cơ sở dữ liệu HỎNG", "The database file is DAMAGED"},
	};
	TR_AUTO_BUF text = {0};

	const bool said = tr_buf_addf(&text, NULL, "%s, %s%c", where, what, 0) == TRIEN_OK;
	add_fault(context, words[fault].kind, words[fault].vi, words[fault].en, said ? (const char *)text.p : where);
}

static trien_rc
check_promises(struct report *r, struct tr_sql *db, struct trien_err *err)
{
	uint64_t faults;

	if (!r->lacks)
		return tr_promises_check(db, promise_fault, r, &faults, err);
	add_fault(r, "conditions-unlooked", "CHƯA đối chiếu bản ghi với điều kiện của bảng", "Rows were NOT held against the conditions of their tables",
			tr_say(r->cli, "lược đồ thiếu", "the schema lacks something"));
	return TRIEN_OK;
}

struct looking {
	struct report *report;
	uint64_t count;
	struct tr_reference_count references;
};

static void
reference_fault(void *context, const char *name, int64_t is, int64_t want)
{
	char text[TR_HEX256 + 64];

	snprintf(text, sizeof(text), "%s, %lld, %lld", name, (long long)is, (long long)want);
	add_fault(context, "references", "Số lần tham chiếu của văn bản SAI (kho ghi, lịch sử đếm được)",
			"The number of references of a document is WRONG (the store says, history counts)", text);
}

static void
document_fault(void *context, const char *object, const char *name)
{
	char text[TR_OBJECT_TEXT + TR_HEX256 + 3];

	snprintf(text, sizeof(text), "%s, %s", object, name);
	add_fault(context, "unreferred", "Văn bản của bản ghi KHÔNG CÒN được giữ (bản ghi tham chiếu bị xóa)", "A record's document is NO LONGER HELD (its reference is gone)", text);
}

static trien_rc
check_documents(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct looking *l = context;
	TR_TRY(tr_documents_check(db, document_fault, l->report, &l->count, err));
	return tr_references_check(db, reference_fault, l->report, &l->references, err);
}

static trien_rc
check_both(struct report *r, struct tr_sql *db, struct tr_blobs *blobs, bool sweep, struct trien_err *err)
{
	const int64_t now = r->cli->env->now(r->cli->env->context);
	struct tr_blob_count count;
	uint64_t swept = 0;

	TR_TRY(check_schema(r, db, err));
	TR_TRY(check_promises(r, db, err));
	struct looking l = {.report = r};
	TR_TRY(tr_sql_transact(db, TR_SQL_READ, check_documents, &l, err));
	if (sweep && l.count == 0 && !l.references.short_of) /* what a record names, or named, is taken away by nobody */
		TR_TRY(tr_blobs_sweep(db, blobs, now, &swept, err));
	TR_TRY(tr_blobs_check(db, blobs, now, blob_fault, r, &count, err));
	if (r->cli->json)
		tr_cli_print_json(json_pack("{s:I, s:I, s:O, s:n}", "blobs", (json_int_t)count.blobs, "swept", (json_int_t)swept, "faults",
				r->faults, "error"));
	else
		tr_cli_printf(r->cli, "%llu văn bản, %zu lỗi; dọn %llu tệp.\n", "%llu documents, %zu faults; %llu files swept away.\n",
				(unsigned long long)count.blobs, json_array_size(r->faults), (unsigned long long)swept);
	return TRIEN_OK;
}

static trien_rc
check(const struct tr_cli *cli, const char *place, const char *blobs_at, bool sweep, int *code, struct trien_err *err)
{
	struct report r = {.cli = cli, .faults = json_array()};
	struct tr_sql *db = NULL;
	struct tr_blobs *blobs = NULL;

	trien_rc rc = tr_cli_store_database(place, TR_SQL_MUST_EXIST, &db, err);
	if (rc == TRIEN_OK)
		rc = tr_cli_store_door(cli, place, db, sweep ? TR_WORK_RUN : TR_WORK_LOOK, err);
	if (rc == TRIEN_OK)
		rc = open_blobs(place, blobs_at, &blobs, err);
	if (rc == TRIEN_OK)
		rc = check_both(&r, db, blobs, sweep, err);
	*code = json_array_size(r.faults) > 0;
	json_decref(r.faults);
	tr_sql_close(db);
	tr_blobs_close(blobs);
	return rc;
}

/* STORE, or two places. */
static trien_rc
run(const struct tr_cli *cli, const struct tr_store_backup *w, bool sweep, const struct tr_arguments *a, int *code, struct trien_err *err)
{
	const char *what = a->count > 0 ? a->items[0] : "";

	if (a->count == 2 && strcmp(what, "init") == 0 && !sweep)
		return init(cli, w, a->items[1], err);
	if (a->count == 2 && strcmp(what, "check") == 0)
		return check(cli, a->items[1], w->blobs, sweep, code, err);
	if (a->count == 3 && strcmp(what, "backup") == 0 && !sweep)
		return tr_cli_store_backup(cli, w, a->items[1], a->items[2], err);
	if (a->count == 3 && strcmp(what, "restore") == 0 && !sweep)
		return tr_cli_store_restore(cli, w, a->items[1], a->items[2], err);
	return TR_ERR(err, CLI_USAGE, TR_S("usage", "trien store init [--backup FOLDER] STORE | check [--sweep] STORE | backup STORE FOLDER | restore FOLDER STORE"));
}

int
tr_cli_store(struct tr_cli *cli, int argc, char **argv)
{
	struct tr_store_backup w = {0};
	bool sweep = false;
	const struct tr_option options[] = {{"--blobs", TR_OPTION_TEXT, &w.blobs}, {"--sweep", TR_OPTION_FLAG, &sweep}, {"--backup", TR_OPTION_TEXT, &w.backup},
		{"--logs", TR_OPTION_TEXT, &w.audit}, {"--config", TR_OPTION_TEXT, &w.config}, {"--recipient", TR_OPTION_TEXT, &w.recipient},
		{"--key", TR_OPTION_TEXT, &w.key}, {"--sum", TR_OPTION_TEXT, &w.sum}, {"--with", TR_OPTION_LIST, &w.with}};
	struct tr_arguments rest;
	struct trien_err err = {0};
	int code = 0;

	trien_rc rc = tr_cli_parse(cli, argc, argv, options, sizeof(options) / sizeof(*options), &rest, &err);
	if (rc == TRIEN_OK)
		rc = run(cli, &w, sweep, &rest, &code, &err);
	return rc == TRIEN_OK ? code : tr_cli_fail(cli, NULL, &err);
}
