/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: R6.1 R11 R14.3 */
/*
 * POST /api/v1/plans/{plan}: agencies merge, split and are renamed, people move and leave, information changes for many (registry/plan.h). A dry run tells row by row
 * what would become of each, and the mark of it; who does it hands that mark in, and gets what was shown or a refusal. With a mark that is none any more a dry run tells
 * the plan of now, and what has changed since.
 */
#include <stdio.h>

#include "base/errors/registry.h"
#include "base/errors/service.h"
#include "registry/plan_json.h"
#include "service/gate.h"
#include "service/office_call.h"
#include "service/route.h"
#include "service/who.h"

#define PLAN_WANTED \
	"{\"agency\": \"H01\", \"objects\": [\"H02\", …], \"keep\", \"case\": \"retired\", \"name\", \"title\", \"post\", \"decision\", \"book\": \"person\", " \
	"\"table\": [[\"code\", …], …], \"since\", \"mark\", " TR_SAID_WANTED "}: what the plan takes, and no more; \"mark\" unless it is a dry run"

enum { AGENCY, OBJECTS, KEEP, CASE, NAME, TITLE, POST, DECISION, BOOK, TABLE, SINCE, MARK, MEMBER_COUNT };

/* What each plan must be told, and what it may be told besides; "since" and "mark" any. */
static const struct form {
	unsigned must, may;
} forms[TR_PLAN_VERB_COUNT] = {
	[TR_PLAN_MERGE] = {TR_BIT(AGENCY) | TR_BIT(OBJECTS), 0},
	[TR_PLAN_UNITE] = {TR_BIT(AGENCY) | TR_BIT(OBJECTS), TR_BIT(KEEP)},
	[TR_PLAN_SPLIT] = {TR_BIT(TABLE), 0},
	[TR_PLAN_RENAME] = {TR_BIT(AGENCY) | TR_BIT(NAME), 0},
	[TR_PLAN_MOVE] = {TR_BIT(AGENCY) | TR_BIT(OBJECTS), TR_BIT(TITLE) | TR_BIT(POST) | TR_BIT(DECISION)},
	[TR_PLAN_RETIRE] = {TR_BIT(OBJECTS), TR_BIT(CASE)},
	[TR_PLAN_TRANSFER] = {TR_BIT(OBJECTS), 0},
	[TR_PLAN_CHANGE] = {TR_BIT(BOOK) | TR_BIT(TABLE), 0},
};

static const enum tr_rules_reason leaving[] = {TR_REASON_RETIRED, TR_REASON_RESIGNED, TR_REASON_DIED};
static const size_t changed[] = {TR_BOOK_person, TR_BOOK_agency};
#define COUNT(array) (sizeof(array) / sizeof(*(array)))

static const char *
leaving_word(unsigned i)
{
	return i < COUNT(leaving) ? tr_rules_reason_at(leaving[i])->word : NULL;
}

static const char *
changed_word(unsigned i)
{
	return i < COUNT(changed) ? tr_books[changed[i]].name : NULL;
}

static const char *
post_word(unsigned i)
{
	return i < TR_ROLE_SYSTEM ? tr_rules_role_word((enum tr_rules_role)i)->word : NULL;
}

static const struct tr_json_more a_case = {.word = leaving_word}, a_book = {.word = changed_word}, a_post = {.word = post_word};
static const struct tr_json_member plan_members[MEMBER_COUNT] = {
	[AGENCY] = {"agency", TR_JSON_TEXT, TR_JSON_MAY, TR_VALUE_MAX, NULL},
	[OBJECTS] = {"objects", TR_JSON_LINES, TR_JSON_MAY, TR_SERVICE_PLAN_OBJECTS_MAX, NULL},
	[KEEP] = {"keep", TR_JSON_TEXT, TR_JSON_MAY, TR_VALUE_MAX, NULL},
	[CASE] = {"case", TR_JSON_TEXT, TR_JSON_MAY, TR_VALUE_MAX, &a_case},
	[NAME] = {"name", TR_JSON_TEXT, TR_JSON_MAY, TR_VALUE_MAX, NULL},
	[TITLE] = {"title", TR_JSON_TEXT, TR_JSON_MAY, TR_VALUE_MAX, NULL},
	[POST] = {"post", TR_JSON_TEXT, TR_JSON_MAY, TR_VALUE_MAX, &a_post},
	[DECISION] = {"decision", TR_JSON_TEXT, TR_JSON_MAY, TR_VALUE_MAX, NULL},
	[BOOK] = {"book", TR_JSON_TEXT, TR_JSON_MAY, TR_VALUE_MAX, &a_book},
	[TABLE] = {"table", TR_JSON_TABLE, TR_JSON_MAY, TR_SERVICE_PLAN_ROWS_MAX, NULL},
	[SINCE] = {"since", TR_JSON_TEXT, TR_JSON_MAY, TR_TIME_TEXT_MAX, NULL},
	[MARK] = {"mark", TR_JSON_TEXT, TR_JSON_MAY, TR_PLAN_MARK, NULL},
};
TR_BODY(plan, "Plan", PLAN_WANTED, TR_BODY_OF_OFFICE);

struct planning {
	struct tr_office_call *o;
	struct tr_plan_ask ask;
	int64_t since; /* 0: now, or what the mark says */
};

/* ---- what was sent ---- */

/* Beyond the shape of each member: which of them belong to this plan, and to each other. */
static bool
fits(const struct planning *p)
{
	const struct form *form = &forms[p->ask.verb];
	const bool tried = p->o->mode == TR_ACT_DRY_RUN, marked = p->ask.mark != NULL;
	unsigned said = 0;

	for (unsigned i = 0; i < SINCE; i++)
		said |= tr_said(p->o, i) != NULL ? TR_BIT(i) : 0;
	if ((said & form->must) != form->must || (said & ~(form->must | form->may)) || (p->ask.post != NULL && p->ask.title == NULL))
		return false;
	return marked ? tr_said(p->o, SINCE) == NULL : tried; /* the mark says from when it holds */
}

/* The texts of an array, one behind the other. */
static const char **
put_texts(json_t *array, const char **out)
{
	json_t *item;
	size_t i;

	json_array_foreach(array, i, item)
		*out++ = json_string_value(item);
	return out;
}

static trien_rc
read_objects(struct planning *p, struct trien_err *err)
{
	json_t *said = tr_said(p->o, OBJECTS);
	const char **objects;

	if (said == NULL)
		return TRIEN_OK;
	TR_TRY(tr_arena_array(&p->o->c->arena, json_array_size(said), sizeof(*objects), &objects, err));
	(void)put_texts(said, objects);
	p->ask.objects = objects;
	p->ask.count = json_array_size(said);
	return TRIEN_OK;
}

static trien_rc
read_table(struct planning *p, struct trien_err *err)
{
	json_t *said = tr_said(p->o, TABLE), *row;
	const size_t rows = json_array_size(said), columns = json_array_size(json_array_get(said, 0));
	const char **cells, **at;
	size_t i;

	if (said == NULL)
		return TRIEN_OK;
	TR_TRY(tr_arena_array(&p->o->c->arena, rows * columns, sizeof(*cells), &cells, err));
	at = cells;
	json_array_foreach(said, i, row)
		at = put_texts(row, at);
	p->ask.table = (struct tr_plan_table){cells, columns, rows - 1};
	return TRIEN_OK;
}

static trien_rc
read_ask(struct planning *p, struct trien_err *err)
{
	struct tr_plan_ask *ask = &p->ask;
	const char *why = tr_said_text(p->o, CASE), *book = tr_said_text(p->o, BOOK);

	ask->agency = tr_said_text(p->o, AGENCY);
	ask->keep = tr_said_text(p->o, KEEP);
	ask->name = tr_said_text(p->o, NAME);
	ask->title = tr_said_text(p->o, TITLE);
	ask->post = tr_said_text(p->o, POST);
	ask->decision = tr_said_text(p->o, DECISION);
	ask->mark = tr_said_text(p->o, MARK);
	ask->tried = p->o->mode == TR_ACT_DRY_RUN;
	ask->book = book != NULL ? tr_book_find(book) : &tr_books[TR_BOOK_person];
	ask->why = TR_REASON_RETIRED;
	for (size_t i = 0; why != NULL && i < COUNT(leaving); i++)
		if (strcmp(why, leaving_word((unsigned)i)) == 0)
			ask->why = leaving[i];
	if (!fits(p))
		return TR_ERR(err, SERVICE_JSON, TR_S("want", PLAN_WANTED));
	TR_TRY(tr_said_time(p->o, SINCE, &p->since, err));
	TR_TRY(read_objects(p, err));
	return read_table(p, err);
}

/* ---- what is told ---- */

/* Done is what was shown: of it the rows are new that were made, the requests and the letters. */
static json_t *
made_of(json_t *rows)
{
	json_t *made = json_array(), *row;
	size_t i;

	json_array_foreach(rows, i, row)
		if (json_is_integer(json_object_get(row, "made")))
			json_array_append(made, row);
	return made;
}

static trien_rc
answer(struct tr_doing *d, const struct planning *p, const struct tr_plan *plan, const struct trien_err *refused, struct trien_err *err)
{
	json_t *told = tr_plan_json(plan, p->o->mode, TRIEN_LANG_VI);

	if (!p->ask.tried)
		json_object_set_new(told, "rows", made_of(json_object_get(told, "rows")));
	json_object_set_new(told, "error", refused->code == TRIEN_OK ? json_null() : json_string(trien_err_id(refused->code)));
	return tr_call_answer_json(d->c, told, err);
}

/* ---- doing ---- */

static trien_rc
plan_work(struct tr_doing *d, void *context, struct trien_err *err)
{
	struct planning *p = context;
	struct trien_err refused = {0};
	TR_AUTO_PLAN plan = {0};

	p->ask.person = d->who.person;
	p->ask.role = d->who.role;
	d->act.reason = tr_office_call_reason(p->o);
	if (p->since != 0)
		d->act.effective_at = p->since;
	const trien_rc rc = tr_plan_run(d->db, &d->act, TR_ACT_WITHIN, &p->ask, &plan, &refused);
	if (rc == TRIEN_OK || (p->ask.tried && rc == TRIEN_E_REGISTRY_PLAN_CHANGED))
		return answer(d, p, &plan, &refused, err);
	*err = refused;
	return rc;
}

trien_rc
tr_route_plan(struct tr_call *c, struct trien_err *err)
{
	TR_AUTO_OFFICE_CALL o = {.c = c};
	struct planning p = {.o = &o};
	char what[TR_OBJECT_TEXT];

	if (!tr_plan_verb_of((const char *)c->parameters[0].p, &p.ask.verb))
		return TR_ERR0(err, SERVICE_NOT_FOUND);
	TR_TRY(tr_office_call_read(c, &tr_body_plan, &o, err));
	TR_TRY(read_ask(&p, err));
	if (!p.ask.tried) /* posts end and are given by it */
		TR_TRY(tr_gate_fresh(c, err));
	snprintf(what, sizeof(what), "plan.%s", tr_plan_verb_word(p.ask.verb));
	return tr_office_call_do(&o, what, plan_work, &p, err);
}
