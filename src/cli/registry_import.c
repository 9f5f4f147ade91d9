/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* trien registry import, certificate: a file, or a folder of certificates, into a book. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "cli/registry_run.h"
#include "cli/trust_place.h"
#include "store/file.h"

trien_rc
tr_registry_read_file(struct tr_registry_run *r, const char *path, struct trien_err *err)
{
	const int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return tr_file_failed(path, errno, err);
	const trien_rc rc = tr_table_read_apart(fd, r->w->sheet, &r->table, err);
	close(fd);
	return rc;
}

/* Before the database is open: what reads the file has no descriptor of it. */
trien_rc
tr_registry_read_table(struct tr_registry_run *r, struct trien_err *err)
{
	return tr_registry_read_file(r, r->rest.items[1], err);
}

static const char *
row_file(const struct tr_registry_run *r, size_t row)
{
	return r->files.count > 0 ? r->files.items[row - 1].path : NULL;
}

static void
print_file(const struct tr_registry_run *r, const struct tr_certificate_file *f)
{
	tr_cli_print_safe(stdout, f->path);
	fputs(": ", stdout);
	if (f->why.code != TRIEN_OK)
		return;
	tr_cli_print_safe(stdout, f->subject_name);
	fputs(f->trusted ? tr_say(r->cli, ", nối tới danh mục tin cậy", ", chains to the trust list")
			 : tr_say(r->cli, ", KHÔNG nối tới danh mục tin cậy", ", does NOT chain to the trust list"), stdout);
	fputs(f->lab ? tr_say(r->cli, ", CHỨNG THƯ PHÒNG LAB, không có giá trị pháp lý ", ", LAB CERTIFICATE, no legal force ") : " ", stdout);
}

/* Before the database is open, as read_table(). */
trien_rc
tr_registry_read_certificates(struct tr_registry_run *r, struct trien_err *err)
{
	TR_AUTO_BUF trust = {.max = TR_WORKER_REQUEST_MAX};

	TR_TRY(tr_cli_trust_load(r->w->trust, &trust, err));
	TR_TRY(tr_certificate_files_list(r->rest.items[0], &r->files, err));
	return tr_certificate_files_read(&r->files, tr_buf_view(&trust), r->act.at, err);
}

const struct tr_registry_became *
tr_registry_import_word(enum tr_import_what what)
{
	static const struct tr_registry_became words[] = {[TR_IMPORT_NEW] = {"new", "mới", "new"}, [TR_IMPORT_CHANGED] = {"changed", "sửa", "changed"},
		[TR_IMPORT_SAME] = {"same", "như cũ", "the same"}, [TR_IMPORT_BAD] = {"bad", "LỖI", "BAD"}};

	return &words[what];
}

static void
print_row(const struct tr_registry_run *r, size_t row, const struct tr_import_row *is, json_t *all)
{
	const struct tr_registry_became *became = tr_registry_import_word(is->what);
	char text[1024] = "";

	if (is->what == TR_IMPORT_BAD)
		trien_err_text(&is->err, r->cli->lang, text, sizeof(text));
	json_array_append_new(all, json_pack("{s:I, s:s?, s:s, s:I, s:s?, s:s?}", "row", (json_int_t)tr_table_line(&r->table, row), "file", row_file(r, row), "what",
			became->word, "id", (json_int_t)is->id, "why", is->what == TR_IMPORT_BAD ? trien_err_id(is->err.code) : NULL, "message",
			is->what == TR_IMPORT_BAD ? text : NULL));
	const bool told = is->what == TR_IMPORT_BAD || r->files.count > 0 || (is->what != TR_IMPORT_SAME && r->w->dry_run);
	if (r->cli->json || !told)
		return;
	printf("%zu\t%s\t", tr_table_line(&r->table, row), tr_say(r->cli, became->vi, became->en));
	if (r->files.count > 0)
		print_file(r, &r->files.items[row - 1]);
	else if (is->what != TR_IMPORT_BAD)
		tr_cli_print_safe(stdout, tr_table_cell(&r->table, row, 0));
	tr_cli_print_safe(stdout, text);
	putchar('\n');
}

static void
print_import(const struct tr_registry_run *r, const struct tr_import *i, json_t *rows, const struct trien_err *refused)
{
	json_t *notes = tr_registry_notes(r, i);

	if (r->cli->json) {
		json_t *o = json_pack("{s:I, s:b, s:I, s:I, s:I, s:I, s:s?, s:O, s:O}", "act", (json_int_t)i->id, "dry_run", (int)r->w->dry_run, "new",
				(json_int_t)i->count[TR_IMPORT_NEW], "changed", (json_int_t)i->count[TR_IMPORT_CHANGED], "same",
				(json_int_t)i->count[TR_IMPORT_SAME], "bad", (json_int_t)i->count[TR_IMPORT_BAD], "sheet", r->table.sheet, "notes", notes, "rows", rows);
		tr_cli_put_error(r->cli, o, refused);
		tr_cli_print_json(o);
	} else {
		tr_cli_printf(r->cli, "%zu mới, %zu sửa, %zu như cũ%s\n", "%zu new, %zu changed, %zu the same%s\n", i->count[TR_IMPORT_NEW],
				i->count[TR_IMPORT_CHANGED], i->count[TR_IMPORT_SAME],
				r->w->dry_run ? tr_say(r->cli, " (thử, không ghi)", " (tried, nothing written)") : "");
	}
	json_decref(notes);
}

static trien_rc
import_table(struct tr_registry_run *r, const char *book, struct trien_err *err)
{
	struct tr_import i = {.table = &r->table, .act = &r->act, .from_files = r->files.count > 0};
	char what[64];

	TR_TRY(tr_registry_book_of(book, &i.book, err));
	snprintf(what, sizeof(what), "%s.import", i.book->name);
	TR_TRY(tr_registry_fill_act(r, what, err));
	i.rows = tr_mem_zeroed(r->table.rows + 1, sizeof(*i.rows));
	if (i.rows == NULL)
		return TR_ERR(err, NO_MEMORY, TR_U("want", r->table.rows * sizeof(*i.rows)));
	json_t *rows = json_array();
	const trien_rc rc = tr_import_table(r->db, &i, tr_registry_mode(r), err);
	for (size_t row = 0; row < r->table.rows && (rc == TRIEN_OK || i.count[TR_IMPORT_BAD] > 0); row++)
		if (rc == TRIEN_OK || i.rows[row].what == TR_IMPORT_BAD)
			print_row(r, row + 1, &i.rows[row], rows);
	r->told = rc != TRIEN_OK && r->cli->json && i.count[TR_IMPORT_BAD] > 0; /* the rows and what refuses them are one object */
	if (rc == TRIEN_OK || r->told)
		print_import(r, &i, rows, rc == TRIEN_OK ? &(struct trien_err){0} : err);
	json_decref(rows);
	free(i.rows);
	return rc;
}

trien_rc
tr_registry_import(struct tr_registry_run *r, struct trien_err *err)
{
	return import_table(r, r->rest.items[0], err);
}

/* What cannot be read is told; then nothing is entered. */
static void
print_bad_files(const struct tr_registry_run *r)
{
	json_t *unread = json_array();

	for (size_t i = 0; i < r->files.count; i++)
		if (r->files.items[i].why.code != TRIEN_OK)
			print_row(r, i + 1, &(struct tr_import_row){.what = TR_IMPORT_BAD, .err = r->files.items[i].why}, unread);
	json_decref(unread);
}

trien_rc
tr_registry_certificate(struct tr_registry_run *r, struct trien_err *err)
{
	const char *holder = r->w->holder != NULL || r->w->person == NULL ? r->w->holder : "person";
	struct tr_certificate_given given = {holder, r->w->agency, r->w->person, r->w->device, .state = r->w->state};

	print_bad_files(r);
	TR_TRY(tr_registry_time_of(r, r->w->since, &given.ended_at, err));
	TR_TRY(tr_certificate_files_table(&r->files, &given, r->act.at, r->act.blobs, &r->table, err));
	return import_table(r, "certificate", err);
}
