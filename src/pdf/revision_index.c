/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * For files of many revisions: from an object number to the sections that
 * speak of it, so that looking an object up does not ask every section. The
 * oldest revision, which may be large, is not in it.
 */
#include "pdf/core.h"

#include <stdlib.h>

#define FROM_REVISIONS 8u             /* fewer are searched one by one */
#define ITEMS_MAX ((size_t)4 << 20)   /* 64 MB; beyond, sections are searched one by one */

struct item {
	const struct tr_pdf_section *section;
	uint32_t num;
	uint32_t next; /* 1 + index of the next older item of the bucket; 0: none */
};

struct tr_pdf_index {
	uint32_t *buckets;
	size_t mask;
	struct item *items;
	uint32_t count;
};

static size_t
bucket_of(const struct tr_pdf_index *x, uint32_t num)
{
	return (size_t)((num * UINT64_C(0x9e3779b97f4a7c15)) >> 32) & x->mask;
}

static size_t
count_ranges(const struct tr_pdf_section *s)
{
	size_t n = 0;
	for (size_t i = 0; s != NULL && i < s->range_count; i++)
		n += s->ranges[i].count;
	return n;
}

static void
add_ranges(struct tr_pdf_index *x, const struct tr_pdf_section *owner, const struct tr_pdf_section *s)
{
	for (size_t i = 0; s != NULL && i < s->range_count; i++)
		for (uint32_t k = 0; k < s->ranges[i].count; k++) {
			uint32_t num = s->ranges[i].first + k;
			uint32_t *head = &x->buckets[bucket_of(x, num)];
			x->items[x->count] = (struct item){owner, num, *head};
			*head = ++x->count;
		}
}

void
tr_pdf_index_free(struct tr_pdf_index *x)
{
	if (x == NULL)
		return;
	free(x->buckets);
	free(x->items);
	free(x);
}

static trien_rc
build(struct tr_pdf *pdf, size_t items, struct trien_err *err)
{
	const struct tr_pdf_section **order = tr_mem_zeroed(pdf->section_count,
			sizeof(const struct tr_pdf_section *));
	struct tr_pdf_index *x = tr_mem_zeroed(1, sizeof(*x));
	size_t n = 0, buckets = 64;

	while (buckets < items)
		buckets *= 2;
	if (x != NULL) {
		x->mask = buckets - 1;
		x->buckets = tr_mem_zeroed(buckets, sizeof(*x->buckets));
		x->items = tr_mem_zeroed(items + 1, sizeof(*x->items));
	}
	if (order == NULL || x == NULL || x->buckets == NULL || x->items == NULL) {
		free(order);
		tr_pdf_index_free(x);
		return TR_ERR(err, NO_MEMORY, TR_U("want", items * sizeof(struct item)));
	}
	for (const struct tr_pdf_section *s = pdf->sections; s != NULL && s->revision > 0; s = s->older)
		order[n++] = s;
	/* Oldest first, so that the newest stands at the head of its bucket. */
	while (n-- > 0) {
		add_ranges(x, order[n], order[n]);
		add_ranges(x, order[n], order[n]->hybrid);
	}
	free(order);
	pdf->index = x;
	return TRIEN_OK;
}

trien_rc
tr_pdf_index_ready(struct tr_pdf *pdf, struct trien_err *err)
{
	size_t items = 0;

	if (pdf->index_tried || pdf->rev_count < FROM_REVISIONS)
		return TRIEN_OK;
	for (const struct tr_pdf_section *s = pdf->sections; s != NULL && s->revision > 0; s = s->older)
		items += count_ranges(s) + count_ranges(s->hybrid);
	if (items <= ITEMS_MAX)
		TR_TRY(build(pdf, items, err));
	pdf->index_tried = true;
	return TRIEN_OK;
}

const struct tr_pdf_section *
tr_pdf_index_find(const struct tr_pdf_index *x, size_t rev, uint32_t num)
{
	for (uint32_t i = x->buckets[bucket_of(x, num)]; i != 0; i = x->items[i - 1].next)
		if (x->items[i - 1].num == num && x->items[i - 1].section->revision <= rev)
			return x->items[i - 1].section;
	return NULL;
}
