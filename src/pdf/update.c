/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * One more revision behind the bytes of a file (ISO 32000-2 §7.5.6): objects,
 * cross-reference section, trailer. What the objects say is the caller's
 * affair; here they get numbers that nobody has used, offsets in the file's own convention,
 * and a section in the file's own style.
 */
#include <stdlib.h>

#include "base/errors/pdf.h"
#include "pdf/decimal.h"
#include "pdf/update_parts.h"

/* §7.3.10, Annex C. */
#define NUMBER_END (TR_PDF_OBJECT_NUMBER_MAX + 1u)

/* Keywords begin lines; a base that ends within one gets its end (§7.5.5; many producers leave it out). */
static trien_rc
end_last_line(struct tr_pdf_update *u, struct trien_err *err)
{
	const uint8_t last = u->pdf->file.p[u->pdf->file.n - 1];
	TR_TRY(tr_buf_reserve(&u->objects, TR_PDF_UPDATE_ROOM, err));
	return last == '\n' || last == '\r' ? TRIEN_OK : tr_buf_add_byte(&u->objects, '\n', err);
}

/* An /Encrypt that leads to no object leads to one of ours as soon as its number is given out. */
static bool
names_encryption(const struct tr_pdf *pdf)
{
	for (const struct tr_pdf_section *s = pdf->sections; s != NULL; s = s->older) {
		const struct tr_pdf_obj *o = tr_pdf_dict_find(s->trailer, "Encrypt");
		if (o != NULL && o->type != TR_PDF_NULL)
			return true;
	}
	return false;
}

/* The number behind the keyword "startxref" at; UINT64_MAX where there is none. */
static uint64_t
startxref_number(struct tr_bytes file, size_t at)
{
	uint64_t v = 0;
	size_t digits = 0;

	for (at += 9; at < file.n && tr_pdf_is_white(file.p[at]); at++)
		;
	for (; at < file.n && file.p[at] >= '0' && file.p[at] <= '9' && digits < 12; at++, digits++)
		v = v * 10 + (uint64_t)(file.p[at] - '0');
	return digits > 0 ? v : UINT64_MAX;
}

/* Does the startxref at lead to the section? Blanks before the section are passed over. */
static bool
leads_to(const struct tr_pdf *pdf, size_t at, const struct tr_pdf_section *s)
{
	uint64_t to = startxref_number(pdf->file, at);
	return to != UINT64_MAX && to + pdf->shift <= s->at && s->at - to - pdf->shift < TR_PDF_BLANK_RUN_MAX;
}

/*
 * As long as a revision is the newest, it ends where the file ends; behind it, it ends at the first startxref
 * that leads to its section. Where that is another place, with objects in between, the file of
 * today and the first revision of tomorrow's would not be the same. A linearized file (Annex F) ends behind
 * its main section, wherever the startxref of its head leads.
 */
static trien_rc
check_end(struct tr_pdf *pdf, struct trien_err *err)
{
	const struct tr_pdf_section *s = pdf->sections;
	const size_t end = (size_t)pdf->revs[pdf->rev_count - 1].eof_end;

	for (size_t at = (size_t)(s->older != NULL && s->older->at > s->at ? s->older : s)->after; at < end;
			at += 9) {
		const uint8_t *found = memmem(pdf->file.p + at, end - at, "startxref", 9);
		if (found == NULL)
			break;
		at = (size_t)(found - pdf->file.p);
		if (!leads_to(pdf, at, s))
			continue;
		if (memmem(found, end - at, "obj", 3) != NULL)
			return TR_ERR(err, PDF_TWO_ENDS, TR_U("first", at), TR_U("last", end));
		break;
	}
	return TRIEN_OK;
}

trien_rc
tr_pdf_update_new(struct tr_pdf *pdf, struct tr_pdf_update **out, struct trien_err *err)
{
	const struct tr_pdf_revision *newest = tr_pdf_revision_at(pdf, tr_pdf_newest(pdf));
	const struct tr_pdf_obj *size = tr_pdf_dict_find(newest->trailer, "Size");

	/* Strings and streams of ours would have to be encrypted, and /Encrypt may not change. */
	if (tr_pdf_is_encrypted(pdf) || names_encryption(pdf))
		return TR_ERR0(err, PDF_ENCRYPTED_WRITE);
	TR_TRY(check_end(pdf, err));
	struct tr_pdf_update *u = tr_mem_zeroed(1, sizeof(*u));
	if (u == NULL)
		return TR_ERR(err, NO_MEMORY, TR_U("want", sizeof(*u)));
	u->pdf = pdf;
	u->known = newest->size > 0 ? newest->size : 1;
	u->next = u->known;
	if (tr_pdf_is(size, TR_PDF_INT) && size->u.integer > u->known &&
			size->u.integer - u->known <= TR_PDF_UPDATE_HOLES_MAX)
		u->next = (uint32_t)size->u.integer;
	trien_rc rc = end_last_line(u, err);
	if (rc == TRIEN_OK)
		*out = u;
	else
		tr_pdf_update_free(u);
	return rc;
}

void
tr_pdf_update_free(struct tr_pdf_update *u)
{
	if (u == NULL)
		return;
	tr_buf_free(&u->objects);
	free(u->list);
	free(u);
}

trien_rc
tr_pdf_update_number(struct tr_pdf_update *u, uint32_t *out, struct trien_err *err)
{
	if (u->next >= NUMBER_END)
		return TR_ERR(err, PDF_OBJECT_NUMBER, TR_U("got", u->next), TR_U("offset", u->pdf->file.n),
				TR_U("max", TR_PDF_OBJECT_NUMBER_MAX));
	*out = u->next++;
	return TRIEN_OK;
}

trien_rc
tr_pdf_update_list(struct tr_pdf_update *u, struct tr_pdf_ref ref, size_t at, struct trien_err *err)
{
	if (u->count >= TR_PDF_UPDATE_OBJECTS_MAX)
		return TR_ERR(err, PDF_UPDATE_LIMIT, TR_U("max", TR_PDF_UPDATE_OBJECTS_MAX));
	if (u->count == u->cap) {
		size_t cap = u->cap ? 2 * u->cap : 16;
		void *list = tr_mem_resize(u->list, cap * sizeof(*u->list));
		if (list == NULL)
			return TR_ERR(err, NO_MEMORY, TR_U("want", cap * sizeof(*u->list)));
		u->list = list;
		u->cap = cap;
	}
	u->list[u->count++] = (struct tr_pdf_update_object){.ref = ref, .at = at};
	return TRIEN_OK;
}

/* Begins "num gen obj" and notes its place. */
static trien_rc
begin(struct tr_pdf_update *u, struct tr_pdf_ref ref, struct trien_err *err)
{
	char text[2 * TR_PDF_DECIMAL_MAX + 6];
	size_t n = tr_pdf_decimal(text, ref.num, 1);

	text[n++] = ' ';
	n += tr_pdf_decimal(text + n, ref.gen, 1);
	memcpy(text + n, " obj\n", 5);
	TR_TRY(tr_pdf_update_list(u, ref, u->objects.n, err));
	TR_TRY(tr_buf_add(&u->objects, text, n + 5, err));
	u->list[u->count - 1].body = u->objects.n;
	return TRIEN_OK;
}

trien_rc
tr_pdf_update_put(struct tr_pdf_update *u, struct tr_pdf_ref ref, struct tr_bytes body, struct trien_err *err)
{
	TR_TRY(begin(u, ref, err));
	TR_TRY(tr_buf_reserve(&u->objects, body.n + 8, err));
	TR_TRY(tr_buf_add_bytes(&u->objects, body, err));
	return tr_buf_add(&u->objects, "\nendobj\n", 8, err);
}

trien_rc
tr_pdf_update_put_stream(struct tr_pdf_update *u, struct tr_pdf_ref ref, struct tr_bytes dict,
		struct tr_bytes data, struct trien_err *err)
{
	TR_TRY(begin(u, ref, err));
	TR_TRY(tr_buf_reserve(&u->objects, dict.n + data.n + 80, err));
	TR_TRY(tr_buf_add(&u->objects, "<<", 2, err));
	TR_TRY(tr_buf_add_bytes(&u->objects, dict, err));
	TR_TRY(tr_buf_addf(&u->objects, err, "/Length %zu>>stream\n", data.n));
	TR_TRY(tr_buf_add_bytes(&u->objects, data, err));
	return tr_buf_add(&u->objects, "\nendstream\nendobj\n", 18, err);
}

trien_rc
tr_pdf_update_offset(const struct tr_pdf_update *u, uint32_t num, uint64_t *body_at, struct trien_err *err)
{
	for (size_t i = 0; u->written && i < u->count; i++)
		if (u->list[i].ref.num == num) {
			*body_at = u->start + u->list[i].body;
			return TRIEN_OK;
		}
	return TR_ERR(err, INTERNAL, TR_S("what", "tr_pdf_update_offset"));
}

static int
by_number(const void *a, const void *b)
{
	const struct tr_pdf_update_object *x = a, *y = b;
	return x->ref.num < y->ref.num ? -1 : x->ref.num > y->ref.num;
}

/* In order of number, each once, none above those given out. */
static trien_rc
order(struct tr_pdf_update *u, struct trien_err *err)
{
	if (u->count > 1)
		qsort(u->list, u->count, sizeof(*u->list), by_number);
	for (size_t i = 0; i < u->count; i++) {
		uint32_t num = u->list[i].ref.num;
		if (num == 0 || num >= u->next || (i > 0 && num == u->list[i - 1].ref.num))
			return TR_ERR(err, INTERNAL, TR_S("what", "tr_pdf_update_put"));
	}
	return TRIEN_OK;
}

/* Moves the objects to the end of tail, without a copy where tail is empty. */
static trien_rc
move_objects(struct tr_pdf_update *u, struct tr_buf *tail, struct trien_err *err)
{
	if (tail->n == 0 && tail->max == 0) {
		struct tr_buf swap = *tail;
		*tail = u->objects;
		u->objects = swap;
		return TRIEN_OK;
	}
	TR_TRY(tr_buf_add_bytes(tail, tr_buf_view(&u->objects), err));
	tr_buf_clear(&u->objects);
	return TRIEN_OK;
}

trien_rc
tr_pdf_update_write(
		struct tr_pdf_update *u, const uint8_t id16[16], struct tr_buf *tail, struct trien_err *err)
{
	const struct tr_pdf_revision *newest = tr_pdf_revision_at(u->pdf, tr_pdf_newest(u->pdf));
	const uint64_t base = u->pdf->file.n;

	if (u->written)
		return TR_ERR(err, INTERNAL, TR_S("what", "tr_pdf_update_write"));
	TR_TRY(order(u, err));
	u->start = base + tail->n;
	TR_TRY(move_objects(u, tail, err));
	u->written = true;
	/*
	 * A hybrid file gets a table: readers of both kinds look there first, and every object of this
	 * revision stands in the file itself. The /XRefStm of older sections is found through /Prev
	 * (§7.5.8.4).
	 */
	if (newest->style == TR_PDF_XREF_STREAM)
		TR_TRY(tr_pdf_update_xref_stream(u, id16, tail, err));
	else
		TR_TRY(tr_pdf_update_xref_table(u, id16, tail, err));
	if (base + tail->n > TR_PDF_FILE_MAX)
		return TR_ERR(err, PDF_TOO_LARGE, TR_U("got", base + tail->n), TR_U("max", TR_PDF_FILE_MAX));
	return TRIEN_OK;
}
