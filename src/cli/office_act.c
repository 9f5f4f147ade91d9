/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* trien office issue, e-copy, void, recall, correct, keep, close. Requirement: R5.3 R9.1 R9.2 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/env.h"
#include "base/errors/office.h"
#include "base/time.h"
#include "cli/office_run.h"
#include "desk/beside.h"
#include "office/incoming.h"

#define CORRECTIONS_MAX 16u /* as many as the command takes words */

struct holding {
	int64_t document;
	struct tr_office_taken taken;
};

static trien_rc
look_up(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct holding *h = context;
	return tr_office_taken(db, h->document, &h->taken, err);
}

trien_rc
tr_office_read_receivers(struct tr_registry_run *r, struct tr_office_receivers *out, struct trien_err *err)
{
	char key[128];

	out->count = 0;
	for (const char *at = r->w->office->to; at != NULL && *at != '\0';) {
		const size_t n = strcspn(at, ",");
		if (out->count == TR_OFFICE_RECEIVERS_MAX)
			return TR_ERR(err, OFFICE_RECEIVER_LIMIT, TR_U("max", TR_OFFICE_RECEIVERS_MAX));
		snprintf(key, sizeof(key), "%.*s", n < sizeof(key) ? (int)n : (int)sizeof(key) - 1, at);
		TR_TRY(tr_office_reference(r, &tr_books[TR_BOOK_delivery], TR_delivery_agency, key, &out->ids[out->count++], err));
		at += n + (at[n] == ',');
	}
	return TRIEN_OK;
}

static trien_rc
hold_file(struct tr_registry_run *r, int64_t document, char name[TR_HEX256 + 1], struct tr_office_given *out, struct trien_err *err)
{
	struct tr_desk_file *f = &r->w->office->file;
	struct holding h = {.document = document};
	size_t bytes;

	TR_TRY(tr_sql_transact(r->db, TR_SQL_READ, look_up, &h, err));
	TR_TRY(tr_office_continues(r->act.blobs, &h.taken, tr_buf_view(&f->content), &bytes, err));
	out->continues = bytes > 0;
	if (bytes > 0)
		TR_TRY(tr_desk_look_beside(f, bytes, r->act.at, true, err));
	out->shows_number = tr_desk_shows_number(f, h.taken.number, h.taken.day);
	out->seal = f->seal[0] != '\0' ? f->seal : NULL;
	out->signed_file = f->intact;
	TR_TRY(tr_blob_put(r->act.blobs, tr_buf_view(&f->content), name, err));
	out->file = name;
	return TRIEN_OK;
}

static void
print_done(const struct tr_registry_run *r, int64_t document, const struct tr_office_done *d)
{
	const struct tr_rules_word *from = tr_document_state_word(d->from), *to = tr_document_state_word(d->to);

	if (r->cli->json)
		tr_cli_print_json(json_pack("{s:I, s:I, s:s, s:s, s:b, s:n}", "act", (json_int_t)d->act, "document", (json_int_t)document, "from", from->word, "to",
				to->word, "dry_run", (int)r->w->dry_run, "error"));
	else if (d->act == 0 && !r->w->dry_run)
		tr_cli_printf(r->cli, "document:%lld: đã ghi từ trước, không ghi lại\n", "document:%lld: recorded before, nothing was written\n",
				(long long)document);
	else
		printf("document:%lld: %s → %s%s\n", (long long)document, tr_say(r->cli, from->vi, from->en), tr_say(r->cli, to->vi, to->en),
				r->w->dry_run ? tr_say(r->cli, " (thử, không ghi)", " (tried, nothing written)") : "");
}

static trien_rc
act_on(struct tr_registry_run *r, enum tr_document_act what, struct trien_err *err)
{
	struct tr_office_receivers to;
	struct tr_office_given given = {.to = to.ids};
	struct tr_office_done done;
	struct tr_office_who who;
	char name[TR_HEX256 + 1], evidence[TR_HEX256 + 1] = "";
	int64_t document;

	TR_TRY(tr_office_object(r->rest.items[0], &tr_books[TR_BOOK_document], &document, err));
	TR_TRY(tr_office_who_of(r, tr_document_act_word(what)->word, &who, err));
	if (r->rest.count > 1)
		TR_TRY(hold_file(r, document, name, &given, err));
	if (what == TR_DOCUMENT_ACT_ISSUE)
		TR_TRY(tr_office_issuing(r, evidence, err));
	given.evidence = evidence[0] != '\0' ? evidence : NULL;
	TR_TRY(tr_office_read_receivers(r, &to, err));
	given.to_count = to.count;
	TR_TRY(tr_office_do(r->db, &r->act, tr_registry_mode(r), &who, document, what, &given, &done, err));
	print_done(r, document, &done);
	return TRIEN_OK;
}

trien_rc
tr_registry_office_issue(struct tr_registry_run *r, struct trien_err *err)
{
	return act_on(r, TR_DOCUMENT_ACT_ISSUE, err);
}

trien_rc
tr_registry_office_e_copy(struct tr_registry_run *r, struct trien_err *err)
{
	return act_on(r, TR_DOCUMENT_ACT_E_COPY, err);
}

trien_rc
tr_registry_office_recall(struct tr_registry_run *r, struct trien_err *err)
{
	return act_on(r, TR_DOCUMENT_ACT_RECALL, err);
}

/* Of a document, or of a number that was kept for one (outgoing:17). */
trien_rc
tr_registry_office_void(struct tr_registry_run *r, struct trien_err *err)
{
	const struct tr_book *book;
	struct tr_office_who who;
	int64_t entry, document;

	TR_TRY(tr_object_read(r->rest.items[0], &book, &entry, err));
	if (book != &tr_books[TR_BOOK_outgoing])
		return act_on(r, TR_DOCUMENT_ACT_VOID, err);
	TR_TRY(tr_office_who_of(r, "document.void", &who, err));
	TR_TRY(tr_office_void_kept(r->db, &r->act, tr_registry_mode(r), &who, entry, &document, err));
	const struct tr_office_done done = {.act = -1, .from = TR_DOCUMENT_NONE, .to = TR_DOCUMENT_VOIDED};
	print_done(r, document, &done);
	return TRIEN_OK;
}

void
tr_office_read_corrections(const struct tr_registry_run *r, struct tr_office_correction *items)
{
	for (size_t i = 1; i < r->rest.count; i++) {
		char *equals = strchr(r->rest.items[i], '=');
		if (equals != NULL)
			*equals = '\0';
		items[i - 1] = (struct tr_office_correction){r->rest.items[i], equals == NULL ? "" : equals + 1};
	}
}

trien_rc
tr_registry_office_correct(struct tr_registry_run *r, struct trien_err *err)
{
	struct tr_office_correction items[CORRECTIONS_MAX];
	struct tr_office_who who;
	int64_t document, act;

	TR_TRY(tr_office_object(r->rest.items[0], &tr_books[TR_BOOK_document], &document, err));
	tr_office_read_corrections(r, items);
	TR_TRY(tr_office_who_of(r, "document.correct", &who, err));
	TR_TRY(tr_office_correct(r->db, &r->act, tr_registry_mode(r), &who, document, items, r->rest.count - 1, &act, err));
	r->book = &tr_books[TR_BOOK_document];
	r->written = document;
	tr_registry_print_written(r, act);
	return TRIEN_OK;
}

trien_rc
tr_registry_office_keep(struct tr_registry_run *r, struct trien_err *err)
{
	const struct tr_office_words *o = r->w->office;
	int64_t agency, count, first;
	struct tr_office_who who;

	TR_TRY(tr_office_wanted(o->kind, "--kind", err));
	TR_TRY(tr_registry_number_of(o->count == NULL ? "1" : o->count, "--count", &count, err));
	TR_TRY(tr_office_who_of(r, "document.keep", &who, err));
	TR_TRY(tr_office_agency(r, &agency, err));
	TR_TRY(tr_office_keep(r->db, &r->act, tr_registry_mode(r), &who, agency, o->kind, (size_t)count, &first, err));
	if (r->cli->json)
		tr_cli_print_json(json_pack("{s:I, s:I, s:b, s:n}", "first", (json_int_t)first, "count", (json_int_t)count, "dry_run", (int)r->w->dry_run, "error"));
	else
		tr_cli_printf(r->cli, "Giữ %lld số, từ số %02lld\n", "%lld numbers kept, from number %02lld\n", (long long)count, (long long)first);
	return TRIEN_OK;
}

typedef trien_rc (*closer)(struct tr_sql *db, const struct tr_act *act, enum tr_act_mode mode, const struct tr_office_who *who, int64_t agency, int64_t year,
		int64_t *id, struct trien_err *err);

static trien_rc
close_year(struct tr_registry_run *r, const char *what, closer f, struct trien_err *err)
{
	int64_t agency, year, act;
	struct tr_office_who who;

	TR_TRY(tr_office_wanted(r->w->office->year, "--year", err));
	TR_TRY(tr_registry_number_of(r->w->office->year, "--year", &year, err));
	TR_TRY(tr_office_who_of(r, what, &who, err));
	TR_TRY(tr_office_agency(r, &agency, err));
	TR_TRY(f(r->db, &r->act, tr_registry_mode(r), &who, agency, year, &act, err));
	tr_registry_print_written(r, act);
	return TRIEN_OK;
}

trien_rc
tr_registry_office_close(struct tr_registry_run *r, struct trien_err *err)
{
	return close_year(r, "document.close", tr_office_close, err);
}

trien_rc
tr_registry_office_in_close(struct tr_registry_run *r, struct trien_err *err)
{
	return close_year(r, "arrival.close", tr_office_close_in, err);
}
