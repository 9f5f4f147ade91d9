/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* trien office hand-over, archive, take-over, hand-over-drop, hand-over-list, hand-over-show: what one gives and another takes. Requirement: X5 */
#include <stdio.h>
#include <string.h>

#include "base/env.h"
#include "base/errors/office.h"
#include "base/time.h"
#include "cli/office_keeping.h"
#include "office/handover.h"
#include "registry/column_words.h"

static void
moment_text(const struct tr_sql_value *at, char out[TR_TIME_TEXT_MAX])
{
	out[0] = '\0';
	if (!at->null)
		tr_time_iso(at->i, TR_ZONE_VIETNAM, out);
}

/* ---- acts ---- */

static void
print_done(const struct tr_registry_run *r, const struct tr_handover_done *d)
{
	const struct tr_rules_word *from = tr_handover_state_word(d->from), *to = tr_handover_state_word(d->to);

	if (r->cli->json) {
		tr_cli_print_json(json_pack("{s:I, s:I, s:s, s:s, s:I, s:I, s:b, s:n}", "act", (json_int_t)d->act, "handover", (json_int_t)d->handover, "from", from->word, "to",
				to->word, "lines", (json_int_t)d->lines, "left", (json_int_t)d->left, "dry_run", (int)r->w->dry_run, "error"));
		return;
	}
	tr_cli_printf(r->cli, "handover:%lld: %s → %s, %zu mục%s\n", "handover:%lld: %s → %s, %zu lines%s\n", (long long)d->handover, tr_say(r->cli, from->vi, from->en),
			tr_say(r->cli, to->vi, to->en), d->lines, r->w->dry_run ? tr_say(r->cli, " (thử, không ghi)", " (tried, nothing written)") : "");
	if (d->left > 0)
		tr_cli_printf(r->cli, "  %zu hồ sơ đã kết thúc mà chưa nộp lưu được: trống, hoặc còn văn bản chưa xong. Nêu số hồ sơ để biết vì sao.\n",
				"  %zu closed files are not ready for the archive: empty, or with documents that are not done. Name one to be told why.\n", d->left);
}

struct naming {
	struct tr_registry_run *r;
	int64_t agency, ids[TR_OFFICE_DOSSIERS_MAX];
};

static trien_rc
find_named(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct naming *n = context;

	TR_TRY(tr_office_agency_door(n->r, db, n->agency, err));
	for (size_t i = 0; i < n->r->rest.count; i++) {
		const char *code = n->r->rest.items[i];
		TR_TRY(tr_dossier_find(db, n->agency, code, &n->ids[i], err));
		if (n->ids[i] == 0)
			return TR_ERR(err, OFFICE_DOSSIER, TR_B("code", code, strlen(code)));
	}
	return TRIEN_OK;
}

static trien_rc
give(struct tr_registry_run *r, enum tr_handover_kind kind, struct trien_err *err)
{
	const struct tr_office_words *o = r->w->office;
	struct naming named = {.r = r};
	struct tr_handover_new n = {.kind = kind, .dossiers = named.ids, .dossier_count = r->rest.count};
	struct tr_handover_done done;
	struct tr_office_who who;

	TR_TRY(tr_office_wanted(o->taker, "--taker", err));
	TR_TRY(tr_office_who_of(r, tr_handover_act_word(TR_HANDOVER_ACT_GIVE)->word, &who, err));
	TR_TRY(tr_office_agency(r, &n.agency, err));
	named.agency = n.agency;
	TR_TRY(tr_sql_transact(r->db, TR_SQL_READ, find_named, &named, err));
	TR_TRY(tr_office_reference(r, &tr_books[TR_BOOK_handover], TR_handover_taker, o->taker, &n.taker, err));
	if (o->giver != NULL)
		TR_TRY(tr_office_reference(r, &tr_books[TR_BOOK_handover], TR_handover_giver, o->giver, &n.giver, err));
	TR_TRY(tr_handover_give(r->db, &r->act, tr_registry_mode(r), &who, &n, &done, err));
	print_done(r, &done);
	return TRIEN_OK;
}

trien_rc
tr_registry_office_hand_over(struct tr_registry_run *r, struct trien_err *err)
{
	return give(r, TR_HANDOVER_WORK, err);
}

trien_rc
tr_registry_office_archive(struct tr_registry_run *r, struct trien_err *err)
{
	return give(r, TR_HANDOVER_ARCHIVE, err);
}

static trien_rc
act_on(struct tr_registry_run *r, enum tr_handover_act what, struct trien_err *err)
{
	struct tr_handover_done done;
	struct tr_office_who who;
	int64_t handover;

	TR_TRY(tr_office_object(r->rest.items[0], &tr_books[TR_BOOK_handover], &handover, err));
	TR_TRY(tr_office_who_of(r, tr_handover_act_word(what)->word, &who, err));
	TR_TRY(tr_handover_do(r->db, &r->act, tr_registry_mode(r), &who, handover, what, &done, err));
	print_done(r, &done);
	return TRIEN_OK;
}

trien_rc
tr_registry_office_take_over(struct tr_registry_run *r, struct trien_err *err)
{
	return act_on(r, TR_HANDOVER_ACT_TAKE, err);
}

trien_rc
tr_registry_office_hand_over_drop(struct tr_registry_run *r, struct trien_err *err)
{
	return act_on(r, TR_HANDOVER_ACT_DROP, err);
}

/* ---- reading ---- */

struct reading {
	struct tr_registry_run *r;
	int64_t agency, handover, after;
	struct tr_sql_rows rows;
	struct tr_buf printed;
	json_t *all;
};

/* All pages of what the work reads into d->rows; the first cell of a row says behind what the next begins. */
static trien_rc
read_all(struct reading *d, tr_sql_work work, void (*print)(struct reading *d, size_t row), const char *name, struct trien_err *err)
{
	trien_rc rc = TRIEN_OK;

	d->all = json_array();
	for (bool more = true; rc == TRIEN_OK && more;) {
		rc = tr_sql_transact(d->r->db, TR_SQL_READ, work, d, err);
		for (size_t i = 0; rc == TRIEN_OK && i < d->rows.count; i++)
			print(d, i);
		more = rc == TRIEN_OK && d->rows.count == TR_OFFICE_PAGE;
		d->after = more ? tr_sql_int(&d->rows, d->rows.count - 1, 0) : 0;
	}
	if (rc == TRIEN_OK && d->r->cli->json)
		tr_cli_print_json(json_pack("{s:O, s:n}", name, d->all, "error"));
	json_decref(d->all);
	tr_sql_rows_free(&d->rows);
	return rc;
}

static trien_rc
read_page(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct reading *d = context;

	tr_sql_rows_free(&d->rows);
	TR_TRY(tr_office_agency_door(d->r, db, d->agency, err));
	return tr_handover_page(db, d->agency, d->after, &d->rows, err);
}

static void
print_handover(struct reading *d, size_t i)
{
	const struct tr_sql_rows *rows = &d->rows;
	const struct tr_rules_word *kind = tr_handover_kind_word(tr_handover_kind_of(tr_sql_cell(rows, i, TR_HANDOVERS_KIND)->b)),
				   *state = tr_handover_state_word(tr_handover_state_of(tr_sql_cell(rows, i, TR_HANDOVERS_STATE)->b));
	char given[TR_TIME_TEXT_MAX], taken[TR_TIME_TEXT_MAX];

	moment_text(tr_sql_cell(rows, i, TR_HANDOVERS_GIVEN), given);
	moment_text(tr_sql_cell(rows, i, TR_HANDOVERS_TAKEN), taken);
	json_array_append_new(d->all, json_pack("{s:I, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:I}", "handover", (json_int_t)tr_sql_int(rows, i, TR_HANDOVERS_ID), "kind", kind->word,
			"state", state->word, "giver", tr_sql_text(rows, i, TR_HANDOVERS_GIVER), "taker", tr_sql_text(rows, i, TR_HANDOVERS_TAKER), "given_by",
			tr_sql_text(rows, i, TR_HANDOVERS_GIVEN_BY), "given", given, "taken", taken, "reason", tr_sql_text(rows, i, TR_HANDOVERS_REASON), "lines",
			(json_int_t)tr_sql_int(rows, i, TR_HANDOVERS_LINES)));
	if (d->r->cli->json)
		return;
	printf("handover:%lld\t%s\t", (long long)tr_sql_int(rows, i, TR_HANDOVERS_ID), tr_say(d->r->cli, kind->vi, kind->en));
	tr_cli_print_safe(stdout, tr_sql_text(rows, i, TR_HANDOVERS_GIVER));
	printf(" → ");
	tr_cli_print_safe(stdout, tr_sql_text(rows, i, TR_HANDOVERS_TAKER));
	printf("\t%lld\t%s\t%s %s\n", (long long)tr_sql_int(rows, i, TR_HANDOVERS_LINES), tr_say(d->r->cli, state->vi, state->en), given, taken);
}

trien_rc
tr_registry_office_hand_over_list(struct tr_registry_run *r, struct trien_err *err)
{
	struct reading d = {.r = r};

	TR_TRY(tr_office_agency(r, &d.agency, err));
	return read_all(&d, read_page, print_handover, "handovers", err);
}

static trien_rc
see(const struct reading *d, struct tr_sql *db, struct trien_err *err)
{
	TR_AUTO_RECORD r = {0};

	TR_TRY(tr_record_load(db, &tr_books[TR_BOOK_handover], d->handover, &r, err));
	return tr_office_agency_door(d->r, db, r.v[TR_handover_agency].i, err);
}

static trien_rc
read_lines(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct reading *d = context;

	tr_sql_rows_free(&d->rows);
	TR_TRY(see(d, db, err));
	return tr_handover_lines(db, d->handover, d->after, &d->rows, err);
}

static void
print_line(struct reading *d, size_t i)
{
	const struct tr_book *book = &tr_books[TR_BOOK_handover_item];
	const struct tr_sql_rows *rows = &d->rows;
	const char *stands = tr_sql_text(rows, i, TR_HANDOVER_STANDS);
	char from[TR_TIME_TEXT_MAX];

	moment_text(tr_sql_cell(rows, i, TR_HANDOVER_FROM), from);
	from[strcspn(from, "T")] = '\0';
	json_array_append_new(d->all, json_pack("{s:s, s:s, s:I, s:s, s:s, s:s}", "object", tr_sql_text(rows, i, TR_HANDOVER_ABOUT), "stands", stands, "number",
			(json_int_t)tr_sql_int(rows, i, TR_HANDOVER_NUMBER), "symbol", tr_sql_text(rows, i, TR_HANDOVER_SYMBOL), "date", from, "title",
			tr_sql_text(rows, i, TR_HANDOVER_TITLE)));
	if (d->r->cli->json)
		return;
	printf("%s\t", tr_sql_text(rows, i, TR_HANDOVER_ABOUT));
	if (tr_sql_int(rows, i, TR_HANDOVER_NUMBER) != 0)
		printf("%02lld/", (long long)tr_sql_int(rows, i, TR_HANDOVER_NUMBER));
	tr_cli_print_safe(stdout, tr_sql_text(rows, i, TR_HANDOVER_SYMBOL));
	printf("\t%s\t", from);
	tr_cli_print_safe(stdout, tr_sql_text(rows, i, TR_HANDOVER_TITLE));
	printf("\t%s\n", tr_column_says(book, &book->columns[TR_handover_item_stands], stands, d->r->cli->lang));
}

static trien_rc
print_work(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct reading *d = context;

	tr_buf_clear(&d->printed);
	TR_TRY(see(d, db, err));
	return tr_handover_print(db, d->handover, d->r->act.at, &d->printed, err);
}

/* As a page with -o, else its lines. */
trien_rc
tr_registry_office_hand_over_show(struct tr_registry_run *r, struct trien_err *err)
{
	struct reading d = {.r = r};

	TR_TRY(tr_office_object(r->rest.items[0], &tr_books[TR_BOOK_handover], &d.handover, err));
	if (r->w->out == NULL)
		return read_all(&d, read_lines, print_line, "lines", err);
	trien_rc rc = tr_sql_transact(r->db, TR_SQL_READ, print_work, &d, err);
	if (rc == TRIEN_OK)
		rc = tr_office_put_printed(r, tr_buf_view(&d.printed), err);
	tr_buf_free(&d.printed);
	return rc;
}
