/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Secrecy stamps, the half in the sandbox: tasks of the program trien-worker. */
#include "worker/task_secrecy.h"

#include <math.h>

#include "worker/wire.h"

#define BLANK_DPI 36u

/* The document in the sandbox. The child's memory goes with it: nothing is freed. */
struct looking {
	struct tr_page_reader *reader;
	size_t pages;
};

static trien_rc
open_pages(struct tr_bytes document, struct looking *l, struct trien_err *err)
{
	struct tr_pdf *pdf;

	TR_TRY(tr_pdf_open(document, NULL, &pdf, err));
	TR_TRY(tr_pdf_page_count(pdf, tr_pdf_newest(pdf), &l->pages, err));
	return tr_page_reader_open(document, NULL, l->pages, &l->reader, err);
}

/* ---- stamps ---- */
static trien_rc
read_rules(struct tr_bytes in, struct tr_secrecy_rules *r, struct trien_err *err)
{
	struct tr_cursor c = tr_cursor_of(in);
	double *const parts[] = {&r->first_page, &r->other_pages, &r->foot};

	r->stamp_count = (size_t)tr_cursor_u64(&c);
	if (r->stamp_count > TR_SECRECY_STAMPS_MAX)
		return TR_ERR(err, INTERNAL, TR_S("what", "secrecy request"));
	for (size_t i = 0; i < r->stamp_count; i++)
		TR_TRY(tr_wire_take_text(&c, &r->stamps[i], err));
	for (size_t i = 0; i < 3; i++)
		*parts[i] = (double)tr_cursor_u64(&c) / TR_SECRECY_PARTS;
	return c.bad ? TR_ERR(err, INTERNAL, TR_S("what", "secrecy request")) : TRIEN_OK;
}

/* A page that shows nothing at all holds no secret. */
static trien_rc
is_blank(struct tr_page_reader *reader, size_t page, bool *blank, struct trien_err *err)
{
	struct tr_raster raster;
	size_t i = 0;

	TR_TRY(tr_page_draw(reader, page, BLANK_DPI, &raster, err));
	while (i < raster.rgb.n && raster.rgb.p[i] == 0xff)
		i++;
	*blank = i == raster.rgb.n;
	tr_raster_free(&raster);
	return TRIEN_OK;
}

static trien_rc
look_at_page(struct tr_page_reader *reader, size_t index, const struct tr_secrecy_rules *rules,
		struct tr_secrecy_report *report, struct trien_err *err)
{
	struct tr_page_words words;
	struct tr_secrecy_page page;
	bool blank = false;

	TR_TRY(tr_page_read_words(reader, index, &words, err));
	trien_rc rc = tr_secrecy_judge(&words, index, rules, &page, err);
	if (rc == TRIEN_OK && page.textless && words.pictures == 0)
		rc = is_blank(reader, index, &blank, err);
	tr_page_words_free(&words);
	TR_TRY(rc);
	if (page.found) {
		report->found = true;
		report->kind = page.stamp.kind;
		report->page = index;
		report->box = page.stamp.box;
	}
	if (page.textless && !blank) {
		if (report->textless_count < TR_SECRECY_TEXTLESS_MAX)
			report->textless[report->textless_count] = index;
		report->textless_count++;
	}
	return TRIEN_OK;
}

/* Points as micrometres of a point: signed, and finite or 0. */
static uint64_t
coded(double v)
{
	return isfinite(v) && fabs(v) < 1e9 ? (uint64_t)(int64_t)(v * TR_SECRECY_PARTS) : 0;
}

trien_rc
tr_task_secrecy_run(const struct tr_worker_input *in, struct tr_buf *answer, struct trien_err *err)
{
	struct tr_secrecy_rules rules = {0};
	struct tr_secrecy_report report = {0};
	struct looking l = {0};
	struct trien_err why = {0};

	TR_TRY(read_rules(in->request, &rules, err));
	/* What the core refuses is refused; what only the page reader refuses is for a person to tell. */
	trien_rc rc = open_pages(in->document, &l, &why);
	for (size_t i = 0; rc == TRIEN_OK && i < l.pages && !report.found; i++)
		rc = look_at_page(l.reader, i, &rules, &report, &why);
	if (rc != TRIEN_OK && l.pages == 0) {
		if (err != NULL)
			*err = why;
		return rc;
	}
	const uint64_t numbers[] = {report.found, report.kind, report.page, coded(report.box.x0), coded(report.box.y0),
		coded(report.box.x1), coded(report.box.y1), report.textless_count};
	for (size_t i = 0; i < sizeof(numbers) / sizeof(*numbers); i++)
		TR_TRY(tr_wire_add_u64(answer, numbers[i], err));
	for (size_t i = 0; i < report.textless_count && i < TR_SECRECY_TEXTLESS_MAX; i++)
		TR_TRY(tr_wire_add_u64(answer, report.textless[i], err));
	return tr_wire_add_bytes(answer, TR_BYTES(trien_err_id(rc), rc == TRIEN_OK ? 0 : strlen(trien_err_id(rc))), err);
}

/* ---- a zone as a picture ---- */
trien_rc
tr_task_secrecy_zone_run(const struct tr_worker_input *in, struct tr_buf *answer, struct trien_err *err)
{
	struct tr_cursor c = tr_cursor_of(in->request);
	const size_t page = (size_t)tr_cursor_u64(&c);
	const double part = (double)tr_cursor_u64(&c) / TR_SECRECY_PARTS;
	struct looking l = {0};
	struct tr_raster raster;

	TR_TRY(open_pages(in->document, &l, err));
	TR_TRY(tr_page_draw(l.reader, page, TR_SECRECY_ZONE_DPI, &raster, err));
	const uint32_t rows = (uint32_t)ceil(raster.height * part);
	if (rows > 0 && rows < raster.height)
		raster.height = rows;
	return tr_raster_png(&raster, answer, err);
}

