/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: X1 X5 */
#include "office/retention.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/errors/office.h"
#include "base/errors/registry.h"
#include "office/handover.h"
#include "office/office_parts.h"

#define FOR_EVER "vĩnh viễn"

/* ---- what the law says of a kind ---- */

static bool
read_years(const char *text, int64_t *out)
{
	char *end;

	if (strcmp(text, FOR_EVER) == 0) {
		*out = 0;
		return true;
	}
	*out = strtol(text, &end, 10);
	return text[0] >= '1' && text[0] <= '9' && *end == '\0' && *out <= TR_RETENTION_YEARS_MAX;
}

/* "QĐ vĩnh viễn", "* 50": the row of the kind, else that of all others. */
static trien_rc
period_of(const struct tr_profile *p, bool came, int64_t time, const char *kind, int64_t *years, struct trien_err *err)
{
	const struct tr_profile_value *v = tr_profile_find(p, came ? TR_PROFILE_RETENTION_INCOMING : TR_PROFILE_RETENTION_OUTGOING, time);
	bool found = false;

	*years = 0; /* what the law does not say is not destroyed */
	for (size_t i = 0; i < v->text_count && !found; i++) {
		const char *row = v->texts[i];
		const size_t n = strcspn(row, " ");
		int64_t here;
		if (row[n] == '\0' || !read_years(row + n + 1, &here))
			return TR_ERR(err, OFFICE_PERIOD_ROW, TR_S("row", row));
		found = strlen(kind) == n && memcmp(kind, row, n) == 0;
		if (found || (n == 1 && row[0] == '*'))
			*years = here;
	}
	return TRIEN_OK;
}

/* ---- what is known of one ---- */

enum { ID, AGENCY, ENDED, KIND, SETTLED, HOLD, YEARS, DOSSIER, DOSSIER_YEARS, CLOSED, DESTROYED, LIST };

#define SAID(book) \
	"COALESCE(r.hold, 0), r.years, r.dossier, x.years, x.closed_at, " \
	"(SELECT COUNT(*) FROM destruction_item i WHERE i.about = '" book ":' || b.id AND i.state = 'destroyed'), " \
	"(SELECT MIN(i.destruction) FROM destruction_item i JOIN destruction t ON t.id = i.destruction WHERE i.about = '" book ":' || b.id AND i.state = 'listed' " \
	"AND t.state IN ('proposed', 'submitted', 'approved')) "
#define JOINED(book) " LEFT JOIN retention r ON r.about = '" book ":' || b.id LEFT JOIN dossier x ON x.id = r.dossier "
#define WENT \
	"SELECT b.id, b.agency, COALESCE(b.issued_at, 0), b.kind, CAST(CASE WHEN b.state IN ('issued', 'recalled', 'replaced') AND b.issued_at IS NOT NULL THEN 1 ELSE 0 END AS BIGINT), " \
	SAID("document") "FROM document b" JOINED("document")
#define CAME \
	"SELECT b.id, b.agency, b.arrived_at, COALESCE(n.kind, ''), CAST(CASE WHEN b.state IN ('registered', 'done', 'recalled', 'replaced') THEN 1 ELSE 0 END AS BIGINT), " \
	SAID("arrival") "FROM arrival b LEFT JOIN incoming n ON n.arrival = b.id" JOINED("arrival")
#define ONE "WHERE b.id = $1"
#define PAGE "WHERE b.agency = $1 AND b.id > $2 ORDER BY b.id LIMIT $3"

static bool
has(const struct tr_sql_rows *rows, size_t row, size_t column)
{
	return !tr_sql_cell(rows, row, column)->null;
}

static trien_rc
read_one(const struct tr_profile *p, const struct tr_book *book, const struct tr_sql_rows *rows, size_t row, int64_t now, struct tr_kept *out,
		struct trien_err *err)
{
	const bool filed = has(rows, row, DOSSIER), closed = has(rows, row, CLOSED);
	struct tr_kept k = {.book = book, .id = tr_sql_int(rows, row, ID), .agency = tr_sql_int(rows, row, AGENCY),
		.list = has(rows, row, LIST) ? tr_sql_int(rows, row, LIST) : 0};
	struct tr_retention_facts *f = &k.facts;

	TR_TRY(period_of(p, book == &tr_books[TR_BOOK_arrival], now, tr_sql_text(rows, row, KIND), &k.by_kind, err));
	*f = (struct tr_retention_facts){.settled = tr_sql_int(rows, row, SETTLED) != 0, .destroyed = tr_sql_int(rows, row, DESTROYED) != 0,
		.held = tr_sql_int(rows, row, HOLD) != 0, .work_open = filed && !closed, .ended_at = tr_sql_int(rows, row, filed && closed ? CLOSED : ENDED), .now = now};
	f->years = has(rows, row, YEARS) ? tr_sql_int(rows, row, YEARS) : filed ? tr_sql_int(rows, row, DOSSIER_YEARS) : k.by_kind;
	k.due_at = f->years == 0 || f->work_open || !f->settled ? INT64_MAX : tr_retention_due(f->ended_at, f->years);
	*out = k;
	return TRIEN_OK;
}

static trien_rc
is_kept(const struct tr_book *book, struct trien_err *err)
{
	return book == &tr_books[TR_BOOK_document] || book == &tr_books[TR_BOOK_arrival] ? TRIEN_OK : TR_ERR(err, OFFICE_KEPT_BOOK, TR_S("book", book->name));
}

trien_rc
tr_kept_load(struct tr_sql *db, const struct tr_profile *p, const struct tr_book *book, int64_t id, int64_t now, struct tr_kept *out, struct trien_err *err)
{
	TR_AUTO_ROWS rows = {0};

	TR_TRY(is_kept(book, err));
	TR_TRY(tr_sql_ask(db, book == &tr_books[TR_BOOK_document] ? WENT ONE : CAME ONE, TR_SQL_IN(TR_SQL_I(id)), &rows, err));
	if (rows.count == 0)
		return TR_ERR(err, REGISTRY_NOT_FOUND, TR_S("book", book->name), TR_I("id", id));
	return read_one(p, book, &rows, 0, now, out, err);
}

trien_rc
tr_kept_due(struct tr_sql *db, const struct tr_profile *p, const struct tr_book *book, int64_t agency, int64_t now, int64_t after, struct tr_kept *out,
		size_t max, size_t *count, struct trien_err *err)
{
	size_t found = 0;

	for (bool more = true; more && found < max;) {
		TR_AUTO_ROWS rows = {0};
		TR_TRY(tr_sql_ask(db, book == &tr_books[TR_BOOK_document] ? WENT PAGE : CAME PAGE,
				TR_SQL_IN(TR_SQL_I(agency), TR_SQL_I(after), TR_SQL_I(TR_OFFICE_PAGE)), &rows, err));
		for (size_t i = 0; i < rows.count && found < max; i++) {
			TR_TRY(read_one(p, book, &rows, i, now, &out[found], err));
			after = out[found].id;
			if (out[found].list == 0 && tr_retention_check(&out[found].facts, NULL) == TRIEN_OK)
				found++;
		}
		more = rows.count == TR_OFFICE_PAGE;
	}
	*count = found;
	return TRIEN_OK;
}

void
tr_kept_name(const struct tr_kept *k, char out[TR_OBJECT_TEXT])
{
	snprintf(out, TR_OBJECT_TEXT, "%s:%lld", k->book->name, (long long)k->id);
}

/* ---- files of documents ---- */

struct filing {
	const struct tr_dossier_said *said;
	int64_t id;
};

static trien_rc
check_years(int64_t years, struct trien_err *err)
{
	return years <= TR_RETENTION_YEARS_MAX ? TRIEN_OK : TR_ERR(err, OFFICE_YEARS_LIMIT, TR_U("max", TR_RETENTION_YEARS_MAX));
}

trien_rc
tr_dossier_find(struct tr_sql *db, int64_t agency, const char *code, int64_t *id, struct trien_err *err)
{
	TR_AUTO_ROWS rows = {0};

	TR_TRY(tr_sql_ask(db, "SELECT id FROM dossier WHERE agency = $1 AND code = $2", TR_SQL_IN(TR_SQL_I(agency), TR_SQL_T(code)), &rows, err));
	*id = rows.count > 0 ? tr_sql_int(&rows, 0, 0) : 0;
	return TRIEN_OK;
}

static trien_rc
put_dossier(struct tr_officing *o, void *context, struct trien_err *err)
{
	struct filing *f = context;
	const struct tr_dossier_said *s = f->said;
	TR_AUTO_RECORD r = tr_record_of(&tr_books[TR_BOOK_dossier]);
	int64_t id;

	TR_TRY(tr_office_may(o, s->agency, TR_VERB_CHANGE, err));
	TR_TRY(check_years(s->years, err));
	TR_TRY(tr_dossier_find(o->a->db, s->agency, s->code, &id, err));
	if (id != 0) {
		TR_TRY(tr_dossier_check_open(o->a->db, id, err));
		TR_TRY(tr_record_load(o->a->db, &tr_books[TR_BOOK_dossier], id, &r, err));
	}
	tr_record_set_int(&r, TR_dossier_agency, s->agency);
	tr_record_set_text(&r, TR_dossier_code, s->code);
	if (s->title != NULL)
		tr_record_set_text(&r, TR_dossier_title, s->title);
	if (s->years >= 0)
		tr_record_set_int(&r, TR_dossier_years, s->years);
	if (s->closed_at != 0)
		tr_record_set_int(&r, TR_dossier_closed_at, s->closed_at);
	TR_TRY(tr_acting_put(o->a, &r, err));
	f->id = r.id;
	return TRIEN_OK;
}

trien_rc
tr_office_dossier(struct tr_sql *db, const struct tr_act *act, enum tr_act_mode mode, const struct tr_office_who *who, const struct tr_dossier_said *said,
		int64_t *id, struct trien_err *err)
{
	struct filing f = {.said = said};

	TR_TRY(tr_office_act(db, act, mode, who, "document.dossier", put_dossier, &f, NULL, err));
	*id = f.id;
	return TRIEN_OK;
}

/* ---- what is said of one ---- */

struct saying {
	const struct tr_book *book;
	int64_t id;
	const struct tr_retention_said *said; /* NULL: a hold */
	enum tr_hold hold;
};

/* Its row, which may be a new one. */
static trien_rc
load_row(const struct tr_officing *o, const struct tr_kept *k, char about[TR_OBJECT_TEXT], struct tr_record *r, struct trien_err *err)
{
	TR_AUTO_ROWS rows = {0};

	if (k->facts.destroyed)
		return tr_retention_check(&k->facts, err);
	tr_kept_name(k, about);
	TR_TRY(tr_sql_ask(o->a->db, "SELECT id FROM retention WHERE about = $1", TR_SQL_IN(TR_SQL_T(about)), &rows, err));
	if (rows.count > 0)
		return tr_record_load(o->a->db, &tr_books[TR_BOOK_retention], tr_sql_int(&rows, 0, 0), r, err);
	tr_record_set_text(r, TR_retention_about, about);
	tr_record_set_int(r, TR_retention_agency, k->agency);
	tr_record_set_int(r, TR_retention_hold, 0);
	return TRIEN_OK;
}

static trien_rc
set_dossier(const struct tr_officing *o, const struct tr_kept *k, const char *code, struct tr_record *r, struct trien_err *err)
{
	int64_t id = 0;

	if (code == NULL)
		return TRIEN_OK;
	tr_record_set_null(r, TR_retention_dossier);
	if (code[0] == '\0')
		return TRIEN_OK;
	TR_TRY(tr_dossier_find(o->a->db, k->agency, code, &id, err));
	if (id == 0)
		return TR_ERR(err, OFFICE_DOSSIER, TR_B("code", code, strlen(code)));
	TR_TRY(tr_dossier_check_open(o->a->db, id, err));
	tr_record_set_int(r, TR_retention_dossier, id);
	return TRIEN_OK;
}

/* Shorter than the law says of its kind: somebody answers for that. */
static trien_rc
set_years(const struct tr_officing *o, const struct tr_kept *k, int64_t years, struct tr_record *r, struct trien_err *err)
{
	if (years == TR_YEARS_AS_IT_WAS)
		return TRIEN_OK;
	tr_record_set_null(r, TR_retention_years);
	if (years == TR_YEARS_BY_KIND)
		return TRIEN_OK;
	TR_TRY(check_years(years, err));
	if (years != 0 && (k->by_kind == 0 || years < k->by_kind))
		TR_TRY(tr_office_reason(o, err));
	tr_record_set_int(r, TR_retention_years, years);
	return TRIEN_OK;
}

static trien_rc
set_hold(const struct tr_officing *o, const struct tr_kept *k, enum tr_hold hold, struct tr_record *r, struct trien_err *err)
{
	const bool put = hold == TR_HOLD_PUT;
	TR_TRY(tr_office_may(o, k->agency, put && o->who->role == TR_ROLE_CLERK ? TR_VERB_CHANGE : TR_VERB_APPROVE, err));
	TR_TRY(tr_office_reason(o, err));
	if (k->facts.held == put)
		return TR_ERR0(err, OFFICE_HOLD_SAME);
	tr_record_set_int(r, TR_retention_hold, put);
	tr_record_set_text(r, TR_retention_reason, o->a->act->reason);
	return TRIEN_OK;
}

static trien_rc
say(struct tr_officing *o, void *context, struct trien_err *err)
{
	const struct saying *s = context;
	TR_AUTO_RECORD r = tr_record_of(&tr_books[TR_BOOK_retention]);
	char about[TR_OBJECT_TEXT];
	struct tr_kept k;

	TR_TRY(tr_kept_load(o->a->db, o->profile, s->book, s->id, o->a->act->at, &k, err));
	TR_TRY(tr_office_may(o, k.agency, TR_VERB_SEE, err));
	TR_TRY(load_row(o, &k, about, &r, err));
	if (s->said == NULL) {
		TR_TRY(set_hold(o, &k, s->hold, &r, err));
	} else {
		TR_TRY(tr_office_may(o, k.agency, TR_VERB_CHANGE, err));
		if (!r.v[TR_retention_dossier].null)
			TR_TRY(tr_dossier_check_open(o->a->db, r.v[TR_retention_dossier].i, err));
		TR_TRY(set_dossier(o, &k, s->said->dossier, &r, err));
		TR_TRY(set_years(o, &k, s->said->years, &r, err));
	}
	tr_acting_about(o->a, s->book, s->id);
	return tr_acting_put(o->a, &r, err);
}

trien_rc
tr_office_retain(struct tr_sql *db, const struct tr_act *act, enum tr_act_mode mode, const struct tr_office_who *who, const struct tr_book *book, int64_t id,
		const struct tr_retention_said *said, int64_t *done, struct trien_err *err)
{
	struct saying s = {.book = book, .id = id, .said = said};
	return tr_office_act(db, act, mode, who, "document.retain", say, &s, done, err);
}

trien_rc
tr_office_hold(struct tr_sql *db, const struct tr_act *act, enum tr_act_mode mode, const struct tr_office_who *who, const struct tr_book *book, int64_t id,
		enum tr_hold hold, int64_t *done, struct trien_err *err)
{
	struct saying s = {.book = book, .id = id, .hold = hold};
	return tr_office_act(db, act, mode, who, hold == TR_HOLD_PUT ? "document.hold" : "document.lift-hold", say, &s, done, err);
}
