/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* trien registry list, export: as much of a book as was asked for, and may be seen. Requirement: R4.1 */
#include "base/errors/cli.h"
#include "base/errors/registry.h"
#include "cli/registry_run.h"
#include "exchange/export.h"
#include "registry/history.h"
#include "registry/value.h"

#define LIST_AT_FIRST 50u

/* Which rows: of the agency that was named and of those below it, or all that may be seen. */
static trien_rc
query_of(struct tr_registry_run *r, struct tr_sql *db, enum tr_rules_verb verb, struct tr_list_query *out, struct trien_err *err)
{
	struct tr_record who = tr_record_of(&tr_books[TR_BOOK_post]);
	bool seen;

	*out = (struct tr_list_query){.book = r->book, .search = r->w->search, .limit = LIST_AT_FIRST};
	TR_TRY(tr_registry_see(r, db, r->book, verb, &out->viewer, err));
	out->hidden = tr_door_hidden(&r->who, r->book);
	if (r->w->agency == NULL)
		return TRIEN_OK;
	TR_TRY(tr_value_read(db, &who, TR_post_agency, r->w->agency, err));
	out->within = who.v[TR_post_agency].i;
	TR_TRY(tr_door_sees(db, &r->who, r->who.role, &tr_books[TR_BOOK_agency], out->within, &seen, err));
	return seen ? TRIEN_OK : TR_ERR(err, REGISTRY_KEY_UNKNOWN, TR_S("column", "agency"), TR_S("book", "agency"), TR_S("got", r->w->agency));
}

/* ---- list ---- */

struct listing {
	struct tr_registry_run *r;
	uint32_t shown, hidden;
	struct tr_registry_text text;
	json_t *rows;
};

/* --columns: names of columns, with commas between them. */
static trien_rc
read_columns(struct listing *l, struct trien_err *err)
{
	const struct tr_book *b = l->r->book;
	char name[64];

	l->shown = l->r->w->columns == NULL ? UINT32_MAX : 0;
	for (const char *at = l->r->w->columns; at != NULL && *at != '\0';) {
		const size_t n = strcspn(at, ",");
		snprintf(name, sizeof(name), "%.*s", (int)n, at);
		const size_t column = tr_book_column(b, name);
		if (column == b->count)
			return TR_ERR(err, REGISTRY_COLUMN, TR_S("book", b->name), TR_B("got", at, n));
		l->shown |= TR_BIT(column);
		at += n + (at[n] == ',');
	}
	return TRIEN_OK;
}

static trien_rc
ask_page(struct listing *l, struct tr_sql *db, struct tr_sql_rows *out, struct trien_err *err)
{
	struct tr_registry_run *r = l->r;
	struct tr_list_query q;
	TR_AUTO_ROWS key = {0};
	int64_t number;

	TR_TRY(query_of(r, db, TR_VERB_SEE, &q, err));
	l->hidden = q.hidden;
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
	return tr_list(db, &q, out, err);
}

static void
say_heading(const struct listing *l)
{
	const struct tr_book *b = l->r->book;

	fputc('#', l->text.file);
	for (size_t i = 0; i < b->count; i++)
		if (l->shown & ~l->hidden & TR_BIT(i))
			fprintf(l->text.file, "\t%s", tr_say(l->r->cli, b->columns[i].vi, b->columns[i].en));
	fputc('\n', l->text.file);
}

static trien_rc
say_row(const struct listing *l, struct tr_sql *db, const struct tr_record *rec, struct trien_err *err)
{
	if (l->r->cli->json) {
		json_array_append_new(l->rows, tr_registry_json(rec, l->shown & ~l->hidden));
		return TRIEN_OK;
	}
	fprintf(l->text.file, "%lld", (long long)rec->id);
	for (size_t i = 0; i < rec->book->count; i++) {
		if (!(l->shown & ~l->hidden & TR_BIT(i)))
			continue;
		fputc('\t', l->text.file);
		TR_TRY(tr_registry_say_value(l->r, db, rec, i, l->text.file, err));
	}
	fputc('\n', l->text.file);
	return TRIEN_OK;
}

/* The row as it was in force then; one that did not exist is left out. */
static trien_rc
say_as_of(const struct listing *l, struct tr_sql *db, int64_t id, struct trien_err *err)
{
	TR_AUTO_RECORD was = {0};
	int64_t time;
	bool found;

	TR_TRY(tr_registry_time_of(l->r, l->r->w->on, &time, err));
	TR_TRY(tr_history_as_of(db, l->r->book, id, time, &was, &found, err));
	if (!found)
		return TRIEN_OK;
	tr_door_mask(l->hidden, &was);
	return say_row(l, db, &was, err);
}

static trien_rc
list_work(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct listing *l = context;
	TR_AUTO_ROWS rows = {0};

	json_array_clear(l->rows);
	TR_TRY(tr_registry_text_begin(&l->text, err));
	TR_TRY(ask_page(l, db, &rows, err));
	say_heading(l);
	for (size_t i = 0; i < rows.count; i++) {
		TR_AUTO_RECORD rec = {0};
		TR_TRY(tr_record_take(l->r->book, &rows, i, &rec, err));
		TR_TRY(l->r->w->on != NULL ? say_as_of(l, db, rec.id, err) : say_row(l, db, &rec, err));
	}
	tr_registry_say_hidden(l->r, l->r->book, l->hidden & l->shown, l->text.file);
	return TRIEN_OK;
}

trien_rc
tr_registry_list(struct tr_registry_run *r, struct trien_err *err)
{
	struct listing l = {.r = r, .rows = json_array()};

	trien_rc rc = tr_registry_book_of(r->rest.items[0], &r->book, err);
	if (rc == TRIEN_OK)
		rc = read_columns(&l, err);
	if (rc == TRIEN_OK)
		rc = tr_sql_transact(r->db, TR_SQL_READ, list_work, &l, err);
	if (rc == TRIEN_OK && r->cli->json)
		tr_cli_print_json(json_pack("{s:s, s:O, s:o, s:n}", "book", r->book->name, "rows", l.rows, "hidden",
				tr_registry_json_hidden(r->book, l.hidden & l.shown), "error"));
	tr_registry_text_end(&l.text, rc == TRIEN_OK && !r->cli->json ? stdout : NULL);
	json_decref(l.rows);
	return rc;
}

/* ---- export ---- */

struct exporting {
	struct tr_registry_run *r;
	struct tr_buf file;
	size_t rows;
};

static bool
is_xlsx(const char *path)
{
	const char *dot = strrchr(path, '.');
	return dot != NULL && strcasecmp(dot, ".xlsx") == 0;
}

static trien_rc
export_work(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct exporting *x = context;
	struct tr_list_query q;

	tr_buf_clear(&x->file);
	TR_TRY(query_of(x->r, db, TR_VERB_EXPORT, &q, err));
	if (is_xlsx(x->r->w->out))
		return tr_export_xlsx(db, &q, x->r->cli->lang, &x->file, &x->rows, err);
	return tr_export_csv(db, &q, x->r->cli->lang, &x->file, &x->rows, err);
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
		rc = tr_registry_write_out(r, tr_buf_view(&x.file), err);
	tr_buf_free(&x.file);
	if (rc == TRIEN_OK && r->cli->json)
		tr_cli_print_json(json_pack("{s:s, s:s, s:I, s:n}", "book", r->book->name, "out", r->w->out, "rows", (json_int_t)x.rows, "error"));
	else if (rc == TRIEN_OK)
		tr_cli_printf(r->cli, "Đã xuất %zu dòng: %s\n", "Exported %zu rows: %s\n", x.rows, r->w->out);
	return rc;
}
