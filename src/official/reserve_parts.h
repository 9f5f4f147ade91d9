/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the files that reserve share. */
#ifndef TR_OFFICIAL_RESERVE_PARTS_H
#define TR_OFFICIAL_RESERVE_PARTS_H

#include "layout/font.h"
#include "official/reserve.h"
#include "sign/document.h"

#define TR_RESERVE_KINDS 4
#define TR_RESERVE_WIDGETS_MAX (TR_RESERVE_SPOTS_MAX + TR_RESERVE_SIGNERS_MAX)

/* A face that some text is set in, embedded once. */
struct tr_reserve_font {
	struct tr_font *font; /* NULL: not in use */
	struct tr_pdf_ref ref;
	char name[16];        /* in the form's /DR */
};

/* A widget, numbered before anything is written of it. */
struct tr_reserve_widget {
	size_t page;
	struct tr_pdf_ref ref;
	int64_t struct_parent; /* where the document is tagged */
};

struct tr_reserve {
	const struct tr_reserve_plan *plan;
	struct tr_sign_doc doc;
	struct tr_pdf_update *update;
	struct tr_reserve_font fonts[TR_RESERVE_FACES];
	struct tr_pdf_ref root; /* the field "trien" */
	struct tr_buf kids;     /* of the root, as text */
	struct tr_reserve_widget widgets[TR_RESERVE_WIDGETS_MAX]; /* in the order in which they are drawn */
	size_t widget_count;
	bool tagged;            /* each widget has its structure element */
};

/* Gives every widget its number, texts first, and its place in the structure of a tagged document. */
TRIEN_MUST_CHECK trien_rc tr_reserve_number(struct tr_reserve *r, struct trien_err *err);
/* The number that the widget of a spot or a signer got. */
struct tr_reserve_widget *tr_reserve_spot_widget(struct tr_reserve *r, size_t spot);
struct tr_reserve_widget *tr_reserve_signer_widget(struct tr_reserve *r, size_t signer);
/* Names for the fonts that /DR does not know yet. */
TRIEN_MUST_CHECK trien_rc tr_reserve_name_fonts(struct tr_reserve *r, struct trien_err *err);
TRIEN_MUST_CHECK trien_rc tr_reserve_put_texts(struct tr_reserve *r, struct trien_err *err);
TRIEN_MUST_CHECK trien_rc tr_reserve_put_signatures(struct tr_reserve *r, struct trien_err *err);
TRIEN_MUST_CHECK trien_rc tr_reserve_put_pages(struct tr_reserve *r, struct trien_err *err);
TRIEN_MUST_CHECK trien_rc tr_reserve_put_form(struct tr_reserve *r, struct trien_err *err);

#endif
