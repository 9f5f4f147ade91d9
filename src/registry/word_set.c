/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "registry/word_set.h"

#include "registry/act_parts.h"

/* ---- words and sets ---- */

static int
compare(struct tr_bytes a, struct tr_bytes b)
{
	const int order = memcmp(a.p, b.p, a.n < b.n ? a.n : b.n);
	return order != 0 ? order : (a.n > b.n) - (a.n < b.n);
}

void
tr_name_words_add(struct tr_name_words *w, struct tr_bytes word)
{
	size_t at = 0;

	while (at < w->count && compare(w->word[at], word) < 0)
		at++;
	if ((at < w->count && compare(w->word[at], word) == 0) || w->count == TR_NAME_WORDS_MAX)
		return;
	memmove(w->word + at + 1, w->word + at, (w->count - at) * sizeof(*w->word));
	w->word[at] = word;
	w->count++;
}

void
tr_name_words_of(const char *search_key, struct tr_name_words *out)
{
	out->count = 0;
	for (const char *at = search_key; *(at += strspn(at, " ")) != '\0';) {
		const size_t n = strcspn(at, " ");
		tr_name_words_add(out, TR_BYTES(at, n));
		at += n;
	}
}

trien_rc
tr_word_set(const struct tr_name_words *w, uint32_t which, struct tr_buf *out, struct trien_err *err)
{
	const char *between = "";

	TR_TRY(tr_buf_addf(out, err, "%d", __builtin_popcount(which)));
	for (size_t i = 0; i < w->count; i++) {
		if ((which >> i & 1) == 0)
			continue;
		TR_TRY(tr_buf_addf(out, err, "%s", between));
		TR_TRY(tr_buf_add_bytes(out, w->word[i], err));
		between = " ";
	}
	return TRIEN_OK;
}

/* ---- those of a row ---- */

#define SETS_MAX 32u
_Static_assert((1u << TR_NAME_SETS_MAX) - 1 <= SETS_MAX && TR_NAME_WORDS_MAX <= SETS_MAX, "sets of a name");

/* Their texts, one behind the other, each ended by NUL. */
struct sets {
	struct tr_buf text;
	size_t at[SETS_MAX], count;
};

static trien_rc
find_sets(const char *search_key, struct sets *out, struct trien_err *err)
{
	struct tr_name_words words;

	tr_name_words_of(search_key, &words);
	const bool lone = words.count > TR_NAME_SETS_MAX;
	const size_t count = lone ? words.count : ((size_t)1 << words.count) - 1;
	for (size_t i = 0; i < count; i++) {
		out->at[out->count++] = out->text.n;
		if (lone) {
			TR_TRY(tr_buf_add_byte(&out->text, TR_SET_OF_LONG, err));
			TR_TRY(tr_buf_add_bytes(&out->text, words.word[i], err));
		} else {
			TR_TRY(tr_word_set(&words, (uint32_t)i + 1, &out->text, err));
		}
		TR_TRY(tr_buf_add_byte(&out->text, 0, err));
	}
	return TRIEN_OK;
}

/* Values of a statement: what the sets share, then the sets. */
#define SHARED_MAX 4u

static size_t
bind_sets(const struct sets *s, struct tr_sql_value in[SHARED_MAX + SETS_MAX], size_t shared)
{
	for (size_t i = 0; i < s->count; i++)
		in[shared + i] = TR_SQL_T((const char *)s->text.p + s->at[i]);
	return shared + s->count;
}

static trien_rc
put_sets(struct tr_sql *db, const struct sets *s, struct tr_sql_value in[SHARED_MAX + SETS_MAX], struct trien_err *err)
{
	TR_AUTO_BUF sql = {0};

	TR_TRY(tr_buf_addf(&sql, err, "INSERT INTO word_set (book, sort_key, object, agency, words) VALUES "));
	for (size_t i = 0; i < s->count; i++)
		TR_TRY(tr_buf_addf(&sql, err, "%s($1, $2, $3, $4, $%zu)", i > 0 ? ", " : "", SHARED_MAX + i + 1));
	TR_TRY(tr_buf_add_byte(&sql, 0, err));
	return tr_sql_later(db, (const char *)sql.p, in, bind_sets(s, in, SHARED_MAX), NULL, err);
}

static trien_rc
delete_sets(struct tr_sql *db, const struct sets *s, struct tr_sql_value in[SHARED_MAX + SETS_MAX], struct trien_err *err)
{
	TR_AUTO_BUF sql = {0};

	TR_TRY(tr_buf_addf(&sql, err, "DELETE FROM word_set WHERE book = $1 AND sort_key = $2 AND object = $3 AND words IN ("));
	for (size_t i = 0; i < s->count; i++)
		TR_TRY(tr_buf_addf(&sql, err, "%s$%zu", i > 0 ? ", " : "", SHARED_MAX + i));
	TR_TRY(tr_buf_addf(&sql, err, ")%c", 0));
	return tr_sql_later(db, (const char *)sql.p, in, bind_sets(s, in, SHARED_MAX - 1), NULL, err);
}

/* The agency that a row belongs to: books with names are of agencies, or the agencies themselves. */
static int64_t
agency_of(const struct tr_record *r)
{
	return strcmp(r->book->scope, "id") == 0 ? r->id : r->v[tr_book_column(r->book, "agency")].i;
}

trien_rc
tr_words_put(struct tr_sql *db, const struct tr_record *r, const struct tr_computed *c, struct trien_err *err)
{
	struct tr_sql_value in[SHARED_MAX + SETS_MAX] = {TR_SQL_T(r->book->name), TR_SQL_T((const char *)c->sort.p), TR_SQL_I(r->id), TR_SQL_I(agency_of(r))};
	struct sets s = {0};

	trien_rc rc = find_sets((const char *)c->search.p, &s, err);
	if (rc == TRIEN_OK && s.count > 0)
		rc = put_sets(db, &s, in, err);
	tr_buf_free(&s.text);
	return rc;
}

/* ---- held against the name ---- */

static trien_rc
count_sets(struct tr_sql *db, const struct sets *s, struct tr_sql_value in[SHARED_MAX + SETS_MAX], int64_t *out, struct trien_err *err)
{
	TR_AUTO_BUF sql = {0};
	TR_AUTO_ROWS rows = {0};

	TR_TRY(tr_buf_addf(&sql, err, "SELECT COUNT(*) FROM word_set WHERE book = $1 AND sort_key = $2 AND object = $3 AND +agency = $4 AND words IN ("));
	for (size_t i = 0; i < s->count; i++)
		TR_TRY(tr_buf_addf(&sql, err, "%s$%zu", i > 0 ? ", " : "", SHARED_MAX + i + 1));
	TR_TRY(tr_buf_addf(&sql, err, ")%c", 0));
	TR_TRY(tr_sql_ask(db, (const char *)sql.p, in, bind_sets(s, in, SHARED_MAX), &rows, err));
	*out = tr_sql_int(&rows, 0, 0);
	return TRIEN_OK;
}

trien_rc
tr_words_are_all(struct tr_sql *db, const struct tr_record *r, const struct tr_computed *c, bool *out, struct trien_err *err)
{
	struct tr_sql_value in[SHARED_MAX + SETS_MAX] = {TR_SQL_T(r->book->name), TR_SQL_T((const char *)c->sort.p), TR_SQL_I(r->id), TR_SQL_I(agency_of(r))};
	struct sets s = {0};
	int64_t count = 0;

	trien_rc rc = find_sets((const char *)c->search.p, &s, err);
	if (rc == TRIEN_OK && s.count > 0)
		rc = count_sets(db, &s, in, &count, err);
	tr_buf_free(&s.text);
	if (rc == TRIEN_OK)
		*out = count == (int64_t)s.count;
	return rc;
}

static size_t
find_word(const struct tr_name_words *w, struct tr_bytes word)
{
	size_t at = 0;

	while (at < w->count && compare(w->word[at], word) != 0)
		at++;
	return at;
}

/* Its words, as bits; none where one of them is not the name's. */
static uint32_t
words_in(const struct tr_name_words *w, struct tr_bytes set)
{
	uint32_t which = 0;

	for (size_t from = 1, to; from < set.n; from = to + 1) {
		for (to = from; to < set.n && set.p[to] != ' ';)
			to++;
		const size_t at = find_word(w, tr_bytes_part(set, from, to - from));
		if (at == w->count)
			return 0;
		which |= 1u << at;
	}
	return which;
}

trien_rc
tr_words_hold(const char *search_key, struct tr_bytes set, bool *out, struct trien_err *err)
{
	struct tr_name_words words;
	TR_AUTO_BUF want = {0};

	tr_name_words_of(search_key, &words);
	const uint32_t which = words_in(&words, set);
	const bool lone = words.count > TR_NAME_SETS_MAX;
	if (which != 0 && lone) {
		TR_TRY(tr_buf_add_byte(&want, TR_SET_OF_LONG, err));
		TR_TRY(tr_buf_add_bytes(&want, words.word[__builtin_ctz(which)], err));
	} else if (which != 0) {
		TR_TRY(tr_word_set(&words, which, &want, err));
	}
	*out = which != 0 && tr_bytes_equal(tr_buf_view(&want), set);
	return TRIEN_OK;
}

/* ---- as they were ---- */

static trien_rc
ask_old(struct tr_sql *db, const struct tr_book *b, int64_t id, struct tr_sql_rows *out, struct trien_err *err)
{
	TR_AUTO_BUF sql = {0};

	if (b->named < 0)
		return TRIEN_OK;
	TR_TRY(tr_buf_addf(&sql, err, "SELECT sort_key, search_key, %s FROM %s WHERE id = $1%c",
			b->scope, b->name, 0));
	return tr_sql_ask(db, (const char *)sql.p, TR_SQL_IN(TR_SQL_I(id)), out, err);
}

static trien_rc
take_out(struct tr_sql *db, const struct tr_book *b, int64_t id, const struct tr_sql_rows *old, struct trien_err *err)
{
	struct tr_sql_value in[SHARED_MAX + SETS_MAX] = {TR_SQL_T(b->name), *tr_sql_cell(old, 0, 0), TR_SQL_I(id)};
	struct sets s = {0};

	trien_rc rc = find_sets(tr_sql_text(old, 0, 1), &s, err);
	if (rc == TRIEN_OK && s.count > 0)
		rc = delete_sets(db, &s, in, err);
	tr_buf_free(&s.text);
	return rc;
}

trien_rc
tr_words_take_out(struct tr_sql *db, const struct tr_book *b, int64_t id, struct trien_err *err)
{
	TR_AUTO_ROWS old = {0};

	TR_TRY(ask_old(db, b, id, &old, err));
	return old.count > 0 ? take_out(db, b, id, &old, err) : TRIEN_OK;
}

trien_rc
tr_words_replace(struct tr_sql *db, const struct tr_record *r, struct tr_computed *c, struct trien_err *err)
{
	TR_AUTO_ROWS old = {0};

	if (r->version == 1 || c->search.n == 0)
		return TRIEN_OK;
	TR_TRY(ask_old(db, r->book, r->id, &old, err));
	c->words_stay = old.count > 0 && strcmp(tr_sql_text(&old, 0, 0), (const char *)c->sort.p) == 0 &&
			strcmp(tr_sql_text(&old, 0, 1), (const char *)c->search.p) == 0 && tr_sql_int(&old, 0, 2) == agency_of(r);
	return old.count > 0 && !c->words_stay ? take_out(db, r->book, r->id, &old, err) : TRIEN_OK;
}
