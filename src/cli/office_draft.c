/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* trien office draft, revise, attach, submit, approve, refuse, take-back, drop, delegate, steps. Requirement: R5.1 R9.1 R9.2 R9.3 R9.4 */
#include <stdio.h>
#include <stdlib.h>

#include "base/env.h"
#include "base/errors/cli.h"
#include "base/time.h"
#include "cli/office_run.h"
#include "office/submission.h"
#include "office/waiting.h"

/* ---- what is told ---- */

static void
print_done(const struct tr_registry_run *r, const struct tr_submission_done *d)
{
	const struct tr_rules_word *from = tr_submission_state_word(d->from), *to = tr_submission_state_word(d->to);

	if (r->cli->json)
		tr_cli_print_json(json_pack("{s:I, s:I, s:s, s:s, s:b, s:n}", "act", (json_int_t)d->act, "document", (json_int_t)d->document, "from", from->word,
				"to", to->word, "dry_run", (int)r->w->dry_run, "error"));
	else
		printf("document:%lld: %s → %s%s\n", (long long)d->document, tr_say(r->cli, from->vi, from->en), tr_say(r->cli, to->vi, to->en),
				r->w->dry_run ? tr_say(r->cli, " (thử, không ghi)", " (tried, nothing written)") : "");
}

static trien_rc
begin(struct tr_registry_run *r, enum tr_submission_act what, struct tr_office_who *who, int64_t *document, struct trien_err *err)
{
	TR_TRY(tr_office_object(r->rest.items[0], &tr_books[TR_BOOK_document], document, err));
	return tr_office_who_of(r, tr_submission_act_word(what)->word, who, err);
}

/* ---- the draft and its files ---- */

static trien_rc
read_template(const struct tr_office_words *o, struct tr_office_new *new, struct trien_err *err)
{
	const struct tr_book *book;
	int64_t id;

	if (o->template == NULL)
		return TRIEN_OK;
	TR_TRY(tr_office_template_object(o->template, &book, &id, err));
	*(book == &tr_books[TR_BOOK_template] ? &new->template : &new->common_template) = id;
	return TRIEN_OK;
}

trien_rc
tr_registry_office_draft(struct tr_registry_run *r, struct trien_err *err)
{
	const struct tr_office_words *o = r->w->office;
	struct tr_submission_done done = {.act = 1, .to = TR_SUBMISSION_DRAFTING};
	enum tr_procedure procedure;
	struct tr_office_who who;
	struct tr_office_copy copy;
	struct tr_office_new new;
	char file[TR_HEX256 + 1];

	TR_TRY(tr_office_who_of(r, "document.draft", &who, err));
	TR_TRY(tr_office_wanted(o->procedure, "--procedure", err));
	TR_TRY(tr_office_read_new(r, file, &new, err));
	TR_TRY(tr_office_read_copy(r, &copy, &new, err));
	TR_TRY(read_template(o, &new, err));
	if (!tr_procedure_of(TR_BYTES(o->procedure, strlen(o->procedure)), &procedure))
		return TR_ERR(err, CLI_OPTION_VALUE, TR_S("option", "--procedure"), TR_S("got", o->procedure), TR_S("want", "1, 2, 3, 4"));
	TR_TRY(tr_submission_draft(r->db, &r->act, tr_registry_mode(r), &who, &new, procedure, o->file.signatures == 0, &done.document, err));
	print_done(r, &done);
	return TRIEN_OK;
}

trien_rc
tr_registry_office_revise(struct tr_registry_run *r, struct trien_err *err)
{
	struct tr_desk_file *f = &r->w->office->file;
	struct tr_submission_version v = {.note = r->w->office->note, .bare = f->signatures == 0};
	struct tr_submission_done done;
	struct tr_office_who who;
	char file[TR_HEX256 + 1];
	int64_t document;

	TR_TRY(begin(r, TR_SUBMISSION_ACT_REVISE, &who, &document, err));
	TR_TRY(tr_blob_put(r->act.blobs, tr_buf_view(&f->content), file, err));
	v.file = file;
	TR_TRY(tr_submission_revise(r->db, &r->act, tr_registry_mode(r), &who, document, &v, &done, err));
	print_done(r, &done);
	return TRIEN_OK;
}

trien_rc
tr_registry_office_attach(struct tr_registry_run *r, struct trien_err *err)
{
	const struct tr_office_words *o = r->w->office;
	struct tr_submission_done done;
	struct tr_office_who who;
	char file[TR_HEX256 + 1];
	int64_t document;

	TR_TRY(tr_office_wanted(o->name, "--name", err));
	TR_TRY(begin(r, TR_SUBMISSION_ACT_ATTACH, &who, &document, err));
	TR_TRY(tr_blob_put(r->act.blobs, tr_buf_view(&o->file.content), file, err));
	const struct tr_office_attached a = {o->name, file, o->annex};
	TR_TRY(tr_submission_attach(r->db, &r->act, tr_registry_mode(r), &who, document, &a, &done, err));
	print_done(r, &done);
	return TRIEN_OK;
}

/* ---- submitted, agreed to, sent back ---- */

/* "2:sign:CB3" */
static trien_rc
read_step(struct tr_registry_run *r, const char *word, struct tr_submission_step *out, struct trien_err *err)
{
	static const struct tr_bytes colon = {(const uint8_t *)":", 1};
	char *kind;

	out->stage = strtoll(word, &kind, 10);
	const char *end = *kind == *colon.p ? strchr(kind + 1, *colon.p) : NULL;
	if (kind == word || end == NULL || !tr_step_kind_of(TR_BYTES(kind + 1, (size_t)(end - kind - 1)), &out->kind))
		return TR_ERR(err, CLI_OPTION_VALUE, TR_S("option", "submit"), TR_S("got", word), TR_S("want", "1:content:CB2 2:sign:CB3"));
	return tr_office_reference(r, &tr_books[TR_BOOK_step], TR_step_person, end + 1, &out->person, err);
}

trien_rc
tr_registry_office_submit(struct tr_registry_run *r, struct trien_err *err)
{
	struct tr_submission_step steps[TR_STEPS_MAX];
	struct tr_submission_done done;
	struct tr_office_who who;
	int64_t document;

	TR_TRY(begin(r, TR_SUBMISSION_ACT_SUBMIT, &who, &document, err));
	for (size_t i = 1; i < r->rest.count; i++)
		TR_TRY(read_step(r, r->rest.items[i], &steps[i - 1], err));
	TR_TRY(tr_submission_submit(r->db, &r->act, tr_registry_mode(r), &who, document, steps, r->rest.count - 1, &done, err));
	print_done(r, &done);
	return TRIEN_OK;
}

static trien_rc
act_on(struct tr_registry_run *r, enum tr_submission_act what, struct trien_err *err)
{
	struct tr_submission_done done;
	struct tr_office_who who;
	int64_t document;

	TR_TRY(begin(r, what, &who, &document, err));
	TR_TRY(tr_submission_do(r->db, &r->act, tr_registry_mode(r), &who, document, what, &done, err));
	print_done(r, &done);
	return TRIEN_OK;
}

trien_rc
tr_registry_office_approve(struct tr_registry_run *r, struct trien_err *err)
{
	return act_on(r, TR_SUBMISSION_ACT_APPROVE, err);
}

trien_rc
tr_registry_office_refuse(struct tr_registry_run *r, struct trien_err *err)
{
	return act_on(r, TR_SUBMISSION_ACT_REFUSE, err);
}

trien_rc
tr_registry_office_take_back(struct tr_registry_run *r, struct trien_err *err)
{
	return act_on(r, TR_SUBMISSION_ACT_TAKE_BACK, err);
}

trien_rc
tr_registry_office_drop(struct tr_registry_run *r, struct trien_err *err)
{
	return act_on(r, TR_SUBMISSION_ACT_DROP, err);
}

/* ---- delegation ---- */

trien_rc
tr_registry_office_delegate(struct tr_registry_run *r, struct trien_err *err)
{
	const struct tr_office_words *o = r->w->office;
	const struct tr_book *book = &tr_books[TR_BOOK_delegation];
	struct tr_delegation_new n = {.decision = o->decision};
	struct tr_office_who who;
	int64_t id;

	TR_TRY(tr_office_wanted(o->giver, "--giver", err));
	TR_TRY(tr_office_wanted(o->taker, "--taker", err));
	TR_TRY(tr_office_who_of(r, "document.delegate", &who, err));
	TR_TRY(tr_office_agency(r, &n.agency, err));
	TR_TRY(tr_office_reference(r, book, TR_delegation_giver, o->giver, &n.giver, err));
	TR_TRY(tr_office_reference(r, book, TR_delegation_person, o->taker, &n.taker, err));
	TR_TRY(tr_office_read_time(o->decided, "--decided", &n.decided_at, err));
	TR_TRY(tr_office_read_time(o->from, "--from", &n.from_at, err));
	TR_TRY(tr_office_read_time(o->until, "--until", &n.to_at, err));
	TR_TRY(tr_delegation_enter(r->db, &r->act, tr_registry_mode(r), &who, &n, &id, err));
	if (r->cli->json)
		tr_cli_print_json(json_pack("{s:I, s:b, s:n}", "delegation", (json_int_t)id, "dry_run", (int)r->w->dry_run, "error"));
	else
		printf("delegation:%lld%s\n", (long long)id, r->w->dry_run ? tr_say(r->cli, " (thử, không ghi)", " (tried, nothing written)") : "");
	return TRIEN_OK;
}

/* ---- how far it is ---- */

static trien_rc
read_steps(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct tr_registry_run *r = context;
	struct tr_viewer viewer;

	tr_sql_rows_free(&r->rows);
	TR_TRY(tr_registry_see(r, db, &tr_books[TR_BOOK_document], TR_VERB_SEE, &viewer, err));
	TR_TRY(tr_door_row(db, &r->who, &viewer, &tr_books[TR_BOOK_document], r->id, err));
	return tr_office_steps(db, r->id, &r->rows, err);
}

static const struct tr_rules_word *
state_word(const char *word)
{
	static const struct tr_rules_word words[] = {
#define TR_STEP_STATE(symbol, word, vi, en) {word, vi, en},
#include "rules/procedure.def"
	};

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (strcmp(words[i].word, word) == 0)
			return &words[i];
	return &words[0];
}

static void
print_step(const struct tr_registry_run *r, size_t i, json_t *all)
{
	const char *kind = tr_sql_text(&r->rows, i, TR_STEPS_KIND), *state = tr_sql_text(&r->rows, i, TR_STEPS_STATE), *by = tr_sql_text(&r->rows, i, TR_STEPS_BY);
	const struct tr_rules_word *is = state_word(state);
	enum tr_step_kind k = TR_STEP_REVIEW;

	(void)tr_step_kind_of(TR_BYTES(kind, strlen(kind)), &k);
	if (r->cli->json) {
		json_array_append_new(all, json_pack("{s:I, s:I, s:s, s:s, s:s, s:s, s:s}", "round", (json_int_t)tr_sql_int(&r->rows, i, TR_STEPS_ROUND), "stage",
				(json_int_t)tr_sql_int(&r->rows, i, TR_STEPS_STAGE), "kind", kind, "person", tr_sql_text(&r->rows, i, TR_STEPS_NAME), "state", state, "reason",
				tr_sql_text(&r->rows, i, TR_STEPS_REASON), "done_by", by));
		return;
	}
	printf("%lld.%lld\t%s\t", (long long)tr_sql_int(&r->rows, i, TR_STEPS_ROUND), (long long)tr_sql_int(&r->rows, i, TR_STEPS_STAGE),
			tr_say(r->cli, tr_step_kind_word(k)->vi, tr_step_kind_word(k)->en));
	tr_cli_print_safe(stdout, tr_sql_text(&r->rows, i, TR_STEPS_NAME));
	printf("\t%s", tr_say(r->cli, is->vi, is->en));
	if (by[0] != '\0') {
		fputs(tr_say(r->cli, ", theo ủy quyền: ", ", by delegation: "), stdout);
		tr_cli_print_safe(stdout, by);
	}
	if (tr_sql_text(&r->rows, i, TR_STEPS_REASON)[0] != '\0') {
		fputs(": ", stdout);
		tr_cli_print_safe(stdout, tr_sql_text(&r->rows, i, TR_STEPS_REASON));
	}
	putchar('\n');
}

trien_rc
tr_registry_office_steps(struct tr_registry_run *r, struct trien_err *err)
{
	TR_TRY(tr_office_object(r->rest.items[0], &tr_books[TR_BOOK_document], &r->id, err));
	TR_TRY(tr_sql_transact(r->db, TR_SQL_READ, read_steps, r, err));
	json_t *all = json_array();
	for (size_t i = 0; i < r->rows.count; i++)
		print_step(r, i, all);
	if (r->cli->json)
		tr_cli_print_json(json_pack("{s:O, s:n}", "steps", all, "error"));
	json_decref(all);
	return TRIEN_OK;
}
