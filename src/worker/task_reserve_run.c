/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* In the sandbox, in trien-worker. */
#include "worker/task_reserve.h"

#include <stdio.h>

#include "base/errors/layout.h"
#include "official/place_reader.h"
#include "worker/task_look.h"
#include "worker/wire.h"

/* The pages of the document, opened when the first is asked for: who names all places needs no look at them. */
struct pages {
	struct tr_bytes document;
	size_t count;
	struct tr_place_reader *reader;
};

static trien_rc
open_pages(struct pages *p, const struct tr_place_source **source, struct trien_err *err)
{
	if (p->reader == NULL)
		TR_TRY(tr_place_reader_open(p->document, NULL, p->count, &p->reader, err));
	*source = tr_place_reader_source(p->reader);
	return TRIEN_OK;
}

static trien_rc
read_words(void *context, size_t page, const struct tr_page_words **out, struct trien_err *err)
{
	const struct tr_place_source *source;

	TR_TRY(open_pages(context, &source, err));
	return source->words(source->context, page, out, err);
}

static trien_rc
measure_ink(void *context, size_t page, struct tr_box box, double *share, struct trien_err *err)
{
	const struct tr_place_source *source;

	TR_TRY(open_pages(context, &source, err));
	return source->ink(source->context, page, box, share, err);
}

static trien_rc
count_pages(struct tr_bytes document, size_t *out, struct trien_err *err)
{
	struct tr_pdf *pdf;

	TR_TRY(tr_pdf_open(document, NULL, &pdf, err));
	trien_rc rc = tr_pdf_page_count(pdf, tr_pdf_newest(pdf), out, err);
	tr_pdf_close(pdf);
	return rc;
}

static trien_rc
add_place(struct tr_buf *answer, const char *field, const struct tr_reserve_spot *p, struct trien_err *err)
{
	const double lengths[] = {p->box.x0, p->box.y0, p->box.x1, p->box.y1, p->baseline, p->size};

	TR_TRY(tr_wire_add_bytes(answer, TR_BYTES(field, strlen(field)), err));
	TR_TRY(tr_wire_add_u64(answer, p->page, err));
	for (size_t i = 0; i < sizeof(lengths) / sizeof(*lengths); i++)
		TR_TRY(tr_wire_add_length(answer, lengths[i], err));
	return tr_wire_add_u64(answer, p->face, err);
}

static trien_rc
add_places(struct tr_buf *answer, const struct tr_reserve_plan *p, struct trien_err *err)
{
	char field[32];

	TR_TRY(tr_wire_add_u64(answer, p->spot_count + p->signer_count, err));
	for (size_t i = 0; i < p->spot_count; i++) {
		snprintf(field, sizeof(field), "trien.%s", tr_reserve_name(p->spots[i].kind));
		TR_TRY(add_place(answer, field, &p->spots[i], err));
	}
	for (size_t i = 0; i < p->signer_count; i++) {
		if (tr_reserve_issues(p, i))
			snprintf(field, sizeof(field), "trien.seal");
		else
			snprintf(field, sizeof(field), "trien.sign.%zu", i + 1);
		const struct tr_reserve_spot place = {.page = p->signers[i].page, .box = p->signers[i].box};
		TR_TRY(add_place(answer, field, &place, err));
	}
	return TRIEN_OK;
}

/* A file that the page reader cannot read may be reserved by naming all places: what is under them was then not seen. */
static trien_rc
look_under(const struct tr_reserve_plan *plan, const struct tr_place_source *source, struct tr_lint_findings *out,
		struct trien_err *err)
{
	struct trien_err why = {0};

	trien_rc rc = tr_plan_under(plan, source, out, &why);
	if (rc == TRIEN_OK)
		return TRIEN_OK;
	if (rc == TRIEN_E_LAYOUT_PAGE_REPAIRED || rc == TRIEN_E_LAYOUT_PAGE_COUNT || rc == TRIEN_E_LAYOUT_PAGE_READER) {
		*tr_lint_add(out, TR_LINT_WARNING) = why;
		return TRIEN_OK;
	}
	if (err != NULL)
		*err = why;
	return rc;
}

/* The child's memory goes with it: nothing is freed. */
trien_rc
tr_task_reserve_run(const struct tr_worker_input *in, struct tr_buf *answer, struct trien_err *err)
{
	struct tr_cursor c = tr_cursor_of(in->request);
	struct pages pages = {.document = in->document};
	struct tr_reserve_plan plan = {0};
	struct tr_plan_wish wish = {0};
	struct tr_lint_findings findings = {0};
	struct tr_buf tail = {0};

	wish.overlap = tr_wire_take_length(&c);
	wish.procedure = (enum tr_procedure)tr_cursor_u64(&c);
	TR_TRY(tr_wire_take_text(&c, &wish.signers, err));
	TR_TRY(tr_wire_take_text(&c, &wish.texts, err));
	struct tr_bytes id = tr_cursor_take(&c, sizeof(plan.id16));
	if (c.bad || tr_cursor_left(&c) > 0 || in->file_count != TR_RESERVE_FACES)
		return TR_ERR(err, INTERNAL, TR_S("what", "reserve request"));
	memcpy(plan.id16, id.p, id.n);
	memcpy(plan.faces, in->files, sizeof(plan.faces));
	TR_TRY(tr_reserve_check_unsigned(in->document, err));
	TR_TRY(count_pages(in->document, &pages.count, err));
	const struct tr_place_source source = {.context = &pages, .pages = pages.count, .words = read_words,
		.ink = measure_ink};
	TR_TRY(tr_plan_make(&wish, &source, &plan, err));
	TR_TRY(look_under(&plan, &source, &findings, err));
	TR_TRY(tr_reserve(in->document, &plan, &tail, err));
	TR_TRY(add_places(answer, &plan, err));
	TR_TRY(tr_look_add_findings(answer, &findings, err));
	return tr_buf_add_bytes(answer, tr_buf_view(&tail), err);
}
