/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Requirement: R5.1
 * Templates: DOCX, ODT and flat ODT in whose text stands "{{trich_yeu}}" where a draft's subject comes, and so on (draft_fields.def). They are as hostile as drafts, pass the
 * same look, and are filled in the sandbox; every other byte of their parts stays.
 */
#ifndef TR_EXCHANGE_DRAFT_FILL_H
#define TR_EXCHANGE_DRAFT_FILL_H

#include "exchange/draft.h"

#define TR_DRAFT_FIELD(symbol, word) TR_DRAFT_FIELD_##symbol,
enum tr_draft_field {
#include "exchange/draft_fields.def"
	TR_DRAFT_FIELDS
};
#undef TR_DRAFT_FIELD

/* What comes there; NULL: not known yet, and dots stand there. */
struct tr_draft_values {
	const char *text[TR_DRAFT_FIELDS];
};
/* Appends the filled file; *places is how many were filled. What tr_draft_look() refuses; exchange.template-field: there is no field of that name. */
TRIEN_MUST_CHECK trien_rc tr_draft_fill(struct tr_bytes in, const struct tr_draft_values *v, struct tr_buf *out, size_t *places, struct trien_err *err);

/* The task of a worker that does it, for who starts it himself: of the request that tr_draft_fill_request() appends. */
TRIEN_MUST_CHECK trien_rc tr_draft_fill_request(const struct tr_draft_values *v, struct tr_buf *out, struct trien_err *err);
TRIEN_MUST_CHECK trien_rc tr_draft_fill_task(const struct tr_worker_input *in, struct tr_buf *answer, struct trien_err *err);
/* The same by a worker that has tr_draft_tasks. fd: the template. The file that comes back is as hostile as the template was. */
TRIEN_MUST_CHECK trien_rc tr_draft_fill_by(struct tr_worker *w, int fd, struct tr_bytes request, struct tr_buf *out, struct trien_err *err);
/*
 * A template that is handed in: its fields are looked at, and the PDF that it becomes, unfilled, is appended (draft.h). By a worker that has tr_draft_tasks; or one of its
 * own, which is forked: before any secret is in memory.
 */
TRIEN_MUST_CHECK trien_rc tr_draft_template_by(struct tr_worker *w, int fd, enum tr_draft_kind *kind, struct tr_buf *pdf, struct trien_err *err);
TRIEN_MUST_CHECK trien_rc tr_draft_template(int fd, enum tr_draft_kind *kind, struct tr_buf *pdf, struct trien_err *err);
/* "docx", "odt", "fodt" */
const char *tr_draft_kind_word(enum tr_draft_kind kind);

#endif
