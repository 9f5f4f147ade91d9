/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: R5.3 */
/* Taking a number, and getting the same one again. */
#include "base/errors/office.h"
#include "office/office_parts.h"

/* ---- what has been taken ---- */

static trien_rc
take_row(const struct tr_sql_rows *rows, struct tr_office_number *out, struct trien_err *err)
{
	if (rows->count == 0)
		return TRIEN_OK;
	out->entry = tr_sql_int(rows, 0, 0);
	out->document = tr_sql_int(rows, 0, 1);
	out->year = tr_sql_int(rows, 0, 2);
	out->number = tr_sql_int(rows, 0, 3);
	out->day = tr_sql_int(rows, 0, 4);
	if (out->entry == 0)
		return TRIEN_OK; /* a document without a number */
	TR_TRY(tr_office_number_text(out->number, tr_sql_text(rows, 0, 5), &out->text, err));
	return tr_buf_add_byte(&out->text, 0, err);
}

trien_rc
tr_office_number_of(struct tr_sql *db, int64_t document, int64_t agency, const char *key, struct tr_office_number *out, struct trien_err *err)
{
	static const char by_document[] = "SELECT id, document, year, number, dated_at, symbol FROM outgoing WHERE document = $1";
	static const char by_key[] = "SELECT id, document, year, number, dated_at, symbol FROM outgoing WHERE agency = $1 AND key = $2";
	TR_AUTO_ROWS rows = {0};

	TR_TRY(document != 0 ? tr_sql_ask(db, by_document, TR_SQL_IN(TR_SQL_I(document)), &rows, err)
			     : tr_sql_ask(db, by_key, TR_SQL_IN(TR_SQL_I(agency), TR_SQL_T(key)), &rows, err));
	return take_row(&rows, out, err);
}

trien_rc
tr_office_of_file(struct tr_sql *db, const char *file, struct tr_office_number *out, struct trien_err *err)
{
	/* One question joined by OR would read every document there is: an e-copy's hash has no index of its own, the table of what was issued leads to it. */
	static const char sql[] = "SELECT COALESCE(o.id, 0), d.id, COALESCE(o.year, 0), COALESCE(o.number, 0), COALESCE(o.dated_at, 0), COALESCE(o.symbol, '') FROM ("
				  "SELECT id FROM document WHERE file = $1 UNION SELECT id FROM document WHERE issued_file = $1 "
				  "UNION SELECT e.id FROM issued_file i JOIN document e ON e.id = i.document WHERE i.sha256 = $1 AND e.e_copy = $1 "
				  "UNION SELECT document FROM draft WHERE file = $1 UNION SELECT document FROM step WHERE file = $1) AS f "
				  "JOIN document d ON d.id = f.id LEFT JOIN outgoing o ON o.document = d.id "
				  "WHERE d.state NOT IN ('withdrawn', 'voided') ORDER BY d.id LIMIT 1";
	TR_AUTO_ROWS rows = {0};

	TR_TRY(tr_sql_ask(db, sql, TR_SQL_IN(TR_SQL_T(file)), &rows, err));
	return take_row(&rows, out, err);
}

/* ---- the number of a document that is there ---- */

struct taking {
	int64_t document;
	const struct tr_office_new *new;
	const struct tr_office_wish *wish;
	struct tr_office_number number;
};

static trien_rc
key_used(const struct tr_office_number *n, struct trien_err *err)
{
	return TR_ERR(err, OFFICE_KEY_USED, TR_S("number", (const char *)n->text.p));
}

static trien_rc
take(struct tr_officing *o, void *context, struct trien_err *err)
{
	struct taking *t = context;
	struct tr_office_kind kind = {0};
	TR_AUTO_RECORD document = {0};
	const char *code;

	tr_office_number_free(&t->number);
	TR_TRY(tr_record_load(o->a->db, &tr_books[TR_BOOK_document], t->document, &document, err));
	TR_TRY(tr_office_may(o, document.v[TR_document_agency].i, TR_VERB_SEE, err));
	if (t->wish->key != NULL) {
		TR_TRY(tr_office_number_of(o->a->db, 0, document.v[TR_document_agency].i, t->wish->key, &t->number, err));
		if (t->number.entry != 0 && t->number.document != t->document)
			return key_used(&t->number, err);
	}
	/* It keeps the one that it has. */
	if (t->number.entry == 0)
		TR_TRY(tr_office_number_of(o->a->db, t->document, 0, NULL, &t->number, err));
	if (t->number.entry != 0 && tr_record_is(&document, TR_document_state, "numbered")) {
		t->number.again = true;
		return TRIEN_OK;
	}
	TR_TRY(tr_office_text(&document, TR_document_kind, &code, err));
	TR_TRY(tr_office_kind_find(o->profile, o->a->act->at, code, &kind, err));
	if (kind.is_copy)
		TR_TRY(tr_office_check_copiers(o, &document, t->wish->day, err));
	return tr_office_give_number(o, t->wish, &kind, &document, &t->number, err);
}

static trien_rc
as_act(struct tr_sql *db, const struct tr_act *act, enum tr_act_mode mode, const struct tr_office_who *who, tr_office_work work, struct taking *t,
		struct tr_office_number *out, struct trien_err *err)
{
	int64_t id = 0;
	struct tr_act numbered = *act;

	numbered.foreseen = TR_FORESEEN(outgoing) | (t->new != NULL ? TR_FORESEEN(document) : 0);
	const trien_rc rc = tr_office_act(db, &numbered, mode, who, tr_document_act_word(TR_DOCUMENT_ACT_NUMBER)->word, work, t, &id, err);

	t->number.act = id;
	if (rc == TRIEN_OK)
		*out = t->number;
	else
		tr_office_number_free(&t->number);
	return rc;
}

trien_rc
tr_office_take(struct tr_sql *db, const struct tr_act *act, enum tr_act_mode mode, const struct tr_office_who *who, int64_t document,
		const struct tr_office_wish *wish, struct tr_office_number *out, struct trien_err *err)
{
	struct taking t = {.document = document, .wish = wish};
	return as_act(db, act, mode, who, take, &t, out, err);
}

/* ---- draft, signature and number at once ---- */

/* Is what is asked for again the very document that has the number? */
static trien_rc
same_document(struct tr_officing *o, const struct taking *t, bool *same, struct trien_err *err)
{
	const struct tr_office_new *n = t->new;
	struct tr_office_kind kind = {0};
	TR_AUTO_RECORD document = {0};

	TR_TRY(tr_record_load(o->a->db, &tr_books[TR_BOOK_document], t->number.document, &document, err));
	TR_TRY(tr_office_kind_find(o->profile, o->a->act->at, n->kind, &kind, err));
	*same = document.v[TR_document_agency].i == n->agency && tr_record_is(&document, TR_document_kind, kind.code) &&
		tr_record_is(&document, TR_document_subject, n->subject) && tr_record_is(&document, TR_document_state, "numbered") &&
		(n->file == NULL ? document.v[TR_document_file].null : tr_record_is(&document, TR_document_file, n->file));
	return TRIEN_OK;
}

static trien_rc
find_again(struct tr_officing *o, struct taking *t, struct trien_err *err)
{
	const bool by_key = t->wish->key != NULL;
	bool same = false;

	tr_office_number_free(&t->number);
	if (by_key)
		TR_TRY(tr_office_number_of(o->a->db, 0, t->new->agency, t->wish->key, &t->number, err));
	if (t->number.entry == 0 && t->new->file != NULL)
		TR_TRY(tr_office_of_file(o->a->db, t->new->file, &t->number, err));
	if (t->number.entry == 0)
		return TRIEN_OK;
	TR_TRY(same_document(o, t, &same, err));
	if (same) {
		t->number.again = true;
		return TRIEN_OK;
	}
	return by_key ? key_used(&t->number, err)
		      : TR_ERR(err, OFFICE_FILE_REGISTERED, TR_I("document", t->number.document), TR_S("number", (const char *)t->number.text.p));
}

static trien_rc
register_new(struct tr_officing *o, void *context, struct trien_err *err)
{
	struct taking *t = context;
	struct tr_office_kind kind = {0};
	TR_AUTO_RECORD document = {0};

	TR_TRY(tr_office_may(o, t->new->agency, TR_VERB_ENTER, err));
	TR_TRY(find_again(o, t, err));
	if (t->number.again)
		return TRIEN_OK;
	TR_TRY(tr_office_draft(o, t->new, &document, err));
	TR_TRY(tr_office_kind_find(o->profile, o->a->act->at, t->new->kind, &kind, err));
	if (kind.is_copy) /* it says what it copies: it was looked at */
		TR_TRY(tr_office_check_copier(o, t->new->agency, t->new->copy->signer, t->wish->day, err));
	/* The row of the document stands before those that refer to it. */
	TR_TRY(tr_office_give_number(o, t->wish, &kind, &document, &t->number, err));
	return tr_office_put_with(o, t->new, document.id, err);
}

trien_rc
tr_office_register(struct tr_sql *db, const struct tr_act *act, enum tr_act_mode mode, const struct tr_office_who *who, const struct tr_office_new *n,
		const struct tr_office_wish *wish, struct tr_office_number *out, struct trien_err *err)
{
	struct taking t = {.new = n, .wish = wish};
	return as_act(db, act, mode, who, register_new, &t, out, err);
}
