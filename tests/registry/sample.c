/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "sample.h"

#include <stdio.h>
#include <stdlib.h>

#include "registry/book_sql.h"
#include "registry/references.h"
#include "rules/entry.h"
#include "store/audit.h"

static struct tr_blobs *used_blobs;

void
use_blobs(struct tr_blobs *blobs)
{
	used_blobs = blobs;
}

struct tr_act
act_of(const char *what)
{
	return (struct tr_act){.blobs = used_blobs, .actor = "system", .role = "admin", .what = what, .at = NOW, .effective_at = NOW};
}

void
open_log(struct contract *c)
{
	struct trien_err err = {0};
	struct tr_audit_log log;
	assert_ok(tr_audit_open(c->db, "so-noi-vu.example/mau", TR_BYTES(NULL, 0), NOW, &log, &err), &err);
}

/* ---- putting ---- */

struct putting {
	const struct tr_book *book;
	int64_t id;
	const char *const *values;
};

static trien_rc
put_row(struct tr_acting *a, void *context, struct trien_err *err)
{
	struct putting *p = context;
	TR_AUTO_RECORD r = tr_record_of(p->book);

	if (p->id != 0)
		TR_TRY(tr_record_load(a->db, p->book, p->id, &r, err));
	for (const char *const *v = p->values; *v != NULL; v += 2) {
		const size_t column = tr_book_column(p->book, v[0]);
		assert_true(column < p->book->count);
		if (strcmp(v[1], "-") == 0)
			tr_record_set_null(&r, column);
		else if (r.v[column].type == TR_SQL_INT)
			tr_record_set_int(&r, column, strtoll(v[1], NULL, 10));
		else
			tr_record_set_text(&r, column, v[1]);
	}
	TR_TRY(tr_acting_put(a, &r, err));
	p->id = r.id;
	return TRIEN_OK;
}

trien_rc
put_act(struct contract *c, const struct tr_act *act, const char *book, int64_t *id, const char *const *values, struct trien_err *err)
{
	struct putting p = {tr_book_find(book), *id, values};

	assert_non_null(p.book);
	TR_TRY(tr_act_do(c->db, act, TR_ACT_DO, put_row, &p, NULL, err));
	*id = p.id;
	return TRIEN_OK;
}

static trien_rc
try_put(struct contract *c, const char *what, const char *book, int64_t *id, const char *const *values, struct trien_err *err)
{
	const struct tr_act act = act_of(what);
	return put_act(c, &act, book, id, values, err);
}

int64_t
put_ok(struct contract *c, const char *what, const char *book, int64_t id, const char *const *values)
{
	struct trien_err err = {0};
	assert_ok(try_put(c, what, book, &id, values, &err), &err);
	return id;
}

int64_t
put_letter(struct contract *c, const char *what, int64_t id, enum tr_incoming_verdict verdict, const char *const *values)
{
	struct tr_file_check check = {.verdict = verdict, .findings = ""};
	struct tr_act act = act_of(what);
	struct trien_err err = {0};

	for (size_t i = 0; values[i] != NULL; i += 2)
		if (strcmp(values[i], "blob") == 0)
			check.file = values[i + 1];
	act.checks = &check;
	act.check_count = 1;
	assert_ok(put_act(c, &act, "letter", &id, values, &err), &err);
	assert_true(check.written);
	return id;
}

void
put_refused(struct contract *c, const char *error, const char *book, int64_t id, const char *const *values)
{
	struct trien_err err = {0};
	assert_refused(try_put(c, "test.put", book, &id, values, &err), error);
	say(c, "%s\n", error);
}

/* ---- made-up rows ---- */

static void
bend(struct tr_record *r, const struct tr_rules_entry *rule)
{
	const size_t column = tr_book_column(r->book, rule->column), other = tr_book_column(r->book, rule->other);
	const struct tr_sql_value *v = &r->v[column];

	if (rule->kind == TR_ENTRY_IS_RANGE && !v->null)
		tr_record_set_int(r, column, v->i < rule->min ? rule->min : v->i > rule->max ? rule->max : v->i);
	if (rule->kind == TR_ENTRY_IS_NOT_IN && tr_record_is(r, column, rule->word))
		tr_record_set_null(r, other);
	if (rule->kind == TR_ENTRY_IS_WANTS && r->v[other].null)
		tr_record_set_null(r, column);
	if (rule->kind == TR_ENTRY_IS_CAME)
		tr_record_set_int(r, column, 0);
	if (rule->kind == TR_ENTRY_IS_CUSTODY && !v->null)
		tr_record_set_int(r, column, r->v[other].i + 1);
}

void
within_rules(struct tr_record *r, int64_t n)
{
	const struct tr_rules_entry *rule;

	for (int twice = 0; twice < 2; twice++) /* what one takes away, another may have wanted */
		for (size_t i = 0; (rule = tr_rules_entry_at(i)) != NULL; i++)
			if (strcmp(rule->book, r->book->name) == 0)
				bend(r, rule);
	if (r->book == &tr_books[TR_BOOK_custody])
		tr_record_set_int(r, TR_custody_device, n); /* each its own, which somebody has */
	if (r->book == &tr_books[TR_BOOK_device])
		tr_record_set_text(r, TR_device_state, "assigned");
	if (r->book == &tr_books[TR_BOOK_duty])
		tr_record_set_text(r, TR_duty_profile, "bg-2020");
}

static void
sample_value(const struct tr_column *column, struct tr_record *r, size_t i, const char *blob)
{
	static char word[64];

	switch (column->kind) {
	case TR_COLUMN_TEXT:
		tr_record_set_text(r, i, "Mẫu");
		break;
	case TR_COLUMN_WORD:
		snprintf(word, sizeof(word), "%.*s", (int)strcspn(column->of, " "), column->of);
		r->v[i].null = false;
		r->v[i].b = TR_BYTES(column->of, strlen(word));
		break;
	case TR_COLUMN_BLOB:
		tr_record_set_text(r, i, blob);
		break;
	case TR_COLUMN_REFERS:
		/* the row itself (an agency below itself) cannot be put */
		if (tr_book_find(column->of) != r->book)
			tr_record_set_int(r, i, 1);
		break;
	default:
		tr_record_set_int(r, i, 1);
	}
}

trien_rc
put_every_book(struct tr_acting *a, void *context, struct trien_err *err)
{
	for (const struct tr_book *b = tr_books; b < tr_books + TR_BOOK_COUNT; b++) {
		struct tr_record r = tr_record_of(b);
		for (size_t i = 0; i < b->count; i++)
			sample_value(&b->columns[i], &r, i, context);
		within_rules(&r, 1);
		TR_TRY(tr_acting_put(a, &r, err));
		assert_int_equal(r.id, 1);
	}
	return TRIEN_OK;
}

/* ---- saying ---- */

struct saying {
	struct contract *c;
	const struct tr_book *book;
};

static trien_rc
say_rows(struct tr_sql *db, void *context, struct trien_err *err)
{
	const struct saying *s = context;
	TR_AUTO_BUF sql = {0};
	TR_AUTO_ROWS rows = {0};

	TR_TRY(tr_book_select_sql(s->book, &sql, err));
	TR_TRY(tr_buf_addf(&sql, err, " ORDER BY b.id%c", 0));
	TR_TRY(tr_sql_ask(db, (const char *)sql.p, NULL, 0, &rows, err));
	for (size_t i = 0; i < rows.count; i++) {
		TR_AUTO_RECORD r = {0};
		TR_AUTO_BUF content = {0};
		TR_TRY(tr_record_take(s->book, &rows, i, &r, err));
		TR_TRY(tr_record_content(&r, &content, err));
		say(s->c, "%s:%lld v%lld act %lld %.*s\n", s->book->name, (long long)r.id, (long long)r.version, (long long)r.act, (int)content.n,
				content.p);
	}
	return TRIEN_OK;
}

void
say_book(struct contract *c, const char *book)
{
	struct trien_err err = {0};
	struct saying s = {c, tr_book_find(book)};
	assert_ok(tr_sql_transact(c->db, TR_SQL_READ, say_rows, &s, &err), &err);
}

static void
say_fault(void *context, enum tr_registry_fault fault, const char *object)
{
	static const char *const words[] = {[TR_REGISTRY_ACT_CHANGED] = "act changed", [TR_REGISTRY_ACT_MISSING] = "act missing",
		[TR_REGISTRY_ROW_CHANGED] = "row changed", [TR_REGISTRY_ROW_MISSING] = "row missing", [TR_REGISTRY_ROW_EXTRA] = "row extra",
		[TR_REGISTRY_WORDS_MISSING] = "words missing", [TR_REGISTRY_WORDS_EXTRA] = "words extra"};
	say(context, "%s %s\n", words[fault], object);
}

static trien_rc
count_references(struct tr_sql *db, void *context, struct trien_err *err)
{
	return tr_references_check(db, NULL, NULL, context, err);
}

/* Where nobody has written by hand each document is referred to as often as the store says. */
static void
references_are_right(struct contract *c)
{
	struct tr_reference_count count;
	struct trien_err err = {0};

	assert_ok(tr_sql_transact(c->db, TR_SQL_READ, count_references, &count, &err), &err);
	assert_int_equal(count.faults, 0);
}

uint64_t
say_faults(struct contract *c)
{
	struct trien_err err = {0};
	struct tr_registry_count count;

	assert_ok(tr_registry_verify(c->db, say_fault, c, &count, &err), &err);
	say(c, "%llu acts, %llu rows, %llu faults\n", (unsigned long long)count.acts, (unsigned long long)count.rows,
			(unsigned long long)count.faults);
	if (count.faults == 0)
		references_are_right(c);
	return count.faults;
}

struct listing {
	const struct tr_list_query *q;
	struct tr_sql_rows *out;
};

static trien_rc
list_work(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct listing *l = context;
	return tr_list(db, l->q, l->out, err);
}

trien_rc
list(struct contract *c, const struct tr_list_query *q, struct tr_sql_rows *out, struct trien_err *err)
{
	struct listing l = {q, out};
	return tr_sql_transact(c->db, TR_SQL_READ, list_work, &l, err);
}
