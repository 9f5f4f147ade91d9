/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What was done to a file behind its first bytes, whatever signatures say of it: who gave those bytes away to be signed elsewhere sees whether more came back than a signature. A first
 * signature covers what its own revision has done to the pages, so no signature of the file can tell. Not looked at: whether the bytes are the ones that were given away.
 */
#include "verify/since.h"

#include "verify/change.h"

/* Bytes of a line's end that may stand behind %%EOF. */
#define LINE_END 2u

/* How many revisions lie in the first bytes, by where they end. */
static size_t
count_revisions(const struct tr_pdf *pdf, uint64_t bytes)
{
	const size_t all = tr_pdf_revision_count(pdf);
	size_t n = 0;

	while (n < all && tr_pdf_revision_at(pdf, n)->end <= bytes + LINE_END)
		n++;
	return n;
}

static void
note(struct tr_since *out, enum tr_change_kind kind, enum tr_permission permission)
{
	out->kinds |= UINT64_C(1) << kind;
	if (permission != TR_CHANGE_PERMITTED && out->other == TR_CHANGE_KIND_COUNT)
		out->other = kind;
}

trien_rc
tr_since_find(struct tr_pdf *pdf, uint64_t bytes, struct tr_arena *arena, struct tr_since *out, struct trien_err *err)
{
	const struct tr_change_rules none = {0};
	const size_t first = count_revisions(pdf, bytes), count = tr_pdf_revision_count(pdf);
	struct tr_change_list list = {0};
	enum tr_change_kind kind;

	*out = (struct tr_since){.asked = true, .other = TR_CHANGE_KIND_COUNT};
	if (first == 0 || count - first > TR_VERIFY_REVISIONS_MAX) {
		note(out, TR_CHANGE_UNREADABLE, TR_CHANGE_NOT_UNDERSTOOD);
		return TRIEN_OK;
	}
	for (size_t rev = first; rev < count; rev++)
		TR_TRY(tr_change_find(pdf, rev, arena, &list, err));
	for (size_t i = 0; i < list.count; i++) {
		const enum tr_permission permission = tr_change_permission(&list.items[i], &none, &kind);
		note(out, kind, permission);
	}
	if (list.cut && list.cut_base != TR_CHANGE_PERMITTED)
		note(out, TR_CHANGE_UNKNOWN, list.cut_base);
	return TRIEN_OK;
}
