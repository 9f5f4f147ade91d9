/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What a signature covers: a whole revision, the one it came with, and no other field's value. ISO 32000-2 §12.8.1. */
#include <stdio.h>

#include "base/errors/verify.h"
#include "verify/attack.h"
#include "verify/judge.h"

static trien_rc
format_failure(struct tr_judge *j, const struct trien_err *why, uint64_t got, const char *want, struct trien_err *err)
{
	char text[32];
	snprintf(text, sizeof(text), "%llu", (unsigned long long)got);
	j->out->attacks |= tr_attacks_of_error(why->code);
	struct tr_finding_note n = {.weight = TR_TOTAL_FAILED, .sub = TR_SUB_FORMAT_FAILURE, .error = why,
			.clause = "ISO 32000-2 §12.8.1", .got = text, .want = want};
	return tr_judge_find(j, &n, err);
}

static bool
is_blank(uint8_t c)
{
	return c == 0 || c == '\t' || c == '\n' || c == '\f' || c == '\r' || c == ' ';
}

/* Mail and copying add blanks; whatever else stands behind the last revision is nobody's. */
static trien_rc
check_end(struct tr_judge *j, struct trien_err *err)
{
	struct tr_bytes file = tr_pdf_bytes(j->pdf);
	uint64_t end = tr_pdf_revision_at(j->pdf, tr_pdf_newest(j->pdf))->end;
	struct trien_err why = {0};

	for (uint64_t i = end; i < file.n; i++) {
		if (is_blank(file.p[i]))
			continue;
		(void)!TR_ERR(&why, VERIFY_BYTES_AFTER_END, TR_U("offset", end), TR_U("count", file.n - end));
		return format_failure(j, &why, file.n - end, "0", err);
	}
	return TRIEN_OK;
}

/* The same dictionary in two fields, or the same CMS in two dictionaries. */
static trien_rc
check_shared(struct tr_judge *j, const struct tr_pdf_signature *all, size_t count, struct trien_err *err)
{
	const struct tr_pdf_signature *s = j->signature;
	struct trien_err why = {0};

	for (size_t i = 0; i < count; i++) {
		const struct tr_pdf_signature *o = &all[i];
		bool same_place = o->contents_at == s->contents_at && s->contents_at != 0;
		if (o == s || (!same_place && (s->contents.n == 0 || !tr_bytes_equal(o->contents, s->contents))))
			continue;
		(void)!TR_ERR(&why, VERIFY_SIGNATURE_SHARED, TR_B("other", o->field.name.p, o->field.name.n));
		struct tr_finding_note n = {.weight = same_place ? TR_INDETERMINATE : TR_TOTAL_FAILED,
				.sub = same_place ? TR_SUB_GENERIC : TR_SUB_FORMAT_FAILURE, .error = &why,
				.clause = "ISO 32000-2 §12.7.5.5"};
		j->out->attacks |= tr_attacks_of_error(why.code);
		return tr_judge_find(j, &n, err);
	}
	return TRIEN_OK;
}

trien_rc
tr_judge_coverage(struct tr_judge *j, const struct tr_pdf_signature *all, size_t count, struct trien_err *err)
{
	const struct tr_pdf_signature *s = j->signature;
	struct trien_err why = {0};

	if (s->problem != TRIEN_OK)
		return format_failure(j, &s->problem_err, 0, NULL, err);
	if (s->covers == SIZE_MAX) {
		uint64_t length = s->byte_range[2] + s->byte_range[3];
		(void)!TR_ERR(&why, VERIFY_NOT_WHOLE_REVISION, TR_U("got", length));
		TR_TRY(format_failure(j, &why, length, NULL, err));
	} else if (s->born > s->covers) {
		(void)!TR_ERR(&why, VERIFY_SIGNATURE_LATER, TR_U("got", s->born + 1), TR_U("want", s->covers + 1));
		TR_TRY(format_failure(j, &why, s->born + 1, NULL, err));
	}
	TR_TRY(check_end(j, err));
	return check_shared(j, all, count, err);
}
