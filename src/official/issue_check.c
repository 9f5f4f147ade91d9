/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "official/issue_check.h"

#include "base/errors/official.h"
#include "sign/reserved.h"

static trien_rc
find_fields(struct tr_pdf *pdf, struct trien_err *err)
{
	static const char *const wanted[] = {TR_RESERVED_ROOT ".number", TR_RESERVED_SEAL};
	const struct tr_pdf_field *fields;
	size_t count;

	TR_TRY(tr_pdf_fields(pdf, tr_pdf_newest(pdf), &fields, &count, err));
	for (size_t i = 0; i < sizeof(wanted) / sizeof(*wanted); i++) {
		const struct tr_pdf_field *field = NULL;
		for (size_t k = 0; k < count; k++)
			if (tr_bytes_are(fields[k].name, wanted[i]))
				field = &fields[k];
		if (field == NULL)
			return TR_ERR(err, OFFICIAL_FILL_MISSING, TR_S("field", wanted[i]));
		if (tr_bytes_are(field->type, "Sig") && field->value->type != TR_PDF_NULL)
			return TR_ERR0(err, OFFICIAL_ISSUE_DONE);
	}
	return TRIEN_OK;
}

trien_rc
tr_issue_check(struct tr_bytes file, struct trien_err *err)
{
	struct tr_pdf *pdf;

	TR_TRY(tr_pdf_open(file, NULL, &pdf, err));
	trien_rc rc = find_fields(pdf, err);
	tr_pdf_close(pdf);
	return rc;
}
