/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* trien office list, register: the register of a year, on the screen and to be bound: HTML, PDF, a spreadsheet. Requirement: X3 X5 */
#include <stdio.h>

#include "base/env.h"
#include "base/time.h"
#include "cli/file.h"
#include "cli/office_run.h"
#include "exchange/print.h"
#include "office/register.h"

struct reading {
	struct tr_registry_run *r;
	int64_t agency, year;
	struct tr_register_page page;
	struct tr_sql_rows rows;
	struct tr_buf printed;
};

/* Whose register: the table of who may see documents says whether it may be seen. */
static trien_rc
open_reading(struct reading *d, struct tr_sql *db, enum tr_rules_verb verb, struct trien_err *err)
{
	struct tr_viewer viewer;

	TR_TRY(tr_registry_see(d->r, db, &tr_books[TR_BOOK_outgoing], verb, &viewer, err));
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
	d->page = (struct tr_register_page){d->agency, d->year, "", 0, 0};
	return TRIEN_OK;
}

/* ---- on the screen ---- */

static trien_rc
read_page(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct reading *d = context;

	tr_sql_rows_free(&d->rows);
	TR_TRY(open_reading(d, db, TR_VERB_SEE, err));
	return tr_register_read(db, &d->page, &d->rows, err);
}

static const char *
text_or(const struct tr_sql_rows *rows, size_t row, enum tr_register_cell cell, const char *none)
{
	return tr_sql_cell(rows, row, cell)->null ? none : tr_sql_text(rows, row, cell);
}

static void
print_line(const struct tr_cli *cli, const struct tr_sql_rows *rows, size_t i, json_t *all)
{
	const struct tr_sql_value *date = tr_sql_cell(rows, i, TR_REGISTER_DATE), *document = tr_sql_cell(rows, i, TR_REGISTER_DOCUMENT);
	const char *state = text_or(rows, i, TR_REGISTER_STATE, "");
	const struct tr_rules_word *word = tr_document_state_word(tr_document_state_of(TR_BYTES(state, strlen(state))));
	char day[TR_TIME_TEXT_MAX] = "";

	if (!date->null)
		tr_time_iso(date->i, TR_ZONE_VIETNAM, day);
	day[strcspn(day, "T")] = '\0';
	if (cli->json) {
		json_array_append_new(all, json_pack("{s:s, s:I, s:s, s:s, s:s, s:s, s:I, s:I, s:s}", "series", tr_sql_text(rows, i, TR_REGISTER_SERIES), "number",
				(json_int_t)tr_sql_int(rows, i, TR_REGISTER_NUMBER), "symbol", text_or(rows, i, TR_REGISTER_SYMBOL, ""), "date", day,
				"subject", text_or(rows, i, TR_REGISTER_SUBJECT, ""), "state", word->word, "document",
				(json_int_t)(document->null ? 0 : document->i), "entry", (json_int_t)tr_sql_int(rows, i, TR_REGISTER_ENTRY), "origin",
				tr_sql_text(rows, i, TR_REGISTER_ORIGIN)));
		return;
	}
	printf("%02lld/%s\t%s\t", (long long)tr_sql_int(rows, i, TR_REGISTER_NUMBER), text_or(rows, i, TR_REGISTER_SYMBOL, "-"), day);
	tr_cli_print_safe(stdout, text_or(rows, i, TR_REGISTER_SUBJECT, tr_say(cli, "số giữ trước", "a kept number")));
	if (document->null)
		printf("\toutgoing:%lld\n", (long long)tr_sql_int(rows, i, TR_REGISTER_ENTRY));
	else
		printf("\tdocument:%lld\t%s\n", (long long)document->i, tr_say(cli, word->vi, word->en));
}

trien_rc
tr_registry_office_list(struct tr_registry_run *r, struct trien_err *err)
{
	char series[TR_OFFICE_CODE_MAX + 1] = "";
	struct reading d;
	json_t *all = json_array();

	trien_rc rc = begin(r, &d, err);
	for (bool more = true; rc == TRIEN_OK && more;) {
		d.page.series = series;
		rc = tr_sql_transact(r->db, TR_SQL_READ, read_page, &d, err);
		more = rc == TRIEN_OK && d.rows.count == TR_OFFICE_PAGE;
		for (size_t i = 0; rc == TRIEN_OK && i < d.rows.count; i++)
			print_line(r->cli, &d.rows, i, all);
		if (more) {
			const size_t last = d.rows.count - 1;
			snprintf(series, sizeof(series), "%s", tr_sql_text(&d.rows, last, TR_REGISTER_SERIES));
			d.page.number = tr_sql_int(&d.rows, last, TR_REGISTER_NUMBER);
			d.page.twin = tr_sql_int(&d.rows, last, TR_REGISTER_TWIN);
		}
	}
	if (rc == TRIEN_OK && r->cli->json)
		tr_cli_print_json(json_pack("{s:O, s:n}", "entries", all, "error"));
	json_decref(all);
	tr_sql_rows_free(&d.rows);
	return rc;
}

/* ---- to be bound ---- */

static trien_rc
write_printed(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct reading *d = context;

	tr_buf_clear(&d->printed);
	TR_TRY(open_reading(d, db, TR_VERB_EXPORT, err));
	return tr_register_print(db, d->agency, d->year, d->r->act.at, &d->printed, err);
}

trien_rc
tr_office_put_printed(const struct tr_registry_run *r, struct tr_bytes printed, struct trien_err *err)
{
	TR_AUTO_BUF file = {0};

	TR_TRY(tr_print(tr_print_form_of(r->w->out), printed, &file, err));
	return tr_office_put_page(r, &file, err);
}

trien_rc
tr_office_put_page(const struct tr_registry_run *r, const struct tr_buf *html, struct trien_err *err)
{
	struct tr_target *target;

	if (r->w->out == NULL) {
		fwrite(html->p, 1, html->n, stdout);
		return TRIEN_OK;
	}
	TR_TRY(tr_target_begin(r->w->out, NULL, r->w->force ? TR_REPLACE_EXISTING : TR_REPLACE_NEVER, &target, err));
	return tr_target_commit(target, tr_buf_view(html), err);
}

trien_rc
tr_registry_office_register(struct tr_registry_run *r, struct trien_err *err)
{
	struct reading d;

	TR_TRY(begin(r, &d, err));
	trien_rc rc = tr_sql_transact(r->db, TR_SQL_READ, write_printed, &d, err);
	if (rc == TRIEN_OK)
		rc = tr_office_put_printed(r, tr_buf_view(&d.printed), err);
	tr_buf_free(&d.printed);
	return rc;
}
