/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: R4.1 R6.1 */
/*
 * What a page has to know to show any book and to offer any act of the rules: GET /api/v1/books, the books that who asks may see, with their columns and words; GET
 * /api/v1/acts, the acts that the rules give to one of the roles held, from which states, and what is handed in with each. From the tables that decide, so that a
 * page offers what may be done and nothing else; whether it is done, they decide then.
 */
#include <stdio.h>
#include <string.h>

#include "registry/book.h"
#include "registry/column_words.h"
#include "registry/deed.h"
#include "registry/value.h"
#include "rules/incoming.h"
#include "service/route.h"
#include "service/who.h"

static unsigned
roles_of(const struct tr_who *who)
{
	unsigned roles = TR_BIT(TR_ROLE_SUBSCRIBER);

	for (size_t i = 0; i < who->posts; i++)
		roles |= TR_BIT(who->post[i].role);
	return roles;
}

/* ---- columns ---- */

static void
add_word(json_t *all, const char *word, const char *vi, const char *en)
{
	json_array_append_new(all, json_pack("{s:s, s:s, s:s}", "word", word, "vi", vi != NULL ? vi : word, "en", en != NULL ? en : word));
}

/* What was found of a document that came is a text of words with blanks between them: why it is not simply good. */
static void
add_findings(json_t *all)
{
	const struct tr_rules_word *why;

	for (size_t i = 0; (why = tr_incoming_why_at(i)) != NULL; i++)
		add_word(all, why->word, why->vi, why->en);
}

static json_t *
words_of(const struct tr_book *b, const struct tr_column *c)
{
	json_t *all = json_array();

	if (strcmp(c->name, "findings") == 0)
		add_findings(all);

	for (const char *at = c->kind == TR_COLUMN_WORD ? c->of : ""; *at != '\0'; at += strspn(at, " ")) {
		char word[64];
		const size_t n = strcspn(at, " ");
		snprintf(word, sizeof(word), "%.*s", (int)n, at);
		add_word(all, word, tr_column_says(b, c, word, TRIEN_LANG_VI), tr_column_says(b, c, word, TRIEN_LANG_EN));
		at += n;
	}
	return all;
}

static json_t *
column_json(const struct tr_book *b, const struct tr_column *c)
{
	static const char *const kinds[] = {[TR_COLUMN_TEXT] = "text", [TR_COLUMN_INT] = "number", [TR_COLUMN_WORD] = "word", [TR_COLUMN_REFERS] = "row",
		[TR_COLUMN_BLOB] = "file", [TR_COLUMN_TIME] = "time", [TR_COLUMN_DATE] = "day", [TR_COLUMN_FLAG] = "flag"};

	return json_pack("{s:s, s:s, s:b, s:s?, s:s, s:s, s:o}", "name", c->name, "kind", kinds[c->kind], "required", (int)c->required, "of",
			c->kind == TR_COLUMN_REFERS ? c->of : NULL, "vi", c->vi, "en", c->en, "words", words_of(b, c));
}

/* ---- books ---- */

static bool
may(unsigned roles, const struct tr_book *b, enum tr_rules_verb verb)
{
	enum tr_rules_object object;
	return tr_book_object(b, &object) && tr_rules_access_any(roles, object, verb) != TR_SCOPE_NONE;
}

/* The columns that one of the roles may type, of a new row or of one that is there (registry/enter.h); whose rows, the doors say. */
static json_t *
typed_of(const struct tr_book *b, unsigned roles, bool entered)
{
	const struct tr_record r = {.book = b, .version = entered ? 0 : 1};
	json_t *all = json_array();

	for (size_t i = 0; i < b->count; i++) {
		const enum tr_rules_verb verb = entered ? tr_book_enters(b) : tr_column_verb(b, i, TR_VERB_CHANGE);
		if (may(roles, b, verb) && !tr_column_by_act(&r, i) && !tr_column_from_file(b, i))
			json_array_append_new(all, json_string(b->columns[i].name));
	}
	return all;
}

static json_t *
book_json(const struct tr_book *b, unsigned roles)
{
	json_t *columns = json_array();

	for (size_t i = 0; i < b->count; i++)
		json_array_append_new(columns, column_json(b, &b->columns[i]));
	return json_pack("{s:s, s:s, s:s, s:s?, s:b, s:o, s:o, s:o}", "book", b->name, "vi", b->vi, "en", b->en, "named", b->named >= 0 ? b->columns[b->named].name : NULL,
			"exported", (int)may(roles, b, TR_VERB_EXPORT), "columns", columns, "enters", typed_of(b, roles, true), "changes", typed_of(b, roles, false));
}

static trien_rc
books_work(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct tr_call *c = context;
	struct tr_who who;

	TR_TRY(tr_who_open(c, db, &who, err));
	const unsigned roles = roles_of(&who);
	json_t *all = json_array();
	for (size_t i = 0; i < TR_BOOK_COUNT; i++)
		if (may(roles, &tr_books[i], TR_VERB_SEE))
			json_array_append_new(all, book_json(&tr_books[i], roles));
	return tr_call_answer_json(c, json_pack("{s:o}", "data", all), err);
}

trien_rc
tr_route_describe_books(struct tr_call *c, struct trien_err *err)
{
	return tr_databases_transact(c->context->pool, TR_SQL_READ, books_work, c, err);
}

/* ---- acts ---- */

static json_t *
states_of(uint64_t from)
{
	json_t *all = json_array();

	for (unsigned s = 0; s < TR_STATE_COUNT; s++)
		if (from & TR_STATE_BIT(s))
			json_array_append_new(all, json_string(tr_rules_state_word((enum tr_rules_state)s)->word));
	return all;
}

static json_t *
kinds_of(unsigned kinds)
{
	json_t *all = json_array();

	for (unsigned k = 0; k < TR_KIND_COUNT; k++)
		if (kinds & TR_BIT(k))
			json_array_append_new(all, json_string(tr_rules_kind_word((enum tr_rules_kind)k)->word));
	return all;
}

static bool
wants_reason(const struct tr_rules_row *row)
{
	for (size_t i = 0; i < TR_RULES_GUARDS_MAX && row->guards[i] != TR_GUARD_NONE; i++)
		if (row->guards[i] == TR_GUARD_REASON_GIVEN)
			return true;
	return false;
}

/* To whose objects the rules and the access table give the act to one of the roles, by a row: the widest; NONE: to none. */
static enum tr_rules_scope
given_to(const struct tr_rules_row *row, enum tr_rules_act act, unsigned roles)
{
	return tr_rules_access_any(row->roles & roles, tr_rules_act_object(act), tr_rules_act_verb(act));
}

static json_t *
rows_of(enum tr_rules_act act, unsigned roles)
{
	const struct tr_rules_row *row;
	json_t *all = json_array();

	/* What there is no object of yet: of those the route for acts drafts requests, and nothing else. */
	for (size_t i = 0; (row = tr_rules_row_at(i)) != NULL; i++)
		if (row->act == act && given_to(row, act, roles) != TR_SCOPE_NONE && (act == TR_ACT_REQUEST_DRAFT || !(row->from & TR_STATE_BIT(TR_STATE_NONE))))
			json_array_append_new(all, json_pack("{s:o, s:o, s:s, s:b, s:b}", "from", states_of(row->from), "kinds", kinds_of(row->kinds), "to",
					tr_rules_state_word(row->to)->word, "reason", (int)wants_reason(row), "own", (int)(given_to(row, act, roles) == TR_SCOPE_OWN)));
	return all;
}

static json_t *
takes_of(enum tr_rules_act act)
{
	json_t *all = json_array();

	for (size_t b = 0; b < TR_BOOK_COUNT; b++)
		for (size_t i = 0; i < tr_books[b].count; i++) {
			const struct tr_book *book = NULL;
			const struct tr_column *c = tr_deed_takes(act, tr_books[b].columns[i].name, &book);
			if (c == &tr_books[b].columns[i])
				json_array_append_new(all, column_json(book, c));
		}
	return all;
}

/* All of them, as a history and the trail name them: also those that one sees and never does. */
static json_t *
names_of_acts(void)
{
	json_t *all = json_array();

	for (unsigned a = 0; a < TR_ACT_COUNT; a++) {
		const struct tr_rules_word *word = tr_rules_act_word((enum tr_rules_act)a);
		json_array_append_new(all, json_pack("{s:s, s:s, s:s}", "word", word->word, "vi", word->vi, "en", word->en));
	}
	return all;
}

static trien_rc
acts_work(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct tr_call *c = context;
	struct tr_who who;

	TR_TRY(tr_who_open(c, db, &who, err));
	json_t *all = json_array();
	for (unsigned a = 0; a < TR_ACT_COUNT; a++) {
		const enum tr_rules_act act = (enum tr_rules_act)a;
		const struct tr_rules_word *word = tr_rules_act_word(act);
		json_t *rows = rows_of(act, roles_of(&who));
		if (json_array_size(rows) == 0) {
			json_decref(rows);
			continue;
		}
		json_array_append_new(all, json_pack("{s:s, s:s, s:s, s:s, s:o, s:o}", "act", word->word, "book", tr_deed_book(act)->name, "vi", word->vi, "en", word->en, "rows",
				rows, "takes", takes_of(act)));
	}
	return tr_call_answer_json(c, json_pack("{s:o, s:o}", "data", all, "names", names_of_acts()), err);
}

trien_rc
tr_route_describe_acts(struct tr_call *c, struct trien_err *err)
{
	return tr_databases_transact(c->context->pool, TR_SQL_READ, acts_work, c, err);
}
