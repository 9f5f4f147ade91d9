/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A verdict in words: what a clerk wants to know, in the order in which he asks. One structure, in one language, from which the
 * page on the terminal, the JSON, the PDF and later the web are made. Every text that came out of a document is printable here:
 * control characters, bidirectional overrides and what is no UTF-8 are escaped, so that no sink has to be afraid of it.
 */
#ifndef TR_REPORT_REPORT_H
#define TR_REPORT_REPORT_H

#include "base/memory.h"
#include "report/limits.h"
#include "verify/verify.h"

/* Texts are NUL-terminated UTF-8 in the report's arena, "" where there is nothing to say. */
struct tr_report_reason {
	enum tr_indication weight;
	const char *text;
	const char *clause; /* "ISO 32000-2 §12.8.1" */
	const char *id;     /* stable: "verify.hash-failure" */
};

struct tr_report_later {
	size_t revision;    /* from 1 */
	enum tr_permission permission;
	const char *text;   /* with the field and the value that it was filled in with */
};

struct tr_report_leg {
	const char *question, *answer, *why;
};

struct tr_report_signature {
	enum tr_indication indication;
	const char *word;      /* "HỢP LỆ" */
	const char *code;      /* "TOTAL-FAILED, HASH_FAILURE" */
	bool is_timestamp;
	const char *who, *post, *agency;
	const char *when;      /* with what it rests on */
	bool when_proven;      /* by a time stamp; else it is what the signer's machine claimed */
	const char *covers;    /* which revision of the file it protects */
	const char *level;
	const char *note;      /* of a lab certificate */
	const struct tr_report_reason *why;
	size_t why_count;
	const char *const *attacks;
	size_t attack_count;
	const struct tr_report_later *later; /* what was changed afterwards; TR_REPORT_LATER_MAX, then later_more are counted */
	size_t later_count, later_more;
	const char *legal_basis; /* "Nghị định 130/2018/NĐ-CP, Điều 8-9" */
	const struct tr_report_leg *legs; /* what the law asks, then what it makes of the whole; none for time stamps */
	size_t leg_count;
	const char *newer_acts;           /* younger law, for which the legs do not speak; NULL: none */
	const char *todo;
};

struct tr_report {
	enum trien_lang lang;
	enum tr_indication indication;
	const char *file;
	const char *word;      /* the big one */
	const char *sentence;  /* why, for the whole file */
	const char *todo;
	const char *as_of, *policy;
	const char *const *warnings; /* of the trust set */
	size_t warning_count;
	const struct tr_report_signature *signatures;
	size_t signature_count;
	/* What somebody else found beside the technical verdict: a heading, then lines; each ends with NUL. Borrowed; empty: nothing. */
	struct tr_bytes beside;
	enum tr_indication beside_weight;
	struct tr_arena arena; /* private */
};

/* file_name is UTF-8. The verdict may go before the report. Errors: base.no-memory. Free with tr_report_free(). */
TRIEN_MUST_CHECK trien_rc tr_report_make(const struct tr_verdict *v, struct tr_bytes file_name, enum trien_lang lang,
		struct tr_report **out, struct trien_err *err);
void tr_report_free(struct tr_report *r);

/* "HỢP LỆ", "KHÔNG HỢP LỆ", "CHƯA ĐỦ CĂN CỨ KẾT LUẬN". */
const char *tr_report_word(enum tr_indication i, enum trien_lang lang);

/*
 * Appends the object of tr_verdict_json() with one more key: "report", the structure above:
 *   {"word","sentence","todo","warnings":[],"signatures":[{"word","who","post","agency","when","when_proven","covers","note","why":[],
 *    "attacks":[],"later":[{"revision","permitted","text"}],"later_more","todo"}]}
 */
TRIEN_MUST_CHECK trien_rc tr_report_json(const struct tr_verdict *v, struct tr_bytes file_name, enum trien_lang lang,
		struct tr_buf *out, struct trien_err *err);

#endif
