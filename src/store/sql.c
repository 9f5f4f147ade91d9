/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What both back ends share: transactions and their retries, the check of parameters, the memory of results. */
#include "store/sql.h"

#include <stdlib.h>
#include <time.h>

#include "base/env.h"
#include "base/errors/store.h"
#include "base/utf8.h"
#include "store/sql_back.h"

bool
tr_sql_is_url(const char *place)
{
	return strncmp(place, "postgresql://", 13) == 0 || strncmp(place, "postgres://", 11) == 0;
}

trien_rc
tr_sql_open(const char *place, enum tr_sql_create create, struct tr_sql **out, struct trien_err *err)
{
	if (strlen(place) > TR_SQL_PLACE_MAX)
		return TR_ERR(err, STORE_PLACE, TR_U("max", TR_SQL_PLACE_MAX));
	return tr_sql_is_url(place) ? tr_postgres_open(place, out, err) : tr_sqlite_open(place, create, out, err);
}

void
tr_sql_close(struct tr_sql *db)
{
	if (db == NULL)
		return;
	if (db->in_transaction)
		db->back->rollback(db);
	db->back->close(db);
}

enum tr_sql_back_end
tr_sql_back_end_of(const struct tr_sql *db)
{
	return db->back->kind;
}

void
tr_sql_set_wait(struct tr_sql *db, unsigned milliseconds)
{
	db->wait = milliseconds;
	(void)!db->back->set_wait(db, NULL);
}

trien_rc
tr_sql_set_cache(struct tr_sql *db, size_t bytes, struct trien_err *err)
{
	return db->back->kind == TR_SQL_SQLITE ? tr_sqlite_set_cache(db, bytes, err) : TRIEN_OK;
}

/* ---- transactions ---- */

struct attempt {
	enum tr_sql_purpose purpose;
	tr_sql_work work;
	void *context;
	bool keep; /* else it is rolled back though it went well */
};

/* Whatever work has made of a statement that was refused because the transaction had not begun: that is why. */
static trien_rc
why_not(const struct tr_sql *db, trien_rc rc, struct trien_err *err)
{
	if (rc == TRIEN_OK || rc == db->begun || db->begun == TRIEN_OK)
		return rc;
	return db->begun == TRIEN_E_STORE_CONNECTION ? TR_ERR0(err, STORE_CONNECTION) : db->begun == TRIEN_E_STORE_BUSY ? TR_ERR(err, STORE_BUSY, TR_U("tries", 1)) : rc;
}

static trien_rc
attempt(struct tr_sql *db, const struct attempt *a, struct trien_err *err)
{
	db->begun = TRIEN_OK;
	tr_foresight_begin(db->foresight);
	TR_TRY(db->back->begin(db, a->purpose, err));
	db->in_transaction = true;
	db->purpose = a->purpose;
	trien_rc rc = a->work(db, a->context, err);
	if (rc == TRIEN_OK)
		rc = a->keep ? db->back->commit(db, err) : db->back->settle(db, err);
	if (rc != TRIEN_OK || !a->keep)
		db->back->rollback(db);
	db->in_transaction = false;
	tr_foresight_end(db->foresight, rc == TRIEN_OK && a->keep ? TR_FORESIGHT_LEARN : TR_FORESIGHT_FORGET);
	return why_not(db, rc, err);
}

/* Longer each time, and by chance, so that two that met do not meet again. */
static void
pause_before(unsigned try)
{
	uint8_t chance = 128;

	(void)!tr_env_system.random(tr_env_system.context, &chance, 1, NULL);
	const long most = 2000000L << try; /* 4 ms ... 256 ms */
	const struct timespec t = {.tv_nsec = most / 2 + most / 512 * chance};
	nanosleep(&t, NULL);
}

static trien_rc
attempts(struct tr_sql *db, const struct attempt *a, struct trien_err *err)
{
	trien_rc rc;

	if (db->in_transaction)
		return TR_ERR(err, INTERNAL, TR_S("what", "a transaction inside a transaction"));
	for (unsigned try = 1; (rc = attempt(db, a, err)) == TRIEN_E_STORE_BUSY; try++) {
		if (try == TR_SQL_TRIES_MAX)
			return TR_ERR(err, STORE_BUSY, TR_U("tries", try));
		db->retries++;
		pause_before(try);
	}
	return rc;
}

trien_rc
tr_sql_transact(struct tr_sql *db, enum tr_sql_purpose purpose, tr_sql_work work, void *context, struct trien_err *err)
{
	return attempts(db, &(struct attempt){purpose, work, context, true}, err);
}

uint64_t
tr_sql_retries(const struct tr_sql *db)
{
	return db->retries;
}

trien_rc
tr_sql_rehearse(struct tr_sql *db, tr_sql_work work, void *context, struct trien_err *err)
{
	return attempts(db, &(struct attempt){TR_SQL_WRITE, work, context, false}, err);
}

/* ---- statements ---- */

static trien_rc
check(const struct tr_sql *db, const struct tr_sql_value *in, size_t n, struct trien_err *err)
{
	if (!db->in_transaction)
		return TR_ERR(err, INTERNAL, TR_S("what", "a statement without a transaction"));
	if (n > TR_SQL_PARAMETERS_MAX)
		return TR_ERR(err, STORE_PARAMETERS, TR_U("max", TR_SQL_PARAMETERS_MAX));
	for (size_t i = 0; i < n; i++) {
		if (in[i].type != TR_SQL_TEXT || in[i].null || in[i].b.n == 0)
			continue;
		if (memchr(in[i].b.p, 0, in[i].b.n) != NULL || tr_utf8_check(in[i].b) != in[i].b.n)
			return TR_ERR(err, STORE_TEXT, TR_U("number", i + 1));
	}
	return TRIEN_OK;
}

static trien_rc
put(struct tr_sql *db, const char *sql, const struct tr_sql_value *in, size_t n, const struct tr_sql_answer *to, struct trien_err *err)
{
	TR_TRY(check(db, in, n, err));
	if (db->foresight != NULL && !tr_foresight_reads(sql))
		tr_foresight_wrote(db->foresight, sql);
	return db->back->put(db, sql, in, n, to, err);
}

trien_rc
tr_sql_settle(struct tr_sql *db, struct trien_err *err)
{
	return db->back->settle(db, err);
}

trien_rc
tr_sql_hold(struct tr_sql *db, struct trien_err *err)
{
	return db->beginning ? tr_sql_settle(db, err) : TRIEN_OK;
}

/* What was put writes into the caller's memory: nothing is left waiting. */
static trien_rc
settle_after(trien_rc rc, struct tr_sql *db, struct trien_err *err)
{
	const trien_rc settled = tr_sql_settle(db, rc == TRIEN_OK ? err : NULL);
	return rc != TRIEN_OK ? rc : settled;
}

static trien_rc
put_questions(struct tr_sql *db, const struct tr_sql_question *questions, size_t count, struct trien_err *err)
{
	trien_rc rc = TRIEN_OK;

	for (size_t i = 0; i < count; i++)
		*questions[i].out = (struct tr_sql_rows){0};
	for (size_t i = 0; rc == TRIEN_OK && i < count; i++)
		rc = put(db, questions[i].sql, questions[i].in, questions[i].n, &(struct tr_sql_answer){.rows = questions[i].out}, err);
	rc = settle_after(rc, db, err);
	for (size_t i = 0; rc != TRIEN_OK && i < count; i++)
		tr_sql_rows_free(questions[i].out);
	return rc;
}

/* All of them are known: copies. Else none is. */
static bool
are_known(struct tr_sql *db, const struct tr_sql_question *questions, size_t count)
{
	size_t i = 0;

	for (; i < count; i++) {
		const struct tr_sql_question *q = &questions[i];
		const struct tr_sql_rows *known = db->in_transaction ? tr_foresight_find(db->foresight, q->sql, q->in, q->n) : NULL;
		*q->out = (struct tr_sql_rows){0};
		if (known == NULL || tr_sql_rows_copy(known, q->out, NULL) != TRIEN_OK)
			break;
	}
	for (size_t k = 0; i < count && k < i; k++)
		tr_sql_rows_free(questions[k].out);
	return i == count;
}

trien_rc
tr_sql_ask_all(struct tr_sql *db, const struct tr_sql_question *questions, size_t count, struct trien_err *err)
{
	for (size_t i = 0; i < count; i++)
		tr_foresight_note(db->foresight, questions[i].sql, questions[i].in, questions[i].n);
	if (db->foresight != NULL && are_known(db, questions, count))
		return TRIEN_OK;
	TR_TRY(put_questions(db, questions, count, err));
	for (size_t i = 0; i < count; i++)
		tr_foresight_keep(db->foresight, questions[i].sql, questions[i].in, questions[i].n, questions[i].out);
	return TRIEN_OK;
}

trien_rc
tr_sql_foresee(struct tr_sql *db, const char *kind, const struct tr_sql_value *values, size_t n, struct trien_err *err)
{
	struct tr_sql_question questions[TR_SQL_FORESEEN_MAX];
	struct tr_sql_rows rows[TR_SQL_FORESEEN_MAX];
	const size_t count = tr_foresight_recall(db->foresight, kind, values, n, questions, TR_SQL_FORESEEN_MAX);

	if (count == 0) /* nobody waits for nothing */
		return TRIEN_OK;
	for (size_t i = 0; i < count; i++)
		questions[i].out = &rows[i];
	TR_TRY(put_questions(db, questions, count, err));
	for (size_t i = 0; i < count; i++) {
		tr_foresight_keep(db->foresight, questions[i].sql, questions[i].in, questions[i].n, &rows[i]);
		tr_sql_rows_free(&rows[i]);
	}
	return TRIEN_OK;
}

uint64_t
tr_sql_waits(const struct tr_sql *db)
{
	return db->waits;
}

trien_rc
tr_sql_ask(struct tr_sql *db, const char *sql, const struct tr_sql_value *in, size_t n, struct tr_sql_rows *out,
		struct trien_err *err)
{
	return tr_sql_ask_all(db, &(struct tr_sql_question){sql, in, n, out}, 1, err);
}

trien_rc
tr_sql_run(struct tr_sql *db, const char *sql, const struct tr_sql_value *in, size_t n, int64_t *changed,
		struct trien_err *err)
{
	return settle_after(put(db, sql, in, n, &(struct tr_sql_answer){.changed = changed}, err), db, err);
}

trien_rc
tr_sql_later(struct tr_sql *db, const char *sql, const struct tr_sql_value *in, size_t n, bool *refused, struct trien_err *err)
{
	return put(db, sql, in, n, &(struct tr_sql_answer){.refused = refused}, err);
}

trien_rc
tr_sql_script(struct tr_sql *db, struct tr_bytes text, struct trien_err *err)
{
	TR_AUTO_BUF whole = {0};

	TR_TRY(tr_buf_add_bytes(&whole, text, err));
	TR_TRY(tr_buf_add_byte(&whole, 0, err));
	return db->back->script(db, (const char *)whole.p, err);
}

/* ---- what is kept prepared ---- */

static uint8_t *
seen_at(struct tr_sql_kept *k, const char *sql)
{
	return &k->seen[((uintptr_t)sql >> 4 ^ (uintptr_t)sql >> 12) % sizeof(k->seen)];
}

size_t
tr_sql_kept_find(struct tr_sql_kept *k, const char *sql)
{
	uint8_t *seen = seen_at(k, sql);

	if (*seen < k->count && strcmp(k->texts[*seen], sql) == 0)
		return *seen;
	for (size_t i = 0; i < k->count; i++)
		if (strcmp(k->texts[i], sql) == 0) {
			*seen = (uint8_t)i;
			return i;
		}
	return TR_SQL_STATEMENTS_MAX;
}

size_t
tr_sql_kept_add(struct tr_sql_kept *k, const char *sql, const char **old)
{
	const size_t at = k->count < TR_SQL_STATEMENTS_MAX ? k->count++ : k->oldest++ % TR_SQL_STATEMENTS_MAX;

	*old = k->texts[at];
	k->texts[at] = sql;
	return at;
}

/* ---- results ---- */

#define CELLS_AT_FIRST 16u

static trien_rc
more_room(struct tr_sql_filling *f, size_t used, struct trien_err *err)
{
	const size_t room = f->room == 0 ? CELLS_AT_FIRST : f->room * 2;
	struct tr_sql_value *cells;

	if (room > TR_SQL_RESULT_MAX / sizeof(*cells))
		return TR_ERR(err, STORE_RESULT, TR_U("max", TR_SQL_RESULT_MAX));
	TR_TRY(tr_arena_array(&f->rows->arena, room, sizeof(*cells), &cells, err));
	if (used > 0)
		memcpy(cells, f->cells, used * sizeof(*cells));
	f->rows->cells = f->cells = cells;
	f->room = room;
	return TRIEN_OK;
}

trien_rc
tr_sql_fill(struct tr_sql_filling *f, const struct tr_sql_value *v, struct trien_err *err)
{
	struct tr_sql_rows *r = f->rows;
	const size_t used = r->count; /* cells while it is being filled */

	if (used == f->room)
		TR_TRY(more_room(f, used, err));
	f->cells[used] = *v;
	if (v->type != TR_SQL_INT && !v->null) {
		if (v->b.n > TR_SQL_RESULT_MAX || r->arena.used > TR_SQL_RESULT_MAX - v->b.n)
			return TR_ERR(err, STORE_RESULT, TR_U("max", TR_SQL_RESULT_MAX));
		TR_TRY(tr_arena_copy(&r->arena, v->b.p, v->b.n, &f->cells[used].b.p, err));
	}
	r->count++;
	return TRIEN_OK;
}

trien_rc
tr_sql_rows_copy(const struct tr_sql_rows *from, struct tr_sql_rows *out, struct trien_err *err)
{
	struct tr_sql_rows copy = {0};
	struct tr_sql_filling f = {.rows = &copy};
	trien_rc rc = TRIEN_OK;

	for (size_t i = 0; rc == TRIEN_OK && i < from->count * from->columns; i++)
		rc = tr_sql_fill(&f, &from->cells[i], err);
	if (rc != TRIEN_OK) {
		tr_sql_rows_free(&copy);
		return rc;
	}
	copy.count = from->count;
	copy.columns = from->columns;
	*out = copy;
	return TRIEN_OK;
}

void
tr_sql_rows_free(struct tr_sql_rows *r)
{
	tr_arena_free(&r->arena);
	*r = (struct tr_sql_rows){0};
}
