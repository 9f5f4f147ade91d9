/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: R1 R2.2 R4.1 */
#include "registry/enter.h"

#include <stdio.h>

#include "base/errors/registry.h"
#include "registry/value.h"

/* To change a row; or what all its columns want: "answer". */
static const char *
word_of(const struct tr_entry *e)
{
	enum tr_rules_verb verb = TR_VERB_CHANGE;

	for (size_t i = 0; i < e->count; i++) {
		const size_t column = tr_book_column(e->book, e->values[i].column);
		const enum tr_rules_verb wants = column < e->book->count ? tr_column_verb(e->book, column, TR_VERB_CHANGE) : TR_VERB_CHANGE;
		if (i > 0 && wants != verb)
			return "change";
		verb = wants;
	}
	return tr_rules_verb_word(verb)->word;
}

void
tr_entry_what(const struct tr_entry *e, char out[TR_ENTRY_WHAT_MAX])
{
	snprintf(out, TR_ENTRY_WHAT_MAX, "%s.%s", e->book->name, e->id == 0 ? "enter" : word_of(e));
}

static trien_rc
set_value(struct tr_acting *a, struct tr_record *r, const struct tr_entry_value *v, struct trien_err *err)
{
	const size_t column = tr_book_column(r->book, v->column);

	if (column == r->book->count)
		return TR_ERR(err, REGISTRY_COLUMN, TR_S("book", r->book->name), TR_B("got", v->column, strlen(v->column)));
	if (tr_column_by_act(r, column))
		return TR_ERR(err, REGISTRY_BY_ACT, TR_S("book", r->book->name), TR_S("column", v->column));
	if (tr_column_from_file(r->book, column))
		return TR_ERR(err, REGISTRY_BY_FILE, TR_S("book", r->book->name), TR_S("column", v->column));
	return tr_acting_read(a, r, column, v->value, err);
}

trien_rc
tr_entry_write(struct tr_acting *a, void *context, struct trien_err *err)
{
	struct tr_entry *e = context;
	TR_AUTO_RECORD r = tr_record_of(e->book);
	TR_AUTO_RECORD was = tr_record_of(e->book);

	if (e->id != 0) {
		TR_TRY(tr_record_load(a->db, e->book, e->id, &r, err));
		TR_TRY(tr_record_load(a->db, e->book, e->id, &was, err));
	} else {
		tr_record_defaults(&r, a->act->effective_at);
	}
	for (size_t i = 0; i < e->count; i++)
		TR_TRY(set_value(a, &r, &e->values[i], err));
	TR_TRY(tr_record_stays(a->db, &was, &r, err));
	TR_TRY(tr_acting_put(a, &r, err));
	e->written = r.id;
	return TRIEN_OK;
}
