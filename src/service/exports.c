/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: R1 R4.1 */
/* GET /api/v1/exports/{book}: as much of a book as one may take out, as CSV or as a spreadsheet (exchange/export.h). */
#include <stdio.h>

#include "base/errors/service.h"
#include "exchange/export.h"
#include "service/answer_file.h"
#include "service/narrow.h"
#include "service/query.h"
#include "service/route.h"
#include "service/who.h"

#define EXPORT_WORDS "form=csv, xlsx; search=..., agency=N, state=..., kind=..."

enum { FORM, SEARCH, AGENCY, STATE, KIND, WORDS };

struct exporting {
	struct tr_call *c;
	const struct tr_book *book;
	struct tr_query_word words[WORDS];
	enum tr_print_form form;
};

static trien_rc
export_work(struct tr_sql *db, void *context, struct trien_err *err)
{
	const struct exporting *x = context;
	struct tr_list_query q = {.book = x->book, .search = x->words[SEARCH].text, .within = x->words[AGENCY].number};
	struct tr_buf *out = &x->c->reply.body;
	struct tr_who who;
	size_t rows;

	tr_buf_clear(out);
	TR_TRY(tr_who_open(x->c, db, &who, err));
	TR_TRY(tr_door_viewer(&who, x->book, TR_VERB_EXPORT, &q.viewer, err));
	q.hidden = tr_door_hidden(&who, x->book);
	TR_TRY(tr_narrow_word(&q, "state", x->words[STATE].text, EXPORT_WORDS, err));
	TR_TRY(tr_narrow_word(&q, "kind", x->words[KIND].text, EXPORT_WORDS, err));
	return x->form == TR_PRINT_CSV ? tr_export_csv(db, &q, TRIEN_LANG_VI, out, &rows, err) : tr_export_xlsx(db, &q, TRIEN_LANG_VI, out, &rows, err);
}

trien_rc
tr_route_export(struct tr_call *c, struct trien_err *err)
{
	struct exporting x = {.c = c, .words = {[FORM] = {.name = "form", .is_text = true}, [SEARCH] = {.name = "search", .is_text = true}, [AGENCY] = {.name = "agency"},
		[STATE] = {.name = "state", .is_text = true}, [KIND] = {.name = "kind", .is_text = true}}};

	x.book = tr_book_find((const char *)c->parameters[0].p); /* there: the gate has looked */
	TR_TRY(tr_query_read(c, x.words, WORDS, EXPORT_WORDS, err));
	TR_TRY(tr_print_form_said(x.words[FORM].text, EXPORT_WORDS, &x.form, err));
	if (x.form != TR_PRINT_CSV && x.form != TR_PRINT_XLSX)
		return TR_ERR(err, SERVICE_QUERY, TR_S("want", EXPORT_WORDS));
	TR_TRY(tr_databases_transact(c->context->pool, TR_SQL_READ, export_work, &x, err));
	tr_call_answer_is(c, x.form, x.book->name);
	return TRIEN_OK;
}
