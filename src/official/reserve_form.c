/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the pages, the form and the catalog must say of the new fields (ISO 32000-2 §12.7.3, §12.5.2). */
#include <stdio.h>

#include "base/errors/official.h"
#include "base/errors/sign.h"
#include "official/reserve_parts.h"
#include "sign/tag.h"

/* ---- widgets ---- */

/* In the order in which they are drawn: texts, handwritings, and the seal over them. */
struct tr_reserve_widget *
tr_reserve_spot_widget(struct tr_reserve *r, size_t spot)
{
	return &r->widgets[spot];
}

struct tr_reserve_widget *
tr_reserve_signer_widget(struct tr_reserve *r, size_t signer)
{
	return &r->widgets[r->plan->spot_count + signer];
}

static trien_rc
number_widget(struct tr_reserve *r, size_t page, struct tr_sign_tag *tag, struct trien_err *err)
{
	struct tr_reserve_widget *w = &r->widgets[r->widget_count++];
	struct tr_page_frame frame;
	size_t pages;

	TR_TRY(tr_pdf_page_count(r->doc.pdf, r->doc.rev, &pages, err));
	if (page >= pages)
		return TR_ERR(err, OFFICIAL_RESERVE_PAGE, TR_U("page", page + 1), TR_U("pages", pages));
	TR_TRY(tr_page_frame(r->doc.pdf, r->doc.rev, page, &frame, err));
	if (frame.page.num == 0)
		return TR_ERR(err, SIGN_PAGE, TR_U("page", page + 1),
				TR_S("what", "it is not an indirect object (§7.7.3.2)"));
	w->page = page;
	TR_TRY(tr_pdf_update_number(r->update, &w->ref.num, err));
	*tag = (struct tr_sign_tag){.widget = w->ref, .page = frame.page};
	return TRIEN_OK;
}

trien_rc
tr_reserve_number(struct tr_reserve *r, struct trien_err *err)
{
	const struct tr_reserve_plan *p = r->plan;
	struct tr_sign_tag tags[TR_RESERVE_WIDGETS_MAX];
	enum tr_tagging done;

	for (size_t i = 0; i < p->spot_count; i++)
		TR_TRY(number_widget(r, p->spots[i].page, &tags[i], err));
	for (size_t i = 0; i < p->signer_count; i++) {
		const struct tr_reserve_signer *s = &p->signers[i];
		TR_TRY(number_widget(r, s->box.x1 > s->box.x0 ? s->page : 0, &tags[p->spot_count + i], err));
	}
	TR_TRY(tr_sign_tag_widgets(r->doc.pdf, r->doc.rev, r->update, tags, r->widget_count, &done, err));
	r->tagged = done == TR_TAGGING_DONE;
	for (size_t i = 0; i < r->widget_count; i++)
		r->widgets[i].struct_parent = tags[i].struct_parent;
	return TRIEN_OK;
}

/* ---- pages ---- */

/* An array with the widgets of a page behind what it holds. */
static trien_rc
print_annots(const struct tr_reserve *r, const struct tr_pdf_obj *array, size_t page, struct tr_buf *out,
		struct trien_err *err)
{
	TR_TRY(tr_buf_add_byte(out, '[', err));
	for (size_t i = 0; array->type == TR_PDF_ARRAY && i < array->u.array.count; i++)
		TR_TRY(tr_pdf_print(out, array->u.array.items[i], err));
	for (size_t i = 0; i < r->widget_count; i++)
		if (r->widgets[i].page == page)
			TR_TRY(tr_buf_addf(out, err, " %u 0 R", (unsigned)r->widgets[i].ref.num));
	return tr_buf_add_byte(out, ']', err);
}

static trien_rc
put_page(struct tr_reserve *r, size_t page, struct trien_err *err)
{
	struct tr_page_frame frame;
	struct tr_sign_at annots;
	TR_AUTO_BUF list = {0}, body = {0};

	TR_TRY(tr_page_frame(r->doc.pdf, r->doc.rev, page, &frame, err));
	TR_TRY(tr_sign_follow_key(&r->doc, frame.dict, "Annots", &annots, err));
	if (annots.obj->type != TR_PDF_ARRAY && annots.obj->type != TR_PDF_NULL)
		return TR_ERR(err, SIGN_PAGE, TR_U("page", page + 1),
				TR_S("what", "its /Annots is not an array (§7.7.3.3)"));
	TR_TRY(print_annots(r, annots.obj, page, &list, err));
	/* ISO 14289-1 §7.18.3: in a tagged document the order of tabs is that of the structure. */
	const bool tabs = r->tagged && tr_pdf_dict_find(frame.dict, "Tabs") == NULL;
	struct tr_sign_edit edits[2] = {{"Annots", tr_buf_view(&list)}, {"Tabs", TR_BYTES_LIT("/S")}};
	if (annots.ref.num != 0 && annots.obj->type == TR_PDF_ARRAY) {
		TR_TRY(tr_pdf_update_put(r->update, annots.ref, tr_buf_view(&list), err));
		if (!tabs)
			return TRIEN_OK;
		TR_TRY(tr_sign_print_edited(&body, frame.dict, &edits[1], 1, err));
	} else {
		TR_TRY(tr_sign_print_edited(&body, frame.dict, edits, tabs ? 2 : 1, err));
	}
	return tr_pdf_update_put(r->update, frame.page, tr_buf_view(&body), err);
}

trien_rc
tr_reserve_put_pages(struct tr_reserve *r, struct trien_err *err)
{
	for (size_t i = 0; i < r->widget_count; i++) {
		bool seen = false;
		for (size_t k = 0; k < i; k++)
			seen |= r->widgets[k].page == r->widgets[i].page;
		if (!seen)
			TR_TRY(put_page(r, r->widgets[i].page, err));
	}
	return TRIEN_OK;
}

/* ---- the form ---- */

static trien_rc
find_form_fonts(const struct tr_reserve *r, const struct tr_pdf_obj **resources, const struct tr_pdf_obj **fonts,
		struct trien_err *err)
{
	TR_TRY(tr_pdf_find(r->doc.pdf, r->doc.rev, r->doc.form.obj, "DR", resources, err));
	return tr_pdf_find(r->doc.pdf, r->doc.rev, *resources, "Font", fonts, err);
}

trien_rc
tr_reserve_name_fonts(struct tr_reserve *r, struct trien_err *err)
{
	const struct tr_pdf_obj *resources, *fonts;
	unsigned number = 1;

	TR_TRY(find_form_fonts(r, &resources, &fonts, err));
	for (size_t i = 0; i < TR_RESERVE_FACES; i++)
		do
			snprintf(r->fonts[i].name, sizeof(r->fonts[i].name), "Trien%u", number++);
		while (tr_pdf_dict_find(fonts, r->fonts[i].name) != NULL);
	return TRIEN_OK;
}

/* /DR with our fonts beside those that it has. */
static trien_rc
print_resources(const struct tr_reserve *r, struct tr_buf *out, struct trien_err *err)
{
	const struct tr_pdf_obj *resources, *have;
	struct tr_sign_edit edits[TR_RESERVE_FACES];
	TR_AUTO_BUF fonts = {0};
	char refs[TR_RESERVE_FACES][24];
	size_t count = 0;

	TR_TRY(find_form_fonts(r, &resources, &have, err));
	for (size_t i = 0; i < TR_RESERVE_FACES; i++) {
		if (r->fonts[i].font == NULL)
			continue;
		int n = snprintf(refs[count], sizeof(refs[count]), "%u 0 R", (unsigned)r->fonts[i].ref.num);
		edits[count] = (struct tr_sign_edit){r->fonts[i].name, TR_BYTES(refs[count], (size_t)n)};
		count++;
	}
	TR_TRY(tr_sign_print_edited(&fonts, have, edits, count, err));
	return tr_sign_print_edited(out, resources, &(struct tr_sign_edit){"Font", tr_buf_view(&fonts)}, 1, err);
}

/*
 * The form is complete from now on: signing adds nothing to it. Table 225: it has signature fields, and is only
 * appended to.
 */
trien_rc
tr_reserve_put_form(struct tr_reserve *r, struct trien_err *err)
{
	TR_AUTO_BUF fields = {0}, resources = {0}, root = {0};

	TR_TRY(tr_buf_addf(&root, err, "<</T(trien)/Kids[%.*s]>>", (int)r->kids.n, (const char *)r->kids.p));
	TR_TRY(tr_pdf_update_put(r->update, r->root, tr_buf_view(&root), err));
	TR_TRY(tr_sign_print_appended(&fields, r->doc.form_fields.obj, r->root, err));
	TR_TRY(print_resources(r, &resources, err));
	const struct tr_sign_edit edits[] = {{"Fields", tr_buf_view(&fields)}, {"SigFlags", TR_BYTES_LIT("3")},
		{"DR", tr_buf_view(&resources)}};
	return tr_sign_put_form(&r->doc, edits, sizeof(edits) / sizeof(*edits), r->update, err);
}
