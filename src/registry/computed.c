/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Columns and rows that follow from others, so that lists, searches and scopes are answered by an index. */
#include <stdio.h>

#include "base/errors/registry.h"
#include "base/name_key.h"
#include "registry/act_parts.h"

#define PATH_STEP 8u /* hexadecimal digits */

void
tr_computed_free(struct tr_computed *c)
{
	tr_buf_free(&c->sort);
	tr_buf_free(&c->search);
	tr_buf_free(&c->path);
}

/* ---- keys of the name ---- */

trien_rc
tr_compute_keys(const struct tr_record *r, struct tr_computed *out, struct trien_err *err)
{
	const bool people = r->book == &tr_books[TR_BOOK_person] ||
			    (r->book == &tr_books[TR_BOOK_certificate] && tr_record_is(r, TR_certificate_holder, "person"));
	struct tr_text name;

	if (r->book->named < 0)
		return TRIEN_OK;
	TR_TRY(tr_text_of(r->v[r->book->named].b, &name, err));
	TR_TRY(tr_name_sort_key(name, people ? TR_NAME_GIVEN_FIRST : TR_NAME_AS_WRITTEN, &out->sort, err));
	TR_TRY(tr_buf_add_byte(&out->sort, 0, err));
	TR_TRY(tr_name_search_key(name, &out->search, err));
	return tr_buf_add_byte(&out->search, 0, err);
}

/* ---- the tree of agencies ---- */

static trien_rc
path_of(struct tr_sql *db, int64_t agency, struct tr_sql_rows *out, struct trien_err *err)
{
	TR_TRY(tr_sql_ask(db, "SELECT path FROM agency WHERE id = $1", TR_SQL_IN(TR_SQL_I(agency)), out, err));
	return out->count == 1 ? TRIEN_OK : TR_ERR(err, REGISTRY_NOT_FOUND, TR_S("book", "agency"), TR_I("id", agency));
}

trien_rc
tr_compute_path(struct tr_sql *db, const struct tr_record *r, struct tr_computed *out, struct trien_err *err)
{
	const struct tr_sql_value *parent = &r->v[TR_agency_parent];
	TR_AUTO_ROWS rows = {0};
	char own[PATH_STEP + 1];

	if (r->book != &tr_books[TR_BOOK_agency])
		return TRIEN_OK;
	snprintf(own, sizeof(own), "%08llx", (unsigned long long)r->id & 0xffffffff);
	if (!parent->null) {
		TR_TRY(path_of(db, parent->i, &rows, err));
		const char *above = tr_sql_text(&rows, 0, 0);
		for (const char *at = above; *at != '\0'; at += PATH_STEP)
			if (strncmp(at, own, PATH_STEP) == 0)
				return TR_ERR(err, REGISTRY_AGENCY_CYCLE, TR_I("id", r->id), TR_I("parent", parent->i));
		if (strlen(above) >= (size_t)TR_AGENCY_DEPTH_MAX * PATH_STEP)
			return TR_ERR(err, REGISTRY_AGENCY_DEPTH, TR_U("max", TR_AGENCY_DEPTH_MAX));
		TR_TRY(tr_buf_addf(&out->path, err, "%s", above));
	}
	return tr_buf_addf(&out->path, err, "%s%c", own, 0);
}

/* What is below an agency that has moved, moves with it. */
static trien_rc
move_below(struct tr_sql *db, const struct tr_record *r, const struct tr_computed *c, struct trien_err *err)
{
	static const char below[] = "SELECT path FROM agency WHERE parent = $1 AND path <> $2 || substr(path, length(path) - 7) LIMIT 1";
	static const char move[] = "UPDATE agency SET path = $1 || substr(path, CAST($2 AS integer) + 1) WHERE path > $3 AND path < $3 || 'g'";
	static const char deepest[] = "SELECT id FROM agency WHERE path > $1 AND path < $1 || 'g' AND length(path) > $2 LIMIT 1";
	const char *path = (const char *)c->path.p;
	TR_AUTO_ROWS old = {0};
	TR_AUTO_ROWS deep = {0};

	TR_TRY(tr_sql_ask(db, below, TR_SQL_IN(TR_SQL_I(r->id), TR_SQL_T(path)), &old, err));
	if (old.count == 0)
		return TRIEN_OK;
	const size_t n = tr_sql_cell(&old, 0, 0)->b.n - PATH_STEP;
	const struct tr_sql_value was = TR_SQL_TN(tr_sql_text(&old, 0, 0), n);
	TR_TRY(tr_sql_run(db, move, TR_SQL_IN(TR_SQL_T(path), TR_SQL_I(n), was), NULL, err));
	TR_TRY(tr_sql_ask(db, deepest, TR_SQL_IN(TR_SQL_T(path), TR_SQL_I(TR_AGENCY_DEPTH_MAX * PATH_STEP)), &deep, err));
	return deep.count == 0 ? TRIEN_OK : TR_ERR(err, REGISTRY_AGENCY_DEPTH, TR_U("max", TR_AGENCY_DEPTH_MAX));
}

trien_rc
tr_compute_rest(struct tr_sql *db, const struct tr_record *r, const struct tr_computed *c, struct trien_err *err)
{
	if (c->search.n > 0 && !c->words_stay)
		TR_TRY(tr_words_put(db, r, c, err));
	return c->path.n > 0 && r->version > 1 ? move_below(db, r, c, err) : TRIEN_OK;
}
