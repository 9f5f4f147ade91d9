/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Reading and measuring scans, the halves in the sandbox: tasks of the program trien-worker. */
#include "worker/scan_tasks.h"

#include <math.h>

#include "worker/wire.h"

/* The child's memory goes with it: nothing is freed. */
trien_rc
tr_task_scan_read_run(const struct tr_worker_input *in, struct tr_buf *answer, struct trien_err *err)
{
	static struct tr_scan_image image;
	struct tr_cursor c = tr_cursor_of(in->request);
	const size_t index = (size_t)tr_cursor_u64(&c);
	size_t pages;

	TR_TRY(tr_scan_read(in->document, index, &image, &pages, err));
	TR_TRY(tr_wire_add_u64(answer, pages, err));
	return tr_scan_image_give(&image, answer, err);
}

/* ---- measuring ---- */
static uint64_t
coded(double v)
{
	return isfinite(v) && fabs(v) < 1e9 ? (uint64_t)(int64_t)(v * TR_SCAN_PARTS) : 0;
}

static trien_rc
look_at_file(struct tr_bytes document, struct tr_scan_file_facts *f, struct trien_err *err)
{
	const struct tr_pdf_signature *signatures;
	struct tr_pdf *pdf;

	TR_TRY(tr_pdf_open(document, NULL, &pdf, err));
	TR_TRY(tr_pdf_page_count(pdf, tr_pdf_newest(pdf), &f->pages, err));
	f->version = tr_pdf_version(pdf, tr_pdf_newest(pdf));
	f->encrypted = tr_pdf_is_encrypted(pdf);
	return f->encrypted ? TRIEN_OK : tr_pdf_signatures(pdf, &signatures, &f->signatures, err);
}

static trien_rc
add_numbers(const uint64_t *numbers, size_t count, struct tr_buf *answer, struct trien_err *err)
{
	for (size_t i = 0; i < count; i++)
		TR_TRY(tr_wire_add_u64(answer, numbers[i], err));
	return TRIEN_OK;
}

static trien_rc
measure_page(struct tr_page_reader *reader, size_t index, struct tr_buf *answer, struct trien_err *err)
{
	struct tr_scan_page_facts p = {0};

	TR_TRY(tr_scan_page_look(reader, index, &p, err));
	const uint64_t numbers[] = {p.pictures, p.turned, p.mirrored, p.letters, p.letters_turned, coded(p.width),
		coded(p.height), coded(p.box.x0), coded(p.box.y0), coded(p.box.x1), coded(p.box.y1), coded(p.covered),
		coded(p.dpi), coded(p.gray_part), coded(p.angle), coded(p.ink), coded(p.coloured)};
	return add_numbers(numbers, sizeof(numbers) / sizeof(*numbers), answer, err);
}

trien_rc
tr_task_scan_measure_run(const struct tr_worker_input *in, struct tr_buf *answer, struct trien_err *err)
{
	struct tr_cursor c = tr_cursor_of(in->request);
	const size_t index = (size_t)tr_cursor_u64(&c), wanted = (size_t)tr_cursor_u64(&c);
	struct tr_scan_file_facts f = {0};
	struct tr_page_reader *reader;

	TR_TRY(look_at_file(in->document, &f, err));
	const size_t left = index < f.pages ? f.pages - index : 0, count = f.encrypted ? 0 : left < wanted ? left : wanted;
	const uint64_t numbers[] = {f.pages, (uint64_t)f.version, f.encrypted, f.signatures, count};
	TR_TRY(add_numbers(numbers, sizeof(numbers) / sizeof(*numbers), answer, err));
	if (f.encrypted)
		return TRIEN_OK;
	TR_TRY(tr_page_reader_open(in->document, NULL, f.pages, &reader, err));
	for (size_t i = 0; i < count; i++)
		TR_TRY(measure_page(reader, index + i, answer, err));
	return TRIEN_OK;
}
