/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Threads of one process that write: one after another without asking the database again, and not for ever behind one that does not end. On both back ends. */
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <unistd.h>

#include "contract.h"
#include "service/pool.h"

#define THREADS 4
#define ROWS 20

struct writer {
	struct tr_databases *pool;
	pthread_t thread;
	int first, count;
	const atomic_bool *may_end; /* NULL: at once */
	atomic_bool is_writing, done;
	trien_rc rc;
};

static void
moment(void)
{
	usleep(5000);
}

static trien_rc
write_row(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct writer *w = context;
	char hash[65];

	snprintf(hash, sizeof(hash), "%064d", w->first);
	TR_TRY(tr_sql_run(db, "INSERT INTO blob (hash, size, refs, created_at) VALUES ($1, 1, 1, 1)", TR_SQL_IN(TR_SQL_T(hash)), NULL, err));
	atomic_store(&w->is_writing, true);
	while (w->may_end != NULL && !atomic_load(w->may_end))
		moment();
	return TRIEN_OK;
}

static void *
write_rows(void *context)
{
	struct writer *w = context;

	for (int i = 0; w->rc == TRIEN_OK && i < w->count; i++, w->first++)
		w->rc = tr_databases_transact(w->pool, TR_SQL_WRITE, write_row, w, NULL);
	atomic_store(&w->done, true);
	return NULL;
}

static void
begin(struct writer *w, struct tr_databases *pool)
{
	w->pool = pool;
	assert_int_equal(pthread_create(&w->thread, NULL, write_rows, w), 0);
}

static void
end(struct writer *w)
{
	pthread_join(w->thread, NULL);
	assert_int_equal(w->rc, TRIEN_OK);
}

static struct tr_databases *
open_pool(struct contract *c)
{
	struct trien_err err = {0};
	struct tr_databases *pool;

	assert_ok(tr_databases_new(c->server == NULL ? c->dir : c->place, THREADS, &pool, &err), &err);
	return pool;
}

static void
writers_come_one_after_another(struct contract *c)
{
	struct tr_databases *pool = open_pool(c);
	struct writer w[THREADS] = {0};

	for (int i = 0; i < THREADS; i++) {
		w[i].first = i * ROWS;
		w[i].count = ROWS;
		begin(&w[i], pool);
	}
	for (int i = 0; i < THREADS; i++)
		end(&w[i]);
	assert_int_equal(ask_one(c->db, "SELECT COUNT(*) FROM blob"), THREADS * ROWS);
	assert_int_equal(tr_databases_count(pool).retries, 0);
	tr_databases_free(pool);
}

/* TR_SERVICE_WRITING_SECONDS: the second one has no connection while it waits here; past the cap it goes to the database's own lock, and what it writes comes behind the first. */
static void
nobody_waits_here_for_ever(struct contract *c)
{
	struct tr_databases *pool = open_pool(c);
	atomic_bool may_end = false;
	struct writer slow = {.first = 1, .count = 1, .may_end = &may_end}, other = {.first = 2, .count = 1};

	begin(&slow, pool);
	while (!atomic_load(&slow.is_writing))
		moment();
	begin(&other, pool);
	while (tr_databases_count(pool).busy < 2)
		moment();
	assert_false(atomic_load(&slow.done));
	assert_false(atomic_load(&other.done));
	atomic_store(&may_end, true);
	end(&slow);
	end(&other);
	assert_int_equal(ask_one(c->db, "SELECT COUNT(*) FROM blob"), 2);
	tr_databases_free(pool);
}

static const struct contract_row pool_tests[] = {
	{"writers come one after another", writers_come_one_after_another},
	{"nobody waits here for ever", nobody_waits_here_for_ever},
	{NULL, NULL},
};
const struct contract_row *const contract_groups[] = {pool_tests, NULL};
