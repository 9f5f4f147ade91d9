/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "registry/record_json.h"

#include <stdio.h>

#include "base/env.h"
#include "registry/value.h"

static json_t *
json_of(const struct tr_column *c, const struct tr_sql_value *v)
{
	TR_AUTO_BUF text = {0};

	if (v->null)
		return json_null();
	if (c->kind == TR_COLUMN_INT)
		return json_integer(v->i);
	if (c->kind == TR_COLUMN_FLAG)
		return json_boolean(v->i);
	return tr_value_write(c, v, &text, NULL) == TRIEN_OK ? json_stringn((const char *)text.p, text.n) : json_null();
}

json_t *
tr_registry_json(const struct tr_record *rec, uint32_t shown)
{
	char object[TR_OBJECT_TEXT];

	snprintf(object, sizeof(object), "%s:%lld", rec->book->name, (long long)rec->id);
	json_t *o = json_pack("{s:s, s:I, s:I}", "object", object, "version", (json_int_t)rec->version, "act", (json_int_t)rec->act);
	for (size_t i = 0; i < rec->book->count; i++)
		if (shown & TR_BIT(i))
			json_object_set_new(o, rec->book->columns[i].name, json_of(&rec->book->columns[i], &rec->v[i]));
	return o;
}

json_t *
tr_registry_json_hidden(const struct tr_book *b, uint32_t hidden)
{
	json_t *all = json_array();

	for (size_t i = 0; i < b->count; i++)
		if (hidden & TR_BIT(i))
			json_array_append_new(all, json_string(b->columns[i].name));
	return all;
}

json_t *
tr_deed_json(const struct tr_deed_done *done, enum tr_act_mode mode)
{
	json_t *steps = json_array(), *effects = json_array();

	for (size_t i = 0; i < done->count; i++) {
		const struct tr_deed_step *s = &done->steps[i];
		char object[TR_OBJECT_TEXT];
		snprintf(object, sizeof(object), "%s:%lld", s->book->name, (long long)s->id);
		json_array_append_new(steps, json_pack("{s:s, s:s, s:s, s:s}", "object", object, "act", tr_rules_act_word(s->act)->word, "from",
				tr_rules_state_word(s->from)->word, "to", tr_rules_state_word(s->to)->word));
	}
	for (unsigned e = 0; e < TR_EFFECT_COUNT; e++)
		if (done->effects & TR_BIT(e))
			json_array_append_new(effects, json_string(tr_rules_effect_word((enum tr_rules_effect)e)->word));
	return json_pack("{s:I, s:b, s:o, s:o, s:b}", "act", (json_int_t)done->act, "dry_run", mode == TR_ACT_DRY_RUN, "steps", steps, "effects", effects,
			"deadline_unsure", (int)done->deadline_unsure);
}

/* The row as that version had it, without what is hidden. */
static json_t *
content_of(const struct tr_book *b, const struct tr_sql_value *content, uint32_t hidden)
{
	json_t *row = content->null ? json_null() : json_loadb((const char *)content->b.p, content->b.n, 0, NULL);

	for (size_t i = 0; i < b->count; i++)
		if (hidden & TR_BIT(i))
			json_object_del(row, b->columns[i].name);
	return row;
}

json_t *
tr_history_json(const struct tr_book *b, const struct tr_sql_rows *v, size_t i, uint32_t hidden)
{
	const struct tr_sql_value *reason = tr_sql_cell(v, i, 7);
	char at[TR_TIME_TEXT_MAX], since[TR_TIME_TEXT_MAX];

	tr_time_iso(tr_sql_int(v, i, 2), TR_ZONE_VIETNAM, at);
	tr_time_iso(tr_sql_int(v, i, 3), TR_ZONE_VIETNAM, since);
	const struct tr_sql_value *undoes = tr_sql_cell(v, i, 9), *undone = tr_sql_cell(v, i, 11);
	return json_pack("{s:I, s:I, s:s, s:s, s:s, s:s, s:s, s:s?, s:I, s:o, s:o, s:o}", "version", (json_int_t)tr_sql_int(v, i, 0), "act", (json_int_t)tr_sql_int(v, i, 1),
			"at", at, "effective_at", since, "actor", tr_sql_text(v, i, 4), "role", tr_sql_text(v, i, 5), "what", tr_sql_text(v, i, 6), "reason",
			reason->null ? NULL : (const char *)reason->b.p, "account", (json_int_t)tr_sql_int(v, i, 10), "content",
			content_of(b, tr_sql_cell(v, i, 8), hidden), "undoes", undoes->null ? json_null() : json_integer(undoes->i), "undone_by", undone->null ? json_null() : json_integer(undone->i));
}
