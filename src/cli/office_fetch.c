/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* trien office file: the file of a document, a draft, an annex, a step or its evidence; in-evidence: that of one that came; for who may see it. Requirement: R4.1 X1 */
#include <stdio.h>
#include <string.h>

#include "base/errors/cli.h"
#include "base/errors/office.h"
#include "cli/office_run.h"

struct fetching {
	struct tr_registry_run *r;
	const char *column; /* of the row; NULL: the document itself */
	char name[TR_HEX256 + 1];
};

/* Of a document what was issued, else its copy of the paper, else what it is now. */
static bool
file_of(const struct tr_record *row, const char *named, uint32_t hidden, char name[TR_HEX256 + 1])
{
	static const size_t of_document[] = {TR_document_issued_file, TR_document_e_copy, TR_document_file};
	const size_t own = tr_book_column(row->book, named != NULL ? named : "file");
	const bool document = row->book == &tr_books[TR_BOOK_document];

	for (size_t i = 0; i < (document ? sizeof(of_document) / sizeof(*of_document) : 1); i++) {
		const size_t column = document ? of_document[i] : own;
		if (column >= row->book->count || row->v[column].null || (hidden & TR_BIT(column)))
			continue;
		snprintf(name, TR_HEX256 + 1, "%.*s", (int)row->v[column].b.n, (const char *)row->v[column].b.p);
		return true;
	}
	return false;
}

static trien_rc
find(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct fetching *f = context;
	struct tr_registry_run *r = f->r;
	TR_AUTO_RECORD row = {0};
	struct tr_viewer viewer;

	TR_TRY(tr_registry_see(r, db, r->book, TR_VERB_SEE, &viewer, err));
	TR_TRY(tr_door_row(db, &r->who, &viewer, r->book, r->id, err));
	TR_TRY(tr_record_load(db, r->book, r->id, &row, err));
	return file_of(&row, f->column, tr_door_hidden(&r->who, r->book), f->name) ? TRIEN_OK : TR_ERR(err, OFFICE_NO_FILE, TR_S("object", r->rest.items[0]));
}

static trien_rc
put_file(struct fetching *f, struct trien_err *err)
{
	TR_AUTO_BUF content = {.max = TR_BLOB_MAX};
	struct tr_registry_run *r = f->r;

	TR_TRY(tr_office_wanted(r->w->out, "-o", err));
	TR_TRY(tr_sql_transact(r->db, TR_SQL_READ, find, f, err));
	TR_TRY(tr_blob_get(r->act.blobs, f->name, &content, err));
	TR_TRY(tr_registry_write_out(r, tr_buf_view(&content), err));
	if (r->cli->json)
		tr_cli_print_json(json_pack("{s:s, s:s, s:s, s:n}", "object", r->rest.items[0], "sha256", f->name, "output", r->w->out, "error"));
	else
		tr_cli_printf(r->cli, "%s → %s\n", "%s → %s\n", r->rest.items[0], r->w->out);
	return TRIEN_OK;
}

trien_rc
tr_registry_office_file(struct tr_registry_run *r, struct trien_err *err)
{
	struct fetching f = {.r = r};

	TR_TRY(tr_object_read(r->rest.items[0], &r->book, &r->id, err));
	return put_file(&f, err);
}

trien_rc
tr_registry_office_in_evidence(struct tr_registry_run *r, struct trien_err *err)
{
	struct fetching f = {.r = r, .column = "evidence"};

	r->book = &tr_books[TR_BOOK_arrival];
	TR_TRY(tr_office_object(r->rest.items[0], r->book, &r->id, err));
	return put_file(&f, err);
}
