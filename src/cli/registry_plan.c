/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* trien registry plan: agencies merge, split, are renamed; people move and leave; information changes for many. Requirement: R6.1 R11 R14.3 */
#include <fcntl.h>

#include "base/errors/cli.h"
#include "cli/registry_run.h"
#include "registry/column_words.h"
#include "registry/plan_json.h"
#include "store/file.h"

/* What each kind of plan takes behind the store and its name. */
static const struct form {
	size_t least, most;
	bool agency, objects, table; /* the first word is an agency; the rest are keys; the last is a file */
	const char *usage;
} forms[TR_PLAN_VERB_COUNT] = {
	[TR_PLAN_MERGE] = {2, 62, true, true, false, "merge INTO AGENCY …"},
	[TR_PLAN_UNITE] = {2, 62, true, true, false, "unite NEW AGENCY …"},
	[TR_PLAN_SPLIT] = {1, 1, false, false, true, "split FILE.csv"},
	[TR_PLAN_RENAME] = {2, 2, true, false, false, "rename AGENCY NAME"},
	[TR_PLAN_MOVE] = {2, 62, true, true, false, "move AGENCY PERSON …"},
	[TR_PLAN_RETIRE] = {1, 62, false, true, false, "retire PERSON …"},
	[TR_PLAN_TRANSFER] = {1, 62, false, true, false, "transfer PERSON …"},
	[TR_PLAN_CHANGE] = {2, 2, false, false, true, "change person|agency FILE.csv"},
};

static trien_rc
read_verb(const struct tr_registry_run *r, enum tr_plan_verb *out, struct trien_err *err)
{
	char usage[400];
	size_t n = 0;

	if (tr_plan_verb_of(r->rest.items[0], out) && r->rest.count - 1 >= forms[*out].least && r->rest.count - 1 <= forms[*out].most)
		return TRIEN_OK;
	for (unsigned v = 0; v < TR_PLAN_VERB_COUNT && n < sizeof(usage); v++)
		n += (size_t)snprintf(usage + n, sizeof(usage) - n, "%s%s", v > 0 ? " | " : "trien registry plan STORE ", forms[v].usage);
	return TR_ERR(err, CLI_USAGE, TR_S("usage", usage));
}

/* The table, where there is one: before the database is open. */
trien_rc
tr_registry_read_plan(struct tr_registry_run *r, struct trien_err *err)
{
	enum tr_plan_verb verb;

	TR_TRY(read_verb(r, &verb, err));
	return forms[verb].table ? tr_registry_read_file(r, r->rest.items[r->rest.count - 1], err) : TRIEN_OK;
}

/* ---- what is asked for ---- */

static trien_rc
read_who(const struct tr_registry_run *r, struct tr_plan_ask *ask, struct trien_err *err)
{
	const struct tr_book *book;

	if (strcmp(r->act.actor, "system") == 0)
		return TR_ERR(err, CLI_OPTION_WANTED, TR_S("option", "--as"));
	(void)tr_rules_role_of(r->act.role, &ask->role); /* it is one: the act was filled in */
	return tr_object_read(r->act.actor, &book, &ask->person, err);
}

static trien_rc
read_why(const struct tr_registry_run *r, struct tr_plan_ask *ask, struct trien_err *err)
{
	static const enum tr_rules_reason leaving[] = {TR_REASON_RETIRED, TR_REASON_RESIGNED, TR_REASON_DIED};
	const char *word = r->w->leaving != NULL ? r->w->leaving : "retired";

	if (ask->verb != TR_PLAN_RETIRE)
		return TRIEN_OK;
	for (size_t i = 0; i < sizeof(leaving) / sizeof(*leaving); i++)
		if (strcmp(word, tr_rules_reason_at(leaving[i])->word) == 0)
			ask->why = leaving[i];
	if (ask->why != TR_REASON_NONE)
		return TRIEN_OK;
	return TR_ERR(err, CLI_OPTION_VALUE, TR_S("option", "--case"), TR_S("got", word), TR_S("want", "retired, resigned, died"));
}

static trien_rc
read_post(const struct tr_registry_run *r, struct tr_plan_ask *ask, struct trien_err *err)
{
	enum tr_rules_role role;

	ask->title = r->w->title;
	ask->post = r->w->post;
	ask->decision = r->w->decision;
	if (ask->post == NULL || (tr_rules_role_of(ask->post, &role) && role != TR_ROLE_SYSTEM))
		return ask->post != NULL && ask->title == NULL ? TR_ERR(err, CLI_OPTION_WANTED, TR_S("option", "--title")) : TRIEN_OK;
	return TR_ERR(err, CLI_OPTION_VALUE, TR_S("option", "--post"), TR_S("got", ask->post), TR_S("want", "subscriber, clerk, signatory, …"));
}

/* Cells without the quote that keeps a spreadsheet from computing them. */
static trien_rc
take_table(struct tr_registry_run *r, struct tr_plan_ask *ask, struct trien_err *err)
{
	struct tr_table *t = &r->table;
	const char **cells;

	TR_TRY(tr_arena_array(&t->arena, (t->rows + 1) * t->columns, sizeof(*cells), &cells, err));
	for (size_t i = 0; i < (t->rows + 1) * t->columns; i++)
		cells[i] = tr_table_value(t, i / t->columns, i % t->columns);
	ask->table = (struct tr_plan_table){cells, t->columns, t->rows};
	return TRIEN_OK;
}

static trien_rc
read_ask(struct tr_registry_run *r, struct tr_plan_ask *ask, struct trien_err *err)
{
	char **words = r->rest.items + 1;
	size_t count = r->rest.count - 1;

	TR_TRY(read_who(r, ask, err));
	TR_TRY(read_why(r, ask, err));
	TR_TRY(read_post(r, ask, err));
	ask->keep = r->w->keep;
	ask->mark = r->w->mark;
	if (ask->mark != NULL && r->w->since != NULL) /* the mark says it */
		return TR_ERR(err, CLI_OPTION_VALUE, TR_S("option", "--since"), TR_S("got", r->w->since), TR_S("want", "--do"));
	if (forms[ask->verb].agency) {
		ask->agency = *words++;
		count--;
	}
	if (forms[ask->verb].objects) {
		ask->objects = (const char *const *)words;
		ask->count = count;
	}
	if (ask->verb == TR_PLAN_RENAME)
		ask->name = words[0];
	if (!forms[ask->verb].table)
		return TRIEN_OK;
	ask->book = &tr_books[TR_BOOK_person];
	if (ask->verb == TR_PLAN_CHANGE && strcmp(words[0], "agency") == 0)
		ask->book = &tr_books[TR_BOOK_agency];
	else if (ask->verb == TR_PLAN_CHANGE && strcmp(words[0], "person") != 0)
		return TR_ERR(err, CLI_OPTION_VALUE, TR_S("option", "change"), TR_S("got", words[0]), TR_S("want", "person, agency"));
	return take_table(r, ask, err);
}

/* ---- a row in words ---- */

enum { CELL_DOES, CELL_OBJECT, CELL_NAME, CELL_AGENCY, CELL_CONTENT, CELL_CLAUSE, CELL_RESULT, CELL_COUNT };

struct cells {
	struct tr_buf text[CELL_COUNT]; /* each ended by NUL */
};

static void
free_cells(struct cells *c)
{
	for (size_t i = 0; i < CELL_COUNT; i++)
		tr_buf_free(&c->text[i]);
}

static const char *
called(const struct tr_registry_run *r, const struct tr_rules_word *w)
{
	return tr_say(r->cli, w->vi, w->en);
}

static const char *
receiver(const struct tr_registry_run *r, enum tr_rules_body body)
{
	const struct tr_book *letter = &tr_books[TR_BOOK_letter];
	return tr_column_says(letter, &letter->columns[TR_letter_receiver], body == TR_BODY_DEPARTMENT ? "department" : "authority", r->cli->lang);
}

static trien_rc
put_request(const struct tr_registry_run *r, const struct tr_plan_entry *e, size_t first_letter, struct tr_buf *out, struct trien_err *err)
{
	TR_TRY(tr_buf_addf(out, err, "%s", called(r, tr_rules_kind_word(e->kind))));
	if (e->reason != TR_REASON_NONE) {
		const struct tr_rules_reason_row *why = tr_rules_reason_at(e->reason);
		TR_TRY(tr_buf_addf(out, err, ": %s", tr_say(r->cli, why->vi, why->en)));
	}
	if (e->letter != SIZE_MAX)
		TR_TRY(tr_buf_addf(out, err, "; %s %zu", tr_say(r->cli, "công văn", "letter"), e->letter - first_letter + 1));
	return TRIEN_OK;
}

static trien_rc
put_sets(const struct tr_registry_run *r, const struct tr_plan_entry *e, struct tr_buf *out, struct trien_err *err)
{
	for (size_t i = 0; i < e->set_count; i++) {
		const struct tr_column *c = &e->book->columns[e->sets[i].column];
		const char *says = tr_column_says(e->book, c, e->sets[i].text, r->cli->lang);
		TR_TRY(tr_buf_addf(out, err, "%s%s: %s", out->n > 0 ? "; " : "", tr_say(r->cli, c->vi, c->en), says != NULL ? says : e->sets[i].text));
	}
	return TRIEN_OK;
}

static trien_rc
put_result(const struct tr_registry_run *r, const struct tr_plan_entry *e, struct tr_buf *out, struct trien_err *err)
{
	char text[1024];

	if (e->refused.code == TRIEN_OK)
		return tr_buf_addf(out, err, "%s", tr_say(r->cli, "được", "yes"));
	tr_cli_error_text(r->cli, &e->refused, text, sizeof(text));
	return tr_buf_addf(out, err, "%s (%s): %s", tr_say(r->cli, "KHÔNG", "NO"), trien_err_id(e->refused.code), text);
}

static trien_rc
put_cells(const struct tr_registry_run *r, const struct tr_plan *plan, const struct tr_plan_entry *e, struct cells *c, struct trien_err *err)
{
	const int64_t id = e->id != 0 ? e->id : e->made;

	for (size_t i = 0; i < CELL_COUNT; i++)
		tr_buf_clear(&c->text[i]);
	TR_TRY(tr_buf_addf(&c->text[CELL_DOES], err, "%s", called(r, tr_plan_does_word(e->does))));
	TR_TRY(id == 0 ? tr_buf_addf(&c->text[CELL_OBJECT], err, "%s", e->book->name)
		       : tr_buf_addf(&c->text[CELL_OBJECT], err, "%s:%lld", e->book->name, (long long)id));
	TR_TRY(e->does == TR_PLAN_LETTER ? tr_buf_addf(&c->text[CELL_NAME], err, "%s", receiver(r, e->recipient))
					 : tr_buf_addf(&c->text[CELL_NAME], err, "%s", e->name));
	TR_TRY(tr_buf_addf(&c->text[CELL_AGENCY], err, "%s", e->agency));
	if (e->does == TR_PLAN_REQUEST || e->does == TR_PLAN_LETTER)
		TR_TRY(put_request(r, e, plan->count - plan->letters, &c->text[CELL_CONTENT], err));
	if (e->does != TR_PLAN_LETTER)
		TR_TRY(put_sets(r, e, &c->text[CELL_CONTENT], err));
	TR_TRY(tr_buf_addf(&c->text[CELL_CLAUSE], err, "%s", e->clause != NULL ? e->clause : ""));
	TR_TRY(put_result(r, e, &c->text[CELL_RESULT], err));
	for (size_t i = 0; i < CELL_COUNT; i++)
		TR_TRY(tr_buf_add_byte(&c->text[i], 0, err));
	return TRIEN_OK;
}

static const char *
cell(const struct cells *c, size_t i)
{
	return (const char *)c->text[i].p;
}

/* ---- told ---- */

static void
print_cells(const struct cells *c)
{
	for (size_t i = 0; i < CELL_COUNT; i++) {
		tr_cli_print_safe(stdout, cell(c, i));
		putchar(i + 1 < CELL_COUNT ? '\t' : '\n');
	}
}

static trien_rc
add_csv(const struct cells *c, struct tr_buf *out, struct trien_err *err)
{
	for (size_t i = 0; i < CELL_COUNT; i++) {
		TR_TRY(i > 0 ? tr_buf_add_byte(out, ';', err) : TRIEN_OK);
		TR_TRY(tr_csv_add_cell(out, TR_BYTES(cell(c, i), c->text[i].n - 1), err));
	}
	return tr_buf_add(out, "\r\n", 2, err);
}

static trien_rc
tell_rows(const struct tr_registry_run *r, const struct tr_plan *plan, struct tr_buf *csv, struct trien_err *err)
{
	struct cells c = {0};
	trien_rc rc = tr_buf_addf(csv, err, "\xef\xbb\xbf%s\r\n", tr_say(r->cli, "Việc;Đối tượng;Tên;Cơ quan;Nội dung;Căn cứ;Kết quả",
			"What;Object;Name;Agency;Content;Source;Result"));

	for (size_t i = 0; rc == TRIEN_OK && i < plan->count; i++) {
		rc = put_cells(r, plan, &plan->entries[i], &c, err);
		if (rc == TRIEN_OK)
			rc = add_csv(&c, csv, err);
		if (rc == TRIEN_OK && !r->cli->json)
			print_cells(&c);
	}
	free_cells(&c);
	return rc;
}

static void
print_changes(const struct tr_registry_run *r, const struct tr_plan *plan)
{
	for (size_t i = 0; i < plan->change_count; i++) {
		const struct tr_plan_change *c = &plan->changes[i];
		char at[TR_TIME_TEXT_MAX], object[TR_OBJECT_TEXT];
		tr_time_iso(c->at, TR_ZONE_VIETNAM, at);
		snprintf(object, sizeof(object), "%s:%lld", c->book, (long long)c->object);
		tr_cli_printf(r->cli, "Đã thay đổi: %s, việc số %lld (%s) của %s lúc %s\n", "Changed: %s, act %lld (%s) by %s at %s\n", object, (long long)c->act, c->what,
				c->actor, at);
	}
}

static void
print_sum(const struct tr_registry_run *r, const struct tr_plan *plan)
{
	tr_cli_printf(r->cli, "%zu dòng: %zu yêu cầu trong %zu công văn, %zu dòng không được, %zu thiết bị phải bàn giao trước\n",
			"%zu rows: %zu requests in %zu letters, %zu rows refused, %zu devices to be handed over before\n", plan->count, plan->requests,
			plan->letters, plan->refused, plan->blocking);
	if (plan->act != 0)
		tr_cli_printf(r->cli, "Đã ghi, việc số %lld. Hủy cả phương án: trien registry undo\n", "Done, act %lld. To undo all of it: trien registry undo\n",
				(long long)plan->act);
	else if (r->w->mark == NULL)
		tr_cli_printf(r->cli, "Thử, không ghi. Để làm đúng phương án này: --do %s\n", "Tried, nothing written. To do exactly this: --do %s\n", plan->mark);
}

static trien_rc
write_csv(const struct tr_registry_run *r, const struct tr_buf *csv, struct trien_err *err)
{
	bool there = false;

	if (r->w->out == NULL)
		return TRIEN_OK;
	if (r->w->force)
		return tr_file_replace(AT_FDCWD, r->w->out, tr_buf_view(csv), err);
	TR_TRY(tr_file_add(AT_FDCWD, r->w->out, tr_buf_view(csv), &there, err));
	return there ? TR_ERR(err, CLI_TARGET_EXISTS, TR_S("file", r->w->out)) : TRIEN_OK;
}

static void
print_json(const struct tr_registry_run *r, const struct tr_plan *plan, const struct trien_err *refused)
{
	json_t *o = tr_plan_json(plan, r->w->mark == NULL ? TR_ACT_DRY_RUN : TR_ACT_DO, r->cli->lang);

	tr_cli_put_error(r->cli, o, refused);
	tr_cli_print_json(o);
}

static trien_rc
tell(const struct tr_registry_run *r, const struct tr_plan *plan, const struct trien_err *refused, struct trien_err *err)
{
	TR_AUTO_BUF csv = {0};

	if (!r->cli->json)
		print_changes(r, plan);
	TR_TRY(tell_rows(r, plan, &csv, err));
	TR_TRY(write_csv(r, &csv, err));
	if (r->cli->json)
		print_json(r, plan, refused);
	else
		print_sum(r, plan);
	return TRIEN_OK;
}

trien_rc
tr_registry_plan(struct tr_registry_run *r, struct trien_err *err)
{
	struct tr_plan_ask ask = {0};
	struct trien_err refused = {0};
	TR_AUTO_PLAN plan = {0};

	char what[TR_OBJECT_TEXT];

	TR_TRY(read_verb(r, &ask.verb, err));
	snprintf(what, sizeof(what), "plan.%s", tr_plan_verb_word(ask.verb));
	TR_TRY(tr_registry_fill_act(r, what, err));
	TR_TRY(read_ask(r, &ask, err));
	const enum tr_act_mode mode = ask.mark == NULL || r->w->dry_run ? TR_ACT_DRY_RUN : TR_ACT_DO;
	const trien_rc rc = tr_plan_run(r->db, &r->act, mode, &ask, &plan, &refused);
	if (plan.mark[0] != '\0') { /* also of what refuses the whole: which device, what has changed */
		TR_TRY(tell(r, &plan, &refused, err));
		r->told = r->cli->json;
	}
	if (rc != TRIEN_OK)
		*err = refused;
	return rc;
}
