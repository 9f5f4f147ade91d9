/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Reports, the half in the sandbox: a task of the program trien-worker. The child's memory goes with it: nothing is freed. */
#include "worker/task_report.h"

#include "base/message.h"
#include "base/memory.h"
#include "crypto/digest.h"
#include "report/etsi.h"
#include "report/report_pdf.h"
#include "worker/judge_request.h"
#include "worker/wire.h"

/* ---- pictures ---- */
static trien_rc
add_png(struct tr_buf *answer, const struct tr_raster *r, struct trien_err *err)
{
	TR_AUTO_BUF png = {.max = TR_WORKER_ANSWER_MAX};

	if (r->width > 0)
		TR_TRY(tr_raster_png(r, &png, err));
	return tr_wire_add_bytes(answer, tr_buf_view(&png), err);
}

static trien_rc
add_picture(struct tr_buf *answer, const struct tr_seen_change *c, struct trien_err *err)
{
	const uint64_t facts[] = {c->revision, c->against, c->page, c->dpi, c->box_count};

	for (size_t i = 0; i < sizeof(facts) / sizeof(*facts); i++)
		TR_TRY(tr_wire_add_u64(answer, facts[i], err));
	for (size_t i = 0; i < c->box_count; i++) {
		TR_TRY(tr_wire_add_u64(answer, c->boxes[i].x0, err));
		TR_TRY(tr_wire_add_u64(answer, c->boxes[i].y0, err));
		TR_TRY(tr_wire_add_u64(answer, c->boxes[i].x1, err));
		TR_TRY(tr_wire_add_u64(answer, c->boxes[i].y1, err));
	}
	TR_TRY(add_png(answer, &c->before, err));
	return add_png(answer, &c->after, err);
}

static trien_rc
add_pictures(struct tr_buf *answer, const struct tr_seen *seen, struct trien_err *err)
{
	TR_AUTO_BUF why = {0};

	TR_TRY(tr_wire_add_u64(answer, seen->count, err));
	for (size_t i = 0; i < seen->count; i++)
		TR_TRY(add_picture(answer, &seen->items[i], err));
	TR_TRY(tr_wire_add_u64(answer, seen->cut, err));
	TR_TRY(tr_wire_add_u64(answer, seen->unread_revision, err));
	if (seen->unread.code != TRIEN_OK)
		TR_TRY(tr_message_write_error(&why, &seen->unread, err));
	return tr_wire_add_bytes(answer, tr_buf_view(&why), err);
}

/* Nothing later than the oldest revision that is signed, no pictures. */
static trien_rc
look(const struct tr_worker_input *in, const struct tr_judging *j, const struct tr_verdict *v, struct tr_seen *seen,
		struct trien_err *err)
{
	const struct tr_pdf_options how = {.cipher = j->options.cipher, .password = j->options.password};
	struct tr_seen_request request = {.file = in->document, .options = &how, .fonts = in->fonts, .since = SIZE_MAX};

	for (size_t i = 0; i < v->signature_count; i++)
		if (v->signatures[i].covers < request.since)
			request.since = v->signatures[i].covers;
	return request.since == SIZE_MAX ? TRIEN_OK : tr_seen_find(&request, seen, err);
}

/* ---- reports ---- */
/* What each signature covers, by its digest. */
static trien_rc
digest_revisions(struct tr_bytes file, const struct tr_judging *j, const struct tr_verdict *v, struct tr_etsi_document *out,
		struct trien_err *err)
{
	const struct tr_pdf_options how = {.cipher = j->options.cipher, .password = j->options.password};
	struct tr_pdf *pdf;
	size_t n;

	TR_TRY(tr_pdf_open(file, &how, &pdf, err));
	for (size_t i = 0; i < v->signature_count; i++) {
		if (v->signatures[i].covers == SIZE_MAX)
			continue;
		const uint64_t end = tr_pdf_revision_at(pdf, v->signatures[i].covers)->end;
		TR_TRY(tr_digest(TR_SHA256, tr_bytes_part(file, 0, (size_t)end), out[i].sha256, &n, err));
		out[i].has = true;
	}
	return TRIEN_OK;
}

static trien_rc
write_etsi(const struct tr_worker_input *in, const struct tr_judging *j, const struct tr_verdict *v, const struct tr_report_wish *wish,
		struct tr_buf *out, struct trien_err *err)
{
	struct tr_etsi_document *documents = tr_mem_zeroed(v->signature_count + 1, sizeof(*documents));

	if (documents == NULL)
		return TR_ERR(err, NO_MEMORY, TR_U("want", v->signature_count * sizeof(*documents)));
	TR_TRY(digest_revisions(in->document, j, v, documents, err));
	for (size_t i = 0; i < v->signature_count; i++)
		if (!v->signatures[i].is_timestamp) {
			documents[i].ids = wish->beside_ids;
			documents[i].lines = wish->beside;
		}
	return tr_etsi_report(v, documents, j->lang, out, err);
}

static trien_rc
add_reports(struct tr_buf *answer, const struct tr_worker_input *in, const struct tr_judging *j, const struct tr_verdict *v,
		const struct tr_seen *seen, const struct tr_report_wish *wish, struct trien_err *err)
{
	TR_AUTO_BUF pdf = {.max = TR_WORKER_ANSWER_MAX}, xml = {.max = TR_WORKER_ANSWER_MAX};
	struct tr_report *report;

	TR_TRY(tr_report_make(v, j->file_name, j->lang, &report, err));
	report->beside = wish->beside;
	report->beside_weight = wish->beside_weight;
	if ((wish->what & TR_REPORT_PDF) != 0)
		TR_TRY(tr_report_pdf(report, seen, in->fonts, wish->id16, &pdf, err));
	if ((wish->what & TR_REPORT_ETSI) != 0)
		TR_TRY(write_etsi(in, j, v, wish, &xml, err));
	TR_TRY(tr_wire_add_bytes(answer, tr_buf_view(&pdf), err));
	return tr_wire_add_bytes(answer, tr_buf_view(&xml), err);
}

static trien_rc
read_wish(struct tr_bytes request, struct tr_report_wish *out, struct trien_err *err)
{
	struct tr_cursor c = tr_cursor_of(request);

	*out = (struct tr_report_wish){.judgement = tr_wire_take_bytes(&c)};
	out->what = (unsigned)tr_cursor_u64(&c);
	const struct tr_bytes id16 = tr_cursor_take(&c, sizeof(out->id16));
	out->beside = tr_wire_take_bytes(&c);
	out->beside_ids = tr_wire_take_bytes(&c);
	const uint64_t weight = tr_cursor_u64(&c);
	if (c.bad || tr_cursor_left(&c) > 0 || weight > TR_TOTAL_FAILED ||
			(out->beside.n > 0 && out->beside.p[out->beside.n - 1] != '\0'))
		return TR_ERR(err, INTERNAL, TR_S("what", "report request"));
	memcpy(out->id16, id16.p, sizeof(out->id16));
	out->beside_weight = (enum tr_indication)weight;
	return TRIEN_OK;
}

trien_rc
tr_task_report_run(const struct tr_worker_input *in, struct tr_buf *answer, struct trien_err *err)
{
	struct tr_judging j = {0};
	struct tr_report_wish wish;
	struct tr_verdict *verdict;
	struct tr_seen seen = {0};

	TR_TRY(read_wish(in->request, &wish, err));
	TR_TRY(tr_judge_request_read(in, wish.judgement, &j, err));
	TR_TRY(tr_judge_answers_read(in, &j, err));
	TR_TRY(tr_verify(in->document, &j.options, &verdict, err));
	if ((wish.what & (TR_REPORT_PICTURES | TR_REPORT_PDF)) != 0)
		TR_TRY(look(in, &j, verdict, &seen, err));
	TR_TRY(add_pictures(answer, (wish.what & TR_REPORT_PICTURES) != 0 ? &seen : &(struct tr_seen){0}, err));
	return add_reports(answer, in, &j, verdict, &seen, &wish, err);
}
