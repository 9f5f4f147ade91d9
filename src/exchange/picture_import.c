/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Pictures into their book: whose each is, and what is there already. */
#include <math.h>
#include <stdlib.h>

#include "base/errors/exchange.h"
#include "base/errors/registry.h"
#include "exchange/picture.h"

struct importing {
	struct tr_picture_import *i;
	int64_t *certificates; /* of each file; 0: none */
};

static bool
is_seal(const struct tr_picture_import *i)
{
	return i->files->diameter_mm > 0;
}

/* ---- whose it is ---- */

/* Of others no more is told than of what is not there. */
static trien_rc
is_seen(struct tr_acting *a, int64_t certificate, bool *seen, struct trien_err *err)
{
	struct tr_viewer v;

	TR_TRY(tr_door_viewer(&a->who, &tr_books[TR_BOOK_certificate], TR_VERB_SEE, &v, err));
	const trien_rc rc = tr_door_row(a->db, &a->who, &v, &tr_books[TR_BOOK_certificate], certificate, err);
	*seen = rc == TRIEN_OK;
	return rc == TRIEN_E_REGISTRY_SCOPE ? TRIEN_OK : rc;
}

static bool
is_usable(const char *state)
{
	return strcmp(state, "issued") == 0 || strcmp(state, "handed_over") == 0 || strcmp(state, "active") == 0;
}

static trien_rc
find_certificate(struct tr_acting *a, const struct tr_picture_import *i, const char *key, int64_t *out, struct trien_err *err)
{
	static const char people[] = "SELECT id, state FROM certificate WHERE holder IN ('person', 'title') AND "
				     "(person = (SELECT id FROM person WHERE code = $1) OR fingerprint = $1) ORDER BY id";
	static const char agencies[] = "SELECT id, state FROM certificate WHERE holder = 'agency' AND "
				       "(agency = (SELECT id FROM agency WHERE code = $1) OR fingerprint = $1) ORDER BY id";
	const struct tr_bytes got = {(const uint8_t *)key, strlen(key)};
	size_t usable = 0, seen_count = 0, last = 0;
	TR_AUTO_ROWS rows = {0};

	TR_TRY(tr_sql_ask(a->db, is_seal(i) ? agencies : people, TR_SQL_IN(TR_SQL_T(key)), &rows, err));
	for (size_t row = 0; row < rows.count; row++) {
		bool seen;
		TR_TRY(is_seen(a, tr_sql_int(&rows, row, 0), &seen, err));
		if (!seen)
			continue;
		seen_count++;
		if (usable == 0 || is_usable(tr_sql_text(&rows, row, 1)))
			last = row;
		usable += is_usable(tr_sql_text(&rows, row, 1));
	}
	if (seen_count == 0)
		return TR_ERR(err, EXCHANGE_PICTURE_NOBODY, TR_B("got", got.p, got.n), TR_S("book", is_seal(i) ? "agency" : "person"));
	if (usable == 0)
		return TR_ERR(err, EXCHANGE_PICTURE_REVOKED, TR_B("got", got.p, got.n), TR_I("id", tr_sql_int(&rows, last, 0)),
				TR_S("book", "certificate"), TR_S("state", tr_sql_text(&rows, last, 1)));
	if (usable > 1)
		return TR_ERR(err, EXCHANGE_PICTURE_MANY, TR_B("got", got.p, got.n), TR_U("count", usable));
	*out = tr_sql_int(&rows, last, 0);
	return TRIEN_OK;
}

static trien_rc
check_once(const struct importing *m, size_t file, struct trien_err *err)
{
	for (size_t k = 0; k < file; k++)
		if (m->certificates[k] == m->certificates[file])
			return TR_ERR(err, EXCHANGE_PICTURE_TWICE, TR_S("first", m->i->files->items[k].path));
	return TRIEN_OK;
}

/* ---- rows ---- */

/* The number of the same picture for the same certificate; 0: none. Who could not enter it is not told that it is there. */
static trien_rc
find_same(struct tr_acting *a, const struct tr_record *r, int64_t *id, struct trien_err *err)
{
	static const char sql[] = "SELECT id FROM picture WHERE certificate = $1 AND kind = $2 AND blob = $3 AND COALESCE(diameter, 0) = $4 AND state <> 'withdrawn' "
				  "ORDER BY id LIMIT 1";
	struct tr_viewer v;
	TR_AUTO_ROWS rows = {0};

	*id = 0;
	TR_TRY(tr_sql_ask(a->db, sql, TR_SQL_IN(r->v[TR_picture_certificate], r->v[TR_picture_kind], r->v[TR_picture_blob], TR_SQL_I(r->v[TR_picture_diameter].i)),
			&rows, err));
	if (rows.count == 0)
		return TRIEN_OK;
	TR_TRY(tr_door_viewer(&a->who, r->book, TR_VERB_ENTER, &v, err));
	TR_TRY(tr_door_row(a->db, &a->who, &v, r->book, tr_sql_int(&rows, 0, 0), err));
	*id = tr_sql_int(&rows, 0, 0);
	return TRIEN_OK;
}

static void
fill(const struct tr_acting *a, const struct tr_picture_import *i, size_t file, int64_t certificate, struct tr_record *r)
{
	tr_record_set_text(r, TR_picture_kind, is_seal(i) ? "seal" : "signature");
	tr_record_set_int(r, TR_picture_certificate, certificate);
	tr_record_set_text(r, TR_picture_blob, i->files->items[file].blob);
	if (is_seal(i))
		tr_record_set_int(r, TR_picture_diameter, (int64_t)llround(i->files->diameter_mm * 1000));
	tr_record_set_text(r, TR_picture_state, "proposed");
	if (a->who.guarded)
		tr_record_set_int(r, TR_picture_proposed_by, a->who.person);
}

static trien_rc
import_file(struct tr_acting *a, const struct importing *m, size_t file, struct tr_import_row *out, struct trien_err *err)
{
	TR_AUTO_RECORD r = tr_record_of(&tr_books[TR_BOOK_picture]);
	int64_t same;

	TR_TRY(find_certificate(a, m->i, m->i->files->items[file].key, &m->certificates[file], err));
	TR_TRY(check_once(m, file, err));
	fill(a, m->i, file, m->certificates[file], &r);
	TR_TRY(find_same(a, &r, &same, err));
	if (same == 0)
		TR_TRY(tr_acting_put(a, &r, err));
	*out = (struct tr_import_row){.what = same != 0 ? TR_IMPORT_SAME : TR_IMPORT_NEW, .id = same != 0 ? same : r.id};
	return TRIEN_OK;
}

static trien_rc
import_files(struct tr_acting *a, void *context, struct trien_err *err)
{
	const struct importing *m = context;
	struct tr_picture_import *i = m->i;

	memset(i->count, 0, sizeof(i->count));
	memset(m->certificates, 0, (i->files->count + 1) * sizeof(*m->certificates));
	for (size_t file = 0; file < i->files->count; file++) {
		struct trien_err why = {0};
		const trien_rc rc = import_file(a, m, file, &i->rows[file], &why);
		TR_TRY(tr_import_told(rc, &why, &i->rows[file], err));
		i->count[i->rows[file].what]++;
	}
	return i->count[TR_IMPORT_BAD] == 0 ? TRIEN_OK : TR_ERR(err, EXCHANGE_ROWS_BAD, TR_U("count", i->count[TR_IMPORT_BAD]));
}

trien_rc
tr_picture_import(struct tr_sql *db, struct tr_picture_import *i, enum tr_act_mode mode, struct trien_err *err)
{
	struct importing m = {i, tr_mem_zeroed(i->files->count + 1, sizeof(int64_t))};

	if (m.certificates == NULL)
		return TR_ERR(err, NO_MEMORY, TR_U("want", (i->files->count + 1) * sizeof(int64_t)));
	const trien_rc rc = tr_act_do(db, i->act, mode, import_files, &m, &i->id, err);
	free(m.certificates);
	return rc;
}
