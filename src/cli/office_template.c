/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* trien office template, template-change, template-begin: what drafts begin with. Requirement: R4.1 R5.1 */
#include "office/template.h"

#include <stdio.h>
#include <unistd.h>

#include "base/env.h"
#include "base/errors/cli.h"
#include "cli/office_run.h"
#include "exchange/draft_fill.h"
#include "worker/task_network.h"

#define PDF "pdf"

/* What the options say, its file put into the store. */
static trien_rc
read_new(struct tr_registry_run *r, char source[TR_HEX256 + 1], char preview[TR_HEX256 + 1], struct tr_template_new *n, struct trien_err *err)
{
	struct tr_office_words *o = r->w->office;

	n->name = o->name;
	n->kind = o->kind;
	n->is_signed = o->file.signatures > 0;
	if (o->from != NULL)
		TR_TRY(tr_office_read_time(o->from, "--from", &n->from_at, err));
	if (o->until != NULL)
		TR_TRY(tr_office_read_time(o->until, "--until", &n->to_at, err));
	if (o->file.content.n == 0)
		return TRIEN_OK;
	TR_TRY(tr_blob_put(r->act.blobs, tr_buf_view(&o->file.content), preview, err));
	TR_TRY(tr_blob_put(r->act.blobs, tr_buf_view(o->original.n > 0 ? &o->original : &o->file.content), source, err));
	n->file = source;
	n->preview = preview;
	n->format = o->original.n > 0 ? o->format : PDF;
	return TRIEN_OK;
}

static void
print_template(const struct tr_registry_run *r, const struct tr_book *b, int64_t id)
{
	if (r->cli->json)
		tr_cli_print_json(json_pack("{s:s, s:I, s:b, s:n}", "book", b->name, "template", (json_int_t)id, "dry_run", (int)r->w->dry_run, "error"));
	else
		printf("%s:%lld%s\n", b->name, (long long)id, r->w->dry_run ? tr_say(r->cli, " (thử, không ghi)", " (tried, nothing written)") : "");
}

trien_rc
tr_registry_office_template(struct tr_registry_run *r, struct trien_err *err)
{
	const struct tr_office_words *o = r->w->office;
	const struct tr_book *b = &tr_books[o->common ? TR_BOOK_common_template : TR_BOOK_template];
	char source[TR_HEX256 + 1], preview[TR_HEX256 + 1];
	struct tr_template_new n = {0};
	struct tr_office_who who;
	int64_t id;

	TR_TRY(tr_office_wanted(o->name, "--name", err));
	TR_TRY(tr_office_wanted(o->kind, "--kind", err));
	TR_TRY(tr_office_wanted(o->from, "--from", err));
	TR_TRY(tr_office_who_of(r, o->common ? "common_template.enter" : "template.enter", &who, err));
	if (!o->common)
		TR_TRY(tr_office_agency(r, &n.agency, err));
	TR_TRY(read_new(r, source, preview, &n, err));
	TR_TRY(tr_template_enter(r->db, &r->act, tr_registry_mode(r), &who, &n, &id, err));
	print_template(r, b, id);
	return TRIEN_OK;
}

trien_rc
tr_office_template_object(const char *text, const struct tr_book **b, int64_t *id, struct trien_err *err)
{
	TR_TRY(tr_object_read(text, b, id, err));
	if (*b == &tr_books[TR_BOOK_template] || *b == &tr_books[TR_BOOK_common_template])
		return TRIEN_OK;
	return TR_ERR(err, CLI_OPTION_VALUE, TR_S("option", "template"), TR_S("got", text), TR_S("want", "template:3, common_template:3"));
}

trien_rc
tr_registry_office_template_change(struct tr_registry_run *r, struct trien_err *err)
{
	char source[TR_HEX256 + 1], preview[TR_HEX256 + 1];
	struct tr_template_new n = {0};
	struct tr_office_who who;
	const struct tr_book *b;
	int64_t id, act;

	TR_TRY(tr_office_template_object(r->rest.items[0], &b, &id, err));
	TR_TRY(tr_office_who_of(r, b == &tr_books[TR_BOOK_template] ? "template.change" : "common_template.change", &who, err));
	TR_TRY(read_new(r, source, preview, &n, err));
	TR_TRY(tr_template_change(r->db, &r->act, tr_registry_mode(r), &who, b, id, &n, &act, err));
	print_template(r, b, id);
	return TRIEN_OK;
}

/* ---- a draft begins ---- */

struct beginning {
	struct tr_registry_run *r;
	const struct tr_book *book;
	int64_t id, agency;
	struct tr_template_begun begun;
};

trien_rc
tr_registry_office_start_filler(struct tr_registry_run *r, struct trien_err *err)
{
	return tr_worker_start(tr_draft_tasks, TR_DRAFT_TASKS, &r->w->office->filler, err);
}

static trien_rc
read_begun(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct beginning *b = context;
	struct tr_viewer viewer;

	tr_template_begun_free(&b->begun);
	b->begun = (struct tr_template_begun){0};
	TR_TRY(tr_registry_see(b->r, db, b->book, TR_VERB_SEE, &viewer, err));
	TR_TRY(tr_door_row(db, &b->r->who, &viewer, b->book, b->id, err));
	return tr_template_begin(db, b->book, b->id, b->agency, b->r->w->office->unit, b->r->act.at, &b->begun, err);
}

static trien_rc
fill(const struct beginning *b, struct tr_bytes file, struct tr_buf *out, struct trien_err *err)
{
	const struct tr_office_words *o = b->r->w->office;
	const struct tr_draft_values values = {.text = {[TR_DRAFT_FIELD_SUBJECT] = o->subject, [TR_DRAFT_FIELD_KIND] = (const char *)b->begun.kind.p,
		[TR_DRAFT_FIELD_SYMBOL] = (const char *)b->begun.symbol.p, [TR_DRAFT_FIELD_AGENCY] = (const char *)b->begun.agency.p, [TR_DRAFT_FIELD_UNIT] = o->unit,
		[TR_DRAFT_FIELD_SIGNER] = o->signer, [TR_DRAFT_FIELD_RECIPIENTS] = o->recipients}};
	TR_AUTO_BUF request = {0};

	TR_TRY(tr_draft_fill_request(&values, &request, err));
	const int fd = tr_worker_memory_file(file);
	if (fd < 0)
		return TR_ERR(err, NO_MEMORY, TR_U("want", file.n));
	const trien_rc rc = tr_draft_fill_by(o->filler, fd, tr_buf_view(&request), out, err);
	close(fd);
	return rc;
}

static trien_rc
write_begun(const struct beginning *b, struct trien_err *err)
{
	TR_AUTO_BUF file = {.max = TR_BLOB_MAX}, filled = {.max = TR_BLOB_MAX};
	const bool is_pdf = strcmp(b->begun.format, PDF) == 0;

	TR_TRY(tr_blob_get(b->r->act.blobs, b->begun.file, &file, err));
	if (!is_pdf)
		TR_TRY(fill(b, tr_buf_view(&file), &filled, err));
	TR_TRY(tr_registry_write_out(b->r, tr_buf_view(is_pdf ? &file : &filled), err));
	if (b->r->cli->json)
		tr_cli_print_json(json_pack("{s:s, s:s, s:s, s:n}", "object", b->r->rest.items[0], "format", b->begun.format, "output", b->r->w->out, "error"));
	else
		tr_cli_printf(b->r->cli, "Dự thảo để soạn tiếp (%s): %s\n", "Draft to go on with (%s): %s\n", b->begun.format, b->r->w->out);
	return TRIEN_OK;
}

trien_rc
tr_registry_office_template_begin(struct tr_registry_run *r, struct trien_err *err)
{
	struct beginning b = {.r = r};

	TR_TRY(tr_office_template_object(r->rest.items[0], &b.book, &b.id, err));
	TR_TRY(tr_office_wanted(r->w->out, "-o", err));
	if (r->w->agency != NULL)
		TR_TRY(tr_office_agency(r, &b.agency, err));
	trien_rc rc = tr_sql_transact(r->db, TR_SQL_READ, read_begun, &b, err);
	if (rc == TRIEN_OK)
		rc = write_begun(&b, err);
	tr_template_begun_free(&b.begun);
	return rc;
}
