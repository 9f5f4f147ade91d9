/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: R3 R5.2 R13.2 R14.4 R15.1 R17.2 R18.1 R18.2 */
#include "registry/entry_check.h"

#include "base/errors/registry.h"
#include "rules/entry.h"
#include "rules/law.h"

struct checking {
	struct tr_acting *a;
	const struct tr_record *r;
	const struct tr_rules_entry *rule;
	size_t column, other; /* the book's count: none */
};

static const struct tr_sql_value *
value(const struct checking *c, size_t column)
{
	return &c->r->v[column];
}

/* ---- of the row alone ---- */

static trien_rc
order(const struct checking *c, struct trien_err *err)
{
	const struct tr_sql_value *v = value(c, c->column), *o = value(c, c->other);

	return v->null || o->null || v->i >= o->i ? TRIEN_OK : TR_ERR(err, REGISTRY_ENTRY_ORDER, TR_S("book", c->r->book->name), TR_S("column", c->rule->column), TR_S("other", c->rule->other));
}

static trien_rc
past(const struct checking *c, struct trien_err *err)
{
	const struct tr_sql_value *v = value(c, c->column);

	return v->null || v->i <= c->a->act->at ? TRIEN_OK : TR_ERR(err, REGISTRY_ENTRY_AHEAD, TR_S("book", c->r->book->name), TR_S("column", c->rule->column));
}

static trien_rc
wants(const struct checking *c, struct trien_err *err)
{
	return value(c, c->column)->null || !value(c, c->other)->null ? TRIEN_OK : TR_ERR(err, REGISTRY_ENTRY_WANTS, TR_S("book", c->r->book->name), TR_S("column", c->rule->column), TR_S("other", c->rule->other));
}

static trien_rc
range(const struct checking *c, struct trien_err *err)
{
	const struct tr_sql_value *v = value(c, c->column);

	if (v->null || (v->i >= c->rule->min && v->i <= c->rule->max))
		return TRIEN_OK;
	return TR_ERR(err, REGISTRY_ENTRY_RANGE, TR_S("book", c->r->book->name), TR_S("column", c->rule->column), TR_I("got", v->i), TR_I("min", c->rule->min), TR_I("max", c->rule->max));
}

static trien_rc
in_state(const struct checking *c, struct trien_err *err)
{
	if (!tr_record_is(c->r, c->column, c->rule->word) || !value(c, c->other)->null)
		return TRIEN_OK;
	return TR_ERR(err, REGISTRY_ENTRY_STATE, TR_S("book", c->r->book->name), TR_S("state", c->rule->word), TR_S("other", c->rule->other));
}

static trien_rc
not_in_state(const struct checking *c, struct trien_err *err)
{
	if (!tr_record_is(c->r, c->column, c->rule->word) || value(c, c->other)->null)
		return TRIEN_OK;
	return TR_ERR(err, REGISTRY_ENTRY_EARLY, TR_S("book", c->r->book->name), TR_S("state", c->rule->word), TR_S("other", c->rule->other));
}

static trien_rc
profile(const struct checking *c, struct trien_err *err)
{
	const struct tr_bytes got = value(c, c->column)->b;
	const char *name;

	for (size_t i = 0; (name = tr_profile_builtin_name(i)) != NULL; i++)
		if (tr_bytes_equal(got, TR_BYTES(name, strlen(name))))
			return TRIEN_OK;
	return TR_ERR(err, REGISTRY_ENTRY_PROFILE, TR_S("book", c->r->book->name), TR_S("column", c->rule->column), TR_B("got", got.p, got.n),
			TR_S("example", tr_profile_builtin_name(0)));
}

/* ---- with what the books say ---- */

static trien_rc
kept(const struct checking *c, struct trien_err *err)
{
	const size_t state = tr_book_column(c->r->book, "state");
	const char *first = c->r->book->columns[state].of;
	TR_AUTO_RECORD was = {0};

	if (c->r->version == 0)
		return TRIEN_OK;
	TR_TRY(tr_record_load(c->a->db, c->r->book, c->r->id, &was, err));
	const struct tr_sql_value *before = &was.v[c->column], *now = value(c, c->column);
	const bool same = before->null == now->null && before->i == now->i && tr_bytes_equal(before->b, now->b);
	if (same || tr_bytes_equal(was.v[state].b, TR_BYTES(first, strcspn(first, " "))))
		return TRIEN_OK;
	return TR_ERR(err, REGISTRY_ENTRY_KEPT, TR_S("book", c->r->book->name), TR_I("id", c->r->id), TR_S("column", c->rule->column));
}

static trien_rc
came(const struct checking *c, struct trien_err *err)
{
	TR_AUTO_RECORD class = {0};

	if (value(c, TR_attendance_came)->null || value(c, TR_attendance_came)->i == 0)
		return TRIEN_OK;
	TR_TRY(tr_record_load(c->a->db, &tr_books[TR_BOOK_training_class], value(c, TR_attendance_class)->i, &class, err));
	const struct tr_sql_value *to = &class.v[TR_training_class_to_at];
	if (tr_record_is(&class, TR_training_class_state, "held") && (to->null || value(c, TR_attendance_summoned_at)->i <= to->i))
		return TRIEN_OK;
	return TR_ERR(err, REGISTRY_ENTRY_CAME, TR_I("id", class.id));
}

/* An act may give a device and take it back at the same second; nobody types such a custody. */
static trien_rc
custody(const struct checking *c, struct trien_err *err)
{
	static const char sql[] = "SELECT id FROM custody WHERE device = $1 AND id <> $2 AND from_at < $3 AND (to_at IS NULL OR to_at > $4) "
				  "ORDER BY from_at, id LIMIT 1";
	const struct tr_sql_value *from = value(c, TR_custody_from_at), *to = value(c, TR_custody_to_at);
	TR_AUTO_ROWS rows = {0};

	if (!to->null && (to->i < from->i || (to->i == from->i && !c->a->act->decided && c->a->compensates == 0)))
		return TR_ERR0(err, REGISTRY_CUSTODY_ENDS);
	TR_TRY(tr_sql_ask(c->a->db, sql, TR_SQL_IN(*value(c, TR_custody_device), TR_SQL_I(c->r->id), TR_SQL_I(to->null ? INT64_MAX : to->i), *from), &rows, err));
	return rows.count == 0 ? TRIEN_OK : TR_ERR(err, REGISTRY_CUSTODY_OVERLAPS, TR_I("id", tr_sql_int(&rows, 0, 0)));
}

static trien_rc
held(const struct checking *c, struct trien_err *err)
{
	static const char sql[] = "SELECT state FROM device WHERE id = $1";
	static const char *const free_states[] = {"in_stock", "in_transit", "received", "returned_to_agency", "returned_to_authority", "closed"};
	const struct tr_sql_value *device = value(c, TR_custody_device);
	TR_AUTO_ROWS rows = {0};

	if (c->a->act->decided || !value(c, TR_custody_to_at)->null)
		return TRIEN_OK;
	TR_TRY(tr_sql_ask(c->a->db, sql, TR_SQL_IN(*device), &rows, err));
	if (rows.count == 0)
		return TR_ERR(err, REGISTRY_NOT_FOUND, TR_S("book", "device"), TR_I("id", device->i));
	for (size_t i = 0; i < sizeof(free_states) / sizeof(*free_states); i++)
		if (tr_bytes_are(tr_sql_cell(&rows, 0, 0)->b, free_states[i]))
			return TR_ERR(err, REGISTRY_CUSTODY_BY_ACT, TR_I("id", device->i), TR_S("book", "device"), TR_S("state", free_states[i]));
	return TRIEN_OK;
}

/* What a plan does to a tree it does as one, in an order of its own. */
static trien_rc
outside(const struct checking *c, struct trien_err *err)
{
	static const char sql[] = "SELECT s.id FROM agency a JOIN agency s ON s.id = $2 WHERE a.id = $1 AND substr(s.path, 1, length(a.path)) = a.path";
	const struct tr_sql_value *named = value(c, c->column);
	TR_AUTO_ROWS rows = {0};

	if (named->null || c->r->id == 0 || c->a->act->decided)
		return TRIEN_OK;
	TR_TRY(tr_sql_ask(c->a->db, sql, TR_SQL_IN(TR_SQL_I(c->r->id), *named), &rows, err));
	return rows.count == 0 ? TRIEN_OK : TR_ERR(err, REGISTRY_ENTRY_INSIDE, TR_S("book", c->r->book->name), TR_I("id", c->r->id), TR_S("column", c->rule->column));
}

static trien_rc
alone(const struct checking *c, struct trien_err *err)
{
	TR_AUTO_ROWS rows = {0};

	if (c->r->id == 0 || c->a->act->decided || !tr_record_is(c->r, c->column, c->rule->word))
		return TRIEN_OK;
	TR_TRY(tr_sql_ask(c->a->db, "SELECT id FROM agency WHERE parent = $1 AND state = 'active' LIMIT 1", TR_SQL_IN(TR_SQL_I(c->r->id)), &rows, err));
	return rows.count == 0 ? TRIEN_OK : TR_ERR(err, REGISTRY_ENTRY_PARTS, TR_S("book", c->r->book->name), TR_I("id", c->r->id));
}

trien_rc
tr_entry_check(struct tr_acting *a, const struct tr_record *r, struct trien_err *err)
{
	static trien_rc (*const checks[TR_ENTRY_KIND_COUNT])(const struct checking *, struct trien_err *) = {[TR_ENTRY_IS_ORDER] = order,
		[TR_ENTRY_IS_PAST] = past, [TR_ENTRY_IS_WANTS] = wants, [TR_ENTRY_IS_RANGE] = range, [TR_ENTRY_IS_IN] = in_state,
		[TR_ENTRY_IS_NOT_IN] = not_in_state, [TR_ENTRY_IS_KEPT] = kept, [TR_ENTRY_IS_CAME] = came, [TR_ENTRY_IS_CUSTODY] = custody,
		[TR_ENTRY_IS_HELD] = held, [TR_ENTRY_IS_PROFILE] = profile, [TR_ENTRY_IS_OUTSIDE] = outside, [TR_ENTRY_IS_ALONE] = alone};
	const struct tr_rules_entry *rule;

	for (size_t i = 0; (rule = tr_rules_entry_at(i)) != NULL; i++) {
		if (strcmp(rule->book, r->book->name) != 0 || (a->compensates != 0 && rule->kind != TR_ENTRY_IS_CUSTODY))
			continue;
		const struct checking c = {a, r, rule, tr_book_column(r->book, rule->column), tr_book_column(r->book, rule->other)};
		TR_TRY(checks[rule->kind](&c, err));
	}
	return TRIEN_OK;
}
