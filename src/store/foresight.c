/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "store/foresight.h"

#include <ctype.h>
#include <stdlib.h>

#include "store/sql_back.h"

#define KINDS_MAX 64u
#define TEXTS_MAX 512u      /* statements that are known to all kinds */
#define PARAMETERS_MAX 12u
#define CONSTANT_MAX 256u   /* bytes of a value */
#define CELLS_MAX 1024u     /* of an answer that is kept */

/* A question as it is remembered: each parameter is one of the values that the transaction came with, or as it was. */
struct remembered {
	const char *sql;
	size_t n;
	struct tr_sql_value *in;
	uint8_t *of; /* which value; CONSTANT: none */
};
#define CONSTANT 0xff

struct lesson {
	char *kind;
	struct remembered questions[TR_SQL_FORESEEN_MAX];
	size_t count;
	struct tr_arena arena;
};

struct answer {
	const char *sql;
	size_t n;
	struct tr_sql_value *in;
	struct tr_sql_rows rows;
};

struct tr_foresight {
	struct lesson *lessons[KINDS_MAX];
	size_t lesson_count, oldest;
	char *texts[TEXTS_MAX];
	size_t text_count;
	/* of the transaction under way */
	struct lesson *learning; /* NULL: of no kind, and nothing is kept of it */
	struct tr_sql_value *values;
	size_t value_count;
	struct answer answers[TR_SQL_FORESEEN_MAX];
	size_t answer_count;
	struct tr_arena arena;
};

struct tr_foresight *
tr_foresight_new(void)
{
	return tr_mem_zeroed(1, sizeof(struct tr_foresight));
}

static void
free_lesson(struct lesson *l)
{
	if (l == NULL)
		return;
	tr_arena_free(&l->arena);
	free(l->kind);
	free(l);
}

void
tr_foresight_free(struct tr_foresight *f)
{
	if (f == NULL)
		return;
	tr_foresight_end(f, TR_FORESIGHT_FORGET);
	for (size_t i = 0; i < f->lesson_count; i++)
		free_lesson(f->lessons[i]);
	for (size_t i = 0; i < f->text_count; i++)
		free(f->texts[i]);
	free(f);
}

/* ---- texts and values ---- */

/* The text that lasts; NULL: there are too many. */
static const char *
text_of(struct tr_foresight *f, const char *sql)
{
	for (size_t i = 0; i < f->text_count; i++)
		if (strcmp(f->texts[i], sql) == 0)
			return f->texts[i];
	char *copy = f->text_count < TEXTS_MAX ? strdup(sql) : NULL;
	if (copy != NULL)
		f->texts[f->text_count++] = copy;
	return copy;
}

static bool
same_value(const struct tr_sql_value *a, const struct tr_sql_value *b)
{
	return a->type == b->type && a->null == b->null && (a->null || (a->type == TR_SQL_INT ? a->i == b->i : tr_bytes_equal(a->b, b->b)));
}

static bool
same_values(const struct tr_sql_value *a, const struct tr_sql_value *b, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!same_value(&a[i], &b[i]))
			return false;
	return true;
}

/* NULL: one of them is large, or memory is short. */
static struct tr_sql_value *
copy_values(struct tr_arena *arena, const struct tr_sql_value *in, size_t n)
{
	struct tr_sql_value *out;

	if (tr_arena_array(arena, n + 1, sizeof(*out), &out, NULL) != TRIEN_OK)
		return NULL;
	for (size_t i = 0; i < n; i++) {
		out[i] = in[i];
		if (in[i].b.n > CONSTANT_MAX || (in[i].b.n > 0 && tr_arena_copy(arena, in[i].b.p, in[i].b.n, &out[i].b.p, NULL) != TRIEN_OK))
			return NULL;
	}
	return out;
}

/* ---- what a statement does ---- */

static bool
is_letter(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

static bool
has_word(const char *text, const char *word, size_t n)
{
	for (const char *at = text; (at = memmem(at, strlen(at), word, n)) != NULL; at++)
		if ((at == text || !is_letter(at[-1])) && !is_letter(at[n]))
			return true;
	return false;
}

bool
tr_foresight_reads(const char *sql)
{
	static const char *const writes[] = {"INSERT", "UPDATE", "DELETE"};

	if (strncmp(sql, "SELECT ", 7) != 0 && strncmp(sql, "WITH ", 5) != 0)
		return false;
	for (size_t i = 0; i < sizeof(writes) / sizeof(*writes); i++)
		if (has_word(sql, writes[i], strlen(writes[i])))
			return false;
	return true;
}

/* The table that a plain statement writes; its length is 0 where that is not plain. */
static struct tr_bytes
table_of(const char *sql)
{
	static const char *const begins[] = {"INSERT INTO ", "UPDATE ", "DELETE FROM "};

	for (size_t i = 0; i < sizeof(begins) / sizeof(*begins); i++) {
		const size_t n = strlen(begins[i]);
		if (strncmp(sql, begins[i], n) != 0)
			continue;
		size_t length = 0;
		while (is_letter(sql[n + length]))
			length++;
		return TR_BYTES(sql + n, length);
	}
	return TR_BYTES(NULL, 0);
}

/* ---- the transaction under way ---- */

void
tr_foresight_begin(struct tr_foresight *f)
{
	tr_foresight_end(f, TR_FORESIGHT_FORGET);
}

static void
take_lesson(struct tr_foresight *f, struct lesson *l)
{
	for (size_t i = 0; i < f->lesson_count; i++)
		if (strcmp(f->lessons[i]->kind, l->kind) == 0) {
			free_lesson(f->lessons[i]);
			f->lessons[i] = l;
			return;
		}
	if (f->lesson_count < KINDS_MAX) {
		f->lessons[f->lesson_count++] = l;
		return;
	}
	struct lesson **oldest = &f->lessons[f->oldest++ % KINDS_MAX];
	free_lesson(*oldest);
	*oldest = l;
}

void
tr_foresight_end(struct tr_foresight *f, enum tr_foresight_end how)
{
	if (f == NULL || f->learning == NULL)
		return;
	if (how == TR_FORESIGHT_LEARN)
		take_lesson(f, f->learning);
	else
		free_lesson(f->learning);
	for (size_t i = 0; i < f->answer_count; i++)
		tr_sql_rows_free(&f->answers[i].rows);
	f->learning = NULL;
	f->answer_count = f->value_count = 0;
	tr_arena_free(&f->arena);
	f->arena = (struct tr_arena){0};
}

/* ---- foreseeing ---- */

static const struct lesson *
find_lesson(const struct tr_foresight *f, const char *kind)
{
	for (size_t i = 0; i < f->lesson_count; i++)
		if (strcmp(f->lessons[i]->kind, kind) == 0)
			return f->lessons[i];
	return NULL;
}

/* A remembered question with the values of today; false where there are fewer of them, or of other types. */
static bool
fill_in(struct tr_foresight *f, const struct remembered *r, struct tr_sql_question *out)
{
	struct tr_sql_value *in;

	if (tr_arena_array(&f->arena, r->n + 1, sizeof(*in), &in, NULL) != TRIEN_OK)
		return false;
	for (size_t i = 0; i < r->n; i++) {
		in[i] = r->in[i];
		if (r->of[i] == CONSTANT)
			continue;
		if (r->of[i] >= f->value_count || f->values[r->of[i]].type != r->in[i].type)
			return false;
		in[i] = f->values[r->of[i]];
	}
	*out = (struct tr_sql_question){.sql = r->sql, .in = in, .n = r->n};
	return true;
}

size_t
tr_foresight_recall(struct tr_foresight *f, const char *kind, const struct tr_sql_value *values, size_t n, struct tr_sql_question *out, size_t room)
{
	size_t count = 0;

	if (f == NULL || f->learning != NULL || n >= CONSTANT)
		return 0;
	struct lesson *fresh = tr_mem_zeroed(1, sizeof(*fresh));
	if (fresh != NULL)
		fresh->kind = strdup(kind);
	f->values = fresh != NULL && fresh->kind != NULL ? copy_values(&f->arena, values, n) : NULL;
	if (f->values == NULL) {
		free_lesson(fresh);
		tr_arena_free(&f->arena);
		f->arena = (struct tr_arena){0};
		return 0;
	}
	f->learning = fresh;
	f->value_count = n;
	const struct lesson *l = find_lesson(f, kind);
	for (size_t i = 0; l != NULL && i < l->count && count < room; i++)
		count += fill_in(f, &l->questions[i], &out[count]);
	return count;
}

const struct tr_sql_rows *
tr_foresight_find(struct tr_foresight *f, const char *sql, const struct tr_sql_value *in, size_t n)
{
	if (f == NULL || f->learning == NULL)
		return NULL;
	for (size_t i = 0; i < f->answer_count; i++) {
		const struct answer *a = &f->answers[i];
		if (a->n == n && strcmp(a->sql, sql) == 0 && same_values(a->in, in, n))
			return &a->rows;
	}
	return NULL;
}

/* ---- learning ---- */

static bool
is_noted(const struct lesson *l, const char *sql, const struct tr_sql_value *in, size_t n)
{
	for (size_t i = 0; i < l->count; i++)
		if (l->questions[i].n == n && l->questions[i].sql == sql && same_values(l->questions[i].in, in, n))
			return true;
	return false;
}

void
tr_foresight_note(struct tr_foresight *f, const char *sql, const struct tr_sql_value *in, size_t n)
{
	struct lesson *l = f != NULL ? f->learning : NULL;

	if (l == NULL || l->count == TR_SQL_FORESEEN_MAX || n > PARAMETERS_MAX || !tr_foresight_reads(sql))
		return;
	const char *text = text_of(f, sql);
	if (text == NULL || is_noted(l, text, in, n))
		return;
	struct remembered *r = &l->questions[l->count];
	*r = (struct remembered){.sql = text, .n = n, .in = copy_values(&l->arena, in, n)};
	if (r->in == NULL || tr_arena_array(&l->arena, n + 1, 1, &r->of, NULL) != TRIEN_OK)
		return;
	for (size_t i = 0; i < n; i++) {
		r->of[i] = CONSTANT;
		for (size_t k = f->value_count; k > 0; k--)
			if (same_value(&f->values[k - 1], &in[i]))
				r->of[i] = (uint8_t)(k - 1);
	}
	l->count++;
}

void
tr_foresight_keep(struct tr_foresight *f, const char *sql, const struct tr_sql_value *in, size_t n, const struct tr_sql_rows *rows)
{
	if (f == NULL || f->learning == NULL || f->answer_count == TR_SQL_FORESEEN_MAX || rows->count * rows->columns > CELLS_MAX || !tr_foresight_reads(sql))
		return;
	struct answer a = {.sql = text_of(f, sql), .n = n, .in = copy_values(&f->arena, in, n)};
	if (a.sql != NULL && a.in != NULL && tr_sql_rows_copy(rows, &a.rows, NULL) == TRIEN_OK)
		f->answers[f->answer_count++] = a;
}

void
tr_foresight_wrote(struct tr_foresight *f, const char *sql)
{
	const struct tr_bytes table = table_of(sql);
	size_t left = 0;

	if (f == NULL || f->learning == NULL)
		return;
	for (size_t i = 0; i < f->answer_count; i++) {
		struct answer *a = &f->answers[i];
		if (table.n == 0 || has_word(a->sql, (const char *)table.p, table.n))
			tr_sql_rows_free(&a->rows);
		else
			f->answers[left++] = *a;
	}
	f->answer_count = left;
}
