/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "service/pool.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/errors/store.h"
#include "service/limits.h"
#include "store/schema.h"

struct tr_databases {
	char *place;
	pthread_mutex_t lock;
	pthread_cond_t given_back;
	pthread_mutex_t writing; /* who writes; the database has a lock of its own, and it is the one that counts */
	size_t count, idle;
	uint64_t retries;
	struct tr_sql *databases[]; /* the idle ones come first; NULL: not open */
};

trien_rc
tr_databases_new(const char *store, size_t count, struct tr_databases **out, struct trien_err *err)
{
	struct tr_databases *p = tr_mem_zeroed(1, sizeof(*p) + count * sizeof(struct tr_sql *));

	if (p == NULL || asprintf(&p->place, tr_sql_is_url(store) ? "%s" : "%s/trien.db", store) < 0) {
		free(p);
		return TR_ERR(err, NO_MEMORY, TR_U("want", sizeof(*p)));
	}
	pthread_mutex_init(&p->lock, NULL);
	pthread_cond_init(&p->given_back, NULL);
	pthread_mutex_init(&p->writing, NULL);
	p->count = p->idle = count;
	*out = p;
	return TRIEN_OK;
}

static struct tr_sql *
take(struct tr_databases *p)
{
	pthread_mutex_lock(&p->lock);
	while (p->idle == 0)
		pthread_cond_wait(&p->given_back, &p->lock);
	struct tr_sql *db = p->databases[--p->idle];
	pthread_mutex_unlock(&p->lock);
	return db;
}

static void
give_back(struct tr_databases *p, struct tr_sql *db, uint64_t retries)
{
	pthread_mutex_lock(&p->lock);
	p->retries += retries;
	p->databases[p->idle++] = db;
	pthread_cond_signal(&p->given_back);
	pthread_mutex_unlock(&p->lock);
}

static trien_rc
open_database(struct tr_databases *p, struct tr_sql **out, struct trien_err *err)
{
	struct tr_sql *db;

	TR_TRY(tr_sql_open(p->place, TR_SQL_MUST_EXIST, &db, err));
	trien_rc rc = tr_sql_set_cache(db, TR_SQL_CACHE_SHARED, err);
	if (rc == TRIEN_OK)
		rc = tr_schema_check(db, err);
	if (rc == TRIEN_OK)
		*out = db;
	else
		tr_sql_close(db);
	return rc;
}

struct running {
	struct tr_databases *pool;
	tr_sql_work work;
	void *context;
};

enum how { READ, WRITE, REHEARSE, LEND };

/*
 * Threads of this process that write wait for each other here, where the next is woken at once; at the database's lock, SQLite's above all, they would sleep and try again. Not for
 * long: where another process holds that lock, each finds out for itself.
 */
static bool
wait_to_write(struct tr_databases *p)
{
	struct timespec end;

	clock_gettime(CLOCK_MONOTONIC, &end);
	end.tv_sec += TR_SERVICE_WRITING_SECONDS;
	return pthread_mutex_clocklock(&p->writing, CLOCK_MONOTONIC, &end) == 0;
}

static trien_rc
run_one(const struct running *r, enum how how, struct trien_err *err)
{
	struct tr_sql *db = take(r->pool);
	trien_rc rc = db == NULL ? open_database(r->pool, &db, err) : TRIEN_OK;
	const uint64_t before = db != NULL ? tr_sql_retries(db) : 0;

	if (rc == TRIEN_OK && how == LEND)
		rc = r->work(db, r->context, err);
	else if (rc == TRIEN_OK)
		rc = how == REHEARSE ? tr_sql_rehearse(db, r->work, r->context, err)
				     : tr_sql_transact(db, how == READ ? TR_SQL_READ : TR_SQL_WRITE, r->work, r->context, err);
	const uint64_t retries = db != NULL ? tr_sql_retries(db) - before : 0;
	if (rc == TRIEN_E_STORE_CONNECTION) { /* the next one who comes opens it anew */
		tr_sql_close(db);
		db = NULL;
	}
	give_back(r->pool, db, retries);
	return rc;
}

static trien_rc
run(const struct running *r, enum how how, struct trien_err *err)
{
	const bool in_turn = (how == WRITE || how == REHEARSE) && wait_to_write(r->pool);
	const trien_rc rc = run_one(r, how, err);

	if (in_turn)
		pthread_mutex_unlock(&r->pool->writing);
	return rc;
}

trien_rc
tr_databases_transact(struct tr_databases *p, enum tr_sql_purpose purpose, tr_sql_work work, void *context, struct trien_err *err)
{
	return run(&(struct running){p, work, context}, purpose == TR_SQL_READ ? READ : WRITE, err);
}

trien_rc
tr_databases_rehearse(struct tr_databases *p, tr_sql_work work, void *context, struct trien_err *err)
{
	return run(&(struct running){p, work, context}, REHEARSE, err);
}

trien_rc
tr_databases_lend(struct tr_databases *p, tr_sql_work work, void *context, struct trien_err *err)
{
	return run(&(struct running){p, work, context}, LEND, err);
}

trien_rc
tr_databases_check(struct tr_databases *p, struct trien_err *err)
{
	struct tr_sql *db;

	TR_TRY(open_database(p, &db, err));
	tr_sql_close(db);
	return TRIEN_OK;
}

struct tr_databases_count
tr_databases_count(struct tr_databases *p)
{
	pthread_mutex_lock(&p->lock);
	const struct tr_databases_count n = {p->count, p->count - p->idle, p->retries};
	pthread_mutex_unlock(&p->lock);
	return n;
}

void
tr_databases_free(struct tr_databases *p)
{
	if (p == NULL)
		return;
	for (size_t i = 0; i < p->count; i++)
		tr_sql_close(p->databases[i]);
	pthread_cond_destroy(&p->given_back);
	pthread_mutex_destroy(&p->writing);
	pthread_mutex_destroy(&p->lock);
	free(p->place);
	free(p);
}
