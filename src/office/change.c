/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: R5.3 R9.1 R9.2 X1 */
/* What becomes of a document: signed, withdrawn, its number void, issued, copied, recalled, replaced; and corrections of its line. */
#include <stdio.h>

#include "base/errors/office.h"
#include "office/destruction.h"
#include "office/dispatch_parts.h"
#include "office/issued.h"
#include "office/proof.h"
#include "office/submission_parts.h"
#include "office/withdrawal_parts.h"
#include "registry/custody.h"
#include "registry/value.h"

struct changing {
	int64_t document;
	enum tr_document_act what;
	const struct tr_office_given *given;
	struct tr_office_done done;
};

/* Where the file of an act stands in the document; the count of its columns for an act without a file. */
static size_t
file_column(enum tr_document_act what)
{
	return what == TR_DOCUMENT_ACT_ISSUE ? TR_document_issued_file : what == TR_DOCUMENT_ACT_E_COPY ? TR_document_e_copy : TR_document_columns;
}

/* The very file was recorded before: a retry. */
static bool
is_done(const struct changing *c, const struct tr_record *document)
{
	const size_t column = file_column(c->what);
	const char *file = c->given->file;

	return column < TR_document_columns && file != NULL && tr_record_is(document, column, file);
}

static trien_rc
check_file(const struct tr_officing *o, const struct changing *c, const struct tr_record *document, struct trien_err *err)
{
	const bool paper = tr_record_is(document, TR_document_medium, "paper");
	const bool wants = c->what == TR_DOCUMENT_ACT_E_COPY || (c->what == TR_DOCUMENT_ACT_ISSUE && !paper);
	struct tr_office_number other = {0};

	if (wants != (c->given->file != NULL))
		return TR_ERR0(err, OFFICE_FILE_WANTED);
	if (!wants)
		return TRIEN_OK;
	trien_rc rc = tr_office_of_file(o->a->db, c->given->file, &other, err);
	if (rc == TRIEN_OK && other.document != 0 && other.document != c->document)
		rc = TR_ERR(err, OFFICE_FILE_REGISTERED, TR_I("document", other.document), TR_S("number", other.text.n > 0 ? (char *)other.text.p : "-"));
	tr_office_number_free(&other);
	return rc;
}

trien_rc
tr_office_is_sealed(const struct tr_officing *o, const char *seal, int64_t agency, bool *is, struct trien_err *err)
{
	static const char sql[] = "SELECT id FROM certificate WHERE fingerprint = $1 AND holder = 'agency' AND agency = $2";
	TR_AUTO_ROWS rows = {0};

	*is = false;
	if (seal == NULL)
		return TRIEN_OK;
	TR_TRY(tr_sql_ask(o->a->db, sql, TR_SQL_IN(TR_SQL_T(seal), TR_SQL_I(agency)), &rows, err));
	*is = rows.count > 0;
	return TRIEN_OK;
}

/* What the books of today say of a key at the time that it signed: a loss is often reported later than it happened. A session has asked when it began; a file may come without one. */
trien_rc
tr_office_check_custody(const struct tr_officing *o, const char *certificate, int64_t time, struct trien_err *err)
{
	static const char stopped[] = "SELECT id FROM certificate WHERE fingerprint = $1 AND state = 'stopped' AND state_from <= $2";
	TR_AUTO_ROWS rows = {0};
	struct tr_custody c;

	TR_TRY(tr_sql_ask(o->a->db, stopped, TR_SQL_IN(TR_SQL_T(certificate), TR_SQL_I(time)), &rows, err));
	if (rows.count > 0)
		return TR_ERR(err, OFFICE_SIGNER_STOPPED, TR_S("certificate", certificate));
	TR_TRY(tr_custody_at(o->a->db, certificate, time, &c, err));
	return c.control != TR_CONTROL_NO ? TRIEN_OK
					  : TR_ERR(err, OFFICE_SIGNER_CUSTODY, TR_S("certificate", certificate), TR_S("why", tr_custody_why_word(c.why)));
}

/* Every signature of the document that is issued (R9.3). */
static trien_rc
check_signers(const struct tr_officing *o, int64_t document, const char *seal, struct trien_err *err)
{
	static const char sql[] = "SELECT t.certificate, t.done_at FROM step t JOIN submission s ON s.document = t.document AND s.round = t.round "
				  "WHERE t.document = $1 AND t.certificate IS NOT NULL ORDER BY t.id";
	TR_AUTO_ROWS rows = {0};

	TR_TRY(tr_sql_ask(o->a->db, sql, TR_SQL_IN(TR_SQL_I(document)), &rows, err));
	for (size_t i = 0; i < rows.count; i++)
		TR_TRY(tr_office_check_custody(o, tr_sql_text(&rows, i, 0), tr_sql_int(&rows, i, 1), err));
	return seal != NULL ? tr_office_check_custody(o, seal, o->a->act->at, err) : TRIEN_OK;
}

static trien_rc
issue(const struct tr_officing *o, const struct changing *c, struct tr_record *r, struct trien_err *err)
{
	TR_TRY(check_signers(o, c->document, c->given->seal, err));
	tr_record_set_int(r, TR_document_issued_at, o->a->act->effective_at);
	return TRIEN_OK;
}

/* What the law wants kept with it, of the moment that it was issued. */
static trien_rc
put_evidence(const struct tr_officing *o, int64_t document, const char *file, struct trien_err *err)
{
	struct tr_record r = tr_record_of(&tr_books[TR_BOOK_evidence]);

	tr_record_set_int(&r, TR_evidence_document, document);
	tr_record_set_text(&r, TR_evidence_file, file);
	tr_record_set_int(&r, TR_evidence_made_at, o->a->act->at);
	return tr_acting_put(o->a, &r, err);
}

/* The document that the issued one replaces. */
static trien_rc
replace(const struct tr_officing *o, int64_t replaced, struct trien_err *err)
{
	TR_AUTO_RECORD r = {0};

	TR_TRY(tr_record_load(o->a->db, &tr_books[TR_BOOK_document], replaced, &r, err));
	TR_TRY(tr_office_decide(o, &r, TR_DOCUMENT_ACT_REPLACE, (struct tr_document_facts){.replacer_issued = true}, err));
	TR_TRY(tr_acting_put(o->a, &r, err));
	TR_TRY(tr_withdrawal_begin(o, &r, err));
	return tr_dispatch_tell(o, r.id, "replaced", err);
}

static bool
keeps_reason(enum tr_document_act what)
{
	return what == TR_DOCUMENT_ACT_WITHDRAW || what == TR_DOCUMENT_ACT_VOID || what == TR_DOCUMENT_ACT_RECALL;
}

/* What writes more than the document's row has functions of its own: a number without its line in the register there is none. */
static bool
has_its_own(enum tr_document_act what)
{
	return what == TR_DOCUMENT_ACT_ENTER || what == TR_DOCUMENT_ACT_NUMBER || what == TR_DOCUMENT_ACT_CORRECT;
}

static trien_rc
change_one(struct tr_officing *o, struct changing *c, struct trien_err *err)
{
	const struct tr_office_given *g = c->given;
	const size_t file = file_column(c->what);
	TR_AUTO_RECORD r = {0};
	bool sealed, submitted;

	if (has_its_own(c->what))
		return TR_ERR(err, OFFICE_OWN_WAY, TR_S("act", tr_document_act_word(c->what)->word));
	TR_TRY(tr_record_load(o->a->db, &tr_books[TR_BOOK_document], c->document, &r, err));
	c->done = (struct tr_office_done){.from = tr_document_state_of(r.v[TR_document_state].b), .to = tr_document_state_of(r.v[TR_document_state].b)};
	TR_TRY(tr_office_may(o, r.v[TR_document_agency].i, TR_VERB_SEE, err));
	if (is_done(c, &r))
		return TRIEN_OK;
	if (c->what == TR_DOCUMENT_ACT_E_COPY)
		TR_TRY(tr_destruction_check(o->a->db, r.book, r.id, err));
	TR_TRY(tr_office_is_sealed(o, g->seal, r.v[TR_document_agency].i, &sealed, err));
	TR_TRY(tr_submission_is(o->a->db, c->document, &submitted, err));
	TR_TRY(tr_office_decide(o, &r, c->what, (struct tr_document_facts){.signed_file = g->signed_file, .sealed = sealed, .continues = g->continues,
			.submitted = submitted, .shows_number = g->shows_number}, err));
	c->done.to = tr_document_state_of(r.v[TR_document_state].b);
	TR_TRY(check_file(o, c, &r, err));
	if (file < TR_document_columns && g->file != NULL)
		tr_record_set_text(&r, file, g->file);
	if (c->what == TR_DOCUMENT_ACT_ISSUE)
		TR_TRY(issue(o, c, &r, err));
	if (c->what == TR_DOCUMENT_ACT_E_COPY)
		TR_TRY(tr_office_check_custody(o, g->seal, o->a->act->at, err));
	if (keeps_reason(c->what))
		tr_record_set_text(&r, TR_document_reason, o->a->act->reason);
	TR_TRY(tr_acting_put(o->a, &r, err));
	if (c->what == TR_DOCUMENT_ACT_RECALL) {
		TR_TRY(tr_withdrawal_begin(o, &r, err));
		return tr_dispatch_tell(o, r.id, "recalled", err);
	}
	if (c->what == TR_DOCUMENT_ACT_WITHDRAW)
		return tr_submission_end(o, c->document, err);
	if (c->what == TR_DOCUMENT_ACT_ISSUE && g->evidence != NULL)
		TR_TRY(put_evidence(o, c->document, g->evidence, err));
	if (file < TR_document_columns && g->file != NULL) {
		TR_TRY(tr_issued_note(o->a, r.id, g->file, c->what == TR_DOCUMENT_ACT_ISSUE ? "issued" : "e_copy", err));
		TR_TRY(tr_proof_begin(o->a, r.book, r.id, err));
	}
	if (c->what == TR_DOCUMENT_ACT_ISSUE)
		TR_TRY(tr_office_send(o, &r, g->to, g->to_count, err));
	return c->what == TR_DOCUMENT_ACT_ISSUE && !r.v[TR_document_replaces].null ? replace(o, r.v[TR_document_replaces].i, err) : TRIEN_OK;
}

static trien_rc
change(struct tr_officing *o, void *context, struct trien_err *err)
{
	return change_one(o, context, err);
}

trien_rc
tr_office_change(struct tr_officing *o, int64_t document, enum tr_document_act what, const struct tr_office_given *given, struct tr_office_done *out,
		struct trien_err *err)
{
	struct changing c = {.document = document, .what = what, .given = given};

	TR_TRY(change_one(o, &c, err));
	*out = c.done;
	return TRIEN_OK;
}

trien_rc
tr_office_do(struct tr_sql *db, const struct tr_act *act, enum tr_act_mode mode, const struct tr_office_who *who, int64_t document, enum tr_document_act what,
		const struct tr_office_given *given, struct tr_office_done *out, struct trien_err *err)
{
	struct changing c = {.document = document, .what = what, .given = given};
	int64_t id = 0;

	TR_TRY(tr_office_act(db, act, mode, who, tr_document_act_word(what)->word, change, &c, &id, err));
	c.done.act = id;
	*out = c.done;
	return TRIEN_OK;
}

/* ---- corrections ---- */

struct correcting {
	int64_t document;
	const struct tr_office_correction *items;
	size_t count;
};

/* Number, date, symbol and files belong to the document for ever; what the clerk writes beside them can be wrong. */
static struct tr_record *
column_of(const char *name, struct tr_record *document, struct tr_record *entry, size_t *column)
{
	static const char *const of_document[] = {"subject", "signer", "recipients"},
			  *const of_entry[] = {"copy_keeper", "copies", "sent_at", "receipt", "note"};

	for (size_t i = 0; i < sizeof(of_document) / sizeof(*of_document); i++)
		if (strcmp(name, of_document[i]) == 0) {
			*column = tr_book_column(document->book, name);
			return document;
		}
	for (size_t i = 0; entry->book != NULL && i < sizeof(of_entry) / sizeof(*of_entry); i++)
		if (strcmp(name, of_entry[i]) == 0) {
			*column = tr_book_column(entry->book, name);
			return entry;
		}
	return NULL;
}

static trien_rc
correct_both(struct tr_officing *o, const struct correcting *c, struct tr_record *document, struct tr_record *entry, struct trien_err *err)
{
	bool changed[2] = {false, false};

	for (size_t i = 0; i < c->count; i++) {
		size_t column;
		struct tr_record *r = column_of(c->items[i].column, document, entry, &column);
		if (r == NULL)
			return TR_ERR(err, OFFICE_NOT_CORRECTED, TR_S("column", c->items[i].column));
		TR_TRY(tr_value_read(o->a->db, r, column, c->items[i].value, err));
		changed[r == entry] = true;
	}
	TR_TRY(tr_office_decide(o, document, TR_DOCUMENT_ACT_CORRECT, (struct tr_document_facts){0}, err));
	if (changed[0])
		TR_TRY(tr_acting_put(o->a, document, err));
	if (changed[1])
		TR_TRY(tr_acting_put(o->a, entry, err));
	tr_acting_about(o->a, document->book, document->id);
	return TRIEN_OK;
}

static trien_rc
correct(struct tr_officing *o, void *context, struct trien_err *err)
{
	const struct correcting *c = context;
	struct tr_office_number number = {0};
	TR_AUTO_RECORD document = {0};
	TR_AUTO_RECORD entry = {0};

	TR_TRY(tr_record_load(o->a->db, &tr_books[TR_BOOK_document], c->document, &document, err));
	TR_TRY(tr_office_number_of(o->a->db, c->document, 0, NULL, &number, err));
	const int64_t line = number.entry;
	tr_office_number_free(&number);
	if (line != 0)
		TR_TRY(tr_record_load(o->a->db, &tr_books[TR_BOOK_outgoing], line, &entry, err));
	return correct_both(o, c, &document, &entry, err);
}

trien_rc
tr_office_correct(struct tr_sql *db, const struct tr_act *act, enum tr_act_mode mode, const struct tr_office_who *who, int64_t document,
		const struct tr_office_correction *c, size_t count, int64_t *id, struct trien_err *err)
{
	struct correcting k = {document, c, count};
	return tr_office_act(db, act, mode, who, tr_document_act_word(TR_DOCUMENT_ACT_CORRECT)->word, correct, &k, id, err);
}

/* ---- what a file is held against ---- */

trien_rc
tr_office_taken(struct tr_sql *db, int64_t document, struct tr_office_taken *out, struct trien_err *err)
{
	static const char sql[] = "SELECT COALESCE(d.file, ''), COALESCE(o.number, 0), COALESCE(o.dated_at, 0) FROM document d "
				  "LEFT JOIN outgoing o ON o.document = d.id WHERE d.id = $1";
	TR_AUTO_ROWS rows = {0};

	TR_TRY(tr_sql_ask(db, sql, TR_SQL_IN(TR_SQL_I(document)), &rows, err));
	*out = (struct tr_office_taken){0};
	if (rows.count == 0)
		return TRIEN_OK; /* the act says so */
	snprintf(out->file, sizeof(out->file), "%s", tr_sql_text(&rows, 0, 0));
	out->number = tr_sql_int(&rows, 0, 1);
	out->day = tr_sql_int(&rows, 0, 2);
	return TRIEN_OK;
}

trien_rc
tr_office_continues(struct tr_blobs *blobs, const struct tr_office_taken *taken, struct tr_bytes content, size_t *bytes, struct trien_err *err)
{
	*bytes = 0;
	return taken->file[0] != '\0' ? tr_blob_continued(blobs, taken->file, content, bytes, err) : TRIEN_OK;
}
