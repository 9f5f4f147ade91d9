/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: R1 R4.1 R6.1 R17 R17.2 R18.1 */
/*
 * Rows of books that people enter and change: POST /api/v1/books/{book} and …/{id}, as `trien registry enter` and `change` have it (registry/enter.h), with the
 * same doors. What the acts of the rules or of the office write alone is refused here too. A file may come with it as the body, several as a form.
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/errors/registry.h"
#include "base/errors/service.h"
#include "registry/enter.h"
#include "service/gate.h"
#include "service/handed.h"
#include "service/query.h"
#include "service/route.h"
#include "service/who.h"

#define ROW_WANTED "{\"values\": {\"column\": \"value\", …}, \"file\": \"column\", \"since\", " TR_SAID_WANTED "}"

enum { VALUES, FILE_COLUMN, SINCE };

struct entering {
	struct tr_office_call *o;
	struct tr_handed handed;
	struct tr_entry entry;
	struct tr_entry_value values[TR_COLUMNS_MAX];
	char what[TR_ENTRY_WHAT_MAX];
	int64_t since; /* 0: now */
};

static const struct tr_json_member row_members[] = {
	[VALUES] = {"values", TR_JSON_TEXTS, TR_JSON_MAY, TR_VALUE_MAX, NULL},
	[FILE_COLUMN] = {"file", TR_JSON_TEXT, TR_JSON_MAY, TR_ENTRY_WHAT_MAX, NULL},
	[SINCE] = {"since", TR_JSON_TEXT, TR_JSON_MAY, TR_TIME_TEXT_MAX, NULL},
};
TR_BODY(row, "EnterRow", ROW_WANTED, TR_BODY_OF_OFFICE);

/* ---- what was sent ---- */

static bool
is_file(const struct tr_book *b, const char *column)
{
	const size_t i = tr_book_column(b, column);
	return i < b->count && b->columns[i].kind == TR_COLUMN_BLOB;
}

/* A file is named by nobody: who names one that lies here already would be shown it. */
static trien_rc
read_values(struct entering *e, struct trien_err *err)
{
	json_t *values = tr_said(e->o, VALUES), *value;
	const char *name;

	if (json_object_size(values) + e->handed.count > TR_COLUMNS_MAX)
		return TR_ERR(err, SERVICE_JSON, TR_S("want", ROW_WANTED));
	json_object_foreach(values, name, value) {
		if (is_file(e->entry.book, name))
			return TR_ERR(err, REGISTRY_NOT_TAKEN, TR_S("act", e->entry.book->name), TR_S("got", name));
		e->values[e->entry.count++] = (struct tr_entry_value){name, json_string_value(value)};
	}
	return TRIEN_OK;
}

static trien_rc
read_files(struct entering *e, struct trien_err *err)
{
	TR_TRY(tr_handed_read(e->o, tr_said_text(e->o, FILE_COLUMN), ROW_WANTED, &e->handed, err));
	for (size_t i = 0; i < e->handed.count; i++) {
		const struct tr_handed_file *f = &e->handed.files[i];
		if (!is_file(e->entry.book, f->column))
			return TR_ERR(err, REGISTRY_NOT_TAKEN, TR_S("act", e->entry.book->name), TR_S("got", f->column));
		e->values[e->entry.count++] = (struct tr_entry_value){f->column, f->name};
	}
	return TRIEN_OK;
}

static trien_rc
read_since(struct entering *e, struct trien_err *err)
{
	const char *since = tr_said_text(e->o, SINCE);

	return since == NULL ? TRIEN_OK : tr_time_read_iso(TR_BYTES(since, strlen(since)), TR_ZONE_VIETNAM, &e->since, err);
}

/* ---- doing ---- */

/* What opens a door to somebody, or gives a role, wants the password again. */
static bool
wants_confirmation(const struct tr_book *b)
{
	enum tr_rules_object object;

	return b == &tr_books[TR_BOOK_post] || (tr_book_object(b, &object) && object == TR_OBJECT_ACCOUNT);
}

/* Who may never is told so whatever stands there; then, what is out of sight is as what there is none of. */
static trien_rc
ask_row(struct tr_doing *d, const struct entering *e, struct trien_err *err)
{
	enum tr_rules_object object;
	enum tr_rules_verb verb;
	struct tr_viewer v;

	if (tr_door_act(e->what, &object, &verb))
		TR_TRY(tr_door_choose(&d->who, object, verb, err));
	if (e->entry.id == 0)
		return TRIEN_OK;
	TR_TRY(tr_door_viewer(&d->who, e->entry.book, TR_VERB_SEE, &v, err));
	return tr_who_reaches(d->db, &d->who, &v, e->entry.book, e->entry.id, err);
}

static trien_rc
row_work(struct tr_doing *d, void *context, struct trien_err *err)
{
	struct entering *e = context;
	const bool dry = e->o->mode == TR_ACT_DRY_RUN;
	char object[TR_OBJECT_TEXT];
	int64_t act = 0;

	TR_TRY(ask_row(d, e, err));
	d->act.reason = tr_office_call_reason(e->o);
	if (e->since != 0)
		d->act.effective_at = e->since;
	tr_handed_give(&e->handed, &d->act);
	TR_TRY(tr_act_do(d->db, &d->act, TR_ACT_WITHIN, tr_entry_write, &e->entry, &act, err));
	snprintf(object, sizeof(object), "%s:%lld", e->entry.book->name, (long long)e->entry.written);
	return tr_call_answer_json(d->c, json_pack("{s:I, s:b, s:s, s:o}", "act", (json_int_t)(dry ? 0 : act), "dry_run", (int)dry, "object", object, "files",
			tr_handed_json(&e->handed)), err);
}

static trien_rc
enter(struct entering *e, struct trien_err *err)
{
	struct tr_call *c = e->o->c;

	e->entry.book = tr_book_find((const char *)c->parameters[0].p); /* there: the gate has looked */
	e->entry.values = e->values;
	if (c->parameters[1].n > 0)
		TR_TRY(tr_query_id(c->parameters[1], &e->entry.id, err));
	TR_TRY(tr_office_call_read(c, &tr_body_row, e->o, err));
	TR_TRY(read_files(e, err));
	TR_TRY(read_values(e, err));
	TR_TRY(read_since(e, err));
	if (e->o->mode != TR_ACT_DRY_RUN && wants_confirmation(e->entry.book))
		TR_TRY(tr_gate_fresh(c, err));
	TR_TRY(tr_handed_take(e->o, &e->handed, err));
	tr_entry_what(&e->entry, e->what);
	return tr_office_call_do(e->o, e->what, row_work, e, err);
}

static trien_rc
write_row(struct tr_call *c, struct trien_err *err)
{
	TR_AUTO_OFFICE_CALL o = {.c = c, .takes_files = true};
	struct entering *e = tr_mem_zeroed(1, sizeof(*e));

	if (e == NULL)
		return TR_ERR(err, NO_MEMORY, TR_U("want", sizeof(*e)));
	e->o = &o;
	const trien_rc rc = enter(e, err);
	free(e);
	return rc;
}

trien_rc
tr_route_enter_row(struct tr_call *c, struct trien_err *err)
{
	return write_row(c, err);
}

/* Of a row that is there: its number stands in the address. */
trien_rc
tr_route_change_row(struct tr_call *c, struct trien_err *err)
{
	return write_row(c, err);
}
