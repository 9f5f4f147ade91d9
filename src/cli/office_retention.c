/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* trien office dossier, retain, hold, unhold, due: how long documents are kept. Requirement: X1 X5 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/env.h"
#include "base/time.h"
#include "cli/office_keeping.h"

trien_rc
tr_office_agency_door(struct tr_registry_run *r, struct tr_sql *db, int64_t agency, struct trien_err *err)
{
	struct tr_viewer viewer;

	TR_TRY(tr_registry_see(r, db, &tr_books[TR_BOOK_destruction], TR_VERB_SEE, &viewer, err));
	return tr_door_row(db, &r->who, &viewer, &tr_books[TR_BOOK_agency], agency, err);
}

/* ---- dossier, retain ---- */

static trien_rc
read_years(const struct tr_registry_run *r, int64_t otherwise, int64_t *out, struct trien_err *err)
{
	const char *years = r->w->office->years;

	*out = years == NULL ? otherwise : TR_YEARS_BY_KIND;
	if (years == NULL || years[0] == '\0')
		return TRIEN_OK;
	if (strcmp(years, "0") == 0) {
		*out = 0;
		return TRIEN_OK;
	}
	return tr_registry_number_of(years, "--years", out, err);
}

trien_rc
tr_registry_office_dossier(struct tr_registry_run *r, struct trien_err *err)
{
	const struct tr_office_words *o = r->w->office;
	struct tr_dossier_said said = {.code = r->rest.items[0], .title = r->w->title};
	struct tr_office_who who;

	if (o->closed != NULL)
		TR_TRY(tr_time_read_day(TR_BYTES(o->closed, strlen(o->closed)), TR_ZONE_VIETNAM, &said.closed_at, err));
	TR_TRY(read_years(r, TR_YEARS_AS_IT_WAS, &said.years, err));
	TR_TRY(tr_office_who_of(r, "document.dossier", &who, err));
	TR_TRY(tr_office_agency(r, &said.agency, err));
	TR_TRY(tr_office_dossier(r->db, &r->act, tr_registry_mode(r), &who, &said, &r->written, err));
	if (r->cli->json)
		tr_cli_print_json(json_pack("{s:I, s:b, s:n}", "dossier", (json_int_t)r->written, "dry_run", (int)r->w->dry_run, "error"));
	else
		tr_cli_printf(r->cli, "Hồ sơ #%lld: đã ghi%s\n", "File #%lld: done%s\n", (long long)r->written,
				r->w->dry_run ? tr_say(r->cli, " (thử, không ghi)", " (tried, nothing written)") : "");
	return TRIEN_OK;
}

static trien_rc
object_of(struct tr_registry_run *r, struct trien_err *err)
{
	TR_TRY(tr_object_read(r->rest.items[0], &r->book, &r->written, err));
	r->id = r->written;
	return TRIEN_OK;
}

trien_rc
tr_registry_office_retain(struct tr_registry_run *r, struct trien_err *err)
{
	struct tr_retention_said said = {.dossier = r->w->office->dossier};
	struct tr_office_who who;
	int64_t act;

	TR_TRY(object_of(r, err));
	TR_TRY(read_years(r, TR_YEARS_AS_IT_WAS, &said.years, err));
	TR_TRY(tr_office_who_of(r, "document.retain", &who, err));
	TR_TRY(tr_office_retain(r->db, &r->act, tr_registry_mode(r), &who, r->book, r->id, &said, &act, err));
	tr_registry_print_written(r, act);
	return TRIEN_OK;
}

static trien_rc
hold(struct tr_registry_run *r, enum tr_hold what, struct trien_err *err)
{
	struct tr_office_who who;
	int64_t act;

	TR_TRY(object_of(r, err));
	TR_TRY(tr_office_who_of(r, what == TR_HOLD_PUT ? "document.hold" : "document.lift-hold", &who, err));
	TR_TRY(tr_office_hold(r->db, &r->act, tr_registry_mode(r), &who, r->book, r->id, what, &act, err));
	tr_registry_print_written(r, act);
	return TRIEN_OK;
}

trien_rc
tr_registry_office_hold(struct tr_registry_run *r, struct trien_err *err)
{
	return hold(r, TR_HOLD_PUT, err);
}

trien_rc
tr_registry_office_unhold(struct tr_registry_run *r, struct trien_err *err)
{
	return hold(r, TR_HOLD_LIFT, err);
}

/* ---- due ---- */

struct reading {
	struct tr_registry_run *r;
	int64_t agency, after;
	const struct tr_book *book;
	struct tr_kept kept[TR_OFFICE_PAGE];
	size_t count;
};

static trien_rc
read_due(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct reading *d = context;
	struct tr_profile *p;

	TR_TRY(tr_office_agency_door(d->r, db, d->agency, err));
	TR_TRY(tr_profile_for_time(d->r->act.at, &p, err));
	const trien_rc rc = tr_kept_due(db, p, d->book, d->agency, d->r->act.at, d->after, d->kept, TR_OFFICE_PAGE, &d->count, err);
	tr_profile_free(p);
	return rc;
}

static void
print_due(const struct tr_registry_run *r, const struct tr_kept *k, json_t *all)
{
	char name[TR_OBJECT_TEXT], day[TR_TIME_TEXT_MAX];

	tr_kept_name(k, name);
	tr_time_iso(k->due_at, TR_ZONE_VIETNAM, day);
	day[strcspn(day, "T")] = '\0';
	json_array_append_new(all, json_pack("{s:s, s:s, s:I}", "object", name, "due", day, "years", (json_int_t)k->facts.years));
	if (!r->cli->json)
		tr_cli_printf(r->cli, "%s\tbảo quản %lld năm, hết từ %s\n", "%s\tkept for %lld years, over since %s\n", name, (long long)k->facts.years, day);
}

static trien_rc
print_book(struct reading *d, const struct tr_book *book, json_t *all, struct trien_err *err)
{
	d->book = book;
	d->after = 0;
	do {
		TR_TRY(tr_sql_transact(d->r->db, TR_SQL_READ, read_due, d, err));
		for (size_t i = 0; i < d->count; i++)
			print_due(d->r, &d->kept[i], all);
		d->after = d->count > 0 ? d->kept[d->count - 1].id : 0;
	} while (d->count == TR_OFFICE_PAGE);
	return TRIEN_OK;
}

trien_rc
tr_registry_office_due(struct tr_registry_run *r, struct trien_err *err)
{
	struct reading d = {.r = r};

	TR_TRY(tr_office_agency(r, &d.agency, err));
	json_t *all = json_array();
	trien_rc rc = print_book(&d, &tr_books[TR_BOOK_document], all, err);
	if (rc == TRIEN_OK)
		rc = print_book(&d, &tr_books[TR_BOOK_arrival], all, err);
	if (rc == TRIEN_OK && r->cli->json)
		tr_cli_print_json(json_pack("{s:O, s:n}", "due", all, "error"));
	else if (rc == TRIEN_OK && json_array_size(all) == 0)
		puts(tr_say(r->cli, "Chưa có văn bản nào hết thời hạn bảo quản.", "No document's period is over."));
	json_decref(all);
	return rc;
}
