/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * FlateDecode, ISO 32000-2 §7.4.4, through zlib. The output never passes the
 * caller's maximum nor a ratio that honest data cannot reach.
 */
#include "base/errors/pdf.h"
#include "pdf/core.h"

#include <stdlib.h>

static void *
zlib_take(void *context, unsigned count, unsigned size)
{
	(void)context;
	return tr_mem_zeroed(count, size);
}

static void
zlib_give(void *context, void *p)
{
	(void)context;
	free(p);
}

static trien_rc
ready(struct tr_pdf *pdf, struct trien_err *err)
{
	z_stream *z = &pdf->inflater;

	if (pdf->inflater_ready) {
		inflateReset(z);
		return TRIEN_OK;
	}
	z->zalloc = zlib_take;
	z->zfree = zlib_give;
	if (inflateInit(z) != Z_OK)
		return TR_ERR(err, NO_MEMORY, TR_U("want", sizeof(*z)));
	pdf->inflater_ready = true;
	return TRIEN_OK;
}

static trien_rc
damaged(const char *what, struct trien_err *err)
{
	return TR_ERR(err, PDF_FILTER_DATA, TR_S("filter", "FlateDecode"), TR_S("what", what));
}

/* Room for the next piece of output, never beyond max. */
static trien_rc
room(struct tr_buf *out, size_t max, size_t want, struct trien_err *err)
{
	if (out->n >= max)
		return TR_ERR(err, PDF_DECODED_LIMIT, TR_U("max", max));
	if (want > max - out->n)
		want = max - out->n;
	return tr_buf_reserve(out, want, err);
}

/*
 * A stream may end without its checksum or in the middle: what came out until
 * then is the data (every reader of PDF does so; nothing else can be meant).
 */
static trien_rc
step_result(struct tr_pdf *pdf, int code, bool *done, struct trien_err *err)
{
	const z_stream *z = &pdf->inflater;

	*done = code == Z_STREAM_END;
	if (code == Z_DATA_ERROR && z->msg != NULL && strcmp(z->msg, "incorrect data check") == 0) {
		tr_pdf_lenient(pdf, TR_PDF_LENIENT_FLATE_END, 0);
		*done = true;
		return TRIEN_OK;
	}
	if (code == Z_OK || code == Z_STREAM_END)
		return TRIEN_OK;
	if (code == Z_BUF_ERROR && z->avail_out > 0) {
		*done = true;
		tr_pdf_lenient(pdf, TR_PDF_LENIENT_FLATE_END, 0);
		return z->total_out > 0 ? TRIEN_OK : damaged("no data", err);
	}
	if (code == Z_BUF_ERROR)
		return TRIEN_OK;
	if (code == Z_MEM_ERROR)
		return TR_ERR(err, NO_MEMORY, TR_U("want", 1u << 15));
	return damaged(z->msg ? z->msg : "no zlib data", err);
}

trien_rc
tr_pdf_filter_flate(struct tr_pdf *pdf, const struct tr_pdf_filter_job *job, struct trien_err *err)
{
	z_stream *z = &pdf->inflater;
	size_t max = job->max, start = job->out->n, left = job->in.n;
	bool done = job->in.n == 0;

	if (job->in.n < max / TR_PDF_INFLATE_RATIO_MAX)
		max = (job->in.n + 1) * TR_PDF_INFLATE_RATIO_MAX;
	TR_TRY(ready(pdf, err));
	/* zlib does not write through next_in. */
	z->next_in = (Bytef *)(uintptr_t)job->in.p;
	z->avail_in = 0;
	while (!done) {
		/* A byte past max is asked for, so that data of exactly max bytes can show its end. */
		TR_TRY(room(job->out, max + 1, job->out->n > start ? job->out->n : left * 4 + 256, err));
		size_t space = job->out->cap - job->out->n;
		if (space > max + 1 - job->out->n)
			space = max + 1 - job->out->n;
		if (z->avail_in == 0 && left > 0) {
			z->avail_in = left > UINT32_MAX / 2 ? UINT32_MAX / 2 : (uInt)left;
			left -= z->avail_in;
		}
		z->next_out = job->out->p + job->out->n;
		z->avail_out = space > UINT32_MAX / 2 ? UINT32_MAX / 2 : (uInt)space;
		int code = inflate(z, Z_NO_FLUSH);
		job->out->n = (size_t)(z->next_out - job->out->p);
		if (code == Z_BUF_ERROR && left > 0)
			continue;
		TR_TRY(step_result(pdf, code, &done, err));
		if (job->out->n > max)
			return TR_ERR(err, PDF_DECODED_LIMIT, TR_U("max", max));
	}
	return TRIEN_OK;
}
