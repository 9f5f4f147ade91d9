/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: R13.3 R4.1 */
/* GET /api/v1/overview: figures of now (statistics/overview.h), of one agency, with those below it where the role reaches them, or of all that the role sees. */
#include "statistics/overview.h"

#include "service/query.h"
#include "service/route.h"
#include "service/who.h"

#define WORDS "agency=N"

struct viewing {
	struct tr_call *c;
	struct tr_query_word words[1];
};

/* Of what the role sees: the agency that was asked for, or the own one, or all of it. */
static trien_rc
settle(struct tr_sql *db, const struct viewing *v, struct tr_who *who, struct tr_overview_of *out, struct trien_err *err)
{
	TR_TRY(tr_door_choose(who, TR_OBJECT_REPORT, TR_VERB_SEE, err));
	const enum tr_rules_scope scope = who->guarded ? tr_rules_access(who->role, TR_OBJECT_REPORT, TR_VERB_SEE) : TR_SCOPE_PROVINCE;
	const struct tr_viewer viewer = {.scope = scope, .person = who->person, .agency = who->agencies[0], .more = who->agencies + 1,
		.more_count = who->agency_count > 0 ? who->agency_count - 1 : 0, .now = who->now};
	*out = (struct tr_overview_of){.agency = v->words[0].number, .below = scope >= TR_SCOPE_SUBTREE, .now = tr_call_now(v->c)};
	if (out->agency == 0) {
		out->agency = scope == TR_SCOPE_PROVINCE ? 0 : who->agencies[0];
		return TRIEN_OK;
	}
	return tr_who_reaches(db, who, &viewer, &tr_books[TR_BOOK_agency], out->agency, err);
}

static void
month_text(int64_t at, char out[TR_TIME_TEXT_MAX])
{
	tr_time_iso(at, TR_ZONE_VIETNAM, out);
	out[7] = '\0'; /* YYYY-MM */
}

/* ---- as JSON ---- */

static json_t *
months_json(const int64_t *begins)
{
	char text[TR_TIME_TEXT_MAX];
	json_t *all = json_array();

	for (size_t i = 0; i < TR_OVERVIEW_MONTHS; i++) {
		month_text(begins[i], text);
		json_array_append_new(all, json_string(text));
	}
	return all;
}

static json_t *
certificates_json(const struct tr_sql_rows *rows)
{
	json_t *all = json_array();

	for (size_t i = 0; i < rows->count; i++)
		json_array_append_new(all, json_pack("{s:s, s:s, s:I}", "holder", tr_sql_text(rows, i, TR_OVERVIEW_HOLDER), "state", tr_sql_text(rows, i, TR_OVERVIEW_STATE),
				"count", (json_int_t)tr_sql_int(rows, i, TR_OVERVIEW_COUNT)));
	return all;
}

static json_t *
requests_json(const struct tr_sql_rows *rows)
{
	json_t *all = json_array();

	for (size_t i = 0; i < rows->count; i++)
		json_array_append_new(all, json_pack("{s:s, s:I, s:I}", "state", tr_sql_text(rows, i, TR_OVERVIEW_REQUEST_STATE), "count",
				(json_int_t)tr_sql_int(rows, i, TR_OVERVIEW_REQUESTS), "late", (json_int_t)tr_sql_int(rows, i, TR_OVERVIEW_LATE)));
	return all;
}

static json_t *
silent_json(const struct tr_sql_rows *rows)
{
	char last[TR_TIME_TEXT_MAX];
	json_t *all = json_array();

	for (size_t i = 0; i < rows->count; i++) {
		const struct tr_sql_value *at = tr_sql_cell(rows, i, TR_OVERVIEW_LAST);
		tr_time_iso(at->null ? 0 : at->i, TR_ZONE_VIETNAM, last);
		json_array_append_new(all, json_pack("{s:I, s:s, s:s?}", "agency", (json_int_t)tr_sql_int(rows, i, TR_OVERVIEW_SILENT), "name",
				tr_sql_text(rows, i, TR_OVERVIEW_SILENT_NAME), "last", at->null ? NULL : last));
	}
	return all;
}

/* A line of an agency, with a figure for each month; made where it comes first. */
static json_t *
line_of(json_t *all, int64_t agency, const char *name)
{
	json_t *line, *counts;
	size_t i;

	json_array_foreach(all, i, line)
		if (json_integer_value(json_object_get(line, "agency")) == agency)
			return json_object_get(line, "counts");
	counts = json_array();
	for (i = 0; i < TR_OVERVIEW_MONTHS; i++)
		json_array_append_new(counts, json_integer(0));
	json_array_append_new(all, json_pack("{s:I, s:s, s:o}", "agency", (json_int_t)agency, "name", name, "counts", counts));
	return counts;
}

static json_t *
documents_json(const struct tr_overview *o)
{
	json_t *all = json_array();

	for (size_t m = 0; m < TR_OVERVIEW_MONTHS; m++)
		for (size_t i = 0; i < o->documents[m].count; i++) {
			json_t *counts = line_of(all, tr_sql_int(&o->documents[m], i, TR_OVERVIEW_AGENCY), tr_sql_text(&o->documents[m], i, TR_OVERVIEW_NAME));
			json_array_set_new(counts, m, json_integer((json_int_t)tr_sql_int(&o->documents[m], i, TR_OVERVIEW_ISSUED)));
		}
	return all;
}

static trien_rc
answer(struct tr_call *c, const struct tr_overview_of *of, const struct tr_overview *o, struct trien_err *err)
{
	char now[TR_TIME_TEXT_MAX];
	json_t *expiring = json_array();

	tr_time_iso(of->now, TR_ZONE_VIETNAM, now);
	for (size_t i = 0; i < TR_OVERVIEW_MONTHS; i++)
		json_array_append_new(expiring, json_integer((json_int_t)o->expiring[i]));
	return tr_call_answer_json(c, json_pack("{s:I, s:b, s:s, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "agency", (json_int_t)of->agency, "below", (int)of->below, "at", now, "certificates",
			certificates_json(&o->certificates), "months", months_json(o->begins), "expiring", expiring, "past_months", months_json(o->past), "documents", documents_json(o),
			"requests", requests_json(&o->requests), "silent", silent_json(&o->silent)), err);
}

static trien_rc
view_work(struct tr_sql *db, void *context, struct trien_err *err)
{
	const struct viewing *v = context;
	struct tr_overview o = {0};
	struct tr_overview_of of;
	struct tr_who who;

	TR_TRY(tr_who_open(v->c, db, &who, err));
	TR_TRY(settle(db, v, &who, &of, err));
	trien_rc rc = tr_overview_read(db, &of, &o, err);
	if (rc == TRIEN_OK)
		rc = answer(v->c, &of, &o, err);
	tr_overview_free(&o);
	return rc;
}

trien_rc
tr_route_overview(struct tr_call *c, struct trien_err *err)
{
	struct viewing v = {.c = c, .words = {{.name = "agency"}}};

	TR_TRY(tr_query_read(c, v.words, 1, WORDS, err));
	return tr_databases_transact(c->context->pool, TR_SQL_READ, view_work, &v, err);
}
