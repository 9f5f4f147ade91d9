/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: R4.1 R10.3 X3 X5 */
/*
 * The registers of an agency's year over HTTP: GET /api/v1/registers/{outgoing,incoming,follow-up} gives their lines page by page, with all columns of Annex IV of
 * Decree 30/2020; .../file the whole book, to be printed and bound. Whose register it is, the table of who may see documents says whether it is seen, or taken out.
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/env.h"
#include "base/errors/service.h"
#include "base/time.h"
#include "office/incoming_book.h"
#include "office/office.h"
#include "office/register.h"
#include "service/answer_file.h"
#include "service/query.h"
#include "service/route.h"
#include "service/who.h"
#include "store/note.h"

enum book { OUTGOING, INCOMING, FOLLOW_UP, BOOKS };
static const struct {
	const char *word;
	size_t book; /* of the registry */
} books[BOOKS] = {[OUTGOING] = {"outgoing", TR_BOOK_outgoing}, [INCOMING] = {"incoming", TR_BOOK_incoming}, [FOLLOW_UP] = {"follow-up", TR_BOOK_incoming}};

#define PAGE_WORDS "agency=N, year=YYYY, after=..."
#define LATE_WORDS "agency=N, year=YYYY, after=..., late=1"
#define FILE_WORDS "agency=N, year=YYYY, form=" TR_FORMS_PRINTED

enum { AGENCY, YEAR, AFTER, LATE, WORDS };

struct reading {
	struct tr_call *c;
	enum book book;
	int64_t agency, year, now;
	struct tr_query_word words[WORDS];
	char series[TR_OFFICE_CODE_MAX + 1];
	int64_t number, twin; /* the page begins behind this line */
	struct tr_buf printed;
};

/* Another agency's register is as one that is not there. */
static trien_rc
see(const struct reading *r, struct tr_sql *db, enum tr_rules_verb verb, struct trien_err *err)
{
	const struct tr_book *agency = &tr_books[TR_BOOK_agency];
	struct tr_viewer v;
	struct tr_who who;

	TR_TRY(tr_who_open(r->c, db, &who, err));
	TR_TRY(tr_door_viewer(&who, &tr_books[books[r->book].book], verb, &v, err));
	return tr_who_reaches(db, &who, &v, agency, r->agency, err);
}

static trien_rc
begin(struct reading *r, size_t count, const char *wanted, struct trien_err *err)
{
	r->now = tr_call_now(r->c);
	r->words[AGENCY].name = "agency";
	r->words[YEAR].name = "year";
	(void)tr_office_day(r->now, &r->words[YEAR].number);
	TR_TRY(tr_query_read(r->c, r->words, count, wanted, err));
	r->agency = r->words[AGENCY].number;
	r->year = r->words[YEAR].number;
	return r->words[AGENCY].given ? TRIEN_OK : TR_ERR(err, SERVICE_QUERY, TR_S("want", wanted));
}

/* ---- pages ---- */

enum kind { TEXT, NUMBER, DAY };
struct field {
	const char *name;
	size_t cell;
	enum kind kind;
};

static const struct field outgoing[] = {{"entry", TR_REGISTER_ENTRY, NUMBER}, {"series", TR_REGISTER_SERIES, TEXT}, {"number", TR_REGISTER_NUMBER, NUMBER},
	{"twin", TR_REGISTER_TWIN, NUMBER}, {"symbol", TR_REGISTER_SYMBOL, TEXT}, {"dated", TR_REGISTER_DATE, DAY}, {"kind", TR_REGISTER_KIND, TEXT},
	{"subject", TR_REGISTER_SUBJECT, TEXT}, {"signer", TR_REGISTER_SIGNER, TEXT}, {"recipients", TR_REGISTER_RECIPIENTS, TEXT},
	{"copy_keeper", TR_REGISTER_COPY_KEEPER, TEXT}, {"copies", TR_REGISTER_COPIES, NUMBER}, {"sent", TR_REGISTER_SENT, DAY}, {"receipt", TR_REGISTER_RECEIPT, TEXT},
	{"note", TR_REGISTER_NOTE, TEXT}, {"state", TR_REGISTER_STATE, TEXT}, {"reason", TR_REGISTER_REASON, TEXT}, {"document", TR_REGISTER_DOCUMENT, NUMBER},
	{"origin", TR_REGISTER_ORIGIN, TEXT}};
static const struct field incoming[] = {{"entry", TR_IN_LINE, NUMBER}, {"number", TR_IN_NUMBER, NUMBER}, {"twin", TR_IN_TWIN, NUMBER}, {"arrived", TR_IN_ARRIVED, DAY},
	{"author", TR_IN_AUTHOR, TEXT}, {"symbol", TR_IN_SYMBOL, TEXT}, {"dated", TR_IN_DATE, DAY}, {"kind", TR_IN_KIND, TEXT}, {"subject", TR_IN_SUBJECT, TEXT},
	{"receiver", TR_IN_RECEIVER, TEXT}, {"passed", TR_IN_PASSED, DAY}, {"receipt", TR_IN_RECEIPT, TEXT}, {"note", TR_IN_NOTE, TEXT}, {"deadline", TR_IN_DEADLINE, DAY},
	{"progress", TR_IN_PROGRESS, TEXT}, {"answer_number", TR_IN_ANSWER_NUMBER, NUMBER}, {"answer_symbol", TR_IN_ANSWER_SYMBOL, TEXT},
	{"head_opinion", TR_IN_HEAD_OPINION, TEXT}, {"unit_opinion", TR_IN_UNIT_OPINION, TEXT}, {"proposal", TR_IN_PROPOSAL, TEXT}, {"state", TR_IN_STATE, TEXT},
	{"reason", TR_IN_REASON, TEXT}, {"origin", TR_IN_ORIGIN, TEXT}, {"urgency", TR_IN_URGENCY, TEXT}, {"arrival", TR_IN_ARRIVAL, NUMBER}};

static json_t *
value_of(const struct tr_sql_value *v, enum kind kind)
{
	char day[TR_TIME_TEXT_MAX];

	if (v->null)
		return json_null();
	if (kind == NUMBER)
		return json_integer((json_int_t)v->i);
	if (kind == TEXT)
		return json_stringn((const char *)v->b.p, v->b.n);
	tr_time_iso(v->i, TR_ZONE_VIETNAM, day);
	day[strcspn(day, "T")] = '\0';
	return json_string(day);
}

static json_t *
lines_of(const struct tr_sql_rows *rows, const struct field *fields, size_t count)
{
	json_t *all = json_array();

	for (size_t i = 0; i < rows->count; i++) {
		json_t *line = json_object();
		for (size_t k = 0; k < count; k++)
			json_object_set_new(line, fields[k].name, value_of(tr_sql_cell(rows, i, fields[k].cell), fields[k].kind));
		json_array_append_new(all, line);
	}
	return all;
}

/* The last line of a full page, as the next one is asked for: "QĐ/12/0", "12/0". */
static json_t *
next_of(const struct reading *r, const struct tr_sql_rows *rows)
{
	const size_t last = rows->count - 1;
	char text[TR_OFFICE_CODE_MAX + 64];

	if (rows->count < TR_OFFICE_PAGE)
		return json_null();
	if (r->book == OUTGOING)
		snprintf(text, sizeof(text), "%s/%lld/%lld", tr_sql_text(rows, last, TR_REGISTER_SERIES), (long long)tr_sql_int(rows, last, TR_REGISTER_NUMBER),
				(long long)tr_sql_int(rows, last, TR_REGISTER_TWIN));
	else
		snprintf(text, sizeof(text), "%lld/%lld", (long long)tr_sql_int(rows, last, TR_IN_NUMBER), (long long)tr_sql_int(rows, last, TR_IN_TWIN));
	return json_string(text);
}

/* A number at the end of what is left of the text; what stands before it and its stroke is left then. */
static bool
take_number(struct tr_bytes *left, int64_t *out)
{
	size_t at = left->n;
	uint64_t number;

	while (at > 0 && left->p[at - 1] != '/')
		at--;
	if (!tr_decimal_read(TR_BYTES(left->p + at, left->n - at), &number) || number > INT64_MAX)
		return false;
	*out = (int64_t)number;
	left->n = at > 0 ? at - 1 : 0;
	return true;
}

static trien_rc
read_after(struct reading *r, const char *wanted, struct trien_err *err)
{
	const char *text = r->words[AFTER].text;

	if (text == NULL)
		return TRIEN_OK;
	struct tr_bytes left = TR_BYTES(text, strlen(text));
	const bool numbers = take_number(&left, &r->twin) && take_number(&left, &r->number);
	if (!numbers || left.n > TR_OFFICE_CODE_MAX || (left.n > 0) != (r->book == OUTGOING))
		return TR_ERR(err, SERVICE_QUERY, TR_S("want", wanted));
	memcpy(r->series, left.p, left.n);
	return TRIEN_OK;
}

static trien_rc
page_work(struct tr_sql *db, void *context, struct trien_err *err)
{
	const struct reading *r = context;
	const struct tr_register_page out = {r->agency, r->year, r->series, r->number, r->twin};
	const struct tr_incoming_page in = {.agency = r->agency, .year = r->year, .number = r->number, .twin = r->twin,
		.late_by = r->words[LATE].number != 0 ? tr_office_day(r->now, &(int64_t){0}) : 0};
	const bool goes = r->book == OUTGOING;
	TR_AUTO_ROWS rows = {0};

	TR_TRY(see(r, db, TR_VERB_SEE, err));
	TR_TRY(goes ? tr_register_read(db, &out, &rows, err) : tr_incoming_read(db, &in, &rows, err));
	json_t *lines = goes ? lines_of(&rows, outgoing, sizeof(outgoing) / sizeof(*outgoing)) : lines_of(&rows, incoming, sizeof(incoming) / sizeof(*incoming));
	return tr_call_answer_json(r->c, json_pack("{s:s, s:I, s:I, s:o, s:o}", "register", books[r->book].word, "agency", (json_int_t)r->agency, "year",
			(json_int_t)r->year, "data", lines, "next", next_of(r, &rows)), err);
}

static trien_rc
list(struct tr_call *c, enum book book, struct trien_err *err)
{
	struct reading r = {.c = c, .book = book, .words = {[AFTER] = {.name = "after", .is_text = true}, [LATE] = {.name = "late"}}};
	const char *wanted = book == FOLLOW_UP ? LATE_WORDS : PAGE_WORDS;

	TR_TRY(begin(&r, book == FOLLOW_UP ? WORDS : LATE, wanted, err));
	TR_TRY(read_after(&r, wanted, err));
	return tr_databases_transact(c->context->pool, TR_SQL_READ, page_work, &r, err);
}

trien_rc
tr_route_list_outgoing(struct tr_call *c, struct trien_err *err)
{
	return list(c, OUTGOING, err);
}

trien_rc
tr_route_list_incoming(struct tr_call *c, struct trien_err *err)
{
	return list(c, INCOMING, err);
}

trien_rc
tr_route_list_follow_up(struct tr_call *c, struct trien_err *err)
{
	return list(c, FOLLOW_UP, err);
}

/* ---- the whole book ---- */

static trien_rc
print_work(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct reading *r = context;
	const struct tr_incoming_print p = {r->book == INCOMING ? TR_INCOMING_REGISTER : TR_INCOMING_FOLLOW_UP, r->agency, r->year, r->now};

	tr_buf_clear(&r->printed);
	TR_TRY(see(r, db, TR_VERB_EXPORT, err));
	return r->book == OUTGOING ? tr_register_print(db, r->agency, r->year, r->now, &r->printed, err) : tr_incoming_print_book(db, &p, &r->printed, err);
}

static trien_rc
print(struct reading *r, struct trien_err *err)
{
	enum tr_print_form form;
	char name[96];

	TR_TRY(begin(r, AFTER + 1, FILE_WORDS, err));
	TR_TRY(tr_print_form_said(r->words[AFTER].text, FILE_WORDS, &form, err));
	TR_TRY(tr_databases_transact(r->c->context->pool, TR_SQL_READ, print_work, r, err));
	snprintf(name, sizeof(name), "%s-%lld-%lld", books[r->book].word, (long long)r->agency, (long long)r->year);
	return tr_call_answer_printed(r->c, form, name, tr_buf_view(&r->printed), err);
}

static bool
find_book(struct tr_bytes word, enum book *out)
{
	for (size_t i = 0; i < BOOKS; i++)
		if (tr_bytes_are(word, books[i].word)) {
			*out = (enum book)i;
			return true;
		}
	return false;
}

trien_rc
tr_route_register_file(struct tr_call *c, struct trien_err *err)
{
	struct reading r = {.c = c, .words = {[AFTER] = {.name = "form", .is_text = true}}};

	if (!find_book(c->parameters[0], &r.book))
		return TR_ERR0(err, SERVICE_NOT_FOUND);
	const trien_rc rc = print(&r, err);
	tr_buf_free(&r.printed);
	return rc;
}
