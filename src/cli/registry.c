/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* trien registry: the books of the registry, for who administers them. What is written is an act of --as, with its reason. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/errors/cli.h"
#include "base/errors/registry.h"
#include "cli/registry_act.h"
#include "cli/store.h"
#include "cli/trust_place.h"
#include "exchange/certificate.h"
#include "exchange/export.h"
#include "exchange/import.h"
#include "registry/act.h"
#include "registry/column_words.h"
#include "registry/custody.h"
#include "registry/history.h"
#include "registry/list.h"
#include "registry/value.h"
#include "rules/words.h"
#include "store/file.h"
#include "store/note.h"

#define LIST_AT_FIRST 50u

struct words {
	const char *blobs, *reason, *since, *on, *search, *agency, *after, *limit, *as, *role, *trust, *holder, *person, *device, *out;
	bool dry_run, force;
};

struct run {
	const struct tr_cli *cli;
	const struct words *w;
	struct tr_arguments rest; /* behind the verb and the store */
	struct tr_sql *db;
	struct tr_act act;
	/* What a transaction hands out. */
	const struct tr_book *book;
	int64_t id;
	struct tr_sql_rows rows;
	struct tr_custody custody;
	bool found;
	struct tr_record record;
	struct tr_table table; /* of the file that is imported */
	struct tr_certificate_files files;
	struct tr_buf csv;
	size_t exported;
};

/* ---- what the words mean ---- */

static trien_rc
book_of(const char *name, const struct tr_book **out, struct trien_err *err)
{
	char all[400];
	size_t n = 0;

	*out = tr_book_find(name);
	if (*out != NULL)
		return TRIEN_OK;
	for (size_t i = 0; i < TR_BOOK_COUNT && n < sizeof(all); i++)
		n += (size_t)snprintf(all + n, sizeof(all) - n, "%s%s", i > 0 ? ", " : "", tr_books[i].name);
	return TR_ERR(err, REGISTRY_BOOK, TR_B("got", name, strlen(name)), TR_S("want", all));
}

static trien_rc
number_of(const char *text, const char *option, int64_t *out, struct trien_err *err)
{
	uint64_t number;

	if (!tr_decimal_read(TR_BYTES(text, strlen(text)), &number) || number > INT64_MAX)
		return TR_ERR(err, CLI_OPTION_VALUE, TR_S("option", option), TR_S("got", text), TR_S("want", "0, 1, 2, …"));
	*out = (int64_t)number;
	return TRIEN_OK;
}

static trien_rc
time_of(const struct run *r, const char *text, int64_t *out, struct trien_err *err)
{
	*out = r->act.at;
	return text == NULL ? TRIEN_OK : tr_time_read_iso(TR_BYTES(text, strlen(text)), TR_ZONE_VIETNAM, out, err);
}

static trien_rc
fill_act(struct run *r, const char *what, struct trien_err *err)
{
	enum tr_rules_role role;
	const struct tr_book *book;
	int64_t id;

	r->act.actor = r->w->as != NULL ? r->w->as : "system";
	r->act.role = r->w->role != NULL ? r->w->role : "admin";
	r->act.reason = r->w->reason;
	r->act.what = what;
	if (!tr_rules_role_of(r->act.role, &role))
		return TR_ERR(err, CLI_OPTION_VALUE, TR_S("option", "--role"), TR_S("got", r->act.role), TR_S("want", "admin, department, …"));
	if (r->w->as != NULL) {
		TR_TRY(tr_object_read(r->w->as, &book, &id, err));
		if (book != &tr_books[TR_BOOK_person])
			return TR_ERR(err, CLI_OPTION_VALUE, TR_S("option", "--as"), TR_S("got", r->w->as), TR_S("want", "person:17"));
	}
	return time_of(r, r->w->since, &r->act.effective_at, err);
}

/* ---- writing ---- */

/* A document goes into the store first; the row names it. */
static trien_rc
put_document(struct tr_acting *a, struct tr_record *rec, size_t column, const char *path, struct trien_err *err)
{
	TR_AUTO_BUF content = {.max = TR_BLOB_MAX};
	char name[TR_HEX256 + 1];
	const uint8_t *copy;

	TR_TRY(tr_file_load(AT_FDCWD, path, TR_BLOB_MAX, &content, NULL, err));
	TR_TRY(tr_blob_put(a->act->blobs, tr_buf_view(&content), name, err));
	TR_TRY(tr_arena_copy(&rec->arena, name, TR_HEX256, &copy, err));
	tr_record_set_text(rec, column, (const char *)copy);
	return TRIEN_OK;
}

static trien_rc
set_pair(struct tr_acting *a, struct tr_record *rec, char *pair, struct trien_err *err)
{
	char *equals = strchr(pair, '=');
	char name[64];

	snprintf(name, sizeof(name), "%.*s", equals == NULL ? (int)strlen(pair) : (int)(equals - pair), pair);
	const size_t column = tr_book_column(rec->book, name);
	if (equals == NULL || column == rec->book->count)
		return TR_ERR(err, REGISTRY_COLUMN, TR_S("book", rec->book->name), TR_B("got", name, strlen(name)));
	if (tr_column_by_act(rec, column))
		return TR_ERR(err, REGISTRY_BY_ACT, TR_S("book", rec->book->name), TR_S("column", name));
	if (tr_column_from_file(rec->book, column))
		return TR_ERR(err, REGISTRY_BY_FILE, TR_S("book", rec->book->name), TR_S("column", name));
	if (rec->book->columns[column].kind == TR_COLUMN_BLOB && equals[1] != '\0')
		return put_document(a, rec, column, equals + 1, err);
	return tr_value_read(a->db, rec, column, equals + 1, err);
}

static trien_rc
write_row(struct tr_acting *a, void *context, struct trien_err *err)
{
	struct run *r = context;
	TR_AUTO_RECORD rec = tr_record_of(r->book);

	if (r->id != 0)
		TR_TRY(tr_record_load(a->db, r->book, r->id, &rec, err));
	else
		tr_record_defaults(&rec, r->act.effective_at);
	for (size_t i = 1; i < r->rest.count; i++)
		TR_TRY(set_pair(a, &rec, r->rest.items[i], err));
	TR_TRY(tr_acting_put(a, &rec, err));
	r->record.id = rec.id;
	return TRIEN_OK;
}

static void
print_written(const struct run *r, int64_t act)
{
	char object[TR_OBJECT_TEXT] = "";

	if (r->book != NULL)
		snprintf(object, sizeof(object), "%s:%lld", r->book->name, (long long)r->record.id);
	if (r->cli->json)
		tr_cli_print_json(json_pack("{s:I, s:s, s:b, s:n}", "act", (json_int_t)act, "object", object, "dry_run", (int)r->w->dry_run, "error"));
	else if (r->w->dry_run)
		tr_cli_printf(r->cli, "Thử, không ghi: được. %s\n", "Tried, nothing written: it can be done. %s\n", object);
	else
		tr_cli_printf(r->cli, "Đã ghi, việc số %lld. %s\n", "Done, act %lld. %s\n", (long long)act, object);
}

static trien_rc
enter_or_change(struct run *r, bool enter, struct trien_err *err)
{
	char what[64];
	int64_t act;

	if (enter)
		TR_TRY(book_of(r->rest.items[0], &r->book, err));
	else
		TR_TRY(tr_object_read(r->rest.items[0], &r->book, &r->id, err));
	snprintf(what, sizeof(what), "%s.%s", r->book->name, enter ? "enter" : "change");
	TR_TRY(fill_act(r, what, err));
	TR_TRY(tr_act_do(r->db, &r->act, r->w->dry_run ? TR_ACT_DRY_RUN : TR_ACT_DO, write_row, r, &act, err));
	print_written(r, act);
	return TRIEN_OK;
}

static trien_rc
enter(struct run *r, struct trien_err *err)
{
	return enter_or_change(r, true, err);
}

static trien_rc
change(struct run *r, struct trien_err *err)
{
	return enter_or_change(r, false, err);
}

static trien_rc
undo(struct run *r, struct trien_err *err)
{
	int64_t undone, act;

	TR_TRY(number_of(r->rest.items[0], "ACT", &undone, err));
	TR_TRY(fill_act(r, "act.undo", err));
	TR_TRY(tr_act_undo(r->db, &r->act, r->w->dry_run ? TR_ACT_DRY_RUN : TR_ACT_DO, undone, &act, err));
	print_written(r, act);
	return TRIEN_OK;
}

static trien_rc
act(struct run *r, struct trien_err *err)
{
	TR_TRY(fill_act(r, r->rest.items[0], err));
	return tr_cli_registry_act(r->cli, r->db, &r->act, r->w->dry_run ? TR_ACT_DRY_RUN : TR_ACT_DO, &r->rest, err);
}

/* ---- importing ---- */

/* Before the database is open: what reads the file has no descriptor of it. */
static trien_rc
read_table(struct run *r, struct trien_err *err)
{
	const int fd = open(r->rest.items[1], O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return tr_file_failed(r->rest.items[1], errno, err);
	const trien_rc rc = tr_csv_read_apart(fd, &r->table, err);
	close(fd);
	return rc;
}

/* ---- certificates ---- */

static const char *
row_file(const struct run *r, size_t row)
{
	return r->files.count > 0 ? r->files.items[row - 1].path : NULL;
}

static void
print_file(const struct run *r, const struct tr_certificate_file *f)
{
	tr_cli_print_safe(stdout, f->path);
	fputs(": ", stdout);
	if (f->why.code != TRIEN_OK)
		return;
	tr_cli_print_safe(stdout, f->subject_name);
	fputs(f->trusted ? tr_say(r->cli, ", nối tới danh mục tin cậy", ", chains to the trust list")
			 : tr_say(r->cli, ", KHÔNG nối tới danh mục tin cậy", ", does NOT chain to the trust list"), stdout);
	fputs(f->lab ? tr_say(r->cli, ", CHỨNG THƯ PHÒNG LAB, không có giá trị pháp lý ", ", LAB CERTIFICATE, no legal force ") : " ", stdout);
}

/* Before the database is open, as read_table(). */
static trien_rc
read_certificates(struct run *r, struct trien_err *err)
{
	TR_AUTO_BUF trust = {.max = TR_WORKER_REQUEST_MAX};

	TR_TRY(tr_cli_trust_load(r->w->trust, &trust, err));
	TR_TRY(tr_certificate_files_list(r->rest.items[0], &r->files, err));
	return tr_certificate_files_read(&r->files, tr_buf_view(&trust), r->act.at, err);
}

static void
print_row(const struct run *r, size_t row, const struct tr_import_row *is, json_t *all)
{
	static const struct {
		const char *word, *vi, *en;
	} words[] = {[TR_IMPORT_NEW] = {"new", "mới", "new"}, [TR_IMPORT_CHANGED] = {"changed", "sửa", "changed"},
		[TR_IMPORT_SAME] = {"same", "như cũ", "the same"}, [TR_IMPORT_BAD] = {"bad", "LỖI", "BAD"}};
	char text[1024] = "";

	if (is->what == TR_IMPORT_BAD)
		trien_err_text(&is->err, r->cli->lang, text, sizeof(text));
	json_array_append_new(all, json_pack("{s:I, s:s?, s:s, s:I, s:s?, s:s?}", "row", (json_int_t)row, "file", row_file(r, row), "what",
			words[is->what].word, "id", (json_int_t)is->id, "why", is->what == TR_IMPORT_BAD ? trien_err_id(is->err.code) : NULL, "message",
			is->what == TR_IMPORT_BAD ? text : NULL));
	const bool told = is->what == TR_IMPORT_BAD || r->files.count > 0 || (is->what != TR_IMPORT_SAME && r->w->dry_run);
	if (r->cli->json || !told)
		return;
	printf("%zu\t%s\t", row, tr_say(r->cli, words[is->what].vi, words[is->what].en));
	if (r->files.count > 0)
		print_file(r, &r->files.items[row - 1]);
	else if (is->what != TR_IMPORT_BAD)
		tr_cli_print_safe(stdout, tr_table_cell(&r->table, row, 0));
	tr_cli_print_safe(stdout, text);
	putchar('\n');
}

static void
print_import(const struct run *r, const struct tr_import *i, json_t *rows)
{
	if (r->cli->json)
		tr_cli_print_json(json_pack("{s:I, s:b, s:I, s:I, s:I, s:O, s:n}", "act", (json_int_t)i->id, "dry_run", (int)r->w->dry_run, "new",
				(json_int_t)i->count[TR_IMPORT_NEW], "changed", (json_int_t)i->count[TR_IMPORT_CHANGED], "same",
				(json_int_t)i->count[TR_IMPORT_SAME], "rows", rows, "error"));
	else
		tr_cli_printf(r->cli, "%zu mới, %zu sửa, %zu như cũ%s\n", "%zu new, %zu changed, %zu the same%s\n", i->count[TR_IMPORT_NEW],
				i->count[TR_IMPORT_CHANGED], i->count[TR_IMPORT_SAME],
				r->w->dry_run ? tr_say(r->cli, " (thử, không ghi)", " (tried, nothing written)") : "");
}

static trien_rc
import_table(struct run *r, const char *book, struct trien_err *err)
{
	struct tr_import i = {.table = &r->table, .act = &r->act};
	char what[64];

	TR_TRY(book_of(book, &i.book, err));
	snprintf(what, sizeof(what), "%s.import", i.book->name);
	TR_TRY(fill_act(r, what, err));
	i.rows = tr_mem_zeroed(r->table.rows + 1, sizeof(*i.rows));
	if (i.rows == NULL)
		return TR_ERR(err, NO_MEMORY, TR_U("want", r->table.rows * sizeof(*i.rows)));
	json_t *rows = json_array();
	const trien_rc rc = tr_import_table(r->db, &i, r->w->dry_run ? TR_ACT_DRY_RUN : TR_ACT_DO, err);
	for (size_t row = 0; row < r->table.rows && (rc == TRIEN_OK || i.count[TR_IMPORT_BAD] > 0); row++)
		if (rc == TRIEN_OK || i.rows[row].what == TR_IMPORT_BAD)
			print_row(r, row + 1, &i.rows[row], rows);
	if (rc == TRIEN_OK)
		print_import(r, &i, rows);
	json_decref(rows);
	free(i.rows);
	return rc;
}

static trien_rc
import(struct run *r, struct trien_err *err)
{
	return import_table(r, r->rest.items[0], err);
}

/* What cannot be read is told; then nothing is entered. */
static void
print_bad_files(const struct run *r)
{
	json_t *unread = json_array();

	for (size_t i = 0; i < r->files.count; i++)
		if (r->files.items[i].why.code != TRIEN_OK)
			print_row(r, i + 1, &(struct tr_import_row){.what = TR_IMPORT_BAD, .err = r->files.items[i].why}, unread);
	json_decref(unread);
}

static trien_rc
certificate(struct run *r, struct trien_err *err)
{
	const char *holder = r->w->holder != NULL || r->w->person == NULL ? r->w->holder : "person";
	const struct tr_certificate_given given = {holder, r->w->agency, r->w->person, r->w->device};

	print_bad_files(r);
	TR_TRY(tr_certificate_files_table(&r->files, &given, r->act.at, r->act.blobs, &r->table, err));
	return import_table(r, "certificate", err);
}

/* ---- reading ---- */

static json_t *
json_of(const struct tr_column *c, const struct tr_sql_value *v)
{
	TR_AUTO_BUF text = {0};

	if (v->null)
		return json_null();
	if (c->kind == TR_COLUMN_INT)
		return json_integer(v->i);
	if (c->kind == TR_COLUMN_FLAG)
		return json_boolean(v->i);
	return tr_value_write(c, v, &text, NULL) == TRIEN_OK ? json_stringn((const char *)text.p, text.n) : json_null();
}

static json_t *
json_of_record(const struct tr_record *rec)
{
	char object[TR_OBJECT_TEXT];

	snprintf(object, sizeof(object), "%s:%lld", rec->book->name, (long long)rec->id);
	json_t *o = json_pack("{s:s, s:I, s:I}", "object", object, "version", (json_int_t)rec->version, "act", (json_int_t)rec->act);
	for (size_t i = 0; i < rec->book->count; i++)
		json_object_set_new(o, rec->book->columns[i].name, json_of(&rec->book->columns[i], &rec->v[i]));
	return o;
}

static void
print_value(const struct run *r, const struct tr_book *b, const struct tr_column *c, const struct tr_sql_value *v)
{
	TR_AUTO_BUF text = {0};

	if (tr_value_write(c, v, &text, NULL) != TRIEN_OK || tr_buf_add_byte(&text, 0, NULL) != TRIEN_OK)
		return;
	const char *says = v->null ? NULL : tr_column_says(b, c, (const char *)text.p, r->cli->lang);
	tr_cli_print_safe(stdout, says != NULL ? says : (const char *)text.p);
}

static void
print_record(const struct run *r, const struct tr_record *rec)
{
	printf("%s:%lld\n", rec->book->name, (long long)rec->id);
	for (size_t i = 0; i < rec->book->count; i++) {
		if (rec->v[i].null)
			continue;
		printf("  %s: ", tr_say(r->cli, rec->book->columns[i].vi, rec->book->columns[i].en));
		print_value(r, rec->book, &rec->book->columns[i], &rec->v[i]);
		putchar('\n');
	}
}

/* Which rows: of the agency that was named and of those below it, or all. */
static trien_rc
query_of(const struct run *r, struct tr_sql *db, struct tr_list_query *out, struct trien_err *err)
{
	struct tr_record who = tr_record_of(&tr_books[TR_BOOK_post]);

	*out = (struct tr_list_query){.book = r->book, .viewer = {.scope = TR_SCOPE_PROVINCE}, .search = r->w->search, .limit = LIST_AT_FIRST};
	if (r->w->agency == NULL)
		return TRIEN_OK;
	TR_TRY(tr_value_read(db, &who, TR_post_agency, r->w->agency, err));
	out->viewer = (struct tr_viewer){TR_SCOPE_SUBTREE, 0, who.v[TR_post_agency].i};
	return TRIEN_OK;
}

static trien_rc
list_work(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct run *r = context;
	struct tr_list_query q;
	TR_AUTO_ROWS key = {0};
	int64_t number;

	tr_sql_rows_free(&r->rows);
	TR_TRY(query_of(r, db, &q, err));
	if (r->w->limit != NULL) {
		TR_TRY(number_of(r->w->limit, "--limit", &number, err));
		q.limit = (size_t)number;
	}
	if (r->w->after != NULL) {
		struct tr_list_query one = {.book = r->book, .viewer = q.viewer, .limit = 1};
		TR_TRY(number_of(r->w->after, "--after", &one.id, err));
		TR_TRY(tr_list(db, &one, &key, err));
		if (key.count == 0)
			return TR_ERR(err, REGISTRY_NOT_FOUND, TR_S("book", r->book->name), TR_I("id", one.id));
		q.after_key = tr_sql_text(&key, 0, key.columns - 1);
		q.after_id = one.id;
	}
	return tr_list(db, &q, &r->rows, err);
}

static trien_rc
print_list(const struct run *r, struct trien_err *err)
{
	json_t *rows = json_array();

	fputs(r->cli->json ? "" : "#", stdout);
	for (size_t i = 0; !r->cli->json && i < r->book->count; i++)
		printf("\t%s", tr_say(r->cli, r->book->columns[i].vi, r->book->columns[i].en));
	fputs(r->cli->json ? "" : "\n", stdout);
	for (size_t i = 0; i < r->rows.count; i++) {
		TR_AUTO_RECORD rec = {0};
		const trien_rc rc = tr_record_take(r->book, &r->rows, i, &rec, err);
		if (rc != TRIEN_OK) {
			json_decref(rows);
			return rc;
		}
		json_array_append_new(rows, json_of_record(&rec));
		if (r->cli->json)
			continue;
		printf("%lld", (long long)rec.id);
		for (size_t k = 0; k < r->book->count; k++) {
			putchar('\t');
			print_value(r, r->book, &r->book->columns[k], &rec.v[k]);
		}
		putchar('\n');
	}
	if (r->cli->json)
		tr_cli_print_json(json_pack("{s:s, s:O, s:n}", "book", r->book->name, "rows", rows, "error"));
	json_decref(rows);
	return TRIEN_OK;
}

static trien_rc
list(struct run *r, struct trien_err *err)
{
	TR_TRY(book_of(r->rest.items[0], &r->book, err));
	TR_TRY(tr_sql_transact(r->db, TR_SQL_READ, list_work, r, err));
	return print_list(r, err);
}

static trien_rc
export_work(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct run *r = context;
	struct tr_list_query q;

	tr_buf_clear(&r->csv);
	TR_TRY(query_of(r, db, &q, err));
	return tr_export_csv(db, &q, r->cli->lang, &r->csv, &r->exported, err);
}

static trien_rc
write_export(const struct run *r, struct trien_err *err)
{
	bool there = false;

	if (r->w->force)
		return tr_file_replace(AT_FDCWD, r->w->out, tr_buf_view(&r->csv), err);
	TR_TRY(tr_file_add(AT_FDCWD, r->w->out, tr_buf_view(&r->csv), &there, err));
	return there ? TR_ERR(err, CLI_TARGET_EXISTS, TR_S("file", r->w->out)) : TRIEN_OK;
}

static trien_rc
export(struct run *r, struct trien_err *err)
{
	if (r->w->out == NULL)
		return TR_ERR(err, CLI_OPTION_WANTED, TR_S("option", "-o"));
	TR_TRY(book_of(r->rest.items[0], &r->book, err));
	TR_TRY(tr_sql_transact(r->db, TR_SQL_READ, export_work, r, err));
	TR_TRY(write_export(r, err));
	if (r->cli->json)
		tr_cli_print_json(json_pack("{s:s, s:s, s:I, s:n}", "book", r->book->name, "out", r->w->out, "rows", (json_int_t)r->exported, "error"));
	else
		tr_cli_printf(r->cli, "Đã xuất %zu dòng: %s\n", "Exported %zu rows: %s\n", r->exported, r->w->out);
	return TRIEN_OK;
}

static trien_rc
show_work(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct run *r = context;
	int64_t time;

	tr_record_free(&r->record);
	if (r->w->on == NULL)
		return tr_record_load(db, r->book, r->id, &r->record, err);
	TR_TRY(time_of(r, r->w->on, &time, err));
	TR_TRY(tr_history_as_of(db, r->book, r->id, time, &r->record, &r->found, err));
	return r->found ? TRIEN_OK : TR_ERR(err, REGISTRY_NOT_FOUND, TR_S("book", r->book->name), TR_I("id", r->id));
}

static trien_rc
show(struct run *r, struct trien_err *err)
{
	TR_TRY(tr_object_read(r->rest.items[0], &r->book, &r->id, err));
	TR_TRY(tr_sql_transact(r->db, TR_SQL_READ, show_work, r, err));
	if (r->cli->json)
		tr_cli_print_json(json_pack("{s:o, s:n}", "record", json_of_record(&r->record), "error"));
	else
		print_record(r, &r->record);
	return TRIEN_OK;
}

/* ---- history ---- */

struct page {
	struct run *r;
	int64_t from;
};

static trien_rc
history_work(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct page *p = context;

	tr_sql_rows_free(&p->r->rows);
	return tr_history_page(db, p->r->book, p->r->id, p->from, &p->r->rows, err);
}

static void
print_version(const struct run *r, size_t i, json_t *all)
{
	const struct tr_sql_rows *v = &r->rows;
	const struct tr_sql_value *reason = tr_sql_cell(v, i, 7), *content = tr_sql_cell(v, i, 8);
	char at[TR_TIME_TEXT_MAX], since[TR_TIME_TEXT_MAX];

	tr_time_iso(tr_sql_int(v, i, 2), TR_ZONE_VIETNAM, at);
	tr_time_iso(tr_sql_int(v, i, 3), TR_ZONE_VIETNAM, since);
	json_array_append_new(all, json_pack("{s:I, s:I, s:s, s:s, s:s, s:s, s:s, s:s?, s:o}", "version", (json_int_t)tr_sql_int(v, i, 0), "act",
			(json_int_t)tr_sql_int(v, i, 1), "at", at, "effective_at", since, "actor", tr_sql_text(v, i, 4), "role", tr_sql_text(v, i, 5),
			"what", tr_sql_text(v, i, 6), "reason", reason->null ? NULL : (const char *)reason->b.p, "content",
			content->null ? json_null() : json_loadb((const char *)content->b.p, content->b.n, 0, NULL)));
	if (r->cli->json)
		return;
	tr_cli_printf(r->cli, "%lld. %s, việc số %lld (%s), hiệu lực từ %s, bởi %s (%s)", "%lld. %s, act %lld (%s), holds since %s, by %s (%s)",
			(long long)tr_sql_int(v, i, 0), at, (long long)tr_sql_int(v, i, 1), tr_sql_text(v, i, 6), since, tr_sql_text(v, i, 4),
			tr_sql_text(v, i, 5));
	fputs(reason->null ? "" : ": ", stdout);
	tr_cli_print_safe(stdout, reason->null ? "" : (const char *)reason->b.p);
	fputs("\n   ", stdout);
	tr_cli_print_safe(stdout, content->null ? tr_say(r->cli, "(đã hủy việc nhập)", "(its entry was undone)") : (const char *)content->b.p);
	putchar('\n');
}

static trien_rc
history(struct run *r, struct trien_err *err)
{
	struct page p = {r, 1};
	json_t *all = json_array();
	trien_rc rc = tr_object_read(r->rest.items[0], &r->book, &r->id, err);

	for (bool more = true; rc == TRIEN_OK && more;) {
		rc = tr_sql_transact(r->db, TR_SQL_READ, history_work, &p, err);
		if (rc != TRIEN_OK)
			break;
		for (size_t i = 0; i < r->rows.count; i++)
			print_version(r, i, all);
		more = r->rows.count == TR_HISTORY_PAGE;
		p.from += (int64_t)r->rows.count;
	}
	if (rc == TRIEN_OK && json_array_size(all) == 0)
		rc = TR_ERR(err, REGISTRY_NOT_FOUND, TR_S("book", r->book->name), TR_I("id", r->id));
	if (rc == TRIEN_OK && r->cli->json)
		tr_cli_print_json(json_pack("{s:s, s:O, s:n}", "object", r->rest.items[0], "versions", all, "error"));
	json_decref(all);
	return rc;
}

/* ---- custody ---- */

static trien_rc
custody_work(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct run *r = context;
	int64_t time;

	TR_TRY(time_of(r, r->w->on, &time, err));
	return tr_custody_at(db, r->rest.items[0], time, &r->custody, err);
}

static trien_rc
custody(struct run *r, struct trien_err *err)
{
	static const struct {
		const char *word, *vi, *en;
	} controls[] = {[TR_CONTROL_UNKNOWN] = {"unknown", "Chưa rõ", "Not known"},
		[TR_CONTROL_YES] = {"yes", "Khóa do thuê bao kiểm soát duy nhất", "Under the subscriber's sole control"},
		[TR_CONTROL_NO] = {"no", "Khóa KHÔNG do thuê bao kiểm soát duy nhất", "NOT under the subscriber's sole control"}};

	TR_TRY(tr_sql_transact(r->db, TR_SQL_READ, custody_work, r, err));
	const struct tr_custody *c = &r->custody;
	if (r->cli->json)
		tr_cli_print_json(json_pack("{s:s, s:s, s:I, s:I, s:I, s:n}", "control", controls[c->control].word, "why", tr_custody_why_word(c->why),
				"certificate", (json_int_t)c->certificate, "device", (json_int_t)c->device, "keeper", (json_int_t)c->keeper, "error"));
	else
		printf("%s (%s)\n", tr_say(r->cli, controls[c->control].vi, controls[c->control].en), tr_custody_why_word(c->why));
	return TRIEN_OK;
}

/* ---- all of it ---- */

static const struct verb {
	const char *name;
	trien_rc (*run)(struct run *r, struct trien_err *err);
	size_t least, most; /* words behind the store */
} verbs[] = {{"enter", enter, 2, 64}, {"change", change, 2, 64}, {"act", act, 2, 64}, {"undo", undo, 1, 1}, {"import", import, 2, 2}, {"certificate", certificate, 1, 1}, {"list", list, 1, 1}, {"export", export, 1, 1}, {"show", show, 1, 1},
	{"history", history, 1, 1}, {"custody", custody, 1, 1}};

static const struct verb *
verb_of(const struct tr_arguments *rest)
{
	for (size_t i = 0; rest->count > 2 && i < sizeof(verbs) / sizeof(*verbs); i++)
		if (strcmp(rest->items[0], verbs[i].name) == 0 && rest->count - 2 >= verbs[i].least && rest->count - 2 <= verbs[i].most)
			return &verbs[i];
	return NULL;
}

static trien_rc
run(const struct tr_cli *cli, const struct words *w, const struct tr_arguments *rest, struct trien_err *err)
{
	const struct verb *verb = verb_of(rest);
	char *path = NULL;

	if (verb == NULL)
		return TR_ERR(err, CLI_USAGE, TR_S("usage", "trien registry enter|change|act|undo|import|certificate|list|export|show|history|custody STORE …"));
	struct run r = {.cli = cli, .w = w, .rest = {rest->items + 2, rest->count - 2}, .act = {.at = cli->env->now(cli->env->context)}};
	TR_TRY(tr_cli_store_folder(rest->items[1], "blobs", w->blobs, "--blobs", &path, err));
	trien_rc rc = verb->run == import ? read_table(&r, err) : verb->run == certificate ? read_certificates(&r, err) : TRIEN_OK;
	if (rc == TRIEN_OK)
		rc = tr_cli_store_database(rest->items[1], TR_SQL_MUST_EXIST, &r.db, err);
	if (rc == TRIEN_OK)
		rc = tr_blobs_open(path, &r.act.blobs, err);
	if (rc == TRIEN_OK)
		rc = verb->run(&r, err);
	tr_sql_rows_free(&r.rows);
	tr_arena_free(&r.record.arena);
	tr_table_free(&r.table);
	tr_certificate_files_free(&r.files);
	tr_buf_free(&r.csv);
	tr_blobs_close(r.act.blobs);
	tr_sql_close(r.db);
	free(path);
	return rc;
}

int
tr_cli_registry(struct tr_cli *cli, int argc, char **argv)
{
	struct words w = {0};
	const struct tr_option options[] = {{"--blobs", TR_OPTION_TEXT, &w.blobs}, {"--reason", TR_OPTION_TEXT, &w.reason},
		{"--since", TR_OPTION_TEXT, &w.since}, {"--on", TR_OPTION_TEXT, &w.on}, {"--search", TR_OPTION_TEXT, &w.search},
		{"--agency", TR_OPTION_TEXT, &w.agency}, {"--after", TR_OPTION_TEXT, &w.after}, {"--limit", TR_OPTION_TEXT, &w.limit},
		{"--as", TR_OPTION_TEXT, &w.as}, {"--role", TR_OPTION_TEXT, &w.role}, {"-o", TR_OPTION_TEXT, &w.out}, {"--force", TR_OPTION_FLAG, &w.force},
		{"--trust", TR_OPTION_TEXT, &w.trust},
		{"--holder", TR_OPTION_TEXT, &w.holder}, {"--person", TR_OPTION_TEXT, &w.person}, {"--device", TR_OPTION_TEXT, &w.device},
		{"--dry-run", TR_OPTION_FLAG, &w.dry_run}};
	struct tr_arguments rest;
	struct trien_err err = {0};

	trien_rc rc = tr_cli_parse(cli, argc, argv, options, sizeof(options) / sizeof(*options), &rest, &err);
	if (rc == TRIEN_OK)
		rc = run(cli, &w, &rest, &err);
	return rc == TRIEN_OK ? 0 : tr_cli_fail(cli, NULL, &err);
}
