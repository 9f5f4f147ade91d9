/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Requirement: R5.1 R5.3 R9.1 R9.2 X3 X5
 * Outgoing documents and their numbers. A number is taken in the transaction that writes its line in the register and the document that it
 * belongs to: those who write come one after another on both back ends, so numbers of a series run 1, 2, 3 ... without a double and
 * without a gap, whatever is killed when. What may be done when and by whom, rules/document.h says; the facts are read in the same transaction.
 *
 * An act's what, actor and role are set here. Acts of this folder are not undone (registry.undo-by-act): a number is voided, never given back.
 * What this does not do: it reads no file. Whether a file's signatures hold, and what number it shows, who calls has had judged in the sandbox.
 */
#ifndef TR_OFFICE_OFFICE_H
#define TR_OFFICE_OFFICE_H

#include "office/limits.h"
#include "registry/act.h"
#include "rules/document.h"

/* Who, and as what. office.role-not-held, registry.out-of-scope. */
struct tr_office_who {
	int64_t person;
	enum tr_rules_role role;
};

struct tr_office_attached {
	const char *name, *file; /* file: of a blob that was put */
	bool annex;              /* else an attachment */
};

/* What a copy (SY, TrS, SL) copies: one of document, arrival, text. */
struct tr_office_copy {
	int64_t document;      /* issued here */
	int64_t arrival;       /* that came here */
	const char *text;      /* as it is cited */
	const char *text_kind; /* of what is cited: SY, TrS, SL; NULL: an original */
	int64_t signer;        /* who signs the copy, where no steps say so; 0: not given */
};

/* A document; NULL or 0: not given. */
struct tr_office_new {
	int64_t agency;
	const char *kind, *subject;             /* wanted */
	const char *unit, *signer, *recipients;
	const char *urgency;                    /* a word of the book; NULL: normal */
	const char *secrecy;                    /* anything but NULL and "none" is refused: office.secret */
	bool paper;                             /* the original is on paper */
	const char *file;                       /* of an electronic one: a blob that was put */
	bool signed_file;                       /* its signatures hold; of a paper one the signer's name stands for that */
	int64_t drafter, replaces;
	const struct tr_office_attached *attached;
	size_t attached_count;
	const struct tr_office_copy *copy; /* wanted of a copy, and of nothing else */
	int64_t template, common_template; /* that a draft began with, one of them */
};

/* The number that is wanted. */
struct tr_office_wish {
	const char *key;    /* who asks again with it gets the same number again; NULL: none */
	int64_t day;        /* the document's, first second of it in Vietnam; 0: today */
	int64_t kept;       /* one of the numbers that were kept; 0: the next */
	const char *copy_keeper, *note;
	int64_t copies;
};

struct tr_office_number {
	int64_t act;        /* 0: nothing was written, the number had been taken before */
	int64_t document, entry; /* rows of the books document and outgoing */
	int64_t year, number, day;
	struct tr_buf text; /* "05/QĐ-UBND", ended by NUL */
	bool again;
};
void tr_office_number_free(struct tr_office_number *n);

/*
 * A draft; electronic ones want their file. *document. office.secret, office.kind-unknown, office.kind-excluded (electronic ones), office.file-wanted,
 * office.file-registered, office.attached-limit; of a copy rules.copy-source, rules.copy-state, rules.copy-order, office.copy-none, office.copy-kind.
 */
TRIEN_MUST_CHECK trien_rc tr_office_enter(struct tr_sql *db, const struct tr_act *act, enum tr_act_mode mode, const struct tr_office_who *who,
		const struct tr_office_new *n, int64_t *document, struct trien_err *err);
/*
 * Its number. office.numbering-missing, office.scheme-changed, office.day-future, office.day-order (days go forward with the numbers), office.day-late
 * (a day that is over wants a reason), office.register-closed, office.not-kept, office.key-used, office.key-limit; of a copy office.copy-signer,
 * office.copy-nobody. out is {0}; free it.
 */
TRIEN_MUST_CHECK trien_rc tr_office_take(struct tr_sql *db, const struct tr_act *act, enum tr_act_mode mode, const struct tr_office_who *who, int64_t document,
		const struct tr_office_wish *wish, struct tr_office_number *out, struct trien_err *err);
/*
 * Draft, signature and number as one act. The same file, or the same key, gets the same number again as long as it is not issued: again is true
 * and nothing is written. office.file-registered names the number of a file that was issued, or whose number is another document's.
 */
TRIEN_MUST_CHECK trien_rc tr_office_register(struct tr_sql *db, const struct tr_act *act, enum tr_act_mode mode, const struct tr_office_who *who,
		const struct tr_office_new *n, const struct tr_office_wish *wish, struct tr_office_number *out, struct trien_err *err);

/* What is handed in with an act on a document. */
struct tr_office_given {
	const char *file;   /* issue, e-copy: a blob that was put; NULL: none */
	/* SHA-256 of the certificate of the last signer, whose signature covers the whole file, all signatures being good; NULL: it is not so. */
	const char *seal;
	bool signed_file, continues, shows_number; /* as in struct tr_document_facts */
	const int64_t *to; /* issue: agencies of this installation that get it */
	size_t to_count;
	const char *evidence; /* issue: a blob that was put, kept with the document (X1); NULL: none */
};
struct tr_office_done {
	int64_t act; /* 0: nothing was written, the very file had been recorded before */
	enum tr_document_state from, to;
};
/*
 * sign, withdraw, void, issue, e_copy, recall. Issuing a document that replaces another makes that one replaced, in the same act. The reason is the
 * act's. The seal must be by a certificate that the registry knows as the issuing agency's. rules.*; office.file-wanted, office.file-registered;
 * office.own-way for enter, number, correct. office.signer-custody: by the books of now one of the keys that signed was not in its holder's hands then (R9.3).
 */
TRIEN_MUST_CHECK trien_rc tr_office_do(struct tr_sql *db, const struct tr_act *act, enum tr_act_mode mode, const struct tr_office_who *who, int64_t document,
		enum tr_document_act what, const struct tr_office_given *given, struct tr_office_done *out, struct trien_err *err);

/* What a file that is to be issued is held against. In a transaction; "" and 0 where there is nothing, or no such document. */
struct tr_office_taken {
	char file[TR_HEX256 + 1]; /* that took the number */
	int64_t number, day;
};
TRIEN_MUST_CHECK trien_rc tr_office_taken(struct tr_sql *db, int64_t document, struct tr_office_taken *out, struct trien_err *err);
/* Has the content every byte of the file that took the number, and something behind them? */
TRIEN_MUST_CHECK trien_rc tr_office_continues(struct tr_blobs *blobs, const struct tr_office_taken *taken, struct tr_bytes content, size_t *bytes, struct trien_err *err);

/* Corrections of the line in the register: column and value, of document or outgoing; office.not-corrected for what belongs to the number. */
struct tr_office_correction {
	const char *column, *value; /* as registry/value.h reads it */
};
TRIEN_MUST_CHECK trien_rc tr_office_correct(struct tr_sql *db, const struct tr_act *act, enum tr_act_mode mode, const struct tr_office_who *who,
		int64_t document, const struct tr_office_correction *c, size_t count, int64_t *id, struct trien_err *err);

/* Keeps the next numbers of a kind for documents to come (a day without power): *first is the first of them. office.kept-limit; a reason is wanted. */
TRIEN_MUST_CHECK trien_rc tr_office_keep(struct tr_sql *db, const struct tr_act *act, enum tr_act_mode mode, const struct tr_office_who *who, int64_t agency,
		const char *kind, size_t count, int64_t *first, struct trien_err *err);
/* A kept number that no document will have; a reason is wanted. office.not-kept. */
TRIEN_MUST_CHECK trien_rc tr_office_void_kept(struct tr_sql *db, const struct tr_act *act, enum tr_act_mode mode, const struct tr_office_who *who, int64_t entry,
		int64_t *document, struct trien_err *err);
/*
 * Closes a register of a year that is over, all its series in one act: no number is taken from it any more. office.year-open; office.kept-open
 * where a kept number waits; office.register-closed. *id is the act (0: there was nothing to close).
 */
TRIEN_MUST_CHECK trien_rc tr_office_close(struct tr_sql *db, const struct tr_act *act, enum tr_act_mode mode, const struct tr_office_who *who, int64_t agency,
		int64_t year, int64_t *id, struct trien_err *err);

/* "05/QĐ-UBND": numbers below ten have a nought before them (Decree 30/2020 Điều 15). */
TRIEN_MUST_CHECK trien_rc tr_office_number_text(int64_t number, const char *symbol, struct tr_buf *out, struct trien_err *err);
/* First second of the day of Vietnam that holds the time, and its year. */
int64_t tr_office_day(int64_t time, int64_t *year);

#endif
