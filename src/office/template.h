/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Requirement: R4.1 R5.1
 * Templates that drafts begin with: an agency's own, which its clerk keeps and its people see, and those that the department offers to all. Every change stays in the history.
 * What this does not do: it reads no file. That the file is a template, and what PDF it becomes, who calls has had found out in the sandbox (exchange/draft_fill.h).
 */
#ifndef TR_OFFICE_TEMPLATE_H
#define TR_OFFICE_TEMPLATE_H

#include "office/office.h"

/* What is handed in, or changed: NULL or 0 is not given; of a change, it stays. */
struct tr_template_new {
	int64_t agency;            /* whose; 0: offered to all */
	const char *name, *kind;
	const char *file, *preview, *format; /* blobs that were put; all three or none. format: a word of the book */
	bool is_signed;            /* a PDF with a signature is none */
	int64_t from_at, to_at;
};
/*
 * By the clerk; what is offered to all, by the department. *id: of its row in the book template, or common_template. registry.no-access, office.role-not-held,
 * office.file-wanted, office.template-signed, office.kind-unknown, registry.entry-order
 */
TRIEN_MUST_CHECK trien_rc tr_template_enter(struct tr_sql *db, const struct tr_act *act, enum tr_act_mode mode, const struct tr_office_who *who,
		const struct tr_template_new *n, int64_t *id, struct trien_err *err);
/* b: one of the two books. n->agency counts not: it stays whose it is. */
TRIEN_MUST_CHECK trien_rc tr_template_change(struct tr_sql *db, const struct tr_act *act, enum tr_act_mode mode, const struct tr_office_who *who, const struct tr_book *b,
		int64_t id, const struct tr_template_new *n, int64_t *act_id, struct trien_err *err);

/* A draft that begins with one. */
struct tr_template_begun {
	char file[TR_HEX256 + 1], format[8];
	struct tr_buf kind, symbol, agency; /* what stands in the draft's places, each ended by NUL */
};
void tr_template_begun_free(struct tr_template_begun *b);
/*
 * Whether it may be seen, who calls has asked. agency: whose draft it will be; 0: the template's own. office.template-over where it is not in force, office.numbering-missing;
 * office.template-agency where none is said of one that is offered to all. In a transaction; out is {0}, free it.
 */
TRIEN_MUST_CHECK trien_rc tr_template_begin(struct tr_sql *db, const struct tr_book *b, int64_t id, int64_t agency, const char *unit, int64_t now,
		struct tr_template_begun *out, struct trien_err *err);

#endif
