/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the files of drafts share. */
#ifndef TR_EXCHANGE_DRAFT_PARTS_H
#define TR_EXCHANGE_DRAFT_PARTS_H

#include "exchange/draft.h"
#include "exchange/xml.h"

/* One part of a draft that is looked through. */
struct tr_draft_part {
	const char *name;
	enum tr_draft_kind kind;
	bool found;                      /* what makes it a draft of this kind was found */
	bool types, relationships;       /* of DOCX: it is the list of types, a list of relationships */
	bool in_code;                    /* of DOCX: what comes is a field's code */
	char code[TR_DRAFT_FIELD_MAX];   /* as it was written so far, in however many pieces */
	size_t code_n;
};
trien_rc tr_draft_odf_open(void *part, const char *name, const struct tr_xml_attributes *a, struct trien_err *err);
trien_rc tr_draft_docx_open(void *part, const char *name, const struct tr_xml_attributes *a, struct trien_err *err);
trien_rc tr_draft_docx_close(void *part, const char *name, struct trien_err *err);
trien_rc tr_draft_docx_text(void *part, struct tr_bytes text, struct trien_err *err);

/* Looks through the XML of a part that stands in no archive. */
trien_rc tr_draft_look_part(struct tr_draft_part *p, struct tr_bytes xml, struct trien_err *err);
trien_rc tr_draft_external(struct tr_bytes target, struct trien_err *err);
/* Does an attribute lead out of the file: to another one, another machine? */
bool tr_draft_leads_out(struct tr_bytes reference);
bool tr_draft_is_one_of(const char *name, const char *const *names);

/*
 * Runs a program with the draft as its file in the sandbox that LibreOffice has, for at most so many seconds; what it writes is appended. exchange.draft-*. The tests try
 * what may be done there.
 */
trien_rc tr_draft_run(const char *const *argv, struct tr_bytes draft, const char *as, unsigned seconds, struct tr_buf *out, struct trien_err *err);

#endif
