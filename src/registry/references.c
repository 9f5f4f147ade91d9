/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: X4 */
#include "registry/references.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/errors/base.h"
#include "registry/limits.h"
#include "registry/record.h"
#include "store/hex.h"

#define HASH_SIZE 32u

/* ---- documents by name ---- */

struct entry {
	uint8_t hash[HASH_SIZE];
	int64_t is, want;
	bool there;
};

struct counting {
	struct tr_sql *db;
	tr_reference_found found;
	void *context;
	struct tr_reference_count *out;
	struct entry *entries; /* by hash, open addressing; twice as many as documents at once */
	size_t size;
	uint64_t part, parts; /* which of the documents this round is about */
	struct tr_buf held;   /* hashes that the versions of one row refer to, in their order; all zeros where a version has none */
};

static const uint8_t none[HASH_SIZE];

static uint64_t
number_of(const uint8_t *hash)
{
	uint64_t n;

	memcpy(&n, hash, sizeof(n));
	return n;
}

static void
read_hash(const uint8_t *text, uint8_t out[HASH_SIZE])
{
	for (size_t i = 0; i < HASH_SIZE; i++) {
		const uint8_t *d = text + 2 * i;
		out[i] = (uint8_t)((d[0] <= '9' ? d[0] - '0' : d[0] - 'a' + 10) << 4 | (d[1] <= '9' ? d[1] - '0' : d[1] - 'a' + 10));
	}
}

/* Its entry, or the free one where it would stand. */
static struct entry *
find(const struct counting *c, const uint8_t *hash)
{
	size_t at = (size_t)(number_of(hash) / c->parts % c->size);

	while (c->entries[at].there && memcmp(c->entries[at].hash, hash, HASH_SIZE) != 0)
		at = (at + 1) % c->size;
	return &c->entries[at];
}

static void
tell(struct counting *c, const uint8_t *hash, int64_t is, int64_t want)
{
	char name[TR_HEX256 + 1];

	tr_hex(TR_BYTES(hash, HASH_SIZE), name);
	c->out->faults++;
	c->out->short_of = c->out->short_of || is < want;
	if (c->found != NULL)
		c->found(c->context, name, is, want);
}

/* Names that a hand wrote are no documents' (tr_blobs_check() tells them). */
static trien_rc
load_documents(struct counting *c, struct trien_err *err)
{
	static const char sql[] = "SELECT hash, refs FROM blob WHERE hash > $1 ORDER BY hash LIMIT $2";
	char after[TR_HEX256 + 1] = "";
	size_t count = 0;

	for (bool more = true; more;) {
		TR_AUTO_ROWS rows = {0};
		TR_TRY(tr_sql_ask(c->db, sql, TR_SQL_IN(TR_SQL_T(after), TR_SQL_I(TR_HISTORY_PAGE)), &rows, err));
		more = rows.count == TR_HISTORY_PAGE;
		for (size_t i = 0; i < rows.count; i++) {
			uint8_t hash[HASH_SIZE];
			const char *name = tr_sql_text(&rows, i, 0);
			snprintf(after, sizeof(after), "%s", name);
			if (!tr_hex_is_256(name))
				continue;
			read_hash((const uint8_t *)name, hash);
			if (number_of(hash) % c->parts != c->part || count >= c->size / 2)
				continue;
			struct entry *e = find(c, hash);
			*e = (struct entry){.is = tr_sql_int(&rows, i, 1), .there = true};
			memcpy(e->hash, hash, HASH_SIZE);
			count++;
		}
	}
	c->out->blobs += count;
	return TRIEN_OK;
}

/* ---- the versions of a row ---- */

static bool
is_ours(const struct counting *c, const uint8_t *hash)
{
	return memcmp(hash, none, HASH_SIZE) != 0 && number_of(hash) % c->parts == c->part;
}

/* What the row refers to in the end. A document that the store does not know has no number. */
static void
settle_row(struct counting *c)
{
	for (size_t at = 0; at < c->held.n; at += HASH_SIZE) {
		const uint8_t *hash = c->held.p + at;
		if (!is_ours(c, hash))
			continue;
		struct entry *e = find(c, hash);
		if (e->there)
			e->want++;
		else
			tell(c, hash, 0, 1);
	}
	tr_buf_clear(&c->held);
}

/* Has the newest of the versions that were held documents? */
static bool
has_files(const struct counting *c)
{
	return c->held.n > 0 && memcmp(c->held.p + c->held.n - HASH_SIZE, none, HASH_SIZE) != 0;
}

/* From the newest back to a version without documents, as tr_acting_forget_files() does. */
static void
forget(struct counting *c)
{
	while (has_files(c))
		c->held.n -= HASH_SIZE;
}

/*
 * Was that a forgetting? Else the files of a version stay referred to: what was undone, or replaced by nothing. Files go with what is destroyed, and with a
 * document that came and was refused, and its enclosures.
 */
static trien_rc
is_forgotten(struct counting *c, const struct tr_book *b, int64_t act, bool *is, struct trien_err *err)
{
	static const char destroyed[] = "SELECT id FROM act WHERE id = $1 AND what = 'destruction.carry-out'";
	static const char refused[] = "SELECT act FROM change WHERE act = $1 AND book = 'arrival' AND content LIKE '%\"state\":\"refused\"%' LIMIT 1";
	const bool came = b == &tr_books[TR_BOOK_arrival] || b == &tr_books[TR_BOOK_enclosure];
	TR_AUTO_ROWS rows = {0};

	TR_TRY(tr_sql_ask(c->db, destroyed, TR_SQL_IN(TR_SQL_I(act)), &rows, err));
	*is = rows.count > 0;
	if (*is || !came)
		return TRIEN_OK;
	TR_AUTO_ROWS more = {0};
	TR_TRY(tr_sql_ask(c->db, refused, TR_SQL_IN(TR_SQL_I(act)), &more, err));
	*is = more.count > 0;
	return TRIEN_OK;
}

static trien_rc
hold(struct counting *c, const struct tr_record *version, size_t *files, struct trien_err *err)
{
	uint8_t hash[HASH_SIZE];

	*files = 0;
	for (size_t i = 0; i < version->book->count; i++) {
		const struct tr_sql_value *v = &version->v[i];
		if (version->book->columns[i].kind != TR_COLUMN_BLOB || v->null || v->b.n != TR_HEX256)
			continue;
		read_hash(v->b.p, hash);
		TR_TRY(tr_buf_add(&c->held, hash, HASH_SIZE, err));
		++*files;
	}
	return TRIEN_OK;
}

/* A version that a hand has made unreadable is told by tr_registry_verify(). */
static trien_rc
see_version(struct counting *c, const struct tr_book *b, const struct tr_sql_value *content, int64_t act, struct trien_err *err)
{
	TR_AUTO_RECORD version = {0};
	size_t files = 0;
	bool forgotten;

	const trien_rc rc = content->null ? TRIEN_OK : tr_record_of_content(b, content->b, &version, NULL);
	if (rc == TRIEN_E_NO_MEMORY)
		return TR_ERR(err, NO_MEMORY, TR_U("want", content->b.n));
	if (!content->null && rc == TRIEN_OK)
		TR_TRY(hold(c, &version, &files, err));
	if (files > 0 || rc != TRIEN_OK || !has_files(c))
		return TRIEN_OK;
	TR_TRY(is_forgotten(c, b, act, &forgotten, err));
	if (forgotten)
		forget(c);
	return content->null || c->held.n == 0 ? TRIEN_OK : tr_buf_add(&c->held, none, HASH_SIZE, err);
}

static trien_rc
count_book(struct counting *c, const struct tr_book *b, struct trien_err *err)
{
	static const char sql[] = "SELECT object, version, act, content FROM change WHERE book = $1 AND (object, version) > ($2, $3) "
				  "ORDER BY object, version LIMIT $4";
	int64_t object = INT64_MIN, version = INT64_MIN;

	for (bool more = true; more;) {
		TR_AUTO_ROWS rows = {0};
		TR_TRY(tr_sql_ask(c->db, sql, TR_SQL_IN(TR_SQL_T(b->name), TR_SQL_I(object), TR_SQL_I(version), TR_SQL_I(TR_HISTORY_PAGE)), &rows, err));
		more = rows.count == TR_HISTORY_PAGE;
		for (size_t i = 0; i < rows.count; i++) {
			if (tr_sql_int(&rows, i, 0) != object)
				settle_row(c);
			object = tr_sql_int(&rows, i, 0);
			version = tr_sql_int(&rows, i, 1);
			TR_TRY(see_version(c, b, tr_sql_cell(&rows, i, 3), tr_sql_int(&rows, i, 2), err));
		}
	}
	settle_row(c);
	return TRIEN_OK;
}

/* ---- the whole ---- */

static bool
has_documents(const struct tr_book *b)
{
	for (size_t i = 0; i < b->count; i++)
		if (b->columns[i].kind == TR_COLUMN_BLOB)
			return true;
	return false;
}

static trien_rc
count_part(struct counting *c, struct trien_err *err)
{
	memset(c->entries, 0, c->size * sizeof(*c->entries));
	TR_TRY(load_documents(c, err));
	for (const struct tr_book *b = tr_books; b < tr_books + TR_BOOK_COUNT; b++)
		if (has_documents(b))
			TR_TRY(count_book(c, b, err));
	for (size_t i = 0; i < c->size; i++)
		if (c->entries[i].there && c->entries[i].is != c->entries[i].want)
			tell(c, c->entries[i].hash, c->entries[i].is, c->entries[i].want);
	return TRIEN_OK;
}

trien_rc
tr_references_check(struct tr_sql *db, tr_reference_found found, void *context, struct tr_reference_count *out, struct trien_err *err)
{
	struct counting c = {.db = db, .found = found, .context = context, .out = out, .held = {.max = TR_REFERENCES_HELD_MAX}};
	TR_AUTO_ROWS rows = {0};

	*out = (struct tr_reference_count){0};
	TR_TRY(tr_sql_ask(db, "SELECT COUNT(*) FROM blob", NULL, 0, &rows, err));
	/* Parts are as even as hashes are: half of the room is left for those that are not. */
	const uint64_t documents = (uint64_t)tr_sql_int(&rows, 0, 0);
	c.parts = documents / (TR_REFERENCES_AT_ONCE / 2 + 1) + 1;
	c.size = 2 * (c.parts > 1 ? (size_t)TR_REFERENCES_AT_ONCE : (size_t)documents + 1);
	c.entries = tr_mem_zeroed(c.size, sizeof(*c.entries));
	if (c.entries == NULL)
		return TR_ERR(err, NO_MEMORY, TR_U("want", c.size * sizeof(*c.entries)));
	trien_rc rc = TRIEN_OK;
	for (c.part = 0; rc == TRIEN_OK && c.part < c.parts; c.part++)
		rc = count_part(&c, err);
	tr_buf_free(&c.held);
	free(c.entries);
	return rc;
}
