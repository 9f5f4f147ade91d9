/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: R10.1 R10.2 */
#include "office/enclosure.h"

#include "base/errors/office.h"
#include "base/errors/registry.h"
#include "office/incoming_parts.h"
#include "registry/forget.h"

bool
tr_office_enclosed_failed(const struct tr_office_enclosed *all, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (all[i].verdict == TR_VERDICT_FAILED)
			return true;
	return false;
}

/* ---- names ---- */

static trien_rc
put_card(const struct tr_officing *o, struct tr_record *r, const char *text, struct trien_err *err)
{
	char name[TR_HEX256 + 1];
	const uint8_t *copy;

	if (o->a->act->blobs == NULL)
		return TR_ERR(err, REGISTRY_NO_BLOBS, TR_S("column", "card"));
	TR_TRY(tr_blob_put(o->a->act->blobs, TR_BYTES(text, strlen(text)), name, err));
	TR_TRY(tr_arena_copy(&r->arena, name, sizeof(name), &copy, err));
	tr_record_set_text(r, TR_enclosure_card, (const char *)copy);
	return TRIEN_OK;
}

static trien_rc
name_by_card(const struct tr_officing *o, struct tr_record *r, struct trien_err *err)
{
	char card[TR_HEX256 + 1] = "";
	const uint8_t *copy;
	TR_AUTO_BUF text = {.max = TR_VALUE_MAX};

	if (o->a->act->blobs == NULL)
		return TR_ERR(err, REGISTRY_NO_BLOBS, TR_S("column", "card"));
	memcpy(card, r->v[TR_enclosure_card].b.p, TR_HEX256);
	TR_TRY(tr_blob_get(o->a->act->blobs, card, &text, err));
	TR_TRY(tr_buf_add_byte(&text, 0, err));
	TR_TRY(tr_arena_copy(&r->arena, text.p, text.n, &copy, err));
	tr_record_set_text(r, TR_enclosure_name, (const char *)copy);
	tr_record_set_null(r, TR_enclosure_card);
	return tr_acting_put(o->a, r, err);
}

/* ---- all of a document ---- */

typedef trien_rc (*each_work)(const struct tr_officing *o, struct tr_record *r, struct trien_err *err);

static trien_rc
of_each(const struct tr_officing *o, const char *sql, int64_t arrival, each_work work, struct trien_err *err)
{
	TR_AUTO_ROWS rows = {0};

	if (arrival == 0)
		return TRIEN_OK;
	TR_TRY(tr_sql_ask(o->a->db, sql, TR_SQL_IN(TR_SQL_I(arrival)), &rows, err));
	for (size_t i = 0; i < rows.count; i++) {
		TR_AUTO_RECORD r = {0};
		TR_TRY(tr_record_load(o->a->db, &tr_books[TR_BOOK_enclosure], tr_sql_int(&rows, i, 0), &r, err));
		TR_TRY(work(o, &r, err));
	}
	return TRIEN_OK;
}

trien_rc
tr_enclosures_name(const struct tr_officing *o, int64_t arrival, struct trien_err *err)
{
	return of_each(o, "SELECT id FROM enclosure WHERE arrival = $1 AND card IS NOT NULL ORDER BY id", arrival, name_by_card, err);
}

static trien_rc
forget(const struct tr_officing *o, struct tr_record *r, struct trien_err *err)
{
	TR_TRY(tr_acting_forget_files(o->a, r, err));
	return tr_acting_put(o->a, r, err);
}

trien_rc
tr_enclosures_forget(const struct tr_officing *o, int64_t arrival, struct trien_err *err)
{
	return of_each(o, "SELECT id FROM enclosure WHERE arrival = $1 AND file IS NOT NULL ORDER BY id", arrival, forget, err);
}

/* ---- those that come ---- */

/* Its row, where this file of this document has one. */
static trien_rc
find(const struct tr_officing *o, int64_t arrival, const struct tr_office_enclosed *e, struct tr_record *out, size_t *there, struct trien_err *err)
{
	static const char sql[] = "SELECT id, hash FROM enclosure WHERE arrival = $1 ORDER BY id";
	TR_AUTO_ROWS rows = {0};

	TR_TRY(tr_sql_ask(o->a->db, sql, TR_SQL_IN(TR_SQL_I(arrival)), &rows, err));
	*there = rows.count;
	for (size_t i = 0; i < rows.count; i++)
		if (strcmp(tr_sql_text(&rows, i, 1), e->hash) == 0)
			return tr_record_load(o->a->db, &tr_books[TR_BOOK_enclosure], tr_sql_int(&rows, i, 0), out, err);
	return TRIEN_OK;
}

static void
set_found(struct tr_record *r, const struct tr_office_enclosed *e)
{
	tr_record_set_text(r, TR_enclosure_verdict, tr_incoming_verdicts[e->verdict]);
	tr_record_set_text(r, TR_enclosure_findings, e->findings != NULL && e->findings[0] != '\0' ? e->findings : NULL);
}

static trien_rc
put_one(const struct tr_officing *o, const struct tr_record *arrival, const struct tr_office_enclosed *e, int64_t *id, struct trien_err *err)
{
	const bool refused = tr_record_is(arrival, TR_arrival_state, "refused");
	const bool decided = !refused && arrival->v[TR_arrival_card].null;
	TR_AUTO_RECORD r = tr_record_of(&tr_books[TR_BOOK_enclosure]);
	size_t there;

	TR_TRY(find(o, arrival->id, e, &r, &there, err));
	*id = r.id;
	if (r.id != 0 && (refused || !r.v[TR_enclosure_file].null))
		return TRIEN_OK;
	if (r.id == 0 && there >= TR_OFFICE_ENCLOSED_MAX)
		return TR_ERR(err, OFFICE_ENCLOSED_LIMIT, TR_U("max", TR_OFFICE_ENCLOSED_MAX));
	if (!refused && e->verdict == TR_VERDICT_FAILED) /* of one that was taken in before */
		return TR_ERR0(err, OFFICE_ENCLOSED_INVALID);
	if (!refused && e->file == NULL)
		return TR_ERR0(err, OFFICE_FILE_WANTED);
	tr_record_set_int(&r, TR_enclosure_arrival, arrival->id);
	tr_record_set_text(&r, TR_enclosure_kind, e->annex ? "annex" : "attachment");
	tr_record_set_text(&r, TR_enclosure_hash, e->hash);
	set_found(&r, e);
	tr_record_set_text(&r, TR_enclosure_name, decided ? e->name : NULL);
	tr_record_set_text(&r, TR_enclosure_file, refused ? NULL : e->file);
	if (!refused && !decided)
		TR_TRY(put_card(o, &r, e->name, err));
	TR_TRY(tr_acting_put(o->a, &r, err));
	*id = r.id;
	return TRIEN_OK;
}

trien_rc
tr_enclosures_put(const struct tr_officing *o, int64_t arrival, const struct tr_office_coming *c, struct trien_err *err)
{
	TR_AUTO_RECORD a = {0};
	int64_t id;

	if (c->enclosed_count == 0)
		return TRIEN_OK;
	TR_TRY(tr_record_load(o->a->db, &tr_books[TR_BOOK_arrival], arrival, &a, err));
	for (size_t i = 0; i < c->enclosed_count; i++)
		TR_TRY(put_one(o, &a, &c->enclosed[i], &id, err));
	return TRIEN_OK;
}

trien_rc
tr_enclosures_judged(const struct tr_officing *o, int64_t arrival, const struct tr_office_judgement *j, struct trien_err *err)
{
	for (size_t i = 0; i < j->enclosed_count; i++) {
		const struct tr_office_enclosed *e = &j->enclosed[i];
		TR_AUTO_RECORD r = tr_record_of(&tr_books[TR_BOOK_enclosure]);
		size_t there;
		TR_TRY(tr_incoming_check_findings(e->findings, err));
		TR_TRY(find(o, arrival, e, &r, &there, err));
		if (r.id == 0 || r.v[TR_enclosure_file].null || tr_record_is(&r, TR_enclosure_verdict, tr_incoming_verdicts[e->verdict]))
			continue;
		set_found(&r, e);
		TR_TRY(tr_acting_put(o->a, &r, err));
	}
	return TRIEN_OK;
}

trien_rc
tr_office_enclosed_open(struct tr_sql *db, int64_t arrival, struct tr_sql_rows *out, struct trien_err *err)
{
	static const char sql[] = "SELECT hash FROM enclosure WHERE arrival = $1 AND verdict = 'open' AND file IS NOT NULL ORDER BY id";

	return tr_sql_ask(db, sql, TR_SQL_IN(TR_SQL_I(arrival)), out, err);
}

trien_rc
tr_enclosures_check(const struct tr_office_coming *c, struct trien_err *err)
{
	if (c->enclosed_count > TR_OFFICE_ENCLOSED_MAX)
		return TR_ERR(err, OFFICE_ENCLOSED_LIMIT, TR_U("max", TR_OFFICE_ENCLOSED_MAX));
	if (c->enclosed_count > 0 && c->hash == NULL)
		return TR_ERR0(err, OFFICE_FILE_WANTED);
	for (size_t i = 0; i < c->enclosed_count; i++)
		TR_TRY(tr_incoming_check_findings(c->enclosed[i].findings, err));
	return TRIEN_OK;
}

/* ---- one more ---- */

struct enclosing {
	int64_t arrival, id;
	const struct tr_office_enclosed *new;
};

static bool
is_over(const struct tr_record *a)
{
	static const char *const words[] = {"refused", "done", "recalled", "replaced"};

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (tr_record_is(a, TR_arrival_state, words[i]))
			return true;
	return false;
}

static trien_rc
enclose(struct tr_officing *o, void *context, struct trien_err *err)
{
	struct enclosing *e = context;
	TR_AUTO_RECORD a = {0};

	TR_TRY(tr_record_load(o->a->db, &tr_books[TR_BOOK_arrival], e->arrival, &a, err));
	TR_TRY(tr_office_may(o, a.v[TR_arrival_agency].i, TR_VERB_ENTER, err));
	if (is_over(&a))
		return TR_ERR0(err, OFFICE_ENCLOSED_STATE);
	TR_TRY(tr_incoming_check_findings(e->new->findings, err));
	tr_acting_about(o->a, a.book, a.id);
	return put_one(o, &a, e->new, &e->id, err);
}

trien_rc
tr_office_enclose(struct tr_sql *db, const struct tr_act *act, enum tr_act_mode mode, const struct tr_office_who *who, int64_t arrival,
		const struct tr_office_enclosed *n, int64_t *id, struct trien_err *err)
{
	struct enclosing e = {.arrival = arrival, .new = n};

	TR_TRY(tr_office_act(db, act, mode, who, "arrival.enclose", enclose, &e, NULL, err));
	*id = e.id;
	return TRIEN_OK;
}
