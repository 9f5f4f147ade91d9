/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* trien office take: a number for a document. Requirement: R5.1 R5.3 R9.1 X3 */
#include <stdio.h>

#include "base/env.h"
#include "base/errors/cli.h"
#include "base/time.h"
#include "cli/office_run.h"
#include "registry/value.h"

/* ---- what the words mean, for all subcommands ---- */

trien_rc
tr_office_wanted(const char *text, const char *option, struct trien_err *err)
{
	return text != NULL ? TRIEN_OK : TR_ERR(err, CLI_OPTION_VALUE, TR_S("option", option), TR_S("got", ""), TR_S("want", "…"));
}

trien_rc
tr_office_object(const char *text, const struct tr_book *book, int64_t *id, struct trien_err *err)
{
	const struct tr_book *b;

	TR_TRY(tr_object_read(text, &b, id, err));
	return b == book ? TRIEN_OK : TR_ERR(err, CLI_OPTION_VALUE, TR_S("option", book->name), TR_S("got", text), TR_S("want", "document:17"));
}

trien_rc
tr_office_who_of(struct tr_registry_run *r, const char *what, struct tr_office_who *out, struct trien_err *err)
{
	TR_TRY(tr_registry_fill_act(r, what, err));
	*out = (struct tr_office_who){r->who.person, r->who.guarded ? r->who.role : TR_ROLE_CLERK};
	if (r->who.guarded)
		return TRIEN_OK;
	if (r->w->role != NULL)
		(void)tr_rules_role_of(r->w->role, &out->role); /* it is one: it was looked at */
	return tr_office_wanted(r->w->as, "--as", err);
}

struct finding {
	const struct tr_book *book;
	size_t column;
	const char *key;
	int64_t id;
};

static trien_rc
find(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct finding *f = context;
	TR_AUTO_RECORD r = tr_record_of(f->book);

	TR_TRY(tr_value_read(db, &r, f->column, f->key, err));
	f->id = r.v[f->column].i;
	return TRIEN_OK;
}

trien_rc
tr_office_reference(struct tr_registry_run *r, const struct tr_book *book, size_t column, const char *text, int64_t *out, struct trien_err *err)
{
	struct finding f = {book, column, text, 0};

	TR_TRY(tr_sql_transact(r->db, TR_SQL_READ, find, &f, err));
	*out = f.id;
	return TRIEN_OK;
}

trien_rc
tr_office_agency(struct tr_registry_run *r, int64_t *out, struct trien_err *err)
{
	TR_TRY(tr_office_wanted(r->w->agency, "--agency", err));
	return tr_office_reference(r, &tr_books[TR_BOOK_post], TR_post_agency, r->w->agency, out, err);
}

trien_rc
tr_office_read_time(const char *text, const char *option, int64_t *out, struct trien_err *err)
{
	TR_TRY(tr_office_wanted(text, option, err));
	const struct tr_bytes b = TR_BYTES(text, strlen(text));
	return tr_time_read_day(b, TR_ZONE_VIETNAM, out, NULL) == TRIEN_OK ? TRIEN_OK : tr_time_read_iso(b, TR_ZONE_VIETNAM, out, err);
}

/* ---- taking ---- */

static trien_rc
read_wish(const struct tr_registry_run *r, struct tr_office_wish *out, struct trien_err *err)
{
	const struct tr_office_words *o = r->w->office;
	const struct tr_bytes on = TR_BYTES(r->w->on, r->w->on == NULL ? 0 : strlen(r->w->on));

	*out = (struct tr_office_wish){.key = o->key};
	if (r->w->on != NULL)
		TR_TRY(tr_time_read(on, TR_ZONE_VIETNAM, &out->day, err));
	return o->kept == NULL ? TRIEN_OK : tr_registry_number_of(o->kept, "--kept", &out->kept, err);
}

trien_rc
tr_office_read_new(struct tr_registry_run *r, char file[TR_HEX256 + 1], struct tr_office_new *out, struct trien_err *err)
{
	const struct tr_office_words *o = r->w->office;

	*out = (struct tr_office_new){.kind = o->kind, .subject = o->subject, .unit = o->unit, .signer = o->signer, .recipients = o->recipients,
		.urgency = o->urgency, .paper = o->paper, .signed_file = o->file.intact};
	TR_TRY(tr_office_agency(r, &out->agency, err));
	TR_TRY(tr_office_wanted(o->kind, "--kind", err));
	TR_TRY(tr_office_wanted(o->subject, "--subject", err));
	if (o->replaces != NULL)
		TR_TRY(tr_office_object(o->replaces, &tr_books[TR_BOOK_document], &out->replaces, err));
	if (r->rest.count == 0)
		return TRIEN_OK;
	out->file = file;
	return tr_blob_put(r->act.blobs, tr_buf_view(&o->file.content), file, err);
}

static void
print_number(const struct tr_registry_run *r, const struct tr_office_number *n)
{
	char day[TR_TIME_TEXT_MAX];
	const struct tr_civil c = tr_civil_of(n->day, TR_ZONE_VIETNAM);

	snprintf(day, sizeof(day), "%02d/%02d/%04d", c.day, c.month, c.year);
	if (r->cli->json) {
		tr_cli_print_json(json_pack("{s:s, s:I, s:I, s:s, s:I, s:I, s:b, s:b, s:n}", "text", (const char *)n->text.p, "number", (json_int_t)n->number,
				"year", (json_int_t)n->year, "date", day, "document", (json_int_t)n->document, "act", (json_int_t)n->act, "again", (int)n->again,
				"dry_run", (int)r->w->dry_run, "error"));
		return;
	}
	tr_cli_printf(r->cli, "Số %s, ngày %s (document:%lld)%s\n", "Number %s, date %s (document:%lld)%s\n", (const char *)n->text.p, day,
			(long long)n->document, r->w->dry_run ? tr_say(r->cli, ", thử, không ghi", ", tried, nothing written")
						: n->again    ? tr_say(r->cli, ", đã cấp từ trước", ", taken before")
							      : "");
}

trien_rc
tr_registry_office_take(struct tr_registry_run *r, struct trien_err *err)
{
	struct tr_office_number number = {0};
	struct tr_office_wish wish;
	struct tr_office_who who;
	struct tr_office_copy copy;
	struct tr_office_new new;
	char file[TR_HEX256 + 1];

	TR_TRY(tr_office_who_of(r, "document.number", &who, err));
	TR_TRY(read_wish(r, &wish, err));
	TR_TRY(tr_office_read_new(r, file, &new, err));
	TR_TRY(tr_office_read_copy(r, &copy, &new, err));
	TR_TRY(tr_office_register(r->db, &r->act, tr_registry_mode(r), &who, &new, &wish, &number, err));
	print_number(r, &number);
	tr_office_number_free(&number);
	return TRIEN_OK;
}

/* Of a document that all its persons have signed. */
trien_rc
tr_registry_office_number(struct tr_registry_run *r, struct trien_err *err)
{
	struct tr_office_number number = {0};
	struct tr_office_wish wish;
	struct tr_office_who who;
	int64_t document;

	TR_TRY(tr_office_object(r->rest.items[0], &tr_books[TR_BOOK_document], &document, err));
	TR_TRY(tr_office_who_of(r, "document.number", &who, err));
	TR_TRY(read_wish(r, &wish, err));
	TR_TRY(tr_office_take(r->db, &r->act, tr_registry_mode(r), &who, document, &wish, &number, err));
	print_number(r, &number);
	tr_office_number_free(&number);
	return TRIEN_OK;
}
