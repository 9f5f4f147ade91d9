/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Requirement: X4
 * Who can write the database: every table of the schema stands here. Each column of each book is changed by hand, rows are taken out and put in, also where no
 * program would put them and with the keys switched off: each is named. Of other tables it is said what names them, or why nothing need.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "by_hand.h"
#include "sample.h"
#include "store/audit.h"
#include "store/blob.h"
#include "store/file.h"
#include "store/schema.h"

static void
hand(const struct contract *c, struct tr_buf *sql)
{
	assert_int_equal(tr_buf_add_byte(sql, 0, NULL), TRIEN_OK);
	by_hand(c, (const char *)sql->p);
	tr_buf_clear(sql);
}

static void
add(struct tr_buf *sql, const char *format, ...) __attribute__((format(printf, 2, 3)));
static void
add(struct tr_buf *sql, const char *format, ...)
{
	char text[1000];
	va_list list;

	va_start(list, format);
	const int n = vsnprintf(text, sizeof(text), format, list);
	va_end(list);
	assert_in_range(n, 0, sizeof(text) - 1);
	assert_int_equal(tr_buf_add(sql, text, (size_t)n, NULL), TRIEN_OK);
}

/* ---- a store with a row in every book, whose log is signed ---- */

#define ACTS 40 /* the first puts a row in every book, each of the others one person of its own number */

struct world {
	struct contract *c;
	struct tr_blobs *blobs;
	struct tr_note_signer signer;
	int dir;           /* of the log */
	struct tr_buf sql, named;
	uint64_t faults;
};

static void
sign_log(struct world *w)
{
	struct tr_env_fixed clock = {.now = NOW, .counter = 7};
	const struct tr_env env = tr_env_fixed_of(&clock);
	struct trien_err err = {0};
	struct tr_checkpoint point;
	char path[300];
	bool now;

	assert_ok(tr_note_signer_new("so-noi-vu.example/mau", TR_NOTE_LOG, &env, &w->signer, &err), &err);
	snprintf(path, sizeof(path), "%s/log", w->c->dir);
	assert_ok(tr_folder_open(AT_FDCWD, path, &w->dir, &err), &err);
	const struct tr_audit_signing s = {.dir = w->dir, .memory_dir = w->dir, .memory = "last", .signer = &w->signer, .now = NOW};
	assert_ok(tr_audit_sign(w->c->db, &s, &point, &now, &err), &err);
}

static void
begin(struct world *w, struct contract *c)
{
	struct tr_act act = act_of("test.all");
	struct trien_err err = {0};
	char path[300], name[TR_HEX256 + 1];

	w->c = c;
	open_log(c);
	snprintf(path, sizeof(path), "%s/blobs", c->dir);
	assert_ok(tr_blobs_open(path, &w->blobs, &err), &err);
	act.blobs = w->blobs;
	assert_ok(tr_blob_put(act.blobs, TR_BYTES_LIT("a document"), name, &err), &err);
	assert_ok(tr_act_do(c->db, &act, TR_ACT_DO, put_every_book, name, NULL, &err), &err);
	for (int i = 2; i <= ACTS; i++) {
		snprintf(name, sizeof(name), "M%d", i);
		assert_int_equal(PUT(c, "person.enter", "person", 0, "code", name, "name", "Mẫu", "agency", "1", "state", "active"), i);
	}
	sign_log(w);
}

static void
end(struct world *w)
{
	tr_blobs_close(w->blobs);
	close(w->dir);
	tr_buf_free(&w->sql);
	tr_buf_free(&w->named);
}

/* ---- what is named ---- */

static void
name_row(void *context, enum tr_registry_fault fault, const char *object)
{
	struct world *w = context;

	(void)fault;
	w->faults++;
	add(&w->named, "[%s]", object);
}

static void
name_leaf(void *context, enum tr_audit_fault fault, uint64_t index)
{
	struct world *w = context;

	w->faults++;
	if (fault == TR_AUDIT_ROW_CHANGED || fault == TR_AUDIT_ROW_MISSING)
		add(&w->named, "[%llu]", (unsigned long long)index);
}

static void
name_blob(void *context, enum tr_blob_fault fault, const char *name)
{
	struct world *w = context;

	(void)fault, (void)name;
	w->faults++;
}

/* As trien audit verify holds the books against history. */
static uint64_t
look_at_books(struct world *w)
{
	struct tr_registry_count rows;
	struct trien_err err = {0};

	w->faults = 0;
	tr_buf_clear(&w->named);
	assert_ok(tr_registry_verify(w->c->db, name_row, w, &rows, &err), &err);
	return w->faults;
}

/* As trien audit verify and trien store check do otherwise: how many faults and refusals there are. */
static uint64_t
look_at_store(struct world *w)
{
	struct tr_audit_count leaves;
	struct tr_blob_count blobs;
	struct tr_checkpoint point;
	struct trien_err err = {0};
	TR_AUTO_BUF note = {0};

	w->faults = 0;
	tr_buf_clear(&w->named);
	w->faults += tr_schema_check(w->c->db, &err) != TRIEN_OK;
	w->faults += tr_blobs_check(w->c->db, w->blobs, NOW, name_blob, w, &blobs, &err) != TRIEN_OK;
	assert_ok(tr_file_load(w->dir, "checkpoint", 10000, &note, NULL, &err), &err);
	assert_ok(tr_checkpoint_open(tr_buf_view(&note), &w->signer.public, &point, &err), &err);
	w->faults += tr_audit_verify(w->c->db, 1, w->dir, &point, name_leaf, w, &leaves, &err) != TRIEN_OK;
	return w->faults;
}

static bool
is_named(const struct world *w, const char *object)
{
	char text[110];

	snprintf(text, sizeof(text), "[%s]", object);
	return memmem(w->named.p, w->named.n, text, strlen(text)) != NULL;
}

/* ---- books: every column of every one ---- */

static const struct tr_column head[] = {{"version", TR_COLUMN_INT, true, "", "", "", false}, {"act", TR_COLUMN_INT, true, "", "", "", false}};
static const struct tr_column tail[] = {{"sort_key", TR_COLUMN_TEXT, true, "", "", "", false}, {"search_key", TR_COLUMN_TEXT, true, "", "", "", false},
	{"path", TR_COLUMN_TEXT, true, "", "", "", false}};

/* The n-th column of the table, of which the row's id is not one; NULL: it has none. */
static const struct tr_column *
column_at(const struct tr_book *b, size_t n)
{
	const size_t more = b == &tr_books[TR_BOOK_agency] ? 3 : b->named >= 0 ? 2 : 0;

	if (n < 2)
		return &head[n];
	if (n < 2 + b->count)
		return &b->columns[n - 2];
	return n < 2 + b->count + more ? &tail[n - 2 - b->count] : NULL;
}

/* Another word than the first, with which the row was put; of one word alone, none. */
static void
add_word(struct tr_buf *sql, const struct tr_column *column)
{
	const char *second = strchr(column->of, ' ');

	if (second == NULL)
		add(sql, "NULL");
	else
		add(sql, "CASE WHEN %s = '%.*s' THEN '%.*s' ELSE '%.*s' END", column->name, (int)strcspn(column->of, " "), column->of,
				(int)strcspn(second + 1, " "), second + 1, (int)strcspn(column->of, " "), column->of);
}

static void
change_column(struct tr_buf *sql, const struct tr_book *b, const struct tr_column *column)
{
	add(sql, "UPDATE %s SET %s = ", b->name, column->name);
	if (column->kind == TR_COLUMN_WORD)
		add_word(sql, column);
	else if (column->kind == TR_COLUMN_FLAG)
		add(sql, "1 - %s", column->name);
	else if (column->kind == TR_COLUMN_BLOB)
		add(sql, "'%064d'", 7);
	else
		add(sql, tr_column_type(column) == TR_SQL_INT ? "COALESCE(%s, 0) + 1" : "COALESCE(%s, '') || 'x'", column->name);
	add(sql, " WHERE id = 1;");
}

static void
keep(struct world *w, const char *table)
{
	add(&w->sql, "CREATE TABLE kept_%s AS SELECT * FROM %s;", table, table);
}

static void
put_back(struct world *w, const char *table)
{
	add(&w->sql, "DELETE FROM %s; INSERT INTO %s SELECT * FROM kept_%s;", table, table, table);
}

static void
put_all_back(struct world *w)
{
	for (const struct tr_book *b = tr_books; b < tr_books + TR_BOOK_COUNT; b++)
		put_back(w, b->name);
	hand(w->c, &w->sql);
}

static void
want_named(struct world *w, const struct tr_book *b, const char *id, const char *what)
{
	char object[100];

	snprintf(object, sizeof(object), "%s:%s", b->name, id);
	if (!is_named(w, object))
		fail_msg("%s of %s is not named: %.*s", what, object, (int)w->named.n, w->named.p);
}

static void
test_columns(struct world *w)
{
	const struct tr_column *column;
	bool some = true;

	for (size_t n = 0; some; n++) {
		some = false;
		for (const struct tr_book *b = tr_books; b < tr_books + TR_BOOK_COUNT; b++)
			if ((column = column_at(b, n)) != NULL) {
				change_column(&w->sql, b, column);
				some = true;
			}
		if (!some)
			break;
		hand(w->c, &w->sql);
		look_at_books(w);
		for (const struct tr_book *b = tr_books; b < tr_books + TR_BOOK_COUNT; b++)
			if ((column = column_at(b, n)) != NULL)
				want_named(w, b, "1", column->name);
		put_all_back(w);
	}
	assert_int_equal(look_at_books(w), 0);
}

/* Rows that go, and rows where no program puts any. */
static void
test_rows(struct world *w)
{
	static const char *const ids[] = {"77", "0", "-1", "-9223372036854775808", "9223372036854775807"};

	for (size_t i = 0; i < sizeof(ids) / sizeof(*ids); i++) {
		for (const struct tr_book *b = tr_books; b < tr_books + TR_BOOK_COUNT; b++)
			add(&w->sql, "UPDATE %s SET id = %s WHERE id = 1;", b->name, ids[i]);
		hand(w->c, &w->sql);
		look_at_books(w);
		for (const struct tr_book *b = tr_books; b < tr_books + TR_BOOK_COUNT; b++) {
			want_named(w, b, "1", "taking out");
			want_named(w, b, ids[i], "putting in");
		}
		put_all_back(w);
	}
	assert_int_equal(look_at_books(w), 0);
}

/* A second version of a person with an act to it, all in order but for the leaf. */
static void
forge(struct world *w, int64_t person, const char *act, const char *n)
{
	if (strcmp(n, "0") == 0)
		add(&w->sql, "INSERT INTO act (id, at, effective_at, actor, role, what, object, changes, hash, log, idx) SELECT %s, at, effective_at, actor, role, "
			     "what, object, 1, hash, log + 7, %lld FROM act WHERE id = 1;", act, (long long)person);
	add(&w->sql, "INSERT INTO change (act, n, book, object, version, content) SELECT %s, %s, book, object, 2, replace(content, '\"active\"', '\"left\"') "
		     "FROM change WHERE book = 'person' AND object = %lld;", act, n, (long long)person);
	add(&w->sql, "UPDATE person SET version = 2, act = %s, state = 'left' WHERE id = %lld;", act, (long long)person);
}

static void
test_forged(struct world *w)
{
	static const char *const acts[] = {"0", "-1", "-9223372036854775808", "9223372036854775807", "100"};
	char object[60];

	keep(w, "act");
	keep(w, "change");
	if (w->c->server != NULL)
		add(&w->sql, "ALTER TABLE change DROP CONSTRAINT change_n_check; ALTER TABLE act DROP CONSTRAINT act_account_check;");
	for (size_t i = 0; i < sizeof(acts) / sizeof(*acts); i++)
		forge(w, (int64_t)i + 2, acts[i], "0");
	/* History without an act. */
	add(&w->sql, "INSERT INTO change (act, n, book, object, version, content) SELECT -5, 0, book, 99, 1, content FROM change WHERE book = 'person' AND object = 2 AND version = 1;");
	add(&w->sql, "UPDATE act SET account = id - 5 WHERE id IN (5, 6);");
	hand(w->c, &w->sql);
	look_at_books(w);
	for (size_t i = 0; i < sizeof(acts) / sizeof(*acts); i++) {
		snprintf(object, sizeof(object), "act:%s", acts[i]);
		assert_true(is_named(w, object));
	}
	assert_true(is_named(w, "act:41..99") && is_named(w, "act:101..9223372036854775806"));
	assert_true(is_named(w, "act:-5") && is_named(w, "act:5") && is_named(w, "act:6"));
	put_back(w, "act");
	put_back(w, "change");
	put_all_back(w);
	/* One change more in an act that there is. */
	forge(w, 7, "7", "-1");
	forge(w, 8, "8", "-9223372036854775807");
	forge(w, 9, "9", "9223372036854775807");
	forge(w, 10, "10", "1");
	hand(w->c, &w->sql);
	look_at_books(w);
	assert_true(is_named(w, "act:7") && is_named(w, "act:8") && is_named(w, "act:9") && is_named(w, "act:10"));
	put_back(w, "act");
	put_back(w, "change");
	put_all_back(w);
	assert_int_equal(look_at_books(w), 0);
}

/* ---- the other tables ---- */

static const struct plain {
	const char *table;
	const char *checked; /* columns: each that a hand changes is named */
	const char *why;     /* of the others, nothing need name a change; "": there are none */
} plain[] = {
	{"act", "id at effective_at actor role what object reason compensates changes hash log idx account", ""},
	{"change", "act n book object version content", ""},
	{"word_set", "book words sort_key object agency", ""},
	{"audit_leaf", "log idx entry hash", ""},
	{"audit_log", "log origin size frontier closed_at", "opened_at: the first leaf says when"},
	{"migration", "number name hash", "applied_at: nothing rests on it"},
	{"blob", "hash size", "refs: counted by tr_references_check(); created_at: nothing rests on it"},
	{"job", "", "work to be done: whatever it does to a book is an act of its own"},
	{"digest", "", "letters that were made; what is due is found again from the books"},
	{"notice", "", "what was told; what is due is found again from the books"},
	{"notice_to", "", "whom it was told; as above"},
	{"notice_run", "", "how far the last run came: --all asks everything"},
	{"audit_signed", "", "the signer holds it against its own memory and refuses"},
	{"login_secret", "", "the book login has the SHA-256 over them: others open nothing"},
	{"login_device", "", "spares a known device a wait, and opens nothing"},
	{"session", "", "sealed with a key that is elsewhere: what a hand writes opens nothing"},
	{"errand", "", "opens nothing: what it names is asked of the books, and the key signs what the desk has seen"},
	{"errand_item", "", "as above"},
	{"desk_task", "", "as above; what it brings is a ticket of the books"},
	{"login_ticket", "", "sealed with a key that is elsewhere: what a hand writes opens nothing"},
	{"dispatch_use", "", "how often a link's files were fetched: set back, who has the link gets again what he had"},
	{"issued_file", "", "an index: what it leads to is looked for in the history (office/issued.c)"},
	{"portal_request", "", "answers that were given; the act stands in the trail"},
	{"account_request", "", "as above"},
	{"proof", "", "found anew from the evidence"},
	{"backup_record", "", "what was told; which backup is whole its own sums say"},
	{"webhook_delivery", "", "what was told, and is asked for with rights of one's own: set back, it is told again under the id that it had"},
};

static const struct plain *
plain_of(const char *table)
{
	for (size_t i = 0; i < sizeof(plain) / sizeof(*plain); i++)
		if (strcmp(plain[i].table, table) == 0)
			return &plain[i];
	fail_msg("table %s: what names it when a hand has changed it?", table);
	return plain;
}

static bool
has_word(const char *words, const char *word)
{
	const size_t n = strlen(word);

	for (const char *at = words; (at = strstr(at, word)) != NULL; at += n)
		if ((at == words || at[-1] == ' ') && (at[n] == ' ' || at[n] == '\0'))
			return true;
	return false;
}

/* One line of the schema, "column TABLE.COLUMN TYPE ...", is taken apart; false: of a book, or no such line. */
static bool
read_line(const char *line, char table[64], char column[64], char type[16])
{
	return sscanf(line, "column %63[a-z_].%63[a-z_] %15[a-z]", table, column, type) == 3 && tr_book_find(table) == NULL;
}

/* Whatever stands in the schema stands here too. */
static void
check_line(const char *line)
{
	char table[64], column[64], type[16];

	if (!read_line(line, table, column, type))
		return;
	const struct plain *p = plain_of(table);
	if (!has_word(p->checked, column) && p->why[0] == '\0')
		fail_msg("%s.%s: what names it when a hand has changed it?", table, column);
}

static void
change_plain(struct world *w, const char *table, const char *column, const char *type, const char *where)
{
	add(&w->sql, "UPDATE %s SET %s = ", table, column);
	if (strcmp(type, "blob") == 0)
		add(&w->sql, "%s", either(w->c, "zeroblob(32)", "decode(repeat('00', 32), 'hex')"));
	else if (w->c->server != NULL && strcmp(table, "blob") == 0 && strcmp(type, "text") == 0)
		add(&w->sql, "'%064d'", 7); /* its constraint holds the owner too */
	else
		add(&w->sql, strcmp(column, "effective_at") == 0 ? "%s - 1000" : strcmp(type, "integer") == 0 ? "COALESCE(%s, 0) + 1000" : "COALESCE(%s, '') || 'x'", column);
	add(&w->sql, " WHERE %s;", where);
}

/* Each column of the table is changed in a row of its own, the n-th where `where` says. */
static size_t
change_each(struct world *w, const char *schema, const char *wanted, const char *where, size_t from)
{
	char table[64], column[64], type[16], text[100];
	size_t n = from;

	for (const char *line = schema; line != NULL; line = strchr(line, '\n') == NULL ? NULL : strchr(line, '\n') + 1) {
		if (!read_line(line, table, column, type) || strcmp(table, wanted) != 0)
			continue;
		snprintf(text, sizeof(text), "%s = %zu", where, n++);
		change_plain(w, table, column, type, text);
	}
	return n;
}

static void
want_each(const struct world *w, const char *format, size_t from, size_t to)
{
	char object[60];

	for (size_t i = from; i < to; i++) {
		snprintf(object, sizeof(object), "%s%zu", format, i);
		if (!is_named(w, object))
			fail_msg("%s is not named: %.*s", object, (int)w->named.n, w->named.p);
	}
}

static void
test_trail(struct world *w, const char *schema)
{
	size_t changes, end;

	changes = change_each(w, schema, "act", "id", 2);
	end = change_each(w, schema, "change", "act", changes);
	assert_in_range(end, changes + 1, ACTS);
	hand(w->c, &w->sql);
	look_at_books(w);
	want_each(w, "act:", 2, end);
	put_back(w, "act");
	put_back(w, "change");
	keep(w, "audit_leaf");
	end = change_each(w, schema, "audit_leaf", "idx", 2);
	hand(w->c, &w->sql);
	look_at_store(w);
	want_each(w, "", 2, end);
	put_back(w, "audit_leaf");
	keep(w, "word_set");
	add(&w->sql, "UPDATE word_set SET book = 'x' WHERE book = 'agency'; UPDATE word_set SET words = words || 'x' WHERE book = 'document';");
	add(&w->sql, "UPDATE word_set SET sort_key = 'x' WHERE book = 'certificate'; UPDATE word_set SET object = object + 1000 WHERE book = 'incoming';");
	add(&w->sql, "UPDATE word_set SET agency = agency + 1000 WHERE book = 'person' AND object = 1;");
	hand(w->c, &w->sql);
	look_at_books(w);
	assert_true(is_named(w, "agency:1") && is_named(w, "x:1") && is_named(w, "document:1") && is_named(w, "certificate:1") &&
		    is_named(w, "incoming:1") && is_named(w, "incoming:1001") && is_named(w, "person:1"));
	put_back(w, "word_set");
	hand(w->c, &w->sql);
	assert_int_equal(look_at_books(w) + look_at_store(w), 0);
}

/* One table whose columns are changed one after the other. */
static void
test_store(struct world *w, const char *schema, const char *wanted, const char *where)
{
	char table[64], column[64], type[16];

	keep(w, wanted);
	for (const char *line = schema; line != NULL; line = strchr(line, '\n') == NULL ? NULL : strchr(line, '\n') + 1) {
		if (!read_line(line, table, column, type) || strcmp(table, wanted) != 0 || !has_word(plain_of(table)->checked, column))
			continue;
		change_plain(w, table, column, type, where);
		hand(w->c, &w->sql);
		if (look_at_store(w) == 0)
			fail_msg("%s.%s was changed, and is not named", table, column);
		put_back(w, table);
		hand(w->c, &w->sql);
		assert_int_equal(look_at_store(w), 0);
	}
}

/* What a row refers to stays, though a hand says that nobody needs it. */
static void
test_needed(struct world *w)
{
	struct trien_err err = {0};
	TR_AUTO_BUF content = {0};
	char name[TR_HEX256 + 1];
	uint64_t gone;

	add(&w->sql, "UPDATE blob SET refs = 0");
	hand(w->c, &w->sql);
	assert_refused(tr_blobs_forget(w->c->db, w->blobs, NULL, &gone, &err), "store.constraint");
	assert_ok(tr_hex_sha256(TR_BYTES_LIT("a document"), name, &err), &err);
	assert_ok(tr_blob_get(w->blobs, name, &content, &err), &err);
}

static void
test_by_hand(struct contract *c)
{
	struct world w = {0};
	TR_AUTO_BUF schema = {0};
	struct trien_err err = {0};

	begin(&w, c);
	assert_ok(tr_schema_describe(c->db, &schema, &err), &err);
	assert_int_equal(tr_buf_add_byte(&schema, 0, NULL), TRIEN_OK);
	assert_int_equal(look_at_books(&w) + look_at_store(&w), 0);
	for (const struct tr_book *b = tr_books; b < tr_books + TR_BOOK_COUNT; b++)
		keep(&w, b->name);
	hand(c, &w.sql);
	test_columns(&w);
	test_rows(&w);
	test_forged(&w);
	for (const char *line = (const char *)schema.p; line != NULL; line = strchr(line, '\n') == NULL ? NULL : strchr(line, '\n') + 1)
		check_line(line);
	test_trail(&w, (const char *)schema.p);
	test_store(&w, (const char *)schema.p, "audit_log", "log = 1");
	test_store(&w, (const char *)schema.p, "migration", "number = 3");
	test_store(&w, (const char *)schema.p, "blob", "refs > 0");
	test_needed(&w);
	end(&w);
}

extern const struct contract_row hand_tests[];
const struct contract_row hand_tests[] = {{"every table by hand", test_by_hand}, {NULL, NULL}};
