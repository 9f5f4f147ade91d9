/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "spy.h"

#include <stdio.h>

#include "store/sql_back.h"

static struct spy *spying;
static const struct tr_sql_back *real;
static struct tr_sql_back between;

static bool
gives_rows(const char *sql)
{
	return strncmp(sql, "SELECT", 6) == 0 || strncmp(sql, "WITH", 4) == 0;
}

/* A transaction of its own would be another moment: it is asked in the one that is open. */
static trien_rc
explain(struct tr_sql *db, const char *sql, const struct tr_sql_value *in, size_t n, struct trien_err *err)
{
	const bool sqlite = real->kind == TR_SQL_SQLITE;
	TR_AUTO_BUF text = {0};
	TR_AUTO_ROWS rows = {0};
	const struct tr_sql_answer to = {.rows = &rows};

	TR_TRY(tr_buf_addf(&text, err, "%s %s%c", sqlite ? "EXPLAIN QUERY PLAN" : "EXPLAIN (COSTS OFF)", sql, 0));
	TR_TRY(real->put(db, (const char *)text.p, in, n, &to, err));
	TR_TRY(real->settle(db, err));
	for (size_t i = 0; i < rows.count; i++)
		TR_TRY(tr_buf_addf(&spying->plans, err, "%s\n", tr_sql_text(&rows, i, sqlite ? 3 : 0)));
	return tr_buf_addf(&spying->plans, err, "of: %s\n", sql);
}

static trien_rc
put(struct tr_sql *db, const char *sql, const struct tr_sql_value *in, size_t n, const struct tr_sql_answer *to, struct trien_err *err)
{
	spying->statements++;
	if (gives_rows(sql))
		TR_TRY(explain(db, sql, in, n, err));
	return real->put(db, sql, in, n, to, err);
}

void
spy_begin(struct spy *s, struct contract *c)
{
	struct trien_err err = {0};

	assert_null(spying);
	if (c->server != NULL) {
		assert_ok(write_one(c->db, "ANALYZE", &err), &err);
		assert_ok(write_one(c->db, "SET enable_seqscan = off", &err), &err);
	}
	*s = (struct spy){.c = c};
	spying = s;
	real = c->db->back;
	between = *real;
	between.put = put;
	c->db->back = &between;
}

void
spy_end(struct spy *s)
{
	s->c->db->back = real;
	spying = NULL;
	tr_buf_free(&s->plans);
}

void
spy_clear(struct spy *s)
{
	tr_buf_clear(&s->plans);
	s->statements = 0;
}

static const char *
plans(struct spy *s)
{
	struct trien_err err = {0};

	assert_ok(tr_buf_add_byte(&s->plans, 0, &err), &err);
	s->plans.n--;
	return (const char *)s->plans.p;
}

void
spy_went_by(struct spy *s, const char *index)
{
	const size_t n = strlen(index);
	const char *at = plans(s);

	while ((at = strstr(at, index)) != NULL && at[n] != ' ' && at[n] != '\n')
		at += n;
	if (at == NULL)
		fail_msg("nothing goes by %s:\n%s", index, plans(s));
}

/* What a statement makes itself (a part that is named, or stands in brackets) is no table. */
static bool
is_made(const char *plan, const char *name)
{
	char routine[100], set[100];

	snprintf(routine, sizeof(routine), "CO-ROUTINE %s\n", name);
	snprintf(set, sizeof(set), "MATERIALIZE %s\n", name);
	return strstr(plan, routine) != NULL || strstr(plan, set) != NULL;
}

static bool
walks(const char *plan, const char *line)
{
	char name[64];

	if (strstr(line, "audit_log") != NULL) /* of a handful of rows: one, and one more for every lost key */
		return false;
	if (strstr(line, "Seq Scan on ") != NULL)
		return true;
	return sscanf(line, "SCAN %63s", name) == 1 && strstr(line, " USING ") == NULL && strstr(line, "CONSTANT ROW") == NULL && !is_made(plan, name);
}

void
spy_walked_through_none(struct spy *s)
{
	char plan[4000] = "", line[600];
	const char *at = plans(s), *end;

	for (; (end = strchr(at, '\n')) != NULL; at = end + 1) {
		snprintf(line, sizeof(line), "%.*s", (int)(end - at), at);
		if (strncmp(line, "of: ", 4) != 0) {
			snprintf(plan + strlen(plan), sizeof(plan) - strlen(plan), "%s\n", line);
			continue;
		}
		for (char *step = strtok(strdupa(plan), "\n"); step != NULL; step = strtok(NULL, "\n"))
			if (walks(plan, step))
				fail_msg("walked through: %s\n%s%s", step, plan, line);
		plan[0] = '\0';
	}
}
