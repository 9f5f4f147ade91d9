/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: R6.1 R7 R15.2 */
/* trien registry act: the acts of requests, certificates and devices, decided by the rules. */
#include <stdlib.h>

#include "base/errors/cli.h"
#include "base/errors/registry.h"
#include "cli/registry_run.h"
#include "registry/letter.h"

#define GIVEN_MAX 64u /* as many as the command takes words */

struct handing {
	struct tr_deed deed;
	struct tr_deed_given given[GIVEN_MAX];
	char documents[GIVEN_MAX][TR_HEX256 + 1];
	struct tr_deed_done done;
	bool letter; /* for all requests of a letter, or those of a table */
	struct tr_letter_result *results;
	size_t result_count;
};

static trien_rc
read_pair(struct handing *h, const struct tr_registry_run *r, char *pair, struct trien_err *err)
{
	const size_t i = h->deed.given_count;
	char *equals = strchr(pair, '=');
	const struct tr_book *book;

	if (equals != NULL)
		*equals = '\0';
	const struct tr_column *column = tr_deed_takes(h->deed.act, pair, &book);
	if (equals == NULL || column == NULL)
		return TR_ERR(err, REGISTRY_NOT_TAKEN, TR_S("act", tr_rules_act_word(h->deed.act)->word), TR_S("got", pair));
	h->given[i] = (struct tr_deed_given){pair, equals + 1};
	if (column->kind == TR_COLUMN_BLOB) {
		TR_TRY(tr_registry_put_judged(r, equals + 1, h->documents[i], err)); /* before the act: its row names it */
		h->given[i].value = h->documents[i];
	}
	h->deed.given_count++;
	return TRIEN_OK;
}

static trien_rc
read_words(struct handing *h, const struct tr_registry_run *r, struct trien_err *err)
{
	const struct tr_act *act = &r->act;
	const struct tr_arguments *rest = &r->rest;
	const struct tr_book *book;
	int64_t person;

	h->deed.given = h->given;
	if (!tr_rules_act_of(rest->items[0], &h->deed.act))
		return TR_ERR(err, CLI_OPTION_VALUE, TR_S("option", "ACT"), TR_S("got", rest->items[0]), TR_S("want", "request.draft, device.lose, …"));
	const char *name = tr_deed_book(h->deed.act)->name;
	if (h->deed.act != TR_ACT_REQUEST_DRAFT || strcmp(rest->items[1], name) != 0) {
		TR_TRY(tr_object_read(rest->items[1], &book, &h->deed.object, err));
		h->letter = book == &tr_books[TR_BOOK_letter] && strcmp(name, "request") == 0;
		if (strcmp(book->name, name) != 0 && !h->letter)
			return TR_ERR(err, REGISTRY_OBJECT, TR_B("got", rest->items[1], strlen(rest->items[1])));
	}
	(void)tr_rules_role_of(act->role, &h->deed.role); /* it is one: the caller has looked */
	if (strcmp(act->actor, "system") == 0) {
		if (h->deed.role != TR_ROLE_SYSTEM)
			return TR_ERR(err, CLI_OPTION_VALUE, TR_S("option", "--as"), TR_S("got", ""), TR_S("want", "person:17"));
	} else {
		TR_TRY(tr_object_read(act->actor, &book, &person, err));
		h->deed.person = person;
	}
	for (size_t i = 2; i < rest->count; i++)
		TR_TRY(read_pair(h, r, rest->items[i], err));
	return TRIEN_OK;
}

static const char *
called(const struct tr_cli *cli, const struct tr_rules_word *w)
{
	return cli->lang == TRIEN_LANG_EN ? w->en : w->vi;
}

static void
print_step(const struct tr_cli *cli, const struct tr_deed_step *s)
{
	printf("  %s:%lld\t%s: %s → %s\n", s->book->name, (long long)s->id, called(cli, tr_rules_act_word(s->act)), called(cli, tr_rules_state_word(s->from)),
			called(cli, tr_rules_state_word(s->to)));
}

static void
print_deadline(const struct tr_cli *cli, bool unsure)
{
	if (unsure)
		puts(tr_say(cli, "  CHÚ Ý: hạn tính trên lịch nghỉ chưa chắc chắn: hãy đối chiếu thông báo nghỉ lễ, nghỉ bù của năm đó",
				"  NOTE: the deadline was counted over an uncertain calendar of holidays: look at what was announced for that year"));
}

static void
print_done(const struct tr_registry_run *r, const struct tr_deed_done *done)
{
	const enum tr_act_mode mode = tr_registry_mode(r);
	const struct tr_cli *cli = r->cli;

	if (cli->json) {
		json_t *o = tr_deed_json(done, mode);
		json_object_set_new(o, "files", tr_registry_checks_json(r));
		json_object_set_new(o, "error", json_null());
		tr_cli_print_json(o);
		return;
	}
	if (mode == TR_ACT_DRY_RUN)
		fputs(tr_say(cli, "Thử, không ghi: được.\n", "Tried, nothing written: it can be done.\n"), stdout);
	else
		tr_cli_printf(cli, "Đã ghi, việc số %lld.\n", "Done, act %lld.\n", (long long)done->act);
	for (size_t i = 0; i < done->count; i++)
		print_step(cli, &done->steps[i]);
	for (unsigned e = 0; e < TR_EFFECT_COUNT; e++)
		if (done->effects & TR_BIT(e))
			printf("  - %s\n", called(cli, tr_rules_effect_word((enum tr_rules_effect)e)));
	print_deadline(cli, done->deadline_unsure);
	tr_registry_print_checks(r);
}

/* ---- a letter of many requests ---- */

trien_rc
tr_registry_read_results(struct tr_registry_run *r, struct trien_err *err)
{
	const struct tr_column *column;
	const struct tr_book *book;
	enum tr_rules_act act;
	char name[64];

	for (size_t i = 2; i < r->rest.count && tr_rules_act_of(r->rest.items[0], &act); i++) {
		snprintf(name, sizeof(name), "%.*s", (int)strcspn(r->rest.items[i], "="), r->rest.items[i]);
		column = tr_deed_takes(act, name, &book);
		if (column != NULL)
			TR_TRY(tr_registry_judge_pair(r, column, r->rest.items[i], err));
	}
	return r->w->results == NULL ? TRIEN_OK : tr_registry_read_file(r, r->w->results, err);
}

static trien_rc
bad_cell(const char *got, const char *want, struct trien_err *err)
{
	return TR_ERR(err, CLI_OPTION_VALUE, TR_S("option", "--results"), TR_B("got", got, strlen(got)), TR_S("want", want));
}

/* A cell of a row: request, result, certificate, by their headings. */
static trien_rc
read_result_cell(struct handing *h, const char *heading, const char *cell, struct tr_letter_result *out, struct trien_err *err)
{
	const struct tr_book *book;

	if (strcmp(heading, "request") == 0 || strcmp(heading, "Yêu cầu") == 0) {
		TR_TRY(tr_object_read(cell, &book, &out->request, err));
		return book == &tr_books[TR_BOOK_request] ? TRIEN_OK : bad_cell(cell, "request:7", err);
	}
	if (strcmp(heading, "certificate") == 0 || strcmp(heading, "Chứng thư số") == 0) {
		out->certificate = cell[0] != '\0' ? cell : NULL;
		return TRIEN_OK;
	}
	if (strcmp(heading, "result") != 0 && strcmp(heading, "Kết quả") != 0)
		return bad_cell(heading, "request, result, certificate", err);
	const bool refused = strcmp(cell, "refused") == 0 || strcmp(cell, "từ chối") == 0;
	if (!refused && strcmp(cell, "accepted") != 0 && strcmp(cell, "chấp thuận") != 0)
		return bad_cell(cell, "accepted, refused", err);
	if (h->deed.act == TR_ACT_REQUEST_COMPLETE)
		out->act = refused ? TR_ACT_REQUEST_REFUSE : TR_ACT_REQUEST_COMPLETE;
	return TRIEN_OK;
}

static trien_rc
read_results(struct tr_registry_run *r, struct handing *h, struct trien_err *err)
{
	const struct tr_table *t = &r->table;

	if (r->w->results == NULL)
		return TRIEN_OK;
	if (!h->letter)
		return bad_cell(r->rest.items[1], "letter:5", err);
	TR_TRY(tr_arena_array(&r->table.arena, t->rows + 1, sizeof(*h->results), &h->results, err));
	for (size_t row = 0; row < t->rows; row++) {
		h->results[row] = (struct tr_letter_result){.act = h->deed.act};
		for (size_t k = 0; k < t->columns; k++)
			TR_TRY(read_result_cell(h, tr_table_cell(t, 0, k), tr_table_cell(t, row + 1, k), &h->results[row], err));
		if (h->results[row].request == 0)
			return bad_cell("", "request:7", err);
	}
	h->result_count = t->rows;
	return TRIEN_OK;
}

static void
print_letter_row(const struct tr_cli *cli, const struct tr_letter_row *row, json_t *all)
{
	const struct tr_rules_word *from = tr_rules_state_word(row->from), *to = tr_rules_state_word(row->to);
	const bool refused = row->refused.code != TRIEN_OK;
	char text[1024] = "";

	if (refused)
		tr_cli_error_text(cli, &row->refused, text, sizeof(text));
	json_array_append_new(all, json_pack("{s:I, s:s, s:s?, s:s?, s:s?, s:s?, s:b}", "request", (json_int_t)row->request, "act", tr_rules_act_word(row->act)->word,
			"from", refused ? NULL : from->word, "to", refused ? NULL : to->word, "refused", refused ? trien_err_id(row->refused.code) : NULL,
			"message", refused ? text : NULL, "deadline_unsure", (int)row->deadline_unsure));
	if (cli->json)
		return;
	printf("  request:%lld\t%s: ", (long long)row->request, called(cli, tr_rules_act_word(row->act)));
	if (refused)
		printf("%s (%s): %s\n", tr_say(cli, "KHÔNG", "NO"), trien_err_id(row->refused.code), text);
	else
		printf("%s → %s\n", called(cli, from), called(cli, to));
	print_deadline(cli, row->deadline_unsure);
}

static void
print_letter(struct tr_registry_run *r, const struct tr_letter_done *done, const struct trien_err *refused)
{
	json_t *rows = json_array();

	if (!r->cli->json && refused->code == TRIEN_OK && r->w->dry_run)
		fputs(tr_say(r->cli, "Thử, không ghi: được.\n", "Tried, nothing written: it can be done.\n"), stdout);
	else if (!r->cli->json && refused->code == TRIEN_OK)
		tr_cli_printf(r->cli, "Đã ghi, việc số %lld.\n", "Done, act %lld.\n", (long long)done->act);
	for (size_t i = 0; i < done->count; i++)
		print_letter_row(r->cli, &done->rows[i], rows);
	if (r->cli->json) {
		json_t *o = json_pack("{s:I, s:b, s:O, s:o}", "act", (json_int_t)done->act, "dry_run", (int)r->w->dry_run, "rows", rows, "files",
				tr_registry_checks_json(r));
		tr_cli_put_error(r->cli, o, refused);
		tr_cli_print_json(o);
		r->told = true;
	}
	else
		tr_registry_print_checks(r);
	json_decref(rows);
}

static trien_rc
do_letter(struct tr_registry_run *r, const struct handing *h, struct trien_err *err)
{
	const struct tr_letter_deed l = {h->deed, h->results, h->result_count};
	struct tr_letter_done done = {0};
	struct trien_err refused = {0};

	const trien_rc rc = tr_letter_do(r->db, &r->act, tr_registry_mode(r), &l, &done, &refused);
	if (rc == TRIEN_OK || done.count > 0)
		print_letter(r, &done, &refused);
	tr_letter_done_free(&done);
	if (rc != TRIEN_OK)
		*err = refused;
	return rc;
}

static trien_rc
do_one(struct tr_registry_run *r, struct handing *h, struct trien_err *err)
{
	TR_TRY(tr_deed_do(r->db, &r->act, tr_registry_mode(r), &h->deed, &h->done, err));
	print_done(r, &h->done);
	return TRIEN_OK;
}

trien_rc
tr_registry_act(struct tr_registry_run *r, struct trien_err *err)
{
	struct handing *h = tr_mem_zeroed(1, sizeof(*h));

	if (h == NULL)
		return TR_ERR(err, NO_MEMORY, TR_U("want", sizeof(*h)));
	trien_rc rc = tr_registry_fill_act(r, r->rest.items[0], err);
	if (rc == TRIEN_OK)
		rc = read_words(h, r, err);
	if (rc == TRIEN_OK)
		rc = read_results(r, h, err);
	if (rc == TRIEN_OK)
		rc = h->letter ? do_letter(r, h, err) : do_one(r, h, err);
	free(h);
	return rc;
}
