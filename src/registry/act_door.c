/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What an act asks at the doors, row by row: so no file, mapping or undoing comes past them. Requirement: R4.1 */
#include <stdio.h>

#include "base/errors/registry.h"
#include "registry/act_parts.h"
#include "registry/value.h"

static bool
asks(const struct tr_acting *a)
{
	return a->who.guarded && !a->act->decided;
}

trien_rc
tr_acting_enter(struct tr_acting *a, struct trien_err *err)
{
	a->admins = -1;
	if (a->act->caller == NULL)
		return TRIEN_OK;
	TR_TRY(tr_door_open(a->db, a->act->caller, a->act->at, &a->who, err));
	TR_TRY(tr_door_choose_act(&a->who, a->act->what, err));
	if (a->who.portal != 0)
		snprintf(a->actor, sizeof(a->actor), "portal:%lld", (long long)a->who.portal);
	else
		snprintf(a->actor, sizeof(a->actor), "person:%lld", (long long)a->who.person);
	return TRIEN_OK;
}

/* ---- administrators ---- */

/* Who opens the door to others: with an account, and for good. From when is not asked: it is the clock of who counts. */
static trien_rc
count_admins(struct tr_sql *db, int64_t *out, struct trien_err *err)
{
	static const char sql[] = "SELECT COUNT(*) FROM account a JOIN person p ON p.id = a.person WHERE a.state = 'active' AND p.state = 'active' "
				  "AND a.person IN (SELECT q.person FROM post q WHERE q.role = 'admin' AND q.to_at IS NULL)";
	TR_AUTO_ROWS rows = {0};

	TR_TRY(tr_sql_ask(db, sql, NULL, 0, &rows, err));
	*out = tr_sql_int(&rows, 0, 0);
	return TRIEN_OK;
}

static trien_rc
note_admins(struct tr_acting *a, const struct tr_book *b, struct trien_err *err)
{
	const bool makes = b == &tr_books[TR_BOOK_account] || b == &tr_books[TR_BOOK_post] || b == &tr_books[TR_BOOK_person];

	return makes && a->admins < 0 ? count_admins(a->db, &a->admins, err) : TRIEN_OK;
}

trien_rc
tr_acting_leave(struct tr_acting *a, struct trien_err *err)
{
	TR_AUTO_ROWS accounts = {0};
	int64_t left;

	if (a->admins < 0 || (a->admins == 0 && a->act->caller == NULL))
		return TRIEN_OK;
	TR_TRY(tr_sql_ask(a->db, "SELECT id FROM account LIMIT 1", NULL, 0, &accounts, err));
	TR_TRY(count_admins(a->db, &left, err));
	return left > 0 || (a->admins == 0 && accounts.count == 0) ? TRIEN_OK : TR_ERR0(err, REGISTRY_LAST_ADMIN);
}

/* ---- who gives which role ---- */

/* Does the post give something that it did not give before? To end one, or to write its title anew, gives nothing. */
static bool
gives_more(const struct tr_record *was, const struct tr_record *is)
{
	const struct tr_sql_value *before = &was->v[TR_post_to_at], *now = &is->v[TR_post_to_at];
	const bool longer = !before->null && (now->null || now->i > before->i);

	return was->id == 0 || longer || is->v[TR_post_from_at].i < was->v[TR_post_from_at].i || !tr_record_same(was, is, TR_post_person) ||
	       !tr_record_same(was, is, TR_post_agency) || !tr_record_same(was, is, TR_post_role);
}

static trien_rc
check_giving(const struct tr_acting *a, const struct tr_record *was, const struct tr_record *r, struct trien_err *err)
{
	const int64_t person = r->v[TR_post_person].i;
	enum tr_rules_role given;
	char word[32];

	if (!gives_more(was, r))
		return TRIEN_OK;
	snprintf(word, sizeof(word), "%.*s", (int)r->v[TR_post_role].b.n, (const char *)r->v[TR_post_role].b.p);
	if (person == a->who.person || person == a->who.self)
		return TR_ERR0(err, REGISTRY_GRANT_SELF);
	if (!tr_rules_role_of(word, &given) || !tr_rules_gives(a->who.role, given))
		return TR_ERR(err, REGISTRY_GRANT_ROLE, TR_S("role", tr_rules_role_word(a->who.role)->word), TR_S("given", word));
	return TRIEN_OK;
}

/* ---- rows ---- */

/* Of an undone entry only the number is left: to put it again is to enter it. */
static trien_rc
is_there(struct tr_sql *db, const struct tr_record *r, bool *there, struct trien_err *err)
{
	const struct tr_list_query q = {.book = r->book, .viewer = {.scope = TR_SCOPE_PROVINCE}, .id = r->id, .limit = 1};
	TR_AUTO_ROWS rows = {0};

	*there = false;
	if (r->id == 0)
		return TRIEN_OK;
	TR_TRY(tr_list(db, &q, &rows, err));
	*there = rows.count > 0;
	return TRIEN_OK;
}

static trien_rc
ask_row(struct tr_acting *a, const struct tr_book *b, int64_t id, enum tr_rules_verb verb, struct trien_err *err)
{
	struct tr_viewer v;

	TR_TRY(tr_door_scope(&a->who, b, a->object_asked ? TR_VERB_SEE : verb, &v, err));
	return id == 0 ? TRIEN_OK : tr_door_row(a->db, &a->who, &v, b, id, err);
}

/* What was there counts: a post may give more than it did, and some columns want verbs of their own. */
static bool
is_compared(const struct tr_book *b)
{
	for (size_t i = 0; i < b->count; i++)
		if (tr_column_verb(b, i, TR_VERB_CHANGE) != TR_VERB_CHANGE)
			return true;
	return b == &tr_books[TR_BOOK_post];
}

/* Each column that is another than before asks for its verb. */
static unsigned
verbs_of(const struct tr_record *was, const struct tr_record *r, enum tr_rules_verb verb)
{
	unsigned verbs = 0;

	for (size_t i = 0; is_compared(r->book) && i < r->book->count; i++)
		if (!tr_record_same(was, r, i))
			verbs |= TR_BIT(tr_column_verb(r->book, i, verb));
	return verbs != 0 ? verbs : TR_BIT(verb);
}

static trien_rc
ask_verbs(struct tr_acting *a, const struct tr_book *b, int64_t id, unsigned verbs, struct trien_err *err)
{
	for (unsigned v = 0; v < TR_VERB_COUNT; v++)
		if (verbs & TR_BIT(v))
			TR_TRY(ask_row(a, b, id, (enum tr_rules_verb)v, err));
	return TRIEN_OK;
}

/* A portal: its own service's row before and after; none is given away, taken, or undone by another. */
static trien_rc
ask_portal(struct tr_acting *a, const struct tr_book *b, int64_t id, const struct tr_record *r, struct trien_err *err)
{
	const enum tr_rules_verb verb = id == 0 || r == NULL ? TR_VERB_ENTER : TR_VERB_CHANGE;
	TR_AUTO_RECORD was = tr_record_of(b);

	if (r != NULL)
		TR_TRY(tr_door_portal(&a->who, r, verb, err));
	if (id == 0)
		return TRIEN_OK;
	TR_TRY(tr_record_load(a->db, b, id, &was, err));
	return tr_door_portal(&a->who, &was, verb, err);
}

trien_rc
tr_acting_may_put(struct tr_acting *a, const struct tr_record *r, struct trien_err *err)
{
	TR_AUTO_RECORD was = tr_record_of(r->book);
	bool there;

	TR_TRY(note_admins(a, r->book, err));
	if (!asks(a))
		return TRIEN_OK;
	if (a->who.portal != 0)
		return ask_portal(a, r->book, r->id, r, err);
	TR_TRY(is_there(a->db, r, &there, err));
	tr_record_defaults(&was, a->act->effective_at);
	if (there && is_compared(r->book))
		TR_TRY(tr_record_load(a->db, r->book, r->id, &was, err));
	a->verbs = verbs_of(&was, r, r->id == 0 ? tr_book_enters(r->book) : TR_VERB_CHANGE);
	TR_TRY(ask_verbs(a, r->book, there ? r->id : 0, a->verbs, err));
	if (r->book == &tr_books[TR_BOOK_post])
		return a->restores ? TRIEN_OK : check_giving(a, &was, r, err);
	if (r->book == &tr_books[TR_BOOK_account] && r->id == a->who.account)
		return TR_ERR0(err, REGISTRY_ACCOUNT_OWN);
	return TRIEN_OK;
}

static bool
works_there(const struct tr_who *w, int64_t agency)
{
	for (size_t i = 0; i < w->posts; i++)
		if (w->post[i].agency == agency)
			return true;
	return false;
}

/* One writes of oneself where one works: nobody's own things are of any other agency. */
static trien_rc
ask_own_place(const struct tr_acting *a, const struct tr_record *r, struct trien_err *err)
{
	const size_t agency = tr_book_column(r->book, "agency");
	enum tr_rules_object object;

	if (r->version != 1 || agency == r->book->count || !tr_book_object(r->book, &object) ||
			tr_rules_access(a->who.role, object, tr_book_enters(r->book)) != TR_SCOPE_OWN)
		return TRIEN_OK;
	return works_there(&a->who, r->v[agency].i) ? TRIEN_OK
						    : TR_ERR(err, REGISTRY_SCOPE, TR_S("role", tr_rules_role_word(a->who.role)->word), TR_S("book", r->book->name), TR_I("id", r->id));
}

/* Of a row that does not come to be no number is told: it would say how many there are. */
trien_rc
tr_acting_has_put(struct tr_acting *a, const struct tr_record *r, struct trien_err *err)
{
	if (!asks(a) || a->who.portal != 0)
		return TRIEN_OK;
	trien_rc rc = ask_verbs(a, r->book, r->id, a->verbs, err);
	if (rc == TRIEN_OK)
		rc = ask_own_place(a, r, err);
	if (rc == TRIEN_E_REGISTRY_SCOPE && r->version == 1)
		return TR_ERR(err, REGISTRY_SCOPE, TR_S("role", tr_rules_role_word(a->who.role)->word), TR_S("book", r->book->name), TR_S("id", "?"));
	return rc;
}

trien_rc
tr_acting_may_take_out(struct tr_acting *a, const struct tr_book *b, int64_t id, struct trien_err *err)
{
	TR_TRY(note_admins(a, b, err));
	if (!asks(a))
		return TRIEN_OK;
	if (a->who.portal != 0)
		return ask_portal(a, b, id, NULL, err);
	if (b == &tr_books[TR_BOOK_account] && id == a->who.account)
		return TR_ERR0(err, REGISTRY_ACCOUNT_OWN);
	return ask_row(a, b, id, tr_book_enters(b), err);
}

/* ---- rows that a row names ---- */

static bool
names_other(const struct tr_record *r, size_t column, const struct tr_sql_value *was)
{
	const struct tr_column *c = &r->book->columns[column];
	const struct tr_sql_value *is = &r->v[column];

	return c->kind == TR_COLUMN_REFERS && !is->null && (was->null || was->i != is->i);
}

trien_rc
tr_acting_may_name(struct tr_acting *a, const struct tr_record *r, size_t column, const struct tr_sql_value *was, const char *text, struct trien_err *err)
{
	const struct tr_column *c = &r->book->columns[column];
	const int64_t id = r->v[column].i;
	bool seen;

	if (!a->who.guarded || a->who.portal != 0 || !names_other(r, column, was))
		return TRIEN_OK;
	const struct tr_book *b = tr_book_find(c->of);
	if (b->scope[0] == '\0' || (b == &tr_books[TR_BOOK_person] && id == a->who.person) || (b == &tr_books[TR_BOOK_agency] && works_there(&a->who, id)))
		return TRIEN_OK;
	TR_TRY(tr_door_sees(a->db, &a->who, a->who.role, b, id, &seen, err));
	if (!seen && a->who.person != 0) /* whoever comes is a subscriber beside it: what is his own he may name */
		TR_TRY(tr_door_sees(a->db, &a->who, TR_ROLE_SUBSCRIBER, b, id, &seen, err));
	return seen ? TRIEN_OK : TR_ERR(err, REGISTRY_KEY_UNKNOWN, TR_S("column", c->name), TR_S("book", b->name), TR_B("got", text, strlen(text)));
}

trien_rc
tr_acting_read(struct tr_acting *a, struct tr_record *r, size_t column, const char *text, struct trien_err *err)
{
	const struct tr_sql_value was = r->v[column];

	TR_TRY(tr_value_read(a->db, r, column, text, err));
	return tr_acting_may_name(a, r, column, &was, text, err);
}

/* Who might do an act may undo it: of one that the rules decided, a plan too, that is asked of its object. */
trien_rc
tr_acting_may_undo(struct tr_acting *a, const char *what, const char *object, struct trien_err *err)
{
	const bool plan = strncmp(what, "plan.", 5) == 0;
	enum tr_rules_act act;
	const struct tr_book *b;
	int64_t id;

	if (!asks(a) || (!plan && !tr_rules_act_of(what, &act)))
		return TRIEN_OK;
	TR_TRY(tr_object_read(object, &b, &id, err));
	if (plan)
		TR_TRY(tr_door_choose(&a->who, TR_OBJECT_PLAN, TR_VERB_ENTER, err));
	TR_TRY(ask_row(a, b, id, plan ? TR_VERB_SEE : tr_rules_act_verb(act), err));
	a->object_asked = true;
	a->restores = plan;
	return TRIEN_OK;
}
