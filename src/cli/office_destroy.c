/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* trien office destroy-propose, destroy-list, destroy-show, destroy-strike, destroy-submit, destroy-approve, destroy-drop, destroy. Requirement: X1 */
#include <stdio.h>
#include <string.h>

#include "base/env.h"
#include "base/time.h"
#include "cli/office_keeping.h"
#include "office/incoming.h"

static void
day_text(const struct tr_sql_value *day, char out[TR_TIME_TEXT_MAX])
{
	out[0] = '\0';
	if (day->null)
		return;
	tr_time_iso(day->i, TR_ZONE_VIETNAM, out);
	out[strcspn(out, "T")] = '\0';
}

/* ---- acts ---- */

static void
print_done(const struct tr_registry_run *r, const struct tr_destruction_done *d)
{
	const struct tr_rules_word *from = tr_destruction_state_word(d->from), *to = tr_destruction_state_word(d->to);

	if (r->cli->json) {
		tr_cli_print_json(json_pack("{s:I, s:I, s:s, s:s, s:I, s:b, s:n}", "act", (json_int_t)d->act, "list", (json_int_t)d->list, "from", from->word, "to",
				to->word, "documents", (json_int_t)d->count, "dry_run", (int)r->w->dry_run, "error"));
		return;
	}
	tr_cli_printf(r->cli, "Danh mục #%lld: %s → %s, %zu văn bản%s\n", "List #%lld: %s → %s, %zu documents%s\n", (long long)d->list, tr_say(r->cli, from->vi, from->en),
			tr_say(r->cli, to->vi, to->en), d->count, r->w->dry_run ? tr_say(r->cli, " (thử, không ghi)", " (tried, nothing written)") : "");
	if (d->to == TR_DESTRUCTION_APPROVED || (d->to == TR_DESTRUCTION_DONE && r->w->dry_run))
		puts(tr_say(r->cli, "  Khi tiêu hủy, tệp và chứng cứ mất hẳn: KHÔNG hoàn tác được.", "  Once destroyed, files and evidence are gone for good: there is NO way back."));
}

trien_rc
tr_registry_office_destroy_propose(struct tr_registry_run *r, struct trien_err *err)
{
	struct tr_destruction_done done;
	struct tr_office_who who;
	int64_t agency;

	TR_TRY(tr_office_who_of(r, tr_destruction_act_word(TR_DESTRUCTION_ACT_PROPOSE)->word, &who, err));
	TR_TRY(tr_office_agency(r, &agency, err));
	TR_TRY(tr_destruction_propose(r->db, &r->act, tr_registry_mode(r), &who, agency, &done, err));
	print_done(r, &done);
	return TRIEN_OK;
}

static trien_rc
act_on(struct tr_registry_run *r, enum tr_destruction_act what, struct trien_err *err)
{
	const struct tr_office_words *o = r->w->office;
	struct tr_destruction_said said = {.line = r->rest.count > 1 ? r->rest.items[1] : NULL, .decision = o->decision, .final = o->final || r->w->dry_run};
	struct tr_destruction_done done;
	struct tr_office_who who;
	int64_t list;

	TR_TRY(tr_registry_number_of(r->rest.items[0], "N", &list, err));
	if (o->decided != NULL)
		TR_TRY(tr_time_read_day(TR_BYTES(o->decided, strlen(o->decided)), TR_ZONE_VIETNAM, &said.decided_at, err));
	TR_TRY(tr_office_who_of(r, tr_destruction_act_word(what)->word, &who, err));
	TR_TRY(tr_destruction_do(r->db, &r->act, tr_registry_mode(r), &who, list, what, &said, &done, err));
	if (what == TR_DESTRUCTION_ACT_CARRY_OUT && !r->w->dry_run)
		TR_TRY(tr_office_forget(r->db, r->act.blobs, NULL, err));
	print_done(r, &done);
	return TRIEN_OK;
}

trien_rc
tr_registry_office_destroy_strike(struct tr_registry_run *r, struct trien_err *err)
{
	return act_on(r, TR_DESTRUCTION_ACT_STRIKE, err);
}

trien_rc
tr_registry_office_destroy_submit(struct tr_registry_run *r, struct trien_err *err)
{
	return act_on(r, TR_DESTRUCTION_ACT_SUBMIT, err);
}

trien_rc
tr_registry_office_destroy_approve(struct tr_registry_run *r, struct trien_err *err)
{
	return act_on(r, TR_DESTRUCTION_ACT_APPROVE, err);
}

trien_rc
tr_registry_office_destroy_drop(struct tr_registry_run *r, struct trien_err *err)
{
	return act_on(r, TR_DESTRUCTION_ACT_DROP, err);
}

trien_rc
tr_registry_office_destroy(struct tr_registry_run *r, struct trien_err *err)
{
	return act_on(r, TR_DESTRUCTION_ACT_CARRY_OUT, err);
}

/* ---- reading ---- */

struct reading {
	struct tr_registry_run *r;
	int64_t agency, list, after;
	struct tr_sql_rows rows;
};

static trien_rc
read_lists(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct reading *d = context;

	tr_sql_rows_free(&d->rows);
	TR_TRY(tr_office_agency_door(d->r, db, d->agency, err));
	return tr_destruction_page(db, d->agency, d->after, &d->rows, err);
}

static void
print_list(const struct tr_registry_run *r, const struct tr_sql_rows *rows, size_t i, json_t *all)
{
	const struct tr_rules_word *state = tr_destruction_state_word(tr_destruction_state_of(tr_sql_cell(rows, i, 1)->b));
	char made[TR_TIME_TEXT_MAX], decided[TR_TIME_TEXT_MAX];

	day_text(tr_sql_cell(rows, i, 2), made);
	day_text(tr_sql_cell(rows, i, 4), decided);
	json_array_append_new(all, json_pack("{s:I, s:s, s:s, s:s, s:s, s:I}", "list", (json_int_t)tr_sql_int(rows, i, 0), "state", state->word, "made", made, "decision",
			tr_sql_text(rows, i, 3), "decided", decided, "documents", (json_int_t)tr_sql_int(rows, i, 7)));
	if (r->cli->json)
		return;
	printf("#%lld\t%s\t%s\t%lld\t", (long long)tr_sql_int(rows, i, 0), made, tr_say(r->cli, state->vi, state->en), (long long)tr_sql_int(rows, i, 7));
	tr_cli_print_safe(stdout, tr_sql_text(rows, i, 3));
	printf(" %s\n", decided);
}

trien_rc
tr_registry_office_destroy_list(struct tr_registry_run *r, struct trien_err *err)
{
	struct reading d = {.r = r};

	TR_TRY(tr_office_agency(r, &d.agency, err));
	json_t *all = json_array();
	trien_rc rc = TRIEN_OK;
	for (bool more = true; rc == TRIEN_OK && more;) {
		rc = tr_sql_transact(r->db, TR_SQL_READ, read_lists, &d, err);
		for (size_t i = 0; rc == TRIEN_OK && i < d.rows.count; i++)
			print_list(r, &d.rows, i, all);
		more = rc == TRIEN_OK && d.rows.count == TR_OFFICE_PAGE;
		d.after = more ? tr_sql_int(&d.rows, d.rows.count - 1, 0) : 0;
	}
	if (rc == TRIEN_OK && r->cli->json)
		tr_cli_print_json(json_pack("{s:O, s:n}", "lists", all, "error"));
	json_decref(all);
	tr_sql_rows_free(&d.rows);
	return rc;
}

static trien_rc
read_lines(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct reading *d = context;
	TR_AUTO_RECORD list = {0};

	tr_sql_rows_free(&d->rows);
	TR_TRY(tr_record_load(db, &tr_books[TR_BOOK_destruction], d->list, &list, err));
	TR_TRY(tr_office_agency_door(d->r, db, list.v[TR_destruction_agency].i, err));
	return tr_destruction_lines(db, d->list, &d->rows, err);
}

static void
print_line(const struct tr_registry_run *r, const struct tr_sql_rows *rows, size_t i, json_t *all)
{
	static const struct tr_rules_word words[] = {
#define TR_DESTRUCTION_LINE(symbol, word, vi, en) {word, vi, en},
#include "rules/retention.def"
	};
	const char *state = tr_sql_text(rows, i, TR_LINE_STATE), *says = state;
	char due[TR_TIME_TEXT_MAX], date[TR_TIME_TEXT_MAX];

	for (size_t k = 0; k < sizeof(words) / sizeof(*words); k++)
		if (strcmp(words[k].word, state) == 0)
			says = tr_say(r->cli, words[k].vi, words[k].en);
	day_text(tr_sql_cell(rows, i, TR_LINE_DUE), due);
	day_text(tr_sql_cell(rows, i, TR_LINE_DATE), date);
	json_array_append_new(all, json_pack("{s:s, s:s, s:I, s:s, s:s, s:s, s:s, s:s, s:b}", "object", tr_sql_text(rows, i, TR_LINE_ABOUT), "state", state, "number",
			(json_int_t)tr_sql_int(rows, i, TR_LINE_NUMBER), "symbol", tr_sql_text(rows, i, TR_LINE_SYMBOL), "date", date, "subject",
			tr_sql_text(rows, i, TR_LINE_SUBJECT), "due", due, "reason", tr_sql_text(rows, i, TR_LINE_REASON), "held",
			(int)(tr_sql_int(rows, i, TR_LINE_HELD) != 0)));
	if (r->cli->json)
		return;
	printf("%s\t%lld/", tr_sql_text(rows, i, TR_LINE_ABOUT), (long long)tr_sql_int(rows, i, TR_LINE_NUMBER));
	tr_cli_print_safe(stdout, tr_sql_text(rows, i, TR_LINE_SYMBOL));
	printf("\t%s\t", date);
	tr_cli_print_safe(stdout, tr_sql_text(rows, i, TR_LINE_SUBJECT));
	printf("\t%s\t%s%s\n", due, says, tr_sql_int(rows, i, TR_LINE_HELD) != 0 ? tr_say(r->cli, ", TẠM DỪNG TIÊU HỦY", ", HELD") : "");
}

trien_rc
tr_registry_office_destroy_show(struct tr_registry_run *r, struct trien_err *err)
{
	struct reading d = {.r = r};

	TR_TRY(tr_registry_number_of(r->rest.items[0], "N", &d.list, err));
	const trien_rc rc = tr_sql_transact(r->db, TR_SQL_READ, read_lines, &d, err);
	json_t *all = json_array();
	for (size_t i = 0; rc == TRIEN_OK && i < d.rows.count; i++)
		print_line(r, &d.rows, i, all);
	if (rc == TRIEN_OK && r->cli->json)
		tr_cli_print_json(json_pack("{s:I, s:O, s:n}", "list", (json_int_t)d.list, "lines", all, "error"));
	json_decref(all);
	tr_sql_rows_free(&d.rows);
	return rc;
}
