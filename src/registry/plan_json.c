/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "registry/plan_json.h"

#include <stdio.h>

#include "base/env.h"
#include "base/time.h"

static json_t *
json_of_sets(const struct tr_plan_entry *e)
{
	json_t *sets = json_object();

	for (size_t i = 0; i < e->set_count; i++)
		json_object_set_new(sets, e->book->columns[e->sets[i].column].name, json_string(e->sets[i].text));
	return sets;
}

static json_t *
made_json(int64_t made)
{
	return made == 0 ? json_null() : json_integer((json_int_t)made);
}

/* Letters stand behind all other rows, and are counted from 1. */
static json_t *
letter_json(const struct tr_plan *plan, const struct tr_plan_entry *e)
{
	return e->letter == SIZE_MAX ? json_null() : json_integer((json_int_t)(e->letter - (plan->count - plan->letters) + 1));
}

static void
add_asked(const struct tr_plan *plan, const struct tr_plan_entry *e, json_t *row)
{
	json_object_set_new(row, "kind", json_string(tr_rules_kind_word(e->kind)->word));
	json_object_set_new(row, "reason", e->reason == TR_REASON_NONE ? json_null() : json_string(tr_rules_reason_at(e->reason)->word));
	json_object_set_new(row, "receiver", json_string(e->recipient == TR_BODY_DEPARTMENT ? "department" : "authority"));
	json_object_set_new(row, "letter", letter_json(plan, e));
	json_object_set_new(row, "made", made_json(e->made));
}

static json_t *
json_of_row(const struct tr_plan *plan, const struct tr_plan_entry *e, enum trien_lang lang)
{
	const int64_t id = e->id != 0 ? e->id : e->made;
	const bool refused = e->refused.code != TRIEN_OK;
	char object[TR_OBJECT_TEXT], text[1024] = "", english[1024] = "";

	snprintf(object, sizeof(object), id == 0 ? "%s" : "%s:%lld", e->book->name, (long long)id);
	if (refused) {
		trien_err_text(&e->refused, lang, text, sizeof(text));
		trien_err_text(&e->refused, TRIEN_LANG_EN, english, sizeof(english));
	}
	json_t *row = json_pack("{s:s, s:s, s:s, s:s, s:o, s:s?, s:s?, s:s?, s:s?, s:b}", "does", tr_plan_does_word(e->does)->word, "object", object, "name", e->name, "agency",
			e->agency, "set", json_of_sets(e), "clause", e->clause, "refused", refused ? trien_err_id(e->refused.code) : NULL, "message", refused ? text : NULL,
			"message_en", refused ? english : NULL, "blocks", (int)e->blocks);
	if (e->does == TR_PLAN_REQUEST || e->does == TR_PLAN_LETTER)
		add_asked(plan, e, row);
	return row;
}

static json_t *
json_of_change(const struct tr_plan_change *c)
{
	char at[TR_TIME_TEXT_MAX], object[TR_OBJECT_TEXT];

	tr_time_iso(c->at, TR_ZONE_VIETNAM, at);
	snprintf(object, sizeof(object), "%s:%lld", c->book, (long long)c->object);
	return json_pack("{s:I, s:s, s:s, s:s, s:s}", "act", (json_int_t)c->act, "at", at, "what", c->what, "actor", c->actor, "object", object);
}

json_t *
tr_plan_json(const struct tr_plan *plan, enum tr_act_mode mode, enum trien_lang lang)
{
	json_t *rows = json_array(), *changes = json_array();

	for (size_t i = 0; i < plan->count; i++)
		json_array_append_new(rows, json_of_row(plan, &plan->entries[i], lang));
	for (size_t i = 0; i < plan->change_count; i++)
		json_array_append_new(changes, json_of_change(&plan->changes[i]));
	return json_pack("{s:s, s:I, s:b, s:I, s:I, s:I, s:I, s:o, s:o}", "mark", plan->mark, "act", (json_int_t)plan->act, "dry_run", (int)(mode == TR_ACT_DRY_RUN), "requests",
			(json_int_t)plan->requests, "letters", (json_int_t)plan->letters, "refused", (json_int_t)plan->refused, "blocking", (json_int_t)plan->blocking,
			"rows", rows, "changes", changes);
}
