/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What each revision says about an object: the newest entry up to a revision,
 * and what a revision changed (ISO 32000-2 §7.5.6).
 */
#include "pdf/core.h"

#include <stdlib.h>

static trien_rc
in_one_revision(struct tr_pdf *pdf, size_t rev, uint32_t num, struct tr_pdf_xref_entry *out, bool *found,
		struct trien_err *err)
{
	const struct tr_pdf_section *s = pdf->revs[rev].newest;

	*found = false;
	for (; s != NULL && s->revision == rev && !*found; s = s->older)
		TR_TRY(tr_pdf_section_find(pdf, s, num, out, found, err));
	return TRIEN_OK;
}

trien_rc
tr_pdf_lookup(struct tr_pdf *pdf, size_t rev, uint32_t num, struct tr_pdf_xref_entry *out,
		size_t *in_revision, bool *found, struct trien_err *err)
{
	const struct tr_pdf_section *s;

	if (rev >= pdf->rev_count)
		return TR_ERR(err, INTERNAL, TR_S("what", "pdf: no such revision"));
	TR_TRY(tr_pdf_index_ready(pdf, err));
	*found = false;
	s = pdf->revs[rev].newest;
	/* The index leads straight to the section; revision 0 is not in it. */
	if (pdf->index != NULL) {
		s = tr_pdf_index_find(pdf->index, rev, num);
		s = s != NULL ? s : pdf->revs[0].newest;
	}
	for (; s != NULL; s = s->older) {
		TR_TRY(tr_pdf_section_find(pdf, s, num, out, found, err));
		if (*found) {
			*in_revision = s->revision;
			return TRIEN_OK;
		}
	}
	return TRIEN_OK;
}

static bool
same_entry(const struct tr_pdf_xref_entry *a, const struct tr_pdf_xref_entry *b)
{
	return a->kind == b->kind && a->gen == b->gen && a->in_stream == b->in_stream && a->at == b->at;
}

/*
 * What the entry `now` of revision rev does to num; *changed is false where it
 * only repeats what was there, or frees what was not in use.
 */
static trien_rc
change_of(struct tr_pdf *pdf, size_t rev, uint32_t num, const struct tr_pdf_xref_entry *now,
		struct tr_pdf_change *out, bool *changed, struct trien_err *err)
{
	struct tr_pdf_xref_entry before = {.kind = TR_PDF_ENTRY_FREE};
	bool known = false;
	size_t where;

	if (rev > 0)
		TR_TRY(tr_pdf_lookup(pdf, rev - 1, num, &before, &where, &known, err));
	bool used_before = known && before.kind != TR_PDF_ENTRY_FREE;
	bool used_now = now->kind != TR_PDF_ENTRY_FREE;
	*changed = used_now ? !(used_before && same_entry(&before, now)) : used_before;
	if (!*changed)
		return TRIEN_OK;
	*out = (struct tr_pdf_change){
		.num = num,
		.gen = now->gen,
		.act = !used_now ? TR_PDF_FREED : used_before ? TR_PDF_CHANGED : TR_PDF_BORN,
		.at = now->at,
		.in_stream = now->in_stream,
	};
	return TRIEN_OK;
}

/* ---- all changes of a revision ---- */
static size_t
count_entries(const struct tr_pdf_section *s)
{
	size_t n = 0;
	for (size_t i = 0; i < s->range_count; i++)
		n += s->ranges[i].count;
	return n;
}

static void
add_numbers(const struct tr_pdf_section *s, uint32_t *numbers, size_t *n)
{
	for (size_t i = 0; i < s->range_count; i++)
		for (uint32_t k = 0; k < s->ranges[i].count; k++)
			numbers[(*n)++] = s->ranges[i].first + k;
}

static int
number_order(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
	return x < y ? -1 : x > y;
}

/* The numbers that the sections of rev speak of, each once and in order. Free with free(3). */
static trien_rc
numbers_of(struct tr_pdf *pdf, size_t rev, uint32_t **out, size_t *count, struct trien_err *err)
{
	const struct tr_pdf_section *s;
	size_t n = 0, kept = 0, parts = 0;

	for (s = pdf->revs[rev].newest; s != NULL && s->revision == rev; s = s->older, parts++)
		n += count_entries(s) + (s->hybrid ? count_entries(s->hybrid) : 0);
	uint32_t *numbers = tr_mem_resize(NULL, (n + 1) * sizeof(*numbers));
	if (numbers == NULL)
		return TR_ERR(err, NO_MEMORY, TR_U("want", (n + 1) * sizeof(*numbers)));
	n = 0;
	for (s = pdf->revs[rev].newest; s != NULL && s->revision == rev; s = s->older) {
		add_numbers(s, numbers, &n);
		if (s->hybrid != NULL)
			add_numbers(s->hybrid, numbers, &n);
	}
	if (parts > 1 || pdf->revs[rev].newest->hybrid != NULL)
		qsort(numbers, n, sizeof(*numbers), number_order);
	for (size_t i = 0; i < n; i++)
		if (kept == 0 || numbers[kept - 1] != numbers[i])
			numbers[kept++] = numbers[i];
	*out = numbers;
	*count = kept;
	return TRIEN_OK;
}

static trien_rc
fill_changes(struct tr_pdf *pdf, size_t rev, const uint32_t *numbers, size_t count, struct tr_buf *list,
		struct trien_err *err)
{
	for (size_t i = 0; i < count; i++) {
		struct tr_pdf_xref_entry now;
		struct tr_pdf_change change;
		bool found, changed;
		TR_TRY(in_one_revision(pdf, rev, numbers[i], &now, &found, err));
		TR_TRY(change_of(pdf, rev, numbers[i], &now, &change, &changed, err));
		if (changed)
			TR_TRY(tr_buf_add(list, &change, sizeof(change), err));
	}
	return TRIEN_OK;
}

trien_rc
tr_pdf_changes(struct tr_pdf *pdf, size_t rev, const struct tr_pdf_change **out, size_t *count,
		struct trien_err *err)
{
	TR_AUTO_BUF list = {.max = TR_PDF_ARENA_MAX};
	struct tr_pdf_rev *r;
	uint32_t *numbers = NULL;
	const uint8_t *kept;
	size_t n = 0;

	if (rev >= pdf->rev_count)
		return TR_ERR(err, INTERNAL, TR_S("what", "pdf: no such revision"));
	r = &pdf->revs[rev];
	if (!r->changes_known) {
		TR_TRY(numbers_of(pdf, rev, &numbers, &n, err));
		trien_rc rc = fill_changes(pdf, rev, numbers, n, &list, err);
		free(numbers);
		TR_TRY(rc);
		TR_TRY(tr_arena_copy(&pdf->arena, list.p, list.n, &kept, err));
		r->changes = (const struct tr_pdf_change *)(const void *)kept;
		r->change_count = list.n / sizeof(struct tr_pdf_change);
		r->changes_known = true;
	}
	*out = r->changes;
	*count = r->change_count;
	return TRIEN_OK;
}

trien_rc
tr_pdf_last_change(struct tr_pdf *pdf, size_t rev, uint32_t num, struct tr_pdf_change *out,
		size_t *in_revision, bool *found, struct trien_err *err)
{
	if (rev >= pdf->rev_count)
		return TR_ERR(err, INTERNAL, TR_S("what", "pdf: no such revision"));
	*found = false;
	for (size_t from = rev, where = 0;; from = where - 1) {
		struct tr_pdf_xref_entry now;
		struct tr_pdf_change change;
		bool known, changed;
		TR_TRY(tr_pdf_lookup(pdf, from, num, &now, &where, &known, err));
		if (!known)
			return TRIEN_OK;
		TR_TRY(change_of(pdf, where, num, &now, &change, &changed, err));
		if (changed) {
			*out = change;
			*in_revision = where;
			*found = true;
			return TRIEN_OK;
		}
		if (where == 0)
			return TRIEN_OK;
	}
}

size_t
tr_pdf_revision_ending_at(const struct tr_pdf *pdf, uint64_t length)
{
	size_t low = 0, high = pdf->rev_count;

	if (length > pdf->file.n)
		return SIZE_MAX;
	/* The last revision whose %%EOF ends at or before length. */
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (pdf->revs[middle].eof_end <= length)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == 0 || length - pdf->revs[low - 1].eof_end > 2)
		return SIZE_MAX;
	for (uint64_t i = pdf->revs[low - 1].eof_end; i < length; i++)
		if (pdf->file.p[i] != '\r' && pdf->file.p[i] != '\n')
			return SIZE_MAX;
	return low - 1;
}

bool
tr_pdf_root_changed(const struct tr_pdf *pdf, size_t rev)
{
	return rev > 0 && !tr_pdf_equal(tr_pdf_dict_find(pdf->revs[rev].pub.trailer, "Root"),
			tr_pdf_dict_find(pdf->revs[rev - 1].pub.trailer, "Root"));
}

/* ---- where the next thing begins ---- */
static void
nearer(uint64_t candidate, uint64_t at, uint64_t *best)
{
	if (candidate > at && candidate < *best)
		*best = candidate;
}

static trien_rc
nearest_in(struct tr_pdf *pdf, const struct tr_pdf_section *s, uint64_t at, uint64_t *best,
		struct trien_err *err)
{
	for (size_t i = 0; i < s->range_count; i++) {
		const struct tr_pdf_range *r = &s->ranges[i];
		for (uint32_t num = r->first; num - r->first < r->count; num++) {
			struct tr_pdf_xref_entry e;
			TR_TRY(tr_pdf_section_entry(pdf, s, r, num, &e, err));
			if (e.kind == TR_PDF_ENTRY_PLAIN)
				nearer(e.at, at, best);
		}
	}
	return TRIEN_OK;
}

trien_rc
tr_pdf_next_offset(struct tr_pdf *pdf, size_t rev, uint64_t at, uint64_t *out, struct trien_err *err)
{
	uint64_t best = pdf->revs[rev].pub.end;

	for (const struct tr_pdf_section *s = pdf->revs[rev].newest; s != NULL; s = s->older) {
		nearer(s->at, at, &best);
		TR_TRY(nearest_in(pdf, s, at, &best, err));
		if (s->hybrid != NULL) {
			nearer(s->hybrid->at, at, &best);
			TR_TRY(nearest_in(pdf, s->hybrid, at, &best, err));
		}
	}
	*out = best;
	return TRIEN_OK;
}
