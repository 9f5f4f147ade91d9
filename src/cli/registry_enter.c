/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* trien registry enter, change: a row of a book. */
#include <stdlib.h>

#include "base/errors/registry.h"
#include "cli/registry_run.h"
#include "registry/enter.h"
#include "registry/value.h"

/* The column of COLUMN=VALUE, and its name as it was given. */
static size_t
column_of(const struct tr_book *b, const char *pair, char name[64])
{
	snprintf(name, 64, "%.*s", (int)strcspn(pair, "="), pair);
	return tr_book_column(b, name);
}

/* The book of what is entered, or the row that is changed. */
static trien_rc
read_object(struct tr_registry_run *r, bool enter, struct trien_err *err)
{
	return enter ? tr_registry_book_of(r->rest.items[0], &r->book, err) : tr_object_read(r->rest.items[0], &r->book, &r->id, err);
}

static trien_rc
judge_files(struct tr_registry_run *r, bool enter, struct trien_err *err)
{
	char name[64];

	TR_TRY(read_object(r, enter, err));
	for (size_t i = 1; i < r->rest.count; i++) {
		const size_t column = column_of(r->book, r->rest.items[i], name);
		if (column < r->book->count && !tr_column_from_file(r->book, column))
			TR_TRY(tr_registry_judge_pair(r, &r->book->columns[column], r->rest.items[i], err));
	}
	return TRIEN_OK;
}

trien_rc
tr_registry_judge_entered(struct tr_registry_run *r, struct trien_err *err)
{
	return judge_files(r, true, err);
}

trien_rc
tr_registry_judge_changed(struct tr_registry_run *r, struct trien_err *err)
{
	return judge_files(r, false, err);
}

/* The pairs of the command; a document goes into the store first, and the row names it. */
struct entering {
	struct tr_entry entry;
	struct tr_entry_value values[TR_COLUMNS_MAX];
	char documents[TR_COLUMNS_MAX][TR_HEX256 + 1];
};

/* What comes with a new row by acts alone is not put into the store first. */
static trien_rc
put_document(const struct tr_registry_run *r, size_t column, const char *path, char name[TR_HEX256 + 1], struct trien_err *err)
{
	TR_AUTO_RECORD rec = tr_record_of(r->book);

	tr_record_defaults(&rec, r->act.effective_at);
	if (r->id == 0 && tr_column_by_act(&rec, column))
		return TR_ERR(err, REGISTRY_BY_ACT, TR_S("book", r->book->name), TR_S("column", r->book->columns[column].name));
	return tr_registry_put_judged(r, path, name, err);
}

static trien_rc
read_pair(const struct tr_registry_run *r, struct entering *e, char *pair, struct trien_err *err)
{
	const size_t i = e->entry.count;
	char *equals = strchr(pair, '=');
	char name[64];

	const size_t column = column_of(r->book, pair, name);
	if (equals == NULL || column == r->book->count || i == TR_COLUMNS_MAX)
		return TR_ERR(err, REGISTRY_COLUMN, TR_S("book", r->book->name), TR_B("got", name, strlen(name)));
	e->values[i] = (struct tr_entry_value){r->book->columns[column].name, equals + 1};
	if (r->book->columns[column].kind == TR_COLUMN_BLOB && equals[1] != '\0' && !tr_column_from_file(r->book, column)) {
		TR_TRY(put_document(r, column, equals + 1, e->documents[i], err));
		e->values[i].value = e->documents[i];
	}
	e->entry.count++;
	return TRIEN_OK;
}

static trien_rc
write_row(struct tr_registry_run *r, struct entering *e, struct trien_err *err)
{
	char what[TR_ENTRY_WHAT_MAX];
	int64_t act;

	e->entry = (struct tr_entry){.book = r->book, .id = r->id, .values = e->values};
	for (size_t i = 1; i < r->rest.count; i++)
		TR_TRY(read_pair(r, e, r->rest.items[i], err));
	tr_entry_what(&e->entry, what);
	TR_TRY(tr_registry_fill_act(r, what, err));
	TR_TRY(tr_act_do(r->db, &r->act, tr_registry_mode(r), tr_entry_write, &e->entry, &act, err));
	r->written = e->entry.written;
	tr_registry_print_written(r, act);
	return TRIEN_OK;
}

static trien_rc
enter_or_change(struct tr_registry_run *r, bool enter, struct trien_err *err)
{
	struct entering *e;

	TR_TRY(read_object(r, enter, err));
	if ((e = tr_mem_zeroed(1, sizeof(*e))) == NULL)
		return TR_ERR(err, NO_MEMORY, TR_U("want", sizeof(*e)));
	const trien_rc rc = write_row(r, e, err);
	free(e);
	return rc;
}

trien_rc
tr_registry_enter(struct tr_registry_run *r, struct trien_err *err)
{
	return enter_or_change(r, true, err);
}

trien_rc
tr_registry_change(struct tr_registry_run *r, struct trien_err *err)
{
	return enter_or_change(r, false, err);
}
