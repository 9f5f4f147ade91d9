/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* trien registry list, export: as much of a book as was asked for. */
#include <fcntl.h>

#include "base/errors/cli.h"
#include "base/errors/registry.h"
#include "cli/registry_run.h"
#include "exchange/export.h"
#include "registry/value.h"
#include "store/file.h"

#define LIST_AT_FIRST 50u

/* Which rows: of the agency that was named and of those below it, or all. */
static trien_rc
query_of(const struct tr_registry_run *r, struct tr_sql *db, struct tr_list_query *out, struct trien_err *err)
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
	struct tr_registry_run *r = context;
	struct tr_list_query q;
	TR_AUTO_ROWS key = {0};
	int64_t number;

	tr_sql_rows_free(&r->rows);
	TR_TRY(query_of(r, db, &q, err));
	if (r->w->limit != NULL) {
		TR_TRY(tr_registry_number_of(r->w->limit, "--limit", &number, err));
		q.limit = (size_t)number;
	}
	if (r->w->after != NULL) {
		struct tr_list_query one = {.book = r->book, .viewer = q.viewer, .limit = 1};
		TR_TRY(tr_registry_number_of(r->w->after, "--after", &one.id, err));
		TR_TRY(tr_list(db, &one, &key, err));
		if (key.count == 0)
			return TR_ERR(err, REGISTRY_NOT_FOUND, TR_S("book", r->book->name), TR_I("id", one.id));
		q.after_key = tr_sql_text(&key, 0, key.columns - 1);
		q.after_id = one.id;
	}
	return tr_list(db, &q, &r->rows, err);
}

static trien_rc
print_list(const struct tr_registry_run *r, struct trien_err *err)
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
		json_array_append_new(rows, tr_registry_json(&rec));
		if (r->cli->json)
			continue;
		printf("%lld", (long long)rec.id);
		for (size_t k = 0; k < r->book->count; k++) {
			putchar('\t');
			tr_registry_print_value(r, r->book, &r->book->columns[k], &rec.v[k]);
		}
		putchar('\n');
	}
	if (r->cli->json)
		tr_cli_print_json(json_pack("{s:s, s:O, s:n}", "book", r->book->name, "rows", rows, "error"));
	json_decref(rows);
	return TRIEN_OK;
}

trien_rc
tr_registry_list(struct tr_registry_run *r, struct trien_err *err)
{
	TR_TRY(tr_registry_book_of(r->rest.items[0], &r->book, err));
	TR_TRY(tr_sql_transact(r->db, TR_SQL_READ, list_work, r, err));
	return print_list(r, err);
}

struct exporting {
	struct tr_registry_run *r;
	struct tr_buf csv;
	size_t rows;
};

static trien_rc
export_work(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct exporting *x = context;
	struct tr_list_query q;

	tr_buf_clear(&x->csv);
	TR_TRY(query_of(x->r, db, &q, err));
	return tr_export_csv(db, &q, x->r->cli->lang, &x->csv, &x->rows, err);
}

static trien_rc
write_export(const struct exporting *x, struct trien_err *err)
{
	const struct tr_registry_words *w = x->r->w;
	bool there = false;

	if (w->force)
		return tr_file_replace(AT_FDCWD, w->out, tr_buf_view(&x->csv), err);
	TR_TRY(tr_file_add(AT_FDCWD, w->out, tr_buf_view(&x->csv), &there, err));
	return there ? TR_ERR(err, CLI_TARGET_EXISTS, TR_S("file", w->out)) : TRIEN_OK;
}

trien_rc
tr_registry_export(struct tr_registry_run *r, struct trien_err *err)
{
	struct exporting x = {.r = r};

	if (r->w->out == NULL)
		return TR_ERR(err, CLI_OPTION_WANTED, TR_S("option", "-o"));
	TR_TRY(tr_registry_book_of(r->rest.items[0], &r->book, err));
	trien_rc rc = tr_sql_transact(r->db, TR_SQL_READ, export_work, &x, err);
	if (rc == TRIEN_OK)
		rc = write_export(&x, err);
	tr_buf_free(&x.csv);
	if (rc == TRIEN_OK && r->cli->json)
		tr_cli_print_json(json_pack("{s:s, s:s, s:I, s:n}", "book", r->book->name, "out", r->w->out, "rows", (json_int_t)x.rows, "error"));
	else if (rc == TRIEN_OK)
		tr_cli_printf(r->cli, "Đã xuất %zu dòng: %s\n", "Exported %zu rows: %s\n", x.rows, r->w->out);
	return rc;
}
