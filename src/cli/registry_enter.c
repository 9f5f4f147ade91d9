/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* trien registry enter, change: a row of a book. */
#include "base/errors/registry.h"
#include "cli/registry_run.h"
#include "registry/value.h"

/* A document goes into the store first; the row names it. */
static trien_rc
put_document(const struct tr_registry_run *r, struct tr_record *rec, size_t column, const char *path, struct trien_err *err)
{
	char name[TR_HEX256 + 1];
	const uint8_t *copy;

	TR_TRY(tr_registry_put_judged(r, path, name, err));
	TR_TRY(tr_arena_copy(&rec->arena, name, TR_HEX256, &copy, err));
	tr_record_set_text(rec, column, (const char *)copy);
	return TRIEN_OK;
}

/* The column of COLUMN=VALUE, and its name as it was given. */
static size_t
column_of(const struct tr_book *b, const char *pair, char name[64])
{
	snprintf(name, 64, "%.*s", (int)strcspn(pair, "="), pair);
	return tr_book_column(b, name);
}

static trien_rc
set_pair(struct tr_acting *a, const struct tr_registry_run *r, struct tr_record *rec, char *pair, struct trien_err *err)
{
	char *equals = strchr(pair, '=');
	char name[64];

	const size_t column = column_of(rec->book, pair, name);
	if (equals == NULL || column == rec->book->count)
		return TR_ERR(err, REGISTRY_COLUMN, TR_S("book", rec->book->name), TR_B("got", name, strlen(name)));
	if (tr_column_by_act(rec, column))
		return TR_ERR(err, REGISTRY_BY_ACT, TR_S("book", rec->book->name), TR_S("column", name));
	if (tr_column_from_file(rec->book, column))
		return TR_ERR(err, REGISTRY_BY_FILE, TR_S("book", rec->book->name), TR_S("column", name));
	if (rec->book->columns[column].kind == TR_COLUMN_BLOB && equals[1] != '\0')
		return put_document(r, rec, column, equals + 1, err);
	return tr_acting_read(a, rec, column, equals + 1, err);
}

static trien_rc
write_row(struct tr_acting *a, void *context, struct trien_err *err)
{
	struct tr_registry_run *r = context;
	TR_AUTO_RECORD rec = tr_record_of(r->book);

	if (r->id != 0)
		TR_TRY(tr_record_load(a->db, r->book, r->id, &rec, err));
	else
		tr_record_defaults(&rec, r->act.effective_at);
	for (size_t i = 1; i < r->rest.count; i++)
		TR_TRY(set_pair(a, r, &rec, r->rest.items[i], err));
	TR_TRY(tr_acting_put(a, &rec, err));
	r->written = rec.id;
	return TRIEN_OK;
}

/* To change a row; or what all its columns want: "answer". */
static const char *
word_of(const struct tr_registry_run *r)
{
	enum tr_rules_verb verb = TR_VERB_CHANGE;
	char name[64];

	for (size_t i = 1; i < r->rest.count; i++) {
		const size_t column = column_of(r->book, r->rest.items[i], name);
		const enum tr_rules_verb wants = column < r->book->count ? tr_column_verb(r->book, column, TR_VERB_CHANGE) : TR_VERB_CHANGE;
		if (i > 1 && wants != verb)
			return "change";
		verb = wants;
	}
	return tr_rules_verb_word(verb)->word;
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

static trien_rc
enter_or_change(struct tr_registry_run *r, bool enter, struct trien_err *err)
{
	char what[64];
	int64_t act;

	TR_TRY(read_object(r, enter, err));
	snprintf(what, sizeof(what), "%s.%s", r->book->name, enter ? "enter" : word_of(r));
	TR_TRY(tr_registry_fill_act(r, what, err));
	TR_TRY(tr_act_do(r->db, &r->act, tr_registry_mode(r), write_row, r, &act, err));
	tr_registry_print_written(r, act);
	return TRIEN_OK;
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
