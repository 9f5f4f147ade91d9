/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: R3 R6.1 R10.1 */
#include "registry/file_check.h"

#include <stdio.h>

#include "registry/act_parts.h"
#include "registry/custody.h"

const char *
tr_file_answer_word(enum tr_file_answer a)
{
	static const char *const words[] = {[TR_FILE_UNKNOWN] = "unknown", [TR_FILE_YES] = "yes", [TR_FILE_NO] = "no"};
	return words[a];
}

const char *
tr_file_verdict_word(enum tr_incoming_verdict v)
{
	return v == TR_VERDICT_PASSED ? "passed" : v == TR_VERDICT_OPEN ? "open" : "nothing";
}

/* ---- what the books say of the signers ---- */

/* The worst of all. */
static enum tr_file_answer
worse(enum tr_file_answer so_far, enum tr_file_answer one)
{
	return so_far == TR_FILE_NO || one == TR_FILE_NO ? TR_FILE_NO : one == TR_FILE_YES ? so_far : TR_FILE_UNKNOWN;
}

trien_rc
tr_file_signers_control(struct tr_sql *db, const struct tr_file_signer *s, size_t count, enum tr_file_answer *out, struct trien_err *err)
{
	*out = count > 0 ? TR_FILE_YES : TR_FILE_UNKNOWN;
	for (size_t i = 0; i < count && *out != TR_FILE_NO; i++) {
		struct tr_custody c;
		TR_TRY(tr_custody_at(db, s[i].certificate, s[i].time, &c, err));
		*out = worse(*out, c.control == TR_CONTROL_YES ? TR_FILE_YES : c.control == TR_CONTROL_NO ? TR_FILE_NO : TR_FILE_UNKNOWN);
	}
	return TRIEN_OK;
}

/* A letter is its agency's: sealed by it, or signed by its head or who signs for the head. */
static trien_rc
may_sign_letter(struct tr_sql *db, const struct tr_file_signer *s, int64_t agency, enum tr_file_answer *out, struct trien_err *err)
{
	static const char sql[] = "SELECT c.agency, c.holder, (SELECT COUNT(*) FROM post p WHERE p.person = c.person AND p.agency = $2 AND "
				  "p.role IN ('head', 'signatory') AND p.from_at <= $3 AND (p.to_at IS NULL OR p.to_at > $3)) "
				  "FROM certificate c WHERE c.fingerprint = $1";
	TR_AUTO_ROWS rows = {0};

	*out = TR_FILE_UNKNOWN;
	TR_TRY(tr_sql_ask(db, sql, TR_SQL_IN(TR_SQL_T(s->certificate), TR_SQL_I(agency), TR_SQL_I(s->time)), &rows, err));
	if (rows.count == 0)
		return TRIEN_OK;
	const bool seal = strcmp(tr_sql_text(&rows, 0, 1), "agency") == 0;
	*out = tr_sql_int(&rows, 0, 0) == agency && (seal || tr_sql_int(&rows, 0, 2) > 0) ? TR_FILE_YES : TR_FILE_NO;
	return TRIEN_OK;
}

/* An answer is the receiver's: of the department's certificates the books know, of the authority's none, so whoever is in the books is not the authority. */
static trien_rc
may_sign_answer(struct tr_sql *db, const struct tr_file_signer *s, bool department, enum tr_file_answer *out, struct trien_err *err)
{
	static const char sql[] = "SELECT g.kind FROM certificate c JOIN agency g ON g.id = c.agency WHERE c.fingerprint = $1";
	TR_AUTO_ROWS rows = {0};

	TR_TRY(tr_sql_ask(db, sql, TR_SQL_IN(TR_SQL_T(s->certificate)), &rows, err));
	*out = rows.count == 0 ? TR_FILE_UNKNOWN
	     : department && strcmp(tr_sql_text(&rows, 0, 0), "department") == 0 ? TR_FILE_YES : TR_FILE_NO;
	return TRIEN_OK;
}

static trien_rc
ask_signers(struct tr_sql *db, const struct tr_record *r, size_t column, struct tr_file_check *c, struct trien_err *err)
{
	const bool department = c->asked && tr_record_is(r, TR_letter_receiver, "department");

	TR_TRY(tr_file_signers_control(db, c->signers, c->signer_count, &c->control, err));
	c->signer = c->signer_count > 0 ? TR_FILE_YES : TR_FILE_UNKNOWN;
	for (size_t i = 0; c->asked && i < c->signer_count; i++) {
		enum tr_file_answer one;
		TR_TRY(column == TR_letter_blob ? may_sign_letter(db, &c->signers[i], r->v[TR_letter_agency].i, &one, err)
						: may_sign_answer(db, &c->signers[i], department, &one, err));
		c->signer = worse(c->signer, one);
	}
	return TRIEN_OK;
}

/* ---- the row ---- */

/* Whose a row is: its own column, or that of the row that it goes with. */
static trien_rc
agency_of(struct tr_sql *db, const struct tr_record *r, int64_t *out, struct trien_err *err)
{
	const size_t column = tr_book_column(r->book, r->book->scope);
	TR_AUTO_RECORD other = {0};

	if (strcmp(r->book->scope, "agency") == 0) {
		*out = r->v[column].i;
		return TRIEN_OK;
	}
	TR_TRY(tr_record_load(db, tr_book_find(r->book->columns[column].of), r->v[column].i, &other, err));
	return agency_of(db, &other, out, err);
}

static trien_rc
put(struct tr_acting *a, const struct tr_record *r, size_t column, struct tr_file_check *c, struct trien_err *err)
{
	TR_AUTO_RECORD row = tr_record_of(&tr_books[TR_BOOK_file_check]);
	char about[TR_OBJECT_TEXT];
	int64_t agency, id;

	c->asked = r->book == &tr_books[TR_BOOK_letter] && c->verdict != TR_VERDICT_NOTHING;
	TR_TRY(ask_signers(a->db, r, column, c, err));
	TR_TRY(agency_of(a->db, r, &agency, err));
	snprintf(about, sizeof(about), "%s:%lld", r->book->name, (long long)r->id);
	tr_record_set_text(&row, TR_file_check_about, about);
	tr_record_set_text(&row, TR_file_check_part, r->book->columns[column].name);
	TR_TRY(tr_record_find(a->db, &row, &id, err));
	if (id != 0)
		TR_TRY(tr_record_load(a->db, row.book, id, &row, err));
	tr_record_set_int(&row, TR_file_check_agency, agency);
	tr_record_set_text(&row, TR_file_check_file, c->file);
	tr_record_set_text(&row, TR_file_check_verdict, tr_file_verdict_word(c->verdict));
	tr_record_set_text(&row, TR_file_check_signer, c->asked ? tr_file_answer_word(c->signer) : NULL);
	tr_record_set_text(&row, TR_file_check_control, c->verdict != TR_VERDICT_NOTHING ? tr_file_answer_word(c->control) : NULL);
	tr_record_set_text(&row, TR_file_check_findings, c->findings[0] != '\0' ? c->findings : NULL);
	tr_record_set_text(&row, TR_file_check_certificate, c->certificate);
	tr_record_set_int(&row, TR_file_check_judged_at, a->act->at);
	TR_TRY(tr_record_check(&row, err));
	c->written = true;
	return tr_acting_write(a, &row, err); /* it goes with the row, whose door was asked */
}

trien_rc
tr_file_checks_put(struct tr_acting *a, const struct tr_record *r, struct trien_err *err)
{
	for (size_t i = 0; a->act->check_count > 0 && i < r->book->count; i++) {
		if (r->book->columns[i].kind != TR_COLUMN_BLOB || r->v[i].null)
			continue;
		for (size_t k = 0; k < a->act->check_count; k++)
			if (tr_record_is(r, i, a->act->checks[k].file)) {
				TR_TRY(put(a, r, i, &a->act->checks[k], err));
				break;
			}
	}
	return TRIEN_OK;
}

trien_rc
tr_letter_form_of(struct tr_sql *db, const struct tr_record *letter, enum tr_letter_form *out, struct trien_err *err)
{
	static const char sql[] = "SELECT verdict FROM file_check WHERE about = $1 AND part = 'blob' AND file = $2";
	char about[TR_OBJECT_TEXT];
	TR_AUTO_ROWS rows = {0};

	*out = TR_LETTER_UNJUDGED;
	if (letter->v[TR_letter_blob].null)
		return TRIEN_OK;
	snprintf(about, sizeof(about), "letter:%lld", (long long)letter->id);
	TR_TRY(tr_sql_ask(db, sql, TR_SQL_IN(TR_SQL_T(about), letter->v[TR_letter_blob]), &rows, err));
	if (rows.count > 0)
		*out = strcmp(tr_sql_text(&rows, 0, 0), tr_file_verdict_word(TR_VERDICT_NOTHING)) == 0 ? TR_LETTER_PAPER : TR_LETTER_SIGNED;
	return TRIEN_OK;
}
