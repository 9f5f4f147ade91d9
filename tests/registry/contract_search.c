/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Requirement: R4.1
 * Searching: names by chance in agencies by chance, against a plain search through all of them; what Vietnamese names bring along; limits.
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/name_key.h"
#include "registry/list.h"
#include "registry/word_set.h"
#include "sample.h"
#include "store/migration.h"
#include "store/sql_back.h"

static void
finds(struct contract *c, const char *search, const char *want)
{
	const struct tr_list_query q = {.book = &tr_books[TR_BOOK_person], .viewer = {.scope = TR_SCOPE_PROVINCE}, .search = search, .limit = 100};
	struct trien_err err = {0};
	TR_AUTO_ROWS rows = {0};
	TR_AUTO_BUF is = {0};

	assert_ok(list(c, &q, &rows, &err), &err);
	for (size_t i = 0; i < rows.count; i++)
		assert_ok(tr_buf_addf(&is, &err, "%s%s", i > 0 ? ", " : "", tr_sql_text(&rows, i, 3 + TR_person_code)), &err);
	assert_ok(tr_buf_add_byte(&is, 0, &err), &err);
	if (strcmp((char *)is.p, want) != 0)
		fail_msg("\"%s\": found \"%s\", want \"%s\"", search, (char *)is.p, want);
	say(c, "%s: %s\n", search, (char *)is.p);
}

static void
person(struct contract *c, const char *code, const char *name)
{
	PUT(c, "person.enter", "person", 0, "code", code, "name", name, "agency", "1", "state", "active");
}

static void
province(struct contract *c)
{
	open_log(c);
	PUT(c, "agency.enter", "agency", 0, "code", "H00", "name", "UBND tỉnh Mẫu", "kind", "province", "state", "active");
}

/* ---- what a word is ---- */

static void
test_words(struct contract *c)
{
	province(c);
	person(c, "A", "Nguyễn Mẫu An");
	person(c, "B", "Nguyễn Nguyễn Mẫu");
	person(c, "C", "Đỗ Mẫu Ánh");
	person(c, "D", "Y Mẫu A");
	person(c, "E", "Nguyễn Văn Mẫu Anh");
	/* Before the last, words are whole; the last may be begun, unless a blank ends it. */
	finds(c, "mau an", "A, E, C");
	finds(c, "mau an ", "A");
	finds(c, "an mau", "A");
	finds(c, "NGUYỄN", "A, E, B");
	finds(c, "nguyen nguyen", "A, E, B");
	finds(c, "ĐỖ mau", "C");
	finds(c, "đo", "C");
	finds(c, "Do\xcc\x82\xcc\x83 Mau", "C"); /* marks behind the vowel: asked so, one is understood */
	finds(c, "y a", "D");
	finds(c, "y a ", "D");
	finds(c, "a", "D, A, E, C");
	finds(c, "mau", "D, A, E, C, B");
	/* Nothing has "ngu" as a word: then all are begun. */
	finds(c, "ngu va an", "E");
	finds(c, "ngu m", "A, E, B");
	finds(c, "ngu va an x", "");
	finds(c, "mau mau mau ", "D, A, E, C, B");
	finds(c, "%", "D, A, E, C, B"); /* no word at all */
	finds(c, "_ ' mau", "D, A, E, C, B");
	/* A name with marks behind its vowels has the same words (files that bring such are refused elsewhere). */
	person(c, "F", "Nguye\xcc\x82\xcc\x83n Ma\xcc\x82\xcc\x83u La\xcc\x80");
	finds(c, "nguyễn là", "F");
}

/* The second page is of the same meaning of the words as the first, also where that has come to its end. */
static void
test_meaning_of_pages(struct contract *c)
{
	struct tr_list_query q = {.book = &tr_books[TR_BOOK_person], .viewer = {.scope = TR_SCOPE_PROVINCE}, .search = "ma an", .limit = 1};
	struct trien_err err = {0};
	TR_AUTO_ROWS first = {0};
	TR_AUTO_ROWS second = {0};

	province(c);
	person(c, "A", "Ma Văn An");
	person(c, "B", "Mai Văn Ân");
	assert_ok(list(c, &q, &first, &err), &err);
	assert_int_equal(first.count, 1);
	q.after_key = tr_sql_text(&first, 0, first.columns - 1);
	q.after_id = tr_sql_int(&first, 0, 0);
	assert_ok(list(c, &q, &second, &err), &err);
	assert_int_equal(second.count, 0);
}

/* ---- names of many words, long words ---- */

/* The last of which every set is kept, and one past it; the last that counts, and one past it. */
static void
test_long_names(struct contract *c)
{
	char word[TR_NAME_WORD_LETTERS_MAX + 2], name[TR_NAME_WORDS_MAX * 4 + 16] = "";

	province(c);
	person(c, "A", "Mẫu Mot Hai Ba Bon");
	person(c, "B", "Mẫu Mot Hai Ba Bon Nam");
	finds(c, "mot bon", "A, B");
	finds(c, "bon hai mot mau ba", "A, B");
	finds(c, "bon hai mot mau ba ", "A, B");
	finds(c, "bon hai mot mau ba na", "B");
	finds(c, "b m h", "A, B");
	assert_int_equal(ask_one(c->db, "SELECT COUNT(*) FROM word_set WHERE book = 'person'"), 31 + 6);
	for (unsigned i = 0; i <= TR_NAME_WORDS_MAX; i++)
		snprintf(name + strlen(name), sizeof(name) - strlen(name), "%sx%c%c", i > 0 ? " " : "", 'a' + (int)(i / 20), 'a' + (int)(i % 20));
	person(c, "C", name);
	finds(c, "xaa xbl", "C");
	finds(c, "xbm", ""); /* the 33rd */
	memset(word, 'q', sizeof(word) - 1);
	word[sizeof(word) - 1] = '\0';
	person(c, "D", word);
	finds(c, word, "D");
	word[sizeof(word) - 2] = '\0';
	finds(c, word, "D");
	word[sizeof(word) - 3] = '\0';
	finds(c, word, "D"); /* begun */
}

/* ---- limits ---- */

static trien_rc
put_ways(struct tr_acting *a, void *context, struct trien_err *err)
{
	const unsigned count = *(unsigned *)context;
	char code[16], name[32];

	for (unsigned i = 0; i < count; i++) {
		TR_AUTO_RECORD r = tr_record_of(&tr_books[TR_BOOK_person]);
		snprintf(code, sizeof(code), "W%u", i);
		snprintf(name, sizeof(name), "Mẫu x%c%c", 'a' + (int)(i / 20), 'a' + (int)(i % 20));
		tr_record_set_text(&r, TR_person_code, code);
		tr_record_set_text(&r, TR_person_name, name);
		tr_record_set_int(&r, TR_person_agency, 1);
		tr_record_set_text(&r, TR_person_state, "active");
		TR_TRY(tr_acting_put(a, &r, err));
	}
	return TRIEN_OK;
}

static void
test_ways(struct contract *c)
{
	const struct tr_act act = act_of("test.ways");
	struct tr_list_query q = {.book = &tr_books[TR_BOOK_person], .viewer = {.scope = TR_SCOPE_PROVINCE}, .search = "mau x", .limit = TR_LIST_MAX};
	unsigned count = TR_SEARCH_LISTS_MAX;
	struct trien_err err = {0};
	TR_AUTO_ROWS rows = {0};
	TR_AUTO_ROWS none = {0};

	province(c);
	assert_ok(tr_act_do(c->db, &act, TR_ACT_DO, put_ways, &count, NULL, &err), &err);
	assert_ok(list(c, &q, &rows, &err), &err);
	assert_int_equal(rows.count, count);
	person(c, "Z", "Mẫu xzz");
	assert_refused(list(c, &q, &none, &err), "registry.search-broad");
	finds(c, "mau xz", "Z");
	/* In an agency with few rows it is no question how words go on. */
	q.viewer = (struct tr_viewer){.scope = TR_SCOPE_AGENCY, .agency = 1};
	tr_sql_rows_free(&rows);
	assert_ok(list(c, &q, &rows, &err), &err);
	assert_int_equal(rows.count, count + 1);
}

/* ---- by chance, against a plain search ---- */

#define AGENCIES 90 /* more than a list goes through one by one */
#define PEOPLE 260
#define QUESTIONS 400
#define WORDS 8

static const char *const words[] = {"Mẫu", "An", "Anh", "Ân", "Văn", "Vân", "Thị", "Thu", "Đỗ", "Đô", "Do", "A", "Ba", "Bảo", "Bảo", "Y"};
#define VOCABULARY (sizeof(words) / sizeof(*words))

struct world {
	uint64_t seed;
	int64_t parent[AGENCIES + 1], agency[PEOPLE + 1];
	char name[PEOPLE + 1][80], search[PEOPLE + 1][80], sort[PEOPLE + 1][200];
	int64_t changed;
};

static size_t
by_chance(struct world *w, size_t below)
{
	w->seed = w->seed * 6364136223846793005u + 1442695040888963407u;
	return (size_t)((w->seed >> 33) % below);
}

/* Keys as the test counts with them. */
static void
name_person(struct world *w, int64_t id)
{
	const size_t count = 1 + by_chance(w, by_chance(w, 4) == 0 ? WORDS : 4);
	struct tr_text text;
	TR_AUTO_BUF sort = {0};
	TR_AUTO_BUF search = {0};

	w->name[id][0] = '\0';
	for (size_t i = 0; i < count; i++)
		snprintf(w->name[id] + strlen(w->name[id]), sizeof(w->name[id]) - strlen(w->name[id]), "%s%s", i > 0 ? " " : "", words[by_chance(w, VOCABULARY)]);
	assert_int_equal(tr_text_of(TR_BYTES(w->name[id], strlen(w->name[id])), &text, NULL), TRIEN_OK);
	assert_int_equal(tr_name_sort_key(text, TR_NAME_GIVEN_FIRST, &sort, NULL), TRIEN_OK);
	assert_int_equal(tr_name_search_key(text, &search, NULL), TRIEN_OK);
	snprintf(w->sort[id], sizeof(w->sort[id]), "%.*s", (int)sort.n, (const char *)sort.p);
	snprintf(w->search[id], sizeof(w->search[id]), "%.*s", (int)search.n, (const char *)search.p);
	w->agency[id] = 1 + (int64_t)by_chance(w, AGENCIES);
}

static trien_rc
put_person(struct tr_acting *a, struct world *w, int64_t id, bool again, struct trien_err *err)
{
	TR_AUTO_RECORD r = tr_record_of(&tr_books[TR_BOOK_person]);
	char code[16];

	snprintf(code, sizeof(code), "P%d", (int)id);
	if (again)
		TR_TRY(tr_record_load(a->db, r.book, id, &r, err));
	tr_record_set_text(&r, TR_person_code, code);
	tr_record_set_text(&r, TR_person_name, w->name[id]);
	tr_record_set_int(&r, TR_person_agency, w->agency[id]);
	tr_record_set_text(&r, TR_person_state, "active");
	TR_TRY(tr_acting_put(a, &r, err));
	assert_int_equal(r.id, id);
	return TRIEN_OK;
}

static trien_rc
put_world(struct tr_acting *a, void *context, struct trien_err *err)
{
	struct world *w = context;
	char code[16], name[32];

	for (int64_t id = 1; id <= AGENCIES; id++) {
		TR_AUTO_RECORD r = tr_record_of(&tr_books[TR_BOOK_agency]);
		snprintf(code, sizeof(code), "H%d", (int)id);
		snprintf(name, sizeof(name), "Đơn vị Mẫu %d", (int)id);
		tr_record_set_text(&r, TR_agency_code, code);
		tr_record_set_text(&r, TR_agency_name, name);
		tr_record_set_text(&r, TR_agency_kind, id == 1 ? "province" : "unit");
		tr_record_set_text(&r, TR_agency_state, "active");
		w->parent[id] = id == 1 ? 0 : 1 + (int64_t)by_chance(w, id < 4 ? 1 : (size_t)id / 3);
		if (id > 1)
			tr_record_set_int(&r, TR_agency_parent, w->parent[id]);
		TR_TRY(tr_acting_put(a, &r, err));
	}
	for (int64_t id = 1; id <= PEOPLE; id++) {
		name_person(w, id);
		TR_TRY(put_person(a, w, id, false, err));
	}
	return TRIEN_OK;
}

static trien_rc
change_person(struct tr_acting *a, void *context, struct trien_err *err)
{
	struct world *w = context;

	name_person(w, w->changed);
	return put_person(a, w, w->changed, true, err);
}

/* ---- the plain search ---- */

struct asked {
	char text[80];
	struct {
		char word[16];
		bool begun;
	} words[WORDS];
	size_t count;
};

static bool
name_has(const char *search_key, const char *word, bool begun)
{
	char text[24];

	snprintf(text, sizeof(text), " %s%s", word, begun ? "" : " ");
	return strstr(search_key, text) != NULL;
}

static bool
is_below(const struct world *w, int64_t agency, int64_t above)
{
	while (agency != 0 && agency != above)
		agency = w->parent[agency];
	return above != 0 && agency == above;
}

static bool
is_shown(const struct world *w, const struct tr_list_query *q, int64_t id)
{
	const struct tr_viewer *v = &q->viewer;

	if (q->within != 0 && !is_below(w, w->agency[id], q->within))
		return false;
	if (v->scope == TR_SCOPE_PROVINCE)
		return true;
	if (v->scope == TR_SCOPE_OWN)
		return v->person == id;
	return v->scope == TR_SCOPE_AGENCY ? w->agency[id] == v->agency : is_below(w, w->agency[id], v->agency);
}

static size_t
find_plainly(const struct world *w, const struct tr_list_query *q, const struct asked *a, bool all_begun, int64_t out[PEOPLE])
{
	size_t n = 0;

	for (int64_t id = 1; id <= PEOPLE; id++) {
		bool has = is_shown(w, q, id);
		for (size_t i = 0; i < a->count && has; i++)
			has = name_has(w->search[id], a->words[i].word, all_begun || a->words[i].begun);
		if (!has)
			continue;
		size_t at = n++;
		for (; at > 0; at--) {
			const int order = strcmp(w->sort[out[at - 1]], w->sort[id]);
			if (order < 0 || (order == 0 && out[at - 1] < id))
				break;
			out[at] = out[at - 1];
		}
		out[at] = id;
	}
	return n;
}

/* ---- questions ---- */

static struct asked
ask_by_chance(struct world *w)
{
	struct asked a = {.count = by_chance(w, 5) == 0 ? 1 + by_chance(w, WORDS) : 1 + by_chance(w, 3)};
	const bool cut = by_chance(w, 4) == 0, ended = by_chance(w, 4) == 0;
	struct tr_text text;

	for (size_t i = 0; i < a.count; i++) {
		TR_AUTO_BUF key = {0};
		const char *word = words[by_chance(w, VOCABULARY)];
		assert_int_equal(tr_text_of(TR_BYTES(word, strlen(word)), &text, NULL), TRIEN_OK);
		assert_int_equal(tr_name_search_key(text, &key, NULL), TRIEN_OK);
		snprintf(a.words[i].word, sizeof(a.words[i].word), "%.*s", (int)key.n - 2, (const char *)key.p + 1);
		if (cut || (i + 1 == a.count && by_chance(w, 2) == 0))
			a.words[i].word[1 + by_chance(w, 2)] = '\0';
		a.words[i].begun = i + 1 == a.count && !ended;
		snprintf(a.text + strlen(a.text), sizeof(a.text) - strlen(a.text), "%s%s", i > 0 ? " " : "", a.words[i].word);
	}
	if (ended)
		snprintf(a.text + strlen(a.text), sizeof(a.text) - strlen(a.text), " ");
	return a;
}

/* Page after page. */
static void
answers_are(struct contract *c, struct tr_list_query q, const int64_t *want, size_t count)
{
	struct trien_err err = {0};
	char key[200];
	size_t seen = 0;

	for (bool more = true; more;) {
		TR_AUTO_ROWS rows = {0};
		assert_ok(list(c, &q, &rows, &err), &err);
		for (size_t i = 0; i < rows.count; i++, seen++) {
			if (seen >= count || tr_sql_int(&rows, i, 0) != want[seen])
				fail_msg("\"%s\", scope %d, agency %d, within %d, page of %zu: row %zu is person %d, want %d of %zu", q.search, (int)q.viewer.scope,
						(int)q.viewer.agency, (int)q.within, q.limit, seen, (int)tr_sql_int(&rows, i, 0), seen < count ? (int)want[seen] : 0, count);
		}
		more = rows.count == q.limit;
		if (rows.count == 0)
			break;
		snprintf(key, sizeof(key), "%s", tr_sql_text(&rows, rows.count - 1, rows.columns - 1));
		q.after_key = key;
		q.after_id = tr_sql_int(&rows, rows.count - 1, 0);
	}
	if (seen != count)
		fail_msg("\"%s\", scope %d, agency %d, within %d: %zu rows, want %zu", q.search, (int)q.viewer.scope, (int)q.viewer.agency, (int)q.within, seen, count);
}

static size_t
question(struct contract *c, struct world *w)
{
	static const enum tr_rules_scope scopes[] = {TR_SCOPE_PROVINCE, TR_SCOPE_PROVINCE, TR_SCOPE_SUBTREE, TR_SCOPE_SUBTREE, TR_SCOPE_AGENCY, TR_SCOPE_OWN};
	const struct asked a = ask_by_chance(w);
	struct tr_list_query q = {.book = &tr_books[TR_BOOK_person], .search = a.text, .limit = by_chance(w, 2) == 0 ? 100 : 1 + by_chance(w, 20)};
	int64_t want[PEOPLE];

	q.viewer.scope = scopes[by_chance(w, sizeof(scopes) / sizeof(*scopes))];
	q.viewer.agency = 1 + (int64_t)by_chance(w, by_chance(w, 2) == 0 ? 4 : AGENCIES);
	q.viewer.person = 1 + (int64_t)by_chance(w, PEOPLE);
	q.within = by_chance(w, 4) == 0 ? 1 + (int64_t)by_chance(w, 8) : 0;
	size_t count = find_plainly(w, &q, &a, false, want);
	if (count == 0)
		count = find_plainly(w, &q, &a, true, want);
	answers_are(c, q, want, count);
	return count;
}

/* The sets are those of the rows, whatever has become of these. */
static void
sets_are_whole(struct contract *c, const struct world *w)
{
	int64_t want = 0;

	for (int64_t id = 1; id <= PEOPLE; id++) {
		struct tr_name_words n;
		tr_name_words_of(w->search[id], &n);
		want += n.count > TR_NAME_SETS_MAX ? (int64_t)n.count : ((int64_t)1 << n.count) - 1;
	}
	assert_int_equal(ask_one(c->db, "SELECT COUNT(*) FROM word_set WHERE book = 'person'"), want);
	assert_int_equal(ask_one(c->db, "SELECT COUNT(*) FROM word_set w JOIN person b ON b.id = w.object AND b.agency = w.agency AND b.sort_key = w.sort_key "
					"WHERE w.book = 'person'"), want);
}

static void
test_by_chance(struct contract *c)
{
	static struct world w;
	struct tr_act act = act_of("test.world"), undo = act_of("act.undo");
	struct trien_err err = {0};
	struct world before;
	int64_t id;
	size_t found = 0;

	w = (struct world){.seed = 8};
	open_log(c);
	assert_ok(tr_act_do(c->db, &act, TR_ACT_DO, put_world, &w, NULL, &err), &err);
	sets_are_whole(c, &w);
	undo.reason = "thử";
	for (unsigned i = 0; i < QUESTIONS; i++) {
		found += question(c, &w);
		if (i % 10 != 0)
			continue;
		/* Renamed and moved, and every other time taken back. */
		before = w;
		w.changed = 1 + (int64_t)by_chance(&w, PEOPLE);
		assert_ok(tr_act_do(c->db, &act, TR_ACT_DO, change_person, &w, &id, &err), &err);
		if (i % 20 != 0)
			continue;
		before.seed = w.seed;
		w = before;
		assert_ok(tr_act_undo(c->db, &undo, TR_ACT_DO, id, NULL, &err), &err);
	}
	sets_are_whole(c, &w);
	assert_int_equal(say_faults(c), 0);
	say(c, "%zu rows found\n", found);
	assert_true(found > QUESTIONS);
}

/* ---- stores that were made before ---- */

static trien_rc
make_words(struct tr_sql *db, void *context, struct trien_err *err)
{
	TR_AUTO_ROWS rows = {0};

	(void)context;
	TR_TRY(tr_sql_run(db, "CREATE TABLE word (book text, word text, sort_key text, object bigint)", NULL, 0, NULL, err));
	TR_TRY(tr_sql_ask(db, "SELECT 'person', id, sort_key, search_key FROM person UNION ALL SELECT 'agency', id, sort_key, search_key FROM agency", NULL, 0, &rows,
			err));
	for (size_t i = 0; i < rows.count; i++) {
		struct tr_name_words n;
		tr_name_words_of(tr_sql_text(&rows, i, 3), &n);
		for (size_t k = 0; k < n.count; k++)
			TR_TRY(tr_sql_run(db, "INSERT INTO word (book, sort_key, object, word) VALUES ($1, $2, $3, $4)",
					TR_SQL_IN(*tr_sql_cell(&rows, i, 0), *tr_sql_cell(&rows, i, 2), *tr_sql_cell(&rows, i, 1), TR_SQL_TN(n.word[k].p, n.word[k].n)),
					NULL, err));
	}
	return TRIEN_OK;
}

static trien_rc
migrate(struct tr_sql *db, void *context, struct trien_err *err)
{
	const bool sqlite = tr_sql_back_end_of(db) == TR_SQL_SQLITE;
	const struct tr_migration *m = sqlite ? tr_sqlite_migrations : tr_postgresql_migrations;

	while (strstr(m->name, context) == NULL)
		m++;
	return tr_sql_script(db, m->text, err);
}

static const char order_before[] = "DROP INDEX person_order; CREATE INDEX person_order ON person (sort_key, id);"
				   "DROP INDEX person_agency; CREATE INDEX person_agency ON person (agency, sort_key, id);"
				   "DROP INDEX certificate_order; CREATE INDEX certificate_order ON certificate (sort_key, id);"
				   "DROP INDEX certificate_agency; CREATE INDEX certificate_agency ON certificate (agency, sort_key, id);"
				   "DROP INDEX document_list; DROP INDEX incoming_list";

/* The migration makes of the words of such a store the sets that this program keeps. */
static void
test_migration(struct contract *c)
{
	static const char differ[] = "SELECT COUNT(*) FROM (SELECT book, words, sort_key, object, agency FROM word_set UNION SELECT book, words, sort_key, "
				     "object, agency FROM kept) u";
	static char sets[] = "word_set", of_agency[] = "word_set_agency", order[] = "list_order";
	static struct world w;
	const struct tr_act act = act_of("test.world");
	struct trien_err err = {0};

	w = (struct world){.seed = 9};
	open_log(c);
	assert_ok(tr_act_do(c->db, &act, TR_ACT_DO, put_world, &w, NULL, &err), &err);
	assert_ok(write_one(c->db, "ALTER TABLE word_set RENAME TO kept", &err), &err);
	if (c->server != NULL)
		assert_ok(write_one(c->db, "ALTER INDEX word_set_pkey RENAME TO kept_pkey", &err), &err);
	assert_ok(tr_sql_transact(c->db, TR_SQL_WRITE, make_words, NULL, &err), &err);
	assert_ok(tr_sql_transact(c->db, TR_SQL_WRITE, migrate, sets, &err), &err);
	const int64_t count = ask_one(c->db, "SELECT COUNT(*) FROM word_set");
	assert_true(count > PEOPLE);
	assert_int_equal(ask_one(c->db, "SELECT COUNT(*) FROM kept"), count);
	assert_int_equal(ask_one(c->db, differ), count);
	/* And the next that concerns them: of sets that are there already an agency has its own. */
	assert_ok(write_one(c->db, "DROP INDEX word_set_agency", &err), &err); /* that of the table as it was */
	assert_ok(tr_sql_transact(c->db, TR_SQL_WRITE, migrate, of_agency, &err), &err);
	/* And the order of lists, which had no rows with it. */
	assert_ok(c->db->back->script(c->db, order_before, &err), &err);
	assert_ok(tr_sql_transact(c->db, TR_SQL_WRITE, migrate, order, &err), &err);
	for (unsigned i = 0; i < QUESTIONS / 8; i++)
		(void)question(c, &w);
	say(c, "%d sets\n", (int)count);
}

extern const struct contract_row search_tests[];
const struct contract_row search_tests[] = {
	{"words", test_words}, {"meaning of pages", test_meaning_of_pages}, {"long names", test_long_names}, {"ways to go on", test_ways},
	{"by chance", test_by_chance}, {"stores made before", test_migration}, {NULL, NULL},
};
