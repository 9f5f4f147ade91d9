/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Fields and widgets that wait to be filled in and signed (ISO 32000-2 §12.7.4, §12.7.5.3, §12.7.5.5). */
#include <math.h>

#include "base/errors/official.h"
#include "official/pdfa.h"
#include "official/reserve_parts.h"
#include "sign/reserved.h"

/* ReadOnly (Table 227): nobody types into them by the way; who fills them in does so on purpose. */
#define FIELD_READ_ONLY 1
/* Print and Locked (Table 167). */
#define WIDGET_FLAGS 132

/* What a text field is for. tooltip: PDF/UA-1 §7.18.1 asks for one. */
static const struct {
	const char *name;
	struct tr_text tooltip;
} kinds[TR_RESERVE_KINDS] = {
	[TR_SPOT_NUMBER] = {"number", TR_TEXT_LIT("Số văn bản")},
	[TR_SPOT_DAY] = {"day", TR_TEXT_LIT("Ngày ban hành")},
	[TR_SPOT_MONTH] = {"month", TR_TEXT_LIT("Tháng ban hành")},
	[TR_SPOT_YEAR] = {"year", TR_TEXT_LIT("Năm ban hành")},
};

const char *
tr_reserve_name(enum tr_spot_kind kind)
{
	return kinds[kind].name;
}

/* ---- a place on a page ---- */

static trien_rc
print_numbers(struct tr_buf *out, const char *key, const double *v, size_t n, struct trien_err *err)
{
	TR_TRY(tr_buf_addf(out, err, "/%s[", key));
	for (size_t i = 0; i < n; i++)
		TR_TRY(tr_pdf_print_decimal(out, v[i], err));
	return tr_buf_add_byte(out, ']', err);
}

struct place {
	struct tr_page_frame frame;
	struct tr_box seen;
};

/* what: for the message. */
static trien_rc
place_of(struct tr_reserve *r, size_t page, struct tr_box seen, const char *what, struct place *out,
		struct trien_err *err)
{
	TR_TRY(tr_page_frame(r->doc.pdf, r->doc.rev, page, &out->frame, err));
	if (!(seen.x0 >= 0 && seen.y0 >= 0 && seen.x1 <= out->frame.width && seen.y1 <= out->frame.height &&
			seen.x0 < seen.x1 && seen.y0 < seen.y1))
		return TR_ERR(err, OFFICIAL_RESERVE_BOX, TR_U("page", page + 1), TR_S("what", what));
	out->seen = seen;
	return TRIEN_OK;
}

/*
 * An empty appearance as large as the place, upright for who looks at the page. Its /BBox and /Matrix are what later
 * appearances take over.
 */
static trien_rc
put_empty(struct tr_reserve *r, const struct place *p, struct tr_pdf_ref *out, struct trien_err *err)
{
	const struct tr_matrix to = p->frame.to_user;
	const double bbox[] = {0, 0, p->seen.x1 - p->seen.x0, p->seen.y1 - p->seen.y0};
	const double matrix[] = {to.a, to.b, -to.c, -to.d, 0, 0};
	TR_AUTO_BUF dict = {0};

	TR_TRY(tr_buf_addf(&dict, err, "/Type/XObject/Subtype/Form"));
	TR_TRY(print_numbers(&dict, "BBox", bbox, 4, err));
	if (p->frame.rotate != 0 || fabs(to.a - 1) > 1e-9)
		TR_TRY(print_numbers(&dict, "Matrix", matrix, 6, err));
	TR_TRY(tr_buf_addf(&dict, err, "/Resources<<>>"));
	*out = (struct tr_pdf_ref){0, 0};
	TR_TRY(tr_pdf_update_number(r->update, &out->num, err));
	return tr_pdf_update_put_stream(r->update, *out, tr_buf_view(&dict), TR_BYTES_LIT(""), err);
}

static trien_rc
print_common(const struct tr_reserve *r, const struct tr_reserve_widget *w, const struct tr_page_frame *frame,
		struct tr_buf *out, struct trien_err *err)
{
	if (r->tagged)
		TR_TRY(tr_buf_addf(out, err, "/StructParent %lld", (long long)w->struct_parent));
	return tr_buf_addf(out, err, "/Type/Annot/Subtype/Widget/F %d/P %u %u R", WIDGET_FLAGS,
			(unsigned)frame->page.num, (unsigned)frame->page.gen);
}

/* The keys of a widget that stands at a place. */
static trien_rc
print_widget(struct tr_reserve *r, const struct place *p, const struct tr_reserve_widget *w, struct tr_buf *out,
		struct trien_err *err)
{
	const struct tr_box rect = tr_frame_rect(&p->frame, p->seen);
	const double sides[] = {rect.x0, rect.y0, rect.x1, rect.y1};
	struct tr_pdf_ref empty;

	TR_TRY(put_empty(r, p, &empty, err));
	TR_TRY(print_common(r, w, &p->frame, out, err));
	TR_TRY(tr_buf_addf(out, err, "/AP<</N %u 0 R>>", (unsigned)empty.num));
	if (p->frame.rotate != 0)
		TR_TRY(tr_buf_addf(out, err, "/MK<</R %d>>", p->frame.rotate));
	return print_numbers(out, "Rect", sides, 4, err);
}

static trien_rc
add_kid(struct tr_buf *kids, struct tr_pdf_ref ref, struct trien_err *err)
{
	return tr_buf_addf(kids, err, "%s%u 0 R", kids->n > 0 ? " " : "", (unsigned)ref.num);
}

/* ---- texts ---- */

/* Every glyph that a value may need: filling embeds no font. */
static trien_rc
open_face(struct tr_reserve *r, unsigned face, struct trien_err *err)
{
	static const struct tr_text letters = TR_TEXT_LIT(
			"0123456789 ABCDEFGHIJKLMNOPQRSTUVWXYZ\xc4\x90 abcdefghijklmnopqrstuvwxyz\xc4\x91 -/.,()");
	struct tr_reserve_font *f = &r->fonts[face];
	TR_AUTO_BUF operators = {0};
	double width;

	if (f->font != NULL)
		return TRIEN_OK;
	TR_TRY(tr_font_open(r->plan->faces[face], &f->font, err));
	return tr_font_show(f->font, letters, &operators, &width, err);
}

/* The line that a text of this size stands on, as high as the font: a viewer that centres it finds the baseline. */
static struct tr_box
line_box(const struct tr_reserve *r, const struct tr_reserve_spot *s)
{
	const struct tr_font *f = r->fonts[s->face].font;
	return (struct tr_box){s->box.x0, s->baseline - tr_font_ascent(f) * s->size, s->box.x1,
		s->baseline + tr_font_descent(f) * s->size};
}

static trien_rc
check_room(struct tr_reserve *r, const struct tr_reserve_spot *s, struct trien_err *err)
{
	double two, have = s->box.x1 - s->box.x0;

	TR_TRY(tr_font_width(r->fonts[s->face].font, TR_TEXT_LIT("00"), &two, err));
	/* A tenth of a point: placement measures what others have rounded. */
	if (have + 0.1 < two * s->size)
		return TR_ERR(err, OFFICIAL_RESERVE_NARROW, TR_U("page", s->page + 1),
				TR_S("field", kinds[s->kind].name), TR_I("got", (int64_t)floor(have)),
				TR_I("want", (int64_t)ceil(two * s->size)));
	return TRIEN_OK;
}

static trien_rc
put_text_widget(struct tr_reserve *r, size_t spot, struct tr_pdf_ref field, struct tr_buf *kids, struct trien_err *err)
{
	const struct tr_reserve_spot *s = &r->plan->spots[spot];
	const struct tr_reserve_widget *w = tr_reserve_spot_widget(r, spot);
	TR_AUTO_BUF body = {0};
	struct place place;

	TR_TRY(open_face(r, s->face, err));
	TR_TRY(place_of(r, s->page, line_box(r, s), kinds[s->kind].name, &place, err));
	TR_TRY(check_room(r, s, err));
	TR_TRY(add_kid(kids, w->ref, err));
	TR_TRY(tr_buf_addf(&body, err, "<</Parent %u 0 R/Q %d/DA(/%s ", (unsigned)field.num,
			s->align == TR_ALIGN_CENTRE ? 1 : 0, r->fonts[s->face].name));
	TR_TRY(tr_pdf_print_decimal(&body, s->size, err));
	TR_TRY(tr_buf_addf(&body, err, " Tf 0 g)"));
	TR_TRY(print_widget(r, &place, w, &body, err));
	TR_TRY(tr_buf_addf(&body, err, ">>"));
	return tr_pdf_update_put(r->update, w->ref, tr_buf_view(&body), err);
}

/* One field, one value: a widget for each place. */
static trien_rc
put_text(struct tr_reserve *r, enum tr_spot_kind kind, struct trien_err *err)
{
	const struct tr_reserve_plan *p = r->plan;
	TR_AUTO_BUF body = {0}, kids = {0};
	struct tr_pdf_ref ref = {0, 0};
	size_t count = 0;

	for (size_t i = 0; i < p->spot_count; i++)
		count += p->spots[i].kind == kind;
	if (count == 0)
		return TRIEN_OK;
	TR_TRY(tr_pdf_update_number(r->update, &ref.num, err));
	for (size_t i = 0; i < p->spot_count; i++)
		if (p->spots[i].kind == kind)
			TR_TRY(put_text_widget(r, i, ref, &kids, err));
	TR_TRY(tr_buf_addf(&body, err, "<</FT/Tx/Parent %u 0 R/T(%s)/TU", (unsigned)r->root.num, kinds[kind].name));
	TR_TRY(tr_pdf_print_text(&body, kinds[kind].tooltip, err));
	if (kind == TR_SPOT_NUMBER)
		TR_TRY(tr_buf_addf(&body, err, "/" TR_RESERVED_TYPED "[%u %u %u]", p->typed[0], p->typed[1], p->typed[2]));
	TR_TRY(tr_buf_addf(&body, err, "/Ff %d/V()/Kids[%.*s]>>", FIELD_READ_ONLY, (int)kids.n, (const char *)kids.p));
	TR_TRY(add_kid(&r->kids, ref, err));
	return tr_pdf_update_put(r->update, ref, tr_buf_view(&body), err);
}

trien_rc
tr_reserve_put_texts(struct tr_reserve *r, struct trien_err *err)
{
	int pdfa;

	TR_TRY(tr_pdf_update_number(r->update, &r->root.num, err));
	TR_TRY(tr_reserve_name_fonts(r, err));
	TR_TRY(tr_pdfa_part(r->doc.pdf, r->doc.rev, &pdfa, err));
	for (unsigned kind = 0; kind < TR_RESERVE_KINDS; kind++)
		TR_TRY(put_text(r, (enum tr_spot_kind)kind, err));
	for (size_t i = 0; pdfa == 1 && i < TR_RESERVE_FACES; i++)
		if (r->fonts[i].font != NULL)
			tr_font_list_cids(r->fonts[i].font);
	for (size_t i = 0; i < TR_RESERVE_FACES; i++)
		if (r->fonts[i].font != NULL)
			TR_TRY(tr_font_put(r->fonts[i].font, r->update, &r->fonts[i].ref, err));
	return TRIEN_OK;
}

/* ---- signatures ---- */

/* Its own name below the root: "sign.2", "seal". */
static trien_rc
print_own_name(const struct tr_reserve *r, size_t signer, struct tr_buf *out, struct trien_err *err)
{
	return tr_reserve_issues(r->plan, signer) ? tr_buf_addf(out, err, TR_RESERVED_SEAL)
						  : tr_buf_addf(out, err, TR_RESERVED_SIGN "%zu", signer + 1);
}

/*
 * FieldMDP (§12.8.2.4): "Exclude" locks every field of the document but those that are named, so all that comes after
 * this signer is named: the texts, and the signatures. Who is the last locks all.
 */
static trien_rc
print_lock(const struct tr_reserve *r, size_t signer, struct tr_buf *out, struct trien_err *err)
{
	if (signer + 1 == r->plan->signer_count)
		return tr_buf_addf(out, err, "<</Type/SigFieldLock/Action/All/P 2>>");
	TR_TRY(tr_buf_addf(out, err, "<</Type/SigFieldLock/Action/Exclude/P 2/Fields["));
	for (unsigned kind = 0; kind < TR_RESERVE_KINDS; kind++)
		for (size_t i = 0; i < r->plan->spot_count; i++)
			if (r->plan->spots[i].kind == (enum tr_spot_kind)kind) {
				TR_TRY(tr_buf_addf(out, err, "(" TR_RESERVED_ROOT ".%s)", kinds[kind].name));
				break;
			}
	for (size_t i = signer + 1; i < r->plan->signer_count; i++) {
		TR_TRY(tr_buf_add_byte(out, '(', err));
		TR_TRY(print_own_name(r, i, out, err));
		TR_TRY(tr_buf_add_byte(out, ')', err));
	}
	return tr_buf_addf(out, err, "]>>");
}

static trien_rc
print_signer_tooltip(const struct tr_reserve_signer *s, struct tr_buf *out, struct trien_err *err)
{
	static const char *const roles[] = {"Chữ ký nháy", "Chữ ký", "Chữ ký số của cơ quan"};
	TR_AUTO_BUF text = {0};

	TR_TRY(tr_buf_addf(&text, err, "%s", roles[s->role]));
	if (s->name.n > 0)
		TR_TRY(tr_buf_addf(&text, err, ": %.*s", (int)s->name.n, s->name.p));
	TR_TRY(tr_buf_addf(out, err, "/TU"));
	return tr_pdf_print_text(out, (struct tr_text){(const char *)text.p, text.n}, err);
}

/* A signature that will not be seen still belongs to a page (§12.7.5.5): the first. */
static trien_rc
print_invisible(struct tr_reserve *r, const struct tr_reserve_widget *w, struct tr_buf *out, struct trien_err *err)
{
	struct tr_page_frame frame;

	TR_TRY(tr_page_frame(r->doc.pdf, r->doc.rev, w->page, &frame, err));
	TR_TRY(print_common(r, w, &frame, out, err));
	return tr_buf_addf(out, err, "/Rect[0 0 0 0]");
}

static trien_rc
put_signature(struct tr_reserve *r, size_t signer, struct tr_pdf_ref parent, struct trien_err *err)
{
	const struct tr_reserve_widget *w = tr_reserve_signer_widget(r, signer);
	const struct tr_reserve_signer *s = &r->plan->signers[signer];
	TR_AUTO_BUF body = {0}, lock = {0};
	struct tr_pdf_ref lock_ref = {0, 0};
	struct place place;

	/* Table 235: /Lock "shall be an indirect reference". */
	TR_TRY(print_lock(r, signer, &lock, err));
	TR_TRY(tr_pdf_update_number(r->update, &lock_ref.num, err));
	TR_TRY(tr_pdf_update_put(r->update, lock_ref, tr_buf_view(&lock), err));
	TR_TRY(tr_buf_addf(&body, err, "<</FT/Sig/Parent %u 0 R/Lock %u 0 R", (unsigned)parent.num,
			(unsigned)lock_ref.num));
	if (tr_reserve_issues(r->plan, signer))
		TR_TRY(tr_buf_addf(&body, err, "/T(seal)"));
	else
		TR_TRY(tr_buf_addf(&body, err, "/T(%zu)", signer + 1));
	TR_TRY(print_signer_tooltip(s, &body, err));
	if (s->box.x1 > s->box.x0) {
		TR_TRY(place_of(r, s->page, s->box, "signature", &place, err));
		TR_TRY(print_widget(r, &place, w, &body, err));
	} else {
		TR_TRY(print_invisible(r, w, &body, err));
	}
	TR_TRY(tr_buf_addf(&body, err, ">>"));
	return tr_pdf_update_put(r->update, w->ref, tr_buf_view(&body), err);
}

/* The persons under "sign", who issues beside it: seals are drawn last, over the handwritings. */
trien_rc
tr_reserve_put_signatures(struct tr_reserve *r, struct trien_err *err)
{
	TR_AUTO_BUF kids = {0}, body = {0};
	struct tr_pdf_ref group = {0, 0};

	TR_TRY(tr_pdf_update_number(r->update, &group.num, err));
	TR_TRY(add_kid(&r->kids, group, err));
	for (size_t i = 0; i < r->plan->signer_count; i++) {
		bool agency = tr_reserve_issues(r->plan, i);
		TR_TRY(add_kid(agency ? &r->kids : &kids, tr_reserve_signer_widget(r, i)->ref, err));
		TR_TRY(put_signature(r, i, agency ? r->root : group, err));
	}
	TR_TRY(tr_buf_addf(&body, err, "<</T(sign)/Parent %u 0 R/Kids[%.*s]>>", (unsigned)r->root.num, (int)kids.n,
			(const char *)kids.p));
	return tr_pdf_update_put(r->update, group, tr_buf_view(&body), err);
}
