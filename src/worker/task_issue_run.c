/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* In the sandbox, in trien-worker: number, date and seal. */
#include "worker/task_issue.h"

#include "official/issue.h"
#include "worker/task_look.h"
#include "worker/task_propose.h"
#include "worker/wire.h"

static trien_rc
read_request(const struct tr_worker_input *in, struct tr_sign_request *sign, struct tr_issue *issue, struct trien_err *err)
{
	struct tr_cursor c = tr_cursor_of(in->request);
	struct tr_text number, date;

	TR_TRY(tr_wire_take_sign_request(&c, sign, err));
	TR_TRY(tr_wire_take_text(&c, &number, err));
	TR_TRY(tr_wire_take_text(&c, &date, err));
	issue->diameter_mm = tr_wire_take_length(&c);
	struct tr_bytes rules = tr_wire_take_bytes(&c);
	if (c.bad || rules.n != sizeof(issue->rules) || tr_cursor_left(&c) > 0 || in->file_count > 1)
		return TR_ERR(err, INTERNAL, TR_S("what", "issue request"));
	/* Who asks was built together with this. */
	memcpy(&issue->rules, rules.p, rules.n);
	TR_TRY(tr_fill_values(number, date, &issue->values, err));
	issue->file = in->document;
	issue->fonts = in->fonts;
	if (in->file_count == 1)
		issue->picture = in->files[0];
	return TRIEN_OK;
}

/* The child's memory goes with it: nothing is freed. */
trien_rc
tr_task_issue_run(const struct tr_worker_input *in, struct tr_buf *answer, struct trien_err *err)
{
	struct tr_sign_request request = {0};
	struct tr_sign_proposal made = {0};
	struct tr_issue issue = {0};
	const struct tr_sign_extra extra = {.context = &issue, .put = tr_issue_put, .fills = true};

	TR_TRY(read_request(in, &request, &issue, err));
	request.field = TR_TEXT_LIT("trien.seal");
	request.extra = &extra;
	TR_TRY(tr_sign_propose(in->document, &request, &made, err));
	return tr_look_answer(answer, &made, &issue.findings, err);
}
