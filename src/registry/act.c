/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "registry/act.h"

#include <stdio.h>

#include "base/errors/registry.h"
#include "base/errors/store.h"
#include "registry/act_parts.h"
#include "registry/book_sql.h"
#include "registry/entry_check.h"
#include "registry/file_check.h"
#include "registry/key.h"
#include "registry/webhook.h"

/* ---- what is hashed ---- */

trien_rc
tr_act_hash_change(struct tr_hash *h, const struct tr_change_row *c, struct tr_buf *line, struct trien_err *err)
{
	tr_buf_clear(line);
	TR_TRY(tr_buf_addf(line, err, "%llu %s:%lld %lld ", (unsigned long long)c->n, c->book, (long long)c->object, (long long)c->version));
	TR_TRY(c->content->null ? tr_buf_add_byte(line, '-', err) : tr_buf_add_bytes(line, c->content->b, err));
	TR_TRY(tr_buf_add_byte(line, '\n', err));
	return tr_hash_add(h, tr_buf_view(line), err);
}

static trien_rc
add_text(struct tr_buf *line, const char *key, const char *value, struct trien_err *err)
{
	TR_TRY(tr_buf_addf(line, err, ",\"%s\":", key));
	return value == NULL ? tr_buf_addf(line, err, "null") : tr_buf_add_json(line, (struct tr_text){value, strlen(value)}, err);
}

trien_rc
tr_act_hash_done(struct tr_hash *h, const struct tr_act_row *a, struct tr_buf *line, uint8_t out[TR_DIGEST_MAX], struct trien_err *err)
{
	size_t n;

	tr_buf_clear(line);
	TR_TRY(tr_buf_addf(line, err, "{\"id\":%lld,\"at\":%lld,\"effective_at\":%lld,\"compensates\":%lld,\"changes\":%llu", (long long)a->id,
			(long long)a->at, (long long)a->effective_at, (long long)a->compensates, (unsigned long long)a->changes));
	TR_TRY(add_text(line, "actor", a->actor, err));
	TR_TRY(add_text(line, "role", a->role, err));
	TR_TRY(add_text(line, "what", a->what, err));
	TR_TRY(add_text(line, "object", a->object, err));
	TR_TRY(add_text(line, "reason", a->reason, err));
	if (a->account != 0)
		TR_TRY(tr_buf_addf(line, err, ",\"account\":%lld", (long long)a->account));
	TR_TRY(tr_buf_addf(line, err, "}\n"));
	TR_TRY(tr_hash_add(h, tr_buf_view(line), err));
	return tr_hash_done(h, out, &n, err);
}

void
tr_act_leaf_fill(const struct tr_act_row *a, struct tr_bytes hash, struct tr_act_leaf *out)
{
	struct tr_audit_field *more = out->more;

	tr_hex(hash, out->hash);
	snprintf(out->account, sizeof(out->account), "account:%lld", (long long)a->account);
	if (a->account != 0)
		*more++ = TR_AUDIT_T("account", out->account);
	*more++ = TR_AUDIT_N("changes", a->changes);
	*more++ = TR_AUDIT_T("hash", out->hash);
	*more++ = TR_AUDIT_N("number", a->id);
	out->act = (struct tr_audit_act){.at = a->at, .actor = a->actor, .act = a->what, .object = a->object, .more = out->more,
			.more_count = (size_t)(more - out->more)};
}

/* ---- rows ---- */

void
tr_acting_about(struct tr_acting *a, const struct tr_book *b, int64_t id)
{
	snprintf(a->object, sizeof(a->object), "%s:%lld", b->name, (long long)id);
}

/* History knows ids whose rows are gone: none is used twice. */
static const char last_id_sql[] = "SELECT COALESCE(MAX(object), 0) FROM change WHERE book = $1";

static trien_rc
next_id(struct tr_acting *a, const struct tr_book *b, int64_t *out, struct trien_err *err)
{
	int64_t *last = &a->last_id[tr_book_number(b)];
	TR_AUTO_ROWS rows = {0};

	if (*last == 0) {
		TR_TRY(tr_sql_ask(a->db, last_id_sql, TR_SQL_IN(TR_SQL_T(b->name)), &rows, err));
		*last = tr_sql_int(&rows, 0, 0);
	}
	*out = ++*last;
	return TRIEN_OK;
}

static trien_rc
add_change(struct tr_acting *a, const struct tr_book *b, int64_t object, int64_t version, const struct tr_sql_value *content,
		struct trien_err *err)
{
	static const char sql[] = "INSERT INTO change (act, n, book, object, version, content) VALUES ($1, $2, $3, $4, $5, $6)";
	const struct tr_change_row c = {a->changes, b->name, object, version, content};

	TR_TRY(tr_act_hash_change(a->hash, &c, &a->line, err));
	TR_TRY(tr_sql_later(a->db, sql, TR_SQL_IN(TR_SQL_I(a->id), TR_SQL_I(c.n), TR_SQL_T(b->name), TR_SQL_I(object), TR_SQL_I(version),
			*content), NULL, err));
	if (a->changes++ == 0 && a->object[0] == '\0')
		tr_acting_about(a, b, object);
	return TRIEN_OK;
}

/* A new version refers to its documents as the one before did, for history keeps both. */
static trien_rc
refer(struct tr_acting *a, const struct tr_record *r, struct trien_err *err)
{
	char name[TR_HEX256 + 1] = "";

	for (size_t i = 0; i < r->book->count; i++) {
		if (r->book->columns[i].kind != TR_COLUMN_BLOB || r->v[i].null)
			continue;
		if (a->act->blobs == NULL)
			return TR_ERR(err, REGISTRY_NO_BLOBS, TR_S("column", r->book->columns[i].name));
		memcpy(name, r->v[i].b.p, TR_HEX256);
		TR_TRY(tr_blob_refer(a->db, a->act->blobs, name, a->act->at, err));
	}
	return TRIEN_OK;
}

static trien_rc
write_row(struct tr_acting *a, const struct tr_record *r, const struct tr_computed *c, bool *refused, struct trien_err *err)
{
	const struct tr_book *b = r->book;
	const bool entered = r->version == 1;
	struct tr_buf *sql = entered ? &a->enter_sql[tr_book_number(b)] : &a->put_sql[tr_book_number(b)];
	const struct tr_buf *const computed[] = {&c->sort, &c->search, &c->path};
	struct tr_sql_value in[TR_SQL_PARAMETERS_MAX] = {TR_SQL_I(r->id), TR_SQL_I(r->version), TR_SQL_I(r->act)};
	size_t n = TR_BOOK_HEAD + b->count;

	if (sql->n == 0)
		TR_TRY(entered ? tr_book_enter_sql(b, sql, err) : tr_book_put_sql(b, sql, err));
	memcpy(in + TR_BOOK_HEAD, r->v, b->count * sizeof(*in));
	for (size_t i = 0; i < sizeof(computed) / sizeof(*computed); i++)
		if (computed[i]->n > 0)
			in[n++] = TR_SQL_T((const char *)computed[i]->p);
	return tr_sql_later(a->db, (const char *)sql->p, in, n, refused, err);
}

static trien_rc
write_all(struct tr_acting *a, const struct tr_record *r, bool *refused, struct trien_err *err)
{
	TR_AUTO_COMPUTED c = {0};
	TR_AUTO_BUF content = {0};

	TR_TRY(tr_record_content(r, &content, err));
	TR_TRY(tr_compute_keys(r, &c, err));
	TR_TRY(tr_compute_path(a->db, r, &c, err));
	TR_TRY(refer(a, r, err));
	TR_TRY(tr_words_replace(a->db, r, &c, err));
	TR_TRY(write_row(a, r, &c, refused, err));
	TR_TRY(tr_compute_rest(a->db, r, &c, err));
	const struct tr_sql_value text = TR_SQL_TN(content.p, content.n);
	return add_change(a, r->book, r->id, r->version, &text, err);
}

/* All that belongs to a row is under way before anybody waits: and that is for one of a natural key alone, which another may have. */
static trien_rc
write_settled(struct tr_acting *a, const struct tr_record *r, struct trien_err *err)
{
	bool refused = false;

	trien_rc rc = write_all(a, r, &refused, err);
	const trien_rc settled = tr_sql_settle(a->db, rc == TRIEN_OK ? err : NULL);
	if (rc == TRIEN_OK)
		rc = settled;
	return rc == TRIEN_E_STORE_DUPLICATE && refused ? tr_key_exists(r, err) : rc;
}

trien_rc
tr_acting_write(struct tr_acting *a, struct tr_record *r, struct trien_err *err)
{
	if (r->id == 0)
		TR_TRY(next_id(a, r->book, &r->id, err));
	r->version++;
	r->act = a->id;
	TR_TRY(tr_webhook_tell(a, r, err));
	return r->book->natural > 0 ? write_settled(a, r, err) : write_all(a, r, NULL, err);
}

trien_rc
tr_acting_put(struct tr_acting *a, struct tr_record *r, struct trien_err *err)
{
	TR_TRY(tr_record_check(r, err));
	TR_TRY(tr_acting_may_put(a, r, err));
	TR_TRY(tr_entry_check(a, r, err));
	TR_TRY(tr_key_check(a, r, err));
	TR_TRY(tr_acting_write(a, r, err));
	TR_TRY(tr_acting_has_put(a, r, err));
	return tr_file_checks_put(a, r, err);
}

trien_rc
tr_acting_take_out(struct tr_acting *a, const struct tr_book *b, int64_t id, int64_t version, struct trien_err *err)
{
	TR_AUTO_BUF sql = {0};

	TR_TRY(tr_acting_may_take_out(a, b, id, err));
	TR_TRY(tr_buf_addf(&sql, err, "DELETE FROM %s WHERE id = $1%c", b->name, 0));
	TR_TRY(tr_words_take_out(a->db, b, id, err));
	bool refused = false;
	trien_rc rc = tr_sql_later(a->db, (const char *)sql.p, TR_SQL_IN(TR_SQL_I(id)), &refused, err);
	if (rc == TRIEN_OK)
		rc = tr_sql_settle(a->db, err);
	if (rc == TRIEN_E_STORE_CONSTRAINT && refused)
		return TR_ERR(err, REGISTRY_UNDO_NEEDED, TR_S("book", b->name), TR_I("id", id));
	if (rc != TRIEN_OK)
		return rc;
	const struct tr_sql_value gone = TR_SQL_NULL(TR_SQL_TEXT);
	return add_change(a, b, id, version, &gone, err);
}

/* ---- acts ---- */

static trien_rc
check_act(const struct tr_act *act, struct trien_err *err)
{
	if (act->effective_at > act->at)
		return TR_ERR0(err, REGISTRY_EFFECTIVE_LATE);
	if (act->reason != NULL && strlen(act->reason) > TR_REASON_MAX)
		return TR_ERR(err, REGISTRY_REASON_LIMIT, TR_U("max", TR_REASON_MAX));
	return TRIEN_OK;
}

/* The act's own number, and the last ones of the books that it foresees. */
static trien_rc
ask_numbers(struct tr_acting *a, struct tr_sql_rows rows[1 + TR_BOOK_COUNT], struct trien_err *err)
{
	struct tr_sql_question questions[1 + TR_BOOK_COUNT] = {{"SELECT COALESCE(MAX(id), 0) + 1 FROM act", NULL, 0, &rows[0]}};
	struct tr_sql_value names[TR_BOOK_COUNT];
	size_t count = 1;

	for (size_t i = 0; i < TR_BOOK_COUNT; i++) {
		if ((a->act->foreseen >> i & 1) == 0)
			continue;
		names[i] = TR_SQL_T(tr_books[i].name);
		questions[count++] = (struct tr_sql_question){last_id_sql, &names[i], 1, &rows[1 + i]};
	}
	TR_TRY(tr_sql_ask_all(a->db, questions, count, err));
	a->id = tr_sql_int(&rows[0], 0, 0);
	for (size_t i = 0; i < TR_BOOK_COUNT; i++)
		if (rows[1 + i].count > 0)
			a->last_id[i] = tr_sql_int(&rows[1 + i], 0, 0);
	return TRIEN_OK;
}

static trien_rc
begin(struct tr_acting *a, struct trien_err *err)
{
	struct tr_sql_rows rows[1 + TR_BOOK_COUNT] = {{0}};

	const trien_rc rc = ask_numbers(a, rows, err);
	for (size_t i = 0; i < 1 + TR_BOOK_COUNT; i++)
		tr_sql_rows_free(&rows[i]);
	TR_TRY(rc);
	TR_TRY(tr_acting_enter(a, err));
	return tr_hash_new(TR_SHA256, &a->hash, err);
}

static trien_rc
end(struct tr_acting *a, struct trien_err *err)
{
	static const char sql[] = "INSERT INTO act (id, at, effective_at, actor, role, what, object, reason, compensates, changes, hash, log, idx, account) "
				  "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)";
	const struct tr_act *act = a->act;
	const bool known = a->who.guarded;
	const struct tr_act_row row = {a->id, act->at, act->effective_at, a->compensates, a->who.account, a->changes, known ? a->actor : act->actor,
		known ? tr_rules_role_word(a->who.role)->word : act->role, act->what, a->object, act->reason};
	uint8_t digest[TR_DIGEST_MAX];
	struct tr_act_leaf leaf;
	struct tr_audit_log log;

	TR_TRY(tr_acting_leave(a, err));
	TR_TRY(tr_act_hash_done(a->hash, &row, &a->line, digest, err));
	const struct tr_bytes hash = TR_BYTES(digest, 32);
	tr_act_leaf_fill(&row, hash, &leaf);
	TR_TRY(tr_audit_add(a->db, &leaf.act, &log, err));
	return tr_sql_later(a->db, sql, TR_SQL_IN(TR_SQL_I(row.id), TR_SQL_I(row.at), TR_SQL_I(row.effective_at), TR_SQL_T(row.actor),
			TR_SQL_T(row.role), TR_SQL_T(row.what), TR_SQL_T(row.object),
			row.reason == NULL ? TR_SQL_NULL(TR_SQL_TEXT) : TR_SQL_T(row.reason),
			row.compensates == 0 ? TR_SQL_NULL(TR_SQL_INT) : TR_SQL_I(row.compensates), TR_SQL_I(row.changes), TR_SQL_B(hash),
			TR_SQL_I(log.number), TR_SQL_I(log.tree.size - 1), row.account == 0 ? TR_SQL_NULL(TR_SQL_INT) : TR_SQL_I(row.account)), NULL, err);
}

static void
free_acting(struct tr_acting *a)
{
	tr_hash_free(a->hash);
	tr_buf_free(&a->line);
	for (size_t i = 0; i < TR_BOOK_COUNT; i++) {
		tr_buf_free(&a->enter_sql[i]);
		tr_buf_free(&a->put_sql[i]);
	}
}

trien_rc
tr_act_within(struct tr_sql *db, const struct tr_act *act, tr_act_work work, void *context, int64_t *id, struct trien_err *err)
{
	struct tr_acting a = {.db = db, .act = act};

	TR_TRY(check_act(act, err));
	trien_rc rc = begin(&a, err);
	if (rc == TRIEN_OK)
		rc = work(&a, context, err);
	if (rc == TRIEN_OK && a.changes > 0)
		rc = end(&a, err);
	if (rc == TRIEN_OK && id != NULL)
		*id = a.changes > 0 ? a.id : 0;
	free_acting(&a);
	return rc;
}

struct doing {
	const struct tr_act *act;
	tr_act_work work;
	void *context;
	int64_t id;
};

static trien_rc
do_within(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct doing *d = context;
	return tr_act_within(db, d->act, d->work, d->context, &d->id, err);
}

trien_rc
tr_act_do(struct tr_sql *db, const struct tr_act *act, enum tr_act_mode mode, tr_act_work work, void *context, int64_t *id,
		struct trien_err *err)
{
	struct doing d = {.act = act, .work = work, .context = context};

	TR_TRY(mode == TR_ACT_WITHIN ? do_within(db, &d, err) : mode == TR_ACT_DRY_RUN ? tr_sql_rehearse(db, do_within, &d, err)
										       : tr_sql_transact(db, TR_SQL_WRITE, do_within, &d, err));
	if (id != NULL)
		*id = d.id;
	return TRIEN_OK;
}

bool
tr_act_is_over(trien_rc rc)
{
	return strncmp(trien_err_id(rc), "store.", 6) == 0 || strncmp(trien_err_id(rc), "base.", 5) == 0 || strcmp(trien_err_id(rc), "registry.exists") == 0;
}
