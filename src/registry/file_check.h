/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Requirement: R3 R6.1 R10.1
 * What the sandbox has found of the signatures on a file that is handed in: a letter, the authority's answer, minutes of handing over. It is written
 * into the book file_check by the very act that writes the row with the file, and the books add whether the signers may sign such a file and whether
 * they had their keys then. A file whose signature is bad comes no further than who judges it.
 *
 * What this does not say: whether the file is the right one. Who signs for the authority is not in these books, and is told as "unknown".
 */
#ifndef TR_REGISTRY_FILE_CHECK_H
#define TR_REGISTRY_FILE_CHECK_H

#include "registry/act.h"
#include "rules/incoming.h"

/* What the books say: of the signers together, the worst. */
enum tr_file_answer { TR_FILE_UNKNOWN, TR_FILE_YES, TR_FILE_NO };

struct tr_file_signer {
	const char *certificate; /* SHA-256, hexadecimal */
	int64_t time;            /* the best that is known of when it signed */
};

struct tr_file_check {
	const char *file;        /* SHA-256, hexadecimal: what was judged */
	enum tr_incoming_verdict verdict; /* not TR_VERDICT_FAILED */
	const char *findings;    /* words of rules/incoming.def with blanks between them; "" for none */
	const char *certificate; /* SHA-256 of the last signer's; NULL: not known */
	const struct tr_file_signer *signers;
	size_t signer_count;
	/* What the books say, filled in by the act. */
	bool written, asked;     /* asked: may the signers sign such a file? */
	enum tr_file_answer signer, control;
};

/* Writes down what was found of the files that the row has got (a->act->checks); nothing where nobody judged them. */
TRIEN_MUST_CHECK trien_rc tr_file_checks_put(struct tr_acting *a, const struct tr_record *r, struct trien_err *err);
/* Were the keys in their subscribers' hands, by the books? The worst counts. In a transaction. */
TRIEN_MUST_CHECK trien_rc tr_file_signers_control(struct tr_sql *db, const struct tr_file_signer *s, size_t count, enum tr_file_answer *out,
		struct trien_err *err);
/* What the file of a letter is: only what was judged counts as signed, or as paper. In a transaction. */
enum tr_letter_form { TR_LETTER_UNJUDGED, TR_LETTER_PAPER, TR_LETTER_SIGNED }; /* unjudged: or it has none; paper: without a signature */
TRIEN_MUST_CHECK trien_rc tr_letter_form_of(struct tr_sql *db, const struct tr_record *letter, enum tr_letter_form *out, struct trien_err *err);
/* Words of the book: "nothing", "passed", "open"; "yes", "no", "unknown". */
const char *tr_file_verdict_word(enum tr_incoming_verdict v);
const char *tr_file_answer_word(enum tr_file_answer a);

#endif
