/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* trien office copy-right, copy-right-end, and what a copy is of. Requirement: X5 */
#include <stdio.h>

#include "base/env.h"
#include "cli/office_run.h"
#include "office/copying.h"

/* "document:5", "arrival:7", or what is copied as it is cited. */
static trien_rc
read_source(const char *text, struct tr_office_copy *out, struct trien_err *err)
{
	if (strncmp(text, "document:", strlen("document:")) == 0)
		return tr_office_object(text, &tr_books[TR_BOOK_document], &out->document, err);
	if (strncmp(text, "arrival:", strlen("arrival:")) == 0)
		return tr_office_object(text, &tr_books[TR_BOOK_arrival], &out->arrival, err);
	out->text = text;
	return TRIEN_OK;
}

trien_rc
tr_office_read_copy(struct tr_registry_run *r, struct tr_office_copy *copy, struct tr_office_new *out, struct trien_err *err)
{
	const struct tr_office_words *o = r->w->office;

	if (o->copy_of == NULL && o->copied_kind == NULL && o->copier == NULL)
		return TRIEN_OK;
	*copy = (struct tr_office_copy){.text_kind = o->copied_kind};
	if (o->copy_of != NULL)
		TR_TRY(read_source(o->copy_of, copy, err));
	if (o->copier != NULL)
		TR_TRY(tr_office_reference(r, &tr_books[TR_BOOK_copying], TR_copying_signer, o->copier, &copy->signer, err));
	out->copy = copy;
	return TRIEN_OK;
}

static void
print_right(const struct tr_registry_run *r, int64_t right)
{
	if (r->cli->json)
		tr_cli_print_json(json_pack("{s:I, s:b, s:n}", "copy_right", (json_int_t)right, "dry_run", (int)r->w->dry_run, "error"));
	else
		printf("copy_right:%lld%s\n", (long long)right, r->w->dry_run ? tr_say(r->cli, " (thử, không ghi)", " (tried, nothing written)") : "");
}

trien_rc
tr_registry_office_copy_right(struct tr_registry_run *r, struct trien_err *err)
{
	const struct tr_office_words *o = r->w->office;
	struct tr_copy_right_new n = {.decision = o->decision};
	struct tr_office_who who;
	int64_t id;

	TR_TRY(tr_office_wanted(o->taker, "--taker", err));
	TR_TRY(tr_office_who_of(r, "document.copy-right", &who, err));
	TR_TRY(tr_office_agency(r, &n.agency, err));
	TR_TRY(tr_office_reference(r, &tr_books[TR_BOOK_copy_right], TR_copy_right_person, o->taker, &n.person, err));
	TR_TRY(tr_office_read_time(o->decided, "--decided", &n.decided_at, err));
	TR_TRY(tr_office_read_time(o->from, "--from", &n.from_at, err));
	if (o->until != NULL)
		TR_TRY(tr_office_read_time(o->until, "--until", &n.to_at, err));
	TR_TRY(tr_copy_right_enter(r->db, &r->act, tr_registry_mode(r), &who, &n, &id, err));
	print_right(r, id);
	return TRIEN_OK;
}

trien_rc
tr_registry_office_copy_right_end(struct tr_registry_run *r, struct trien_err *err)
{
	struct tr_office_who who;
	int64_t right, act;

	TR_TRY(tr_office_object(r->rest.items[0], &tr_books[TR_BOOK_copy_right], &right, err));
	TR_TRY(tr_office_who_of(r, "document.copy-right-end", &who, err));
	TR_TRY(tr_copy_right_end(r->db, &r->act, tr_registry_mode(r), &who, right, &act, err));
	print_right(r, right);
	return TRIEN_OK;
}
