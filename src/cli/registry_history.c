/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* trien registry history: all versions of a row. */
#include "base/errors/registry.h"
#include "cli/registry_run.h"
#include "registry/history.h"
#include "registry/reference.h"

struct page {
	struct tr_registry_run *r;
	uint32_t hidden;
	json_t *all;
	struct tr_registry_text text;
	struct tr_record was; /* the version before; of none, and where the entry was undone, its version is 0 */
};

/* ---- for people: who has done what, and what it changed ---- */

/* "person:5" by name, where whoever asks sees it; the program itself in words. */
static trien_rc
say_actor(const struct page *p, struct tr_sql *db, const char *actor, struct trien_err *err)
{
	const struct tr_column *column = &tr_books[TR_BOOK_post].columns[TR_post_person];
	const struct tr_book *book;
	TR_AUTO_BUF words = {0};
	int64_t id;

	if (strcmp(actor, "system") == 0) {
		fputs(tr_say(p->r->cli, "chương trình", "the program"), p->text.file);
		return TRIEN_OK;
	}
	if (tr_object_read(actor, &book, &id, NULL) == TRIEN_OK && book == &tr_books[TR_BOOK_person]) {
		const struct tr_sql_value v = TR_SQL_I(id);
		TR_TRY(tr_reference_words(db, &p->r->who, column, &v, &words, err));
	}
	tr_cli_print_safe(p->text.file, words.n > 0 && tr_buf_add_byte(&words, 0, err) == TRIEN_OK ? (const char *)words.p : actor);
	return TRIEN_OK;
}

/* "Báo mất (device.lose)". */
static void
say_act(const struct page *p, const char *what)
{
	const bool en = p->r->cli->lang == TRIEN_LANG_EN;
	enum tr_rules_object object;
	enum tr_rules_verb verb;
	enum tr_rules_act act;

	if (tr_rules_act_of(what, &act))
		fprintf(p->text.file, "%s (%s)", en ? tr_rules_act_word(act)->en : tr_rules_act_word(act)->vi, what);
	else if (tr_door_act(what, &object, &verb))
		fprintf(p->text.file, "%s %s (%s)", en ? tr_rules_verb_word(verb)->en : tr_rules_verb_word(verb)->vi,
				en ? tr_rules_object_word(object)->en : tr_rules_object_word(object)->vi, what);
	else
		fprintf(p->text.file, "%s%s", strcmp(what, "act.undo") == 0 ? tr_say(p->r->cli, "Hủy: ", "Undo: ") : "", what);
}

static trien_rc
say_version(const struct page *p, struct tr_sql *db, size_t i, struct trien_err *err)
{
	const struct tr_cli *cli = p->r->cli;
	const struct tr_sql_rows *v = &p->r->rows;
	const struct tr_sql_value *reason = tr_sql_cell(v, i, 7);
	char at[TR_TIME_TEXT_MAX], since[TR_TIME_TEXT_MAX];
	enum tr_rules_role role;
	FILE *out = p->text.file;

	tr_time_iso(tr_sql_int(v, i, 2), cli->env->zone_minutes, at);
	tr_time_iso(tr_sql_int(v, i, 3), cli->env->zone_minutes, since);
	fprintf(out, "%lld. %s, %s %lld: ", (long long)tr_sql_int(v, i, 0), at, tr_say(cli, "việc số", "act"), (long long)tr_sql_int(v, i, 1));
	say_act(p, tr_sql_text(v, i, 6));
	fprintf(out, "%s %s%s", tr_say(cli, ", hiệu lực từ", ", holds since"), since, tr_say(cli, ", bởi ", ", by "));
	TR_TRY(say_actor(p, db, tr_sql_text(v, i, 4), err));
	if (tr_rules_role_of(tr_sql_text(v, i, 5), &role))
		fprintf(out, " (%s)", tr_say(cli, tr_rules_role_word(role)->vi, tr_rules_role_word(role)->en));
	if (tr_sql_int(v, i, 10) != 0)
		fprintf(out, "%s account:%lld", tr_say(cli, ", qua", ", through"), (long long)tr_sql_int(v, i, 10));
	if (!tr_sql_cell(v, i, 9)->null)
		fprintf(out, "%s %lld", tr_say(cli, ", hủy việc số", ", undoes act"), (long long)tr_sql_int(v, i, 9));
	fputs(reason->null ? "" : ": ", out);
	tr_cli_print_safe(out, reason->null ? "" : (const char *)reason->b.p);
	fputc('\n', out);
	return TRIEN_OK;
}

/* Of the first version every value, of a later one what it has changed: from what, to what. */
static trien_rc
say_changes(const struct page *p, struct tr_sql *db, const struct tr_record *was, const struct tr_record *is, struct trien_err *err)
{
	FILE *out = p->text.file;

	for (size_t i = 0; i < is->book->count; i++) {
		if ((p->hidden & TR_BIT(i)) || (was->version == 0 ? is->v[i].null : tr_record_same(was, is, i)))
			continue;
		fprintf(out, "   %s: ", tr_say(p->r->cli, is->book->columns[i].vi, is->book->columns[i].en));
		if (was->version != 0) {
			TR_TRY(tr_registry_say_value(p->r, db, was, i, out, err));
			fputs(was->v[i].null ? "– → " : " → ", out);
		}
		TR_TRY(tr_registry_say_value(p->r, db, is, i, out, err));
		fputs(is->v[i].null ? "–\n" : "\n", out);
	}
	return TRIEN_OK;
}

static trien_rc
say_content(struct page *p, struct tr_sql *db, size_t i, struct trien_err *err)
{
	const struct tr_sql_value *content = tr_sql_cell(&p->r->rows, i, 8);
	struct tr_record is = tr_record_of(p->r->book);

	if (content->null)
		fprintf(p->text.file, "   %s\n", tr_say(p->r->cli, "(đã hủy việc nhập)", "(its entry was undone)"));
	else
		TR_TRY(tr_record_of_content(p->r->book, content->b, &is, err));
	is.version = content->null ? 0 : tr_sql_int(&p->r->rows, i, 0);
	const trien_rc rc = content->null ? TRIEN_OK : say_changes(p, db, &p->was, &is, err);
	tr_record_free(&p->was);
	p->was = is;
	return rc;
}

static trien_rc
say_page(struct page *p, struct tr_sql *db, struct trien_err *err)
{
	for (size_t i = 0; i < p->r->rows.count; i++) {
		TR_TRY(say_version(p, db, i, err));
		TR_TRY(say_content(p, db, i, err));
	}
	return TRIEN_OK;
}
static void
add_json(const struct page *p)
{
	for (size_t i = 0; i < p->r->rows.count; i++)
		json_array_append_new(p->all, tr_history_json(p->r->book, &p->r->rows, i, p->hidden));
}

static trien_rc
history_work(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct page *p = context;
	struct tr_registry_run *r = p->r;
	struct tr_viewer v;
	int64_t from = 1;

	json_array_clear(p->all);
	tr_record_free(&p->was);
	TR_TRY(tr_registry_text_begin(&p->text, err));
	TR_TRY(tr_registry_see(r, db, r->book, TR_VERB_SEE, &v, err));
	TR_TRY(tr_door_row(db, &r->who, &v, r->book, r->id, err));
	p->hidden = tr_door_hidden(&r->who, r->book);
	for (bool more = true; more; from += TR_HISTORY_PAGE) {
		tr_sql_rows_free(&r->rows);
		TR_TRY(tr_history_page(db, r->book, r->id, from, &r->rows, err));
		if (r->cli->json)
			add_json(p);
		else
			TR_TRY(say_page(p, db, err));
		more = r->rows.count == TR_HISTORY_PAGE;
	}
	return from == 1 + TR_HISTORY_PAGE && r->rows.count == 0 ? TR_ERR(err, REGISTRY_NOT_FOUND, TR_S("book", r->book->name), TR_I("id", r->id)) : TRIEN_OK;
}

trien_rc
tr_registry_history(struct tr_registry_run *r, struct trien_err *err)
{
	struct page p = {.r = r, .all = json_array()};
	trien_rc rc = tr_object_read(r->rest.items[0], &r->book, &r->id, err);

	if (rc == TRIEN_OK)
		rc = tr_sql_transact(r->db, TR_SQL_READ, history_work, &p, err);
	if (rc == TRIEN_OK && r->cli->json)
		tr_cli_print_json(json_pack("{s:s, s:O, s:n}", "object", r->rest.items[0], "versions", p.all, "error"));
	tr_registry_text_end(&p.text, rc == TRIEN_OK && !r->cli->json ? stdout : NULL);
	tr_record_free(&p.was);
	json_decref(p.all);
	return rc;
}
