/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: X3 X5 */
#include "service/answer_file.h"

#include <stdio.h>

#include "base/errors/service.h"
#include "service/judges.h"

static const struct {
	const char *word, *type;
} forms[] = {
	[TR_PRINT_HTML] = {"html", "text/html; charset=utf-8"},
	[TR_PRINT_XLSX] = {"xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
	[TR_PRINT_PDF] = {"pdf", "application/pdf"},
	[TR_PRINT_CSV] = {"csv", "text/csv; charset=utf-8"},
};

trien_rc
tr_print_form_said(const char *word, const char *wanted, enum tr_print_form *out, struct trien_err *err)
{
	*out = TR_PRINT_PDF;
	if (word == NULL)
		return TRIEN_OK;
	for (size_t i = 0; i < sizeof(forms) / sizeof(*forms); i++)
		if (strcmp(forms[i].word, word) == 0) {
			*out = (enum tr_print_form)i;
			return TRIEN_OK;
		}
	return TR_ERR(err, SERVICE_QUERY, TR_S("want", wanted));
}

void
tr_call_answer_is(struct tr_call *c, enum tr_print_form form, const char *name)
{
	char field[160];

	c->reply.type = forms[form].type;
	snprintf(field, sizeof(field), "attachment; filename=\"%s.%s\"", name, forms[form].word);
	tr_call_answer_field(c, "Content-Disposition", field);
}

struct printing {
	struct tr_bytes printed;
	struct tr_buf *out;
};

static trien_rc
print_work(struct tr_worker *w, struct tr_bytes trust, void *context, struct trien_err *err)
{
	const struct printing *p = context;

	(void)trust; /* a page is made, none is judged */
	tr_buf_clear(p->out);
	return tr_print_pdf(w, p->printed, p->out, err);
}

static trien_rc
print_pdf(struct tr_call *c, struct tr_bytes printed, struct trien_err *err)
{
	struct printing p = {printed, &c->reply.body};

	if (c->context->judges == NULL)
		return TR_ERR0(err, SERVICE_FILES_OFF);
	const trien_rc rc = tr_judges_lend(c->context->judges, print_work, &p, err);
	tr_call_may_wait(c, rc);
	return rc;
}

trien_rc
tr_call_answer_printed(struct tr_call *c, enum tr_print_form form, const char *name, struct tr_bytes printed, struct trien_err *err)
{
	tr_buf_clear(&c->reply.body);
	TR_TRY(form == TR_PRINT_PDF ? print_pdf(c, printed, err) : tr_print(form, printed, &c->reply.body, err));
	tr_call_answer_is(c, form, name);
	return TRIEN_OK;
}
