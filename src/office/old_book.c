/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: X5 */
#include "office/old_book.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/errors/office.h"
#include "base/memory.h"
#include "office/office_parts.h"
#include "registry/value.h"
#include "rules/incoming.h"
#include "store/note.h"

struct booking {
	const struct tr_officing *o;
	struct tr_old_book *b;
	char symbol[64]; /* the agency's part of a symbol */
	bool one;        /* one series for all kinds */
	int64_t *found;  /* lines of the book that the file had again: a table by hash, 0: free */
	size_t room;     /* a power of two */
};

/* A line being taken in: what it belongs to, and its row in the register. */
struct pair {
	struct tr_record whole, line; /* document and outgoing, or arrival and incoming */
	size_t link, twin;            /* columns of line: the whole, the twin */
};

/* ---- lines that were found ---- */

/* Marks a row as found; false where it was. */
static bool
mark_found(struct booking *k, int64_t id)
{
	size_t at = (size_t)((uint64_t)id * 0x9e3779b97f4a7c15u >> 20) & (k->room - 1);

	while (k->found[at] != 0 && k->found[at] != id)
		at = (at + 1) & (k->room - 1);
	if (k->found[at] == id)
		return false;
	k->found[at] = id;
	return true;
}

/* Is the first version of a row, as history has it, this content? */
static trien_rc
began_as(struct tr_sql *db, struct tr_record *r, int64_t id, bool *is, struct trien_err *err)
{
	static const char sql[] = "SELECT content FROM change WHERE book = $1 AND object = $2 AND version = 1";
	TR_AUTO_ROWS rows = {0};
	TR_AUTO_BUF content = {0};

	TR_TRY(tr_record_content(r, &content, err));
	TR_TRY(tr_sql_ask(db, sql, TR_SQL_IN(TR_SQL_T(r->book->name), TR_SQL_I(id)), &rows, err));
	*is = rows.count > 0 && tr_bytes_equal(tr_sql_cell(&rows, 0, 0)->b, tr_buf_view(&content));
	return TRIEN_OK;
}

/* The rows that have this number, by twin: id, twin, whole, origin. */
static trien_rc
read_rivals(struct booking *k, const struct pair *p, int64_t number, struct tr_sql_rows *out, struct trien_err *err)
{
	static const char outgoing[] = "SELECT id, twin, document, origin FROM outgoing WHERE agency = $1 AND year = $2 AND number = $3 AND series = $4 ORDER BY twin";
	static const char incoming[] = "SELECT id, twin, arrival, origin FROM incoming WHERE agency = $1 AND year = $2 AND number = $3 ORDER BY twin";
	struct tr_sql *db = k->o->a->db;

	if (k->b->which == TR_OLD_INCOMING)
		return tr_sql_ask(db, incoming, TR_SQL_IN(TR_SQL_I(k->b->agency), TR_SQL_I(k->b->year), TR_SQL_I(number)), out, err);
	return tr_sql_ask(db, outgoing, TR_SQL_IN(TR_SQL_I(k->b->agency), TR_SQL_I(k->b->year), TR_SQL_I(number), p->line.v[TR_outgoing_series]), out, err);
}

static trien_rc
is_same(struct booking *k, struct pair *p, const struct tr_sql_rows *rivals, size_t row, bool *same, struct trien_err *err)
{
	*same = false;
	if (strcmp(tr_sql_text(rivals, row, 3), "legacy") != 0)
		return TRIEN_OK;
	p->line.v[p->twin] = TR_SQL_I(tr_sql_int(rivals, row, 1));
	p->line.v[p->link] = TR_SQL_I(tr_sql_int(rivals, row, 2));
	TR_TRY(began_as(k->o->a->db, &p->line, tr_sql_int(rivals, row, 0), same, err));
	if (*same)
		TR_TRY(began_as(k->o->a->db, &p->whole, tr_sql_int(rivals, row, 2), same, err));
	*same = *same && mark_found(k, tr_sql_int(rivals, row, 0));
	return TRIEN_OK;
}

/* ---- a line ---- */

static trien_rc
read_cell(struct booking *k, struct tr_record *r, size_t column, const char *text, struct trien_err *err)
{
	return text == NULL || text[0] == '\0' ? TRIEN_OK : tr_value_read(k->o->a->db, r, column, text, err);
}

struct reading {
	enum tr_old_cell cell;
	size_t column;
};

static trien_rc
read_cells(struct booking *k, struct tr_record *r, const struct tr_old_line *l, const struct reading *what, size_t count, struct trien_err *err)
{
	for (size_t i = 0; i < count; i++)
		TR_TRY(read_cell(k, r, what[i].column, l->cells[what[i].cell], err));
	return TRIEN_OK;
}
#define READ_CELLS(k, r, l, what, err) read_cells((k), (r), (l), (what), sizeof(what) / sizeof(*(what)), (err))

/* "5", "05/QĐ-UBND": the symbol, where one stands behind the number, is *symbol. */
static trien_rc
read_number(struct tr_old_line *l, const char **symbol, struct trien_err *err)
{
	const char *text = l->cells[TR_OLD_NUMBER] == NULL ? "" : l->cells[TR_OLD_NUMBER];
	size_t n = strspn(text, "0123456789"), zeros = strspn(text, "0");
	uint64_t number = 0;

	zeros = zeros < n ? zeros : n;
	if (n == zeros || !tr_decimal_read(TR_BYTES(text + zeros, n - zeros), &number) || number > TR_OFFICE_OLD_NUMBER_MAX ||
			(text[n] != '\0' && (text[n] != '/' || text[n + 1] == '\0')))
		return TR_ERR(err, OFFICE_OLD_NUMBER, TR_B("got", text, strlen(text)), TR_U("max", TR_OFFICE_OLD_NUMBER_MAX));
	l->number = (int64_t)number;
	if (text[n] == '/')
		*symbol = text + n + 1;
	return TRIEN_OK;
}

static bool
finds_kind(const struct booking *k, const char *text, size_t n, struct tr_office_kind *out)
{
	char word[64];

	if (n == 0 || n >= sizeof(word))
		return false;
	memcpy(word, text, n);
	word[n] = '\0';
	return tr_office_kind_find(k->o->profile, k->o->a->act->at, word, out, NULL) == TRIEN_OK;
}

/* The kind as it is written; else what the subject begins with ("Quyết định. Về …"), which then begins behind it; else what the symbol begins with. */
static trien_rc
read_kind(const struct booking *k, const struct tr_old_line *l, const char *symbol, const char **subject, struct tr_office_kind *out, struct trien_err *err)
{
	const char *kind = l->cells[TR_OLD_KIND];
	const char *dot = *subject != NULL ? strstr(*subject, ". ") : NULL;

	if (kind != NULL && kind[0] != '\0')
		return tr_office_kind_find(k->o->profile, k->o->a->act->at, kind, out, err);
	if (dot != NULL && finds_kind(k, *subject, (size_t)(dot - *subject), out)) {
		*subject = dot + 2;
		return TRIEN_OK;
	}
	if (k->b->which == TR_OLD_INCOMING || (symbol != NULL && finds_kind(k, symbol, strcspn(symbol, "-"), out)))
		return TRIEN_OK;
	return tr_office_kind_find(k->o->profile, k->o->a->act->at, "Công văn", out, err); /* its symbol does not name it */
}

static trien_rc
read_outgoing(struct booking *k, struct tr_old_line *l, struct pair *p, struct trien_err *err)
{
	static const struct reading of_document[] = {{TR_OLD_SIGNER, TR_document_signer}, {TR_OLD_RECIPIENTS, TR_document_recipients},
		{TR_OLD_DATE, TR_document_issued_at}},
		of_line[] = {{TR_OLD_DATE, TR_outgoing_dated_at}, {TR_OLD_KEEPER, TR_outgoing_copy_keeper}, {TR_OLD_COPIES, TR_outgoing_copies},
			{TR_OLD_SENT, TR_outgoing_sent_at}, {TR_OLD_RECEIPT, TR_outgoing_receipt}, {TR_OLD_NOTE, TR_outgoing_note}};
	const char *symbol = l->cells[TR_OLD_SYMBOL], *subject = l->cells[TR_OLD_SUBJECT];
	struct tr_office_kind kind = {0};
	TR_AUTO_BUF made = {0};

	TR_TRY(read_number(l, &symbol, err));
	TR_TRY(read_kind(k, l, symbol, &subject, &kind, err));
	if (symbol == NULL || symbol[0] == '\0') {
		TR_TRY(tr_office_symbol(&kind, TR_BYTES(k->symbol, strlen(k->symbol)), NULL, &made, err));
		TR_TRY(tr_buf_add_byte(&made, 0, err));
		symbol = (const char *)made.p;
	}
	TR_TRY(read_cell(k, &p->whole, TR_document_subject, subject, err));
	TR_TRY(READ_CELLS(k, &p->whole, l, of_document, err));
	TR_TRY(READ_CELLS(k, &p->line, l, of_line, err));
	/* What is borrowed here would not outlive this function. */
	const uint8_t *kept;
	TR_TRY(tr_arena_copy(&p->line.arena, symbol, strlen(symbol), &kept, err));
	TR_TRY(read_cell(k, &p->line, TR_outgoing_symbol, (const char *)kept, err));
	TR_TRY(tr_arena_copy(&p->whole.arena, kind.code, strlen(kind.code), &kept, err));
	tr_record_set_text(&p->whole, TR_document_kind, (const char *)kept);
	tr_record_set_text(&p->line, TR_outgoing_series, k->one && !kind.is_copy ? "*" : (const char *)kept);
	tr_record_set_int(&p->whole, TR_document_agency, k->b->agency);
	tr_record_set_text(&p->whole, TR_document_medium, "paper");
	tr_record_set_text(&p->whole, TR_document_urgency, "normal");
	tr_record_set_text(&p->whole, TR_document_state, tr_document_state_word(TR_DOCUMENT_ISSUED)->word);
	tr_record_set_int(&p->line, TR_outgoing_agency, k->b->agency);
	tr_record_set_int(&p->line, TR_outgoing_year, k->b->year);
	tr_record_set_int(&p->line, TR_outgoing_number, l->number);
	tr_record_set_text(&p->line, TR_outgoing_origin, "legacy");
	return TRIEN_OK;
}

/* What had a deadline that is not over is still to be dealt with. */
static enum tr_incoming_state
state_of(const struct booking *k, const struct tr_record *line)
{
	const struct tr_sql_value *deadline = &line->v[TR_incoming_deadline_at];
	int64_t year;

	return !deadline->null && deadline->i >= tr_office_day(k->o->a->act->at, &year) ? TR_INCOMING_REGISTERED : TR_INCOMING_DONE;
}

static trien_rc
read_incoming(struct booking *k, struct tr_old_line *l, struct pair *p, struct trien_err *err)
{
	static const struct reading of_arrival[] = {{TR_OLD_AUTHOR, TR_arrival_sender}, {TR_OLD_ARRIVED, TR_arrival_arrived_at},
		{TR_OLD_ARRIVED, TR_arrival_decided_at}},
		of_line[] = {{TR_OLD_ARRIVED, TR_incoming_arrived_at}, {TR_OLD_AUTHOR, TR_incoming_author}, {TR_OLD_SYMBOL, TR_incoming_symbol},
			{TR_OLD_DATE, TR_incoming_dated_at}, {TR_OLD_RECEIVER, TR_incoming_receiver}, {TR_OLD_SENT, TR_incoming_passed_at},
			{TR_OLD_RECEIPT, TR_incoming_receipt}, {TR_OLD_NOTE, TR_incoming_note}, {TR_OLD_DEADLINE, TR_incoming_deadline_at},
			{TR_OLD_PROGRESS, TR_incoming_progress}};
	const char *none = NULL, *subject = l->cells[TR_OLD_SUBJECT];
	struct tr_office_kind kind = {0};
	const uint8_t *kept;

	TR_TRY(read_number(l, &none, err));
	if (none != NULL)
		return TR_ERR(err, OFFICE_OLD_NUMBER, TR_S("got", l->cells[TR_OLD_NUMBER]), TR_U("max", TR_OFFICE_OLD_NUMBER_MAX));
	TR_TRY(read_kind(k, l, NULL, &subject, &kind, err));
	TR_TRY(READ_CELLS(k, &p->whole, l, of_arrival, err));
	TR_TRY(READ_CELLS(k, &p->line, l, of_line, err));
	TR_TRY(read_cell(k, &p->line, TR_incoming_subject, subject, err));
	TR_TRY(tr_arena_copy(&p->line.arena, kind.code, strlen(kind.code), &kept, err));
	tr_record_set_text(&p->line, TR_incoming_kind, kept[0] == '\0' ? NULL : (const char *)kept);
	tr_record_set_text(&p->line, TR_incoming_urgency, "normal");
	tr_record_set_int(&p->line, TR_incoming_agency, k->b->agency);
	tr_record_set_int(&p->line, TR_incoming_year, k->b->year);
	tr_record_set_int(&p->line, TR_incoming_number, l->number);
	tr_record_set_text(&p->line, TR_incoming_origin, "legacy");
	tr_record_set_int(&p->whole, TR_arrival_agency, k->b->agency);
	tr_record_set_text(&p->whole, TR_arrival_medium, "paper");
	tr_record_set_text(&p->whole, TR_arrival_channel, "legacy");
	tr_record_set_int(&p->whole, TR_arrival_tries, 0);
	tr_record_set_text(&p->whole, TR_arrival_state, tr_incoming_state_word(state_of(k, &p->line))->word);
	return TRIEN_OK;
}

/* Behind all that have the number. */
static trien_rc
put_pair(struct booking *k, struct tr_old_line *l, struct pair *p, int64_t twin, struct trien_err *err)
{
	TR_TRY(tr_acting_put(k->o->a, &p->whole, err));
	tr_record_set_int(&p->line, p->link, p->whole.id);
	tr_record_set_int(&p->line, p->twin, twin);
	TR_TRY(tr_acting_put(k->o->a, &p->line, err));
	(void)mark_found(k, p->line.id);
	l->what = TR_OLD_NEW;
	l->twin = twin;
	return TRIEN_OK;
}

static trien_rc
take_line(struct booking *k, struct tr_old_line *l, struct pair *p, struct trien_err *err)
{
	TR_AUTO_ROWS rivals = {0};

	TR_TRY(k->b->which == TR_OLD_OUTGOING ? read_outgoing(k, l, p, err) : read_incoming(k, l, p, err));
	TR_TRY(read_rivals(k, p, l->number, &rivals, err));
	for (size_t i = 0; i < rivals.count; i++) {
		bool same;
		TR_TRY(is_same(k, p, &rivals, i, &same, err));
		if (!same)
			continue;
		l->what = TR_OLD_SAME;
		l->twin = tr_sql_int(&rivals, i, 1);
		return TRIEN_OK;
	}
	return put_pair(k, l, p, rivals.count > 0 ? tr_sql_int(&rivals, rivals.count - 1, 1) + 1 : 0, err);
}

static trien_rc
take_one(struct booking *k, struct tr_old_line *l, struct trien_err *err)
{
	const bool out = k->b->which == TR_OLD_OUTGOING;
	struct pair p = {.whole = tr_record_of(&tr_books[out ? TR_BOOK_document : TR_BOOK_arrival]),
		.line = tr_record_of(&tr_books[out ? TR_BOOK_outgoing : TR_BOOK_incoming]), .link = out ? TR_outgoing_document : TR_incoming_arrival,
		.twin = out ? TR_outgoing_twin : TR_incoming_twin};

	const trien_rc rc = take_line(k, l, &p, err);
	tr_record_free(&p.whole);
	tr_record_free(&p.line);
	return rc;
}

static trien_rc
take_lines(struct booking *k, struct trien_err *err)
{
	for (size_t i = 0; i < k->b->count; i++) {
		struct tr_old_line *l = &k->b->lines[i];
		struct trien_err why = {0};
		l->number = l->twin = 0;
		l->err = (struct trien_err){0};
		const trien_rc rc = take_one(k, l, &why);
		if (rc != TRIEN_OK && tr_act_is_over(rc)) {
			if (err != NULL)
				*err = why;
			return rc;
		}
		if (rc != TRIEN_OK) {
			l->what = TR_OLD_BAD;
			l->err = why;
		}
		k->b->counts[l->what]++;
		k->b->doubles += l->what == TR_OLD_NEW && l->twin > 0;
	}
	return k->b->counts[TR_OLD_BAD] == 0 ? TRIEN_OK : TR_ERR(err, OFFICE_OLD_BAD, TR_U("count", k->b->counts[TR_OLD_BAD]));
}

/* ---- the book ---- */

static trien_rc
sum_up(struct booking *k, struct trien_err *err)
{
	static const char outgoing[] = "SELECT series, COUNT(*), SUM(CASE WHEN twin > 0 THEN 1 ELSE 0 END), MAX(number) - COUNT(DISTINCT number), MAX(number) + 1 "
				       "FROM outgoing WHERE agency = $1 AND year = $2 GROUP BY series ORDER BY series LIMIT $3";
	static const char incoming[] = "SELECT '*', COUNT(*), SUM(CASE WHEN twin > 0 THEN 1 ELSE 0 END), MAX(number) - COUNT(DISTINCT number), MAX(number) + 1 "
				       "FROM incoming WHERE agency = $1 AND year = $2 HAVING COUNT(*) > 0 LIMIT $3";
	TR_AUTO_ROWS rows = {0};

	TR_TRY(tr_sql_ask(k->o->a->db, k->b->which == TR_OLD_OUTGOING ? outgoing : incoming,
			TR_SQL_IN(TR_SQL_I(k->b->agency), TR_SQL_I(k->b->year), TR_SQL_I(TR_OFFICE_SERIES_MAX)), &rows, err));
	k->b->series_count = rows.count;
	for (size_t i = 0; i < rows.count; i++) {
		struct tr_old_series *s = &k->b->series[i];
		*s = (struct tr_old_series){.lines = tr_sql_int(&rows, i, 1), .doubles = tr_sql_int(&rows, i, 2), .missing = tr_sql_int(&rows, i, 3),
			.next = tr_sql_int(&rows, i, 4)};
		snprintf(s->name, sizeof(s->name), "%s", tr_sql_text(&rows, i, 0));
	}
	return TRIEN_OK;
}

static trien_rc
read_numbering(struct booking *k, struct trien_err *err)
{
	TR_AUTO_ROWS rows = {0};

	if (k->b->which == TR_OLD_INCOMING)
		return TRIEN_OK;
	TR_TRY(tr_sql_ask(k->o->a->db, "SELECT symbol, scheme FROM numbering WHERE agency = $1", TR_SQL_IN(TR_SQL_I(k->b->agency)), &rows, err));
	if (rows.count == 0 || tr_sql_cell(&rows, 0, 0)->b.n >= sizeof(k->symbol))
		return TR_ERR0(err, OFFICE_NUMBERING);
	snprintf(k->symbol, sizeof(k->symbol), "%s", tr_sql_text(&rows, 0, 0));
	k->one = strcmp(tr_sql_text(&rows, 0, 1), "one") == 0;
	return TRIEN_OK;
}

/* A year that is over and closed here has its last number; the years before it may have been on paper. */
static trien_rc
check_year(const struct booking *k, struct trien_err *err)
{
	static const char sql[] = "SELECT id FROM closing WHERE agency = $1 AND year = $2 AND register = $3 LIMIT 1";
	TR_AUTO_ROWS rows = {0};
	int64_t year;

	(void)tr_office_day(k->o->a->act->at, &year);
	if (k->b->year < TR_OFFICE_OLD_YEAR_MIN || k->b->year > year)
		return TR_ERR(err, OFFICE_OLD_YEAR, TR_I("got", k->b->year), TR_I("min", TR_OFFICE_OLD_YEAR_MIN), TR_I("max", year));
	TR_TRY(tr_sql_ask(k->o->a->db, sql, TR_SQL_IN(TR_SQL_I(k->b->agency), TR_SQL_I(k->b->year),
			TR_SQL_T(k->b->which == TR_OLD_OUTGOING ? "outgoing" : "incoming")), &rows, err));
	return rows.count == 0 ? TRIEN_OK : TR_ERR(err, OFFICE_CLOSED, TR_I("year", k->b->year));
}

static trien_rc
take_in(struct tr_officing *o, void *context, struct trien_err *err)
{
	struct booking *k = context;

	k->o = o;
	memset(k->found, 0, k->room * sizeof(*k->found)); /* the transaction may be a second try */
	memset(k->b->counts, 0, sizeof(k->b->counts));
	k->b->doubles = k->b->series_count = 0;
	TR_TRY(tr_office_may(o, k->b->agency, TR_VERB_ENTER, err));
	TR_TRY(check_year(k, err));
	TR_TRY(read_numbering(k, err));
	TR_TRY(take_lines(k, err));
	return sum_up(k, err);
}

trien_rc
tr_office_old_book(struct tr_sql *db, const struct tr_act *act, enum tr_act_mode mode, const struct tr_office_who *who, struct tr_old_book *b,
		struct trien_err *err)
{
	struct booking k = {.b = b, .room = 64};

	while (k.room < 2 * b->count)
		k.room *= 2;
	k.found = tr_mem_zeroed(k.room, sizeof(*k.found));
	if (k.found == NULL)
		return TR_ERR(err, NO_MEMORY, TR_U("want", k.room * sizeof(*k.found)));
	const trien_rc rc = tr_office_act(db, act, mode, who, b->which == TR_OLD_OUTGOING ? "outgoing.import" : "incoming.import", take_in, &k, &b->act, err);
	free(k.found);
	return rc;
}
