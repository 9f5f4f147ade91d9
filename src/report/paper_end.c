/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The objects of a paper: sheets, fonts, pictures, structure (ISO 32000-2 §7.7, §14.7). The writer of fonts appends revisions,
 * so the file begins with one that holds an empty document, and the second holds all.
 */
#include <stdio.h>
#include <stdlib.h>

#include "layout/deflate.h"
#include "pdf/create.h"
#include "report/paper_parts.h"

#define CATALOG TR_PDF_EMPTY_CATALOG
#define PAGES TR_PDF_EMPTY_PAGES
#define FOOT 9.0

struct ending {
	struct tr_paper *p;
	const struct tr_paper_end *end;
	struct tr_pdf_update *u;
	struct tr_pdf_ref fonts[2];
	uint32_t images[2 * TR_SEEN_CHANGES_MAX];
	uint32_t sheets[TR_REPORT_SHEETS_MAX];
	uint32_t root, document; /* of the structure */
};

/* ---- the foot of each sheet ---- */
static trien_rc
put_foot(struct ending *e, size_t i, struct trien_err *err)
{
	struct tr_paper *p = e->p;
	struct tr_sheet *s = &p->sheets[i];
	char text[128];
	double width;

	const int n = snprintf(text, sizeof(text), "%s%zu%s%zu", e->end->page_of, i + 1, e->end->between, p->sheet_count);
	const struct tr_text foot = {text, (size_t)n};
	TR_TRY(tr_font_width(p->faces[0], foot, &width, err));
	TR_TRY(tr_buf_addf(&s->content, err, "/Artifact BMC\n"));
	TR_TRY(tr_paper_line(p, s, 0, FOOT, TR_PAPER_WIDTH - TR_PAPER_MARGIN - width * FOOT, TR_PAPER_HEIGHT - 34, TR_INK_GREY, foot, err));
	if (p->full && i + 1 == p->sheet_count)
		TR_TRY(tr_paper_line(p, s, 1, FOOT, TR_PAPER_MARGIN, TR_PAPER_HEIGHT - 34, TR_INK_BAD,
				(struct tr_text){e->end->cut, strlen(e->end->cut)}, err));
	return tr_buf_addf(&s->content, err, "EMC\n");
}

/* ---- objects ---- */
static trien_rc
put(struct ending *e, uint32_t num, const struct tr_buf *body, struct trien_err *err)
{
	return tr_pdf_update_put(e->u, (struct tr_pdf_ref){.num = num}, tr_buf_view(body), err);
}

static trien_rc
put_images(struct ending *e, struct trien_err *err)
{
	for (size_t i = 0; i < e->p->picture_count; i++) {
		const struct tr_placed_picture *picture = &e->p->pictures[i];
		struct tr_sheet *s = &e->p->sheets[picture->sheet];
		TR_AUTO_BUF dict = {0};
		struct tr_pdf_ref ref;
		TR_TRY(tr_buf_addf(&dict, err, "/Type/XObject/Subtype/Image/Width %u/Height %u/ColorSpace/DeviceRGB/BitsPerComponent 8",
				picture->raster->width, picture->raster->height));
		TR_TRY(tr_put_deflated(e->u, tr_buf_view(&dict), tr_buf_view(&picture->raster->rgb), TR_DEFLATE_FAST, &ref, err));
		TR_TRY(tr_buf_addf(&s->images, err, "/I%zu %u 0 R", i, ref.num));
	}
	return TRIEN_OK;
}

static trien_rc
put_sheet(struct ending *e, size_t i, struct trien_err *err)
{
	const struct tr_sheet *s = &e->p->sheets[i];
	struct tr_pdf_ref content;
	TR_AUTO_BUF page = {0};

	TR_TRY(tr_put_deflated(e->u, TR_BYTES(NULL, 0), tr_buf_view(&s->content), TR_DEFLATE_SMALL, &content, err));
	TR_TRY(tr_buf_addf(&page, err, "<</Type/Page/Parent %u 0 R/MediaBox[0 0 %.2f %.2f]/Contents %u 0 R/StructParents %zu/Tabs/S"
			"/Resources<</Font<</F0 %u 0 R/F1 %u 0 R>>/XObject<<%.*s>>>>>>", PAGES, TR_PAPER_WIDTH, TR_PAPER_HEIGHT, content.num, i,
			e->fonts[0].num, e->fonts[1].num, (int)s->images.n, s->images.n > 0 ? (const char *)s->images.p : ""));
	return put(e, e->sheets[i], &page, err);
}

static trien_rc
put_pages(struct ending *e, struct trien_err *err)
{
	TR_AUTO_BUF pages = {0};

	TR_TRY(tr_buf_addf(&pages, err, "<</Type/Pages/Count %zu/Kids[", e->p->sheet_count));
	for (size_t i = 0; i < e->p->sheet_count; i++)
		TR_TRY(tr_buf_addf(&pages, err, "%u 0 R ", e->sheets[i]));
	TR_TRY(tr_buf_addf(&pages, err, "]>>"));
	return put(e, PAGES, &pages, err);
}

/* ---- structure ---- */
static trien_rc
put_element(struct ending *e, const struct tr_tag *t, uint32_t num, struct trien_err *err)
{
	TR_AUTO_BUF body = {0};

	TR_TRY(tr_buf_addf(&body, err, "<</Type/StructElem/S/%s/P %u 0 R/Pg %u 0 R/K %u", t->role, e->document, e->sheets[t->sheet], t->mark));
	if (t->alt != NULL) {
		TR_TRY(tr_buf_addf(&body, err, "/Alt "));
		TR_TRY(tr_pdf_print_text(&body, (struct tr_text){t->alt, strlen(t->alt)}, err));
	}
	TR_TRY(tr_buf_addf(&body, err, ">>"));
	return put(e, num, &body, err);
}

/* The tags stand in the order of sheets and marks, so the parent tree is their list, cut at the sheets. */
static trien_rc
put_structure(struct ending *e, struct trien_err *err)
{
	const struct tr_paper *p = e->p;
	TR_AUTO_BUF kids = {0}, parents = {0}, root = {0};

	for (size_t i = 0; i < p->tag_count; i++) {
		uint32_t num;
		TR_TRY(tr_pdf_update_number(e->u, &num, err));
		TR_TRY(put_element(e, &p->tags[i], num, err));
		if (i == 0 || p->tags[i].sheet != p->tags[i - 1].sheet)
			TR_TRY(tr_buf_addf(&parents, err, "%s%zu[", i > 0 ? "]" : "", p->tags[i].sheet));
		TR_TRY(tr_buf_addf(&parents, err, "%u 0 R ", num));
		TR_TRY(tr_buf_addf(&kids, err, "%u 0 R ", num));
	}
	TR_TRY(tr_buf_addf(&root, err, "<</Type/StructElem/S/Document/P %u 0 R/K[%.*s]>>", e->root, (int)kids.n,
			kids.n > 0 ? (const char *)kids.p : ""));
	TR_TRY(put(e, e->document, &root, err));
	tr_buf_clear(&root);
	TR_TRY(tr_buf_addf(&root, err, "<</Type/StructTreeRoot/K %u 0 R/ParentTreeNextKey %zu/ParentTree<</Nums[%.*s%s]>>>>", e->document,
			p->sheet_count, (int)parents.n, parents.n > 0 ? (const char *)parents.p : "", p->tag_count > 0 ? "]" : ""));
	return put(e, e->root, &root, err);
}

static trien_rc
put_all(struct ending *e, struct trien_err *err)
{
	TR_AUTO_BUF catalog = {0};

	for (size_t i = 0; i < e->p->sheet_count; i++) {
		TR_TRY(put_foot(e, i, err));
		TR_TRY(tr_pdf_update_number(e->u, &e->sheets[i], err));
	}
	TR_TRY(tr_pdf_update_number(e->u, &e->root, err));
	TR_TRY(tr_pdf_update_number(e->u, &e->document, err));
	for (unsigned i = 0; i < 2; i++)
		TR_TRY(tr_font_put(e->p->faces[i], e->u, &e->fonts[i], err));
	TR_TRY(put_images(e, err));
	for (size_t i = 0; i < e->p->sheet_count; i++)
		TR_TRY(put_sheet(e, i, err));
	TR_TRY(put_pages(e, err));
	TR_TRY(put_structure(e, err));
	TR_TRY(tr_buf_addf(&catalog, err, "<</Type/Catalog/Pages %u 0 R/Lang(%s)/MarkInfo<</Marked true>>/StructTreeRoot %u 0 R>>", PAGES,
			e->end->language, e->root));
	return put(e, CATALOG, &catalog, err);
}

trien_rc
tr_paper_end(struct tr_paper *p, const struct tr_paper_end *end, struct tr_buf *out, struct trien_err *err)
{
	struct ending *e = tr_mem_zeroed(1, sizeof(*e));
	struct tr_pdf *base = NULL;
	TR_AUTO_BUF first = {0}, tail = {0};

	if (e == NULL)
		return TR_ERR(err, NO_MEMORY, TR_U("want", sizeof(*e)));
	e->p = p;
	e->end = end;
	trien_rc rc = tr_pdf_create_empty(end->id16, &first, err);
	if (rc == TRIEN_OK)
		rc = tr_pdf_open(tr_buf_view(&first), NULL, &base, err);
	if (rc == TRIEN_OK)
		rc = tr_pdf_update_new(base, &e->u, err);
	if (rc == TRIEN_OK)
		rc = put_all(e, err);
	if (rc == TRIEN_OK)
		rc = tr_pdf_update_write(e->u, end->id16, &tail, err);
	tr_pdf_update_free(e->u);
	tr_pdf_close(base);
	free(e);
	if (rc == TRIEN_OK)
		rc = tr_buf_add_bytes(out, tr_buf_view(&first), err);
	return rc == TRIEN_OK ? tr_buf_add_bytes(out, tr_buf_view(&tail), err) : rc;
}
