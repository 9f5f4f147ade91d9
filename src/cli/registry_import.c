/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* trien registry import, certificate: a file, or a folder of certificates, into a book. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/errors/exchange.h"
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

/* The table that says whose each file is, where there is one. */
static trien_rc
read_said(struct tr_registry_run *r, struct trien_err *err)
{
	if (r->w->table == NULL)
		return TRIEN_OK;
	TR_TRY(tr_registry_read_file(r, r->w->table, err));
	r->said = r->table;
	r->table = (struct tr_table){0};
	return tr_certificate_files_match(&r->files, &r->said, err);
}

/* Before the database is open, as read_table(). */
trien_rc
tr_registry_read_certificates(struct tr_registry_run *r, struct trien_err *err)
{
	TR_AUTO_BUF trust = {.max = TR_WORKER_REQUEST_MAX};

	TR_TRY(tr_cli_trust_load(r->w->trust, &trust, err));
	TR_TRY(tr_certificate_files_list(r->rest.items[0], &r->files, err));
	TR_TRY(read_said(r, err));
	return tr_certificate_files_read(&r->files, tr_buf_view(&trust), r->act.at, err);
}

const struct tr_registry_became *
tr_registry_import_word(enum tr_import_what what)
{
	static const struct tr_registry_became words[] = {[TR_IMPORT_NEW] = {"new", "mới", "new"}, [TR_IMPORT_CHANGED] = {"changed", "sửa", "changed"},
		[TR_IMPORT_SAME] = {"same", "như cũ", "the same"}, [TR_IMPORT_BAD] = {"bad", "LỖI", "BAD"}};

	return &words[what];
}

/* Where a row is found, and of which file it is. */
struct place {
	size_t line; /* 0: no row says anything of the file */
	const struct tr_certificate_file *file; /* NULL: of no file */
	const char *cell;
	const struct tr_book *also; /* of a row that goes along; NULL: of the book itself */
};

static struct place
place_of(const struct tr_registry_run *r, size_t row)
{
	const struct tr_certificate_file *file = r->files.count > 0 ? &r->files.items[row - 1] : NULL;

	if (file == NULL)
		return (struct place){tr_table_line(&r->table, row), NULL, tr_table_cell(&r->table, row, 0), NULL};
	return (struct place){r->said.rows == 0 ? row : file->row == 0 ? 0 : tr_table_line(&r->said, file->row), file, "", NULL};
}

static void
print_row(const struct tr_registry_run *r, const struct place *at, const struct tr_import_row *is, json_t *all)
{
	const struct tr_registry_became *became = tr_registry_import_word(is->what);
	char text[1024] = "";

	if (is->what == TR_IMPORT_BAD)
		tr_cli_error_text(r->cli, &is->err, text, sizeof(text));
	json_t *o = json_pack("{s:I, s:s?, s:s, s:I, s:s?, s:s?}", "row", (json_int_t)at->line, "file", at->file != NULL ? at->file->path : NULL, "what",
			became->word, "id", (json_int_t)is->id, "why", is->what == TR_IMPORT_BAD ? trien_err_id(is->err.code) : NULL, "message",
			is->what == TR_IMPORT_BAD ? text : NULL);
	if (at->also != NULL)
		json_object_set_new(o, "book", json_string(at->also->name));
	json_array_append_new(all, o);
	const bool told = is->what == TR_IMPORT_BAD || at->file != NULL || (is->what != TR_IMPORT_SAME && r->w->dry_run);
	if (r->cli->json || !told)
		return;
	printf("%zu\t%s\t", at->line, tr_say(r->cli, became->vi, became->en));
	if (at->also != NULL)
		printf("%s: ", tr_say(r->cli, at->also->vi, at->also->en));
	if (at->file != NULL)
		print_file(r, at->file);
	else if (is->what != TR_IMPORT_BAD)
		tr_cli_print_safe(stdout, at->cell);
	tr_cli_print_safe(stdout, text);
	putchar('\n');
}

static json_t *
json_of_counts(const struct tr_import *i)
{
	return json_pack("{s:I, s:I, s:I, s:I}", "new", (json_int_t)i->count[TR_IMPORT_NEW], "changed", (json_int_t)i->count[TR_IMPORT_CHANGED], "same",
			(json_int_t)i->count[TR_IMPORT_SAME], "bad", (json_int_t)i->count[TR_IMPORT_BAD]);
}

static void
print_counts(const struct tr_registry_run *r, const struct tr_import *i)
{
	tr_cli_printf(r->cli, "%zu mới, %zu sửa, %zu như cũ%s\n", "%zu new, %zu changed, %zu the same%s\n", i->count[TR_IMPORT_NEW],
			i->count[TR_IMPORT_CHANGED], i->count[TR_IMPORT_SAME],
			r->w->dry_run ? tr_say(r->cli, " (thử, không ghi)", " (tried, nothing written)") : "");
}

static void
print_import(const struct tr_registry_run *r, const struct tr_import *i, json_t *rows, const struct trien_err *refused)
{
	json_t *notes = tr_registry_notes(r, i);

	if (r->cli->json) {
		json_t *o = json_pack("{s:I, s:b}", "act", (json_int_t)i->id, "dry_run", (int)r->w->dry_run);
		json_object_update_new(o, json_of_counts(i));
		if (i->also != NULL)
			json_object_set_new(o, i->also->book->name, json_of_counts(i->also));
		json_object_set_new(o, "sheet", r->table.sheet != NULL ? json_string(r->table.sheet) : json_null());
		json_object_set(o, "notes", notes);
		json_object_set(o, "rows", rows);
		tr_cli_put_error(r->cli, o, refused);
		tr_cli_print_json(o);
	} else {
		print_counts(r, i);
		if (i->also != NULL)
			printf("%s: ", tr_say(r->cli, i->also->book->vi, i->also->book->en));
		if (i->also != NULL)
			print_counts(r, i->also);
	}
	json_decref(notes);
}

/* The rows that go along are of files, too, in their order; next is where to look on. */
static struct place
place_of_kept(const struct tr_registry_run *r, size_t row, const struct tr_book *book, size_t *next)
{
	const size_t line = tr_table_line(&r->kept, row);

	while (*next < r->files.count && tr_table_line(&r->said, r->files.items[*next].row) != line)
		++*next;
	return (struct place){line, *next < r->files.count ? &r->files.items[*next] : NULL, "", book};
}

static void
print_rows(const struct tr_registry_run *r, const struct tr_import *i, trien_rc rc, json_t *rows)
{
	size_t next = 0;

	for (size_t row = 0; row < i->table->rows; row++) {
		const struct place at = i->table == &r->kept ? place_of_kept(r, row + 1, i->book, &next) : place_of(r, row + 1);
		if (rc == TRIEN_OK || i->rows[row].what == TR_IMPORT_BAD)
			print_row(r, &at, &i->rows[row], rows);
	}
}

static trien_rc
do_import(struct tr_registry_run *r, struct tr_import *i, struct trien_err *err)
{
	json_t *rows = json_array();
	const trien_rc rc = tr_import_table(r->db, i, tr_registry_mode(r), err);
	size_t bad = 0;

	for (const struct tr_import *each = i; each != NULL; each = each->also)
		bad += each->count[TR_IMPORT_BAD];
	for (const struct tr_import *each = i; each != NULL && (rc == TRIEN_OK || bad > 0); each = each->also)
		print_rows(r, each, rc, rows);
	r->told = rc != TRIEN_OK && r->cli->json && bad > 0; /* the rows and what refuses them are one object */
	if (rc == TRIEN_OK || r->told)
		print_import(r, i, rows, rc == TRIEN_OK ? &(struct trien_err){0} : err);
	json_decref(rows);
	return rc;
}

static trien_rc
import_table(struct tr_registry_run *r, const char *book, struct trien_err *err)
{
	struct tr_import i = {.table = &r->table, .act = &r->act, .from_files = r->files.count > 0},
			 kept = {.book = &tr_books[TR_BOOK_custody], .table = &r->kept};
	char what[64];

	TR_TRY(tr_registry_book_of(book, &i.book, err));
	snprintf(what, sizeof(what), "%s.import", i.book->name);
	TR_TRY(tr_registry_fill_act(r, what, err));
	i.rows = tr_mem_zeroed(r->table.rows + 1, sizeof(*i.rows));
	kept.rows = tr_mem_zeroed(r->kept.rows + 1, sizeof(*kept.rows));
	if (r->kept.rows > 0)
		i.also = &kept;
	const trien_rc rc = i.rows != NULL && kept.rows != NULL ? do_import(r, &i, err) : TR_ERR(err, NO_MEMORY, TR_U("want", r->table.rows * sizeof(*i.rows)));
	free(i.rows);
	free(kept.rows);
	return rc;
}

trien_rc
tr_registry_import(struct tr_registry_run *r, struct trien_err *err)
{
	return import_table(r, r->rest.items[0], err);
}

/* What cannot be read is told; then nothing is entered. */
static void
print_bad_files(struct tr_registry_run *r, const struct trien_err *refused)
{
	struct tr_import none = {.book = &tr_books[TR_BOOK_certificate]};
	json_t *unread = json_array();

	for (size_t i = 0; i < r->files.count; i++) {
		const struct place at = place_of(r, i + 1);
		if (r->files.items[i].why.code == TRIEN_OK)
			continue;
		none.count[TR_IMPORT_BAD]++;
		print_row(r, &at, &(struct tr_import_row){.what = TR_IMPORT_BAD, .err = r->files.items[i].why}, unread);
	}
	r->told = r->cli->json && none.count[TR_IMPORT_BAD] > 0;
	if (r->told)
		print_import(r, &none, unread, refused);
	json_decref(unread);
}

trien_rc
tr_registry_certificate(struct tr_registry_run *r, struct trien_err *err)
{
	const char *holder = r->w->holder != NULL || r->w->person == NULL ? r->w->holder : "person";
	struct tr_certificate_given given = {holder, r->w->agency, r->w->person, r->w->device, .state = r->w->state};

	TR_TRY(tr_registry_time_of(r, r->w->since, &given.ended_at, err));
	const trien_rc rc = tr_certificate_files_table(&r->files, &given, r->act.at, r->act.blobs, &r->table, err);
	if (rc == TRIEN_E_EXCHANGE_FILES_BAD)
		print_bad_files(r, err);
	TR_TRY(rc);
	TR_TRY(tr_certificate_files_custody(&r->files, &r->kept, err));
	return import_table(r, "certificate", err);
}
