/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* trien registry pictures, picture: a folder of handwritings or seals into their book, and what becomes of one. */
#include <stdlib.h>

#include "base/errors/cli.h"
#include "cli/length.h"
#include "cli/registry_run.h"
#include "registry/picture.h"

/* Before the database is open: what reads the files has no descriptor of it. */
trien_rc
tr_registry_read_pictures(struct tr_registry_run *r, struct trien_err *err)
{
	struct tr_picture_asked asked = {0};
	struct tr_profile *profile;

	if (r->w->diameter != NULL)
		TR_TRY(tr_cli_read_mm("--diameter-mm", r->w->diameter, &asked.diameter_mm, err));
	TR_TRY(tr_profile_for_time(r->act.at, &profile, err));
	tr_official_rules_of(profile, r->act.at, &asked.rules);
	tr_profile_free(profile);
	TR_TRY(tr_picture_files_list(r->rest.items[0], &r->pictures, err));
	return tr_picture_files_read(&r->pictures, &asked, err);
}

static void
print_file(const struct tr_registry_run *r, const struct tr_picture_file *f, const struct tr_import_row *is, json_t *all)
{
	const struct trien_err *said = is->what == TR_IMPORT_BAD ? &is->err : &f->note;
	const bool says = said->code != TRIEN_OK;
	char text[1024] = "";

	if (says)
		tr_cli_error_text(r->cli, said, text, sizeof(text));
	json_array_append_new(all, json_pack("{s:s, s:s, s:I, s:s?, s:s?}", "file", f->path, "what", tr_registry_import_word(is->what)->word, "id", (json_int_t)is->id, "why",
			says ? trien_err_id(said->code) : NULL, "message", says ? text : NULL));
	if (r->cli->json)
		return;
	printf("%s\t", tr_say(r->cli, tr_registry_import_word(is->what)->vi, tr_registry_import_word(is->what)->en));
	tr_cli_print_safe(stdout, f->path);
	if (says)
		fputs(": ", stdout);
	tr_cli_print_safe(stdout, text);
	putchar('\n');
}

/* What of the files cannot be read is told; then nothing is entered. */
static void
print_unread(const struct tr_registry_run *r)
{
	json_t *unread = json_array();

	for (size_t i = 0; i < r->pictures.count; i++)
		if (r->pictures.items[i].why.code != TRIEN_OK)
			print_file(r, &r->pictures.items[i], &(struct tr_import_row){.what = TR_IMPORT_BAD, .err = r->pictures.items[i].why}, unread);
	json_decref(unread);
}

static void
print_all(const struct tr_registry_run *r, const struct tr_picture_import *i, json_t *rows)
{
	if (r->cli->json)
		tr_cli_print_json(json_pack("{s:I, s:b, s:I, s:I, s:O, s:n}", "act", (json_int_t)i->id, "dry_run", (int)r->w->dry_run, "new", (json_int_t)i->count[TR_IMPORT_NEW], "same",
				(json_int_t)i->count[TR_IMPORT_SAME], "rows", rows, "error"));
	else
		tr_cli_printf(r->cli, "%zu hình chờ duyệt, %zu như cũ%s\n", "%zu pictures wait for approval, %zu the same%s\n", i->count[TR_IMPORT_NEW],
				i->count[TR_IMPORT_SAME], r->w->dry_run ? tr_say(r->cli, " (thử, không ghi)", " (tried, nothing written)") : "");
}

trien_rc
tr_registry_pictures(struct tr_registry_run *r, struct trien_err *err)
{
	struct tr_picture_import i = {.files = &r->pictures, .act = &r->act};

	print_unread(r);
	TR_TRY(tr_registry_fill_act(r, "picture.import", err));
	TR_TRY(tr_picture_files_keep(&r->pictures, r->act.blobs, err));
	i.rows = tr_mem_zeroed(r->pictures.count + 1, sizeof(*i.rows));
	if (i.rows == NULL)
		return TR_ERR(err, NO_MEMORY, TR_U("want", r->pictures.count * sizeof(*i.rows)));
	json_t *rows = json_array();
	const trien_rc rc = tr_picture_import(r->db, &i, tr_registry_mode(r), err);
	for (size_t file = 0; file < r->pictures.count; file++)
		if (rc == TRIEN_OK || i.rows[file].what == TR_IMPORT_BAD)
			print_file(r, &r->pictures.items[file], &i.rows[file], rows);
	if (rc == TRIEN_OK)
		print_all(r, &i, rows);
	json_decref(rows);
	free(i.rows);
	return rc;
}

trien_rc
tr_registry_picture(struct tr_registry_run *r, struct trien_err *err)
{
	const char *what = tr_picture_act(r->rest.items[0]);
	const struct tr_book *book;
	int64_t picture, act;

	if (what == NULL)
		return TR_ERR(err, CLI_OPTION_VALUE, TR_S("option", "DECISION"), TR_S("got", r->rest.items[0]), TR_S("want", "approve, refuse, withdraw"));
	TR_TRY(tr_object_read(r->rest.items[1], &book, &picture, err));
	if (book != &tr_books[TR_BOOK_picture])
		return TR_ERR(err, CLI_OPTION_VALUE, TR_S("option", "PICTURE"), TR_S("got", r->rest.items[1]), TR_S("want", "picture:7"));
	TR_TRY(tr_registry_fill_act(r, what, err));
	TR_TRY(tr_picture_decide(r->db, &r->act, tr_registry_mode(r), picture, &act, err));
	tr_registry_print_written(r, act);
	return TRIEN_OK;
}
