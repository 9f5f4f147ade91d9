/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A plan is done: rows first, letters, then the requests that they carry. And what has changed since it was made. Requirement: R6.1 X4 */
#include <stdlib.h>

#include "base/errors/registry.h"
#include "registry/plan_parts.h"

/* ---- rows ---- */

static trien_rc
put_row(struct tr_planning *p, struct tr_plan_entry *e, struct trien_err *err)
{
	TR_AUTO_RECORD r = tr_record_of(e->book);

	if (e->id != 0)
		TR_TRY(tr_record_load(p->d.a->db, e->book, e->id, &r, err));
	for (size_t i = 0; i < e->set_count; i++)
		r.v[e->sets[i].column] = e->sets[i].value;
	TR_TRY(tr_acting_put(p->d.a, &r, err));
	e->made = r.id;
	return TRIEN_OK;
}

static trien_rc
draft(struct tr_planning *p, struct tr_plan_entry *e, struct trien_err *err)
{
	const char *reason = e->reason == TR_REASON_NONE ? NULL : tr_rules_reason_at(e->reason)->word;
	const struct tr_deed_what w = {.act = TR_ACT_REQUEST_DRAFT, .role = p->ask->role, .person = p->ask->person, .kind = e->kind, .reason = reason,
		.certificate = e->id, .letter = p->plan->entries[e->letter].made};

	*p->d.done = (struct tr_deed_done){0};
	TR_TRY(tr_deed_step(&p->d, &w, err));
	e->made = p->d.done->steps[0].id;
	return TRIEN_OK;
}

/*
 * An agency is put below another one after that one has its own place: the rows stand in that order. Requests last: they are of agencies and letters that
 * are there by then.
 */
trien_rc
tr_plan_apply(struct tr_planning *p, struct trien_err *err)
{
	struct tr_plan *plan = p->plan;

	for (size_t i = 0; i < plan->count; i++)
		if (plan->entries[i].set_count > 0)
			TR_TRY(put_row(p, &plan->entries[i], err));
	for (size_t i = 0; i < plan->count; i++)
		if (plan->entries[i].does == TR_PLAN_REQUEST && plan->entries[i].refused.code == TRIEN_OK)
			TR_TRY(draft(p, &plan->entries[i], err));
	return TRIEN_OK;
}

/* ---- what has changed ---- */

static bool
is_in_plan(const struct tr_planning *p, const char *book, int64_t id)
{
	for (size_t i = 0; i < p->plan->count; i++) {
		const struct tr_plan_entry *e = &p->plan->entries[i];
		if (e->id == id && strcmp(e->book->name, book) == 0)
			return true;
	}
	return false;
}

/* Of an agency that the plan is about, or of a device or certificate in it. */
static trien_rc
concerns(struct tr_planning *p, const struct tr_book *b, const struct tr_sql_value *content, bool *is, struct trien_err *err)
{
	static const char *const refers[] = {"agency", "person", "certificate", "device"};
	TR_AUTO_RECORD r = {0};

	*is = false;
	if (content->null)
		return TRIEN_OK;
	TR_TRY(tr_record_of_content(b, content->b, &r, err));
	for (size_t i = 0; i < sizeof(refers) / sizeof(*refers); i++) {
		const size_t column = tr_book_column(b, refers[i]);
		if (column == b->count || r.v[column].null || r.v[column].type != TR_SQL_INT)
			continue;
		*is = *is || is_in_plan(p, refers[i], r.v[column].i);
		for (size_t k = 0; i == 0 && k < p->allowed_count; k++)
			*is = *is || p->allowed[k] == r.v[column].i;
	}
	return TRIEN_OK;
}

static trien_rc
take_change(struct tr_planning *p, const struct tr_sql_rows *rows, size_t i, struct trien_err *err)
{
	const char *book = tr_sql_text(rows, i, 4);
	struct tr_plan_change c = {.act = tr_sql_int(rows, i, 0), .at = tr_sql_int(rows, i, 1), .object = tr_sql_int(rows, i, 5)};
	const uint8_t *texts[3];
	bool is = is_in_plan(p, book, c.object);

	if (!is)
		TR_TRY(concerns(p, tr_book_find(book), tr_sql_cell(rows, i, 6), &is, err));
	if (!is)
		return TRIEN_OK;
	for (size_t k = 0; k < 3; k++)
		TR_TRY(tr_arena_copy(&p->plan->arena, tr_sql_text(rows, i, 2 + k), tr_sql_cell(rows, i, 2 + k)->b.n + 1, &texts[k], err));
	c.what = (const char *)texts[0];
	c.actor = (const char *)texts[1];
	c.book = (const char *)texts[2];
	p->plan->changes[p->plan->change_count++] = c;
	return TRIEN_OK;
}

trien_rc
tr_plan_tell_changes(struct tr_planning *p, int64_t since, struct trien_err *err)
{
	static const char sql[] = "SELECT a.id, a.at, a.what, a.actor, c.book, c.object, c.content FROM act a JOIN change c ON c.act = a.id WHERE a.id > $1 "
				  "ORDER BY a.id, c.n LIMIT $2";
	TR_AUTO_ROWS rows = {0};

	TR_TRY(tr_sql_ask(p->d.a->db, sql, TR_SQL_IN(TR_SQL_I(since), TR_SQL_I(TR_PLAN_CHANGES_MAX)), &rows, err));
	p->plan->changes = tr_mem_zeroed(rows.count + 1, sizeof(*p->plan->changes));
	if (p->plan->changes == NULL)
		return TR_ERR(err, NO_MEMORY, TR_U("want", rows.count * sizeof(*p->plan->changes)));
	for (size_t i = 0; i < rows.count; i++)
		TR_TRY(take_change(p, &rows, i, err));
	return TRIEN_OK;
}
