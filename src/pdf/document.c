/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The document of a revision: catalog and pages, ISO 32000-2 §7.7. */
#include "base/errors/pdf.h"
#include "pdf/core.h"

static trien_rc
no_catalog(size_t rev, const char *what, struct trien_err *err)
{
	return TR_ERR(err, PDF_CATALOG, TR_U("revision", rev + 1), TR_S("what", what));
}

trien_rc
tr_pdf_catalog(struct tr_pdf *pdf, size_t rev, const struct tr_pdf_obj **out, struct tr_pdf_ref *ref,
		struct trien_err *err)
{
	const struct tr_pdf_obj *root, *catalog;

	if (rev >= pdf->rev_count)
		return TR_ERR(err, INTERNAL, TR_S("what", "pdf: no such revision"));
	root = tr_pdf_dict_find(pdf->revs[rev].pub.trailer, "Root");
	if (!tr_pdf_is(root, TR_PDF_REF))
		return no_catalog(rev, root ? "/Root is not a reference" : "no /Root in the trailer", err);
	TR_TRY(tr_pdf_resolve(pdf, rev, root, &catalog, err));
	if (catalog->type != TR_PDF_DICT)
		return no_catalog(rev, "/Root is not a dictionary", err);
	if (ref != NULL)
		*ref = root->u.ref;
	*out = catalog;
	return TRIEN_OK;
}

/* "1.7" as 17; 0 where it is no version. */
static int
version_of(const struct tr_pdf_obj *name)
{
	if (!tr_pdf_is(name, TR_PDF_NAME) || name->u.name.n != 3)
		return 0;
	const uint8_t *p = name->u.name.p;
	if (p[0] < '1' || p[0] > '9' || p[1] != '.' || p[2] < '0' || p[2] > '9')
		return 0;
	return (p[0] - '0') * 10 + (p[2] - '0');
}

int
tr_pdf_version(const struct tr_pdf *pdf, size_t rev)
{
	/* Reading an object fills the memory of what was read; for the caller the file is the same. */
	struct tr_pdf *file = (struct tr_pdf *)(uintptr_t)pdf;
	const struct tr_pdf_obj *catalog, *name;
	struct trien_err ignored;

	if (tr_pdf_catalog(file, rev, &catalog, NULL, &ignored) != TRIEN_OK ||
			tr_pdf_find(file, rev, catalog, "Version", &name, &ignored) != TRIEN_OK)
		return pdf->version;
	int version = version_of(name);
	return version > pdf->version ? version : pdf->version;
}

/* ---- page tree ---- */
struct page_walk {
	struct tr_pdf *pdf;
	size_t rev;
	struct tr_arena leaves; /* pages that are only looked at */
	struct tr_buf list;     /* struct tr_pdf_page_at */
	size_t nodes;
	size_t stop;            /* enough when the list has so many */
	unsigned depth;
	uint32_t path[TR_PDF_TREE_DEPTH_MAX];
};

static trien_rc
bad_tree(uint32_t num, const char *what, struct trien_err *err)
{
	return TR_ERR(err, PDF_PAGE_TREE, TR_U("num", num), TR_S("what", what));
}

/* The kid as a dictionary; a page is looked at and not kept unless it is the one wanted. */
static trien_rc
look_at(struct page_walk *w, const struct tr_pdf_obj *kid, const struct tr_pdf_obj **out,
		struct trien_err *err)
{
	if (kid->type != TR_PDF_REF || w->stop == 1)
		return tr_pdf_resolve(w->pdf, w->rev, kid, out, err);
	if (w->leaves.used > (size_t)1 << 20)
		tr_arena_free(&w->leaves);
	TR_TRY(tr_pdf_peek(w->pdf, &w->leaves, w->rev, kid->u.ref.num, out, err));
	if ((*out)->type == TR_PDF_REF || tr_pdf_dict_find(*out, "Kids") != NULL)
		return tr_pdf_resolve(w->pdf, w->rev, kid, out, err);
	return TRIEN_OK;
}

static trien_rc
enter(struct page_walk *w, uint32_t num, struct trien_err *err)
{
	for (unsigned i = 0; num != 0 && i < w->depth; i++)
		if (w->path[i] == num)
			return TR_ERR(err, PDF_PAGE_TREE_LOOP, TR_U("num", num));
	if (w->depth == TR_PDF_TREE_DEPTH_MAX)
		return TR_ERR(err, PDF_TREE_DEPTH_LIMIT, TR_U("num", num),
				TR_U("max", TR_PDF_TREE_DEPTH_MAX));
	w->path[w->depth++] = num;
	return TRIEN_OK;
}

static trien_rc
walk_node(struct page_walk *w, const struct tr_pdf_obj *o, struct trien_err *err)
{
	uint32_t num = o->type == TR_PDF_REF ? o->u.ref.num : 0;
	struct tr_pdf_page_at page = {0};
	const struct tr_pdf_obj *node, *kids;

	/* Nodes without pages below them count too, or an empty tree could be walked for ever. */
	if (++w->nodes > 2 * TR_PDF_PAGES_MAX)
		return TR_ERR(err, PDF_PAGES_LIMIT, TR_U("max", TR_PDF_PAGES_MAX));
	TR_TRY(enter(w, num, err));
	TR_TRY(look_at(w, o, &node, err));
	if (node->type != TR_PDF_DICT)
		return bad_tree(num, "a node is not a dictionary", err);
	if (tr_pdf_dict_find(node, "Kids") == NULL) {
		if (w->list.n / sizeof(page) == TR_PDF_PAGES_MAX)
			return TR_ERR(err, PDF_PAGES_LIMIT, TR_U("max", TR_PDF_PAGES_MAX));
		page.ref = num ? o->u.ref : (struct tr_pdf_ref){0};
		page.direct = num ? NULL : node;
		TR_TRY(tr_buf_add(&w->list, &page, sizeof(page), err));
	} else {
		TR_TRY(tr_pdf_find(w->pdf, w->rev, node, "Kids", &kids, err));
		if (kids->type != TR_PDF_ARRAY)
			return bad_tree(num, "/Kids is not an array", err);
		for (size_t i = 0; i < kids->u.array.count && w->list.n / sizeof(page) < w->stop; i++)
			TR_TRY(walk_node(w, kids->u.array.items[i], err));
	}
	w->depth--;
	return TRIEN_OK;
}

/* The first pages, as many as stop says. The list is free'd by the caller. */
static trien_rc
walk_pages(struct tr_pdf *pdf, size_t rev, size_t stop, struct tr_buf *list, struct trien_err *err)
{
	struct page_walk w = {.pdf = pdf, .rev = rev, .stop = stop, .leaves.max = TR_PDF_ARENA_MAX};
	const struct tr_pdf_obj *catalog, *root;

	w.list.max = (size_t)(TR_PDF_PAGES_MAX + 1) * sizeof(struct tr_pdf_page_at);
	TR_TRY(tr_pdf_catalog(pdf, rev, &catalog, NULL, err));
	root = tr_pdf_dict_find(catalog, "Pages");
	if (root == NULL)
		return bad_tree(0, "no /Pages in the catalog", err);
	trien_rc rc = walk_node(&w, root, err);
	tr_arena_free(&w.leaves);
	*list = w.list;
	return rc;
}

static trien_rc
all_pages(struct tr_pdf *pdf, size_t rev, struct tr_pdf_rev **out, struct trien_err *err)
{
	TR_AUTO_BUF list = {0};
	struct tr_pdf_rev *r;
	const uint8_t *kept;

	if (rev >= pdf->rev_count)
		return TR_ERR(err, INTERNAL, TR_S("what", "pdf: no such revision"));
	r = &pdf->revs[rev];
	if (!r->pages_known) {
		TR_TRY(walk_pages(pdf, rev, SIZE_MAX, &list, err));
		TR_TRY(tr_arena_copy(&pdf->arena, list.p, list.n, &kept, err));
		r->pages = (const struct tr_pdf_page_at *)(const void *)kept;
		r->page_count = list.n / sizeof(*r->pages);
		r->pages_known = true;
	}
	*out = r;
	return TRIEN_OK;
}

trien_rc
tr_pdf_page_count(struct tr_pdf *pdf, size_t rev, size_t *out, struct trien_err *err)
{
	struct tr_pdf_rev *r;

	TR_TRY(all_pages(pdf, rev, &r, err));
	*out = r->page_count;
	return TRIEN_OK;
}

static trien_rc
give_page(struct tr_pdf *pdf, size_t rev, const struct tr_pdf_page_at *page, const struct tr_pdf_obj **out,
		struct tr_pdf_ref *ref, struct trien_err *err)
{
	const struct tr_pdf_obj *o = page->direct;
	struct tr_pdf_obj reference = {.type = TR_PDF_REF, .u.ref = page->ref};

	if (o == NULL)
		TR_TRY(tr_pdf_resolve(pdf, rev, &reference, &o, err));
	if (ref != NULL)
		*ref = page->ref;
	*out = o;
	return TRIEN_OK;
}

trien_rc
tr_pdf_page(struct tr_pdf *pdf, size_t rev, size_t index, const struct tr_pdf_obj **out,
		struct tr_pdf_ref *ref, struct trien_err *err)
{
	TR_AUTO_BUF first = {0};
	struct tr_pdf_page_at page;
	struct tr_pdf_rev *r;

	if (rev < pdf->rev_count && index == 0 && !pdf->revs[rev].pages_known) {
		TR_TRY(walk_pages(pdf, rev, 1, &first, err));
		if (first.n == 0)
			return TR_ERR(err, PDF_PAGE_NOT_FOUND, TR_U("page", 1), TR_U("count", 0));
		memcpy(&page, first.p, sizeof(page));
		return give_page(pdf, rev, &page, out, ref, err);
	}
	TR_TRY(all_pages(pdf, rev, &r, err));
	if (index >= r->page_count)
		return TR_ERR(err, PDF_PAGE_NOT_FOUND, TR_U("page", index + 1), TR_U("count", r->page_count));
	return give_page(pdf, rev, &r->pages[index], out, ref, err);
}

trien_rc
tr_pdf_page_peek(struct tr_pdf *pdf, struct tr_arena *arena, size_t rev, size_t index,
		const struct tr_pdf_obj **out, struct trien_err *err)
{
	struct tr_pdf_rev *r;

	TR_TRY(all_pages(pdf, rev, &r, err));
	if (index >= r->page_count)
		return TR_ERR(err, PDF_PAGE_NOT_FOUND, TR_U("page", index + 1), TR_U("count", r->page_count));
	if (r->pages[index].direct != NULL) {
		*out = r->pages[index].direct;
		return TRIEN_OK;
	}
	return tr_pdf_peek(pdf, arena, rev, r->pages[index].ref.num, out, err);
}

trien_rc
tr_pdf_page_inherited(struct tr_pdf *pdf, size_t rev, const struct tr_pdf_obj *page, const char *key,
		const struct tr_pdf_obj **out, struct trien_err *err)
{
	const struct tr_pdf_obj *value, *node = page;

	for (unsigned depth = 0; depth <= TR_PDF_TREE_DEPTH_MAX; depth++) {
		TR_TRY(tr_pdf_find(pdf, rev, node, key, &value, err));
		if (value->type == TR_PDF_NULL)
			TR_TRY(tr_pdf_find(pdf, rev, node, "Parent", &node, err));
		if (value->type != TR_PDF_NULL || node->type != TR_PDF_DICT) {
			*out = value;
			return TRIEN_OK;
		}
	}
	return TR_ERR(err, PDF_TREE_DEPTH_LIMIT, TR_U("num", 0), TR_U("max", TR_PDF_TREE_DEPTH_MAX));
}
