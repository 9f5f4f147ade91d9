/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* An act of the office under way, for the files of this folder. */
#ifndef TR_OFFICE_OFFICE_PARTS_H
#define TR_OFFICE_OFFICE_PARTS_H

#include "base/time.h"
#include "office/kind.h"
#include "office/office.h"

struct tr_officing {
	struct tr_acting *a;
	const struct tr_office_who *who;
	const struct tr_profile *profile; /* of the time of the act */
	int64_t *held_in; /* an agency where the role is known to be held; 0: none yet. No act of the office changes posts */
};

typedef trien_rc (*tr_office_work)(struct tr_officing *o, void *context, struct trien_err *err);
/* One act, in a transaction of its own. what: "document.number". *id, where not NULL, is its number. */
TRIEN_MUST_CHECK trien_rc tr_office_act(struct tr_sql *db, const struct tr_act *act, enum tr_act_mode mode, const struct tr_office_who *who,
		const char *what, tr_office_work work, void *context, int64_t *id, struct trien_err *err);
/* Does who acts hold the role in this agency now, and does the access table give it the verb there? office.role-not-held, registry.out-of-scope */
TRIEN_MUST_CHECK trien_rc tr_office_may(
		const struct tr_officing *o, int64_t agency, enum tr_rules_verb verb, struct trien_err *err);
/* Does who acts hold the role in this agency now? office.role-not-held */
TRIEN_MUST_CHECK trien_rc tr_office_holds(const struct tr_officing *o, int64_t agency, struct trien_err *err);
TRIEN_MUST_CHECK trien_rc tr_office_reason(const struct tr_officing *o, struct trien_err *err);

/* Decides an act on the document with these facts (state, role, paper, reason are filled in here) and sets its new state in the row. */
TRIEN_MUST_CHECK trien_rc tr_office_decide(const struct tr_officing *o, struct tr_record *document, enum tr_document_act act,
		struct tr_document_facts facts, struct trien_err *err);
/* A new row of the book document, checked, without a state, not yet put. */
TRIEN_MUST_CHECK trien_rc tr_office_fill(const struct tr_officing *o, const struct tr_office_new *n, struct tr_record *out, struct trien_err *err);
/* A new row of the book document, checked, decided as entered (and signed), not yet put. */
TRIEN_MUST_CHECK trien_rc tr_office_draft(const struct tr_officing *o, const struct tr_office_new *n, struct tr_record *out, struct trien_err *err);
/* Puts what goes with a document: its files, and what it is a copy of. */
TRIEN_MUST_CHECK trien_rc tr_office_put_with(
		const struct tr_officing *o, const struct tr_office_new *n, int64_t document, struct trien_err *err);
/* May a draft of this kind have begun with its template? registry.not-found: it is another agency's; office.template-over: it is not in force yet; office.template-kind */
TRIEN_MUST_CHECK trien_rc tr_template_check_begun(const struct tr_officing *o, const struct tr_office_new *n, const struct tr_record *document, struct trien_err *err);
/* May what is entered be a copy of that? rules.copy-source, rules.copy-state, rules.copy-order, office.copy-none, office.copy-kind, registry.not-found */
TRIEN_MUST_CHECK trien_rc tr_office_check_copy(
		const struct tr_officing *o, const struct tr_office_new *n, const struct tr_office_kind *kind, struct trien_err *err);
TRIEN_MUST_CHECK trien_rc tr_office_put_copy(const struct tr_officing *o, const struct tr_office_copy *c, int64_t document, struct trien_err *err);
/* May this person sign copies of that day (0: today)? And those who have signed this copy? office.copy-signer, office.copy-nobody */
TRIEN_MUST_CHECK trien_rc tr_office_check_copier(const struct tr_officing *o, int64_t agency, int64_t signer, int64_t day, struct trien_err *err);
TRIEN_MUST_CHECK trien_rc tr_office_check_copiers(const struct tr_officing *o, const struct tr_record *document, int64_t day, struct trien_err *err);
/* Gives a document, which need not be put yet, its number: the row is put, and its line in the register. */
TRIEN_MUST_CHECK trien_rc tr_office_give_number(const struct tr_officing *o, const struct tr_office_wish *wish, const struct tr_office_kind *kind,
		struct tr_record *document, struct tr_office_number *out, struct trien_err *err);
/* Is this the certificate of a seal of the agency? The seal of another agency is none; NULL is none. */
TRIEN_MUST_CHECK trien_rc tr_office_is_sealed(const struct tr_officing *o, const char *seal, int64_t agency, bool *is, struct trien_err *err);
/* Was a key in its holder's hands then, by the books of now, and had signing with it not stopped? office.signer-custody, office.signer-stopped */
TRIEN_MUST_CHECK trien_rc tr_office_check_custody(const struct tr_officing *o, const char *certificate, int64_t time, struct trien_err *err);
/* What tr_office_do() does, within an act that is under way; out->act is not set. */
TRIEN_MUST_CHECK trien_rc tr_office_change(struct tr_officing *o, int64_t document, enum tr_document_act what, const struct tr_office_given *given,
		struct tr_office_done *out, struct trien_err *err);
/* Sends an issued document to agencies of this installation. office.receiver-self, office.receiver-limit; registry.exists: twice to one. */
TRIEN_MUST_CHECK trien_rc tr_office_send(const struct tr_officing *o, const struct tr_record *document, const int64_t *to, size_t count,
		struct trien_err *err);
/* The series that a document of this kind is numbered in, and the agency's part of its symbol. office.register-closed, office.numbering-missing, office.scheme-changed */
struct tr_office_series {
	const char *name; /* the kind's code, or "*"; borrowed */
	char agency[64];  /* "UBND" */
};
TRIEN_MUST_CHECK trien_rc tr_office_find_series(const struct tr_officing *o, int64_t agency, int64_t year, const struct tr_office_kind *kind,
		struct tr_office_series *out, struct trien_err *err);
/* The number that the document with this file (as taken, or as issued) has; document 0: none that still stands. */
TRIEN_MUST_CHECK trien_rc tr_office_of_file(struct tr_sql *db, const char *file, struct tr_office_number *out, struct trien_err *err);
/* The number of a document, or of a key of an agency (document 0). entry 0: none. out is {0}. */
TRIEN_MUST_CHECK trien_rc tr_office_number_of(
		struct tr_sql *db, int64_t document, int64_t agency, const char *key, struct tr_office_number *out, struct trien_err *err);
/* office.register-closed where the register of the year, or of a later one, is. which: "outgoing" */
TRIEN_MUST_CHECK trien_rc tr_office_open_year(struct tr_sql *db, int64_t agency, const char *which, int64_t year, struct trien_err *err);
/* "2026-11-26", in Vietnam. */
void tr_office_day_text(int64_t day, char out[TR_TIME_TEXT_MAX]);
/* A text of a row, ended by NUL, of the row's memory; "" where it has none. */
TRIEN_MUST_CHECK trien_rc tr_office_text(struct tr_record *r, size_t column, const char **out, struct trien_err *err);

#endif
