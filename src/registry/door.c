/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: R4.1 R4.3 */
#include "registry/door.h"

#include <stdio.h>

#include "base/errors/registry.h"
#include "registry/picture.h"

/* ---- who ---- */

/* No account in the book: a registry that is being set up. */
static trien_rc
is_guarded(struct tr_sql *db, bool *is, struct trien_err *err)
{
	TR_AUTO_ROWS rows = {0};

	TR_TRY(tr_sql_ask(db, "SELECT id FROM account LIMIT 1", NULL, 0, &rows, err));
	*is = rows.count > 0;
	return TRIEN_OK;
}

/* Whose account that is; who works no longer comes in by none. */
static trien_rc
find_account(struct tr_sql *db, const struct tr_caller *c, struct tr_who *w, struct trien_err *err)
{
	static const char sql[] = "SELECT a.id, a.person FROM account a JOIN person p ON p.id = a.person "
				  "WHERE a.kind = $1 AND a.name = $2 AND a.state = 'active' AND p.state = 'active'";
	TR_AUTO_ROWS rows = {0};

	TR_TRY(tr_sql_ask(db, sql, TR_SQL_IN(TR_SQL_T(c->kind), TR_SQL_T(c->name)), &rows, err));
	if (rows.count == 0)
		return TR_ERR(err, REGISTRY_NO_ACCOUNT, TR_S("kind", c->kind), TR_B("name", c->name, strlen(c->name)));
	w->account = tr_sql_int(&rows, 0, 0);
	w->self = tr_sql_int(&rows, 0, 1);
	return TRIEN_OK;
}

/* What the person is now, and where. A subscriber is who works somewhere. */
static trien_rc
find_posts(struct tr_sql *db, int64_t person, int64_t now, struct tr_who *w, struct trien_err *err)
{
	static const char sql[] = "SELECT 'subscriber', agency, CAST(0 AS bigint) FROM person WHERE id = $1 AND state = 'active' UNION "
				  "SELECT role, agency, CAST(1 AS bigint) FROM post WHERE person = $1 AND role <> 'subscriber' AND from_at <= $2 "
				  "AND (to_at IS NULL OR to_at > $2) ORDER BY 3, 1, 2";
	TR_AUTO_ROWS rows = {0};

	TR_TRY(tr_sql_ask(db, sql, TR_SQL_IN(TR_SQL_I(person), TR_SQL_I(now)), &rows, err));
	if (rows.count > TR_POSTS_MAX)
		return TR_ERR(err, REGISTRY_POSTS, TR_I("person", person), TR_U("max", TR_POSTS_MAX));
	w->posts = rows.count;
	for (size_t i = 0; i < rows.count; i++) {
		w->post[i].agency = tr_sql_int(&rows, i, 1);
		if (!tr_rules_role_of(tr_sql_text(&rows, i, 0), &w->post[i].role))
			return TR_ERR(err, REGISTRY_CONTENT, TR_S("book", "post"));
	}
	return TRIEN_OK;
}

static bool
holds(const struct tr_who *w, enum tr_rules_role role)
{
	for (size_t i = 0; i < w->posts; i++)
		if (w->post[i].role == role)
			return true;
	return false;
}

static void
take_role(struct tr_who *w, enum tr_rules_role role)
{
	w->role = role;
	w->agency_count = 0;
	for (size_t i = 0; i < w->posts; i++)
		if (w->post[i].role == role)
			w->agencies[w->agency_count++] = w->post[i].agency;
}

/* A portal stands for nobody: its token is for one public service, as long as it is not revoked. */
static trien_rc
open_portal(struct tr_sql *db, int64_t portal, struct tr_who *out, struct trien_err *err)
{
	TR_AUTO_ROWS rows = {0};

	TR_TRY(tr_sql_ask(db, "SELECT service FROM portal WHERE id = $1 AND state = 'active'", TR_SQL_IN(TR_SQL_I(portal)), &rows, err));
	if (rows.count == 0)
		return TR_ERR0(err, REGISTRY_PORTAL_TOKEN);
	*out = (struct tr_who){.guarded = true, .role = TR_ROLE_PORTAL, .portal = portal, .service = tr_sql_int(&rows, 0, 0)};
	return TRIEN_OK;
}

trien_rc
tr_door_open(struct tr_sql *db, const struct tr_caller *c, int64_t now, struct tr_who *out, struct trien_err *err)
{
	struct tr_who w = {.now = now, .role = TR_ROLE_COUNT, .person = c->person};

	if (c->portal != 0)
		return open_portal(db, c->portal, out, err);
	TR_TRY(is_guarded(db, &w.guarded, err));
	if (!w.guarded) {
		w.role = c->role;
		*out = w;
		return TRIEN_OK;
	}
	TR_TRY(find_account(db, c, &w, err));
	TR_TRY(find_posts(db, w.self, now, &w, err));
	if (c->person == 0)
		w.person = w.self;
	if (w.person != w.self) {
		if (!holds(&w, TR_ROLE_ADMIN))
			return TR_ERR0(err, REGISTRY_AS_OTHER);
		TR_TRY(find_posts(db, w.person, now, &w, err));
	}
	if (c->role != TR_ROLE_COUNT) {
		if (!holds(&w, c->role))
			return TR_ERR(err, REGISTRY_ROLE_HELD, TR_I("person", w.person), TR_S("role", tr_rules_role_word(c->role)->word));
		take_role(&w, c->role);
	}
	*out = w;
	return TRIEN_OK;
}

/* ---- as what ---- */

static trien_rc
refuse(enum tr_rules_role role, enum tr_rules_object object, enum tr_rules_verb verb, struct trien_err *err)
{
	char cell[TR_RULES_CELL_TEXT];

	tr_rules_access_cell(role, object, verb, cell);
	return TR_ERR(err, REGISTRY_NO_ACCESS, TR_S("role", tr_rules_role_word(role)->word), TR_S("verb", tr_rules_verb_word(verb)->word),
			TR_S("object", tr_rules_object_word(object)->word), TR_S("row", cell));
}

trien_rc
tr_door_choose(struct tr_who *w, enum tr_rules_object object, enum tr_rules_verb verb, struct trien_err *err)
{
	enum tr_rules_scope widest = TR_SCOPE_NONE;

	if (!w->guarded)
		return TRIEN_OK;
	if (w->role != TR_ROLE_COUNT) /* it was said */
		return tr_rules_access(w->role, object, verb) != TR_SCOPE_NONE ? TRIEN_OK : refuse(w->role, object, verb, err);
	for (size_t i = 0; i < w->posts; i++) {
		const enum tr_rules_scope scope = tr_rules_access(w->post[i].role, object, verb);
		if (scope > widest) {
			widest = scope;
			take_role(w, w->post[i].role);
		}
	}
	/* Who has a post is refused as that, and as a subscriber who has none. */
	return widest != TR_SCOPE_NONE ? TRIEN_OK : w->posts == 0 ? TR_ERR(err, REGISTRY_ROLE_HELD, TR_I("person", w->person), TR_S("role", "subscriber"))
								  : refuse(w->post[w->posts - 1].role, object, verb, err);
}

/* A machine's account: the program itself, by whoever's clock. False: there is none of that name. */
static trien_rc
is_machine(struct tr_sql *db, const struct tr_caller *c, bool *is, struct trien_err *err)
{
	TR_AUTO_ROWS rows = {0};

	TR_TRY(tr_sql_ask(db, "SELECT id FROM machine WHERE kind = $1 AND name = $2 AND state = 'active'", TR_SQL_IN(TR_SQL_T(c->kind), TR_SQL_T(c->name)),
			&rows, err));
	*is = rows.count > 0;
	return TRIEN_OK;
}

trien_rc
tr_door_upkeep(struct tr_sql *db, const struct tr_caller *c, int64_t now, const struct tr_door_work *work, struct trien_err *err)
{
	struct tr_who w;
	bool machine = false;

	TR_TRY(is_guarded(db, &w.guarded, err));
	if (w.guarded && c->role == TR_ROLE_COUNT)
		TR_TRY(is_machine(db, c, &machine, err));
	if (machine)
		return tr_rules_access(TR_ROLE_SYSTEM, work->object, work->verb) == TR_SCOPE_PROVINCE ? TRIEN_OK
												      : refuse(TR_ROLE_SYSTEM, work->object, work->verb, err);
	TR_TRY(tr_door_open(db, c, now, &w, err));
	TR_TRY(tr_door_choose(&w, work->object, work->verb, err));
	/* The store is the province's: who may do it for an agency alone may not do it here. */
	return !w.guarded || tr_rules_access(w.role, work->object, work->verb) == TR_SCOPE_PROVINCE ? TRIEN_OK
												    : refuse(w.role, work->object, work->verb, err);
}

bool
tr_book_object(const struct tr_book *b, enum tr_rules_object *out)
{
	static const struct {
		const char *book;
		enum tr_rules_object object;
	} others[] = {{"training_need", TR_OBJECT_TRAINING}, {"training_class", TR_OBJECT_TRAINING}, {"attendance", TR_OBJECT_TRAINING}, {"mute", TR_OBJECT_NOTICE}, {"file_check", TR_OBJECT_LETTER},
		{"numbering", TR_OBJECT_SETTING}, {"webhook", TR_OBJECT_SETTING}, {"attachment", TR_OBJECT_DOCUMENT}, {"outgoing", TR_OBJECT_DOCUMENT}, {"incoming", TR_OBJECT_DOCUMENT},
		{"arrival", TR_OBJECT_DOCUMENT}, {"enclosure", TR_OBJECT_DOCUMENT},
		{"closing", TR_OBJECT_DOCUMENT}, {"submission", TR_OBJECT_DOCUMENT}, {"draft", TR_OBJECT_DOCUMENT}, {"delegation", TR_OBJECT_DOCUMENT},
		{"step", TR_OBJECT_DOCUMENT}, {"signing", TR_OBJECT_DOCUMENT}, {"delivery", TR_OBJECT_DOCUMENT}, {"dispatch", TR_OBJECT_DOCUMENT}, {"message", TR_OBJECT_DOCUMENT}, {"evidence", TR_OBJECT_DOCUMENT},
		{"dossier", TR_OBJECT_DOCUMENT}, {"retention", TR_OBJECT_DOCUMENT}, {"handover", TR_OBJECT_DOCUMENT}, {"handover_item", TR_OBJECT_DOCUMENT}, {"destruction", TR_OBJECT_DOCUMENT}, {"destruction_item", TR_OBJECT_DOCUMENT},
		{"copy_right", TR_OBJECT_DOCUMENT}, {"copying", TR_OBJECT_DOCUMENT},
		{"portal", TR_OBJECT_ACCOUNT}, {"machine", TR_OBJECT_ACCOUNT}, {"login", TR_OBJECT_ACCOUNT}};

	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++)
		if (strcmp(others[i].book, b->name) == 0) {
			*out = others[i].object;
			return true;
		}
	return tr_rules_object_of(b->name, out);
}

enum tr_rules_verb
tr_book_enters(const struct tr_book *b)
{
	return b == &tr_books[TR_BOOK_mute] ? TR_VERB_CHANGE : TR_VERB_ENTER;
}

enum tr_rules_verb
tr_column_verb(const struct tr_book *b, size_t column, enum tr_rules_verb otherwise)
{
	static const struct {
		size_t book;
		uint32_t columns; /* bits */
		enum tr_rules_verb verb;
	} wants[] = {
		{TR_BOOK_proposal, TR_BIT(TR_proposal_answer) | TR_BIT(TR_proposal_state) | TR_BIT(TR_proposal_answered_at), TR_VERB_ANSWER},
		{TR_BOOK_ticket, TR_BIT(TR_ticket_answer) | TR_BIT(TR_ticket_state) | TR_BIT(TR_ticket_answered_at), TR_VERB_ANSWER},
		{TR_BOOK_picture, TR_BIT(TR_picture_state) | TR_BIT(TR_picture_approved_by) | TR_BIT(TR_picture_from_at) | TR_BIT(TR_picture_to_at),
				TR_VERB_APPROVE},
		{TR_BOOK_letter, TR_BIT(TR_letter_number) | TR_BIT(TR_letter_blob), TR_VERB_FORWARD},
	};

	for (size_t i = 0; i < sizeof(wants) / sizeof(*wants); i++)
		if (b == &tr_books[wants[i].book] && (wants[i].columns & TR_BIT(column)))
			return wants[i].verb;
	return otherwise;
}

/* The verb of an act on a book, by the last word of its name. */
static bool
find_verb(const struct tr_book *b, const char *word, enum tr_rules_verb *out)
{
	enum tr_rules_verb named;

	if (strcmp(word, "enter") == 0 || strcmp(word, "import") == 0) {
		*out = tr_book_enters(b);
		return true;
	}
	if (!tr_rules_verb_of(word, &named))
		return false;
	*out = named;
	for (size_t i = 0; i < b->count; i++)
		if (tr_column_verb(b, i, TR_VERB_CHANGE) == named)
			return true;
	return false;
}

bool
tr_door_act(const char *what, enum tr_rules_object *object, enum tr_rules_verb *verb)
{
	const char *dot = strrchr(what, '.');
	enum tr_rules_act act;
	char book[64];

	if (tr_rules_act_of(what, &act)) {
		*object = tr_rules_act_object(act);
		*verb = tr_rules_act_verb(act);
		return true;
	}
	if (strncmp(what, "plan.", 5) == 0) {
		*object = TR_OBJECT_PLAN;
		*verb = TR_VERB_ENTER;
		return true;
	}
	const char *picture = dot != NULL ? tr_picture_act(dot + 1) : NULL;
	if (picture != NULL && strcmp(picture, what) == 0) {
		*object = TR_OBJECT_PICTURE;
		*verb = TR_VERB_APPROVE;
		return true;
	}
	if (dot == NULL || (size_t)(dot - what) >= sizeof(book))
		return false;
	snprintf(book, sizeof(book), "%.*s", (int)(dot - what), what);
	const struct tr_book *b = tr_book_find(book);
	return b != NULL && tr_book_object(b, object) && find_verb(b, dot + 1, verb);
}

trien_rc
tr_door_choose_act(struct tr_who *w, const char *what, struct trien_err *err)
{
	enum tr_rules_object object;
	enum tr_rules_verb verb;

	if (!w->guarded || w->role != TR_ROLE_COUNT)
		return TRIEN_OK;
	if (tr_door_act(what, &object, &verb))
		return tr_door_choose(w, object, verb, err);
	/* One post beside being a subscriber leaves no doubt. */
	if (w->posts == 0 || w->posts > 2)
		return TR_ERR(err, REGISTRY_ROLE_WANTED, TR_S("what", what));
	take_role(w, w->post[w->posts - 1].role);
	return TRIEN_OK;
}

trien_rc
tr_door_choose_for(struct tr_who *w, const char *what, enum tr_rules_object object, enum tr_rules_verb verb, struct trien_err *err)
{
	enum tr_rules_role role = TR_ROLE_COUNT;
	enum tr_rules_object named;
	enum tr_rules_verb by;

	if (!w->guarded || w->role != TR_ROLE_COUNT || tr_door_act(what, &named, &by))
		return tr_door_choose_act(w, what, err);
	for (size_t i = 0; i < w->posts; i++) {
		const enum tr_rules_role held = w->post[i].role;
		if (held == role || tr_rules_access(held, object, verb) == TR_SCOPE_NONE)
			continue;
		if (role != TR_ROLE_COUNT && role != TR_ROLE_SUBSCRIBER)
			return TR_ERR(err, REGISTRY_ROLE_WANTED, TR_S("what", what));
		role = held;
	}
	if (role == TR_ROLE_COUNT)
		return tr_door_choose(w, object, verb, err);
	take_role(w, role);
	return TRIEN_OK;
}

/* ---- what is seen ---- */

trien_rc
tr_door_scope(struct tr_who *w, const struct tr_book *b, enum tr_rules_verb verb, struct tr_viewer *out, struct trien_err *err)
{
	enum tr_rules_object object;

	*out = (struct tr_viewer){.scope = TR_SCOPE_PROVINCE};
	if (!w->guarded)
		return TRIEN_OK;
	*out = (struct tr_viewer){.scope = TR_SCOPE_NONE};
	if (!tr_book_object(b, &object))
		return TR_ERR(err, REGISTRY_BOOK, TR_S("got", b->name), TR_S("want", ""));
	TR_TRY(tr_door_choose(w, object, verb, err));
	*out = (struct tr_viewer){tr_rules_access(w->role, object, verb), w->person, w->agencies[0], w->agencies + 1, w->agency_count - 1, w->now};
	return TRIEN_OK;
}

trien_rc
tr_door_viewer(struct tr_who *w, const struct tr_book *b, enum tr_rules_verb verb, struct tr_viewer *out, struct trien_err *err)
{
	const bool reads = verb == TR_VERB_SEE || verb == TR_VERB_EXPORT;
	enum tr_rules_object object;

	TR_TRY(tr_door_scope(w, b, verb, out, err));
	if (!w->guarded || !reads || w->person == w->self || !tr_book_object(b, &object) ||
			tr_rules_access(TR_ROLE_ADMIN, object, verb) != TR_SCOPE_NONE)
		return TRIEN_OK;
	*out = (struct tr_viewer){.scope = TR_SCOPE_NONE};
	return refuse(TR_ROLE_ADMIN, object, verb, err);
}

trien_rc
tr_door_row(struct tr_sql *db, const struct tr_who *w, const struct tr_viewer *v, const struct tr_book *b, int64_t id, struct trien_err *err)
{
	const struct tr_list_query q = {.book = b, .viewer = *v, .id = id, .limit = 1};
	TR_AUTO_ROWS rows = {0};

	if (!w->guarded || v->scope == TR_SCOPE_PROVINCE)
		return TRIEN_OK;
	TR_TRY(tr_list(db, &q, &rows, err));
	if (rows.count == 1)
		return TRIEN_OK;
	return TR_ERR(err, REGISTRY_SCOPE, TR_S("role", tr_rules_role_word(w->role)->word), TR_S("book", b->name), TR_I("id", id));
}

/* Of a scope that was asked for (rc, why): what is not permitted and what is out of it are not seen, anything else is an error. */
static trien_rc
seen_within(struct tr_sql *db, const struct tr_who *w, const struct tr_viewer *v, const struct tr_book *b, int64_t id, trien_rc rc, struct trien_err *why,
		bool *out, struct trien_err *err)
{
	if (rc == TRIEN_OK)
		rc = tr_door_row(db, w, v, b, id, why);
	*out = rc == TRIEN_OK;
	if (rc == TRIEN_OK || rc == TRIEN_E_REGISTRY_SCOPE || rc == TRIEN_E_REGISTRY_NO_ACCESS)
		return TRIEN_OK;
	*err = *why;
	return rc;
}

/* In one role; a role that sees nothing of the book sees no row. */
static trien_rc
sees_as(struct tr_sql *db, const struct tr_who *w, enum tr_rules_role role, const struct tr_book *b, int64_t id, bool *out, struct trien_err *err)
{
	struct trien_err why = {0};
	struct tr_who as = *w;
	struct tr_viewer v;

	take_role(&as, role);
	const trien_rc rc = tr_door_viewer(&as, b, TR_VERB_SEE, &v, &why);
	return seen_within(db, &as, &v, b, id, rc, &why, out, err);
}

trien_rc
tr_door_find(struct tr_sql *db, const struct tr_who *w, enum tr_rules_role as, const struct tr_book *b, int64_t id, struct trien_err *err)
{
	bool seen = !w->guarded;

	/* In the order of their names, being a subscriber first: a post sees more, and is asked before. */
	for (size_t i = w->posts; i > 0 && !seen; i--) {
		const enum tr_rules_role role = w->post[i - 1].role;
		if ((as == TR_ROLE_COUNT || role == as) && (i == w->posts || w->post[i].role != role))
			TR_TRY(sees_as(db, w, role, b, id, &seen, err));
	}
	return seen ? TRIEN_OK : TR_ERR(err, REGISTRY_NOT_FOUND, TR_S("book", b->name), TR_I("id", id));
}

trien_rc
tr_door_sees(struct tr_sql *db, const struct tr_who *w, enum tr_rules_role role, const struct tr_book *b, int64_t id, bool *out, struct trien_err *err)
{
	struct trien_err why = {0};
	struct tr_who as = *w;
	struct tr_viewer v;

	as.role = role;
	const trien_rc rc = tr_door_scope(&as, b, TR_VERB_SEE, &v, &why);
	return seen_within(db, &as, &v, b, id, rc, &why, out, err);
}

trien_rc
tr_door_portal(const struct tr_who *w, const struct tr_record *r, enum tr_rules_verb verb, struct trien_err *err)
{
	enum tr_rules_object object;

	if (!tr_book_object(r->book, &object))
		return TR_ERR(err, REGISTRY_BOOK, TR_S("got", r->book->name), TR_S("want", "result"));
	if (tr_rules_access(TR_ROLE_PORTAL, object, verb) == TR_SCOPE_NONE)
		return refuse(TR_ROLE_PORTAL, object, verb, err);
	if (r->book == &tr_books[TR_BOOK_result] && r->v[TR_result_service].i == w->service)
		return TRIEN_OK;
	return TR_ERR(err, REGISTRY_SCOPE, TR_S("role", tr_rules_role_word(TR_ROLE_PORTAL)->word), TR_S("book", r->book->name), TR_I("id", r->id));
}

/* ---- what is hidden ---- */

static enum tr_rules_matter
matter_of(const struct tr_book *b, size_t column)
{
	const struct tr_column *c = &b->columns[column];

	if (strcmp(c->name, "email") == 0 || strcmp(c->name, "phone") == 0)
		return TR_MATTER_CONTACT;
	if (b == &tr_books[TR_BOOK_certificate]) /* the certificate itself is public, but for what it may say of a person */
		return column == TR_certificate_subject ? TR_MATTER_IDENTITY : TR_MATTER_OPEN;
	if (b == &tr_books[TR_BOOK_ticket]) /* what a workplace says of itself is for who supports it (Điều 17.1) */
		return TR_MATTER_OPEN;
	return c->kind == TR_COLUMN_BLOB ? TR_MATTER_FILE : TR_MATTER_OPEN;
}

uint32_t
tr_door_hidden(const struct tr_who *w, const struct tr_book *b)
{
	uint32_t hidden = 0;

	for (size_t i = 0; w->guarded && i < b->count; i++) {
		const enum tr_rules_matter matter = matter_of(b, i);
		if (!tr_rules_sees(w->role, matter) || (w->person != w->self && !tr_rules_sees(TR_ROLE_ADMIN, matter)))
			hidden |= TR_BIT(i);
	}
	return hidden;
}

void
tr_door_mask(uint32_t hidden, struct tr_record *r)
{
	for (size_t i = 0; i < r->book->count; i++)
		if (hidden & TR_BIT(i))
			tr_record_set_null(r, i);
}
