/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * New widgets in a tagged document (ISO 32000-2 §14.7, ISO 14289-1 §7.18.4): each gets a Form element that holds it, so
 * that a screen reader finds it. Only the structure that must change is written anew.
 */
#ifndef TR_SIGN_TAG_H
#define TR_SIGN_TAG_H

#include "pdf/update.h"

struct tr_sign_tag {
	struct tr_pdf_ref widget;
	struct tr_pdf_ref page;
	int64_t struct_parent; /* out: /StructParent of the widget */
};

enum tr_tagging {
	TR_TAGGING_NONE,  /* the document is not tagged */
	TR_TAGGING_DONE,  /* the caller writes /StructParent, and /Tabs/S in pages without /Tabs */
	TR_TAGGING_FAILED /* its structure is not what can be extended: nothing was put */
};

/* Does the document say that it is tagged (§14.7.1)? */
TRIEN_MUST_CHECK trien_rc tr_sign_is_tagged(struct tr_pdf *pdf, size_t rev, bool *out, struct trien_err *err);

/* Not after a signature: a structure that changed is no permitted change. Errors: pdf.*, sign.tags-limit. */
TRIEN_MUST_CHECK trien_rc tr_sign_tag_widgets(struct tr_pdf *pdf, size_t rev, struct tr_pdf_update *u,
		struct tr_sign_tag *tags, size_t count, enum tr_tagging *out, struct trien_err *err);

#endif
