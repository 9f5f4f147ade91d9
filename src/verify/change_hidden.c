/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Objects in the bytes of a revision that its tables do not list. A reader that follows the tables never sees them; one that finds a table
 * damaged searches the file for "4 0 obj" and takes the last. So what is hidden there is what such a reader shows.
 */
#include <stdlib.h>

#include "verify/change_walk.h"

static bool
is_white(uint8_t c)
{
	return c == 0 || c == '\t' || c == '\n' || c == '\f' || c == '\r' || c == ' ';
}

static bool
is_digit(uint8_t c)
{
	return c >= '0' && c <= '9';
}

static size_t
back_over(struct tr_bytes file, size_t from, size_t at, bool (*is)(uint8_t))
{
	while (at > from && is(file.p[at - 1]))
		at--;
	return at;
}

/* "num gen obj" with "obj" at `at`: where it begins; SIZE_MAX where it is none. */
static size_t
head_of(struct tr_bytes file, size_t from, size_t at)
{
	size_t gen_end = back_over(file, from, at, is_white), gen = back_over(file, from, gen_end, is_digit);
	size_t num_end = back_over(file, from, gen, is_white), num = back_over(file, from, num_end, is_digit);

	return gen == gen_end || num_end == gen || num == num_end ? SIZE_MAX : num;
}

/* The object number that the digits say, no more than any may be. */
static uint32_t
number_at(struct tr_bytes file, size_t at)
{
	uint64_t num = 0;

	for (; at < file.n && is_digit(file.p[at]) && num <= UINT32_MAX; at++)
		num = num * 10 + (uint64_t)(file.p[at] - '0');
	return num > UINT32_MAX ? UINT32_MAX : (uint32_t)num;
}

static int
by_number(const void *key, const void *row)
{
	const uint32_t num = *(const uint32_t *)key, other = ((const struct tr_pdf_change *)row)->num;
	return num < other ? -1 : num > other;
}

/* Does the entry of that number lead here? Blanks before the number are the reader's to pass. */
static bool
is_listed(const struct tr_pdf_change *changes, size_t count, struct tr_bytes file, uint32_t num, size_t head)
{
	const struct tr_pdf_change *c = count > 0 ? bsearch(&num, changes, count, sizeof(*changes), by_number) : NULL;

	if (c == NULL || c->act == TR_PDF_FREED || c->in_stream != 0 || c->at > head)
		return false;
	return back_over(file, (size_t)c->at, head, is_white) == c->at;
}

/* A cross-reference stream need not list itself: the newest section, or the one beside a table (§7.5.8.4). */
static bool
is_section(const struct tr_pdf_revision *r, uint64_t at)
{
	const struct tr_pdf_obj *beside = tr_pdf_dict_find(r->trailer, "XRefStm");

	return at == r->startxref || (tr_pdf_is(beside, TR_PDF_INT) && beside->u.integer >= 0 && (uint64_t)beside->u.integer == at);
}

trien_rc
tr_walk_hidden(struct tr_walk *w, const struct tr_pdf_change *changes, size_t count, struct trien_err *err)
{
	const struct tr_pdf_revision *r = tr_pdf_revision_at(w->pdf, w->new_rev);
	struct tr_bytes file = tr_pdf_bytes(w->pdf);
	struct tr_change_note n = {.kind = TR_CHANGE_HIDDEN_OBJECT, .base = TR_CHANGE_NOT_UNDERSTOOD};

	for (size_t at = (size_t)r->start; at + 3 <= r->end; at += 3) {
		const uint8_t *found = memmem(file.p + at, (size_t)r->end - at, "obj", 3);
		if (found == NULL)
			return TRIEN_OK;
		at = (size_t)(found - file.p);
		size_t head = head_of(file, (size_t)r->start, at);
		if (head == SIZE_MAX || is_section(r, head))
			continue;
		n.num = number_at(file, head);
		if (!is_listed(changes, count, file, n.num, head))
			return tr_walk_note(w, &n, err, "no table lists it");
	}
	return TRIEN_OK;
}
