/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* ASCIIHexDecode, ASCII85Decode and RunLengthDecode, ISO 32000-2 §7.4.2, §7.4.3, §7.4.5. */
#include "base/errors/pdf.h"
#include "pdf/core.h"

static trien_rc
damaged(const struct tr_pdf_filter_job *job, const char *what, struct trien_err *err)
{
	return TR_ERR(err, PDF_FILTER_DATA, TR_S("filter", job->name), TR_S("what", what));
}

trien_rc
tr_pdf_filter_hex(const struct tr_pdf_filter_job *job, struct trien_err *err)
{
	int high = -1;

	for (size_t i = 0; i < job->in.n && job->in.p[i] != '>'; i++) {
		uint8_t c = job->in.p[i], lower = c | 0x20;
		int d = c >= '0' && c <= '9' ? c - '0' : lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
		if (d < 0 && tr_pdf_is_white(c))
			continue;
		if (d < 0)
			return damaged(job, "no hexadecimal digit", err);
		if (high < 0) {
			high = d;
			continue;
		}
		uint8_t byte = (uint8_t)(high << 4 | d);
		high = -1;
		TR_TRY(tr_pdf_filter_bytes(job, &byte, 1, err));
	}
	if (high < 0)
		return TRIEN_OK;
	uint8_t last = (uint8_t)(high << 4);
	return tr_pdf_filter_bytes(job, &last, 1, err);
}

/* A group of count characters (2 to 5) is count - 1 bytes. */
static trien_rc
group85(const struct tr_pdf_filter_job *job, const uint8_t digits[5], unsigned count, struct trien_err *err)
{
	uint64_t value = 0;
	uint8_t bytes[4];

	for (unsigned i = 0; i < 5; i++)
		value = value * 85 + (i < count ? digits[i] : 84);
	if (value > UINT32_MAX)
		return damaged(job, "group too large", err);
	for (unsigned i = 0; i < 4; i++)
		bytes[i] = (uint8_t)(value >> (24 - 8 * i));
	return tr_pdf_filter_bytes(job, bytes, count - 1, err);
}

trien_rc
tr_pdf_filter_ascii85(const struct tr_pdf_filter_job *job, struct trien_err *err)
{
	uint8_t digits[5];
	unsigned count = 0;
	size_t i = 0;

	/* "<~" is what encoders of other systems put in front. */
	if (tr_bytes_start(job->in, "<~"))
		i = 2;
	for (; i < job->in.n && job->in.p[i] != '~'; i++) {
		uint8_t c = job->in.p[i];
		if (tr_pdf_is_white(c))
			continue;
		if (c == 'z' && count == 0) {
			TR_TRY(tr_pdf_filter_bytes(job, "\0\0\0\0", 4, err));
			continue;
		}
		if (c < '!' || c > 'u')
			return damaged(job, "character outside ! to u", err);
		digits[count++] = (uint8_t)(c - '!');
		if (count == 5) {
			TR_TRY(group85(job, digits, 5, err));
			count = 0;
		}
	}
	if (count == 1)
		return damaged(job, "last group of one character", err);
	return count > 0 ? group85(job, digits, count, err) : TRIEN_OK;
}

trien_rc
tr_pdf_filter_run_length(const struct tr_pdf_filter_job *job, struct trien_err *err)
{
	struct tr_bytes in = job->in;
	uint8_t run[128];

	for (size_t i = 0; i < in.n && in.p[i] != 128;) {
		size_t n = in.p[i] < 128 ? in.p[i] + 1u : 257u - in.p[i];
		size_t need = in.p[i] < 128 ? n : 1;
		if (in.n - i - 1 < need)
			return damaged(job, "ends inside a run", err);
		if (in.p[i] < 128) {
			TR_TRY(tr_pdf_filter_bytes(job, in.p + i + 1, n, err));
		} else {
			memset(run, in.p[i + 1], n);
			TR_TRY(tr_pdf_filter_bytes(job, run, n, err));
		}
		i += 1 + need;
	}
	return TRIEN_OK;
}
