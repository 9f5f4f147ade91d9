/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The signature field in page, form and catalog (ISO 32000-2 §12.7.3, §12.7.5.5).
 * Of every chain of objects only the smallest that must change is written anew; everything else in
 * it is kept as it was read.
 */
#include "base/errors/sign.h"
#include "sign/document.h"
#include "sign/tag.h"

/* Table 225: 1 the document has signatures, 2 it may only be appended to. */
#define SIG_FLAGS 3

static trien_rc
put_edited(struct tr_pdf_update *u, struct tr_sign_at at, const struct tr_sign_edit *edits, size_t count,
		struct trien_err *err)
{
	TR_AUTO_BUF body = {0};
	TR_TRY(tr_sign_print_edited(&body, at.obj, edits, count, err));
	return tr_pdf_update_put(u, at.ref, tr_buf_view(&body), err);
}

static trien_rc
put_appended(struct tr_pdf_update *u, struct tr_sign_at array, struct tr_pdf_ref ref, struct trien_err *err)
{
	TR_AUTO_BUF body = {0};
	TR_TRY(tr_sign_print_appended(&body, array.obj, ref, err));
	return tr_pdf_update_put(u, array.ref, tr_buf_view(&body), err);
}

static trien_rc
refuse_page(const struct tr_sign_target *target, const char *what, struct trien_err *err)
{
	return TR_ERR(err, SIGN_PAGE, TR_U("page", target->look.page + 1), TR_S("what", what));
}

/* The field becomes an annotation of its page; of the first one where it shows nothing. */
static trien_rc
put_on_page(const struct tr_sign_doc *d, const struct tr_sign_target *target, const struct tr_sign_at *page,
		struct tr_pdf_update *u, struct trien_err *err)
{
	TR_AUTO_BUF list = {0};
	struct tr_sign_edit edits[2];
	struct tr_sign_at annots;
	size_t count = 0;

	TR_TRY(tr_sign_follow_key(d, page->obj, "Annots", &annots, err));
	if (annots.obj->type != TR_PDF_ARRAY && annots.obj->type != TR_PDF_NULL)
		return refuse_page(target, "its /Annots is not an array (§7.7.3.3)", err);
	if (annots.ref.num != 0 && annots.obj->type == TR_PDF_ARRAY) {
		TR_TRY(put_appended(u, annots, target->ref, err));
	} else {
		TR_TRY(tr_sign_print_appended(&list, annots.obj, target->ref, err));
		edits[count++] = (struct tr_sign_edit){"Annots", tr_buf_view(&list)};
	}
	/* ISO 14289-1 §7.18.3: with annotations, the order of their structure. */
	if (target->struct_parent >= 0 && tr_pdf_dict_find(page->obj, "Tabs") == NULL)
		edits[count++] = (struct tr_sign_edit){"Tabs", TR_BYTES_LIT("/S")};
	return count > 0 ? put_edited(u, *page, edits, count, err) : TRIEN_OK;
}

/* The page that a new field stands on. */
static trien_rc
find_page(const struct tr_sign_doc *d, const struct tr_sign_target *target, struct tr_sign_at *page,
		struct trien_err *err)
{
	TR_TRY(tr_pdf_page(d->pdf, d->rev, target->look.page, &page->obj, &page->ref, err));
	if (page->obj->type != TR_PDF_DICT)
		return refuse_page(target, "it is not a dictionary (§7.7.3.3)", err);
	if (page->ref.num == 0)
		return refuse_page(target, "it is not an indirect object (§7.7.3.2)", err);
	return TRIEN_OK;
}

/*
 * A widget that shows something is made known to screen readers where the document speaks to them. After a signature
 * its structure may not change any more: then the widget goes without.
 */
static trien_rc
put_tag(const struct tr_sign_doc *d, struct tr_sign_target *target, struct tr_pdf_ref page, struct tr_pdf_update *u,
		struct trien_err *err)
{
	struct tr_sign_tag tag = {.widget = target->ref, .page = page};
	enum tr_tagging how = TR_TAGGING_NONE;
	bool tagged;

	target->struct_parent = -1;
	if (target->look.appearance.num == 0)
		return TRIEN_OK;
	TR_TRY(tr_sign_is_tagged(d->pdf, d->rev, &tagged, err));
	if (tagged && !d->signed_before)
		TR_TRY(tr_sign_tag_widgets(d->pdf, d->rev, u, &tag, 1, &how, err));
	target->untagged = tagged && how != TR_TAGGING_DONE;
	if (how == TR_TAGGING_DONE)
		target->struct_parent = tag.struct_parent;
	return TRIEN_OK;
}

static trien_rc
print_place(const struct tr_sign_doc *d, const struct tr_sign_target *target, struct tr_buf *out, struct trien_err *err)
{
	const struct tr_pdf_rect r = target->look.rect;
	const double sides[] = {r.left, r.bottom, r.right, r.top};
	TR_AUTO_BUF appearance = {0}, flags = {0};

	if (target->look.appearance.num == 0)
		return tr_buf_add(out, "/F 132/Rect[0 0 0 0]", 20, err);
	TR_TRY(tr_sign_print_look(d, target, &appearance, &flags, err));
	TR_TRY(tr_buf_add(out, "/F ", 3, err));
	TR_TRY(tr_buf_add_bytes(out, tr_buf_view(&flags), err));
	TR_TRY(tr_buf_add(out, "/Rect[", 6, err));
	for (size_t i = 0; i < 4; i++)
		TR_TRY(tr_pdf_print_decimal(out, sides[i], err));
	TR_TRY(tr_buf_add(out, "]/AP", 4, err));
	TR_TRY(tr_buf_add_bytes(out, tr_buf_view(&appearance), err));
	if (target->look.described.n == 0)
		return TRIEN_OK;
	TR_TRY(tr_buf_add(out, "/TU", 3, err));
	return tr_pdf_print_text(out, target->look.described, err);
}

/* A field and its widget in one (§12.5.6.19): printed and locked, not hidden, also where it shows nothing. */
static trien_rc
put_new_field(const struct tr_sign_doc *d, struct tr_sign_target *target, struct tr_pdf_ref signature,
		struct tr_pdf_update *u, struct trien_err *err)
{
	TR_AUTO_BUF body = {0};
	struct tr_sign_at page;

	TR_TRY(find_page(d, target, &page, err));
	TR_TRY(put_tag(d, target, page.ref, u, err));
	TR_TRY(put_on_page(d, target, &page, u, err));
	TR_TRY(tr_buf_add(&body, "<</Type/Annot/Subtype/Widget/FT/Sig/T", 37, err));
	TR_TRY(tr_pdf_print_text(&body, (struct tr_text){(const char *)target->name.p, target->name.n}, err));
	TR_TRY(tr_buf_addf(&body, err, "/V %u %u R", (unsigned)signature.num, (unsigned)signature.gen));
	TR_TRY(print_place(d, target, &body, err));
	if (target->struct_parent >= 0)
		TR_TRY(tr_buf_addf(&body, err, "/StructParent %lld", (long long)target->struct_parent));
	TR_TRY(tr_buf_addf(&body, err, "/P %u %u R>>", (unsigned)page.ref.num, (unsigned)page.ref.gen));
	return tr_pdf_update_put(u, target->ref, tr_buf_view(&body), err);
}

/* The value in the field; the appearance in its widget, which is the field itself or its only kid. */
static trien_rc
put_existing_field(const struct tr_sign_doc *d, const struct tr_sign_target *target, struct tr_pdf_ref signature,
		struct tr_pdf_update *u, struct trien_err *err)
{
	TR_AUTO_BUF value = {0}, appearance = {0}, flags = {0};
	const struct tr_sign_at at = {target->field->dict, target->ref};

	TR_TRY(tr_buf_addf(&value, err, "%u %u R", (unsigned)signature.num, (unsigned)signature.gen));
	struct tr_sign_edit edits[3] = {{"V", tr_buf_view(&value)}};
	if (target->look.appearance.num == 0)
		return put_edited(u, at, edits, 1, err);
	TR_TRY(tr_sign_print_look(d, target, &appearance, &flags, err));
	edits[1] = (struct tr_sign_edit){"AP", tr_buf_view(&appearance)};
	edits[2] = (struct tr_sign_edit){"F", tr_buf_view(&flags)};
	if (target->widget.ref.num == target->ref.num)
		return put_edited(u, at, edits, 3, err);
	TR_TRY(put_edited(u, at, edits, 1, err));
	return put_edited(u, target->widget, edits + 1, 2, err);
}

/*
 * The catalog with its new form. PAdES signatures are an extension of PDF 1.7 (ETSI EN 319 142-1 §5.6): it is
 * declared where the catalog is written anyway, nothing is declared yet, and nobody has signed what stands
 * there. /BaseVersion may not exceed the file's own version (§7.12.3), so files of other versions go without.
 */
static trien_rc
put_catalog(const struct tr_sign_doc *d, struct tr_bytes form, struct tr_pdf_update *u, struct trien_err *err)
{
	const struct tr_sign_edit edits[] = {{"AcroForm", form},
		{"Extensions", TR_BYTES_LIT("<</ESIC<</BaseVersion/1.7/ExtensionLevel 1>>>>")}};
	bool declare = tr_pdf_version(d->pdf, d->rev) == 17 && !d->signed_before &&
			tr_pdf_dict_find(d->catalog.obj, "Extensions") == NULL;

	return put_edited(u, d->catalog, edits, declare ? 2 : 1, err);
}

trien_rc
tr_sign_put_form(const struct tr_sign_doc *d, const struct tr_sign_edit *edits, size_t count, struct tr_pdf_update *u,
		struct trien_err *err)
{
	TR_AUTO_BUF form = {0};

	if (d->form.obj->type == TR_PDF_DICT && d->form.ref.num != 0)
		return put_edited(u, d->form, edits, count, err);
	TR_TRY(tr_sign_print_edited(&form, d->form.obj, edits, count, err));
	return put_catalog(d, tr_buf_view(&form), u, err);
}

/* The form as far as it changes: the field in /Fields, /SigFlags. */
static trien_rc
put_signed_form(const struct tr_sign_doc *d, const struct tr_sign_target *target, struct tr_pdf_update *u,
		struct trien_err *err)
{
	TR_AUTO_BUF list = {0}, flags = {0};
	struct tr_sign_edit edits[2];
	size_t count = 0;
	int64_t have;

	TR_TRY(tr_sign_integer(d, d->form.obj, "SigFlags", 0, &have, err));
	if ((have & SIG_FLAGS) != SIG_FLAGS) {
		TR_TRY(tr_buf_addf(&flags, err, "%lld", (long long)(have | SIG_FLAGS)));
		edits[count++] = (struct tr_sign_edit){"SigFlags", tr_buf_view(&flags)};
	}
	if (!target->listed && d->form_fields.obj->type == TR_PDF_ARRAY && d->form_fields.ref.num != 0) {
		TR_TRY(put_appended(u, d->form_fields, target->root, err));
	} else if (!target->listed) {
		TR_TRY(tr_sign_print_appended(&list, d->form_fields.obj, target->root, err));
		edits[count++] = (struct tr_sign_edit){"Fields", tr_buf_view(&list)};
	}
	return count > 0 ? tr_sign_put_form(d, edits, count, u, err) : TRIEN_OK;
}

trien_rc
tr_sign_put_field(const struct tr_sign_doc *d, struct tr_sign_target *target,
		struct tr_pdf_ref signature, struct tr_pdf_update *u, struct trien_err *err)
{
	if (target->field != NULL)
		TR_TRY(put_existing_field(d, target, signature, u, err));
	else
		TR_TRY(put_new_field(d, target, signature, u, err));
	return put_signed_form(d, target, u, err);
}
