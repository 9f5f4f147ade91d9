/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The cross-reference section and the trailer of a new revision: a table
 * (ISO 32000-2 §7.5.4) or a stream (§7.5.8). Beside the revision's own objects it has a free entry
 * for every number that would otherwise be defined nowhere: Acrobat takes a signature over such a hole
 * for damaged. Those free entries lead to object 0 and may never be used again (generation 65535),
 * which §7.5.4 permits, so the file's own list of free objects stays as it is.
 */
#include "pdf/decimal.h"
#include "pdf/update_parts.h"

#define FREE_GENERATION 65535u

enum row_kind { ROW_FREE = 0, ROW_PLAIN = 1 };

struct row {
	enum row_kind kind;
	uint32_t num;
	uint32_t gen;
	uint64_t at; /* in the file's own convention */
};

/* Steps through the entries of the section in order of number. */
struct rows {
	const struct tr_pdf_update *u;
	size_t i;      /* next object of the list */
	uint32_t hole; /* next number that may be one */
};

static struct rows
rows_of(const struct tr_pdf_update *u)
{
	return (struct rows){.u = u, .hole = u->known};
}

static bool
next_row(struct rows *r, struct row *out)
{
	const struct tr_pdf_update *u = r->u;
	const struct tr_pdf_update_object *o = r->i < u->count ? &u->list[r->i] : NULL;

	if (o != NULL && o->ref.num <= r->hole) {
		*out = (struct row){ROW_PLAIN, o->ref.num, o->ref.gen, u->start + o->at - u->pdf->shift};
		r->hole += o->ref.num == r->hole;
		r->i++;
		return true;
	}
	if (r->hole >= u->next)
		return false;
	*out = (struct row){ROW_FREE, r->hole++, FREE_GENERATION, 0};
	return true;
}

/* The run of consecutive numbers that begins with the next row; 0 where there is none. */
static size_t
next_run(struct rows r, uint32_t *first)
{
	struct row row;
	size_t n = 0;

	while (next_row(&r, &row) && (n == 0 || row.num == *first + n))
		if (n++ == 0)
			*first = row.num;
	return n;
}

/* Forgets a run. */
static void
skip_run(struct rows *r, size_t n)
{
	struct row row;
	while (n-- > 0)
		(void)next_row(r, &row);
}

/* Half of /ID: the first is kept for ever (§14.4). */
static trien_rc
add_id(struct tr_pdf_update *u, const struct tr_pdf_obj *trailer, const uint8_t id16[16], struct tr_buf *out,
		struct trien_err *err)
{
	const size_t rev = tr_pdf_newest(u->pdf);
	const struct tr_pdf_obj *id, *first = &tr_pdf_null;
	struct tr_bytes half = TR_BYTES(id16, 16);

	TR_TRY(tr_pdf_find(u->pdf, rev, trailer, "ID", &id, err));
	if (id->type == TR_PDF_ARRAY && id->u.array.count > 0)
		TR_TRY(tr_pdf_resolve(u->pdf, rev, id->u.array.items[0], &first, err));
	if (first->type == TR_PDF_STRING && first->u.string.n > 0)
		half = first->u.string;
	TR_TRY(tr_buf_add(out, "/ID[", 4, err));
	TR_TRY(tr_pdf_print_hex(out, half, err));
	TR_TRY(tr_pdf_print_hex(out, TR_BYTES(id16, 16), err));
	return tr_buf_add_byte(out, ']', err);
}

/*
 * The keys that every trailer of ours has (§7.5.5). Nothing else is carried over: not /XRefStm, which
 * belongs to its own section, nor what describes an old cross-reference stream.
 */
static trien_rc
add_trailer_keys(struct tr_pdf_update *u, const uint8_t id16[16], struct tr_buf *out, struct trien_err *err)
{
	const size_t rev = tr_pdf_newest(u->pdf);
	const struct tr_pdf_revision *newest = tr_pdf_revision_at(u->pdf, rev);
	const struct tr_pdf_obj *info = tr_pdf_dict_find(newest->trailer, "Info");
	const struct tr_pdf_obj *catalog, *is;
	struct tr_pdf_ref root;

	TR_TRY(tr_pdf_catalog(u->pdf, rev, &catalog, &root, err));
	TR_TRY(tr_buf_addf(out, err, "/Size %u/Root %u %u R", (unsigned)u->next, (unsigned)root.num,
			(unsigned)root.gen));
	/* One that leads nowhere is left out: it might lead to an object of ours. */
	TR_TRY(tr_pdf_resolve(u->pdf, rev, info, &is, err));
	if (is->type != TR_PDF_NULL) {
		TR_TRY(tr_buf_add(out, "/Info", 5, err));
		TR_TRY(tr_pdf_print(out, info, err));
	}
	TR_TRY(add_id(u, newest->trailer, id16, out, err));
	return tr_buf_addf(out, err, "/Prev %llu", (unsigned long long)(newest->startxref - u->pdf->shift));
}

static trien_rc
add_end(const struct tr_pdf_update *u, uint64_t section, struct tr_buf *out, struct trien_err *err)
{
	return tr_buf_addf(out, err, "startxref\n%llu\n%%%%EOF\n",
			(unsigned long long)(section - u->pdf->shift));
}

/* Exactly 20 bytes (§7.5.4). */
static trien_rc
add_table_entry(const struct row *row, struct tr_buf *out, struct trien_err *err)
{
	char text[2 * TR_PDF_DECIMAL_MAX + 5];
	size_t n = tr_pdf_decimal(text, row->at, 10);

	text[n++] = ' ';
	n += tr_pdf_decimal(text + n, row->gen, 5);
	text[n++] = ' ';
	text[n++] = row->kind == ROW_PLAIN ? 'n' : 'f';
	text[n++] = '\r';
	text[n++] = '\n';
	return tr_buf_add(out, text, n, err);
}

trien_rc
tr_pdf_update_xref_table(
		struct tr_pdf_update *u, const uint8_t id16[16], struct tr_buf *tail, struct trien_err *err)
{
	const uint64_t section = u->pdf->file.n + tail->n;
	struct rows rows = rows_of(u);
	uint32_t first = 0;
	struct row row;

	TR_TRY(tr_buf_add(tail, "xref\n", 5, err));
	for (size_t n; (n = next_run(rows, &first)) > 0;) {
		TR_TRY(tr_buf_addf(tail, err, "%u %zu\n", (unsigned)first, n));
		for (; n > 0 && next_row(&rows, &row); n--)
			TR_TRY(add_table_entry(&row, tail, err));
	}
	TR_TRY(tr_buf_add(tail, "trailer\n<<", 10, err));
	TR_TRY(add_trailer_keys(u, id16, tail, err));
	TR_TRY(tr_buf_add(tail, ">>\n", 3, err));
	return add_end(u, section, tail, err);
}

static trien_rc
add_field(struct tr_buf *out, uint64_t v, unsigned width, struct trien_err *err)
{
	for (unsigned i = width; i-- > 0;)
		TR_TRY(tr_buf_add_byte(out, (uint8_t)(v >> 8 * i), err));
	return TRIEN_OK;
}

/* /Index and the entries (§7.5.8.2, §7.5.8.3); not compressed: there are few, and everyone can read them. */
static trien_rc
add_entries(struct tr_pdf_update *u, unsigned width, struct tr_buf *dict, struct tr_buf *data,
		struct trien_err *err)
{
	struct rows rows = rows_of(u);
	uint32_t first = 0;
	struct row row;

	TR_TRY(tr_buf_addf(dict, err, "/Type/XRef/W[1 %u 2]/Index[", width));
	for (size_t n; (n = next_run(rows, &first)) > 0; skip_run(&rows, n))
		TR_TRY(tr_buf_addf(dict, err, "%s%u %zu", dict->p[dict->n - 1] == '[' ? "" : " ",
				(unsigned)first, n));
	TR_TRY(tr_buf_add_byte(dict, ']', err));
	for (rows = rows_of(u); next_row(&rows, &row);) {
		TR_TRY(add_field(data, row.kind, 1, err));
		TR_TRY(add_field(data, row.at, width, err));
		TR_TRY(add_field(data, row.gen, 2, err));
	}
	return TRIEN_OK;
}

trien_rc
tr_pdf_update_xref_stream(
		struct tr_pdf_update *u, const uint8_t id16[16], struct tr_buf *tail, struct trien_err *err)
{
	const uint64_t section = u->pdf->file.n + tail->n;
	TR_AUTO_BUF dict = {0}, data = {0};
	struct tr_pdf_ref ref = {0, 0};

	/* It has an entry for itself, so it stands in the list, the last and the highest. */
	TR_TRY(tr_pdf_update_number(u, &ref.num, err));
	TR_TRY(tr_pdf_update_list(u, ref, section - u->start, err));
	TR_TRY(add_entries(u, section > UINT32_MAX ? 5 : 4, &dict, &data, err));
	TR_TRY(add_trailer_keys(u, id16, &dict, err));
	TR_TRY(tr_buf_addf(tail, err, "%u 0 obj\n<<", (unsigned)ref.num));
	TR_TRY(tr_buf_add_bytes(tail, tr_buf_view(&dict), err));
	TR_TRY(tr_buf_addf(tail, err, "/Length %zu>>stream\n", data.n));
	TR_TRY(tr_buf_add_bytes(tail, tr_buf_view(&data), err));
	TR_TRY(tr_buf_add(tail, "\nendstream\nendobj\n", 18, err));
	return add_end(u, section, tail, err);
}
