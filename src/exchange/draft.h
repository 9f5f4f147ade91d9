/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Requirement: R5.1
 * Drafts as a word processor leaves them (DOCX of ISO 29500, ODT and flat ODT of ISO 26300) become PDF, by LibreOffice in the sandbox of foreign programs. Before that
 * they are looked at in our own: what would run, be fetched, or be shown otherwise than its author sees it is refused by name, and told where it stands.
 */
#ifndef TR_EXCHANGE_DRAFT_H
#define TR_EXCHANGE_DRAFT_H

#include "worker/worker.h"

enum tr_draft_kind { TR_DRAFT_DOCX, TR_DRAFT_ODT, TR_DRAFT_FLAT_ODT, TR_DRAFT_KINDS };

/* Does the file begin as one of them, or as one of the old ones (DOC, RTF), which are refused? */
bool tr_draft_looks_so(struct tr_bytes in);

/*
 * What kind of draft is it, and may LibreOffice see it? In the sandbox. exchange.draft-malformed, exchange.draft-old, exchange.draft-locked (by a password),
 * exchange.draft-macro, exchange.draft-object (OLE, controls, other files put into it), exchange.draft-external (what lies outside the file: pictures, sections, templates
 * on a network), exchange.draft-tracked (changes that nobody has accepted or rejected), exchange.draft-limit, exchange.zip-*.
 */
TRIEN_MUST_CHECK trien_rc tr_draft_look(struct tr_bytes in, enum tr_draft_kind *out, struct trien_err *err);

/* Tasks of a worker that is to look at drafts and to fill templates (draft_fill.h), for who starts it himself. */
#define TR_DRAFT_TASKS 2u
extern const tr_worker_task tr_draft_tasks[TR_DRAFT_TASKS];
/*
 * Appends the PDF. fd: the draft. What tr_draft_look() refuses; exchange.draft-program-missing, exchange.draft-sandbox-unavailable, exchange.draft-timeout,
 * exchange.draft-failed; worker.*. The PDF is as hostile as the draft was.
 */
TRIEN_MUST_CHECK trien_rc tr_draft_to_pdf_by(struct tr_worker *w, int fd, struct tr_buf *pdf, struct trien_err *err);
/* The same with a worker of its own, which is forked: before any secret is in memory. */
TRIEN_MUST_CHECK trien_rc tr_draft_to_pdf(int fd, struct tr_buf *pdf, struct trien_err *err);

#endif
