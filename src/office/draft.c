/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: R5.1 R5.3 */
/* Documents before they have a number. */
#include "base/errors/office.h"
#include "base/errors/registry.h"
#include "office/office_parts.h"

/* ---- the door ---- */

static trien_rc
check_secrecy(const char *secrecy, struct trien_err *err)
{
	return secrecy == NULL || strcmp(secrecy, "none") == 0 ? TRIEN_OK : TR_ERR(err, OFFICE_SECRET, TR_S("level", secrecy));
}

/* What the law excludes from digital signing is registered on paper. */
static trien_rc
check_excluded(const struct tr_officing *o, const struct tr_office_new *n, struct trien_err *err)
{
	const char *kind;

	if (n->paper)
		return TRIEN_OK;
	TR_TRY(tr_office_excluded(o->profile, o->a->act->at, n->kind, &kind, err));
	if (kind == NULL)
		TR_TRY(tr_office_excluded(o->profile, o->a->act->at, n->subject, &kind, err));
	return kind == NULL ? TRIEN_OK : TR_ERR(err, OFFICE_KIND_EXCLUDED, TR_S("kind", kind));
}

static trien_rc
check_file(const struct tr_officing *o, const struct tr_office_new *n, struct trien_err *err)
{
	struct tr_office_number number = {0};

	if ((n->file == NULL) != n->paper)
		return TR_ERR0(err, OFFICE_FILE_WANTED);
	if (n->file == NULL)
		return TRIEN_OK;
	trien_rc rc = tr_office_of_file(o->a->db, n->file, &number, err);
	if (rc == TRIEN_OK && number.document != 0)
		rc = TR_ERR(err, OFFICE_FILE_REGISTERED, TR_I("document", number.document), TR_S("number", number.text.n > 0 ? (char *)number.text.p : "-"));
	tr_office_number_free(&number);
	return rc;
}

/* ---- the row ---- */

static void
fill(const struct tr_office_new *n, const char *code, struct tr_record *r)
{
	*r = tr_record_of(&tr_books[TR_BOOK_document]);
	tr_record_set_int(r, TR_document_agency, n->agency);
	tr_record_set_text(r, TR_document_kind, code);
	tr_record_set_text(r, TR_document_subject, n->subject);
	tr_record_set_text(r, TR_document_medium, n->paper ? "paper" : "electronic");
	tr_record_set_text(r, TR_document_urgency, n->urgency == NULL ? "normal" : n->urgency);
	tr_record_set_text(r, TR_document_unit, n->unit);
	tr_record_set_text(r, TR_document_signer, n->signer);
	tr_record_set_text(r, TR_document_recipients, n->recipients);
	tr_record_set_text(r, TR_document_file, n->file);
	if (n->drafter != 0)
		tr_record_set_int(r, TR_document_drafter, n->drafter);
	if (n->replaces != 0)
		tr_record_set_int(r, TR_document_replaces, n->replaces);
}

/* What it replaces is the own agency's, and seen; else it is as if it were not there. */
static trien_rc
check_replaced(const struct tr_officing *o, const struct tr_office_new *n, struct trien_err *err)
{
	static const char sql[] = "SELECT id FROM document WHERE id = $1 AND agency = $2";
	const struct tr_book *book = &tr_books[TR_BOOK_document];
	TR_AUTO_ROWS rows = {0};

	if (n->replaces == 0)
		return TRIEN_OK;
	TR_TRY(tr_door_find(o->a->db, &o->a->who, TR_ROLE_COUNT, book, n->replaces, err));
	TR_TRY(tr_sql_ask(o->a->db, sql, TR_SQL_IN(TR_SQL_I(n->replaces), TR_SQL_I(n->agency)), &rows, err));
	return rows.count > 0 ? TRIEN_OK : TR_ERR(err, REGISTRY_NOT_FOUND, TR_S("book", book->name), TR_I("id", n->replaces));
}

trien_rc
tr_office_fill(const struct tr_officing *o, const struct tr_office_new *n, struct tr_record *out, struct trien_err *err)
{
	struct tr_office_kind kind = {0};
	const uint8_t *code;

	TR_TRY(check_secrecy(n->secrecy, err));
	TR_TRY(check_excluded(o, n, err));
	TR_TRY(tr_office_kind_find(o->profile, o->a->act->at, n->kind, &kind, err));
	TR_TRY(tr_office_check_copy(o, n, &kind, err));
	if (n->attached_count > TR_OFFICE_ATTACHED_MAX)
		return TR_ERR(err, OFFICE_ATTACHED_LIMIT, TR_U("max", TR_OFFICE_ATTACHED_MAX));
	TR_TRY(check_file(o, n, err));
	TR_TRY(check_replaced(o, n, err));
	fill(n, "", out);
	TR_TRY(tr_arena_copy(&out->arena, kind.code, sizeof(kind.code), &code, err));
	tr_record_set_text(out, TR_document_kind, (const char *)code);
	return TRIEN_OK;
}

trien_rc
tr_office_draft(const struct tr_officing *o, const struct tr_office_new *n, struct tr_record *out, struct trien_err *err)
{
	const bool named = n->signer != NULL && n->signer[0] != '\0';

	TR_TRY(tr_office_fill(o, n, out, err));
	TR_TRY(tr_office_decide(o, out, TR_DOCUMENT_ACT_ENTER, (struct tr_document_facts){0}, err));
	if (!n->signed_file && !(n->paper && named))
		return TRIEN_OK;
	return tr_office_decide(o, out, TR_DOCUMENT_ACT_SIGN, (struct tr_document_facts){.signed_file = true}, err);
}

trien_rc
tr_office_put_with(const struct tr_officing *o, const struct tr_office_new *n, int64_t document, struct trien_err *err)
{
	for (size_t i = 0; i < n->attached_count; i++) {
		struct tr_record r = tr_record_of(&tr_books[TR_BOOK_attachment]);
		tr_record_set_int(&r, TR_attachment_document, document);
		tr_record_set_text(&r, TR_attachment_kind, n->attached[i].annex ? "annex" : "attachment");
		tr_record_set_text(&r, TR_attachment_name, n->attached[i].name);
		tr_record_set_text(&r, TR_attachment_file, n->attached[i].file);
		TR_TRY(tr_acting_put(o->a, &r, err));
	}
	return n->copy == NULL ? TRIEN_OK : tr_office_put_copy(o, n->copy, document, err);
}

/* ---- as an act of its own ---- */

struct entering {
	const struct tr_office_new *new;
	int64_t document;
};

static trien_rc
enter(struct tr_officing *o, void *context, struct trien_err *err)
{
	struct entering *e = context;
	TR_AUTO_RECORD document = {0};

	TR_TRY(tr_office_draft(o, e->new, &document, err));
	TR_TRY(tr_acting_put(o->a, &document, err));
	e->document = document.id;
	return tr_office_put_with(o, e->new, document.id, err);
}

trien_rc
tr_office_enter(struct tr_sql *db, const struct tr_act *act, enum tr_act_mode mode, const struct tr_office_who *who, const struct tr_office_new *n,
		int64_t *document, struct trien_err *err)
{
	struct entering e = {.new = n};

	TR_TRY(tr_office_act(db, act, mode, who, tr_document_act_word(TR_DOCUMENT_ACT_ENTER)->word, enter, &e, NULL, err));
	*document = e.document;
	return TRIEN_OK;
}
