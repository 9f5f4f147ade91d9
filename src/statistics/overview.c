/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "statistics/overview.h"

#include "base/env.h"

/* Agencies without a document issued for so long are told. */
#define SILENT_SECONDS ((int64_t)90 * 86400)

/* The agency g is one of those that are counted: $1 is whose, $2 whether those below it are too. */
#define WITHIN " ($1 = 0 OR g.id = $1 OR ($2 = 1 AND g.path LIKE (SELECT path FROM agency WHERE id = $1) || '%')) "

/* ---- months of Việt Nam ---- */

static int64_t
month_begin(struct tr_civil at, int months)
{
	const int all = at.year * 12 + at.month - 1 + months;
	const struct tr_civil first = {.year = all / 12, .month = all % 12 + 1, .day = 1};
	int64_t out = 0;

	(void)tr_epoch_of(&first, TR_ZONE_VIETNAM, &out);
	return out;
}

static void
set_months(int64_t now, struct tr_overview *out)
{
	const struct tr_civil at = tr_civil_of(now, TR_ZONE_VIETNAM);

	for (int i = 0; i <= (int)TR_OVERVIEW_MONTHS; i++) {
		out->begins[i] = month_begin(at, i);
		out->past[i] = month_begin(at, i + 1 - (int)TR_OVERVIEW_MONTHS);
	}
}

/* ---- figures ---- */

static trien_rc
read_months(struct tr_sql *db, const struct tr_overview_of *of, struct tr_overview *out, struct trien_err *err)
{
	static const char ending[] = "SELECT COUNT(*) FROM certificate c JOIN agency g ON g.id = c.agency WHERE" WITHIN
				     "AND c.state IN ('issued', 'handed_over', 'active', 'stopped') AND c.not_after >= $3 AND c.not_after < $4";
	static const char issued[] = "SELECT g.id, g.name, COUNT(*) FROM document d JOIN agency g ON g.id = d.agency WHERE" WITHIN
				     "AND d.issued_at >= $3 AND d.issued_at < $4 GROUP BY g.id, g.name ORDER BY COUNT(*) DESC, g.id LIMIT $5";

	for (size_t i = 0; i < TR_OVERVIEW_MONTHS; i++) {
		TR_AUTO_ROWS rows = {0};
		/* What should have been renewed this month already is of this month. */
		TR_TRY(tr_sql_ask(db, ending, TR_SQL_IN(TR_SQL_I(of->agency), TR_SQL_I(of->below), TR_SQL_I(i == 0 ? of->now : out->begins[i]), TR_SQL_I(out->begins[i + 1])),
				&rows, err));
		out->expiring[i] = tr_sql_int(&rows, 0, 0);
		TR_TRY(tr_sql_ask(db, issued, TR_SQL_IN(TR_SQL_I(of->agency), TR_SQL_I(of->below), TR_SQL_I(out->past[i]), TR_SQL_I(out->past[i + 1]),
				TR_SQL_I(TR_OVERVIEW_AGENCIES_MAX)), &out->documents[i], err));
	}
	return TRIEN_OK;
}

trien_rc
tr_overview_read(struct tr_sql *db, const struct tr_overview_of *of, struct tr_overview *out, struct trien_err *err)
{
	static const char certificates[] = "SELECT c.holder, c.state, COUNT(*) FROM certificate c JOIN agency g ON g.id = c.agency WHERE" WITHIN
					   "GROUP BY c.holder, c.state ORDER BY c.holder, c.state";
	static const char requests[] = "SELECT r.state, COUNT(*), SUM(CASE WHEN r.deadline_at < $3 AND r.closed_at IS NULL THEN 1 ELSE 0 END) FROM request r "
				       "JOIN agency g ON g.id = r.agency WHERE" WITHIN "GROUP BY r.state ORDER BY r.state";
	static const char silent[] = "SELECT g.id, g.name, (SELECT MAX(d.issued_at) FROM document d WHERE d.agency = g.id) FROM agency g WHERE" WITHIN
				     "AND g.state = 'active' AND NOT EXISTS (SELECT 1 FROM document d WHERE d.agency = g.id AND d.issued_at >= $3) ORDER BY g.sort_key, g.id LIMIT $4";
	const struct tr_sql_value agency = TR_SQL_I(of->agency), below = TR_SQL_I(of->below);

	set_months(of->now, out);
	TR_TRY(tr_sql_ask(db, certificates, TR_SQL_IN(agency, below), &out->certificates, err));
	TR_TRY(tr_sql_ask(db, requests, TR_SQL_IN(agency, below, TR_SQL_I(of->now)), &out->requests, err));
	TR_TRY(tr_sql_ask(db, silent, TR_SQL_IN(agency, below, TR_SQL_I(of->now - SILENT_SECONDS), TR_SQL_I(TR_OVERVIEW_AGENCIES_MAX)), &out->silent, err));
	return read_months(db, of, out, err);
}

void
tr_overview_free(struct tr_overview *o)
{
	tr_sql_rows_free(&o->certificates);
	tr_sql_rows_free(&o->requests);
	tr_sql_rows_free(&o->silent);
	for (size_t i = 0; i < TR_OVERVIEW_MONTHS; i++)
		tr_sql_rows_free(&o->documents[i]);
}
