/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* trien office in-list, in-register, in-follow, in-slip: the books of incoming documents. Requirement: R10.3 X3 X5 */
#include <stdio.h>

#include "base/env.h"
#include "base/time.h"
#include "cli/file.h"
#include "cli/office_in.h"
#include "office/incoming_book.h"

struct reading {
	struct tr_registry_run *r;
	int64_t agency, year, arrival, after;
	enum tr_incoming_book book;
	trien_rc (*write)(struct tr_sql *db, int64_t arrival, struct tr_buf *out, struct trien_err *err);
	struct tr_incoming_page page;
	struct tr_sql_rows rows;
	struct tr_buf text;
};

static trien_rc
open_reading(struct reading *d, struct tr_sql *db, enum tr_rules_verb verb, struct trien_err *err)
{
	struct tr_viewer viewer;

	TR_TRY(tr_registry_see(d->r, db, &tr_books[TR_BOOK_incoming], verb, &viewer, err));
	if (d->arrival != 0)
		return tr_door_row(db, &d->r->who, &viewer, &tr_books[TR_BOOK_arrival], d->arrival, err);
	return tr_door_row(db, &d->r->who, &viewer, &tr_books[TR_BOOK_agency], d->agency, err);
}

static trien_rc
begin(struct tr_registry_run *r, struct reading *d, struct trien_err *err)
{
	*d = (struct reading){.r = r};
	TR_TRY(tr_office_agency(r, &d->agency, err));
	(void)tr_office_day(r->act.at, &d->year);
	if (r->w->office->year != NULL)
		TR_TRY(tr_registry_number_of(r->w->office->year, "--year", &d->year, err));
	d->page = (struct tr_incoming_page){.agency = d->agency, .year = d->year, .late_by = r->w->office->in.late ? tr_office_day(r->act.at, &(int64_t){0}) : 0};
	return TRIEN_OK;
}

/* ---- on the screen ---- */

static void
day_of(const struct tr_sql_value *v, char out[TR_TIME_TEXT_MAX])
{
	out[0] = '\0';
	if (!v->null)
		tr_time_iso(v->i, TR_ZONE_VIETNAM, out);
	out[strcspn(out, "T")] = '\0';
}

static void
print_line(const struct reading *d, size_t i, json_t *all)
{
	const struct tr_sql_rows *rows = &d->rows;
	const struct tr_rules_word *word = tr_incoming_state_word(tr_incoming_state_of(tr_sql_cell(rows, i, TR_IN_STATE)->b));
	const struct tr_sql_value *symbol = tr_sql_cell(rows, i, TR_IN_SYMBOL);
	char day[TR_TIME_TEXT_MAX], deadline[TR_TIME_TEXT_MAX];

	day_of(tr_sql_cell(rows, i, TR_IN_ARRIVED), day);
	day_of(tr_sql_cell(rows, i, TR_IN_DEADLINE), deadline);
	if (d->r->cli->json) {
		json_array_append_new(all, json_pack("{s:I, s:s, s:s, s:s, s:s, s:s, s:s, s:I, s:s}", "number", (json_int_t)tr_sql_int(rows, i, TR_IN_NUMBER), "arrived",
				day, "author", tr_sql_text(rows, i, TR_IN_AUTHOR), "symbol", symbol->null ? "" : tr_sql_text(rows, i, TR_IN_SYMBOL), "subject",
				tr_sql_text(rows, i, TR_IN_SUBJECT), "deadline", deadline, "state", word->word, "arrival",
				(json_int_t)tr_sql_int(rows, i, TR_IN_ARRIVAL), "origin", tr_sql_text(rows, i, TR_IN_ORIGIN)));
		return;
	}
	printf("%02lld\t%s\t", (long long)tr_sql_int(rows, i, TR_IN_NUMBER), day);
	tr_cli_print_safe(stdout, tr_sql_text(rows, i, TR_IN_AUTHOR));
	putchar('\t');
	tr_cli_print_safe(stdout, tr_sql_text(rows, i, TR_IN_SUBJECT));
	printf("\tarrival:%lld\t%s%s%s\n", (long long)tr_sql_int(rows, i, TR_IN_ARRIVAL), tr_say(d->r->cli, word->vi, word->en), deadline[0] != '\0' ? "\t" : "",
			deadline);
}

static trien_rc
read_page(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct reading *d = context;

	tr_sql_rows_free(&d->rows);
	TR_TRY(open_reading(d, db, TR_VERB_SEE, err));
	return tr_incoming_read(db, &d->page, &d->rows, err);
}

static trien_rc
read_waiting(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct reading *d = context;

	tr_sql_rows_free(&d->rows);
	TR_TRY(open_reading(d, db, TR_VERB_SEE, err));
	return tr_incoming_read_waiting(db, d->agency, d->after, &d->rows, err);
}

static void
print_waiting(const struct reading *d, size_t i, json_t *all)
{
	const struct tr_sql_rows *rows = &d->rows;
	const struct tr_rules_word *word = tr_incoming_state_word(tr_incoming_state_of(tr_sql_cell(rows, i, 2)->b));

	if (d->r->cli->json) {
		json_array_append_new(all, json_pack("{s:I, s:s, s:s, s:s}", "arrival", (json_int_t)tr_sql_int(rows, i, 0), "sender", tr_sql_text(rows, i, 1), "state",
				word->word, "findings", tr_sql_text(rows, i, 4)));
		return;
	}
	fputs("-\t-\t", stdout);
	tr_cli_print_safe(stdout, tr_sql_text(rows, i, 1));
	printf("\t%s\tarrival:%lld\t%s\n", tr_sql_text(rows, i, 4), (long long)tr_sql_int(rows, i, 0), tr_say(d->r->cli, word->vi, word->en));
}

static trien_rc
list_lines(struct reading *d, json_t *lines, json_t *waiting, struct trien_err *err)
{
	for (bool more = true; more;) {
		TR_TRY(tr_sql_transact(d->r->db, TR_SQL_READ, read_page, d, err));
		more = d->rows.count == TR_OFFICE_PAGE;
		for (size_t i = 0; i < d->rows.count; i++) {
			print_line(d, i, lines);
			d->page.number = tr_sql_int(&d->rows, i, TR_IN_NUMBER);
			d->page.twin = tr_sql_int(&d->rows, i, TR_IN_TWIN);
		}
	}
	for (bool more = d->page.late_by == 0; more;) {
		TR_TRY(tr_sql_transact(d->r->db, TR_SQL_READ, read_waiting, d, err));
		more = d->rows.count == TR_OFFICE_PAGE;
		for (size_t i = 0; i < d->rows.count; i++) {
			print_waiting(d, i, waiting);
			d->after = tr_sql_int(&d->rows, i, 0);
		}
	}
	return TRIEN_OK;
}

/* The register's lines, then those that wait without a number. */
trien_rc
tr_registry_office_in_list(struct tr_registry_run *r, struct trien_err *err)
{
	json_t *lines = json_array(), *waiting = json_array();
	struct reading d;

	trien_rc rc = begin(r, &d, err);
	if (rc == TRIEN_OK)
		rc = list_lines(&d, lines, waiting, err);
	if (rc == TRIEN_OK && r->cli->json)
		tr_cli_print_json(json_pack("{s:O, s:O, s:n}", "entries", lines, "waiting", waiting, "error"));
	json_decref(lines);
	json_decref(waiting);
	tr_sql_rows_free(&d.rows);
	return rc;
}

/* ---- to be printed ---- */

static trien_rc
write_book(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct reading *d = context;
	const struct tr_incoming_print p = {d->book, d->agency, d->year, d->r->act.at};

	tr_buf_clear(&d->text);
	TR_TRY(open_reading(d, db, TR_VERB_EXPORT, err));
	return tr_incoming_print_book(db, &p, &d->text, err);
}

static trien_rc
write_one(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct reading *d = context;

	tr_buf_clear(&d->text);
	TR_TRY(open_reading(d, db, TR_VERB_SEE, err));
	return d->write(db, d->arrival, &d->text, err);
}

static trien_rc
print_book(struct tr_registry_run *r, enum tr_incoming_book book, struct trien_err *err)
{
	struct reading d;

	TR_TRY(begin(r, &d, err));
	d.book = book;
	trien_rc rc = tr_sql_transact(r->db, TR_SQL_READ, write_book, &d, err);
	if (rc == TRIEN_OK)
		rc = tr_office_put_printed(r, tr_buf_view(&d.text), err);
	tr_buf_free(&d.text);
	return rc;
}

static trien_rc
print_one(struct tr_registry_run *r, trien_rc (*write)(struct tr_sql *db, int64_t arrival, struct tr_buf *out, struct trien_err *err), struct trien_err *err)
{
	struct reading d = {.r = r, .write = write};

	TR_TRY(tr_office_object(r->rest.items[0], &tr_books[TR_BOOK_arrival], &d.arrival, err));
	trien_rc rc = tr_sql_transact(r->db, TR_SQL_READ, write_one, &d, err);
	if (rc == TRIEN_OK)
		rc = tr_office_put_printed(r, tr_buf_view(&d.text), err);
	tr_buf_free(&d.text);
	return rc;
}

trien_rc
tr_registry_office_in_register(struct tr_registry_run *r, struct trien_err *err)
{
	return print_book(r, TR_INCOMING_REGISTER, err);
}

trien_rc
tr_registry_office_in_follow(struct tr_registry_run *r, struct trien_err *err)
{
	return print_book(r, TR_INCOMING_FOLLOW_UP, err);
}

trien_rc
tr_registry_office_in_slip(struct tr_registry_run *r, struct trien_err *err)
{
	return print_one(r, tr_incoming_print_slip, err);
}
