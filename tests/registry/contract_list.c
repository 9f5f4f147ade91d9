/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Requirement: R4.1 R1
 * Lists: the order of people, search without diacritics, pages; and viewers by chance (500 where all is tried) who see of every book their own part and nothing
 * else, as counted here from the rows alone.
 */
#include <stdio.h>
#include <stdlib.h>

#include "registry/door.h"
#include "sample.h"

/* ---- order, search, pages ---- */

static void
people(struct contract *c)
{
	static const char *const names[] = {"Trần Mẫu An", "Lê Thị Mẫu Ánh", "Nguyễn Văn Mẫu", "Đỗ Mẫu Ân", "Bùi Văn Mậu", "Phạm Mẫu An", "Hoàng Mẫu Ă"};
	char code[16];

	open_log(c);
	PUT(c, "agency.enter", "agency", 0, "code", "H00", "name", "UBND tỉnh Mẫu", "kind", "province", "state", "active");
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		snprintf(code, sizeof(code), "CB%zu", i);
		PUT(c, "person.enter", "person", 0, "code", code, "name", names[i], "agency", "1", "state", "active");
	}
}

static void
names_are(struct contract *c, const char *search, const char *want)
{
	const struct tr_list_query q = {.book = &tr_books[TR_BOOK_person], .viewer = {.scope = TR_SCOPE_PROVINCE}, .search = search, .limit = 100};
	struct trien_err err = {0};
	TR_AUTO_ROWS rows = {0};
	TR_AUTO_BUF is = {0};

	assert_ok(list(c, &q, &rows, &err), &err);
	for (size_t i = 0; i < rows.count; i++)
		assert_ok(tr_buf_addf(&is, &err, "%s%s", i > 0 ? ", " : "", tr_sql_text(&rows, i, 3 + TR_person_name)), &err);
	assert_ok(tr_buf_add_byte(&is, 0, &err), &err);
	assert_string_equal((char *)is.p, want);
	say(c, "%s: %s\n", search == NULL ? "*" : search, (char *)is.p);
}

static void
test_order_and_search(struct contract *c)
{
	struct trien_err err = {0};
	TR_AUTO_ROWS rows = {0};

	people(c);
	names_are(c, NULL, "Phạm Mẫu An, Trần Mẫu An, Lê Thị Mẫu Ánh, Hoàng Mẫu Ă, Đỗ Mẫu Ân, Nguyễn Văn Mẫu, Bùi Văn Mậu");
	names_are(c, "mau van", "Nguyễn Văn Mẫu, Bùi Văn Mậu");
	names_are(c, "MẬU", "Phạm Mẫu An, Trần Mẫu An, Lê Thị Mẫu Ánh, Hoàng Mẫu Ă, Đỗ Mẫu Ân, Nguyễn Văn Mẫu, Bùi Văn Mậu");
	names_are(c, "do", "Đỗ Mẫu Ân");
	names_are(c, "ngu", "Nguyễn Văn Mẫu");
	names_are(c, "guyen", "");
	names_are(c, "an' OR 1=1 --", "");
	names_are(c, "  ", "Phạm Mẫu An, Trần Mẫu An, Lê Thị Mẫu Ánh, Hoàng Mẫu Ă, Đỗ Mẫu Ân, Nguyễn Văn Mẫu, Bùi Văn Mậu");
	PUT(c, "person.change", "person", 6, "name", "Phạm Mẫu Dung");
	names_are(c, "pham", "Phạm Mẫu Dung");
	names_are(c, "pham an", "");
	const struct tr_list_query posts = {.book = &tr_books[TR_BOOK_post], .viewer = {.scope = TR_SCOPE_PROVINCE}, .search = "an", .limit = 1};
	assert_refused(list(c, &posts, &rows, &err), "registry.search-nameless");
}

/* The last word that counts, and one past it. */
static void
test_search_words(struct contract *c)
{
	people(c);
	names_are(c, "v v v v v v v n", "Nguyễn Văn Mẫu");
	names_are(c, "v v v v v v v x", "");
	names_are(c, "v v v v v v v n x", "Nguyễn Văn Mẫu");
}

#define MANY 2000u

/* Many names of common words, and many people of one name: the answer is the same as of few. */
static trien_rc
put_many(struct tr_acting *a, void *context, struct trien_err *err)
{
	char code[16], name[40];

	(void)context;
	for (unsigned i = 0; i <= MANY; i++) {
		struct tr_record r = tr_record_of(&tr_books[TR_BOOK_person]);
		snprintf(code, sizeof(code), "N%u", i);
		snprintf(name, sizeof(name), "Vũ Mẫu %s%s", i % 500 == 0 ? "Hiếm" : "Thường", i == 1000 ? " Duy" : "");
		tr_record_set_text(&r, TR_person_code, code);
		tr_record_set_text(&r, TR_person_name, name);
		tr_record_set_int(&r, TR_person_agency, 1);
		tr_record_set_text(&r, TR_person_state, "active");
		TR_TRY(tr_acting_put(a, &r, err));
	}
	return TRIEN_OK;
}

/* Page after page, each row behind the one before it. */
static size_t
count_pages_of(struct contract *c, const char *search, enum tr_rules_scope scope)
{
	struct tr_list_query q = {.book = &tr_books[TR_BOOK_person], .viewer = {.scope = scope, .agency = 1}, .search = search, .limit = 331};
	struct trien_err err = {0};
	char key[200] = "";
	size_t seen = 0;

	for (bool more = true; more;) {
		TR_AUTO_ROWS rows = {0};
		assert_ok(list(c, &q, &rows, &err), &err);
		for (size_t i = 0; i < rows.count; i++, seen++) {
			const char *next = tr_sql_text(&rows, i, rows.columns - 1);
			const int order = strcmp(next, key);
			assert_true(order > 0 || (order == 0 && tr_sql_int(&rows, i, 0) > q.after_id));
			snprintf(key, sizeof(key), "%s", next);
			q.after_id = tr_sql_int(&rows, i, 0);
		}
		q.after_key = key;
		more = rows.count == q.limit;
	}
	return seen;
}

static void
test_common_words(struct contract *c)
{
	struct trien_err err = {0};
	const struct tr_act act = act_of("test.many");
	const struct tr_list_query q = {.book = &tr_books[TR_BOOK_person], .viewer = {.scope = TR_SCOPE_PROVINCE}, .search = "vu mau", .limit = 7};
	TR_AUTO_ROWS rows = {0};

	people(c);
	assert_ok(tr_act_do(c->db, &act, TR_ACT_DO, put_many, NULL, NULL, &err), &err);
	names_are(c, "vu hiem", "Vũ Mẫu Hiếm Duy, Vũ Mẫu Hiếm, Vũ Mẫu Hiếm, Vũ Mẫu Hiếm, Vũ Mẫu Hiếm");
	names_are(c, "duy vu hiem", "Vũ Mẫu Hiếm Duy");
	names_are(c, "vu hiem an", "");
	assert_ok(list(c, &q, &rows, &err), &err);
	assert_int_equal(rows.count, 7);
	assert_int_equal(count_pages_of(c, "vu mau", TR_SCOPE_PROVINCE), MANY + 1);
	assert_int_equal(count_pages_of(c, "vu mau", TR_SCOPE_SUBTREE), MANY + 1);
	assert_int_equal(count_pages_of(c, NULL, TR_SCOPE_SUBTREE), MANY + 8);
	assert_int_equal(count_pages_of(c, "v m", TR_SCOPE_SUBTREE), MANY + 3);
}

static void
test_pages(struct contract *c)
{
	struct tr_list_query q = {.book = &tr_books[TR_BOOK_person], .viewer = {.scope = TR_SCOPE_PROVINCE}, .limit = 3};
	struct trien_err err = {0};
	char key[200];
	size_t seen = 0, pages = 0;

	people(c);
	for (bool more = true; more; pages++) {
		TR_AUTO_ROWS rows = {0};
		assert_ok(list(c, &q, &rows, &err), &err);
		for (size_t i = 0; i < rows.count; i++, seen++)
			say(c, "%s\n", tr_sql_text(&rows, i, 3 + TR_person_name));
		more = rows.count == q.limit;
		if (!more)
			continue;
		snprintf(key, sizeof(key), "%s", tr_sql_text(&rows, rows.count - 1, rows.columns - 1));
		q.after_key = key;
		q.after_id = tr_sql_int(&rows, rows.count - 1, 0);
	}
	assert_int_equal(seen, 7);
	assert_int_equal(pages, 3);
	TR_AUTO_ROWS rows = {0};
	q = (struct tr_list_query){.book = &tr_books[TR_BOOK_person], .viewer = {.scope = TR_SCOPE_PROVINCE}, .limit = TR_LIST_MAX};
	assert_ok(list(c, &q, &rows, &err), &err);
	q.limit = TR_LIST_MAX + 1;
	assert_refused(list(c, &q, &rows, &err), "registry.list-limit");
	q.limit = 0;
	assert_refused(list(c, &q, &rows, &err), "registry.list-limit");
}

/* ---- leaks ---- */

#define AGENCIES 40
#define ROWS 40
/* With TRIEN_TEST_ALL 500; else fewer, and at the doors each of 40 persons comes more than once. */
#define VIEWERS_ALL 500u
#define VIEWERS 200u
#define VISITORS 150u

static unsigned
as_many(unsigned fewer)
{
	return getenv("TRIEN_TEST_ALL") != NULL ? VIEWERS_ALL : fewer;
}

struct world {
	uint64_t seed;
	const char *blob;
	int64_t parent[AGENCIES + 1];
	/* Whose agency each row is, counted when it is put; and the persons that it is the own of, by their bit. */
	int64_t agency[TR_BOOK_COUNT][ROWS + 1];
	uint64_t own[TR_BOOK_COUNT][ROWS + 1];
	uint64_t keeps[ROWS + 1];        /* by device */
	int64_t key_device[ROWS + 1];    /* by certificate */
	int64_t asked_device[ROWS + 1];  /* by request */
	struct tr_who who[ROWS + 1];     /* by person: the roles that it was given, and where */
	int64_t document[TR_BOOK_COUNT][ROWS + 1]; /* that a row goes with */
	struct {
		int64_t agency, giver, taker;
	} delegated[ROWS + 1]; /* in force */
};

static uint64_t
by_chance(struct world *w, uint64_t below)
{
	w->seed = w->seed * 6364136223846793005u + 1442695040888963407u;
	return (w->seed >> 33) % below;
}

static bool
is_below(const struct world *w, int64_t agency, int64_t above)
{
	while (agency != 0 && agency != above)
		agency = w->parent[agency];
	return above != 0 && agency == above;
}

static void
fill_row(struct world *w, struct tr_record *r, int64_t id, char text[24])
{
	const struct tr_book *b = r->book;

	snprintf(text, 24, "Mẫu %lld", (long long)id);
	for (size_t i = 0; i < b->count; i++) {
		const struct tr_column *c = &b->columns[i];
		const size_t to = c->kind == TR_COLUMN_REFERS ? tr_book_number(tr_book_find(c->of)) : 0;
		if (c->kind == TR_COLUMN_TEXT)
			tr_record_set_text(r, i, text);
		else if (c->kind == TR_COLUMN_BLOB)
			tr_record_set_text(r, i, w->blob);
		else if (c->kind == TR_COLUMN_WORD)
			r->v[i] = TR_SQL_TN(c->of, strcspn(c->of, " "));
		else if (c->kind != TR_COLUMN_REFERS)
			tr_record_set_int(r, i, 1);
		else if (to != tr_book_number(b))
			/* one that has the number of a natural key must not come twice, nor a document in the register */
			tr_record_set_int(r, i, i < b->natural || c == &tr_books[TR_BOOK_outgoing].columns[TR_outgoing_document] ? id
													 : 1 + (int64_t)by_chance(w, ROWS));
	}
	if (b == &tr_books[TR_BOOK_agency] && id > 1)
		tr_record_set_int(r, TR_agency_parent, 1 + (int64_t)by_chance(w, (uint64_t)id - 1));
	if (b == &tr_books[TR_BOOK_custody])
		tr_record_set_null(r, TR_custody_to_at);
	if (b == &tr_books[TR_BOOK_post]) {
		/* every role that a post may give, in turn */
		tr_record_set_text(r, TR_post_role, tr_rules_role_word((enum tr_rules_role)(id % TR_ROLE_SYSTEM))->word);
		tr_record_set_null(r, TR_post_to_at);
	}
	if (b == &tr_books[TR_BOOK_account])
		tr_record_set_int(r, TR_account_person, id);
	if (b == &tr_books[TR_BOOK_step])
		tr_record_set_text(r, TR_step_state, id % 2 == 0 ? "waiting" : "done");
	if (b == &tr_books[TR_BOOK_delegation]) { /* in force, run out, not begun yet */
		tr_record_set_int(r, TR_delegation_from_at, id % 3 == 2 ? NOW + 1 : NOW);
		tr_record_set_int(r, TR_delegation_to_at, id % 3 == 1 ? NOW : NOW + 1);
	}
}

static void
give(struct tr_who *who, enum tr_rules_role role, int64_t agency)
{
	assert_true(who->posts < TR_POSTS_MAX);
	who->post[who->posts].role = role;
	who->post[who->posts++].agency = agency;
}

/* Whose step it is or was, and who may do it for him now, sees the document. */
static void
note_step(struct world *w, const struct tr_record *r)
{
	const int64_t document = r->v[TR_step_document].i, person = r->v[TR_step_person].i;
	uint64_t *own = &w->own[TR_BOOK_document][document];

	*own |= (uint64_t)1 << person | (uint64_t)1 << r->v[TR_step_done_by].i;
	for (size_t i = 1; i <= ROWS && r->id % 2 == 0; i++)
		if (w->delegated[i].giver == person && w->delegated[i].agency == w->agency[TR_BOOK_document][document])
			*own |= (uint64_t)1 << w->delegated[i].taker;
}

static void
note_row(struct world *w, const struct tr_record *r)
{
	const size_t n = tr_book_number(r->book), person = tr_book_column(r->book, "person"), scope = tr_book_column(r->book, r->book->scope);
	uint64_t *own = &w->own[n][r->id];

	if (n == TR_BOOK_agency)
		w->parent[r->id] = r->v[TR_agency_parent].null ? 0 : r->v[TR_agency_parent].i;
	if (n == TR_BOOK_agency || r->book->scope[0] == '\0') /* of no agency: everybody sees it */
		w->agency[n][r->id] = n == TR_BOOK_agency ? r->id : 0;
	else if (strcmp(r->book->scope, "agency") == 0)
		w->agency[n][r->id] = r->v[scope].i;
	else
		w->agency[n][r->id] = w->agency[tr_book_number(tr_book_find(r->book->columns[scope].of))][r->v[scope].i];
	if (person < r->book->count)
		*own |= (uint64_t)1 << r->v[person].i;
	if (n == TR_BOOK_person)
		*own = (uint64_t)1 << r->id;
	if (n == TR_BOOK_custody) {
		*own = (uint64_t)1 << r->v[TR_custody_keeper].i;
		w->keeps[r->v[TR_custody_device].i] |= *own;
	}
	if (n == TR_BOOK_incident)
		*own = (uint64_t)1 << r->v[TR_incident_reported_by].i;
	if (n == TR_BOOK_document)
		*own = (uint64_t)1 << r->v[TR_document_drafter].i;
	if (n == TR_BOOK_picture)
		*own = w->own[TR_BOOK_certificate][r->v[TR_picture_certificate].i];
	if (n == TR_BOOK_person)
		give(&w->who[r->id], TR_ROLE_SUBSCRIBER, r->v[TR_person_agency].i);
	if (n == TR_BOOK_post && r->id % TR_ROLE_SYSTEM != TR_ROLE_SUBSCRIBER)
		give(&w->who[r->v[TR_post_person].i], (enum tr_rules_role)(r->id % TR_ROLE_SYSTEM), r->v[TR_post_agency].i);
	if (n == TR_BOOK_certificate)
		w->key_device[r->id] = r->v[TR_certificate_device].i;
	if (n == TR_BOOK_request)
		w->asked_device[r->id] = r->v[TR_request_device].i;
	if (strcmp(r->book->scope, "document") == 0 || n == TR_BOOK_submission)
		w->document[n][r->id] = r->v[tr_book_column(r->book, "document")].i;
	if (n == TR_BOOK_delegation && r->id % 3 == 0) {
		w->delegated[r->id].agency = r->v[TR_delegation_agency].i;
		w->delegated[r->id].giver = r->v[TR_delegation_giver].i;
		w->delegated[r->id].taker = r->v[TR_delegation_person].i;
	}
	if (n == TR_BOOK_step) /* books stand in the order in which they refer: documents and delegations are there */
		note_step(w, r);
}

static trien_rc
put_world(struct tr_acting *a, void *context, struct trien_err *err)
{
	struct world *w = context;
	char text[24];

	for (const struct tr_book *b = tr_books; b < tr_books + TR_BOOK_COUNT; b++)
		for (int64_t id = 1; id <= ROWS; id++) {
			TR_AUTO_RECORD r = tr_record_of(b);
			fill_row(w, &r, id, text);
			within_rules(&r, id);
			TR_TRY(tr_acting_put(a, &r, err));
			note_row(w, &r);
		}
	return TRIEN_OK;
}

/* May be seen, by what was put. */
static bool
sees(const struct world *w, const struct tr_viewer *v, size_t book, int64_t id)
{
	const uint64_t me = (uint64_t)1 << v->person;

	if (v->scope == TR_SCOPE_NONE)
		return false;
	if (v->scope == TR_SCOPE_PROVINCE || tr_books[book].scope[0] == '\0')
		return true;
	if (v->scope == TR_SCOPE_SUBTREE)
		return is_below(w, w->agency[book][id], v->agency);
	if (v->scope == TR_SCOPE_AGENCY)
		return w->agency[book][id] == v->agency;
	if (book == TR_BOOK_device)
		return (w->keeps[id] & me) != 0;
	if (w->document[book][id] != 0 && book != TR_BOOK_signing && book != TR_BOOK_outgoing)
		return (w->own[TR_BOOK_document][w->document[book][id]] & me) != 0;
	return (w->own[book][id] & me) != 0 || (book == TR_BOOK_certificate && (w->keeps[w->key_device[id]] & me) != 0) ||
	       (book == TR_BOOK_request && (w->keeps[w->asked_device[id]] & me) != 0);
}

static uint64_t
look(struct contract *c, const struct world *w, const struct tr_viewer *v, size_t book, const char *search)
{
	const struct tr_list_query q = {.book = &tr_books[book], .viewer = *v, .search = search, .limit = ROWS + 1};
	struct trien_err err = {0};
	TR_AUTO_ROWS rows = {0};
	uint64_t is = 0, want = 0;

	assert_ok(list(c, &q, &rows, &err), &err);
	for (size_t i = 0; i < rows.count; i++)
		is |= (uint64_t)1 << tr_sql_int(&rows, i, 0);
	for (int64_t id = 1; id <= ROWS; id++)
		want |= (uint64_t)sees(w, v, book, id) << id;
	if (is != want)
		fail_msg("scope %d, person %d, agency %d, %s: sees %llx, may see %llx", (int)v->scope, (int)v->person, (int)v->agency,
				tr_books[book].name, (unsigned long long)is, (unsigned long long)want);
	return rows.count;
}

static void
test_leaks(struct contract *c)
{
	static struct world w;
	struct tr_act act = act_of("test.world");
	struct trien_err err = {0};
	char path[300], blob[TR_HEX256 + 1];
	uint64_t seen = 0;
	const unsigned viewers = as_many(VIEWERS);

	w = (struct world){.seed = 5, .blob = blob};
	open_log(c);
	snprintf(path, sizeof(path), "%s/blobs", c->dir);
	assert_ok(tr_blobs_open(path, &act.blobs, &err), &err);
	assert_ok(tr_blob_put(act.blobs, TR_BYTES_LIT("a document"), blob, &err), &err);
	assert_ok(tr_act_do(c->db, &act, TR_ACT_DO, put_world, &w, NULL, &err), &err);
	for (unsigned i = 0; i < viewers; i++) {
		/* Also who has no agency, and a person that does not exist. */
		const struct tr_viewer v = {(enum tr_rules_scope)by_chance(&w, TR_SCOPE_COUNT), (int64_t)by_chance(&w, ROWS + 2),
			(int64_t)by_chance(&w, AGENCIES + 2), NULL, 0, NOW};
		for (size_t book = 0; book < TR_BOOK_COUNT; book++)
			seen += look(c, &w, &v, book, NULL);
		for (size_t book = 0; book < TR_BOOK_COUNT; book++)
			if (tr_books[book].named >= 0) /* all of them are called so */
				seen += look(c, &w, &v, book, "mau");
	}
	say(c, "%llu rows seen\n", (unsigned long long)seen);
	assert_true(seen > viewers);
	tr_blobs_close(act.blobs);
}

/* ---- leaks at the doors: who comes by an account, as one of the roles that the person was given ---- */

struct visit {
	const struct world *w;
	struct tr_caller caller;
	const struct tr_book *book;
	enum tr_rules_verb verb;
	int64_t id; /* that is asked for by its number */
	trien_rc opened, row;
	uint64_t seen;
};

static trien_rc
visit_work(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct visit *v = context;
	struct trien_err unsaid = {0};
	struct tr_list_query q = {.book = v->book, .limit = ROWS + 1};
	TR_AUTO_ROWS rows = {0};
	struct tr_who who;

	v->seen = 0;
	TR_TRY(tr_door_open(db, &v->caller, NOW, &who, err));
	v->opened = tr_door_viewer(&who, v->book, v->verb, &q.viewer, &unsaid);
	if (v->opened != TRIEN_OK)
		return TRIEN_OK;
	v->row = tr_door_row(db, &who, &q.viewer, v->book, v->id, &unsaid);
	TR_TRY(tr_list(db, &q, &rows, err));
	for (size_t i = 0; i < rows.count; i++)
		v->seen |= (uint64_t)1 << tr_sql_int(&rows, i, 0);
	return TRIEN_OK;
}

/* What the role shows of a book to a person, by what was put, in all agencies where the person holds it. */
static uint64_t
may_see(const struct world *w, const struct visit *v, int64_t person, enum tr_rules_scope scope)
{
	const struct tr_who *who = &w->who[person];
	uint64_t rows = 0;

	for (size_t i = 0; i < who->posts; i++) {
		const struct tr_viewer eyes = {.scope = scope, .person = person, .agency = who->post[i].agency};
		for (int64_t id = 1; id <= ROWS && who->post[i].role == v->caller.role; id++)
			rows |= (uint64_t)sees(w, &eyes, tr_book_number(v->book), id) << id;
	}
	return rows;
}

static void
visit(struct contract *c, struct visit *v, int64_t person, uint64_t *refused)
{
	struct trien_err err = {0};
	enum tr_rules_object object = TR_OBJECT_COUNT;

	assert_true(tr_book_object(v->book, &object));
	const enum tr_rules_scope scope = tr_rules_access(v->caller.role, object, v->verb);
	const uint64_t want = may_see(v->w, v, person, scope);
	assert_ok(tr_sql_transact(c->db, TR_SQL_READ, visit_work, v, &err), &err);
	assert_int_equal(v->opened == TRIEN_OK, scope != TR_SCOPE_NONE);
	*refused += v->opened != TRIEN_OK;
	if (v->seen != want)
		fail_msg("person %d as %s, %s: sees %llx, may see %llx", (int)person, tr_rules_role_word(v->caller.role)->word, v->book->name,
				(unsigned long long)v->seen, (unsigned long long)want);
	if (v->opened == TRIEN_OK)
		assert_int_equal(v->row == TRIEN_OK, want >> v->id & 1);
}

/* Lists, exports, and what is asked for by its number (show, history, custody): of every book, also of those that come later. */
static void
test_leaks_at_the_doors(struct contract *c)
{
	static struct world w;
	struct tr_act act = act_of("test.world");
	struct trien_err err = {0};
	char path[300], blob[TR_HEX256 + 1], name[24];
	uint64_t refused = 0, seen = 0;
	const unsigned visitors = as_many(VISITORS);

	w = (struct world){.seed = 7, .blob = blob};
	open_log(c);
	snprintf(path, sizeof(path), "%s/blobs", c->dir);
	assert_ok(tr_blobs_open(path, &act.blobs, &err), &err);
	assert_ok(tr_blob_put(act.blobs, TR_BYTES_LIT("a document"), blob, &err), &err);
	assert_ok(tr_act_do(c->db, &act, TR_ACT_DO, put_world, &w, NULL, &err), &err);
	for (unsigned i = 0; i < visitors; i++) {
		const int64_t person = 1 + (int64_t)by_chance(&w, ROWS);
		const struct tr_who *who = &w.who[person];
		snprintf(name, sizeof(name), "Mẫu %lld", (long long)person);
		struct visit v = {.w = &w, .caller = {"os", name, 0, who->post[by_chance(&w, who->posts)].role, 0}, .verb = i % 5 == 0 ? TR_VERB_EXPORT : TR_VERB_SEE};
		for (v.book = tr_books; v.book < tr_books + TR_BOOK_COUNT; v.book++) {
			v.id = 1 + (int64_t)by_chance(&w, ROWS);
			visit(c, &v, person, &refused);
			seen += v.seen != 0;
		}
	}
	say(c, "%llu books seen, %llu refused\n", (unsigned long long)seen, (unsigned long long)refused);
	assert_true(seen > visitors && refused > visitors);
	tr_blobs_close(act.blobs);
}

extern const struct contract_row list_tests[];
const struct contract_row list_tests[] = {
	{"order and search", test_order_and_search}, {"words of a search", test_search_words}, {"common words", test_common_words}, {"pages", test_pages}, {"leaks", test_leaks}, {"leaks at the doors", test_leaks_at_the_doors}, {NULL, NULL},
};
